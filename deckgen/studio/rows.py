"""What a person sees of the files of a text: rows of pairs and headings, and terms, each with a key and a mark.

A key names an entry: its id, or its place if it has none. A mark is a digest of its lines as they were seen: whoever
changes an entry says which mark it had, so that nothing is changed that looks different by now.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from deckgen.files.edits import line_end
from deckgen.files.records import Record
from deckgen.files.source import Source
from deckgen.project.entries import Entry
from deckgen.project.pairs import Opening, Pair, PairFile
from deckgen.project.vocabulary import Term, TermFile


@dataclass(frozen=True)
class Row:
    """An entry or a heading of a pairs file, or a term; `number` counts those of its kind."""

    kind: str
    key: str
    mark: str
    number: int
    record: Record
    data: dict[str, Any]

    @property
    def shown(self) -> dict[str, Any]:
        """The row as the page gets it."""
        return {"kind": self.kind, "key": self.key, "mark": self.mark, **self.data}


def pair_rows(file: PairFile) -> tuple[Row, ...]:
    """The pairs and headings of a file, in its order."""
    rows = [*_named(file.source, "pair", file.entries, _pair), *_headings(file)]
    return tuple(sorted(rows, key=lambda row: row.record.mapping.start))


def term_rows(file: TermFile) -> tuple[Row, ...]:
    """The terms of a file, in its order."""
    return tuple(_named(file.source, "term", file.entries, _term))


def found(rows: Sequence[Row], key: str, mark: str) -> Row | None:
    """The row that a page means; one without an id by its mark, wherever it is now."""
    at = next((row for row in rows if row.key == key), None)
    if key[:1] in "@§" and (at is None or at.mark != mark):
        return next((row for row in rows if row.key[:1] == key[:1] and row.mark == mark), at)
    return at


def _named(source: Source, kind: str, entries: Sequence[Entry[Any]], data: Any) -> Iterator[Row]:
    seen: set[str] = set()
    for n, entry in enumerate(entries):
        name = entry.value.id
        key = name if name and name not in seen else f"@{n}"
        seen.add(name)
        yield Row(kind, key, _mark(source, entry.record), n, entry.record, data(entry.value))


def _headings(file: PairFile) -> Iterator[Row]:
    for n, opening in enumerate(file.sections):
        mark = _mark(file.source, opening.record)
        yield Row("section", f"§{n}", mark, n, opening.record, _heading(opening, file.source))


def _heading(opening: Opening, source: Source) -> dict[str, Any]:
    line = source.line(opening.record.mapping.start)
    return {"front": opening.value.front, "back": opening.value.back, "line": line}


def _pair(pair: Pair) -> dict[str, Any]:
    return {
        "front": pair.front,
        "back": pair.back,
        "doubt": pair.doubt,
        "skip": pair.skip,
        "cue": pair.cue,
        "hint": pair.hint,
        "note": pair.note,
        "tags": list(pair.tags),
        "allow": list(pair.allow),
        "line": pair.lines[""],
    }


def _term(term: Term) -> dict[str, Any]:
    return {
        "front": term.front,
        "back": term.back,
        "pair": term.pair,
        "status": term.status,
        "tier": term.tier,
        "grammar": term.grammar,
        "frequency": term.frequency,
        "cue": term.cue,
        "hint": term.hint,
        "note": term.note,
        "tags": list(term.tags),
        "allow": list(term.allow),
        "skip": term.skip,
        "found": list(term.found),
        "line": term.lines[""],
    }


def _mark(source: Source, record: Record) -> str:
    start = source.line_start(record.mapping.start)
    text = source.text[start : line_end(source, record.mapping)]
    return digest(text)


def digest(seen: object) -> str:
    """A short name for what was seen."""
    return hashlib.sha256(str(seen).encode("utf-8", "surrogatepass")).hexdigest()[:12]
