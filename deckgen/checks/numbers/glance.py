"""Whether two sentences say the same numbers in the same order, which most do and which is quickly seen."""

from __future__ import annotations

import re
from functools import cache

from deckgen.languages.language import Language, language

_WORD_OR_DIGITS = re.compile(
    "(?P<minus>[-–−](?=[0-9]))?(?P<digits>[0-9]+(?:[.,:/\u00a0\u2009\u202f ’'-][0-9]+)*|[¼-¾⅐-⅞])|[^\\W\\d_]+"
)
_ROMAN = re.compile(r"(?<!\w)(?:[IVXLCDM]{2,}|(?<=\s)[IVX])(?!\w)")


def same_at_a_glance(sides: tuple[str, str], codes: tuple[str, str]) -> bool:
    """Whether both sides have the same digits, months and words such as `million` in the same order."""
    if any(map(_ROMAN.search, sides)):
        return False
    front, back = (_gist(text, language(code)) for text, code in zip(sides, codes, strict=True))
    return front == back


def _gist(text: str, known: Language) -> list[str]:
    """What decides on the numbers of a sentence, with the digits written in one way."""
    gist = []
    for match in _WORD_OR_DIGITS.finditer(text):
        if match["digits"]:
            gist.append(("-" if match["minus"] else "") + _plain(match["digits"], known.counting.decimal))
        elif said := _said(match[0].lower(), known.code):
            gist.append(said)
    return gist


@cache
def _said(word: str, code: str) -> str:
    """What a word says of numbers, in any language: of itself, or of the number beside it."""
    known = language(code)
    numeral = known.counting.numeral(word)
    if numeral and numeral.amount != 1:
        return f"{numeral.amount} {numeral.part}"
    if word in known.counting.minus:
        return "-"
    return f"month {known.month_numbers[word]}" if word in known.months else ""


def _plain(digits: str, decimal: str) -> str:
    """Digits without what separates thousands and with a decimal point; others as they are."""
    if digits.isdigit():
        return digits
    thousands = "[.\u00a0\u2009\u202f ]" if decimal == "," else "[,\u00a0\u2009\u202f ]"
    whole = rf"[1-9][0-9]{{0,2}}(?:{thousands}[0-9]{{3}})+|[0-9]+"
    match = re.fullmatch(rf"({whole})(?:{re.escape(decimal)}([0-9]{{1,2}}))?", digits) if decimal else None
    return re.sub("[^0-9]", "", match[1]) + ("." + match[2] if match[2] else "") if match else digits
