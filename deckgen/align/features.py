"""Shapes of beads, strips of the table of all beads, and the pair of texts that features come from.

With the weights in `alignment.toml`, the sum of a path's scores is its log odds, from which probabilities follow.
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
    """How many sentences a bead has on each side; crossed: two and two that have swapped places."""

    left: int
    right: int
    crossed: bool = False

    @property
    def name(self) -> str:
        """A name that a shape shares with its mirror image."""
        return f"{min(self[:2])}{'x' if self.crossed else '-'}{max(self[:2])}"


SHAPES = tuple(
    BeadShape(*shape)
    for shape in ((1, 1), (1, 2), (2, 1), (2, 2), (2, 2, True), (1, 3), (3, 1), (2, 3), (3, 2), (1, 4), (4, 1))
)


@dataclass(frozen=True)
class Strip:
    """Part of the table: left sentences top … bottom - 1, borders lo … hi between right sentences."""

    top: int
    bottom: int
    lo: int
    hi: int

    @property
    def width(self) -> int:
        """The number of borders between right sentences."""
        return self.hi - self.lo + 1


class TextPair:
    """Two texts side by side."""

    def __init__(self, left: Side, right: Side) -> None:
        self.left, self.right = left, right
        ours, theirs = left.meaning, right.meaning
        self.meaning = None if ours is None or theirs is None else Meanings(ours, theirs)
        self.words, self.numbers = Bags(left.words, right.words), Bags(left.numbers, right.numbers)
        # How much longer one language is than the other; more than half as long again means missing text.
        self.ratio = max(-0.4, min(0.4, float(np.log(right.length.sum() / left.length.sum()))))

    @property
    def weights(self) -> dict[str, float]:
        """The weights for these texts: with sentence vectors, or without."""
        return weights("surface" if self.meaning is None else "meaning")
