"""deck.lock: what the last build held, and what every pair was made from.

The lock is what makes a second import harmless: it keeps the guid, the note id, the modification time and
the place in the study order of every note that was ever built, so that a note which did not change is
written with the very bytes that it had before.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from deckgen.files.disk import alone, read
from deckgen.files.source import Problem, Refused, Source
from deckgen.project.deck import Deck
from deckgen.project.fields import FIELDS, TEMPLATES

FORMAT = 1


@dataclass(frozen=True)
class Version:
    """An earlier version of a note: the `mod` it was built with, and hashes of what the next one changed."""

    mod: int
    hashes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
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
    dropped: tuple[str, ...] = ()  # tags of a person's own that an earlier build had


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
    seen: int = 0  # the latest time of a note in an export that was pulled: the next build must be newer

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
        """The latest modification time that was built or seen, 0 if there is none."""
        return max([self.seen, *(entry.mod for entry in self.entries), *(entry.mod for entry in self.types)])


def text_hash(text: str) -> str:
    """What the lock keeps of a text that is no longer in use."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


# ------------------------------------------------------------------ the file


def render(lock: Lock) -> str:
    """The lock as JSON, one line for the deck, one a note type, one a note, one that ends it."""
    written = {entry.id for entry in lock.entries}
    lines: list[dict[str, Any]] = [
        {"deckgen lock": FORMAT, "deck": lock.deck_id, "names": lock.names, "spent": lock.spent, "seen": lock.seen},
        *({"type": t.kind, "id": t.id, "name": t.name, "mod": t.mod, "digest": t.digest} for t in lock.types),
        *(_note_line(entry, lock.origins.get(entry.id)) for entry in lock.entries),
        *({"aligned": name, "source": _origin_line(o)} for name, o in lock.origins.items() if name not in written),
        {"end": len(lock.entries)},
    ]
    encode = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode
    return "".join(encode(line) + "\n" for line in lines)


def _origin_line(origin: Origin) -> list[str]:
    return [origin.front, origin.back, origin.section]


def _note_line(entry: Entry, origin: Origin | None) -> dict[str, Any]:
    line: dict[str, Any] = {"note": entry.id, "kind": entry.kind}
    if entry.retired:
        line["retired"] = True
    fields = {name: entry.fields[name] for name in FIELDS.get(entry.kind, ()) if name in entry.fields}
    if len(fields) < len(entry.fields):  # from a later version: they come last
        fields |= dict(sorted(entry.fields.items() - fields.items()))
    line |= {"fields": fields, "tags": entry.tags, "due": dict(entry.due)}
    line |= {"guid": entry.guid, "nid": entry.nid, "mod": entry.mod}
    if origin:
        line["source"] = _origin_line(origin)
    if entry.dropped:
        line["dropped"] = entry.dropped
    if entry.earlier:
        line["earlier"] = [[version.mod, dict(version.hashes)] for version in entry.earlier]
    return line


def load(path: Path) -> Lock | None:
    """The lock at `path`, None if there is none yet; a link that leads nowhere is a lock that is lost."""
    return parse(read(path)) if os.path.lexists(path) else None


def of(deck: Deck) -> Lock:
    """The lock of a deck; one that holds nothing where it was never built."""
    return load(deck.lock_path) or Lock(deck.id, (deck.name,))


@contextmanager
def exclusive(deck: Deck, before: Lock | None, after: Lock | None = None) -> Iterator[None]:
    """Write the files of a deck with no other deckgen at it; refused if its lock is neither `before` nor `after`.

    What is written was thought out from `before`: written over another lock it would undo somebody's build.
    """
    with alone(deck.folder):
        found = of(deck)
        if found not in (before or Lock(deck.id, (deck.name,)), after):
            message = "the lock changed while deckgen was working; nothing was written"
            raise Refused(Problem(deck.lock_path, 0, message, advice="run it again"))
        yield


_MEND = "take deck.lock from your last commit or copy: it is what keeps learners' reviews"


def parse(source: Source) -> Lock:
    """The lock that `source` holds; one that is damaged, cut off or from a newer version is refused."""
    lines = source.text.removesuffix("\n").split("\n")
    for number, line in enumerate(lines, 1):
        if line.startswith(("<<<<<<<", "|||||||", "=======", ">>>>>>>")):
            raise Refused(source.problem_in(number, "a merge conflict is left in the lock", _MEND))
    rows = _rows(source, lines)
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
    for number, row in enumerate(rows, 1):
        _check(source, number, row, {**_HEAD, **_NOTE} if number == 1 else _NOTE if "note" in row else _OTHERS)
    notes = [row for row in rows if "note" in row]
    if rows[-1].get("end") != len(notes):
        raise Refused(Problem(source.path, len(lines), "the lock is cut off or lines are missing", advice=_MEND))
    try:
        made = Lock(
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
            head["seen"],
        )
    except (KeyError, TypeError, ValueError) as error:
        raise Refused(Problem(source.path, 0, f"the lock is damaged: {error}", advice=_MEND)) from error
    _check_single(source, rows)
    return made


# What may stand under a key: a pattern of JSON, in which a list of one pattern or a mapping from `str` repeats.
_Pattern = type | list[Any] | dict[Any, Any]
_HEAD: dict[str, _Pattern] = {"deck": str, "names": [str], "spent": [str], "seen": int}
_BUILT: dict[str, _Pattern] = {"note": str, "guid": str, "kind": str, "nid": int, "mod": int, "retired": bool}
_HELD: dict[str, _Pattern] = {"due": {str: int}, "tags": [str], "fields": {str: str}, "dropped": [str]}
_NOTE = {**_BUILT, **_HELD, "source": [str], "earlier": [list]}
_TYPE: dict[str, _Pattern] = {"type": str, "id": int, "name": str, "mod": int, "digest": str}
_OTHERS = {**_TYPE, "aligned": str, "source": [str]}
_PAST_ALL = 2**53  # every number in a lock is smaller: they must be exact in every reader of JSON


def _fits(value: Any, pattern: _Pattern) -> bool:
    if isinstance(pattern, list):
        return isinstance(value, list) and all(_fits(each, pattern[0]) for each in value)
    if isinstance(pattern, dict):
        return isinstance(value, dict) and all(_fits(each, pattern[str]) for each in value.values())
    if pattern is int:
        return type(value) is int and 0 <= value < _PAST_ALL
    return type(value) is pattern


def _check(source: Source, number: int, row: Mapping[str, Any], patterns: Mapping[str, _Pattern]) -> None:
    """Refuse a line in which a value is not what it must be: it would be noticed much later, or by a learner."""
    wrong = [key for key, value in row.items() if key in patterns and not _fits(value, patterns[key])]
    if "note" in row and not wrong:
        known = {name for names in TEMPLATES.values() for name in names}
        wrong += ["kind"] * (row.get("kind") not in FIELDS) + ["due"] * (not set(row.get("due", ())) <= known)
        wrong += ["earlier"] * (not all(_is_version(each) for each in row.get("earlier", ())))
    wrong += ["names"] * (row.get("names") == [])
    if wrong:
        raise Refused(source.problem_in(number, f"the lock is damaged: {wrong[0]} is not what it was", _MEND))


def _is_version(value: list[Any]) -> bool:
    return len(value) == 2 and _fits(value[0], int) and _fits(value[1], {str: str})


def _check_single(source: Source, rows: Sequence[Mapping[str, Any]]) -> None:
    """Refuse two lines for one note, as they are left where two branches were merged by hand."""
    for key in ("note", "guid", "nid"):
        seen: dict[Any, int] = {}
        for number, row in enumerate(rows, 1):
            if "note" in row and seen.setdefault(row[key], number) != number:
                message = f"two lines of the lock have the {key} {row[key]}, the other is line {seen[row[key]]}"
                raise Refused(source.problem_in(number, message, _MEND))


def _rows(source: Source, lines: Sequence[str]) -> list[dict[str, Any]]:
    """The lines of a lock. Read as one they share their keys, which are half of what they hold; else one by one."""
    whole = f"[{','.join(lines)}]"
    try:
        rows = [] if _SURROGATE.search(whole) else json.loads(whole)
    except (ValueError, RecursionError):
        rows = []
    if len(rows) == len(lines) and all(isinstance(row, dict) for row in rows):
        return rows
    return [_row(source, number, line) for number, line in enumerate(lines, 1)]


_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


def _row(source: Source, number: int, line: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
        if _SURROGATE.search(line):  # half a letter, which no file can hold
            json.dumps(row, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError) as error:
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
        tuple(row.get("dropped", ())),
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
