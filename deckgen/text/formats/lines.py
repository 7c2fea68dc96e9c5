"""Texts that were aligned before → a grid: two files whose lines answer each other, or one file of an aligner."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from deckgen.files.source import Problem, Refused
from deckgen.languages.names import named
from deckgen.text import encodings
from deckgen.text.encodings import Decoded
from deckgen.text.formats.tabular import cell
from deckgen.text.grid import Column, Grid, Line
from deckgen.text.headers import letter

_JOINED = re.compile(r"\s*~~~\s*")  # between the sentences of one side, as hunalign writes it
_PARAGRAPH = re.compile(r"\s*<p>\s*")  # how hunalign marks where a paragraph ends
_SCORE = re.compile(r"\s*(?:[-+]?\d+(?:[.,]\d+)?(?:e[-+]?\d+)?|[-+]?(?:inf|nan))\s*", re.IGNORECASE)
_SAME = "line n of one file must answer line n of the other; if they do not, give them as two documents"
_SHAPE = "give a file of source, tab, target, tab and score, as `hunalign -text` writes it"


def read(
    data: tuple[bytes, bytes], paths: tuple[Path, Path], codes: tuple[str, str] = ("", ""), encoding: str = ""
) -> Grid:
    """Two files of which each line answers the line with the same number; an empty line answers nothing."""
    decoded = [_decoded(each, path, code, encoding) for each, path, code in zip(data, paths, codes, strict=True)]
    front, back = ([cell(line) for line in _lines(each.source.text)] for each in decoded)
    if len(front) != len(back):
        message = f"it has {len(front)} lines, and {paths[1].name} has {len(back)}"
        raise Refused(Problem(paths[0], 0, message, advice=_SAME))
    lines = [Line(n, pair) for n, pair in enumerate(zip(front, back, strict=True), 1) if any(pair)]
    for path, side in zip(paths, (front, back), strict=True):
        if not any(side):
            raise Refused(Problem(path, 0, "this file is empty"))
    columns = [Column(path.name, code or _language(path), "text") for path, code in zip(paths, codes, strict=True)]
    return Grid(tuple(columns), tuple(lines), (), tuple(remark for each in decoded for remark in each.remarks))


def read_scored(data: bytes, path: Path, codes: Sequence[str] = (), encoding: str = "") -> Grid:
    """What hunalign or bertalign wrote: source, target and mostly a score in each line, the third column."""
    decoded = encodings.decode(data, path, codes, encoding)
    rows = [line.split("\t") for line in _lines(decoded.source.text)]
    wrong = next((n for n, row in enumerate(rows, 1) if any(row) and not _is_scored(row)), 0)
    if wrong:
        message = "this line is not source, tab, target, tab, score"
        raise Refused(decoded.source.problem_in(wrong, message, _SHAPE))
    lines = [
        Line(n, (_sentences(row[0]), _sentences(row[1]), row[2].strip() if len(row) > 2 else ""))
        for n, row in enumerate(rows, 1)
        if any(row)
    ]
    kept = [line for line in lines if line.cells[0] or line.cells[1]]
    if not any(line.cells[0] and line.cells[1] for line in kept):
        raise Refused(Problem(path, 0, "no line of this file has texts on both sides", advice=_SHAPE))
    width = 3 if any(line.cells[2] for line in kept) else 2
    columns = [Column(letter(n), holds="text" if n < 2 else "") for n in range(width)]
    return Grid(
        tuple(columns), tuple(Line(line.number, line.cells[:width]) for line in kept), (), tuple(decoded.remarks)
    )


def is_scored(text: str) -> bool:
    """Whether a text is what an aligner wrote: source, target and a score in every line."""
    rows = [line.split("\t") for line in _lines(text)]
    return any(row[2:] > [""] for row in rows) and all(len(row) == 3 and _is_scored(row) for row in rows)


def _is_scored(row: Sequence[str]) -> bool:
    return len(row) == 2 or (len(row) == 3 and bool(_SCORE.fullmatch(row[2]) or not row[2].strip()))


def _sentences(text: str) -> str:
    """One side of a line: its sentences with a space between them."""
    return cell(" ".join(filter(None, _JOINED.split(_PARAGRAPH.sub(" ", text).strip()))))


def _decoded(data: bytes, path: Path, code: str, encoding: str) -> Decoded:
    return encodings.decode(data, path, (code,) if code else (), encoding)


def _lines(text: str) -> list[str]:
    r"""The lines of a text, which end in `\n` and nothing else that Unicode calls a line break.

    Empty lines at the end do not count.
    """
    if "\n" not in text:
        text = text.replace("\r", "\n")
    return [line.removesuffix("\r") for line in text.rstrip("\r\n").split("\n")]


def _language(path: Path) -> str:
    """The language that a name ends in, like `corpus.it` and `corpus-it.txt`; empty if it names none."""
    parts = [part for part in re.split(r"[.\s_-]", path.name) if part]
    return next((code for part in parts[:0:-1] if (code := named(part)) and part != "txt"), "")
