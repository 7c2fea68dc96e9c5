"""A document as a person has it → the text that a project keeps of it: as it is, or as Markdown made from it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from deckgen.files import archives
from deckgen.files.disk import contents
from deckgen.files.source import Problem, Refused, Source
from deckgen.text import documents, encodings
from deckgen.text.blocks import Reading
from deckgen.text.documents import Document
from deckgen.text.formats.markdown_writer import written

Reader = Callable[[bytes, Path, str], Reading]

_ZIP, _OLE, _PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF"
_PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.DOTALL | re.IGNORECASE
)
_PAGES = (".html", ".htm", ".xhtml")
_HEAD = 4096  # bytes in which a page says that it is one
_KINDS = {"application/vnd.oasis.opendocument.text": "odt", "application/epub+zip": "epub"}


@dataclass(frozen=True)
class Given:
    """A document that was read, and the text to keep of it: that of the file, or Markdown with its blocks.

    `remarks` say how it was read, where that is not as usual.
    """

    source: Source
    document: Document
    remarks: tuple[Problem, ...] = ()


def load(path: Path, code: str) -> Given:
    """Read the document at `path` in the language `code`, by what is in it; refused if it cannot be read."""
    data = contents(path)
    reader = _reader(data, path)
    if reader is None:
        decoded = encodings.decode(data, path, (code,))
        return Given(decoded.source, documents.parse(decoded.source, code), decoded.remarks)
    reading = reader(data, path, code)
    source = Source(path.with_suffix(".md"), written(reading.blocks))
    document = documents.parse(source, code)
    return Given(source, replace(document, path=path, original=path, omissions=reading.omissions))


def _reader(data: bytes, path: Path) -> Reader | None:
    """The reader of a file that is not text; None for text."""
    if data.startswith(_PDF):
        return _module("pdf")
    if data.startswith(_OLE):
        return _module("docx")
    if data.startswith(_ZIP):
        return _module(_kind_of_archive(data, path))
    if _PAGE.match(data[:_HEAD]) or path.suffix.lower() in _PAGES:
        return _module("html")
    return None


def _kind_of_archive(data: bytes, path: Path) -> str:
    """What a zip file is: by the part that only this kind has."""
    archive = archives.members(data, path)
    if "mimetype" in archive.names:
        kind = _KINDS.get(archive.read("mimetype").decode("ascii", "replace").strip(), "")
        if kind:
            return kind
    if any(name.startswith("word/") for name in archive.names):
        return "docx"
    advice = "give a text, Markdown, .docx, .odt, .html or .epub file"
    raise Refused(Problem(path, 0, "this is an archive or a document that deckgen does not read", advice=advice))


def _module(name: str) -> Reader:
    """The reader of a format; loaded only where there is such a file."""
    from deckgen.text.formats import docx, epub, html, odt, pdf

    return {"docx": docx.read, "odt": odt.read, "epub": epub.read, "html": html.read, "pdf": pdf.read}[name]
