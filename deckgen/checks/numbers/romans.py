"""Roman numerals, and where they are numerals for certain: neither a pronoun nor an initial nor an acronym."""

from __future__ import annotations

import re
from collections.abc import Sequence

from deckgen.checks.numbers.digits import Token
from deckgen.languages.language import Language
from deckgen.languages.numerals import roman

_LONG = 4  # letters that no acronym has which looks like a numeral: MCMXC
_MARK = re.compile("[.°ºª]")


def is_numeral(tokens: Sequence[Token], at: int, text: str, known: Language) -> bool:
    """Whether the word at this place, which looks like a Roman numeral, is one for certain."""
    word, counting = tokens[at].text, known.counting
    before, after = _neighbour(tokens, at, -1, text), _neighbour(tokens, at, 1, text)
    if before and before.word not in counting.roman_before and text[before.end] == ".":
        before = None  # the end of a sentence: Rossi. I clienti
    marked = _MARK.match(text, tokens[at].end) is not None
    announced = before is not None and before.word in counting.roman_before
    if word in counting.pronouns:
        return announced and before is not None and before.text[0].isupper()  # Part I, but not: the part I like
    counted = after is not None and after.word in counting.roman_after
    if len(word) == 1:
        ordinal = counted and (marked or not known.ordinals)
        return word in "IVX" and (announced or ordinal or _reigns(before, after, known, marked=marked))
    if (announced or counted) and (set(word) <= set("IVXL") or len(word) > 2):
        return True
    if set(word) <= set("IVX"):
        return not _shouted(before, after) and (set(word) != {"X"} or _is_name(before))
    return len(word) >= _LONG and not _shouted(before, after)


def _neighbour(tokens: Sequence[Token], at: int, step: int, text: str) -> Token | None:
    """The word before or after a place, unless punctuation comes between them."""
    there = at + step
    if not 0 <= there < len(tokens) or tokens[there].values:
        return None
    first, second = tokens[min(at, there)], tokens[max(at, there)]
    return tokens[there] if re.fullmatch(r"[.°ºª]?\s*", text[first.end : second.start]) else None


def _reigns(before: Token | None, after: Token | None, known: Language, *, marked: bool) -> bool:
    """Whether a single letter is the number of a monarch: it follows a name and is no initial."""
    if not _is_name(before) or (before and before.word in known.counting.not_roman):
        return False
    named = after is not None and after.text[0].isupper()
    if known.ordinals:
        return marked and (not named or bool(after and re.match(known.epithets or "(?!)", after.text)))
    return not (marked and named)


def _is_name(word: Token | None) -> bool:
    return word is not None and len(word.text) > 2 and word.text.istitle()


def _shouted(*words: Token | None) -> bool:
    """Whether a word is in upper case, so that a numeral can be a word as well."""
    return any(word and len(word.text) > 1 and word.text.isupper() and roman(word.text) is None for word in words)
