"""Notes that Anki exported as plain text: the header of the file, and the text of its fields."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from deckgen.files.characters import unescaped
from deckgen.text.blocks import Omission
from deckgen.text.grid import Column, Line
from deckgen.text.headers import header

_LINE = re.compile(
    r"#(separator|html|columns|tags|notetype|deck|guid|if matches)( column)?:([^\r\n]*)(?:\r\n?|\n|\Z)", re.I
)
_SEPARATORS = {"tab": "\t", "comma": ",", "semicolon": ";", "pipe": "|", "space": " ", "colon": ":", "\\t": "\t"}
_SOUND = re.compile(r"\[sound:([^\]\n]*)\]")
_PICTURE = re.compile(r"<img\b[^>]*>", re.IGNORECASE)
_SOURCE = re.compile(r"\bsrc\s*=\s*[\"']?([^\"'>]*)", re.IGNORECASE)
_UNSEEN = re.compile(r"<(script|style)\b[^>]*>.*?</\1\s*>|<!--.*?-->", re.IGNORECASE | re.DOTALL)
_BREAK = re.compile(r"<br\s*/?>|</?(?:div|p|li|ul|ol|tr|table|h[1-6]|blockquote|hr)\b[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")


@dataclass(frozen=True)
class Export:
    """What the header of an export says, and where the notes begin; numbers of columns are from 0."""

    start: int
    delimiter: str = ""
    html: bool = False
    names: tuple[str, ...] = ()
    apart: Mapping[int, str] = field(default_factory=dict)  # columns that are not fields, and what is in them

    def columns(self) -> list[Column] | None:
        """The columns by their names, if there are any."""
        return (header(self.names) or [Column(name) for name in self.names]) if self.names else None


def export(text: str) -> Export | None:
    """The header of an export of Anki; None if a text does not begin with one."""
    start, said, apart = 0, {}, {}
    while match := _LINE.match(text, start):
        start, name, value = match.end(), match[1].lower(), match[3]
        if match[2] and value.strip().isdecimal() and len(value) < 9:
            apart[int(value) - 1] = name
        elif not match[2]:
            said[name] = value
    if not start:
        return None
    stated = said.get("separator", "").strip(" ") or ("\t" if said.get("separator") else "")
    delimiter = _SEPARATORS.get(stated.lower(), stated[:1])
    names = tuple(said["columns"].split(delimiter or "\t")) if said.get("columns") else ()
    return Export(start, delimiter, said.get("html", "").strip().lower() == "true", names, apart)


def fields(line: Line, exported: Export) -> tuple[list[str], list[Omission]]:
    """The cells of a note as a reader sees them, with nothing where a column is no field; and its media, left out."""
    omissions: list[Omission] = []

    def sound(match: re.Match[str]) -> str:
        omissions.append(Omission(line.number, "sound", match[1]))
        return ""

    def picture(match: re.Match[str]) -> str:
        source = _SOURCE.search(match[0])
        omissions.append(Omission(line.number, "picture", unescaped(source[1]) if source else ""))
        return ""

    cells = ["" if n in exported.apart else _SOUND.sub(sound, text) for n, text in enumerate(line.cells)]
    if exported.html:
        cells = [shown(_PICTURE.sub(picture, text)) for text in cells]
    return [text.strip() for text in cells], omissions


def shown(html: str) -> str:
    """The text that a field shows, with line breaks where its blocks begin and end."""
    text = _TAG.sub("", _BREAK.sub("\n", _UNSEEN.sub("", html)))
    lines = (" ".join(line.split(" ")).strip() for line in unescaped(text).replace("\xa0", " ").split("\n"))
    return re.sub(r"\n{2,}", "\n", "\n".join(lines)).strip()
