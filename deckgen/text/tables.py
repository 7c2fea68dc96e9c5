"""A document that is a table of two columns, as translators get it: its rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from deckgen.text.blocks import Reading
from deckgen.text.grid import Column, Grid, Line

_MOSTLY = 0.8  # of the letters of such a document are in tables, with text in both columns


def grid(reading: Reading) -> Grid | None:
    """The rows of a document that is essentially a table of two columns with words; None for any other.

    Lines of a cell are divided by line ends. A row that is one cell has no text on the right; a column without words,
    such as that of the numbers of the rows, does not count.
    """
    rows: dict[int, dict[int, list[str]]] = {}
    outside = 0
    for block in reading.blocks:
        text = "\n".join(piece for piece, _ in block.pieces)
        if not block.row:
            outside += _letters(text)
        elif _letters(text):
            rows.setdefault(block.row, {}).setdefault(block.column, []).append(text)
    columns = sorted({column for row in rows.values() if len(row) > 1 for column in row})
    if len(columns) != 2:
        return None
    lines = tuple(Line(number, _cells(row, *columns)) for number, row in sorted(rows.items()))
    inside = sum(_letters("".join(line.cells)) for line in lines if all(line.cells))
    lonely = sum(_letters("".join(line.cells)) for line in lines if not all(line.cells))
    is_table = inside >= _MOSTLY * (inside + lonely + outside)
    return Grid((Column("A"), Column("B")), lines, reading.omissions) if is_table else None


def _cells(row: Mapping[int, Sequence[str]], left: int, right: int) -> tuple[str, str]:
    """The texts of two columns of a row; a cell that is in neither is as wide as the table."""
    wide = [text for column, texts in row.items() if column not in (left, right) for text in texts]
    return "\n".join((*wide, *row.get(left, ()))), "\n".join(row.get(right, ()))


def _letters(text: str) -> int:
    return sum(map(str.isalpha, text))
