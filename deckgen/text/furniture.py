"""Lines that are not text: of a web page its menus, notices and dates of update; of subtitles who made them."""

from __future__ import annotations

import re
from functools import cache

from deckgen.languages.language import FALLBACK, language

_AROUND = " \t\u00a0|·•–—-:.…!>»›<«‹"  # what stands around such a line and in place of its full stop
_ADDRESS = re.compile(r"(?:(?:https?://|www\.)\S+|\S+@\S+\.\S+|\s)+", re.IGNORECASE)


def is_furniture(line: str, code: str) -> bool:
    """Whether a whole line belongs to a page rather than to its text, by the patterns of its language."""
    pattern = _pattern(code)
    return bool(pattern and pattern.fullmatch(line.strip(_AROUND)))


_NAME = "(?-i:[A-ZÀ-Ž@])"  # how one begins


@cache
def _pattern(code: str) -> re.Pattern[str] | None:
    known = language(code).furniture
    return re.compile(known, re.IGNORECASE) if known else None


def is_credit(line: str, code: str) -> bool:
    """Whether a subtitle says who made the subtitles, in its language or in English: Titulky: Jana Malá."""
    return any(pattern.fullmatch(line.strip(_AROUND)) for each in (code, FALLBACK) if (pattern := _credit(each)))


@cache
def _credit(code: str) -> re.Pattern[str] | None:
    """What was done, by whom: with a colon, a word such as `by`, or up to four names."""
    known = language(code)
    if not known.credits:
        return None
    done, by, ands, links = map("|".join, (known.credits, known.credited, known.coordinating, known.links))
    work = rf"(?:{done})(?:\s*(?:[,&/+]|{ands})\s*(?:{done}))*"
    behind = (
        rf"(?: (?:{links}) \S+)?\s*:.{{0,80}}",
        rf"(?: \w+)? (?:(?:{by})\s*:?\s*{_NAME}.{{0,80}}|by \S+)",
        rf"(?: {_NAME}\S*){{1,4}}",
    )
    return re.compile(rf"{work}(?:{'|'.join(behind)})", re.IGNORECASE)


def is_address(line: str) -> bool:
    """Whether a line is nothing but addresses of pages or of e-mail."""
    return bool(_ADDRESS.fullmatch(line))
