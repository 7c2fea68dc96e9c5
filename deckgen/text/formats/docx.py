"""Word documents → blocks: the text as it stands when every change is accepted and nothing hidden is shown.

The document is read as a stream of paragraphs and tables, so that a book needs no more memory than its longest table.
Names of elements count without their namespaces, which differ between the two editions of the standard.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

from deckgen.files import archives, xml
from deckgen.files.archives import Archive
from deckgen.files.source import Problem, Refused
from deckgen.files.xml import attribute, local
from deckgen.text.blocks import Reading
from deckgen.text.formats.docx_styles import Styles, styles_of
from deckgen.text.formats.docx_text import Paragraph, Reader, is_on
from deckgen.text.formats.gathered import Gathered

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # opens the files of Word 97–2003, and those with a password
_SAVE = "open it in Word or LibreOffice and save it as .docx"
_MAIN = "word/document.xml"


def read(data: bytes, path: Path, code: str = "") -> Reading:
    """The text of the Word document `data`, and what was left out of it."""
    archive = _opened(data, path)
    main = _main_part(archive)
    into = Gathered()
    for kind in ("header", "footer"):
        _omit_margins(archive, posixpath.dirname(main), kind, into)
    _Document(_styles(archive, main), into).run(archive, main)
    return into.reading


# ------------------------------------------------------------------ parts


def _opened(data: bytes, path: Path) -> Archive:
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise Refused(Problem(path, 0, "it is protected by a password", advice="save it without a password"))
        raise Refused(Problem(path, 0, "this is a Word 97–2003 document (.doc)", advice=_SAVE))
    if data.startswith(b"{\\rtf"):
        raise Refused(Problem(path, 0, "this is an RTF document", advice=_SAVE))
    return archives.members(data, path)


def _main_part(archive: Archive) -> str:
    """The name of the part that holds the text."""
    found = _MAIN
    if "_rels/.rels" in archive:
        for each in xml.parse(archive.read("_rels/.rels"), archive.path, part="_rels/.rels"):
            if attribute(each, "Type").endswith("/officeDocument"):
                found = posixpath.normpath(attribute(each, "Target")).lstrip("/")
    if found not in archive:
        raise Refused(Problem(archive.path, 0, "this is not a Word document: it has no text in it", advice=_SAVE))
    return found


def _styles(archive: Archive, main: str) -> Styles:
    name = posixpath.join(posixpath.dirname(main), "styles.xml")
    return styles_of(xml.parse(archive.read(name), archive.path, part=name)) if name in archive else Styles({})


def _omit_margins(archive: Archive, folder: str, kind: str, into: Gathered) -> None:
    """Name the headers or footers of the pages."""
    for name in archive.names:
        if posixpath.dirname(name) == folder and posixpath.basename(name).startswith(kind) and name.endswith(".xml"):
            part = xml.parse(archive.read(name), archive.path, part=name)
            text = "".join(each.text or "" for each in part.iter() if local(each.tag) == "t")
            into.omit(f"running {kind}", text or " ")


# ------------------------------------------------------------------ body

_WHOLE = ("p", "tbl", "sdtPr", "sectPr", "AlternateContent")
_PLACEHOLDER = "showingPlcHdr"


class _Document:
    """The body of a document, read from its beginning to its end."""

    def __init__(self, styles: Styles, into: Gathered) -> None:
        self._into = into
        self._styles = styles
        self._reader = Reader(styles, into)
        self._controls: list[str] = []  # why the text of each open content control is left out
        self._removed = 0  # how many open elements hold what a tracked change removed

    def run(self, archive: Archive, main: str) -> None:
        with archive.opened(main) as stream:
            for event in xml.events(stream, archive.path, _WHOLE, part=main):
                tag = local(event.element.tag)
                if event.kind == "whole":
                    self._take(event.element, tag)
                elif tag == "sdt":
                    if event.kind == "start":
                        self._controls.append("")
                    else:
                        self._controls.pop()
                elif tag in ("del", "moveFrom"):
                    self._removed += 1 if event.kind == "start" else -1
                elif tag == "altChunk" and event.kind == "start":
                    self._into.omit("embedded document")
        self._flush()

    def _take(self, element: Element, tag: str) -> None:
        if tag == "sdtPr" and self._controls:
            self._controls[-1] = _reason(element)
        elif tag in ("p", "tbl", "AlternateContent"):
            reason = next(filter(None, self._controls), "")
            if self._removed or reason:
                self._into.omit(reason or "deleted text", _raw(element) or " ")
            elif tag == "p":
                self._paragraph(element)
            elif tag == "tbl":
                self._flush()
                self._table(element)
            else:
                self._content(next((form for form in element if _raw(form).strip()), element))

    def _paragraph(self, element: Element, row: int = 0, column: int = 0) -> None:
        if read := self._reader.paragraph(element):
            self._add(read, row, column)

    def _flush(self, row: int = 0, column: int = 0) -> None:
        if read := self._reader.pending():
            self._add(read, row, column)

    def _add(self, read: Paragraph, row: int = 0, column: int = 0) -> None:
        """Add a paragraph, and what stands in boxes in it behind it."""
        style = read.style
        if read.left_out:
            self._into.omit(read.left_out, read.text or " ")
        elif row:
            self._into.add(read.text, "cell", row=row, column=column)
        elif style.level:
            self._into.add(read.text, "heading", style.level)
        else:
            self._into.add(read.text, "item" if style.is_item else "paragraph")
        for box in read.boxes:
            self._content(box, row, column)

    def _content(self, parent: Element, row: int = 0, column: int = 0) -> None:
        """The paragraphs and tables in a box or a cell."""
        for element in _content(parent):
            if local(element.tag) == "tbl" and not row:
                self._table(element)
            elif local(element.tag) == "tbl":  # in a cell of another table: the texts of it belong to that cell
                for inner in _cells_of(element):
                    self._content(inner, row, column)
            else:
                self._paragraph(element, row, column)
        self._flush(row, column)

    def _table(self, table: Element) -> None:
        cells = list(_cells_of(table))
        if len(cells) == 1:  # a frame around text
            self._content(cells[0])
            return
        for row in _children(table, "tr"):
            properties = next(_children(row, "trPr"), None)
            if properties is not None and any(local(each.tag) == "del" for each in properties):
                self._into.omit("deleted text", _raw(row))
                continue
            self._into.rows += 1
            here, column = self._into.rows, 1
            for cell in _children(row, "tc"):
                self._content(cell, here, column)
                column += _span(cell)
        self._into.rows += 1


def _reason(properties: Element) -> str:
    """Why the text of a content control with these properties is left out, if it is."""
    for each in properties.iter():
        tag = local(each.tag)
        if tag == "docPartGallery" and attribute(each, "val") == "Table of Contents":
            return "table of contents"
        if tag == _PLACEHOLDER and is_on(each):
            return "placeholder"
    return ""


def _children(parent: Element, name: str) -> Iterator[Element]:
    """The children with a name, those inside content controls and other wrappers too."""
    for each in parent:
        tag = local(each.tag)
        if tag == name:
            yield each
        elif tag in ("sdt", "sdtContent", "customXml", "ins", "moveTo"):
            yield from _children(each, name)


def _cells_of(table: Element) -> Iterator[Element]:
    for row in _children(table, "tr"):
        yield from _children(row, "tc")


def _content(parent: Element) -> Iterator[Element]:
    """The paragraphs and tables directly in an element."""
    for each in parent:
        tag = local(each.tag)
        if tag in ("p", "tbl"):
            yield each
        elif tag in ("sdt", "sdtContent", "customXml", "ins", "moveTo"):
            yield from _content(each)


def _span(cell: Element) -> int:
    """How many columns a cell is wide."""
    properties = next(_children(cell, "tcPr"), None)
    spans = [] if properties is None else [attribute(each, "val") for each in _children(properties, "gridSpan")]
    return min(int(spans[0]), 100) if spans and spans[0].isdecimal() and len(spans[0]) < 4 else 1


def _raw(element: Element) -> str:
    """The text of an element without regard to what is hidden in it."""
    return "".join(each.text or "" for each in element.iter() if local(each.tag) in ("t", "delText"))
