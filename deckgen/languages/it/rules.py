"""The rules of Italian, beyond its data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from deckgen.languages.grammar import DictionaryForm, Kind
from deckgen.languages.it import phrases
from deckgen.languages.it import words as single
from deckgen.languages.rules import Rules
from deckgen.languages.tokens import Token


class Italian(Rules):
    """Nouns with article, gender and number; agreeing adjectives; infinitives of forms that the lexicon lacks."""

    def may_be_verb(self, word: Token) -> bool:
        """Whether a word can be a form of a verb although the lexicon has it as another word: matura."""
        return bool(single.infinitive_of(word) or single.finite_of(word))

    def is_adjective(self, word: Token) -> bool:
        """Whether a word can be an adjective."""
        return phrases.adjective_at([word]) is not None

    def is_adjective_phrase(self, words: Sequence[Token]) -> bool:
        """Whether a phrase is an adjective with its adverbs and complements: esente da tasse."""
        return phrases.adjective_at(words) is not None

    def used_in_plural(self, places: Sequence[Sequence[Token]]) -> bool:
        """Whether a phrase is mostly used in the plural: dati personali."""
        return single.used_in_plural(places)

    def is_collective(self, word: Token) -> bool:
        """Whether a singular is a collective noun: il personale."""
        return single.is_collective(word)

    def fitting_article(self, text: str) -> str:
        """The article that the next sound requires instead; empty if the article is right or there is none."""
        return single.fitting_article(text)

    def dictionary_form(
        self, words: Sequence[Token], before: Iterable[str], kind: Kind | None, *, plural: bool
    ) -> DictionaryForm:
        """The dictionary form of a phrase; see `Rules.dictionary_form`."""
        return phrases.dictionary_form(words, Counter(before), kind, plural=plural)


RULES = Italian
