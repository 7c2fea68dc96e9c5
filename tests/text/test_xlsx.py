"""Excel workbooks: cells as they are shown, nothing hidden unnamed, nothing hostile opened."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from readings import archive
from tables import cells, columns, grids, is_read_or_refused, left_out, table

from deckgen.files.source import Refused
from deckgen.text.formats import xlsx
from deckgen.text.grid import Grid

BOOK = Path("lista.xlsx")
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def book(rows: list[tuple[object, ...]]) -> bytes:
    """A workbook of openpyxl with one sheet."""
    made = openpyxl.Workbook()
    for row in rows:
        made.worksheets[0].append(row)
    written = io.BytesIO()
    made.save(written)
    return written.getvalue()


def changed(data: bytes, parts: Mapping[str, str | bytes]) -> bytes:
    """A workbook with other parts."""
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        return archive({name: old.read(name) for name in old.namelist()} | dict(parts))


def sheet(rows: str, before: str = "", after: str = "", prolog: str = "") -> bytes:
    """A workbook whose sheet holds these rows."""
    xml = f'{prolog}<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'
    return changed(book([("a", "b")]), {"xl/worksheets/sheet1.xml": xml})


def inline(row: int, *texts: str, more: str = "") -> str:
    found = "".join(f'<c t="inlineStr"><is><t>{text}</t></is></c>' for text in texts)
    return f'<row r="{row}"{more}>{found}</row>'


def read(data: bytes, name: str = "") -> Grid:
    return xlsx.read(data, BOOK, name)


# openpyxl writes `_x000D_` as it is, and Excel reads it as a control character.
@given(rows=grids("abě\n\t;,\"'“_x0="))
@settings(deadline=None, max_examples=50)
def test_what_openpyxl_writes_is_read_again(rows: list[tuple[str, ...]]) -> None:
    assert cells(read(book(list(rows)))) == rows


def test_a_workbook_of_xlsxwriter() -> None:
    grid = xlsx.read(*table("spesa.xlsx"))
    assert columns(grid) == [
        ("N.", "", ""),
        ("IT", "it", "text"),
        ("CZ", "cs", "text"),
        ("Poznámka", "", "note"),
        ("Link", "", ""),
    ]
    assert [(line.number, *line.cells) for line in grid.lines] == [
        (2, "1", "Il latte è finito.", "Mléko došlo.", "2025-03-04", ""),
        (3, "2", "Prendo due bottiglie.", "Vezmu dvě láhve.", "", ""),
        (4, "3", "Il resto è giusto.", "Drobné\njsou správně.", "TRUE", ""),
        (6, "5", "'Sto arrivando!", "Už jdu!", "", "https://example.org/a"),
        (7, "6", "Apre alle otto.", "Otevírá v osm.", "unita", ""),
        (8, "7", "Chiude alle sei.", "Zavírá v šest.", "", ""),
    ]
    assert left_out(grid) == [
        (3, "comment", "láhve, nebo lahve?"),
        (3, "hidden column H", "segreto"),
        (5, "hidden", "4 Questa riga è filtrata. Tento řádek je odfiltrovaný."),
    ]
    (remark,) = grid.remarks
    assert remark.message == "the sheet “Spesa” is read; texts are also in “Nascosto” (hidden), “Saluti”"
    assert "--sheet" in remark.advice


@pytest.mark.parametrize("name", ["Saluti", "saluti", "4"])
def test_a_sheet_is_chosen_by_name_or_number(name: str) -> None:
    grid = xlsx.read(*table("spesa.xlsx"), name)
    assert cells(grid) == [("Ciao", "Ahoj"), ("A domani", "Na shledanou zítra")]
    assert grid.remarks == ()


@pytest.mark.parametrize("name", ["Boh", "0", "5", "99999999999"])
def test_a_sheet_that_is_not_there_is_refused_with_those_that_are(name: str) -> None:
    with pytest.raises(Refused, match="no sheet called") as refused:
        xlsx.read(*table("spesa.xlsx"), name)
    assert refused.value.problems[0].advice == "it has “Vuoto”, “Spesa”, “Nascosto” (hidden), “Saluti”"


def test_a_workbook_of_openpyxl_with_dates_from_1904() -> None:
    grid = xlsx.read(*table("porto.xlsx"))
    assert cells(grid) == [
        ("La nave parte all’alba.", "Loď odplouvá za úsvitu.", "2025-11-05"),
        ("Il faro è spento.", "Maják nesvítí.", "0.3"),
        ("Chi guida?", "Kdo řídí?", "08:30:00"),
        ("Il porto è vicino.", "Přístav je blízko.", ""),
        ("", "Blízko je přístav.", ""),
        ("Riga uno\nriga due", "Řádek jedna\nřádek dvě", ""),
    ]
    assert left_out(grid) == [(2, "comment", "nesvítí, nebo zhasl?")]
    assert [remark.message for remark in grid.remarks] == [
        "formulas without a stored value are read as empty: 1, the first in A5"
    ]


def test_a_workbook_of_libreoffice() -> None:
    grid = xlsx.read(*table("lezione.xlsx"))
    assert columns(grid)[:3] == [("Capitolo", "", "section"), ("Italiano", "it", "text"), ("Čeština", "cs", "text")]
    assert [line.number for line in grid.lines] == [3, 5, 6, 7]
    assert grid.lines[2].cells == ("", "Ne prendo un chilo.", "Vezmu si kilo.", "")
    assert left_out(grid) == [
        (1, "title of the table", "Lezione 7: al mercato"),
        (2, "hidden column E", "Note"),
        (3, "comment", "broskve, nebo rybolov?"),
        (4, "hidden", "Questa riga è nascosta. Tento řádek je skrytý."),
    ]


@pytest.mark.parametrize(
    ("data", "rows"),
    [
        (
            sheet(inline(1, "uno", "jedna") + inline(2, "due", "dvě"), '<dimension ref="A1"/>'),
            [("uno", "jedna"), ("due", "dvě")],
        ),
        (sheet(inline(3, "uno", "a_x000D_\nb_x0009_c")), [("uno", "a\nb\tc")]),
        (sheet("<row><c t='str'><v>uno</v></c><c t='str'><f>A1</f><v>jedna</v></c></row>"), [("uno", "jedna")]),
        (
            sheet("<row><c t='str' r='B1'><v>uno</v></c><c t='e'><v>#N/A</v></c><c t='b'><v>0</v></c></row>"),
            [("uno", "FALSE")],
        ),
        (sheet("<row><c t='str'><v>uno</v></c><c><v>3</v></c><c><v>2.50</v></c></row>"), [("uno", "3", "2.5")]),
        (
            sheet(
                "<row><c t='inlineStr'><is><r><t>u</t></r><r><t>no</t></r><rPh sb='0' eb='1'><t>x</t></rPh></is></c>"
                "<c t='str'><v>jedna</v></c></row>"
            ),
            [("uno", "jedna")],
        ),
        (
            sheet(inline(1, "uno", "jedna"), after="<autoFilter ref='boh'/><extLst><ext uri='x'/></extLst>"),
            [("uno", "jedna")],
        ),
    ],
)
def test_cells(data: bytes, rows: list[tuple[str, ...]]) -> None:
    assert cells(read(data)) == rows


def test_a_workbook_whose_styles_openpyxl_refuses() -> None:
    data = changed(
        book([("uno", "jedna")]),
        {"xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><fonts><font><family val="99"/></font></fonts></styleSheet>'},
    )
    with pytest.raises(ValueError, match="stylesheet"):
        openpyxl.load_workbook(io.BytesIO(data), read_only=True)
    assert cells(read(data)) == [("uno", "jedna")]


def test_rows_and_columns_that_only_have_a_format_cost_little() -> None:
    empty = "".join(f'<row r="{n}"><c r="XFD{n}" s="0"/></row>' for n in range(2, 200_000))
    data = sheet(inline(1, "uno", "jedna") + empty)
    start = time.perf_counter()
    assert cells(read(data)) == [("uno", "jedna")]
    assert time.perf_counter() - start < 20  # on a busy machine; openpyxl alone would build 3 200 million cells


def test_columns_far_out_are_named() -> None:
    grid = read(
        sheet('<row><c t="str"><v>uno</v></c><c t="str"><v>jedna</v></c><c r="XFD1" t="str"><v>x</v></c></row>')
    )
    assert cells(grid) == [("uno", "jedna")]
    assert [remark.message for remark in grid.remarks] == [
        "only the first 256 columns are read, and there is something beyond them"
    ]


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"ciao", "not a whole zip file"),
        (archive({"a": "b"}), "not an Excel workbook"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, r"old Excel workbook \(.xls\)"),
        (sheet(inline(1, "&b;", "x"), prolog=BOMB), "entity bomb"),
        (changed(book([("a", "b")]), {"xl/workbook.xml": f"{BOMB}<workbook/>"}), "entity bomb"),
        (changed(book([("a", "b")]), {"xl/media/a.png": b"\0" * 2**25}), "zip bomb"),
        (sheet(inline(99999999999, "uno", "jedna")), "not numbered in order"),
        (sheet(inline(2, "uno", "jedna") + inline(1, "due", "dvě")), "not numbered in order"),
        (sheet("<row><c t='s'><v>999</v></c><c t='s'><v>0</v></c></row>"), "damaged"),
        (sheet(inline(1, "uno")), "only one column"),
        (sheet(""), "only one column"),
        (sheet(inline(1, "uno", "jedna", more=' hidden="1"')), "only one column"),
        (
            changed(book([("a", "b")]), {"xl/workbook.xml": '<workbook xmlns="http://purl.oclc.org/ooxml/x"/>'}),
            "Strict",
        ),
        (changed(book([("a", "b")]), {"xl/workbook.xml": f'<workbook xmlns="{MAIN}"/>'}), "no sheets"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(data: bytes, message: str) -> None:
    with pytest.raises(Refused, match=message) as refused:
        read(data)
    assert refused.value.problems[0].advice


@pytest.mark.parametrize("name", ["spesa.xlsx", "porto.xlsx", "lezione.xlsx"])
@given(seed=st.integers(0, 2**32), inside=st.booleans())
@settings(deadline=None, max_examples=60)
def test_a_damaged_workbook_is_read_or_refused(name: str, seed: int, inside: bool) -> None:
    is_read_or_refused(xlsx.read, *table(name), seed, inside=inside)


def test_backslashes_in_the_names_of_parts() -> None:
    with zipfile.ZipFile(io.BytesIO(book([("uno", "jedna")]))) as old:
        data = archive({name.replace("/", "\\"): old.read(name) for name in old.namelist()})
    assert cells(read(data)) == [("uno", "jedna")]


def test_a_prefix_for_the_namespace() -> None:
    rows = '<x:row r="1"><x:c t="str"><x:v>uno</x:v></x:c><x:c t="str"><x:v>jedna</x:v></x:c></x:row>'
    xml = f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData>{rows}</x:sheetData></x:worksheet>'
    assert cells(read(changed(book([("a", "b")]), {"xl/worksheets/sheet1.xml": xml}))) == [("uno", "jedna")]


def test_a_workbook_with_macros_is_read_and_they_are_not() -> None:
    types = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    data = book([("uno", "jedna")])
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        manifest = old.read("[Content_Types].xml").decode()
    assert types in manifest
    macros = manifest.replace(types, "application/vnd.ms-excel.sheet.macroEnabled.main+xml")
    parts = {"[Content_Types].xml": macros, "xl/vbaProject.bin": b"\xd0\xcf\x11\xe0 <x> &b;"}
    assert cells(read(changed(data, parts))) == [("uno", "jedna")]
