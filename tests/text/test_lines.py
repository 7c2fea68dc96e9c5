"""Lines that were aligned before: two files line by line, and what an aligner wrote."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tables import cells, columns, is_read_or_refused, table

from deckgen.files.source import Refused
from deckgen.text.formats import lines
from deckgen.text.grid import Grid

PATHS = (Path("corpus.it"), Path("corpus.cs"))


def read(front: str, back: str) -> Grid:
    return lines.read((front.encode(), back.encode()), PATHS)


def test_line_n_answers_line_n_and_empty_lines_keep_their_place() -> None:
    (front, first), (back, second) = table("moses.it"), table("moses.cs")
    grid = lines.read((front, back), (first, second))
    assert columns(grid) == [("moses.it", "it", "text"), ("moses.cs", "cs", "text")]
    assert [(line.number, *line.cells) for line in grid.lines] == [
        (1, "La porta è aperta.", "Dveře jsou otevřené."),
        (2, "", "Fouká vítr."),
        (3, "Entra pure.", "Jen pojď dál."),
        (4, "C’è qualcuno?", "Je tu někdo?"),
    ]


LINE = st.text("abč\u2028\x0b\x0c\t ", max_size=8).map(lambda text: text.strip() and f"x{text}x")


@given(rows=st.lists(st.tuples(LINE, LINE), min_size=1, max_size=8), newline=st.sampled_from(["\n", "\r\n"]))
@settings(deadline=None)
def test_only_line_feeds_end_lines(rows: list[tuple[str, str]], newline: str) -> None:
    rows.append(("fine", "konec"))
    front, back = ("\ufeff" + newline.join(side) + newline for side in zip(*rows, strict=True))
    shown = [tuple(cell.replace("\u2028", "\n") for cell in row) for row in rows if any(row)]
    assert cells(read(front, back)) == shown


def test_files_of_unequal_length_are_refused_with_both_numbers() -> None:
    with pytest.raises(Refused, match=r"it has 2 lines, and corpus\.cs has 1"):
        read("uno\ndue\n", "jedna\n")


@pytest.mark.parametrize(("front", "back"), [("", ""), ("\n\n", "\n\n"), ("", "\n")])
def test_empty_files_are_refused(front: str, back: str) -> None:
    with pytest.raises(Refused, match="empty"):
        read(front, back)


@pytest.mark.parametrize(
    ("name", "code"),
    [("Books.cs-it.it", "it"), ("train_cs.txt", "cs"), ("testo.txt", ""), ("it.txt", ""), ("a.ces", "cs")],
)
def test_the_language_is_what_a_name_ends_in(name: str, code: str) -> None:
    grid = lines.read((b"uno\n", b"due\n"), (Path(name), Path("b")))
    assert grid.columns[0].language == code
    assert lines.read((b"uno\n", b"due\n"), (Path(name), Path("b")), ("sk", "")).columns[0].language == "sk"


def test_what_hunalign_wrote() -> None:
    grid = lines.read_scored(*table("hunalign.txt"))
    assert [(line.number, *line.cells) for line in grid.lines] == [
        (1, "La porta è aperta.", "Dveře jsou otevřené.", "1.23"),
        (2, "Entra. Siediti.", "Pojď dál a sedni si.", "0.4"),
        (4, "", "Fouká vítr.", "-0.3"),
        (5, "C’è qualcuno?", "Je tu někdo?", "0.91"),
    ]
    assert lines.is_scored(table("hunalign.txt")[0].decode())


@pytest.mark.parametrize("score", ["0", "-0.3", "1e-05", "nan", "0,5", ""])
def test_scores(score: str) -> None:
    grid = lines.read_scored(f"uno\tjedna\t{score}\n".encode(), PATHS[0])
    assert cells(grid) == [("uno", "jedna", score) if score else ("uno", "jedna")]


@pytest.mark.parametrize("text", ["uno\n", "uno\tjedna\tdue\n", "a\tb\t1\tc\n"])
def test_other_tables_are_refused_at_their_line(text: str) -> None:
    assert not lines.is_scored(text)
    with pytest.raises(Refused, match="source, tab, target") as refused:
        lines.read_scored(f"ciao\tahoj\t1\n{text}".encode(), PATHS[0])
    assert (refused.value.problems[0].line, bool(refused.value.problems[0].advice)) == (2, True)


@given(seed=st.integers(0, 2**32))
@settings(deadline=None, max_examples=60)
def test_damaged_lines_are_read_or_refused(seed: int) -> None:
    is_read_or_refused(lines.read_scored, *table("hunalign.txt"), seed, inside=False)
