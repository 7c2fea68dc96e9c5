"""Rebuilding a lost lock from a package that was handed out, or from a learner's export."""

from __future__ import annotations

import re
from dataclasses import replace

from deckgen.anki.collection import Collection, HeldNote
from deckgen.cards.notetypes import NoteType
from deckgen.files.source import Problem, Refused
from deckgen.project.deck import Deck
from deckgen.project.fields import ANKIS_OWN, FIELDS, KINDS, RETIRED, STAMPS, TEMPLATES, stable_id
from deckgen.project.lock import Entry, Lock, TypeEntry


def rebuilt(deck: Deck, held: Collection) -> Lock:
    """The lock that would have produced `held`: identities, times and the study order survive.

    Notes of other decks are ignored. What pairs were made from and earlier versions are lost.
    """
    kinds = {stable_id(deck.id, kind): kind for kind in KINDS}
    prefix = f"{deck.id[:10]}-"
    ours = [note for note in held.notes if note.type_id in kinds and note.guid.startswith(prefix)]
    if not ours:
        raise Refused(
            Problem(held.path, 0, f"it has no notes of the deck {deck.id}", advice="use a package of this deck")
        )
    entries = tuple(_entry(note, kinds[note.type_id], note.guid.removeprefix(prefix)) for note in ours)
    types = tuple(
        TypeEntry(
            kind, number, held.types[number].name, held.types[number].mod, _digest(held, number, kind) or "unknown"
        )
        if number in held.types
        else TypeEntry(kind, number, f"{deck.name} – {kind.capitalize()}", 0, "unknown")
        for number, kind in kinds.items()
    )
    own = stable_id(deck.id, "deck")  # in a learner's collection the deck has another id, and maybe another name
    name = next((note.deck for note in ours if note.deck_id == own), deck.name)
    return Lock(deck.id, (name,), types, tuple(sorted(entries, key=lambda e: (min(e.due.values(), default=0), e.nid))))


def edited(held: Collection, lock: Lock) -> int:
    """How many notes of `lock`, rebuilt from `held`, a learner edited after they were built."""
    guids = {entry.guid for entry in lock.entries}
    return sum(note.guid in guids and str(note.mod) > note.fields.get("Built", "") for note in held.notes)


def without(lock: Lock, names: set[str]) -> Lock:
    """`lock` without the notes of these ids, which are never reused."""
    return replace(
        lock,
        entries=tuple(entry for entry in lock.entries if entry.id not in names),
        origins={name: origin for name, origin in lock.origins.items() if name not in names},
        spent=tuple(sorted({*lock.spent, *names})),
    )


_STAMP = re.compile("[0-9]{1,12}")  # as a build writes it; a learner may have written anything


def _digest(held: Collection, number: int, kind: str) -> str:
    known = held.types[number]
    return NoteType(kind, number, known.name, known.css, known.templates).digest if known.templates else ""


def _entry(note: HeldNote, kind: str, name: str) -> Entry:
    built = note.fields.get("Built", "")
    names = TEMPLATES[kind]
    return Entry(
        name,
        note.guid,
        kind,
        note.nid,
        max(note.mod, int(built) if _STAMP.fullmatch(built) else 0),
        {  # templates that the learner added are ignored
            names[ordinal]: due
            for ordinal, due in sorted(note.positions.items())
            if due is not None and 0 <= ordinal < len(names)
        },
        tuple(sorted(tag for tag in note.tags if tag not in ANKIS_OWN)),
        {field: note.fields[field] for field in FIELDS[kind] if note.fields.get(field) and field not in STAMPS},
        retired=RETIRED in note.tags,
    )
