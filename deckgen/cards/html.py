"""Text → the HTML of a field, and the HTML that Anki's editor leaves in a field → text."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from functools import cache, lru_cache
from html.parser import HTMLParser

from deckgen.files.characters import NO_CHARACTER, folded
from deckgen.languages.language import language

_BREAKS = frozenset({"br", "hr", "div", "p", "li", "ul", "ol"})
_DROPPED = frozenset({"i", "em", "u", "s", "span", "font", "mark", "small", "big", "a", "code", "wbr"})
_BOLD = frozenset({"b", "strong"})
_REFUSED = {
    **dict.fromkeys(("table", "tbody", "thead", "tr", "td", "th"), "a table"),
    "img": "a picture",
    "sub": "a subscript",
    "sup": "a superscript",
}
# What Anki reads as sounds and formulas anywhere in a field.
ANKIS_SYNTAX = re.compile(r"\[(sound:|anki:|latex\]|\$)", re.IGNORECASE)
_MARKED = re.compile(r"[<&\[\n\\]")  # a field without any of these is plain text
LONGEST_FIELD = 50_000  # characters; the parser takes quadratic time on unclosed tags
MATHJAX = re.compile(r"\\(?=[()\[\]])")

_ANKIS_NAMES = {"sound:": "a sound", "anki:": "a sound", "latex]": "a formula", "$": "a formula"}


@dataclass(frozen=True)
class Plain:
    """Text without markup: `marked` are the words in bold, `refused` names what text cannot express."""

    text: str
    marked: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()

    @property
    def line(self) -> str:
        """The text as one line."""
        return folded(self.text)


@dataclass
class _TextCollector(HTMLParser):
    """Collects text, line breaks and text in bold."""

    parts: list[str] = field(default_factory=list)
    bold: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    depth: int = 0

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Record a break, the start of bold, or something that text cannot express."""
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
        """Collect text."""
        self.parts.append(data)
        if self.depth and self.bold:
            self.bold[-1] += data


def plain(html: str) -> Plain:
    """The text of a field: without formatting, with line breaks, and spaces for no-break spaces."""
    if not _MARKED.search(html):
        return Plain(folded(html))
    if len(html) > LONGEST_FIELD:
        return Plain(html, refused=("a text this long",))
    reader = _TextCollector()
    try:
        reader.feed(NO_CHARACTER.sub("\ufffd", html))
        reader.close()
    except AssertionError:  # the parser raises this on some broken declarations
        return Plain(html, refused=("broken HTML",))
    # Our own fields never contain these: what a person wrote is escaped.
    special = (_ANKIS_NAMES[match[1].lower()] for match in ANKIS_SYNTAX.finditer(html))
    refused = [*reader.refused, *special, *(["a formula"] if MATHJAX.search(html) else [])]
    lines = [folded(line) for line in "".join(reader.parts).split("\n")]
    text = re.sub(r"\n{2,}", "\n", "\n".join(lines)).strip()
    return Plain(text, tuple(filter(None, map(folded, reader.bold))), tuple(dict.fromkeys(refused)))


@lru_cache(maxsize=1024)  # a sentence is also context for its neighbours and an example for its terms
def card_text(text: str, code: str) -> str:
    """`text` as HTML for a field, escaped: what a person wrote is shown, never run.

    No-break spaces keep short prepositions with the next word, and numbers with their unit.
    """
    return _escaped(_typeset(text, code))


_SPECIAL = re.compile(r"[&<>\n\[\\]")  # a text without any of these is its own HTML


def _escaped(text: str) -> str:
    if not _SPECIAL.search(text):
        return text
    escaped = html.escape(text, quote=False).replace("\n", "<br>")
    # MathJax reads the rendered text, so entities do not help: an invisible character goes before its brackets.
    return ANKIS_SYNTAX.sub(r"&#91;\1", MATHJAX.sub("\\\\\u2060", escaped))


_COUNTED = re.compile(r" (?<=\d )(?=\d{3}(?!\d)|%|‰|€)")


def _typeset(text: str, code: str) -> str:
    ties = _ties(code)
    text = _COUNTED.sub("\u00a0", text)
    return ties.sub("\u00a0", text) if ties else text


@cache
def _ties(code: str) -> re.Pattern[str] | None:
    """Pattern of the spaces after the words that a language ties to the next one; it starts at the space for speed."""
    by_length: dict[int, list[str]] = {}
    for word in language(code).tied:
        by_length.setdefault(len(word), []).append(word)
    behind = "|".join(rf"(?<=\b(?:{'|'.join(words)}) )" for words in by_length.values())
    return re.compile(rf" (?:{behind})(?=\w)", re.IGNORECASE) if behind else None


def highlighted(sentence: str, at: int, length: int, code: str) -> str:
    """`sentence` as HTML with `length` characters from `at` in bold."""
    # Typesetting keeps all offsets, so it runs on the whole sentence: a tie may be at the edge of the highlight.
    text = _typeset(sentence, code)
    before, words, after = text[:at], text[at : at + length], text[at + length :]
    return f"{_escaped(before)}<b>{_escaped(words)}</b>{_escaped(after)}"


_KEYBOARD = str.maketrans("’‘“”„«»–\u00a0", '\'\'"""""- ')


def typed(text: str) -> str:
    """`text` as HTML in keyboard characters, to compare with what a learner types."""
    return _escaped(text.translate(_KEYBOARD).replace("…", "..."))
