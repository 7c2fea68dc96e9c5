"""Words at their places in a sentence: the definition of a word for the whole program."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from deckgen.languages import lemmas
from deckgen.languages.language import Language, language

WORD = re.compile(r"\w+(?:[-.@]\w+)*[’']?")
_SEPARATORS = re.compile(r"[,;:()„“«»\"–—]")  # separate the words on both sides
_ENDS = re.compile(r"[.!?…]")

ACTING = ("VERB", "AUX")  # parts of speech of verbs, and below of nouns
NAMING = ("NOUN", "PROPN")
WordKind = Literal["adjective", "verb", "function", "pronoun"]


@dataclass(frozen=True, slots=True)
class Token:
    """A word at its place in a sentence: `text` is the sentence from `start` to `end`."""

    text: str
    start: int
    end: int
    lemma: str
    breaks: bool  # no phrase continues after it: punctuation or the end of the sentence follows
    separated: bool = False  # the same, but full stops do not count: s. r. o.
    kind: WordKind | None = None  # None before `forms.classified`, and if unknown
    upos: str = ""  # its part of speech where it stands, of Universal Dependencies; empty if unknown or not sure
    verb: str = ""  # the form of a verb: Inf, Fin, Part or Ger; empty if it is none or that is not sure
    gender: str = ""  # of a noun: m, f, n; empty if unknown or not sure

    @property
    def bare(self) -> str:
        """The word in lower case, without the apostrophe of an elision."""
        return self.text.rstrip("’'").lower()


@dataclass(frozen=True, slots=True)
class Place:
    """The place of a phrase: its sentence, its first word, and the word after its last."""

    sentence: int
    first: int
    last: int


def tokens(sentence: str, code: str) -> tuple[Token, ...]:
    """The words of a sentence in the language `code`, in order."""
    found: list[Token] = []
    known = language(code)
    matches = list(WORD.finditer(sentence))
    for match, after in itertools.zip_longest(matches, matches[1:]):
        bare = match[0].rstrip("’'")
        lemma = bare if is_acronym(bare) else lemmas.lemma(bare, code)
        if found and bare.lower() in known.nominal and found[-1].bare in known.determiners:
            lemma = bare.lower()  # after an article a verb form is a noun: lo stato patrimoniale
        gap = sentence[match.end() : after.start() if after else len(sentence)]
        separated = after is None or bool(_SEPARATORS.search(gap))
        breaks = separated or bool(_ENDS.search(gap))
        found.append(Token(match[0], match.start(), match.end(), lemma, breaks, separated))
    return tuple(found)


# ------------------------------------------------------------------ classes of words


def is_verb(lemma: str, known: Language) -> bool:
    """Whether a dictionary form looks like an infinitive."""
    return bool(known.verbs and re.search(known.verbs, lemma))


def is_participle(word: str, known: Language) -> bool:
    """Whether a verb form looks like a participle, which can also be an adjective."""
    return bool(known.participles and re.search(known.participles, word))


def is_function_word(word: Token, known: Language) -> bool:
    """Whether a word is a function word: a preposition, a determiner or a stop word."""
    return word.bare in known.function_words or word.lemma in known.function_words


def has_digits(word: Token) -> bool:
    """Whether a word is a number or contains one."""
    return any(map(str.isdigit, word.text))


def is_acronym(text: str) -> bool:
    """Whether a word consists of two to five characters in upper case."""
    return text.isupper() and 1 < len(text) < 6


def beside(place: Place, sentence: Sequence[Token]) -> tuple[Token | None, Token | None]:
    """The words before and after a place; None where there is none or punctuation intervenes."""
    before = sentence[place.first - 1] if place.first else None
    behind = sentence[place.last] if place.last < len(sentence) and not sentence[place.last - 1].breaks else None
    return (before if before and not before.breaks else None), behind


# ------------------------------------------------------------------ words in a text


def occurrences(words: str, sentence: str) -> list[int]:
    """The offsets of `words` as whole words in `sentence`, ignoring case and the shape of apostrophes."""
    wanted, text = _same(words), _same(sentence)
    found: list[int] = []
    at = text.find(wanted) if wanted else -1
    while at >= 0:
        end = at + len(wanted)
        whole = not (_joins(wanted[0], text[at - 1 : at]) or _joins(wanted[-1], text[end : end + 1]))
        if whole:
            found.append(at)
        at = text.find(wanted, end if whole else at + 1)
    return found


def _joins(edge: str, neighbour: str) -> bool:
    """Whether the neighbouring character makes a word part of a longer one."""
    return edge.isalnum() and (neighbour.isalnum() or neighbour == "_")


@lru_cache(1024)  # a sentence is searched for each of its terms
def _same(text: str) -> str:
    """`text` normalized for comparison, with the same offsets: lower case, straight apostrophes."""
    return text.replace("İ", "i").lower().replace("’", "'")  # the only letter that grows in lower case
