"""Blocks written as Markdown are read as the same blocks, whatever their text looks like."""

from __future__ import annotations

import itertools
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from readings import gold

from deckgen.files.characters import folded
from deckgen.text.blocks import Block
from deckgen.text.formats import docx, epub, html, markdown, odt
from deckgen.text.formats.markdown_writer import written

MARKS = st.sampled_from(
    re.split(
        " ",
        "# ## - + * 1. 2) 123456789. > | || |- :-: --|-- *a* _x_ __ ** ` `` ``` ~~ ~ ~~~ [a](b) ![a](b) [a][b] [a]:"
        " [ ] [x] [^1] [^1]: ^[n] <tag> </p> <br> <!-- --> <? <![CDATA[ <http://a.b> &amp; &#65; & {: {#id} {.c } } :::"
        " : :::note [!NOTE] [!INCLUDE --- === \\ \\\\ ! a b è 5 listopadu 0. Ahoj . , ( ) $ % @ é_é \u00a0 \u2028 \x85"
        " \x1c \f \v \x1b \u200b \u00ad \ufeff \u0301 \t \r \n",
    )
)
TEXTS = st.one_of(
    st.text(max_size=30),
    st.lists(MARKS, max_size=8).map("".join),
    st.lists(st.one_of(MARKS, st.text(max_size=3)), max_size=8).map(" ".join),
)
CODES = st.sampled_from(["it", "cs", "de"])


def block(texts: list[str], kind: str, level: int) -> Block:
    pieces = tuple((text, n) for n, text in enumerate(texts, 1))
    return Block(pieces, kind, level if kind == "heading" else 0)  # type: ignore[arg-type]


def cell(text: str, row: int, column: int) -> Block:
    return Block(((text, 1),), "cell", 0, row, column)


LINES = st.builds(
    block, st.lists(TEXTS, min_size=1, max_size=3), st.sampled_from(["paragraph", "heading", "item"]), st.integers(1, 6)
)
CELLS = st.builds(cell, TEXTS, st.integers(0, 4), st.integers(0, 4))


def seen(blocks: tuple[Block, ...]) -> list[tuple[str, str, int]]:
    """The text, kind and level of each block in which anything shows."""
    texts = ((folded(" ".join(folded(text) for text, _ in each.pieces)), each) for each in blocks)
    return [(text, each.kind, each.level) for text, each in texts if text]


@settings(deadline=None, max_examples=1500)
@given(st.lists(st.one_of(LINES, CELLS), max_size=6), CODES)
def test_any_text_comes_back(blocks: list[Block], code: str) -> None:
    assert seen(markdown.read(written(blocks), code).blocks) == seen(tuple(blocks))


@settings(deadline=None, max_examples=500)
@given(st.lists(TEXTS.map(folded).filter(bool), min_size=1, max_size=4), CODES)
def test_texts_as_readers_give_them_come_back_to_the_letter(texts: list[str], code: str) -> None:
    for kind in ("paragraph", "item", "heading", "cell"):
        blocks = [Block(((text, 1),), kind, int(kind == "heading"), n) for n, text in enumerate(texts, 1)]  # type: ignore[arg-type]
        back = markdown.read(written(blocks), code).blocks
        assert [(each.pieces[0][0], each.kind) for each in back] == [(text, kind) for text in texts]
        assert all(len(each.pieces) == 1 for each in back)


@settings(deadline=None, max_examples=300)
@given(st.lists(st.tuples(st.integers(1, 6), st.integers(1, 4)), min_size=1, max_size=12))
def test_the_rows_of_a_table_come_back(places: list[tuple[int, int]]) -> None:
    blocks = [cell(f"c{n}", *place) for n, place in enumerate(sorted(set(places)))]
    back = markdown.read(written(blocks), "it").blocks

    def rows(found: tuple[Block, ...]) -> list[list[str]]:
        return [[each.pieces[0][0] for each in row] for _, row in itertools.groupby(found, lambda each: each.row)]

    assert rows(back) == rows(tuple(blocks))
    assert written(back) == written(blocks)


@pytest.mark.parametrize(
    ("blocks", "text"),
    [
        ([], ""),
        ([block(["Il listino", "di maggio"], "heading", 2)], "## Il listino di maggio\n"),
        ([block(["Uno,", "due."], "paragraph", 0), block(["Tre."], "paragraph", 0)], "Uno,\ndue.\n\nTre.\n"),
        ([block(["Uno"], "item", 0), block(["due", "tre"], "item", 0)], "- Uno\n- due\n  tre\n"),
        ([block(["5. listopadu se zavírá."], "paragraph", 0)], "5\\. listopadu se zavírá.\n"),
        ([block(["Cena_1 je 3 < 4 & 5."], "paragraph", 0)], "Cena_1 je 3 < 4 & 5.\n"),
        ([block(["- *no* [x] #1"], "paragraph", 0)], "\\- \\*no\\* \\[x] #1\n"),
        ([block(["C#"], "heading", 1)], "# C\\#\n"),
        (
            [
                *(cell("Pane", 1, 1), cell("4|5", 1, 2), cell("Vino", 2, 1), cell("rosso", 2, 1)),
                *(cell("fine", 3, 2), cell("a", 5, 1)),
            ],
            "| Pane | 4\\|5 |\n| --- | --- |\n| Vino<br><br>rosso |  |\n|  | fine |\n\n| a |\n| --- |\n",
        ),
        ([cell("Pane", 0, 0), cell("Vino", 0, 0)], "| Pane |\n| --- |\n| Vino |\n"),
    ],
)
def test_a_person_can_read_what_is_written(blocks: list[Block], text: str) -> None:
    assert written(blocks) == text


@pytest.mark.parametrize(
    "name", ["bakery.docx", "bakery.odt", "bakery.html", "library.docx", "library.epub", "market.docx"]
)
def test_documents_come_back(name: str) -> None:
    data, path = gold(name)
    reader = {".docx": docx, ".odt": odt, ".html": html, ".epub": epub}[path.suffix]
    blocks = reader.read(data, path, "it").blocks
    back = markdown.read(written(blocks), "it").blocks
    assert seen(back) == seen(blocks)
    assert [bool(each.row) for each in back] == [bool(each.row) for each in blocks]
