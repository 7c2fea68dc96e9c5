"""Tables as text, TSV and CSV → a grid: cells between tabs, semicolons, commas or vertical bars."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from pathlib import Path

from deckgen.files.source import Problem, Refused
from deckgen.text import encodings
from deckgen.text.blocks import Omission
from deckgen.text.formats.anki_text import Export, export, fields
from deckgen.text.formats.tabular import ONE_COLUMN, TWO_NEEDED, Found, cell, excerpt, grid, is_text
from deckgen.text.grid import Grid, Line

# The more unlikely a delimiter is inside a text, the fewer lines with their usual number of cells tell that a quotation
# mark is text: closed by one in a later row, it would swallow the rows between.
_ROWS_IN_QUOTES = {"\t": 2, ";": 3, "|": 3, ",": 4}
_LONGEST = 1000  # lines of a cell
_SAMPLE = 2**16  # characters that show what the delimiter is
_CUT = 20  # cells that a sample may cut, where one goes over several lines
_FEWEST = 0.5  # of the rows, which have as many cells as the most
_NEARLY = 0.9  # as good as the best delimiter; then the one that is less usual inside a text counts
_LAST = 0.1  # of the rows, at most, are last rows
_EXCEL = re.compile(r"sep=([^\r\n])\r?\n?", re.IGNORECASE)
_NEWLINE = re.compile(r"\r\n?|\n")
_NONE = "save it as CSV or TSV with a tab, a semicolon, a comma or a vertical bar between the two languages"


def read(data: bytes, path: Path, codes: Sequence[str] = (), encoding: str = "") -> Grid:
    """The table `data`, whose texts are in the languages `codes` as far as they are known; see `encodings.decode`."""
    decoded = encodings.decode(data, path, codes, encoding)
    text = decoded.source.text
    exported = export(text)
    stated = None if exported else _EXCEL.match(text)
    start = exported.start if exported else stated.end() if stated else 0
    if not text[start:].strip():
        raise Refused(Problem(path, 0, "this table is empty", advice=TWO_NEEDED))
    delimiter = (exported and exported.delimiter) or (stated and stated[1]) or _delimiter(text[start:], path)
    table = _Table(text, start, delimiter, path, strict=bool(exported))
    found = Found(list(table.rows()), remarks=[*decoded.remarks, *table.remarks], omissions=table.omissions)
    return grid(_of_anki(found, exported) if exported else _without_long_ends(found), path)


def _of_anki(found: Found, exported: Export) -> Found:
    """The fields of notes, without media and without the columns that say where a note belongs."""
    lines, omissions = [], list(found.omissions)
    for line in found.lines:
        cells, left_out = fields(line, exported)
        lines.append(Line(line.number, tuple(map(cell, cells))))
        omissions += left_out
    return Found(lines, omissions, found.remarks, exported.columns())


def _without_long_ends(found: Found) -> Found:
    """Without the cells that only the last rows have: what stands below a table has other columns."""
    lengths = [len(line.cells) for line in found.lines]
    longest = max(lengths, default=0)
    first = next((n for n, length in enumerate(lengths) if length == longest), 0)
    usual = max(lengths[:first], default=longest)
    start = next((n for n, length in enumerate(lengths) if length > usual), len(lengths))
    last = lengths[start:]
    if not last or min(last) <= usual or len(last) > _LAST * len(lengths):
        return found
    lines = [Line(line.number, line.cells[:usual]) for line in found.lines]
    beyond = [(line.number, " ".join(line.cells[usual:])) for line in found.lines[start:] if any(line.cells[usual:])]
    omissions = [Omission(number, "beyond the columns", excerpt(text)) for number, text in beyond]
    return Found(lines, [*found.omissions, *omissions], found.remarks)


# ------------------------------------------------------------------ what separates the cells


def _delimiter(text: str, path: Path) -> str:
    """The delimiter that gives most rows equally many cells with text; refused if there is none."""
    sample = text if len(text) <= _SAMPLE else text[: text.rfind("\n", 0, _SAMPLE) + 1] or text[:_SAMPLE]
    scores = {each: _regularity(sample, each, path) for each in _ROWS_IN_QUOTES}
    best = max(scores.values())
    if best < _FEWEST:
        raise Refused(Problem(path, 0, ONE_COLUMN, advice=_NONE))
    return next(each for each, score in scores.items() if score >= _NEARLY * best)


def _regularity(sample: str, delimiter: str, path: Path) -> float:
    """The share of rows that have as many cells as most, and texts in two of them."""
    if delimiter not in sample:
        return 0.0
    lines = [line.cells for line in _Table(sample, 0, delimiter, path).rows() if any(line.cells)]
    texts = [sum(map(is_text, cells)) for cells in lines]
    lengths = Counter(len(cells) for cells, number in zip(lines, texts, strict=True) if number > 1)
    numbers = Counter(number for number in texts if number > 1)
    return max((*lengths.values(), *numbers.values()), default=0) / max(1, len(lines))


# ------------------------------------------------------------------ rows


@dataclass
class _Table:
    """The rows of a text from `start` on; `strict` says that the program quotes as the rules for CSV are."""

    text: str
    start: int
    delimiter: str
    path: Path
    strict: bool = False
    remarks: list[Problem] = field(default_factory=list)
    omissions: list[Omission] = field(default_factory=list)

    def __post_init__(self) -> None:
        end = re.escape(self.delimiter)
        space = "" if self.delimiter in "\t " else " *+"
        self._quoted = re.compile(rf'{space}"((?:[^"]++|"")*+)"{space}(?=[{end}\r\n]|\Z)')
        self._plain = re.compile(rf"[^{end}\r\n]*+")
        self._always = self.strict or self.delimiter != "\t" or _all_quoted(self.text, self.delimiter)
        self._usual = self._usual_number()

    def _usual_number(self) -> int:
        """How many delimiters most lines have; -1 if that cannot be known because of quotation marks in all of them."""
        lines = [line for line in _NEWLINE.split(self.text[self.start : self.start + _SAMPLE]) if line.strip()]
        clear = [line for line in lines if '"' not in line] or (() if self._always else lines)
        return max(Counter(line.count(self.delimiter) for line in clear).items(), key=itemgetter(1), default=(-1, 0))[0]

    def rows(self) -> Iterator[Line]:
        """The rows, each with the number of its line."""
        at, number, text = self.start, 1 + self.text.count("\n", 0, self.start), self.text
        while at < len(text):
            begun, first, cells = at, number, []
            while True:
                content, end = self._cell(at, begun, number)
                number += len(_NEWLINE.findall(text, at, end)) if "\n" in content or "\r" in content else 0
                cells.append(cell(content))
                at = end + 1
                if text[end:at] != self.delimiter:
                    break
            if text.startswith("\r\n", end):
                at += 1
            number += 1
            if self.strict and text[begun] == "#":  # Anki skips such lines
                self.omissions.append(Omission(first, "comment", excerpt(text[begun:end])))
            else:
                yield Line(first, tuple(cells))

    def _cell(self, at: int, begun: int, number: int) -> tuple[str, int]:
        """The cell that begins at a place in a row, and where it ends."""
        text = self.text
        if text[at : at + 1] in ('"', " "):
            match = self._quoted.match(text, at)
            if match and self._is_quoted(match, begun):
                return match[1].replace('""', '"'), match.end()
        match = self._plain.match(text, at)
        assert match
        if match[0].startswith('"') and match[0].count('"') % 2 and self.delimiter != "\t":
            self._remark(number, match[0])
        return match[0], match.end()

    def _is_quoted(self, match: re.Match[str], begun: int) -> bool:
        """Whether quotation marks are around a cell and not part of its text.

        In TSV they are around it only where it needs them, or around every cell.
        """
        inside = match[1]
        broken = "\n" in inside or "\r" in inside
        if not self._always and inside and not broken and '""' not in inside and self.delimiter not in inside:
            return False
        return not broken or not self._swallows(match, begun)

    def _swallows(self, match: re.Match[str], begun: int) -> bool:
        """Whether a cell would take in whole rows: each of its lines has as many cells as most lines of the file."""
        after = _NEWLINE.search(self.text, match.end())
        lines = _NEWLINE.split(self.text[begun : after.start() if after else len(self.text)])
        if len(lines) > _LONGEST:
            return True
        least = _ROWS_IN_QUOTES.get(self.delimiter, 3)
        return len(lines) >= least and all(line.count(self.delimiter) == self._usual for line in lines)

    def _remark(self, number: int, content: str) -> None:
        if not self.remarks:
            message = "a quotation mark opens a cell and never closes: it is read as text"
            advice = "look at this row, and put the whole cell in quotation marks if it should be"
            self.remarks.append(Problem(self.path, number, message, (excerpt(content),), advice, "warning"))


def _all_quoted(text: str, delimiter: str) -> bool:
    """Whether all cells with text are in quotation marks, as far as the beginning of a text shows."""
    sample = text[:_SAMPLE]
    end = re.escape(delimiter)
    rest, number = re.subn(rf'(?:\A|(?<=[{end}\r\n]))"(?:[^"]++|"")*+"(?=[{end}\r\n]|\Z)', "", sample)
    bare = re.split(rf"[{end}\r\n]", rest)
    others = sum(is_text(each) and not each.isupper() for each in bare)  # TRUE is a value, not a text
    return number > others and others <= (_CUT if len(text) > _SAMPLE else 0)
