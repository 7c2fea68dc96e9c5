"""Plain text → blocks: which lines belong together, which begin a list item, and which are headings.

Nothing marks them, so look and place decide: where sentences break off and go on, what would have fitted on a line,
what stands alone above text.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from deckgen.languages.language import Language, language
from deckgen.text.blocks import Block, Reading
from deckgen.text.formats.pages import Line, lines_of, without_footnotes, without_page_marks
from deckgen.text.sentences import sentences

_LONG = 80  # letters; a line of text that is longer is a paragraph
_BRIEF = 6  # words of a heading between two paragraphs, without empty lines
_CHAIN = 3  # headings that can follow each other before text: a title, a chapter, a section
_HEADING_LETTERS, _HEADING_WORDS = 80, 12

_CLOSERS = "\"'”“’»«)\\]"
_CLOSED = re.compile(rf"[.!?…:;][{_CLOSERS}]*$")
_ENDED = re.compile(rf"[.!?…][{_CLOSERS}]*$")
_LETTER = re.compile(r"[^\W\d_]")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\S+")
_BULLET = re.compile(r"[-–—•*·▪‣◦○●■□☐☑✓✔➢➔→►]\s+")
_NUMBER = re.compile(r"(?P<open>\(?)(?P<count>\d{1,3}|[a-z]|[ivx]{1,5})(?P<close>[.)])\s+")
_HYPHEN = re.compile(r"[^\W_][-\u2010\u00ad¬]$")
_SECTION_NUMBER = re.compile(  # Capitolo 2, Art. IV, 1.2 Prezzi, 3) Regole
    r"(?:(?:[A-ZÀ-Ž][^\W\d_]{0,11}\.|[A-ZÀ-Ž][^\W\d_]{3,11}) (?:\d+(?:\.\d+)*|[IVXLC]+)\b[.:)]?"
    r"|\d+(?:\.\d+)+[.)]?(?=\s)|(?:\d+|[IVXLC]+)[.)](?=\s))"
)


def read(text: str, code: str) -> Reading:
    """The blocks of a plain text in the language `code`."""
    known = language(code)
    lines, omissions = without_page_marks(list(lines_of(text)), known)
    lines, notes = without_footnotes(lines)
    numbered = _numbered(lines, known)
    wrapped = _Wrapping.of(lines)
    found: list[_Draft] = []
    for group in _groups(lines):
        found += _paragraphs(group, wrapped, numbered, known)
    return Reading(tuple(_headed(found, known)), tuple(sorted([*omissions, *notes], key=lambda each: each.line)))


# ------------------------------------------------------------------ list numbers


def _numbered(lines: Sequence[Line], known: Language) -> set[int]:
    """The line numbers of list items with a count: one follows the other, or a bracket closes it.

    A number by itself may be an ordinal or a day (5. listopadu), which belongs to its sentence; one above text that is
    not in the list belongs to a heading.
    """
    filled = [line for line in lines if line.text]
    counted = [
        (n, match["close"], _value(match["count"]))
        for n, line in enumerate(filled)
        if (match := _NUMBER.match(line.text)) and not _is_date(line.text, known)
    ]
    found = {n for n, close, _ in counted if close == ")"}
    for (n, one, first), (m, other, second) in itertools.pairwise(counted):
        if one == other and first + 1 == second:
            found |= {each for each in (n, m) if m - n == 1 or not _heads(filled, each)}
    return {filled[n].number for n in found}


def _heads(filled: Sequence[Line], n: int) -> bool:
    """Whether a numbered line could be a heading: it breaks off, and text begins below it."""
    below = filled[n + 1].text if n + 1 < len(filled) else ""
    return len(filled[n].text) <= _HEADING_LETTERS and not _CLOSED.search(filled[n].text) and not below[:1].islower()


def _value(count: str) -> int:
    """What a number or a letter counts: b is 2."""
    return int(count) if count.isdigit() else ord(count[0]) - ord("a") + 1


def _is_date(line: str, known: Language) -> bool:
    """Whether a line begins with a day: 5. listopadu, 5 novembre, 5. 11. 2025."""
    match = re.match(r"\d{1,2}(?:[.°º]|st|nd|rd|th)?\s*(?:(\d{1,2})\.\s*\d{2,4}|([^\W\d]+))", line)
    return bool(match and (match[1] or match[2].lower() in known.months))


# ------------------------------------------------------------------ paragraphs


@dataclass(frozen=True)
class _Wrapping:
    """Whether the lines of a text are cut to a width, and to which."""

    width: int
    usual: bool

    @classmethod
    def of(cls, lines: Sequence[Line]) -> _Wrapping:
        """Wrapped text goes on in lower case, or with a hyphen, more often than lines begin anew without a mark."""
        broken = [
            (a.text, b.text) for a, b in itertools.pairwise(lines) if a.text and b.text and not _CLOSED.search(a.text)
        ]
        going_on = [a for a, b in broken if b[0].islower() or _HYPHEN.search(a)]
        return cls(
            max(map(len, going_on), default=0), bool(going_on) and 2 * len(going_on) >= len(broken) - len(going_on)
        )

    def fits(self, line: str, after: str) -> bool:
        """Whether the first word of the next line would have fitted on this one."""
        return len(line) + 1 + len(after.split(maxsplit=1)[0]) <= self.width


@dataclass(frozen=True)
class _Draft:
    """A block, and whether an empty line or an edge of the text is above and below it."""

    block: Block
    above: bool
    below: bool

    @property
    def text(self) -> str:
        """Its text on one line."""
        return " ".join(piece for piece, _ in self.block.pieces)


def _groups(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """The lines between empty ones."""
    for filled, group in itertools.groupby(lines, lambda line: bool(line.text)):
        if filled:
            yield list(group)


def _paragraphs(group: list[Line], wrapped: _Wrapping, numbered: set[int], known: Language) -> Iterator[_Draft]:
    """The blocks of a group of lines without an empty one between them."""
    runs = list(_runs(group, wrapped, numbered, known))
    for n, run in enumerate(runs):
        first, last = n == 0, n == len(runs) - 1
        if len(run) == 1 and "\t" in run[0].text and not (_BULLET.match(run[0].text) or _NUMBER.match(run[0].text)):
            cells = [cell.strip() for cell in run[0].text.split("\t") if cell.strip()]
            for cell in cells:
                yield _Draft(Block(((cell, run[0].number),), "cell"), above=False, below=False)
            continue
        mark = _mark(run[0], numbered)
        pieces = [(line.text, line.number) for line in run]
        pieces[0] = pieces[0][0][mark:], pieces[0][1]
        yield _Draft(Block(tuple(pieces), "item" if mark else "paragraph"), first, last)


def _mark(line: Line, numbered: set[int]) -> int:
    """The length of the mark of a list item that a line begins with, 0 for none."""
    bullet = _BULLET.match(line.text)
    if bullet:
        return bullet.end()
    number = _NUMBER.match(line.text) if line.number in numbered else None
    return number.end() if number else 0


def _runs(group: list[Line], wrapped: _Wrapping, numbered: set[int], known: Language) -> Iterator[list[Line]]:
    """The lines of a group that belong together."""
    ragged = _is_ragged(group)
    listed = _lower_case_items(group, known)
    run: list[Line] = []
    for line in group:
        begins = (
            bool(_mark(line, numbered))
            or line.number in listed
            or not run
            or not _joins(run, line, wrapped, ragged=ragged, known=known)
        )
        if begins and run:
            yield run
            run = []
        run.append(line)
    if run:
        yield run


def _joins(run: list[Line], line: Line, wrapped: _Wrapping, *, ragged: bool, known: Language) -> bool:
    """Whether a line goes on with the paragraph of the lines above it."""
    before = run[-1].text
    if "\t" in before or "\t" in line.text:
        return False
    if _HYPHEN.search(before) or line.text[0].islower():
        return True
    if not (ragged or wrapped.usual):
        return False
    if _ENDED.search(before):
        return len(before) * 2 > wrapped.width or len(run) > 1
    if len(run) == 1 and wrapped.fits(before, line.text) and _looks_like_heading(before, known):
        return False
    return ragged or not wrapped.fits(before, line.text)


def _is_ragged(group: Sequence[Line]) -> bool:
    """Whether most lines of a group that have no mark at the end go on in the next."""
    broken = [(a.text, b.text) for a, b in itertools.pairwise(group) if not _CLOSED.search(a.text)]
    going_on = sum(b[0].islower() or bool(_HYPHEN.search(a)) for a, b in broken)
    return going_on > 0 and going_on * 2 >= len(broken)


def _lower_case_items(group: Sequence[Line], known: Language) -> set[int]:
    """The lines behind a colon that are items in lower case: each ends alike, and none in the middle of a phrase."""
    colon = next((n for n, line in enumerate(group) if line.text.endswith(":")), None)
    rest = group[colon + 1 :] if colon is not None else ()
    if len(rest) < 2 or not all(line.text[0].islower() for line in rest):
        return set()
    separated = all(line.text[-1] in ";," for line in rest[:-1])
    bare = not any(re.search(r"[.!?,;:-]$", line.text) or re.search(r"[.!?;:] ", line.text) for line in rest[:-1])
    inside = any(line.text.split()[-1].lower() in known.before_nouns for line in rest)
    return {line.number for line in rest} if separated or (bare and not inside) else set()


# ------------------------------------------------------------------ headings


def _headed(drafts: Sequence[_Draft], known: Language) -> Iterator[Block]:
    """The blocks, those that look and stand like headings as such."""
    looks = [_is_single(draft) and _looks_like_heading(draft.text, known) for draft in drafts]
    leading = _leading(drafts, looks)
    for n, draft in enumerate(drafts):
        heading = looks[n] and _stands_like_heading(drafts, looks, n, known, leads=n in leading)
        yield replace(draft.block, kind="heading") if heading else draft.block


def _is_single(draft: _Draft) -> bool:
    return draft.block.kind == "paragraph" and len(draft.block.pieces) == 1


def _stands_like_heading(
    drafts: Sequence[_Draft], looks: Sequence[bool], n: int, known: Language, *, leads: bool
) -> bool:
    """Whether a line is placed like a heading: alone above text, to which it `leads`, or directly above a paragraph."""
    draft = drafts[n]
    if n + 1 == len(drafts):
        return False
    if draft.above and draft.below:
        return leads
    if draft.below or looks[n + 1] or drafts[n + 1].block.kind != "paragraph":
        return False
    beneath = drafts[n + 1].text
    if draft.text.endswith("?"):
        return len(beneath) > 1.5 * _LONG
    if n == 0 or _SECTION_NUMBER.match(draft.text) or (draft.above and len(beneath) > _LONG):
        return True
    brief = len(draft.text.split()) <= _BRIEF and 2 * len(draft.text) <= len(beneath)
    return brief and (len(beneath) > _LONG or len(sentences(beneath, known.code)) > 1)


def _leading(drafts: Sequence[_Draft], looks: Sequence[bool]) -> set[int]:
    """The lines that stand alone and have text after them, after at most a few other headings.

    Many such lines in a row are a list with empty lines between its items.
    """
    alone = [looks[n] and draft.above and draft.below for n, draft in enumerate(drafts)]
    found, first = set[int](), 0
    for stands, group in itertools.groupby(alone):
        end = first + len(list(group))
        if stands and end < len(drafts):
            found |= set(range(first, end if end - first <= _CHAIN else 1))  # a title may stand above many
        first = end
    return found


def _looks_like_heading(line: str, known: Language) -> bool:
    """Whether a line looks like a heading: short, with letters, and no final mark but that of a plain question."""
    return (
        len(line) <= _HEADING_LETTERS
        and len(line.split()) <= _HEADING_WORDS
        and bool(_LETTER.search(line))
        and not line[0].islower()
        and not re.search(rf"[.!…:;,][{_CLOSERS}]*$", line)
        and not re.match(r"[„“«\"(\[]", line)
        and not _ADDRESS.search(line)
        and not _is_date(line, known)
        and not is_caption(line, known)
        and not (line.endswith("?") and ("," in line or line.split()[0].lower() in known.coordinating))
        and len(sentences(_SECTION_NUMBER.sub("", line, count=1).strip() or line, known.code)) == 1
    )


def is_caption(line: str, known: Language) -> bool:
    """Whether a line describes a picture or a table: Figura 1-1. Schema."""
    match = re.match(r"([^\W\d_]+)\.? ?[\dIVX]+(?:[-.–]\d+)*[.:–—-]?(?:\s|$)", line)
    return bool(match and match[1].lower() in known.captions)
