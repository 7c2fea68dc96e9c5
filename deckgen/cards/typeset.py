"""Where a line must not break: no-break spaces between words that belong together, by the data of their language."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from deckgen.languages.language import Language, language

NO_BREAK = "\u00a0"
_SHORT = 8  # letters of a counted noun that stays with its number: 240 sedie
_SIGNS = "€$£¥%‰°§"
_CODES = ("EUR", "USD", "GBP", "CHF", "CZK", "PLN", "HUF")
_MONEY = "cent"  # what the data on counting call the unit of money
_DIGIT = re.compile(r"\d")
_YEAR = re.compile(r"1[89]\d\d|20\d\d")
_WORD, _NAME = r"(?![A-Z])[^\W\d_]", r"(?![a-z])[^\W\d_]"  # how they begin, apart from accents


@lru_cache(maxsize=1024)  # a sentence is also the example of its terms
def typeset(text: str, code: str) -> str:
    """`text` with no-break spaces; every character keeps its place.

    A number stays with its marks of thousands, its unit, its currency on either side and a short noun that it counts,
    an abbreviation with its number or its name, and a word that the language ties with the next one.
    """
    if " " not in text:
        return text
    ties = _ties(code)
    numbers, points = bool(_DIGIT.search(text)), ". " in text  # most sentences have neither, and most patterns need one
    text = ties.always.sub(NO_BREAK, text)
    if ties.counted and numbers:
        text = ties.counted.sub(ties.with_noun, text)
    for each in ties.within:
        if numbers >= each.numbers and points >= each.points:
            text = each.pattern.sub(lambda match: match[0].replace(" ", NO_BREAK), text)
    return text


@dataclass(frozen=True)
class _Piece:
    """The pattern of a piece within which no line breaks; whether it has a digit, and a full stop before a space."""

    pattern: re.Pattern[str]
    numbers: bool = False
    points: bool = False


@dataclass(frozen=True)
class _Ties:
    """The patterns of a language: of spaces, of numbers with the next word, of pieces within which no line breaks."""

    known: Language
    always: re.Pattern[str]
    counted: re.Pattern[str] | None
    within: tuple[_Piece, ...]
    units: frozenset[str]

    def with_noun(self, match: re.Match[str]) -> str:
        """A number with its unit, or with a short noun; what follows a year is hardly counted by it."""
        number, word = match.groups()
        tied = word in self.units or word.lower() in self.known.months
        if not tied and word.islower() and len(word) <= _SHORT and not _YEAR.fullmatch(number):
            tied = word not in self.known.function_words
        return f"{number}{NO_BREAK if tied else ' '}{word}"


@cache
def _ties(code: str) -> _Ties:
    known = language(code)
    units = known.counting.units
    money = {word for word, (kind, _) in units.items() if kind == _MONEY} | {*known.currencies, *known.money, *_CODES}
    signs = re.escape(_SIGNS)
    always = [rf"(?<=\d) (?=\d{{3}}(?!\d)|[{signs}]|{_any(money)}(?!\w))", rf"(?<=[{signs}]) (?=\d)"]
    by_length: dict[int, list[str]] = {}
    for word in known.tied:
        by_length.setdefault(len(word), []).append(word)
    always += [rf" (?<=\b(?:{'|'.join(words)}) )(?=\w)" for words in by_length.values()]
    between = "|".join(map(re.escape, known.counting.between)) or "(?!)"
    amount = rf"(?<=\d{NO_BREAK})\w+\.? (?:(?:{between}) )?(?=(?:[{signs}]|{_any(money)})(?!\w))"  # 2 milioni di euro
    initials = rf"(?<!\w)[^\W\d_]\. (?=(?:[^\W\d_]|{_WORD}[^\W\d_]{{1,2}})\.)"  # s. r. o., p. es.
    within = [
        _Piece(re.compile(amount), numbers=True),
        _Piece(re.compile(rf"(?<!\w){_any(money)} (?=\d)"), numbers=True),
        _Piece(re.compile(initials), points=True),
    ]
    if known.numbered:
        pattern = rf"(?<!\w)(?i:{_any(known.numbered)})\. (?=\d)"
        within.append(_Piece(re.compile(pattern), numbers=True, points=True))
    if known.personal:
        within.append(_Piece(re.compile(rf"(?<!\w)(?i:{_any(known.personal)})\.? (?={_NAME})")))
    if known.ordinals:
        pattern = rf"(?<![\w.])\d{{1,2}}\. (?=\d|{_WORD})"
        within.append(_Piece(re.compile(pattern), numbers=True, points=True))
    return _Ties(
        known,
        re.compile("|".join(always), re.IGNORECASE),
        re.compile(rf"(?<![\w.,])(\d[\d.,{NO_BREAK}]*) ([^\W\d_]+)") if known.counting.known else None,
        tuple(within),
        frozenset(units) | money,
    )


def _any(words: Iterable[str]) -> str:
    """A pattern of these words, the longest first."""
    return "(?:" + "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word))) + ")"
