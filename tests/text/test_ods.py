"""OpenDocument spreadsheets: cells as they are shown, nothing hidden unnamed."""

from __future__ import annotations

import time
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from readings import archive
from tables import cells, columns, grids, is_read_or_refused, left_out, table

from deckgen.files.source import Refused
from deckgen.text.formats import ods
from deckgen.text.grid import Grid

BOOK = Path("lista.ods")
SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
)


def book(rows: str) -> bytes:
    """A document with one sheet that holds these rows; elements of tables and texts are written without namespaces."""
    for prefix, names in (
        ("table", ("table-row", "table-cell", "table-column", "covered-table-cell")),
        ("text", ("p", "s", "span", "a", "tab", "line-break")),
    ):
        for name in names:
            for mark in ("<", "</"):
                for end in (">", " ", "/>"):
                    rows = rows.replace(f"{mark}{name}{end}", f"{mark}{prefix}:{name}{end}")
    inside = f"<table:table table:name='Uno'>{rows}</table:table>"
    body = f"<office:body><office:spreadsheet>{inside}</office:spreadsheet></office:body>"
    return archive({"content.xml": f"<office:document-content {SPACES}>{body}</office:document-content>"})


def row(*texts: str, more: str = "") -> str:
    found = "".join(f"<table-cell><p>{text}</p></table-cell>" for text in texts)
    return f"<table-row {more}>{found}</table-row>"


def read(data: bytes, name: str = "") -> Grid:
    return ods.read(data, BOOK, name)


def paragraphs(text: str) -> str:
    """A text as LibreOffice writes it: a paragraph for each line, spaces as elements."""
    return "</p><p>".join(escape(line).replace(" ", "<s/>").replace("\t", "<tab/>") for line in text.split("\n"))


@given(rows=grids("abě\n\t;,\"'“ <&"))
@settings(deadline=None, max_examples=50)
def test_what_is_written_is_read_again(rows: list[tuple[str, ...]]) -> None:
    assert cells(read(book("".join(row(*map(paragraphs, each)) for each in rows)))) == rows


def test_a_document_of_libreoffice() -> None:
    grid = ods.read(*table("lezione.ods"))
    assert columns(grid) == [
        ("Capitolo", "", "section"),
        ("Italiano", "it", "text"),
        ("Čeština", "cs", "text"),
        ("Data", "", ""),
    ]
    assert [(line.number, *line.cells) for line in grid.lines] == [
        (3, "La frutta", "Le pesche sono mature.", "Broskve jsou zralé.", "3.6.2025"),
        (5, "", "Quanto costa?\nDue euro al chilo.", "Kolik to stojí?\nDvě eura za kilo.", "2.5"),
        (6, "", "Ne prendo un chilo.", "Vezmu si kilo.", ""),
        (7, "Il pane", "’Ndemo, il pane  è caldo!", "Pojďme, chléb je teplý!", "TRUE"),
    ]
    assert left_out(grid) == [
        (1, "title of the table", "Lezione 7: al mercato"),
        (2, "hidden column E", "Note"),
        (3, "comment", "broskve, nebo rybolov?"),
        (4, "hidden", "Questa riga è nascosta. Tento řádek je skrytý."),
    ]
    assert [remark.message for remark in grid.remarks] == [
        "the sheet “Frasi” is read; texts are also in “Vecchie” (hidden)"
    ]


@pytest.mark.parametrize("name", ["Vecchie", "3"])
def test_a_sheet_is_chosen_by_name_or_number(name: str) -> None:
    assert cells(ods.read(*table("lezione.ods"), name)) == [("Buongiorno", "Dobrý den"), ("Buonanotte", "Dobrou noc")]


@pytest.mark.parametrize(
    ("rows", "shown"),
    [
        (
            "<table-row><table-cell table:number-columns-repeated='2'><p>uno</p></table-cell></table-row>",
            [("uno", "uno")],
        ),
        (row("uno", "jedna", more="table:number-rows-repeated='2'"), [("uno", "jedna")] * 2),
        (
            row("uno", "jedna") + row("", "", more="table:number-rows-repeated='1048574'") + row("due", "dvě"),
            [("uno", "jedna"), ("due", "dvě")],
        ),
        (row("u<span>n</span>o<s text:c='2'/>x", "a<line-break/>b"), [("uno  x", "a\nb")]),
        (row("<a>uno</a>", "jedna", "#N/A", "Err:502"), [("uno", "jedna")]),
        (
            "<table-row><table-cell office:string-value='uno'/><table-cell office:value='2.5'/></table-row>",
            [("uno", "2.5")],
        ),
        (
            row("uno").replace("</table-row>", "<covered-table-cell><p>no</p></covered-table-cell></table-row>")
            + row("due", "dvě"),
            [("uno", ""), ("due", "dvě")],
        ),
        ("<table:table-header-rows>" + row("uno", "jedna") + "</table:table-header-rows>", [("uno", "jedna")]),
        (
            "<table:shapes><table:table>" + row("no", "ne") + "</table:table></table:shapes>" + row("uno", "jedna"),
            [("uno", "jedna")],
        ),
    ],
)
def test_cells(rows: str, shown: list[tuple[str, ...]]) -> None:
    assert cells(read(book(rows))) == shown


def test_a_million_equal_rows_cost_little() -> None:
    start = time.perf_counter()
    more = "table:number-rows-repeated='1048576'"
    grid = read(
        book(
            row("uno", "jedna", more=more) * 20
            + f"<table-row {more}><table-cell table:number-columns-repeated='16384'><p>x</p></table-cell></table-row>"
        )
    )
    assert cells(grid)[0][:2] == ("uno", "jedna")
    assert len(grid.columns) == 256
    assert time.perf_counter() - start < 10


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"ciao", "not a whole zip file"),
        (archive({"a": "b"}), "not an OpenDocument spreadsheet"),
        (archive({"content.xml": "x", "META-INF/manifest.xml": "<m><encryption-data/></m>"}), "password"),
        (archive({"content.xml": "<a>"}), "content.xml: this is not well-formed"),
        (archive({"content.xml": "<a/>"}), "no sheets"),
        (archive({"content.xml": '<!DOCTYPE a [<!ENTITY a "b"><!ENTITY c "&a;&a;">]><a>&c;</a>'}), "entity bomb"),
        (book(row("uno")), "only one column"),
        (book(row("uno", "jedna", more="table:visibility='collapse'")), "only one column"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(data: bytes, message: str) -> None:
    with pytest.raises(Refused, match=message) as refused:
        read(data)
    assert refused.value.problems[0].advice


@given(seed=st.integers(0, 2**32), inside=st.booleans())
@settings(deadline=None, max_examples=60)
def test_a_damaged_document_is_read_or_refused(seed: int, inside: bool) -> None:
    is_read_or_refused(ods.read, *table("lezione.ods"), seed, inside=inside)
