"""What a reader gives: the blocks of a document in reading order, and the lines that are not text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Kind = Literal["paragraph", "heading", "item", "cell"]


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a heading, a list item or a table cell: its pieces of text, each with its line number.

    A heading has a level from 1 to 6, other blocks have 0. A reader of a format without lines numbers its blocks.
    Cells have the number of their row and of their column, from 1, where they are known: rows are counted through the
    document, and one number is skipped between two tables. In subtitles each piece has its times, in seconds: from
    when to when it is shown.
    """

    pieces: tuple[tuple[str, int], ...]
    kind: Kind = "paragraph"
    level: int = 0
    row: int = 0
    column: int = 0
    times: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Omission:
    """A line of a document that is not text to learn, and why.

    In a format without lines, `line` is the number of the block before it, 0 at the beginning, and `text` is how it
    begins, where there is text.
    """

    line: int
    reason: str
    text: str = ""


@dataclass(frozen=True)
class Reading:
    """The blocks of a document in reading order, and the lines left out, in file order."""

    blocks: tuple[Block, ...]
    omissions: tuple[Omission, ...] = ()


def omitted(lines: Iterable[int], reason: str) -> list[Omission]:
    """These lines, left out for one reason."""
    return [Omission(line, reason) for line in lines]
