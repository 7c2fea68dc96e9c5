"""The lines of deck.lock as JSON; damage is refused here, before it surfaces much later or at a learner's."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from deckgen.files.source import Problem, Refused, Source
from deckgen.project.fields import FIELDS, TEMPLATES

FORMAT = 1
_RESTORE = "restore deck.lock from your last commit or copy: learners' reviews depend on it"
_MERGE = (
    "after merging two branches, deckgen lock --merged joins both sides; otherwise restore it from your last commit"
)
_MARKER = re.compile(r"(<{7,}|\|{7,}|={7,}|>{7,})(?: |$)")
_Side = Literal["both", "base"]


def read_lines(source: Source) -> list[dict[str, Any]]:
    """The validated lines of the lock `source`; refused if it is damaged, truncated or from a newer version."""
    lines = source.text.removesuffix("\n").split("\n")
    for number, line in enumerate(lines, 1):
        if _MARKER.match(line):
            raise Refused(source.problem_in(number, "the lock has an unresolved merge conflict", _MERGE))
    rows = _rows(source, lines)
    _check_format(source, rows[0])
    for number, row in enumerate(rows, 1):
        _check_row(source, number, row)
    found, said = sum("note" in row for row in rows), rows[-1].get("end")
    if found != said:
        more = isinstance(said, int) and found > said
        message = "the lock has more notes than it says" if more else "the lock is truncated or lines are missing"
        raise Refused(Problem(source.path, len(lines), message, advice=_MERGE if more else _RESTORE))
    _check_unique(source, rows)
    return rows


def _check_row(source: Source, number: int, row: Mapping[str, Any]) -> None:
    if fault := next(_faults(row), ""):
        raise Refused(source.problem_in(number, f"the lock is damaged: {fault}", _RESTORE))


class Unclear(Exception):  # noqa: N818 - nothing need be wrong
    """A lock needs the closer look of `read_lines`."""


def sound_lines(data: bytes) -> Iterator[dict[str, Any]]:
    """The lines of a lock without any fault; raises `Unclear` where there may be one, at the latest at the end.

    A few lines at a time are in memory. Texts that they share are one object: a sentence is its neighbours' context.
    """
    if _SURROGATE_BYTES.search(data):
        raise Unclear
    unique: dict[str, set[Any]] = {key: set() for key in _UNIQUE}
    notes, row = 0, dict[str, Any]()
    for first, lines in _some_lines(data):
        shared: dict[Any, Any] = {}
        for row in _sound_rows(lines, first=first):
            if "note" in row:
                notes += 1
                for key, names in unique.items():
                    names.add(row[key])
                fields, tags = row["fields"], tuple(row["tags"])
                for name in _ALIKE.intersection(fields):
                    fields[name] = shared.setdefault(fields[name], fields[name])
                row["tags"] = shared.setdefault(tags, tags)
            yield row
    if row.get("end") != notes or any(len(names) != notes for names in unique.values()):
        raise Unclear


def _some_lines(data: bytes) -> Iterator[tuple[bool, list[bytes]]]:
    """The lines of a file, some at a time, and whether these are the first ones."""
    start, end = 0, len(data) - data.endswith(b"\n")
    while start <= end:
        stop = data.find(b"\n", min(start + _AT_ONCE, end), end)
        stop = stop if stop >= 0 else end
        yield not start, data[start:stop].split(b"\n")
        start = stop + 1


_AT_ONCE = 2**18  # bytes, some hundred lines
_ALIKE = frozenset({"Front", "Before", "After", "Section", "Source"})  # fields with a text that other notes have too


def _sound_rows(lines: Sequence[bytes], *, first: bool) -> list[dict[str, Any]]:
    try:
        rows: list[dict[str, Any]] = json.loads((b"[%b]" % b",".join(lines)).decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise Unclear from error
    if len(rows) != len(lines) or not all(isinstance(row, dict) for row in rows):
        raise Unclear
    if first and rows[0].get("deckgen lock") not in range(FORMAT + 1):
        raise Unclear
    if any(not _is_plain_note(row) and next(_faults(row), "") for row in rows):
        raise Unclear
    return rows


def read_merged(source: Source) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The validated lines of both sides of a merged lock, and those of the version that both came from.

    Lines of the two sides may contradict each other, and no line need say how many notes there are. Where git did not
    write the common version into the file, that is empty.
    """
    rows: dict[_Side, list[dict[str, Any]]] = {"both": [], "base": []}
    for number, line, side in _sides(source):
        if side == "base" and _MARKER.match(line):  # a conflict inside the common version: it has several
            continue
        row = _row(source, number, line)
        if "deckgen lock" in row:
            _check_format(source, row, number)
        _check_row(source, number, row)
        rows[side].append(row)
    if not any("deckgen lock" in row for row in rows["both"]):
        raise Refused(Problem(source.path, 1, "this is not a deckgen lock", advice=_RESTORE))
    if not any("end" in row for row in rows["both"]):
        raise Refused(Problem(source.path, 0, "the lock is truncated or lines are missing", advice=_RESTORE))
    return rows["both"], rows["base"]


def _sides(source: Source) -> Iterator[tuple[int, str, _Side]]:
    """The lines of a file with git's conflict markers, without the markers: number, line and side."""
    opened, state, size = 0, "", 0
    for number, line in enumerate(source.text.removesuffix("\n").split("\n"), 1):
        line = line.removesuffix("\r")
        marker = _MARKER.match(line)
        sign = marker[1][0] if marker and (not state or len(marker[1]) == size) else ""
        if sign:
            if sign not in _NEXT[state]:
                raise Refused(source.problem_in(number, "this marker of a merge conflict is out of place", _RESTORE))
            size = len(marker[1]) if marker and sign == "<" else size
            opened, state = (number if sign == "<" else opened), ("" if sign == ">" else sign)
        else:
            yield number, line, "base" if state == "|" else "both"
    if state:
        raise Refused(source.problem_in(opened, "this merge conflict has no end", _RESTORE))


_NEXT = {"": "<", "<": "|=", "|": "=", "=": ">"}  # the markers that may follow one


def _rows(source: Source, lines: Sequence[str]) -> list[dict[str, Any]]:
    """The lines of a lock, parsed as one document so that they share their key strings; one by one if that fails."""
    whole = f"[{','.join(lines)}]"
    try:
        rows = [] if _SURROGATE.search(whole) else json.loads(whole)
    except (ValueError, RecursionError):
        rows = []
    if len(rows) == len(lines) and all(isinstance(row, dict) for row in rows):
        return rows
    return [_row(source, number, line) for number, line in enumerate(lines, 1)]


_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_SURROGATE_BYTES = re.compile(_SURROGATE.pattern.encode())


def _row(source: Source, number: int, line: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
        if _SURROGATE.search(line):  # a lone surrogate, which UTF-8 cannot encode
            json.dumps(row, ensure_ascii=False).encode("utf-8")
    except (ValueError, RecursionError) as error:
        raise Refused(source.problem_in(number, "this line of the lock is damaged", _RESTORE)) from error
    if not isinstance(row, dict):
        raise Refused(source.problem_in(number, "this line of the lock is damaged", _RESTORE))
    return row


# ------------------------------------------------------------------ what the lines may hold

# The JSON values allowed under a key; a list of one pattern or a mapping from `str` repeats it.
_Pattern = type | list[Any] | dict[Any, Any]
# The keys that a line must have, by its first key.
_REQUIRED: dict[str, dict[str, _Pattern]] = {
    "deckgen lock": {"deckgen lock": int, "deck": str, "names": [str], "spent": [str], "seen": int},
    "type": {"type": str, "id": int, "name": str, "mod": int, "digest": str},
    "note": {
        "note": str,
        "kind": str,
        "guid": str,
        "nid": int,
        "mod": int,
        "fields": {str: str},
        "tags": [str],
        "due": {str: int},
    },
    "aligned": {"aligned": str, "source": [str]},
    "text": {"text": str, "documents": {str: str}, "order": [str], "told": [str]},
}
_OPTIONAL: dict[str, _Pattern] = {
    "retired": bool,
    "dropped": [str],
    "earlier": [list],
    "source": [str],
    "merged": int,
    "looks": [str],
    "media": [[str]],
}
_PATTERNS = {key: pattern for keys in (*_REQUIRED.values(), _OPTIONAL) for key, pattern in keys.items()}
_CARDS = frozenset(name for names in TEMPLATES.values() for name in names)
_LARGEST = 2**53 - 1  # number in a lock: exact in every JSON reader
_TYPE_NAMES = {str: "text", int: "a number", bool: "true or false", list: "a list", dict: "a mapping"}


def _check_format(source: Source, head: Mapping[str, Any], number: int = 1) -> None:
    if "deckgen lock" not in head:
        raise Refused(Problem(source.path, number, "this is not a deckgen lock", advice=_RESTORE))
    version = head["deckgen lock"]
    if _fits(version, int) and version > FORMAT:
        message = f"the lock has format {version}; this deckgen knows {FORMAT}"
        raise Refused(Problem(source.path, number, message, advice="update deckgen"))


def _faults(row: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with a line: wrong types, missing keys, invalid values."""
    for key, value in row.items():
        if key in _PATTERNS and not _fits(value, _PATTERNS[key]):
            yield _misfit(f'"{key}"', value, _PATTERNS[key])
    for first, keys in _REQUIRED.items():
        yield from (f'"{key}" is missing' for key in keys if first in row and key not in row)
    yield from _invalid_values(row)


def _is_plain_note(row: Mapping[str, Any]) -> bool:
    """Whether a line is that of a note as nearly all are, and nothing is wrong with it."""
    if tuple(row) not in _PLAIN_NOTES:
        return False
    name, kind, fields, tags, due, guid, nid, mod, *more = row.values()
    source = more[0] if more else _NO_SOURCE
    if not (type(fields) is type(due) is dict and type(tags) is type(source) is list):
        return False
    texts = {type(name), type(kind), type(guid), *map(type, fields.values()), *map(type, tags), *map(type, source)}
    numbers = (nid, mod, *due.values())
    return (
        texts == _TEXTS
        and set(map(type, numbers)) == _NUMBERS
        and 0 <= min(numbers) <= max(numbers) <= _LARGEST
        and kind in FIELDS
        and due.keys() <= _CARDS
        and 2 <= len(source) <= 3
    )


_PLAIN_NOTE = ("note", "kind", "fields", "tags", "due", "guid", "nid", "mod")  # in the order in which it is written
_PLAIN_NOTES = frozenset({_PLAIN_NOTE, (*_PLAIN_NOTE, "source")})
_NO_SOURCE = ["", ""]
_TEXTS, _NUMBERS = frozenset({str}), frozenset({int})


def _invalid_values(row: Mapping[str, Any]) -> Iterator[str]:
    """What is wrong with values of the right type."""
    if row.get("names") == []:
        yield '"names" is an empty list, expected a name'
    if "note" in row and row["kind"] not in FIELDS:
        yield f'"kind" is “{row["kind"]}”, expected {" or ".join(FIELDS)}'
    for name in row.get("due", ()):
        if name not in _CARDS:
            yield f'"due" has “{name}”, expected the name of a card'
    if not all(map(_is_version, row.get("earlier", ()))):
        yield 'an item of "earlier" is another list, expected a time with hashes'
    if any(len(each) != 3 for each in row.get("media", ())):
        yield 'an item of "media" is another list, expected a note, a field and a file'
    if "source" in row and len(row["source"]) not in (2, 3):
        yield f'"source" is a list of {len(row["source"])}, expected two texts and a heading'
    if "source" in row and not {"note", "aligned"} & row.keys():
        yield '"aligned" is missing'


def _fits(value: Any, pattern: _Pattern) -> bool:
    if isinstance(pattern, list):
        return isinstance(value, list) and all(_fits(each, pattern[0]) for each in value)
    if isinstance(pattern, dict):
        return isinstance(value, dict) and all(_fits(each, pattern[str]) for each in value.values())
    if pattern is int:
        return type(value) is int and 0 <= value <= _LARGEST
    return type(value) is pattern


def _misfit(name: str, value: Any, pattern: _Pattern) -> str:
    """What is found and what is expected; in a list or a mapping, for the first item that does not fit."""
    if isinstance(pattern, list) and isinstance(value, list):
        part = next(each for each in value if not _fits(each, pattern[0]))
        return _misfit(f"an item of {name}", part, pattern[0])
    if isinstance(pattern, dict) and isinstance(value, dict):
        key, part = next((key, each) for key, each in value.items() if not _fits(each, pattern[str]))
        return _misfit(f'"{key}" in {name}', part, pattern[str])
    found = _TYPE_NAMES[type(value)] if isinstance(value, str | list | dict) else json.dumps(value)[:20]
    expected = _TYPE_NAMES[pattern if isinstance(pattern, type) else type(pattern)]
    if pattern is int and type(value) in (int, float):
        expected = f"a whole number from 0 to {_LARGEST}"
    return f"{name} is {found}, expected {expected}"


def _is_version(value: list[Any]) -> bool:
    return len(value) == 2 and _fits(value[0], int) and _fits(value[1], {str: str})


_UNIQUE = ("note", "guid", "nid")


def _check_unique(source: Source, rows: Sequence[Mapping[str, Any]]) -> None:
    """Refuse two lines for one note, as left by a merge by hand."""
    for key in _UNIQUE:
        seen: dict[Any, int] = {}
        for number, row in enumerate(rows, 1):
            if "note" in row and seen.setdefault(row[key], number) != number:
                message = f"two lines of the lock have the {key} {row[key]}; the other is line {seen[row[key]]}"
                raise Refused(source.problem_in(number, message, _MERGE))
