"""Pairs for other programs, which our own readers give back, and notes that Anki takes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from projects import Output, Project

from deckgen.actions.export import WRITERS
from deckgen.text.formats.rows_writer import Outgoing
from deckgen.text.given import Said, load_rows

Run = Callable[..., Output]

# Random letters look like text that was encoded twice, which is mended; words do not.
WORDS = st.text("abcdefghilmnoprstuvzABCàèìòùáčďěíňóřšťúůýž", min_size=1, max_size=7)
SIGNS = st.sampled_from(
    [
        "",
        "\xa0",
        "0",
        "12",
        ".",
        ",",
        ";",
        ":",
        "!",
        "?",
        "…",
        "-",
        "–",
        "(",
        ")",
        "&",
        "<",
        ">",
        "=",
        "+",
        "@",
        "'",
        '"',
        "|",
        "/",
        "*",
        "#",
        "<b>",
        "&amp;",
        "\t",
    ]
)
TEXT = (
    st.lists(st.one_of(WORDS, SIGNS), min_size=1, max_size=8)
    .map(lambda words: " ".join(filter(None, words)))
    .map(str.strip)
    .filter(lambda text: any(map(str.isalpha, text)) and "\t" not in text)
)
COLUMNS = Said(columns={"it": "it", "cs": "cs"})


@pytest.mark.parametrize("suffix", WRITERS)
@settings(deadline=None, max_examples=40)
@given(data=st.data())
def test_our_own_reader_gives_the_same_pairs_back(
    suffix: str, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    texts = data.draw(st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=6))
    pairs = [Outgoing(f"x-{n}", *two) for n, two in enumerate(texts)]
    path = tmp_path_factory.mktemp("export") / f"pairs{suffix}"
    path.write_bytes(WRITERS[suffix](pairs, ("it", "cs")))
    found = load_rows(path, ("it", "cs"), COLUMNS).rows
    assert [(row.front, row.back) for row in found.rows] == texts


@pytest.mark.parametrize("suffix", WRITERS)
def test_sections_and_notes_come_back_too(suffix: str, tmp_path: Path) -> None:
    pairs = [
        Outgoing("x-a", "Il pane è caldo.", "Chléb je teplý.", "Il forno", "appena sfornato", 0.4),
        Outgoing("x-b", "=1+2", "-5 °C & <víc>", "Il forno"),
    ]
    path = tmp_path / f"pairs{suffix}"
    path.write_bytes(WRITERS[suffix](pairs, ("it", "cs")))
    found = load_rows(path, ("it", "cs"), COLUMNS).rows
    assert [(row.front, row.back, row.section, row.note) for row in found.rows] == [
        (pair.front, pair.back, pair.section, pair.note) for pair in pairs
    ]


def test_nothing_in_a_workbook_is_a_formula(tmp_path: Path) -> None:
    path = tmp_path / "pairs.xlsx"
    path.write_bytes(WRITERS[".xlsx"]([Outgoing("x-a", "=HYPERLINK(1)", "@SUM(A1)\x07")], ("it", "cs")))
    (sheet,) = load_workbook(path).worksheets
    assert [(cell.value, cell.data_type) for cell in sheet[2]][:2] == [("=HYPERLINK(1)", "s"), ("@SUM(A1)", "s")]


def test_export_writes_what_is_in_use(project: Project, deckgen: Run) -> None:
    said = deckgen("export", "-o", "pairs.tmx", at=project.root)
    assert said.code == 0
    assert said.out.startswith("pairs.tmx: ")
    assert (project.root / "pairs.tmx").read_bytes().startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n<tmx')


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("export",), "say where to write"),
        (("export", "-o", "pairs.doc"), "`.doc` is not a format that deckgen exports"),
        (("export", "-o", "pairs"), "`pairs` is not a format that deckgen exports"),
    ],
)
def test_what_cannot_be_exported_is_said(
    project: Project, deckgen: Run, arguments: tuple[str, ...], message: str
) -> None:
    said = deckgen(*arguments, at=project.root)
    assert (said.code, message in said.err, "→" in said.err) == (2, True, True)
