"""The tokens of a sentence: words, and what is written in digits with every value that it can have."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from deckgen.checks.numbers.amounts import Date, Row, Value, shares
from deckgen.languages.counting import Amount, tidy
from deckgen.languages.language import Language

_SPACE = "[ \u00a0\u2009\u202f]"
_GLYPHS = {glyph: Fraction(unicodedata.numeric(glyph)).limit_denominator(8) for glyph in "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"}
_ANY_GLYPH = "[" + "".join(_GLYPHS) + "]"
_TOKEN = re.compile(
    rf"""
    (?P<unit> (?<![^\W\d_]) (?:[cdkm]?m[23] | CO2 | H2O) (?!\w) )  # no number: 100 m2
    | (?P<short_year> (?<![\w'’]) ['’‘] [0-9]{{2}} (?![0-9]|[.,][0-9]) )
    | (?P<iso> [0-9]{{4}} (?P<dash>[/-]) [0-9]{{1,2}} (?P=dash) [0-9]{{1,2}} (?! [0-9] | [/-][0-9] ) )
    | (?P<date> [0-9]{{1,2}} (?: \.{_SPACE}? [0-9]{{1,2}} \.{_SPACE}? [0-9]{{4}}
        | (?P<mark>[./-]) [0-9]{{1,2}} (?P=mark) (?:[0-9]{{4}}|[0-9]{{2}})
        | {_SPACE}/{_SPACE} [0-9]{{1,2}} {_SPACE}/{_SPACE} [0-9]{{4}} ) (?! [0-9] | [.,/-][0-9] ) )
    | (?P<day> [0-9]{{1,2}} \. (?: {_SPACE} [0-9]{{1,2}} \. | [0-9]{{1,2}} (?=\.) ) (?! \.?[0-9] ) )
    | (?P<glyph> (?:[0-9]+{_SPACE}?)? {_ANY_GLYPH} )
    | (?P<mixed> [0-9]+ {_SPACE} [0-9] / [0-9]{{1,2}} (?![0-9/]) )
    | (?P<colon> [0-9]+ (?: (?: :[0-9]+ )+ | {_SPACE}:{_SPACE} [0-9]+ ) )
    | (?P<slash> [0-9]+ (?:/[0-9]+)+ )
    | (?P<hour> [0-9]{{1,2}} {_SPACE}? [hH] {_SPACE}? [0-5][0-9] (?![0-9]) )
    | (?P<spaced> [1-9][0-9]{{0,2}} (?:{_SPACE}[0-9]{{3}})+ (?![0-9]) (?:[.,][0-9]+)? )
    | (?P<plain> [0-9]+ (?:[.,'’][0-9]+)* )
    | (?P<word> [^\W\d_]+ (?:\.[^\W\d_]+)* ['’]? )
    """,
    re.VERBOSE,
)
_PLAIN = re.compile("[0-9]+")
_LONGEST = 60  # characters; longer ones are no numbers that anyone reads


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a number at its place; `word` is in lower case and without the apostrophe of an elision."""

    text: str
    word: str
    start: int
    end: int
    values: frozenset[Value] = frozenset()


def tokens(text: str, known: Language) -> list[Token]:
    """The words and the numbers in digits, in order."""
    found: list[Token] = []
    at = 0
    while match := _TOKEN.search(text, at):
        if match.lastgroup == "day" and _before_month(text, match.end(), known):
            match = _PLAIN.match(text, match.start()) or match  # 5. 12. května: two numbers
        found.append(_token(match, text, known))
        at = match.end()
    return found


def _before_month(text: str, at: int, known: Language) -> bool:
    word = re.compile(rf"{_SPACE}?(\w+)").match(text, at)
    return bool(word and word[1].lower() in known.months)


def _token(match: re.Match[str], text: str, known: Language) -> Token:
    word = match[0].lower().rstrip("'’")
    kind = match.lastgroup if match.re is _TOKEN else "plain"
    if kind == "word" or kind == "unit":
        return Token(match[0], word, match.start(), match.end())
    elided = kind == "plain" and text[match.start() - 1 : match.start()] in {"'", "’"}  # nell’81
    values = frozenset(_values("short_year" if elided and len(word) == 2 else kind, match[0], known))
    return Token(match[0], "", match.start(), match.end(), values)


def _values(kind: str | None, text: str, known: Language) -> Iterator[Value]:
    if len(text) > _LONGEST:
        yield Row(tuple(map(ord, text)))
        return
    numbers = [int(part) for part in _PLAIN.findall(text)]
    if kind in ("iso", "date", "day"):
        yield from _dated(kind, numbers, text, known)
    elif kind == "short_year":
        yield from _years(text, numbers[0])
    elif kind == "glyph":
        part = _GLYPHS[text[-1]]
        yield from [numbers[0] + part] if numbers else shares(part)
    elif kind == "mixed":
        yield from _mixed(*numbers)
    elif kind == "slash":
        yield from _slashed(numbers, text, known)
    elif kind in ("colon", "hour"):
        yield from _timed(numbers, text)
    elif kind == "spaced":
        yield from _spaced(text)
    else:
        yield from _separated(text, known)


# ------------------------------------------------------------------ dates, times, fractions


def _dated(kind: str, numbers: list[int], text: str, known: Language) -> Iterator[Value]:
    if kind == "iso":
        numbers = numbers[::-1]
        text = text[:4]
    years = _years(text, numbers[-1]) if len(numbers) > 2 else ()
    dates = tuple(_dates(numbers[0], numbers[1], known))
    for date in dates:
        yield from (Row((date, year)) for year in years) if years else (date,)
    if not dates:
        yield Row(tuple(numbers))
    if kind == "day" and not re.search(_SPACE, text):  # 3.5 at the end of a sentence
        yield from _separated(text, known)


def _years(text: str, year: int) -> tuple[int, ...]:
    """The years that the number at the end of a text can mean."""
    return (year, 1900 + year, 2000 + year) if re.search("(?:^|[^0-9])[0-9]{2}$", text) else (year,)


def _dates(day: int, month: int, known: Language) -> Iterator[Date]:
    for one, other in ((day, month), (month, day)) if known.counting.month_first else ((day, month),):
        if 1 <= one <= 31 and 1 <= other <= 12:
            yield Date(one, other)


def _timed(numbers: list[int], text: str) -> Iterator[Value]:
    yield Row(tuple(numbers))
    if re.fullmatch("[0-9]{1,2}(?::00)+", text) and numbers[0] <= 24:  # 17:00
        yield numbers[0]


def _mixed(whole: int, upper: int, lower: int) -> Iterator[Value]:
    yield Row((whole, Row((upper, lower))))
    if upper < lower:
        yield tidy(whole + Fraction(upper, lower))


def _slashed(numbers: list[int], text: str, known: Language) -> Iterator[Value]:
    *others, last = numbers
    yield from (Row((*others, year)) for year in _years(text, last))
    if len(numbers) == 2:
        yield from _dates(numbers[0], last, known)
        if 0 < numbers[0] < last <= 100:
            yield from shares(Fraction(numbers[0], last))


# ------------------------------------------------------------------ separators


def _spaced(text: str) -> Iterator[Value]:
    groups = re.split(_SPACE, text)
    yield _decimal("".join(groups))
    if text.isascii() and not re.search("[,.]| 0", text):  # v roce 20 300 lidí: perhaps several numbers
        yield Row(tuple(map(int, groups)))


def _separated(text: str, known: Language) -> Iterator[Value]:
    """The values of digits with points, commas or apostrophes between them, by either convention."""
    groups = re.split("[.,'’]", text)
    marks = re.findall("[.,'’]", text)
    if not marks:
        yield int(text)
    elif len(marks) == 1:
        yield from _halved(groups[0], marks[0], groups[1], known)
    elif len(set(marks)) == 1 and _grouped(groups):
        yield int("".join(groups))
    elif marks[-1] not in marks[:-1] and len(set(marks[:-1])) == 1 and _grouped(groups[:-1]):
        yield _decimal("".join(groups[:-1]) + "." + groups[-1])
    else:
        yield Row(tuple(map(int, groups)))  # a version, an address, a list


def _halved(left: str, mark: str, right: str, known: Language) -> Iterator[Value]:
    """The values of digits with one mark between them."""
    grouped = _grouped([left, right])
    if mark in "'’":
        yield int(left + right) if grouped else Row((int(left), int(right)))
        return
    if grouped:
        yield int(left + right)
    # Thousands end in zeros, decimals do not: 1.500 is no 1.5 where the decimal mark is a comma.
    if not grouped or known.counting.decimal == mark or not right.endswith("0"):
        yield _decimal(f"{left}.{right}")
    if len(right) == 2 and int(left) <= 24 and int(right) < 60:
        yield Row((int(left), int(right)))
    if mark == ".":
        yield from _dates(int(left), int(right), known)


def _grouped(groups: list[str]) -> bool:
    """Whether groups of digits are a number with its thousands apart."""
    first, *others = groups
    return 1 <= len(first) <= 3 and first[0] != "0" and all(len(group) == 3 for group in others)


def _decimal(text: str) -> Amount:
    return tidy(Fraction(text.replace(",", ".")))
