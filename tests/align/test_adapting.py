"""A text says itself how often its sentences are joined or left out."""

from __future__ import annotations

import numpy as np
import pytest

from deckgen.align.adapting import adapted
from deckgen.align.features import SHAPES, Strip
from deckgen.align.search import Scored, Step, Table

ONE = SHAPES.index(next(shape for shape in SHAPES if shape[:2] == (1, 1)))
TWO = SHAPES.index(next(shape for shape in SHAPES if shape[:2] == (1, 2)))
WEIGHTS = {"null.first": -3.0, "null.next": -1.0}


def table(rows: int, joined: set[int], doubtful: int | None = None) -> Table:
    """A text of so many sentences, those in `joined` being two on the right, each sure but a doubtful one."""
    places = [0]
    for i in range(rows):
        places.append(places[-1] + (2 if i in joined else 1))
    beads = np.full((rows, len(SHAPES), places[-1] + 1), -40.0, np.float32)
    for i in range(rows):
        shape = TWO if i in joined else ONE
        beads[i, shape, places[i + 1]] = 6.0 if i != doubtful else 0.0
        if i == doubtful:  # it may as well be the first of the two, and the second is left out
            beads[i, ONE, places[i] + 1] = 3.4
    outs = np.zeros(rows, np.float32), np.zeros(places[-1], np.float32)
    return Table([Scored(Strip(0, rows, 0, places[-1]), beads, *outs)], WEIGHTS)


def at(path: list[Step], row: int) -> list[tuple[int, int]]:
    return [shape[:2] for i, _, shape in path if i == row and shape[0]]


def test_where_others_are_joined_a_doubtful_one_is_too() -> None:
    """The same sentence is a join among many joins, and no join where there is no other."""
    rows, doubtful = 40, 20
    among, alone = set(range(0, rows, 2)), {doubtful}
    assert [at(adapted(table(rows, joined, doubtful)).best(), doubtful) for joined in (among, alone)] == [
        [(1, 2)],
        [(1, 1)],
    ]


@pytest.mark.parametrize("joined", [set(), {3}, set(range(12))])
def test_what_is_sure_stays(joined: set[int]) -> None:
    plain = table(12, joined)
    assert adapted(plain).best() == plain.best()


def test_a_short_text_proves_little() -> None:
    changes = []
    for rows in (2, 20, 200):
        plain = table(rows, set(range(rows)))
        changed = adapted(plain).score((0, 0, SHAPES[TWO])) - plain.score((0, 0, SHAPES[TWO]))
        changes.append(changed)
    assert 0 < changes[0] < changes[1] < changes[2] <= 1.5
