"""Scores of beads → the best path through both texts, and the probability of each of its beads.

Dynamic programming over a band of the table of all beads, by the row in which beads end. A run of null beads on one
side costs something to open and a little for every further sentence (Gotoh 1982), because texts lose whole paragraphs.
Posterior probabilities come from the forward-backward algorithm over all paths in the band.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from deckgen.align.features import SHAPES, BeadShape, Strip, TextPair
from deckgen.align.sides import MOST_JOINED, Array
from deckgen.align.windows import Window

Row = npt.NDArray[np.float64]
Step = tuple[int, int, BeadShape]  # a bead: first left sentence, first right sentence, shape
Path = list[Step]
NULL_LEFT, NULL_RIGHT = BeadShape(1, 0), BeadShape(0, 1)


@dataclass(frozen=True)
class Scored:
    """A strip with the scores of all beads ending in it (rows × shapes × borders), and of omitting each sentence."""

    strip: Strip
    beads: Array
    left_out: Array
    right_out: Array


def scored(texts: TextPair, strips: Sequence[Strip], weights: dict[str, float]) -> list[Scored]:
    """The scores of every strip."""
    found = []
    for strip in strips:
        window = Window(texts, strip)
        beads = np.empty((strip.bottom - strip.top, len(SHAPES), strip.width), np.float32)
        for k, shape in enumerate(SHAPES):
            beads[:, k] = window.scores(shape, weights)
        found.append(Scored(strip, beads, *window.null_scores(weights)))
    return found


@dataclass(frozen=True)
class Cells:
    """One row of the table, for each border of the right text from `lo` on.

    The best score (or the sum) of all paths that end here, or that follow: where the last bead is a pair, where it
    omits a left sentence, and where it omits a right one.
    """

    lo: int
    paired: Row
    left_out: Row
    right_out: Row

    def of(self, shape: BeadShape) -> Row:
        """The values for a last bead of this shape."""
        return self.left_out if shape == NULL_LEFT else self.right_out if shape == NULL_RIGHT else self.paired


class Table:
    """A band of scored strips, and the computations over it."""

    def __init__(self, strips: list[Scored], weights: dict[str, float]) -> None:
        self.strips, self.weights = strips, weights
        self.rows = strips[-1].strip.bottom
        self.first, self.next = weights["null.first"], weights["null.next"]
        self._strip_of = [strips[0]]  # row 0 has no sentence above it
        self._strip_of += [each for each in strips for _ in range(each.strip.bottom - each.strip.top)]
        self._costs = {each.strip.top: self._running_cost(each) for each in strips}

    def _running_cost(self, scored: Scored) -> Row:
        """The cost of omitting the right sentences from the first border of a strip up to each border."""
        return np.concatenate(([0.0], np.cumsum(scored.right_out.astype(np.float64) + self.next)))

    def score(self, bead: Step) -> float:
        """The score of a bead with both sides."""
        i, j, shape = bead
        scored = self._strip_of[i + shape.left]
        row, place = i + shape.left - scored.strip.top - 1, j + shape.right - scored.strip.lo
        return float(scored.beads[row, SHAPES.index(shape), place])

    def with_joined(self, scores: Mapping[Step, float]) -> Table:
        """The table with these scores for joined sentences; other joins are impossible."""
        made = {each.strip.top: replace(each, beads=each.beads.copy()) for each in self.strips}
        for each in made.values():
            each.beads[:, [shape.left + shape.right > 2 for shape in SHAPES]] = -np.inf
        for (i, j, shape), value in scores.items():
            strip = self._strip_of[i + shape.left].strip
            row, place = i + shape.left - strip.top - 1, j + shape.right - strip.lo
            made[strip.top].beads[row, SHAPES.index(shape), place] = value
        return Table(list(made.values()), self.weights)

    def biased(self, joined: float, omitted: float) -> Table:
        """The table with this much added to the score of every join, and of every omitted sentence."""
        joins = [shape.left + shape.right > 2 for shape in SHAPES]
        return Table([_raised(each, joins, joined, omitted) for each in self.strips], self.weights)

    # -------------------------------------------------------------- forwards

    def forwards(self, join: Any) -> list[Cells]:
        """All rows, combining alternatives with `np.maximum` or `np.logaddexp`."""
        rows: list[Cells] = []
        lo = self.strips[0].strip.lo
        recent = np.full((MOST_JOINED, 1), -np.inf)  # combined values of the last rows, row i at i modulo MOST_JOINED
        dropped = np.full(1, -np.inf)  # the last row, where omitting a left sentence starts
        for scored in self.strips:
            strip = scored.strip
            recent = _moved(recent, lo - MOST_JOINED, strip.lo - MOST_JOINED, strip.width + MOST_JOINED)
            dropped = _moved(dropped, lo, strip.lo, strip.width)
            lo, gather = strip.lo, _endings(strip.width)
            for i in range(strip.top + bool(strip.top or rows), strip.bottom + 1):
                if i:
                    n = i - strip.top - 1
                    paired = _joined(recent.ravel()[gather[i % MOST_JOINED]] + scored.beads[n], join)
                    left_out = dropped + scored.left_out[n]
                else:
                    paired, left_out = np.full(strip.width, -np.inf), np.full(strip.width, -np.inf)
                    paired[0] = 0.0
                base = join(paired, left_out)
                cost = self._costs[strip.top]
                right_out = np.full(strip.width, -np.inf)
                right_out[1:] = join.accumulate(base - cost + (self.first - self.next))[:-1] + cost[1:]
                rows.append(Cells(strip.lo, paired, left_out, right_out))
                recent[i % MOST_JOINED, :MOST_JOINED] = -np.inf  # left over from an earlier row, further left
                recent[i % MOST_JOINED, MOST_JOINED:] = join(base, right_out)
                dropped = join(join(paired, right_out) + self.first, left_out + self.next)
        return rows

    # -------------------------------------------------------------- the best path

    def best(self) -> Path:
        """The path with the highest sum of scores."""
        rows = self.forwards(np.maximum)
        path, i, j = [], self.rows, self.strips[-1].strip.hi
        entering = dict.fromkeys((NULL_LEFT, NULL_RIGHT, SHAPES[0]), 0.0)
        while i or j:
            shape = self._last(rows[i], j, entering)
            if shape == NULL_LEFT:
                entering = {NULL_LEFT: self.next, NULL_RIGHT: self.first, SHAPES[0]: self.first}
            elif shape == NULL_RIGHT:
                entering = {NULL_LEFT: self.first, NULL_RIGHT: self.next, SHAPES[0]: self.first}
            else:
                shape = self._last_bead(rows, i, j)
                entering = dict.fromkeys(entering, 0.0)
            i, j = i - shape.left, j - shape.right
            path.append((i, j, shape))
        return path[::-1]

    @staticmethod
    def _last(cells: Cells, j: int, entering: dict[BeadShape, float]) -> BeadShape:
        """The kind of the last bead on the best path to a cell, given the cost `entering` of the next bead."""
        return max(entering, key=lambda shape: cells.of(shape)[j - cells.lo] + entering[shape])

    def _last_bead(self, rows: list[Cells], i: int, j: int) -> BeadShape:
        strip = self._strip_of[i].strip
        scores = self._strip_of[i].beads[i - strip.top - 1, :, j - strip.lo]

        def total(k: int) -> float:
            a, b, _ = SHAPES[k]
            return -np.inf if a > i else float(scores[k]) + self._any(rows[i - a], j - b, max)

        return SHAPES[max(range(len(SHAPES)), key=total)]

    @staticmethod
    def _any(cells: Cells, j: int, join: Any) -> float:
        """The three values of one cell combined."""
        place = j - cells.lo
        if not 0 <= place < len(cells.paired):
            return -np.inf
        return float(join(join(cells.paired[place], cells.left_out[place]), cells.right_out[place]))

    # -------------------------------------------------------------- backwards

    def backwards(self) -> Iterator[tuple[int, Cells]]:
        """Rows from last to first: the summed weight of all continuations of each cell."""
        join = np.logaddexp
        lo = self.strips[-1].strip.lo
        following = np.full((MOST_JOINED, len(SHAPES), 1), -np.inf)  # beads that end in row i, at i modulo MOST_JOINED
        dropped = np.full(1, -np.inf)  # omitting the left sentence below
        for scored in reversed(self.strips):
            strip, cost = scored.strip, self._costs[scored.strip.top]
            following = _moved(following, lo, strip.lo, strip.width + MOST_JOINED)
            dropped = _moved(dropped, lo, strip.lo, strip.width)
            lo, gather = strip.lo, _beginnings(strip.width)
            for i in range(strip.bottom, strip.top - (not strip.top), -1):
                beads = _joined(following.ravel()[gather[i % MOST_JOINED]], join)
                if i == self.rows:
                    beads[-1] = 0.0
                base = join(beads, dropped + self.first)
                right_out = join.accumulate((base + cost)[::-1])[::-1] - cost
                skipped = np.full(strip.width, -np.inf)
                skipped[:-1] = right_out[1:] + scored.right_out + self.first
                paired = join(base, skipped)
                left_out = join(join(beads, dropped + self.next), skipped)
                yield i, Cells(strip.lo, paired, left_out, right_out)
                if i:
                    following[i % MOST_JOINED, :, : strip.width] = scored.beads[i - strip.top - 1] + paired
                    following[i % MOST_JOINED, :, strip.width :] = -np.inf
                    dropped = left_out + scored.left_out[i - strip.top - 1]

    def posteriors(self, path: Path) -> list[float]:
        """The probability of every step of a path; for two and two, crossed or not together."""
        rows = self.forwards(np.logaddexp)
        total = self._any(rows[-1], self.strips[-1].strip.hi, np.logaddexp)
        ends: dict[int, list[int]] = {}
        for n, (i, _, shape) in enumerate(path):
            ends.setdefault(i + shape.left, []).append(n)
        found = [0.0] * len(path)
        for i, after in self.backwards():
            for n in ends.get(i, ()):
                found[n] = float(np.exp(min(0.0, self._through(path[n], rows, i, after) - total)))
        return found

    def plausible(self, least: float) -> dict[Step, float]:
        """All beads with both sides and at least this probability, with their probabilities."""
        rows = self.forwards(np.logaddexp)
        sums = [_joined(np.stack((cells.paired, cells.left_out, cells.right_out)), np.logaddexp) for cells in rows]
        floor = sums[-1][-1] + math.log(least)
        found = {}
        for i, after in self.backwards():
            for k, shape in enumerate(SHAPES if i else ()):
                if shape.left <= i:
                    scored, first = self._strip_of[i], i - shape.left
                    before = _moved(sums[first], rows[first].lo + shape.right, after.lo, len(after.paired))
                    through = before + scored.beads[i - scored.strip.top - 1, k] + after.paired
                    for place in np.flatnonzero(through > floor):
                        found[first, int(place) + after.lo - shape.right, shape] = float(through[place] - sums[-1][-1])
        return {bead: math.exp(min(0.0, log)) for bead, log in found.items()}

    def _through(self, step: Step, rows: list[Cells], i: int, after: Cells) -> float:
        """The summed weight of all paths through a step."""
        first, j, shape = step
        place = j + shape.right - after.lo
        if shape in (NULL_LEFT, NULL_RIGHT):
            return float(rows[i].of(shape)[place] + after.of(shape)[place])
        scored = self._strip_of[i]
        alike = [k for k, other in enumerate(SHAPES) if other[:2] == shape[:2]]
        score = np.logaddexp.reduce(scored.beads[i - scored.strip.top - 1, alike, place].astype(np.float64))
        return float(self._any(rows[first], j, np.logaddexp) + score + after.paired[place])


def _raised(scored: Scored, joins: list[bool], joined: float, omitted: float) -> Scored:
    beads = scored.beads.copy()
    beads[:, joins] += np.float32(joined)
    return Scored(scored.strip, beads, scored.left_out + omitted, scored.right_out + omitted)


# ------------------------------------------------------------------ rows


def _endings(width: int) -> list[npt.NDArray[np.int64]]:
    """For row i, at i modulo MOST_JOINED: the places of the cells where its beads begin, shapes × borders."""
    borders = np.arange(width)
    return [
        np.stack([(i - a) % MOST_JOINED * (width + MOST_JOINED) + MOST_JOINED - b + borders for a, b, _ in SHAPES])
        for i in range(MOST_JOINED)
    ]


def _beginnings(width: int) -> list[npt.NDArray[np.int64]]:
    """For row i, at i modulo MOST_JOINED: where the beads that begin in it end, shapes × borders."""
    borders = np.arange(width)
    return [
        np.stack(
            [
                ((i + a) % MOST_JOINED * len(SHAPES) + k) * (width + MOST_JOINED) + b + borders
                for k, (a, b, _) in enumerate(SHAPES)
            ]
        )
        for i in range(MOST_JOINED)
    ]


def _moved(values: Row, old: int, new: int, width: int) -> Row:
    """Values whose last axis begins at border `old`, shifted to `width` borders from `new` on."""
    found = np.full((*values.shape[:-1], width), -np.inf)
    start, stop = max(old, new), min(old + values.shape[-1], new + width)
    if start < stop:
        found[..., start - new : stop - new] = values[..., start - old : stop - old]
    return found


def _joined(values: Row, join: Any) -> Row:
    """Alternatives (shapes × borders) combined; sums without a slow logarithm for each pair."""
    top = values.max(axis=0)
    if join is np.maximum:
        return np.asarray(top)
    safe = np.maximum(top, -1e300)  # minus infinity minus itself would be NaN
    with np.errstate(divide="ignore"):
        return np.asarray(safe + np.log(np.exp(values - safe).sum(axis=0)))
