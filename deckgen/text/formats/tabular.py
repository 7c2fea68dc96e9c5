"""Rows of cells as a file has them → a grid: the header read, empty rows and columns dropped, columns named."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from deckgen.files.characters import cut
from deckgen.files.source import Problem, Refused
from deckgen.text.blocks import Omission
from deckgen.text.grid import Column, Grid, Line
from deckgen.text.headers import header, letter

_TITLES = 5  # rows above the header, at most, that are a title
_SHOWN = 60  # letters of what is left out
_BREAK = re.compile(r"\r\n?|[\u2028\u2029]")
_NO_TEXT = re.compile(  # addresses, and dates with a time
    r"\s*(?:https?://\S*|www\.\S*|[\w.+-]+@[\w.-]+|\d{4}-\d\d-\d\dT[\d:.]+Z?)\s*"
)
ONE_COLUMN = "this table has texts in only one column"
TWO_NEEDED = "put the two languages side by side, each in a column of its own"


@dataclass(frozen=True)
class Found:
    """What a reader found in a table: rows of any length, and what there is to say about it."""

    lines: Sequence[Line]
    omissions: Sequence[Omission] = ()
    remarks: Sequence[Problem] = ()
    columns: Sequence[Column] | None = None  # where the file names them apart from its rows


def cell(text: str) -> str:
    r"""A cell with `\n` for its line breaks; empty if it is blank."""
    if text.isspace():
        return ""
    return _BREAK.sub("\n", text) if not text.isprintable() else text


def is_text(content: str) -> bool:
    """Whether a cell holds text, not only a number, a date, an address or nothing."""
    return any(map(str.isalpha, content)) and not _NO_TEXT.fullmatch(content)


def excerpt(text: str) -> str:
    """How a text begins, on one line."""
    return cut(" ".join(text.split()), _SHOWN)


def grid(found: Found, path: Path, advice: str = TWO_NEEDED) -> Grid:
    """The grid of what was found; refused with `advice` if fewer than two columns have something in them."""
    lines = [line for line in found.lines if any(line.cells)]
    width = max((len(line.cells) for line in lines), default=0)
    at, columns = (None, found.columns) if found.columns else _header(lines, width)
    titles = [Omission(line.number, "title of the table", excerpt(_joined(line))) for line in lines[: at or 0]]
    body = lines if at is None else lines[at + 1 :]
    columns = [*(columns or ()), *(Column(letter(n)) for n in range(len(columns or ()), width))]
    used = [n for n in range(width) if any(n < len(line.cells) and line.cells[n] for line in body)]
    if len(used) < 2:
        raise Refused(Problem(path, 0, ONE_COLUMN if used else "this table is empty", advice=advice))
    return Grid(
        tuple(columns[n] for n in used),
        tuple(_narrowed(body, used, width)),
        tuple(sorted((*titles, *found.omissions), key=lambda omission: omission.line)),
        tuple(found.remarks),
    )


def _header(lines: Sequence[Line], width: int) -> tuple[int | None, list[Column] | None]:
    """Which row names the columns: the first, or the first below a title; None if none does."""
    for n, line in enumerate(lines[: _TITLES + 1]):
        columns = header(line.cells)
        if columns:
            return n, columns
        if sum(map(bool, line.cells)) > 1 or width < 2:
            break
    return None, None


def _joined(line: Line) -> str:
    return " ".join(filter(None, line.cells))


def _narrowed(lines: Iterable[Line], used: Sequence[int], width: int) -> Iterable[Line]:
    """The rows with the columns that are used, all equally long."""
    whole = used == list(range(width))
    for line in lines:
        cells = line.cells if len(line.cells) == width else line.cells + ("",) * (width - len(line.cells))
        yield Line(line.number, cells if whole else tuple(cells[n] for n in used))
