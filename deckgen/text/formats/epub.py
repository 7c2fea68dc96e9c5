"""E-books → blocks: the chapters in the order in which they are read, without cover, contents and notes."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote
from xml.etree.ElementTree import Element as XmlElement

from deckgen.files import archives, xml
from deckgen.files.archives import Archive
from deckgen.files.source import Problem, Refused
from deckgen.files.xml import attribute, local
from deckgen.text.blocks import Reading
from deckgen.text.formats import flow
from deckgen.text.formats.elements import Element, parsed
from deckgen.text.formats.gathered import Gathered
from deckgen.text.formats.html import decoded
from deckgen.text.formats.unshown import is_mark, unshown

_CONTAINER, _ENCRYPTION = "META-INF/container.xml", "META-INF/encryption.xml"
_RIGHTS = ("META-INF/rights.xml", "META-INF/sinf.xml")  # of the shops of Adobe's and of Apple's partners
_PAGES = ("application/xhtml+xml", "text/html", "application/x-dtbook+xml", "text/x-oeb1-document")
# Kinds of documents as EPUB 3 and the guide of EPUB 2 name them → why they are left out.
_KINDS = {
    **dict.fromkeys(("toc", "landmarks", "page-list", "lot", "loi", "loa", "lov", "nav"), "table of contents"),
    **dict.fromkeys(("cover", "coverpage", "cover-page"), "cover"),
    **dict.fromkeys(("notes", "footnotes", "endnotes", "rearnotes", "other.footnotes"), "footnote"),
    "index": "index",
}
_FILES = re.compile(
    r"(?:^|[-_.])(?P<kind>cover(?:page)?|toc|nav|contents|footnotes?|endnotes?|rearnotes?|notes)(?:[-_.]?\d*)$",
    re.IGNORECASE,
)
_FILE_KINDS = {"contents": "toc", "coverpage": "cover", "footnote": "notes", "endnote": "notes", "rearnote": "notes"}
_NOTHING = "there are no chapters in this book"


def read(data: bytes, path: Path, code: str = "") -> Reading:
    """The text of the book `data`, and what was left out of it."""
    archive = archives.members(data, path)
    package = _package(archive)
    chapters = list(_chapters(package))
    _refuse_encrypted(archive, chapters)
    into = Gathered()
    called: dict[str, set[str]] = {}
    for chapter in chapters:
        if chapter.name in archive:
            _read_chapter(archive, chapter, called, into, code)
    return into.reading


# ------------------------------------------------------------------ package


@dataclass(frozen=True)
class _Chapter:
    """A document of the spine, and why it is left out if the package says so."""

    name: str
    left_out: str = ""


@dataclass(frozen=True)
class _Package:
    """The package document of a book, and the folder that it is in."""

    root: XmlElement
    folder: str

    def named(self, tag: str) -> Iterator[XmlElement]:
        """The elements with a name."""
        return (each for each in self.root.iter() if local(each.tag) == tag)

    def place(self, reference: str) -> str:
        """The name in the archive of a file that the package refers to."""
        return _place(self.folder, reference)


def _place(folder: str, reference: str) -> str:
    return posixpath.normpath(posixpath.join(folder, unquote(reference.partition("#")[0]))).lstrip("/")


def _package(archive: Archive) -> _Package:
    name = ""
    if _CONTAINER in archive:
        container = xml.parse(archive.read(_CONTAINER), archive.path, part=_CONTAINER)
        roots = (each for each in container.iter() if local(each.tag) == "rootfile")
        name = next((attribute(each, "full-path") for each in roots), "")
    if name not in archive:
        name = next((each for each in archive.names if each.endswith(".opf")), "")
    if not name:
        message = "this is not an e-book in EPUB"
        raise Refused(Problem(archive.path, 0, message, advice="convert it to EPUB, for instance with Calibre"))
    return _Package(xml.parse(archive.read(name), archive.path, part=name), posixpath.dirname(name))


def _chapters(package: _Package) -> Iterator[_Chapter]:
    """The documents of the spine in reading order."""
    items = {attribute(each, "id"): each for each in package.named("item")}
    guide = {package.place(attribute(each, "href")): attribute(each, "type") for each in package.named("reference")}
    for reference in package.named("itemref"):
        item = items.get(attribute(reference, "idref"))
        if item is None or attribute(item, "media-type") not in _PAGES:
            continue
        name = package.place(attribute(item, "href"))
        kinds = (*attribute(item, "properties").split(), guide.get(name, "").lower(), _file_kind(name))
        left_out = next((_KINDS[kind] for kind in kinds if kind in _KINDS), "")
        linear = attribute(reference, "linear") != "no"
        yield _Chapter(name, left_out or ("" if linear else "not part of the reading order"))


def _file_kind(name: str) -> str:
    """The kind of document that the name of its file says."""
    match = _FILES.search(posixpath.splitext(posixpath.basename(name))[0])
    kind = match["kind"].lower() if match else ""
    return _FILE_KINDS.get(kind, kind)


def _refuse_encrypted(archive: Archive, chapters: list[_Chapter]) -> None:
    """Refuse a book whose chapters are encrypted; encrypted fonts do no harm."""
    encrypted = set[str]()
    if _ENCRYPTION in archive:
        root = xml.parse(archive.read(_ENCRYPTION), archive.path, part=_ENCRYPTION)
        references = (each for each in root.iter() if local(each.tag) == "CipherReference")
        encrypted = {_place("", attribute(each, "URI")) for each in references}
    if any(chapter.name in encrypted for chapter in chapters) or any(name in archive for name in _RIGHTS):
        message = "this book is copy-protected (DRM): only the app of the shop that sold it can open it"
        raise Refused(Problem(archive.path, 0, message, advice="use an edition without protection"))


# ------------------------------------------------------------------ chapters


def _read_chapter(archive: Archive, chapter: _Chapter, called: dict[str, set[str]], into: Gathered, code: str) -> None:
    """Add a chapter; `called` are the notes in other files that were referred to before."""
    elements = parsed(decoded(archive.read(chapter.name), archive.path, code), archive.path, strict=True)
    root = elements[0]
    reason = chapter.left_out or _body_kind(elements)
    if reason == "footnote":
        notes = [each for each in elements if each.tag in ("li", "aside", "p") and each.size]
        inside = set(notes)
        outer = [each for each in notes if not any(above in inside for above in each.ancestors())]
        for note in outer:
            into.omit(reason, note.text)
    elif reason:
        into.omit(reason, root.text or " ")
    else:
        _remember_notes(elements, chapter.name, called)
        flow.write(root, unshown(elements, frozenset(called.get(chapter.name, ()))), into)


def _body_kind(elements: Sequence[Element]) -> str:
    """Why a document is left out by what its body, or most of it, is marked as."""
    for element in elements:
        kinds = _types(element.attributes)
        found = next((_KINDS[kind] for kind in kinds if kind in _KINDS), "")
        if found and element.tag in ("body", "section", "div", "nav") and 2 * element.size >= elements[0].size:
            return found
    return ""


def _types(given: Mapping[str, str]) -> list[str]:
    return [*given.get("epub:type", "").split(), given.get("role", "").removeprefix("doc-")]


def _remember_notes(elements: Iterable[Element], name: str, called: dict[str, set[str]]) -> None:
    """Remember which notes in other files the marks of a chapter call."""
    for element in elements:
        file, _, target = element.attributes.get("href", "").partition("#")
        if element.tag == "a" and file and target and (is_mark(element) or any(map(is_mark, element.ancestors()))):
            called.setdefault(_place(posixpath.dirname(name), file), set()).add(target)
