"""Aligned documents as a conditional random field sees them, and the weights that make their paths most probable.

Lafferty et al. 2001; the optimizer is L-BFGS (Liu & Nocedal 1989).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from deckgen.align.features import SHAPES, BeadShape, Strip, TextPair
from deckgen.align.search import NULL_LEFT, NULL_RIGHT, Step
from deckgen.align.sides import Side
from deckgen.align.windows import Window
from training.aligned import Bead
from training.banded import Band, Scores, expected

DECAY = 0.05  # how strongly weights are held to nothing: a normal prior of variance 20, wider than any weight needs
STEPS = 60
Weights = dict[str, float]
Features = tuple[list[str], np.ndarray]  # names; rows × names


@dataclass(frozen=True)
class Example:
    """One document: its band, its path, and per shape the cells that beads can end in with their features."""

    band: Band
    path: list[Step]
    ends: list[np.ndarray]
    beads: list[Features]
    nulls: list[Features]


def path_of(gold: Sequence[Bead], rows: int, columns: int) -> list[Step] | None:
    """Gold beads as a path; None if they leave something out or change its order."""
    i = j = 0
    for left, right in gold:
        if (left and left[0] != i) or (right and right[0] != j):
            return None
        i, j = i + len(left), j + len(right)
    return list(_steps(gold)) if (i, j) == (rows, columns) else None


def _steps(gold: Sequence[Bead]) -> Iterator[Step]:
    """Gold beads as the model has them; of larger ones what fits, the rest as null beads."""
    known = {shape[:2] for shape in SHAPES}
    i = j = 0
    for a, b in ((len(left), len(right)) for left, right in gold):
        while a and b and (a, b) not in known:
            shape = NULL_LEFT if a >= b else NULL_RIGHT
            yield i, j, shape
            i, j, a, b = i + shape.left, j + shape.right, a - shape.left, b - shape.right
        if a and b:
            yield i, j, BeadShape(a, b)
        else:
            yield from ((i + n, j, NULL_LEFT) for n in range(a))
            yield from ((i, j + n, NULL_RIGHT) for n in range(b))
        i, j = i + a, j + b


def example(sides: tuple[Side, Side], path: list[Step]) -> Example:
    """A document with the features of all beads in a band around its path."""
    rows, columns = map(len, sides)
    band = Band.around(path, rows, columns)
    window = Window(TextPair(*sides), Strip(0, rows, 0, columns))
    ends, beads = [], []
    for shape in SHAPES:
        if not window.holds(shape):
            ends.append(np.zeros(0, np.int64))
            beads.append(([], np.zeros((0, 0), np.float32)))
            continue
        at, first, second = band.ends(shape)
        summed: dict[str, np.ndarray] = {}
        for name, values in window.features(shape):
            summed[name] = summed.get(name, 0) + np.asarray(values)[first, second].astype(np.float32)
        ends.append(at)
        beads.append((list(summed), np.stack(list(summed.values()), 1)))
    nulls = [
        ([name for name, _ in side], np.stack([np.asarray(values, np.float32) for _, values in side], 1))
        for side in window.nulls()
    ]
    return Example(band, path, ends, beads, nulls)


class Examples:
    """Many documents, the features of all of them in one matrix per shape: one product scores them all."""

    def __init__(self, given: Iterable[Example]) -> None:
        kept = list(given)
        self.documents = [(each.band, each.path, each.ends) for each in kept]
        self._beads = [_Stack.of([each.beads[k] for each in kept]) for k in range(len(SHAPES))]
        self._nulls = [_Stack.of([each.nulls[side] for each in kept]) for side in (0, 1)]

    @property
    def names(self) -> set[str]:
        """The names of all weights."""
        stacks = (*self._beads, *self._nulls)
        return {"null.first", "null.next"}.union(*(stack.names for stack in stacks))

    def scored(self, weights: Mapping[str, float], chosen: Iterable[int]) -> Iterator[tuple[int, Scores]]:
        """The scores of some documents."""
        beads = [stack.scores(weights) for stack in self._beads]
        nulls = [stack.scores(weights) for stack in self._nulls]
        for n in chosen:
            band, _, ends = self.documents[n]
            table = np.full((len(SHAPES), band.size), -np.inf)
            for k, values in enumerate(beads):
                table[k, ends[k]] = values[self._beads[k].part(n)]
            out = (values[stack.part(n)].astype(float) for stack, values in zip(self._nulls, nulls, strict=True))
            yield n, Scores(table, *out, weights["null.first"], weights["null.next"])

    def gradient(self, weights: Mapping[str, float], chosen: Iterable[int]) -> tuple[float, Weights]:
        """The logarithm of the probability of the paths of some documents, and its derivatives."""
        beads, nulls = [stack.zeros() for stack in self._beads], [stack.zeros() for stack in self._nulls]
        value, kinds = 0.0, np.zeros(2)
        for n, scores in self.scored(weights, chosen):
            band, path, ends = self.documents[n]
            model = expected(band, scores)
            counts, lost = -model.beads.astype(float), [-model.left_out, -model.right_out]
            value += _follow(path, scores, band, counts, lost, kinds) - model.total
            kinds -= model.first, model.next
            for k, stack in enumerate(self._beads):
                beads[k][stack.part(n)] = counts[k, ends[k]]
            for side, stack in enumerate(self._nulls):
                nulls[side][stack.part(n)] = lost[side]
        found = {"null.first": float(kinds[0]), "null.next": float(kinds[1])}
        for stack, counts in (*zip(self._beads, beads, strict=True), *zip(self._nulls, nulls, strict=True)):
            for name, slope in zip(stack.names, stack.rows.T @ counts, strict=True):
                found[name] = found.get(name, 0.0) + float(slope)
        return value, found


@dataclass(frozen=True)
class _Stack:
    """The features of many documents below each other, and where those of each document begin."""

    names: list[str]
    rows: np.ndarray
    starts: np.ndarray

    @classmethod
    def of(cls, given: Sequence[Features]) -> _Stack:
        names = next((names for names, _ in given if names), [])
        filled = [rows if len(rows) else np.zeros((0, len(names)), np.float32) for _, rows in given]
        starts = np.concatenate(([0], np.cumsum([len(rows) for rows in filled])))
        return cls(names, np.concatenate(filled), starts)

    def part(self, n: int) -> slice:
        """The rows of document n."""
        return slice(self.starts[n], self.starts[n + 1])

    def scores(self, weights: Mapping[str, float]) -> np.ndarray:
        """The score of each row."""
        return np.asarray(self.rows @ np.array([weights.get(name, 0.0) for name in self.names], np.float32))

    def zeros(self) -> np.ndarray:
        """A number for each row."""
        return np.zeros(len(self.rows), np.float32)


def _follow(
    path: Sequence[Step], scores: Scores, band: Band, counts: np.ndarray, lost: Sequence[np.ndarray], kinds: np.ndarray
) -> float:
    """The score of a path; adds its beads to `counts`, its nulls to `lost`, first and later ones of a run to `kinds`.

    Two and two may be crossed or not, which nobody marked.
    """
    value, last = 0.0, SHAPES[0]
    for i, j, shape in path:
        if shape in (NULL_LEFT, NULL_RIGHT):
            kinds[int(shape == last)] += 1
            side, at, out = (0, i, scores.left_out) if shape == NULL_LEFT else (1, j, scores.right_out)
            lost[side][at] += 1
            value += (scores.next if shape == last else scores.first) + out[at]
        else:
            alike = [k for k, other in enumerate(SHAPES) if other[:2] == shape[:2]]
            cell = band.cell(i + shape.left, j + shape.right)
            each = scores.beads[alike, cell]
            together = np.logaddexp.reduce(each)
            counts[alike, cell] += np.exp(each - together)
            value += float(together)
        last = shape
    return value


def fit(examples: Examples, chosen: Sequence[int], start: Weights, fixed: Weights, steps: int = STEPS) -> Weights:
    """The most probable weights given some documents, found from `start` on; those of `fixed` stay."""
    from scipy.optimize import minimize

    free = sorted(start.keys() - fixed.keys())

    def cost(at: np.ndarray) -> tuple[float, np.ndarray]:
        value, slopes = examples.gradient({**dict(zip(free, map(float, at), strict=True)), **fixed}, chosen)
        slope = np.array([slopes.get(name, 0.0) for name in free])
        return DECAY * float(at @ at) / 2 - value, DECAY * at - slope

    first = np.array([start[name] for name in free])
    found = minimize(cost, first, jac=True, method="L-BFGS-B", options={"maxiter": steps, "maxcor": 20})
    return {**dict(zip(free, map(float, found.x), strict=True)), **fixed}
