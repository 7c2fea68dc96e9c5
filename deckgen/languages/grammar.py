"""What is said of a word in a dictionary, and what the rules of several languages share."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from deckgen.files import resources
from deckgen.languages import lemmas, lexicon
from deckgen.languages.language import language
from deckgen.languages.tokens import Token

Gender = Literal["m", "f", "n", "c", ""]  # c: the same word for men and women
Kind = Literal["noun", "verb", "adjective", "phrase"]


@dataclass(frozen=True)
class Form:
    """A dictionary form: its text, what it is, gender and plural (with article) where known, whether it is sure."""

    text: str
    kind: Kind
    gender: Gender = ""
    plural: str = ""
    sure: bool = True
    plural_only: bool = False
    broken: bool = False  # words that do not belong together: an adjective of another word


_SEEN = 2.0  # Zipf frequency of a word that people write


def nouns(code: str) -> Mapping[str, Any]:
    """What is known of the nouns of a language beyond rules: genders, plurals."""
    return resources.table(f"languages/{code}/nouns.toml")


def plain(words: Sequence[Token], start: int) -> str:
    """The words from `start` on as they stand, small where only a sentence's beginning made them capital."""
    shown = (
        word.text if start + n or (word.text.isupper() and len(word.text) > 1) else word.text.lower()
        for n, word in enumerate(words[start:])
    )
    return re.sub(r"(?<=[’']) ", "", " ".join(shown))


def confirmed(made: str, word: Token, code: str) -> bool:
    """Whether a lexicon knows a form that was made of a word: by itself, by how it was made, or by its other forms."""
    supposed = lemmas.guessed(word.bare, code) == made
    if (made != word.bare and not supposed) or lexicon.is_known(made, code) or made in lexicon.listed(code):
        return True
    data = nouns(code)
    if re.search(data.get("unchanging", "$^"), made) and lexicon.zipf(made, code) > _SEEN:
        return True
    if supposed:
        return False
    return has_forms(made, code, data.get("endings", ()), _SEEN)


def has_forms(lemma: str, code: str, endings: Iterable[str], least: float) -> bool:
    """Whether forms of a word with these endings lead back to it, and are written more than the Zipf `least`."""
    # The last vowel of a stem may be one that other forms lose: doplatek, doplatku.
    stems = (lemma, lemma[:-1], lemma[:-2] + lemma[-1:])
    others = {stem + ending for ending in endings for stem in stems} - {lemma}
    written = (other for other in others if lexicon.zipf(other, code) > least)
    return any(lemmas.lemma(other, code) == lemma for other in written)


def bare(form: str, code: str) -> str:
    """A dictionary form without its article."""
    lowered, articles = form.lower(), language(code).articles
    if not lowered.startswith(articles):
        return form
    return form[len(next(article for article in articles if lowered.startswith(article))) :]
