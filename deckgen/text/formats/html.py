"""A page saved in a browser → blocks: its main text, without what stands around it on every page of the site."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from pathlib import Path

from deckgen.files.source import Problem, Refused
from deckgen.languages.lexicon import covers, share
from deckgen.text.blocks import Reading
from deckgen.text.formats import flow, plain
from deckgen.text.formats.elements import Element, parsed
from deckgen.text.formats.gathered import Gathered
from deckgen.text.formats.page import main_text
from deckgen.text.formats.unshown import unshown

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_DECLARED = re.compile(
    rb"<meta[^>]{0,400}?charset\s*=\s*[\"']?\s*([\w.:-]+)|<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]+)",
    re.IGNORECASE,
)
_HEAD = 4096  # bytes in which the encoding is declared; the standard says 1024, some programs write more before it
# As the WHATWG's Encoding Standard reads these labels.
_LABELS = {
    **dict.fromkeys(("iso-8859-1", "iso8859-1", "latin1", "latin-1", "ascii", "us-ascii", "ansi"), "windows-1252"),
    **dict.fromkeys(("iso-8859-9", "latin5"), "windows-1254"),
    "gb2312": "gbk",
    "shift_jis": "cp932",
    "ks_c_5601-1987": "cp949",
    "x-sjis": "cp932",
    "win-1250": "windows-1250",
}
# Tried where nothing is declared: Western, Central European and Cyrillic pages.
_GUESSES = ("windows-1252", "windows-1250", "iso-8859-2", "windows-1251")
_BINARY = re.compile(rb"[\x00-\x08\x0e-\x1a]")
_SAVE = "save it in the browser as a web page: “HTML only” or “complete”"


def read(data: bytes, path: Path, code: str = "") -> Reading:
    """The main text of the page `data` in the language `code`, and what was left out of it."""
    text = decoded(data, path, code)
    strict = text.lstrip().startswith("<?xml") and "http://www.w3.org/1999/xhtml" in text[:_HEAD]
    elements = parsed(text, path, strict=strict)
    into = Gathered()
    flow.write(elements[0], main_text(elements, unshown(elements)), into)
    if not into.blocks and (only := _only_preformatted(elements)):
        return plain.read(only, code)
    return into.reading


def _only_preformatted(elements: Iterable[Element]) -> str:
    """The text of a page that holds nothing but one: plain text as a browser shows it."""
    found = [each for each in elements if each.tag == "pre"]
    return found[0].text if len(found) == 1 else ""


def decoded(data: bytes, path: Path, code: str = "") -> str:
    """The text of a page: by its mark, by what it declares, or by what it holds; refused if it is no text."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    if data.startswith((b"MIME-Version:", b"From: <Saved by")):
        raise Refused(Problem(path, 0, "this is a web archive (MHTML)", advice=_SAVE))
    for start, encoding in ((b"<\0", "utf-16-le"), (b"\0<", "utf-16-be")):
        if data.startswith(start):
            return data.decode(encoding, "replace")
    if len(_BINARY.findall(data[:_HEAD])) > _HEAD // 100:
        raise Refused(Problem(path, 0, "this is not a web page, but a file of another kind", advice=_SAVE))
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _decoded_otherwise(data, code)


def _decoded_otherwise(data: bytes, code: str) -> str:
    """The text of a page that is not in UTF-8, or only nearly."""
    declared = _declared(data)
    if declared and declared != "utf-8":
        return data.decode(declared, "replace")
    damaged = data.decode("utf-8", "replace")
    letters = sum(byte >= 0x80 for byte in data)
    if declared and damaged.count("\ufffd") * 4 < letters:  # cut or glued together in the middle of a character
        return damaged
    texts = [data.decode(guess, "replace") for guess in _GUESSES]
    return max(texts, key=lambda text: _fit(text, code))


def _declared(data: bytes) -> str:
    """The encoding that a page declares, as Python calls it; empty if there is none that is known."""
    match = _DECLARED.search(data[:_HEAD])
    if not match:
        return ""
    label = (match[1] or match[2]).decode("ascii", "replace").lower()
    try:
        name = codecs.lookup(_LABELS.get(label, label)).name
        b"".decode(name)  # some codecs are not of text
    except LookupError:
        return ""
    return "utf-8" if name.startswith(("utf-16", "utf-32")) else name  # it could not have been read as that


def _fit(text: str, code: str) -> float:
    """How well the words with letters beyond ASCII fit the language."""
    words = re.findall(r"[^\W\d_]*[^\x00-\x7f]+[^\W\d_]*", text)[:400]
    if not code or not covers(code):
        return 0.0
    return share(" ".join(word.lower() for word in words), code) or 0.0
