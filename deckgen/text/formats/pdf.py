"""PDF → plain text, one line of a page a line, which is read like any other plain text.

The library gives the characters in the order in which the program that wrote the file drew them. Word, LibreOffice,
browsers and TeX draw columns one after the other. Where lines are set apart or indented, an empty line is written; at
the edges of pages a form feed, so that the reader of plain text recognises page numbers and running headers.
"""

from __future__ import annotations

import re
import statistics
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from deckgen.files import extras
from deckgen.files.source import Problem, Refused
from deckgen.text.blocks import Omission, Reading
from deckgen.text.formats import plain

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage, PdfTextPage

_MOST_PAGES = 5000
_MOST_CHARACTERS = 200_000  # on a page; the densest real ones have some 20 000
_APART = 1.25  # times the usual distance of two lines: more lies between paragraphs
_LARGER = 1.15  # times the size of other letters, as in a heading
_HEADING = 1.5  # sizes of the letters from one line of a heading to the next
_INDENTED = (0.5, 4.0)  # sizes of its letters by which a paragraph is indented; more is a line of its own, or a column
_UNREADABLE = 0.2  # of the characters: the file has no table from its glyphs to letters
_CUT = "\ufffe\x02"  # what the library writes for a hyphen at the end of a line, together with the line break
_LETTERS = str.maketrans(
    {"\uf0b7": "•", "\uf0a7": "•", "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st"}
)
_ITEM = re.compile(r"(?:[•◦▪‣●○■□·*–—-]|\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,4})[.)])\s")
_STRANGE = re.compile("[\ue000-\uf8ff\ufffd\x00-\x08\x0e-\x1f]")
_LINE = re.compile(rf"[^\r\n{_CUT}]*(?:[{_CUT}]|\r?\n|$)")
_OCR = "run text recognition (OCR) on it, for example with ocrmypdf, and give the result"


@dataclass(frozen=True)
class _Line:
    """A line of a page: where it begins on its baseline, y upwards, and the size of its letters; 0 if not known."""

    text: str
    left: float = 0.0
    base: float = 0.0
    size: float = 0.0


@dataclass(frozen=True)
class _Page:
    """The text of a page, and whether it has none but a picture."""

    text: str
    pictured: bool


def read(data: bytes, path: Path, code: str) -> Reading:
    """The blocks of a PDF document in the language `code`; refused if it has no text or needs a password."""
    pages = _pages(data, path)
    reading = plain.read(_joined(pages), code)
    lines, omissions = 1, list(reading.omissions)
    for page in pages:
        omissions += [Omission(lines, "page without text")] * page.pictured
        lines += page.text.count("\n") + 1
    return replace(reading, omissions=tuple(sorted(omissions, key=lambda each: each.line)))


def text(data: bytes, path: Path) -> str:
    """The text of a PDF document: a line of it a line, cut words with a hyphen, form feeds around pages."""
    return _joined(_pages(data, path))


def _joined(pages: Sequence[_Page]) -> str:
    return "\f" + "\n\f".join(page.text for page in pages) + "\n\f"


def _pages(data: bytes, path: Path) -> list[_Page]:
    document = _opened(data, path)
    try:
        if len(document) > _MOST_PAGES:
            raise Refused(Problem(path, 0, f"this has more than {_MOST_PAGES} pages", advice="split it into parts"))
        pages = [_page(document, n, path) for n in range(len(document))]
    finally:
        document.close()
    letters = "".join("".join(page.text for page in pages).split())
    if not letters:
        raise Refused(Problem(path, 0, "this PDF has no text, only pictures of it", advice=_OCR))
    if len(_STRANGE.findall(letters)) > _UNREADABLE * len(letters):
        raise Refused(
            Problem(path, 0, "the letters of this PDF cannot be read: its fonts do not say which", advice=_OCR)
        )
    return pages


def _opened(data: bytes, path: Path) -> PdfDocument:
    try:
        from pypdfium2 import PdfDocument, PdfiumError
    except ImportError as error:
        message = extras.lacking("reading PDF", "pdf")
        raise Refused(Problem(path, 0, message, advice=extras.getting("pdf"))) from error
    try:
        return PdfDocument(data)
    except PdfiumError as error:
        if "password" in str(error).lower():
            advice = "open it with the password and print or save a copy without one"
            raise Refused(Problem(path, 0, "this PDF is protected by a password", advice=advice)) from error
        raise Refused(Problem(path, 0, "this PDF is damaged", advice="export or download it again")) from error


def _page(document: PdfDocument, number: int, path: Path) -> _Page:
    """A page by its number from 0; one that is damaged is empty, as viewers show it."""
    from pypdfium2 import PdfiumError

    try:
        page = document[number]
        held = page.get_textpage()
        if held.count_chars() > _MOST_CHARACTERS:
            message = f"page {number + 1} has more than {_MOST_CHARACTERS} characters"
            raise Refused(Problem(path, 0, message, advice="is it a document to read?"))
        shown = "\n".join(_apart(_with_whole_headings(_without_number(list(_lines(held)), number + 1))))
        return _Page(shown, not shown.strip() and _has_picture(page))
    except PdfiumError:
        return _Page("", pictured=False)


def _without_number(lines: list[_Line], number: int) -> list[_Line]:
    """The lines without the number of their page at the edge; where pages are numbered otherwise, `plain` sees it."""
    edges = [at for at in (0, -1) if lines and lines[at].text.strip(" -–—") == str(number)]
    return lines[edges[0] == 0 : -1 if edges[-1] == -1 else None] if edges else lines


def _has_picture(page: PdfPage) -> bool:
    from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE

    return next(iter(page.get_objects(filter=[FPDF_PAGEOBJ_IMAGE])), None) is not None


# ------------------------------------------------------------------ lines


def _lines(page: PdfTextPage) -> Iterator[_Line]:
    """The lines of a page in the order in which they were drawn."""
    whole = page.get_text_range()
    placed = len(whole) == page.count_chars()  # else the offsets are not the numbers of the characters
    for match in _LINE.finditer(whole):
        shown = match[0].rstrip("\r\n").rstrip(_CUT).strip().translate(_LETTERS)
        if shown:
            first = match.start() + len(match[0]) - len(match[0].lstrip())
            last = match.start() + len(match[0].rstrip()) - 1
            place = _place(page, first, last) if placed else (0.0, 0.0, 0.0)
            yield _Line(shown + "-" * match[0].endswith(tuple(_CUT)), *place)


def _place(page: PdfTextPage, first: int, last: int) -> tuple[float, float, float]:
    """Where a line begins on its baseline, and the size of its last character: the mark of an item has its own."""
    from ctypes import byref, c_double

    from pypdfium2.raw import FPDFText_GetCharOrigin, FPDFText_GetFontSize

    left, base = c_double(), c_double()
    FPDFText_GetCharOrigin(page.raw, first, byref(left), byref(base))
    return left.value, base.value, FPDFText_GetFontSize(page.raw, last)


def _with_whole_headings(lines: Sequence[_Line]) -> list[_Line]:
    """The lines, those of a heading on one: they follow each other in larger letters than most of the page has."""
    sizes = Counter[float]()
    for line in lines:
        sizes[line.size] += len(line.text)
    body, made = max(sizes, key=sizes.__getitem__, default=0.0), list[_Line]()
    for line in lines:
        before = made[-1] if made else None
        same = before is not None and before.size == line.size > _LARGER * body
        if before and same and 0 < _step(before, line) < _HEADING and not before.text.endswith("-"):
            made[-1] = replace(line, text=f"{before.text} {line.text}")
        else:
            made.append(line)
    return made


def _apart(lines: Sequence[_Line]) -> Iterator[str]:
    """The lines, with an empty one between those that do not belong together."""
    steps = [_step(before, line) for before, line in pairwise(lines) if before.size == line.size]
    usual = statistics.median([step for step in steps if step > 0] or [0.0])
    for n, line in enumerate(lines):
        if n and (_is_apart(lines[n - 1], line, usual) or _is_indented(lines, n)):
            yield ""
        yield line.text


def _step(before: _Line, line: _Line) -> float:
    """How far a line is below the one before it, in sizes of its letters; below 0 if it is above."""
    return (before.base - line.base) / (line.size or 1)


def _is_apart(before: _Line, line: _Line, usual: float) -> bool:
    """Whether a line is further below the one before it than usual, or has letters of another size."""
    small, large = sorted((before.size, line.size))
    return _step(before, line) > _APART * usual or (large > _LARGER * small and before.base > line.base)


def _is_indented(lines: Sequence[_Line], n: int) -> bool:
    """Whether a line is indented as the first of a paragraph is: the lines around it begin further left."""
    before, line, after = lines[n - 1], lines[n], lines[n + 1] if n + 1 < len(lines) else lines[n - 1]
    least, most = (times * line.size for times in _INDENTED)
    if _ITEM.match(before.text):  # the text of a list item begins behind its mark, and goes on below itself
        return False
    return before.base > line.base and all(least < line.left - each.left < most for each in (before, after))
