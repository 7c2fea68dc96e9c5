"""Word documents: the text with every change accepted, without what Word hides, computes or puts elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from readings import archive, gold, lines, reasons

from deckgen.files.source import Refused
from deckgen.text import tables
from deckgen.text.blocks import Reading
from deckgen.text.formats import docx

WORD = Path("lettera.docx")
# Names of elements without their namespaces, which the reader does not ask for; the documents of programs have them.
STYLES = """<style type="paragraph" styleId="Titolo1"><name val="heading 1"/></style>
<style type="paragraph" styleId="Mio"><name val="Mio titolo"/><basedOn val="Titolo1"/></style>
<style type="paragraph" styleId="Punto"><name val="Punto"/><pPr><numPr><numId val="3"/></numPr></pPr></style>
<style type="paragraph" styleId="Segreto"><name val="Segreto"/><rPr><vanish/></rPr></style>
<style type="character" styleId="Nota"><name val="footnote reference"/></style>
<style type="paragraph" styleId="Sommario1"><name val="toc 1"/></style>
<style type="paragraph" styleId="A"><name val="A"/><basedOn val="B"/></style>
<style type="paragraph" styleId="B"><name val="B"/><basedOn val="A"/></style>"""


def word(body: str) -> bytes:
    """A document as Word writes it."""
    return archive(
        {
            "word/document.xml": f"<document><body>{body}</body></document>",
            "word/styles.xml": f"<styles>{STYLES}</styles>",
        }
    )


def read(body: str) -> Reading:
    return docx.read(word(body), WORD)


def run(text: str, look: str = "") -> str:
    return f'<r><rPr>{look}</rPr><t xml:space="preserve">{text}</t></r>'


def paragraph(text: str, style: str = "", more: str = "") -> str:
    named = f'<pStyle val="{style}"/>' if style else ""
    return f"<p><pPr>{named}{more}</pPr>{text if '<' in text else run(text)}</p>"


BOX = "<txbxContent><p><r><t>Un riquadro.</t></r></p></txbxContent>"
CHOICE = f'<Choice Requires="wps"><drawing><txbx>{BOX}</txbx></drawing></Choice>'
FALLBACK = f"<Fallback><pict><textbox>{BOX}</textbox></pict></Fallback>"
BEGIN, SEPARATE, END = (f'<r><fldChar fldCharType="{kind}"/></r>' for kind in ("begin", "separate", "end"))


def field(code: str) -> str:
    return f"{BEGIN}<r><instrText>{code}</instrText></r>{SEPARATE}"


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        (paragraph(run("Il ") + run("pa") + run("ne", "<b/>") + run(" è caldo.")), ["Il pane è caldo."]),
        (paragraph("Il forno", "Titolo1") + paragraph("Il pane", "Mio"), ["1 Il forno", "1 Il pane"]),
        (paragraph("Il pane", more='<outlineLvl val="2"/>'), ["3 Il pane"]),
        (paragraph("Il pane", "Titolo1", '<outlineLvl val="9"/>'), ["Il pane"]),
        (paragraph("Il pane", "Nadpis2"), ["2 Il pane"]),  # a style that is not defined
        (paragraph("Il pane", "A"), ["Il pane"]),  # styles based on each other
        (paragraph("Pane", "Punto") + paragraph("Vino", more='<numPr><numId val="1"/></numPr>'), ["- Pane", "- Vino"]),
        (paragraph("Pane", "Punto", '<numPr><numId val="0"/></numPr>'), ["Pane"]),
        (paragraph("<r><t>Il pane.</t><br/><t>Il vino,</t><cr/><t>rosso.</t></r>"), ["Il pane.", "Il vino, rosso."]),
        (paragraph("<r><t>Uno</t><br type='page'/><t>Due</t></r>"), ["Uno", "Due"]),
        (paragraph("<r><t>a</t><tab/><t>b</t><noBreakHyphen/><t>c</t><softHyphen/><t>d</t></r>"), ["a b-cd"]),
        (paragraph(run("10 m") + run("2", '<vertAlign val="superscript"/>')), ["10 m²"]),
        (paragraph("<ins>" + run("Il pane") + "</ins>" + run(".")), ["Il pane."]),
        (paragraph("<moveTo>" + run("Il pane") + "</moveTo>"), ["Il pane"]),
        (paragraph('<hyperlink anchor="x">' + run("Il pane") + "</hyperlink>" + run(" caldo")), ["Il pane caldo"]),
        (paragraph("<smartTag><customXml>" + run("Il pane") + "</customXml></smartTag>"), ["Il pane"]),
        (paragraph('<bdo val="ltr"><dir val="ltr">' + run("Il pane") + "</dir></bdo>"), ["Il pane"]),
        (paragraph('<fldSimple instr="REF x">' + run("Il pane") + "</fldSimple>"), ["Il pane"]),
        (paragraph(run("Dal ") + field(" DATE ") + run("3 maggio") + END + run(" in poi")), ["Dal 3 maggio in poi"]),
        (paragraph(field(" IF ") + run("Sì") + END), ["Sì"]),
        (paragraph("<r><ruby><rt>" + run("kan") + "</rt><rubyBase>" + run("漢") + "</rubyBase></ruby></r>"), ["漢"]),
        (paragraph("<oMath><r><t>x=2</t></r></oMath>" + run(" è")), ["x=2 è"]),
        (
            paragraph(f"<r><AlternateContent>{CHOICE}{FALLBACK}</AlternateContent></r>" + run("Il pane.")),
            ["Il pane.", "Un riquadro."],
        ),
        (
            paragraph(f"<r><AlternateContent>{CHOICE}</AlternateContent></r>" + run("Il pane.")),
            ["Il pane.", "Un riquadro."],
        ),
        (paragraph(f"<r><pict><textbox>{BOX}</textbox></pict></r>"), ["Un riquadro."]),
        ("<sdt><sdtContent>" + paragraph("Il pane") + "</sdtContent></sdt>", ["Il pane"]),
        (paragraph("<sdt><sdtContent>" + run("Il pane") + "</sdtContent></sdt>" + run(" caldo")), ["Il pane caldo"]),
        (
            paragraph("Il pa", more="<rPr><del/></rPr>") + paragraph("ne è caldo.") + paragraph("Ecco."),
            ["Il pane è caldo.", "Ecco."],
        ),
        (paragraph("Il pane", more="<rPr><del/></rPr>"), ["Il pane"]),
    ],
)
def test_a_paragraph_is_read_as_it_shows(body: str, shown: list[str]) -> None:
    reading = read(body)
    assert lines(reading) == shown
    assert reasons(reading) == []


@pytest.mark.parametrize(
    ("body", "shown", "left_out"),
    [
        (
            paragraph(run("Il pane") + "<del><r><delText> raffermo</delText></r></del>"),
            ["Il pane"],
            ("deleted text", "raffermo"),
        ),
        (
            paragraph(run("Il pane") + "<moveFrom>" + run(" di ieri") + "</moveFrom>"),
            ["Il pane"],
            ("deleted text", "di ieri"),
        ),
        (paragraph(run("Il pane") + run(" segreto", "<vanish/>")), ["Il pane"], ("hidden", "segreto")),
        (paragraph("Ricetta", "Segreto"), [], ("hidden", "Ricetta")),
        (paragraph(run("Il pane") + run(" duro", "<strike/>")), ["Il pane"], ("struck out", "duro")),
        (paragraph(run("Il pane") + '<r><footnoteReference id="2"/></r>'), ["Il pane"], ("footnote", "")),
        (
            paragraph(run("Il pane") + '<r><endnoteReference customMarkFollows="1" id="2"/><t>*</t></r>'),
            ["Il pane"],
            ("endnote", ""),
        ),
        (paragraph(run("Il pane") + '<r><commentReference id="2"/></r>'), ["Il pane"], ("comment", "")),
        (paragraph("Il pane 3", "Sommario1"), [], ("table of contents", "Il pane 3")),
        (
            paragraph(field(" TOC \\o ") + run("Il pane 3")) + paragraph(run("Il vino 4") + END + run("Ecco.")),
            ["Ecco."],
            ("table of contents", "Il pane 3"),
        ),
        (
            '<sdt><sdtPr><docPartObj><docPartGallery val="Table of Contents"/></docPartObj></sdtPr><sdtContent>'
            + paragraph("Indice")
            + "</sdtContent></sdt>"
            + paragraph("Ecco."),
            ["Ecco."],
            ("table of contents", "Indice"),
        ),
        (
            "<sdt><sdtPr><showingPlcHdr/></sdtPr><sdtContent>" + paragraph("Scrivi qui") + "</sdtContent></sdt>",
            [],
            ("placeholder", "Scrivi qui"),
        ),
        (
            paragraph(run("Il pane") + '<altChunk id="x"/>') + '<altChunk id="y"/>',
            ["Il pane"],
            ("embedded document", ""),
        ),
    ],
)
def test_what_is_left_out_is_named(body: str, shown: list[str], left_out: tuple[str, str]) -> None:
    reading = read(body)
    assert lines(reading) == shown
    assert reasons(reading)[0] == left_out


def test_a_mark_that_is_typed_with_the_style_of_marks_is_out() -> None:
    assert lines(read(paragraph(run("Il pane") + run("1", '<rStyle val="Nota"/>') + run(".")))) == ["Il pane."]


def test_a_table_of_contents_without_an_end_does_not_swallow_the_text() -> None:
    body = paragraph(field(" TOC ") + run("Il pane 3")) + paragraph("Il forno", "Titolo1") + paragraph("Ecco.")
    assert lines(read(body)) == ["1 Il forno", "Ecco."]


def cell(*paragraphs: str, span: int = 1) -> str:
    return f'<tc><tcPr><gridSpan val="{span}"/></tcPr>{"".join(map(paragraph, paragraphs))}</tc>'


def row(*cells: str, properties: str = "") -> str:
    return f"<tr><trPr>{properties}</trPr>{''.join(cells)}</tr>"


def test_cells_keep_their_places() -> None:
    nested = f"<tc><tbl>{row(cell('uno'), cell('due'))}</tbl><p/></tc>"
    body = f"""<tbl>{row(cell("Pane", "Un chilo"), cell("4 euro"))}{row(cell("Sabato", span=2), cell("x"))}
    {row(cell("via"), cell("via"), properties="<del/>")}<sdt><sdtContent>{row(nested, cell("tre"))}</sdtContent></sdt>
    </tbl><tbl>{row(cell("a"), cell("b"))}</tbl>"""
    reading = read(body)
    assert [(block.pieces[0][0], block.row, block.column) for block in reading.blocks] == [
        *(("Pane", 1, 1), ("Un chilo", 1, 1), ("4 euro", 1, 2), ("Sabato", 2, 1), ("x", 2, 3)),
        *(("uno", 3, 1), ("due", 3, 1), ("tre", 3, 2), ("a", 5, 1), ("b", 5, 2)),
    ]
    assert reasons(reading) == [("deleted text", "viavia")]


def test_a_table_of_one_cell_is_a_frame() -> None:
    assert lines(read(f"<tbl>{row(cell('Il pane.', 'Il vino.'))}</tbl>")) == ["Il pane.", "Il vino."]


def test_the_strict_edition_of_the_standard_is_read_too() -> None:
    data = archive(
        {
            "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            '<Relationship Id="a" Type="http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument"'
            ' Target="/testo/main.xml"/></Relationships>',
            "testo/main.xml": '<d xmlns="http://purl.oclc.org/ooxml/wordprocessingml/main"><body><p><r><t>Ecco.</t></r></p>'
            "</body></d>",
        }
    )
    assert lines(docx.read(data, WORD)) == ["Ecco."]


# ------------------------------------------------------------------ documents of real programs


def test_a_document_of_libreoffice() -> None:
    data, path = gold("bakery.docx")
    reading = docx.read(data, path)
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
        "Testo che nessuno vede.",  # the program shows hidden sections when it writes for Word
        "Per informazioni scrivete al forno.",
    ]
    assert [reason for reason, _ in reasons(reading)] == [
        *("running header", "running footer", *["table of contents"] * 3),
        *("deleted text", "footnote", "endnote", "hidden", "comment"),
    ]
    assert [omission.line for omission in reading.omissions] == [0, 0, 1, 1, 1, 2, 2, 2, 3, 3]


def test_a_document_of_pandoc() -> None:
    data, path = gold("library.docx")
    shown = lines(docx.read(data, path))
    assert shown[:3] == [
        "1 Knihovna v údolí",
        "1 Otevření",
        "Knihovna otevírá v devět hodin. Uvnitř je teplo a ticho jako v kostele.",
    ]
    assert [line for line in shown if line.startswith("| ")] == [
        "| Den",
        "| Hodiny",
        "| pondělí",
        "| 9–17",
        "| úterý",
        "| 10–18",
    ]


def test_styles_have_their_names_in_the_language_of_the_program() -> None:
    data, path = gold("bridge.docx")
    assert lines(docx.read(data, path)) == [
        "1 Il ponte",
        "1 La storia",
        "Il ponte ha cent’anni.",
        "2 I lavori",
        "Durano un anno.",
        "- Primo arco",
        "- Secondo arco",
        "3 Un capitolo senza stile",
        "Fine dei lavori in maggio.",
    ]


def test_two_columns_are_the_rows_of_a_bilingual_table() -> None:
    data, path = gold("market.docx")
    grid = tables.grid(docx.read(data, path))
    assert grid
    assert [line.cells for line in grid.lines] == [
        ("Orario", "Otevírací doba"),
        ("Il mercato apre alle otto.", "Trh otevírá v osm."),
        ("Chi arriva prima,\ntrova posto.", "Kdo přijde dřív,\nnajde místo."),
        ("Il venerdì si vende il pesce.", "V pátek se prodávají ryby."),
        ("Alle due si chiude.", "Ve dvě se zavírá."),
        ("Mercato coperto", ""),
    ]


@pytest.mark.parametrize(
    "body",
    [
        paragraph("Ecco."),
        "",
        f"<tbl>{row(cell('a'), cell('b'))}</tbl>" + paragraph("Molto altro testo intorno."),
        f"<tbl>{row(cell('uno'), cell('due'), cell('tre'))}</tbl>",
        f"<tbl>{row(cell('uno'))}{row(cell('due'))}</tbl>",
    ],
)
def test_other_documents_have_no_two_columns(body: str) -> None:
    assert tables.grid(docx.read(word(body), WORD)) is None


# ------------------------------------------------------------------ files from anybody


@pytest.mark.parametrize(
    ("data", "message", "advice"),
    [
        (gold("bakery.doc")[0], "Word 97–2003", "save it as .docx"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "password",
            "without a password",
        ),
        (b"{\\rtf1 ciao}", "RTF", "save it as .docx"),
        (archive({"a": "b"}), "not a Word document", "save it as .docx"),
        (b"ciao", "not a whole zip file", "again"),
        (word("<p>" * 300 + "</p>" * 300), "nested", ""),
        (archive({"word/document.xml": '<!DOCTYPE a [<!ENTITY b "' + "c" * 300 + '">]><a>&b;</a>'}), "entity bomb", ""),
        (archive({"word/document.xml": "<document"}), "not well-formed", "again"),
    ],
)
def test_what_is_no_document_is_refused_by_name(data: bytes, message: str, advice: str) -> None:
    with pytest.raises(Refused, match=message) as refused:
        docx.read(data, WORD)
    assert advice in refused.value.problems[0].advice
