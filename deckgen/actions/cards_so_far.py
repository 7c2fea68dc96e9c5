"""The cards that a deck has while pairs are added to it: which new ones would be asked twice, and which ask nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from deckgen.languages.language import language
from deckgen.languages.lexicon import looks_foreign
from deckgen.project.pairs import Pair
from deckgen.project.parts import Part


@dataclass
class Cards:
    """The pairs so far: where each is in its text, which text of the deck has it, and the answer to each front.

    `kept` counts the pairs of the text at hand that are in its file already; they stay, even if they are there twice.
    """

    places: dict[tuple[str, str], str] = field(default_factory=dict)
    elsewhere: dict[tuple[str, str], str] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    kept: Mapping[tuple[str, str], int] = field(default_factory=dict)
    met: Counter[tuple[str, str]] = field(default_factory=Counter)

    @classmethod
    def of(cls, parts: Iterable[Part], kept: Iterable[tuple[str, str]] = ()) -> Cards:
        """The cards of the texts in `parts`."""
        made = cls(kept=Counter(kept))
        for part in parts:
            for pair in part.pairs.values:
                made.elsewhere.setdefault((pair.front, pair.back), part.text.id)
                made.take(pair, "")
        return made

    def take(self, pair: Pair, place: str) -> None:
        """Add a pair; `place` says where it is in the text at hand."""
        if place:
            self.places.setdefault((pair.front, pair.back), place)
        if not pair.skip and not pair.hint and not pair.cue:
            self.answers.setdefault(pair.front.casefold(), pair.back)

    def place_of(self, front: str, back: str) -> str:
        """Where this pair already is in its text; empty if it is new, or in its file twice."""
        self.met[front, back] += 1
        if self.met[front, back] <= self.kept.get((front, back), 0):
            return ""
        return self.places.get((front, back), "")

    def objection(self, front: str, back: str, languages: tuple[str, str]) -> str:
        """Why a new pair should be skipped; empty if it makes a card."""
        for text, own, other in zip((front, back), languages, reversed(languages), strict=True):
            found = looks_foreign(text, own, other)
            if found:
                return f"not translated: this looks like {language(found).english}; {language(own).english} expected"
        if (front, back) in self.elsewhere:
            return f"the same pair is in {self.elsewhere[front, back]}"
        answer = self.answers.get(front.casefold(), back)
        return "" if answer == back else f"another card has this front, with the answer: {answer}"
