"""OpenDocument spreadsheets → a grid: each cell as it is shown, without hidden rows, hidden columns and comments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from xml.etree.ElementTree import Element

from deckgen.files import archives, xml
from deckgen.files.source import Problem, Refused
from deckgen.files.xml import local
from deckgen.text.blocks import Omission
from deckgen.text.formats.sheets import MOST_COLUMNS, Sheet, beyond, chosen
from deckgen.text.formats.tabular import Found, cell, excerpt
from deckgen.text.grid import Grid, Line
from deckgen.text.headers import letter

_CONTENT, _MANIFEST = "content.xml", "META-INF/manifest.xml"
_SAVE = "open it in LibreOffice and save it as .ods"
# Elements that are read whole; those without a row in them are only passed over.
_WHOLE = ("table-row", "table-column", "style", "shapes", "forms", "tracked-changes", "content-validations", "scripts")
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_VALUES = tuple(_OFFICE + name for name in ("string-value", "date-value", "time-value", "boolean-value", "value"))
_MOST_EQUAL = 1000  # rows that a file says are the same; more are a slip, and no list needs them
_SPACES = 1000  # in a row
_SPACE = re.compile(r"[ \t\r\n]+")
_ERROR = re.compile(r"#(?:N/A|REF!|NAME\?|VALUE!|DIV/0!|NUM!|NULL!|NV)|(?:Err|Fehler|Chyba|Errore):\d{3}")
_UNSEEN = frozenset(("ruby-text", "annotation", "note", "soft-page-break"))


def read(data: bytes, path: Path, sheet: str = "") -> Grid:
    """The sheet called `sheet` of the document `data`, or with that number; without one, that which has texts."""
    archive = archives.members(data, path)
    if _MANIFEST in archive and b"encryption-data" in archive.read(_MANIFEST):
        raise Refused(Problem(path, 0, "it is protected by a password", advice="save it without a password"))
    if _CONTENT not in archive:
        raise Refused(Problem(path, 0, "this is not an OpenDocument spreadsheet: it has no cells in it", advice=_SAVE))
    with archive.opened(_CONTENT) as stream:
        tables = list(_tables(xml.events(stream, path, _WHOLE, part=_CONTENT)))
    return chosen([Sheet(each.name, each.hidden, partial(each.found, path)) for each in tables], sheet, path)


@dataclass
class _Table:
    """A sheet while it is read; columns are counted from 0."""

    name: str
    hidden: bool
    lines: list[Line] = field(default_factory=list)
    omissions: list[Omission] = field(default_factory=list)
    row: int = 0
    column: int = 0
    hidden_columns: set[int] = field(default_factory=set)
    named_columns: set[int] = field(default_factory=set)  # hidden ones that were said to be left out
    is_wider: bool = False

    def found(self, path: Path) -> Found:
        """What the sheet holds."""
        return Found(self.lines, self.omissions, [beyond(path)] if self.is_wider else [])

    def add_columns(self, element: Element) -> None:
        """Take in the description of some columns."""
        end = self.column + _repeated(element, "columns")
        if element.get(f"{_TABLE}visibility") in ("collapse", "filter"):
            self.hidden_columns |= set(range(self.column, min(end, MOST_COLUMNS)))
        self.column = end

    def add_row(self, element: Element) -> None:
        """Take in a row, as often as the file says."""
        first, number = self.row + 1, _repeated(element, "rows")
        self.row += number
        cells = self._cells(element, first)
        if not any(cells):
            return
        if element.get(f"{_TABLE}visibility") in ("collapse", "filter"):
            self.omissions.append(Omission(first, "hidden", excerpt(" ".join(filter(None, cells)))))
        else:
            self.lines += (Line(first + n, cells) for n in range(min(number, _MOST_EQUAL)))

    def _cells(self, row: Element, number: int) -> tuple[str, ...]:
        """The cells of a row up to the last with something in it."""
        cells: list[str] = []
        column = 0
        for each in row:
            name = local(each.tag)
            if name not in ("table-cell", "covered-table-cell"):
                continue
            times = _repeated(each, "columns")
            text = cell(_shown(each)) if name == "table-cell" and (len(each) or each.attrib) else ""
            if text and column < MOST_COLUMNS:
                cells += [""] * (column - len(cells))
                cells += self._seen(text, column, min(column + times, MOST_COLUMNS), number)
            self.is_wider |= bool(text) and column + times > MOST_COLUMNS
            self.omissions += _comments(each, number)
            column += times
        return tuple(cells)

    def _seen(self, text: str, start: int, end: int, number: int) -> Iterator[str]:
        """A text for each of its columns, nothing where they are hidden."""
        for column in range(start, end):
            if column in self.hidden_columns - self.named_columns:
                self.named_columns.add(column)
                self.omissions.append(Omission(number, f"hidden column {letter(column)}", excerpt(text)))
            yield "" if column in self.hidden_columns else text


def _tables(events: Iterator[xml.Event]) -> Iterator[_Table]:
    """The sheets of a document."""
    hidden: set[str] = set()
    table: _Table | None = None
    for kind, element, _ in events:
        name = local(element.tag)
        if kind == "whole" and name == "style" and _is_hidden(element):
            hidden.add(_named(element))
        elif kind == "start" and name == "table":
            table = _Table(_named(element), element.get(f"{_TABLE}style-name", "") in hidden)
        elif kind == "end" and name == "table" and table:
            yield table
            table = None
        elif kind == "whole" and table and name == "table-row":
            table.add_row(element)
        elif kind == "whole" and table and name == "table-column":
            table.add_columns(element)


def _named(element: Element) -> str:
    return xml.attribute(element, "name")


def _is_hidden(style: Element) -> bool:
    """Whether sheets with this style are hidden."""
    shown = [xml.attribute(each, "display") for each in style if local(each.tag) == "table-properties"]
    return "false" in shown


def _repeated(element: Element, what: str) -> int:
    """For how many rows or columns an element stands."""
    number = element.get(f"{_TABLE}number-{what}-repeated", "1")
    return max(1, int(number)) if number.isascii() and number.isdecimal() and len(number) < 9 else 1


# ------------------------------------------------------------------ what a cell shows


def _shown(element: Element) -> str:
    """The text of a cell: its paragraphs, each on a line, else its value; an error is nothing."""
    paragraphs = [_text(each) for each in element if local(each.tag) == "p"]
    text = "\n".join(paragraphs) if paragraphs else next(filter(None, map(element.get, _VALUES)), "")
    return "" if _ERROR.fullmatch(text) else text


def _text(element: Element) -> str:
    """The text of a paragraph or of a part of it."""
    if not len(element):
        return _SPACE.sub(" ", element.text or "")
    pieces = [_SPACE.sub(" ", element.text or "")]
    for each in element:
        pieces += (_piece(each), _SPACE.sub(" ", each.tail or ""))
    return "".join(pieces)


def _piece(element: Element) -> str:
    name = local(element.tag)
    if name == "s":
        number = element.get(f"{_TEXT}c", "1")
        return " " * min(int(number) if number.isascii() and number.isdecimal() and len(number) < 9 else 1, _SPACES)
    if name in ("tab", "line-break"):
        return "\t" if name == "tab" else "\n"
    return "" if name in _UNSEEN else _text(element)


def _comments(element: Element, number: int) -> Iterator[Omission]:
    """The comments on a cell."""
    for each in element:
        if local(each.tag) == "annotation":
            yield Omission(number, "comment", excerpt(" ".join(_text(p) for p in each.iter() if local(p.tag) == "p")))
