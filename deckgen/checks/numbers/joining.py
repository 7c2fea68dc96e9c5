"""Neighbours that are one number: two million, half an hour, an hour and a half, 10–15, 9 out of 10."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import product

from deckgen.checks.numbers.amounts import Date, Measure, Row, Value, shares
from deckgen.checks.numbers.found import Found, Sentence, gap, joined, merged, neighbours
from deckgen.languages.counting import Amount, tidy

_FAR = 3  # tokens that can be between the numbers of a ratio
_LONGEST = 8  # tokens of a range
_MOST = 60  # values of the first number of a range
_HOUR = 60  # minutes


def paired(sentence: Sentence, found: Sequence[Found]) -> list[Found]:
    """Nineteen ninety-nine: two numbers in words that are perhaps a year."""
    return [each.also(_year(sentence, each, after)) for each, after in neighbours(found)]


def _year(sentence: Sentence, one: Found, other: Found | None) -> list[int]:
    century, years = one.whole or 0, (other and other.whole) or 0
    near = other is not None and other.first == one.last and sentence.close(one.last - 1, one.last)
    spoken = near and not one.certain and 10 <= century < 100 and 10 <= years < 100
    return [century * 100 + years] if spoken else []


_MARK = re.compile("[.°ºª]")  # of an ordinal: 1. polovina is the first half, and no half of one


def divided(sentence: Sentence, found: Sequence[Found]) -> list[Found]:
    """Two thirds: a number before a part of a whole."""

    def join(one: Found, other: Found) -> Found | None:
        times, part = one.whole, other.part
        if not times or not part or part.numerator > 1 or times * part >= 1 or one.unit or one.lead:
            return None
        if not sentence.linked(one.last, other.first) or _MARK.search(gap(sentence, one, other)):
            return None
        both = merged(one, other, [*shares(times * part), times])
        return replace(both, part=times * part, scale=1)

    return joined(found, join)


# ------------------------------------------------------------------ thousands and millions


def scaled(sentence: Sentence, found: Sequence[Found]) -> list[Found]:
    """Two million, two dozen; with a word that also means something else, both values."""
    whole = joined(found, lambda one, other: None if one.part else _scaled(sentence, one, other))
    return [_loosely_scaled(sentence, each) for each in whole]


def parts_scaled(sentence: Sentence, found: Sequence[Found]) -> list[Found]:
    """Half a million; read after two and a half million."""
    return joined(found, lambda one, other: _scaled(sentence, one, other))


def _scaled(sentence: Sentence, one: Found, other: Found) -> Found | None:
    factors: list[Amount] = [one.part] if one.part else one.amounts
    if not other.lead or not factors or one.scale > 1 or one.unit or not sentence.linked(one.last, other.first):
        return None
    values = {tidy(factor * other.lead + end - other.lead) for factor in factors for end in other.amounts}
    return merged(one, other, values)


def _loosely_scaled(sentence: Sentence, found: Found) -> Found:
    word = sentence.word(found.last)
    factor = sentence.counting.loose.get(word)
    if not factor or not found.certain or found.scale > 1 or not sentence.close(found.last - 1, found.last):
        return found
    if len(word) == 1 and sentence.gap(found.last):  # 5k, but not: od 5 k 10
        return found
    scaled = found.also(tidy(amount * factor) for amount in found.amounts)
    return replace(scaled, last=found.last + 1, end=sentence.tokens[found.last].end, scale=factor)


# ------------------------------------------------------------------ units


def measured(sentence: Sentence, found: Sequence[Found]) -> list[Found]:
    """Half an hour: a number before its unit."""

    def join(one: Found, other: Found) -> Found | None:
        if not other.only_unit or one.unit or not sentence.linked(one.last, other.first):
            return None
        kind, factor = sentence.counting.units[other.unit]
        amounts: list[Amount] = [one.part] if one.part else one.amounts
        measures = [Measure(tidy(amount * factor), kind) for amount in amounts]
        return replace(one.also(measures), last=other.last, unit=other.unit)

    return joined(found, join)


def halved(sentence: Sentence, found: Sequence[Found]) -> list[Found]:
    """Two and a half, two hours and a half, an hour and a half, two pizzas and a half."""

    def join(one: Found, other: Found) -> Found | None:
        named = sentence.word(one.last) not in sentence.counting.joints  # una pizza e mezza
        first = one.last + 1 + named
        if not other.part or one.part or sentence.word(first - 1) not in sentence.counting.joints:
            return None
        if other.first < first or (named and (one.unit or other.unit)):
            return None
        if not (sentence.close(one.last - 1, first) and sentence.linked(first, other.first)):
            return None
        values = {
            *_with_part(sentence, one, other.part),
            *(_pairs(one, other) if one.certain and other.certain else ()),
        }
        return replace(merged(one, other, values | (one.values if named else set())), scale=1, unit=one.unit)

    return joined(found, join)


def _with_part(sentence: Sentence, one: Found, part: Fraction) -> Iterator[Value]:
    """The values of a number and a part of one more."""
    kind, factor = sentence.counting.units.get(one.unit, ("", 0))
    minutes = part * _HOUR
    for whole in [1] if one.only_unit else [each for each in one.amounts if each.denominator == 1]:
        total = tidy(whole + part * one.scale)
        yield from [total] if whole else []
        if kind:
            yield Measure(tidy(total * factor), kind)
        if one.scale == 1 and 0 <= whole <= 24 and minutes.denominator == 1 and (not kind or factor == _HOUR):
            yield from (Row((int(hour), int(minutes))) for hour in {whole, whole + 12 if whole < 12 else whole})


def summed(sentence: Sentence, found: Sequence[Found]) -> list[Found]:
    """Two million three hundred thousand, an hour and 20 minutes, 2 euros 50; perhaps two numbers."""

    def join(one: Found, other: Found) -> Found | None:
        joint = sentence.word(one.last) in sentence.counting.joints
        if other.first != one.last + joint or other.only_unit or not sentence.close(one.last - 1, other.first):
            return None
        if one.unit and other.unit:
            return _measures_summed(sentence, one, other)
        return _with_smaller_unit(sentence, one, other) or _thousands_summed(one, other)

    return joined(found, join)


def _thousands_summed(one: Found, other: Found) -> Found | None:
    least = 1 if other.scale > 1 else 100
    if one.scale == 1 or not other.amounts or not all(least <= end < one.scale for end in other.amounts):
        return None
    sums = {tidy(start + end) for start, end in product(one.amounts, other.amounts)}
    return replace(merged(one, other, {*sums, *_pairs(one, other)}), unit=other.unit)


def _measures_summed(sentence: Sentence, one: Found, other: Found) -> Found | None:
    (kind, large), (same, small) = (sentence.counting.units[each.unit] for each in (one, other))
    if kind != same or large <= small:
        return None
    pairs = list(product([1] if one.only_unit else one.amounts, other.amounts))
    sums = [Measure(tidy(many * large + few * small), kind) for many, few in pairs]
    return merged(one, other, [*sums, *map(Row, pairs)])


def _with_smaller_unit(sentence: Sentence, one: Found, other: Found) -> Found | None:
    """2 euros 50, 1 metre 80, 1 kilo 200, 2 hours 30: the smaller unit is left out."""
    whole, more = one.whole, other.whole
    if not (one.unit and one.certain and other.certain and not other.unit and whole and more):
        return None
    if not 10 <= more <= 999 or other.scale > 1:
        return None
    kind, factor = sentence.counting.units[one.unit]
    total = whole + Fraction(more, _HOUR if factor == _HOUR else 100 if more < 100 else 1000)
    return merged(one, other, [Row((whole, more)), total, Measure(tidy(total * factor), kind)])


# ------------------------------------------------------------------ ranges and ratios


_DASH = re.compile(r"[.°ºª%]?\s*[-–—−]\s*")


def ranged(sentence: Sentence, found: Sequence[Found]) -> list[Found]:
    """3-2, 10–15, 9:00–12:00, 10–15 million."""

    def join(one: Found, other: Found) -> Found | None:
        if not (one.certain and other.certain and _DASH.fullmatch(gap(sentence, one, other))):
            return None
        if other.last - one.first > _LONGEST:
            return None
        both = one.also(tidy(amount * other.scale) for amount in one.amounts)
        years = (
            Row((year, year - year % 100 + n)) for year, n in product(one.amounts, other.amounts) if _follows(year, n)
        )
        return merged(one, other, [*_pairs(both, other), *years]) if len(both.values) < _MOST else None

    return joined(found, join)


def _pairs(one: Found, other: Found) -> Iterator[Row]:
    """Two numbers beside each other as one."""
    first, second = ([value for value in each.values if isinstance(value, _SIMPLE)] for each in (one, other))
    return map(Row, product(first, second))


_SIMPLE = int | Fraction | Row | Date


def _follows(year: Amount, n: Amount) -> bool:
    """Whether a number is a later year without its century: 2024–25."""
    return isinstance(year, int) and 1000 <= year < 2200 and year % 100 < n < 100 and n.denominator == 1


def ratios(sentence: Sentence, found: Sequence[Found]) -> list[Found]:
    """9 out of 10, 15 customers of 60: a row, and a part of a whole."""

    def join(one: Found, other: Found) -> Found | None:
        part, whole = one.whole or 0, other.whole or 0
        far = not 1 <= other.first - one.last <= _FAR or re.search("[,;:.!?]", gap(sentence, one, other))
        if far or sentence.word(other.first - 1) not in sentence.counting.ratio:
            return None
        if not 0 < part < whole <= 1000 or not (one.certain or other.certain):
            return None
        return merged(one, other, [Row((part, whole)), *shares(Fraction(part, whole))])

    return joined(found, join)
