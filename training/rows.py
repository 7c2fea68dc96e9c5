"""Fit `[rows]` and `[rows surface]` of `alignment.toml`: by what rows of a table are seen to be wrong.

Of each text the beads with both sides are its rows, and one in eight changes its answer with a neighbour or with any
other row. Prints the tables, and for each set of texts what weights fitted without it find in it.

usage: python -m training.rows [FOLDER ...]      folders with more sets, as `aligned.py` reads them
"""

from __future__ import annotations

import math
import random
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

import deckgen.align.sides as sides
from deckgen.align.beads import _table
from deckgen.align.features import TextPair
from deckgen.align.row_doubts import features
from deckgen.align.sides import side_of
from training.aligned import Document, documents, read
from training.logistic import logistic

EXCHANGED = 8  # one row in so many
NEAR = 0.5  # of them change with a neighbour
LONGEST, SHORTEST = 120, 12  # rows
USUAL = 0.02  # of the rows of real tables are wrong: what the first weight is moved to
SHOWN = 0.15  # doubts that people are told, `pairing.DOUBT_SHOWN`


def main(folders: list[str]) -> None:
    """Fit both tables and print them."""
    texts = [*documents(), *(read(path, Path(each).name) for each in folders for path in sorted(Path(each).iterdir()))]
    for name, most in (("rows", sides.MOST_ENCODED), ("rows surface", 0)):
        sides.MOST_ENCODED = most
        seen = [each for n, text in enumerate(texts) for each in _seen(text, random.Random(n))]
        _report(name, seen)


Seen = tuple[str, bool, dict[str, float]]  # the set, whether the row is wrong, its features


def _seen(text: Document, chance: random.Random) -> Iterator[Seen]:
    pairs = [
        tuple(" ".join(side[n] for n in ns) for side, ns in zip(text.sides, bead, strict=True)) for bead in text.gold
    ]
    pairs = [pair for pair in pairs if all(pair)][:LONGEST]
    if len(pairs) < SHORTEST:
        return
    backs = [back for _, back in pairs]
    for n in chance.sample(range(len(pairs)), len(pairs) // EXCHANGED):
        other = (
            (n + chance.choice((-2, -1, 1, 2))) % len(pairs) if chance.random() < 0.5 else chance.randrange(len(pairs))
        )
        backs[n], backs[other] = backs[other], backs[n]
    rows = range(len(pairs))
    texts = TextPair(side_of([front for front, _ in pairs], rows), side_of(backs, rows))
    found = features(texts, _table(texts), [(n, n) for n in rows])
    answers = set(pairs)
    for n, (front, _) in enumerate(pairs):
        yield text.set, (front, backs[n]) not in answers, {name: float(values[n]) for name, values in found.items()}


def _report(name: str, seen: list[Seen]) -> None:
    names = list(seen[0][2])
    sets = np.array([of_set for of_set, _, _ in seen])
    wrong = np.array([is_wrong for _, is_wrong, _ in seen], float)
    rows = np.array([[1.0, *(found[each] for each in names)] for _, _, found in seen])
    for each in sorted(set(sets)):
        inside = sets == each
        told = _probable(rows[inside], _fitted(rows[~inside], wrong[~inside])) > SHOWN
        right, every = int((told & (wrong[inside] > 0)).sum()), int(wrong[inside].sum())
        print(f"# {each}: {right} of {every} wrong rows found, {int(told.sum()) - right} others of {len(told)}")
    print(f'["{name}"]')
    for key, value in zip(("first", *names), _fitted(rows, wrong), strict=True):
        print(f"{key} = {value:.2f}")


def _fitted(rows: np.ndarray, wrong: np.ndarray) -> np.ndarray:
    """The weights, with the first one for as many wrong rows as tables usually have."""
    found = logistic(rows, wrong, np.eye(rows.shape[1]) * 1e-3)
    found[0] += math.log(USUAL / (1 - USUAL)) - math.log(wrong.mean() / (1 - wrong.mean()))
    return found


def _probable(rows: np.ndarray, found: np.ndarray) -> np.ndarray:
    return np.asarray(1 / (1 + np.exp(-rows @ found)))


if __name__ == "__main__":
    main(sys.argv[1:])
