"""What a page or a chapter holds but does not show in its text: hidden elements, notes and the marks that call them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from deckgen.text.formats.elements import BLOCKS, Element

SILENT = ""
"""The reason for leaving out what is no line of a text, such as the mark of a note: it is not named."""

_HIDDEN_TAGS = frozenset(("noscript", "template"))
_NOTHING = frozenset(
    [
        "head",
        "script",
        "style",
        "title",
        "iframe",
        "svg",
        "audio",
        "video",
        "canvas",
        "object",
        "map",
        "rt",
        "rp",
        "annotation",
        "annotation-xml",
    ]
)
_INVISIBLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)
_FOR_READERS_OF_SCREENS = re.compile(
    r"(?:^|\s)(?:sr-only|visually-?hidden|screen-reader(?:-text|-only)?|element-invisible)(?:\s|$)", re.IGNORECASE
)
_MSO_MARK = re.compile(r"mso-list\s*:\s*ignore", re.IGNORECASE)  # the bullet that Word writes as text

_MSO_NOTE = re.compile(r"mso-element\s*:\s*(?:foot|end)note(?!-)", re.IGNORECASE)

_MARK_ROLES = frozenset(("doc-noteref", "doc-backlink"))
_MARK_TYPES = frozenset(("noteref", "pagebreak"))
_MARK_CLASSES = re.compile(
    r"(?:^|\s)(?:footnote-?(?:ref|anchor|back|reverse)|noteref|sd(?:foot|end)note(?:anc|sym)|Mso(?:Foot|End)noteReference)\b",
    re.I,
)
_NOTE_ROLES = frozenset(("doc-footnote", "doc-endnote", "doc-endnotes"))
_NOTE_TYPES = frozenset(("footnote", "footnotes", "endnote", "endnotes", "rearnote", "rearnotes"))
_NOTE_CLASSES = re.compile(
    r"(?:^|\s)(?:footnotes?(?:-?(?:list|block|definition))?|endnotes?|references|reflist)(?:\s|$)", re.I
)
_NOTE_TAGS = frozenset(("li", "p", "div", "aside", "dd", "dt", "tr", "section", "td"))
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_NUMBER = re.compile(r"[\[(]?(?:[0-9]{1,4}|[*†‡]{1,3})[\])]?")  # a mark if it is a link that is glued to a word
_LONGEST_MARK = 12  # characters: “[nota 12]”
_NEARLY_ALL = 0.9  # of the text
_LONGEST_NOTE = 0.5  # of the text; what is longer is no note, but something that a link leads to
_ARROWS = frozenset("¶#§🔗↩↑^⇑⤴⏎↵∞")


def unshown(elements: Sequence[Element], called: frozenset[str] = frozenset()) -> dict[Element, str]:
    """Those of the elements of a page that are not shown, with the reason; what is in them need not be among them.

    `called` are ids of notes that other files refer to.
    """
    root = elements[0]
    marks = [each for each in elements if is_mark(each)]
    found: dict[Element, str] = dict.fromkeys(marks, SILENT)
    found |= dict.fromkeys(_notes(elements, marks, called, root.size), "footnote")
    for element in elements:
        reason = None if element in found else _reason(element)
        if reason is not None and (reason == SILENT or not _holds_the_text(element, root)):
            found[element] = reason
    return found


def _holds_the_text(element: Element, root: Element) -> bool:
    """Whether what is marked as hidden is the text: a page saved while a window lay over it hides all the rest."""
    if element.size >= _NEARLY_ALL * root.size:
        return element.size > 0
    marks = {each.tag for each in element.elements() if each.size}
    return bool(marks & {"main", "h1"})


def _reason(element: Element) -> str | None:
    """Why an element is not shown; None if it is."""
    if element.tag in _NOTHING:
        return SILENT
    given = element.attributes
    if element.tag in _HIDDEN_TAGS or (element.tag == "dialog" and "open" not in given):
        return "hidden"
    if not given:
        return None
    style = given.get("style", "")
    if _MSO_MARK.search(style):
        return SILENT
    hidden = given.get("hidden", "until-found").lower() != "until-found" or given.get("aria-hidden") == "true"
    if hidden or _INVISIBLE.search(style) or _FOR_READERS_OF_SCREENS.search(given.get("class", "")):
        return "hidden"
    return None


# ------------------------------------------------------------------ notes


def is_mark(element: Element) -> bool:
    """Whether an element calls a note or leads back from one: `<sup><a href="#n1">1</a></sup>`, or the like."""
    given = element.attributes
    if element.tag == "sup" and 0 < element.size <= _LONGEST_MARK:
        links = [each for each in element.elements() if each.tag == "a" and "href" in each.attributes]
        return bool(links) and element.linked >= element.size - 2
    if not given or element.size > _LONGEST_MARK:
        return False
    marked = given.get("role") in _MARK_ROLES or _MARK_CLASSES.search(given.get("class", ""))
    if marked or _MARK_TYPES & {*given.get("epub:type", "").split()}:
        return True
    if element.tag != "a" or "#" not in given.get("href", ""):
        return False
    inner = [child for child in element.children if not isinstance(child, str) or child.strip()]
    if inner and all(isinstance(child, Element) and child.tag == "sup" for child in inner):
        return True
    shown = element.text.strip()
    return bool(shown) and (set(shown) <= _ARROWS or (element.glued and bool(_NUMBER.fullmatch(shown))))


def _notes(elements: Sequence[Element], marks: Iterable[Element], called: frozenset[str], whole: int) -> set[Element]:
    """The notes: what is marked as such, and what marks lead forward to, in a text of `whole` characters."""
    found = set[Element]()
    for element in elements:
        if element.attributes and element.tag in BLOCKS and _is_note(element.attributes):
            found |= set(_single(element))
    for element in _targets(elements, marks, called):
        note = next((each for each in (element, *element.ancestors()) if each.tag in _NOTE_TAGS), None)
        if note and note.size <= _LONGEST_NOTE * whole and not _has_heading(note):
            found.add(note)
    return {each for each in found if not any(above in found for above in each.ancestors())}


def _targets(elements: Iterable[Element], marks: Iterable[Element], called: frozenset[str]) -> Iterator[Element]:
    """The elements that marks lead forward to: one that leads back stands in a note itself."""
    if not marks and not called:
        return
    places: dict[str, tuple[int, Element]] = {}
    order = dict[Element, int]()
    for n, element in enumerate(elements):
        order[element] = n
        if given := element.attributes:
            for name in (given.get("id"), given.get("name") if element.tag == "a" else None):
                if name:
                    places.setdefault(name, (n, element))
    for mark in marks:
        place = places.get(_target(mark))
        if place and place[0] > order[mark]:
            yield place[1]
    yield from (places[name][1] for name in called if name in places)


def _target(mark: Element) -> str:
    """The id in the same file that a mark leads to, or an empty text."""
    links = (each.attributes.get("href", "") for each in (mark, *mark.elements(), *mark.ancestors()))
    return next((href[1:] for href in links if href.startswith("#")), "")


def _is_note(given: Mapping[str, str]) -> bool:
    return (
        given.get("role") in _NOTE_ROLES
        or bool(_NOTE_TYPES & {*given.get("epub:type", "").split()})
        or bool(_NOTE_CLASSES.search(given.get("class", "")))
        or bool(_MSO_NOTE.search(given.get("style", "")))
    )


def _single(section: Element) -> Iterator[Element]:
    """The notes of a section and its heading, or the section itself if it is not divided."""
    items = [each for each in section.elements() if each.tag == "li"]
    yield from items or [section]
    if items:
        yield from (each for each in section.elements() if each.tag in _HEADINGS)


def _has_heading(element: Element) -> bool:
    return any(each.tag in _HEADINGS or each.tag in ("main", "article") for each in element.elements())
