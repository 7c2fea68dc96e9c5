"""Words and phrases of a text that may be key terms: what counts as one, and where it stands."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from phrases import found

from deckgen.languages.language import language
from deckgen.languages.tokens import Place, Token, beside, is_function_word, is_verb, tokens
from deckgen.terms.candidates import MOST_WORDS, candidates, is_fixed, parts


def texts(sentence: str, code: str = "it") -> list[str]:
    return [token.text for token in tokens(sentence, code)]


# ------------------------------------------------------------------ words


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("L’ordine è arrivato.", ["L’", "ordine", "è", "arrivato"]),
        ("dell'ordine", ["dell'", "ordine"]),
        ("un po’ di sconto", ["un", "po’", "di", "sconto"]),
        ("«l’offerta»", ["l’", "offerta"]),
        ("un’e-mail", ["un’", "e-mail"]),
        ("il decreto-legge – il decreto", ["il", "decreto-legge", "il", "decreto"]),
        ("la S.p.A. e la S.r.l.", ["la", "S.p.A", "e", "la", "S.r.l"]),
        ("costa 2.700 euro", ["costa", "2.700", "euro"]),
        ("", []),
        (" … – ?!", []),
    ],
)
def test_a_word_keeps_its_hyphens_and_an_elision_is_a_word(sentence: str, words: list[str]) -> None:
    assert texts(sentence) == words


def test_a_word_is_known_by_its_place() -> None:
    sentence = "Dell’ordine, dell'IVA: «e-mail»!"
    found = tokens(sentence, "it")
    assert [sentence[token.start : token.end] for token in found] == [token.text for token in found]
    assert [(token.start, token.end) for token in found[:2]] == [(0, 5), (5, 11)]


@pytest.mark.parametrize(
    ("text", "bare"), [("L’", "l"), ("dell'", "dell"), ("Ordine", "ordine"), ("IVA", "iva"), ("po’", "po")]
)
def test_a_bare_word_is_small_and_has_no_apostrophe(text: str, bare: str) -> None:
    (token,) = tokens(text, "it")
    assert (token.text, token.bare) == (text, bare)


@pytest.mark.parametrize(
    ("word", "code", "lemma"),
    [
        ("Sconti", "it", "sconto"),
        ("vendono", "it", "vendere"),
        ("objednávkami", "cs", "objednávka"),
        ("IVA", "it", "IVA"),  # an acronym is no form of another word
        ("USA", "it", "USA"),
        ("DPH", "cs", "DPH"),
        ("A", "it", "a"),  # one capital letter is none
        ("Zibaldoni", "xx", "zibaldoni"),
    ],
)
def test_a_word_comes_with_its_dictionary_form(word: str, code: str, lemma: str) -> None:
    assert [token.lemma for token in tokens(word, code)] == [lemma]


@pytest.mark.parametrize(
    ("sentence", "broken"),
    [
        ("il prezzo, lo sconto", "prezzo"),
        ("il prezzo; lo sconto", "prezzo"),
        ("il «prezzo» giusto", "il prezzo"),
        ("il prezzo (lordo) giusto", "prezzo lordo"),
        ("il prezzo – giusto", "prezzo"),
        ("il prezzo di listino", ""),
        ("l’e-mail dell’ordine", ""),
    ],
)
def test_a_comma_or_a_quote_parts_words_and_a_hyphen_does_not(sentence: str, broken: str) -> None:
    *inside, last = tokens(sentence, "it")
    assert " ".join(token.text for token in inside if token.breaks) == broken
    assert last.breaks


# ------------------------------------------------------------------ candidates


def test_a_candidate_is_a_word_or_a_phrase_held_together_by_links() -> None:
    assert found("Il ciclo di vendita è lungo.") == {
        "ciclo": [(0, 1, 2)],
        "ciclo di vendita": [(0, 1, 4)],
        "vendita": [(0, 3, 4)],
    }


@pytest.mark.parametrize(
    ("sentence", "inside", "outside"),
    [
        ("Serve il costo della merce.", "costo della merce", "costo della"),
        ("Firma con firma digitale.", "firma digitale", "con firma digitale"),
        ("Vale il prezzo e lo sconto.", "prezzo", "prezzo e lo sconto"),  # `e` joins two terms
        ("Conta il servizio che vendiamo.", "servizio", "servizio che vendere"),
        ("Serve anche lo sconto subito.", "sconto", "sconto subito"),
        ("Serve anche lo sconto subito.", "servire", "anche lo sconto"),
    ],
)
def test_no_term_begins_or_ends_with_a_stop_word_or_a_link(sentence: str, inside: str, outside: str) -> None:
    made = found(sentence)
    assert inside in made
    assert outside not in made


def test_a_term_has_no_more_than_six_words() -> None:
    made = found("Conta la gestione esterna del ciclo di vendita online.")
    assert "gestione esterno del ciclo" in made
    assert "ciclo di vendita online" in made
    assert max(len(lemmas.split()) for lemmas in made) == MOST_WORDS == 6


def test_a_label_that_ends_like_a_noun_is_no_name() -> None:
    assert "contabilità" in found("Apri la pagina Contabilità del menu.")


def test_no_term_goes_over_a_comma() -> None:
    assert set(found("Il prezzo, sconto e merce")) == {"prezzo", "sconto", "merce"}
    assert "prezzo sconto" in found("Il prezzo sconto")


@pytest.mark.parametrize("number", ["2.700", "30", "2024", "B2B2024"])
def test_numbers_are_no_terms(number: str) -> None:
    made = found(f"Lo sconto {number} vale")
    assert {"sconto", "valere"} <= set(made)
    assert not [lemmas for lemmas in made if any(map(str.isdigit, lemmas))]


def test_names_are_no_terms() -> None:
    made = found("Il signor Brambilla di Milano firma il contratto.", "La ditta Bianchi chiude.")
    assert {"firma", "ditta", "chiudere"} <= set(made)
    assert not [lemmas for lemmas in made if {"brambilla", "milano", "bianchi", "bianco"} & set(lemmas.split())]


def test_a_word_that_is_also_written_small_is_no_name() -> None:
    assert "preventivo" not in found("Il Preventivo vale.")
    made = found("Il Preventivo vale.", "Un preventivo costa.")
    assert made["preventivo"] == [(0, 1, 2), (1, 1, 2)]


@pytest.mark.parametrize(
    ("sentence", "lemma"),
    [
        ("Sconti per tutti.", "sconto"),
        ("Fatture e ordini arrivano.", "fattura"),
        ("Ieri, comunque: prezzi e sconti.", "prezzo"),
        ("Merce difettosa.", "merce difettoso"),
    ],
)
def test_the_capital_that_opens_a_sentence_makes_no_name_of_an_ordinary_word(sentence: str, lemma: str) -> None:
    assert lemma in found(sentence)


def test_an_unknown_word_that_opens_a_sentence_is_a_name() -> None:
    assert "brambilla" not in found("Brambilla vende scarpe.")
    assert "brambilla" in found("Brambilla vende scarpe.", "Ogni brambilla vende.")


def test_an_acronym_is_no_name() -> None:
    assert found("Il CRM costa.", "CRM e IVA.")["CRM"] == [(0, 1, 2), (1, 0, 1)]


def test_a_verb_may_hold_an_article_and_a_noun_may_not() -> None:
    made = found("Vogliamo chiudere la trattativa.", "Arriva il cliente la sera.", "Il fornitore una volta vende.")
    assert "chiudere il trattativa" in made
    assert not [lemmas for lemmas in made if lemmas.startswith(("cliente il", "fornitore uno"))]


def test_a_verb_in_a_sentence_ends_no_term_and_a_participle_may() -> None:
    made = found("Lo sconto vale oggi.", "La fattura emessa arriva.")
    assert {"sconto", "valere", "fattura emettere"} <= set(made)
    assert not {"sconto valere", "fattura emettere arrivare", "emettere arrivare"} & set(made)


def test_weak_words_are_no_terms_alone_but_help_to_make_one() -> None:
    made = found("Il punto vendita apre.", "Il tempo di consegna è lungo.", "Il punto è il tempo.")
    assert {"punto vendita", "tempo di consegna"} <= set(made)
    assert not {"punto", "tempo"} & set(made)


def test_every_place_of_a_term_is_found_in_any_of_its_forms() -> None:
    made = found("Le offerte sono tante.", "L’offerta vale.", "Offerta su offerta.")
    assert made["offerta"] == [(0, 1, 2), (1, 1, 2), (2, 0, 1), (2, 2, 3)]


def test_candidates_come_in_the_order_of_their_first_places() -> None:
    split = [tokens(sentence, "it") for sentence in ("Il prezzo sale.", "Lo sconto e il prezzo.")]
    firsts = [each.places[0] for each in candidates(split, "it")]
    assert firsts == sorted(firsts, key=lambda place: (place.sentence, place.first))
    assert Place(1, 4, 5) in candidates(split, "it")[0].places


def test_czech_prepositions_hold_terms_together() -> None:
    made = found("Podepsali jsme smlouvu o dílo.", code="cs")
    assert {"smlouva", "smlouva o dílo", "dílo"} <= set(made)
    assert not [lemmas for lemmas in made if lemmas.endswith(" o") or lemmas.startswith("o ")]


def test_a_language_without_data_has_candidates_too() -> None:
    assert found("alfa beta", code="xx") == {"alfa": [(0, 0, 1)], "alfa beta": [(0, 0, 2)], "beta": [(0, 1, 2)]}


def test_no_sentence_no_candidate() -> None:
    assert found() == found("", "…", "Il, la e lo") == {}


@pytest.mark.parametrize(
    ("lemma", "code", "so"),
    [
        ("vendere", "it", True),
        ("accordarsi", "it", True),
        ("produrre", "it", True),
        ("vendita", "it", False),
        ("sconto", "it", False),
        ("prodat", "cs", True),
        ("vést", "cs", True),
        ("sleva", "cs", False),
        ("faktura", "cs", False),
        ("vendere", "xx", False),
    ],
)
def test_a_verb_is_told_by_the_ending_of_its_dictionary_form(lemma: str, code: str, so: bool) -> None:
    assert is_verb(lemma, language(code)) is so


WORD = st.sampled_from(
    [
        "il",
        "La",
        "sconto",
        "vendere",
        "L’",
        "ordine",
        "12",
        "CRM",
        "e-mail",
        "Rossi",
        "di",
        "punto",
        ",",
        "«",
        "日本",
        "’",
    ]
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(WORD, max_size=8).map(" ".join), max_size=3))
def test_a_candidate_stands_at_its_places_and_crosses_no_break(sentences: list[str]) -> None:
    split: list[tuple[Token, ...]] = [tokens(sentence, "it") for sentence in sentences]
    known = language("it")
    for each in candidates(split, "it"):
        assert each.places
        for place in each.places:
            words = split[place.sentence][place.first : place.last]
            assert tuple(word.lemma for word in words) == each.lemmas
            assert 1 <= len(words) <= MOST_WORDS
            assert not any(word.breaks for word in words[:-1])
            assert not {words[0].bare, words[-1].bare} & (known.stop | known.links)


@pytest.mark.parametrize(
    ("sentence", "phrase", "there"),
    [
        ("Guardiamo lo stato patrimoniale.", "stato patrimoniale", True),
        ("Il budget è stato approvato.", "stato approvare", False),
        ("Sono imprese familiari solide.", "impresa familiare", True),
        ("La clausola sull interpretazione vale.", "clausola sull", False),
        ("Sono crediti verso clienti vecchi.", "credito verso cliente", True),
    ],
)
def test_what_looks_like_a_verb_may_be_a_noun_and_a_preposition_is_no_word(
    sentence: str, phrase: str, there: bool
) -> None:
    found = {" ".join(each.lemmas) for each in candidates([tokens(sentence, "it")], "it")}
    assert (phrase in found) is there


@pytest.mark.parametrize(
    ("sentence", "term"),
    [
        ("Firmano il verbale di collaudo.", "verbale di collaudare"),
        ("Costano troppo le materie prime.", "materia primo"),
        ("Investe solo mezzi propri.", "mezzo proprio"),
        ("Chiede alla Camera di commercio un parere.", "camera di commercio"),
        ("Cerca un pezzo di ricambio.", "pezzo di ricambiare"),
    ],
)
def test_some_phrases_are_terms_though_one_of_their_words_would_be_none(sentence: str, term: str) -> None:
    assert term in found(sentence)


def test_a_name_is_no_term_and_none_begins_with_it() -> None:
    terms = found("Abita a Verona da anni.", "Scrive a Marco di vendite.")
    assert not [term for term in terms if "verona" in term or "marco" in term]


def test_no_term_ends_in_a_verb() -> None:
    assert "cliente pagare" not in found("Il cliente paga la fattura.")


@pytest.mark.parametrize(
    ("sentence", "phrase", "parts"),
    [
        ("Confermo l’ordine per iscritto domani.", "per iscritto", {"iscritto"}),
        ("Ci mette a disposizione un deposito.", "mettere a disposizione", {"disposizione"}),
        ("Serve molta materia prima subito.", "materia primo", {"materia"}),
        ("Vendono franco fabbrica da sempre.", "franco fabbrica", {"franco", "fabbrica"}),
    ],
)
def test_a_phrase_that_is_listed_is_a_term_and_its_parts_are_none(sentence: str, phrase: str, parts: set[str]) -> None:
    made = set(found(sentence))
    assert phrase in made or phrase.replace("primo", "prima") in made
    assert not parts & made


@pytest.mark.parametrize(
    ("phrase", "fixed"),
    [
        ("a carico del", True),  # the article belongs to what comes behind
        ("al netto dell’", True),
        ("buoni sconto", True),
        ("all’unanimità", True),
        ("di persone", False),  # di persona stands as it is
        ("del carico", False),
        ("materia", False),
    ],
)
def test_a_listed_phrase_is_known_in_the_forms_that_it_has(phrase: str, fixed: bool) -> None:
    assert is_fixed(tokens(phrase, "it"), "it") is fixed


def test_a_language_without_a_list_has_no_fixed_phrases() -> None:
    assert not is_fixed(tokens("per iscritto", "xx"), "xx")


def test_beside_a_place_stand_words_unless_a_comma_parts_them() -> None:
    words = tokens("Oggi, la merce difettosa torna.", "it")
    before, behind = beside(Place(0, 2, 4), words)
    assert (before and before.bare, behind and behind.bare) == ("la", "torna")
    assert beside(Place(0, 1, 5), words) == (None, None)
    assert beside(Place(0, 0, 1), words) == (None, None)


def test_small_words_only_hold_a_sentence_together() -> None:
    known = language("it")
    words = tokens("La merce è anche nel deposito.", "it")
    assert [is_function_word(word, known) for word in words] == [True, False, True, True, True, False]


def test_parts_of_a_phrase_are_all_shorter_runs_of_its_words() -> None:
    assert list(parts(("a", "b", "c"))) == [("a",), ("a", "b"), ("b",), ("b", "c"), ("c",)]
    assert list(parts(("a",))) == []
