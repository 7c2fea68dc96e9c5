"""Documents into sentences: one case a rule, each with its counter-example."""

from __future__ import annotations

import time
from itertools import accumulate
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from projects import ROOT

from deckgen.files.disk import decode
from deckgen.files.source import Source
from deckgen.text.documents import Document, load, parse
from deckgen.text.sentences import sentences


def document(text: str, name: str = "it.txt", code: str = "it") -> Document:
    return parse(Source(Path(name), text), code)


def numbered(text: str, name: str = "it.txt") -> list[str]:
    """The sentences of a document as `line: text`, a heading with # and what opens a paragraph with ¶."""
    return [f"{s.line}{'#' if s.heading else '¶' if s.opens else ''} {s.text}" for s in document(text, name).sentences]


# ------------------------------------------------------------------ sentences; `|` is where one ends


@pytest.mark.parametrize(
    ("code", "text"),
    [
        # a title belongs to its name, a word that only looks like one does not
        ("it", "Il dott. Rossi arriva domani.| La sig.ra Bianchi no."),
        ("it", "Il lotto è finito.| Rossi lo sa."),
        ("cs", "Přijde Ing. Novák a Mgr. Malá.| Pan Dvořák ne."),
        ("en", "Mr. Smith left.| Mrs. Brown stayed."),
        # an abbreviation inside a sentence goes on before a small letter and closes before a capital
        ("it", "Vende mele, pere, ecc. a tutti."),
        ("it", "Vende mele, pere, ecc.| Poi chiude."),
        ("it", "La Lumetta S.p.A. assume.| Cerca un venditore."),
        ("cs", "Koupil mouku, cukr atd. a šel domů."),
        ("cs", "Koupil mouku, cukr atd.| Pak šel domů."),
        ("en", "The shop opens at 5 p.m. on Fridays."),
        ("en", "The shop opens at 5 p.m.| Come early."),
        # some abbreviations only stand before a number
        ("it", "Vedi pag. 12 del manuale."),
        ("it", "Che bella pag.| Dodici righe soltanto."),
        ("it", "Lo dice l’art. 5 del codice."),
        ("cs", "Viz str. 12 a č. 5."),
        ("cs", "Přečti celou str.| Dvanáct řádků."),
        ("en", "It is No. 5 on the list."),
        ("en", "He said no.| It was late."),
        # initials before a name; a letter that ends a sentence before a number
        ("it", "Lo scrisse G. Verdi."),
        ("it", "Scegliamo il piano B.| 3 persone erano contrarie."),
        ("cs", "Napsal to K. Čapek."),
        # an ordinal before a small letter; a year that ends a sentence
        ("cs", "Přijel 3. května ráno.| Odjel 5. června."),
        ("cs", "Firma vznikla roku 1995.| Dnes prosperuje."),
        # a language without a list; its closing quotes stand apart
        ("fr", "Elle répondit : « Non. »| Il partit."),
        # a date in three parts; two numbers that are none
        ("cs", "Dne 1. 1. 2020 začala platit novela.| Platí dodnes."),
        ("cs", "Skončil jako 7.| 150 lidí tleskalo."),
        # a king's number goes on with his epithet, and ends a sentence before another word
        ("cs", "Karel IV. Lucemburský založil univerzitu."),
        ("cs", "Tehdy vládl Karel IV.| Potom zemřel."),
        # a Roman number is a number
        ("it", "Nel sec. XX cambiò tutto.| Aspetta un sec.| Arrivo."),
        ("it", "La ditta nacque nel 1995.| Oggi prospera."),
        # the number of a list entry opens its sentence
        ("it", "1. Ascoltare il cliente.| 2. Parlare poco."),
        # points inside numbers, addresses and words
        ("it", "Costa 2.700 euro.| Scrivi a info@lumetta.it oppure chiama."),
        # quotes and brackets
        ("it", "«Vieni subito!» gridò Marco.| Nessuno rispose."),
        ("it", "Disse: «Vengo.»| Poi uscì."),
        ("cs", "„Přijď hned!“ křičel Marek.| Nikdo neodpověděl."),
        ("cs", "Řekl: „Přijdu.“| Pak odešel."),
        ("it", "Chiama domani (vedi sopra.)| Grazie."),
        ("it", "Non ha finito (mele, ecc.)| Poi è uscito."),
        # other marks
        ("it", "Davvero?!| Certo… forse.| Va bene!"),
        ("it", "E… poi?"),
        # white space
        ("it", "Una riga\nche continua.| E un’altra."),
        ("it", "Senza punto\n\n|Un altro paragrafo"),
        ("it", "Senza punto\r\n \r\n|Un altro paragrafo"),
        # a language without a list of ours
        ("de", "Das Angebot ist gut.| Wir nehmen es an."),
        ("de", "Es kostet 2.700 Euro und gilt bis morgen."),
    ],
)
def test_a_sentence_ends_where_it_ends(code: str, text: str) -> None:
    assert sentences(text.replace("|", ""), code) == [piece.strip() for piece in text.split("|")]


WORDS = ["dott.", "ecc.", "S.p.A.", "č. 5", "Ciao", "casa", *"«»“”()…!?.-aA31ěŽ"]
PIECES = st.sampled_from([*WORDS, " ", "  ", "\n", "\n\n", "\r\n\r\n", "\t", "\u00a0", "\u2028"])


@settings(deadline=None)
@given(st.lists(PIECES, max_size=20).map("".join), st.sampled_from(["it", "cs", "en", "de", "xx"]))
def test_sentences_are_slices_that_leave_out_white_space_alone(text: str, code: str) -> None:
    at = 0
    for sentence in sentences(text, code):
        start = text.index(sentence, at)
        assert sentence == sentence.strip() != ""
        assert not text[at:start].strip()
        at = start + len(sentence)
    assert not text[at:].strip()


@pytest.mark.parametrize("code", ["it", "cs"])
def test_tricky_sentences_come_out_right(code: str) -> None:
    wanted, found = set[tuple[int, int]](), set[tuple[int, int]]()
    for number, line in enumerate(
        (ROOT / "tests" / "gold" / "splitting" / f"{code}.txt").read_text("utf-8").splitlines()
    ):
        pieces = line.split("|")
        for ends, given_pieces in ((wanted, pieces), (found, sentences(" ".join(pieces), code))):
            lengths = accumulate(len("".join(piece.split())) for piece in given_pieces[:-1])
            ends |= {(number, length) for length in lengths}
    assert len(wanted) > 15
    assert 2 * len(wanted & found) / (len(wanted) + len(found)) >= 0.97


# ------------------------------------------------------------------ plain text

WRAPPED = """\
Il marketing racconta una storia a chi ancora non la conosce, e la vendita
Ascolta chi sa già. Poi le due si incontrano.

Il secondo paragrafo comincia in questa riga, e continua in quella che segue
come se niente fosse. Fine.
"""


def test_a_line_of_plain_text_is_a_paragraph() -> None:
    text = "Marketing e vendite\nIl cliente arriva. Compra.\n\n\nIl cliente torna.\n"
    assert numbered(text) == ["1# Marketing e vendite", "2¶ Il cliente arriva.", "2 Compra.", "5¶ Il cliente torna."]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("heading", ["", "Due mestieri\n", "Due mestieri\n\n"])
def test_wrapped_text_is_joined_and_its_sentences_keep_their_lines(heading: str, newline: str) -> None:
    n = heading.count("\n")
    assert numbered((heading + WRAPPED).replace("\n", newline)) == [
        *["1# Due mestieri"][: len(heading)],
        f"{n + 1}¶ Il marketing racconta una storia a chi ancora non la conosce, e la vendita Ascolta chi sa già.",
        f"{n + 2} Poi le due si incontrano.",
        f"{n + 4}¶ Il secondo paragrafo comincia in questa riga, e continua in quella che segue come se niente fosse.",
        f"{n + 5} Fine.",
    ]


def test_a_line_that_begins_small_goes_on_with_the_one_before_it() -> None:
    assert numbered("La prima riga\ncontinua qui. Poi basta.\n") == ["1¶ La prima riga continua qui.", "2 Poi basta."]


@pytest.mark.parametrize(
    ("line", "heading"),
    [
        ("Marketing e vendite", True),
        ("Marketing e vendite.", False),
        ("Che cosa vuole il cliente?", True),
        ("Chi compra? Perché?", False),
        ("Marketing vs. vendite", True),
        ("Il caso. La soluzione", False),
        ("Prima le cose importanti:", False),
        ("Che bella giornata!", False),
        ("Capitolo 2", True),
        ("2.700", False),
        ("«Ciao», disse lei", False),
        ("Una riga di dodici parole al massimo può essere ancora un titolo", True),
        ("Una riga di tredici parole invece no perché i titoli sono sempre corti", False),
    ],
)
def test_a_short_line_without_a_full_stop_is_a_heading(line: str, heading: bool) -> None:
    *found, _ = document(f"{line}\n\nPoi il testo.\n").sentences
    assert (" ".join(s.text for s in found), found[0].heading, found[0].opens) == (line, heading, True)


@pytest.mark.parametrize(
    ("text", "headings"),
    [
        ("Buongiorno, come va?\nBene, grazie.\nÈ in ufficio?\nNo, è a casa.\n", []),  # a dialogue
        ("Il testo finisce qui.\nE voi, che cosa avreste fatto?\n", []),
        ("Un testo.\n\nE voi, che cosa avreste fatto?\n", []),
        ("Un testo.\n\nChe cosa vuole il cliente?\n\nUn prezzo basso.\n", ["Che cosa vuole il cliente?"]),
        (f"Un testo.\nChe cosa vuole il cliente?\n{'Un prezzo basso e altro ' * 8}.\n", ["Che cosa vuole il cliente?"]),
    ],
)
def test_a_question_is_a_heading_only_where_it_stands_apart(text: str, headings: list[str]) -> None:
    assert [each.text for each in document(text).sentences if each.heading] == headings


def test_invisible_marks_and_decomposed_accents_do_not_reach_a_card() -> None:
    data = "\ufeffPerche\u0301 la ven\u00addita?\u200b Sì:\u00a0è così.\r\n".encode()
    assert [s.text for s in parse(decode(data, Path("it.txt")), "it").sentences] == [
        "Perché la vendita?",
        "Sì: è così.",
    ]


# ------------------------------------------------------------------ Markdown


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("# Titolo. Davvero\n\nTesto.\n", ["1# Titolo. Davvero", "3¶ Testo."]),
        ("Titolo\n======\nTesto.\n", ["1# Titolo", "3¶ Testo."]),
        ("Titolo\n\nTesto.\n", ["1¶ Titolo", "3¶ Testo."]),  # only what is marked is a heading here
        ("Una *parola* in **grassetto** e `codice`.\n", ["1¶ Una parola in grassetto e codice."]),
        ("Un [legame](https://lumetta.it) e 3 \\* 4 &amp; 5.\n", ["1¶ Un legame e 3 * 4 & 5."]),
        ("Prima. Seconda che\ncontinua. Terza.\n", ["1¶ Prima.", "1 Seconda che continua.", "2 Terza."]),
        ("Prima riga  \nseconda. Terza.\n", ["1¶ Prima riga seconda.", "2 Terza."]),
        ("Prima riga  \nSeconda riga<br>Terza\n", ["1¶ Prima riga", "2¶ Seconda riga", "2¶ Terza"]),
        ("- primo\n- secondo. E poi.\n", ["1¶ primo", "2¶ secondo.", "2 E poi."]),
        ("1. uno\n2. due\n", ["1¶ uno", "2¶ due"]),
        ("> Citazione. Ancora.\n", ["1¶ Citazione.", "1 Ancora."]),
        ("---\ntitle: Il caso\n---\nTesto.\n", ["4¶ Testo."]),
        ("Testo.\n\n---\n\nAltro.\n", ["1¶ Testo.", "5¶ Altro."]),
        ("| it | cs |\n|---|---|\n| Ciao. | Ahoj. |\n", ["1¶ it", "1¶ cs", "3¶ Ciao.", "3¶ Ahoj."]),
        ("```\ncodice()\n```\n\nTesto.\n", ["5¶ Testo."]),
        ("\r\n# Titolo\r\n\r\nUno. Due\r\ntre. Quattro.\r\n", ["2# Titolo", "4¶ Uno.", "4 Due tre.", "5 Quattro."]),
    ],
)
def test_markdown_is_read_for_what_it_shows(text: str, found: list[str]) -> None:
    assert numbered(text, "it.md") == found


@pytest.mark.parametrize(("name", "heading"), [("a.md", True), ("a.MARKDOWN", True), ("a.txt", False)])
def test_the_suffix_says_whether_a_file_is_markdown(tmp_path: Path, name: str, heading: bool) -> None:
    (tmp_path / name).write_text("# Il titolo. Lungo\n", "utf-8")
    found = load(tmp_path / name, "it")
    assert (found.path, found.language, found.sentences[0].heading) == (tmp_path / name, "it", heading)


def test_entries_of_a_list_are_paragraphs_without_their_bullets() -> None:
    text = "Che cosa serve:\n- tempo e pazienza;\n- un buon prodotto;\n  che si vende da solo\n"
    text += "1. Aprire il file.\n2. Salvare.\n"
    assert [(s.text, s.opens, s.heading) for s in document(text).sentences] == [
        ("Che cosa serve:", True, False),
        ("tempo e pazienza;", True, False),
        ("un buon prodotto; che si vende da solo", True, False),
        ("Aprire il file.", True, False),
        ("Salvare.", True, False),
    ]


# ------------------------------------------------------------------ lines that nobody wrote by hand


@pytest.mark.parametrize("piece", [".", "…", "1. ", "A. ", "art. 5 ", '."', "vs. ", "IV. ", "!?", "<!--", "a\n"])
@pytest.mark.parametrize("name", ["x.txt", "x.md"])
@pytest.mark.parametrize("code", ["it", "cs"])
def test_a_line_of_one_thing_costs_one_pass(piece: str, name: str, code: str) -> None:
    """Leaders in a table of contents, a list of initials: the time must not grow with the square of the length."""
    began = time.monotonic()
    parse(Source(Path(name), piece * (60_000 // len(piece))), code)
    assert time.monotonic() - began < 3


def test_an_entity_past_all_characters_is_no_fault() -> None:
    (sentence,) = parse(Source(Path("x.md"), f"<p>Prezzo &#{'9' * 5000}; e &amp; basta</p>\n"), "it").sentences
    assert sentence.text == "Prezzo \ufffd e & basta"


def test_an_unclosed_comment_hides_what_is_behind_it() -> None:
    assert parse(Source(Path("x.md"), "<p>Uno.</p>\n<!-- due\ntre\n"), "it").sentences[0].text == "Uno."


def test_lines_of_a_very_old_mac_are_lines() -> None:
    found = parse(Source(Path("x.txt"), "Il titolo\rUna frase qui.\rUn’altra frase.\r"), "it").sentences
    assert [(s.text, s.line, s.heading) for s in found] == [
        ("Il titolo", 1, True),
        ("Una frase qui.", 2, False),
        ("Un’altra frase.", 3, False),
    ]
