"""Pages saved in a browser: all of the main text, in lines as the page shows them, and nothing of what is around it."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from readings import gold, lines, reasons

from deckgen.files.source import Refused
from deckgen.text.blocks import Reading
from deckgen.text.formats import html

PAGE = Path("pagina.html")


def read(text: str, code: str = "it") -> Reading:
    return html.read(text.encode(), PAGE, code)


# ------------------------------------------------------------------ blocks


@pytest.mark.parametrize(
    ("page", "shown"),
    [
        ("<h1>Il <i>nuovo</i> listino</h1><h6>Note</h6>", ["1 Il nuovo listino", "6 Note"]),
        ("<h2>Il forno<br>e il mulino</h2>", ["2 Il forno e il mulino"]),
        ("<div role=heading aria-level=3>Il forno</div>", ["3 Il forno"]),
        ("<p>Il pane è <i>fresco</i> <i>e</i> <b>buono</b>.</p>", ["Il pane è fresco e buono."]),
        ("<p>Il<b> pane </b>è\n  caldo<span></span>.</p>", ["Il pane è caldo."]),
        ("<p><i>Il</i> <i>pane</i><i> è</i>\n<i>caldo</i></p>", ["Il pane è caldo"]),
        ("<p>un<wbr>fatto<b>re</b></p>", ["unfattore"]),
        ("<p>co&shy;sto &egrave; 10&nbsp;&euro; &amp; pi&ugrave;&#8230;", ["costo è 10 € & più…"]),
        ("<ul><li>uno<li>due<ol><li>tre</ol><li>quattro</ul>", ["- uno", "- due", "- tre", "- quattro"]),
        ("<ul><li><p>Uno.</p><p>Ancora uno.</p></li><li><div>Due.</div></ul>", ["- Uno.", "Ancora uno.", "- Due."]),
        ("<p>Uno<p>Due<div>Tre</div>Quattro", ["Uno", "Due", "Tre", "Quattro"]),
        ("<dl><dt>Pane<dd>Si mangia.<dt>Vino<dd>Si beve.</dl>", ["- Pane", "- Si mangia.", "- Vino", "- Si beve."]),
        ("<p>Il pane.<br>Il vino,<br/>rosso.<br><br>e basta.</p>", ["Il pane.", "Il vino, rosso.", "e basta."]),
        ("<blockquote>Uno<p>due</blockquote>", ["Uno", "due"]),
        ("<figure><img src=a.png alt=no><figcaption>Un banco.</figcaption></figure>", ["Un banco."]),
        ("<p>10 m<sup>2</sup> di H<sub>2</sub>O, il 1<sup>er</sup></p>", ["10 m² di H₂O, il 1er"]),
        ("<p>Dice: <q>Ecco.</q></p>", ['Dice: "Ecco."']),
        ("<p><ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby>字</p>", ["漢字"]),
        ("<details><summary>Il prezzo</summary>Tre euro.</details>", ["Il prezzo", "Tre euro."]),
        ("<h3><button>Quando aprite?</button></h3><p>Alle otto.", ["3 Quando aprite?", "Alle otto."]),
        ("<span style='display: block'>Uno</span><span style='display:block'>Due</span>", ["Uno", "Due"]),
        ("<b><p>Uno</b> e due</p>", ["Uno e due"]),
        ("<p>3 < 4 e a&b", ["3 < 4 e a&b"]),
        ("<svg><title>Logo</title><path/></svg><p>Uno<svg/> due", ["Uno due"]),
        ("<center><font color=red>Uno</center><p>due", ["Uno", "due"]),
        ("Uno<hr>due", ["Uno", "due"]),
        ("<p>Uno</p></div></p></body></html>\n<p>due", ["Uno", "due"]),
    ],
)
def test_a_page_is_divided_as_it_shows(page: str, shown: list[str]) -> None:
    assert lines(read(page)) == shown
    assert lines(read(f"<html><head><title>Prova</title><body>{page}")) == shown


def test_the_cells_of_a_table_of_data_keep_their_places() -> None:
    page = """<table><caption>Prezzi</caption><thead><tr><th>Pane<th>Prezzo</thead>
    <tr><td>Pagnotta<br>Un chilo<td>4 euro<tr><td colspan=2>Sabato meno.<tr><td><td>fine</table>
    <table><tr><td>a<td>b</table>"""
    reading = read(page)
    assert lines(reading)[0] == "Prezzi"
    assert [(block.pieces[0][0], block.row, block.column) for block in reading.blocks[1:]] == [
        ("Pane", 1, 1),
        ("Prezzo", 1, 2),
        ("Pagnotta", 2, 1),
        ("Un chilo", 2, 1),
        ("4 euro", 2, 2),
        ("Sabato meno.", 3, 1),
        ("fine", 4, 2),
        ("a", 6, 1),
        ("b", 6, 2),
    ]


def test_a_table_that_arranges_a_page_has_no_cells() -> None:
    page = "<table><tr><td><h1>Il forno</h1><p>Apre presto.</p><table><tr><td>uno<td>due</table></table>"
    assert lines(read(page)) == ["1 Il forno", "Apre presto.", "| uno", "| due"]
    assert lines(read("<table><tr><td>Un riquadro.</table>")) == ["Un riquadro."]


@pytest.mark.parametrize(
    ("page", "shown", "left_out"),
    [
        ("<p>Uno<pre>x = 1</pre>due", ["Uno", "due"], [("code", "x = 1")]),
        ("<p>Uno <span hidden>e mezzo</span></p>", ["Uno"], [("hidden", "e mezzo")]),
        ("<p>Uno</p><div aria-hidden=true>due</div>", ["Uno"], [("hidden", "due")]),
        ("<p>Uno</p><div style='color:red; DISPLAY : none'>due</div>", ["Uno"], [("hidden", "due")]),
        ("<p>Uno<noscript>due</noscript><template><p>tre</template>", ["Uno"], [("hidden", "due"), ("hidden", "tre")]),
        ("<p>Uno<dialog>due</dialog>", ["Uno"], [("hidden", "due")]),
        ("<p>Uno<p class='sr-only'>due", ["Uno"], [("hidden", "due")]),
        ("<p>Uno <s>due</s> tre", ["Uno tre"], [("struck out", "due")]),
        (
            "<p>Uno<nav>due</nav><form><label>tre</label><input></form>",
            ["Uno"],
            [("navigation", "due"), ("form", "tre")],
        ),
        (
            "<header>Sito</header><p>Uno<aside>due</aside><footer>tre</footer>",
            ["Uno"],
            [("header", "Sito"), ("aside", "due"), ("footer", "tre")],
        ),
        ("<p>Uno<script>var a = '<p>due</p>';</script><style>p{}</style><!-- tre --><iframe>no</iframe>", ["Uno"], []),
    ],
)
def test_what_is_left_out_is_named(page: str, shown: list[str], left_out: list[tuple[str, str]]) -> None:
    reading = read(page)
    assert lines(reading) == shown
    assert reasons(reading) == left_out


# ------------------------------------------------------------------ notes

NOTED = "Il pane è caldo{0}. E buono{1}."


@pytest.mark.parametrize(
    ("first", "second", "notes"),
    [
        (
            '<sup><a href="#n1">1</a></sup>',
            '<sup><a href="#n2">[2]</a></sup>',
            "<p id=n1>1. Di ieri.<p id=n2>2. Di oggi.",
        ),
        (
            '<a href="#n1" id="r1"><sup>1</sup></a>',
            '<a href="#n2" id="r2"><sup>2</sup></a>',
            '<p><a id="n1" href="#r1"><sup>1</sup></a> Di ieri.<p><a id="n2" href="#r2"><sup>2</sup></a> Di oggi.',
        ),
        (
            '<sup id="c1" class="reference"><a href="#n1">[1]</a></sup>',
            '<sup id="c2" class="reference"><a href="#n2">[2]</a></sup>',
            '<ol class="references"><li id=n1><a href="#c1">↑</a> Di ieri.<li id=n2><a href="#c2">↑</a> Di oggi.</ol>',
        ),
        (
            '<a role="doc-noteref" href="#n1">1</a>',
            '<a epub:type="noteref" href="#n2">2</a>',
            '<aside role="doc-footnote" id="n1">Di ieri.</aside><aside epub:type="footnote" id="n2">Di oggi.</aside>',
        ),
    ],
)
def test_marks_of_notes_are_out_and_notes_counted(first: str, second: str, notes: str) -> None:
    reading = read(f"<p>{NOTED.format(first, second)}</p><p>Costa poco.</p>{notes}<p>Fine.</p>")
    assert lines(reading) == ["Il pane è caldo. E buono.", "Costa poco.", "Fine."]
    assert [reason for reason, _ in reasons(reading)] == ["footnote", "footnote"]


def test_notes_of_word() -> None:
    page = """<p>Il pane<a href="#_ftn1" name="_ftnref1"><span class=MsoFootnoteReference>[1]</span></a> è caldo.</p>
    <p>Costa poco, e chi arriva presto trova anche il latte.</p><div style='mso-element:footnote-list'><hr>
    <div style='mso-element:footnote' id=ftn1><p><a href="#_ftnref1" name="_ftn1">[1]</a> Di ieri.</p></div></div>"""
    reading = read(page)
    assert lines(reading) == ["Il pane è caldo.", "Costa poco, e chi arriva presto trova anche il latte."]
    assert reasons(reading) == [("footnote", "[1] Di ieri.")]


def test_a_link_to_a_section_makes_no_note_of_it() -> None:
    page = '<p>Vedi <a href="#due">due</a><sup><a href="#due">*</a></sup>.</p><section id=due><h2>Due</h2><p>Ecco.'
    assert lines(read(page)) == ["Vedi due.", "2 Due", "Ecco."]


# ------------------------------------------------------------------ main text of sites

TEXT = (
    "<p>Il forno di via Roma apre alle sette e chiude quando il pane è finito.</p>"
    "<p>Chi arriva tardi trova soltanto i biscotti, <a href='b.html'>che durano di più</a>.</p>"
)
SHOWN = [
    "Il forno di via Roma apre alle sette e chiude quando il pane è finito.",
    "Chi arriva tardi trova soltanto i biscotti, che durano di più.",
]
MENU = "<ul><li><a href=a>Chi siamo</a><li><a href=b>Prodotti</a><li><a href=c>Contatti</a></ul>"
SITES = {
    "blog": f"""<body class="has-sidebar no-comments">
      <a class="skip-link screen-reader-text" href="#c">Vai al contenuto</a>
      <header class="site-header"><p class="site-title"><a href="/">Il blog</a></p><nav>{MENU}</nav></header>
      <div id="content" class="site-content"><div id="primary"><main id="main">
      <article class="post"><header class="entry-header"><h1>Il forno</h1></header><div class="entry-content">{TEXT}
      <div class="sharedaddy"><h3>Condividi</h3>{MENU}</div></div><footer>Archiviato in pane</footer></article>
      <nav class="post-navigation">{MENU}</nav><div id="comments" class="comments-area"><h2>Due commenti</h2>
      <ol class="comment-list"><li><article class="comment-body">
      <p>Che bello, ci andrò di sicuro domani mattina presto
      con tutta la famiglia e anche con gli amici!</p></article></ol><form><textarea></textarea></form></div></main>
      </div>
      <div id="secondary" class="widget-area sidebar"><h2>Articoli recenti</h2>{MENU}</div></div>
      <footer class="site-footer">Tutti i diritti riservati</footer></body>""",
    "encyclopedia": f"""<div id="mw-page-base"></div>
      <div id="content" class="mw-body" role="main">
      <h1 id="firstHeading">Il forno
      <span class="mw-editsection">[<a href=e>modifica</a>]</span></h1><div id="siteSub">Da qui</div>
      <div id="mw-content-text"><div id="toc" class="toc"><h2>Indice</h2>{MENU}</div>{TEXT}
      <div role="navigation" class="navbox"><table><tr><td>{MENU}</table></div></div>
      <div id="catlinks" class="catlinks">Categoria: pane</div></div>
      <div id="mw-navigation"><h2>Menu</h2>{MENU}</div><div id="footer" role="contentinfo">Note legali</div>""",
    "authority": f"""<form id="aspnetForm" action="x"><div class="cookie-banner" role="dialog"><p>Usiamo i cookie.</p>
      <button>Accetto</button></div><div id="header"><div class="logo">Comune</div><ul class="nav">{MENU}</ul></div>
      <div class="breadcrumbs">Home &gt; Negozi</div><div id="mainContent" class="main-content">
      <h1>Il forno</h1>{TEXT}</div>
      <div class="footer"><p>Via Roma 1</p></div></form>""",
    "news": f"""<div id="CybotCookiebotDialog"><p>Noi e i nostri partner usiamo i cookie per mostrarvi quello che vi
      interessa, e li teniamo per molto tempo. Potete rifiutare quando volete, ma non è facile.</p></div>
      <div class="topbar">{MENU}</div><div class="wrapper"><h1>Il forno</h1>
      <div itemprop="articleBody" class="story__content">{TEXT}<div class="related-articles">
      <p>Leggi anche</p>{MENU}</div>
      <aside class="ads">Pubblicità</aside></div><div class="newsletter-signup">Iscriviti ora</div></div>""",
    "manual": f"""<div id="__docusaurus"><nav class="navbar">{MENU}</nav><div class="layout">
      <aside class="sidebar">{MENU}
      </aside><main><nav class="breadcrumbs">{MENU}</nav><article><header>
      <h1>Il forno<a class="hash-link" href="#f">#</a>
      </h1></header>{TEXT}</article><nav class="pagination-nav">{MENU}</nav></main></div></div>""",
    "table": f"""<table width=100%><tr><td colspan=2><a href=/>Home</a> | <a href=c>Contatti</a> | <a href=m>Mappa</a>
      <tr><td>{MENU}<td><h1>Il forno</h1>{TEXT}<tr><td colspan=2><a href=/>Home</a> | <a href=c>Contatti</a> |
      <a href=m>Mappa</a></table>""",
    "window": f"""<div id="app" aria-hidden="true"><h1>Il forno</h1>{TEXT}</div><div role="dialog">Accetti?</div>""",
    "class names alone": f"""<div class="page-sidebar-wrapper"><div class="nav-and-content"><h1>Il forno</h1>{TEXT}
      </div></div>""",
}


@pytest.mark.parametrize("site", SITES)
def test_of_the_page_of_a_site_the_main_text_remains(site: str) -> None:
    shown = [line.removeprefix("1 ") for line in lines(read(f"<!DOCTYPE html><html>{SITES[site]}"))]
    assert [line for line in shown if line != "Da qui"] == ["Il forno", *SHOWN]


@pytest.mark.parametrize("site", SITES)
def test_both_languages_of_a_page_are_treated_alike(site: str) -> None:
    """The same template, with texts of other lengths."""
    page = f"<!DOCTYPE html><html>{SITES[site]}"
    for longer in (page.replace("pane", "pane e vino e formaggio e olive"), page.replace("Prodotti", "Co vyrábíme")):
        ours, theirs = read(page), read(longer)
        assert [block.kind for block in ours.blocks] == [block.kind for block in theirs.blocks]
        assert [omission.reason for omission in ours.omissions] == [omission.reason for omission in theirs.omissions]


def test_a_page_without_any_mark_gives_all_its_text() -> None:
    page = "<html><body><div><b>Il forno</b></div><div>Apre alle sette.</div>Chiude alle due.<div>Buona giornata</div>"
    assert lines(read(page)) == ["Il forno", "Apre alle sette.", "Chiude alle due.", "Buona giornata"]


def test_a_list_of_links_below_a_heading_is_text() -> None:
    page = f"<h1>Il forno</h1><p>Ecco che cosa trovate.</p>{MENU}"
    assert lines(read(page)) == [
        "1 Il forno",
        "Ecco che cosa trovate.",
        "- Chi siamo",
        "- Prodotti",
        "- Contatti",
    ]


def test_the_text_of_a_browser_s_view_of_plain_text_is_read_as_that() -> None:
    page = "<html><body><pre style='white-space: pre-wrap'>Il forno apre alle sette.\n\nChiude alle due.\n</pre>"
    assert lines(read(page)) == ["Il forno apre alle sette.", "Chiude alle due."]


@pytest.mark.parametrize("name", ["library.html", "bakery.html"])
def test_pages_of_word_processors(name: str) -> None:
    data, path = gold(name)
    reading = html.read(data, path, "it")
    assert [reason for reason, _ in reasons(reading)].count("footnote") == 2
    shown = lines(reading)
    if name == "library.html":
        assert shown[:4] == [
            "1 Knihovna v údolí",
            "1 Otevření",
            "Knihovna otevírá v devět hodin. Uvnitř je teplo a ticho jako v kostele.",
            "Kdo si půjčí H₂O a 10 m² map, zaplatí 20 korun.",
        ]
        assert "code" in dict(reasons(reading))
    else:
        assert "Il fornaio si alza molto raramente alle tre e mezza. Poi accende il forno e prepara la pasta." in shown
        assert {"running header", "running footer"} <= {reason for reason, _ in reasons(reading)}
        assert [line for line in shown if line.startswith("| ")][:2] == ["| Pane", "| Prezzo"]


def test_lists_of_word_are_items_without_their_bullets() -> None:
    page = """<p class=MsoListParagraph style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span
    style='mso-list:Ignore'>·<span>&nbsp;&nbsp; </span></span><![endif]>Pane bianco</p><p class=MsoNormal>Ecco.</p>"""
    assert lines(read(page)) == ["- Pane bianco", "Ecco."]


# ------------------------------------------------------------------ encodings

CZECH = "<p>Příliš žluťoučký kůň úpěl ďábelské ódy.</p><p>Šťastný řezník měl čtyři džbány.</p>"


@pytest.mark.parametrize(
    ("head", "encoding"),
    [
        ("", "utf-8"),
        ("", "utf-8-sig"),
        ("", "utf-16"),
        ("<html>", "utf-16-le"),
        ('<meta charset="utf-8">', "utf-8"),
        ("<meta charset=windows-1250>", "cp1250"),
        ('<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-2">', "iso-8859-2"),
        ('<?xml version="1.0" encoding="windows-1250"?>', "cp1250"),
        ("<meta charset=iso-8859-1>", "utf-8"),  # converted, but for its declaration
        ("<meta charset=utf-8>", "cp1250"),  # declared, but never converted
        ("<meta charset=no-such-thing>", "cp1250"),
        ("", "cp1250"),
        ("", "iso-8859-2"),
    ],
)
def test_the_encoding_of_a_page_is_found(head: str, encoding: str) -> None:
    data = f"{head}{CZECH}".encode(encoding)
    assert lines(html.read(data, PAGE, "cs")) == [
        "Příliš žluťoučký kůň úpěl ďábelské ódy.",
        "Šťastný řezník měl čtyři džbány.",
    ]


def test_a_western_page_without_a_declaration_is_read_as_one() -> None:
    assert lines(html.read("<p>Perché è così? Più caffè.".encode("cp1252"), PAGE, "it")) == [
        "Perché è così? Più caffè."
    ]


def test_a_few_damaged_bytes_do_not_change_the_encoding() -> None:
    data = f"<meta charset=utf-8>{CZECH * 5}".encode() + b"<p>kon\xc4"
    assert lines(html.read(data, PAGE, "cs"))[:1] == ["Příliš žluťoučký kůň úpěl ďábelské ódy."]


# ------------------------------------------------------------------ files from anybody


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(32)) * 40, "not a web page"),
        (b"From: <Saved by Blink>\r\nMIME-Version: 1.0\r\n", "web archive"),
        (b"<p>" * 1_000_001, "elements"),
    ],
)
def test_what_is_no_page_is_refused_by_name(data: bytes, message: str) -> None:
    with pytest.raises(Refused, match=message) as refused:
        html.read(data, PAGE)
    assert refused.value.problems[0].advice


@pytest.mark.parametrize(
    "piece",
    [
        "<",
        "<!--",
        '<a "',
        "<a =",
        '<a b="',
        "</",
        "<![CDATA[",
        "<script>",
        "&#1",
        "<div>",
        "<table><tr><td>",
        "<b><i><a href=x>",
        "<ul><li>x",
        "<main>x</main><h1>y</h1>",
        "<br>a",
        "<aside>x",
        "<sup><a href=#a>1</a></sup><p id=a>",
    ],
)
def test_no_page_takes_more_than_its_length_asks_for(piece: str) -> None:
    def seconds(length: int) -> float:
        begun = time.process_time()
        html.read((piece * (length // len(piece))).encode(), PAGE)
        return time.process_time() - begun

    # It would be 16 times as much if it grew with the square; beside other work one measurement may say anything.
    assert any(seconds(200_000) < 6 * seconds(50_000) + 1 for _ in range(4))


def test_reading_takes_at_most_as_long_again_as_parsing() -> None:
    from deckgen.text.formats.elements import parsed

    page = f"<html><body><nav>{MENU}</nav><main>{TEXT * 2600}</main></body>"
    assert len(page) > 400_000

    def best(work: object) -> float:
        found = []
        for _ in range(5):
            begun = time.process_time()
            work()  # type: ignore[operator]
            found.append(time.process_time() - begun)
        return min(found)

    assert best(lambda: read(page)) < 2.5 * best(lambda: parsed(page, PAGE)) + 0.05


@settings(deadline=None, max_examples=200)
@given(
    st.lists(
        st.sampled_from(
            [
                "<p>",
                "</p>",
                "<b>",
                "</b>",
                "<div>",
                "</div>",
                "<li>",
                "<ul>",
                "</ul>",
                "<table>",
                "<td>",
                "</table>",
                "<tr>",
                "<a href=x>",
                "</a>",
                "<h2>",
                "</h2>",
                "<br>",
                "uno ",
                "due",
                " ",
                "&",
                "< ",
                "<!-- x -->",
                "<span>",
            ]
        ),
        max_size=60,
    )
)
def test_whatever_the_markup_every_word_is_shown_once(pieces: list[str]) -> None:
    reading = read("<main><h1>zero</h1>" + "".join(pieces))
    shown = "".join(line for block in reading.blocks for line, _ in block.pieces)
    left_out = "".join(omission.text for omission in reading.omissions)
    for word in ("uno", "due"):
        assert (shown + left_out).count(word) == pieces.count(word) + pieces.count(f"{word} ")
