"""Where sentences end: kinds of places by example with their counter-examples, and what holds of any text."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from projects import ROOT

from deckgen.languages.language import known
from deckgen.text.sentences import sentences

LISTS = ROOT / "tests" / "gold" / "splitting"


@pytest.mark.parametrize("code", ["it", "cs"])
def test_sentences_that_are_hard_to_part_come_out_right(code: str) -> None:
    """Own lists, a line a text, `|` where a sentence ends: abbreviations, ordinals, notes, quotes, asides, lists."""
    lines = (LISTS / f"{code}.txt").read_text("utf-8").splitlines()
    wrong = [line for line in lines if sentences(line.replace("|", " "), code) != line.split("|")]
    assert len(lines) > 20
    assert len(wrong) <= len(lines) * 0.03, wrong


@pytest.mark.parametrize(
    ("code", "text"),
    [
        # a mark of a footnote belongs to the sentence before it; a number of a version or a price parts nothing
        ("it", "Il prezzo sale.[3]| Il cliente protesta."),
        ("it", "Il prezzo sale.¹| Il cliente protesta."),
        ("it", "Il prezzo sale.12| Il cliente protesta."),
        ("it", "La versione 2.12 costa 1.500 euro."),
        # no space: only between two ordinary words
        ("it", "Il prezzo sale.|Il cliente protesta."),
        ("it", "Scrivi a info@ditta.It oggi."),
        ("it", "Apri www.ditta.It oggi."),
        ("it", "Usa Node.Js oggi."),
        ("it", "Il ponte crollò.(4)| Nessuno lo rifece."),
        ("it", "Il ponte crollò.²,³| Nessuno lo rifece."),
        # an emoticon ends what was said; a score or a time is none
        ("it", "A lunedì :)| Porta le chiavi."),
        ("it", "Grazie mille 😊| A presto."),
        ("it", "Finì 3:3 Inter contro Lecce."),
        # items of a list inside a paragraph; a reference to one
        ("it", "a) Aprite il sacco.| b) Versate l’acqua."),
        ("cs", "Viz písm. a) Smlouvy o dílo."),
        # eras and centuries: a name goes on, any other word begins anew
        ("it", "Nel 44 a.C. Cesare cadde."),
        ("it", "Il muro è del V sec. a.C.| Oggi è coperto."),
        ("de", "Er starb 14 n. Chr.| Sein Sohn folgte ihm."),
        ("de", "Das kostet 3 Mio. Euro im Jahr."),
        # ranks after an article; the number of a reference is no ordinal
        ("it", "Il gen. Della Rovere partì.| Nevicava."),
        ("de", "Es gilt Art. 7 Abs. 3.| Mehr steht dort nicht."),
        ("cs", "Dle ust. § 14 je to jasné."),
        # a picture's name and number
        ("it", "Figura 2-1. Il molo di sera.| Poi si vede il faro."),
        ("cs", "Obr. 3. Molo večer"),
        # popes and classes; offices in capitals
        ("it", "Poi venne Giovanni Paolo I.| Il conclave fu breve."),
        ("it", "Insegna nella III B.| La scuola è nuova."),
        ("cs", "Chodí do 5. A.| Jeho učitelka je přísná."),
        ("it", "Ha deciso il T.A.R. Lazio.| Si ricorre."),
        ("it", "Vale il Reg. (UE) 2016/679."),
        ("cs", "Vládl Petr III. Fjodorovič."),
        # a space is missing behind a quotation, a rare word, a currency
        ("it", "«Si chiude.»|L’usciere spense la luce."),
        ("cs", "Kurz stojí 90 Kč.|Pomůcky půjčíme."),
        ("it", "La sagra aprì in maggio.[nota 2]| Poi piovve."),
        ("it", "i. Si apre il sacco.| ii. Si versa la calce."),
        ("it", "Il gruppo è A.| La sacca è pronta."),
        ("cs", "Napište B.| Do rámečku patří jméno."),
        ("it", "Lo firmò G. La Rosa."),
        # labels by their noun
        ("it", "Serve la vitamina D.| Tutti la prendono."),
        ("cs", "Jeďte linkou C.| Vagony jsou nové."),
        # the same letters after an ellipsis: a name goes on
        ("it", "Ho visto... Nadia, credo."),
        ("it", "Non saprei...| Forse domani, chissà."),
        # a single capital is a label behind a noun, an initial behind anything else
        ("it", "Serve un piano B.| Il capo lo vuole."),
        ("it", "Lo scrisse G. Verdi."),
        ("it", "Il libro di M. Rossi costa poco."),
        ("cs", "Položka „A. Vlastní kapitál“ chybí."),
        # a number is an ordinal behind a conjunction or before capitals, and closes a sentence behind a preposition
        ("cs", "Uspěl i 2. Festival řemesel."),
        ("cs", "Hraje za 1. FC Brno."),
        ("cs", "Začínáme v 9.| Končíme v 17."),
        ("de", "Am 3. Oktober ist zu.| Danach nicht."),
        # an aside between dashes
        ("it", "È arrivato — finalmente! — con due ore di ritardo.| Bene."),
        # a company stands before its place, and may close a sentence
        ("it", "La Nord S.p.A. Torino ha vinto."),
        ("it", "Lavora per la Nord S.p.A.| Il fatturato cresce."),
        # money is counted in millions, and people too
        ("cs", "Stojí 5 mil. Kč.| Vydělali 5 mil.| Náklady klesly."),
        # no pronoun stands behind a title
        ("it", "Ho visto il prof.| Lui ha detto no.| E il prof. Rossi?"),
    ],
)
def test_a_kind_of_place_and_its_counter_example(code: str, text: str) -> None:
    assert sentences(text.replace("|", ""), code) == [part.strip() for part in text.split("|")]


PIECES = st.sampled_from(
    [
        *("Il prezzo", "sale", ".", "!", "?", "…", "...", " ", " ", "\n", "\n\n", "[3]", "¹", "*", "12", "1."),
        *(
            "S.p.A.",
            "B.",
            "«",
            "»",
            "“",
            "”",
            "—",
            "(",
            ")",
            "Kč",
            "prof.",
            "iPhone",
            "www.a.it",
            "a@b.cz",
            "日本。",
            "x",
        ),
    ]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(PIECES, max_size=14).map("".join), st.sampled_from([*known(), "xx"]))
def test_sentences_hold_every_letter_of_any_text_in_its_order(text: str, code: str) -> None:
    found = sentences(text, code)
    assert "".join("".join(found).split()) == "".join(text.split())
    assert all(sentence == sentence.strip() != "" for sentence in found)
