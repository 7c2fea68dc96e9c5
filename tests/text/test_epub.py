"""E-books: the chapters in reading order, without cover, contents, notes and what is beside the reading order."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from readings import archive, gold, lines, reasons

from deckgen.files.source import Refused
from deckgen.text.formats import epub

BOOK = Path("libro.epub")
CONTAINER = '<container><rootfiles><rootfile full-path="OPS/b.opf"/></rootfiles></container>'
NAV = '<item id="x.xhtml" href="x.xhtml" properties="nav" media-type="application/xhtml+xml"/>'


def page(body: str, head: str = "<title/>") -> str:
    """A document of a book."""
    return f'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><head>{head}</head><body>{body}</body></html>'


def book(chapters: dict[str, str], *, items: str = "", spine: str = "", guide: str = "", **more: str) -> bytes:
    """A book of these chapters, in this order unless a spine is given."""
    manifest = "".join(
        f'<item id="{name}" href="{name.replace(" ", "%20")}" media-type="application/xhtml+xml"/>'
        for name in chapters
        if f'href="{name}"' not in items
    )
    order = spine or "".join(f'<itemref idref="{name}"/>' for name in chapters)
    package = f'<package xmlns="http://www.idpf.org/2007/opf"><manifest>{manifest}{items}</manifest><spine>{order}</spine><guide>{guide}</guide></package>'
    parts: dict[str, str | bytes] = {"mimetype": "application/epub+zip", "META-INF/container.xml": CONTAINER}
    parts |= {f"OPS/{name}": content for name, content in chapters.items()}
    return archive({**parts, "OPS/b.opf": package, **{f"META-INF/{name}.xml": text for name, text in more.items()}})


def read(data: bytes) -> list[str]:
    return lines(epub.read(data, BOOK))


ONE, TWO = page("<h1>Uno</h1><p>Ecco.</p>"), page("<h2>Due</h2><p>Fine.</p>")


def test_chapters_come_in_the_order_of_the_spine() -> None:
    spine = '<itemref idref="b.xhtml"/><itemref idref="a 1.xhtml"/><itemref idref="nessuno"/>'
    assert read(book({"a 1.xhtml": ONE, "b.xhtml": TWO}, spine=spine)) == ["2 Due", "Fine.", "1 Uno", "Ecco."]


def test_what_is_beside_the_reading_order_is_left_out_by_name() -> None:
    spine = '<itemref idref="a.xhtml"/><itemref idref="b.xhtml" linear="no"/>'
    reading = epub.read(book({"a.xhtml": ONE, "b.xhtml": TWO}, spine=spine), BOOK)
    assert lines(reading) == ["1 Uno", "Ecco."]
    assert [(each.line, each.reason, each.text) for each in reading.omissions] == [
        (2, "not part of the reading order", "DueFine.")
    ]


@pytest.mark.parametrize(
    ("name", "content", "more", "reason"),
    [
        ("x.xhtml", TWO, {"items": NAV}, "table of contents"),
        ("x.xhtml", TWO, {"guide": '<reference type="cover" href="x.xhtml"/>'}, "cover"),
        ("toc.xhtml", TWO, {}, "table of contents"),
        ("Text_cover.html", TWO, {}, "cover"),
        ("x.xhtml", page('<section epub:type="toc"><h1>Indice</h1><p>Uno</p></section>'), {}, "table of contents"),
        ("x.xhtml", page('<section role="doc-endnotes"><ol><li>Di ieri.</li></ol></section>'), {}, "footnote"),
        ("endnotes.xhtml", page("<p>Di ieri.</p>"), {}, "footnote"),
    ],
)
def test_documents_that_are_not_text_are_left_out_by_name(
    name: str, content: str, more: dict[str, str], reason: str
) -> None:
    reading = epub.read(book({"a.xhtml": ONE, name: content}, **more), BOOK)
    assert lines(reading) == ["1 Uno", "Ecco."]
    assert [each for each, _ in reasons(reading)] == [reason]


def test_notes_in_another_file_are_recognized_by_what_calls_them() -> None:
    marks = ('<a href="fine.xhtml#n1">1</a>', '<sup><a href="fine.xhtml#n2">2</a></sup>', '<a href="b#c">3</a>')
    text = page("<p>Il pane{} è caldo{}. {}</p>".format(*marks))
    notes = page(
        '<h1>Altro</h1><p id="n1">1. Di ieri.</p><p id="n2">2. Di oggi.</p><p>Un testo che resta, e che è lungo.</p>'
    )
    reading = epub.read(book({"a.xhtml": text, "fine.xhtml": notes}), BOOK)
    assert lines(reading) == ["Il pane è caldo. 3", "1 Altro", "Un testo che resta, e che è lungo."]
    assert [each for each, _ in reasons(reading)] == ["footnote", "footnote"]


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ('<p><a id="p1"/>Il <i/>pane<span/> è caldo.</p><div/><p>Ecco.</p>', ["Il pane è caldo.", "Ecco."]),
        ("<p><i>Il</i> <i>pane</i><b> è</b>\n<b>caldo</b></p>", ["Il pane è caldo"]),
        ("<p>Uno <![CDATA[& due]]> &amp; tre&nbsp;e&#233;</p>", ["Uno & due & tre eé"]),
        ('<p>Il pane<span epub:type="pagebreak" id="p3">3</span> caldo.</p>', ["Il pane caldo."]),
        (
            "<nav>Uno</nav><header><h1>Due</h1></header><aside>Tre</aside>",
            ["Uno", "1 Due", "Tre"],
        ),  # nothing is guessed
    ],
)
def test_a_chapter_is_read_as_it_shows(body: str, shown: list[str]) -> None:
    assert read(book({"a.xhtml": page(body, head="<title/><script src='a'/><style/>")})) == shown


def test_rows_of_tables_are_counted_through_the_book() -> None:
    table = page("<table><tr><td>a</td><td>b</td></tr></table>")
    reading = epub.read(book({"a.xhtml": table, "b.xhtml": table}), BOOK)
    assert [(block.row, block.column) for block in reading.blocks] == [(1, 1), (1, 2), (3, 1), (3, 2)]


@pytest.mark.parametrize("name", ["library.epub", "library-2.epub"])
def test_a_book_of_pandoc(name: str) -> None:
    data, path = gold(name)
    reading = epub.read(data, path)
    shown = lines(reading)
    assert shown[:3] == [
        "1 Knihovna v údolí",
        "1 Otevření",
        "Knihovna otevírá v devět hodin. Uvnitř je teplo a ticho jako v kostele.",
    ]
    assert shown[-1] == "V pět hodin se zhasíná."
    assert [each for each, _ in reasons(reading)] == ["code", "footnote", "footnote", "struck out"]


def test_a_book_of_libreoffice() -> None:
    data, path = gold("bakery.epub")
    shown = lines(epub.read(data, path))
    assert shown[0] == "Il forno di quartiere"
    assert "Dopo due ore va in forno, dove resta mezz’ora." in shown


ENCRYPTED = '<encryption><CipherData><CipherReference URI="OPS/{0}"/></CipherData></encryption>'


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (book({"a.xhtml": ONE}, encryption=ENCRYPTED.format("a.xhtml")), "DRM"),
        (book({"a.xhtml": ONE}, rights="<rights/>"), "DRM"),
        (archive({"a": "b"}), "not an e-book"),
        (b"ciao", "not a whole zip file"),
        (
            archive({"META-INF/container.xml": CONTAINER, "OPS/b.opf": "<package>"}),
            "OPS/b.opf: this is not well-formed",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_by_name(data: bytes, message: str) -> None:
    with pytest.raises(Refused, match=message) as refused:
        epub.read(data, BOOK)
    assert refused.value.problems[0].advice


def test_a_book_with_encrypted_fonts_is_read() -> None:
    assert read(book({"a.xhtml": ONE}, encryption=ENCRYPTED.format("a.otf"))) == ["1 Uno", "Ecco."]


def test_twice_the_book_takes_twice_the_time() -> None:
    chapter = page("<h1>Uno</h1>" + "<p>Il pane <i>è</i> caldo e il vino <i>è</i> rosso.</p>" * 100)

    def seconds(count: int) -> float:
        data = book({f"c{n}.xhtml": chapter for n in range(count)})
        begun = time.process_time()
        assert len(epub.read(data, BOOK).blocks) == 101 * count
        return time.process_time() - begun

    seconds(2)
    assert seconds(80) < 3.5 * seconds(40) + 0.5
