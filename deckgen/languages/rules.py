"""What it takes to tell the kind of a phrase and its dictionary form.

`Rules` relies only on the lexicon and the data of a language, which is enough for most. A language with more specific
knowledge overrides it in the `rules.py` of its own folder.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from deckgen.languages import lemmas, lexicon
from deckgen.languages.grammar import DictionaryForm, Gender, Kind, gender_by_data, nouns, plain
from deckgen.languages.language import language
from deckgen.languages.tokens import ACTING, NAMING, Token, WordKind, is_function_word, is_verb


class Rules:
    """The rules of the language `code`; `known` holds its data."""

    def __init__(self, code: str) -> None:
        self.code = code
        self.known = language(code)

    @cached_property
    def nouns(self) -> Mapping[str, Any]:
        """The data on its nouns, which most of what a build asks does not need."""
        return nouns(self.code)

    # -------------------------------------------------------------- words

    def is_conjugated(self, word: Token) -> bool:
        """Whether a word is a form of a verb other than its infinitive."""
        return word.lemma != word.bare and is_verb(word.lemma, self.known)

    def is_infinitive(self, word: Token) -> bool:
        """Whether a word is an infinitive, and not a noun that looks like one."""
        if word.lemma != word.bare or not is_verb(word.lemma, self.known) or word.lemma in lexicon.listed(self.code):
            return False
        stems = (word.bare, word.bare[:-2] + word.bare[-1:])
        forms = (stem + ending for stem in stems for ending in self.known.infinitive_nouns)
        known = (form for form in forms if lexicon.is_known(form, self.code))
        return not any(lemmas.lemma(form, self.code) == word.bare for form in known)

    def is_verb_form(self, word: Token) -> bool:
        """Whether a word is a form of a verb, including its infinitive."""
        return self.is_conjugated(word) or self.is_infinitive(word)

    def may_be_verb(self, word: Token) -> bool:
        """Whether a word can be a form of a verb although the lexicon has it as another word."""
        return False

    def passive(self, word: Token) -> str:
        """The infinitive of a word that can only be a passive participle; empty for any other."""
        return ""

    def is_adjective(self, word: Token) -> bool:
        """Whether a word can be an adjective."""
        return False

    def is_adverb(self, words: Sequence[Token], n: int) -> bool:
        """Whether word `n` is an adverb that modifies the adjective after it."""
        return False

    def word_kind(self, word: Token) -> WordKind | None:
        """The kind of a word, as far as word alignment needs it; None if unknown."""
        if word.bare in self.known.pronouns:
            return "pronoun"
        if is_function_word(word, self.known):
            return "function"
        return "verb" if self.is_verb_form(word) else None

    # -------------------------------------------------------------- phrases

    def is_adjective_phrase(self, words: Sequence[Token]) -> bool:
        """Whether a phrase is an adjective with its adverbs and complements."""
        return False

    def is_noun_phrase(self, words: Sequence[Token], following: Sequence[Token]) -> bool:
        """Whether a phrase can be a noun phrase, given the words that follow it; True if unknown."""
        return True

    def opens_with_preposition(self, words: Sequence[Token]) -> bool:
        """Whether a phrase begins with a preposition."""
        return bool(words) and words[0].bare in self.known.links

    def missing_tail(self, words: Sequence[Token], following: Sequence[Token]) -> int:
        """How many of the following words belong to a phrase: those up to the noun that its last adjective modifies."""
        return 0

    # -------------------------------------------------------------- number

    def used_in_plural(self, places: Sequence[Sequence[Token]]) -> bool:
        """Whether a phrase is mostly used in the plural, given its words at all its places."""
        return False

    def is_collective(self, word: Token) -> bool:
        """Whether a singular is a collective noun, for which other languages use a plural."""
        return False

    def may_be_plural(self, words: Sequence[Token]) -> bool:
        """Whether the noun of a phrase is certainly in the plural, or may denote several people."""
        return False

    # -------------------------------------------------------------- dictionary forms

    def fitting_article(self, text: str) -> str:
        """The article that these words should have instead of theirs; empty if theirs is right or unknown."""
        return ""

    def dictionary_form(
        self, words: Sequence[Token], before: Iterable[str], kind: Kind | None, *, plural: bool
    ) -> DictionaryForm:
        """The dictionary form of a phrase.

        `before` are the words before it at its places: articles tell a gender. `kind` is given where it is known, for
        example from the counterpart; `plural` says that it is a noun used in the plural.
        """
        lemma = words[0].lemma if len(words) == 1 else plain(words, 0)
        told = _told(words)
        if told:
            return DictionaryForm(lemma, told, certain=False)
        if kind in (None, "noun") and self.known.definite:
            if gender := gender_by_data(lemma, self.nouns):
                return DictionaryForm(f"{self.known.definite[gender]} {lemma}", "noun", gender)
            if len(words) == 1 and words[0].gender in self.known.definite:  # as it is used here, if no list has it
                seen: Gender = words[0].gender  # type: ignore[assignment]
                return DictionaryForm(f"{self.known.definite[seen]} {lemma}", "noun", seen, certain=False)
        return DictionaryForm(lemma, kind or "noun", certain=False)  # nothing is certain without rules


def _told(words: Sequence[Token]) -> Kind | None:
    """The kind of words none of which is a noun where they stand; None if one may be."""
    if not all(word.upos for word in words) or any(word.upos in NAMING for word in words):
        return None
    if any(word.upos in ACTING for word in words):
        return "verb"
    return "adjective" if words[-1].upos == "ADJ" else "phrase"
