"""A document in plain text or Markdown, read into sentences with their places."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from deckgen.files.characters import folded, unescaped
from deckgen.files.disk import read
from deckgen.files.source import Source
from deckgen.text.sentences import Sentence, sentences

SUFFIXES = (".txt", ".md", ".markdown")
MARKDOWN = SUFFIXES[1:]


@dataclass(frozen=True)
class Document:
    """The sentences of one text in one language, in reading order."""

    path: Path
    language: str
    sentences: tuple[Sentence, ...]

    @property
    def title(self) -> str:
        """The heading that the document begins with; empty without one."""
        first = self.sentences[:1]
        return first[0].text if first and first[0].heading else ""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or a heading: its pieces of text, each with its line number."""

    pieces: tuple[tuple[str, int], ...]
    heading: bool = False


def load(path: Path, code: str) -> Document:
    """Read the document at `path` in the language `code`: Markdown by its suffix, else plain text."""
    return parse(read(path), code)


def parse(source: Source, code: str) -> Document:
    """The document in `source`."""
    blocks = _markdown(source.text) if source.path.suffix.lower() in MARKDOWN else _plain(source.text)
    found = (sentence for block in blocks for sentence in _sentences(block, code))
    return Document(source.path, code, tuple(found))


def _sentences(block: Block, code: str) -> Iterator[Sentence]:
    text = folded(" ".join(piece for piece, _ in block.pieces))
    if block.heading:
        if text:
            yield Sentence(text, block.pieces[0][1], opens=True, heading=True)
        return
    ends, total = [], 0
    for piece, line in block.pieces:
        total += len(folded(piece)) + 1
        ends.append((total, line))
    at = 0
    for n, sentence in enumerate(sentences(text, code)):
        at = text.find(sentence, at)
        line = next((line for end, line in ends if at < end), ends[-1][1])
        yield Sentence(sentence, line, opens=n == 0)
        at += len(sentence)


# ------------------------------------------------------------------ blocks


def _plain(text: str) -> Iterator[Block]:
    """Blocks of plain text: every line is a paragraph, unless the text is wrapped; then blank lines separate them."""
    lines = [line.strip() for line in re.split(r"\r\n?|\n", text)]
    wrapped = _wrapped(lines)
    pieces: list[tuple[str, int]] = []
    listed = False
    for n, line in enumerate(lines, 1):
        if not line:
            yield from _block(pieces, listed=listed, apart=_apart(lines, pieces))
            pieces = []
            continue
        item = _ITEM.match(line)
        goes_on = line[0].islower() or (wrapped and bool(pieces) and _runs_on(pieces[-1][0]))
        if item or not goes_on:
            yield from _block(pieces, listed=listed, apart=_apart(lines, pieces))
            pieces, listed = [], bool(item)
        elif not pieces:
            listed = False
        pieces.append((line[item.end() :] if item and item["bullet"] else line, n))
    yield from _block(pieces, listed=listed, apart=_apart(lines, pieces))


def _apart(lines: Sequence[str], pieces: Sequence[tuple[str, int]]) -> bool:
    """Whether a line is set off by empty lines and followed by text, or comes directly above a paragraph."""
    if not pieces:
        return False
    n = pieces[-1][1]
    before, after, below = lines[max(0, n - 2)] if n > 1 else "", lines[n : n + 1], any(lines[n:])
    return below and ((after == [""] and not before) or len(after[0]) > _LONG_LINE)


_LONG_LINE = 120  # letters


def _block(pieces: list[tuple[str, int]], *, listed: bool, apart: bool) -> Iterator[Block]:
    """One block; a question is a heading only if it is set `apart`, and not among the lines of a dialogue."""
    if pieces:
        alone = not listed and len(pieces) == 1 and (apart or not pieces[0][0].endswith("?"))
        yield Block(tuple(pieces), heading=alone and _is_heading(pieces[0][0]))


def _wrapped(lines: list[str]) -> bool:
    """Whether most long lines break off in the middle of a sentence."""
    followed = [line for line, after in itertools.pairwise(lines) if after and len(line) >= 40]
    broken = sum(len(line) <= 120 and not _CLOSED.search(line) for line in followed)
    return broken * 2 > len(followed)


def _runs_on(line: str) -> bool:
    """Whether a line of wrapped text can continue on the next; a short one without a final mark is a heading."""
    return len(line) >= 30 or bool(_CLOSED.search(line))


_ITEM = re.compile(r"(?:(?P<bullet>[-–—•*·▪‣])|\d{1,2}[.)]|[a-z]\))\s+")  # a list entry; its bullet is not text
_CLOSED = re.compile(r"[.!?…:;][\"'”“’»«)\]]*$")
_LETTER = re.compile(r"[^\W\d_]")


def _is_heading(line: str) -> bool:
    """Whether a line is a heading: short, with letters, and no final mark but a question mark."""
    return (
        len(line) <= 80
        and len(line.split()) <= 12
        and bool(_LETTER.search(line))
        and not re.search(r"[.!…:;,][\"'”“’»«)\]]*$", line)
        and not re.match(r"[-–—•*]\s|[„“«\"]", line)
        and not re.search(r"[.!?…]\s", line.removesuffix("?").replace("vs. ", ""))
    )


def _markdown(text: str) -> Iterator[Block]:
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(_front_matter(text))
    for before, token in zip([None, *tokens], tokens, strict=False):
        if token.type == "inline" and token.map and token.children is not None:
            heading = before is not None and before.type == "heading_open"
            line, pieces = token.map[0] + 1, list[tuple[str, int]]()
            parts: list[str] = []
            for child in token.children:
                if child.type in ("softbreak", "hardbreak"):
                    pieces.append(("".join(parts), line))
                    line, parts = line + 1, []
                elif child.type in ("text", "code_inline"):
                    parts.append(child.content)
            pieces.append(("".join(parts), line))
            yield Block(tuple(piece for piece in pieces if folded(piece[0])) or (("", line),), heading)
        elif token.type == "html_block" and token.map:
            shown = re.sub(r"<!--.*?(?:-->|\Z)|<[^<>]*>", " ", token.content, flags=re.DOTALL)
            yield Block(((unescaped(shown), token.map[0] + 1),))


def _front_matter(text: str) -> str:
    """`text` with front matter between `---` lines replaced by blank lines, which keeps line numbers."""
    match = re.match(r"---\r?\n[\w-]+:.*?\n---[^\S\n]*(?:\n|$)", text, re.DOTALL)
    return "\n" * match[0].count("\n") + text[match.end() :] if match else text
