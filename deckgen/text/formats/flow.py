"""A tree of HTML elements → blocks: the text in the order of the page, divided where the page begins new lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from deckgen.text.blocks import Kind
from deckgen.text.formats.elements import BLOCKS, Element
from deckgen.text.formats.gathered import BREAK, Gathered, shifted

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_ITEMS = frozenset(("li", "dt", "dd"))
_STRUCK = frozenset(("del", "s", "strike"))
_SHOWN_AS_BLOCK = re.compile(r"display\s*:\s*(?:block|flex|grid|list-item|table)\b", re.IGNORECASE)
_WORD_ITEM = re.compile(r"mso-list\s*:\s*l\d", re.IGNORECASE)  # of Word, whose pages have no elements for lists
# What cells hold only in a table that arranges a page.
_LAYOUT = frozenset((*_HEADINGS, "table", "main", "article", "section", "nav", "form"))


def write(root: Element, left_out: Mapping[Element, str], into: Gathered) -> None:
    """Add the blocks of everything in `root` to `into`, and name the elements `left_out` by their reasons."""
    _Flow(left_out, into).run(root)


class _Flow:
    """Where in the page reading stands: the line so far, and what it is part of."""

    def __init__(self, left_out: Mapping[Element, str], into: Gathered) -> None:
        self._left_out, self._into = left_out, into
        self._line: list[str] = []
        self._kind: Kind = "paragraph"
        self._level = 0
        self._row = self._column = self._width = 0

    def run(self, root: Element) -> None:
        self._inside(root)
        self._end_line()

    def _inside(self, element: Element) -> None:
        for child in element.children:
            if isinstance(child, str):
                self._line.append(child)
            else:
                self._take(child)

    def _take(self, element: Element) -> None:
        """Read one element."""
        tag = element.tag
        if element in self._left_out:
            self._leave_out(element, self._left_out[element])
        elif tag == "pre":
            self._leave_out(element, "code")
        elif tag == "br":
            self._line.append(BREAK)
        elif tag == "table" and not self._row and not _is_layout(element):
            self._table(element)
        elif tag in BLOCKS or _SHOWN_AS_BLOCK.search(element.attributes.get("style", "")):
            self._block(element)
        else:
            self._inline(element)

    def _leave_out(self, element: Element, reason: str) -> None:
        if reason and element.tag in BLOCKS:
            self._end_line()
        if reason:
            self._into.omit(reason, element.text or " ")

    def _inline(self, element: Element) -> None:
        tag = element.tag
        if tag in _STRUCK:
            self._leave_out(element, "struck out")
        elif tag in ("sup", "sub") and len(element.children) == 1 and isinstance(text := element.children[0], str):
            self._line.append(shifted(text, up=tag == "sup"))
        elif tag == "q":
            self._line.append('"')
            self._inside(element)
            self._line.append('"')
        else:
            self._inside(element)

    def _block(self, element: Element) -> None:
        tag = element.tag
        if self._kind == "heading":  # what is in a heading cannot divide it
            self._line.append(" ")
            self._inside(element)
            self._line.append(" ")
            return
        self._end_line()
        with self._as(*self._kind_of(element)):
            if self._row and tag in ("td", "th"):
                self._column += self._width
                self._width = _span(element)
            self._inside(element)
            self._end_line()

    def _kind_of(self, element: Element) -> tuple[Kind, int]:
        tag = element.tag
        if self._row:
            return "cell", 0
        if tag in _HEADINGS:
            return "heading", _HEADINGS[tag]
        if element.attributes.get("role") == "heading":
            level = element.attributes.get("aria-level", "2")
            return "heading", min(int(level), 6) if level in tuple("123456789") else 2
        if tag in _ITEMS or _WORD_ITEM.search(element.attributes.get("style", "")):
            return "item", 0
        return (self._kind, 0) if tag in ("p", "div") else ("paragraph", 0)

    @contextmanager
    def _as(self, kind: Kind, level: int) -> Iterator[None]:
        before = self._kind, self._level
        self._kind, self._level = kind, level
        yield
        taken = kind == "item" and self._kind != kind  # only the first paragraph of a list item is the item
        self._kind, self._level = before
        if taken and self._kind == "item":
            self._kind = "paragraph"

    def _end_line(self) -> None:
        """Add the text since the last block as a block."""
        if not self._line:
            return
        text = "".join(self._line)
        self._line.clear()
        if self._row:
            self._into.add(text, "cell", row=self._row, column=self._column)
        elif self._into.add(text, self._kind, self._level) and self._kind == "item":
            self._kind = "paragraph"

    def _table(self, table: Element) -> None:
        """A table of data, whose cells keep their places."""
        self._end_line()
        outside = self._kind
        for part in _rows(table, self._left_out):
            if isinstance(part, Element) and part.tag == "tr" and part not in self._left_out:
                self._into.rows += 1
                self._row, self._column, self._width = self._into.rows, 0, 1
                self._inside(part)
                self._end_line()
                self._row = 0
            elif isinstance(part, Element):
                self._kind = "paragraph"
                self._take(part)
            else:
                self._line.append(part)
        self._end_line()
        self._into.rows += 1
        self._kind = outside


def _rows(table: Element, left_out: Mapping[Element, str]) -> Iterator[Element | str]:
    """The rows of a table and what stands between them, such as its caption."""
    for child in table.children:
        if isinstance(child, Element) and child.tag in ("tbody", "thead", "tfoot") and child not in left_out:
            yield from child.children
        else:
            yield child


def _is_layout(table: Element) -> bool:
    """Whether a table arranges a page, or frames a single cell, and has no data."""
    if not table.size or table.attributes.get("role") in ("presentation", "none"):
        return True
    cells = 0
    for element in table.elements():
        cells += element.tag in ("td", "th") and element.size > 0
        if element.tag in _LAYOUT and element.size and (element.parent is None or element.parent.tag != "th"):
            return True
    return cells < 2


def _span(cell: Element) -> int:
    """How many columns a cell is wide."""
    given = cell.attributes.get("colspan", "1")
    return min(int(given), 1000) if given.isdecimal() and len(given) < 5 else 1
