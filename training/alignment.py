"""Fit a table of `deckgen/align/alignment.toml`: `python -m training.alignment meaning`, or surface, or rereading.

A conditional random field over the paths through two texts (Lafferty et al. 2001): the weights that make the paths that
people found most probable, by gradient ascent with a step a weight (Rprop, Riedmiller & Braun 1993). Trained on the
aligned texts of FITTED_ON and on damaged variants of them, seeds 1 and 2; measure with other seeds
(`tests/bench/alignment.py`). Prints the table.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from multiprocessing import get_context

import numpy as np

from deckgen.align.beads import with_dictionary
from deckgen.align.features import SHAPES, BeadShape, Strip, TextPair
from deckgen.align.rescoring import POSSIBLE, gains_of
from deckgen.align.search import NULL_LEFT, NULL_RIGHT, Scored, Step, Table
from deckgen.align.sides import Side, side_of, weights
from deckgen.align.windows import Window
from deckgen.vectors import e5
from training.aligned import Bead, Document, documents
from training.damage import damaged
from training.tables import weights as written

# Our own sets, and three that are not ours to distribute. Others that lie under `training/extra` only measure.
FITTED_ON = ("defr", "huen", "verse", "pud", "seed", "udhr")
SEEDS = 1, 2  # of the damage; the benches take others
DECAY = 0.05  # how strongly weights are held to nothing: a normal prior of variance 20, wider than any weight needs
STEPS = 70  # as many as the shipped weights took
FIRST_STEP, FASTER, SLOWER = 0.1, 1.2, 0.5  # of Rprop, as in the paper
LONGEST_STEP, SHORTEST_STEP = 1.5, 1e-4  # weights lie between -15 and 15 and are written with three decimals
# What the training texts cannot tell, because they are bare sentences: headings and paragraphs.
BY_HAND = {
    "one.kind same": 2.0,
    "one.kind other": -5.0,
    "one.opens both": 0.35,
    "one.opens one": -0.2,
    "joined.across": -1.5,
    "joined.kind": -4.0,
    "null.heading": 0.3,
    "null.mute": 0.0,
}
JOINED = [n for n, shape in enumerate(SHAPES) if shape.left + shape.right > 2]
Weights = dict[str, float]


@dataclass(frozen=True)
class Example:
    """Features of every bead of one document (per shape names, features × rows × borders) and null bead, and gold."""

    strip: Strip
    beads: list[tuple[list[str], np.ndarray, np.ndarray]]
    nulls: list[tuple[list[str], np.ndarray]]
    gold: list[Step]
    sides: tuple[Side, Side]

    def table(self, weights: Weights) -> Table:
        scores = [np.tensordot(np.array([weights[n] for n in names]), values, 1) for names, values, _ in self.beads]
        scores = [np.where(fits, each, -np.inf) for each, (_, _, fits) in zip(scores, self.beads, strict=True)]
        out = [np.array([weights[n] for n in names]) @ values for names, values in self.nulls]
        return Table([Scored(self.strip, np.stack(scores, 1).astype(np.float32), *out)], weights)

    def gradient(self, weights: Weights) -> tuple[float, Counter[str]]:
        """The logarithm of the probability of the gold path, and its derivatives."""
        table = self.table(weights)
        flow = Flow(table)
        value, wanted, kinds = flow.wanted(self.gold)
        found: Counter[str] = Counter()
        for k, (names, values, _) in enumerate(self.beads):
            found.update(
                dict(zip(names, map(float, np.tensordot(values, wanted.beads[k] - flow.beads[k], 2)), strict=True))
            )
        for (names, values), here, there in zip(self.nulls, wanted.nulls, flow.nulls, strict=True):
            found.update(dict(zip(names, map(float, values @ (here - there)), strict=True)))
        found.update({name: float(kinds[name] - flow.kinds[name]) for name in kinds})
        return value, found


@dataclass
class Counts:
    beads: np.ndarray  # forms × rows × borders
    nulls: tuple[np.ndarray, np.ndarray]


class Flow:
    """How often a model expects every bead of one table of one strip."""

    def __init__(self, table: Table) -> None:
        self.table, (strip,) = table, table.strips
        self.scored = strip
        rows = table.forwards(np.logaddexp)
        every = [np.logaddexp(np.logaddexp(c.paired, c.left_out), c.right_out) for c in rows]
        self.total = float(every[-1][-1])
        height, width = strip.strip.bottom, strip.strip.width
        self.beads = np.zeros((len(SHAPES), height, width))
        self.nulls = np.zeros(height), np.zeros(width - 1)
        follow = 0.0
        for i, after in table.backwards():
            for k, (a, b, _) in enumerate(SHAPES if i else ()):
                if a <= i and b < width:
                    through = every[i - a][: width - b] + strip.beads[i - 1, k, b:] + after.paired[b:] - self.total
                    self.beads[k, i - 1, b:] = np.exp(through)
            if i:
                self.nulls[0][i - 1] = np.exp(rows[i].left_out + after.left_out - self.total).sum()
                through = rows[i - 1].left_out + table.next + strip.left_out[i - 1] + after.left_out - self.total
                follow += np.exp(through).sum()
            self.nulls[1][:] += np.exp(rows[i].right_out + after.right_out - self.total)[1:]
            through = rows[i].right_out[:-1] + table.next + strip.right_out + after.right_out[1:] - self.total
            follow += np.exp(through).sum()
        every_null = self.nulls[0].sum() + self.nulls[1].sum()
        self.kinds = {"null.first": every_null - follow, "null.next": follow}

    def wanted(self, gold: Sequence[Step]) -> tuple[float, Counts, Counter[str]]:
        """The same for the gold path, where two and two may be crossed or not; and its log probability."""
        beads, nulls = np.zeros_like(self.beads), tuple(np.zeros_like(each) for each in self.nulls)
        kinds: Counter[str] = Counter({"null.first": 0, "null.next": 0})
        value, last = -self.total, SHAPES[0]
        for i, j, shape in gold:
            if shape in (NULL_LEFT, NULL_RIGHT):
                kind = "null.next" if shape == last else "null.first"
                kinds[kind] += 1
                side, at = (0, i) if shape == NULL_LEFT else (1, j)
                nulls[side][at] += 1
                value += getattr(self.table, kind[5:]) + (self.scored.left_out, self.scored.right_out)[side][at]
            else:
                alike = [k for k, other in enumerate(SHAPES) if other[:2] == shape[:2]]
                scores = self.scored.beads[i + shape.left - 1, alike, j + shape.right].astype(float)
                together = np.logaddexp.reduce(scores)
                beads[alike, i + shape.left - 1, j + shape.right] += np.exp(scores - together)
                value += together
            last = shape
        return float(value), Counts(beads, nulls), kinds


def places(gold: Sequence[Bead]) -> Iterator[Step]:
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


def example(sides: tuple[Side, Side], gold: Sequence[Bead]) -> Example:
    strip = Strip(0, len(sides[0]), 0, len(sides[1]))
    window = Window(TextPair(*sides), strip)
    beads = []
    for shape in SHAPES:
        summed: dict[str, np.ndarray] = {}
        for name, values in window.features(shape):
            cut = window.cut(np.asarray(values, np.float32), shape, outside=0)
            summed[name] = summed.get(name, 0) + cut
        every = np.zeros((len(sides[0]) - shape.left + 1, len(sides[1]) - shape.right + 1))
        fits = np.isfinite(window.cut(every, shape))
        beads.append((list(summed), np.stack(list(summed.values())), fits))
    nulls = [
        ([name for name, _ in side], np.stack([np.asarray(v, np.float32) for _, v in side])) for side in window.nulls()
    ]
    return Example(strip, beads, nulls, list(places(gold)), sides)


# ------------------------------------------------------------------ joined sentences, read as one


@dataclass(frozen=True)
class Reread:
    """Possible joined beads of one document with their features, and all scores of the first reading."""

    first: Scored
    weights: Weights
    possible: dict[Step, dict[str, float]]
    gold: list[Step]

    def gradient(self, weights: Weights) -> tuple[float, Counter[str]]:
        table = Table([self.first], self.weights)
        for_all = {bead: {**features, "again.first": table.score(bead)} for bead, features in self.possible.items()}
        scores = {bead: sum(weights[n] * v for n, v in features.items()) for bead, features in for_all.items()}
        flow = Flow(table.with_joined(scores))
        value, wanted, _ = flow.wanted(self.gold)
        found: Counter[str] = Counter()
        for (i, j, shape), features in for_all.items():
            where = SHAPES.index(shape), i + shape.left - 1, j + shape.right
            missing = wanted.beads[where] - flow.beads[where]
            found.update({name: float(missing * v) for name, v in features.items()})
        return value, found


def reread(made: Example) -> Reread:
    first = made.table(weights("meaning"))
    gold = [(i, j, shape) for i, j, other in made.gold for shape in SHAPES if shape[:2] == other[:2]]
    possible = {bead for bead in (*first.plausible(POSSIBLE), *gold) if sum(bead[2][:2]) > 2}
    return Reread(first.strips[0], weights("meaning"), gains_of(*made.sides, possible), made.gold)


# ------------------------------------------------------------------ fitting

_examples: Sequence[Example | Reread] = ()


def _total(task: tuple[Sequence[int], Weights]) -> tuple[float, Counter[str]]:
    numbers, at = task
    value, found = 0.0, Counter[str]()
    for more, gradient in (_examples[n].gradient(at) for n in numbers):
        value += more
        found.update(gradient)
    return value, found


def fit(examples: Sequence[Example | Reread], start: Weights, fixed: Weights, steps: int) -> Weights:
    """The most probable weights, found from `start` on; those of `fixed` stay."""
    global _examples
    _examples = examples
    names = sorted(start.keys() - fixed.keys())
    at, step, before = np.array([start[n] for n in names]), np.full(len(names), FIRST_STEP), np.zeros(len(names))
    best = (-np.inf, start)
    with get_context("fork").Pool(2) as pool:
        for turn in range(steps):
            here = {**start, **dict(zip(names, map(float, at), strict=True)), **fixed}
            parts = pool.map(_total, [(range(n, len(examples), 2), here) for n in range(2)])
            value = sum(part[0] for part in parts) - DECAY * float(at @ at) / 2
            gradient = np.array([sum(part[1][n] for part in parts) for n in names]) - DECAY * at
            best = max(best, (value, here), key=lambda each: each[0])
            agree = gradient * before
            shorter = np.where(agree < 0, np.maximum(step * SLOWER, SHORTEST_STEP), step)
            step = np.where(agree > 0, np.minimum(step * FASTER, LONGEST_STEP), shorter)
            before = np.where(agree < 0, 0, gradient)
            at = at + np.sign(before) * step
            print(f"{turn:3} {value:10.1f}", file=sys.stderr, flush=True)
    return best[1]


def fitted_on() -> list[Document]:
    """The documents of FITTED_ON that are on this machine."""
    return [document for document in documents() if document.set in FITTED_ON]


def examples_of(known: Sequence[Document], what: str) -> list[Example]:
    """Documents as the model reads them; without vectors, words that meet are a dictionary the second time."""
    sides = [(side_of(document.sides[0]), side_of(document.sides[1])) for document in known]
    made = [example(both, document.gold) for both, document in zip(sides, known, strict=True)]
    if what != "surface":
        return made
    start = weights(what)
    read = [with_dictionary(*each.sides, each.table(start).best()) for each in made]
    return [example(both, document.gold) for both, document in zip(read, known, strict=True)]


def fitted(what: str, known: Sequence[Document], steps: int) -> Weights:
    """The weights of one table, found from the shipped ones on; a feature that is new begins at nothing."""
    shipped, examples = weights(what), examples_of(known, what)
    if what == "rereading":
        again = [reread(each) for each in examples]
        names = {name for each in again for features in each.possible.values() for name in features} | {"again.first"}
        return fit(again, {name: shipped.get(name, 0.0) for name in names}, {}, steps)
    names = {name for each in examples for parts in (each.beads, each.nulls) for part in parts for name in part[0]}
    start = {name: shipped.get(name, 0.0) for name in (*names, "null.first", "null.next")}
    return fit(examples, start, {name: value for name, value in BY_HAND.items() if name in names}, steps)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("meaning", "surface", "rereading"))
    parser.add_argument("--few", type=int, help="take only so many documents and steps, to see whether it works")
    asked = parser.parse_args()
    if asked.what == "surface":
        e5.available = lambda: False  # type: ignore[assignment]
    whole = fitted_on()
    known = [*whole, *damaged(whole, SEEDS)]
    if asked.few:
        known = known[:: len(known) // asked.few]
    print(f"{len(known)} documents", file=sys.stderr, flush=True)
    found = fitted(asked.what, known, asked.few or STEPS)
    print(f"[{asked.what}]\n{written(dict(sorted(found.items())), 3)}")


if __name__ == "__main__":
    main()
