"""How probable it is that a proposed card is right as it stands: its unit, its translation, its forms, its words.

What speaks for and against it is summed up with weights that were fitted on cards that had been judged one by one as
right or wrong (`confidence.toml`).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from deckgen.files import resources
from deckgen.languages.forms import SURROUNDINGS, describes, surroundings
from deckgen.languages.grammar import Form
from deckgen.languages.rules import acts
from deckgen.languages.tokens import Place
from deckgen.terms.bilingual import Reading
from deckgen.terms.candidates import Candidate, parts
from deckgen.terms.counterparts import Counterpart

# What the links say of the span that was chosen, as they name it.
_LINKED = (
    *("covered least", "free before", "free behind", "missed before", "missed behind", "elsewhere", "longer"),
    *("ends describing", "acts", "acts not", "reflexive left out"),
)
FEATURES = (
    # the counterpart: how sure, whether it was mended since, which part of the places says the same
    *("sure", "mended", "agreed", "agreed again"),
    *_LINKED,
    # the forms
    *("front form sure", "back form sure", "one kind", "formed", "verb", "feminine for masculine"),
    *("phrase", "phrase that acts"),
    # the words, and those around them
    *("one word", "one word for it", "described", "times", "rank", "holds a higher one"),
    *SURROUNDINGS,
    *("adjective for a noun", "part of more"),
)


@dataclass(frozen=True)
class Card:
    """What becomes a card: a candidate at the place of its example, the counterpart, and both dictionary forms.

    `agreed` says at how many of its places the same answers it, `others` what answers it elsewhere, with numbers.
    """

    candidate: Candidate
    place: Place
    answer: Counterpart
    front: Form
    back: Form
    agreed: int
    others: tuple[tuple[str, int], ...] = ()

    @property
    def formed(self) -> bool:
        """Whether both dictionary forms are sure and of one kind."""
        return self.front.sure and self.back.sure and self.alike

    @property
    def alike(self) -> bool:
        """Whether both sides are of one kind; a phrase may be answered by an adjective: in eccesso, přebytečný."""
        return (self.front.kind, self.back.kind) == ("phrase", "adjective") or self.front.kind == self.back.kind


def confidence(card: Card, text: Reading, ranks: Mapping[tuple[str, ...], int]) -> float:
    """The probability that a card is right, 0 … 1; `ranks` are those of all candidates by their lemmas."""
    weights, bias = fitted()
    odds = float(np.array(features(card, text, ranks)) @ weights) + bias
    return 1 / (1 + math.exp(-min(max(odds, -_FAR), _FAR)))


_FAR = 10.0  # log odds


@cache
def fitted() -> tuple[npt.NDArray[np.float64], float]:
    """The weights of FEATURES, and the bias."""
    given = resources.table("terms/confidence.toml")
    return np.array([given["weights"][name] for name in FEATURES]), float(given["bias"])


def features(card: Card, text: Reading, ranks: Mapping[tuple[str, ...], int]) -> list[float]:
    """What is known of a card, in the order of FEATURES."""
    return [*_counterpart(card, text), *_forms(card, text), *_words(card, text, ranks)]


_MOST = 0.999  # a probability that is still told from one


def _counterpart(card: Card, text: Reading) -> Iterator[float]:
    sure = min(max(card.answer.sure, 1 - _MOST), _MOST)
    yield math.log(sure / (1 - sure))
    asked = card.agreed + sum(count for _, count in card.others)
    yield from (float(card.answer.mended), card.agreed / asked, float(card.agreed > 1))
    said = text.said(card.place, card.answer)
    yield from (said[name] for name in _LINKED)


def _forms(card: Card, text: Reading) -> Iterator[float]:
    front, back = card.front, card.back
    yield from (float(front.sure), float(back.sure), float(card.alike), float(card.formed))
    yield float(back.kind == "verb")
    yield float(front.gender in ("m", "c") and back.gender == "f")
    phrase, answer = front.kind == "phrase", text.answer_words(card.place, card.answer)
    yield from (float(phrase), float(phrase and any(acts(word, text.languages[1]) for word in answer)))


def _words(card: Card, text: Reading, ranks: Mapping[tuple[str, ...], int]) -> Iterator[float]:
    lemmas, answer = card.candidate.lemmas, text.answer_words(card.place, card.answer)
    yield from (float(len(lemmas) == 1), float(len(answer) == 1))
    yield float(card.back.kind == "noun" and len(answer) > 1)
    rank = ranks.get(lemmas, len(ranks))
    yield from (math.log(len(card.candidate.places)), math.log(1 + rank))
    yield float(any(ranks.get(part, rank) < rank for part in parts(lemmas)))
    code, words = text.languages[0], text.words(card.place)
    yield from map(float, surroundings(card.place, text.front[card.place.sentence], code))
    yield float(card.front.kind == "noun" and len(words) == 1 and describes(words[0], code))
    yield float(text.part_of_more(card.place, card.answer))
