"""The beads in one strip of the table: their features and scores."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from deckgen.align.features import BeadShape, Strip, TextPair
from deckgen.align.sides import (
    EXCLAMATION,
    MOST_JOINED,
    MUTE,
    QUESTION,
    TEXT,
    Array,
    Products,
)

_SPREAD, _SPREAD_SHORT, _SPREAD_ANY = 0.1, 1.45, 0.85
# Spread (standard deviation) of the log ratio of lengths: of translations, where it falls with length, and of any two
# sentences. Fitted on Italian and Czech, and widened a little for other languages.
_LENGTH_FLOOR = -7.0
_WORDY = 25.0  # letters; the vectors of shorter sentences are unreliable
_HINGES = (0.2, 0.4, 0.6)  # of cosines
_ADDED, _EVEN_SHARE = 0.065, 0.22
_CLASH = 0.3  # numbers that agree less than this clash
_NEAREST = 3  # how many best matches define an ordinary good match

Values = npt.NDArray[Any]  # numbers, or booleans that count as 0 and 1
Feature = tuple[str, Values]


class Window:
    """The beads that end in one strip; they can begin above it or to its left.

    Matrices are indexed by first sentences: element (x, y) of a matrix for shape (a, b) is the bead of the sentences
    x … x + a - 1 and y … y + b - 1, counted from the corner of the window.
    """

    def __init__(self, texts: TextPair, strip: Strip) -> None:
        self.texts, self.strip = texts, strip
        self.rows = slice(max(0, strip.top - MOST_JOINED + 1), strip.bottom)
        self.columns = slice(max(0, strip.lo - MOST_JOINED), strip.hi)
        self._cosines: dict[tuple[int, int], Array] = {}

    # -------------------------------------------------------------- observations

    @cached_property
    def _length(self) -> tuple[Array, Array]:
        return self.texts.left.length[self.rows], self.texts.right.length[self.columns]

    @cached_property
    def _wordy(self) -> Array:
        ours, theirs = self._length
        return np.minimum(1.0, np.minimum.outer(ours, theirs) / _WORDY).astype(np.float32)

    @cached_property
    def _meaning(self) -> Array:
        assert self.texts.meaning
        return self.texts.meaning.across(self.rows, self.columns)

    @cached_property
    def _words(self) -> Array:
        return self.texts.words.across(self.rows, self.columns)

    @cached_property
    def _numbers(self) -> Array:
        return self.texts.numbers.across(self.rows, self.columns)

    def _norms(self, products: Products, a: int, b: int) -> tuple[Array, Array]:
        ours = products.norm[0][a - 1][self.rows.start : self.rows.stop - a + 1]
        theirs = products.norm[1][b - 1][self.columns.start : self.columns.stop - b + 1]
        return ours, theirs

    def _cosine(self, a: int, b: int) -> Array:
        """The cosine of the two sides of a bead, minus what all sentences of a text share."""
        if (a, b) not in self._cosines:
            assert self.texts.meaning
            norms = np.outer(*self._norms(self.texts.meaning, a, b))
            self._cosines[a, b] = _blocks(self._meaning, a, b) / (norms + 1e-6)
        return self._cosines[a, b]

    @cached_property
    def _ordinary(self) -> tuple[Array, Array]:
        """The similarity of each sentence to its best matches on the other side."""
        cosine = self._cosine(1, 1)
        return _mean_of_best(cosine), _mean_of_best(cosine.T)

    @cached_property
    def _nearness(self) -> Array:
        """Similarity relative to the best matches of both sentences (cross-domain similarity local scaling)."""
        ours, theirs = self._ordinary
        return np.asarray(self._cosine(1, 1) - (ours[:, None] + theirs[None, :]) / 2)

    # -------------------------------------------------------------- features

    def holds(self, shape: BeadShape) -> bool:
        """Whether there are enough sentences for a bead of this shape."""
        return shape.left <= self.rows.stop - self.rows.start and shape.right <= self.columns.stop - self.columns.start

    def features(self, shape: BeadShape) -> Iterator[Feature]:
        """Names and matrices of all features of the beads of one shape in the window."""
        a, b, crossed = shape
        group = "one" if a + b == 2 else "cross" if crossed else "joined"
        yield f"form.{shape.name}", np.ones(self._shape(a, b), np.float32)
        if self.texts.meaning:
            yield from self._meanings(a, b, group)
        yield from self._lengths(a, b, group)
        yield from self._shared(a, b, group)
        yield from self._inner(a, b) if a + b > 2 else self._structure()
        yield from self._marks(a, b, group)

    def _shape(self, a: int, b: int) -> tuple[int, int]:
        return self.rows.stop - self.rows.start - a + 1, self.columns.stop - self.columns.start - b + 1

    def _meanings(self, a: int, b: int, group: str) -> Iterator[Feature]:
        if group == "one":
            yield f"{group}.short", 1 - self._wordy
            yield from _hinged(group, self._cosine(1, 1), self._wordy)
            yield f"{group}.nearness", self._nearness * self._wordy
            yield f"{group}.nearness+", np.maximum(self._nearness, 0) * self._wordy
        elif group == "cross":
            for one in ((slice(None, -1), slice(1, None)), (slice(1, None), slice(None, -1))):
                yield from _hinged(group, self._cosine(1, 1)[one], self._wordy[one])
                yield f"{group}.nearness", self._nearness[one]
            yield f"{group}.straight", self._cosine(1, 1)[:-1, :-1] + self._cosine(1, 1)[1:, 1:]
        else:
            whole = self._cosine(a, b)
            yield from _hinged(group, whole, np.float32(1))
            # A sentence that belongs to a bead improves the match; one that does not makes it worse.
            yield f"{group}.added", np.clip(whole - self._best_part(a, b), -_ADDED, _ADDED)
            # A short one changes little either way; then its own similarity shows whether it belongs.
            yield f"{group}.share", np.minimum(self._least_share(a, b) - _EVEN_SHARE, 0)
            ours, theirs = self._ordinary
            yield f"{group}.nearness", whole - (_runs(ours, a)[:, None] / a + _runs(theirs, b)[None, :] / b) / 2

    def _best_part(self, a: int, b: int) -> Array:
        """The best cosine of the bead without its first or last sentence on one side."""
        rows, columns = self._shape(a, b)
        parts = [self._cosine(a - 1, b)[n : n + rows] for n in (0, 1) if a > 1]
        parts += [self._cosine(a, b - 1)[:, n : n + columns] for n in (0, 1) if b > 1]
        return np.asarray(np.maximum.reduce(parts))

    def _least_share(self, a: int, b: int) -> Array:
        """The lowest cosine of one sentence of the bead with the whole other side."""
        rows, columns = self._shape(a, b)
        shares = [self._cosine(1, b)[n : n + rows] for n in range(a) if a > 1]
        shares += [self._cosine(a, 1)[:, n : n + columns] for n in range(b) if b > 1]
        return np.asarray(np.minimum.reduce(shares))

    def _lengths(self, a: int, b: int, group: str) -> Iterator[Feature]:
        ours, theirs = self._length
        if group == "cross":
            gains = self._length_gain(ours, theirs)
            yield f"{group}.lengths", gains[:-1, 1:] + gains[1:, :-1]
        else:
            yield f"{group}.lengths", self._length_gain(_runs(ours, a), _runs(theirs, b))

    def _length_gain(self, ours: Array, theirs: Array) -> Array:
        """Log odds of two lengths against chance (after Gale & Church 1993)."""
        off = np.log(theirs)[None, :] - np.log(ours)[:, None] - self.texts.ratio
        spread = np.minimum(np.sqrt(_SPREAD**2 + _SPREAD_SHORT**2 / np.minimum.outer(ours, theirs)), _SPREAD_ANY)
        gain = np.log(_SPREAD_ANY / spread) - off**2 / 2 * (1 / spread**2 - 1 / _SPREAD_ANY**2)
        return np.asarray(np.maximum(gain, _LENGTH_FLOOR), np.float32)

    def _shared(self, a: int, b: int, group: str) -> Iterator[Feature]:
        """Shared words and numbers, damped, because a single word is weaker evidence than several."""
        for name, products, across in (
            ("words", self.texts.words, self._words),
            ("numbers", self.texts.numbers, self._numbers),
        ):
            ours, theirs = self._norms(products, a, b)
            alike = _blocks(across, a, b) / (np.outer(ours, theirs) + 4)
            yield f"{group}.{name}", alike
            if name == "words":
                yield f"{group}.words none", np.logical_and.outer(ours > 0, theirs > 0) & (alike <= 0)
            else:
                counts = (
                    _runs(self.texts.left.counts[self.rows], a) > 0,
                    _runs(self.texts.right.counts[self.columns], b) > 0,
                )
                clash = _blocks(across, a, b) <= _CLASH * np.outer(ours, theirs)
                yield f"{group}.numbers clash", np.logical_and.outer(*counts) & clash
                yield f"{group}.numbers lost", np.logical_xor.outer(*counts)

    def _structure(self) -> Iterator[Feature]:
        ours, theirs = self.texts.left.kind[self.rows], self.texts.right.kind[self.columns]
        same = np.equal.outer(ours, theirs)
        yield "one.kind same", same & (ours != TEXT)[:, None]
        yield "one.kind other", ~same
        opens = self.texts.left.opens[self.rows], self.texts.right.opens[self.columns]
        yield "one.opens both", np.logical_and.outer(*opens)
        yield "one.opens one", np.logical_xor.outer(*opens)

    def _inner(self, a: int, b: int) -> Iterator[Feature]:
        """Features of joins: only running text is joined, and rarely across paragraphs or finished sentences."""
        left, right, rows, columns = self.texts.left, self.texts.right, self.rows, self.columns
        other = _runs(left.kind[rows] != TEXT, a), _runs(right.kind[columns] != TEXT, b)
        yield "joined.kind", np.logical_or.outer(*other)
        opening = _between(left.opens[rows][1:], a), _between(right.opens[columns][1:], b)
        yield "joined.across", np.add.outer(*opening)
        ends = left.finished[rows][:-1], right.finished[columns][:-1]
        yield "joined.finished", np.add.outer(_between(ends[0], a), _between(ends[1], b))
        bare = _between(~ends[0], a), _between(~ends[1], b)
        yield "joined.bare", np.add.outer(*bare)
        # A sentence without a stop is only part of one where the others have them.
        yield "joined.bare telling", np.add.outer(bare[0] * left.stops**2, bare[1] * right.stops**2)

    def _marks(self, a: int, b: int, group: str) -> Iterator[Feature]:
        """Whether both sides end with the same mark; for crossed beads, whether both pairs do."""
        ours, theirs = self.texts.left.mark[self.rows], self.texts.right.mark[self.columns]
        # A mark that is missing tells something only where both sides have them.
        telling = np.float32(min(self.texts.left.stops, self.texts.right.stops))
        ends = [(ours[a - 1 :], theirs[b - 1 :])]
        if group == "cross":
            ends = [(ours[:-1], theirs[1:]), (ours[1:], theirs[:-1])]
        for left, right in ends:
            yield f"{group}.mark other", np.not_equal.outer(left, right) * telling
            for mark in (QUESTION, EXCLAMATION):
                here = left == mark, right == mark
                yield f"{group}.mark asks", np.logical_and.outer(*here)
                yield f"{group}.mark asks not", np.logical_xor.outer(*here)

    def nulls(self) -> tuple[list[Feature], list[Feature]]:
        """Features of omitting each sentence of the strip, on the left side and on the right.

        Arrays over top … bottom - 1 and over lo … hi - 1.
        """
        left, right = self.texts.left, self.texts.right
        strip = self.strip
        rows, columns = slice(strip.top, strip.bottom), slice(strip.lo, strip.hi)
        found = []
        for side, part, window, axis in ((left, rows, self.rows, 1), (right, columns, self.columns, 0)):
            kind = side.kind[part]
            features: list[Feature] = [
                ("null", np.ones(len(kind), np.float32)),
                ("null.heading", (kind != TEXT) & (kind != MUTE)),
                ("null.mute", kind == MUTE),
                ("null.short", 1 - np.minimum(1, side.length[part] / _WORDY)),
            ]
            if self.texts.meaning:
                inside = slice(part.start - window.start, None)
                near = self._nearness * self._wordy
                best = near.max(axis=axis)[inside] if near.size else np.zeros(len(kind), np.float32)
                features += [("null.near", best), ("null.near+", np.maximum(best, 0))]
                plain = self._cosine(1, 1).max(axis=axis)[inside] if near.size else best
                features += [("null.alike", plain), ("null.alike+.4", np.maximum(plain - 0.4, 0))]
            found.append(features)
        return found[0], found[1]

    # -------------------------------------------------------------- scores

    def cut(self, matrix: Array, shape: BeadShape, *, outside: float = -np.inf) -> Array:
        """A matrix indexed by first sentences → one by last sentences and borders of the strip."""
        strip, (a, b, _) = self.strip, shape
        x, y = strip.top + 1 - a - self.rows.start, strip.lo - b - self.columns.start
        found = np.full((strip.bottom - strip.top, strip.width), outside, np.float32)
        part = matrix[max(0, x) :, max(0, y) :]
        if part.size:
            found[max(0, -x) : max(0, -x) + part.shape[0], max(0, -y) : max(0, -y) + part.shape[1]] = part
        return found

    def scores(self, shape: BeadShape, weights: dict[str, float]) -> Array:
        """Scores of the beads of one shape that end with each sentence and at each border of the strip."""
        if not self.holds(shape):
            return np.full((self.strip.bottom - self.strip.top, self.strip.width), -np.inf, np.float32)
        total: Values = np.zeros((1, 1), np.float32)
        for name, feature in self.features(shape):
            if weights[name]:
                total = total + np.float32(weights[name]) * feature
        within = self._within_a_row(shape)
        return self.cut(np.asarray(total if within is None else np.where(within, total, -np.inf), np.float32), shape)

    def _within_a_row(self, shape: BeadShape) -> Values | None:
        """Whether the beads of one shape are in one row of a table; None for texts that are no table."""
        ours, theirs = self.texts.left.row, self.texts.right.row
        if ours is None or theirs is None:
            return None
        (first, last), (other_first, other_last) = (
            (part[: len(part) - n + 1], part[n - 1 :])
            for part, n in ((ours[self.rows], shape.left), (theirs[self.columns], shape.right))
        )
        within = np.equal.outer(first, other_first)
        return within & np.equal.outer(last, other_last) & np.equal.outer(first, other_last)

    def null_scores(self, weights: dict[str, float]) -> tuple[Array, Array]:
        """Scores of omitting each sentence of the strip, on either side."""
        left, right = (
            np.asarray(sum(np.float32(weights[name]) * feature for name, feature in side), np.float32)
            for side in self.nulls()
        )
        return left, right


def _hinged(group: str, cosine: Array, factor: Array | np.float32) -> Iterator[Feature]:
    yield f"{group}.meaning", cosine * factor
    for hinge in _HINGES:
        yield f"{group}.meaning+{hinge}", np.maximum(cosine - np.float32(hinge), 0) * factor


def _mean_of_best(cosine: Array) -> Array:
    """The mean of the largest few values in each row."""
    n = min(_NEAREST, cosine.shape[1])
    if not n:
        return np.zeros(len(cosine), np.float32)
    return np.asarray(np.partition(cosine, -n, axis=1)[:, -n:].mean(axis=1))


def _runs(values: Values, n: int) -> Values:
    """Sums over `n` neighbours."""
    width = max(0, len(values) - n + 1)
    return np.asarray(sum(values[k : k + width] for k in range(n)))


def _between(values: Values, n: int) -> Values:
    """Sums of the n - 1 values between n neighbours."""
    return np.zeros(len(values) + 1, np.float32) if n == 1 else _runs(values.astype(np.float32), n - 1)


def _blocks(matrix: Array, a: int, b: int) -> Array:
    """Sums over a × b blocks of neighbours."""
    height, width = max(0, matrix.shape[0] - a + 1), max(0, matrix.shape[1] - b + 1)
    rows = np.asarray(sum(matrix[k : k + height] for k in range(a)))
    return np.asarray(sum(rows[:, k : k + width] for k in range(b)))
