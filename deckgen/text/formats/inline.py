"""The text of a segment of a translation memory: inline codes leave no trace, and those that break a line a space."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from xml.etree.ElementTree import Element

from deckgen.files.xml import local

SPACE = "{http://www.w3.org/XML/1998/namespace}space"  # `preserve` there means that line breaks count
# TMX: bpt ept it ph ut; XLIFF 1.2: bpt ept it ph x bx ex; XLIFF 2: ph sc ec sm em. Other elements hold text.
CODES = frozenset(re.findall(r"\w+", "bpt ept it ph ut x bx ex sc ec sm em"))
_DELETED = frozenset({"x-sdl-deleted"})  # text that a reviewer deleted stays in the file
DATA = "data "  # before the ids of data among those of codes
_GAP = "\v"  # what a line break or a tab was; XML cannot hold this character

# What a code is called that stands for white space: `lb` and its like in the standards, the rest in programs.
_NAMED = re.compile(
    r"(?:x-|xlf:|fmt:|html-|x-html-)?(?:[lpc]b|lf|cr|crlf|br|tab|nbsp|p|div|li|tr|td|th|h[1-6])"
    r"|(?:\w+[_-])?(?:line|page|column)[_-]?break|new[_-]?line|soft[_-]?return|carriage[_-]?return|nbspace"
    r"|(?:START|CLOSE)_(?:PARAGRAPH|LIST_ITEM|TABLE_CELL|BLOCK_\w+|HEADING_\w+)",
    re.IGNORECASE,
)
_LOOKED_AT = 200  # characters of a code, which tell what it is
_NAMING = ("type", "ctype", "subType", "equiv", "id", "name")
_SHOWING = ("equiv-text", "disp", "equiv")
# What such a code holds: a tag of HTML or of an office format, an escape, or white space itself.
_SHOWN = re.compile(
    r"<\s*/?\s*(?:\w+:)?(?:br|p|div|li|tr|td|th|h[1-6]|tab|cr|line-?break|s)\d*(?=[\s/>])"
    r"|<[^>]*\bval=[\"'](?:\s|&#x?[0-9a-f]{1,4};)+[\"']"
    r"|\\(?:n|r|t|v|line|par|tab|softline|page)(?![a-z])|&(?:nbsp|ensp|emsp|thinsp);|\A\s+\Z|\A[\u21b5\u2028\u2029]\Z",
    re.IGNORECASE,
)
_SPACES = re.compile("[ \t\r\n\v]+")
_LINES = re.compile("\r\n?|\n")
_ALLOWED = re.compile("[\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_HEX = re.compile("[0-9A-Fa-f]{1,6}")


def text(segment: Element, breaking: Collection[str] = ()) -> str:
    """What a segment says, with white space as it stands there; `breaking` has the ids of codes that break lines."""
    if not len(segment):
        return segment.text or ""
    parts: list[str] = []
    _gather(segment, breaking, parts)
    return "".join(parts)


def asides(segment: Element) -> list[str]:
    """The texts that stand inside codes: of footnotes, of links, of pictures."""
    return [said for each in segment.iter() if local(each.tag) == "sub" and (said := folded(text(each)))]


def folded(text: str, *, keep_lines: bool = False) -> str:
    """A text with white space as XML has it: a run of it is a space, or a line break if line breaks are kept."""
    if text.isprintable() and "  " not in text:
        return text.strip(" ")
    if not keep_lines:
        return _SPACES.sub(" ", text).strip(" ")
    return "\n".join(_SPACES.sub(" ", line).strip(" ") for line in _LINES.split(text)).strip("\n")


def keeps_lines(attributes: Mapping[str, str], *, inherited: bool) -> bool:
    """Whether line breaks in an element are meant, by its attributes."""
    said = attributes.get(SPACE)
    return inherited if said is None else said == "preserve"


def breaks(code: Element) -> bool:
    """Whether a code stands for a line break, a tab or another space, by how it is called and by what it holds."""
    if any(_NAMED.fullmatch(code.get(name, "")[:_LOOKED_AT]) for name in _NAMING):
        return True
    held = "".join(code.itertext())
    return any(_SHOWN.search(each[:_LOOKED_AT]) for each in (held, *(code.get(name, "") for name in _SHOWING)) if each)


def _gather(element: Element, breaking: Collection[str], parts: list[str]) -> None:
    parts.append(element.text or "")
    for child in element:
        name = local(child.tag)
        if name in CODES:
            if breaks(child) or _reference(child) in breaking:
                parts.append(_GAP)
        elif name == "cp":
            parts.append(_character(child.get("hex", "")))
        elif name != "sub" and child.get("mtype") not in _DELETED:
            _gather_held(child, name, breaking, parts)
        parts.append(child.tail or "")


def _reference(code: Element) -> str:
    """What a code is described under: in XLIFF 2 as data of its unit, in others by its own id in the head of a file."""
    data = code.get("dataRef")
    return code.get("id", "") if data is None else DATA + data


def _gather_held(child: Element, name: str, breaking: Collection[str], parts: list[str]) -> None:
    """The text of an element that marks text, apart from what is around it if it is a line or a segment."""
    apart = child.get("mtype") == "seg" or name in ("br", "p", "div", "li", "td") or breaks_around(child)
    parts.append(_GAP * apart)
    _gather(child, breaking, parts)
    parts.append(_GAP * apart)


def breaks_around(element: Element) -> bool:
    """Whether an element with text inside is a paragraph or a cell, by how it is called."""
    return any(_NAMED.fullmatch(element.get(name, "")[:_LOOKED_AT]) for name in ("ctype", "subType"))


def _character(code: str) -> str:
    """The character that XML cannot hold, if it is one that a text shows."""
    made = chr(int(code, 16)) if _HEX.fullmatch(code) and int(code, 16) <= 0x10FFFF else ""
    if made in ("\v", "\f"):
        return _GAP
    return made if _ALLOWED.fullmatch(made) else ""
