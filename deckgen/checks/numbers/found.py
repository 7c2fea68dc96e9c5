"""Numbers while a sentence is being read: where they are, and joining those that belong together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

from deckgen.checks.numbers.amounts import Number, Value
from deckgen.checks.numbers.digits import Token
from deckgen.languages.counting import Amount, Counting
from deckgen.languages.language import Language


@dataclass(frozen=True)
class Sentence:
    """A sentence with its tokens."""

    text: str
    tokens: tuple[Token, ...]
    known: Language

    @cached_property
    def counting(self) -> Counting:
        """How its language counts."""
        return self.known.counting

    def word(self, at: int) -> str:
        """The word at a place, in lower case; empty for a number and outside the sentence."""
        return self.tokens[at].word if 0 <= at < len(self.tokens) else ""

    def gap(self, at: int) -> str:
        """What is between the token at a place and the one before it."""
        return self.text[self.tokens[at - 1].end : self.tokens[at].start]

    def close(self, first: int, last: int) -> bool:
        """Whether nothing but spaces, hyphens and the marks of ordinals is between the tokens from first to last."""
        return all(set(self.gap(at)) <= _CLOSE for at in range(first + 1, last + 1))

    def linked(self, first: int, last: int) -> bool:
        """Whether only words such as `of` are from one token to before another, and no punctuation."""
        return all(self.word(at) in self.counting.between for at in range(first, last)) and self.close(first - 1, last)


_CLOSE = set(" \u00a0\u2009\u202f-.°ºª%'’")


@dataclass(frozen=True, slots=True)
class Found:
    """A number in the tokens from `first` to before `last`; it is written from `start` to `end`."""

    first: int
    last: int
    start: int
    end: int
    values: frozenset[Value]
    certain: bool
    plain: frozenset[Value] = frozenset()
    scale: Amount = 1  # the thousand or million that ends it
    lead: Amount = 0  # the same that begins it, if it begins with one
    part: Fraction | None = None  # of a whole: a half
    unit: str = ""  # the word after it, or the number stands for one of this unit

    @property
    def amounts(self) -> list[Amount]:
        """Its values that are amounts."""
        return [value for value in self.values if isinstance(value, int | Fraction)]

    @property
    def whole(self) -> int | None:
        """Its value if it can be one whole number and is no part of anything."""
        return None if self.part else next((value for value in self.amounts if isinstance(value, int)), None)

    @property
    def only_unit(self) -> bool:
        """Whether it is a unit without a number, which stands for one of it."""
        return bool(self.unit) and self.last - self.first == 1

    def with_values(self, values: Iterable[Value]) -> Found:
        """The number with other values."""
        return replace(self, values=frozenset(values))

    def also(self, values: Iterable[Value]) -> Found:
        """The number with more values."""
        more = frozenset(values)
        return self.with_values(self.values | more) if more else self

    def number(self, text: str) -> Number:
        """The number as it is in the text."""
        shown = text[self.start : self.end]
        return Number(shown, self.start, self.end, self.values, self.certain, self.plain)


def merged(one: Found, other: Found, values: Iterable[Value]) -> Found:
    """One number for two neighbours, with these values."""
    return Found(
        one.first,
        other.last,
        one.start,
        other.end,
        frozenset(values),
        one.certain or other.certain,
        one.plain | other.plain,
        scale=other.scale,
    )


def joined(found: Sequence[Found], join: Callable[[Found, Found], Found | None]) -> list[Found]:
    """The numbers, with neighbours replaced by what `join` makes of them."""
    result: list[Found] = []
    for each in found:
        both = join(result[-1], each) if result else None
        if both and both.values:
            result[-1] = both
        else:
            result.append(each)
    return result


def neighbours(found: Sequence[Found]) -> Iterator[tuple[Found, Found | None]]:
    """Each number with the next one."""
    yield from zip(found, [*found[1:], None], strict=False)


def gap(sentence: Sentence, one: Found, other: Found) -> str:
    """The text between two numbers."""
    return sentence.text[sentence.tokens[one.last - 1].end : sentence.tokens[other.first].start]
