"""OpenDocument texts → blocks: headings by their level, lists and tables, without notes, comments and deleted text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element

from deckgen.files import archives, xml
from deckgen.files.archives import Archive
from deckgen.files.source import Problem, Refused
from deckgen.files.xml import attribute, local
from deckgen.languages.language import style_names
from deckgen.text.blocks import Kind, Reading
from deckgen.text.formats.gathered import BREAK, Gathered, shifted

_CONTENT, _STYLES, _MANIFEST = "content.xml", "styles.xml", "META-INF/manifest.xml"
_SAVE = "open it in LibreOffice and save it as .odt"
_WHOLE = (
    "p",
    "h",
    "list",
    "table",
    "styles",
    "automatic-styles",
    "tracked-changes",
    "master-styles",
    "forms",
    "scripts",
)
_DEEPEST = 20  # styles that a style can be based on
_LOWEST = 6  # levels of headings; LibreOffice has ten
_MOST_COLUMNS = 1000

_INDEXES = {
    **dict.fromkeys(("table-of-content", "illustration-index", "table-index", "object-index"), "table of contents"),
    **dict.fromkeys(("user-index", "alphabetical-index"), "table of contents"),
    "bibliography": "bibliography",
}
# What is no text of its paragraph: what is drawn, computed for a page, or only described.
_NO_TEXT = frozenset(
    [
        "ruby-text",
        "page-number",
        "page-count",
        "annotation-end",
        "soft-page-break",
        "bookmark",
        "sequence-decls",
        "number",
        "title",
        "desc",
        "hidden-paragraph",
        "hidden-text",
        "change",
        "change-start",
        "change-end",
    ]
)
_BOXES = frozenset(("frame", "custom-shape", "text-box", "g", "rect", "ellipse"))


def read(data: bytes, path: Path, code: str = "") -> Reading:
    """The text of the document `data`, and what was left out of it."""
    archive = archives.members(data, path)
    if _MANIFEST in archive and b"encryption-data" in archive.read(_MANIFEST):
        raise Refused(Problem(path, 0, "it is protected by a password", advice="save it without a password"))
    if _CONTENT not in archive:
        raise Refused(Problem(path, 0, "this is not an OpenDocument text: it has no text in it", advice=_SAVE))
    into = Gathered()
    _Document(_named_styles(archive), into).run(archive)
    return into.reading


# ------------------------------------------------------------------ styles


@dataclass(frozen=True)
class _Style:
    """What a style is called and based on, and what it does to text: hide it, strike it out, raise or lower it."""

    name: str
    parent: str = ""
    is_hidden: bool = False
    is_struck: bool = False
    shift: str = ""


def _named_styles(archive: Archive) -> dict[str, _Style]:
    if _STYLES not in archive:
        return {}
    return dict(_styles(xml.parse(archive.read(_STYLES), archive.path, part=_STYLES)))


def _styles(root: Element) -> Iterator[tuple[str, _Style]]:
    for each in root.iter():
        if local(each.tag) == "style":
            name = attribute(each, "name")
            shown = attribute(each, "display-name") or name.replace("_20_", " ")
            look = next((inner for inner in each if local(inner.tag) == "text-properties"), each)
            yield (
                name,
                _Style(
                    shown.lower(),
                    attribute(each, "parent-style-name"),
                    attribute(look, "display") == "none",
                    attribute(look, "text-line-through-style", "text-line-through-type") not in ("", "none"),
                    attribute(look, "text-position").partition(" ")[0],
                ),
            )


# ------------------------------------------------------------------ body


class _Document:
    """The body of a document, read from its beginning to its end."""

    def __init__(self, styles: Mapping[str, _Style], into: Gathered) -> None:
        self._styles = dict(styles)
        self._into = into
        self._outside: list[str] = []  # why what the open elements hold is left out; empty texts if it is not

    def run(self, archive: Archive) -> None:
        with archive.opened(_CONTENT) as stream:
            for event in xml.events(stream, archive.path, _WHOLE, part=_CONTENT):
                if event.kind == "start":
                    self._outside.append(self._reason(event.element))
                elif event.kind == "end":
                    self._outside.pop()
                elif reason := next(filter(None, self._outside), ""):
                    self._into.omit(reason, _raw(event.element) or " ")
                else:
                    self._take(event.element, "paragraph")

    def _take(self, element: Element, kind: Kind, row: int = 0, column: int = 0) -> None:  # noqa: C901 - a branch for each element
        """Read an element that is no part of a line."""
        tag = local(element.tag)
        if tag in ("styles", "automatic-styles"):
            self._styles |= dict(_styles(element))
        elif tag == "tracked-changes":
            for each in element.iter():
                if local(each.tag) == "deletion":
                    texts = (_raw(inner) for inner in each if local(inner.tag) != "change-info")
                    self._into.omit("deleted text", " ".join(texts) or " ")
        elif tag in ("p", "h"):
            self._paragraph(element, kind, row, column)
        elif tag == "list":
            self._list(element, row, column)
        elif tag == "table":
            self._table(element, row, column)
        elif reason := self._reason(element):
            self._into.omit(reason, _raw(element) or " ")
        elif tag not in _NO_TEXT and tag not in ("master-styles", "forms", "scripts"):
            for each in element:
                self._take(each, kind, row, column)

    def _reason(self, element: Element) -> str:
        """Why an element that encloses paragraphs is left out, if it is."""
        tag = local(element.tag)
        if tag == "section" and attribute(element, "display") == "none":
            return "hidden"
        return _INDEXES.get(tag, "")

    def _paragraph(self, element: Element, kind: Kind, row: int = 0, column: int = 0) -> None:
        """Add a paragraph, and what stands in boxes in it behind it."""
        boxes: list[Element] = []
        text = self._text(element, boxes)
        style = attribute(element, "style-name")
        level = _level(element) or self._title(style)
        if self._is_hidden(style):
            self._into.omit("hidden", text or " ")
        elif row:
            self._into.add(text, "cell", row=row, column=column)
        elif level:
            self._into.add(text, "heading", level)
        else:
            self._into.add(text, kind)
        for box in boxes:
            for each in box:
                self._take(each, "paragraph", row, column)

    def _text(self, element: Element, boxes: list[Element]) -> str:
        """The text of a line, in which other elements can stand."""
        found = [element.text or ""]
        for each in element:
            tag = local(each.tag)
            if tag in ("s", "tab"):
                found.append(" ")
            elif tag == "line-break":
                found.append(BREAK)
            elif tag in ("note", "annotation"):
                self._into.omit("comment" if tag == "annotation" else attribute(each, "note-class") or "footnote")
            elif tag in _BOXES:
                boxes.append(each)
            elif tag == "span":
                found.append(self._span(each, boxes))
            elif tag in ("hidden-text", "hidden-paragraph"):
                self._into.omit("hidden", _raw(each) or " ")
            elif tag not in _NO_TEXT:
                found.append(self._text(each, boxes))
            found.append(each.tail or "")
        return "".join(found)

    def _span(self, element: Element, boxes: list[Element]) -> str:
        """The text of characters of one look, nothing if they do not show."""
        text = self._text(element, boxes)
        chain = list(self._chain(attribute(element, "style-name")))
        if any(style.is_hidden or style.is_struck for style in chain):
            self._into.omit("hidden" if any(style.is_hidden for style in chain) else "struck out", text or " ")
            return ""
        shift = next((style.shift for style in chain if style.shift), "0%")
        if shift in ("super", "sub") or shift.strip("-0%"):
            return shifted(text, up=not shift.startswith(("sub", "-")))
        return text

    def _list(self, element: Element, row: int, column: int) -> None:
        """A list: the first paragraph of each item is the item."""
        for item in element:
            kind: Kind = "item"
            for each in item:
                self._take(each, kind, row, column)
                kind = "paragraph" if local(each.tag) == "p" else kind

    def _table(self, table: Element, row: int = 0, column: int = 0) -> None:
        """A table; if it is in a cell of another one, its texts belong to that cell."""
        rows = [_cells(each) for each in table.iter() if local(each.tag) == "table-row"] if row else list(_rows(table))
        framed = sum(map(len, rows)) == 1
        for cells in rows:
            if not row and not framed:
                self._into.rows += 1
            for n, cell in cells:
                for each in cell:
                    place = (row, column) if row else (0, 0) if framed else (self._into.rows, n)
                    self._take(each, "paragraph", *place)
        self._into.rows += not row and not framed

    # -------------------------------------------------------------- styles

    def _chain(self, name: str) -> Iterator[_Style]:
        """A style and those that it is based on."""
        for _ in range(_DEEPEST):
            style = self._styles.get(name)
            if style is None:
                return
            yield style
            name = style.parent

    def _title(self, name: str) -> int:
        """1 for the style of the title of a document, else 0."""
        chain = list(self._chain(name))
        last = chain[-1].parent if chain else name  # a style that the document uses but does not define
        return int(any(each in style_names()[1] for each in (*(style.name for style in chain), last.lower())))

    def _is_hidden(self, name: str) -> bool:
        return any(style.is_hidden for style in self._chain(name))


def _level(element: Element) -> int:
    """The level of a heading, 0 for other paragraphs."""
    if local(element.tag) != "h":
        return 0
    given = attribute(element, "outline-level") or "1"
    return max(1, min(int(given), _LOWEST)) if given.isdecimal() and len(given) < 3 else 1


def _rows(table: Element) -> Iterator[list[tuple[int, Element]]]:
    """The cells of the rows of a table, with the numbers of their columns, those of heads and groups of rows too."""
    for each in table:
        tag = local(each.tag)
        if tag == "table-row":
            yield _cells(each)
        elif tag in ("table-header-rows", "table-rows", "table-row-group"):
            yield from _rows(each)


def _cells(row: Element) -> list[tuple[int, Element]]:
    found: list[tuple[int, Element]] = []
    column = 1
    for each in row:
        if local(each.tag) == "table-cell":
            found.append((column, each))
        given = attribute(each, "number-columns-repeated") or "1"
        column += min(int(given), _MOST_COLUMNS) if given.isdecimal() and len(given) < 8 else 1
    return found


def _raw(element: Element) -> str:
    """All text of an element."""
    return "".join(element.itertext())
