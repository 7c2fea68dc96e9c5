"""Dictionary forms in any language: what a phrase is, and that there always is a form."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from phrases import marked

from deckgen.languages.forms import (
    SURROUNDINGS,
    classified,
    kind_of,
    surroundings,
    with_pronoun,
)
from deckgen.languages.grammar import DictionaryForm, Kind
from deckgen.languages.registry import rules_of
from deckgen.languages.tokens import Place, tokens


def made(text: str, code: str, kind: Kind | None = "noun", *, plural: bool = False) -> DictionaryForm:
    words, before = marked(text, code)
    return rules_of(code).dictionary_form(words, before, kind, plural=plural)


# ------------------------------------------------------------------ languages


@pytest.mark.parametrize(
    ("text", "code", "wanted"),
    [
        ("Le [offerte] scadono.", "it", "l’offerta"),
        ("Le [offerte] scadono.", "it-IT", "l’offerta"),
        ("Bez [nabídek] to nejde.", "cs", "nabídka"),
        ("Bez [nabídek] to nejde.", "cs-CZ", "nabídka"),
        ("The [offers] expire.", "en", "offer"),
        ("The [Special offers] expire.", "en", "special offers"),
        ("Qwe [Zibaldoni] qwe", "xx", "zibaldoni"),
        ("Qwe [Zibaldoni alfa] qwe", "xx", "zibaldoni alfa"),
    ],
)
def test_two_languages_have_rules_and_any_other_keeps_a_phrase_or_the_lemma_of_a_word(
    text: str, code: str, wanted: str
) -> None:
    assert made(text, code).text == wanted


@pytest.mark.parametrize(("kind", "wanted"), [("noun", "noun"), ("verb", "verb"), ("adjective", "adjective")])
def test_a_kind_that_is_known_stays_in_a_language_without_rules(kind: Kind, wanted: Kind) -> None:
    assert made("The [offers] expire.", "en", kind).kind == wanted
    assert made("The [offers] expire.", "en", None).kind == "noun"


def test_a_form_that_no_lexicon_confirms_is_unsure() -> None:
    assert [made(f"La [{word}] vale.", "it").certain for word in ("fattura", "brzlata")] == [True, False]
    assert [made(f"Bez [{word}] to nejde.", "cs").certain for word in ("faktury", "brzlaty")] == [True, False]


def test_a_language_without_rules_is_sure_of_nothing() -> None:
    assert [made("The [offers] expire.", code).certain for code in ("en", "xx", "it")] == [False, False, False]
    assert made("Le [offerte] scadono.", "it").certain


@pytest.mark.parametrize(
    ("text", "code", "kind", "wanted"),
    [
        ("Le sedie sono [regolabili in altezza].", "it", "adjective", "regolabile in altezza"),
        ("Somme [pari a] due canoni.", "it", "adjective", "pari a"),
        ("Le tariffe sono [non rimborsabili].", "it", "adjective", "non rimborsabile"),
        ("Le società sono [quotate in Borsa].", "it", "adjective", "quotato in Borsa"),
        ("Prodává [přebytečnou] energii.", "cs", "phrase", "přebytečný"),
        ("Kupuje [vysoce účinné] stroje.", "cs", "phrase", "vysoce účinný"),
        ("Pracuje [na dálku] od ledna.", "cs", "phrase", "na dálku"),
        ("Je to dopis [zákazníkovi].", "cs", "phrase", "zákazníkovi"),
    ],
)
def test_an_adjective_keeps_what_stands_around_it(text: str, code: str, kind: Kind, wanted: str) -> None:
    assert made(text, code, kind).text == wanted


# ------------------------------------------------------------------ what a phrase is


@pytest.mark.parametrize(
    ("front", "back", "kind"),
    [
        # a form of a verb, answered by a form of a verb
        ("Il cliente [ordina] domani.", "Zákazník [objedná] zítra.", "verb"),
        ("Abbiamo [venduto] tutto.", "Všechno jsme [prodali].", "verb"),
        ("Abbiamo [concluso l’affare] ieri.", "Včera jsme [uzavřeli obchod].", "verb"),
        # a form of a verb, answered by a noun
        ("Le [offerte] scadono.", "[Nabídky] vyprší.", "noun"),
        ("Il [ricavo] cresce.", "[Výnos] roste.", "noun"),
        # an infinitive without an article, whatever answers it; one with an article is a noun
        ("Vogliamo [concludere] l’affare.", "Chceme [uzavření] obchodu.", "verb"),
        ("Bisogna [firmare] il contratto.", "Smlouvu je třeba [podepsat].", "verb"),
        ("Proviamo a [vendere] online.", "Zkusme [prodej] online.", "verb"),
        ("Il [dovere] chiama.", "[Povinnost] volá.", "noun"),
        # a word like an adjective, answered by one; with an article, or answered by a noun, it is none
        ("La merce è [difettosa].", "Zboží je [vadné].", "adjective"),
        ("Il prezzo è [competitivo].", "Cena je [konkurenceschopná].", "adjective"),
        ("Il [preventivo] scade.", "[Cenová] nabídka vyprší.", "noun"),
        ("Serve un’offerta con [preventivo].", "Chce to nabídku s [kalkulací].", "noun"),
        ("La [merce difettosa] torna.", "[Vadné zboží] se vrací.", "noun"),
        # an adjective with what it takes, or that a prepositional phrase answers
        ("Il prodotto è [esente da tasse].", "Výrobek je [osvobozený od daně].", "adjective"),
        ("La sedia è [regolabile in altezza].", "Židle je [výškově nastavitelná].", "adjective"),
        ("Paga una somma [pari a] due canoni.", "Zaplatí částku [ve výši] dvou nájmů.", "adjective"),
        ("Paga le fatture [scadute] da mesi.", "Zaplatí faktury [po splatnosti].", "adjective"),
        ("Una tariffa [non rimborsabile] conviene.", "[Nevratná] sazba se vyplatí.", "adjective"),
        ("Serve un [materiale da costruzione] nuovo.", "Chce to nový [stavební materiál].", "noun"),
        ("Firma [contratti a termine] con tutti.", "Se všemi uzavírá [smlouvu na dobu určitou].", "noun"),
        ("Lavora nel [settore] tessile.", "Pracuje v textilním [odvětví].", "noun"),
        ("È una lettera del [cliente] nuovo.", "Je to dopis novému [zákazníkovi].", "noun"),
        # words that stay as they are
        ("Costa cento euro [IVA esclusa] al pezzo.", "Kus stojí sto eur [bez DPH].", "phrase"),
        ("Vendono [franco fabbrica] da sempre.", "Prodávají odjakživa [ze závodu].", "phrase"),
        ("Chiude [fino a nuovo avviso] da oggi.", "Zavírá [až do odvolání].", "phrase"),
        # a noun
        ("Lo [spedizioniere] chiama.", "[Zasílatel] volá.", "noun"),
        ("Lo [sconto] vale.", "[Sleva] platí.", "noun"),
        ("Il [termine di pagamento] scade.", "[Splatnost] vyprší.", "noun"),
    ],
)
def test_what_a_phrase_is_its_words_and_their_counterpart_tell(front: str, back: str, kind: Kind) -> None:
    words, before = marked(front, "it")
    answer, _ = marked(back, "cs")
    assert kind_of(words, before, "it", answer, "cs") == kind


def test_without_a_counterpart_a_word_is_no_adjective() -> None:
    words, before = marked("La merce è [difettosa].", "it")
    assert kind_of(words, before, "it", (), "cs") == "noun"


def test_an_article_at_any_of_its_places_makes_a_noun_of_an_infinitive() -> None:
    words, _ = marked("Serve [vendere] bene.", "it")
    assert [kind_of(words, before, "it", (), "cs") for before in ([], ["il"], ["", "dell’"], ["di"])] == [
        "verb",
        "noun",
        "noun",
        "verb",
    ]


# ------------------------------------------------------------------ always a form

LETTERS = st.text("aeioubcghlnst", min_size=1, max_size=7)
WORD = st.one_of(
    LETTERS,
    st.sampled_from(
        [
            *(
                "l’",
                "L'",
                "di",
                "del",
                "le",
                "offerte",
                "aziende",
                "accordarsi",
                "IVA",
                "USA",
                "uomo",
                "zii",
                "clienti",
            ),
            *("se", "si", "jsme", "v", "a", "dohodli", "cenové", "ředitelův", "podmínek", "DPH", "nejlepší", "í", "x"),
            *("12", "2.700", "日本", "ß", "e-mail", "S.p.A.", "’", "İ"),
        ]
    ),
)
KIND = st.sampled_from([None, "noun", "verb", "adjective", "phrase"])


@settings(max_examples=300, deadline=None)
@given(
    st.lists(WORD, min_size=1, max_size=4).map(" ".join),
    st.lists(st.sampled_from(["il", "la", "gli", "un’", "si", "", "di"]), max_size=3),
    st.sampled_from(["it", "cs", "en", "xx"]),
    KIND,
    st.booleans(),
)
def test_any_words_have_a_form_and_never_an_empty_one(
    text: str, before: list[str], code: str, kind: Kind | None, plural: bool
) -> None:
    words = tokens(text, code)
    if words:
        found = rules_of(code).dictionary_form(words, before, kind, plural=plural)
        assert found.text
        assert found.text == found.text.strip()
        assert "  " not in found.text


@settings(max_examples=60, deadline=None)
@given(st.lists(WORD, min_size=1, max_size=3).map(" ".join), st.lists(WORD, max_size=3).map(" ".join), st.text())
def test_any_words_are_of_some_kind(front: str, back: str, before: str) -> None:
    words = tokens(front, "it")
    if words:
        assert kind_of(words, [before], "it", tokens(back, "cs"), "cs") in ("noun", "verb", "adjective", "phrase")


@pytest.mark.parametrize(
    ("front", "back", "kind"),
    [
        ("Il budget è stato [approvato].", "Rozpočet byl [schválen].", "verb"),
        ("Il budget [approvato] è alto.", "[Schválený] rozpočet je velký.", "adjective"),
        ("I costi si [rimborsano].", "Náklady se [proplácejí].", "verb"),
        ("Lo conferma [per iscritto].", "Potvrdí to [písemně].", "phrase"),
        ("Chi [viola] il contratto paga.", "Kdo smlouvu [poruší], zaplatí.", "verb"),
        ("La [viola] suona bene.", "[Viola] zní dobře.", "noun"),
        ("Abbiamo [ridotto] i costi.", "Náklady jsme [snížili].", "verb"),
        ("In caso di [ritardo] pagano.", "Když se [zpozdí], platí.", "noun"),  # what follows a preposition is no verb
        ("La società [si impegna] a pagare.", "Společnost [se zavazuje] platit.", "verb"),
        ("Sono interventi [strettamente necessari].", "Jsou to [nezbytně nutné] zásahy.", "adjective"),
        ("Usa imballaggi [riutilizzabili].", "Používá [opakovaně použitelné] obaly.", "adjective"),
    ],
)
def test_a_counterpart_tells_what_a_participle_is(front: str, back: str, kind: Kind) -> None:
    words, before = marked(front, "it")
    assert kind_of(words, before, "it", marked(back, "cs")[0], "cs") == kind


def test_rules_for_a_language_without_any_change_nothing() -> None:
    words, rules = tokens("große Wagen", "de"), rules_of("de")
    assert rules.is_noun_phrase(words, ())
    assert rules.missing_tail(words, words) == 0
    assert not rules.is_adjective(words[0])
    assert rules.fitting_article("der Wagen") == ""


@pytest.mark.parametrize(
    ("words", "span", "found"),
    [
        ("Hlasování se zdržel jeden", (2, 3), (1, 3)),
        ("Zdržel se jeden", (0, 1), (0, 2)),
        ("Jeden zdržel ostatní", (1, 2), (1, 2)),
    ],
)
def test_a_reflexive_verb_takes_its_pronoun_along(words: str, span: tuple[int, int], found: tuple[int, int]) -> None:
    assert with_pronoun(tokens(words, "cs"), span, "cs") == found
    assert with_pronoun(tokens(words, "de"), span, "de") == span


@pytest.mark.parametrize(
    ("text", "code", "wanted"),
    [
        (
            "Náklady jsme výrazně snížili a platíme včas.",
            "cs",
            {"jsme": "function", "snížili": "verb", "a": "function", "platíme": "verb"},
        ),
        ("Nový sklad se otevírá.", "cs", {"Nový": "function", "se": "pronoun", "otevírá": "verb"}),
        ("Hledáme vhodné řešení.", "cs", {"Hledáme": "verb", "vhodné": "adjective"}),
        ("La merce arriva domani.", "it", {"La": "function", "arriva": "verb", "domani": "function"}),
        (
            "I reclami si accettano.",
            "it",
            {"I": "function", "si": "pronoun", "accettano": "verb"},
        ),  # reclamo: reclamare
        ("", "cs", {}),
    ],
)
def test_of_what_kind_words_are_is_told_where_something_tells(text: str, code: str, wanted: dict[str, str]) -> None:
    found = classified(tokens(text, code), code)
    assert {token.text: token.kind for token in found if token.kind} == wanted


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("Manca il contratto di [lavoro] firmato.", {"behind a preposition", "before an adjective"}),
        ("Manca il [contratto] di lavoro.", {"before a preposition"}),
        ("Manca il [termine] del contratto.", {"before one with an article"}),
        ("Manca la attività [aziendale], ecco.", {"behind a noun", "before a comma"}),
        ("Manca il [contratto] oggi.", set()),
    ],
)
def test_what_stands_beside_words(text: str, there: set[str]) -> None:
    words = tokens(text.replace("[", "").replace("]", ""), "it")
    inside, _ = marked(text, "it")
    first = words.index(inside[0])
    found = surroundings(Place(0, first, first + len(inside)), words, "it")
    assert tuple(found) == SURROUNDINGS
    assert {name for name, is_there in found.items() if is_there} == there
