"""Rebuilding a lost lock from a package that was handed out, or from a learner's export.

A learner may have renamed the deck, note types and fields, moved cards and added tags. What the author decides comes
from deck.yaml, the sources and the built package; an export says only which notes there are and how they were built.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from deckgen.anki.collection import Collection, HeldNote, HeldType
from deckgen.cards import own_templates
from deckgen.cards.notes import make_notes
from deckgen.cards.notetypes import NoteType, note_types
from deckgen.files.characters import unified
from deckgen.files.source import Problem, Refused
from deckgen.project.deck import Deck
from deckgen.project.fields import (
    ANKIS_OWN,
    FIELDS,
    KINDS,
    OURS,
    RETIRED,
    SOUNDS,
    STAMPS,
    TEMPLATES,
    stable_id,
    written_fields,
)
from deckgen.project.ids import name_entries
from deckgen.project.lock import Entry, Lock, TypeEntry
from deckgen.project.parts import load as load_parts


@dataclass(frozen=True)
class Author:
    """What the author decides: the tags of notes by id, the looks by kind, and the package that was built, if any."""

    tags: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    digests: Mapping[str, str] = field(default_factory=dict)
    built: Collection | None = None


def author_of(deck: Deck, built: Collection | None) -> Author:
    """What the sources of `deck` say; of sources with errors, no tags are known."""
    parts, problems = load_parts(deck)
    wrong = any(problem.level == "error" for problem in problems)
    notes = () if wrong else make_notes(deck, name_entries(deck, parts, ())[0])
    types = note_types(deck, {}, own_templates.load(deck)[0])
    return Author({note.id: note.tags for note in notes}, {kind: known.digest for kind, known in types.items()}, built)


def rebuilt(deck: Deck, held: Collection, author: Author = Author()) -> Lock:
    """The lock that would have produced `held`: identities, times and the study order survive.

    Notes of other decks are ignored. What pairs were made from and earlier versions are lost.
    """
    ours = _notes(deck, held)
    if not ours:
        raise Refused(
            Problem(held.path, 0, f"it has no notes of the deck {deck.id}", advice="use a package of this deck")
        )
    source = _package(deck, held, author)
    entries = {note.guid: _entry(deck, held, note, author) for note in ours}
    seen = 0
    if source and source is not held:
        times = {note.guid: _built(note) for note in ours}
        newer = [note for note in _notes(deck, source) if _built(note) >= times.get(note.guid, 0)]
        seen = max((entries[note.guid].mod for note in newer if note.guid in entries), default=0)
        entries |= {note.guid: _entry(deck, source, note, author) for note in newer}
    return Lock(
        deck.id,
        (_deck_name(deck, source),),
        tuple(_type(deck, held, source, author, kind) for kind in KINDS),
        tuple(sorted(entries.values(), key=lambda e: (min(e.due.values(), default=0), e.nid))),
        seen=seen,
    )


def _notes(deck: Deck, held: Collection) -> list[HeldNote]:
    """The notes of this deck, with our names of their fields."""
    kinds = _kinds(deck)
    prefix = f"{deck.id[:10]}-"
    found = [note for note in held.notes if note.type_id in kinds and note.guid.startswith(prefix)]
    names = {number: _field_names(held.types[number], kind) for number, kind in kinds.items() if number in held.types}
    return [
        replace(note, fields={names[note.type_id].get(name, ""): text for name, text in note.fields.items()})
        for note in found
    ]


def _kinds(deck: Deck) -> dict[int, str]:
    return {stable_id(deck.id, kind): kind for kind in KINDS}


def _field_names(known: HeldType, kind: str) -> dict[str, str]:
    """Our name of each field: by the id that the package gave it, else by its name, else by its place."""
    ids = {stable_id(kind, "field", name): name for name in FIELDS[kind]}
    names = {name: ids[given] for name, given in zip(known.fields, known.field_ids, strict=False) if given in ids}
    taken = set(names.values())
    names |= {name: name for name in known.fields if name in FIELDS[kind] and name not in taken and name not in names}
    missing = [name for name in FIELDS[kind] if name not in names.values()]
    strange = [name for name in known.fields if name not in names]
    return names | (dict(zip(strange, missing, strict=True)) if len(strange) == len(missing) else {})


def _package(deck: Deck, held: Collection, author: Author) -> Collection | None:
    """A package that only deckgen touched: Anki gives a deck an id of its own."""
    own = stable_id(deck.id, "deck")
    for each in (held, author.built):
        if each and any(note.deck_id == own for note in _notes(deck, each)):
            return each
    return None


def _deck_name(deck: Deck, source: Collection | None) -> str:
    own = stable_id(deck.id, "deck")
    return next((note.deck for note in _notes(deck, source) if note.deck_id == own), deck.name) if source else deck.name


def _type(deck: Deck, held: Collection, source: Collection | None, author: Author, kind: str) -> TypeEntry:
    """A note type as the author named it; a look that is neither built nor in the templates is unknown."""
    number = stable_id(deck.id, kind)
    if source and number in source.types:
        known = source.types[number]
        return TypeEntry(kind, number, known.name, known.mod, _digest(known, kind) or "unknown")
    name = f"{deck.name} – {kind.capitalize()}"
    if number not in held.types:
        return TypeEntry(kind, number, name, 0, "unknown")
    digest = _digest(held.types[number], kind)
    return TypeEntry(
        kind, number, name, held.types[number].mod, digest if digest == author.digests.get(kind) else "unknown"
    )


def _built(note: HeldNote) -> int:
    built = note.fields.get("Built", "")
    return int(built) if _STAMP.fullmatch(built) else 0


def remarks(deck: Deck, held: Collection, author: Author) -> Iterator[str]:
    """What an export does not tell, and which names of the learner were not taken."""
    source = _package(deck, held, author)
    if source is held:
        return
    ours = _notes(deck, held)
    if source is None:
        yield (
            f"the names of deck and note types come from deck.yaml (“{deck.name}”): if the deck was renamed since its "
            "first build, those of the note types could not be known"
        )
    name = _deck_name(deck, source)
    if strange := sorted({note.deck for note in ours} - {name, ""}):
        yield f"not taken: the learner has cards in {_quoted(strange)}; the deck is “{name}”"
    for kind in KINDS:
        yield from _type_remarks(deck, held, source, author, kind)
    if left := sum(bool(_learners_tags(note, deck, author)) for note in ours):
        yield f"not taken: tags of the learner on {left} note{'s' * (left != 1)}; `deckgen pull` brings them"
    if not author.tags:
        yield "the sources have errors, so the learner's tags could not be told from the author's; all were taken"


def _type_remarks(deck: Deck, held: Collection, source: Collection | None, author: Author, kind: str) -> Iterator[str]:
    known = held.types.get(stable_id(deck.id, kind))
    if known is None:
        yield f"the export has no {kind} notes: what was built of them could not be known"
        return
    made = _type(deck, held, source, author, kind)
    if known.name != made.name:
        yield f"not taken: the learner calls the note type {_quoted([known.name])}; it is “{made.name}”"
    names = _field_names(known, kind)
    if renamed := [f"{theirs[:_LONGEST]} for {ours}" for theirs, ours in names.items() if theirs != ours]:
        yield f"not taken: the learner's names of {kind} fields: {', '.join(renamed)}"
    if lost := [name for name in written_fields(kind) if name not in names.values()]:
        yield f"{kind} notes have no {' and no '.join(lost)} any more: what was built there could not be known"


def _quoted(names: Sequence[str]) -> str:
    """A few of the names that somebody gave, shortened."""
    shown = " and ".join(f"“{name[:_LONGEST]}”" for name in names[:_FEW])
    return shown + (f" and {len(names) - _FEW} more" if len(names) > _FEW else "")


_LONGEST, _FEW = 80, 4  # characters of a name, and names, in a message


def _learners_tags(note: HeldNote, deck: Deck, author: Author) -> set[str]:
    """The tags of a note, as they are compared, that the sources do not have."""
    known = {unified(tag) for tag in author.tags.get(note.guid.removeprefix(f"{deck.id[:10]}-"), ())}
    there = {unified(tag) for tag in note.tags}
    return {tag for tag in there - known if tag not in ANKIS_OWN and not tag.startswith(OURS)} if author.tags else set()


def _tags(note: HeldNote, deck: Deck, author: Author) -> tuple[str, ...]:
    """The tags that a build gave a note, in the spelling of the sources."""
    spelled = {unified(tag): tag for tag in author.tags.get(note.guid.removeprefix(f"{deck.id[:10]}-"), ())}
    foreign = _learners_tags(note, deck, author)
    kept = {unified(tag): tag for tag in note.tags if unified(tag) not in foreign and unified(tag) not in ANKIS_OWN}
    return tuple(sorted(spelled.get(key, tag) for key, tag in kept.items()))


def edited(held: Collection, lock: Lock) -> int:
    """How many notes of `lock`, rebuilt from `held`, have what a learner edited after they were built."""
    times = {entry.guid: entry.mod for entry in lock.entries}
    taken = (note for note in held.notes if times.get(note.guid) == note.mod)
    return sum(str(note.mod) > note.fields.get("Built", "") for note in taken)


def without(lock: Lock, names: set[str]) -> Lock:
    """`lock` without the notes of these ids, which are never reused."""
    return replace(
        lock,
        entries=tuple(entry for entry in lock.entries if entry.id not in names),
        origins={name: origin for name, origin in lock.origins.items() if name not in names},
        spent=tuple(sorted({*lock.spent, *names})),
    )


_STAMP = re.compile("[0-9]{1,12}")  # as a build writes it; a learner may have written anything


def _digest(known: HeldType, kind: str) -> str:
    return NoteType(kind, known.id, known.name, known.css, known.templates).digest if known.templates else ""


def _entry(deck: Deck, held: Collection, note: HeldNote, author: Author) -> Entry:
    kind = _kinds(deck)[note.type_id]
    names = TEMPLATES[kind]
    exact = held is _package(deck, held, Author())
    tags = _exact_tags(note) if exact else _tags(note, deck, author)
    silent = not deck.audio or not deck.audio.recorded
    unkept = {*STAMPS, *(SOUNDS if silent else ())}  # recordings of a silent deck came with an edition
    return Entry(
        note.guid.removeprefix(f"{deck.id[:10]}-"),
        note.guid,
        kind,
        note.nid,
        max(note.mod, _built(note)),
        {  # templates that the learner added are ignored
            names[ordinal]: due
            for ordinal, due in sorted(note.positions.items())
            if due is not None and 0 <= ordinal < len(names)
        },
        tags,
        {field: note.fields[field] for field in FIELDS[kind] if note.fields.get(field) and field not in unkept},
        retired=RETIRED in tags or note.fields.get("Status") == "retired",
    )


def _exact_tags(note: HeldNote) -> tuple[str, ...]:
    return tuple(sorted(tag for tag in note.tags if tag not in ANKIS_OWN))
