"""Encodings with one byte a character: which of them a text is in.

Nearly all of them fit any text, so the words decide: the right one gives words of the language and no odd characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from deckgen.languages.lexicon import letters
from deckgen.languages.plausibility import cost, familiar

# The encodings that documents come in, the more usual first, under the names that editors show.
NAMES = {
    "cp1250": "Windows-1250",
    "cp1252": "Windows-1252",
    "iso8859_2": "ISO-8859-2",
    "iso8859_15": "ISO-8859-15",
    "mac_roman": "Mac Roman",
    "mac_latin2": "Mac Central European",
    "cp852": "IBM852",
    "cp850": "IBM850",
    "cp1251": "Windows-1251",
    "koi8_r": "KOI8-R",
    "koi8_u": "KOI8-U",
    "cp866": "IBM866",
    "iso8859_5": "ISO-8859-5",
    "mac_cyrillic": "Mac Cyrillic",
    "cp1253": "Windows-1253",
    "iso8859_7": "ISO-8859-7",
    "cp1254": "Windows-1254",
    "cp1257": "Windows-1257",
}
_DATED = frozenset(name for name in NAMES if name.startswith(("mac", "cp8")))
_OLD = 1.0  # what an encoding of the Mac or of DOS costs beside one that is still written
_PIECE = re.compile(rb"[A-Za-z\x80-\xff]+")
_PIECES = 5000  # different ones that are judged: after a few hundred, nothing changes
_LONGEST = 80  # bytes of a piece; a longer one is no word
_MOST_LETTERS = 0.8  # of a language, which an encoding for it has; names bring in others
# The least difference in cost to the next best text. With it, tests/bench/encodings.py finds no wrong choice that is
# called certain; with 3 it found six among 17 700.
_CERTAIN = 4.0
_FAMILIAR = 0.5  # the least share of known words, else the text may be in a language that nobody named
_SHOWN = 3  # words
_CONTROLS = re.compile("[\x00-\x08\x0e-\x19\x1c-\x1f\x7f-\x9f]")  # but for ^Z, the last byte of files from DOS


@dataclass(frozen=True)
class Choice:
    """An encoding, what a text costs in it, whether it is certain, and if not, some words to look at."""

    encoding: str
    cost: float
    certain: bool = True
    doubtful: tuple[str, ...] = ()


def choice(data: bytes, codes: Sequence[str]) -> Choice | None:
    """The encoding in which `data` gives words of the languages `codes`; None if there is none.

    It is not certain if another one is nearly as good and gives another text, or if few words are known.
    """
    costs = _costs(data, codes)
    if not costs:
        return None
    (least, best), *others = costs
    rival = next((name for more, name in others if more < least + _CERTAIN and not _same(data, best, name)), "")
    pieces = list(_pieces(data))
    if rival:
        pieces = [piece for piece in pieces if not _same(piece, best, rival)]
    elif familiar((piece.decode(best) for piece in pieces), codes) >= _FAMILIAR:
        return Choice(best, least)
    return Choice(best, least, certain=False, doubtful=tuple(piece.decode(best) for piece in pieces[:_SHOWN]))


def clearly_better(found: Choice | None, other: float) -> bool:
    """Whether there is a choice, and its text costs clearly less than `other`."""
    return found is not None and found.cost + _CERTAIN <= other


def has_controls(text: str) -> bool:
    """Whether a text has control characters, which no document has."""
    return bool(_CONTROLS.search(text))


def _costs(data: bytes, codes: Sequence[str]) -> list[tuple[float, str]]:
    """What a text costs in each encoding that it can be in, the most likely first, of equal ones the more usual."""
    if has_controls(bytes(sorted(byte for byte in set(data) if byte < 0x80)).decode("ascii")):
        return []
    pieces, used = list(_pieces(data)), _beyond_ascii(data)
    costs = [
        (cost((piece.decode(name) for piece in pieces), codes) + _OLD * (name in _DATED), name)
        for name in _for_languages(tuple(codes))
        if _fits(used, name)
    ]
    return sorted(costs, key=lambda each: each[0])


def _pieces(data: bytes) -> Iterable[bytes]:
    """The different words and parts of words that have bytes beyond ASCII."""
    found = (match[0][:_LONGEST] for match in _PIECE.finditer(data) if not match[0].isascii())
    return islice(dict.fromkeys(found), _PIECES)


def _beyond_ascii(data: bytes) -> bytes:
    """The bytes beyond ASCII that occur."""
    return bytes(sorted(byte for byte in set(data) if byte > 0x7F))


def _fits(used: bytes, name: str) -> bool:
    """Whether an encoding has a character, and no control character, for every byte used."""
    try:
        return not has_controls(used.decode(name))
    except UnicodeDecodeError:
        return False


def _same(data: bytes, one: str, other: str) -> bool:
    used = _beyond_ascii(data)
    return used.decode(one) == used.decode(other)


@lru_cache(64)
def _for_languages(codes: tuple[str, ...]) -> tuple[str, ...]:
    """The encodings for one of these languages, those with most of its letters first; all if no letters are known."""
    alphabets = [letters(code) for code in codes]
    held = {name: max(_share(name, alphabet) for alphabet in alphabets) for name in NAMES}
    return tuple(sorted((name for name in NAMES if held[name] >= _MOST_LETTERS), key=lambda name: -held[name]))


def _share(name: str, alphabet: frozenset[str]) -> float:
    """The share of the letters of an alphabet that an encoding has."""
    held = bytes(range(0x80, 0x100)).decode(name, "ignore")
    return sum(letter in held for letter in alphabet) / len(alphabet) if alphabet else 1.0
