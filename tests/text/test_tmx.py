"""Translation memories as TMX: what programs write, what the standard allows, and what is broken."""

from __future__ import annotations

import re
import time
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from readings import DOCUMENTS, damaged, read_or_refused, refused_quickly

from deckgen.files.source import Refused
from deckgen.text.formats import tmx
from deckgen.text.grid import Column, Grid

FOLDER = DOCUMENTS / "memories"
FILES = sorted(FOLDER.glob("*.tmx"))
PATH = Path("memory.tmx")
LANG = "xml:lang"


def variant(language: str, segment: str, attribute: str = LANG) -> str:
    return f'<tuv {attribute}="{language}"><seg>{segment}</seg></tuv>'


def unit(italian: str, czech: str = "a") -> str:
    return f"<tu>{variant('it', italian)}{variant('cs', czech)}</tu>"


def written(*units: str, source: str = "it", head: str = "", more: str = "") -> bytes:
    body = "\n".join(units)
    return f'{head}<tmx version="1.4"{more}>\n<header srclang="{source}"/><body>\n{body}</body></tmx>'.encode()


def rows(grid: Grid) -> list[tuple[str, ...]]:
    return [line.cells for line in grid.lines]


def names(grid: Grid) -> list[str]:
    return [column.name for column in grid.columns]


def left_out(grid: Grid) -> list[tuple[int, str, str]]:
    return [(each.line, each.reason, each.text) for each in grid.omissions]


def italian(segment: str) -> str:
    """What a segment says."""
    return rows(tmx.read(written(unit(segment)), PATH))[0][0]


# ------------------------------------------------------------------ what programs write


def test_the_toolkit_writes_what_is_read() -> None:
    grid = tmx.read((FOLDER / "po2tmx.tmx").read_bytes(), PATH)
    assert grid.columns == (
        Column("it", "it", "text"),
        Column("cs", "cs", "text"),
        Column("note", holds="note"),
    )
    assert rows(grid)[0] == (
        "Il pane è ancora caldo & croccante.",
        "Chléb je ještě teplý a křupavý.",
        "Detto al banco, non per telefono.",
    )
    assert rows(grid)[1] == ("Ordina", "Objednat", "")
    assert [line.number for line in grid.lines] == [6, 15, 23, 33, 41]
    assert (grid.omissions, grid.remarks) == ((), ())


@pytest.mark.parametrize("name", ["omegat.tmx", "omegat-1.tmx", "omegat-2.tmx"])
def test_every_memory_of_omegat_says_the_same(name: str) -> None:
    grid = tmx.read((FOLDER / name).read_bytes(), PATH)
    assert names(grid) == ["IT-IT", "CS-CZ", "note"]
    assert [column.language for column in grid.columns] == ["it", "cs", ""]
    assert rows(grid) == [
        ("Chiude alle sette di sera.", "Zavírá v sedm večer.", ""),
        ("Il forno", "Pekárna", ""),
        ("Il pane è ancora caldo, signora.", "Chléb je ještě teplý, paní.", "Řekne to pekař."),
    ]


def test_three_languages_are_three_columns() -> None:
    grid = tmx.read((FOLDER / "tmexchange.tmx").read_bytes(), PATH)
    assert grid.columns == tuple(
        Column(f"{code}-{code.upper().replace('CS', 'CZ')}", code, "text") for code in ("it", "cs", "de")
    )
    assert rows(grid)[1] == ("Ecco il resto & lo scontrino.", "Tady máte drobné a účtenku.", "")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "iso-8859-2", "utf-32"])
def test_encodings(encoding: str) -> None:
    declared = encoding.removesuffix("-sig").removesuffix("-le").removesuffix("-be")
    head = f'<?xml version="1.0" encoding="{declared}"?>\n<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n'
    text = written(unit("Il pane", "Chléb a máslo žluté"), head=head).decode()
    assert rows(tmx.read(text.encode(encoding), PATH)) == [("Il pane", "Chléb a máslo žluté")]


# ------------------------------------------------------------------ columns


def test_the_source_language_comes_first_and_the_others_as_they_appear() -> None:
    body = f"<tu>{variant('cs', 'dům')}{variant('de', 'Haus')}{variant('it-IT', 'casa')}</tu>"
    for source in ("it-IT", "IT_it", "it"):
        grid = tmx.read(written(body, source=source), PATH)
        assert names(grid) == ["it-IT", "cs", "de"]
        assert rows(grid) == [("casa", "dům", "Haus")]
    assert names(tmx.read(written(body, source="*all*"), PATH)) == ["cs", "de", "it-IT"]


def test_variants_of_a_language_stay_apart() -> None:
    grid = tmx.read(written(f"<tu>{variant('en-GB', 'lorry')}{variant('en-US', 'truck')}</tu>", source="en-US"), PATH)
    assert grid.columns == (Column("en-US", "en", "text"), Column("en-GB", "en", "text"))
    assert rows(grid) == [("truck", "lorry")]


def test_lang_is_read_as_xml_lang_is_and_however_it_is_written() -> None:
    first = f"<tu>{variant('IT_it', 'uno', 'lang')}{variant('cs-CZ', 'jedna')}</tu>"
    second = f"<tu>{variant('CS-cz', 'dva')}{variant('it-IT', 'due')}</tu>"
    grid = tmx.read(written(first, second, source="it-IT"), PATH)
    assert names(grid) == ["IT_it", "cs-CZ"]
    assert [column.language for column in grid.columns] == ["it", "cs"]
    assert rows(grid) == [("uno", "jedna"), ("due", "dva")]


def test_a_language_that_comes_late_is_empty_before() -> None:
    late = f"<tu>{variant('it', 'due')}{variant('de', 'zwei')}</tu>"
    assert rows(tmx.read(written(unit("uno", "jedna"), late), PATH)) == [("uno", "jedna", ""), ("due", "", "zwei")]


def test_what_is_missing_is_an_empty_cell() -> None:
    bodies = [
        "<tu><tuv xml:lang='it'/><tuv xml:lang='cs'><seg>a</seg></tuv></tu>",
        "<tu><tuv xml:lang='it'><seg/></tuv><tuv xml:lang='cs'><seg>b</seg></tuv></tu>",
        "<tu><tuv xml:lang='cs'><seg>c</seg></tuv></tu>",
    ]
    assert rows(tmx.read(written(*bodies), PATH)) == [("", "a"), ("", "b"), ("", "c")]


def test_of_several_texts_in_a_language_the_first_counts() -> None:
    twice = f"<tu>{variant('it', 'due')}{variant('cs', 'dva')}{variant('cs', 'dvě')}</tu>"
    alone = f"<tu>{variant('it', 'tre')}{variant('it', 'ben tre')}</tu>"
    grid = tmx.read(written(unit("uno", "jedna"), twice, alone), PATH)
    assert names(grid) == ["it", "cs"]
    assert rows(grid) == [("uno", "jedna"), ("due", "dva"), ("tre", "")]
    assert left_out(grid) == [
        (4, "another text in the same language", "dvě"),
        (5, "another text in the same language", "ben tre"),
    ]


def test_a_program_that_calls_both_languages_alike_gives_two_columns_without_a_language() -> None:
    bodies = [f"<tu>{variant('en-US', a)}{variant('en-US', b)}</tu>" for a, b in (("uno", "jedna"), ("due", "dva"))]
    grid = tmx.read(written(*bodies, source="en-US"), PATH)
    assert grid.columns == (Column("en-US", "", "text"), Column("en-US 2", "", "text"))
    assert rows(grid) == [("uno", "jedna"), ("due", "dva")]
    assert left_out(grid) == []


def test_a_language_that_is_not_said_has_a_name_all_the_same() -> None:
    grid = tmx.read(written("<tu><tuv><seg>uno</seg></tuv><tuv><seg>jedna</seg></tuv></tu>"), PATH)
    assert grid.columns == (Column("?", "", "text"), Column("? 2", "", "text"))


def test_sections_and_notes_are_the_last_columns() -> None:
    note = "<note>Detto piano.</note>"
    first = f'<tu>{note}<prop type="x-section">Al forno</prop>{variant("it", "a")}{variant("cs", "b")}</tu>'
    second = f'<tu><prop type="x-deckgen-section">In cassa</prop>{variant("it", "c")}{variant("cs", "d")}</tu>'
    third = f'<tu><prop type="x-other">no</prop>{variant("it", "e")}{variant("cs", "f")}</tu>'
    grid = tmx.read(written(first, second, third, source="cs"), PATH)
    assert [(column.name, column.holds) for column in grid.columns[2:]] == [("section", "section"), ("note", "note")]
    assert rows(grid) == [("b", "a", "Al forno", "Detto piano."), ("d", "c", "In cassa", ""), ("f", "e", "", "")]


@pytest.mark.parametrize("note", ["Context: menu", "src/banco.c:12", "Key=ok", "x-match: 100", "ID: 12"])
def test_notes_of_programs_are_named_and_left_out(note: str) -> None:
    grid = tmx.read(written(f"<tu><note>{note}</note>{variant('it', 'a')}{variant('cs', 'b')}</tu>"), PATH)
    assert rows(grid) == [("a", "b")]
    assert left_out(grid) == [(3, "note of a program", note)]


# ------------------------------------------------------------------ segments


@pytest.mark.parametrize(
    "code",
    [
        '<bpt i="1">&lt;b&gt;</bpt>',
        '<ept i="1">&lt;/b&gt;</ept>',
        "<ph>{0}</ph>",
        '<ph x="1" type="image"/>',
        '<it pos="begin">&lt;i&gt;</it>',
        "<ut>{\\cf1 </ut>",
        "<ph><![CDATA[<span class='break'>]]></ph>",
    ],
)
@pytest.mark.parametrize("around", ["Il pa{}ne", "{}Il pane", "Il pane{}", "Il {}pane"])
def test_codes_leave_no_trace(code: str, around: str) -> None:
    assert italian(around.format(code)) == around.format("")


@pytest.mark.parametrize(
    "code",
    [
        "<ph>&lt;br&gt;</ph>",
        "<ph>&lt;br /&gt;</ph>",
        "<ph x='1'>&lt;br0/&gt;</ph>",
        "<ph type='lb'/>",
        "<ph type='tab'></ph>",
        "<ph>\\n</ph>",
        "<ph>\\tab </ph>",
        "<ut>{\\line }</ut>",
        "<ph>&#9;</ph>",
        "<ph>\n</ph>",
        "<it pos='end'>&lt;/p&gt;</it>",
        "<ph>&lt;w:br/&gt;</ph>",
        "<ph>&lt;text:line-break/&gt;</ph>",
        "<ph>&amp;nbsp;</ph>",
        "<bpt i='1'>&lt;li class='a'&gt;</bpt>",
    ],
)
def test_a_code_that_breaks_a_line_is_a_space(code: str) -> None:
    assert italian(f"catalogo.{code}La casa") == "catalogo. La casa"
    assert italian(f"catalogo. {code} La casa") == "catalogo. La casa"
    assert italian(f"La casa{code}") == "La casa"


def test_marked_text_is_text_and_text_in_codes_is_left_out_by_name() -> None:
    body = unit("Il <hi type='b'>pane <ph>x</ph>nero</hi><ph>[<sub>nota a piè di pagina</sub>]</ph> caldo")
    grid = tmx.read(written(body), PATH)
    assert rows(grid)[0][0] == "Il pane nero caldo"
    assert left_out(grid) == [(3, "text inside a code", "nota a piè di pagina")]


def test_white_space_is_folded_unless_line_breaks_are_meant() -> None:
    assert italian("\n  Il pane\n  è\u00a0caldo\t ") == "Il pane è\u00a0caldo"
    kept = unit("  Prima  riga \r\n\tSeconda&#10;<bpt i='1'/>Terza\n")
    assert (
        rows(tmx.read(written(kept.replace("<tu>", "<tu xml:space='preserve'>")), PATH))[0][0]
        == "Prima riga\nSeconda\nTerza"
    )
    assert rows(tmx.read(written(kept, more=" xml:space='preserve'"), PATH))[0][0] == "Prima riga\nSeconda\nTerza"
    assert (
        rows(tmx.read(written(kept.replace("<seg>", "<seg xml:space='default'>"), more=" xml:space='preserve'"), PATH))[
            0
        ][0]
        == "Prima riga Seconda Terza"
    )


# ------------------------------------------------------------------ properties

# Any character that XML can hold, without white space that would be folded.
LETTERS = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")
TEXTS = st.text(LETTERS, max_size=30).map(lambda text: re.sub(" +", " ", text).strip(" "))
CODES = st.sampled_from(
    ["<bpt i='1'>&lt;b&gt;</bpt>", "<ph x='2'/>", "<ept i='1'/>", "<it>{</it>", "<hi></hi>", "<!-- -->"]
)


@given(st.lists(st.tuples(TEXTS, TEXTS, TEXTS), min_size=1, max_size=5))
def test_texts_come_back_exactly(texts: list[tuple[str, str, str]]) -> None:
    units = [
        "<tu>"
        + "".join(variant(code, escape(each)) for code, each in zip(("it", "cs", "de"), row, strict=True))
        + "</tu>"
        for row in texts
    ]
    grid = tmx.read(written(*units), PATH)
    assert rows(grid) == texts
    assert [line.number for line in grid.lines] == [*range(3, 3 + len(texts))]


@given(st.lists(st.tuples(TEXTS, CODES)))
def test_codes_between_texts_leave_the_texts(parts: list[tuple[str, str]]) -> None:
    plain = re.sub(" +", " ", "".join(text for text, _ in parts)).strip(" ")
    assert italian("".join(escape(text) + code for text, code in parts)) == plain


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
@settings(deadline=None, max_examples=100)
@given(seed=st.integers(0, 2**32))
def test_a_damaged_file_is_read_or_refused(path: Path, seed: int) -> None:
    read_or_refused(lambda: tmx.read(damaged(path.read_bytes(), seed), path))


def test_a_file_cut_at_any_byte_is_refused() -> None:
    data = (FOLDER / "tmexchange.tmx").read_bytes().rstrip()
    for end in range(len(data)):
        with pytest.raises(Refused):
            tmx.read(data[:end], PATH)


# ------------------------------------------------------------------ what is broken


def test_what_is_not_escaped_is_mended_and_said() -> None:
    grid = tmx.read(written(unit("pane & burro", "a < b"), unit("R&D", "M&amp;N")), PATH)
    assert rows(grid) == [("pane & burro", "a < b"), ("R&D", "M&N")]
    assert [problem.level for problem in grid.remarks] == ["warning"]
    assert "`&` is not escaped (2 ×)" in grid.remarks[0].message
    assert "`<` is not escaped (1 ×)" in grid.remarks[0].message


def test_a_sign_before_a_name_that_no_memory_has_is_text() -> None:
    assert rows(tmx.read(written(unit("se x<y & z", "<b>tučně")), PATH)) == [("se x<y & z", "<b>tučně")]


def test_entities_of_html_are_read_and_said() -> None:
    grid = tmx.read(written(unit("a&nbsp;b&nbsp;c", "&eacute;&forno;")), PATH)
    assert rows(grid) == [("a\u00a0b\u00a0c", "é&forno;")]
    assert "&nbsp; (2 ×)" in grid.remarks[0].message
    assert "&eacute; (1 ×)" in grid.remarks[0].message
    assert not tmx.read(written(unit("a&amp;&#233;b")), PATH).remarks


BOMB = '<!DOCTYPE tmx [<!ENTITY a "aaaaaaaaaa">' + "".join(
    f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (written(unit("&i;"), head=BOMB + "]>"), "entity bomb"),
        (written(unit("&e;"), head=f'<!DOCTYPE tmx [<!ENTITY e "{"x" * 100_000}">]>'), "entity bomb"),
        (written(unit("&e;"), head='<!DOCTYPE tmx [<!ENTITY e SYSTEM "file:///etc/hosts">]>'), "outside the file"),
        (written(unit("<hi>" * 100_000)), "nested"),
        (written("<tu>" * 100_000), "nested"),
        (b"<html><body><p>Il pane</p></body></html>", "<html> instead of <tmx>"),
        (b"<tu/>", "<tu> instead of <tmx>"),
        (b"", "ends too early"),
        (written(), "no texts"),
        (written("<tu/>"), "no texts"),
        (b"Il pane \xff\xfe", "not well-formed"),
        (written("<tu>" + "".join(variant(f"x{n}", "a") for n in range(1000)) + "</tu>"), "languages"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name_and_quickly(data: bytes, said: str) -> None:
    refused_quickly(lambda: tmx.read(data, PATH), said)


def test_many_texts_in_one_language_take_little_time() -> None:
    start = time.process_time()
    tmx.read(written("<tu>" + variant("it", "a") * 50_000 + "</tu>"), PATH)
    assert time.process_time() - start < 5


@pytest.mark.parametrize(
    "body",
    [
        unit("<ph>" + "&lt;" * 100_000 + "</ph>"),
        unit("<ph>&lt;" + " " * 100_000 + "</ph>"),
        unit("<ph type='" + "a_" * 100_000 + "'/>"),
        unit(" a  " * 100_000),
        f"<tu><note>{'a/' * 100_000}</note>{variant('it', 'a')}</tu>",
    ],
)
def test_long_codes_and_notes_take_little_time(body: str) -> None:
    start = time.process_time()
    tmx.read(written(body), PATH)
    assert time.process_time() - start < 2
