"""The parts of an Excel workbook before openpyxl reads it: what could do harm refused, and what it does not say found.

It does not say which rows and columns are hidden and which formulas have no value. A sheet can have a million rows with
nothing but a format, and its `dimension` can be wrong; where the last cells with a value are is found here.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree.ElementTree import Element

from deckgen.files import xml
from deckgen.files.archives import Archive
from deckgen.files.source import Problem, Refused
from deckgen.files.xml import attribute, local
from deckgen.text.formats.sheets import MOST_COLUMNS

_MOST_ROWS = 2**20  # of a sheet of Excel
_MOST_CELLS = 10_000_000
_MOST_FORMULAS = 100_000  # that are looked at
_TYPES = "[Content_Types].xml"
_STRICT = "purl.oclc.org"
_SAVE = "open it in Excel or LibreOffice and save it as .xlsx"
# Pictures and diagrams, which nobody reads. Their XML is often not well-formed; should one be named as another part,
# expat 2.4.1 and later limit by themselves what its entities can grow to.
_UNREAD = re.compile(
    r"xl/(?:drawings|charts|diagrams|media|embeddings|activeX|ctrlProps|theme)/|.*\.vml$", re.IGNORECASE
)
_DIGITS = "0123456789"


@dataclass
class Layout:
    """What the look at a sheet found; numbers are from 1, as in Excel."""

    path: Path
    last_row: int = 0
    last_column: int = 0
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    formulas: list[tuple[int, int]] = field(default_factory=list)  # rows and columns of those that give more than text
    _row: int = 0
    _cells: int = 0
    _kind: str = ""
    _column: int = 0
    _numbers: dict[str, int] = field(default_factory=dict)

    def started(self, name: str, attributes: dict[str, str]) -> None:
        """Take notice of an element that begins."""
        handler = _HANDLERS.get(name.rpartition("}")[2])
        if handler:
            handler(self, attributes)

    def row(self, attributes: dict[str, str]) -> None:
        """A row begins."""
        number = attributes.get("r", "")
        found = int(number) if number.isdecimal() and len(number) < 9 else 0 if number else self._row + 1
        if not self._row < found <= _MOST_ROWS:
            raise Refused(Problem(self.path, 0, "the rows of a sheet are not numbered in order", advice=_SAVE))
        self._row, self._column = found, 0
        if _is_true(attributes.get("hidden", "")):
            self.hidden_rows.add(found)

    def cell(self, attributes: dict[str, str]) -> None:
        """A cell begins."""
        self._kind = attributes.get("t", "")
        self._cells += 1
        if self._cells > _MOST_CELLS:
            message = f"a sheet has more than {_MOST_CELLS // 10**6} million cells"
            raise Refused(Problem(self.path, 0, message, advice="copy the columns with the texts to a new workbook"))
        letters = attributes.get("r", "").rstrip(_DIGITS)
        self._column = self._numbers.get(letters) or self._number(letters) if letters else self._column + 1

    def formula(self, _attributes: dict[str, str]) -> None:
        """A formula begins."""
        if self._kind not in ("str", "e") and len(self.formulas) < _MOST_FORMULAS:
            self.formulas.append((self._row, self._column))

    def value(self, _attributes: dict[str, str]) -> None:
        """The value of a cell begins."""
        self.last_row = self._row
        if self._column > self.last_column:
            self.last_column = self._column

    def columns(self, attributes: dict[str, str]) -> None:
        """Some columns are described."""
        if _is_true(attributes.get("hidden", "")):
            first, last = (int(each) if each.isdecimal() and len(each) < 9 else 0 for each in _range(attributes))
            self.hidden_columns |= set(range(first, min(last, MOST_COLUMNS) + 1))

    def _number(self, letters: str) -> int:
        number = 0
        for letter in letters[:3].upper():
            number = 26 * number + ord(letter) - ord("A") + 1
        self._numbers[letters] = number
        return number


def _range(attributes: Mapping[str, str]) -> tuple[str, str]:
    return attributes.get("min", ""), attributes.get("max", "")


_HANDLERS = {
    "row": Layout.row,
    "c": Layout.cell,
    "f": Layout.formula,
    "v": Layout.value,
    "is": Layout.value,
    "col": Layout.columns,
}


@dataclass(frozen=True)
class Part:
    """A sheet of cells: its name, how it is laid out, and its comments, each with its row."""

    name: str
    hidden: bool
    layout: Layout
    comments: tuple[tuple[int, str], ...] = ()


def parts(archive: Archive) -> list[Part]:
    """The sheets of a workbook in their order; refused if something in it could do harm."""
    path = archive.path
    if _TYPES not in archive:
        raise Refused(Problem(path, 0, "this is not an Excel workbook", advice=_SAVE))
    layouts = {name: _checked(archive, name) for name in archive.names if _is_read(archive, name)}
    start = next((target for kind, target in _related(archive, "").values() if kind == "officeDocument"), "")
    if start not in archive:
        raise Refused(Problem(path, 0, "this is not an Excel workbook", advice=_SAVE))
    book = xml.parse(archive.read(start), path, part=start)
    if _STRICT in book.tag:
        message = "this workbook is saved as “Strict Open XML”, which deckgen does not read"
        raise Refused(Problem(path, 0, message, advice="save it in Excel as “Excel Workbook (.xlsx)”"))
    related = _related(archive, start)
    found = []
    for sheet in (each for each in book.iter() if local(each.tag) == "sheet"):
        kind, member = related.get(attribute(sheet, "id"), ("", ""))
        if kind == "worksheet" and member in layouts:
            hidden = sheet.get("state", "visible") != "visible"
            found.append(Part(sheet.get("name", ""), hidden, layouts[member], _comments(archive, member)))
    return found


def _is_read(archive: Archive, name: str) -> bool:
    """Whether a part could be read as XML."""
    if _UNREAD.match(name):
        return False
    with archive.opened(name) as stream:
        return stream.read(100).lstrip(b"\xef\xbb\xbf\xfe\xff \t\r\n\0").startswith(b"<")


def _checked(archive: Archive, name: str) -> Layout:
    """The layout of a part, which is empty if it is no sheet."""
    layout = Layout(archive.path)
    xml.check(archive.read(name), archive.path, layout.started if "sheet" in name.lower() else None, part=name)
    return layout


def _related(archive: Archive, name: str) -> dict[str, tuple[str, str]]:
    """What a part refers to, by id: the kind of each, and where it is in the archive."""
    folder, base = posixpath.split(name)
    listed = posixpath.join(folder, "_rels", f"{base}.rels")
    if listed not in archive:
        return {}
    root = xml.parse(archive.read(listed), archive.path, part=listed)
    return {each.get("Id", ""): (posixpath.basename(each.get("Type", "")), _target(folder, each)) for each in root}


def _target(folder: str, relation: Element) -> str:
    return posixpath.normpath(posixpath.join("/", folder, relation.get("Target", "").replace("\\", "/"))).lstrip("/")


def _comments(archive: Archive, sheet: str) -> tuple[tuple[int, str], ...]:
    """The comments on cells, each with its row."""
    names = [target for kind, target in _related(archive, sheet).values() if kind == "comments" and target in archive]
    roots = [xml.parse(archive.read(name), archive.path, part=name) for name in names]
    comments = [each for root in roots for each in root.iter() if local(each.tag) == "comment"]
    return tuple((_row(each.get("ref", "")), _text(each)) for each in comments)


def _row(reference: str) -> int:
    digits = reference.lstrip("$ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
    return int(digits) if digits.isdecimal() and len(digits) < 9 else 0


def _text(comment: Element) -> str:
    return "".join(each.text or "" for each in comment.iter() if local(each.tag) == "t")


def _is_true(value: str) -> bool:
    return value in ("1", "true")
