"""How unlikely a piece of text is in a language: what tells a right decoding from a wrong one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache

from deckgen.languages.lexicon import is_known, letters, zipf

# Costs are powers of ten by which a text is less likely, roughly; tests/bench/encodings.py measures what they do.
_MOST = 7.5  # on the Zipf scale: hardly any word is more frequent
_LISTED = 2.0  # on the same scale, at least: a word that the lexicon has
_NAME = 1.0  # at least: a word in upper case, since names are in no list
_MIXED = 3.0  # upper case inside a word: pŘed
_FOREIGN = 2.0  # a letter that the language does not have, in a word that nobody knows
_TWO_SCRIPTS = 5.0  # Latin letters beside those of another script in one word
_MARK = 3.0  # a quotation mark, a dash …
_SYMBOL = 6.0  # a character that is unusual in print
_TOUCHING = 1.0  # a dash or a dot that touches a word on one side only
_WITHIN = 5.0  # a mark inside a word

_WORD = re.compile(r"[^\W\d_]+")
# What word processors and editors write beside letters.
_USUAL = frozenset("„“”‚‘’‹›«»–—…•·\u00a0\u00ad€£§°º×½©®™¿¡²³¼¾±\u200b\u202f\ufeff")
_INSIDE = frozenset("’‘–—…·\u00a0\u00ad")  # of those, what may stand between two letters
_FREE = frozenset("–—•·§€£©®")


def cost(pieces: Iterable[str], codes: Sequence[str]) -> float:
    """How unlikely pieces of text are in these languages.

    Only pieces with characters beyond ASCII count. A word may be of any of the languages.
    """
    codes = tuple(codes)
    return sum(_cost(piece, codes) for piece in pieces)


def familiar(pieces: Iterable[str], codes: Sequence[str]) -> float:
    """The share of the words with letters beyond ASCII that one of these languages has; 1 if there are none."""
    words = [match[0] for piece in pieces for match in _WORD.finditer(piece) if not match[0].isascii()]
    return sum(_is_word(word, codes) for word in words) / len(words) if words else 1.0


def _is_word(word: str, codes: Sequence[str]) -> bool:
    return any(is_known(word, code) or zipf(word, code) >= _LISTED for code in codes)


@lru_cache(50_000)
def _cost(piece: str, codes: tuple[str, ...]) -> float:
    if piece.isascii():
        return 0.0
    words = sum(_word_cost(match[0], codes) for match in _WORD.finditer(piece))
    return words + sum(_mark_cost(piece, n) for n in range(len(piece)) if _is_new_mark(piece, n))


def _word_cost(word: str, codes: tuple[str, ...]) -> float:
    """What a word costs: how frequent it is, how it is capitalized, which letters it has."""
    found = 0.0
    frequency = max(zipf(word, code) for code in codes)
    if any(is_known(word, code) for code in codes):
        frequency = max(frequency, _LISTED)
    elif frequency < _LISTED:
        usual = frozenset[str]().union(*map(letters, codes))
        found += _FOREIGN * sum(not each.isascii() and each.lower() not in usual for each in word) if usual else 0.0
        found += _TWO_SCRIPTS * (len(set(map(_script, word))) > 1)
        frequency = max(frequency, _NAME if word[0].isupper() else 0.0)
    if not (word.isupper() or word[1:].islower() or len(word) == 1):
        found += _MIXED
    return found + max(0.0, _MOST - frequency)


def _script(letter: str) -> str:
    """The first word of a letter's name: LATIN, GREEK, CYRILLIC …"""
    return "LATIN" if letter.isascii() else unicodedata.name(letter, "").split(" ")[0]


def _is_new_mark(piece: str, n: int) -> bool:
    """Whether a character is neither ASCII nor a letter, and not the one before it again."""
    return not piece[n].isascii() and not piece[n].isalpha() and piece[n - 1 : n] != piece[n]


def _mark_cost(piece: str, n: int) -> float:
    mark, before, after = piece[n], piece[n - 1 : n].isalpha(), piece[n + 1 : n + 2].isalpha()
    if mark not in _USUAL:
        return _SYMBOL + _WITHIN * (before and after)
    if before and after:
        return _MARK + _WITHIN * (mark not in _INSIDE)
    return _MARK + _TOUCHING * (mark in _FREE and (before or after))
