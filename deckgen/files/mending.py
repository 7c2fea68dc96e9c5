"""XML that programs wrote without escaping, made well-formed: what was meant is read, and what was mended is said."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import NamedTuple

from deckgen.files.source import Refused
from deckgen.files.xml import CHUNK, DECLARED, check, encoding_of


class Mended(NamedTuple):
    """A document that can be read, and what had to be mended for that, as sentences."""

    data: bytes
    done: tuple[str, ...] = ()


def mended(data: bytes, path: Path, names: Collection[str] = ()) -> Mended:
    """`data` as it is if it is well-formed, else with its usual faults mended; refused if that does not help.

    `names` are the local names that elements of the format have: if the usual is not enough, `<` before another is
    taken for text, and the prefix of a name is not looked at.
    """
    try:
        check(data, path)
    except Refused:
        text = _decoded(data)
        if text is None:
            raise
        for sign in (_SIGN, _unknown(names))[: 2 if names else 1]:
            better, done = _mend(text, sign)
            if done and _is_fit(better, path):
                return Mended(better, done)
        raise
    return Mended(data)


def _is_fit(data: bytes, path: Path) -> bool:
    try:
        check(data, path)
    except Refused:
        return False
    return True


def _decoded(data: bytes) -> str | None:
    encoding, foreign = encoding_of(data[:CHUNK])
    match = DECLARED.match(data)
    try:
        return data.decode(foreign or encoding or (match[1].decode() if match else "utf-8"))
    except (UnicodeError, LookupError):
        return None


_AMPERSAND = r"(?P<ampersand>&(?!#\d{1,8};|#x[0-9A-Fa-f]{1,8};|[A-Za-z]\w{1,31};))"
_SIGN = r"(?P<sign><(?![A-Za-z_:/!?]))"


def _unknown(names: Collection[str]) -> str:
    """The pattern of a `<` that begins no element with one of these names."""
    return rf"(?P<sign><(?!/?(?:[\w.-]+:)?(?:{'|'.join(sorted(names))})[\s/>]|[!?]))"


_PAIR = r"&#(?P<high>x[Dd][89ABab][0-9A-Fa-f]{2}|5[56]\d{3});&#(?P<low>x[Dd][C-Fc-f][0-9A-Fa-f]{2}|5[67]\d{3});"
_NUMBER = r"&#(?P<number>\d{1,8}|x[0-9A-Fa-f]{1,8});"
_CONTROL = r"(?P<control>[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]+)"


def _mend(text: str, sign: str) -> tuple[bytes, tuple[str, ...]]:
    faults = re.compile("|".join((_AMPERSAND, sign, _PAIR, _NUMBER, _CONTROL)))
    done: dict[str, int] = {}

    def replaced(match: re.Match[str]) -> str:
        new, fault = _replacement(match)
        if fault:
            done[fault] = done.get(fault, 0) + 1
        return new

    body = re.sub(r"^[\ufeff\s]*(?:<\?xml[^>]*\?>)?", "", text)
    better = "".join(faults.sub(replaced, piece) if marked else piece for piece, marked in _pieces(body))
    return better.encode(), tuple(f"{fault} ({count} ×)" for fault, count in done.items())


def _pieces(text: str) -> Iterator[tuple[str, bool]]:
    """The parts of a document, and whether markup counts in them: it does not in comments and in CDATA."""
    at = 0
    for match in re.finditer(r"<!--|<!\[CDATA\[", text):
        end = text.find("-->" if match[0] == "<!--" else "]]>", match.end())
        if end < 0:
            break
        if match.start() >= at:
            yield text[at : match.start()], True
            yield text[match.start() : end + 3], False
            at = end + 3
    yield text[at:], True


def _replacement(match: re.Match[str]) -> tuple[str, str]:
    """What stands instead of a place in a document, and what was wrong with it."""
    if match["ampersand"]:
        return "&amp;", "`&` is not escaped"
    if match["sign"]:
        return "&lt;", "`<` is not escaped"
    if match["control"]:
        return "", "control characters were left out"
    if match["high"]:
        high, low = (_code(match[name]) - start for name, start in (("high", 0xD800), ("low", 0xDC00)))
        if 0 <= high < 0x400 and 0 <= low < 0x400:
            return chr(0x10000 + (high << 10) + low), "characters are written in halves"
        return "", "control characters were left out"
    if match["number"]:
        code = _code(match["number"])
        allowed = code in (9, 10, 13) or 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE or 0xFFFF < code <= 0x10FFFF
        return (match[0], "") if allowed else ("", "control characters were left out")
    raise AssertionError(match)


def _code(number: str) -> int:
    return int(number[1:], 16) if number[0] in "xX" else int(number)
