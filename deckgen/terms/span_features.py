"""Features of the spans of a translation as the counterpart of some words, for all spans of a sentence at once.

Similarities of words become probabilities of correspondence by a sharp and a soft softmax in both directions (after
SimAlign, Jalili Sabet et al. 2020).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from deckgen.vectors.e5 import unit
from deckgen.vectors.words import Array, Span, Words

LONGEST_SPAN = 7  # words of a counterpart
_SHARP, _SOFT = 0.1, 0.2  # softmax temperatures
_FREE = 0.5  # link strength from which on a word is not free
_FAR_LONGER = 0.5  # log ratio of letters; above it a counterpart is suspiciously long

Values = npt.NDArray[Any]  # one number or boolean per span
Feature = tuple[str, Values]


def spans_of(words: Words) -> list[Span]:
    """The spans of a sentence that can be a counterpart: a few words without punctuation between them."""
    size = len(words)
    return [
        (first, last)
        for first in range(size)
        for last in range(first + 1, min(size, first + LONGEST_SPAN) + 1)
        if not words.breaks[first : last - 1].any()
    ]


class Spans:
    """Some spans of a sentence, with sums and extremes over their words."""

    def __init__(self, words: Words, spans: Sequence[Span]) -> None:
        self.words, self.spans = words, spans
        self.first, self.last = (np.array(column, np.int64) for column in zip(*spans, strict=True))
        self.size = self.last - self.first
        places = np.arange(len(words))
        self._inside = ((places >= self.first[:, None]) & (places < self.last[:, None])).astype(np.float32)
        # One row of words per span; short ones repeat their last word, which changes no extreme.
        self._grid = np.minimum(self.first[:, None] + np.arange(self.size.max()), self.last[:, None] - 1)
        self._has_before = (self.first > 0) & ~np.concatenate(([True], words.breaks))[self.first]
        self._has_behind = (self.last < len(words)) & ~words.breaks[self.last - 1]

    def sum(self, values: Values) -> Array:
        """The sum over the words of each span; for a matrix (rows × words): rows × spans."""
        return np.asarray(values.astype(np.float32) @ self._inside.T)

    def most(self, values: Values) -> Values:
        """The highest value among the words of each span."""
        return np.asarray(values[..., self._grid].max(axis=-1))

    def least(self, values: Values) -> Values:
        """The lowest value among the words of each span."""
        return np.asarray(values[..., self._grid].min(axis=-1))

    def before(self, values: Values) -> Values:
        """The value of the word before each span, 0 where there is none or punctuation intervenes."""
        return np.asarray(values[np.maximum(self.first - 1, 0)] * self._has_before)

    def behind(self, values: Values) -> Values:
        """The value of the word after each span, 0 where there is none or punctuation intervenes."""
        return np.asarray(values[np.minimum(self.last, len(self.words) - 1)] * self._has_behind)

    def opening(self, values: Values) -> Values:
        """The value of the first word of each span."""
        return np.asarray(values[self.first])

    def closing(self, values: Values) -> Values:
        """The value of the last word of each span."""
        return np.asarray(values[self.last - 1])

    @cached_property
    def goes_on(self) -> Values:
        """Whether the sentence goes on after each span."""
        return np.asarray(self._has_behind)

    @cached_property
    def letters(self) -> Array:
        """How many characters each span covers."""
        return np.array([self.words.letters(span) for span in self.spans], np.float32)

    @cached_property
    def vectors(self) -> Array:
        """The mean vector of each span, normalized."""
        return unit(np.asarray(self._inside @ self.words.vectors / self.size[:, None], np.float32))


class PairFeatures:
    """A sentence and its translation, and the features of spans of the translation for any words of the sentence."""

    def __init__(self, ours: Words, theirs: Words, dictionary: Mapping[tuple[str, str], float]) -> None:
        self.ours, self.theirs = ours, theirs
        self.every = Spans(theirs, spans_of(theirs))
        self.alike = similarity(ours, theirs)
        self.rows, self.columns = as_probabilities(self.alike, _SHARP)
        self.soft_rows, self.soft_columns = as_probabilities(self.alike, _SOFT)
        self.links = both_ways(self.rows, self.columns)
        self.soft_links = both_ways(self.soft_rows, self.soft_columns)
        self.mutual = _mutual(self.alike)
        self.known = np.array([[dictionary.get((a, b), 0.0) for b in theirs.stems] for a in ours.stems])
        self.free = np.clip(1 - self.links.max(axis=0) / _FREE, 0, 1) * theirs.content
        self.adjectives, self.verbs = theirs.are("adjective"), theirs.are("verb")
        self.small, self.pronouns = theirs.are("function", "pronoun"), theirs.are("pronoun")
        self.our_verbs, self.our_small = ours.are("verb"), ours.are("function", "pronoun")

    def features(self, asked: Span, spans: Spans | None = None) -> dict[str, Array]:
        """The features of spans (all by default) as the counterpart of the words `asked`, by name."""
        question = _Question(self, asked)
        groups: tuple[Callable[[_Question, Spans], Iterator[Feature]], ...] = (
            *(_answered, _linked, _dictionary, _left_over, _look, _meaning, _place, _descriptions, _kinds),
        )
        chosen = spans or self.every
        found = (feature for group in groups for feature in group(question, chosen))
        return {name: np.asarray(values, np.float32) for name, values in found}


class _Question:
    """The words asked about in a sentence pair, and what follows from them for each word of the translation."""

    def __init__(self, pair: PairFeatures, span: Span) -> None:
        self.pair, self.span = pair, span
        asked = np.zeros(len(pair.ours), bool)
        asked[span[0] : span[1]] = True
        content = asked & pair.ours.content
        self.asked = asked
        self.counted = content if content.any() else asked
        self.weight = max(1, int(content.sum()))
        self.inside, self.outside = pair.links[asked].sum(axis=0), pair.links[~asked].sum(axis=0)
        self.soft_inside, self.soft_outside = pair.soft_links[asked].sum(axis=0), pair.soft_links[~asked].sum(axis=0)
        self.wanted, self.soft_wanted = pair.columns[asked].sum(axis=0), pair.soft_columns[asked].sum(axis=0)
        self.linked, self.linked_outside = pair.mutual[asked].sum(axis=0), pair.mutual[~asked].sum(axis=0)
        self.known = pair.known[asked].max(axis=0)
        self.known_outside = np.zeros(len(pair.theirs)) if asked.all() else pair.known[~asked].max(axis=0)
        self.verb = bool(pair.our_verbs[asked].any())
        self.small = pair.our_small[asked]


# ------------------------------------------------------------------ the features


def _answered(q: _Question, spans: Spans) -> Iterator[Feature]:
    """How much of the words asked about is covered by a span, and how much of the span belongs to others."""
    covered = spans.sum(q.pair.rows[q.counted])
    yield "covered", covered.mean(axis=0)
    yield "covered least", covered.min(axis=0)
    yield "covered softly", spans.sum(q.pair.soft_rows[q.asked]).mean(axis=0)
    yield "inside", spans.sum(q.inside) / q.weight
    yield "outside", spans.sum(q.outside)
    yield "outside most", spans.most(q.outside)
    yield "inside softly", spans.sum(q.soft_inside) / q.weight
    yield "outside softly", spans.sum(q.soft_outside)
    yield "asked for", spans.sum(q.wanted) / spans.size
    yield "asked for softly", spans.sum(q.soft_wanted) / spans.size
    yield "asked for least", spans.least(q.soft_wanted)


def _linked(q: _Question, spans: Spans) -> Iterator[Feature]:
    """Links that are mutual best matches."""
    yield "linked inside", spans.sum(q.linked) / q.weight
    yield "linked outside", spans.sum(q.linked_outside)
    yield "linked least", spans.least(q.linked)


def _dictionary(q: _Question, spans: Spans) -> Iterator[Feature]:
    """The words inside in the dictionary derived from the two texts."""
    yield "known best", spans.most(q.known)
    yield "known", spans.sum(q.known) / spans.size
    yield "known otherwise", spans.most(q.known_outside)


def _left_over(q: _Question, spans: Spans) -> Iterator[Feature]:
    """Words without a link, inside and next to a span; and words next to it linked to those asked about."""
    yield "free inside", spans.sum(q.pair.free)
    yield "free before", spans.before(q.pair.free)
    yield "free behind", spans.behind(q.pair.free)
    yield "missed before", spans.before(q.inside)
    yield "missed behind", spans.behind(q.inside)


def _look(q: _Question, spans: Spans) -> Iterator[Feature]:
    """Length, number of words, and the places of content words."""
    content, count = q.pair.theirs.content, spans.sum(q.pair.theirs.content)
    longer = np.log(spans.letters / q.pair.ours.letters(q.span))
    yield "other length", np.abs(longer)
    yield "longer", np.maximum(0, longer - _FAR_LONGER)
    yield "words", spans.size
    yield "other number of words", np.abs(spans.size - (q.span[1] - q.span[0]))
    yield "begins with function", ~spans.opening(content)
    yield "ends with function", ~spans.closing(content)
    yield "only function", count == 0
    yield "more content", np.maximum(0, count - q.weight)
    yield "less content", np.maximum(0, q.weight - count)


def _meaning(q: _Question, spans: Spans) -> Iterator[Feature]:
    alike = q.pair.alike[q.asked]
    vector = unit(q.pair.ours.vectors[q.asked].mean(axis=0))
    best = spans.most(alike)
    yield "meaning", spans.vectors @ vector
    yield "likest", best.max(axis=0)
    yield "likeness inside", spans.sum(alike.max(axis=0)) / spans.size
    yield "likeness of asked", best.mean(axis=0)


def _place(q: _Question, spans: Spans) -> Iterator[Feature]:
    yield "other capital", spans.opening(q.pair.theirs.capitals) != q.pair.ours.capitals[q.span[0]]
    middle = (spans.first + spans.last) / 2 / len(q.pair.theirs)
    yield "elsewhere", np.abs(middle - sum(q.span) / 2 / len(q.pair.ours))


def _descriptions(q: _Question, spans: Spans) -> Iterator[Feature]:
    """Adjectives before the span, inside it, or at its end without their noun."""
    adjectives, free = q.pair.adjectives, q.pair.free
    before = spans.before(adjectives)
    only = spans.sum(adjectives) == spans.size
    yield "described before", before
    yield "described freely", before * spans.before(free)
    yield "described for others", before * spans.before(q.outside)
    yield "ends describing", spans.closing(adjectives) * (spans.goes_on & ~only)
    yield "only describing", only
    yield "describing others", spans.sum(q.outside * adjectives)
    yield "describing freely", spans.sum(free * adjectives)


def _kinds(q: _Question, spans: Spans) -> Iterator[Feature]:
    """Verbs on one side only; function words at the ends of one side only."""
    verbs, small = spans.sum(q.pair.verbs), q.pair.small
    has_verb = verbs > 0
    yield "acts", np.zeros(len(verbs)) if q.verb else verbs
    yield "acts not", ~has_verb & q.verb
    yield "opens small", (spans.opening(small) > 0) & (not q.small[0])
    yield "closes small", (spans.closing(small) > 0) & (not q.small[-1])
    yield "small words", np.maximum(0, spans.sum(small) - q.small.sum())
    # a verb's reflexive pronoun inside the span, and beside it
    pronouns = q.pair.pronouns
    yield "reflexive", has_verb & (spans.sum(pronouns) > 0)
    yield "reflexive left out", has_verb * np.maximum(spans.before(pronouns), spans.behind(pronouns))


# ------------------------------------------------------------------ word similarities


def similarity(ours: Words, theirs: Words) -> Array:
    """Cosines of all pairs of words: left × right."""
    return np.asarray(ours.vectors @ theirs.vectors.T)


def sharp_links(ours: Words, theirs: Words) -> Array:
    """The link strengths of all pairs of words: left × right."""
    return both_ways(*as_probabilities(similarity(ours, theirs), _SHARP))


def as_probabilities(alike: Array, temperature: float) -> tuple[Array, Array]:
    """Similarities as probabilities over the counterparts of each left word, and of each right word."""
    weights = np.exp((alike - alike.max()) / temperature)
    return weights / weights.sum(axis=1, keepdims=True), weights / weights.sum(axis=0, keepdims=True)


def both_ways(rows: Array, columns: Array) -> Array:
    """The geometric means of the probabilities in both directions."""
    return np.asarray(np.sqrt(rows * columns))


def _mutual(alike: Array) -> npt.NDArray[np.bool_]:
    """Pairs of words that are each other's best match."""
    found = np.zeros(alike.shape, bool)
    best = alike.argmax(axis=1)
    rows = np.flatnonzero(alike.argmax(axis=0)[best] == np.arange(len(alike)))
    found[rows, best[rows]] = True
    return found
