"""Text → the HTML of a field, and the HTML that Anki's editor leaves in a field → text."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from html.parser import HTMLParser

from deckgen.cards.typeset import typeset
from deckgen.files.characters import NO_CHARACTER, folded, unescaped

_BREAKS = frozenset({"br", "hr", "div", "p", "li", "ul", "ol"})
_DROPPED = frozenset({"i", "em", "u", "s", "span", "font", "mark", "small", "big", "a", "code", "wbr"})
_BOLD = frozenset({"b", "strong"})
_MEDIA = {"img": "a picture", "audio": "a sound", "video": "a video"}
# What people call the formatting that text does not keep.
_FORMATTING = {
    **dict.fromkeys(("b", "strong"), "bold"),
    **dict.fromkeys(("i", "em"), "italics"),
    **dict.fromkeys(("small", "big"), "a text size"),
    "u": "underlining",
    "s": "strikethrough",
    "mark": "highlighting",
    "a": "a link",
    "code": "code",
}
_STYLES = (  # of an attribute `style`, in the order in which they are looked for
    (re.compile(r"(?:^|[;\s])color\s*:", re.IGNORECASE), "a colour"),
    (re.compile(r"background(?:-color)?\s*:", re.IGNORECASE), "highlighting"),
    (re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE), "bold"),
    (re.compile(r"font-style\s*:\s*italic", re.IGNORECASE), "italics"),
    (re.compile(r"text-decoration[a-z-]*\s*:\s*underline", re.IGNORECASE), "underlining"),
    (re.compile(r"font-size\s*:", re.IGNORECASE), "a text size"),
)
_REFUSED = {
    **dict.fromkeys(("table", "tbody", "thead", "tr", "td", "th"), "a table"),
    "sub": "a subscript",
    "sup": "a superscript",
}
# What Anki reads as sounds and formulas anywhere in a field.
ANKIS_SYNTAX = re.compile(r"\[(sound:|anki:|latex\]|\$)", re.IGNORECASE)
_MARKED = re.compile(r"[<&\[\n\\]")  # a field without any of these is plain text
LONGEST_FIELD = 50_000  # characters; the parser takes quadratic time on unclosed tags
MATHJAX = re.compile(r"\\(?=[()\[\]])")

_SOUND = re.compile(r"\[sound:([^\]\n]*)\]", re.IGNORECASE)
_PASTED = re.compile(r"""(\ssrc\s*=\s*["']?data:)[^"'\s>]*""", re.IGNORECASE)
_LONGEST_NAME = 100  # characters of a file's name in a message
_ANKIS_NAMES = {"sound:": "a sound", "anki:": "a sound", "latex]": "a formula", "$": "a formula"}


@dataclass(frozen=True)
class Plain:
    """Text without markup: `marked` are the words in bold, `refused` names what text cannot express.

    `media` are the pictures and sounds that stood in it: what each is, and its file. `formatting` names what was lost.
    """

    text: str
    marked: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    media: tuple[tuple[str, str], ...] = ()
    formatting: frozenset[str] = field(default=frozenset(), compare=False)

    @property
    def highlights(self) -> tuple[str, ...]:
        """The words in bold, each once: a card marks all occurrences of a term in its example."""
        return tuple({words.casefold(): words for words in reversed(self.marked)}.values())[::-1]

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
    media: list[tuple[str, str]] = field(default_factory=list)
    formatting: set[str] = field(default_factory=set)
    depth: int = 0

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Record a break, the start of bold, or something that text cannot express."""
        self.formatting |= set(_formatting(tag, attrs))
        if tag in _MEDIA:
            self.media.append((_MEDIA[tag], _file(dict(attrs).get("src") or "")))
        elif tag in _BREAKS:
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


def _formatting(tag: str, attrs: list[tuple[str, str | None]]) -> Iterator[str]:
    """What people call the formatting of a tag."""
    given = {name: value or "" for name, value in attrs}
    if tag in _FORMATTING:
        yield _FORMATTING[tag]
    if tag == "font" and "color" in given:
        yield "a colour"
    yield from (name for pattern, name in _STYLES if pattern.search(given.get("style", "")))


def _file(source: str) -> str:
    return "" if source.lower().startswith("data:") else source[:_LONGEST_NAME]


def line_of(html: str) -> str:
    """The text of a field as one line."""
    return plain(html).line if _MARKED.search(html) else folded(html)


def plain(html: str) -> Plain:
    """The text of a field: without formatting, with line breaks, and spaces for no-break spaces."""
    if not _MARKED.search(html):
        return Plain(folded(html))
    html = _PASTED.sub(r"\1", html)
    if len(html) > LONGEST_FIELD:
        return Plain(html, refused=("a text this long",))
    reader = _TextCollector()
    try:
        reader.feed(NO_CHARACTER.sub("\ufffd", _SOUND.sub(" ", html)))
        reader.close()
    except AssertionError:  # the parser raises this on some broken declarations
        return Plain(html, refused=("broken HTML",))
    sounds = [("a sound", _file(unescaped(match[1]))) for match in _SOUND.finditer(html)]
    html = _SOUND.sub("", html)
    # Our own fields never contain these: what a person wrote is escaped.
    special = (_ANKIS_NAMES[match[1].lower()] for match in ANKIS_SYNTAX.finditer(html))
    refused = [*reader.refused, *special, *(["a formula"] if MATHJAX.search(html) else [])]
    lines = [folded(line) for line in "".join(reader.parts).split("\n")]
    text = re.sub(r"\n{2,}", "\n", "\n".join(lines)).strip()
    return Plain(
        text,
        tuple(filter(None, map(folded, reader.bold))),
        tuple(dict.fromkeys(refused)),
        tuple(dict.fromkeys([*reader.media, *sounds])),
        frozenset(reader.formatting),
    )


@lru_cache(maxsize=1024)  # a sentence is also context for its neighbours and a further one for terms
def card_text(text: str, code: str) -> str:
    """`text` as HTML for a field, escaped: what a person wrote is shown, never run.

    Lines do not break where `typeset` says so.
    """
    return _escaped(typeset(text, code))


_SPECIAL = re.compile(r"[&<>\n\[\\]")  # a text without any of these is its own HTML


def _escaped(text: str) -> str:
    if not _SPECIAL.search(text):
        return text
    escaped = html.escape(text, quote=False).replace("\n", "<br>")
    # MathJax reads the rendered text, so entities do not help: an invisible character goes before its brackets.
    return ANKIS_SYNTAX.sub(r"&#91;\1", MATHJAX.sub("\\\\\u2060", escaped))


def highlighted(sentence: str, places: Sequence[int], length: int, code: str) -> str:
    """`sentence` as HTML with `length` characters from each of `places`, which are in order, in bold."""
    # Typesetting keeps all offsets, so it runs on the whole sentence: a tie may be at the edge of the highlight.
    text = typeset(sentence, code)
    pieces: list[str] = []
    end = 0
    for at in places:
        pieces += (_escaped(text[end:at]), "<b>", _escaped(text[at : at + length]), "</b>")
        end = at + length
    return "".join((*pieces, _escaped(text[end:])))


_KEYBOARD = str.maketrans("’‘“”„«»–\u00a0", '\'\'"""""- ')


def typed(text: str) -> str:
    """`text` as HTML in keyboard characters, to compare with what a learner types."""
    return _escaped(text.translate(_KEYBOARD).replace("…", "..."))
