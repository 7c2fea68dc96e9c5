"""Which span of a translation answers a span of the original, and how probable that is.

A small network turns the features of every span (`span_features`) into how probable each is. What it knows,
`counterparts.npz`, was fitted on glossaries that people made.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import numpy as np

from deckgen.files import resources
from deckgen.terms.span_features import PairFeatures, Spans, sharp_links
from deckgen.vectors.words import Array, Span, Words

_COUNTED = 0.02  # weaker links do not count for the dictionary


@dataclass(frozen=True)
class Counterpart:
    """A span of the translation, and the probability that it is just what answers the span that was asked for."""

    span: Span
    text: str
    probability: float
    mended: bool = False  # the span was changed since


class WordAlignment:
    """Two texts word by word; `left[n]` and `right[n]` are the sentences of one pair."""

    def __init__(self, left: Sequence[Words], right: Sequence[Words]) -> None:
        self.left, self.right = left, right
        self._pairs: dict[int, PairFeatures] = {}

    @cached_property
    def _dictionary(self) -> dict[tuple[str, str], float]:
        """How regularly two stems answer each other: Dice's coefficient over softly counted links of all pairs."""
        alone = Counter[str](), Counter[str]()
        together: dict[tuple[str, str], float] = defaultdict(float)
        for ours, theirs in zip(self.left, self.right, strict=True):
            if len(ours) and len(theirs):
                links = sharp_links(ours, theirs)
                for i, j in zip(*np.nonzero(links > _COUNTED), strict=True):
                    together[ours.stems[i], theirs.stems[j]] += float(links[i, j])
                alone[0].update(set(ours.stems))
                alone[1].update(set(theirs.stems))
        return {pair: 2 * count / (alone[0][pair[0]] + alone[1][pair[1]]) for pair, count in together.items()}

    def counterpart(self, n: int, span: Span) -> Counterpart | None:
        """What answers the words `span` of the left sentence of pair n; None where one of the sentences is empty."""
        theirs = self.right[n]
        if span[0] >= span[1] or not len(theirs):
            return None
        pair = self.pair(n)
        best, probability = scorer().best(pair.features(span))
        chosen = pair.every.spans[best]
        return Counterpart(chosen, theirs.span_text(chosen), probability)

    def pair(self, n: int) -> PairFeatures:
        """What is known of pair n whatever is asked for."""
        if n not in self._pairs:
            self._pairs[n] = PairFeatures(self.left[n], self.right[n], self._dictionary)
        return self._pairs[n]

    def features_of(self, n: int, span: Span, answer: Span) -> dict[str, float]:
        """The features of one span of the right sentence of pair n as the counterpart of `span`, by name."""
        found = self.pair(n).features(span, Spans(self.right[n], [answer]))
        return {name: float(values[0]) for name, values in found.items()}


@dataclass(frozen=True)
class SpanScorer:
    """How probable a span is by its features: what each says by itself, and all together through hidden units.

    `mean`, `spread` and `direct` have one number a feature, in the order of `names`; `hidden` is features × units,
    `bias` and `out` have one a unit.
    """

    names: tuple[str, ...]
    mean: Array
    spread: Array
    direct: Array
    hidden: Array
    bias: Array
    out: Array

    def best(self, features: Mapping[str, Array]) -> tuple[int, float]:
        """Which of some spans is the most probable, given arrays over the spans by name, and how probable that is."""
        rows = (np.stack([features[name] for name in self.names], axis=1) - self.mean) / self.spread
        scores = rows @ self.direct + np.maximum(rows @ self.hidden + self.bias, 0) @ self.out
        probable = np.exp(scores - scores.max())
        best = int(probable.argmax())
        return best, float(probable[best] / probable.sum())


@cache
def scorer() -> SpanScorer:
    """The scorer that was fitted."""
    held = resources.arrays("terms/counterparts.npz")
    names = tuple(map(str, held.pop("names")))
    return SpanScorer(names, **{name: values.astype(np.float32) for name, values in held.items()})


def save(made: SpanScorer, path: Path) -> None:
    """Keep a scorer for later."""
    held = {name: values.astype(np.float32) for name, values in vars(made).items() if name != "names"}
    np.savez_compressed(path, names=np.array(made.names), **held)
