"""A document in plain text or Markdown, read into sentences that know their place."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from deckgen.languages import Language, language
from deckgen.source import Source, folded, read, unescaped

SUFFIXES = (".txt", ".md", ".markdown")
MARKDOWN = SUFFIXES[1:]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, the line it begins in, whether it opens a paragraph and whether it is a heading."""

    text: str
    line: int
    opens: bool = False
    heading: bool = False


@dataclass(frozen=True)
class Document:
    """The sentences of one text in one language, in reading order."""

    path: Path
    language: str
    sentences: tuple[Sentence, ...]

    @property
    def title(self) -> str:
        """The heading that the document begins with, empty if it begins otherwise."""
        first = self.sentences[:1]
        return first[0].text if first and first[0].heading else ""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or a heading: its pieces of text, each with the line it stands in."""

    pieces: tuple[tuple[str, int], ...]
    heading: bool = False


def load(path: Path, code: str) -> Document:
    """The document at `path` in the language `code`; `.md` is Markdown, everything else plain text."""
    return parse(read(path), code)


def parse(source: Source, code: str) -> Document:
    """The document that `source` holds."""
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
    """Blocks of plain text: a line is a paragraph, unless the text is wrapped; then blank lines part them."""
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
    """Whether a line stands between empty ones with something below it, or over a paragraph."""
    if not pieces:
        return False
    n = pieces[-1][1]
    before, after, below = lines[max(0, n - 2)] if n > 1 else "", lines[n : n + 1], any(lines[n:])
    return below and ((after == [""] and not before) or len(after[0]) > _LONG_LINE)


_LONG_LINE = 120  # letters


def _block(pieces: list[tuple[str, int]], *, listed: bool, apart: bool) -> Iterator[Block]:
    """One block; a question is a heading only where it stands `apart`, and not among the lines of a dialogue."""
    if pieces:
        alone = not listed and len(pieces) == 1 and (apart or not pieces[0][0].endswith("?"))
        yield Block(tuple(pieces), heading=alone and _is_heading(pieces[0][0]))


def _wrapped(lines: list[str]) -> bool:
    """Whether long lines mostly break off in the middle of a sentence."""
    followed = [line for line, after in itertools.pairwise(lines) if after and len(line) >= 40]
    broken = sum(len(line) <= 120 and not _CLOSED.search(line) for line in followed)
    return broken * 2 > len(followed)


def _runs_on(line: str) -> bool:
    """Whether a line of wrapped text goes on in the next: short ones without an end are headings."""
    return len(line) >= 30 or bool(_CLOSED.search(line))


_ITEM = re.compile(r"(?:(?P<bullet>[-–—•*·▪‣])|\d{1,2}[.)]|[a-z]\))\s+")  # a list entry; its bullet is no text
_CLOSED = re.compile(r"[.!?…:;][\"'”“’»«)\]]*$")
_LETTER = re.compile(r"[^\W\d_]")


def _is_heading(line: str) -> bool:
    """A short line of its own with letters and without a full stop at its end; a question may be a heading."""
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
    """`text` with a leading block of metadata between `---` lines made blank, its lines still counted."""
    match = re.match(r"---\r?\n[\w-]+:.*?\n---[^\S\n]*(?:\n|$)", text, re.DOTALL)
    return "\n" * match[0].count("\n") + text[match.end() :] if match else text


# ------------------------------------------------------------------ sentences

_CLOSERS = "\"'”“’‘»«›‹)]"
_OPENERS = "\"'„“”‚‘«»‹›([¿¡–—-"
_MARKS = ".!?…"  # a run of them is looked at once: a line of leaders has thousands
_END = re.compile(rf"(?<![{_MARKS}])(?P<mark>[{_MARKS}]++)[{re.escape(_CLOSERS)}]*+(?=\s)")
_LONGEST_WORD = 80  # letters; what is longer is no abbreviation, and no sentence is searched from its beginning
_ROMAN = re.compile(r"[IVXLC]+")
_NUMERAL = re.compile(r"\d|[IVXLC]+\b")
_DATE = re.compile(r"\d{1,2}\.|\d{4}\b")
_CLOSING = re.compile(rf"([{re.escape(_CLOSERS)}]+)(?:\s+|$)")
_PARAGRAPH = re.compile(r"\n[^\S\n]*\n")


def sentences(text: str, code: str) -> list[str]:
    """Split `text` into sentences.

    Blank lines part paragraphs, other line breaks are white space. The sentences are slices of `text`
    without the white space around them; together they hold everything else. A language that has a list
    of abbreviations is split by it, any other by simplemma.
    """
    known = language(code)
    found: list[str] = []
    for paragraph in _PARAGRAPH.split(text):
        if known.abbreviates:
            found += _split(paragraph, known)
        else:
            found += _split_by_library(paragraph, code)
    return found


def _split_by_library(text: str, code: str) -> list[str]:
    """As simplemma does, but a closing quote that stands apart, as in French, belongs to the sentence before it."""
    from simplemma import split_sentences

    places: list[tuple[int, int]] = []
    at = 0
    for sentence in split_sentences(text, code):
        start = text.index(sentence, at)
        at = start + len(sentence)
        closing = _CLOSING.match(sentence)
        if places and closing:
            places[-1] = places[-1][0], start + closing.end(1)
            start += closing.end()
        if start < at:
            places.append((start, at))
    return [text[start:end] for start, end in places]


def _split(text: str, known: Language) -> Iterator[str]:
    start = _begins(text, 0)
    for match in _END.finditer(text):
        if _ends(text, start, match, known):
            yield text[start : match.end()].strip()
            start = _begins(text, match.end())
    if text[start:].strip():
        yield text[start:].strip()


def _begins(text: str, at: int) -> int:
    """Where the next word begins, from `at` on."""
    match = _SPACE.match(text, at)
    return match.end() if match else at


_SPACE = re.compile(r"\s*")


def _ends(text: str, start: int, match: re.Match[str], known: Language) -> bool:
    """Whether the sentence that began at `start` ends with `match`, judged by the words on both sides."""
    after = text[match.end() : match.end() + 40].split(maxsplit=1)
    following = after[0].lstrip(_OPENERS) if after else ""
    if not after or following[:1].islower():
        return not after
    word = text[max(start, match.start() - _LONGEST_WORD) : match.start()].split()[-1:]
    before = word[0].lstrip(_OPENERS) if word else ""
    if match["mark"] != "." or not before:
        return bool(word)
    if before.isdigit():  # the number of a list entry opens its sentence; one of a date goes on with the next
        dated = known.ordinals and bool(_DATE.match(following))
        return not dated and (match.start() - start != len(before) or not text.startswith(before, start))
    if known.epithets and _ROMAN.fullmatch(before) and re.match(known.epithets, following):
        return False  # Karel IV. Lucemburský
    return not _abbreviates(before, following, known, closed=match.end() > match.end("mark"))


def _abbreviates(word: str, following: str, known: Language, *, closed: bool) -> bool:
    """Whether the full stop behind `word` belongs to it and no sentence ends there."""
    key = re.split("[’']", word)[-1].lower()  # l’art. 5
    if _NUMERAL.match(following) and (key in known.numbered or key in known.inside):
        return True
    if closed:
        return False
    if len(word) == 1 and word.isupper():  # an initial
        return following[:1].isupper()
    return key in known.always
