"""What Anki's editor writes, read as the text that a person meant."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deckgen.cards.html import Plain, card_text, plain
from deckgen.files.characters import folded


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("Il cliente paga.<br>Il venditore ringrazia.", "Il cliente paga.\nIl venditore ringrazia."),
        ("Il cliente paga.<br/>Il venditore ringrazia.", "Il cliente paga.\nIl venditore ringrazia."),
        ("Il cliente paga.<br />Il venditore ringrazia.", "Il cliente paga.\nIl venditore ringrazia."),
        ("Il cliente paga.<BR>Il venditore ringrazia.", "Il cliente paga.\nIl venditore ringrazia."),
        ("Il cliente paga.<div>Il venditore ringrazia.</div>", "Il cliente paga.\nIl venditore ringrazia."),
        ("<div>Il cliente paga.</div><div>Il venditore ringrazia.</div>", "Il cliente paga.\nIl venditore ringrazia."),
        ("<div>Il cliente paga.</div>Il venditore ringrazia.", "Il cliente paga.\nIl venditore ringrazia."),
        ("<p>Il cliente paga.</p><p>Il venditore ringrazia.</p>", "Il cliente paga.\nIl venditore ringrazia."),
        (
            "Il cliente paga.<div><br></div><div>Il venditore ringrazia.</div>",
            "Il cliente paga.\nIl venditore ringrazia.",
        ),
        ("<ul><li>il prezzo</li><li>lo sconto</li></ul>", "il prezzo\nlo sconto"),
        ("<div>Il cliente paga.<br></div>", "Il cliente paga."),  # what deleting a line leaves behind
        ("Il cliente paga.<br>", "Il cliente paga."),
        ("<br>", ""),
        ("", ""),
    ],
)
def test_every_way_to_break_a_line_is_one_line_break(html: str, text: str) -> None:
    assert plain(html) == Plain(text)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("Platí&nbsp;hotově.", "Platí hotově."),
        ("Platí&nbsp; &nbsp;hotově.&nbsp;", "Platí hotově."),
        ("Platí\u00a0hotově.", "Platí hotově."),
        ("Müller &amp; figli: 3 &lt; 5 &gt; 2", "Müller & figli: 3 < 5 > 2"),
        ("&quot;No&quot; e &#39;s&igrave;&#39;", "\"No\" e 'sì'"),
        ("&amp;lt;b&amp;gt;", "&lt;b&gt;"),  # unescaped once, not twice
        ("3 < 5", "3 < 5"),
        ("&#91;sound:a.mp3]", "[sound:a.mp3]"),  # as deckgen writes it: a text, no sound
        ("cafe\u0301", "café"),
    ],
)
def test_entities_are_the_characters_that_they_stand_for(html: str, text: str) -> None:
    assert plain(html) == Plain(text)


@pytest.mark.parametrize(
    "html",
    [
        "Il <i>cliente</i> paga.",
        "Il <em>cliente</em> paga.",
        "Il <u>cliente</u> paga.",
        '<span style="color: rgb(255, 0, 0);">Il <span style="font-size: 20px">cliente</span> paga.</span>',
        '<font color="#ff0000" face="Arial">Il cliente</font> paga.',
        'Il <a href="https://cs.wikipedia.org">cliente</a> paga.',
        "<code>Il cliente paga.</code>",
        "Il <!-- StartFragment -->cliente<!-- EndFragment --> paga.",
        "Il <span>cliente paga.",  # never closed
        "Il cliente</span></i> paga.",  # never opened
    ],
)
def test_formatting_that_text_does_not_need_falls_away(html: str) -> None:
    assert plain(html) == Plain("Il cliente paga.")


@pytest.mark.parametrize(
    ("html", "marked"),
    [
        ("Il <b>cliente</b> paga.", ("cliente",)),
        ("Il <strong>cliente</strong> paga.", ("cliente",)),
        ('Il <b style="color: red"><i>cliente</i></b> paga.', ("cliente",)),
        ("Il<b>&nbsp;cliente&nbsp;</b>paga.", ("cliente",)),
        ("Il <b>cliente</b> <b>paga</b>.", ("cliente", "paga")),
        ("Il <b></b>cliente paga.", ()),
        ('Il <span style="font-style: italic">cliente</span> paga.', ()),
        ("Il cliente</b> paga.", ()),
    ],
)
def test_what_stands_in_bold_is_the_highlight(html: str, marked: tuple[str, ...]) -> None:
    assert plain(html) == Plain("Il cliente paga.", marked)


@pytest.mark.parametrize(
    ("html", "refused"),
    [
        ("[latex]x^2[/latex]", ("a formula",)),
        ("[$]x^2[/$]", ("a formula",)),
        ("[$$]x^2[/$$]", ("a formula",)),
        ("<script>alert(1)</script>", ("<script>",)),
        ("<style>b {}</style>", ("<style>",)),
        ("<anki-mathjax>x^2</anki-mathjax>", ("<anki-mathjax>",)),
        ("<h1>Il cliente</h1>", ("<h1>",)),
        ("<ruby>漢<rt>かん</rt></ruby>", ("<ruby>", "<rt>")),
    ],
)
def test_what_text_cannot_say_is_refused_by_name(html: str, refused: tuple[str, ...]) -> None:
    assert plain(html).refused == refused


def test_a_table_is_refused_by_name() -> None:
    assert "a table" in plain("<table><tbody><tr><td>il prezzo</td><td>cena</td></tr></tbody></table>").refused


def test_a_text_of_lines_is_also_one_line() -> None:
    assert plain("Il cliente<br>paga.").line == "Il cliente paga."


PIECES = st.lists(
    st.one_of(
        st.sampled_from(
            ["<b>", "<br>", "&nbsp;", "&amp;", "[sound:a.mp3]", "[$]", "[latex]", "2 700 €", "k nám", "\\"]
        ),
        st.text(st.characters(exclude_categories=["Cs"]), max_size=8),
    )
).map(lambda pieces: folded(" ".join(pieces)))


@settings(deadline=None)
@given(PIECES, st.sampled_from(["it", "cs"]))
def test_what_deckgen_wrote_on_a_card_reads_back_as_the_text_it_was(text: str, code: str) -> None:
    assert plain(card_text(text, code)) == Plain(text)


@settings(deadline=None)
@given(st.lists(PIECES.filter(bool)), st.sampled_from(["it", "cs"]))
def test_so_do_its_line_breaks(lines: list[str], code: str) -> None:
    text = "\n".join(lines)
    assert plain(card_text(text, code)) == Plain(text)


@settings(deadline=None)
@given(st.text(st.sampled_from('<>/bdivr&;=" -[]a1')))
def test_no_html_is_so_broken_that_reading_it_fails(html: str) -> None:
    once = plain(html)
    assert plain(card_text(once.text, "it")).text == once.text


@pytest.mark.parametrize(
    ("html", "refused"),
    [
        ("<![1", "broken HTML"),
        ("10<sup>2</sup>", "a superscript"),
        ("[SOUND:x.mp3", "a sound"),
        ("[anki:play:q:0]", "a sound"),
    ],
)
def test_what_would_lose_its_meaning_is_refused(html: str, refused: str) -> None:
    assert plain(html).refused == (refused,)


def test_a_rule_is_a_break_and_bold_keeps_its_spaces() -> None:
    assert plain("il prezzo<hr>cena").text == "il prezzo\ncena"
    assert plain("<b>il<br>prezzo</b>").marked == ("il prezzo",)


@pytest.mark.parametrize("html", ["&#" + "9" * 5000 + ";", "<p>&#" + "1" * 4301 + "</p>"])
def test_a_number_past_all_characters_is_no_fault(html: str) -> None:
    assert plain(html).text == "\ufffd"


@pytest.mark.parametrize("piece", ["<a ", "<!--", "</", "<?", "<a '"])
def test_what_is_never_closed_costs_no_minutes(piece: str) -> None:
    began = time.monotonic()
    assert plain(piece * 100_000).refused == ("a text this long",)
    plain(piece * 2_000)
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("formula", [r"\(x\)", r"\[x\]"])
def test_a_formula_of_mathjax_cannot_be_written_as_text(formula: str) -> None:
    assert plain(formula).refused == ("a formula",)
    assert plain(card_text(formula, "it")) == Plain(formula)


@pytest.mark.parametrize(
    ("html", "media"),
    [
        ('Il cliente <img src="faccia.png"> paga.', (("a picture", "faccia.png"),)),
        (
            'Il <IMG SRC="faccia.png"> cliente <img src=b.png> paga.',
            (("a picture", "faccia.png"), ("a picture", "b.png")),
        ),
        ("Il cliente paga. [sound:cliente.mp3]", (("a sound", "cliente.mp3"),)),
        ("Il cliente [sound:a&amp;b.mp3]paga.", (("a sound", "a&b.mp3"),)),
        ('<img src="a.png">Il cliente paga. [sound:a.mp3]', (("a picture", "a.png"), ("a sound", "a.mp3"))),
        (f'Il cliente paga.<img src="data:image/png;base64,{"A" * 200_000}">', (("a picture", ""),)),
    ],
)
def test_pictures_and_sounds_are_told_from_the_text_around_them(html: str, media: tuple[tuple[str, str], ...]) -> None:
    assert plain(html) == Plain("Il cliente paga.", media=media)


@pytest.mark.parametrize("text", ["[sound:a.mp3]", "leggi [sound:x] qui"])
def test_what_a_person_wrote_about_sounds_is_text(text: str) -> None:
    assert plain(card_text(text, "it")) == Plain(text)


@pytest.mark.parametrize(
    ("html", "formatting"),
    [
        ("il <b>prezzo</b>", {"bold"}),
        ('il <font color="#f00">prezzo</font>', {"a colour"}),
        ('il <span style="color: red;">prezzo</span>', {"a colour"}),
        ('il <span style="background-color: yellow">prezzo</span>', {"highlighting"}),
        ('<div style="font-weight:700; color:red">il prezzo</div>', {"bold", "a colour"}),
        ("il <i>prez<u>zo</u></i>", {"italics", "underlining"}),
        ("<div>il prezzo</div>", set()),
        ("il <span>prezzo</span>&nbsp;", set()),
    ],
)
def test_formatting_that_text_does_not_keep_is_named(html: str, formatting: set[str]) -> None:
    assert plain(html).text == "il prezzo"
    assert plain(html).formatting == formatting
