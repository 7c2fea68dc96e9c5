"""Two branches that both built: their locks become one, and no learner of either loses a note."""

from __future__ import annotations

import itertools
import os
import shutil
import subprocess
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from anki_world import Learner
from hypothesis import given
from hypothesis import strategies as st
from projects import Output, Project

from deckgen.actions.build import draft, finish, read_state
from deckgen.anki.collection import HeldNote
from deckgen.files.source import Refused, Source
from deckgen.merge.history import edited_texts, version
from deckgen.project.lock import Entry, Lock, Origin, TypeEntry, Version, load, parse, render, text_hash
from deckgen.project.lock_merge import Merged, merged, needs_merging

Run = Callable[..., Output]
START = int(time.time()) - 100_000
G = "0123456789-{}".format
QUIET = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
OURS_PAIR = "- id: t-nuva\n  it: Il preventivo scade venerdì.\n  cs: Nabídka platí do pátku.\n"
THEIR_TERM = "- id: t-zola\n  it: la vendita\n  cs: prodej\n  pair: t-bada\n"

needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


def git(project: Project, *arguments: str, fails: bool = False) -> str:
    who = ("-c", "user.name=Autore", "-c", "user.email=autore@example.com")
    done = subprocess.run(["git", *who, *arguments], cwd=project.root, env=QUIET, capture_output=True, text=True)
    assert (done.returncode != 0) == fails, done.stdout + done.stderr
    return done.stdout


def build(project: Project, at: int) -> None:
    finish(draft(read_state(project.deck), lambda last: max(at, last + 1)))


def lock_of(project: Project) -> Lock:
    lock = load(project.lock)
    assert lock is not None
    return lock


def branches(
    project: Project, ours: Callable[[], object], theirs: Callable[[], object], style: str = "merge"
) -> tuple[Path, Path]:
    """A repository in the middle of a merge of two branches that both built; the package of each."""
    build(project, START)
    git(project, "init", "-q", "-b", "main")
    git(project, "config", "merge.conflictStyle", style)
    (project.root / ".gitignore").write_text("build/\n")
    git(project, "add", ".")
    git(project, "commit", "-q", "-m", "Base")
    packages = []
    for name, change, at in (("theirs", theirs, START + 300), ("ours", ours, START + 600)):
        git(project, "checkout", "-q", "-b", name, "main")
        change()
        build(project, at)
        git(project, "commit", "-q", "-a", "-m", name)
        packages.append(project.root.parent / f"{name}.apkg")
        shutil.copy(project.package, packages[-1])
    git(project, "merge", "theirs", fails=True)
    return packages[1], packages[0]


def append(path: Path, text: str) -> None:
    path.write_text(path.read_text("utf-8") + text, "utf-8")


@needs_git
@pytest.mark.parametrize("style", ["merge", "diff3", "zdiff3"])
def test_the_notes_of_both_branches_survive_and_learners_of_both_keep_their_reviews(
    deckgen: Run, project: Project, tmp_path: Path, style: str
) -> None:
    ours, theirs = branches(
        project,
        lambda: append(project.pairs, OURS_PAIR),
        lambda: (
            append(project.terms, THEIR_TERM),
            project.edit(project.pairs, "Marketing vypráví, prodej se ptá.", "Marketing vypráví a prodej se ptá."),
        ),
        style,
    )
    assert ("|||||||" in project.lock.read_text("utf-8")) == (style != "merge")
    before = {
        side: {entry.id: entry for entry in parse(Source(Path(side), git(project, "show", f"{side}:{at}"))).entries}
        for side in ("ours", "theirs")
        for at in ["cards/prova/deck.lock"]
    }
    said = deckgen("build", at=project.root)
    assert said.code == 1
    assert "deck.lock:" in said.err
    assert "the lock has an unresolved merge conflict" in said.err
    assert "deckgen lock --merged joins both sides" in said.err
    said = deckgen("lock", "--merged", at=project.root)
    assert said.code == 0
    assert said.out == (
        "cards/prova/deck.lock: 7 notes of both sides\n"
        "  next: `deckgen check`, then `deckgen build`, and hand out that package\n"
    )
    after = {entry.id: entry for entry in lock_of(project).entries}
    assert after.keys() == before["ours"].keys() | before["theirs"].keys()
    assert after["t-nuva"] == before["ours"]["t-nuva"]
    assert (after["t-zola"].guid, after["t-zola"].fields) == (G("t-zola"), before["theirs"]["t-zola"].fields)
    assert after["t-bada"] == before["theirs"]["t-bada"]
    said = deckgen("build", at=project.root)
    assert said.code == 0, said.err
    assert "0 new · 0 changed · 7 same" in said.out
    git(project, "add", ".")
    git(project, "commit", "-q", "-m", "Merge")
    for n, package in enumerate((ours, theirs)):
        with Learner(tmp_path / f"learner-{n}") as learner:
            learner.imports(package)
            learner.reviews("Prova")
            scheduling = learner.scheduling()
            imported = learner.imports(project.package)
            assert imported.refused == 0
            assert scheduling.items() <= learner.scheduling().items()
            assert {guid: held["Front"] for guid, held in learner.fields().items() if "Front" in held} == {
                entry.guid: entry.fields["Front"] for entry in lock_of(project).entries if "Front" in entry.fields
            }
            assert len(learner.fields()) == 7
            again = learner.imports(project.package)
            assert (again.new, again.updated) == (0, 0)


@needs_git
def test_of_a_note_that_both_changed_the_newer_build_is_kept_and_the_other_is_no_edit(
    deckgen: Run, project: Project, tmp_path: Path
) -> None:
    old = "Kdo to jednání vyhrál?"
    _, theirs = branches(
        project,
        lambda: project.edit(project.pairs, old, "Kdo vyhrál to jednání?"),
        lambda: project.edit(project.pairs, old, "Kdo jednání nakonec vyhrál?"),
    )
    git(project, "checkout", "--ours", "cards/prova/pairs/testo.yaml")
    said = deckgen("lock", "--merged", at=project.root)
    assert "  t-bida: both sides changed it, the newer build is kept: “Chi ha vinto la trattativa?”\n" in said.out
    (entry,) = [entry for entry in lock_of(project).entries if entry.id == "t-bida"]
    assert (entry.fields["Back"], entry.mod) == ("Kdo vyhrál to jednání?", START + 600)
    assert [each.mod for each in entry.earlier] == [START, START + 300]
    build(project, START + 900)
    before = project.pairs.read_bytes()
    with Learner(tmp_path / "learner") as learner:
        learner.imports(theirs)
        said = deckgen("pull", learner.exports(tmp_path / "e.apkg"), "--deleted", "skip", at=project.root)
        assert said.out == "nothing in Anki differs from the sources\n"
        assert project.pairs.read_bytes() == before
        learner.imports(project.package)
        assert learner.note(G("t-bida"))["Back"] == "Kdo vyhrál to jednání?"


@needs_git
def test_one_id_that_two_branches_drew_is_named_and_stays_with_the_words_of_the_newer_build(
    deckgen: Run, project: Project
) -> None:
    branches(
        project,
        lambda: append(project.pairs, OURS_PAIR),
        lambda: append(project.pairs, "- id: t-nuva\n  it: Vi richiamo domani.\n  cs: Zavolám vám zítra.\n"),
    )
    text = project.pairs.read_text("utf-8")
    project.pairs.write_text(
        "".join(line for line in text.splitlines(keepends=True) if line[:7] not in ("<<<<<<<", "=======", ">>>>>>>")),
        "utf-8",
    )
    assert project.pairs.read_text("utf-8").count("it: ") == 5
    text = project.pairs.read_text("utf-8")
    if text.count("t-nuva") == 1:  # git took the line of the id for common
        project.edit(project.pairs, "  it: Vi richiamo domani.", "- id: t-nuva\n  it: Vi richiamo domani.")
    said = deckgen("lock", "--merged", at=project.root)
    assert (
        "t-nuva: two notes have this id; “Il preventivo scade venerdì.” of the newer build keeps it, "
        "“Vi richiamo domani.” needs a new one: deckgen check" in said.out
    )
    said = deckgen("check", at=project.root)
    assert said.code == 1
    assert "the id t-nuva is already used at testo.yaml:" in said.err + said.out
    assert "different words, as when two branches made the same id: delete this line" in said.err + said.out


@needs_git
def test_a_merge_without_markers_is_mended_too(deckgen: Run, project: Project) -> None:
    """Each side adds one note at its own place: git joins the lines, and the number of notes is that of one side."""
    branches(project, lambda: append(project.pairs, OURS_PAIR), lambda: append(project.terms, THEIR_TERM))
    whole = {entry.id for entry in parse_merged(project).lock.entries}
    text = git(project, "show", "ours:cards/prova/deck.lock")
    theirs = git(project, "show", "theirs:cards/prova/deck.lock")
    (line,) = [line for line in theirs.splitlines() if '"t-zola"' in line]
    project.lock.write_text(text.replace('{"end"', line + '\n{"end"'), "utf-8")
    said = deckgen("build", at=project.root)
    assert "the lock has more notes than it says" in said.err
    assert deckgen("lock", "--merged", at=project.root).code == 0
    assert {entry.id for entry in lock_of(project).entries} == whole


def parse_merged(project: Project) -> Merged:
    return merged(Source(project.lock, project.lock.read_text("utf-8")))


def test_a_whole_lock_and_one_that_is_damaged_otherwise_are_left_alone(deckgen: Run, project: Project) -> None:
    build(project, START)
    whole = project.lock.read_bytes()
    said = deckgen("lock", "--merged", at=project.root)
    assert said.code == 2
    assert "deck.lock has no merge conflict" in said.err
    for damage in (whole[: len(whole) // 2], b"\n".join(whole.split(b"\n")[:-2]) + b"\n", whole[:300] + whole[400:]):
        project.lock.write_bytes(damage)
        assert deckgen("lock", "--merged", at=project.root).code == 1
        assert project.lock.read_bytes() == damage
    lines = whole.decode().splitlines(keepends=True)
    project.lock.write_text("".join([*lines[:-2], lines[-1]]), "utf-8")
    said = deckgen("lock", "--merged", at=project.root)
    assert "lines are missing" in said.err


@pytest.mark.parametrize(
    ("markers", "line", "message"),
    [
        (("<<<<<<< a", ""), 1, "this merge conflict has no end"),
        (("<<<<<<< a", "<<<<<<< b"), 3, "this marker of a merge conflict is out of place"),
        (("=======", ""), 1, "this marker of a merge conflict is out of place"),
        (("<<<<<<< a", ">>>>>>> b"), 3, "this marker of a merge conflict is out of place"),
    ],
)
def test_markers_that_make_no_sense_are_refused_at_their_line(
    project: Project, markers: tuple[str, str], line: int, message: str
) -> None:
    build(project, START)
    first, *rest = project.lock.read_text("utf-8").splitlines()
    text = "\n".join([markers[0], first, *filter(None, markers[1:]), *rest, ""])
    with pytest.raises(Refused) as refused:
        merged(Source(project.lock, text))
    (problem,) = refused.value.problems
    assert (problem.path, problem.line, problem.message) == (project.lock, line, message)


def test_sides_of_different_decks_are_refused(project: Project) -> None:
    build(project, START)
    text = project.lock.read_text("utf-8")
    with pytest.raises(Refused, match="different decks"):
        merged(conflict(text, text.replace("0123456789abcdef", "fedcba9876543210")))


# ------------------------------------------------------------------ as values

TYPES = (TypeEntry("sentence", 1, "A – Sentence", 5, "x"), TypeEntry("vocabulary", 2, "A – Vocabulary", 5, "y"))


def conflict(ours: str, theirs: str, base: str = "") -> Source:
    """All of two locks as one conflict."""
    middle = f"||||||| base\n{base}" if base else ""
    return Source(Path("deck.lock"), f"<<<<<<< HEAD\n{ours}{middle}=======\n{theirs}>>>>>>> theirs\n")


def note(name: str, nid: int, texts: list[tuple[int, str]], *, retired: bool = False) -> Entry:
    """A note with its history of texts, by time."""
    earlier = tuple(Version(mod, {"Front": text_hash(text)}) for mod, text in texts[:-1])
    mod, text = texts[-1]
    fields = {"Front": text, "Back": "x"}
    return Entry(name, f"d-{name}", "sentence", nid, mod, {"Recognition": nid}, (), fields, retired, earlier)


def lock(*entries: Entry, **rest: object) -> Lock:
    return replace(Lock("d", ("A",), TYPES, entries), **rest)  # type: ignore[arg-type]


def joined(ours: Lock, theirs: Lock, base: Lock | None = None) -> Merged:
    return merged(conflict(render(ours), render(theirs), render(base) if base else ""))


def test_looks_and_pictures_of_both_sides_are_kept() -> None:
    mine, other = (replace(TYPES[0], mod=mod, digest=digest, looks=("x",)) for mod, digest in ((6, "m"), (7, "o")))
    made = joined(
        lock(types=(mine, TYPES[1]), media=(("a", "Back", "1.png"),)),
        lock(types=(other, TYPES[1]), media=(("b", "Back", "2.png"),)),
    ).lock
    assert set(made.media) == {("a", "Back", "1.png"), ("b", "Back", "2.png")}
    assert (made.types[0].digest, set(made.types[0].looks)) == ("o", {"x", "m"})


def test_a_note_that_one_side_renamed_is_one_note() -> None:
    base = note("a", 8, [(1, "uno")])
    renamed = replace(base, id="b")
    for sides in ((lock(base), lock(renamed, spent=("a",))), (lock(renamed, spent=("a",)), lock(base))):
        (entry,) = joined(*sides).lock.entries
        assert (entry.id, entry.guid) == ("b", "d-a")
    newer = replace(note("a", 8, [(1, "uno"), (5, "due")]))
    (entry,) = joined(lock(newer), lock(renamed, spent=("a",))).lock.entries
    assert (entry.id, entry.fields["Front"]) == ("b", "due")


def test_a_retired_note_that_one_side_forgot_is_forgotten_and_a_live_one_is_not() -> None:
    kept = note("k", 80, [(1, "resta")])
    for retired in (True, False):
        old = note("a", 8, [(1, "uno")], retired=retired)
        union = joined(lock(kept, old), lock(kept, spent=("a",))).lock
        assert [entry.id for entry in union.entries] == (["k"] if retired else ["a", "k"])


def test_notes_with_one_note_id_get_two_and_keep_their_guids() -> None:
    union = joined(lock(note("a", 80, [(3, "uno")])), lock(note("b", 80, [(3, "due")]), note("c", 88, [(3, "x")]))).lock
    nids = sorted(entry.nid for entry in union.entries)
    assert all(second - first >= 8 for first, second in itertools.pairwise(nids))
    assert {entry.guid for entry in union.entries} == {"d-a", "d-b", "d-c"}


def test_what_pairs_were_made_from_is_that_of_the_side_that_changed_it() -> None:
    old, new = Origin("uno", "jedna"), Origin("uno e due", "jedna a dvě")
    entry = note("a", 8, [(1, "uno")])
    base = lock(entry, origins={"a": old})
    changed = lock(entry, origins={"a": new, "z": old})
    for sides in ((base, changed), (changed, base)):
        union = joined(*sides, base)
        assert union.lock.origins == {"a": new, "z": old}
        assert union.remarks == ()
    third = lock(entry, origins={"a": Origin("uno o due", "jedna nebo dvě")})
    assert joined(changed, third, base).remarks == (
        "both sides paired the same texts anew: `deckgen align` after the merge settles it",
    )


def test_equal_times_with_different_words_are_said() -> None:
    one, other = note("a", 8, [(1, "uno"), (5, "due")]), note("a", 8, [(1, "uno"), (5, "tre")])
    union = joined(lock(one), lock(other))
    assert len(union.remarks) == 1
    assert "built in the same second" in union.remarks[0]
    assert union.lock.entries == joined(lock(other), lock(one)).lock.entries


TEXTS = st.sampled_from(["uno", "due", "tre", "quattro", "cinque"])


@st.composite
def two_sides(draw: st.DrawFn) -> tuple[Lock, Lock, Lock]:
    """A lock, and what two branches made of it."""
    base = [note(f"n{n}", 8 * n, [(1, draw(TEXTS))]) for n in range(1, draw(st.integers(1, 5)) + 1)]
    sides = []
    for name in "ab":
        entries = []
        for entry in base:
            times = draw(st.lists(st.integers(2, 9), unique=True, max_size=2).map(sorted))
            history = [(1, entry.fields["Front"]), *((at, draw(TEXTS)) for at in times)]
            entries.append(note(entry.id, entry.nid, history, retired=draw(st.integers(0, 5)) == 0))
        for n in range(draw(st.integers(0, 3))):
            entries.append(
                note(f"{name}{n}", 8 * draw(st.integers(10, 14)) + 1000 * n, [(draw(st.integers(2, 9)), "x")])
            )
        sides.append(lock(*sorted(entries, key=lambda e: e.nid), seen=draw(st.integers(0, 9))))
    return sides[0], sides[1], lock(*base)


@given(two_sides())
def test_nothing_of_either_side_is_lost_whichever_comes_first(sides: tuple[Lock, Lock, Lock]) -> None:
    ours, theirs, base = sides
    union = joined(ours, theirs, base).lock
    assert parse(Source(Path("deck.lock"), render(union))) == union
    assert union.entries == joined(theirs, ours).lock.entries
    assert union.merged == max(ours.last, theirs.last)
    by_id = {entry.id: entry for entry in union.entries}
    assert by_id.keys() == {entry.id for side in (ours, theirs) for entry in side.entries}
    for side in (ours, theirs):
        for entry in side.entries:
            kept = by_id[entry.id]
            assert (kept.guid, kept.mod) == (entry.guid, max(kept.mod, entry.mod))
            for mod in (entry.mod, *(each.mod for each in entry.earlier)):
                assert version(kept, str(mod)) is not None
            assert not edited_texts(kept, held(entry))


def held(entry: Entry) -> HeldNote:
    return HeldNote(entry.guid, entry.nid, 1, entry.mod, (), dict(entry.fields), {})


@given(two_sides())
def test_a_side_joined_with_itself_stays_as_it_is(sides: tuple[Lock, Lock, Lock]) -> None:
    ours, _, base = sides
    spread = sorted(entry.nid for entry in ours.entries)
    union = joined(ours, ours, base)
    assert union.remarks == ()
    if all(second - first >= 8 for first, second in itertools.pairwise(spread)):
        assert set(map(repr, union.lock.entries)) == set(map(repr, ours.entries))
    assert not needs_merging(Source(Path("deck.lock"), render(union.lock)))
