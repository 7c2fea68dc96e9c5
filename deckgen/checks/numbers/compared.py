"""The numbers in a sentence: digits, Roman numerals and words, with what the words around them make of them.

A number is what it means, not how it is written: 1,5 milioni, 1 500 000 and a million and a half are one value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from deckgen.checks.numbers.amounts import Number
from deckgen.checks.numbers.answers import repeated, unanswered
from deckgen.checks.numbers.context import STEPS
from deckgen.checks.numbers.digits import tokens
from deckgen.checks.numbers.found import Sentence
from deckgen.checks.numbers.glance import same_at_a_glance
from deckgen.checks.numbers.spoken import first_found
from deckgen.languages.language import language

# What can need an answer; most sentences have none of it. A letter that opens a sentence is a word. Each pattern begins
# with a set of characters, which is looked for several times as fast.
_NEEDY = (
    re.compile("[0-9¼-¾⅐-⅞]"),
    re.compile(r"[IVXLCDM](?<!\w[IVXLCDM])(?:[IVXLCDM]+|(?<=\s[IVX]))(?!\w)"),
)


def numbers(text: str, code: str) -> tuple[Number, ...]:
    """The numbers in a sentence in the language `code`, in order."""
    known = language(code)
    sentence = Sentence(text, tuple(tokens(text, known)), known)
    found = first_found(sentence)
    for step in STEPS:
        found = step(sentence, found)
    return tuple(each.number(text) for each in sorted(found, key=lambda each: each.start))


def one_sided(sides: tuple[str, str], codes: tuple[str, str]) -> tuple[list[str], list[str]]:
    """The numbers that only the front has and those that only the back has, as they are written there."""
    if not any(needy.search(side) for needy in _NEEDY for side in sides) or same_at_a_glance(sides, codes):
        return [], []
    front, back = (numbers(text, code) for text, code in zip(sides, codes, strict=True))
    if not all(language(code).counting.known for code in codes):
        front, back = _as_written(front), _as_written(back)
    front_only, back_only = unanswered(front, back), unanswered(back, front)
    if not (front_only or back_only):
        front_only, back_only = repeated(front, back), repeated(back, front)
    return _texts(front_only, *sides), _texts(back_only, *reversed(sides))


def _as_written(found: Iterable[Number]) -> tuple[Number, ...]:
    """The numbers with the values of their digits alone, for a language whose words for thousands are unknown."""
    return tuple(replace(each, values=each.values | each.plain) for each in found)


def _texts(found: Sequence[Number], own: str, other: str) -> list[str]:
    """The texts of the numbers, except for those in digits that the other side only groups differently."""
    calls = tuple(_calls(other)) if found else ()
    same = [call for call in _calls(own) if any(map(call.matches, calls))] if calls else []
    left = [each for each in found if not any(call.start <= each.start and each.end <= call.end for call in same)]
    return list(dict.fromkeys(each.text for each in left))


# ------------------------------------------------------------------ digits in groups: telephone numbers, codes


_SPACE = "[ \u00a0\u2009\u202f]"
_GROUPS = re.compile(
    rf"(?:(?<!\w)\+)?[0-9]+(?:(?:[./-]|\)?{_SPACE}\(?|\)|\()[0-9]+)*"
    rf"|(?<!\w)[A-Z]{{2}}[0-9]{{2}}(?:{_SPACE}?[A-Z0-9]{{4}}){{2,}}(?:{_SPACE}?[A-Z0-9]{{1,3}})?(?!\w)"
)
_MIN_SPACED, _MIN_CALL, _LONG_CALL = 5, 7, 9  # digits: of a postcode; longer ones than those of a date are no date
_LONGEST_CODE = 5  # of a country, with its +
_LONG_GROUP = 5  # digits that neither thousands nor years have


@dataclass(frozen=True, slots=True)
class _Call:
    """Digits that people group as they like; `digits` begins with + if a country code does."""

    start: int
    end: int
    digits: str

    def matches(self, other: _Call) -> bool:
        """Whether both are the same number, one of them perhaps without the country code."""
        short, long = sorted((self.digits, other.digits), key=len)
        national = short.lstrip("0")
        if short == long or short == long.removeprefix("+"):
            return True
        abroad = long.startswith("+") and not short.startswith("+") and long.endswith(national)
        return abroad and len(national) >= _MIN_CALL and len(long) - len(national) <= _LONGEST_CODE


def _calls(text: str) -> Iterator[_Call]:
    for match in _GROUPS.finditer(text):
        digits = re.sub(r"[^+A-Z0-9]", "", match[0])
        groups = re.findall("[0-9]+", match[0])
        spaced = len(digits) >= _MIN_SPACED and not re.search("[./()-]", match[0])
        dialled = digits[0] in "+0" or len(digits) >= _LONG_CALL or max(map(len, groups)) >= _LONG_GROUP
        if spaced or (len(digits) >= _MIN_CALL and dialled):
            yield _Call(match.start(), match.end(), re.sub("^00", "+", digits))
