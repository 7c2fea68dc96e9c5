"""Numbers in words, Roman numerals and units: what the tokens of a sentence say before their neighbours are asked."""

from __future__ import annotations

from collections.abc import Container
from fractions import Fraction

from deckgen.checks.numbers.amounts import Measure, Value, shares
from deckgen.checks.numbers.found import Found, Sentence
from deckgen.checks.numbers.romans import is_numeral
from deckgen.languages.counting import Amount, Numeral, Total, tidy
from deckgen.languages.numerals import roman


def first_found(sentence: Sentence) -> list[Found]:
    """Everything in a sentence that is a number by itself, and the units."""
    found: list[Found] = []
    at = 0
    while at < len(sentence.tokens):
        counted = bool(found) and found[-1].last == at and not found[-1].unit  # 20 centesimi are no hundredths
        each = (counted and _unit(sentence, at)) or _of_its_own(sentence, at)
        found += [each] if each else []
        at = each.last if each else at + 1
    return found


def _of_its_own(sentence: Sentence, at: int) -> Found | None:
    return _digits(sentence, at) or _roman(sentence, at) or _words(sentence, at) or _unit(sentence, at)


def _digits(sentence: Sentence, at: int) -> Found | None:
    token = sentence.tokens[at]
    if not token.values:
        return None
    part = next(iter(token.values & _PARTS), None)
    last = at + 1 + _is_marked(sentence, at + 1)
    end = sentence.tokens[last - 1].end
    end += sentence.text[end : end + 1] in {"°", "º", "ª"}
    kept = Fraction(part) if isinstance(part, Fraction) else None
    return Found(at, last, token.start, end, token.values, certain=True, plain=token.values, part=kept)


_PARTS: frozenset[Value] = frozenset(
    Fraction(upper, lower) for lower in (2, 3, 4, 5, 6, 8) for upper in range(1, lower)
)


def _is_marked(sentence: Sentence, at: int) -> bool:
    """Whether a token belongs to the digits before it: the st of 1st."""
    if sentence.word(at) not in sentence.counting.marks:
        return False
    return sentence.gap(at) in {"", "-", "'", "’"}


def _roman(sentence: Sentence, at: int) -> Found | None:
    token = sentence.tokens[at]
    value = roman(_unmarked(token.text, sentence.counting.marks))
    if value is None:
        return None
    values: frozenset[Value] = frozenset({value})
    certain = is_numeral(sentence.tokens, at, sentence.text, sentence.known)
    if not certain and (token.word in sentence.known.function_words or sentence.counting.numeral(token.word)):
        return None
    return Found(at, at + 1, token.start, token.end, values, certain, values)


def _unmarked(text: str, marks: Container[str]) -> str:
    """A Roman numeral of several letters without the ending of an ordinal: IIa."""
    numeral = text.rstrip("abcdefghijklmnopqrstuvwxyz")
    return numeral if len(numeral) > 1 and text[len(numeral) :] in marks else text


def _words(sentence: Sentence, at: int) -> Found | None:
    """The longest number in words that begins at a place."""
    numeral = sentence.counting.numeral(sentence.word(at))
    if numeral is None:
        return None
    if numeral.amount is None or not numeral.adds:
        return _single(sentence, at, numeral)
    total = Total().plus(numeral.amount)
    last, lead = at + 1, numeral.amount if numeral.multiplies else 0
    while total and (following := _following(sentence, last)):
        then, amount = following
        larger = total.plus(amount)
        if larger is None:
            break
        total, last = larger, then
    if total is None:
        return None
    values: set[Value] = {total.amount}
    part = numeral.part if last == at + 1 else None
    values |= shares(part) if part else set()
    start, end = sentence.tokens[at].start, sentence.tokens[last - 1].end
    return Found(at, last, start, end, frozenset(values), certain=False, scale=total.scale or 1, lead=lead, part=part)


def _single(sentence: Sentence, at: int, numeral: Numeral) -> Found:
    """A word for a part or for a group."""
    token, amount, part = sentence.tokens[at], numeral.amount, numeral.part
    values: set[Value] = set() if amount is None else {amount}
    if part:
        values |= shares(part)
    lead = amount if amount and numeral.multiplies else 0
    return Found(
        at, at + 1, token.start, token.end, frozenset(values), certain=False, scale=lead or 1, lead=lead, part=part
    )


def _following(sentence: Sentence, at: int) -> tuple[int, Amount] | None:
    """The numeral at a place, or after a word such as `and` there: the place behind it and its amount."""
    for then in (at, at + 1) if sentence.word(at) in sentence.counting.joints else (at,):
        numeral = sentence.counting.numeral(sentence.word(then))
        if numeral and numeral.adds and numeral.amount is not None and sentence.close(at - 1, then):
            return then + 1, numeral.amount
    return None


def _unit(sentence: Sentence, at: int) -> Found | None:
    """A unit without a number, which stands for one of it."""
    token = sentence.tokens[at]
    if token.word not in sentence.counting.units:
        return None
    kind, factor = sentence.counting.units[token.word]
    values: frozenset[Value] = frozenset({Measure(tidy(factor), kind)})
    return Found(at, at + 1, token.start, token.end, values, certain=False, unit=token.word)
