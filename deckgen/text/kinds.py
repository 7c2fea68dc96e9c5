"""What a file is: by what is in it, and by its name only where the content leaves a choice."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from deckgen.files import resources
from deckgen.files.source import Problem
from deckgen.text import encodings
from deckgen.text.containers import in_ole, in_zip
from deckgen.text.formats.cues import is_substation, is_time_line
from deckgen.text.formats.lines import is_scored

Holds = Literal["document", "rows", ""]


@dataclass(frozen=True)
class Kind:
    """What a file is: `docx`, what it holds, what people call it, and how to save it as something that is read.

    A kind with advice is not read, and holds nothing.
    """

    name: str
    holds: Holds
    called: str
    advice: str = ""

    def refusal(self, path: Path) -> Problem:
        """The answer to a file of a kind that is not read."""
        message = f"this is {self.called}" + (
            "" if self.name in ("empty", "binary") else ", which deckgen does not read"
        )
        return Problem(path, 0, message, advice=self.advice)


def kind(data: bytes, name: str) -> Kind:
    """What the file called `name` is that holds `data`; `name` may be a web address, without data."""
    if not data and is_address(name):
        return of("address")
    if _LOCK.match(_last(name)):
        return of("lockfile")
    if not data.strip(_BLANK):
        return of("empty")
    return of(_by_signature(data, name) or _by_text(data, name))


def of(name: str) -> Kind:
    """The kind with this name."""
    held = resources.table("text/kinds.toml")[name]
    return Kind(name, held.get("holds", ""), held["called"], held.get("advice", ""))


def is_address(name: str) -> bool:
    """Whether somebody gave the address of a web page, also if it was taken for a path since."""
    return bool(_ADDRESS.match(name))


def readable() -> tuple[str, ...]:
    """The names of the kinds that are read."""
    return tuple(name for name, held in resources.table("text/kinds.toml").items() if "holds" in held)


_ADDRESS = re.compile(r"\s*(?:https?:/|ftp:/|www\.)", re.IGNORECASE)
_LOCK = re.compile(r"~\$|\.~lock\.")
_BLANK = b" \t\r\n\f\v\xef\xbb\xbf\xff\xfe\x00"


def _last(name: str) -> str:
    """The last part of a path, as any system writes it."""
    return re.split(r"[/\\]", name)[-1]


def _suffix(name: str) -> str:
    last = _last(name).lower()
    return last.rpartition(".")[2] if "." in last else ""


@cache
def _suffixes() -> dict[str, str]:
    """The kind that each suffix stands for, of two the first."""
    held = resources.table("text/kinds.toml")
    return {suffix: name for name in reversed(tuple(held)) for suffix in held[name].get("suffixes", ())}


def _named(name: str) -> str:
    """The kind that the name of a file promises; empty if it promises none."""
    return _suffixes().get(_suffix(name), "")


# ------------------------------------------------------------------ by the first bytes

_SIGNATURES = (
    (b"{\\rtf", "rtf"),
    (b"%!PS", "ps"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF8", "image"),
    (b"II*\x00", "image"),
    (b"MM\x00*", "image"),
    (b"8BPS", "image"),
    *((b"ID3" + bytes([version]), "audio") for version in (2, 3, 4)),
    (b"OggS\x00", "audio"),
    (b"fLaC", "audio"),
    (b"MThd", "audio"),
    (b"#!AMR", "audio"),
    *((bytes([0xFF, second]), "audio") for second in (0xFB, 0xF3, 0xF2, 0xFA, 0xF1, 0xF9)),
    (b"\x1aE\xdf\xa3", "video"),
    (b"\x00\x00\x01\xba", "video"),
    (b"FLV\x01", "video"),
    (b"0&\xb2u", "video"),
    (b"\x1f\x8b", "gzip"),
    *((b"BZh%d1AY" % level, "zip") for level in range(1, 10)),
    (b"\xfd7zXZ", "zip"),
    (b"7z\xbc\xaf", "zip"),
    (b"Rar!", "zip"),
    (b"(\xb5/\xfd", "zip"),
    (b"MSCF\x00", "zip"),
    (b"SQLite format 3\x00", "sqlite"),
    (b"AT&TFORM", "djvu"),
    (b"ITSF", "chm"),
    (b"\xffWPC", "works"),
)
_AT = (
    (4, b"ftypM4A", "audio"),
    (4, b"ftypM4B", "audio"),
    (4, b"ftyphei", "image"),
    (4, b"ftypmif1", "image"),
    (4, b"ftypavif", "image"),
    (4, b"ftyp", "video"),
    (8, b"WEBP", "image"),
    (8, b"WAVE", "audio"),
    (8, b"AIFF", "audio"),
    (8, b"AVI ", "video"),
    (60, b"BOOKMOBI", "kindle"),
    (257, b"ustar", "zip"),
)
_ZIP, _OLE = (b"PK\x03\x04", b"PK\x05\x06", b"PK00PK\x03\x04"), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PDF_WITHIN = 1024  # bytes, as readers of PDF accept it


def _by_signature(data: bytes, name: str) -> str:
    """The kind of a file that is no text, by the bytes that only this kind begins with; empty if there are none."""
    if b"%PDF-" in data[:_PDF_WITHIN]:
        return "pdf"
    if data.startswith(_ZIP):
        return in_zip(data, _named(name))
    if data.startswith(_OLE):
        return in_ole(data, _named(name))
    if data.startswith(b"bplist00"):
        return "webarchive" if b"WebMainResource" in data else "shortcut"
    if data.startswith(b"BM") and data[6:10] == b"\x00\x00\x00\x00":
        return "image"
    found = next((kind for start, kind in _SIGNATURES if data.startswith(start)), "")
    return found or next((kind for at, mark, kind in _AT if data[at : at + len(mark)] == mark), "")


# ------------------------------------------------------------------ by the text

_HEAD = 2**18  # bytes, enough to see what a text is
_LINES = 2000
_FEWEST = 3  # lines of a table
_MOST_LINES = 0.9  # of a table, which have as many cells as most
# Kinds of text that only the name tells apart, and kinds of XML whose root this page does not know.
_TEXTS = frozenset({"md", "markup", "tex", "csv", "tsv", "sub", "ttml", "vobsub", "resources", "po", "json"})
_IN_XML = frozenset({"tmx", "xliff", "ttml", "wordxml", "xlsxml", "tbx", "dbk", "resources"})
_ROOTS = {
    "tmx": "tmx",
    "xliff": "xliff",
    "html": "html",
    "FictionBook": "fb2",
    "svg": "image",
    "tt": "ttml",
    "timedtext": "ttml",
    "transcript": "ttml",
    "SAMI": "ttml",
    "document": "wordxml",
    "wordDocument": "wordxml",
    "package": "wordxml",
    "Workbook": "xlsxml",
    "plist": "shortcut",
    "martif": "tbx",
    "tbx": "tbx",
    "TS": "resources",
    "resources": "resources",
    "root": "resources",
    "book": "dbk",
    "article": "dbk",
    "topic": "dbk",
}
_PROLOG = re.compile(r"\s*(?:<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^<>\[]*(?:\[.*?\]\s*)?>)", re.DOTALL | re.IGNORECASE)
_ROOT = re.compile(r"\s*<(?:[\w.-]+:)?([A-Za-z][\w.-]*)")
_HTML_TYPE = re.compile(r"<!doctype\s+html", re.IGNORECASE)
_PAGE = frozenset({"html", "head", "body"})
_STARTS = (
    (re.compile(r"WEBVTT(?:\s|$)"), "vtt"),
    (re.compile(r"#(?:separator|html|columns|tags|notetype|deck|guid|if matches)\b[\w ]*:", re.IGNORECASE), "anki"),
    (re.compile(r"\{\d+\}\{\d*\}|\[\d+\]\[\d+\]|\[\d\d:\d\d\.\d\d\]|\d\d:\d\d:\d\d:\D"), "sub"),
    (re.compile(r"\[(?:InternetShortcut|Desktop Entry)\]"), "shortcut"),
    (re.compile(r"(?:#[^\n]*\n|\s)*+msgid \""), "po"),
    (re.compile(r"(?:%[^\n]*\n|\s)*+\\documentclass\b"), "tex"),
    (re.compile(r"# VobSub index file"), "vobsub"),
    (re.compile(r"\s*(?:\{\s*\"[^\"\n]{0,200}\"\s*:|\[\s*(?:\{\s*\"|\[\s*\"))"), "json"),
)
_HEADER = re.compile(
    r"^(?:From|To|Received|Return-Path|MIME-Version|Delivered-To|Message-ID|Subject|Content-Type):", re.MULTILINE
)
_HEADERS = 3  # that a mail has at least
_HEADERS_WITHIN = 2000  # letters


def _by_text(data: bytes, name: str) -> str:
    """The kind of a text; what its name promises, or `binary`, if it is none."""
    promised = _named(name)
    text = encodings.beginning(data[:_HEAD])
    if text is None:
        return promised if promised and of(promised).advice else "binary"
    return _by_markup(text, promised) or _by_start(text) or _by_lines(text, promised)


def _by_markup(text: str, promised: str) -> str:
    """The kind of HTML or XML; empty if it is neither."""
    at = 0
    while match := _PROLOG.match(text, at):
        at = match.end()
    root = _ROOT.match(text, at)
    if _HTML_TYPE.search(text, 0, at) or (root and root[1].lower() in _PAGE):
        return "xlsxml" if promised == "xls" else "html"
    if not root or promised == "md":
        return ""
    if promised == "html":
        return "html"
    known = _ROOTS.get(root[1], "xml" if at else "")
    if known == "wordxml" and "opendocument.spreadsheet" in text[:_HEADERS_WITHIN]:
        return "xlsxml"
    return promised if known == "xml" and promised in _IN_XML else known


def _by_start(text: str) -> str:
    """The kind of a text that begins as only this kind does; empty if there is none."""
    found = next((kind for pattern, kind in _STARTS if pattern.match(text)), "")
    headers = {match[0] for match in _HEADER.finditer(text[:_HEADERS_WITHIN])}
    if not found and len(headers) >= _HEADERS and _HEADER.match(text):
        return "webarchive" if "multipart/related" in text[:_HEADERS_WITHIN] else "mail"
    return found


def _by_lines(text: str, promised: str) -> str:
    """The kind of a text by how its lines look, else by its name."""
    lines = [line for line in re.split(r"\r\n?|\n", text)[:_LINES] if line.strip()]
    if is_substation(lines):
        return "ass"
    times = [n for n, line in enumerate(lines) if is_time_line(line)]
    begins = times and (times[0] == 0 or (times[0] == 1 and lines[0].strip().isdigit()))
    if begins or len(times) > 2:  # other text may show some
        return "vtt" if promised == "vtt" else "srt"
    if promised not in _TEXTS and is_scored("\n".join(lines[:-1] or lines)):  # the last one may be cut
        return "lines"
    if promised not in _TEXTS and _is_table(lines):
        return "tsv"
    return promised if promised in _TEXTS else "txt"


def _is_table(lines: list[str]) -> bool:
    """Whether most lines have equally many cells with words, separated by tabs."""
    rows = [line.strip().split("\t") for line in lines]
    worded = [len(row) for row in rows if sum(any(map(str.isalpha, cell)) for cell in row) > 1]
    usual = max(set(worded), key=worded.count, default=0)
    return len(lines) >= _FEWEST and worded.count(usual) >= _MOST_LINES * len(lines)
