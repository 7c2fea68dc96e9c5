"""Markdown → blocks: what a page would show, without attributes, macros, code, notes and struck words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from deckgen.files.characters import folded, unescaped
from deckgen.languages.language import Language, language
from deckgen.text.blocks import Block, Kind, Omission, Reading, omitted

if TYPE_CHECKING:
    from markdown_it.token import Token

_FRONT_MATTER = re.compile(r"---\r?\n[ \t]*[\w.-]+:.*?\n---[^\S\n]*(?:\r?\n|$)", re.DOTALL)
_ATTRIBUTES = re.compile(
    r"(?<!\\)\{:?\s*(?:[#.][\w:-]+|[\w:-]+=(?:\"[^\"\n]*\"|'[^'\n]*'|[^\s{}]+))(?:\s+[^{}\n]*)?\}"
    r"|(?<!\\)\{:[^{}\n]*\}"
)
_CONTAINER = re.compile(r"\s*:{3,}\s*(?:(?P<name>[\w-]+)(?P<rest>.*?))?:*\s*")
_ALERT = re.compile(r"((?:\s*>)+\s*|\s*)\[!(?!INCLUDE)[A-Za-z]+\b[^\[\]]*\]", re.IGNORECASE)
_MACRO = re.compile(r"\[!INCLUDE ?\[([^\[\]]*)\]\(([^()]*)\)\]", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]")
_FOOTNOTE = re.compile(r"\[\^[^\[\]\s]+\]")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_UNSHOWN = re.compile(r"<!--.*?(?:-->|\Z)|<(script|style|head|svg)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_BLOCK_TAG = re.compile(
    r"</?(?:p|div|li|ul|ol|h[1-6]|t[dhr]|table|section|summary|details|dt|dd|blockquote)\b[^<>]*>", re.IGNORECASE
)


@dataclass(frozen=True)
class _Source:
    """The lines of a file that are Markdown to read, each with its number in the file, and those that are not."""

    lines: tuple[tuple[int, str], ...]
    omissions: tuple[Omission, ...]

    @property
    def text(self) -> str:
        """The lines as one text."""
        return "\n".join(line for _, line in self.lines)

    def number(self, index: int) -> int:
        """The number in the file of the line with this index in `text`."""
        return self.lines[min(index, len(self.lines) - 1)][0]


def read(text: str, code: str) -> Reading:
    """The blocks of a Markdown text; `code` tells a day from the number of a list item."""
    source = _prepared(text)
    found = _Blocks(source, language(code))
    for n, token in enumerate(tokens := _tokens(source.text)):
        found.take(tokens, n, token)
    read_lines = {line for block in found.blocks for _, line in block.pieces}
    named = [*source.omissions, *found.omissions]
    covered = read_lines | {omission.line for omission in named}
    rest = (number for number, line in source.lines if _WORD.search(line) and number not in covered)
    return Reading(tuple(found.blocks), tuple(sorted([*named, *omitted(rest, "markup")], key=lambda each: each.line)))


def _tokens(text: str) -> list[Token]:
    from markdown_it import MarkdownIt
    from mdit_py_plugins.deflist import deflist_plugin
    from mdit_py_plugins.footnote import footnote_plugin
    from mdit_py_plugins.tasklists import tasklists_plugin

    # Without `text_join`, what is escaped stays apart from what could be markup.
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).disable("text_join")
    for plugin in (deflist_plugin, footnote_plugin, tasklists_plugin):
        parser.use(plugin)
    return parser.parse(text)


# ------------------------------------------------------------------ before parsing


def _prepared(text: str) -> _Source:
    """The lines to parse: without front matter, attributes, and the marks of containers and alerts."""
    lines = re.split(r"\r\n?|\n", text)
    front = _FRONT_MATTER.match(text)
    behind = front[0].count("\n") if front else 0
    kept: list[tuple[int, str]] = [(n, "") for n in range(1, behind + 1)]
    omissions = omitted((n for n, line in enumerate(lines[:behind], 1) if _WORD.search(line)), "front matter")
    for number, line in enumerate(lines[behind:], behind + 1):
        shown = list(_shown(line))
        kept += [(number, each) for each in shown]
        if _WORD.search(line) and not any(map(_WORD.search, shown)):
            omissions += omitted([number], "markup")
    return _Source(tuple(kept), tuple(omissions))


def _shown(line: str) -> Iterator[str]:
    """What remains of a line of the file; the title of a container becomes a paragraph."""
    container = _CONTAINER.fullmatch(line)
    if container:
        title = (container["rest"] or "").strip(" :[]")
        yield from ("", title if "=" not in title else "", "")
        return
    line = _MACRO.sub(lambda match: match[1] if match[1].strip() else "", line)
    alert = _ALERT.match(line)
    yield (alert[1] + line[alert.end() :] if alert else _ATTRIBUTES.sub("", line))


# ------------------------------------------------------------------ tokens


@dataclass
class _Blocks:
    """The blocks and omissions gathered from the tokens so far."""

    source: _Source
    known: Language
    blocks: list[Block] = field(default_factory=list)
    omissions: list[Omission] = field(default_factory=list)
    lists: list[tuple[str, ...]] = field(default_factory=list)
    notes: int = 0
    row: int = 0
    column: int = 0

    def take(self, tokens: Sequence[Token], n: int, token: Token) -> None:
        """Read one token."""
        if token.type in ("footnote_open", "footnote_close"):
            self.notes += token.nesting
        elif token.type in ("tr_open", "table_close"):
            self.row, self.column = self.row + 1, 0
        elif token.type in ("td_open", "th_open"):
            self.column += 1
        elif token.type == "inline" and token.map:
            self._inline(token, tokens[n - 1] if n else None, tokens[n - 3 : n])
        elif token.type in ("fence", "code_block") and token.map:
            self._omit(token.map, "code")
        elif token.type == "html_block" and token.map:
            self._html(token)

    def _omit(self, lines: Sequence[int], reason: str) -> None:
        numbers = dict.fromkeys(self.source.number(index) for index in range(*lines))
        worded = {number for number, line in self.source.lines if _WORD.search(line)}
        self.omissions += omitted((number for number in numbers if number in worded), reason)

    def _inline(self, token: Token, before: Token | None, opening: Sequence[Token]) -> None:
        if self.notes:
            self._omit(token.map or (), "footnote")
            return
        kind: Kind = "paragraph"
        if before and before.type == "heading_open":
            kind = "heading"
        elif before and before.type in ("td_open", "th_open"):
            kind = "cell"
        elif any(each.type == "list_item_open" for each in opening):
            kind = "item"
        made = list(_pieces(token, self.source))
        if not any(folded(text) for piece in made for text, _ in piece):
            return
        number = _kept_number(opening, folded(made[0][0][0]), self.known)
        made[0][0] = number + made[0][0][0], made[0][0][1]
        if kind == "paragraph" and _is_table(token.content):
            self._faulty_table([piece for part in made for piece in part])
            return
        if kind == "heading":
            made = [[piece for part in made for piece in part]]
        self._add(made, kind, int(before.tag[1:]) if before and kind == "heading" else 0)

    def _faulty_table(self, rows: Sequence[tuple[str, int]]) -> None:
        for row, line in rows:
            if cells := list(_cells(row)):
                self.row += 1
                self.blocks += (Block(((text, line),), "cell", 0, self.row, n) for n, text in cells)
        self.row += 1

    def _add(self, parts: Sequence[Sequence[tuple[str, int]]], kind: Kind, level: int) -> None:
        """Add a paragraph whose parts end at line breaks that the author set; two of them divide paragraphs."""
        made: list[list[tuple[str, int]]] = []
        ended = True
        for part in parts:
            filled = [piece for piece in part if folded(piece[0])]
            if filled and not ended and filled[0][0].lstrip()[:1].islower():
                made[-1] += filled  # the line was broken inside a sentence
            elif filled:
                made.append(filled)
            ended = not filled
        place = (self.row, self.column) if kind == "cell" else (0, 0)
        self.blocks += (Block(tuple(part), kind, level, *place) for part in made)

    def _html(self, token: Token) -> None:
        """A block of HTML: the text between its tags, a line as a paragraph."""
        first = (token.map or [0])[0]
        begun = len(self.blocks)
        hidden = _UNSHOWN.sub(lambda match: re.sub(r"[^\n]+", " ", match[0]), token.content)
        for n, line in enumerate(hidden.split("\n")):
            for part in re.split(_BREAK, _BLOCK_TAG.sub("<br>", line)):
                shown = folded(unescaped(_TAG.sub("", part)))
                if shown:
                    self.blocks.append(Block(((shown, self.source.number(first + n)),)))
        if len(self.blocks) == begun:
            self._omit(token.map or (), "hidden")


def _pieces(token: Token, source: _Source) -> Iterator[list[tuple[str, int]]]:
    """The text of a paragraph by its lines, in parts that end at hard line breaks."""
    index = (token.map or [0])[0]
    part: list[tuple[str, int]] = []
    shown: list[str] = []
    struck = 0
    for child in token.children or ():
        hard = child.type == "hardbreak" or (child.type == "html_inline" and bool(_BREAK.fullmatch(child.content)))
        if child.type in ("s_open", "s_close"):
            struck += child.nesting
        elif hard or child.type == "softbreak":
            part.append((_clean("".join(shown)), source.number(index)))
            shown = []
            index += child.type != "html_inline"
            if hard:
                yield part
                part = []
        elif child.type == "text" and not struck:
            shown.append(_FOOTNOTE.sub("", child.content))
        elif child.type in ("text_special", "code_inline") and not struck:
            shown.append(child.content)
    part.append((_clean("".join(shown)), source.number(index)))
    yield part


def _is_table(paragraph: str) -> bool:
    """Whether a paragraph of Markdown is a table with a fault, so that it is not taken for one."""
    lines = [line for line in paragraph.split("\n") if folded(line)]
    return len(lines) > 1 and all(line.strip().startswith("|") for line in lines)


def _cells(row: str) -> Iterator[tuple[int, str]]:
    """The cells of a row with their columns; none of the row of dashes below the heads."""
    if not re.fullmatch(r"[\s|:–—-]*", row):
        texts = row.strip().removeprefix("|").split("|")
        yield from ((n, cell.strip()) for n, cell in enumerate(texts, 1) if cell.strip())


def _clean(text: str) -> str:
    """Text without the gap of what was struck out, or of the mark of a footnote that is nowhere defined."""
    return re.sub(r"[ \u00a0]{2,}", " ", text)


def _kept_number(opening: Sequence[Token], text: str, known: Language) -> str:
    """The number that opens a paragraph if it is no list number: the day of a date, or a single ordinal."""
    for n, each in enumerate(opening):
        if each.type == "list_item_open" and each.info:
            day = re.match(r"[^\W\d]+", text)
            alone = n and opening[n - 1].type == "ordered_list_open" and each.info != "1"
            if (day and day[0].lower() in known.months) or (alone and text[:1].islower()):
                return f"{each.info}{each.markup} "
    return ""
