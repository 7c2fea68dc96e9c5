"""Pairs that somebody gave in the rows of a table: which columns they are in, and the file that a project keeps."""

from __future__ import annotations

import csv
import io
import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from deckgen.files.characters import folded
from deckgen.files.source import Problem, Refused, Source
from deckgen.languages.language import FALLBACK, language, short
from deckgen.languages.recognition import may_be, recognised
from deckgen.text.blocks import Omission
from deckgen.text.documents import Document
from deckgen.text.formats.tabular import excerpt
from deckgen.text.grid import Column, Grid, Line
from deckgen.text.headers import letter
from deckgen.text.sentences import Sentence, sentences

_SECTION, _NOTE = "section", "note"
_SAMPLE = 4000  # letters of a column, from which its language is recognised
_CELLS = 1000  # of a column that are looked at
_WORDED = 0.5  # of the filled cells of a column of text have a word of letters
_WORD = re.compile(r"[^\W\d_]{2,}")

Languages = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Row:
    """Two texts that answer each other, the line that they are in, and what is said of them."""

    front: str
    back: str
    line: int
    section: str = ""
    note: str = ""


@dataclass(frozen=True)
class Rows:
    """The rows of a text with something on both sides, its languages, front first, and what was left out."""

    languages: Languages
    rows: tuple[Row, ...]
    omissions: tuple[Omission, ...] = ()
    remarks: tuple[Problem, ...] = ()


# ------------------------------------------------------------------ the file of a project


def written(rows: Rows) -> str:
    """The text of the file that a project keeps: a header with the languages, a row a line, cells between tabs."""
    extra = [name for name in (_SECTION, _NOTE) if any(getattr(row, name) for row in rows.rows)]
    made = io.StringIO()
    writer = csv.writer(made, "excel-tab", lineterminator="\n")
    writer.writerow((*rows.languages, *extra))
    writer.writerows((row.front, row.back, *(getattr(row, name) for name in extra)) for row in rows.rows)
    return made.getvalue()


def parse(source: Source, languages: Languages) -> Rows:
    """The rows in the file of a project; refused with every line that cannot be a row."""
    records = _records(source)
    _, header = next(records, (1, []))
    names = [name.strip() for name in header]
    if any(names.count(code) != 1 for code in languages):
        message = f"the first line must name the columns: {', '.join(languages)}"
        raise Refused(source.problem_in(1, message, "with a tab between them"))
    wrong = []
    lines = []
    for number, cells in records:
        if len(cells) > len(names) and any(cell.strip() for cell in cells[len(names) :]):
            advice = "a tab ends a cell; if a cell contains tabs or quotation marks, put it in quotation marks"
            wrong.append(source.problem_in(number, f"this row has {len(cells)} cells, the header {len(names)}", advice))
        lines.append(Line(number, tuple((*cells, *[""] * len(names))[: len(names)])))
    if wrong:
        raise Refused(*wrong)
    front, back = (names.index(code) for code in languages)
    extra = {name: names.index(name) for name in (_SECTION, _NOTE) if name in names}
    return _rows(lines, Choice(languages, (front, back), extra))


def _records(source: Source) -> Iterator[tuple[int, list[str]]]:
    """The records of a table between tabs, each with its first line."""
    reader = csv.reader(io.StringIO(source.text, newline=""), "excel-tab")
    csv.field_size_limit(max(csv.field_size_limit(), len(source.text) + 1))
    begun = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield begun, cells
            begun = reader.line_num + 1
    except csv.Error as error:
        raise Refused(source.problem_in(begun, "this row cannot be read", "is a quotation mark missing?")) from error


# ------------------------------------------------------------------ choosing columns


@dataclass(frozen=True)
class Choice:
    """The columns of a grid with the texts, their languages and places, front first, and what others hold."""

    languages: Languages
    places: tuple[int, int]
    extra: Mapping[str, int]


def chosen(grid: Grid, path: Path, wanted: Sequence[str] = (), columns: Mapping[str, str] | None = None) -> Choice:
    """The two columns that hold the languages `wanted`, front first; those of any two languages without them.

    `columns` names the column for each language, as a person gave them. Refused if that leaves a choice.
    """
    if columns:
        found = {code: _called(grid, path, name) for code, name in columns.items()}
    else:
        found = _by_language(grid, path, wanted)
    if missing := [code for code in wanted if code not in found]:
        raise Refused(_unclear(grid, path, f"no column is in {_names(missing)}"))
    order = list(wanted) or sorted(found, key=found.__getitem__)
    if len(order) != 2:
        message = f"its columns are in {_names(order)}" if order else "its columns have no texts in two languages"
        raise Refused(_unclear(grid, path, message, order))
    front, back = order
    extra = {name: n for name in (_SECTION, _NOTE) if (n := _holding(grid, name)) is not None}
    return Choice((front, back), (found[front], found[back]), extra)


def taken(grid: Grid, choice: Choice, path: Path) -> Rows:
    """The rows of a grid with something in both columns of a choice; refused if there are none."""
    made = _rows(grid.lines, choice)
    if not made.rows:
        raise Refused(Problem(path, 0, "no row has something in both languages", advice="is it the right file?"))
    return replace(made, omissions=(*grid.omissions, *made.omissions), remarks=grid.remarks)


def amount(grid: Grid, choice: Choice) -> int:
    """How many rows have something in both columns of a choice."""
    front, back = choice.places
    return sum(bool(line.cells[front].strip() and line.cells[back].strip()) for line in grid.lines)


def languages_of(grid: Grid) -> dict[str, int]:
    """The languages of the columns with text, each with its column; of several with one language the first.

    If a header names the languages of several columns, the others hold something else.
    """
    found: dict[str, int] = {}
    labelled = [n for n, column in enumerate(grid.columns) if column.language]
    for n in labelled if len(labelled) > 1 else range(len(grid.columns)):
        column = grid.columns[n]
        if column.holds in ("", "text") and _has_text(grid, n):
            code = _language(grid, n, column)
            if code:
                found.setdefault(code, n)
    return found


def _by_language(grid: Grid, path: Path, wanted: Sequence[str]) -> dict[str, int]:
    """The column of each language; refused if two columns may be the one that is wanted."""
    every = languages_of(grid)
    if not wanted:
        return every
    found = {code: n for code in wanted if (n := every.get(code, _only(every, short(code)))) is not None}
    rest = [code for code in wanted if code not in found]
    unknown = [n for n in range(len(grid.columns)) if n not in every.values() and _is_unknown(grid, n)]
    if len(rest) == len(unknown) == 1:  # too little text to recognise, or a language that nobody has words of
        found[rest[0]] = unknown[0]
    elif len(rest) == len(unknown) == 2 and not every:
        found = dict(zip(wanted, unknown, strict=True))
    return found


def _only(every: Mapping[str, int], code: str) -> int | None:
    """The only column in a language, whatever its country."""
    found = [n for each, n in every.items() if short(each) == code]
    return found[0] if len(found) == 1 else None


def _is_unknown(grid: Grid, n: int) -> bool:
    column = grid.columns[n]
    return not column.language and column.holds in ("", "text") and _has_text(grid, n)


def _language(grid: Grid, n: int, column: Column) -> str:
    """The language of a column: what its header says, unless its text is clearly in another one."""
    sample = _sample(grid, n)
    others = {each.language for each in grid.columns if each.language} | {FALLBACK}
    if column.language and may_be(sample, column.language, others - {column.language}):
        return column.language
    return recognised(sample) or column.language


def _sample(grid: Grid, n: int) -> str:
    taken: list[str] = []
    size = 0
    for line in grid.lines:
        if size > _SAMPLE:
            break
        taken.append(line.cells[n])
        size += len(taken[-1])
    return "\n".join(taken)


def _has_text(grid: Grid, n: int) -> bool:
    filled = list(itertools.islice((line.cells[n] for line in grid.lines if line.cells[n].strip()), _CELLS))
    return bool(filled) and sum(bool(_WORD.search(cell)) for cell in filled) >= _WORDED * len(filled)


def _holding(grid: Grid, name: str) -> int | None:
    return next((n for n, column in enumerate(grid.columns) if column.holds == name), None)


def _called(grid: Grid, path: Path, name: str) -> int:
    """The column that a person means: by its header, its letter or its number."""
    wanted = name.strip().casefold()
    for n, column in enumerate(grid.columns):
        if wanted in (column.name.casefold(), str(n + 1), letter(n).casefold()):
            return n
    raise Refused(_unclear(grid, path, f"there is no column `{name}`"))


def _names(codes: Iterable[str]) -> str:
    return " and ".join(language(code).english for code in codes)


def _unclear(grid: Grid, path: Path, message: str, codes: Sequence[str] = ()) -> Problem:
    """What to do where the columns leave a choice: the first row, and how to name two columns."""
    texts = [n for n in range(len(grid.columns)) if _has_text(grid, n)]
    shown = tuple(f"{grid.columns[n].name or letter(n)}: {excerpt(_first(grid, n))}" for n in texts[:6])
    places = [grid.columns[n].name or letter(n) for n in texts] + ["COLUMN"] * 2
    both = zip([*codes, "LANG", "LANG"][:2], places, strict=False)
    advice = "say which: --columns " + ",".join(f"{code}={place}" for code, place in both)
    return Problem(path, 0, message, shown, advice=advice)


def _first(grid: Grid, n: int) -> str:
    return next((line.cells[n] for line in grid.lines if line.cells[n].strip()), "")


# ------------------------------------------------------------------ rows


def documents(rows: Rows, path: Path) -> tuple[Document, Document]:
    """The sentences of both columns, with the lines of their rows; a row with one sentence on a side is not split."""
    columns: tuple[list[Sentence], list[Sentence]] = [], []
    for row in rows.rows:
        cells = [_sentences(text, code) for text, code in zip((row.front, row.back), rows.languages, strict=True)]
        if min(map(len, cells)) < 2:
            cells = [[folded(text)] for text in (row.front, row.back)]
        for column, texts in zip(columns, cells, strict=True):
            column += [Sentence(text, row.line, opens=not n) for n, text in enumerate(texts)]
    front, back = (
        Document(path, code, tuple(column), rows.omissions if side == 0 else ())
        for side, (code, column) in enumerate(zip(rows.languages, columns, strict=True))
    )
    return front, back


def _sentences(text: str, code: str) -> list[str]:
    return [folded(each) for line in text.splitlines() for each in sentences(line, code)]


def _rows(lines: Iterable[Line], choice: Choice) -> Rows:
    rows, omissions = [], []
    for line in lines:
        front, back = (line.cells[n].strip() for n in choice.places)
        more = {name: " ".join(line.cells[n].split()) for name, n in choice.extra.items()}
        if front and back:
            rows.append(Row(front, back, line.number, **more))
        elif front or back:
            omissions.append(Omission(line.number, "only in one language", excerpt(front or back)))
    return Rows(choice.languages, tuple(rows), tuple(omissions))
