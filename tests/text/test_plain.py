"""Plain text as people have it: each kind of line with what it becomes."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from deckgen.files.source import Source
from deckgen.text.documents import Document, parse


def read(text: str, code: str = "it") -> Document:
    return parse(Source(Path(f"{code}.txt"), text), code)


def shown(text: str, code: str = "it") -> list[str]:
    """The sentences of a text, a heading with #."""
    return [f"{'# ' if each.heading else ''}{each.text}" for each in read(text, code).sentences]


# ------------------------------------------------------------------ what is no heading


@pytest.mark.parametrize(
    "text",
    [
        "Vorrei due etti di prosciutto\nQuanto le devo\nMi può fare uno scontrino\n",
        "Sul ramo il merlo canta\nLa sera scende piano\nNessuno lo ascolta\n",
        "Foto di Carla Neri\nRiproduzione vietata\n",
        "Il forno apre alle sei.\n\nCon i migliori saluti\nLa direzione\n",
        "Il conto di oggi è lungo.\n\nUn caffè\n\nUn cornetto\n\nUna spremuta\n\nUn panino\n\nIl conto arriva dopo.\n",
        "Orari\nPrezzi\nDove siamo\n\nIl museo apre alle dieci.\n",
        "Il testo comincia qui.\n\nE allora, che cosa facciamo?\n\nSi resta a casa.\n",
        "Il testo comincia qui.\n\n3 maggio 2027\n\nIl mercato riapre.\n",
        "Il testo comincia qui.\n\nTabella 2. Ordini del mese\n\nGli ordini crescono.\n",
        "Il testo comincia qui.\n\nhttps://example.org/ordini\n\nGli ordini crescono.\n",
        "Primo passo: scegliere.\nIl secondo passo\nViene il terzo passo.\n",
    ],
)
def test_lines_that_stand_among_others_or_end_the_text_are_text(text: str) -> None:
    found = shown(text)
    assert [line for line in found if line.startswith("#")] == []
    assert [line for line in text.splitlines() if line] == found


@pytest.mark.parametrize(
    ("text", "headings"),
    [
        ("Il listino\n\nI prezzi\n\nTutto costa di più.\n", ["Il listino", "I prezzi"]),
        ("CONTRATTO\n\nART. 3 - CONSEGNA\n\nIl fornitore consegna a maggio.\n", ["CONTRATTO", "ART. 3 - CONSEGNA"]),
        ("1. Premessa\n\nSi legge così.\n\n2. Regole\n\nSi gioca in due.\n", ["1. Premessa", "2. Regole"]),
        (
            "Articolo 4\nLa merce viaggia a rischio del cliente.\nArticolo 5\nIl foro è Lucca.\n",
            ["Articolo 4", "Articolo 5"],
        ),
        ("Capitolo 1\n\nMenù del giorno\nMinestra di verdure\nPollo arrosto\n", ["Capitolo 1"]),
    ],
)
def test_a_line_alone_above_text_is_a_heading(text: str, headings: list[str]) -> None:
    assert [line[2:] for line in shown(text) if line.startswith("#")] == headings


# ------------------------------------------------------------------ lists


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("1. Aprire il sacco\n2. Versare l’acqua\n3. Mescolare\n", ["Aprire il sacco", "Versare l’acqua", "Mescolare"]),
        ("1) Aprire il sacco.\n\n2) Mescolare.\n", ["Aprire il sacco.", "Mescolare."]),
        ("a) il sacco vuoto;\nb) il secchio;\n", ["il sacco vuoto;", "il secchio;"]),
        ("•\tIl sacco\n◦ Il secchio\n→ La pala\n", ["Il sacco", "Il secchio", "La pala"]),
        (
            "Servono:\nun sacco vuoto\nun secchio grande\nuna pala\n",
            ["Servono:", "un sacco vuoto", "un secchio grande", "una pala"],
        ),
        ("Servono:\nun sacco;\nun secchio;\nuna pala.\n", ["Servono:", "un sacco;", "un secchio;", "una pala."]),
        (
            "Cemento\t12 euro\tlunedì\nSabbia fine\t4 euro\tmartedì\n",
            ["Cemento", "12 euro", "lunedì", "Sabbia fine", "4 euro", "martedì"],
        ),
        (
            "- Il sacco si apre\n  con un coltello.\n- Poi si versa.\n",
            ["Il sacco si apre con un coltello.", "Poi si versa."],
        ),
    ],
)
def test_an_item_is_text_without_its_mark(text: str, items: list[str]) -> None:
    assert shown(text) == items


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("cs", "5. listopadu 2025 začíná veletrh."),
        ("cs", "2. patro je zavřené."),
        ("cs", "1. světová válka skončila dávno."),
        ("it", "12. Il numero non conta niente da solo."),
    ],
)
def test_a_number_that_counts_no_items_stays(code: str, line: str) -> None:
    assert shown(f"Tak to je.\n{line}\nA dál nic.\n", code)[1] == line


# ------------------------------------------------------------------ wrapped lines


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        (
            "La ditta vende mac-\nchine e cerca per-\nsone fidate.\n",
            ["La ditta vende macchine e cerca persone fidate."],
        ),
        ("Il treno Milano-\nVenezia è in ritardo.\n", ["Il treno Milano-Venezia è in ritardo."]),
        ("Gli anni 2020-\n2025 sono passati.\n", ["Gli anni 2020-2025 sono passati."]),
        (
            "L’italo-\ntedesco arriva. Quell’italo-tedesco parla.\n",
            ["L’italo-tedesco arriva.", "Quell’italo-tedesco parla."],
        ),
        ("La ven\u00ad\ndita va bene.\n", ["La vendita va bene."]),
        (
            "Il nostro ufficio si trova in centro e risponde a\nMilano, a Roma e anche\na Lucca ogni mattina.\n",
            ["Il nostro ufficio si trova in centro e risponde a Milano, a Roma e anche a Lucca ogni mattina."],
        ),
        (
            "Il mercato riapre lunedì con molti banchi e con tutti\n\n– 3 –\n\ni suoi clienti. Poi chiude.\n",
            ["Il mercato riapre lunedì con molti banchi e con tutti i suoi clienti.", "Poi chiude."],
        ),
        (
            "Il mercato riapre lunedì con molti banchi e con tutti\n\nPagina 3 di 9\n\ni suoi clienti. Poi chiude.\n",
            ["Il mercato riapre lunedì con molti banchi e con tutti i suoi clienti.", "Poi chiude."],
        ),
    ],
)
def test_a_cut_line_goes_on_in_the_next(text: str, sentences: list[str]) -> None:
    assert shown(text) == sentences


def test_what_stands_at_the_edge_of_every_page_is_named() -> None:
    page = "Statuto della banca, p. {n}\nLa banca apre alle nove. Il cassiere saluta tutti e\n"
    document = read("\f".join(page.format(n=n) + "conta i soldi.\n" for n in (1, 2, 3)))
    assert {(each.line, each.reason) for each in document.omissions} >= {(4, "running header"), (7, "running header")}
    assert sum("Statuto" in each.text for each in document.sentences) <= 1


# ------------------------------------------------------------------ what is not text


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Il bar apre.[1] Il bar chiude.[2][3]\n", ["Il bar apre.", "Il bar chiude."]),
        ("Il bar apre.¹ Il bar chiude.*\n", ["Il bar apre.", "Il bar chiude."]),
        ("Il bar misura 40 m² in tutto.\n", ["Il bar misura 40 m² in tutto."]),
        ("Si veda [3] e anche [4] per i dettagli.\n", ["Si veda [3] e anche [4] per i dettagli."]),
        ("Apre presto.\vChiude tardi.\n", ["Apre presto.", "Chiude tardi."]),
        ("<i>Apre presto.</i>\n{\\an8}Chiude tardi.\n♪ La la la ♪\n", ["Apre presto.", "Chiude tardi.", "La la la"]),
        ("Caff&egrave;&nbsp;&amp; cornetto per tutti.\n", ["Caffè & cornetto per tutti."]),
        ("— Chi è? — chiese Rita. — Sono io.\n", ["Chi è? — chiese Rita.", "Sono io."]),
        ("Che bello. :) Ci vediamo 😀 domani! 😀 Ciao.\n", ["Che bello. :)", "Ci vediamo 😀 domani! 😀", "Ciao."]),
    ],
)
def test_marks_around_a_sentence_are_not_in_it(text: str, sentences: list[str]) -> None:
    assert shown(text) == sentences


def test_footnotes_at_the_end_are_named() -> None:
    document = read("Il bar apre.[1]\n\n[1] Così dice il padrone.\n")
    assert [each.text for each in document.sentences] == ["Il bar apre."]
    assert [(each.line, each.reason) for each in document.omissions] == [(3, "footnote")]


def test_a_sentence_without_a_space_before_it_is_named() -> None:
    document = read("Il pane è finito.Torniamo domani. Ciao a tutti.\n")
    assert [each.text for each in document.sentences] == ["Il pane è finito.", "Torniamo domani.", "Ciao a tutti."]
    assert [each.text for each in document.glued] == ["Torniamo domani."]


@pytest.mark.parametrize(
    ("code", "text", "sentences"),
    [
        (
            "zh",
            "我们卖鞋。生意很好！你知道吗？「很贵。」他说。",
            ["我们卖鞋。", "生意很好！", "你知道吗？", "「很贵。」他说。"],
        ),
        ("ja", "靴を売ります。とても安い！", ["靴を売ります。", "とても安い！"]),
        ("th", "เราขายรองเท้าราคาถูก ลูกค้าพอใจมาก", ["เราขายรองเท้าราคาถูก", "ลูกค้าพอใจมาก"]),
    ],
)
def test_scripts_without_spaces_have_sentences_too(code: str, text: str, sentences: list[str]) -> None:
    assert shown(text, code) == sentences


@pytest.mark.parametrize(
    ("line", "between"),
    [
        ("Dove siamo", "\n\n"),  # looks like a heading above headings
        ("[1] Una nota.", "\nIl pane.[1]\n"),
        ("\f", "\n\n"),
        ("7", "\n"),
        ("- pane", "\n"),
        ("a)\tpane", "\n"),
    ],
)
def test_time_grows_with_the_text(line: str, between: str) -> None:
    def seconds(count: int) -> float:
        text = (line + between) * count
        begun = time.process_time()
        read(text)
        return time.process_time() - begun

    seconds(10)
    assert seconds(8000) < 6 * seconds(2000) + 1  # a machine that is busy


def test_a_title_stands_above_many_lines_that_are_a_list() -> None:
    text = "\n\n".join(("Il mercato", "Il pane", "Le mele", "Le pere", "Il latte", "Il burro", "Oggi è tutto fresco."))
    assert shown(text) == ["# Il mercato", *text.split("\n\n")[1:]]
