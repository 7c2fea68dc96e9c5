"""Sentences of scripts without spaces between words: Chinese, Japanese and Thai."""

from __future__ import annotations

import re
from collections.abc import Iterator

_SCRIPTS = re.compile("[\u3040-\u30ff\u3400-\u9fff\u0e01-\u0e5b]")
_THAI = re.compile("[\u0e01-\u0e5b]")
# Marks of full width end a sentence; not where a quotation goes on (と, の) or somebody says it, and not in a title.
_END = re.compile(
    r"[。！？｡!?]++…*+[」』”’）〉】)\"]*+(?:\[\d{1,3}\])*+(?=\S)(?![》》])"
    r"(?!(?<=[」』”])(?:[、，とのをはがにでも]|[^。！？]{0,6}[说說道问問喊叫]))|(?<=[。！？!?])\s+|\n"
)
_LEAST = 12  # letters of a Thai sentence; shorter pieces between spaces are names, items of a list or numbers
_GOES_ON = re.compile("(?:และ|หรือ|ที่|ซึ่ง|เพราะ|เพื่อ|โดย|รวม|ให้|ของ|กับ)")  # and, or, which, because, in order to …
_LEADS_ON = re.compile("^(?:ถ้า|หาก|เมื่อ(?!วาน)|แม้)|(?:ว่า|คือ|ได้แก่|เช่น)$")  # if, when, although; that, namely, such as

_POLITE = re.compile("(?:ครับ|ค่ะ|คะ)$")  # particles that end what is said


def is_unspaced(text: str) -> bool:
    """Whether a text is in such a script."""
    return bool(_SCRIPTS.search(text))


def split(text: str) -> Iterator[str]:
    """The sentences of a text, as slices without the whitespace around them."""
    ends = _thai_ends(text) if _THAI.search(text) else (match.end() for match in _END.finditer(text))
    start = 0
    for end in (*ends, len(text)):
        if text[start:end].strip():
            yield text[start:end].strip()
        start = end


def _thai_ends(text: str) -> Iterator[int]:
    """Where Thai sentences end: at a mark, else at a space between two clauses that neither needs the other."""
    start = 0
    for match in re.finditer(r"\s+", text):
        before, after = text[start : match.start()], text[match.end() :].split(maxsplit=1)
        if not after:
            return
        ended = before[-1:] in "!?" or _POLITE.search(before)
        long = len(before) >= _LEAST and (len(after[0]) >= _LEAST or len(text) - match.end() >= 2 * _LEAST)
        clause = _THAI.match(after[0]) and len(before.split()[-1]) >= _LEAST and len(after[0]) >= _LEAST
        apart = not _GOES_ON.match(after[0]) and not _LEADS_ON.search(before)
        if ended or (long and clause and apart):
            yield match.end()
            start = match.end()
