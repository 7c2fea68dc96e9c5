"""Pairs in the rows of a table: which columns they are in, and the file that a project keeps of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deckgen.files.source import Refused, Source
from deckgen.text.grid import Column, Grid, Line
from deckgen.text.rows import Row, Rows, chosen, documents, parse, taken, written

PATH = Path("pane.xlsx")
ITALIAN = ("Il pane è già pronto.", "Chi arriva tardi non trova posto.", "Domani il forno resta chiuso.")
CZECH = ("Chléb už je hotový.", "Kdo přijde pozdě, nenajde místo.", "Zítra bude pekařství zavřené.")
GERMAN = ("Das Brot ist schon fertig.", "Wer zu spät kommt, findet keinen Platz.", "Morgen bleibt der Ofen kalt.")


def grid(*columns: tuple[Column, tuple[str, ...]]) -> Grid:
    lines = zip(*(texts for _, texts in columns), strict=True)
    return Grid(tuple(column for column, _ in columns), tuple(Line(n, cells) for n, cells in enumerate(lines, 1)))


def read(table: Grid, path: Path, wanted: tuple[str, ...] = (), columns: dict[str, str] | None = None) -> Rows:
    return taken(table, chosen(table, path, wanted, columns), path)


def texts(rows: Rows) -> list[tuple[str, str]]:
    return [(row.front, row.back) for row in rows.rows]


PAIRS = list(zip(ITALIAN, CZECH, strict=True))
BOTH = grid((Column("A"), CZECH), (Column("B"), ("1", "2", "3")), (Column("C"), ITALIAN))
THREE = grid((Column("A"), ITALIAN), (Column("B"), GERMAN), (Column("C"), CZECH))


def test_languages_are_recognised_from_the_texts() -> None:
    found = read(BOTH, PATH)
    assert (found.languages, texts(found)) == (("cs", "it"), [(theirs, ours) for ours, theirs in PAIRS])
    assert texts(read(BOTH, PATH, ("it", "cs"))) == PAIRS


def test_a_language_that_is_wanted_is_found_among_others() -> None:
    assert texts(read(THREE, PATH, ("it", "cs"))) == PAIRS
    assert read(THREE, PATH, ("de", "it")).languages == ("de", "it")


def test_the_header_decides_where_a_text_is_too_short_to_tell() -> None:
    short = grid((Column("x", "cs"), ("pivo",)), (Column("y", "it"), ("birra",)))
    assert texts(read(short, PATH, ("it", "cs"))) == [("birra", "pivo")]
    assert read(short, PATH).languages == ("cs", "it")


def test_a_header_that_the_texts_contradict_is_not_believed() -> None:
    """One program labels all languages but a few `en-US`."""
    labelled = grid((Column("en-US", "en"), ITALIAN), (Column("en-US 2", "en"), CZECH))
    assert texts(read(labelled, PATH, ("it", "cs"))) == PAIRS


def test_the_country_of_a_language_matters_only_among_several() -> None:
    one = grid((Column("it-IT", "it-IT"), ITALIAN), (Column("cs-CZ", "cs-CZ"), CZECH))
    assert texts(read(one, PATH, ("it", "cs"))) == PAIRS


def test_a_column_in_a_language_that_nobody_knows_is_the_one_that_is_left() -> None:
    strange = grid((Column("A"), ITALIAN), (Column("B"), ("Xqora wulu.", "Bimpo lexa zun.", "Oru tam.")))
    assert read(strange, PATH, ("it", "qaa")).languages == ("it", "qaa")


@pytest.mark.parametrize("columns", [{"it": "A", "cs": "C"}, {"it": "1", "cs": "3"}, {"cs": "c", "it": "a"}])
def test_columns_are_named_by_header_letter_or_number(columns: dict[str, str]) -> None:
    assert texts(read(THREE, PATH, ("it", "cs"), columns)) == PAIRS


@pytest.mark.parametrize(
    ("table", "wanted", "columns", "message", "advice"),
    [
        (THREE, (), {}, "its columns are in Italian and German and Czech", "--columns it=A,de=B"),
        (THREE, ("it", "sk"), {}, "no column is in Slovak", "--columns LANG=A,LANG=B"),
        (THREE, (), {"it": "A", "cs": "Z"}, "there is no column `Z`", "--columns LANG=A,LANG=B"),
        (grid((Column("A"), ITALIAN)), (), {}, "its columns are in Italian", "--columns it=A,LANG=COLUMN"),
        (grid((Column("A"), ("1", "2"))), (), {}, "its columns have no texts in two languages",
         "--columns LANG=COLUMN,LANG=COLUMN"),
        (grid((Column("A", "it"), ("Uno.", "")), (Column("B", "cs"), ("", "Dva."))), (), {},
         "no row has something in both languages", "is it the right file?"),
    ],
)  # fmt: skip
def test_a_choice_is_left_to_the_person(
    table: Grid, wanted: tuple[str, ...], columns: dict[str, str], message: str, advice: str
) -> None:
    with pytest.raises(Refused) as refused:
        read(table, PATH, wanted, columns)
    (problem,) = refused.value.problems
    assert problem.message == message
    assert problem.advice.endswith(advice)


def test_a_row_in_one_language_is_left_out_by_name() -> None:
    holed = grid((Column("A", "it"), ("Uno.", "Due.", " ")), (Column("B", "cs"), ("Jedna.", "", "Tři.")))
    found = read(holed, PATH, ("it", "cs"))
    assert texts(found) == [("Uno.", "Jedna.")]
    assert [(each.line, each.reason, each.text) for each in found.omissions] == [
        (2, "only in one language", "Due."),
        (3, "only in one language", "Tři."),
    ]


def test_sections_and_notes_come_along() -> None:
    table = grid(
        (Column("A", "it"), ("Uno.", "Due.")),
        (Column("B", "cs"), ("Jedna.", "Dvě.")),
        (Column("kapitola", holds="section"), ("Čísla", "")),
        (Column("poznámka", holds="note"), ("", "ženský\nrod")),
    )
    assert read(table, PATH, ("it", "cs")).rows == (
        Row("Uno.", "Jedna.", 1, section="Čísla"),
        Row("Due.", "Dvě.", 2, note="ženský rod"),
    )


# ------------------------------------------------------------------ the file of a project

CELL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\0"), min_size=1).filter(
    lambda text: text.strip() == text
)
WORDS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Z"]), max_size=12)


@given(st.lists(st.tuples(CELL, CELL, WORDS, WORDS), min_size=1, max_size=8))
def test_what_is_written_reads_back(cells: list[tuple[str, str, str, str]]) -> None:
    rows = Rows(("it", "cs"), tuple(Row(front, back, 0, *more) for front, back, *more in cells))
    again = parse(Source(Path("rows.tsv"), written(rows)), ("it", "cs"))
    assert [(r.front, r.back, r.section, r.note) for r in again.rows] == cells


def test_the_order_of_columns_is_free_and_lines_are_those_of_the_file() -> None:
    source = Source(Path("rows.tsv"), 'cs\tit\n\n"Chléb,\nmléko."\t"Pane, ""latte""."\nVoda.\tAcqua.\n')
    rows = parse(source, ("it", "cs"))
    assert rows.rows == (Row('Pane, "latte".', "Chléb,\nmléko.", 3), Row("Acqua.", "Voda.", 5))


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("it\tde\nUno.\tJedna.\n", [(1, "the first line must name the columns: it, cs")]),
        ("", [(1, "the first line must name the columns: it, cs")]),
        ("it\tcs\nUno.\tJedna.\tEins.\nDue.\tDvě.\nTre.\tTři.\tDrei.\n",
         [(2, "this row has 3 cells, the header 2"), (4, "this row has 3 cells, the header 2")]),
    ],
)  # fmt: skip
def test_every_line_that_is_no_row_is_named(text: str, problems: list[tuple[int, str]]) -> None:
    with pytest.raises(Refused) as refused:
        parse(Source(Path("rows.tsv"), text), ("it", "cs"))
    assert [(problem.line, problem.message) for problem in refused.value.problems] == problems


# ------------------------------------------------------------------ sentences


def test_a_row_is_split_only_if_both_sides_have_several_sentences() -> None:
    rows = Rows(
        ("it", "cs"),
        (
            Row("Entra. Chiudi la porta.", "Pojď dál a zavři dveře.", 2),
            Row("Siediti.\nVuoi un caffè?", "Sedni si. Dáš si kávu?", 3),
        ),
    )
    front, back = documents(rows, PATH)
    assert [(each.text, each.line, each.opens) for each in front.sentences] == [
        ("Entra. Chiudi la porta.", 2, True),
        ("Siediti.", 3, True),
        ("Vuoi un caffè?", 3, False),
    ]
    assert [each.text for each in back.sentences] == ["Pojď dál a zavři dveře.", "Sedni si.", "Dáš si kávu?"]
