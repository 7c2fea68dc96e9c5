"""Blocks → Markdown that a person can read and correct, and from which the reader makes the same blocks."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence

from deckgen.files.characters import folded
from deckgen.text.blocks import Block

_LOST = re.compile("[\x00\ud800-\udfff]")  # what no Markdown can hold
_SPACES = re.compile("[ \u00a0\t\r\n]{2,}|[\t\r\n]")
_MARKUP = re.compile(
    r"[\\`*\[{]"
    r"|(?<![^\W_])_|_(?![^\W_])"  # inside a word it is no emphasis
    r"|<(?=[a-zA-Z/!?])"
    r"|&(?=#?\w+;)"
    r"|~(?=~)|(?<=~)~"
)
# What a line must not begin with, and where its escape belongs; rules of dashes and underlines of headings too.
_OPENING = re.compile(
    r"(?=#{1,6}(?:\s|$)|[-+](?:\s|$)|>|\||:(?:[\s:]|$)|~(?:\s|$)|[-=:|+\s]+$)|\d{1,9}(?=[.)](?:\s|$))"
)
_LOWEST = 6


def written(blocks: Iterable[Block]) -> str:
    """Markdown with the texts, kinds and levels of `blocks`; blocks without text are left out."""
    filled = [block for block in blocks if any(map(_clean, (text for text, _ in block.pieces)))]
    parts: list[str] = []
    for kind, group in itertools.groupby(filled, lambda block: block.kind):
        if kind == "item":
            parts.append("\n".join(_indented("- ", block) for block in group))
        elif kind == "cell":
            parts += map(_table, _tables(group))
        elif kind == "heading":
            parts += map(_heading, group)
        else:
            parts += (_indented("", block) for block in group)
    return "\n\n".join(parts) + "\n" if parts else ""


def _clean(text: str) -> str:
    """A text on one line, or an empty one if nothing of it shows."""
    return _SPACES.sub(" ", _LOST.sub("", text)).strip() if folded(text) else ""


def _texts(block: Block) -> list[str]:
    return [clean for text, _ in block.pieces if (clean := _clean(text))]


def _escaped(text: str) -> str:
    """A text with a backslash before everything in it that Markdown would take for markup inside a line."""
    return _MARKUP.sub(lambda match: f"\\{match[0]}", text)


def _line(text: str) -> str:
    """A text escaped as a line of its own."""
    opening = _OPENING.match(text)
    escaped = _escaped(text)
    return f"{escaped[: opening.end()]}\\{escaped[opening.end() :]}" if opening else escaped


def _indented(mark: str, block: Block) -> str:
    """A paragraph or an item, each piece on a line."""
    return "\n".join(f"{' ' * len(mark) if n else mark}{_line(text)}" for n, text in enumerate(_texts(block)))


def _heading(block: Block) -> str:
    text = re.sub(r"(?=#+$)", r"\\", _escaped(" ".join(_texts(block))), count=1)
    return f"{'#' * max(1, min(block.level, _LOWEST))} {text}"


# ------------------------------------------------------------------ tables


def _tables(cells: Iterable[Block]) -> Iterator[list[list[Block]]]:
    """The rows of each table. A cell whose row is not known makes a row of its own."""
    table: list[list[Block]] = []
    for cell in cells:
        before = table[-1][-1] if table else None
        if before and (not cell.row) == (not before.row) and 0 <= cell.row - before.row <= 1:
            if cell.row == before.row != 0 and cell.column >= before.column:
                table[-1].append(cell)
                continue
        elif table:
            yield table
            table = []
        table.append([cell])
    if table:
        yield table


def _table(rows: Sequence[Sequence[Block]]) -> str:
    columns = sorted({cell.column for row in rows for cell in row})
    lines = [_row(row, columns) for row in rows]
    lines.insert(1, "| " + " | ".join("---" for _ in columns) + " |")
    return "\n".join(lines)


def _row(row: Sequence[Block], columns: Sequence[int]) -> str:
    """A row of a table; two breaks divide the paragraphs of a cell."""
    texts: dict[int, list[str]] = {column: [] for column in columns}
    for cell in row:
        texts[cell.column].append(_escaped(" ".join(_texts(cell))).replace("|", "\\|"))
    return "| " + " | ".join("<br><br>".join(texts[column]) for column in columns) + " |"
