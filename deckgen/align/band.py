"""The part of the table of all beads that the path can run through: strips along a coarse-to-fine first path.

Neighbouring sentences are added up into blocks until the table of all blocks is small. Finding the best path through
it, and then through ever smaller blocks near that path, takes time and memory linear in the length of the texts
(Salvador & Chan 2007; vecalign, Thompson & Koehn 2019).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from deckgen.align.features import Strip, TextPair
from deckgen.align.sides import Array
from deckgen.vectors.e5 import unit

_WHOLE = 90_000  # beads; a table up to this size is one strip
_HEIGHT = 32  # sentences per strip
_AROUND = 12  # right sentences on both sides of the first path
_COARSEST, _FINEST = 256, 4  # most blocks of a table searched whole; sentences per smallest block
_SEARCHED = 8  # blocks on both sides of the path through larger blocks
_UNLIKE = 0.25  # cosine of unrelated blocks

Places = npt.NDArray[np.int64]


def strips(texts: TextPair, around: int = _AROUND) -> list[Strip]:
    """Strips that contain the path of a pair of texts, from first sentence to last; `around` widens them."""
    rows, columns = len(texts.left), len(texts.right)
    if rows * columns <= _WHOLE:
        return [Strip(0, rows, 0, columns)]
    if texts.left.row is not None and texts.right.row is not None:
        return _along_rows(texts.left.row, texts.right.row)
    first, last = _course(*_profiles(texts))
    tops = range(0, rows, _HEIGHT)
    lo = [max(0, int(first[top // _FINEST]) * _FINEST - around) for top in tops]
    hi = [min(columns, (int(last[(min(top + _HEIGHT, rows) - 1) // _FINEST]) + 1) * _FINEST + around) for top in tops]
    lo[0], hi[-1] = 0, columns
    return [Strip(top, min(top + _HEIGHT, rows), a, b) for top, a, b in zip(tops, lo, hi, strict=True)]


def _along_rows(ours: Places, theirs: Places) -> list[Strip]:
    """The strips of a table in which each row has sentences on both sides."""
    tops = np.arange(0, len(ours), _HEIGHT)
    bottoms = np.minimum(tops + _HEIGHT, len(ours))
    lo = np.searchsorted(theirs, ours[tops], "left")
    hi = np.searchsorted(theirs, ours[bottoms - 1], "right")
    return [Strip(*map(int, bounds)) for bounds in zip(tops, bottoms, lo, hi, strict=True)]


def _profiles(texts: TextPair) -> tuple[Array, Array]:
    """One row of numbers per sentence; sums of rows are similar where the texts are."""
    if texts.left.meaning is not None and texts.right.meaning is not None:
        return texts.left.meaning, texts.right.meaning
    both = texts.words.profiles(), texts.numbers.profiles()
    return np.hstack([each[0] for each in both]), np.hstack([each[1] for each in both])


def _course(left: Array, right: Array) -> tuple[Places, Places]:
    """The first and the last right block that the path meets, for each of the smallest left blocks."""
    levels = [(_pooled(left, _FINEST), _pooled(right, _FINEST))]
    while max(map(len, levels[-1])) > _COARSEST:
        levels.append((_pooled(levels[-1][0], 2), _pooled(levels[-1][1], 2)))
    coarsest = levels[-1]
    first, last = np.zeros(len(coarsest[0]), np.int64), np.full(len(coarsest[0]), len(coarsest[1]) - 1)
    for n, (ours, theirs) in enumerate(reversed(levels)):
        if n:  # twice as many blocks, near the path of their sums
            row = np.arange(len(ours)) // 2
            first = np.maximum(first[row] * 2 - _SEARCHED, 0)
            last = np.minimum(last[row] * 2 + 1 + _SEARCHED, len(theirs) - 1)
        first, last = _path(unit(ours), unit(theirs), first, last)
    return first, last


def _pooled(rows: Array, n: int) -> Array:
    """Sums over groups of n rows."""
    return np.add.reduceat(rows, np.arange(0, len(rows), n), axis=0)


def _path(left: Array, right: Array, first: Places, last: Places) -> tuple[Places, Places]:
    """The most similar path through the blocks first … last of each row: its first and last block per row."""
    before: list[tuple[int, Array]] = [(0, np.zeros(len(right) + 1, np.float32))]  # first border, best sums up to each
    for i in range(len(left)):
        gain = right[first[i] : last[i] + 1] @ left[i] - np.float32(_UNLIKE)
        # Where nothing is similar, the same relative position in both texts is the best guess.
        apart = np.abs((np.arange(first[i], last[i] + 1) + 0.5) / len(right) - (i + 0.5) / len(left))
        gain = np.maximum(gain, 1e-3 * (1 - apart)).astype(np.float32)
        above = _at(before[-1], int(first[i]), int(last[i]) + 1)
        here = above.copy()
        here[1:] = np.maximum(here[1:], above[:-1] + gain)
        before.append((int(first[i]), np.maximum.accumulate(here)))
    starts, ends = first.copy(), last.copy()
    j = len(right)
    for i in range(len(left) - 1, -1, -1):
        lo, here = before[i + 1]
        j = min(max(j, lo), lo + len(here) - 1)
        ends[i] = max(lo, j - 1)
        above = _at(before[i], lo, lo + len(here) - 1)
        while j > lo and here[j - lo] == here[j - lo - 1] and here[j - lo] > above[j - lo]:
            j -= 1
        if j > lo and here[j - lo] > above[j - lo]:
            j -= 1
        starts[i] = min(j, ends[i])
    starts[0], ends[-1] = 0, len(right) - 1
    ends[:-1] = np.maximum(ends[:-1], starts[1:])
    return starts, ends


def _at(row: tuple[int, Array], lo: int, hi: int) -> Array:
    """A row of best sums over the borders lo … hi: constant after its end, minus infinity before its start."""
    start, values = row
    found = np.full(hi - lo + 1, -np.inf, np.float32)
    place = np.arange(lo, hi + 1) - start
    inside = place >= 0
    found[inside] = values[np.minimum(place[inside], len(values) - 1)]
    return found
