"""What speaks for a bead: features of every bead in a strip of the table of all beads, and their weighted sums.

The weights stand in `alignment.toml`; they make the sum of a path's scores the logarithm of its odds, so that
probabilities may be read off it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from deckgen.align.sides import (
    Bags,
    Meanings,
    Side,
    weights,
)


class BeadShape(NamedTuple):
    """How many sentences a bead joins; crossed: two and two that have changed places."""

    left: int
    right: int
    crossed: bool = False

    @property
    def name(self) -> str:
        """The same for a shape and its mirror image."""
        return f"{min(self[:2])}{'x' if self.crossed else '-'}{max(self[:2])}"


SHAPES = tuple(
    BeadShape(*shape)
    for shape in ((1, 1), (1, 2), (2, 1), (2, 2), (2, 2, True), (1, 3), (3, 1), (2, 3), (3, 2), (1, 4), (4, 1))
)


@dataclass(frozen=True)
class Strip:
    """Part of the table: sentences top … bottom - 1 of the left text, borders lo … hi between those of the right."""

    top: int
    bottom: int
    lo: int
    hi: int

    @property
    def width(self) -> int:
        """How many borders between sentences of the right text."""
        return self.hi - self.lo + 1


class TextPair:
    """Two texts side by side."""

    def __init__(self, left: Side, right: Side) -> None:
        self.left, self.right = left, right
        ours, theirs = left.meaning, right.meaning
        self.meaning = None if ours is None or theirs is None else Meanings(ours, theirs)
        self.words, self.numbers = Bags(left.words, right.words), Bags(left.numbers, right.numbers)
        # What one language writes longer than the other; more than half as long again is missing text.
        self.ratio = max(-0.4, min(0.4, float(np.log(right.length.sum() / left.length.sum()))))

    @property
    def weights(self) -> dict[str, float]:
        """Those that fit what is known of the sentences."""
        return weights("surface" if self.meaning is None else "meaning")
