"""A document read into sentences with their places, and the lines of it that are not text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from deckgen.files.disk import read
from deckgen.files.source import Source
from deckgen.languages.language import language
from deckgen.text.blocks import Block, Omission, Reading
from deckgen.text.formats import markdown, plain, subtitles
from deckgen.text.hyphens import Lines
from deckgen.text.sentences import Sentence, sentences
from deckgen.text.suffixes import MARKDOWN, SUBTITLES


@dataclass(frozen=True)
class Document:
    """The sentences of one text in one language, in reading order, and the lines left out.

    `glued` are the sentences that follow the one before them without a space. `original` is the file that it was made
    from, if that had no lines: omissions then have the text that was left out.
    """

    path: Path
    language: str
    sentences: tuple[Sentence, ...]
    omissions: tuple[Omission, ...] = ()
    glued: tuple[Sentence, ...] = ()
    original: Path | None = None


def load(path: Path, code: str) -> Document:
    """Read the document at `path` in the language `code`: Markdown and subtitles by their suffixes, else plain text."""
    return parse(read(path), code)


def parse(source: Source, code: str) -> Document:
    """The document in `source`."""
    suffix = source.path.suffix.lower()
    if suffix in SUBTITLES:
        return document(subtitles.parse(source.text, source.path, code), source.path, code)
    reader = markdown if suffix in MARKDOWN else plain
    return document(reader.read(source.text, code), source.path, code)


def document(reading: Reading, path: Path, code: str) -> Document:
    """The document that a reader has read from `path`."""
    words = Lines(reading.blocks, code)
    found = [sentence for block in reading.blocks for sentence in _sentences(block, words, code)]
    glued = tuple(sentence for sentence, is_glued in found if is_glued)
    return Document(path, code, tuple(sentence for sentence, _ in found), reading.omissions, glued)


_DASH = re.compile(r"[–—-]\s+")  # opens what somebody says
_NOTE_MARKS = re.compile(
    r"(?:(?<=[^\W\d_]{2})|(?<=[.!?,;:…)\]”“»\"’%]))(?:\[[1-9]\d{0,2}\])+"  # as web pages write them
    r"|(?:(?<=[^\W\d_]{4})|(?<=[.!?,;:…)”“»]))[¹²³⁰⁴-⁹]+"  # but not m²
    r"|(?<=[.!?…])\*{1,3}$|(?<=[^\W\d_]{3}[.!?])\d{1,3}$|\[\^\w+\]"
)


def _sentences(block: Block, words: Lines, code: str) -> Iterator[tuple[Sentence, bool]]:
    """The sentences of a block, and whether each follows the one before it without a space."""
    text, ends = words.joined(block)
    if block.kind == "heading":
        if text:
            yield Sentence(_NOTE_MARKS.sub("", text), block.pieces[0][1], opens=True, heading=True), False
        return
    at = 0
    for n, sentence in enumerate(sentences(text, code)):
        start = text.find(sentence, at)
        line = next((line for end, line in ends if start < end), ends[-1][1])
        dash = _DASH.match(sentence)
        shown = _NOTE_MARKS.sub("", sentence[dash.end() :] if dash else sentence)
        yield Sentence(shown, line, opens=n == 0), bool(n) and start == at and language(code).abbreviates
        at = start + len(sentence)
