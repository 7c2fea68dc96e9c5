"""What is said of a word in a dictionary, and what the rules of several languages share."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from deckgen import lexicon, shipped
from deckgen.languages import language, short
from deckgen.phrases import Token, is_verb

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
    return shipped.table(f"languages/nouns/{code}.toml")


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


def verbal_noun(word: Token) -> str:
    """The nominative of a Czech noun that the lexicon has under its verb (předvedení, přijetí), else empty."""
    made = re.fullmatch(r"(.*([áeě]n|[eěiynu]t)í)(m|ch|mi)?", word.bare)
    if not made or not is_verb(word.lemma, language("cs")):
        return ""
    if made[2].endswith("n"):  # but mění, chrání are forms of měnit, chránit
        return "" if word.lemma == made[1][:-1] + "it" else made[1]
    return made[1] if re.search("(nout|[íý]t|jmout)$", word.lemma) else ""


def infinitive(word: Token, code: str) -> bool:
    """Whether a word is an infinitive, and no noun that looks like one."""
    if word.lemma != word.bare or not is_verb(word.lemma, language(code)) or word.lemma in lexicon.listed(code):
        return False
    stems = (word.bare, word.bare[:-2] + word.bare[-1:])
    forms = (stem + ending for stem in stems for ending in ("u", "em", "í"))
    return not any(lexicon.is_known(form, code) and lexicon.lemma(form, code) == word.bare for form in forms)


def plain(words: Sequence[Token], start: int) -> str:
    """The words from `start` on as they stand, small where only a sentence's beginning made them capital."""
    shown = (
        word.text if start + n or (word.text.isupper() and len(word.text) > 1) else word.text.lower()
        for n, word in enumerate(words[start:])
    )
    return re.sub(r"(?<=[’']) ", "", " ".join(shown))


def confirmed(made: str, word: Token, code: str) -> bool:
    """Whether a lexicon knows a form that was made of a word: by itself, by how it was made, or by its other forms."""
    supposed = lexicon.guessed(word.bare, code) == made
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
    return any(lexicon.lemma(other, code) == lemma for other in written)
