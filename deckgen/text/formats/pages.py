"""The lines of a plain text, and those that belong to its pages: numbers, running headers, notes below the text."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from deckgen.files.characters import unescaped
from deckgen.languages.language import Language
from deckgen.text.blocks import Omission, omitted

_AGAIN = 2  # pages on which a line must open or close the page to be a running header
_ENDED = re.compile("[.!?…][\"'”“’»«)\\]]*$")
_LETTER = re.compile(r"[^\W\d_]")
_NOTE = re.compile(r"\[(\d{1,3})\]\s")
_STYLING = re.compile(r"\{\\[a-z]+[^{}]*\}|</?(?:i|b|u|em|strong|font)\b[^<>]*>|[♪♫]")  # of subtitles


@dataclass(frozen=True, slots=True)
class Line:
    """A line without surrounding whitespace; empty if it separates. `page`: it is the first of a page."""

    text: str
    number: int
    page: bool = False


def lines_of(text: str) -> Iterator[Line]:
    """The lines as an editor numbers them; other line breaks, as of Word and of PDF, separate within a number."""
    for number, line in enumerate(re.split(r"\r\n?|\n", text), 1):
        for n, piece in enumerate(re.split("[\v\u2028\u2029\x85]|(?=\f)", line)):
            cleaned = unescaped(_STYLING.sub("", piece)).strip()
            if cleaned or not n:
                yield Line(cleaned, number, page=piece.startswith("\f"))


def without_page_marks(lines: list[Line], known: Language) -> tuple[list[Line], list[Omission]]:
    """The lines without page numbers and running headers; text goes on behind them."""
    numbers, headers = _page_numbers(lines, known), _running_headers(lines)
    kept, pending = list[Line](), False
    for n, line in enumerate(lines):
        if n in numbers or n in headers:
            pending = True
            while kept and not kept[-1].text:
                kept.pop()
        elif line.text:
            if pending and kept and not _goes_on(kept[-1].text, line.text):
                kept.append(Line("", line.number))
            pending = False
            kept.append(line)
        elif not pending:
            kept.append(line)
    named = omitted(sorted(lines[n].number for n in numbers if _LETTER.search(lines[n].text)), "page number")
    return kept, named + omitted((lines[n].number for n in sorted(headers)), "running header")


def without_footnotes(lines: list[Line]) -> tuple[list[Line], list[Omission]]:
    """The lines without the footnotes at the end, which a mark in the text calls: saliti.[1]."""
    called = {mark for line in lines for mark in re.findall(r"(?<=\S)\[(\d{1,3})\]", line.text)}
    notes = [line.number for line in lines if (match := _NOTE.match(line.text)) and match[1] in called]
    left_out = set(notes)
    return [line for line in lines if line.number not in left_out], omitted(notes, "footnote")


def _goes_on(before: str, after: str) -> bool:
    return after[:1].islower() and not _ENDED.search(before)


def _page_numbers(lines: Sequence[Line], known: Language) -> set[int]:
    """The lines that only number pages: `Pagina 3 di 12`, or numbers that count up."""
    words = "|".join(map(re.escape, sorted(known.page_words, key=len, reverse=True)))
    worded = re.compile(rf"\W*(?:{words})\.?\s*\d{{1,4}}(?:\s*(?:/|[^\W\d]{{1,3}})\s*\d{{1,4}})?\W*", re.IGNORECASE)
    found = {n for n, line in enumerate(lines) if words and worded.fullmatch(line.text)}
    found |= {n for n, line in enumerate(lines) if re.fullmatch(r"([-–—])\s*\d{1,4}\s*\1", line.text)}
    bare = [
        (n, int(match[1])) for n, line in enumerate(lines) if (match := re.fullmatch(r"\W*(\d{1,4})\W*", line.text))
    ]
    for (n, one), (m, two) in itertools.pairwise(bare):
        if two == one + 1 and m - n > 2:
            found |= {n, m}
    return found


def _running_headers(lines: Sequence[Line]) -> set[int]:
    """The lines at the edges of pages that stand there on several pages; only their numbers differ."""
    starts = [n for n, line in enumerate(lines) if line.page]
    edges = {
        edge
        for start in starts
        for edge in (
            next((n for n in range(start, len(lines)) if lines[n].text), None),
            next((n for n in range(start - 1, -1, -1) if lines[n].text), None),
        )
        if edge is not None
    }
    times = Counter(re.sub(r"\d+", "0", lines[n].text) for n in edges)
    repeated = {text for text, number in times.items() if number >= _AGAIN and _LETTER.search(text)}
    return {n for n in edges if re.sub(r"\d+", "0", lines[n].text) in repeated}
