"""Lines of a web page that are not its text: menus, notices on cookies, dates of update."""

from __future__ import annotations

import re
from functools import cache

from deckgen.languages.language import language

_AROUND = " \t\u00a0|·•–—-:.…!>»›<«‹"  # what stands around such a line and in place of its full stop
_ADDRESS = re.compile(r"(?:(?:https?://|www\.)\S+|\S+@\S+\.\S+|\s)+", re.IGNORECASE)


def is_furniture(line: str, code: str) -> bool:
    """Whether a whole line belongs to a page rather than to its text, by the patterns of its language."""
    pattern = _pattern(code)
    return bool(pattern and pattern.fullmatch(line.strip(_AROUND)))


@cache
def _pattern(code: str) -> re.Pattern[str] | None:
    known = language(code).furniture
    return re.compile(known, re.IGNORECASE) if known else None


def is_address(line: str) -> bool:
    """Whether a line is nothing but addresses of pages or of e-mail."""
    return bool(_ADDRESS.fullmatch(line))
