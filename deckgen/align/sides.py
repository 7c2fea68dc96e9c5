"""Observations on the sentences of a text: length, kind, last mark, numbers, words that both languages share, meaning.

Nothing here is language-specific; a text without spaces between words still has lengths, numbers and meaning.
"""

from __future__ import annotations

import itertools
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from deckgen.files import resources
from deckgen.text.sentences import Sentence
from deckgen.vectors import e5, stored

Array = npt.NDArray[np.float32]
Bag = Counter[str]

MOST_JOINED = 4  # most sentences of a bead on one side
TEXT, HEADING, MUTE = range(3)  # running text, headings, pieces without a letter or digit
MOST_ENCODED = 20_000  # sentences, which take some minutes; nobody learns from longer texts, but memories are longer
_FEW = 5  # the weight of the usual vector, in sentences
_OTHER_MARKS = str.maketrans("。．।۔？؟！：；，、،", "....??!:;,,,")
_MARKS = ".?!…:;,"  # possible last marks of a sentence
QUESTION, EXCLAMATION = 1, 2  # their places in _MARKS
_ENDS = 4  # so many of them end a sentence
_STOPS_SEEN, _SENTENCES_SEEN = 1.4, 2.0  # what is supposed of any text: seven in ten end with a stop


@dataclass(frozen=True)
class Side:
    """One text as arrays over its sentences.

    length: letters and digits. kind: TEXT, HEADING or MUTE. opens: begins a paragraph. mark: place of its last mark
    in `.?!…:;,`, -1 for none. words, numbers: its bags. counts: has numbers. meaning: sentence vectors minus `common`,
    a smoothed mean of the text, times the length, so that a sum of rows represents joined sentences. row: the number of
    the row of a table that it is in, never falling; None if the text is no table.
    """

    text: list[str]
    length: Array
    kind: npt.NDArray[np.int8]
    opens: npt.NDArray[np.bool_]
    mark: npt.NDArray[np.int8]
    words: list[Bag]
    numbers: list[Bag]
    counts: npt.NDArray[np.bool_]
    meaning: Array | None = None
    common: Array | None = None
    row: npt.NDArray[np.int64] | None = None

    def __len__(self) -> int:
        return len(self.text)

    @cached_property
    def finished(self) -> npt.NDArray[np.bool_]:
        """Whether each sentence ends with a full stop, a question mark or the like."""
        return (self.mark >= 0) & (self.mark < _ENDS)

    @cached_property
    def stops(self) -> float:
        """The share of finished sentences, as if a few more had been seen."""
        return float((self.finished.sum() + _STOPS_SEEN) / (len(self) + _SENTENCES_SEEN))


def side_of(sentences: Sequence[Sentence | str], rows: Sequence[int] | None = None) -> Side:
    """The sentences of one text as arrays, with sentence vectors if the encoder is installed and the text not too long.

    `rows` are the numbers of the rows of a table that they are in.
    """
    given = [s if isinstance(s, Sentence) else Sentence(s, 0) for s in sentences]
    length = np.array([max(1, sum(map(str.isalnum, s.text))) for s in given], np.float32)
    numbers = [_numbers(s.text) for s in given]
    encoded = e5.available() and len(given) <= MOST_ENCODED
    return Side(
        [s.text for s in given],
        length,
        np.array([HEADING if s.heading else _kind(s.text) for s in given], np.int8),
        np.array([s.opens for s in given], bool),
        np.array([_mark(s.text) for s in given], np.int8),
        [_words(s.text) for s in given],
        numbers,
        np.array([bool(bag) for bag in numbers], bool),
        *(_meanings([s.text for s in given], length) if encoded else (None, None)),
        row=None if rows is None else np.array(rows, np.int64),
    )


def _meanings(texts: list[str], length: Array) -> tuple[Array | None, Array | None]:
    vectors = stored.vectors(texts)
    usual = np.array(weights("usual")["vector"], np.float32)
    # The mean of only a few sentences would be too close to each of them.
    common = (vectors.sum(axis=0) + _FEW * usual) / (len(texts) + _FEW)
    return np.asarray((vectors - common) * length[:, None], np.float32), common


def _kind(text: str) -> int:
    return TEXT if any(map(str.isalnum, text)) else MUTE


def _mark(text: str) -> int:
    last = text.rstrip("\"'»«“”’‘„)]›‹」』 \u00a0")[-1:].translate(_OTHER_MARKS)
    return _MARKS.find(last) if last else -1


_NUMBER = re.compile(r"\d{1,3}(?:[.,\u00a0\u202f ]\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)?")
_WORD = re.compile(r"[^\W\d_]+(?:[.@][^\W\d_]+)*")


def _numbers(text: str) -> Bag:
    """Numbers, reduced to their digits: 2.700, 2 700 and 2,700 are the same."""
    return Counter(re.sub(r"\D", "", number) for number in _NUMBER.findall(text))


def _words(text: str) -> Bag:
    """The first letters of longer words, without accents: enough for names and cognates with different endings."""
    words = (_bare(word) for word in _WORD.findall(text))
    return Counter(word[:5] for word in words if len(word) > 3 or word.isupper())


@lru_cache(50_000)
def _bare(word: str) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
    return plain if plain.isupper() and len(plain) > 1 else plain.lower().replace("k", "c").replace("z", "s")


def weights(name: str) -> dict[str, Any]:
    """A table of `alignment.toml`: the weights of features, and the usual vector."""
    return dict(resources.table("align/alignment.toml")[name])


# ------------------------------------------------------------------ inner products


class Products(Protocol):
    """Inner products between the sentences of two texts, and norms of sums over neighbours.

    `norm[side][n - 1]` holds the Euclidean norms of the sums of n neighbours, n = 1 … MOST_JOINED.
    """

    norm: tuple[list[Array], list[Array]]

    def across(self, rows: slice, columns: slice) -> Array:
        """Products of each sentence in `rows` with each in `columns`."""
        ...


class Meanings(Products):
    """Products of sentence vectors."""

    def __init__(self, left: Array, right: Array) -> None:
        self._sides = left, right
        self.norm = _dense_norms(left), _dense_norms(right)

    def across(self, rows: slice, columns: slice) -> Array:
        """Products of each sentence in `rows` with each in `columns`."""
        return np.asarray(self._sides[0][rows] @ self._sides[1][columns].T)


class Bags(Products):
    """Products of bags of words, over the words that both texts have, weighted by rarity."""

    def __init__(self, left: list[Bag], right: list[Bag]) -> None:
        counts = [Counter(word for words in side for word in words) for side in (left, right)]
        total = len(left) + len(right)
        shared = sorted(counts[0].keys() & counts[1].keys())
        weight = {word: math.log(1 + total / (counts[0][word] + counts[1][word])) for word in shared}
        number = {word: n for n, word in enumerate(shared)}
        bags = [
            [{w: n * weight[w] for w, n in words.items() if w in weight} for words in side] for side in (left, right)
        ]
        self._sides = tuple(_Sparse.of(side, number) for side in bags)
        self.norm = _bag_norms(bags[0]), _bag_norms(bags[1])

    def across(self, rows: slice, columns: slice) -> Array:
        """Products of each sentence in `rows` with each in `columns`."""
        ours, theirs = self._sides[0].part(rows), self._sides[1].part(columns)
        common = np.intersect1d(ours.ids, theirs.ids)
        return np.asarray(ours.dense(common) @ theirs.dense(common).T)

    def profiles(self) -> tuple[Array, Array]:
        """The bags in few dimensions, minus their means: sums of rows are about as similar as sums of bags."""
        size = max((int(side.ids.max(initial=-1)) for side in self._sides), default=-1) + 1
        # Random signs with a fixed seed: projection preserves inner products on average.
        signs = np.random.default_rng(0).choice(np.array([-1, 1], np.float32), (size, 128))
        left, right = (side.projected(signs) for side in self._sides)
        return left - left.mean(axis=0), right - right.mean(axis=0)


@dataclass(frozen=True)
class _Sparse:
    """Sparse rows: row n holds values[starts[n]:starts[n + 1]] at places ids[…]."""

    starts: npt.NDArray[np.int64]
    ids: npt.NDArray[np.int64]
    values: Array

    @classmethod
    def of(cls, bags: list[dict[str, float]], number: dict[str, int]) -> _Sparse:
        starts = np.cumsum([0, *map(len, bags)])
        ids = np.array([number[word] for bag in bags for word in bag], np.int64)
        return cls(starts, ids, np.array([value for bag in bags for value in bag.values()], np.float32))

    def part(self, rows: slice) -> _Sparse:
        starts = self.starts[rows.start : rows.stop + 1]
        inside = slice(starts[0], starts[-1])
        return _Sparse(starts - starts[0], self.ids[inside], self.values[inside])

    def projected(self, matrix: Array) -> Array:
        """The rows times a matrix with one row per id."""
        found = np.zeros((len(self.starts) - 1, matrix.shape[1]), np.float32)
        np.add.at(
            found, np.repeat(np.arange(len(found)), np.diff(self.starts)), matrix[self.ids] * self.values[:, None]
        )
        return found

    def dense(self, columns: npt.NDArray[np.int64]) -> Array:
        """The columns of these ids as a matrix."""
        found = np.zeros((len(self.starts) - 1, len(columns)), np.float32)
        if len(columns):
            place = np.minimum(np.searchsorted(columns, self.ids), len(columns) - 1)
            here = columns[place] == self.ids
            row = np.repeat(np.arange(len(found)), np.diff(self.starts))
            found[row[here], place[here]] = self.values[here]
        return found


def _dense_norms(vectors: Array) -> list[Array]:
    found, sums = [], vectors
    for n in range(1, MOST_JOINED + 1):
        if n > 1:
            sums = sums[:-1] + vectors[n - 1 :] if len(vectors) >= n else vectors[:0]
        found.append(np.sqrt(np.einsum("ij,ij->i", sums, sums)))
    return found


def _bag_norms(bags: list[dict[str, float]]) -> list[Array]:
    """Norms, from the products of each bag with itself and the next few."""
    products = [
        np.array(
            [sum(v * after.get(w, 0.0) for w, v in bag.items()) for bag, after in zip(bags, bags[n:], strict=False)]
        )
        for n in range(MOST_JOINED)
    ]
    found = []
    for n in range(1, MOST_JOINED + 1):
        width = max(0, len(bags) - n + 1)
        square = np.zeros(width)
        for first, last in itertools.combinations_with_replacement(range(n), 2):
            square += products[last - first][first : first + width] * (2 if last > first else 1)
        found.append(np.sqrt(np.maximum(square, 0)).astype(np.float32))
    return found
