"""What speaks for a bead: how sentences are long, what they mean, which words, numbers and places they share.

Everything is in logarithms of odds against chance, so that it may be added up. The figures were fitted on Italian
and Czech development sets; nothing in them is of a language.
"""

from __future__ import annotations

import itertools
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from deckgen import encoder
from deckgen.texts import Sentence

Array = npt.NDArray[np.float64]

# Natural logarithms of how often beads of each form occur; Gale & Church's figures with null beads made
# likelier, because texts from the web lose sentences more often than their parliament's minutes did.
FORMS = {
    (1, 1): math.log(0.85),
    (1, 0): math.log(0.02),
    (0, 1): math.log(0.02),
    (1, 2): math.log(0.04),
    (2, 1): math.log(0.04),
    (2, 2): math.log(0.0015),
}
# Spread (standard deviation) of the logarithm of the ratio of lengths: of translations, which falls with their
# length, and of any two sentences. Fitted on Italian and Czech, a little wider for the sake of other languages.
_SPREAD, _SPREAD_SHORT, _SPREAD_ANY = 0.1, 1.45, 0.85
_ADDED, _ADDED_MOST = 70.0, 4.5
_WORDY = 25.0  # letters
_FUSED = 1.5  # two good beads next to each other look like one of two and two
_SHARE, _SHARE_EVEN, _SHARE_MOST = 14.0, 0.22, 3.5
_MEANING, _MEANING_EVEN, _MEANING_FLOOR, _MEANING_ROOF = 20.0, 0.33, -7.0, 8.0
_LENGTH_FLOOR = -7.0
_SHARED, _UNSHARED = (
    9.0,
    -0.5,
)  # words alike: gain at full agreement; loss where both have such words and none agree
_NUMBERS_CLASH = -2.5
_SAME_KIND, _OTHER_KIND = 2.0, -5.0  # headings, and pieces without a letter, answer their like
_BORDER, _ACROSS = 0.35, -1.5  # both open a paragraph; a bead that spans two


# ------------------------------------------------------------------ what a sentence shows


@dataclass(frozen=True)
class Side:
    """One text as arrays over its sentences: letters, kinds, openings; and its words that travel."""

    length: Array
    kind: npt.NDArray[np.int8]
    opens: npt.NDArray[np.bool_]
    words: list[Counter[str]]
    numbers: list[Counter[str]]
    meaning: Array | None = None

    def __len__(self) -> int:
        return len(self.words)


def side_of(sentences: Sequence[Sentence | str]) -> Side:
    """The sentences of one text as arrays; with vectors of what they mean where there are any."""
    given = [s if isinstance(s, Sentence) else Sentence(s, 0) for s in sentences]
    length = np.array([max(1, sum(map(str.isalnum, s.text))) for s in given], float)
    return Side(
        length,
        np.array([_HEADING if s.heading else _kind(s.text) for s in given], np.int8),
        np.array([s.opens for s in given]),
        [_words(s.text) for s in given],
        [_numbers(s.text) for s in given],
        _meanings([s.text for s in given], length) if encoder.available() else None,
    )


def _meanings(texts: list[str], length: Array) -> Array:
    """Sentence vectors less their mean, weighted by length: sums of them stand for sentences that are joined."""
    vectors = encoder.vectors(texts).astype(float)
    return np.asarray((vectors - vectors.mean(axis=0)) * length[:, None])


_TEXT, _HEADING, _MUTE = range(3)


def _kind(text: str) -> int:
    return _TEXT if any(map(str.isalnum, text)) else _MUTE


_NUMBER = re.compile(r"\d+(?:[.,\u00a0\u202f ]\d{3})*(?:[.,]\d+)?")
_WORD = re.compile(r"[^\W\d_]+(?:[.@][^\W\d_]+)*")


def _numbers(text: str) -> Counter[str]:
    """Numbers by their digits alone: 2.700, 2 700 and 2,700 are one."""
    return Counter(re.sub(r"\D", "", number) for number in _NUMBER.findall(text))


def _words(text: str) -> Counter[str]:
    """The first letters of longer words without accents: enough for names and for cognates with other endings."""
    words = (_bare(word) for word in _WORD.findall(text))
    return Counter(word[:5] for word in words if len(word) > 3 or word.isupper())


def _bare(word: str) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
    return plain if plain.isupper() and len(plain) > 1 else plain.lower().replace("k", "c").replace("z", "s")


@dataclass(frozen=True)
class _Alike:
    """Inner products of the sentences of two texts: of each with each, with itself and with its neighbour.

    With them the cosine of any two runs of sentences is a matter of a few sums.
    """

    across: Array
    squares: tuple[Array, Array]
    neighbours: tuple[Array, Array]

    def cosine(self, rows: slice, b: int, damping: float = 0.0) -> Array:
        """Cosines of the sentences `rows` together with each `b` neighbours of the other side."""
        common = _runs(self.across[rows].sum(axis=0), b)
        norm = np.sqrt(np.maximum(self._square(rows) * self._squares(b), 0.0))
        return np.asarray(common / (norm + damping + 1e-9))

    def both(self, rows: slice, b: int) -> npt.NDArray[np.bool_]:
        """Whether both sides show anything."""
        return np.asarray((self._squares(b) > 0) & (self._square(rows) > 0))

    def _square(self, rows: slice) -> float:
        inside = self.neighbours[0][rows.start : rows.stop - 1].sum()
        return float(self.squares[0][rows].sum() + 2 * inside)

    def _squares(self, b: int) -> Array:
        return self.squares[1] if b == 1 else _runs(self.squares[1], b) + 2 * self.neighbours[1]


def _meanings_alike(left: Array | None, right: Array | None) -> _Alike | None:
    """Inner products of sentence vectors, None where there are none."""
    if left is None or right is None:
        return None
    squares = [(side * side).sum(axis=1) for side in (left, right)]
    neighbours = [(side[:-1] * side[1:]).sum(axis=1) for side in (left, right)]
    return _Alike(left @ right.T, (squares[0], squares[1]), (neighbours[0], neighbours[1]))


def _words_alike(left: list[Counter[str]], right: list[Counter[str]]) -> _Alike:
    """Inner products over the words that both texts have, weighted by how rare a word is."""
    counts = [Counter(word for words in side for word in words) for side in (left, right)]
    total = len(left) + len(right)
    shared = sorted(counts[0].keys() & counts[1].keys())
    weight = {word: math.log(1 + total / (counts[0][word] + counts[1][word])) for word in shared}
    bags = [[{w: n * weight[w] for w, n in words.items() if w in weight} for words in side] for side in (left, right)]
    across = np.zeros((len(left), len(right)))
    places: list[dict[str, tuple[list[int], list[float]]]] = [{}, {}]
    for side, found in zip(bags, places, strict=True):
        for n, words in enumerate(side):
            for word, value in words.items():
                where, values = found.setdefault(word, ([], []))
                where.append(n)
                values.append(value)
    for word in shared:
        (rows, ours), (columns, theirs) = places[0][word], places[1][word]
        across[np.ix_(rows, columns)] += np.outer(ours, theirs)
    squares = [np.array([sum(v * v for v in words.values()) for words in side]) for side in bags]
    neighbours = [
        np.array([sum(v * after.get(w, 0.0) for w, v in words.items()) for words, after in itertools.pairwise(side)])
        for side in bags
    ]
    return _Alike(across, (squares[0], squares[1]), (neighbours[0], neighbours[1]))


# ------------------------------------------------------------------ what a bead is worth


class Evidence:
    """Scores of every bead of one form that ends in a given row, as log odds against chance."""

    def __init__(self, left: Side, right: Side) -> None:
        self.left, self.right = left, right
        self.meaning = _meanings_alike(left.meaning, right.meaning)
        self.rows, self.columns = len(left.words), len(right.words)
        self.words = _words_alike(left.words, right.words)
        self.numbers = _words_alike(left.numbers, right.numbers)
        self.digits = [np.array([bool(n) for n in side.numbers], float) for side in (left, right)]
        # What one language writes longer than the other; more than half as long again is missing text.
        self.ratio = max(-0.4, min(0.4, math.log(right.length.sum() / left.length.sum())))

    def _meaning(self, rows: slice, b: int) -> Array | float:
        """Cosines of what both sides of a bead mean, less what all sentences of a text share, as log odds."""
        if self.meaning is None:
            return 0.0
        alike, count = self.meaning, rows.stop - rows.start
        whole = alike.cosine(rows, b)
        if count + b == 2:  # a few words have no meaning that could be relied on
            letters = np.minimum(self.left.length[rows].sum(), self.right.length)
            return np.asarray(_meaning_odds(whole) * np.minimum(1.0, letters / _WORDY))
        ones = [slice(n, n + 1) for n in range(rows.start, rows.stop)]
        width = self.columns - b + 1
        pairs = [alike.cosine(one, 1)[n : n + width] for one in ones for n in range(b)]
        # A sentence that belongs to a bead adds to what it says; one that was only swept along takes away from it.
        joined = _meaning_odds(whole) + np.clip(_ADDED * (whole - np.max(pairs, axis=0)), -_ADDED_MOST, _ADDED_MOST)
        # A short one changes little either way, but then it says something of its own.
        shares = [alike.cosine(one, b) for one in ones] if count > 1 else []
        shares += [alike.cosine(rows, 1)[n : n + width] for n in range(b)] if b > 1 else []
        joined = joined + np.clip(_SHARE * (np.min(shares, axis=0) - _SHARE_EVEN), -_SHARE_MOST, 0.0)
        if len(pairs) < 4:
            return np.asarray(joined)
        # Neighbours that change places between the languages are one bead of two and two.
        crossed = _meaning_odds(pairs[1]) + _meaning_odds(pairs[2])
        return np.asarray(np.maximum(joined - _FUSED, crossed))

    def scores(self, i: int, a: int, b: int) -> Array:
        """Scores of the beads that join `a` sentences before row `i` with `b` before each column b…columns."""
        form = FORMS[a, b]
        if not a or not b:
            return np.full(self.columns - b + 1, form)
        rows = slice(i - a, i)
        score = form + self._lengths(rows, b) + self._alike(rows, b) + self._structure(rows, b) + self._meaning(rows, b)
        return np.asarray(score, float)

    def _lengths(self, rows: slice, b: int) -> Array:
        mine = self.left.length[rows].sum()
        theirs = _runs(self.right.length, b)
        off = np.log(theirs / mine) - self.ratio
        spread = np.sqrt(_SPREAD**2 + _SPREAD_SHORT**2 / np.minimum(mine, theirs))
        spread = np.minimum(spread, _SPREAD_ANY)
        gain = np.log(_SPREAD_ANY / spread) - off**2 / 2 * (1 / spread**2 - 1 / _SPREAD_ANY**2)
        return np.asarray(np.maximum(gain, _LENGTH_FLOOR))

    def _alike(self, rows: slice, b: int) -> Array:
        # Damped, because a single word in common says less than several.
        words, has_words = self.words.cosine(rows, b, 4.0), self.words.both(rows, b)
        numbers, has_numbers = self.numbers.cosine(rows, b, 4.0), self.numbers.both(rows, b)
        clash = self.digits[0][rows].any() * (_runs(self.digits[1], b) > 0) * (numbers < 0.3)
        return np.asarray(
            words * _SHARED
            + (has_words & (words == 0)) * _UNSHARED
            + numbers * has_numbers * _SHARED / 2
            + clash * _NUMBERS_CLASH
        )

    def _structure(self, rows: slice, b: int) -> Array:
        kind, opens = self.left.kind[rows], self.left.opens[rows]
        theirs, theirs_open = self.right.kind, self.right.opens
        if len(kind) + b > 2:  # only running text is joined, and a bead that crosses a border is unlikely
            others = _runs((theirs != _TEXT).astype(float), b) + (kind != _TEXT).sum()
            across = np.full(len(others), float(opens[1:].sum()))
            if b == 2:
                across = across + theirs_open[1:]
            return np.asarray((others > 0) * _OTHER_KIND + across * _ACROSS)
        same = theirs == kind[0]
        return np.asarray(
            (same & (theirs != _TEXT)) * _SAME_KIND + ~same * _OTHER_KIND + (theirs_open & opens[0]) * _BORDER
        )


def _meaning_odds(cosine: Array) -> Array:
    return np.asarray(np.clip(_MEANING * (cosine - _MEANING_EVEN), _MEANING_FLOOR, _MEANING_ROOF), float)


def _runs(values: Array, b: int) -> Array:
    """Sums of each `b` neighbours."""
    return values if b == 1 else values[:-1] + values[1:] if len(values) > 1 else values[:0]
