"""Numbers as values, and whether the numbers of one sentence answer those of another."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from math import floor

from deckgen.languages.counting import Amount, tidy


@dataclass(frozen=True, slots=True)
class Row:
    """Numbers written as one: a time, a score, a range, the number of a law, a date with its year."""

    parts: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Date:
    """A day of a month. `worded`: the month is a word, which the other side can leave out."""

    day: int
    month: int
    worded: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True)
class Month:
    """The name of a month."""

    number: int


@dataclass(frozen=True, slots=True)
class Measure:
    """An amount of a unit to which others are led back: half an hour is 30 minutes."""

    amount: Amount
    kind: str


@dataclass(frozen=True, slots=True)
class Idiom:
    """What an idiom with a number means: round the clock."""

    name: str


@dataclass(frozen=True, slots=True)
class One:
    """An indefinite article."""


Value = Amount | Row | Date | Month | Measure | Idiom | One


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a text, as written there, with every value it can have.

    A number that is not `certain` (a word, a doubtful Roman numeral) can answer one of the other language, but needs no
    answer itself. `plain` are its values before the words around it were read.
    """

    text: str
    start: int
    end: int
    values: frozenset[Value]
    certain: bool = True
    plain: frozenset[Value] = frozenset()


_ROUNDED = 12  # the largest denominator of parts for which people say a rounded percentage


def shares(part: Fraction) -> frozenset[Value]:
    """The values of a part of a whole: itself and its percentage, which people round."""
    percent = part * 100
    rounded = {tidy(percent)}
    if part.denominator <= _ROUNDED:
        rounded |= {floor(percent), round(percent), tidy(Fraction(round(percent * 10), 10))}
    return frozenset([tidy(part), *(Measure(each, PERCENT) for each in rounded)])


PERCENT = "percent"
