"""The texts of a deck with their pairs and terms, as read from the files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from deckgen.files.source import Problem
from deckgen.project import pairs, vocabulary
from deckgen.project.deck import Deck, Text
from deckgen.project.entries import EntryFile

File = EntryFile[pairs.Pair | vocabulary.Term]


@dataclass(frozen=True)
class Part:
    """One text of a deck as read: its pairs and its terms."""

    text: Text
    pairs: pairs.PairFile
    terms: vocabulary.TermFile

    @property
    def ids(self) -> Iterator[str]:
        """The ids of all its entries."""
        yield from (pair.id for pair in self.pairs.values if pair.id)
        yield from (term.id for term in self.terms.values if term.id)


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
