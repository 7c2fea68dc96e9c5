"""Which words of a sentence answer which of its translation: the counterpart of a span, and how sure that is.

Vectors of words are compared with each other (as in SimAlign, Jalili Sabet et al. 2020). What that says of a candidate
span, and what the rest of both texts says of its words, are features; a small network turns them into how probable each
span of the translation is. What it knows, `links.npz`, was fitted on glossaries that people made.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from deckgen.files import resources
from deckgen.vectors.e5 import unit
from deckgen.vectors.words import Array, Span, Words

LONGEST = 7  # words of a counterpart
_SHARP, _SOFT = 0.1, 0.2  # temperatures of reading similarities as probabilities
_FREE = 0.5  # how strongly the words of a sentence must be answered not to be free
_TOGETHER = 0.02  # weaker links are not counted


@dataclass(frozen=True)
class Counterpart:
    """A span of the translation, and the probability that it is just what answers the span that was asked for."""

    span: Span
    text: str
    sure: float
    mended: bool = False  # the span is another one since


class Links:
    """Two texts word by word; `left[n]` and `right[n]` are the sentences of one pair."""

    def __init__(self, left: Sequence[Words], right: Sequence[Words]) -> None:
        self.left, self.right = left, right

    @cached_property
    def _dictionary(self) -> dict[tuple[str, str], float]:
        """How regularly two stems answer each other: Dice's coefficient over softly counted links of all pairs."""
        alone = Counter[str](), Counter[str]()
        together: dict[tuple[str, str], float] = defaultdict(float)
        for ours, theirs in zip(self.left, self.right, strict=True):
            if len(ours) and len(theirs):
                links = _both(*_read(_similar(ours, theirs), _SHARP))
                for i, j in zip(*np.nonzero(links > _TOGETHER), strict=True):
                    together[ours.stems[i], theirs.stems[j]] += float(links[i, j])
                alone[0].update(set(ours.stems))
                alone[1].update(set(theirs.stems))
        return {pair: 2 * count / (alone[0][pair[0]] + alone[1][pair[1]]) for pair, count in together.items()}

    def counterpart(self, n: int, span: Span) -> Counterpart | None:
        """What answers the words `span` of the left sentence of pair n; None where one of the sentences is empty."""
        theirs = self.right[n]
        if span[0] >= span[1] or not len(theirs):
            return None
        spans, features = self.features(n, span)
        best, sure = model().best(features)
        return Counterpart(spans[best], theirs.span_text(spans[best]), sure)

    def said(self, n: int, span: Span, answer: Span) -> list[float]:
        """The features of one span of the right sentence of pair n as the answer to `span`, as FEATURES has them."""
        return list(self._reading(n, span).features(*answer))

    def _reading(self, n: int, span: Span) -> _Reading:
        return _Reading(self.left[n], self.right[n], span, self._dictionary)

    def features(self, n: int, span: Span) -> tuple[list[Span], Array]:
        """Every span of the right sentence of pair n that may answer `span`, and its features: spans × FEATURES."""
        theirs, reading = self.right[n], self._reading(n, span)
        spans = [
            (a, b)
            for a in range(len(theirs))
            for b in range(a + 1, min(len(theirs), a + LONGEST) + 1)
            if not theirs.breaks[a : b - 1].any()
        ]
        return spans, np.array([list(reading.features(a, b)) for a, b in spans], np.float32)


@dataclass(frozen=True)
class Model:
    """How probable a span is by its features: what they say by themselves, and through hidden units together.

    `mean`, `spread` and `direct` have one number a feature, `hidden` is features × units, `bias` and `out` have one a
    unit.
    """

    mean: Array
    spread: Array
    direct: Array
    hidden: Array
    bias: Array
    out: Array

    def best(self, features: Array) -> tuple[int, float]:
        """Which of some spans (spans × features) is the most probable, and how probable that is."""
        rows = (features - self.mean) / self.spread
        scores = rows @ self.direct + np.maximum(rows @ self.hidden + self.bias, 0) @ self.out
        probable = np.exp(scores - scores.max())
        best = int(probable.argmax())
        return best, float(probable[best] / probable.sum())


@cache
def model() -> Model:
    """The model that was fitted."""
    return Model(
        **{name: values.astype(np.float32) for name, values in resources.arrays("terms/counterparts.npz").items()}
    )


def save(made: Model, path: Path) -> None:
    """Keep a model for later."""
    np.savez_compressed(path, **{name: values.astype(np.float32) for name, values in vars(made).items()})


# ------------------------------------------------------------------ what is known of a span


FEATURES = (
    # how much of the words asked for is answered inside, by sharp and by soft reading
    *("covered", "covered least", "covered softly"),
    # how much of what is inside answers them, and how much other words
    *("inside", "outside", "outside most", "inside softly", "outside softly"),
    *("asked for", "asked for softly", "asked for least"),
    # links on which both directions agree
    *("linked inside", "linked outside", "linked least"),
    # the dictionary that both texts make
    *("known best", "known", "known otherwise"),
    # words that answer nothing: inside, and beside the span; and words beside it that answer those asked for
    *("free inside", "free before", "free behind", "missed before", "missed behind"),
    # the look of the span
    *("other length", "longer", "words", "other number of words", "begins with function", "ends with function"),
    *("only function", "more content", "less content", "meaning", "likest", "likeness inside", "likeness of asked"),
    *("other capital", "elsewhere"),
    # an adjective before the span, or one at its end whose noun is left out
    *("described before", "described freely", "described for others", "ends describing", "only describing"),
    *("describing others", "describing freely"),
    # verbs that answer no verb, and none that answers one; small words at its ends where those asked for have none
    *("acts", "acts not", "opens small", "closes small", "small words"),
    # a verb's reflexive pronoun inside the span, and beside it
    *("reflexive", "reflexive left out"),
)


class _Reading:
    """One sentence pair read for one span of its left side."""

    def __init__(self, ours: Words, theirs: Words, span: Span, dictionary: dict[tuple[str, str], float]) -> None:
        self.ours, self.theirs, self.span = ours, theirs, span
        asked = np.zeros(len(ours), bool)
        asked[span[0] : span[1]] = True
        self.alike = _similar(ours, theirs)
        self.rows, columns = _read(self.alike, _SHARP)
        self.soft_rows, soft_columns = _read(self.alike, _SOFT)
        links, soft = _both(self.rows, columns), _both(self.soft_rows, soft_columns)
        agreed = _mutual(self.alike)
        known = np.array([[dictionary.get((a, b), 0.0) for b in theirs.stems] for a in ours.stems])
        self.asked = asked
        self.inside, self.outside = links[asked].sum(axis=0), links[~asked].sum(axis=0)
        self.soft_inside, self.soft_outside = soft[asked].sum(axis=0), soft[~asked].sum(axis=0)
        self.wanted, self.soft_wanted = columns[asked].sum(axis=0), soft_columns[asked].sum(axis=0)
        self.linked, self.linked_out = agreed[asked].sum(axis=0), agreed[~asked].sum(axis=0)
        self.known = known[asked].max(axis=0)
        self.known_out = known[~asked].max(axis=0) if not asked.all() else np.zeros(len(theirs))
        self.free = np.clip(1 - links.max(axis=0) / _FREE, 0, 1) * theirs.content
        self.describing, self.acting = theirs.are("adjective"), theirs.are("verb")
        self.small, self.pronouns = theirs.are("function", "pronoun"), theirs.are("pronoun")
        self.asked_acts = bool(ours.are("verb")[asked].any())
        self.asked_small = ours.are("function", "pronoun")[asked]
        self.heavy = asked & ours.content if (asked & ours.content).any() else asked
        self.weight = max(1, int((asked & ours.content).sum()))
        self.letters = ours.places[span[1] - 1][1] - ours.places[span[0]][0]
        self.vector = unit(ours.vectors[asked].mean(axis=0))

    def _beside(self, values: npt.NDArray[np.floating], a: int, b: int) -> tuple[float, float]:
        """The values of the words before and behind a span, 0 where a comma or the like parts them from it."""
        breaks = self.theirs.breaks
        before = float(values[a - 1]) if a and not breaks[a - 1] else 0.0
        return before, float(values[b]) if b < len(self.theirs) and not breaks[b - 1] else 0.0

    def features(self, a: int, b: int) -> Iterator[float]:
        """In the order of FEATURES."""
        part = slice(a, b)
        covered = self.rows[self.heavy][:, part].sum(axis=1)
        yield from (covered.mean(), covered.min(), self.soft_rows[self.asked][:, part].sum(axis=1).mean())
        yield from (self.inside[part].sum() / self.weight, self.outside[part].sum(), self.outside[part].max())
        yield from (self.soft_inside[part].sum() / self.weight, self.soft_outside[part].sum())
        yield from (self.wanted[part].mean(), self.soft_wanted[part].mean(), self.soft_wanted[part].min())
        yield from (self.linked[part].sum() / self.weight, self.linked_out[part].sum(), self.linked[part].min())
        yield from (self.known[part].max(), self.known[part].mean(), self.known_out[part].max())
        yield from (self.free[part].sum(), *self._beside(self.free, a, b), *self._beside(self.inside, a, b))
        yield from self._look(a, b)
        alike = self.alike[self.asked][:, part]
        meaning = float(unit(self.theirs.vectors[part].mean(axis=0)) @ self.vector)
        yield from (meaning, alike.max(), alike.max(axis=0).mean(), alike.max(axis=1).mean())
        capitals = [words[n][:1].isupper() for words, n in ((self.ours, self.span[0]), (self.theirs, a))]
        yield float(capitals[0] != capitals[1])
        yield abs((a + b) / 2 / len(self.theirs) - sum(self.span) / 2 / len(self.ours))
        yield from self._descriptions(a, b)
        yield from self._kinds(a, b)

    def _descriptions(self, a: int, b: int) -> Iterator[float]:
        describing, breaks = self.describing, self.theirs.breaks
        before = float(describing[a - 1]) if a and not breaks[a - 1] else 0.0
        yield from (before, before * float(self.free[a - 1]), before * float(self.outside[a - 1]))
        inside = describing[a:b]
        goes_on = b < len(self.theirs) and not breaks[b - 1]
        yield from (float(inside[-1]) if goes_on and not inside.all() else 0.0, float(inside.all()))
        yield from (float((self.outside[a:b] * inside).sum()), float((self.free[a:b] * inside).sum()))

    def _kinds(self, a: int, b: int) -> Iterator[float]:
        acting, small, pronouns = self.acting[a:b], self.small[a:b], self.pronouns
        ours = self.asked_small
        yield from (0.0 if self.asked_acts else float(acting.sum()), float(self.asked_acts and not acting.any()))
        yield from (float(small[0] and not ours[0]), float(small[-1] and not ours[-1]))
        yield max(0.0, float(small.sum() - ours.sum()))
        verb = float(acting.any())
        yield verb * float(pronouns[a:b].any())
        yield verb * max(self._beside(pronouns, a, b))

    def _look(self, a: int, b: int) -> Iterator[float]:
        places, content = self.theirs.places, self.theirs.content[a:b]
        longer = float(np.log((places[b - 1][1] - places[a][0]) / self.letters))
        yield from (abs(longer), max(0.0, longer - 0.5), b - a, abs(b - a - (self.span[1] - self.span[0])))
        yield from (float(not content[0]), float(not content[-1]), float(not content.any()))
        yield from (max(0, int(content.sum()) - self.weight), max(0, self.weight - int(content.sum())))


def _similar(ours: Words, theirs: Words) -> Array:
    """Cosines of every two words: left × right."""
    return np.asarray(ours.vectors @ theirs.vectors.T)


def _read(alike: Array, temperature: float) -> tuple[Array, Array]:
    """Similarities as probabilities of the answer to each left word, and to each right word."""
    weights = np.exp((alike - alike.max()) / temperature)
    return weights / weights.sum(axis=1, keepdims=True), weights / weights.sum(axis=0, keepdims=True)


def _both(rows: Array, columns: Array) -> Array:
    return np.asarray(np.sqrt(rows * columns))


def _mutual(alike: Array) -> npt.NDArray[np.bool_]:
    """Pairs of words that are each other's best answer."""
    found = np.zeros(alike.shape, bool)
    best = alike.argmax(axis=1)
    rows = np.flatnonzero(alike.argmax(axis=0)[best] == np.arange(len(alike)))
    found[rows, best[rows]] = True
    return found
