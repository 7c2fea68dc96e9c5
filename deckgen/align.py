"""Sentences of one text and of its translation → beads: which of them answer which, and how sure that is.

A bead holds up to two sentences a side. The path of beads with the best score is found by dynamic
programming over both texts (Gale & Church 1993, "A Program for Aligning Sentences in Bilingual Corpora"),
scored by lengths as they do, and by what both languages write alike: numbers, names, cognates, headings.
Doubt is one minus the posterior probability of a bead, by the forward-backward algorithm over all paths.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from deckgen.texts import Sentence

Array = npt.NDArray[np.float64]
_Step = tuple[int, int, int, int]  # first left, first right, how many left, how many right


@dataclass(frozen=True, slots=True)
class Bead:
    """Sentences `left` answered by sentences `right`, as indices; one side empty is a null bead.

    `doubt` is the probability that this bead is wrong, 0 sure … 1 guess.
    """

    left: tuple[int, ...]
    right: tuple[int, ...]
    doubt: float = 0.0


# Natural logarithms of how often beads of each form occur; Gale & Church's figures with null beads made
# likelier, because texts from the web lose sentences more often than their parliament's minutes did.
_FORMS = {
    (1, 1): math.log(0.85),
    (1, 0): math.log(0.02),
    (0, 1): math.log(0.02),
    (1, 2): math.log(0.04),
    (2, 1): math.log(0.04),
    (2, 2): math.log(0.004),
}
# Spread (standard deviation) of the logarithm of the ratio of lengths: of translations, which falls with their
# length, and of any two sentences. Fitted on Italian and Czech, a little wider for the sake of other languages.
_SPREAD, _SPREAD_SHORT, _SPREAD_ANY = 0.1, 1.45, 0.85
_LENGTH_FLOOR = -7.0
_SHARED, _UNSHARED = (
    9.0,
    -0.5,
)  # words alike: gain at full agreement; loss where both have such words and none agree
_NUMBERS_CLASH = -2.5
_SAME_KIND, _OTHER_KIND = 2.0, -5.0  # headings, and pieces without a letter, answer their like
_BORDER, _ACROSS = 0.35, -1.5  # both open a paragraph; a bead that spans two
_REGULAR = 0.5  # how regularly two words must meet to count as translations
_TEMPERATURE = 1.6  # evidence overlaps, so posteriors are softened


def align(
    left: Sequence[Sentence | str],
    right: Sequence[Sentence | str],
    languages: tuple[str, str] = ("it", "cs"),
) -> list[Bead]:
    """Pair the sentences of two texts.

    Takes sentences as text, or as `Sentence` with what is known of headings and paragraphs. Gives beads
    in reading order; together they hold every index of both sides once. `languages` are the codes of both
    sides; this method looks at neither.
    """
    if not left or not right:
        return [Bead((i,), ()) for i in range(len(left))] + [Bead((), (j,)) for j in range(len(right))]
    sides = _side(left), _side(right)
    first = _best_path(_Evidence(*sides))
    evidence = _Evidence(*_with_dictionary(*sides, first))
    path = _best_path(evidence)
    doubts = _doubts(evidence, path)
    return [
        Bead(tuple(range(i, i + a)), tuple(range(j, j + b)), doubt)
        for (i, j, a, b), doubt in zip(path, doubts, strict=True)
    ]


def unrelated(beads: Sequence[Bead]) -> bool:
    """Whether most of an alignment is guesswork: two texts that do not look like translations of each other."""
    guesses = sum(bead.doubt > 0.5 or not (bead.left and bead.right) for bead in beads)
    return guesses * 2 > len(beads)


# ------------------------------------------------------------------ what a sentence shows


@dataclass(frozen=True)
class _Side:
    """One text as arrays over its sentences: letters, kinds, openings; and its words that travel."""

    length: Array
    kind: npt.NDArray[np.int8]
    opens: npt.NDArray[np.bool_]
    words: list[Counter[str]]
    numbers: list[Counter[str]]

    def __len__(self) -> int:
        return len(self.words)


def _side(sentences: Sequence[Sentence | str]) -> _Side:
    given = [s if isinstance(s, Sentence) else Sentence(s, 0) for s in sentences]
    return _Side(
        np.array([max(1, sum(map(str.isalnum, s.text))) for s in given], float),
        np.array([_HEADING if s.heading else _kind(s.text) for s in given], np.int8),
        np.array([s.opens for s in given]),
        [_words(s.text) for s in given],
        [_numbers(s.text) for s in given],
    )


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


def _with_dictionary(left: _Side, right: _Side, path: list[_Step]) -> tuple[_Side, _Side]:
    """Both sides with words added for pairs of words that a first path shows together again and again.

    The text is its own dictionary, as in hunalign (Varga et al. 2005): where `clienti` and `zákazníci`
    stand in the same beads, each becomes evidence for the other. Dice's coefficient says how regularly.
    """
    together: Counter[tuple[str, str]] = Counter()
    alone = Counter[str](), Counter[str]()
    for i, j, a, b in path:
        if a and b:
            ours = set().union(*left.words[i : i + a])
            theirs = set().union(*right.words[j : j + b])
            alone[0].update(ours)
            alone[1].update(theirs)
            together.update((u, v) for u in ours for v in theirs if u != v)
    learned = [
        (u, v)
        for (u, v), times in together.items()
        if times > 1 and 2 * times / (alone[0][u] + alone[1][v]) >= _REGULAR
    ]
    return _enriched(left, ((u, f"{u} {v}") for u, v in learned)), _enriched(
        right, ((v, f"{u} {v}") for u, v in learned)
    )


def _enriched(side: _Side, additions: Iterable[tuple[str, str]]) -> _Side:
    """`side` where each sentence with the first word of an addition also has its second."""
    extra: dict[str, list[str]] = {}
    for word, addition in additions:
        extra.setdefault(word, []).append(addition)
    words = [sentence + Counter(x for word in sentence for x in extra.get(word, ())) for sentence in side.words]
    return replace(side, words=words)


def _matrix(left: list[Counter[str]], right: list[Counter[str]]) -> tuple[Array, Array]:
    """Sentences × words that both texts have, weighted by how rare a word is."""
    counts = [Counter(word for words in side for word in words) for side in (left, right)]
    shared = {word: n for n, word in enumerate(sorted(counts[0].keys() & counts[1].keys()))}
    total = len(left) + len(right)
    weight = {word: math.log(1 + total / (counts[0][word] + counts[1][word])) for word in shared}

    def fill(side: list[Counter[str]]) -> Array:
        matrix = np.zeros((len(side), max(1, len(shared))))
        for row, words in enumerate(side):
            for word, times in words.items():
                if word in shared:
                    matrix[row, shared[word]] = times * weight[word]
        return matrix

    return fill(left), fill(right)


# ------------------------------------------------------------------ what a bead is worth


class _Evidence:
    """Scores of every bead of one form that ends in a given row, as log odds against chance."""

    def __init__(self, left: _Side, right: _Side) -> None:
        self.left, self.right = left, right
        self.rows, self.columns = len(left.words), len(right.words)
        self.words = _matrix(left.words, right.words)
        self.numbers = _matrix(left.numbers, right.numbers)
        self.digits = [np.array([bool(n) for n in side.numbers], float) for side in (left, right)]
        # What one language writes longer than the other; more than half as long again is missing text.
        self.ratio = max(-0.4, min(0.4, math.log(right.length.sum() / left.length.sum())))

    def scores(self, i: int, a: int, b: int) -> Array:
        """Scores of the beads that join `a` sentences before row `i` with `b` before each column b…columns."""
        form = _FORMS[a, b]
        if not a or not b:
            return np.full(self.columns - b + 1, form)
        rows = slice(i - a, i)
        score = form + self._lengths(rows, b) + self._alike(rows, b) + self._structure(rows, b)
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
        words, has_words = self._agreement(self.words, rows, b)
        numbers, has_numbers = self._agreement(self.numbers, rows, b)
        clash = self.digits[0][rows].any() * (_runs(self.digits[1], b) > 0) * (numbers < 0.3)
        return np.asarray(
            words * _SHARED
            + (has_words & (words == 0)) * _UNSHARED
            + numbers * has_numbers * _SHARED / 2
            + clash * _NUMBERS_CLASH
        )

    @staticmethod
    def _agreement(matrices: tuple[Array, Array], rows: slice, b: int) -> tuple[Array, npt.NDArray[np.bool_]]:
        """Cosine of the words on both sides, damped where there are few; and whether both sides have any."""
        mine, theirs = matrices[0][rows].sum(axis=0), matrices[1]
        common = _runs(theirs @ mine, b)
        squares = _runs((theirs**2).sum(axis=1), b)
        if b == 2:
            squares = squares + 2 * (theirs[:-1] * theirs[1:]).sum(axis=1)
        norm = np.sqrt(float(mine @ mine) * squares)
        return common / (norm + 4.0), (norm > 0)

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


def _runs(values: Array, b: int) -> Array:
    """Sums of each `b` neighbours."""
    return values if b == 1 else values[:-1] + values[1:] if len(values) > 1 else values[:0]


# ------------------------------------------------------------------ paths


def _best_path(evidence: _Evidence) -> list[_Step]:
    """Viterbi: the path of beads with the highest sum of scores, as (i, j, a, b)."""
    forms = list(_FORMS)
    came = np.zeros((evidence.rows + 1, evidence.columns + 1), np.int8)

    def note(i: int, scores: list[Array]) -> None:
        came[i] = np.argmax(np.stack(scores), axis=0)

    _sweep(evidence, np.maximum, 1.0, note)
    path, i, j = [], evidence.rows, evidence.columns
    while i or j:
        a, b = forms[came[i, j]]
        i, j = i - a, j - b
        path.append((i, j, a, b))
    return path[::-1]


def _doubts(evidence: _Evidence, path: list[_Step]) -> list[float]:
    """One minus the posterior of every bead on `path`, from sums over all paths before and after it."""
    before = _sums_at(evidence, [(i, j) for i, j, _, _ in path])
    rows, columns = evidence.rows, evidence.columns
    behind = _Evidence(_reversed(evidence.left), _reversed(evidence.right))
    after = _sums_at(behind, [(rows - i - a, columns - j - b) for i, j, a, b in path])
    total = _sums_at(evidence, [(rows, columns)])[rows, columns]
    doubts = []
    for i, j, a, b in path:
        score = evidence.scores(i + a, a, b)[j] / _TEMPERATURE
        log = before[i, j] + score + after[rows - i - a, columns - j - b] - total
        doubts.append(round(min(1.0, max(0.0, 1 - math.exp(min(0.0, log)))), 3))
    return doubts


def _reversed(side: _Side) -> _Side:
    """The text read backwards; a paragraph then opens where it ended."""
    opens = np.append(side.opens[1:], True)[::-1]
    return _Side(side.length[::-1], side.kind[::-1], opens, side.words[::-1], side.numbers[::-1])


def _sums_at(evidence: _Evidence, points: list[tuple[int, int]]) -> dict[tuple[int, int], float]:
    """Logarithms of the summed weight of all paths from the origin to each of `points`."""
    wanted: dict[int, list[int]] = {}
    for i, j in points:
        wanted.setdefault(i, []).append(j)
    found = {}

    def note(i: int, scores: list[Array]) -> None:
        if i in wanted:
            row = np.logaddexp.reduce(np.stack(scores), axis=0)
            found.update({(i, j): 0.0 if not i and not j else float(row[j]) for j in wanted[i]})

    _sweep(evidence, np.logaddexp, _TEMPERATURE, note)
    return found


def _sweep(
    evidence: _Evidence,
    join: Any,
    temperature: float,
    note: Callable[[int, list[Array]], None],
) -> None:
    """Run the recurrence row by row, joining alternatives with the ufunc `join` (maximum or logaddexp).

    `note(i, scores)` sees for row i the scores of every form of last bead, each over columns 0…n.
    Beads without a left sentence stay in their row: since they all cost the same, a running `join` along
    the row does them at once.
    """
    width = evidence.columns + 1
    table: list[Array] = []
    null = _FORMS[0, 1] / temperature
    slope = null * np.arange(width)
    for i in range(evidence.rows + 1):
        scores = {form: np.full(width, -np.inf) for form in _FORMS}
        row = np.full(width, -np.inf)
        if i == 0:
            row[0] = 0.0
        for a, b in _FORMS:
            if 0 < a <= i and b < width:
                scores[a, b][b:] = table[i - a][: width - b] + evidence.scores(i, a, b) / temperature
                row = join(row, scores[a, b])
        row = join.accumulate(row - slope) + slope
        scores[0, 1][1:] = row[:-1] + null
        note(i, list(scores.values()))
        table.append(row)
        if i >= 2:
            table[i - 2] = row[:0]
