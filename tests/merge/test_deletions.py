"""Deleted is what a learner once had and no longer has; everything else that is missing stays in the deck."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from anki.collection import DeckIdLimit, ExportAnkiPackageOptions, NoteIdsLimit
from anki_world import Learner
from hypothesis import given
from hypothesis import strategies as st
from projects import Output, Project

from deckgen.actions.build import draft, finish, read_state
from deckgen.anki.collection import CHOSEN, Extent, HeldNote
from deckgen.merge.deletions import absences, latest_build
from deckgen.project.lock import Entry, Lock, Version

Run = Callable[..., Output]
START = int(time.time()) - 100_000
G = "0123456789-{}".format
NEW = """\
- id: t-nuva
  it: Il preventivo scade venerdì.
  cs: Nabídka platí do pátku.
"""
OTHER = """\
- id: u-zola
  it: La fattura è in allegato.
  cs: Faktura je v příloze.
- id: u-zula
  it: Il pagamento è atteso a giugno.
  cs: Platbu čekáme v červnu.
"""


def build(project: Project, at: int = START) -> None:
    finish(draft(read_state(project.deck), lambda last: max(at, last + 1)))


def add_text(project: Project) -> None:
    project.edit(
        project.deck / "deck.yaml",
        "  - {id: testo, title: Testo, prefix: t}\n",
        "  - {id: testo, title: Testo, prefix: t}\n  - {id: altro, title: Altro, prefix: u}\n",
    )
    (project.deck / "pairs" / "altro.yaml").write_text(OTHER, "utf-8")


def chosen(learner: Learner, path: Path, names: list[str], *, scheduling: bool = True) -> Path:
    """Export selected notes in the browser."""
    limit = NoteIdsLimit([learner.note(G(name)).id for name in names])
    options = ExportAnkiPackageOptions(
        with_scheduling=scheduling, with_deck_configs=False, with_media=False, legacy=False
    )
    learner.col.export_anki_package(out_path=str(path), limit=limit, options=options)
    return path


@pytest.fixture
def learner(project: Project, tmp_path: Path) -> Iterator[Learner]:
    """A learner who has the first build of two texts."""
    add_text(project)
    build(project)
    with Learner(tmp_path / "learner") as learner:
        learner.imports(project.package)
        yield learner


def sources(project: Project) -> list[bytes]:
    return [path.read_bytes() for path in sorted(project.deck.rglob("*.yaml"))]


@pytest.mark.parametrize("form", ["e.apkg", "old.apkg", "e.colpkg"])
@pytest.mark.parametrize("later", [False, True])
def test_a_note_that_came_after_the_learners_package_is_never_deleted(
    deckgen: Run, project: Project, learner: Learner, tmp_path: Path, form: str, *, later: bool
) -> None:
    """Whether the export was made before that build or after it."""
    export = tmp_path / form
    if not later:
        learner.exports(export, legacy=form.startswith("old"))
    project.pairs.write_text(project.pairs.read_text("utf-8") + NEW, "utf-8")
    build(project, START + 60)
    if later:
        learner.exports(export, legacy=form.startswith("old"))
    before = sources(project)
    said = deckgen("pull", export, "--deleted", "skip", at=project.root)
    assert sources(project) == before
    assert said.out.startswith("not in Anki: 1 note, not retired: the package that the learner imported may be older; ")
    assert said.out.endswith(
        "   → let the learner import the newest package, then export again\n"
        "nothing else in Anki differs from the sources\n"
    )


def test_of_two_missing_notes_only_the_one_that_the_learner_had_is_retired(
    deckgen: Run, project: Project, learner: Learner, tmp_path: Path
) -> None:
    learner.deletes(G("t-bida"))
    project.pairs.write_text(project.pairs.read_text("utf-8") + NEW, "utf-8")
    build(project, START + 60)
    said = deckgen("pull", learner.exports(tmp_path / "e.apkg"), "--deleted", "skip", at=project.root)
    assert "deleted in Anki: t-bida" in said.out
    text = project.pairs.read_text("utf-8")
    assert text.count("skip: true") == 1
    assert "cs: Kdo to jednání vyhrál?\n  skip: true\n" in text


@pytest.mark.parametrize(
    "names",
    [["t-bada"], ["t-pada", "u-zola"], ["t-bada", "t-beda", "u-zola"], ["t-bada", "t-beda", "t-bida", "t-pada"]],
)
@pytest.mark.parametrize("scheduling", [True, False])
def test_an_export_of_selected_notes_retires_nothing(
    deckgen: Run, project: Project, learner: Learner, tmp_path: Path, names: list[str], *, scheduling: bool
) -> None:
    before = sources(project)
    export = chosen(learner, tmp_path / "e.apkg", names, scheduling=scheduling)
    said = deckgen("pull", export, "--deleted", "skip", at=project.root)
    assert sources(project) == before
    assert "the whole deck with scheduling information, or the collection (.colpkg)" in said.out
    assert "deleted in Anki" not in said.out


def test_an_export_without_a_text_retires_nothing_of_it(
    deckgen: Run, project: Project, learner: Learner, tmp_path: Path
) -> None:
    names = ["t-bada", "t-beda", "t-bida", "t-pada", "t-peda"]
    before = sources(project)
    export = chosen(learner, tmp_path / "e.apkg", names)
    said = deckgen("pull", export, "--deleted", "skip", at=project.root)
    assert sources(project) == before
    assert "not in Anki: 2 notes, not retired: what was read holds nothing of the text altro\n" in said.out


def test_an_export_of_a_sub_deck_retires_nothing(
    deckgen: Run, project: Project, learner: Learner, tmp_path: Path
) -> None:
    """The learner has moved all but one note into a sub-deck of their own."""
    did = learner.col.decks.id("Prova::Prima lezione")
    cards = [card.id for guid in learner.fields() if guid != G("t-bida") for card in learner.note(guid).cards()]
    learner.col.set_deck(cards, did)
    options = ExportAnkiPackageOptions(with_scheduling=True, with_deck_configs=False, with_media=False, legacy=False)
    export = tmp_path / "e.apkg"
    learner.col.export_anki_package(out_path=str(export), limit=DeckIdLimit(did), options=options)
    before = sources(project)
    said = deckgen("pull", export, "--deleted", "skip", at=project.root)
    assert sources(project) == before
    assert "all that was exported is in the sub-deck Prova::Prima lezione" in said.out


def test_an_export_of_what_was_studied_retires_nothing(
    deckgen: Run, project: Project, learner: Learner, tmp_path: Path
) -> None:
    names = ["t-bada", "t-pada", "t-beda", "t-peda", "t-bida", "u-zola"]
    learner.reviews("Prova", 6)
    before = sources(project)
    said = deckgen("pull", chosen(learner, tmp_path / "e.apkg", names), "--deleted", "skip", at=project.root)
    assert sources(project) == before
    assert "the export holds only studied cards, and the missing notes come after them" in said.out


def test_a_deck_under_another_deck_or_with_another_name_is_whole(
    deckgen: Run, project: Project, learner: Learner, tmp_path: Path
) -> None:
    learner.deletes(G("t-bida"))
    for name in ("Jazyky::Prova", "Italština"):
        did = learner.note(G("t-bada")).cards()[0].did
        learner.col.decks.rename(learner.col.decks.get(did), name)
        said = deckgen("pull", learner.exports(tmp_path / f"{len(name)}.apkg"), "--dry-run", at=project.root)
        assert "deleted in Anki: t-bida" in said.out


def test_a_whole_collection_tells_how_much_was_deleted(
    deckgen: Run, project: Project, learner: Learner, tmp_path: Path
) -> None:
    for name in ("t-bada", "t-bida", "t-peda", "u-zola", "u-zula"):
        learner.deletes(G(name))
    said = deckgen("pull", learner.exports(tmp_path / "e.apkg"), "--deleted", "skip", at=project.root)
    assert "5 deleted" not in said.out
    said = deckgen("pull", learner.exports(tmp_path / "e.colpkg"), "--deleted", "skip", at=project.root)
    assert "5 deleted" in said.out
    assert b"".join(sources(project)).count(b"skip: true") == 5


def test_the_graves_of_a_collection_prove_a_deletion_whatever_the_rest_says(
    deckgen: Run, project: Project, learner: Learner, tmp_path: Path
) -> None:
    """The last build has one new note, which the learner deleted: nothing else that they hold names that build."""
    project.pairs.write_text(project.pairs.read_text("utf-8") + NEW, "utf-8")
    build(project, START + 60)
    learner.imports(project.package)
    learner.deletes(G("t-nuva"))
    said = deckgen("pull", learner.exports(tmp_path / "e.apkg"), "--deleted", "skip", at=project.root)
    assert "imported may be older" in said.out
    said = deckgen("pull", learner.exports(tmp_path / "e.colpkg"), "--deleted", "skip", at=project.root)
    assert "deleted in Anki: t-nuva" in said.out


@pytest.mark.parametrize("most", [1, None])
def test_a_build_that_the_lock_does_not_know_is_no_evidence(
    deckgen: Run, project: Project, learner: Learner, tmp_path: Path, most: int | None
) -> None:
    """One such note is enough: another branch may have retired what is missing; the rest is as we built it."""
    for guid in [guid for guid in learner.fields() if guid != G("t-bida")][:most]:
        learner.edits(guid, "Built", "99999999999")
    learner.deletes(G("t-bida"))
    said = deckgen("pull", learner.exports(tmp_path / "e.apkg"), "--deleted", "skip", at=project.root)
    assert "the learner imported a build that deck.lock does not know" in said.out
    assert b"skip" not in b"".join(sources(project))


# ------------------------------------------------------------------ as values


def entry(number: int, history: list[int], text: int) -> Entry:
    *earlier, mod = history
    tags = ("deckgen::kind::sentence", f"deckgen::text::t{text}")
    versions = tuple(Version(time, {}) for time in earlier)
    return Entry(
        f"n{number}", f"g{number}", "sentence", number, mod, {"Recognition": number}, tags, {}, False, versions
    )


@st.composite
def lives(draw: st.DrawFn) -> tuple[Lock, dict[str, HeldNote], set[str], set[str]]:
    """A deck over some builds and a learner: the lock, what they hold, what they once had, and what they deleted."""
    entries = []
    for number in range(draw(st.integers(2, 14))):
        history = sorted(draw(st.sets(st.integers(1, 6), min_size=1, max_size=3)))
        entries.append(entry(number, history, draw(st.integers(0, 2))))
    imported = sorted(draw(st.sets(st.integers(1, 6), min_size=1, max_size=3)))
    held: dict[str, HeldNote] = {}
    had: set[str] = set()
    for each in entries:
        times = [*(version.mod for version in each.earlier), each.mod]
        seen = [max(t for t in times if t <= at) for at in imported if times[0] <= at]
        if seen:
            had.add(each.id)
            held[each.guid] = HeldNote(each.guid, each.nid, 1, seen[-1], (), {"Built": str(seen[-1])}, {}, 1, "Deck")
    deleted = {each.id for each in entries if each.guid in held and draw(st.integers(0, 4)) == 0}
    kept = {guid: note for guid, note in held.items() if f"n{guid[1:]}" not in deleted}
    return Lock("d", ("Deck",), (), tuple(entries)), kept, had, deleted


@given(lives())
def test_only_what_was_deleted_counts_as_deleted(
    life: tuple[Lock, dict[str, HeldNote], set[str], set[str]],
) -> None:
    lock, held, had, deleted = life
    missing = [each for each in lock.entries if each.guid not in held]
    for extent in (CHOSEN, Extent(whole=True), Extent(whole=True, deleted=frozenset(int(n[1:]) for n in deleted))):
        found = absences(lock, held, extent, missing)
        assert found.deleted <= deleted <= had
        assert len(found.deleted) + sum(each.number for each in found.unclear) == len(missing)
    assert found.deleted == deleted


@given(lives(), st.data())
def test_a_selection_of_half_the_notes_or_less_deletes_nothing(
    life: tuple[Lock, dict[str, HeldNote], set[str], set[str]], data: st.DataObject
) -> None:
    lock, held, _, _ = life
    if not held:
        return
    few = data.draw(st.sets(st.sampled_from(sorted(held)), max_size=len(held) // 2))
    part = {guid: note for guid, note in held.items() if guid in few}
    missing = [each for each in lock.entries if each.guid not in part]
    once = [each for each in lock.entries if (each.earlier or (each,))[0].mod <= latest_build(lock, part)]
    if len(once) > 2 and sum(each.guid in part for each in once) * 2 <= len(once):
        assert absences(lock, part, CHOSEN, missing).deleted == frozenset()


def test_after_two_locks_were_merged_only_a_later_build_is_evidence() -> None:
    """Somebody with the package of one branch never had the notes of the other."""
    theirs, ours = entry(1, [3], 0), entry(2, [5], 0)
    both = entry(0, [1], 0)
    lock = Lock("d", ("Deck",), (), (both, theirs, ours))
    held = {e.guid: HeldNote(e.guid, e.nid, 1, e.mod, (), {"Built": str(e.mod)}, {}, 1, "Deck") for e in (both, ours)}
    whole = Extent(whole=True)
    assert absences(lock, held, whole, [theirs]).deleted == {"n1"}
    assert absences(replace(lock, merged=5), held, whole, [theirs]).deleted == frozenset()
    assert absences(replace(lock, merged=4), held, whole, [theirs]).deleted == {"n1"}
