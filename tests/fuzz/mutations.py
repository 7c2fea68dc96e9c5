"""Faults that reach deep into a document: in its elements, in its lines, in the members of its archive."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable, Sequence

Mutation = Callable[[bytes, random.Random], bytes]

_TAGS = [
    "a",
    "abbr",
    "address",
    "article",
    "aside",
    "b",
    "base",
    "blockquote",
    "body",
    "br",
    "button",
    "caption",
    "center",
    "code",
    "col",
    "colgroup",
    "dd",
    "details",
    "dialog",
    "div",
    "dl",
    "dt",
    "em",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "frame",
    "frameset",
    "h1",
    "h2",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "i",
    "iframe",
    "img",
    "input",
    "label",
    "legend",
    "li",
    "link",
    "main",
    "map",
    "mark",
    "math",
    "menu",
    "meta",
    "nav",
    "noframes",
    "noscript",
    "object",
    "ol",
    "optgroup",
    "option",
    "p",
    "pre",
    "ruby",
    "rt",
    "rp",
    "s",
    "script",
    "section",
    "select",
    "small",
    "span",
    "strike",
    "style",
    "sub",
    "summary",
    "sup",
    "svg",
    "table",
    "tbody",
    "td",
    "template",
    "textarea",
    "tfoot",
    "th",
    "thead",
    "time",
    "title",
    "tr",
    "tt",
    "u",
    "ul",
    "video",
    "wbr",
    "xmp",
]
_ATTRIBUTES = [
    'class="nav"',
    'id="a"',
    'href="#a"',
    'style="display:none"',
    "hidden",
    'aria-hidden="true"',
    'role="note"',
    'colspan="99999999"',
    'rowspan="99999999"',
    'start="-5"',
    'value="99999999999999999999"',
    'lang="cs"',
    'xml:lang="it"',
    'epub:type="footnote"',
    'dir="rtl"',
    "charset=utf-7",
    "checked",
    "span=9999999",
    "open",
]
_VALUES = ("", "-1", "0", "1", "99999999999999999999", "1e999", "nan", "²", "١", "true", "it", "cs-CZ", "../../a", "#a")
_TEXTS = (
    "Il pane è caldo.",
    "&nbsp;",
    "&#0;",
    "&#xD800;",
    "&#99999999999;",
    "&bogus;",
    "&",
    "<",
    "]]>",
    "<![CDATA[",
    "<!--",
    "-->",
    "<?a?>",
    "<?xml",
    "\u2028",
    "\u202e",
    "\ufffe",
    "\x00",
    "\x0b",
    "\x85",
    "\u00ad",
    "\U0001f600",
    "²",
    "١",
    "İ",
    "ß",
    "-\n",
    "\r",
    "\t",
    '"',
    "'",
    "*",
    "_",
    "`",
    "[",
    "](",
    "{\\an8}",
    "{\\p1}",
    "<i>",
    "00:00:01,000 --> 00:00:02,000",
    "99:99:99.999 --> 0:0",
    "1",
    "Dialogue: 0,0:00:01.00,0:00:02.00,,,,,,,Ecco.",
    "NOTE",
    "STYLE",
    "WEBVTT",
    "#separator:Tab",
    "#html:true",
    "#columns:a",
    "sep=;",
    "Figura 1",
    "\f",
    "- ",
    "1. ",
    "# ",
    "> ",
    "| a | b |",
    "|---|---|",
    "[^1]: ",
    "    ",
    "---",
    "===",
    "```",
    "$$",
    "\\",
    "<details>",
)
_PIECE = re.compile(r"<[^<>]{0,2000}>|[^<>]+|[<>]")
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_ENDED = re.compile(r'"[^"]*"')


def in_bytes(data: bytes, chosen: random.Random) -> bytes:
    """Some bytes changed, lost or put in, or the end cut off."""
    made = bytearray(data)
    for _ in range(chosen.choice((1, 1, 3, 20))):
        at = chosen.randrange(len(made) + 1)
        what = chosen.random()
        if what < 0.4:
            made[at : at + 1] = bytes((chosen.randrange(256),))
        elif what < 0.6:
            del made[at : at + chosen.randrange(1, 200)]
        elif what < 0.7:
            del made[at:]
        else:
            made[at:at] = chosen.choice(_TEXTS).encode("utf-8", "surrogatepass")
    return bytes(made)


def in_markup(data: bytes, chosen: random.Random) -> bytes:
    """Elements lost, doubled, renamed, wrapped, moved, or with other attributes and other text."""
    return _in_pieces(data, chosen, _PIECE, _changed_tag)


def in_page(data: bytes, chosen: random.Random) -> bytes:
    """As `in_markup`, with any element of HTML."""
    return _in_pieces(data, chosen, _PIECE, _any_tag)


def in_lines(data: bytes, chosen: random.Random) -> bytes:
    """Lines lost, doubled, moved, or with other text in them."""
    return _in_pieces(data, chosen, _LINE, _changed_line)


def in_members(mutation: Mutation) -> Mutation:
    """The members of an archive with faults, packed again without any."""

    def mutated(data: bytes, chosen: random.Random) -> bytes:
        members = unpacked(data)
        if not members or chosen.random() < 0.1:
            return in_bytes(data, chosen)
        texts = [name for name, content in members.items() if content[:1] == b"<"] or list(members)
        for name in chosen.sample(texts, chosen.choice((1, 1, min(2, len(texts))))):
            members[name] = mutation(members[name], chosen)
        if chosen.random() < 0.05:
            del members[chosen.choice(list(members))]
        return packed(members)

    return mutated


def unpacked(data: bytes) -> dict[str, bytes]:
    """The members of an archive; none if it is broken or large."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as opened:
            if sum(each.file_size for each in opened.infolist()) > 2**22:
                return {}
            return {name: opened.read(name) for name in opened.namelist()}
    except Exception:
        return {}


def packed(members: dict[str, bytes]) -> bytes:
    """An archive with these members."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in members.items():
            opened.writestr(name, content)
    return made.getvalue()


def _in_pieces(
    data: bytes,
    chosen: random.Random,
    pattern: re.Pattern[str],
    changed: Callable[[str, Sequence[str], random.Random], str],
) -> bytes:
    pieces = pattern.findall(data.decode("utf-8", "surrogateescape")) or [""]
    for _ in range(chosen.choice((1, 1, 2, 3, 8))):
        at = chosen.randrange(len(pieces) + 1)
        end = min(len(pieces), at + chosen.choice((1, 1, 2, 5, 20)))
        what = chosen.randrange(8)
        if what == 0:
            del pieces[at:end]
        elif what == 1:
            pieces[at:at] = pieces[at:end] * chosen.choice((1, 1, 2, 30))
        elif what == 2:
            to = chosen.randrange(len(pieces) + 1)
            pieces[to:to] = pieces[at:end]
        elif what == 3 and pieces:
            tag = changed(chosen.choice(pieces), pieces, chosen)
            pieces[at:end] = [tag, *pieces[at:end], *_closing(tag)]
        elif what == 4:
            pieces[at:at] = [chosen.choice(_TEXTS)]
        elif what == 5:
            pieces[at:at] = ["".join(chosen.choices(_TEXTS, k=3))]
        elif at < len(pieces):
            pieces[at] = changed(pieces[at], pieces, chosen)
    return "".join(pieces).encode("utf-8", "surrogateescape" if _escapes(pieces) else "replace")


def _escapes(pieces: Sequence[str]) -> bool:
    return all(not "\ud800" <= letter < "\udc80" for piece in pieces for letter in piece)


def _closing(tag: str) -> list[str]:
    match = re.match(r"<([\w:.-]+)", tag)
    return [f"</{match[1]}>"] if match and not tag.endswith("/>") else []


def _changed_tag(piece: str, pieces: Sequence[str], chosen: random.Random) -> str:
    if not piece.startswith("<"):
        at = chosen.randrange(len(piece) + 1)
        return piece[:at] + chosen.choice(_TEXTS) + piece[at:]
    what = chosen.randrange(4)
    if what == 0:
        return _ENDED.sub(lambda _: f'"{chosen.choice(_VALUES)}"', piece, count=1)
    if what == 1 and '"' in piece:
        values = _ENDED.findall(piece)
        return piece.replace(chosen.choice(values), f'"{chosen.choice(_VALUES)}"') if values else piece
    if what == 2:
        return re.sub(r" [\w:.-]+=\"[^\"]*\"", "", piece, count=1)
    tags = [each for each in chosen.choices(pieces, k=10) if each.startswith("<")]
    return chosen.choice(tags) if tags else piece


def _any_tag(piece: str, pieces: Sequence[str], chosen: random.Random) -> str:
    if not piece.startswith("<") or chosen.random() < 0.3:
        return _changed_tag(piece, pieces, chosen)
    tag = chosen.choice(_TAGS)
    if chosen.random() < 0.3:
        return f"</{tag}>"
    return f"<{' '.join((tag, *chosen.choices(_ATTRIBUTES, k=chosen.randrange(3))))}>"


def _changed_line(piece: str, _pieces: Sequence[str], chosen: random.Random) -> str:
    at = chosen.randrange(len(piece) + 1)
    if chosen.random() < 0.3:
        return piece[:at] + piece[at + chosen.randrange(1, 5) :]
    return piece[:at] + chosen.choice(_TEXTS) + piece[at:]


TOKENS = (*_TEXTS, *(f"<{tag}>" for tag in _TAGS), *(f"</{tag}>" for tag in _TAGS))
