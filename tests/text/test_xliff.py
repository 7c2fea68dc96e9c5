"""XLIFF in its versions: what programs write, what the standard allows, and what is broken."""

from __future__ import annotations

import re
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from readings import DOCUMENTS, damaged, read_or_refused, refused_quickly

from deckgen.files.source import Refused
from deckgen.text.formats import xliff
from deckgen.text.grid import Column, Grid

FOLDER = DOCUMENTS / "memories"
FILES = sorted(path for path in FOLDER.iterdir() if path.suffix in (".xlf", ".sdlxliff", ".mxliff"))
PATH = Path("texts.xlf")
FIRST = 'xmlns="urn:oasis:names:tc:xliff:document:1.2" version="1.2"'
SECOND = 'xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.0" srcLang="it-IT" trgLang="cs"'


def unit(source: str, target: str = "<target>a</target>", more: str = "", inside: str = "") -> str:
    return f"<trans-unit id='1' {more}><source>{source}</source>{target}{inside}</trans-unit>"


def file(*units: str, original: str = "casa.docx", target: str = "cs", more: str = "") -> str:
    languages = f'source-language="it-IT" target-language="{target}"'
    body = "\n".join(units)
    return f'<file original="{original}" {languages} {more}>\n<body>{body}</body></file>'


def written(*files: str, head: str = "") -> bytes:
    return f"{head}<xliff {FIRST}>{''.join(files)}</xliff>".encode()


def newer(*units: str, more: str = "") -> bytes:
    return f"<xliff {SECOND}><file id='f1' {more}>\n{chr(10).join(units)}</file></xliff>".encode()


def segment(source: str, target: str = "<target>a</target>", more: str = "") -> str:
    return f"<segment {more}><source>{source}</source>{target}</segment>"


def rows(grid: Grid) -> list[tuple[str, ...]]:
    return [line.cells for line in grid.lines]


def left_out(grid: Grid) -> list[tuple[int, str, str]]:
    return [(each.line, each.reason, each.text) for each in grid.omissions]


def read(*units: str) -> Grid:
    return xliff.read(written(file(*units)), PATH)


def italian(source: str) -> str:
    return rows(read(unit(source)))[0][0]


# ------------------------------------------------------------------ what programs write


def test_qt_writes_files_of_several_sources() -> None:
    grid = xliff.read((FOLDER / "lconvert.xlf").read_bytes(), PATH)
    assert grid.columns == (
        Column("it-IT", "it", "text"),
        Column("cs-CZ", "cs", "text"),
        Column("section", holds="section"),
        Column("note", holds="note"),
    )
    assert rows(grid)[:3] == [
        ("Vorrei due pagnotte.", "Chtěl bych dva bochníky.", "banco.cpp", "Said by the customer"),
        ("Prima riga.\nSeconda riga.", "První řádek.\nDruhý řádek.", "banco.cpp", ""),
        ("Il forno chiude.", "", "banco.cpp", ""),
    ]
    assert rows(grid)[-1] == ("A domani! Grazie.", "Na shledanou zítra! Děkuji.", "cassa.cpp", "")
    assert [line.number for line in grid.lines] == [5, 11, 18, 25, 29, 33, 42, 47]
    assert left_out(grid) == [(18, "not translated", "Il forno chiude.")]


def test_the_toolkit_writes_the_head_of_a_file_as_a_unit() -> None:
    grid = xliff.read((FOLDER / "po2xliff.xlf").read_bytes(), PATH)
    assert [(column.name, column.language) for column in grid.columns] == [
        ("en-US", "en"),
        ("target", ""),
        ("note", ""),
    ]
    assert rows(grid)[0] == (
        "Il pane è ancora caldo & croccante.",
        "Chléb je ještě teplý a křupavý.",
        "Detto al banco, non per telefono.",
    )
    assert [reason for _, reason, _ in left_out(grid)] == ["head of a file", "not translated", "not translated"]


@pytest.mark.parametrize("name", ["npm-1.2.xlf", "npm-2.0.xlf"])
def test_both_versions_of_one_program_say_the_same(name: str) -> None:
    grid = xliff.read((FOLDER / name).read_bytes(), PATH)
    assert [column.name for column in grid.columns] == ["it-IT", "cs-CZ", "section", "note"]
    assert rows(grid) == [
        ("Buongiorno a tutti i clienti.", "Dobrý den všem zákazníkům.", "banco", "Detto entrando nel negozio."),
        ("Il pane costa euro.", "Chléb stojí eur.", "banco", ""),
        ("Oggi il forno è chiuso.", "", "banco", ""),
        ("Ecco il resto, grazie.", "Tady máte drobné, děkuji.", "cassa", ""),
    ]
    assert [reason for _, reason, _ in left_out(grid)] == ["not translated"]


def test_files_of_trados_have_segments_and_describe_their_codes() -> None:
    grid = xliff.read((FOLDER / "trados.sdlxliff").read_bytes(), PATH)
    assert rows(grid) == [("Il pane è caldo.", "Chléb je teplý."), ("Chiude alle sette.", "")]
    assert left_out(grid) == [(7, "not translated", "Chiude alle sette.")]


def test_files_of_memsource_have_codes_in_their_text() -> None:
    grid = xliff.read((FOLDER / "memsource.mxliff").read_bytes(), PATH)
    assert rows(grid) == [("Il pane è caldo. {nome} euro", "Chléb je teplý. {nome} eur"), ("Uno. Due.", "Jedna. Dva.")]


# ------------------------------------------------------------------ units and segments of 1.2


def marked(*texts: tuple[str, str]) -> str:
    return " ".join(f'<mrk mtype="seg" mid="{mid}">{text}</mrk>' for mid, text in texts)


def test_segments_with_the_same_ids_are_rows() -> None:
    source, target = marked(("0", "Uno."), ("1", "Due.")), marked(("1", "Dva."), ("0", "Jedna."))
    made = unit(
        "Uno. Due.", f"<target>{target}</target>", inside=f"<seg-source>1) {source} <g id='1'>fine</g></seg-source>"
    )
    grid = read(made)
    assert rows(grid) == [("Uno.", "Jedna."), ("Due.", "Dva.")]
    assert left_out(grid) == [(2, "between segments", "1) fine")]


@pytest.mark.parametrize(
    "target",
    [
        "Jedna. Dva.",
        marked(("0", "Jedna. Dva.")),
        marked(("0", "Jedna."), ("0", "Dva.")),
        marked(("0", "Jedna."), ("2", "Dva.")),
    ],
)
def test_other_units_are_one_row(target: str) -> None:
    inside = f"<seg-source>{marked(('0', 'Uno.'), ('1', 'Due.'))}</seg-source>"
    assert rows(read(unit("Uno. Due.", f"<target>{target}</target>", inside=inside))) == [("Uno. Due.", "Jedna. Dva.")]


def test_segments_without_space_between_them_do_not_become_one_word() -> None:
    target = marked(("0", "Jedna."), ("1", "Dva.")).replace("> <", "><")
    assert rows(read(unit("Uno. Due.", f"<target>{target}</target>"))) == [("Uno. Due.", "Jedna. Dva.")]


@pytest.mark.parametrize(
    "target",
    [
        "",
        "<target/>",
        "<target> </target>",
        "<target><x id='1'/></target>",
        "<target state='new'>Dům</target>",
        "<target state='needs-translation'>Dům</target>",
    ],
)
def test_what_is_not_translated_is_empty_and_named(target: str) -> None:
    grid = read(unit("Casa", target))
    assert rows(grid) == [("Casa", "")]
    assert [reason for _, reason, _ in left_out(grid)] == ["not translated"]


def test_what_is_not_approved_is_kept() -> None:
    made = unit("Casa", "<target state='needs-review-translation'>Dům</target>", more="approved='no'")
    assert rows(read(made)) == [("Casa", "Dům")]


def test_what_is_not_to_be_translated_is_named() -> None:
    kept = unit("Casa", "<target>Dům</target>", more="translate='yes'")
    grid = read(
        unit("deckgen", more="translate='no'"),
        f"<group translate='no'>{unit('init')}{kept}</group>",
    )
    assert rows(grid) == [("Casa", "Dům")]
    assert left_out(grid) == [
        (2, "marked as not to be translated", "deckgen"),
        (3, "marked as not to be translated", "init"),
    ]


def test_other_proposals_are_not_read() -> None:
    other = "<alt-trans><source>Casetta</source><target>Domek</target></alt-trans>"
    assert rows(read(unit("Casa", "<target>Dům</target>", inside=other))) == [("Casa", "Dům")]
    assert rows(read(unit("Casa", "", inside=other))) == [("Casa", "")]


def test_files_in_several_languages_share_the_columns_that_they_can() -> None:
    grid = xliff.read(
        written(file(unit("Casa", "<target>Dům</target>")), file(unit("Casa", "<target>Haus</target>"), target="de")),
        PATH,
    )
    assert grid.columns == (Column("it-IT", "it", "text"), Column("cs", "cs", "text"), Column("de", "de", "text"))
    assert rows(grid) == [("Casa", "Dům", ""), ("Casa", "", "Haus")]


def test_both_languages_called_alike_are_two_columns() -> None:
    grid = xliff.read(written(file(unit("Casa", "<target>Dům</target>"), target="it-IT")), PATH)
    assert grid.columns == (Column("it-IT", "", "text"), Column("it-IT 2", "", "text"))
    assert rows(grid) == [("Casa", "Dům")]


def test_a_target_may_say_its_language_itself() -> None:
    data = written(file(unit("Casa", "<target xml:lang='cs-CZ'>Dům</target>"))).replace(b'target-language="cs"', b"")
    assert xliff.read(data, PATH).columns[1] == Column("cs-CZ", "cs", "text")
    unsaid = xliff.read(data.replace(b"xml:lang='cs-CZ'", b""), PATH)
    assert unsaid.columns[1] == Column("target", "", "text")


def test_sections_are_files_or_groups() -> None:
    first, second = (f"<group resname='{name}'>{unit(name)}</group>" for name in ("Banco", "Cassa"))
    assert [row[2] for row in rows(read(first, second))] == ["Banco", "Cassa"]
    several = xliff.read(written(file(first, second), file(unit("Via"), original="via.docx")), PATH)
    assert [row[2] for row in rows(several)] == ["casa.docx", "casa.docx", "via.docx"]
    assert len(read(unit("Casa")).columns) == 2


def test_notes_of_people_are_a_column_and_those_of_programs_are_named() -> None:
    notes = "<note>Detto piano.</note><note from='developer'>Al banco</note><note>Context: menu</note>"
    notes += "<note from='location'>qui</note>"
    grid = read(unit("Casa", inside=notes))
    assert rows(grid) == [("Casa", "a", "Detto piano.\nAl banco")]
    assert left_out(grid) == [(2, "note of a program", "Context: menu"), (2, "note of a program", "qui")]


# ------------------------------------------------------------------ XLIFF 2


def test_every_segment_of_a_unit_is_a_row() -> None:
    note = "<note category='location'>casa.ts:7</note><note category='description'>Sulla porta</note>"
    between = "<ignorable><source> </source></ignorable><ignorable><source>(1)</source></ignorable>"
    first, second = segment("Uno.", "<target>Jedna.</target>"), segment("Due.", "<target>Dva.</target>")
    made = f"<unit id='1'><notes>{note}</notes>{first}{between}{second}</unit>"
    grid = xliff.read(newer(made), PATH)
    assert [(column.name, column.language) for column in grid.columns] == [("it-IT", "it"), ("cs", "cs"), ("note", "")]
    assert rows(grid) == [("Uno.", "Jedna.", "Sulla porta"), ("Due.", "Dva.", "Sulla porta")]
    assert left_out(grid) == [(2, "note of a program", "casa.ts:7"), (2, "between segments", "(1)")]


def test_what_is_initial_is_not_translated_and_what_says_nothing_is() -> None:
    made = [segment("Casa", "<target>Dům</target>", more) for more in ("state='initial'", "state='translated'", "")]
    grid = xliff.read(newer(*(f"<unit id='1'>{each}</unit>" for each in made)), PATH)
    assert rows(grid) == [("Casa", ""), ("Casa", "Dům"), ("Casa", "Dům")]
    assert left_out(grid) == [(2, "not translated", "Dům")]


def test_translate_is_inherited_in_version_2() -> None:
    kept = f"<unit id='2' translate='yes'>{segment('Casa')}</unit>"
    grid = xliff.read(newer(f"<group id='g' translate='no'><unit id='1'>{segment('init')}</unit>{kept}</group>"), PATH)
    assert rows(grid) == [("Casa", "a")]
    assert left_out(grid) == [(2, "marked as not to be translated", "init")]


def test_codes_of_version_2() -> None:
    data = "<originalData><data id='1'>&lt;br/&gt;</data><data id='2'>&lt;i&gt;</data></originalData>"
    source = (
        "Il <pc id='1' dataRefStart='2'>pane</pc><ph id='2' dataRef='1'/>è<sc id='3' dataRef='2'/> "
        "cal<ph id='1' dataRef='2'/>do"
        "<ec startRef='3'/><cp hex='0007'/>, <mrk id='m' type='term'>signora</mrk><cp hex='000B'/>Anna<cp hex='0021'/>"
    )
    assert (
        rows(xliff.read(newer(f"<unit id='u'>{data}{segment(source)}</unit>"), PATH))[0][0]
        == "Il pane è caldo, signora Anna!"
    )


def test_line_breaks_that_are_meant_stay_in_version_2() -> None:
    made = f"<unit id='1'>{segment('Una  riga.' + chr(10) + 'Due.')}</unit>"
    assert rows(xliff.read(newer(made), PATH))[0][0] == "Una riga. Due."
    assert rows(xliff.read(newer(made, more="xml:space='preserve'"), PATH))[0][0] == "Una riga.\nDue."


# ------------------------------------------------------------------ codes of 1.2


@pytest.mark.parametrize(
    "code",
    [
        "<x id='1'/>",
        "<x id='INTERPOLATION' equiv-text='{{ nome }}'/>",
        "<bx id='1'/>",
        "<ex id='1'/>",
        "<bpt id='1'>&lt;b&gt;</bpt>",
        "<ept id='1'>&lt;/b&gt;</ept>",
        "<ph id='1'>{0}</ph>",
        "<it id='1' pos='open'>&lt;i&gt;</it>",
        "<g id='1'></g>",
    ],
)
@pytest.mark.parametrize("around", ["Il pa{}ne", "{}Il pane", "Il pane{}", "Il {}pane"])
def test_codes_leave_no_trace(code: str, around: str) -> None:
    assert italian(around.format(code)) == around.format("")


@pytest.mark.parametrize(
    "code",
    [
        "<x id='1' ctype='lb'/>",
        "<x id='LINE_BREAK' ctype='lb' equiv-text='&lt;br/&gt;'/>",
        "<x id='1' ctype='x-tab'/>",
        "<x id='1' ctype='x-html-br'/>",
        "<x id='CLOSE_PARAGRAPH' ctype='x-p' equiv-text='&lt;/p&gt;'/>",
        "<ph id='1'>&lt;mq:ch val=\"&amp;#xA;\"/&gt;</ph>",
        "<ph id='1'>\\n</ph>",
        "<bpt id='1' ctype='x-li'/>",
    ],
)
def test_a_code_that_breaks_a_line_is_a_space(code: str) -> None:
    assert italian(f"catalogo.{code}La casa") == "catalogo. La casa"


def test_text_in_codes_is_left_out_by_name_and_marked_text_is_text() -> None:
    grid = read(
        unit("Il <g id='1'>pane <mrk mtype='term'>nero</mrk></g><ph id='2'>title=<sub>Pane di segale</sub></ph> caldo")
    )
    assert rows(grid)[0][0] == "Il pane nero caldo"
    assert left_out(grid) == [(2, "text inside a code", "Pane di segale")]


# ------------------------------------------------------------------ properties

LETTERS = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")
TEXTS = st.text(LETTERS, max_size=30).map(lambda text: re.sub(" +", " ", text).strip(" ")).filter(bool)


@given(st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=5))
def test_texts_come_back_exactly(texts: list[tuple[str, str]]) -> None:
    units = [unit(escape(source), f"<target>{escape(target)}</target>") for source, target in texts]
    assert rows(read(*units)) == texts
    units = [
        f"<unit id='1'>{segment(escape(source), f'<target>{escape(target)}</target>')}</unit>"
        for source, target in texts
    ]
    grid = xliff.read(newer(*units), PATH)
    assert rows(grid) == texts
    assert [line.number for line in grid.lines] == [*range(2, 2 + len(texts))]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
@settings(deadline=None, max_examples=100)
@given(seed=st.integers(0, 2**32))
def test_a_damaged_file_is_read_or_refused(path: Path, seed: int) -> None:
    read_or_refused(lambda: xliff.read(damaged(path.read_bytes(), seed), PATH))


def test_a_file_cut_at_any_byte_is_refused() -> None:
    data = (FOLDER / "npm-2.0.xlf").read_bytes().rstrip()
    for end in range(len(data)):
        with pytest.raises(Refused):
            xliff.read(data[:end], PATH)


def test_what_is_not_escaped_is_mended_and_said() -> None:
    grid = read(unit("pane & burro&nbsp;fresco", "<target>a < b</target>"))
    assert rows(grid) == [("pane & burro\u00a0fresco", "a < b")]
    assert "`&` is not escaped (1 ×)" in grid.remarks[0].message
    assert "&nbsp; (1 ×)" in grid.remarks[1].message


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (written(file(unit("a")), head='<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>'), "entity bomb"),
        (written(file(unit("&e;")), head='<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hosts">]>'), "outside the file"),
        (written(file(unit("<g id='1'>" * 100_000))), "nested"),
        (written(file("<group>" * 100_000)), "nested"),
        (b"<tmx/>", "<tmx> instead of <xliff>"),
        (b"", "ends too early"),
        (written(), "no texts"),
        (written(file(unit("init", more="translate='no'"))), "marked as not to be translated"),
    ],
)
def test_what_cannot_be_read_is_refused_by_name_and_quickly(data: bytes, said: str) -> None:
    refused_quickly(lambda: xliff.read(data, PATH), said)


def test_codes_as_deep_as_they_may_be() -> None:
    assert italian("<g id='1'>" * 190 + "Casa" + "</g>" * 190) == "Casa"
