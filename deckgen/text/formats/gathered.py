"""Blocks and omissions of a format without lines, gathered in reading order and numbered."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from deckgen.files.characters import cut, folded
from deckgen.text.blocks import Block, Kind, Omission, Reading

BREAK = "\v"  # a line break that the author set; other line ends in a text are spaces
_BREAKS = re.compile("[\v\u2028\u2029\x85]")
_WORD = re.compile(r"[^\W_]")
_EXCERPT = 80  # letters
_RAISED = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
_LOWERED = str.maketrans("0123456789+-−", "₀₁₂₃₄₅₆₇₈₉₊₋₋")
_DIGITS = re.compile(r"\s*[0-9+−-]*[0-9][0-9+−-]*\s*")


@dataclass
class Gathered:
    """What was read so far."""

    blocks: list[Block] = field(default_factory=list)
    omissions: list[Omission] = field(default_factory=list)
    rows: int = 0  # of tables, counted through the document

    def add(self, text: str, kind: Kind = "paragraph", level: int = 0, *, row: int = 0, column: int = 0) -> bool:
        """Add the blocks of a text with line breaks in it, and tell whether there was any text."""
        made = [folded(_BREAKS.sub(" ", text))] if kind == "heading" else lines(text)
        filled = [each for each in made if each]
        for each in filled:
            self.blocks.append(Block(((each, len(self.blocks) + 1),), kind, level, row, column))
        return bool(filled)

    def omit(self, reason: str, text: str = "") -> None:
        """Name something that was left out here; nothing if it is given as a text without words."""
        shown = folded(text)
        if not text or _WORD.search(shown):
            self.omissions.append(Omission(len(self.blocks), reason, cut(shown, _EXCERPT)))

    @property
    def reading(self) -> Reading:
        """All of it."""
        return Reading(tuple(self.blocks), tuple(self.omissions))


def lines(text: str) -> list[str]:
    """The lines of a text between its line breaks; one that goes on in lower case belongs to the line before it."""
    made: list[list[str]] = []
    ended = True
    for line in _BREAKS.split(text):
        shown = folded(line)
        if shown and not ended and shown[0].islower():
            made[-1].append(shown)
        elif shown:
            made.append([shown])
        ended = not shown
    return [" ".join(each) for each in made]


def shifted(text: str, *, up: bool) -> str:
    """A text that is raised or lowered, digits as characters of their own: m², H₂O. Other texts stay as they are."""
    return text.translate(_RAISED if up else _LOWERED) if _DIGITS.fullmatch(text) else text
