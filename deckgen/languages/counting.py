"""How a language writes and says numbers: its data, and what one of its words says of a number."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from itertools import product
from types import MappingProxyType
from typing import Any

Amount = int | Fraction
Saying = int | tuple[int, int] | str  # a number, a day and a month, or the name of an idiom

_LONGEST = 80  # letters of a number in one word: those of 777 777 in German are 65
THOUSAND = 1000  # from here on a word multiplies the number before it


def tidy(amount: Fraction | int) -> Amount:
    """The amount, as an int if it is one."""
    return amount.numerator if amount.denominator == 1 else amount


def _empty() -> Mapping[str, Any]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Numeral:
    """What a word says: an amount, a part of a whole, or both (terzo).

    `grouped`: it counts groups (dozzina). `measuring`: it tells a measure as well, so nothing is added to it (století).
    """

    amount: Amount | None = None
    part: Fraction | None = None
    grouped: bool = False
    measuring: bool = False

    @property
    def adds(self) -> bool:
        """Whether it forms a larger number with others."""
        return self.amount is not None and not (self.grouped or self.measuring)

    @property
    def multiplies(self) -> bool:
        """Whether a number before the word is multiplied by it."""
        return self.amount is not None and self.amount >= (10 if self.grouped else THOUSAND)


@dataclass(frozen=True)
class Counting:
    """How a language writes and says numbers. The comments in `it/language.toml` explain each list."""

    known: bool = False  # whether there are data
    decimal: str = ""
    joints: frozenset[str] = frozenset()
    glue: str = ""
    between: frozenset[str] = frozenset()
    marks: frozenset[str] = frozenset()
    minus: frozenset[str] = frozenset()
    not_minus: frozenset[str] = frozenset()
    below: re.Pattern[str] | None = None
    percent: re.Pattern[str] | None = None
    every: frozenset[str] = frozenset()
    afternoon: frozenset[str] = frozenset()
    morning: frozenset[str] = frozenset()
    decades: frozenset[str] = frozenset()
    decade_marks: frozenset[str] = frozenset()
    ratio: frozenset[str] = frozenset()
    month_first: bool = False
    capital_months: bool = False
    pronouns: frozenset[str] = frozenset()
    roman_before: frozenset[str] = frozenset()
    roman_after: frozenset[str] = frozenset()
    not_roman: frozenset[str] = frozenset()
    compounds: tuple[str, ...] = ()
    words: Mapping[str, Numeral] = field(default_factory=_empty)
    pieces: Mapping[str, Amount] = field(default_factory=_empty)  # of longer words
    prefixes: Mapping[str, Amount] = field(default_factory=_empty)  # pieces before one of `compounds`
    suffixes: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    loose: Mapping[str, Amount] = field(default_factory=_empty)
    units: Mapping[str, tuple[str, Amount]] = field(default_factory=_empty)  # word → kind, factor
    clock: tuple[tuple[tuple[frozenset[str], ...], str], ...] = ()  # words of a template, what they add to the hour
    phrases: Mapping[str, tuple[Saying, ...]] = field(default_factory=_empty)
    phrase: re.Pattern[str] | None = None  # any of them
    seen: dict[str, Numeral | None] = field(default_factory=dict, init=False, compare=False, repr=False)

    @cached_property
    def times_of_day(self) -> frozenset[str]:
        """The words that tell the half of a day."""
        return self.afternoon | self.morning

    def numeral(self, word: str) -> Numeral | None:
        """What a word in lower case says of a number; None if it says nothing."""
        if word not in self.seen:
            self.seen[word] = self.words.get(word) or (self._long(word) if len(word) <= _LONGEST else None)
        return self.seen[word]

    def _long(self, word: str) -> Numeral | None:
        """The same of a word made of several: duemilatrecento, ventesimo, pětadvacet, dvouletý."""
        for amount in (self._sum(word), *self._led_back(word)):
            if amount is not None:
                return Numeral(amount)
        counted = self._counted(word)
        return Numeral(counted, measuring=True) if counted else None

    def _led_back(self, word: str) -> Iterator[Amount | None]:
        """Amounts of the words that a word may be derived from: venti of ventesimo."""
        for suffix in self.suffixes:
            if word.endswith(suffix):
                stem = word.removesuffix(suffix)
                yield from (self._sum(stem + vowel) for vowel in ("", *self.dropped))

    def _counted(self, word: str) -> Amount | None:
        """The amount at the beginning of a word of which it tells a measure: five of pětiletý."""
        for length in range(len(word) - 1, 1, -1):
            if word.startswith(self.compounds, length):
                start = word[:length]
                amount = self.prefixes.get(start) or self._sum(start)
                if amount:
                    return amount
        return None

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self.pieces), default=0)

    def _sum(self, word: str) -> Amount | None:
        """The amount of a word that consists of numerals alone."""
        totals = (self._total(pieces) for pieces in self._split(word))
        return next((total for total in totals if total), None)

    def _split(self, word: str) -> Iterator[tuple[Amount | None, ...]]:
        """Each way to read a word as numerals, with None for what glues two of them together."""
        if not word:
            yield ()
            return
        for length in range(min(len(word), self._longest), 0, -1):
            amount = self.pieces.get(word[:length])
            if amount is not None or (word[:length] == self.glue and length < len(word)):
                yield from ((amount, *rest) for rest in self._split(word[length:]))

    def _total(self, pieces: tuple[Amount | None, ...]) -> Amount | None:
        total = Total()
        for n, piece in enumerate(pieces):
            added = total.plus(piece, glued=n > 0 and pieces[n - 1] is None) if piece is not None else total
            if added is None:
                return None
            total = added
        return total.amount if total.begun else None


@dataclass(frozen=True, slots=True)
class Total:
    """A number that is being read word by word."""

    whole: Amount = 0  # up to the last thousand, million …
    rest: Amount = 0
    scale: Amount = 0  # that thousand, million …; 0 before the first
    begun: bool = False

    @property
    def amount(self) -> Amount:
        """The number so far."""
        return tidy(self.whole + self.rest)

    def plus(self, amount: Amount, *, glued: bool = False) -> Total | None:
        """The number with one more word, or None if that word begins another one."""
        if amount >= THOUSAND:
            return self._scaled(amount)
        if self.begun and not amount:
            return None
        if amount == 100:
            rest = self.rest * 100 or 100
            return Total(self.whole, rest, self.scale, begun=True) if self.rest < 100 else None
        fits = self._free(amount) or (glued and self.rest % 100 < 10 and amount >= 10)
        return Total(self.whole, self.rest + amount, self.scale, begun=True) if fits else None

    def _scaled(self, scale: Amount) -> Total | None:
        if not self.begun:
            return Total(scale, 0, scale, begun=True)
        if not self.scale or scale > self.scale:  # sto tisíc milionů
            return Total((self.whole + self.rest) * scale, 0, scale, begun=True)
        if scale == self.scale:
            return None
        return Total(self.whole + (self.rest or 1) * scale, 0, scale, begun=True)

    def _free(self, amount: Amount) -> bool:
        """Whether the place of the amount is still empty: of the units in twenty, of the tens in a hundred."""
        if not self.begun:
            return True
        if amount.denominator > 1:  # zweieinhalb
            return self.rest.denominator == 1
        if amount < 10:
            return self.rest % 10 == 0 and self.rest % 100 != 10 and bool(self.rest or self.whole)
        return self.rest % 100 == 0


def counting(data: Mapping[str, Any]) -> Counting:
    """How to count, from the table `counting` of a language; without it, a language of which nothing is known."""
    if not data:
        return Counting()
    endings = {name: tuple(forms.split()) for name, forms in data.get("endings", {}).items()}

    def forms(name: str) -> dict[str, Amount]:
        given = {n: each for n, each in data.get(name, {}).items() if isinstance(each, str)}
        return {form: _amount(n) for n, each in given.items() for form in _expanded(each.split(), endings)}

    plain = {name: frozenset(data.get(name, "").split()) for name in _LISTS}
    suffixes = data.get("suffixes", {})
    phrases = {
        " ".join(words): _sayings(value)
        for phrase, value in data.get("phrases", {}).items()
        for words in product(*(_expanded([word], endings) for word in _straight(phrase).split()))
    }
    return Counting(
        known=True,
        decimal=data["decimal"],
        glue=data.get("glue", ""),
        below=re.compile(rf"\W+(?:\w+\W+){{0,3}}?(?:{data['below']})\b"),
        percent=re.compile(rf"\s*(?:{data['percent']})\b"),
        month_first=bool(data.get("month_first")),
        capital_months=bool(data.get("capital_months")),
        compounds=tuple(data.get("compounds", "").split()),
        words=_words(forms, divides=bool(data.get("fractions", {}).get("ordinals_divide"))),
        pieces={**forms("ordinals"), **forms("cardinals"), **forms("elided")},
        prefixes=forms("prefixes"),
        suffixes=tuple(_expanded(suffixes.get("endings", "").split(), endings)),
        dropped=tuple(suffixes.get("dropped", "").split()),
        loose=forms("loose"),
        units={
            form: (kind, _amount(factor))
            for kind, factors in data.get("units", {}).items()
            for factor, each in factors.items()
            for form in each.split()
        },
        clock=tuple(
            (tuple(frozenset(word.split("|")) for word in template.split()), value)
            for template, value in data.get("clock", {}).items()
        ),
        phrases=phrases,
        phrase=_any(phrases),
        **plain,
    )


_LISTS = (
    *("joints", "between", "marks", "minus", "not_minus", "afternoon", "morning", "decades", "decade_marks"),
    *("ratio", "every", "pronouns", "roman_before", "roman_after", "not_roman"),
)


def _words(forms: Callable[[str], Mapping[str, Amount]], *, divides: bool) -> Mapping[str, Numeral]:
    """What each listed word says of a number; `divides`: ordinals are parts as well, from a third on."""
    words = {form: Numeral(None, Fraction(1, int(n))) for form, n in forms("fractions").items()}
    words |= {form: Numeral(n, grouped=True) for form, n in forms("collectives").items()}
    for form, n in forms("ordinals").items():
        part = words[form].part if form in words else None
        words[form] = Numeral(n, Fraction(1, int(n)) if divides and n > 2 else part)
    words |= {form: Numeral(n) for form, n in forms("cardinals").items()}
    return words


def _expanded(words: Iterable[str], endings: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """Each word, and for `stem|name` the stem with each of the endings of that name."""
    for word in words:
        stem, bar, name = word.partition("|")
        yield from (stem + ending for ending in endings[name]) if bar else (stem,)


def _amount(text: str) -> Amount:
    return tidy(Fraction(text))


def _sayings(text: str) -> tuple[Saying, ...]:
    return tuple(map(_saying, text.split()))


def _saying(text: str) -> Saying:
    numbers = [int(part) for part in text.split(".") if part.isdigit()]
    if not numbers:
        return text
    return (numbers[0], numbers[1]) if len(numbers) > 1 else numbers[0]


def _straight(text: str) -> str:
    return text.replace("’", "'")


def _any(phrases: Iterable[str]) -> re.Pattern[str]:
    """A pattern that finds the longest phrase at a place, as whole words."""
    longest = sorted(phrases, key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, longest)) + r")(?!\w)")
