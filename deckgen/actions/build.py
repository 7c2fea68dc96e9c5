"""From a deck's folder to its package: read, check, plan, write; nothing is written if there are errors."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from deckgen.actions.halves import Followed, Written, follow
from deckgen.actions.speaking import sounds
from deckgen.cards import changes, own_templates, safe_lock
from deckgen.cards import plan as planning
from deckgen.cards.notes import Note, make_notes
from deckgen.cards.notetypes import NoteType, note_types
from deckgen.cards.speech import problem as voice_problem
from deckgen.checks.rules import check
from deckgen.files.disk import refuse_unwritable, rewrite, write
from deckgen.files.source import Edit, Problem, Refused
from deckgen.project import lock, schema
from deckgen.project.deck import Deck, opened
from deckgen.project.deck import load as load_deck
from deckgen.project.discovery import clashes, deck_folders
from deckgen.project.ids import name_entries
from deckgen.project.parts import File, Part
from deckgen.project.parts import load as load_parts
from deckgen.project.stale import changed_documents, orphans
from deckgen.project.vocabulary import Term


@dataclass(frozen=True)
class State:
    """A deck as read from disk: its contents, and everything wrong with it."""

    deck: Deck
    parts: tuple[Part, ...]
    lock: lock.Lock | None
    problems: tuple[Problem, ...]
    templates: Mapping[str, str] = field(default_factory=dict)
    written: Written = ()  # what the build writes because a person split pairs
    moved: tuple[Term, ...] = ()  # the terms that follow their words into a new pair
    changed_documents: tuple[Path, ...] = ()  # since the pairs were made from them

    @property
    def broken(self) -> bool:
        """Whether there is an error that prevents a build."""
        return any(problem.level == "error" for problem in self.problems)


@dataclass(frozen=True)
class Draft:
    """The next build of a deck, complete but not written."""

    state: State
    notes: tuple[Note, ...]
    types: Mapping[str, NoteType]
    plan: planning.Plan
    named: tuple[tuple[File, list[Edit]], ...]

    @property
    def changes_lock(self) -> bool:
        """Whether building would change the lock."""
        return bool(self.named) or self.state.lock != self.plan.lock


def read_state(folder: Path, *, renaming: bool = False, thorough: bool = False) -> State:
    """Read the deck in `folder`; raises Refused only if deck.yaml cannot be used.

    With `thorough`, slow checks run too.
    """
    deck = opened(folder)
    parts, problems = load_parts(deck)
    decks = [deck if other == folder else load_deck(other)[0] for other in deck_folders(deck.root)]
    problems += clashes(each for each in decks if each)
    if thorough and all(decks):  # a deck that cannot be read may have them
        problems += _orphans(deck, [each for each in decks if each])
    last, followed = None, Followed(parts)
    try:
        last = lock.load(deck.lock_path)
        followed = follow(deck, parts, last.ids if last else ())
        parts = followed.parts
        problems += _lost_lock(deck) if last is None else []
        problems += lock.disagreements(deck, last, renaming=renaming) if last else []
        problems += _unknown_names(parts, last)
    except Refused as refused:
        problems += refused.problems
    problems += check(deck, parts, last, thorough=thorough)
    if thorough and deck.audio and deck.audio.recorded and (missing := voice_problem(deck.audio, deck.path)):
        # Existing recordings need no engine, so a missing one does not stop a build by itself.
        problems.append(replace(missing, level="warning", code="no-voice"))
    changed: tuple[Path, ...] = ()
    try:
        changed = tuple(changed_documents(deck, last)) if last else ()
    except Refused as refused:
        problems += refused.problems
    problems += _changed_texts(changed)
    own, wrong = own_templates.load(deck)
    ordered = tuple(sorted([*problems, *wrong]))
    return State(deck, parts, last, ordered, own, followed.written, followed.moved, changed)


def _changed_texts(documents: Iterable[Path]) -> list[Problem]:
    """The warnings of documents that changed since the pairs were made from them."""
    message, advice = "this text changed since its pairs were made", "`deckgen align` brings the change into the pairs"
    return [Problem(path, 0, message, advice=advice, level="warning", code="text-changed") for path in documents]


def _orphans(deck: Deck, decks: Iterable[Deck]) -> list[Problem]:
    """The warnings of files that no text has."""
    message, advice = "no text in deck.yaml uses this file", "add its text to `texts:`, or delete it"
    return [Problem(path, 0, message, advice=advice, level="warning", code="orphaned") for path in orphans(deck, decks)]


def _lost_lock(deck: Deck) -> list[Problem]:
    """The problem of a built deck without its lock: the next build would treat every note as new."""
    if deck.package_path.exists():
        package = deck.package_path.name
        return [
            Problem(
                deck.lock_path,
                0,
                f"the lock is missing, but build/{package} shows that this deck was built",
                advice=f"rebuild it: deckgen lock --from build/{package}; or delete the package to start over",
            )
        ]
    return []


def _unknown_names(parts: Iterable[Part], last: lock.Lock | None) -> list[Problem]:
    """Problems of entries whose `was:` names an id that was never built."""
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


def draft(state: State, moment: Callable[[int], int] = planning.now, *, reorder: bool = False) -> Draft:
    """The next build of `state`, with `reorder` in study order throughout; raises Refused if there are errors."""
    if state.broken:
        raise Refused(*state.problems)
    deck, last = state.deck, state.lock
    parts, named = name_entries(deck, state.parts, last.ids if last else ())
    notes = make_notes(deck, parts)
    if not notes and not (last and last.built):
        raise Refused(
            *state.problems,
            Problem(deck.path, 0, "the deck has no notes to build", advice="`deckgen add` adds a text to it"),
        )
    types = note_types(deck, last.type_names if last else {}, state.templates)
    planned = planning.plan(deck, notes, types, last, moment, reorder=reorder)
    if wrong := safe_lock.problems(deck, planned.lock.entries, types):
        raise Refused(*state.problems, *wrong)
    return Draft(state, tuple(notes), types, planned, (*state.written, *named))


def name_new_entries(state: State) -> bool:
    """Give new entries their ids although something else is wrong; whether there were any.

    A person can then name them elsewhere, as in the `pair:` of a term.
    """
    _, named = name_entries(state.deck, state.parts, state.lock.ids if state.lock else ())
    edits = [*state.written, *named]
    if edits:
        refuse_unwritable({file.source.path: None for file, _ in edits})
        with lock.exclusive(state.deck, state.lock):
            for file, changes_of_file in edits:
                rewrite(file.source, changes_of_file)
    return bool(edits)


def read_named(folder: Path, *, renaming: bool = False) -> State:
    """Read the deck in `folder` to build it; if something is wrong, new entries get their ids nevertheless."""
    state = read_state(folder, renaming=renaming)
    return read_state(folder, renaming=renaming) if state.broken and name_new_entries(state) else state


def finish(
    planned: Draft,
    output: Path | None = None,
    progress: Callable[[int, int], None] = lambda *_: None,
    *,
    permitted: bool = False,
) -> tuple[Path, int]:
    """Write `planned`: new ids into the YAML, the package, and finally the lock.

    Returns the path of the package and its size in bytes; `permitted` if the person has just allowed its command. Each
    file is replaced atomically: after an interruption every file is either old or new, and the next build repairs the
    rest.
    """
    from deckgen.anki.package import package

    deck = planned.state.deck
    path = output or deck.package_path
    data = package(planned.plan.lock, planned.types, sounds(deck, planned.state.parts, progress, permitted=permitted))
    handed_out = {path: data, **changes.rendered(deck, planned.plan, (deck.package_path, path))}
    named = {file.source.path: None for file, _ in planned.named}
    locked = lock.encoded(planned.plan.lock)
    refuse_unwritable({**handed_out, **named, **schema.refreshed(deck), deck.lock_path: locked})
    with lock.exclusive(deck, planned.state.lock, planned.plan.lock):
        for file, edits in planned.named:
            rewrite(file.source, edits)
        for each, contents in handed_out.items():
            write(each, contents)
        schema.refresh(deck)
        write(deck.lock_path, locked)
    return path, len(data)
