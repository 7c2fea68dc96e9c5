"""Excel workbooks → a grid: the cells as openpyxl reads them, after the look in `workbook`."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property, partial
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from deckgen.files import archives
from deckgen.files.archives import Archive
from deckgen.files.source import Problem, Refused
from deckgen.text.blocks import Omission
from deckgen.text.formats.sheets import MOST_COLUMNS, Sheet, beyond, chosen
from deckgen.text.formats.tabular import Found, cell, excerpt
from deckgen.text.formats.workbook import Layout, Part, parts
from deckgen.text.grid import Grid, Line
from deckgen.text.headers import letter

if TYPE_CHECKING:
    from openpyxl import Workbook

_OLE = b"\xd0\xcf\x11\xe0"  # how an old .xls begins, and an .xlsx with a password
_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_SAVE = "open it in Excel or LibreOffice and save it as .xlsx"
_DIGITS = 15  # that Excel shows of a number
_ERRORS = frozenset(("#N/A", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"))
_CONTROL = re.compile("_x00([01][0-9A-Fa-f])_")  # how a control character is written in a cell


def read(data: bytes, path: Path, sheet: str = "") -> Grid:
    """The sheet called `sheet` of the workbook `data`, or with that number; without one, that which has texts."""
    if data.startswith(_OLE):
        raise Refused(_old(data, path))
    archive = archives.members(data, path)
    found = parts(archive)
    book = _Book(archive)
    return chosen([Sheet(part.name, part.hidden, partial(book.found, part)) for part in found], sheet, path)


def _old(data: bytes, path: Path) -> Problem:
    if _PACKAGE in data:
        return Problem(path, 0, "it is protected by a password", advice="save it without a password")
    return Problem(path, 0, "this is an old Excel workbook (.xls)", advice=_SAVE)


@dataclass
class _Book:
    """A workbook whose parts have been checked; openpyxl opens it when the first sheet is asked for."""

    archive: Archive

    def found(self, part: Part) -> Found:
        """The rows of a sheet that are shown, and what is hidden in it or written beside it."""
        layout, path = part.layout, self.archive.path
        lines = self._lines(part)
        omissions = [Omission(row, "comment", excerpt(text)) for row, text in part.comments]
        omissions += _hidden(lines, layout)
        shown = [_without(line, layout.hidden_columns) for line in lines if line.number not in layout.hidden_rows]
        return Found(shown, omissions, _remarks(layout, lines, path))

    def _lines(self, part: Part) -> list[Line]:
        """All rows of a sheet down to the last with a value."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what openpyxl would not write again
            try:
                return list(_lines(self._opened, part))
            except (MemoryError, RecursionError):
                raise
            except Exception as error:  # of any kind: openpyxl trusts what is in a file
                raise Refused(Problem(self.archive.path, 0, "this workbook is damaged", advice=_SAVE)) from error

    @cached_property
    def _opened(self) -> Workbook:
        data = _with_slashes(self.archive)
        try:
            return _opened(data)
        except Exception:
            # Other programs write styles that openpyxl refuses. They only say which numbers are dates, so they are
            # taken away by another name, as long as theirs.
            return _opened(data.replace(b"xl/styles.xml", b"xl/styles.off"))


def _opened(data: bytes) -> Workbook:
    from openpyxl import load_workbook

    return load_workbook(BytesIO(data), read_only=True, data_only=True, keep_links=False)


def _with_slashes(archive: Archive) -> bytes:
    """The bytes of an archive with slashes in the names of its members: some programs write backslashes."""
    data = archive.data
    for entry in archive.entries.values():
        if "\\" in entry.filename:
            name = entry.filename.encode("utf-8")
            data = data.replace(name, name.replace(b"\\", b"/"))
    return data


def _lines(book: Workbook, part: Part) -> Iterator[Line]:
    layout = part.layout
    sheet = next(each for each in book.worksheets if each.title == part.name)
    sheet.reset_dimensions()
    width = min(layout.last_column, MOST_COLUMNS)
    if width:
        # Rows are asked for one by one: behind the last there may be something that openpyxl refuses.
        rows = islice(sheet.iter_rows(max_col=width, values_only=True), layout.last_row)
        for number, row in enumerate(rows, 1):
            yield Line(number, tuple([_shown(value) for value in row]))


# ------------------------------------------------------------------ what a cell shows


def _shown(value: object) -> str:
    """What is in a cell; a date is written as in 2025-12-31, whatever its format, and an error is nothing."""
    if value is None:
        return ""
    if isinstance(value, str):
        return cell(_unescaped(value)) if value not in _ERRORS else ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return f"{value:.{_DIGITS}g}"
    if isinstance(value, datetime):
        return str(value.date() if value.time() == time() else value.replace(microsecond=0))
    return value.isoformat() if isinstance(value, date | time) else str(value)


def _unescaped(text: str) -> str:
    """`text` with its control characters: `_x000D_` is a carriage return."""
    if "_x00" not in text:
        return text
    return _CONTROL.sub(lambda match: chr(int(match[1], 16)), text).replace("\r\n", "\n").strip("\r")


# ------------------------------------------------------------------ what is left out


def _without(line: Line, hidden: Iterable[int]) -> Line:
    """A row with nothing in its hidden columns, which are numbered from 1."""
    if not hidden:
        return line
    return Line(line.number, tuple("" if n in hidden else text for n, text in enumerate(line.cells, 1)))


def _hidden(lines: Iterable[Line], layout: Layout) -> Iterator[Omission]:
    """The hidden rows, and each hidden column with how it begins."""
    columns = set(layout.hidden_columns)
    for line in lines:
        if line.number in layout.hidden_rows and any(line.cells):
            yield Omission(line.number, "hidden", excerpt(" ".join(filter(None, line.cells))))
        for n in sorted(columns) if columns else ():
            if n <= len(line.cells) and line.cells[n - 1]:
                columns.discard(n)
                yield Omission(line.number, f"hidden column {letter(n - 1)}", excerpt(line.cells[n - 1]))


def _remarks(layout: Layout, lines: Sequence[Line], path: Path) -> list[Problem]:
    remarks = []
    cells = {line.number: line.cells for line in lines}
    empty = [(row, column) for row, column in layout.formulas if not any(cells.get(row, ())[column - 1 : column])]
    if empty:
        row, column = empty[0]
        message = (
            f"formulas without a stored value are read as empty: {len(empty)}, the first in {letter(column - 1)}{row}"
        )
        advice = "open the workbook in Excel or LibreOffice, save it, and give it again"
        remarks.append(Problem(path, 0, message, advice=advice, level="warning"))
    if layout.last_column > MOST_COLUMNS:
        remarks.append(beyond(path))
    return remarks
