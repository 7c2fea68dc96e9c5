"""The span of a translation that corresponds to a span of the original, and its probability.

A small network turns the features of all spans (`span_features`) into probabilities. Its weights,
`counterparts.npz`, were fitted on human-made glossaries.
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
    """A span of the translation, and the probability that it is exactly the counterpart of a given span."""

    span: Span
    text: str
    probability: float
    adjusted: bool = False  # the span was changed afterwards


class WordAlignment:
    """Two texts word by word; `left[n]` and `right[n]` are the sentences of one pair."""

    def __init__(self, left: Sequence[Words], right: Sequence[Words]) -> None:
        self.left, self.right = left, right
        self._pairs: dict[int, PairFeatures] = {}
        self._links: dict[int, Array] = {}

    def links(self, n: int) -> Array:
        """The strengths of the links between the words of pair n, left × right; neither side is empty."""
        if n not in self._links:
            self._links[n] = np.asarray(sharp_links(self.left[n], self.right[n]), np.float32)
        return self._links[n]

    def regular(self, ours: Sequence[str], theirs: Sequence[str]) -> float:
        """How regularly stems of two sides correspond in all pairs, 0 … 1: the mean of the best for each of ours."""
        best = [max((self._dictionary.get((a, b), 0.0) for b in theirs), default=0.0) for a in ours if len(a) > 3]
        return sum(best) / len(best) if best else 0.0

    @cached_property
    def _dictionary(self) -> dict[tuple[str, str], float]:
        """How regularly two stems correspond: Dice's coefficient over the soft counts of links in all pairs."""
        single = Counter[str](), Counter[str]()
        together: dict[tuple[str, str], float] = defaultdict(float)
        for n, (ours, theirs) in enumerate(zip(self.left, self.right, strict=True)):
            if len(ours) and len(theirs):
                links = self.links(n)
                for i, j in zip(*np.nonzero(links > _COUNTED), strict=True):
                    together[ours.stems[i], theirs.stems[j]] += float(links[i, j])
                single[0].update(set(ours.stems))
                single[1].update(set(theirs.stems))
        return {pair: 2 * count / (single[0][pair[0]] + single[1][pair[1]]) for pair, count in together.items()}

    def counterpart(self, n: int, span: Span) -> Counterpart | None:
        """The counterpart of the words `span` of the left sentence of pair n; None if either is empty."""
        theirs = self.right[n]
        if span[0] >= span[1] or not len(theirs):
            return None
        pair = self.pair(n)
        best, probability = scorer().best(pair.features(span))
        chosen = pair.every.spans[best]
        return Counterpart(chosen, theirs.span_text(chosen), probability)

    def pair(self, n: int) -> PairFeatures:
        """The features of pair n, for any span."""
        if n not in self._pairs:
            self._pairs[n] = PairFeatures(self.left[n], self.right[n], self._dictionary)
        return self._pairs[n]

    def features_of(self, n: int, span: Span, answer: Span) -> dict[str, float]:
        """The features of one span of the right sentence of pair n as the counterpart of `span`, by name."""
        found = self.pair(n).features(span, Spans(self.right[n], [answer]))
        return {name: float(values[0]) for name, values in found.items()}


@dataclass(frozen=True)
class SpanScorer:
    """The probability of a span by its features: a linear part, and a layer of hidden units.

    `mean`, `spread` and `direct` have one number per feature, in the order of `names`; `hidden` is features × units,
    `bias` and `out` have one number per unit.
    """

    names: tuple[str, ...]
    mean: Array
    spread: Array
    direct: Array
    hidden: Array
    bias: Array
    out: Array

    def best(self, features: Mapping[str, Array]) -> tuple[int, float]:
        """The index of the most probable span and its probability, given each feature as an array over spans."""
        rows = (np.stack([features[name] for name in self.names], axis=1) - self.mean) / self.spread
        scores = rows @ self.direct + np.maximum(rows @ self.hidden + self.bias, 0) @ self.out
        probable = np.exp(scores - scores.max())
        best = int(probable.argmax())
        return best, float(probable[best] / probable.sum())


@cache
def scorer() -> SpanScorer:
    """The fitted scorer."""
    held = resources.arrays("terms/counterparts.npz")
    names = tuple(map(str, held.pop("names")))
    return SpanScorer(names, **{name: values.astype(np.float32) for name, values in held.items()})


def save(made: SpanScorer, path: Path) -> None:
    """Write a scorer to a file."""
    held = {name: values.astype(np.float32) for name, values in vars(made).items() if name != "names"}
    np.savez_compressed(path, names=np.array(made.names), **held)
