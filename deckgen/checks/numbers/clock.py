"""Clock times in words: a quarter to six, půl šesté, le sei meno dieci."""

from __future__ import annotations

from collections.abc import Sequence

from deckgen.checks.numbers.amounts import Row, Value
from deckgen.checks.numbers.found import Found, Sentence

_HOUR, _MINUTE = "H", "M"  # in the templates of a language
_HALF_DAY = 12 * 60


def clock_times(sentence: Sentence, found: Sequence[Found]) -> list[Found]:
    """The numbers, with each clock time as one of them."""
    words = {token.word or token.text for token in sentence.tokens} | {_HOUR, _MINUTE}
    templates = [each for each in sentence.counting.clock if not any(map(words.isdisjoint, each[0]))]
    if not templates:
        return list(found)
    places = {each.first: each for each in found}
    times = []
    at = 0
    while at < len(sentence.tokens):
        time = next(filter(None, (_time(sentence, places, at, *each) for each in templates)), None)
        times += [time] if time else []
        at = time.last if time else at + 1
    kept = [each for each in found if not any(_inside(each, time) for time in times)]
    return sorted((*times, *kept), key=lambda each: each.first)


def _inside(found: Found, time: Found) -> bool:
    return time.first <= found.first < time.last


def _time(
    sentence: Sentence, places: dict[int, Found], at: int, template: tuple[frozenset[str], ...], added: str
) -> Found | None:
    """The time that a template reads from a place on."""
    numbers: dict[str, Found] = {}
    here = at
    for words in template:
        if here > at and (here >= len(sentence.tokens) or not set(sentence.gap(here)) <= set(" \u00a0'’")):
            return None
        if words & {_HOUR, _MINUTE}:
            name = next(iter(words))
            number = places.get(here)
            if number is None or not _fits(name, number):
                return None
            numbers[name], here = number, number.last
            if name == _MINUTE and here in places and places[here].part and sentence.gap(here).isspace():
                return None  # alle 7 e tre quarti
        elif here < len(sentence.tokens) and (sentence.word(here) or sentence.tokens[here].text) in words:
            here += 1
        else:
            return None
    return _read(sentence, numbers, at, here, added)


def _fits(name: str, number: Found) -> bool:
    """Whether a number can be an hour, or minutes."""
    if number.whole is None:
        return False
    return (not number.certain) <= number.whole <= 24 if name == _HOUR else 0 <= number.whole < 60


def _read(sentence: Sentence, numbers: dict[str, Found], first: int, last: int, added: str) -> Found:
    """The time of an hour to which minutes are added."""
    hour = numbers[_HOUR].whole or 0 if _HOUR in numbers else 0
    minute = numbers[_MINUTE].whole or 0 if _MINUTE in numbers else 0
    delta = sum(_minutes(part, minute) for part in added.replace("-", " -").replace("+", " +").split())
    values: set[Value] = {Row((hour, minute))} if _MINUTE in numbers and delta >= 0 else set()
    total = hour * 60 + delta
    for time in (total % _HALF_DAY, total % _HALF_DAY + _HALF_DAY) if hour <= 12 else (total,):
        values.add(Row((time // 60, time % 60)))
    tokens, certain = sentence.tokens, any(each.certain for each in numbers.values())
    plain = frozenset(value for each in numbers.values() for value in each.plain)
    return Found(first, last, tokens[first].start, tokens[last - 1].end, frozenset(values), certain, plain)


def _minutes(part: str, minute: int) -> int:
    sign, number = (-1 if part[0] == "-" else 1), part[1:]
    return sign * (minute if number == _MINUTE else int(number))
