"""Words at their places in a sentence, and what may be said of them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from deckgen.languages import lemmas
from deckgen.languages.language import Language, language

_WORD = re.compile(r"\w+(?:[-.@]\w+)*[’']?")
_BREAK = re.compile(r"[,;:()„“«»\"–—.!?…]")


@dataclass(frozen=True)
class Token:
    """A word at its place in a sentence."""

    text: str
    start: int
    end: int
    lemma: str
    breaks: bool  # a comma, a quote or the like stands behind it

    @property
    def bare(self) -> str:
        """In small letters, without the apostrophe of an elision."""
        return self.text.rstrip("’'").lower()


@dataclass(frozen=True)
class Place:
    """Where a candidate stands: sentence, first word, the one behind the last."""

    sentence: int
    first: int
    last: int


def tokens(sentence: str, code: str) -> tuple[Token, ...]:
    """The words of a sentence."""
    found: list[Token] = []
    known = language(code)
    matches = list(_WORD.finditer(sentence))
    for match, after in itertools.zip_longest(matches, matches[1:]):
        bare = match[0].rstrip("’'")
        lemma = bare if is_acronym(bare) else lemmas.lemma(bare, code)
        if found and bare.lower() in known.nominal and found[-1].bare in known.determiners:
            lemma = bare.lower()  # behind an article a form of a verb is a noun: lo stato patrimoniale
        between = sentence[match.end() : after.start() if after else len(sentence)]
        found.append(Token(match[0], match.start(), match.end(), lemma, bool(_BREAK.search(between)) or after is None))
    return tuple(found)


def is_verb(lemma: str, known: Language) -> bool:
    """Whether a dictionary form looks like that of a verb."""
    return bool(known.verbs and re.search(known.verbs, lemma))


def beside(place: Place, sentence: Sequence[Token]) -> tuple[Token | None, Token | None]:
    """The words before and behind a place, None where a comma or the like parts them from it, or there is none."""
    before = sentence[place.first - 1] if place.first else None
    behind = sentence[place.last] if place.last < len(sentence) and not sentence[place.last - 1].breaks else None
    return (before if before and not before.breaks else None), behind


def is_small(word: Token, known: Language) -> bool:
    """Whether a word only holds a sentence together: a preposition, an article, a stop word."""
    return bool({word.bare, word.lemma} & (known.links | known.determiners | known.stop))


def is_participle(word: str, known: Language) -> bool:
    """Whether a form of a verb looks like a participle, which may be an adjective as well: determinato."""
    return bool(known.participles and re.search(known.participles, word))


def is_acronym(text: str) -> bool:
    """Whether a word is written in two to five capitals."""
    return text.isupper() and 1 < len(text) < 6


def occurrences(words: str, sentence: str) -> list[int]:
    """The offsets at which `words` stand as whole words in `sentence`, whatever their capitals and apostrophes."""
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
    """Whether the letter beside a word makes it part of a longer one."""
    return edge.isalnum() and (neighbour.isalnum() or neighbour == "_")


def _same(text: str) -> str:
    """`text` for comparing, its offsets kept: small letters, straight apostrophes."""
    return text.replace("İ", "i").lower().replace("’", "'")  # the one capital that has two small letters


WordKind = Literal["adjective", "verb", "function", "pronoun"]
