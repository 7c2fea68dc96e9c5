"""OpenDocument texts: headings by their level, lists, tables and boxes, without what is deleted, hidden or a note."""

from __future__ import annotations

from pathlib import Path

import pytest
from readings import archive, gold, lines, reasons

from deckgen.files.source import Refused
from deckgen.text.blocks import Reading
from deckgen.text.formats import odt

LETTER = Path("lettera.odt")
# Names of elements without their namespaces, which the reader does not ask for; the documents of programs have them.
STYLES = """<style name="P1" family="paragraph" parent-style-name="Title"/>
<style name="H" family="text"><text-properties display="none"/></style>
<style name="S" family="text"><text-properties text-line-through-style="solid"/></style>
<style name="U" family="text"><text-properties text-position="super 58%"/></style>
<style name="D" family="text"><text-properties text-position="-33% 58%"/></style>
<style name="L" parent-style-name="L"/>"""


def written(body: str) -> bytes:
    return archive(
        {
            "content.xml": f"<document-content><automatic-styles>{STYLES}</automatic-styles>"
            f"<body><text>{body}</text></body></document-content>"
        }
    )


def read(body: str) -> Reading:
    return odt.read(written(body), LETTER)


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ('<h outline-level="2">Il forno</h><p>Ecco.</p>', ["2 Il forno", "Ecco."]),
        ('<h outline-level="9">Il forno</h><h>Ecco</h>', ["6 Il forno", "1 Ecco"]),
        ('<p style-name="P1">Il forno</p><p style-name="L">Ecco</p>', ["1 Il forno", "Ecco"]),
        ('<p>Il<s c="3"/>pane<tab/>è<span> caldo</span>.</p>', ["Il pane è caldo."]),
        ("<p>Il pane.<line-break/>Il vino,<line-break/>rosso.</p>", ["Il pane.", "Il vino, rosso."]),
        ('<p>10 m<span style-name="U">2</span> di H<span style-name="D">2</span>O</p>', ["10 m² di H₂O"]),
        ("<p><ruby><ruby-base>漢</ruby-base><ruby-text>kan</ruby-text></ruby>字</p>", ["漢字"]),
        ("<p>Uno<soft-page-break/> e <a>due</a> e <date>3 maggio</date></p>", ["Uno e due e 3 maggio"]),
        (
            (
                "<list><list-header><p>Ecco:</p></list-header><list-item><p>Pane</p><p>di ieri</p>"
                "<list><list-item><p>caldo</p></list-item></list></list-item></list>"
            ),
            ["- Ecco:", "- Pane", "di ieri", "- caldo"],
        ),
        ('<list><list-item><h outline-level="1">Il forno</h></list-item></list>', ["1 Il forno"]),
        ("<numbered-paragraph><p>Uno</p></numbered-paragraph>", ["Uno"]),
        ("<section><section><p>Uno</p></section></section>", ["Uno"]),
        (
            "<p><frame><text-box><p>Un riquadro.</p></text-box><title>no</title></frame>Il pane.</p>",
            ["Il pane.", "Un riquadro."],
        ),
        ("<frame><text-box><p>Un riquadro.</p></text-box></frame>", ["Un riquadro."]),
        ("<p>Uno<change-start/> e due<change-end/></p>", ["Uno e due"]),
    ],
)
def test_a_text_is_read_as_it_shows(body: str, shown: list[str]) -> None:
    reading = read(body)
    assert lines(reading) == shown
    assert reasons(reading) == []


@pytest.mark.parametrize(
    ("body", "shown", "left_out"),
    [
        (
            (
                '<p>Uno<note note-class="endnote"><note-citation>1</note-citation><note-body><p>due'
                "</p></note-body></note></p>"
            ),
            ["Uno"],
            ("endnote", ""),
        ),
        ("<p>Uno<annotation><p>due</p></annotation></p>", ["Uno"], ("comment", "")),
        ('<p>Uno<span style-name="H"> due</span></p>', ["Uno"], ("hidden", "due")),
        ('<p>Uno<span style-name="S"> due</span></p>', ["Uno"], ("struck out", "due")),
        ("<p>Uno<hidden-text>due</hidden-text></p>", ["Uno"], ("hidden", "due")),
        ('<section display="none"><p>due</p></section><p>Uno</p>', ["Uno"], ("hidden", "due")),
        (
            "<table-of-content><index-body><p>due</p></index-body></table-of-content><p>Uno</p>",
            ["Uno"],
            ("table of contents", "due"),
        ),
        (
            "<bibliography><index-body><p>due</p></index-body></bibliography><p>Uno</p>",
            ["Uno"],
            ("bibliography", "due"),
        ),
        (
            (
                "<tracked-changes><changed-region><deletion><change-info>Ada</change-info><p>due</p>"
                "</deletion></changed-region></tracked-changes><p>Uno</p>"
            ),
            ["Uno"],
            ("deleted text", "due"),
        ),
    ],
)
def test_what_is_left_out_is_named(body: str, shown: list[str], left_out: tuple[str, str]) -> None:
    reading = read(body)
    assert lines(reading) == shown
    assert reasons(reading) == [left_out]


def test_cells_keep_their_places() -> None:
    def cells(*texts: str) -> str:
        inside = (f"<table-cell><p>{text}</p></table-cell>" for text in texts)
        return f"<table-row>{''.join(inside)}</table-row>"

    nested = f"<table>{cells('uno', 'due')}</table>"
    body = f"""<table><table-header-rows>{cells("Pane", "Prezzo")}</table-header-rows>
    <table-row><table-cell number-columns-repeated="2"/><table-cell><p>4 euro</p>
    </table-cell></table-row><table-row><table-cell><p>a</p></table-cell>
    <covered-table-cell/><table-cell>{nested}</table-cell></table-row></table>
    <table>{cells("b", "c")}</table><table>{cells("Un riquadro.")}</table>"""
    assert [(block.pieces[0][0], block.row, block.column) for block in read(body).blocks] == [
        *(("Pane", 1, 1), ("Prezzo", 1, 2), ("4 euro", 2, 3), ("a", 3, 1), ("uno", 3, 3), ("due", 3, 3)),
        *(("b", 5, 1), ("c", 5, 2), ("Un riquadro.", 0, 0)),
    ]


def test_a_document_of_libreoffice() -> None:
    data, path = gold("bakery.odt")
    reading = odt.read(data, path)
    assert lines(reading) == [
        "1 Il forno di quartiere",
        "1 La mattina",
        "Il fornaio si alza alle tre e mezza. Poi accende il forno e prepara la pasta.",
        "Usa solo farina integrale, acqua e lievito madre.",
        "Il pane riposa.",
        "Dopo due ore va in forno, dove resta mezz’ora.",
        "Il negozio apre alle sette.",
        "Aperto anche a Natale.",
        "2 La vendita",
        *("- Pane bianco", "- Pane di segale", "- con semi", "- Si prende il numero.", "- Si aspetta."),
        *("| Pane", "| Prezzo", "| Pagnotta", "| Un chilo", "| 4 euro", "| Sabato tutto costa meno."),
        "Chi compra due pani, ne riceve un terzo in regalo. Il costo non cambia: 10 euro.",
        "Per informazioni scrivete al forno.",
    ]
    assert [(omission.line, omission.reason) for omission in reading.omissions] == [
        *((0, "deleted text"), *[(1, "table of contents")] * 3, (2, "footnote"), (2, "endnote")),
        *((3, "hidden"), (3, "comment"), (21, "hidden")),
    ]


def test_a_document_of_pandoc() -> None:
    data, path = gold("library.odt")
    reading = odt.read(data, path)
    assert lines(reading)[:4] == [
        "1 Knihovna v údolí",
        "1 Otevření",
        "Knihovna otevírá v devět hodin. Uvnitř je teplo a ticho jako v kostele.",
        "Kdo si půjčí H₂O a 10 m² map, zaplatí 20 korun.",
    ]
    assert lines(reading)[-1] == "V pět hodin se zhasíná."


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (archive({"content.xml": "x", "META-INF/manifest.xml": "<m><encryption-data/></m>"}), "password"),
        (archive({"a": "b"}), "not an OpenDocument text"),
        (b"ciao", "not a whole zip file"),
        (archive({"content.xml": "<a>"}), "content.xml: this is not well-formed"),
        (written("<span>" * 300 + "</span>" * 300), "nested"),
    ],
)
def test_what_is_no_document_is_refused_by_name(data: bytes, message: str) -> None:
    with pytest.raises(Refused, match=message) as refused:
        odt.read(data, LETTER)
    assert refused.value.problems[0].advice
