"""deck.lock: what the last build held, and what the next one changes.

The lock is what makes a second import harmless: it keeps the guid, the note id, the modification time and
the place in the study order of every note that was ever built, so that a note which did not change is
written with the very bytes that it had before.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from deckgen.deck import Deck
from deckgen.notes import DERIVED, RETIRED, TEMPLATES, Note, NoteType, guid, study_order
from deckgen.source import Problem, Refused, Source, read

FORMAT = 1
NOTE_ID_STEP = 8  # milliseconds between note ids; the ids of a note's cards lie in between
DUE_STEP, DUE_END = 100, 999_999  # Anki's check of the database complains from a million on


@dataclass(frozen=True)
class Version:
    """An earlier version of a note: the `mod` it was built with, and hashes of what the next one changed."""

    mod: int
    hashes: Mapping[str, str]


@dataclass(frozen=True)
class Entry:
    """One note as it was built."""

    id: str
    guid: str
    kind: str
    nid: int  # note id in Anki, milliseconds of the first build
    mod: int  # seconds
    due: Mapping[str, int]  # template → position among the new cards
    tags: tuple[str, ...]
    fields: Mapping[str, str]
    retired: bool = False
    earlier: tuple[Version, ...] = ()


@dataclass(frozen=True)
class Origin:
    """What a pair was made from: the sentences of the source texts, and the heading that they stood under."""

    front: str
    back: str
    section: str = ""


@dataclass(frozen=True)
class TypeEntry:
    """One note type as it was built; id and name never change."""

    kind: str
    id: int
    name: str
    mod: int
    digest: str


@dataclass(frozen=True)
class Lock:
    """All that a package holds, except the texts of templates."""

    deck_id: str
    names: tuple[str, ...]  # of the deck in Anki, the one in use last
    types: tuple[TypeEntry, ...] = ()
    entries: tuple[Entry, ...] = ()
    spent: tuple[str, ...] = ()  # ids that were used once and are not to come back
    origins: Mapping[str, Origin] = field(default_factory=dict)  # of pairs by id, built or not

    @property
    def ids(self) -> set[str]:
        """Every id that this lock has ever held."""
        return {*self.spent, *self.origins, *(entry.id for entry in self.entries)}

    @property
    def built(self) -> bool:
        """Whether there was a build; before it nothing is promised to anybody."""
        return bool(self.types)

    @property
    def type_names(self) -> dict[str, str]:
        """The names of the note types by kind."""
        return {entry.kind: entry.name for entry in self.types}

    @property
    def last(self) -> int:
        """The latest modification time, 0 if nothing was built yet."""
        return max([entry.mod for entry in self.entries] + [entry.mod for entry in self.types], default=0)


@dataclass(frozen=True)
class Change:
    """What a build does to one note; `old` and `new` are its entries before and after."""

    kind: Literal["new", "changed", "retired", "revived"]
    new: Entry
    old: Entry | None = None
    note: Note | None = None

    @property
    def differing(self) -> list[str]:
        """The fields that differ, in no order that means anything to Anki."""
        before = self.old.fields if self.old else {}
        return [name for name in {**self.new.fields, **before} if self.new.fields.get(name) != before.get(name)]


@dataclass(frozen=True)
class Plan:
    """The lock after a build, and how it gets there; `restyled` names note types with new templates."""

    lock: Lock
    changes: tuple[Change, ...]
    restyled: tuple[str, ...] = ()

    def count(self, kind: str) -> int:
        """How many notes a build changes in this way; `same` counts those that it leaves alone."""
        live = sum(not entry.retired for entry in self.lock.entries)
        if kind == "same":
            return live - sum(change.kind != "retired" for change in self.changes)
        return sum(change.kind == kind for change in self.changes)


# ------------------------------------------------------------------ planning


def plan(
    deck: Deck,
    notes: Sequence[Note],
    types: Mapping[str, NoteType],
    lock: Lock | None,
    moment: Callable[[int], int],
) -> Plan:
    """What the next build holds, given the notes of the deck and the lock of the last build.

    `moment(last)` gives the time, in seconds and above `last`, for what changed; it is asked only if
    something did.
    """
    lock = lock or Lock(deck.id, (deck.name,))
    matched = _matched(notes, lock)
    kept = {entry.id for entry in matched.values() if entry}
    moved = [note for note in notes if _differs(note, matched[note.id])]
    leaving = [entry for entry in lock.entries if entry.id not in kept and not entry.retired]
    digests = {entry.kind: entry.digest for entry in lock.types}
    restyled = tuple(kind for kind, note_type in types.items() if digests.get(kind) != note_type.digest)
    stamp = moment(lock.last) if moved or leaving or restyled else lock.last

    fresh = iter(_note_ids(sum(matched[note.id] is None for note in moved), lock, stamp))
    changes = [
        *(_change(deck, note, matched[note.id], stamp, fresh) for note in moved),
        *(_retirement(entry, stamp) for entry in leaving),
    ]
    after = {change.new.id: change.new for change in changes}
    before = {name: replace(entry, id=name) for name, entry in matched.items() if entry}
    live = [after.get(note.id) or before[note.id] for note in notes]
    gone = [after.get(entry.id, entry) for entry in lock.entries if entry.id not in kept]
    new_name = {entry.id: name for name, entry in matched.items() if entry}
    renamed = {old for old, new in new_name.items() if old != new}
    new_lock = Lock(
        deck.id,
        _names(deck, lock),
        tuple(_type_entry(note_type, lock, stamp) for note_type in types.values()),
        _placed([*live, *gone], study_order(notes)),
        tuple(sorted({*lock.spent, *renamed})),
        {new_name.get(name, name): origin for name, origin in lock.origins.items()},
    )
    return Plan(new_lock, tuple(changes), restyled if lock.built else ())


def _names(deck: Deck, lock: Lock) -> tuple[str, ...]:
    if not lock.built:
        return (deck.name,)
    return lock.names if lock.names[-1] == deck.name else (*lock.names, deck.name)


def _matched(notes: Iterable[Note], lock: Lock) -> dict[str, Entry | None]:
    """For each note its entry in the lock, by its id or by the one that it had before."""
    by_id = {entry.id: entry for entry in lock.entries}
    return {note.id: by_id.get(note.id) or by_id.get(note.was) for note in notes}


def _differs(note: Note, entry: Entry | None) -> bool:
    return entry is None or entry.retired or note.tags != entry.tags or _own(note.fields) != _own(entry.fields)


def _own(fields: Mapping[str, str]) -> dict[str, str]:
    """The fields that count as a change of the note."""
    return {name: value for name, value in fields.items() if value and name not in DERIVED}


def _change(
    deck: Deck,
    note: Note,
    old: Entry | None,
    stamp: int,
    fresh: Iterator[int],
) -> Change:
    if old is None:
        name = guid(deck.id, note.id)
        new = Entry(note.id, name, note.kind, next(fresh), stamp, {}, note.tags, note.fields)
        return Change("new", new, None, note)
    new = replace(
        old,
        id=note.id,
        mod=stamp,
        tags=note.tags,
        fields=note.fields,
        retired=False,
        earlier=_history(old, note.fields),
    )
    return Change("revived" if old.retired else "changed", new, old, note)


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


def text_hash(text: str) -> str:
    """What the lock keeps of a text that is no longer in use."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _type_entry(note_type: NoteType, lock: Lock, stamp: int) -> TypeEntry:
    old = next((entry for entry in lock.types if entry.kind == note_type.kind), None)
    if old and old.digest == note_type.digest:
        return old
    return TypeEntry(note_type.kind, note_type.id, note_type.name, stamp, note_type.digest)


def _note_ids(count: int, lock: Lock, stamp: int) -> range:
    """Ids for `count` new notes: above all that were given, and not in the future."""
    highest = max((entry.nid for entry in lock.entries), default=0)
    first = max(highest + NOTE_ID_STEP, stamp * 1000 - count * NOTE_ID_STEP)
    return range(first, first + count * NOTE_ID_STEP, NOTE_ID_STEP)


def _placed(entries: Sequence[Entry], order: Sequence[tuple[str, str]]) -> tuple[Entry, ...]:
    """`entries` in study order, with a due for every card that `order` names and that had none."""
    dues = {entry.id: dict(entry.due) for entry in entries}
    given = spread(
        [dues[name].get(template) for name, template in order],
        (d for due in dues.values() for d in due.values()),
    )
    for (name, template), due in zip(order, given, strict=True):
        dues[name][template] = due
    placed = (replace(entry, due=dict(sorted(dues[entry.id].items(), key=_template_order))) for entry in entries)
    return tuple(sorted(placed, key=lambda entry: (min(entry.due.values(), default=0), entry.nid)))


def _template_order(item: tuple[str, int]) -> int:
    return next(names.index(item[0]) for names in reversed(TEMPLATES.values()) if item[0] in names)


def spread(positions: Sequence[int | None], taken: Iterable[int]) -> list[int]:
    """Positions for cards in study order, keeping those that are given.

    A run of new cards is spread evenly over the gap behind the card before it; where the gap is used up,
    they share the position before it, which Anki then studies in the order of the notes. At the end they
    go on in steps, smaller ones for a deck so large that it would not fit otherwise.
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
    """The time for what this build changes, in seconds: above `last` and not in the future.

    SOURCE_DATE_EPOCH stands for the clock where it is set. A clock that is one second behind is waited
    for; one that is further behind, or a lock from the future, is refused with both times.
    """
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    wanted = max(int(given) if given.isdigit() else int(time.time()), last + 1)
    while wanted > (clock := time.time()):
        if wanted > clock + 2:
            raise Refused(
                Problem(
                    Path("deck.lock"),
                    0,
                    f"the last build is dated {_date(wanted - 1)}, but the clock says {_date(int(clock))}",
                    advice="nothing was written: set the clock right, or take deck.lock from an older copy",
                )
            )
        time.sleep(min(1.0, wanted - clock))
    return wanted


def _date(seconds: int) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(seconds))


# ------------------------------------------------------------------ the file


def render(lock: Lock) -> str:
    """The lock as JSON, one line for the deck, one a note type, one a note, one that ends it."""
    written = {entry.id for entry in lock.entries}
    lines: list[dict[str, Any]] = [
        {"deckgen lock": FORMAT, "deck": lock.deck_id, "names": lock.names, "spent": lock.spent},
        *({"type": t.kind, "id": t.id, "name": t.name, "mod": t.mod, "digest": t.digest} for t in lock.types),
        *(_note_line(entry, lock.origins.get(entry.id)) for entry in lock.entries),
        *({"aligned": name, "source": _origin_line(o)} for name, o in lock.origins.items() if name not in written),
        {"end": len(lock.entries)},
    ]
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)


def _origin_line(origin: Origin) -> list[str]:
    return [origin.front, origin.back, origin.section]


def _note_line(entry: Entry, origin: Origin | None) -> dict[str, Any]:
    line: dict[str, Any] = {"note": entry.id, "kind": entry.kind}
    if entry.retired:
        line["retired"] = True
    line |= {"fields": dict(entry.fields), "tags": entry.tags, "due": dict(entry.due)}
    line |= {"guid": entry.guid, "nid": entry.nid, "mod": entry.mod}
    if origin:
        line["source"] = _origin_line(origin)
    if entry.earlier:
        line["earlier"] = [[version.mod, dict(version.hashes)] for version in entry.earlier]
    return line


def load(path: Path) -> Lock | None:
    """The lock at `path`, None if there is none yet."""
    return parse(read(path)) if path.exists() else None


_MEND = "take deck.lock from your last commit or copy: it is what keeps learners' reviews"


def parse(source: Source) -> Lock:
    """The lock that `source` holds; one that is damaged, cut off or from a newer version is refused."""
    lines = source.text.removesuffix("\n").split("\n")
    for number, line in enumerate(lines, 1):
        if line.startswith(("<<<<<<<", "=======", ">>>>>>>")):
            raise Refused(source.problem_in(number, "a merge conflict is left in the lock", _MEND))
    rows = [_row(source, number, line) for number, line in enumerate(lines, 1)]
    head = rows[0] if rows else {}
    version = head.get("deckgen lock")
    if not isinstance(version, int):
        raise Refused(Problem(source.path, 1, "this is not a lock of deckgen", advice=_MEND))
    if version > FORMAT:
        raise Refused(
            Problem(
                source.path,
                1,
                f"the lock has format {version}, this deckgen knows {FORMAT}",
                advice="update deckgen",
            )
        )
    notes = [row for row in rows if "note" in row]
    if rows[-1].get("end") != len(notes):
        raise Refused(Problem(source.path, len(lines), "the lock is cut off or lines are missing", advice=_MEND))
    try:
        return Lock(
            head["deck"],
            tuple(head["names"]),
            tuple(TypeEntry(r["type"], r["id"], r["name"], r["mod"], r["digest"]) for r in rows if "type" in r),
            tuple(map(_entry, notes)),
            tuple(head["spent"]),
            {
                row["note"] if "note" in row else row["aligned"]: Origin(*row["source"])
                for row in rows
                if "source" in row
            },
        )
    except (KeyError, TypeError, ValueError) as error:
        raise Refused(Problem(source.path, 0, f"the lock is damaged: {error}", advice=_MEND)) from error


def _row(source: Source, number: int, line: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise Refused(source.problem_in(number, "this line of the lock is damaged", _MEND)) from error
    if not isinstance(row, dict):
        raise Refused(source.problem_in(number, "this line of the lock is damaged", _MEND))
    return row


def _entry(row: dict[str, Any]) -> Entry:
    return Entry(
        row["note"],
        row["guid"],
        row["kind"],
        row["nid"],
        row["mod"],
        row["due"],
        tuple(row["tags"]),
        row["fields"],
        row.get("retired", False),
        tuple(Version(mod, hashes) for mod, hashes in row.get("earlier", ())),
    )


def disagreements(deck: Deck, lock: Lock, *, renaming: bool = False) -> list[Problem]:
    """What deck.yaml says against the lock, and learners would suffer from."""
    problems = []
    if lock.built and lock.deck_id != deck.id:
        problems.append(
            Problem(
                deck.path,
                0,
                f"`id: {deck.id}` is not the id that deck.lock was made for, {lock.deck_id}",
                advice="put the old id back: with another one Anki takes every note for a new one",
            )
        )
    if lock.built and lock.names[-1] != deck.name and not renaming:
        problems.append(
            Problem(
                deck.path,
                0,
                f"the deck was called “{lock.names[-1]}” and is now called “{deck.name}”",
                advice=(
                    "Anki leaves the cards that are there in the old deck and puts only new ones into the new one: "
                    "put the name back, or have learners rename the deck in Anki and run `deckgen build --rename`"
                ),
            )
        )
    return problems
