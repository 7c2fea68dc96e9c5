"""Words in upper case as a voice should read them: acronyms by their letters or as words, shouted words as words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from deckgen.languages.language import Language
from deckgen.languages.lexicon import is_known

_UPPER = re.compile(r"(?<!\w)[^\W_]*[^\W\d_][^\W_]*(?!\w)")  # words with a letter; digits may be among them
_PIECES = re.compile(r"\d+|[^\W\d_]+")
_LONG = 3  # letters; a longer acronym is a word if it has a vowel


@dataclass(frozen=True)
class Capitals:
    """What a language does with upper case: names of letters, acronyms by what is said, a pattern of short words."""

    known: Language
    letters: Mapping[str, str]
    acronyms: Mapping[str, str]
    wordlike: re.Pattern[str]

    def said(self, text: str) -> str:
        """The text with its acronyms as people say them, and other words in upper case in lower case."""
        found = [match for match in _UPPER.finditer(text) if _is_upper(match[0])]
        shouted = set(self._shouted(text, found))
        for match in reversed(found):
            said = self._word(match[0], shouted=match.start() in shouted)
            text = text[: match.start()] + said + text[match.end() :]
        return re.sub(r"(?<=\w)-(?=\d)", " ", text) if found else text

    def _shouted(self, text: str, found: list[re.Match[str]]) -> Iterator[int]:
        """Where words in upper case stand side by side, and one of them is an ordinary word."""
        for one, other in pairwise(found):
            near = re.fullmatch(r"\W{1,3}", text[one.end() : other.start()])
            if near and any(self._ordinary(each[0]) for each in (one, other)):
                yield from (one.start(), other.start())

    def _ordinary(self, word: str) -> bool:
        lowered = word.lower()
        if word in self.acronyms or not word.isalpha():
            return False
        return lowered in self.known.function_words or (len(word) > _LONG and is_known(lowered, self.known.code))

    def _word(self, word: str, *, shouted: bool) -> str:
        if said := self.acronyms.get(word):
            return said
        if len(word) == 1:
            return word.lower() if shouted else word
        if not word.isalpha():
            return " ".join(each if each.isdigit() else self._piece(each) for each in _PIECES.findall(word))
        if self._ordinary(word) or (shouted and is_known(word, self.known.code)):
            return word.lower()
        return self._piece(word).lower() if shouted else self._piece(word)

    def _piece(self, letters: str) -> str:
        """Letters that are not a listed acronym: a word if they can be said as one."""
        lowered = letters.lower()
        if len(letters) > 1 and self.wordlike.search(lowered):
            return letters.capitalize()
        return " ".join(self.letters.get(letter, letter) for letter in lowered)


def _is_upper(word: str) -> bool:
    """Whether a word is in upper case: TOCCARE, H2O, and the A of CIAO A TUTTI."""
    return word.isupper() and (len(word) > 1 or word.isalpha())
