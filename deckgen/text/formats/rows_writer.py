"""Pairs → files that other programs read: a table between tabs, a workbook, a translation memory."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from deckgen.files.xml import escaped

_WIDE, _NARROW = 60, 16  # characters
_EXTRA = ("section", "note", "doubt", "id")


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A pair with what is known of it."""

    id: str
    front: str
    back: str
    section: str = ""
    note: str = ""
    doubt: float = 0.0

    def cell(self, name: str) -> str:
        """What stands in a column, as text."""
        return (f"{self.doubt:g}" if self.doubt else "") if name == "doubt" else getattr(self, name)


def tsv(pairs: Sequence[Outgoing], languages: tuple[str, str]) -> bytes:
    """A table with a header, its cells between tabs, in UTF-8."""
    made = io.StringIO()
    csv.writer(made, "excel-tab", lineterminator="\n").writerows(_table(pairs, languages))
    return made.getvalue().encode("utf-8")


def xlsx(pairs: Sequence[Outgoing], languages: tuple[str, str]) -> bytes:
    """A workbook with one sheet and a header; every cell is text."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Pairs")
    sheet.freeze_panes = "A2"
    for n, row in enumerate(_table(pairs, languages)):
        cells = []
        for text in row:
            cell = WriteOnlyCell(sheet, value=_writable(text))
            cell.data_type = "s"  # even if it begins like a formula
            cell.font = Font(bold=n == 0)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cells.append(cell)
        for column in range(len(row) if n == 0 else 0):
            sheet.column_dimensions[get_column_letter(column + 1)].width = _WIDE if column < 2 else _NARROW
        sheet.append(cells)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def tmx(pairs: Sequence[Outgoing], languages: tuple[str, str], version: str) -> bytes:
    """A translation memory, TMX 1.4; `version` is that of this program."""
    return "".join(_tmx(pairs, languages, version)).encode("utf-8")


def _tmx(pairs: Sequence[Outgoing], languages: tuple[str, str], version: str) -> Iterator[str]:
    front, back = map(escaped, languages)
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4">\n'
    yield f'  <header creationtool="deckgen" creationtoolversion="{escaped(version)}" segtype="sentence"'
    yield f' o-tmf="deckgen" adminlang="en" srclang="{front}" datatype="plaintext"/>\n  <body>\n'
    for pair in pairs:
        yield f'    <tu tuid="{escaped(pair.id)}">\n' if pair.id else "    <tu>\n"
        yield f"      <note>{escaped(pair.note)}</note>\n" if pair.note else ""
        for name in ("section", "doubt"):
            if pair.cell(name):
                yield f'      <prop type="x-{name}">{escaped(pair.cell(name))}</prop>\n'
        for code, text in ((front, pair.front), (back, pair.back)):
            yield f'      <tuv xml:lang="{code}"><seg>{escaped(text)}</seg></tuv>\n'
        yield "    </tu>\n"
    yield "  </body>\n</tmx>\n"


def _table(pairs: Sequence[Outgoing], languages: tuple[str, str]) -> Iterator[tuple[str, ...]]:
    """The header, and the rows; a column that would be empty is left out."""
    extra = [name for name in _EXTRA if any(pair.cell(name) for pair in pairs)]
    yield (*languages, *extra)
    for pair in pairs:
        yield (pair.front, pair.back, *(pair.cell(name) for name in extra))


def _writable(text: str) -> str:
    """The text without control characters, which no workbook can hold."""
    return "".join(letter for letter in text if letter in "\n\t" or letter >= " ")
