"""Key terms of a text, ranked for a person to choose from: how much more of the text a phrase is than of the language.

What speaks for a candidate is summed up with weights that were fitted on glossaries (`terms.toml`).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from deckgen.files import resources
from deckgen.languages import lexicon
from deckgen.languages.forms import SURROUNDINGS, surroundings
from deckgen.languages.language import language
from deckgen.languages.tokens import Place, Token, is_participle, is_verb
from deckgen.terms.candidates import Candidate, candidates, is_fixed, parts
from deckgen.vectors import e5, stored

_NEIGHBOURS = 2  # words of a list that a candidate is compared with
_RARE = 3.0  # Zipf frequency of a word that only a field uses
_WORDS_COUNTED = 1e9  # the Zipf scale counts words in so many


@dataclass(frozen=True)
class Ranked:
    """A candidate and how much speaks for it, as log odds."""

    candidate: Candidate
    score: float


def ranked(split: Sequence[Sequence[Token]], code: str) -> list[Ranked]:
    """The candidates of a text, given as sentences of words, the likeliest key terms first."""
    found = candidates(split, code)
    if not found:
        return []
    scores = np.round(features(found, split, code) @ weights(), 6)  # sums in another order are the same score
    order = sorted(range(len(found)), key=lambda n: (-scores[n], found[n].places[0].sentence, found[n].places[0].first))
    return [Ranked(found[n], float(scores[n])) for n in order]


@cache
def weights() -> npt.NDArray[np.float64]:
    """The weights of FEATURES."""
    given = resources.table("terms/ranking.toml")["weights"]
    return np.array([given[name] for name in FEATURES])


@cache
def field_direction() -> npt.NDArray[np.float32]:
    """The direction from the vectors of everyday words to those of business (Fisher's linear discriminant)."""
    return np.array(resources.table("terms/ranking.toml")["field"]["direction"], np.float32)


@cache
def listed_vectors(name: str) -> npt.NDArray[np.float32]:
    """The sentence vectors of words that are `business`, or `everyday` ones, by the lists under field/."""
    return stored.vectors(resources.listed(f"languages/field/{name}.txt"))


FEATURES = (
    *("one", "two", "three", "four", "times", "times more"),
    *("rarest", "usual", "key", "key most", "rare", "unknown"),
    *(
        "determined",
        "determined once",
        "parts",
        "verb later",
        "noun",
        "adjective",
        "verb",
        "verb more",
        "acronym",
        "plain ending",
        "linked",
        "linked by article",
    ),
    *("inside a longer one", "holds a frequent one", "weak", "near", "nearest", "field"),
    *("listed", "rather listed", "letters", "opens", "fixed"),
    *SURROUNDINGS,
)


def features(found: Sequence[Candidate], split: Sequence[Sequence[Token]], code: str) -> npt.NDArray[np.float64]:
    """What is known of every candidate: candidates × FEATURES."""
    counts = Counter({each.lemmas: len(each.places) for each in found})
    near = _nearness(found, split)
    longer = _longer(found)
    alone = Counter(token.lemma for sentence in split for token in sentence)
    rows = [
        [
            *_row(each, split, code, alone),
            *_nested(each, counts, longer),
            *_weak(each, code),
            *close,
            *_shape(each, split, code),
            *_surrounded(each, split, code),
        ]
        for each, close in zip(found, near, strict=True)
    ]
    return np.array(rows, float)


def _row(each: Candidate, split: Sequence[Sequence[Token]], code: str, alone: Counter[str]) -> Iterator[float]:
    total = alone.total()
    known, size, times = language(code), len(each.lemmas), len(each.places)
    yield from (float(size == n) for n in (1, 2, 3, 4))
    yield from (math.log(times), float(times > 1))
    bearing = [word for word in each.lemmas if word not in known.links | known.determiners] or list(each.lemmas)
    frequencies = [
        max(lexicon.zipf(word, code), lexicon.zipf(_text(each, split), code) if size == 1 else 0) for word in bearing
    ]
    expected = [10**zipf / _WORDS_COUNTED * total for zipf in frequencies]
    keys = [math.log((times + 0.5) / (value + 0.5)) for value in expected]
    yield from (min(frequencies), sum(frequencies) / len(frequencies), min(keys), max(keys))
    yield from (float(min(frequencies) < _RARE), float(not all(lexicon.is_known(word, code) for word in bearing)))
    before = [split[place.sentence][place.first - 1].bare if place.first else "" for place in each.places]
    determined = sum(word in known.determiners for word in before)
    yield from (
        determined / times,
        float(determined > 0),
        sum(math.log(alone[word]) for word in bearing) / len(bearing),
    )
    first_place = each.places[0]
    later = split[first_place.sentence][first_place.first + 1 : first_place.last]
    yield float(any(is_verb(word.lemma, known) and not is_participle(word.bare, known) for word in later))
    yield from (
        float(bool(pattern and re.search(pattern, each.lemmas[-1]))) for pattern in (known.nouns, known.adjectives)
    )
    verb = is_verb(each.lemmas[0], known)
    yield from (float(verb and size == 1), float(verb and size > 1), float(each.lemmas[0].isupper()))
    first = split[each.places[0].sentence][each.places[0].first]
    yield float(first.lemma == first.bare)
    inner = each.lemmas[1:-1]
    words = [token.bare for token in split[each.places[0].sentence][each.places[0].first : each.places[0].last]][1:-1]
    yield float(bool(inner))
    yield float(any(len(word) > 2 for word in words))


def _text(each: Candidate, split: Sequence[Sequence[Token]]) -> str:
    place = each.places[0]
    return split[place.sentence][place.first].bare


def _nested(each: Candidate, counts: Counter[tuple[str, ...]], longer: dict[tuple[str, ...], int]) -> Iterator[float]:
    """How often it stands in a longer candidate that occurs again; and whether it holds one that occurs more often."""
    yield longer.get(each.lemmas, 0) / len(each.places)
    yield float(any(counts[part] > len(each.places) for part in parts(each.lemmas)))


def _longer(found: Sequence[Candidate]) -> dict[tuple[str, ...], int]:
    """For phrases inside other ones, how often the most frequent of those occurs, if more than once."""
    held: dict[tuple[str, ...], int] = {}
    for each in found:
        times = len(each.places)
        for part in parts(each.lemmas) if times > 1 else ():
            held[part] = max(held.get(part, 0), times)
    return held


def _weak(each: Candidate, code: str) -> Iterator[float]:
    known = language(code)
    yield sum(word in known.weak for word in each.lemmas) / len(each.lemmas)


def _nearness(found: Sequence[Candidate], split: Sequence[Sequence[Token]]) -> list[tuple[float, ...]]:
    """How near each candidate is to what the text is about, to the nearest frequent word, and to business."""
    if not e5.available():
        return [(0.0,) * 5] * len(found)
    given = vectors_of(found, split)
    field = given @ field_direction()
    vectors = e5.unit(given - given.mean(axis=0))
    weight = np.array([len(each.places) - 1 for each in found], np.float32)
    centre = e5.unit(weight @ vectors if weight.any() else vectors.sum(axis=0))
    frequent = np.argsort(-weight, kind="stable")[:30]
    alike = vectors @ vectors[frequent].T
    alike[frequent, np.arange(len(frequent))] = -1
    ours, others = (_likest(given @ listed_vectors(name).T) for name in ("business", "everyday"))
    columns = (vectors @ centre, alike.max(axis=1), field, ours, ours - others)
    return [tuple(map(float, row)) for row in zip(*columns, strict=True)]


def _likest(alike: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """The mean of the highest similarities of each row."""
    return np.asarray(np.sort(alike, axis=1)[:, -_NEIGHBOURS:].mean(axis=1))


def vectors_of(found: Sequence[Candidate], split: Sequence[Sequence[Token]]) -> npt.NDArray[np.float32]:
    """The sentence vectors of candidates as they first stand in the text."""
    return stored.vectors([shown(each.places[0], split) for each in found])


def _shape(each: Candidate, split: Sequence[Sequence[Token]], code: str) -> Iterator[float]:
    yield math.log(sum(map(len, each.lemmas)))
    place = each.places[0]
    yield float(place.first == 0)
    yield float(is_fixed(split[place.sentence][place.first : place.last], code))


def _surrounded(each: Candidate, split: Sequence[Sequence[Token]], code: str) -> Iterator[float]:
    """In which part of its places it stands beside what it may be a part of a longer phrase with."""
    rows = [surroundings(place, split[place.sentence], code) for place in each.places]
    yield from np.mean(np.array(rows, float), axis=0)


def shown(place: Place, split: Sequence[Sequence[Token]]) -> str:
    """The words of a place with single spaces, an elision joined to its word."""
    words = [token.text for token in split[place.sentence][place.first : place.last]]
    return "".join(word if word.endswith(("’", "'")) else f"{word} " for word in words).strip()
