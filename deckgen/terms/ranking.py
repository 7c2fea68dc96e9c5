"""Candidates ranked by how likely they are to be key terms: specific to the text rather than common in the language.

Features are summed with weights fitted on glossaries (`ranking.toml`).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np

from deckgen.files import resources
from deckgen.languages import lexicon
from deckgen.languages.forms import SURROUNDINGS, surroundings
from deckgen.languages.language import language
from deckgen.languages.tokens import Place, Token, is_participle, is_verb
from deckgen.terms import in_context
from deckgen.terms.candidates import Candidate, candidates, is_fixed, parts
from deckgen.terms.counterparts import WordAlignment

Feature = tuple[str, float]
Sentences = Sequence[Sequence[Token]]

_RARE = 3.0  # Zipf frequency, below which words are technical
_WORDS_COUNTED = 1e9  # the basis of the Zipf scale


@dataclass(frozen=True)
class Ranked:
    """A candidate and its score, as log odds."""

    candidate: Candidate
    score: float


def ranked(split: Sentences, code: str, aligned: WordAlignment | None = None) -> list[Ranked]:
    """The candidates of a text, given as sentences of words, the most likely key terms first.

    Without its word alignment nothing is known of what they are in their sentences.
    """
    found = candidates(split, code)
    if not found:
        return []
    bias, weights = fitted()
    rows = np.array([[row[name] for name in weights] for row in features(found, split, code, aligned)])
    # Rounded, so that the order of summation does not matter.
    scores = np.round(rows @ np.array(list(weights.values())) + bias, 6)
    order = sorted(range(len(found)), key=lambda n: (-scores[n], found[n].places[0].sentence, found[n].places[0].first))
    return [Ranked(found[n], float(scores[n])) for n in order]


@cache
def fitted() -> tuple[float, Mapping[str, float]]:
    """The fitted bias, and the weights of the features by name."""
    held = resources.table("terms/ranking.toml")
    return held["bias"], held["weights"]


def features(
    found: Sequence[Candidate], split: Sentences, code: str, aligned: WordAlignment | None = None
) -> list[dict[str, float]]:
    """The features of every candidate, by name."""
    text = _Text(found, split, code)
    groups = (_size, _frequency, _determined, _classes, _nested, _shape, _surrounded)
    around = in_context.features(found, aligned) if aligned else [dict.fromkeys(in_context.NAMES, 0.0)] * len(found)
    return [
        {**dict(feature for group in groups for feature in group(each, text)), **here}
        for each, here in zip(found, around, strict=True)
    ]


class _Text:
    """A text with the counts that all its candidates need."""

    def __init__(self, found: Sequence[Candidate], split: Sentences, code: str) -> None:
        self.found, self.split, self.code = found, split, code
        self.known = language(code)
        self.lemmas = Counter(token.lemma for sentence in split for token in sentence)
        self.times = Counter({each.lemmas: len(each.places) for each in found})

    def words(self, place: Place) -> Sequence[Token]:
        """The words at a place."""
        return self.split[place.sentence][place.first : place.last]

    def content(self, each: Candidate) -> list[str]:
        """The lemmas of the content words of a candidate."""
        return [word for word in each.lemmas if word not in self.known.before_nouns] or list(each.lemmas)

    @cached_property
    def longer(self) -> Mapping[tuple[str, ...], int]:
        """Phrase → how often the most frequent longer candidate around it occurs, if more than once."""
        held: dict[tuple[str, ...], int] = {}
        for each in self.found:
            times = len(each.places)
            for part in parts(each.lemmas) if times > 1 else ():
                held[part] = max(held.get(part, 0), times)
        return held


def _size(each: Candidate, _text: _Text) -> Iterator[Feature]:
    size, times = len(each.lemmas), len(each.places)
    yield from ((name, float(size == n)) for n, name in enumerate(("one", "two", "three"), 1))
    yield "more", float(size > 3)
    yield "times", math.log(times)
    yield "times more", float(times > 1)


def _frequency(each: Candidate, text: _Text) -> Iterator[Feature]:
    """How frequent its words are in the language, and how much more so here (log ratio to the expected count)."""
    content, times = text.content(each), len(each.places)
    met = lexicon.zipf(text.words(each.places[0])[0].bare, text.code) if len(each.lemmas) == 1 else 0.0
    frequencies = [max(lexicon.zipf(word, text.code), met) for word in content]
    expected = [10**zipf / _WORDS_COUNTED * text.lemmas.total() for zipf in frequencies]
    keys = [math.log((times + 0.5) / (value + 0.5)) for value in expected]
    yield "rarest", min(frequencies)
    yield "usual", sum(frequencies) / len(frequencies)
    yield "key", min(keys)
    yield "key most", max(keys)
    yield "rare", float(min(frequencies) < _RARE)
    yield "unknown", float(not all(lexicon.is_known(word, text.code) for word in content))
    yield "parts", sum(math.log(text.lemmas[word]) for word in content) / len(content)


def _determined(each: Candidate, text: _Text) -> Iterator[Feature]:
    before = [text.split[place.sentence][place.first - 1].bare if place.first else "" for place in each.places]
    determined = sum(word in text.known.determiners for word in before)
    yield "determined", determined / len(each.places)
    yield "determined once", float(determined > 0)


def _classes(each: Candidate, text: _Text) -> Iterator[Feature]:
    """Word classes, as far as the endings tell."""
    known, size = text.known, len(each.lemmas)
    first, *later = text.words(each.places[0])
    yield "verb later", float(any(is_verb(w.lemma, known) and not is_participle(w.bare, known) for w in later))
    yield "noun", float(bool(known.nouns and re.search(known.nouns, each.lemmas[-1])))
    yield "adjective", float(bool(known.adjectives and re.search(known.adjectives, each.lemmas[-1])))
    verb = is_verb(each.lemmas[0], known)
    yield "verb", float(verb and size == 1)
    yield "verb more", float(verb and size > 1)
    yield "acronym", float(each.lemmas[0].isupper())
    yield "plain ending", float(first.lemma == first.bare)
    yield "linked by article", float(any(len(word.bare) > 2 for word in later[:-1]))


def _nested(each: Candidate, text: _Text) -> Iterator[Feature]:
    """How often it is inside a longer, repeated candidate; whether it contains a more frequent one."""
    yield "inside a longer one", text.longer.get(each.lemmas, 0) / len(each.places)
    frequent = any(text.times[part] > len(each.places) for part in parts(each.lemmas))
    yield "holds a frequent one", float(frequent)


def _shape(each: Candidate, text: _Text) -> Iterator[Feature]:
    yield "weak", sum(word in text.known.weak for word in each.lemmas) / len(each.lemmas)
    yield "letters", math.log(sum(map(len, each.lemmas)))
    yield "opens", float(each.places[0].first == 0)
    yield "fixed", float(is_fixed(text.words(each.places[0]), text.code))


def _surrounded(each: Candidate, text: _Text) -> Iterator[Feature]:
    """The share of its places with each of SURROUNDINGS."""
    around = [surroundings(place, text.split[place.sentence], text.code) for place in each.places]
    yield from ((name, sum(here[name] for here in around) / len(around)) for name in SURROUNDINGS)


def shown(place: Place, split: Sentences) -> str:
    """The words at a place with single spaces, none after an elision."""
    words = [token.text for token in split[place.sentence][place.first : place.last]]
    return "".join(word if word.endswith(("’", "'")) else f"{word} " for word in words).strip()
