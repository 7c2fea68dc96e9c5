"""Notes of a deck + lock of its last build → the next lock: what is new, changed, retired, same.

A note's time increases only if its content changed, so an import touches only those notes.
"""

from __future__ import annotations

import os
import re
import time
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path
from typing import Literal

from deckgen.cards.notes import Note, study_order
from deckgen.cards.notetypes import NoteType
from deckgen.cards.typeset import NO_BREAK
from deckgen.files.source import Problem, Refused
from deckgen.project.deck import Deck
from deckgen.project.fields import DERIVED, OURS, RETIRED, SIDES, TEMPLATES, guid
from deckgen.project.lock import Entry, Lock, TypeEntry, Version, blank, text_hash

NOTE_ID_STEP = 8  # milliseconds between note ids; the ids of a note's cards lie in between
_MOST_LOOKS = 50  # earlier looks that the lock keeps of a note type
DUE_STEP, DUE_END = 100, 999_999  # from a million on, Anki's database check complains


@dataclass(frozen=True, slots=True)
class Change:
    """What a build does to one note; `old` and `new` are its entries before and after it."""

    kind: Literal["new", "changed", "retired", "revived"]
    new: Entry
    old: Entry | None = None
    note: Note | None = None

    @property
    def differing(self) -> list[str]:
        """The fields that differ in more than where a line may break; their order means nothing."""
        before, after = _breaking(self.old.fields) if self.old else {}, _breaking(self.new.fields)
        return [name for name in {**after, **before} if after.get(name) != before.get(name)]


@dataclass(frozen=True)
class Plan:
    """The lock after a build and the changes that lead to it; `restyled` names note types with new templates."""

    lock: Lock
    changes: tuple[Change, ...]
    restyled: tuple[str, ...] = ()
    overwritten_media: tuple[tuple[str, str, str], ...] = ()  # of learners, in notes that change: id, field, file

    @property
    def sweeping(self) -> int:
        """How many notes change only because a deck option switches cards on or off."""
        flags = {"Production", "Gap", "Typed"}
        return sum(c.kind == "changed" and bool(c.differing) and set(c.differing) <= flags for c in self.changes)

    @property
    def lookalikes(self) -> list[tuple[str, Note]]:
        """Ids of retired notes, each with a new note of the same text: most likely the id was changed."""
        new = {_text(change.new): change.note for change in self.changes if change.kind == "new"}
        gone = [(entry.id, new.get(_text(entry))) for entry in self.lock.entries if entry.retired]
        return [(old, note) for old, note in gone if note]

    def count(self, kind: str) -> int:
        """How many notes a build changes in this way; `same` counts the unchanged ones."""
        live = sum(not entry.retired for entry in self.lock.entries)
        if kind == "same":
            return live - sum(change.kind != "retired" for change in self.changes)
        return sum(change.kind == kind for change in self.changes)


def _text(entry: Entry) -> tuple[str, ...]:
    fields = _breaking(entry.fields)
    return entry.kind, *(fields.get(name, "") for name in SIDES[entry.kind])


def _breaking(fields: Mapping[str, str]) -> dict[str, str]:
    """Fields as lines may break anywhere: where they must not is how a note looks, and a matter of the program."""
    return {name: value.replace(NO_BREAK, " ") for name, value in fields.items()}


# ------------------------------------------------------------------ planning


def plan(
    deck: Deck,
    notes: Sequence[Note],
    types: Mapping[str, NoteType],
    lock: Lock | None,
    moment: Callable[[int], int],
    *,
    reorder: bool = False,
) -> Plan:
    """Plan the next build from the notes of the deck and the lock of the last build.

    `moment(last)` gives the time of the changes, in seconds and above `last`; it is called only if
    something changed. With `reorder`, every card gets its place in the study order anew; otherwise a place once
    given stays, and new cards come between the old ones.
    """
    lock = lock or blank(deck)
    matched = _matched(notes, lock)
    kept = {entry.id for entry in matched.values() if entry}
    moved = [note for note in notes if _differs(note, matched[note.id])]
    leaving = [entry for entry in lock.entries if entry.id not in kept and not entry.retired]
    digests = {entry.kind: entry.digest for entry in lock.types}
    restyled = tuple(kind for kind, note_type in types.items() if digests.get(kind) != note_type.digest)
    stamp = moment(lock.last) if moved or leaving or restyled else lock.last

    order = study_order(notes)
    dues = _dues(order, dict.fromkeys(matched), blank(deck)) if reorder else _dues(order, matched, lock)
    fresh = iter(_note_ids(sum(matched[note.id] is None for note in moved), lock, stamp))
    changes = [
        *(_change(deck, note, matched[note.id], stamp, fresh, dues[note.id]) for note in moved),
        *(_retirement(entry, stamp) for entry in leaving),
    ]
    after = {change.new.id: change.new for change in changes}
    before = {name: _kept(entry, name, dues[name]) for name, entry in matched.items() if entry and name not in after}
    live = [after.get(note.id) or before[note.id] for note in notes]
    gone = [after.get(entry.id, entry) for entry in lock.entries if entry.id not in kept]
    changing = {change.old.id for change in changes if change.old}
    new_name = {entry.id: name for name, entry in matched.items() if entry}
    renamed = {old for old, new in new_name.items() if old != new}
    new_lock = Lock(
        deck.id,
        _names(deck, lock),
        tuple(_type_entry(note_type, lock, stamp) for note_type in types.values()),
        tuple(sorted([*live, *gone], key=lambda entry: (min(entry.due.values(), default=0), entry.nid))),
        tuple(sorted({*lock.spent, *renamed})),
        {new_name.get(name, name): origin for name, origin in lock.origins.items()},
        lock.seen,
        {
            name: replace(text, order=tuple(new_name.get(each, each) for each in text.order))
            for name, text in lock.texts.items()
        },
        lock.merged,
        tuple((new_name.get(name, name), field, file) for name, field, file in lock.media if name not in changing),
    )
    lost = tuple(each for each in lock.media if each[0] in changing)
    return Plan(new_lock, tuple(changes), restyled if lock.built else (), lost)


def _names(deck: Deck, lock: Lock) -> tuple[str, ...]:
    if not lock.built:
        return (deck.name,)
    return lock.names if lock.names[-1] == deck.name else (*lock.names, deck.name)


def _matched(notes: Iterable[Note], lock: Lock) -> dict[str, Entry | None]:
    """Note id → its entry in the lock, found by its id or its former id."""
    by_id = {entry.id: entry for entry in lock.entries}
    return {note.id: by_id.get(note.id) or by_id.get(note.was) for note in notes}


def _differs(note: Note, entry: Entry | None) -> bool:
    if entry is None or entry.retired or note.tags != entry.tags:
        return True
    return note.fields != entry.fields and _own(note.fields) != _own(entry.fields)


def _own(fields: Mapping[str, str]) -> dict[str, str]:
    """The fields that count as a change of the note, without what does not: a note changes for its own sake only."""
    return {name: value for name, value in _breaking(fields).items() if value and name not in DERIVED}


def _change(
    deck: Deck,
    note: Note,
    old: Entry | None,
    stamp: int,
    fresh: Iterator[int],
    due: Mapping[str, int],
) -> Change:
    if old is None:
        name = guid(deck.id, note.id)
        new = Entry(note.id, name, note.kind, next(fresh), stamp, due, note.tags, note.fields)
        return Change("new", new, None, note)
    new = replace(
        old,
        id=note.id,
        mod=stamp,
        due=due,
        tags=note.tags,
        fields=note.fields,
        retired=False,
        earlier=_history(old, note.fields),
        dropped=_dropped(old, note.tags),
    )
    return Change("revived" if old.retired else "changed", new, old, note)


def _dropped(old: Entry, tags: Iterable[str]) -> tuple[str, ...]:
    """User tags that earlier builds had and this one does not."""
    ever = {*old.dropped, *(tag for tag in old.tags if not tag.startswith(OURS))}
    return tuple(sorted(ever - set(tags)))


def _retirement(old: Entry, stamp: int) -> Change:
    fields = {**old.fields, "Status": "retired"}
    tags = tuple(sorted({*old.tags, RETIRED}))
    new = replace(old, mod=stamp, tags=tags, fields=fields, retired=True, earlier=_history(old, fields))
    return Change("retired", new, old)


def _history(old: Entry, fields: Mapping[str, str]) -> tuple[Version, ...]:
    """The earlier versions of a note whose fields now become `fields`."""
    names = {**old.fields, **fields}
    lost = {name: text_hash(old.fields.get(name, "")) for name in names if old.fields.get(name) != fields.get(name)}
    return (*old.earlier, Version(old.mod, dict(sorted(lost.items()))))


def _type_entry(note_type: NoteType, lock: Lock, stamp: int) -> TypeEntry:
    old = next((entry for entry in lock.types if entry.kind == note_type.kind), None)
    if old and old.digest == note_type.digest:
        return old
    known = (*old.looks, old.digest) if old else ()
    looks = tuple(dict.fromkeys(digest for digest in known if digest != note_type.digest))
    return TypeEntry(note_type.kind, note_type.id, note_type.name, stamp, note_type.digest, looks[-_MOST_LOOKS:])


def _note_ids(count: int, lock: Lock, stamp: int) -> range:
    """Ids for `count` new notes: above all ids in use, and not in the future."""
    highest = max((entry.nid for entry in lock.entries), default=0)
    first = max(highest + NOTE_ID_STEP, stamp * 1000 - count * NOTE_ID_STEP)
    return range(first, first + count * NOTE_ID_STEP, NOTE_ID_STEP)


def _kept(entry: Entry, name: str, due: Mapping[str, int]) -> Entry:
    """The entry of an unchanged note, which may have a new id in the sources."""
    return entry if (entry.id, entry.due) == (name, due) else replace(entry, id=name, due=due)


def _dues(
    order: Iterable[tuple[str, str]], matched: Mapping[str, Entry | None], lock: Lock
) -> dict[str, Mapping[str, int]]:
    """The due number of every card of each note: existing ones, and new ones for cards of `order` without one."""
    dues = {name: entry.due if entry else {} for name, entry in matched.items()}
    known = [dues[name].get(template) for name, template in order]
    given = spread(known, (due for entry in lock.entries for due in entry.due.values()))
    added: dict[str, dict[str, int]] = {}
    for (name, template), old, due in zip(order, known, given, strict=True):
        if old is None:
            added.setdefault(name, {**dues[name]})[template] = due
    return {name: _ordered(added.get(name, due)) for name, due in dues.items()}


def _ordered(due: Mapping[str, int]) -> Mapping[str, int]:
    """The due numbers of a note in the order of writing."""
    names = tuple(due)
    return due if names in _ORDERLY else {name: due[name] for name in _ORDER if name in due}


_ORDER = tuple(dict.fromkeys(name for names in reversed(TEMPLATES.values()) for name in names))
_ORDERLY = frozenset(names for size in range(len(_ORDER) + 1) for names in combinations(_ORDER, size))


def spread(positions: Sequence[int | None], taken: Iterable[int]) -> list[int]:
    """Positions for cards in study order, keeping given ones.

    A run of new cards is spread evenly over the gap after the preceding card; if the gap is too small, they
    share the position of that card, where Anki studies cards in the order of the notes. At the end of the
    deck positions increase in fixed steps, smaller ones for a deck too large to fit otherwise.
    """
    known = sorted(taken)
    result: list[int] = []
    at, last = 0, 0
    while at < len(positions):
        position = positions[at]
        if position is not None:
            result.append(position)
            last, at = position, at + 1
            continue
        end = next((n for n in range(at, len(positions)) if positions[n] is not None), len(positions))
        count = end - at
        behind = bisect_right(known, last)
        if behind < len(known):
            room = known[behind] - last
            result += (last + room * n // (count + 1) for n in range(1, count + 1))
        else:
            step = max(1, min(DUE_STEP, (DUE_END - last) // (2 * count)))
            result += (min(DUE_END, last + step * n) for n in range(1, count + 1))
        last, at = result[-1], end
    return result


# ------------------------------------------------------------------ time


def now(last: int) -> int:
    """The time of the changes of this build, in seconds: above `last` and not in the future.

    SOURCE_DATE_EPOCH replaces the clock if set. If the clock is one second behind, it waits; if it is further
    behind, or the lock is from the future, it raises `Refused` with both times.
    """
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    if given and not re.fullmatch("[0-9]{1,11}", given):
        raise Refused(Problem(Path("SOURCE_DATE_EPOCH"), 0, f"`{given}` is not a time in seconds"))
    wanted = max(int(given or time.time()), last + 1)
    while wanted > (clock := time.time()):
        if given and int(given) > clock + 2:
            message = f"it says {_date(int(given))}, but the clock says {_date(int(clock))}"
            raise Refused(Problem(Path("SOURCE_DATE_EPOCH"), 0, message, advice="nothing was written"))
        if wanted > clock + 2:
            raise Refused(
                Problem(
                    Path("deck.lock"),
                    0,
                    f"the last build is dated {_date(wanted - 1)}, but the clock says {_date(int(clock))}",
                    advice="nothing was written: correct the clock, or restore deck.lock from an older copy",
                )
            )
        time.sleep(min(1.0, wanted - clock))
    return wanted


def _date(seconds: int) -> str:
    try:
        return time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(seconds))
    except (OverflowError, ValueError, OSError):  # beyond the range of calendars
        return f"{seconds} seconds after 1970"
