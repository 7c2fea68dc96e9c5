"""The text of the paragraphs of a Word document, without what is hidden, deleted, or computed from other text."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from deckgen.files.xml import attribute, local
from deckgen.text.formats.docx_styles import Style, Styles
from deckgen.text.formats.gathered import BREAK, Gathered, shifted

_LISTS = re.compile(r"\s*(?:TOC|INDEX|TOA|BIBLIOGRAPHY)\b", re.IGNORECASE)  # fields that list what is in the document
_NOTE_STYLES = re.compile(r"(?:footnote|endnote|annotation|comment) (?:reference|anchor|characters|symbol)")
_MARKS = {"tab": " ", "ptab": " ", "br": BREAK, "cr": BREAK, "noBreakHyphen": "-"}
_NOTES = {"footnoteReference": "footnote", "endnoteReference": "endnote", "commentReference": "comment"}
_REMOVED = frozenset(("del", "moveFrom"))
_BOXES = frozenset(("drawing", "pict", "object"))
_NO_TEXT = frozenset(("pPr", "rPr", "rPrChange", "sdtPr", "rt", "instrText", "delText", "delInstrText", "softHyphen"))


def is_on(element: Element) -> bool:
    """Whether a property that can be switched off is on."""
    return attribute(element, "val") not in ("0", "false", "off")


@dataclass(frozen=True)
class Paragraph:
    """The text of a paragraph, its style, the boxes in it, and why it is left out if it is."""

    text: str
    style: Style
    boxes: tuple[Element, ...] = ()
    left_out: str = ""


@dataclass
class _Field:
    """A field that has begun: its code, and whether its result has begun too."""

    code: str = ""
    shown: bool = False

    @property
    def is_list(self) -> bool:
        """Whether it lists what is in the document."""
        return bool(_LISTS.match(self.code))


@dataclass
class _Draft:
    """A paragraph while it is read."""

    text: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    struck: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    listed: list[str] = field(default_factory=list)  # the lines of a table of contents
    placeholders: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)

    def add(self, other: _Draft) -> None:
        """Add what was read elsewhere."""
        for name, found in vars(other).items():
            if found:
                vars(self)[name].extend(found)


class Reader:
    """Reads paragraphs one after the other, since fields and deleted paragraph marks reach over several."""

    def __init__(self, styles: Styles, into: Gathered) -> None:
        self._styles, self._into = styles, into
        self._fields: list[_Field] = []
        self._unended: list[Paragraph] = []  # those whose end was deleted, so that the next one goes on with them

    def paragraph(self, element: Element) -> Paragraph | None:
        """The text of a paragraph, or None if the next one goes on with it."""
        properties = next((each for each in element if local(each.tag) == "pPr"), None)
        style = self._styles.of(properties)
        if style.level:  # a table of contents that never ends would hide all that follows
            self._fields = [each for each in self._fields if not each.is_list]
        draft = _Draft()
        self._walk(element, draft, style)
        for each in self._fields:  # and so would a code
            each.shown = True
        self._name(draft)
        left_out = "table of contents" if style.is_contents else ""
        read = Paragraph("".join(draft.text), style, tuple(draft.boxes), left_out)
        self._unended.append(read)
        return None if properties is not None and _mark_is_deleted(properties) else self.pending()

    def pending(self) -> Paragraph | None:
        """The paragraph read so far, where no other goes on with it; None if there is none."""
        parts, self._unended = self._unended, []
        if len(parts) < 2:
            return parts[0] if parts else None
        style = next((part.style for part in reversed(parts) if part.text.strip()), parts[-1].style)
        boxes = tuple(box for part in parts for box in part.boxes)
        return Paragraph("".join(part.text for part in parts), style, boxes, parts[-1].left_out)

    def _name(self, draft: _Draft) -> None:
        """Name what was left out of a paragraph."""
        for reason, texts in (
            ("hidden", draft.hidden),
            ("struck out", draft.struck),
            ("deleted text", draft.deleted),
            ("table of contents", draft.listed),
            ("placeholder", draft.placeholders),
        ):
            if texts:
                self._into.omit(reason, "".join(texts) or " ")
        for note in draft.notes:
            self._into.omit(note)

    def _walk(self, element: Element, draft: _Draft, style: Style) -> None:  # noqa: C901 - a branch for each element
        for each in element:
            tag = local(each.tag)
            if tag == "r":
                self._run(each, draft, style)
            elif tag == "t":
                self._text(each.text or "", draft)
            elif tag in _MARKS:
                self._text(_MARKS[tag], draft)
            elif tag in _REMOVED:
                draft.deleted += [inner.text or "" for inner in each.iter() if local(inner.tag) in ("delText", "t")]
            elif tag == "fldChar":
                self._field(attribute(each, "fldCharType"))
            elif tag == "instrText" and self._fields:
                self._fields[-1].code += each.text or ""
            elif tag in _NOTES:
                draft.notes.append(_NOTES[tag])
            elif tag == "sdt" and any(local(inner.tag) == "showingPlcHdr" and is_on(inner) for inner in each.iter()):
                draft.placeholders += [inner.text or "" for inner in each.iter() if local(inner.tag) == "t"]
            elif tag == "AlternateContent":
                self._alternative(each, draft, style)
            elif tag in _BOXES:
                draft.boxes += _boxes(each)
            elif tag not in _NO_TEXT:
                self._walk(each, draft, style)

    def _run(self, run: Element, draft: _Draft, style: Style) -> None:
        """A run of characters of one look."""
        properties = next((each for each in run if local(each.tag) == "rPr"), None)
        own = self._styles.of_run(properties)
        marks = [local(each.tag) for each in run if local(each.tag) in _NOTES]
        if marks or _NOTE_STYLES.fullmatch(own.name):  # what else is in it is the mark itself
            draft.notes += [_NOTES[mark] for mark in marks]
            return
        inner = _Draft()
        self._walk(run, inner, style)
        look = {local(each.tag): each for each in properties} if properties is not None else {}
        shift = attribute(look["vertAlign"], "val") if "vertAlign" in look else ""
        if is_on(look["vanish"]) if "vanish" in look else own.is_hidden or style.is_hidden:
            inner.text, inner.hidden = [], inner.text
        elif any(name in look and is_on(look[name]) for name in ("strike", "dstrike")):
            inner.text, inner.struck = [], inner.text
        elif shift in ("superscript", "subscript"):
            inner.text = [shifted("".join(inner.text), up=shift == "superscript")]
        draft.add(inner)

    def _text(self, text: str, draft: _Draft) -> None:
        if any(each.is_list for each in self._fields):
            draft.listed.append(text)
        elif all(each.shown for each in self._fields):
            draft.text.append(text)

    def _field(self, kind: str) -> None:
        if kind == "begin":
            self._fields.append(_Field())
        elif kind == "separate" and self._fields:
            self._fields[-1].shown = True
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _alternative(self, element: Element, draft: _Draft, style: Style) -> None:
        """Content in two forms, for new programs and for old ones: the first that has text."""
        for form in element:
            inner = _Draft()
            self._walk(form, inner, style)
            if "".join(inner.text).strip() or inner.boxes:
                draft.add(inner)
                return


def _boxes(element: Element) -> list[Element]:
    """The boxes of text in a drawing, without those in other boxes, and each once."""
    found: list[Element] = []
    waiting = [element]
    while waiting:
        each = waiting.pop()
        tag = local(each.tag)
        if tag == "txbxContent":
            found.append(each)
        elif tag == "AlternateContent":
            forms: Callable[[Element], list[Element]] = _boxes
            found += next((boxes for form in each if (boxes := forms(form))), [])
        else:
            waiting += reversed(each)
    return found


def _mark_is_deleted(properties: Element) -> bool:
    """Whether a tracked change removed the end of a paragraph."""
    for each in properties:
        if local(each.tag) == "rPr":
            return any(local(inner.tag) in ("del", "moveFrom") for inner in each)
    return False
