"""HTML that Anki's editor leaves in a field → the plain text that a person meant."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

from deckgen.source import folded

_BREAKS = frozenset({"br", "div", "p", "li", "ul", "ol", "tr"})
_DROPPED = frozenset(
    {"i", "em", "u", "s", "span", "font", "mark", "small", "big", "sub", "sup", "a", "code", "wbr", "hr"}
)
_BOLD = frozenset({"b", "strong"})


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
            self.parts.append("\n")
        elif tag in _BOLD:
            self.depth += 1
            self.bold.append("")
        elif tag not in _DROPPED:
            self.refused.append({"img": "a picture", "table": "a table"}.get(tag, f"<{tag}>"))

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
    reader = _Reader()
    reader.feed(html)
    reader.close()
    refused = list(reader.refused)
    # Our own texts never hold these as they stand: what a person wrote is escaped.
    refused += ["a sound"] * bool(re.search(r"\[sound:", html)) + ["a formula"] * bool(
        re.search(r"\[(latex\]|\$)", html)
    )
    lines = [folded(line) for line in "".join(reader.parts).split("\n")]
    text = re.sub(r"\n{2,}", "\n", "\n".join(lines)).strip()
    return Plain(text, tuple(filter(None, map(folded, reader.bold))), tuple(dict.fromkeys(refused)))
