"""How doubtful rows are that somebody paired: whether their two sides answer each other, and no other side better.

Rows of a table are hardly ever wrong, so the weights that tell where a sentence of a text has no answer say little of
them. Logistic regression over two features of a row, fitted on tables with exchanged rows (`training/rows.py`).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from deckgen.align.features import SHAPES, TextPair
from deckgen.align.search import Table
from deckgen.align.sides import Array, weights
from deckgen.vectors.e5 import unit

BESIDE = 64  # rows on both sides that may hold a better answer; who mixes rows up mixes neighbours

Numbers = npt.NDArray[np.float64]


def doubts(texts: TextPair, table: Table, rows: Sequence[tuple[int, int]]) -> list[float]:
    """For rows with one sentence on each side, as indices in reading order: the probability that they are wrong."""
    if not rows:
        return []
    wanted = weights("rows" if texts.meaning else "rows surface")
    odds = wanted["first"] + sum(wanted[name] * values for name, values in features(texts, table, rows).items())
    return [round(float(each), 3) for each in 1 / (1 + np.exp(-odds))]


def features(texts: TextPair, table: Table, rows: Sequence[tuple[int, int]]) -> dict[str, Numbers]:
    """The score of each row as a bead, and how much nearer its sides are to each other than to those of other rows."""
    found = {"score": np.array([table.score((i, j, SHAPES[0])) for i, j in rows])}
    if texts.meaning is not None:
        found["margin"] = _margins(texts, rows)
    return found


def _margins(texts: TextPair, rows: Sequence[tuple[int, int]]) -> Numbers:
    """The cosine of each row, minus the best cosine of either side with the other side of a row beside it."""
    ours, theirs = texts.left.meaning, texts.right.meaning
    assert ours is not None
    assert theirs is not None
    left, right = unit(ours[[i for i, _ in rows]]), unit(theirs[[j for _, j in rows]])
    same = _numbered([texts.left.text[i] for i, _ in rows]), _numbered([texts.right.text[j] for _, j in rows])
    found = np.zeros(len(rows))
    for start in range(0, len(rows), BESIDE):
        near = slice(max(0, start - BESIDE), start + 2 * BESIDE)
        here = slice(start, start + BESIDE)
        best = np.maximum(
            _best_other(left[here], right[near], same[1][here], same[1][near]),
            _best_other(right[here], left[near], same[0][here], same[0][near]),
        )
        found[here] = (left[here] * right[here]).sum(axis=1) - best
    return found


def _best_other(one: Array, others: Array, own: Numbers, near: Numbers) -> Array:
    """The best cosine of each row of `one` with those of `others` whose text differs from its own answer."""
    cosines = one @ others.T
    cosines[np.equal.outer(own, near)] = -1
    return np.asarray(cosines.max(axis=1))


def _numbered(texts: Sequence[str]) -> Numbers:
    """A number for each text, the same for equal ones."""
    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(text, len(numbers)) for text in texts])
