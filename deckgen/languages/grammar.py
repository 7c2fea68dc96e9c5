"""What a dictionary says about a word, and what the rules of several languages share."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from deckgen.files import resources
from deckgen.languages import lemmas, lexicon
from deckgen.languages.language import language, short
from deckgen.languages.tokens import Token

Gender = Literal["m", "f", "n", "c", ""]  # c: the same word for men and women
GENDERS: Mapping[str, Gender] = {"masculine": "m", "feminine": "f", "neuter": "n"}
Kind = Literal["noun", "verb", "adjective", "phrase"]


@dataclass(frozen=True)
class DictionaryForm:
    """A dictionary form: text, kind, gender and plural (with article) where known, and whether it is certain."""

    text: str
    kind: Kind
    gender: Gender = ""
    plural: str = ""
    certain: bool = True
    plural_only: bool = False
    broken: bool = False  # words that do not belong together: an adjective that modifies another word


_SEEN = 2.0  # least Zipf frequency of a word in real use


def nouns(code: str) -> Mapping[str, Any]:
    """The data on the nouns of a language: genders, plurals, endings."""
    return resources.table(f"languages/{short(code)}/nouns.toml")


def gender_by_data(noun: str, data: Mapping[str, Any]) -> Gender:
    """The gender of a noun, listed in `data` (see `nouns`) or told by its ending; empty if unknown."""
    lists, endings = data.get("gender", {}), data.get("gender_by_ending", {})
    for name, gender in GENDERS.items():
        if noun in lists.get(name, ()):
            return gender
    return next((GENDERS[name] for name, pattern in endings.items() if re.search(pattern, noun)), "")


def plain(words: Sequence[Token], start: int) -> str:
    """The words from `start` on as written; the first in lower case, unless it is an acronym."""
    shown = (
        word.text if start + n or (word.text.isupper() and len(word.text) > 1) else word.text.lower()
        for n, word in enumerate(words[start:])
    )
    return re.sub(r"(?<=[’']) ", "", " ".join(shown))


def confirmed(made: str, word: Token, code: str) -> bool:
    """Whether the lexicon confirms a form derived from a word: directly, by the derivation, or by other forms of it."""
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
    """Whether a form with one of these endings has `lemma` as its lemma, and a Zipf frequency above `least`."""
    # The last vowel of a stem may be a fleeting one: doplatek, doplatku.
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
