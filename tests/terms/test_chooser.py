"""Proposals for a glossary: what a card needs, found in the sentences of a text."""

from __future__ import annotations

from dataclasses import replace

import pytest
from phrases import ENCODED, LANGUAGES, PAIRS, reader

from deckgen.actions.terms import as_term, comment, grammar, missing
from deckgen.languages.grammar import DictionaryForm
from deckgen.languages.tokens import occurrences
from deckgen.project.keys import TIERS
from deckgen.project.pairs import Pair
from deckgen.project.vocabulary import Term
from deckgen.terms.chooser import Proposal, TermChooser, lemma_keys

MANY = 60  # proposals, more than the text has candidates worth one


def edited(name: str, front: str, back: str) -> TermChooser:
    """The text with another wording of one pair."""
    return reader([replace(pair, front=front, back=back) if pair.id == name else pair for pair in PAIRS])


def term(words: str, pair: str, found: tuple[str, str] = ("", ""), status: str = "accepted") -> Term:
    return Term("t-x", words, "", pair, status, found=found)


@pytest.fixture(scope="module")
def proposed() -> list[Proposal]:
    return reader().propose(set(), MANY)


@pytest.fixture(scope="module")
def texts(proposed: list[Proposal]) -> dict[str, Proposal]:
    return {each.front.text: each for each in proposed}


# ------------------------------------------------------------------ proposals of a text


@ENCODED
@pytest.mark.parametrize(
    ("front", "back", "pair", "found"),
    [
        ("il fornitore", "dodavatel", "t-bada", ("fornitore", "Dodavatel")),
        ("confermare l’ordine", "potvrdit objednávku", "t-bada", ("confermato l’ordine", "potvrdil objednávku")),
        ("le condizioni di pagamento", "platební podmínky", "t-bida", ("condizioni di pagamento", "platební podmínky")),
        ("il magazzino", "sklad", "t-boda", ("magazzino", "skladu")),
        ("il cliente", "zákazník", "t-buda", ("cliente", "Zákazník")),
        ("lo sconto", "sleva", "t-dida", ("sconto", "Sleva")),
        ("l’assemblea dei soci", "valná hromada", "t-doda", ("assemblea dei soci", "valné hromadě")),
    ],
)
def test_a_term_comes_in_dictionary_form_with_its_example(
    texts: dict[str, Proposal], front: str, back: str, pair: str, found: tuple[str, str]
) -> None:
    each = texts[front]
    assert (each.back.text, each.pair, each.found) == (back, pair, found)


@ENCODED
def test_the_words_of_a_term_stand_just_once_in_both_sentences_of_its_example(proposed: list[Proposal]) -> None:
    sentences = {pair.id: pair for pair in PAIRS}
    assert len(proposed) > 10
    for each in proposed:
        pair = sentences[each.pair]
        assert len(occurrences(each.found[0], pair.front)) == len(occurrences(each.found[1], pair.back)) == 1


@ENCODED
def test_a_sentence_that_says_a_word_twice_is_an_example_only_if_there_is_no_better_one(
    texts: dict[str, Proposal],
) -> None:
    assert (texts["lo sconto"].pair, texts["lo sconto"].sentences) == ("t-dida", 2)
    found = reader([pair for pair in PAIRS if pair.id == "t-deda"]).proposal_for("lo sconto")
    assert found
    assert (found.pair, found.found) == ("t-deda", ("sconto", "Sleva"))


@ENCODED
def test_proposals_come_in_the_order_of_their_examples(proposed: list[Proposal]) -> None:
    order = [pair.id for pair in PAIRS]
    places = [order.index(each.pair) for each in proposed]
    assert places == sorted(places)


@ENCODED
def test_the_likeliest_terms_are_proposed_if_there_is_room_for_few() -> None:
    few = reader().propose(set(), 3)
    assert len(few) == 3
    assert "le condizioni di pagamento" in {each.front.text for each in few}
    assert reader().propose(set(), 0) == []


@ENCODED
def test_every_proposal_has_a_tier_and_the_sure_ones_sure_forms_of_one_kind(proposed: list[Proposal]) -> None:
    assert {each.tier for each in proposed} <= set(TIERS)
    sure = [each for each in proposed if each.tier == "sure"]
    assert sure
    assert all(each.front.certain and each.back.certain and each.front.kind == each.back.kind for each in sure)


@ENCODED
@pytest.mark.parametrize("status", ["accepted", "rejected", "proposed"])
def test_nothing_is_proposed_that_is_known_whatever_was_decided(texts: dict[str, Proposal], status: str) -> None:
    known = [
        term("lo sconto", "t-dida", status=status),
        term("i clienti", "t-buda", status=status),  # in another form
        term("la conferma", "t-bada", ("confermato l’ordine", "potvrdil objednávku"), status),  # as it stands
    ]
    left = {each.front.text for each in reader().propose(lemma_keys(known, LANGUAGES), MANY)}
    assert {"lo sconto", "il cliente", "confermare l’ordine"} <= set(texts)
    assert not {"lo sconto", "il cliente", "confermare l’ordine"} & left
    assert {"il fornitore", "il magazzino"} <= left


@ENCODED
def test_a_term_that_stands_only_within_a_longer_one_is_not_proposed_beside_it(texts: dict[str, Proposal]) -> None:
    assert "le condizioni di pagamento" in texts
    assert not {"la condizione", "le condizioni", "il pagamento"} & set(texts)
    assert {"l’ordine", "confermare l’ordine"} <= set(texts)  # which stands elsewhere too


@ENCODED
def test_pairs_that_are_skipped_or_have_no_id_yet_lend_no_terms() -> None:
    pairs = [replace(PAIRS[0], skip=True), replace(PAIRS[4], id=""), PAIRS[3]]
    assert {each.pair for each in reader(pairs).propose(set())} == {"t-boda"}


@ENCODED
def test_a_phrase_that_is_at_home_in_the_plural_is_so_on_both_sides(texts: dict[str, Proposal]) -> None:
    each = texts["le condizioni di pagamento"]
    assert (each.front.plural_only, each.back.text) == (True, "platební podmínky")
    assert not texts["il fornitore"].front.plural_only


@ENCODED
def test_a_pair_without_doubt_is_the_better_example() -> None:
    pairs = [
        Pair("t-bada", "Il fornitore manda la fattura domani mattina.", "Dodavatel pošle fakturu zítra ráno."),
        Pair("t-beda", "Il cliente paga la fattura in due rate.", "Zákazník platí fakturu ve dvou splátkách."),
    ]
    for doubtful, example in ((0, "t-beda"), (1, "t-bada")):
        text = [replace(pair, doubt=0.5) if n == doubtful else pair for n, pair in enumerate(pairs)]
        found = reader(text).proposal_for("la fattura")
        assert found
        assert found.pair == example


@ENCODED
def test_a_term_with_several_translations_has_the_usual_one_and_tells_of_the_others() -> None:
    pairs = [
        Pair("t-bada", "Lo sconto vale anche oggi.", "Sleva platí i dnes."),
        Pair("t-beda", "Il cliente chiede uno sconto.", "Zákazník žádá slevu."),
        Pair("t-bida", "Lo sconto scade domani.", "Rabat zítra vyprší."),
    ]
    found = reader(pairs).proposal_for("lo sconto")
    assert found
    assert (found.back.text, found.others, found.sentences) == ("sleva", (("rabat", 1),), 3)
    assert comment(found) == "in 3 sentences; also rabat"


@ENCODED
def test_a_text_without_pairs_has_no_proposals() -> None:
    assert reader([]).propose(set()) == []
    assert reader([]).proposal_for("lo sconto") is None


@ENCODED
@pytest.mark.parametrize("text", ["lo", "di", "", "il"])
def test_an_article_or_a_preposition_is_no_term(text: str) -> None:
    assert reader().proposal_for(text) is None


@ENCODED
def test_a_text_in_other_languages_has_proposals_too() -> None:
    pairs = [
        Pair("t-bada", "The customer returned the invoice.", "Der Kunde schickte die Rechnung zurück."),
        Pair("t-beda", "Our supplier confirmed the order.", "Unser Lieferant bestätigte die Bestellung."),
    ]
    found = {each.found for each in reader(pairs, ("en", "de")).propose(set())}
    assert ("invoice", "Rechnung") in found
    assert all(each[0] in pairs[0].front + pairs[1].front for each in found)


# ------------------------------------------------------------------ a term that a person names


@ENCODED
@pytest.mark.parametrize(
    ("text", "front", "back", "pair"),
    [
        ("lo sconto", "lo sconto", "sleva", "t-dida"),
        ("Sconto", "lo sconto", "sleva", "t-dida"),
        ("gli sconti", "lo sconto", "sleva", "t-dida"),
        ("la merce difettosa", "la merce difettosa", "vadné zboží", "t-buda"),
        ("la condizione di pagamento", "le condizioni di pagamento", "platební podmínky", "t-bida"),
        ("l'assemblea dei soci", "l’assemblea dei soci", "valná hromada", "t-doda"),
        ("spazio libero", "lo spazio libero", "volné místo", "t-boda"),
    ],
)
def test_a_term_that_is_asked_for_is_found_with_its_translation(text: str, front: str, back: str, pair: str) -> None:
    found = reader().proposal_for(text)
    assert found
    assert (found.front.text, found.back.text, found.pair) == (front, back, pair)


@ENCODED
@pytest.mark.parametrize("text", ["l’astronave", "lo sconto immediato", "merce cliente", "", " ", "…"])
def test_what_stands_in_no_sentence_is_not_found(text: str) -> None:
    assert reader().proposal_for(text) is None


@ENCODED
def test_a_term_may_be_asked_for_that_would_never_be_proposed(texts: dict[str, Proposal]) -> None:
    assert not any(each.found[0] == "ancora" for each in texts.values())
    found = reader().proposal_for("ancora")
    assert found
    assert found.found[0] == "ancora"


# ------------------------------------------------------------------ after an edit of its example

SCONTO = term("lo sconto", "t-dida", ("sconto", "Sleva"))


@ENCODED
@pytest.mark.parametrize(
    ("front", "back", "found"),
    [
        ("Per il primo ordine vale lo sconto.", "Na první objednávku platí sleva.", ("sconto", "sleva")),
        ("Gli sconti valgono solo per il primo ordine.", "Slevy platí jen na první objednávku.", ("sconti", "Slevy")),
        ("Il prezzo vale solo per il primo ordine.", "Cena platí jen na první objednávku.", None),
        ("Lo sconto, solo lo sconto, vale oggi.", "Sleva, jen sleva, platí dnes.", ("sconto", "Sleva")),
        ("", "", None),
    ],
)
def test_a_term_is_found_again_in_its_example_or_is_lost(front: str, back: str, found: tuple[str, str] | None) -> None:
    assert edited("t-dida", front, back).relocated(SCONTO) == found


@ENCODED
def test_a_term_is_looked_for_as_it_stood_then_in_its_dictionary_form() -> None:
    text = edited("t-dida", "Per oggi vale uno sconto.", "Pro dnešek platí sleva.")
    assert text.relocated(replace(SCONTO, found=("riduzione", "Sleva"))) == ("sconto", "sleva")
    assert text.relocated(replace(SCONTO, front="la riduzione")) == ("sconto", "sleva")
    assert text.relocated(replace(SCONTO, front="la riduzione", found=("riduzione", "Sleva"))) is None


@ENCODED
def test_a_term_is_looked_for_in_no_other_sentence_than_its_example() -> None:
    assert reader().relocated(replace(SCONTO, pair="t-bada")) is None
    assert reader().relocated(replace(SCONTO, pair="t-niente")) is None
    assert reader().relocated(SCONTO) == ("sconto", "Sleva")


@pytest.mark.parametrize(
    ("found", "pair", "so"),
    [
        (("sconto", "Sleva"), "t-dida", False),
        (("sconto", ""), "t-dida", False),
        (("", ""), "t-dida", False),  # a person wrote none
        (("riduzione", "Sleva"), "t-dida", True),
        (("sconto", "Rabat"), "t-dida", True),
        (("", "Rabat"), "t-dida", True),
        (("riduzione", "Rabat"), "t-niente", False),  # there is no such sentence
    ],
)
def test_a_term_is_missing_if_its_words_no_longer_stand_in_its_example(
    found: tuple[str, str], pair: str, so: bool
) -> None:
    each = term("lo sconto", pair, found)
    assert missing(each, {known.id: known for known in PAIRS}) == so


def test_known_lemmas_are_those_of_the_dictionary_form_and_of_the_example() -> None:
    known = [term("Gli sconti", "", ("riduzioni", "slevy")), term("l’ordine del giorno", ""), term("", "")]
    assert lemma_keys(known, LANGUAGES) == {("sconto",), ("riduzione",), ("ordine", "del", "giorno")}


# ------------------------------------------------------------------ as an entry of the file

SURE = Proposal(
    DictionaryForm("lo sconto", "noun", "m", "gli sconti"),
    DictionaryForm("sleva", "noun", "f"),
    "t-dida",
    ("a", "b"),
    "sure",
    1,
)


@pytest.mark.parametrize(
    ("form", "line"),
    [
        (DictionaryForm("lo sconto", "noun", "m", "gli sconti"), "m. r., mn. č. gli sconti"),
        (DictionaryForm("l’offerta", "noun", "f", "le offerte"), "ž. r., mn. č. le offerte"),
        (DictionaryForm("il cliente", "noun", "c", "i clienti"), "m. i ž. r., mn. č. i clienti"),
        (DictionaryForm("la pazienza", "noun", "f"), "ž. r."),
        (DictionaryForm("le ferie", "noun", "f", plural_only=True), "ž. r., mn. č."),
        (
            DictionaryForm("le condizioni di pagamento", "noun", "f", "le condizioni di pagamento", plural_only=True),
            "ž. r., mn. č.",
        ),
        (DictionaryForm("chiudere", "verb"), "sloveso"),
        (DictionaryForm("competitivo", "adjective"), "přídavné jméno"),
        (DictionaryForm("in contanti", "phrase"), ""),
        (DictionaryForm("il brzl", "noun", "m", "i brzl", certain=False), ""),  # nothing is said that is not sure
        (DictionaryForm("brzl", "noun"), ""),
    ],
)
def test_the_grammar_line_is_in_the_language_of_the_learner(form: DictionaryForm, line: str) -> None:
    assert grammar(form, LANGUAGES) == line


def test_the_grammar_line_of_another_learner() -> None:
    form = DictionaryForm("lo sconto", "noun", "m", "gli sconti")
    assert grammar(form, ("it", "en")) == grammar(form, ("it", "xx")) == "m., plural gli sconti"
    assert grammar(DictionaryForm("chiudere", "verb"), ("it", "it")) == "verbo"


@pytest.mark.parametrize(
    ("proposal", "text"),
    [
        (SURE, ""),
        (replace(SURE, sentences=4), "in 4 sentences"),
        (replace(SURE, others=(("rabat", 2), ("srážka", 1))), "also rabat (2×), srážka"),
        (replace(SURE, front=replace(SURE.front, certain=False)), "check the form: lo sconto"),
        (
            replace(
                SURE, front=replace(SURE.front, certain=False), back=replace(SURE.back, certain=False), sentences=2
            ),
            "in 2 sentences; check the form: lo sconto, sleva",
        ),
    ],
)
def test_a_comment_says_what_a_person_who_decides_may_want_to_know(proposal: Proposal, text: str) -> None:
    assert comment(proposal) == text


def test_a_proposal_becomes_an_entry_of_the_file() -> None:
    assert as_term(replace(SURE, sentences=2), "t-pada", LANGUAGES, "proposed") == Term(
        id="t-pada",
        front="lo sconto",
        back="sleva",
        pair="t-dida",
        status="proposed",
        grammar="m. r., mn. č. gli sconti",
        found=("a", "b"),
        tier="sure",
        comment="in 2 sentences",
    )


# ------------------------------------------------------------------ what is not whole, and what is not sure

CUT_OFF = (
    Pair(
        "t-bada",
        "L’azienda offre un contratto a tempo determinato ai nuovi addetti.",
        "Firma nabízí novým pracovníkům smlouvu na dobu určitou.",
    ),
    Pair(
        "t-beda", "Ogni contratto a tempo determinato scade a giugno.", "Každá smlouva na dobu určitou končí v červnu."
    ),
    Pair("t-bida", "La sera preparo l’ordine del giorno.", "Večer připravím program porady."),
    Pair("t-boda", "Il nuovo ordine del giorno non piace al personale.", "Nový program porady se zaměstnancům nelíbí."),
)


@ENCODED
def test_the_beginning_of_a_longer_phrase_is_no_term() -> None:
    fronts = {each.front.text for each in reader(CUT_OFF).propose(set(), MANY)}
    assert not {"il contratto a tempo", "preparare l’ordine"} & fronts
    assert {"il contratto a tempo determinato", "a tempo determinato"} & fronts
    assert "l’ordine del giorno" in fronts


AFFILIATES = (
    Pair("t-bada", "Ogni affiliato paga una quota d’ingresso.", "Každý franšízant platí vstupní poplatek."),
    Pair("t-beda", "Gli affiliati comprano insieme la farina.", "Franšízanti nakupují mouku společně."),
)


@ENCODED
def test_a_term_that_the_lexicon_has_under_two_lemmas_is_proposed_once_or_never() -> None:
    fronts = [each.front.text for each in reader(AFFILIATES).propose(set())]
    assert fronts.count("l’affiliato") == 1
    rejected = term("l’affiliato", "t-bada", ("affiliato", "franšízant"), "rejected")
    known = lemma_keys([rejected], LANGUAGES)
    assert "l’affiliato" not in [each.front.text for each in reader(AFFILIATES).propose(known)]


@ENCODED
def test_what_a_sentence_denies_is_no_term() -> None:
    pairs = (
        Pair("t-bada", "La tariffa più bassa è non rimborsabile.", "Nejnižší sazba je nevratná."),
        Pair("t-beda", "La caparra è rimborsabile entro un mese.", "Kauce je vratná do měsíce."),
    )
    found = {each.front.text: each for each in reader(pairs).propose(set())}
    assert found["rimborsabile"].pair == "t-beda"
    assert found["rimborsabile"].back.text == "vratný"


@ENCODED
def test_who_asks_for_the_beginning_gets_it() -> None:
    found = reader(CUT_OFF).proposal_for("il contratto a tempo")
    assert found is not None
    assert found.found[0] == "contratto a tempo"


@ENCODED
def test_a_singular_that_means_many_is_answered_by_a_plural() -> None:
    found = reader(CUT_OFF).proposal_for("il personale")
    assert found is not None
    assert (found.front.text, found.back.text) == ("il personale", "zaměstnanci")


@ENCODED
def test_a_term_whose_example_is_a_doubtful_pair_is_not_sure() -> None:
    sure = reader([replace(pair, doubt=0.0) for pair in PAIRS]).proposal_for("il fornitore")
    unsure = reader([replace(pair, doubt=0.4) for pair in PAIRS]).proposal_for("il fornitore")
    assert sure is not None
    assert unsure is not None
    assert (sure.tier, unsure.tier) == ("sure", "likely")


@ENCODED
def test_of_terms_that_rank_about_alike_the_surer_ones_are_proposed() -> None:
    every = {each.front.text: each for each in reader().propose(set(), MANY)}
    few = reader().propose(set(), 8)
    left_out = [each for each in every.values() if each.front.text not in {chosen.front.text for chosen in few}]
    assert len(few) == 8
    assert any(each.tier == "doubtful" for each in every.values())
    assert sum(each.tier == "doubtful" for each in few) <= sum(each.tier == "doubtful" for each in left_out)
