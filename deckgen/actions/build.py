"""From a deck's folder to its package: read, check, plan, write; nothing is written while anything is wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from deckgen.cards import changes, own_templates
from deckgen.cards import plan as planning
from deckgen.cards.notes import Note, make_notes, sayings
from deckgen.cards.notetypes import NoteType, note_types
from deckgen.cards.speech import file_name, made_before, recordings
from deckgen.cards.speech import problem as speechless
from deckgen.checks.rules import check
from deckgen.files.disk import rewrite, write
from deckgen.files.source import Edit, Problem, Refused
from deckgen.project import lock, schema
from deckgen.project.deck import Deck, opened
from deckgen.project.deck import load as load_deck
from deckgen.project.discovery import clashes, deck_folders
from deckgen.project.fields import SIDES
from deckgen.project.ids import name_entries
from deckgen.project.parts import File, Part
from deckgen.project.parts import load as load_parts


@dataclass(frozen=True)
class State:
    """A deck as it was read: what it would hold, and everything that is wrong with it."""

    deck: Deck
    parts: tuple[Part, ...]
    lock: lock.Lock | None
    problems: tuple[Problem, ...]
    templates: Mapping[str, str] = field(default_factory=dict)

    @property
    def broken(self) -> bool:
        """Whether something is wrong that keeps the deck from being built."""
        return any(problem.level == "error" for problem in self.problems)


@dataclass(frozen=True)
class Draft:
    """The next build of a deck, thought out to the last byte but not written."""

    state: State
    notes: tuple[Note, ...]
    types: Mapping[str, NoteType]
    plan: planning.Plan
    named: tuple[tuple[File, list[Edit]], ...]

    @property
    def changes_lock(self) -> bool:
        """Whether building would leave another lock behind."""
        return bool(self.named) or self.state.lock != self.plan.lock


def read_state(folder: Path, *, renaming: bool = False, thorough: bool = False) -> State:
    """Read the deck in `folder`; refused only where nothing can be said about it.

    Checks that take their time are made if it is to be `thorough`.
    """
    deck = opened(folder)
    parts, problems = load_parts(deck)
    decks = (deck if other == folder else load_deck(other)[0] for other in deck_folders(deck.root))
    problems += clashes(each for each in decks if each)
    problems += check(deck, parts, thorough=thorough)
    last = None
    try:
        last = lock.load(deck.lock_path)
        problems += _lost_lock(deck) if last is None else []
        problems += lock.disagreements(deck, last, renaming=renaming) if last else []
        problems += _unknown_names(parts, last)
    except Refused as refused:
        problems += refused.problems
    if thorough and deck.audio and deck.audio.recorded and (missing := speechless(deck.audio, deck.path)):
        # Recordings that were made before need no engine, so it stops no build by itself.
        problems.append(replace(missing, level="warning", code="no-voice"))
    own, wrong = own_templates.load(deck)
    return State(deck, parts, last, tuple(sorted([*problems, *wrong])), own)


def _lost_lock(deck: Deck) -> list[Problem]:
    """A deck without a lock that was built before: another build would take every note for a new one."""
    if deck.package_path.exists():
        package = deck.package_path.name
        return [
            Problem(
                deck.lock_path,
                0,
                f"the lock is missing, and build/{package} says that this deck was built",
                advice=f"make it again: deckgen lock --from build/{package}; or delete the package to begin anew",
            )
        ]
    return []


def _unknown_names(parts: Iterable[Part], last: lock.Lock | None) -> list[Problem]:
    """Entries that say `was:` of an id which was never built."""
    known = last.ids if last else set()
    return [
        file.source.problem_in(
            entry.lines["was"], f"`was: {entry.was}` names an id that was never built", "correct or delete it"
        )
        for part in parts
        for file in (part.pairs, part.terms)
        for entry in file.values
        if entry.was and entry.was not in known
    ]


def draft(state: State, moment: Callable[[int], int] = planning.now) -> Draft:
    """What the next build of `state` holds; refused with all problems if there are errors."""
    if state.broken:
        raise Refused(*state.problems)
    deck, last = state.deck, state.lock
    parts, named = name_entries(deck, state.parts, last.ids if last else ())
    notes = make_notes(deck, parts)
    if not notes and not (last and last.built):
        raise Refused(
            *state.problems,
            Problem(deck.path, 0, "the deck has no notes to build", advice="`deckgen add` puts a text into it"),
        )
    types = note_types(deck, last.type_names if last else {}, state.templates)
    planned = planning.plan(deck, notes, types, last, moment)
    return Draft(state, tuple(notes), types, planned, tuple(named))


def turned(planned: Draft) -> list[Problem]:
    """Sides that have changed places: built like this, every card would be turned round under its reviews."""
    kept = [change for change in planned.plan.changes if change.kind == "changed"]
    swapped = sum(_swapped(change.new, change.old) for change in kept if change.old)
    if swapped < 2 or swapped * 2 < len(planned.notes):
        return []
    message = "front and back have changed places: every card would be turned round under its reviews"
    advice = "put them back; for the other direction make a deck of its own: deckgen init FOLDER --from DECK"
    return [Problem(planned.state.deck.path, 0, message, advice=advice)]


def _swapped(new: lock.Entry, old: lock.Entry) -> bool:
    front, back = SIDES[new.kind]
    return new.fields.get(front) == old.fields.get(back) != old.fields.get(front)


def renamed(planned: Draft) -> list[Problem]:
    """New notes that say what a leaving one said: built like this, the old one's reviews would stay behind."""
    return [
        Problem(
            note.path,
            note.line,
            f"{note.id} looks like {old} renamed",
            advice=(
                f"to keep its reviews write `id: {old}`, or `was: {old}` beside the new id; "
                "if it is another note, `deckgen build --as-new`"
            ),
        )
        for old, note in planned.plan.lookalikes
    ]


def foreseen(state: State) -> list[Problem]:
    """What would stop the next build, though the sources are right by themselves: what the last one held differs."""
    if state.broken or not state.lock:
        return []
    planned = draft(state, lambda last: last + 1)
    return [*turned(planned), *renamed(planned)]


def sounds(planned: Draft, progress: Callable[[int, int], None] = lambda *_: None) -> dict[str, bytes]:
    """The recordings of a deck that has them, by name."""
    deck = planned.state.deck
    if not deck.audio or not deck.audio.recorded:
        return {}
    return recordings(sayings(deck, planned.state.parts), deck.audio, deck.path, progress)


def kept_sounds(planned: Draft) -> dict[str, bytes]:
    """Those of a deck's recordings that an earlier build made."""
    deck = planned.state.deck
    if not deck.audio:
        return {}
    return made_before(file_name(saying, deck.audio) for saying in sayings(deck, planned.state.parts))


def finish(
    planned: Draft, output: Path | None = None, progress: Callable[[int, int], None] = lambda *_: None
) -> tuple[Path, int]:
    """Write what `planned` holds: new ids into the YAML, the package, and last the lock.

    Gives the path of the package and its size in bytes. Each file is replaced in one step, so that whoever
    is interrupted has old files or new ones, and the next build puts right what was left.
    """
    from deckgen.anki.package import package

    deck = planned.state.deck
    path = output or deck.package_path
    data = package(planned.plan.lock, planned.types, sounds(planned, progress))
    told = changes.render(deck, planned.plan)
    with lock.exclusive(deck, planned.state.lock, planned.plan.lock):
        for file, edits in planned.named:
            rewrite(file.source, edits)
        write(path, data)
        if told:
            write(path.with_suffix(".changes.md"), told.encode("utf-8"))
        schema.refresh(deck)
        lock.save(deck.lock_path, planned.plan.lock)
    return path, len(data)
