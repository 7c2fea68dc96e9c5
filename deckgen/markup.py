"""HTML that Anki's editor leaves in a field → the plain text that a person meant."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from deckgen.source import NO_CHARACTER, folded

_BREAKS = frozenset({"br", "hr", "div", "p", "li", "ul", "ol"})
_DROPPED = frozenset({"i", "em", "u", "s", "span", "font", "mark", "small", "big", "a", "code", "wbr"})
_BOLD = frozenset({"b", "strong"})
_REFUSED = {
    **dict.fromkeys(("table", "tbody", "thead", "tr", "td", "th"), "a table"),
    "img": "a picture",
    "sub": "a subscript",
    "sup": "a superscript",
}
# What Anki takes for sounds and formulas wherever it stands in a field.
ANKIS_SYNTAX = re.compile(r"\[(sound:|anki:|latex\]|\$)", re.IGNORECASE)
_MARKED = re.compile(r"[<&\[\n\\]")  # without one of these a field is text as it stands
LONGEST = 50_000  # characters; the parser's time grows with the square of what is never closed
MATHJAX = re.compile(r"\\(?=[()\[\]])")
_SPECIAL = {"sound:": "a sound", "anki:": "a sound", "latex]": "a formula", "$": "a formula"}


@dataclass(frozen=True)
class Plain:
    """Text without markup: `marked` are the words in bold, `refused` names what text cannot say."""

    text: str
    marked: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()

    @property
    def line(self) -> str:
        """The text as one line."""
        return folded(self.text)


@dataclass
class _Reader(HTMLParser):
    """Collects text, line breaks and what stands in bold."""

    parts: list[str] = field(default_factory=list)
    bold: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    depth: int = 0

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a break, bold or something that is no text."""
        if tag in _BREAKS:
            self.handle_data("\n")
        elif tag in _BOLD:
            self.depth += 1
            self.bold.append("")
        elif tag not in _DROPPED:
            self.refused.append(_REFUSED.get(tag, f"<{tag}>"))

    def handle_endtag(self, tag: str) -> None:
        """End a block or bold."""
        if tag in ("div", "p", "li"):
            self.parts.append("\n")
        elif tag in _BOLD:
            self.depth = max(0, self.depth - 1)

    def handle_data(self, data: str) -> None:
        """Take text as it is."""
        self.parts.append(data)
        if self.depth and self.bold:
            self.bold[-1] += data


def plain(html: str) -> Plain:
    """The text of a field: formatting falls away, breaks become line breaks, no-break spaces become spaces."""
    if not _MARKED.search(html):
        return Plain(folded(html))
    if len(html) > LONGEST:
        return Plain(html, refused=("so long a text",))
    reader = _Reader()
    try:
        reader.feed(NO_CHARACTER.sub("\ufffd", html))
        reader.close()
    except AssertionError:  # what the parser says to some broken declarations
        return Plain(html, refused=("broken HTML",))
    # Our own texts never hold these as they stand: what a person wrote is escaped.
    special = (_SPECIAL[match[1].lower()] for match in ANKIS_SYNTAX.finditer(html))
    refused = [*reader.refused, *special, *(["a formula"] if MATHJAX.search(html) else [])]
    lines = [folded(line) for line in "".join(reader.parts).split("\n")]
    text = re.sub(r"\n{2,}", "\n", "\n".join(lines)).strip()
    return Plain(text, tuple(filter(None, map(folded, reader.bold))), tuple(dict.fromkeys(refused)))
