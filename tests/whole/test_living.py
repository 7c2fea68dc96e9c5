"""The living deck, played through in the official backend: whatever happens, nothing of a learner's is lost.

First the job that every tool in the field was put through, then random histories against an oracle, then
interruptions at every write.
"""

from __future__ import annotations

import random
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from anki_world import Imported, Learner
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from projects import DECK, Project

from deckgen.actions.build import Draft, draft, finish, read_state
from deckgen.anki.collection import load as load_collection
from deckgen.anki.package import package
from deckgen.cards import changes
from deckgen.files import disk
from deckgen.files.disk import rewrite
from deckgen.files.edits import checked
from deckgen.files.source import edited
from deckgen.merge.pull import pull, with_seen
from deckgen.project.deck import load as load_deck
from deckgen.project.lock import load as load_lock
from deckgen.project.lock import render

START = 1_600_000_000  # long ago: what a learner edits is always later than what we built
G = "0123456789-{}".format


def make_project(root: Path) -> Project:
    """Twenty pairs and ten terms."""
    made = Project(root)
    pairs = "".join(
        f"- id: p{n:02}\n  it: La frase numero {n} parla del prodotto{n}.\n  cs: Věta číslo {n} mluví o výrobku{n}.\n"
        for n in range(20)
    )
    terms = "".join(
        f"- id: t{n:02}\n  it: il prodotto{n}\n  cs: výrobek{n}\n  pair: p{n:02}\n"
        f"  found: {{it: prodotto{n}, cs: výrobku{n}}}\n"
        for n in range(10)
    )
    for path, text in ((made.deck / "deck.yaml", DECK), (made.pairs, pairs), (made.terms, terms)):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return made


def build(project: Project, at: int) -> Draft:
    planned = draft(read_state(project.deck), lambda last: max(at, last + 1))
    finish(planned)
    return planned


# ------------------------------------------------------------------ the job of the field


def test_the_job_that_every_tool_was_put_through(tmp_path: Path) -> None:
    project = make_project(tmp_path / "progetto")
    build(project, START)
    with Learner(tmp_path / "learner") as learner:
        assert learner.imports(project.package) == Imported(new=30, updated=0, same=0, refused=0)
        reviewed = learner.reviews("Prova")
        assert reviewed >= 50
        learner.edits(G("p05"), "Note", "moje vlastní poznámka", tag="moje")
        scheduling = learner.scheduling()

        project.edit(
            project.pairs, "  cs: Věta číslo 1 mluví o výrobku1.\n", "  cs: Věta číslo 1 vypráví o výrobku1.\n"
        )
        project.edit(project.pairs, "  it: La frase numero 2 parla", "  it: La frase numero 2 racconta")
        text = project.pairs.read_text("utf-8")
        start, end = text.index("- id: p15"), text.index("- id: p16")
        added = "- it: Una frase del tutto nuova.\n  cs: Úplně nová věta.\n"
        project.pairs.write_text(text[:start] + added + text[end:], "utf-8")
        planned = build(project, START + 60)
        assert [planned.plan.count(kind) for kind in ("new", "changed", "retired", "same")] == [1, 4, 1, 25]

        assert learner.imports(project.package) == Imported(new=1, updated=5, same=25, refused=0)
        note = learner.note(G("p05"))
        assert (note["Note"], "moje" in note.tags) == ("moje vlastní poznámka", True)
        after = learner.scheduling()
        assert {card: after[card] for card in scheduling} == scheduling
        assert learner.fields()[G("p01")]["Back"] == "Věta číslo 1\u00a0vypráví o\u00a0výrobku1."
        assert learner.fields()[G("p02")]["Front"] == "La frase numero 2\u00a0racconta del prodotto2."
        assert learner.note(G("p15"))["Status"] == "retired"
        (new,) = (change.new.guid for change in planned.plan.changes if change.kind == "new")
        assert learner.introduced("Prova") == [(new, 0)]

        package = project.package.read_bytes()
        build(project, START + 120)
        assert project.package.read_bytes() == package
        assert learner.imports(project.package) == Imported(new=0, updated=0, same=31, refused=0)


# ------------------------------------------------------------------ random histories

WORDS = st.sampled_from(["cliente", "mercato", "prezzo", "offerta", "sconto", "ordine"])
ADJECTIVES = st.sampled_from(["nuovo", "vecchio", "buono", "caro", "grande"])


class Histories(RuleBasedStateMachine):
    """An author, a learner who follows and one who skips builds; a dictionary of what each must have is the oracle."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="deckgen-history-"))
        self.clock = START
        self.chance = random.Random(7)

    @initialize()
    def begin(self) -> None:
        self.project = Project(self.folder / "progetto")
        pairs = "".join(f"- id: p{n}\n  it: La frase numero {n}.\n  cs: Věta číslo {n}.\n" for n in range(4))
        for path, text in ((self.project.deck / "deck.yaml", DECK), (self.project.pairs, pairs)):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        self.learner = Learner(self.folder / "learner")
        self.built: Draft | None = None
        self.guids: dict[str, str] = {}  # every id that was ever built → its guid
        self.reviewed: dict[tuple[str, int], tuple[int, ...]] = {}
        self.written: dict[str, str] = {}  # guid → what the learner wrote into Note and nobody may undo
        self.has: set[str] = set()  # guids that the learner has
        self.gone: set[str] = set()  # guids that the learner deleted
        self.fresh = 0

    def teardown(self) -> None:
        if hasattr(self, "learner"):
            self.learner.col.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    # the author

    def entries(self) -> list[str]:
        return [part for part in self.project.pairs.read_text("utf-8").split("- ") if part]

    def keep(self, entries: list[str]) -> None:
        self.project.pairs.write_text("".join(f"- {entry}" for entry in entries), "utf-8")

    @rule(word=WORDS, adjective=ADJECTIVES, at=st.integers(0, 20))
    def adds(self, word: str, adjective: str, at: int) -> None:
        entries = self.entries()
        self.fresh += 1
        text = (
            f"it: Il {word} {adjective} costa {self.fresh} euro.\n  cs: Stojí {self.fresh} eur ({word} {adjective}).\n"
        )
        entries.insert(at % (len(entries) + 1), text)
        self.keep(entries)

    @rule(word=WORDS, at=st.integers(0, 20), side=st.sampled_from(["it", "cs"]))
    def corrects(self, word: str, at: int, side: str) -> None:
        entries = self.entries()
        if entries:
            at %= len(entries)
            lines = entries[at].split("\n")
            lines = [line[:-1] + f" {word}." if line.strip().startswith(f"{side}:") else line for line in lines]
            entries[at] = "\n".join(lines)
            self.keep(entries)

    @rule(at=st.integers(0, 20))
    def deletes(self, at: int) -> None:
        entries = self.entries()
        if len(entries) > 1:
            del entries[at % len(entries)]
            self.keep(entries)

    @rule(at=st.integers(0, 20), to=st.integers(0, 20))
    def moves(self, at: int, to: int) -> None:
        entries = self.entries()
        entry = entries.pop(at % len(entries))
        entries.insert(to % (len(entries) + 1), entry)
        self.keep(entries)

    @rule()
    def builds(self) -> None:
        self.clock += 10
        state = read_state(self.project.deck)
        planned = draft(state, lambda last: max(self.clock, last + 1))
        before = {entry.id: entry for entry in state.lock.entries} if state.lock else {}
        changed = {change.new.id for change in planned.plan.changes}
        finish(planned)
        for entry in planned.plan.lock.entries:
            assert self.guids.setdefault(entry.id, entry.guid) == entry.guid, "an id was used twice"
            if entry.id in before and entry.id not in changed:
                assert entry == before[entry.id], "an unchanged note was touched"
            assert entry.mod <= self.clock + 10
        guids = [entry.guid for entry in planned.plan.lock.entries]
        assert len(guids) == len(set(guids))
        package, lock = self.project.package.read_bytes(), self.project.lock.read_bytes()
        finish(draft(read_state(self.project.deck), lambda last: last + 1))
        assert (self.project.package.read_bytes(), self.project.lock.read_bytes()) == (package, lock)
        self.built = planned

    # the learner

    @precondition(lambda self: self.built is not None)
    @rule()
    def imports(self) -> None:
        assert self.built is not None
        held = self.learner.fields()
        ours = {entry.guid: entry for entry in self.built.plan.lock.entries}
        self.learner.imports(self.project.package)
        now = self.learner.fields()
        for guid, entry in ours.items():
            newer = guid in held and str(entry.mod) != held[guid].get("Built")
            edited_later = guid in self.written and guid in held
            if guid not in held or (newer and not edited_later):
                assert now[guid] == {**entry.fields, "Key": guid, "Built": str(entry.mod)}
            elif guid in held:
                assert now[guid] == held[guid], "a note that did not change was updated"
        assert self.learner.imports(self.project.package).updated == 0
        self.has = set(now)
        self.gone -= self.has

    @precondition(lambda self: self.has)
    @rule(most=st.integers(1, 5))
    def reviews(self, most: int) -> None:
        self.learner.reviews("Prova", most)
        self.reviewed = self.learner.scheduling()

    @precondition(lambda self: self.has)
    @rule(at=st.integers(0, 20), word=WORDS)
    def writes(self, at: int, word: str) -> None:
        guid = sorted(self.has)[at % len(self.has)]
        self.learner.edits(guid, "Note", f"{word} {len(self.written)}")
        self.written[guid] = f"{word} {len(self.written)}"

    @precondition(lambda self: self.has)
    @rule(at=st.integers(0, 20))
    def throws_away(self, at: int) -> None:
        guid = sorted(self.has)[at % len(self.has)]
        self.learner.deletes(guid)
        self.has.discard(guid)
        self.gone.add(guid)
        self.written.pop(guid, None)
        self.reviewed = {card: state for card, state in self.reviewed.items() if card[0] != guid}

    @precondition(lambda self: self.built is not None and self.has)
    @rule()
    def gives_back(self) -> None:
        """The learner exports, the author pulls: what was written is in the sources of every note that is there."""
        deck, _ = load_deck(self.project.deck)
        lock = load_lock(self.project.lock)
        assert deck is not None
        assert lock is not None
        held = load_collection(self.learner.exports(self.folder / "export.apkg")).notes
        planned = draft(read_state(self.project.deck), lambda last: last + 1)
        made = pull(deck, planned.state.parts, planned.notes, lock, held, choice="theirs")
        for file, edits in made.edits:
            rewrite(file.source, checked(file.source, edits))
        disk.write(self.project.lock, render(with_seen(lock, held, self.clock)).encode())
        notes = {note.id: note for note in draft(read_state(self.project.deck), lambda last: last + 1).notes}
        ids = {guid: name for name, guid in self.guids.items()}
        for guid, text in self.written.items():
            if ids[guid] in notes:
                assert notes[ids[guid]].fields["Note"] == text

    # what always holds

    @invariant()
    def no_review_is_lost(self) -> None:
        if getattr(self, "reviewed", None):
            now = self.learner.scheduling()
            assert {card: now.get(card) for card in self.reviewed} == self.reviewed

    @invariant()
    def no_word_of_the_learner_is_lost(self) -> None:
        """In this world what a learner writes is always later than a build, so it stays until it is pulled."""
        if getattr(self, "written", None):
            held = self.learner.fields()
            assert {guid: held[guid].get("Note") for guid in self.written} == self.written


TestHistories = Histories.TestCase
TestHistories.settings = settings(
    max_examples=25, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)


# ------------------------------------------------------------------ catching up


def test_a_learner_who_skipped_builds_catches_up_with_one_import(tmp_path: Path) -> None:
    project = make_project(tmp_path / "progetto")
    build(project, START)
    with Learner(tmp_path / "late") as late, Learner(tmp_path / "steady") as steady:
        late.imports(project.package)
        steady.imports(project.package)
        for n, (old, new) in enumerate([("numero 3 parla", "numero 3 dice"), ("numero 4 parla", "numero 4 dice")]):
            project.edit(project.pairs, old, new)
            build(project, START + 60 * (n + 1))
            steady.imports(project.package)
        assert late.imports(project.package).updated == 4
        assert late.fields() == steady.fields()


# ------------------------------------------------------------------ two people build


@pytest.mark.parametrize("kept", ["first", "second"])
def test_after_two_people_built_either_lock_reaches_the_learners_of_both(tmp_path: Path, kept: str) -> None:
    """Each edits, adds and takes out something of their own; the sources are merged, one lock is taken whole."""
    base = make_project(tmp_path / "base")
    build(base, START)
    halves = [Project(Path(shutil.copytree(base.root, tmp_path / name))) for name in ("first", "second")]
    changed = [("numero 3 parla", "numero 3 dice"), ("numero 5 parla", "numero 5 dice")]
    for n, (half, edit) in enumerate(zip(halves, changed, strict=True)):
        half.edit(half.pairs, *edit)
        half.edit(half.pairs, f"- id: p1{n}\n", f"- id: p1{n}\n  skip: true\n")
        added = f"- id: new{n}\n  it: Una frase nuova, {n}.\n  cs: Nová věta, {n}.\n"
        half.pairs.write_text(half.pairs.read_text("utf-8") + added, "utf-8")
        build(half, START + 60 * (n + 1))
        base.edit(base.pairs, *edit)
        base.edit(base.pairs, f"- id: p1{n}\n", f"- id: p1{n}\n  skip: true\n")
        base.pairs.write_text(base.pairs.read_text("utf-8") + added, "utf-8")
    with Learner(tmp_path / "one") as one, Learner(tmp_path / "two") as two:
        for learner, half in zip((one, two), halves, strict=True):
            learner.imports(half.package)
            learner.reviews("Prova", 5)
        shutil.copy(tmp_path / kept / "cards" / "prova" / "deck.lock", base.lock)
        build(base, START + 180)
        studied = [learner.scheduling() for learner in (one, two)]
        assert [learner.imports(base.package).refused for learner in (one, two)] == [0, 0]
        assert one.fields() == two.fields()
        for learner, before in zip((one, two), studied, strict=True):
            after = learner.scheduling()
            assert {card: after[card] for card in before} == before


@pytest.mark.parametrize("chosen", ["dice", "tace"])
def test_after_two_people_changed_one_sentence_the_later_lock_reaches_the_learners_of_both(
    tmp_path: Path, chosen: str
) -> None:
    base = make_project(tmp_path / "base")
    build(base, START)
    with Learner(tmp_path / "one") as one, Learner(tmp_path / "two") as two:
        for n, (learner, word) in enumerate(((one, "dice"), (two, "tace")), 1):
            half = Project(Path(shutil.copytree(base.root, tmp_path / word)))
            half.edit(half.pairs, "numero 3 parla", f"numero 3 {word}")
            build(half, START + 60 * n)
            learner.imports(half.package)
        base.edit(base.pairs, "numero 3 parla", f"numero 3 {chosen}")
        shutil.copy(tmp_path / "tace" / "cards" / "prova" / "deck.lock", base.lock)
        build(base, START + 180)
        for learner in (one, two):
            learner.imports(base.package)
            front = learner.note(G("p03"))["Front"].replace("\u00a0", " ")
            assert front == f"La frase numero 3 {chosen} del prodotto3."


# ------------------------------------------------------------------ interruptions


class Killed(BaseException):
    """The program is gone."""


@pytest.mark.parametrize("step", ["before", "after"])
@pytest.mark.parametrize("number", range(4))
def test_whoever_is_killed_while_writing_has_the_old_state_or_the_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, step: str
) -> None:
    """A build writes an id into the YAML, the package, the changes and the lock: kill it at each."""
    project = make_project(tmp_path / "progetto")
    build(project, START)
    added = "- it: Una frase del tutto nuova.\n  cs: Úplně nová věta.\n"
    project.pairs.write_text(project.pairs.read_text("utf-8") + added, "utf-8")

    def state() -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in project.root.rglob("*") if path.is_file()}

    before = state()
    planned = draft(read_state(project.deck), lambda last: START + 60)
    ((file, edits),) = (each for each in planned.named if each[0].entries and each[1])
    after = {
        "pairs": edited(file.source.text, edits).encode(),
        "prova.apkg": package(planned.plan.lock, planned.types),
        "prova.changes.md": changes.render(planned.state.deck, planned.plan).encode(),
        "deck.lock": render(planned.plan.lock).encode(),
    }
    writes = 0
    real: Callable[..., Path] = Path.replace

    def replace(self: Path, target: Path) -> Path:
        nonlocal writes
        if writes == number and step == "before":
            raise Killed
        made = real(self, target)
        if writes == number:
            raise Killed
        writes += 1
        return made

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", replace)
        with pytest.raises(Killed):
            finish(planned)
    interrupted = state()
    assert set(interrupted) == set(before), "a half-written file was left behind"
    for name, data in interrupted.items():
        assert data in (before[name], after.get(name), after["pairs"]), f"{name} is neither old nor new"
    if number < 3 or step == "before":
        assert interrupted["deck.lock"] == before["deck.lock"], "the lock is written last"

    build(project, START + 60)
    with Learner(tmp_path / "learner") as learner:
        assert learner.imports(project.package) == Imported(new=31, updated=0, same=0, refused=0)
        assert learner.check_database() == ""
