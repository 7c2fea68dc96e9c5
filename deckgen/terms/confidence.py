"""The probability that a proposed card is right as it is: its unit, its translation, its forms, its words.

Features are summed with weights fitted on cards that readers judged right or wrong one by one (`confidence.toml`).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from deckgen.files import resources
from deckgen.languages.forms import surroundings
from deckgen.languages.grammar import DictionaryForm
from deckgen.languages.registry import rules_of
from deckgen.languages.tokens import ACTING, Place
from deckgen.terms.bilingual import BilingualText
from deckgen.terms.candidates import Candidate, parts
from deckgen.terms.counterparts import Counterpart

Feature = tuple[str, float]
# Features that word alignment gives for the chosen span.
_ALIGNED = (
    *("covered least", "free before", "free behind", "missed before", "missed behind", "elsewhere", "longer"),
    *("ends describing", "acts", "acts not", "reflexive left out"),
)
_FAR = 10.0  # log odds
_MOST = 0.999  # highest probability distinguished from 1


@dataclass(frozen=True)
class TermMatch:
    """A candidate at the place of its example, its counterpart there, and both dictionary forms.

    `agreed` counts the places with the same counterpart, `others` lists the other counterparts with their counts.
    """

    candidate: Candidate
    place: Place
    answer: Counterpart
    front: DictionaryForm
    back: DictionaryForm
    agreed: int
    others: tuple[tuple[str, int], ...] = ()

    @property
    def formed(self) -> bool:
        """Whether both dictionary forms are certain and of one kind."""
        return self.front.certain and self.back.certain and self.alike

    @property
    def alike(self) -> bool:
        """Whether both sides are of one kind; a phrase can match an adjective: in eccesso, přebytečný."""
        return (self.front.kind, self.back.kind) == ("phrase", "adjective") or self.front.kind == self.back.kind


def confidence(match: TermMatch, text: BilingualText, ranks: Mapping[tuple[str, ...], int]) -> float:
    """The probability that the card of a match is right, 0 … 1; `ranks` of all candidates by their lemmas."""
    fitted = resources.table("terms/confidence.toml")
    weights = fitted["weights"]
    odds = fitted["bias"] + sum(weights[name] * value for name, value in features(match, text, ranks).items())
    return 1 / (1 + math.exp(-min(max(odds, -_FAR), _FAR)))


def features(match: TermMatch, text: BilingualText, ranks: Mapping[tuple[str, ...], int]) -> dict[str, float]:
    """The features of a match, by name."""
    groups = (_counterpart(match, text), _forms(match, text), _words(match, text, ranks), _classes(match, text))
    return dict(feature for group in groups for feature in group)


def _counterpart(match: TermMatch, text: BilingualText) -> Iterator[Feature]:
    """Its probability, whether it was adjusted, and the share of places that agree on it."""
    probability = min(max(match.answer.probability, 1 - _MOST), _MOST)
    yield "sure", math.log(probability / (1 - probability))
    yield "mended", float(match.answer.adjusted)
    yield "agreed", match.agreed / (match.agreed + sum(count for _, count in match.others))
    yield "agreed again", float(match.agreed > 1)
    aligned = text.features_of(match.place, match.answer)
    yield from ((name, aligned[name]) for name in _ALIGNED)


def _forms(match: TermMatch, text: BilingualText) -> Iterator[Feature]:
    front, back = match.front, match.back
    yield "front form sure", float(front.certain)
    yield "back form sure", float(back.certain)
    yield "one kind", float(match.alike)
    yield "formed", float(match.formed)
    yield "verb", float(back.kind == "verb")
    yield "feminine for masculine", float(front.gender in ("m", "c") and back.gender == "f")
    phrase, rules = front.kind == "phrase", rules_of(text.languages[1])
    yield "phrase", float(phrase)
    words = text.answer_words(match.place, match.answer)
    yield "phrase that acts", float(phrase and any(map(rules.is_conjugated, words)))


def _words(match: TermMatch, text: BilingualText, ranks: Mapping[tuple[str, ...], int]) -> Iterator[Feature]:
    """The words and their surroundings."""
    lemmas, answer = match.candidate.lemmas, text.answer_words(match.place, match.answer)
    yield "one word", float(len(lemmas) == 1)
    yield "one word for it", float(len(answer) == 1)
    yield "described", float(match.back.kind == "noun" and len(answer) > 1)
    rank = ranks.get(lemmas, len(ranks))
    yield "times", math.log(len(match.candidate.places))
    yield "rank", math.log(1 + rank)
    yield "holds a higher one", float(any(ranks.get(part, rank) < rank for part in parts(lemmas)))
    code, words = text.languages[0], text.words(match.place)
    around = surroundings(match.place, text.front[match.place.sentence], code)
    yield from ((name, float(there)) for name, there in around.items())
    adjective = len(words) == 1 and rules_of(code).is_adjective(words[0])
    yield "adjective for a noun", float(match.front.kind == "noun" and adjective)
    yield "part of more", float(text.part_of_longer(match.place, match.answer))


_CLASSES = {"noun": ("NOUN",), "verb": ACTING, "adjective": ("ADJ",)}


def _classes(match: TermMatch, text: BilingualText) -> Iterator[Feature]:
    """Whether both sides are what their forms say; labels of programs, and words that go with any noun."""
    n, place = match.place.sentence, match.place
    sides = (
        (text.alignment.left[n], match.front.kind, (place.first, place.last)),
        (text.alignment.right[n], match.back.kind, match.answer.span),
    )
    for name, (words, kind, (first, last)) in zip(("front is that", "back is that"), sides, strict=True):
        told = words.classes.probability(*_CLASSES[kind])[first:last] if words.classes and kind in _CLASSES else None
        yield name, 1.0 if told is None or not len(told) else float(told.max())
    _, *later = text.words(place)
    known = text.rules[0].known
    capitals = any(word.text[:1].isupper() and not word.text.isupper() for word in later)
    yield "label", float(capitals and not known.keep_case)
    yield "with any noun", float(any(word.lemma in known.weak or word.bare in known.weak for word in later))
