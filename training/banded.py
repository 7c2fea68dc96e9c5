"""A conditional random field over the paths through two texts, in a band of the table of all beads.

The forward-backward algorithm of `deckgen.align.search`, compiled, for one document at a time: fitting
runs it some ten thousand times. Cells are the borders (i, j) between sentences inside the band, row by row; a bead is
named by the cell that it ends in. Paths in a cell are told apart by their last bead: a pair, a left null, a right null.
"""

from __future__ import annotations

from dataclasses import dataclass

import numba
import numpy as np

from deckgen.align.features import SHAPES, BeadShape
from deckgen.align.search import Path

AROUND = 9  # borders on both sides of the path; posteriors outside are nil
_NONE = -1e300  # the logarithm of nothing, with which one can still reckon
_LEFTS = np.array([shape.left for shape in SHAPES])
_RIGHTS = np.array([shape.right for shape in SHAPES])


@dataclass(frozen=True)
class Band:
    """Borders lo … hi of each row of the table, rows 0 … I, and the number of the first cell of each row."""

    lo: np.ndarray
    hi: np.ndarray
    start: np.ndarray

    @classmethod
    def around(cls, path: Path, rows: int, columns: int) -> Band:
        """The band around a path."""
        lo, hi = np.full(rows + 1, columns), np.zeros(rows + 1, np.int64)
        for i, j, shape in path:
            within = slice(i, i + shape.left + 1)
            lo[within], hi[within] = np.minimum(lo[within], j), np.maximum(hi[within], j + shape.right)
        lo[0], hi[-1] = 0, columns
        lo, hi = np.maximum(lo - AROUND, 0), np.minimum(hi + AROUND, columns)
        lo, hi = np.minimum.accumulate(lo[::-1])[::-1], np.maximum.accumulate(hi)
        return cls(lo, hi, np.concatenate(([0], np.cumsum(hi - lo + 1))).astype(np.int64))

    @property
    def size(self) -> int:
        """The number of cells."""
        return int(self.start[-1])

    def cell(self, i: int, j: int) -> int:
        """The number of a border."""
        return int(self.start[i] + j - self.lo[i])

    def ends(self, shape: BeadShape) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The cells that beads of a shape can end in, and the first left and right sentence of each bead."""
        rows = np.repeat(np.arange(len(self.lo)), self.hi - self.lo + 1)
        columns = np.arange(self.size) - self.start[rows] + self.lo[rows]
        first, second = rows - shape.left, columns - shape.right
        fits = (first >= 0) & (second >= 0)
        fits[fits] &= (second[fits] >= self.lo[first[fits]]) & (second[fits] <= self.hi[first[fits]])
        at = np.flatnonzero(fits)
        return at, first[at], second[at]


@dataclass(frozen=True)
class Scores:
    """The scores of a document: of all beads (shapes × cells), of each null, of the first and a later null of a run."""

    beads: np.ndarray
    left_out: np.ndarray
    right_out: np.ndarray
    first: float
    next: float


@dataclass(frozen=True)
class Expected:
    """How often a model expects each of them; `total` is the logarithm of the sum of all paths."""

    total: float
    beads: np.ndarray
    left_out: np.ndarray
    right_out: np.ndarray
    first: float
    next: float


def expected(band: Band, scores: Scores) -> Expected:
    """What a model expects of a document."""
    given = (scores.beads, scores.left_out, scores.right_out, band.lo, band.hi, band.start)
    total, beads, left, right, kinds = _expected(*given, _LEFTS, _RIGHTS, scores.first, scores.next)
    return Expected(total, beads, left, right, *map(float, kinds))


@numba.njit(cache=True)
def _added(one: float, two: float) -> float:
    """The logarithm of the sum of two numbers given by their logarithms."""
    if one < two:
        one, two = two, one
    if two <= _NONE or one - two > 40.0:
        return one
    return one + np.log1p(np.exp(two - one))


@numba.njit(cache=True)
def _forward(beads, left_out, right_out, lo, hi, start, lefts, rights, first, following):  # type: ignore[no-untyped-def]
    """The sums of all paths to each cell: by their last bead, and all."""
    size = beads.shape[1]
    paired, left, right, every = (
        np.full(size, _NONE),
        np.full(size, _NONE),
        np.full(size, _NONE),
        np.full(size, _NONE),
    )
    paired[0] = 0.0
    for i in range(len(lo)):
        for j in range(lo[i], hi[i] + 1):
            cell = start[i] + j - lo[i]
            for k in range(len(lefts)):
                if beads[k, cell] > _NONE:
                    before = start[i - lefts[k]] + j - rights[k] - lo[i - lefts[k]]
                    paired[cell] = _added(paired[cell], beads[k, cell] + every[before])
            if i > 0 and lo[i - 1] <= j <= hi[i - 1]:
                above = start[i - 1] + j - lo[i - 1]
                opened = _added(paired[above], right[above]) + first
                left[cell] = _added(opened, left[above] + following) + left_out[i - 1]
            if j > lo[i]:
                opened = _added(paired[cell - 1], left[cell - 1]) + first
                right[cell] = _added(opened, right[cell - 1] + following) + right_out[j - 1]
            every[cell] = _added(_added(paired[cell], left[cell]), right[cell])
    return paired, left, right, every


@numba.njit(cache=True)
def _expected(beads, left_out, right_out, lo, hi, start, lefts, rights, first, following):  # type: ignore[no-untyped-def]
    paired, left, right, every = _forward(beads, left_out, right_out, lo, hi, start, lefts, rights, first, following)
    size, rows = beads.shape[1], len(lo) - 1
    total = every[size - 1]
    # The sums of all ways on from each cell, by the last bead before it; `on` for ways that begin with a pair.
    on = np.full(size, _NONE)
    on[size - 1] = 0.0
    from_pair, from_left, from_right = np.full(size, _NONE), np.full(size, _NONE), np.full(size, _NONE)
    counts = np.zeros(beads.shape, np.float32)
    lost_left, lost_right, kinds = np.zeros(len(left_out)), np.zeros(len(right_out)), np.zeros(2)
    for i in range(rows, -1, -1):
        for j in range(hi[i], lo[i] - 1, -1):
            cell = start[i] + j - lo[i]
            down, aside = _NONE, _NONE
            if i < rows and lo[i + 1] <= j <= hi[i + 1]:
                down = from_left[start[i + 1] + j - lo[i + 1]] + left_out[i]
            if j < hi[i]:
                aside = from_right[cell + 1] + right_out[j]
            from_pair[cell] = _added(on[cell], _added(down, aside) + first)
            from_left[cell] = _added(on[cell], _added(down + following, aside + first))
            from_right[cell] = _added(on[cell], _added(down + first, aside + following))
            opened = np.exp(min(0.0, _added(paired[cell], right[cell]) + first + down - total))
            longer = np.exp(min(0.0, left[cell] + following + down - total))
            if down > _NONE:
                lost_left[i] += opened + longer
                kinds[0] += opened
                kinds[1] += longer
            opened = np.exp(min(0.0, _added(paired[cell], left[cell]) + first + aside - total))
            longer = np.exp(min(0.0, right[cell] + following + aside - total))
            if aside > _NONE:
                lost_right[j] += opened + longer
                kinds[0] += opened
                kinds[1] += longer
            for k in range(len(lefts)):
                if beads[k, cell] > _NONE:
                    before = start[i - lefts[k]] + j - rights[k] - lo[i - lefts[k]]
                    through = beads[k, cell] + from_pair[cell]
                    counts[k, cell] = np.exp(min(0.0, every[before] + through - total))
                    on[before] = _added(on[before], through)
    return total, counts, lost_left, lost_right, kinds
