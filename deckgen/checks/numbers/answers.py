"""Whether the numbers of one sentence answer those of another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from deckgen.checks.numbers.amounts import Date, Idiom, Month, Number, One, Row, Value

_YEARS = range(1000, 2200)
_MOST = 40  # numbers that a sentence has; more are a table, of which pairs cannot be found by counting


def unanswered(numbers: Iterable[Number], others: Iterable[Number]) -> list[Number]:
    """The certain numbers that nothing among the `others` answers."""
    asked, given = tuple(numbers), tuple(others)
    # A time or a date that the other side has as well does not answer another number there with one of its parts.
    divisible = tuple(each for each in given if each.certain and not any(_agree(each, number) for number in asked))
    answers = Answers(given, divisible)
    return [number for number in asked if number.certain and not any(map(answers.have, number.values))]


# ------------------------------------------------------------------ one number after the other


@dataclass(frozen=True)
class Answers:
    """What the numbers of a sentence answer in the other one; those in `divisible` answer with their parts as well."""

    numbers: tuple[Number, ...]
    divisible: tuple[Number, ...]

    def have(self, value: Value) -> bool:
        """Whether they answer a value."""
        if isinstance(value, Row):
            return value in self._parts or self._apart(value)
        if isinstance(value, Date):
            return value in self._parts or self._day(value)
        return value in self._parts

    @cached_property
    def _whole(self) -> frozenset[Value]:
        return frozenset(value for number in self.numbers for value in number.values)

    @cached_property
    def _parts(self) -> frozenset[Value]:
        values = (value for number in self.divisible for value in number.values)
        return self._whole | {part for value in values for part in _parts(value)} | self._ones

    @cached_property
    def _single(self) -> frozenset[Value]:
        """The values that are no rows."""
        return frozenset(value for value in self._whole if not isinstance(value, Row)) | self._days | self._ones

    @cached_property
    def _days(self) -> frozenset[int]:
        return frozenset(value.day for value in self._whole if isinstance(value, Date))

    @cached_property
    def _ones(self) -> frozenset[int]:
        return frozenset([1] if One() in self._whole else [])

    @cached_property
    def _months(self) -> frozenset[int]:
        """The months that are named."""
        named = {value.number for value in self._whole if isinstance(value, Month)}
        return frozenset(
            named | {part.month for value in self._whole for part in _parts(value) if isinstance(part, Date)}
        )

    def _apart(self, row: Row) -> bool:
        """Whether a number of its own answers each part of a row."""
        month, *year = row.parts
        if month in self._months and year and year[0] in _YEARS and len(year) == 1:  # 9/2026
            return year[0] in self._single
        if len(row.parts) > _MOST:
            return False
        places = [[n for n, each in enumerate(self.numbers) if self._alone(part, each)] for part in row.parts]
        if all(places):
            return len(_partners(places)) == len(row.parts)
        rows = [part for part in row.parts if isinstance(part, Row)]
        return bool(rows) and self._apart(Row(tuple(_flat(row))))

    def _alone(self, part: Value, number: Number) -> bool:
        """Whether a number answers a part of a row by itself."""
        if part in number.values or (part == 1 and One() in number.values):
            return True
        dates = [value for value in number.values if isinstance(value, Date)]
        if isinstance(part, Date):
            return part.day in number.values and self._day(part)
        return any(date.day == part for date in dates)

    def _day(self, date: Date) -> bool:
        """Whether a day without its month answers a date, the month being another word or left out."""
        return date.day in self._whole and (date.month in self._months or (date.worded and not self._months))


def _flat(row: Row) -> Iterator[Value]:
    for part in row.parts:
        yield from _flat(part) if isinstance(part, Row) else (part,)


def _parts(value: Value) -> Iterator[Value]:
    yield value
    if isinstance(value, Row):
        for part in value.parts:
            yield from _parts(part)
    elif isinstance(value, Date):
        yield value.day


# ------------------------------------------------------------------ numbers that are there too often


def repeated(numbers: Sequence[Number], others: Sequence[Number]) -> list[Number]:
    """The certain numbers that are one too many, while the other side has another one: 60, 60, 30 against 60, 30, 30.

    A translation need not repeat a number, so nothing is wrong while the other side has none left.
    """
    own = [each for each in numbers if each.certain]
    if len(own) > _MOST:
        return []
    equal = [[n for n, each in enumerate(others) if _agree(number, each)] for number in own]
    partners = _partners(equal)
    matched = set(partners.values())
    left = [number for n, number in enumerate(own) if equal[n] and n not in matched and not _is_part(number, others)]
    free = (each for n, each in enumerate(others) if n not in partners and _is_plain(each))
    return left if any(_is_left(each, numbers) for each in free) else []


def _agree(one: Number, other: Number) -> bool:
    return not one.values.isdisjoint(other.values)


def _is_part(number: Number, others: Iterable[Number]) -> bool:
    """Whether a number is an idiom, or a part of a row of the other side."""
    rows = (value for each in others for value in each.values if isinstance(value, Row))
    inner = {part for row in rows for part in _parts(row)}
    return any(isinstance(value, Idiom) for value in number.values) or not number.values.isdisjoint(inner)


def _is_plain(number: Number) -> bool:
    return bool(number.values) and not any(
        isinstance(value, Row | Date | Month | Idiom | One) for value in number.values
    )


def _is_left(number: Number, others: Iterable[Number]) -> bool:
    """Whether a number that answers nothing says something of its own."""
    if number.certain:
        return True
    counts = any(isinstance(value, int) and value > 1 for value in number.values)
    parts = any(isinstance(value, Fraction) for value in number.values)
    return counts and not parts and not any(_agree(number, each) for each in others)


def _partners(equal: Sequence[Sequence[int]]) -> dict[int, int]:
    """By column its row, when as many rows as possible get one of the columns that they equal for themselves."""
    partners: dict[int, int] = {}

    def find(row: int, tried: set[int]) -> bool:
        for column in sorted(equal[row], key=partners.__contains__):  # first those that are free
            if column not in tried:
                tried.add(column)
                if column not in partners or find(partners[column], tried):
                    partners[column] = row
                    return True
        return False

    for row in range(len(equal)):
        find(row, set())
    return partners
