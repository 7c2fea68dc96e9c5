"""What the words around a number make of it: minus 5, 5 May, 5 in the afternoon, the 90s, round the clock."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from deckgen.checks.numbers.amounts import PERCENT, Date, Idiom, Measure, Month, One, Row, Value, shares
from deckgen.checks.numbers.clock import clock_times
from deckgen.checks.numbers.found import Found, Sentence, gap, neighbours
from deckgen.checks.numbers.joining import (
    divided,
    halved,
    measured,
    paired,
    parts_scaled,
    ranged,
    ratios,
    scaled,
    summed,
)
from deckgen.languages.counting import Amount, Saying, tidy

Step = Callable[[Sentence, Sequence[Found]], list[Found]]

_NEAR = 3  # tokens between a number and a word that tells what it means


# ------------------------------------------------------------------ signs


_SIGN = re.compile(r"(?:^|[\s(\[«„“\"])(?:[-–]|−\s?)$")


def signed(sentence: Sentence, found: Sequence[Found]) -> list[Found]:
    """-5, minus 5, 5 below zero; of a percentage both, since words tell the direction as well: a discount of 20 %."""
    return [_signed(sentence, each, found[n - 1] if n else None) for n, each in enumerate(found)]


def _signed(sentence: Sentence, found: Found, before: Found | None) -> Found:
    if found.only_unit or not found.amounts:
        return found
    negative = [-amount for amount in found.amounts]
    start = _sign(sentence, found, before)
    if start is not None:
        percent = sentence.text[found.end :].lstrip().startswith("%")
        return replace(found, start=start, values=frozenset([*negative, *(found.values if percent else ())]))
    below = sentence.counting.below
    return found.also(negative) if below and below.match(sentence.text, found.end) else found


def _sign(sentence: Sentence, found: Found, before: Found | None) -> int | None:
    """Where the minus before a number is written."""
    follows = before is not None and not before.only_unit
    if _SIGN.search(sentence.text, max(0, found.start - 3), found.start):
        counted = follows and before is not None and before.last == found.first  # 8 –12
        return None if counted or not found.certain else len(sentence.text[: found.start].rstrip()) - 1
    minus, counting = found.first - 1, sentence.counting
    if sentence.word(minus) not in counting.minus or sentence.word(minus - 1) in counting.not_minus:
        return None
    if follows and before is not None and before.last == minus:  # le sei meno dieci
        return None
    return sentence.tokens[minus].start if sentence.close(minus, found.first) else None


# ------------------------------------------------------------------ dates and times


def dated(sentence: Sentence, found: Sequence[Found]) -> list[Found]:
    """5 May; in some languages May 5 as well."""
    return [_dated(sentence, each) for each in found]


def _dated(sentence: Sentence, found: Found) -> Found:
    amounts = [found.part.denominator] if found.part else found.amounts  # the fifth of May is no fifth
    days = [day for day in amounts if isinstance(day, int) and 1 <= day <= 31]
    place = _month_beside(sentence, found) if days and found.scale == 1 and not found.unit else None
    if place is None:
        return found
    month = sentence.known.month_numbers[sentence.word(place)]
    dates = [Date(day, month, worded=True) for day in days]
    kept = found.values if not found.certain or _is_doubtful(sentence, place) else ()
    start = min(found.start, sentence.tokens[place].start)
    end = max(found.end, sentence.tokens[place].end)
    return replace(found, start=start, end=end, values=frozenset([*kept, *dates]), last=max(place + 1, found.last))


def _month_beside(sentence: Sentence, found: Found) -> int | None:
    """The place of the month that a day belongs to."""
    months = sentence.known.months
    for place in (found.last, found.last + 1):
        if sentence.word(place) in months and sentence.linked(found.last, place):
            return place
    before = found.first - 1
    first = sentence.counting.month_first and sentence.word(before) in months and sentence.close(before, found.first)
    return before if first else None


def _is_doubtful(sentence: Sentence, place: int) -> bool:
    """Whether an abbreviation can be another word, since it has no full stop and no year follows: 2 set."""
    token = sentence.tokens[place]
    if token.word not in sentence.known.short_months:
        return False
    return not re.match(r"\.|\s*(?:[0-9]{4}|['’][0-9]{2})", sentence.text[token.end :])


def decades(sentence: Sentence, found: Sequence[Found]) -> list[Found]:
    """The 90s are the 1990s, or those of another century."""
    return [each.also(_decades(each)) if _names_decade(sentence, each) else each for each in found]


def _names_decade(sentence: Sentence, found: Found) -> bool:
    before, after = sentence.word(found.first - 1), sentence.word(found.last)
    marked = after in sentence.counting.decade_marks and sentence.gap(found.last) in {"", "'", "’", "-"}
    return found.certain and (marked or bool({before, after} & sentence.counting.decades))


def _decades(found: Found) -> Iterator[int]:
    for amount in found.amounts:
        if isinstance(amount, int) and amount % 10 == 0 and amount % 100:
            yield from (century + amount for century in (1900, 2000) if 0 < amount < 100)
            yield from [amount % 100] if 1700 <= amount < 2200 else []


def in_the_afternoon(sentence: Sentence, found: Sequence[Found]) -> list[Found]:
    """5 pm is 17; 12 am is 0."""
    if not any(token.word in sentence.counting.times_of_day for token in sentence.tokens):
        return list(found)
    return [_in_the_afternoon(sentence, each) for each in found]


def _in_the_afternoon(sentence: Sentence, found: Found) -> Found:
    near = {sentence.word(at) for at in range(found.first - _NEAR, found.last + _NEAR)}
    if near & sentence.counting.afternoon:
        return found.also(later for value in found.values for later in _later(value))
    return found.also(_after_midnight(found)) if near & sentence.counting.morning else found


def _later(value: Value) -> Iterator[Value]:
    """A clock time, or each of those in a range, twelve hours later; twelve at night is midnight."""
    if _is_hour(value):
        yield from [value + 12] if value != 12 else [0, 24]  # type: ignore[operator]
    elif isinstance(value, Row):
        first, *others = value.parts
        if isinstance(first, Row) or (len(others) == 1 and _is_hour(first) and _is_hour(others[0])):
            later = tuple(next(_later(part), part) for part in value.parts)
            yield from (Row((first, *later[1:])), Row(later))
        yield from (Row((hour, *others)) for hour in _later(first) if not isinstance(hour, Row))


def _is_hour(value: Value) -> bool:
    return isinstance(value, int) and 1 <= value <= 12


def _after_midnight(found: Found) -> Iterator[Value]:
    yield from [0] if 12 in found.values else []
    yield from (Row((0, *each.parts[1:])) for each in found.values if isinstance(each, Row) and each.parts[0] == 12)


# ------------------------------------------------------------------ the rest of the sentence


def shared(sentence: Sentence, found: Sequence[Found]) -> list[Found]:
    """Between 10 and 15 million: perhaps 10 million."""
    return [each.also(_shared(sentence, each, after)) for each, after in neighbours(found)]


def _shared(sentence: Sentence, one: Found, other: Found | None) -> list[Amount]:
    if other is None or other.scale == 1 or one.scale > 1 or not 0 < other.first - one.last <= _NEAR:
        return []
    apart = re.search("[,;:.!?]", gap(sentence, one, other))
    return [] if apart else [tidy(amount * other.scale) for amount in one.amounts]


_PERCENT = re.compile(r"\s*[%‰]")


def with_percent(sentence: Sentence, found: Sequence[Found]) -> list[Found]:
    """50 %, which is a half; every fifth, which is one of five."""
    every = sentence.counting.every
    result = [each.also(_percentages(each)) if _is_percentage(sentence, each) else each for each in found]
    return [each.also(_one_of(each)) if sentence.word(each.first - 1) in every else each for each in result]


def _is_percentage(sentence: Sentence, found: Found) -> bool:
    percent = sentence.counting.percent
    return bool(
        _PERCENT.match(sentence.text, found.end) or (percent and percent.match(sentence.text.lower(), found.end))
    )


def _percentages(found: Found) -> list[Value]:
    return [Measure(amount, PERCENT) for amount in found.amounts]


def _one_of(found: Found) -> Iterator[Value]:
    for amount in found.amounts:
        yield from shares(Fraction(1, amount)) if isinstance(amount, int) and amount > 1 else ()


def with_idioms(sentence: Sentence, found: Sequence[Found]) -> list[Found]:
    """What a phrase means, as a value of the numbers in it, or as a number of its own."""
    phrase, result = sentence.counting.phrase, list(found)
    text = re.sub("[\u00a0\u2009\u202f]", " ", sentence.text.lower().replace("’", "'"))
    for match in phrase.finditer(text) if phrase else ():
        start, end = match.span()
        meant = frozenset(map(_meant, sentence.counting.phrases[match[0]]))
        inside = [each.certain and start <= each.start and each.end <= end for each in result]
        result = [each.also(meant) if within else each for each, within in zip(result, inside, strict=True)]
        if not any(inside):
            result.append(Found(0, 0, start, end, meant, certain=False))
    return result


def _meant(saying: Saying) -> Value:
    if isinstance(saying, tuple):
        return Date(*saying, worded=True)
    return Idiom(saying) if isinstance(saying, str) else saying


def with_months(sentence: Sentence, found: Sequence[Found]) -> list[Found]:
    """The names of months, which can answer a month in digits."""
    places = [at for at, token in enumerate(sentence.tokens) if token.word in sentence.known.months]
    return [*found, *(_month(sentence, at) for at in places if _names_month(sentence, at))]


def _month(sentence: Sentence, at: int) -> Found:
    token = sentence.tokens[at]
    month = Month(sentence.known.month_numbers[token.word])
    return Found(at, at + 1, token.start, token.end, frozenset([month]), certain=False)


def _names_month(sentence: Sentence, at: int) -> bool:
    token = sentence.tokens[at]
    capital = token.text[0].isupper() or not sentence.counting.capital_months
    return capital and token.word not in sentence.known.short_months


def with_articles(sentence: Sentence, found: Sequence[Found]) -> list[Found]:
    """An article as such: it can answer a 1, but not the first of a month."""
    return [each.with_values(map(_as_article, each.values)) if _is_article(sentence, each) else each for each in found]


def _as_article(value: Value) -> Value:
    return One() if value == 1 else value


def _is_article(sentence: Sentence, found: Found) -> bool:
    return (
        not found.certain
        and sentence.text[found.start : found.end].lower().rstrip("'’") in sentence.known.article_words
    )


STEPS: tuple[Step, ...] = (
    *(
        clock_times,
        paired,
        divided,
        scaled,
        measured,
        halved,
        parts_scaled,
        measured,
        summed,
        with_percent,
        signed,
        dated,
    ),
    *(decades, ratios, in_the_afternoon, shared, ranged, with_idioms, with_months, with_articles),
)
