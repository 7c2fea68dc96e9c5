"""TSV, CSV and exports of Anki: the delimiter found, quotation marks understood, no row swallowed."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tables import cells, columns, grids, is_read_or_refused, left_out, table

from deckgen.files.source import Refused
from deckgen.text.formats import delimited
from deckgen.text.grid import Grid

LIST = Path("frasi.csv")


def read(text: str) -> Grid:
    return delimited.read(text.encode(), LIST)


def written(rows: list[tuple[str, ...]], delimiter: str, quoting: int) -> str:
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter, quoting=quoting).writerows(rows)  # type: ignore[arg-type]
    return stream.getvalue()


# Delimiters do not stand beside line breaks in a cell here: such a cell can look like rows of its own.
CELLS = st.one_of(grids("abě\t;,|\"' "), grids("abě\n\"' "))


@given(
    rows=CELLS,
    delimiter=st.sampled_from("\t;,|"),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
@settings(deadline=None)
def test_what_programs_write_is_read_again(rows: list[tuple[str, ...]], delimiter: str, quoting: int) -> None:
    header = ("it", "cs", "note", "url", "id")[: len(rows[0])]
    stated = "" if delimiter == "\t" else f"sep={delimiter}\r\n"
    grid = read("\ufeff" + stated + written([header, *rows], delimiter, quoting))
    assert cells(grid) == rows
    assert [column.language for column in grid.columns[:2]] == ["it", "cs"]


@pytest.mark.parametrize("delimiter", "\t;,|")
@given(rows=grids("abcdeě. ", 4))
@settings(deadline=None, max_examples=50)
def test_the_delimiter_is_the_one_that_gives_regular_rows(delimiter: str, rows: list[tuple[str, ...]]) -> None:
    assert cells(read("\n".join(map(delimiter.join, rows)))) == rows


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        (
            "Ciao, bello;Ahoj, krásný\nSì, certo;Ano, jistě\n",
            [("Ciao, bello", "Ahoj, krásný"), ("Sì, certo", "Ano, jistě")],
        ),
        (
            "Ciao;Ahoj;Čau\nSì;Ano\n;;\n\nNo;Ne;Nikoli",
            [("Ciao", "Ahoj", "Čau"), ("Sì", "Ano", ""), ("No", "Ne", "Nikoli")],
        ),
        ("sep=,\r\nCiao,Ahoj\r\n", [("Ciao", "Ahoj")]),
        ("\ufeffCiao\tAhoj\rSì\tAno\r", [("Ciao", "Ahoj"), ("Sì", "Ano")]),
        ("Pane,;,Chléb\n", [("Pane,", ",Chléb")]),
        ('"Ciao, tu" , "Ahoj, ty"\n"Sì","Ano"\n', [("Ciao, tu", "Ahoj, ty"), ("Sì", "Ano")]),
        ('Dice "sì";Říká „ano“\nPane;Chléb', [('Dice "sì"', "Říká „ano“"), ("Pane", "Chléb")]),
        ("a1;L'acqua\u2028fredda;voda", [("a1", "L'acqua\nfredda", "voda")]),
    ],
)
def test_rows(text: str, rows: list[tuple[str, ...]]) -> None:
    assert cells(read(text)) == rows


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ('"Sì", disse.\t"Ano", řekl.\nEcco\tTady\n', [('"Sì", disse.', '"Ano", řekl.'), ("Ecco", "Tady")]),
        ('"Sì"\t"Ano"\nEcco\tTady\n', [('"Sì"', '"Ano"'), ("Ecco", "Tady")]),
        ('"Sì"\t"Ano"\n"Ecco"\t"Tady"\n', [("Sì", "Ano"), ("Ecco", "Tady")]),
        ('"Vieni\tPojď\nqui"\tsem\n', [('"Vieni', "Pojď"), ('qui"', "sem")]),
        ('"Vieni\nqui"\tPojď sem\nEcco\tTady', [("Vieni\nqui", "Pojď sem"), ("Ecco", "Tady")]),
        ('"Dice ""sì"""\tŘíká ano\nEcco\tTady', [('Dice "sì"', "Říká ano"), ("Ecco", "Tady")]),
        ("'Ndemo\t'k ránu\n", [("'Ndemo", "'k ránu")]),
        ('Da 5"\tPět "\n', [('Da 5"', 'Pět "')]),
    ],
)
def test_in_tsv_quotation_marks_are_text_unless_a_cell_needs_them(text: str, rows: list[tuple[str, ...]]) -> None:
    assert cells(read(text)) == rows


@pytest.mark.parametrize("delimiter", [";", ",", "|"])
@pytest.mark.parametrize("close", ["", 'schermo da 5"'])
def test_a_quotation_mark_that_never_closes_swallows_nothing(delimiter: str, close: str) -> None:
    rows = [("Pane", "Chléb"), ('"Vino', "Víno"), ("Acqua", "Voda"), ("Latte", "Mléko"), (close or "Sale", "x")]
    grid = read("\n".join(map(delimiter.join, rows)))
    assert cells(grid) == rows
    assert [(remark.line, remark.level) for remark in grid.remarks] == [(2, "warning")]


def test_rows_have_the_number_of_their_line() -> None:
    grid = read('it;cs\n\n"Uno\n\ndue";Jedna\r\nTre;Tři\n')
    assert [(line.number, line.cells[1]) for line in grid.lines] == [(3, "Jedna"), (6, "Tři")]


def test_cells_that_only_the_last_rows_have_are_named() -> None:
    rows = [f"Frase {n};Věta {n}" for n in range(20)]
    grid = read("\n".join([*rows, "Fine;Konec;scritto da Ada;2025"]))
    assert len(grid.columns) == 2
    assert left_out(grid) == [(21, "beyond the columns", "scritto da Ada 2025")]
    assert len(read("\n".join([*rows[:9], "Qui;Tady;nota", *rows[9:]])).columns) == 3


@pytest.mark.parametrize("text", ["Ciao\nAhoj\nPane\n", "Uno due.\nTre, quattro.\nCinque.\nSei.\n", "it\tcs\nPane\t\n"])
def test_one_column_is_refused_with_advice(text: str) -> None:
    with pytest.raises(Refused, match="only one column") as refused:
        read(text)
    assert refused.value.problems[0].advice


@pytest.mark.parametrize("text", ["", " \n", "sep=;\n", "#separator:tab\n#html:true\n"])
def test_an_empty_table_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="empty"):
        read(text)


def test_an_export_of_anki() -> None:
    grid = delimited.read(*table("anki.txt"))
    assert cells(grid) == [
        ("Il gatto\ndorme & russa.", "Kočka spí a chrápe."),
        ('Dice: "basta!"', "Říká: „dost!“"),
        ("# cancelletto", "# mřížka"),
    ]
    assert left_out(grid) == [(7, "sound", "kocka.mp3"), (8, "picture", "dost.png")]


@pytest.mark.parametrize(
    ("head", "row", "shown"),
    [
        ("#separator:Semicolon\n#html:false\n", "a <b> c;d", ("a <b> c", "d")),
        ("#separator:|\n", "uno|jedna [sound:a.mp3]", ("uno", "jedna")),
        ("#separator:Comma\n#html:true\n#deck:Corso\n", '"<div>uno,</div><div>due</div>",tři', ("uno,\ndue", "tři")),
        ("#html:true\n#tags column:3\n", "1 &lt; 2&nbsp;m\tje<br/>méně\ttag", ("1 < 2 m", "je\nméně")),
        ("#separator:tab\n#html:true\n", "a <i>b</i><script>c</script>\t<style>p {}</style>d<!-- e -->", ("a b", "d")),
    ],
)
def test_fields_of_anki(head: str, row: str, shown: tuple[str, ...]) -> None:
    assert cells(read(head + row + "\n")) == [shown]


def test_columns_that_anki_names() -> None:
    grid = read("#separator:tab\n#columns:Italiano\tČeština\tTags\n#tags column:3\nPane\tChléb\tcibo\n")
    assert columns(grid) == [("Italiano", "it", "text"), ("Čeština", "cs", "text")]


def test_a_comment_of_anki_is_named() -> None:
    assert left_out(read("#separator:tab\nPane\tChléb\n# finito\nVino\tVíno\n")) == [(3, "comment", "# finito")]


def test_excel_in_windows_1250() -> None:
    grid = delimited.read(*table("excel.csv"))
    assert columns(grid) == [("Čeština", "cs", "text"), ("Italiano", "it", "text"), ("Lekce", "", "section")]
    assert cells(grid)[1:3] == [
        ('Řekl: "Pojďte!"', 'Disse: "Venite!"', "1"),
        ("Příliš drahé,\nžádná sleva", "Troppo caro,\nniente sconto", "2"),
    ]
    assert [remark.message for remark in grid.remarks] == ["read as Windows-1250"]


@pytest.mark.parametrize("name", ["calc.csv", "calc.tsv"])
def test_tables_of_libreoffice(name: str) -> None:
    grid = delimited.read(*table(name))
    assert columns(grid)[:3] == [("Capitolo", "", "section"), ("Italiano", "it", "text"), ("Čeština", "cs", "text")]
    assert [line.number for line in grid.lines] == [3, 4, 5, 8, 9]
    assert grid.lines[2].cells[1:3] == ("Quanto costa?\nDue euro al chilo.", "Kolik to stojí?\nDvě eura za kilo.")
    assert left_out(grid) == [(1, "title of the table", "Lezione 7: al mercato")]


def test_a_dialogue_with_quotation_marks_over_several_rows() -> None:
    grid = delimited.read(*table("dialogo.tsv"))
    assert cells(grid)[:2] == [('"Vieni qui', "Pojď sem,"), ('subito", disse.', "hned,“ řekl.")]
    assert len(grid.lines) == 5


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "cp1250"])
def test_encodings(encoding: str) -> None:
    data = "Žluťoučký kůň běží.\tUn cavallo giallo corre.\nPříliš žluté\tTroppo giallo\n".encode(encoding)
    assert cells(delimited.read(data, LIST, ("it", "cs")))[0] == ("Žluťoučký kůň běží.", "Un cavallo giallo corre.")


@pytest.mark.parametrize("name", ["anki.txt", "calc.csv", "calc.tsv", "excel.csv", "dialogo.tsv"])
@given(seed=st.integers(0, 2**32))
@settings(deadline=None, max_examples=60)
def test_a_damaged_table_is_read_or_refused(name: str, seed: int) -> None:
    is_read_or_refused(delimited.read, *table(name), seed, inside=False)


@pytest.mark.parametrize(
    "text", ['"' * 300_000, '"a\n' * 100_000, '"a;b\n' * 50_000, " " * 200_000 + ';"', '";' * 200_000, '"a""' * 80_000]
)
def test_hostile_quotation_marks_take_no_time(text: str) -> None:
    try:
        read(f"uno;jedna\n{text}")
    except Refused as refused:
        assert refused.problems  # noqa: PT017
