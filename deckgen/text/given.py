"""A file as a person has it → the text that a project keeps of it: as it is, as Markdown made from it, or as rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from deckgen.files.disk import contents
from deckgen.files.source import Problem, Refused, Source
from deckgen.languages.language import FALLBACK
from deckgen.languages.recognition import recognised
from deckgen.text import documents, encodings, kinds, rows, tables
from deckgen.text.blocks import Reading
from deckgen.text.documents import Document
from deckgen.text.formats.markdown_writer import written
from deckgen.text.grid import Grid
from deckgen.text.kinds import Kind
from deckgen.text.rows import Rows
from deckgen.text.suffixes import ROWS

Reader = Callable[[bytes, Path, str], Reading]

_KEPT_AS = {"md": ".md", "srt": ".srt", "vtt": ".vtt", "ass": ".ass"}  # of the texts that are kept as they are
_TEXTS = frozenset({"txt", "tsv", "csv", "anki", *_KEPT_AS})
_EITHER = FALLBACK  # a language in which a text is read to see what language it is in


@dataclass(frozen=True)
class Said:
    """What a person said of a file: what it is, in which encoding, which columns and which sheet; empty for nothing.

    `columns` names the column of each language.
    """

    kind: str = ""
    encoding: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    sheet: str = ""


@dataclass(frozen=True)
class Given:
    """A document that was read, and the text to keep of it: that of the file, or Markdown with its blocks.

    `remarks` say how it was read, where that is not as usual.
    """

    source: Source
    document: Document
    remarks: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class GivenRows:
    """A file with both languages: its rows with the lines of the text to keep, and the file that it was made from."""

    source: Source
    rows: Rows
    original: Path | None = None


def load(path: Path, code: str, said: Said | None = None) -> Given:
    """Read the document at `path` in the language `code`, by what is in it; refused if it cannot be read."""
    source, reading, remarks = _text(path, code, said or Said())
    document = replace(documents.parse(source, code), path=path)
    if reading:
        document = replace(document, original=path, omissions=reading.omissions)
    return Given(source, document, remarks)


def _text(path: Path, code: str, said: Said) -> tuple[Source, Reading | None, tuple[Problem, ...]]:
    """The text to keep of a document, the reading that it was made from, if it was, and remarks on its encoding."""
    data = _contents(path)
    kind = _kind(data, path, said)
    if kind.name in _TEXTS:
        decoded = encodings.decode(data, path, (code,), said.encoding)
        kept_as = path.with_suffix(_KEPT_AS.get(kind.name, ".txt"))
        return replace(decoded.source, path=kept_as), None, decoded.remarks
    if kind.holds == "rows":
        advice = "give it once, without the other file: it holds both languages"
        raise Refused(Problem(path, 0, f"this is {kind.called}", advice=advice))
    reading = _reader(kind.name)(data, path, code)
    return Source(path.with_suffix(".md"), written(reading.blocks)), reading, ()


def kept(path: Path, code: str) -> Given:
    """The document that a project keeps at `path`."""
    decoded = encodings.read(path, (code,))
    return Given(decoded.source, documents.parse(decoded.source, code), decoded.remarks)


def kind_of(path: Path, said: Said | None = None) -> Kind:
    """What the file at `path` is."""
    return _kind(_contents(path), path, said or Said())


def language_of(path: Path, said: Said | None = None) -> str:
    """The code of the language that the document at `path` is in; empty if that cannot be told."""
    said = said or Said()
    source, _, _ = _text(path, _EITHER, replace(said, kind="txt") if said.kind == "lines" else said)
    return recognised(source.text)


# ------------------------------------------------------------------ both languages in one file


def load_rows(path: Path, wanted: Sequence[str] = (), said: Said | None = None) -> GivenRows:
    """Read the pairs in the file at `path`, in the languages `wanted`, front first, or in the two that it has."""
    said = said or Said()
    grid = grid_of(path, said, wanted)
    return _given_rows(rows.taken(grid, rows.chosen(grid, path, wanted, said.columns), path), path)


def load_lines(files: Sequence[tuple[str, Path]], said: Said) -> GivenRows:
    """Read two files, given as (language, path), in which lines with the same number answer each other."""
    from deckgen.text.formats import lines

    (front, path), (back, other) = files
    grid = lines.read((_contents(path), _contents(other)), (path, other), (front, back), said.encoding)
    choice = rows.chosen(grid, path, (front, back), {front: "1", back: "2"})
    return _given_rows(rows.taken(grid, choice, path), path)


def _given_rows(found: Rows, path: Path) -> GivenRows:
    """The rows with the lines of the file that the project keeps."""
    source = Source(path.with_name(ROWS), rows.written(found))
    made = rows.parse(source, found.languages)
    return GivenRows(source, replace(made, omissions=found.omissions, remarks=found.remarks), path)


def kept_rows(path: Path, languages: rows.Languages) -> GivenRows:
    """The rows that a project keeps at `path`."""
    decoded = encodings.read(path, languages)
    found = rows.parse(decoded.source, languages)
    return GivenRows(decoded.source, replace(found, remarks=decoded.remarks))


def holds_both(path: Path, said: Said | None = None) -> bool:
    """Whether a file can hold both languages: a table, a translation memory, a document that is such a table."""
    said = said or Said()
    data = _contents(path)
    kind = _kind(data, path, said)
    return _has_rows(data, kind, said) or _table(data, path, kind) is not None


def grid_of(path: Path, said: Said, wanted: Sequence[str] = ()) -> Grid:
    """All columns and rows of the file at `path`; refused if it is no table.

    Its encoding is chosen by the languages `wanted`, where nothing else says it; without them by all that are known,
    whose dictionaries take seconds to load and half a gigabyte.
    """
    data = _contents(path)
    kind = _kind(data, path, said)
    if _has_rows(data, kind, said):
        return _rows(data, path, kind, said, tuple(wanted) or tuple(said.columns))
    grid = _table(data, path, kind)
    if grid is None:
        raise Refused(Problem(path, 0, f"this is {kind.called}, with one language in it", advice=_BOTH))
    return grid


def _has_rows(data: bytes, kind: Kind, said: Said) -> bool:
    """Whether a file is read as rows: by its kind, by what a person said, or as a text with a tab in each line.

    A text of few such lines is not recognised as a table, but if both languages are to be in it, it is one.
    """
    if kind.holds == "rows" or kind.name not in _TEXTS:
        return kind.holds == "rows"
    lines = [line.strip() for line in data.splitlines() if line.strip()]
    return bool(said.columns) or (bool(lines) and all(b"\t" in line for line in lines))


def _rows(data: bytes, path: Path, kind: Kind, said: Said, codes: Sequence[str]) -> Grid:
    """The rows of a file, by the reader of its format, which is loaded only where there is such a file."""
    match kind.name:
        case "xlsx":
            from deckgen.text.formats import xlsx

            return xlsx.read(data, path, said.sheet)
        case "ods":
            from deckgen.text.formats import ods

            return ods.read(data, path, said.sheet)
        case "tmx":
            from deckgen.text.formats import tmx

            return tmx.read(data, path)
        case "xliff":
            from deckgen.text.formats import xliff

            return xliff.read(data, path)
        case "lines":
            from deckgen.text.formats import lines

            return lines.read_scored(data, path, codes, said.encoding)
    from deckgen.text.formats import delimited

    return delimited.read(data, path, codes, said.encoding)


_BOTH = "give it and its translation: LANG=FILE LANG=FILE"


def _table(data: bytes, path: Path, kind: Kind) -> Grid | None:
    """A document that is one table with a column for each language; else None."""
    if kind.name in _TEXTS:
        return None
    return tables.grid(_reader(kind.name)(data, path, _EITHER))


# ------------------------------------------------------------------ kinds


def _contents(path: Path) -> bytes:
    """The bytes of a file; an address of a web page is answered with how to save it."""
    if kinds.is_address(str(path)) and not path.exists():
        raise Refused(kinds.of("address").refusal(path))
    return contents(path)


def _kind(data: bytes, path: Path, said: Said) -> Kind:
    kind = kinds.of(said.kind) if said.kind else kinds.kind(data, path.name)
    if kind.advice:
        raise Refused(kind.refusal(path))
    return kind


def _reader(name: str) -> Reader:
    """The reader of a format; loaded only where there is such a file."""
    from deckgen.text.formats import docx, epub, html, odt, pdf

    return {"docx": docx.read, "odt": odt.read, "epub": epub.read, "html": html.read, "pdf": pdf.read}[name]
