"""What word classes and dictionary forms need to know of one language."""

from __future__ import annotations

from deckgen.languages import lemmas, lexicon
from deckgen.languages.cs.words import verbal_noun
from deckgen.languages.language import language, short
from deckgen.languages.tokens import Token, is_verb


def acts(word: Token, code: str) -> bool:
    """Whether a word is a form of a verb."""
    if word.lemma == word.bare or not is_verb(word.lemma, language(code)):
        return False
    if short(code) != "cs":
        return True
    if verbal_noun(word):
        return False
    # Czech nouns in -t and -c look like infinitives: společnosti, účtu. No form of a verb has the infinitive in it.
    return not word.bare.startswith((word.lemma, word.lemma[:-2] + word.lemma[-1:]))


def infinitive(word: Token, code: str) -> bool:
    """Whether a word is an infinitive, and no noun that looks like one."""
    if word.lemma != word.bare or not is_verb(word.lemma, language(code)) or word.lemma in lexicon.listed(code):
        return False
    stems = (word.bare, word.bare[:-2] + word.bare[-1:])
    forms = (stem + ending for stem in stems for ending in ("u", "em", "í"))
    return not any(lexicon.is_known(form, code) and lemmas.lemma(form, code) == word.bare for form in forms)
