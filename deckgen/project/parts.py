"""The texts of a deck with their pairs and terms, as read from the files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from deckgen.files.source import Problem
from deckgen.project import pairs, vocabulary
from deckgen.project.deck import Deck, Text
from deckgen.project.entries import EntryFile
from deckgen.project.pairs import Pair, PairFile
from deckgen.project.vocabulary import Placed, Term, TermFile

File = EntryFile[Pair | Term]


@dataclass(frozen=True)
class Part:
    """One text of a deck as read: its pairs and its terms."""

    text: Text
    pairs: PairFile
    terms: TermFile
    _places: dict[tuple[object, ...], tuple[Placed, Placed]] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )

    @property
    def ids(self) -> Iterator[str]:
        """The ids of all its entries."""
        yield from (pair.id for pair in self.pairs.values if pair.id)
        yield from (term.id for term in self.terms.values if term.id)

    def placed(self, term: Term, example: Pair, languages: tuple[str, str]) -> tuple[Placed, Placed]:
        """What `vocabulary.placed` says of a term in its example, found once: checks ask for it, and notes."""
        sentences = example.front, example.back
        asked = term.front, term.back, term.found, sentences, languages
        if asked not in self._places:
            self._places[asked] = vocabulary.placed(term, sentences, languages)
        return self._places[asked]


def load(deck: Deck) -> tuple[tuple[Part, ...], list[Problem]]:
    """The texts of `deck` in study order, and what is wrong with their files."""
    languages = deck.front, deck.back
    parts, problems = [], []
    for text in deck.texts:
        pair_file, wrong = pairs.load(deck.pairs_path(text), languages)
        term_file, more = vocabulary.load(deck.vocabulary_path(text), languages)
        problems += [*wrong, *more]
        parts.append(Part(text, pair_file, term_file))
    return tuple(parts), problems
