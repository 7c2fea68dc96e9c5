"""Czech dictionary forms: phrases in every case, and the nominative that a dictionary has."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from phrases import marked

from deckgen.languages.cs.rules import Czech
from deckgen.languages.grammar import DictionaryForm, Kind, nouns
from deckgen.languages.tokens import Token, tokens

CZECH = Czech("cs")


def made(text: str, kind: Kind | None = "noun", *, plural: bool = False) -> DictionaryForm:
    return CZECH.dictionary_form(marked(text, "cs")[0], (), kind, plural=plural)


def noun(text: str, *, plural: bool = False) -> str:
    """The form of the words in brackets, which is a noun and sure."""
    form = made(text, plural=plural)
    assert (form.kind, form.certain) == ("noun", True)
    return form.text


# ------------------------------------------------------------------ cases


@pytest.mark.parametrize(
    ("form", "texts"),
    [
        (
            "marketingová kampaň",
            [
                *("[Marketingová kampaň] stála hodně.", "Bez [marketingové kampaně] to nejde."),
                *("K [marketingové kampani] patří rozpočet.", "Máme [marketingovou kampaň] hotovou."),
                *("O [marketingové kampani] mluvíme.", "S [marketingovou kampaní] začneme."),
                *("[Marketingové kampaně] stojí hodně.", "Bez [marketingových kampaní] to nejde."),
                *("Díky [marketingovým kampaním] rosteme.", "O [marketingových kampaních] mluvíme."),
                "S [marketingovými kampaněmi] začneme.",
            ],
        ),
        (
            "bankovní převod",
            [
                *("[Bankovní převod] odešel.", "Bez [bankovního převodu] to nejde."),
                *("K [bankovnímu převodu] dojde.", "O [bankovním převodu] mluvíme."),
                *("S [bankovním převodem] počítáme.", "[Bankovní převody] odešly."),
                *("Bez [bankovních převodů] to nejde.", "S [bankovními převody] počítáme."),
            ],
        ),
        (
            "výběrové řízení",
            [
                *("[Výběrové řízení] skončilo.", "Bez [výběrového řízení] to nejde."),
                *("K [výběrovému řízení] dojde.", "O [výběrovém řízení] mluvíme."),
                *("S [výběrovým řízením] počítáme.", "Bez [výběrových řízení] to nejde."),
            ],
        ),
        ("pořadové číslo", ["O [pořadovém čísle] mluvíme.", "Bez [pořadových čísel] to nejde."]),
        ("obchodní partner", ["[Obchodní partneři] přijeli.", "S [obchodními partnery] jednáme."]),
        ("kupní smlouva", ["V [kupní smlouvě] to není.", "Bez [kupní smlouvy] to nejde."]),
        ("přidaná hodnota", ["Bez [přidané hodnoty] to nejde.", "S [přidanou hodnotou] počítáme."]),
        ("akciová společnost", ["O [akciové společnosti] víme.", "S [akciovou společností] jednáme."]),
        ("hospodářská soutěž", ["V [hospodářské soutěži] se daří.", "S [hospodářskou soutěží] počítáme."]),
        ("dobré obchodní jméno", ["S [dobrým obchodním jménem] začneme.", "Bez [dobrého obchodního jména] to nejde."]),
        ("nejlepší cena", ["Za [nejlepší cenu] prodáme.", "Bez [nejlepších cen] to nejde."]),
        ("cizí měna", ["S [cizí měnou] počítáme.", "V [cizích měnách] počítáme."]),
    ],
)
def test_an_adjective_agrees_with_its_noun_in_the_nominative_whatever_the_case(form: str, texts: list[str]) -> None:
    assert {noun(text) for text in texts} == {form}


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Naši [zákazníci] čekají.", "zákazník"),
        ("Bez [objednávek] to nejde.", "objednávka"),
        ("Vaší [objednávce] rozumíme.", "objednávka"),
        ("O [fakturách] mluvíme.", "faktura"),
        ("Bez [slev] to nejde.", "sleva"),
        ("S [reklamací] souhlasíme.", "reklamace"),
        ("Bez [dodavatelů] to nejde.", "dodavatel"),
        ("S [předsedou] mluvíme.", "předseda"),
        ("Se [společností] jednáme.", "společnost"),
        ("Bez [rozpočtu] to nejde.", "rozpočet"),
        ("O [vzorku] mluvíme.", "vzorek"),
        ("S [daní] počítáme.", "daň"),
        ("Bez [čísel] to nejde.", "číslo"),
        ("S [pracovištěm] počítáme.", "pracoviště"),
        ("Bez [peněz] to nejde.", "peníze"),  # it has no singular
        ("S [vedoucím] mluvíme.", "vedoucí"),  # it is declined like an adjective
        ("Bez [nájemného] to nejde.", "nájemné"),
        ("Bez [nadřízeného] to nejde.", "nadřízený"),
        ("Bez [DPH] to nejde.", "DPH"),
    ],
)
def test_a_noun_alone_is_in_the_nominative(text: str, form: str) -> None:
    assert noun(text) == form


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("O [jednání] mluvíme.", "jednání"),
        ("K [jednáním] dochází.", "jednání"),
        ("Bez [plnění] to nejde.", "plnění"),
        ("S [dodáním] počítáme.", "dodání"),
        ("K [řešení] dojdeme.", "řešení"),
        ("S [hlasováním] počítáme.", "hlasování"),
        ("Se [zbožím] počítáme.", "zboží"),
        ("Máme [oddělení] nákupu.", "oddělení"),
        ("S [obchodním jednáním] počítáme.", "obchodní jednání"),
    ],
)
def test_a_noun_made_of_a_verb_is_a_noun_and_no_adjective(text: str, form: str) -> None:
    assert noun(text) == form


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Předložil [prognózu prodeje] včas.", "prognóza prodeje"),
        ("Bez [podmínek dodání] to nejde.", "podmínka dodání"),
        ("Čekáme na [vedoucího nákupu] dlouho.", "vedoucí nákupu"),
        ("O [sídle firmy] mluvíme.", "sídlo firmy"),
        ("K [datu splatnosti] zaplatíme.", "datum splatnosti"),
        ("Bez [poměru ceny a výkonu] to nejde.", "poměr ceny a výkonu"),
        ("Podepsal [smlouvu o dílo] včera.", "smlouva o dílo"),
        ("Bez [záruky na zboží] to nejde.", "záruka na zboží"),
        ("S [podílem na trhu] počítáme.", "podíl na trhu"),
        ("Bez [daně z přidané hodnoty] je to levné.", "daň z přidané hodnoty"),
        ("Bez [společnosti s ručením omezeným] to nejde.", "společnost s ručením omezeným"),
        ("Bez [nových pohledávek po splatnosti] to nejde.", "nová pohledávka po splatnosti"),
    ],
)
def test_what_follows_the_noun_stays_as_it_is(text: str, form: str) -> None:
    assert noun(text) == form


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Máme [krátkodobé a dlouhodobé cíle] zde.", "krátkodobý a dlouhodobý cíl"),
        ("Bez [krátkodobých a dlouhodobých cílů] to nejde.", "krátkodobý a dlouhodobý cíl"),
        ("Máme [malé i velké firmy] zde.", "malá i velká firma"),
        ("Bez [malých nebo velkých firem] to nejde.", "malá nebo velká firma"),
        ("Bez [levných a rychlých řešení] to nejde.", "levné a rychlé řešení"),
    ],
)
def test_adjectives_joined_by_a_conjunction_agree_both(text: str, form: str) -> None:
    assert noun(text) == form


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Zboží posíláme [na dobírku] hned.", "na dobírku"),
        ("Platíme [v hotovosti] hned.", "v hotovosti"),
        ("[Po splatnosti] platíte úrok.", "po splatnosti"),
        ("Řešení [na míru] je drahé.", "na míru"),
        ("Dodáno [bez závad] včera.", "bez závad"),
        ("Jednáme [se zákazníky] dlouho.", "se zákazníky"),
    ],
)
def test_a_phrase_behind_a_preposition_stays_as_it_is(text: str, form: str) -> None:
    assert made(text) == DictionaryForm(form, "phrase")


# ------------------------------------------------------------------ plurals


@pytest.mark.parametrize(
    ("text", "one", "many"),
    [
        ("Bez [platebních podmínek] to nejde.", "platební podmínka", "platební podmínky"),
        ("Bez [dodacích lhůt] to nejde.", "dodací lhůta", "dodací lhůty"),
        ("S [platbami] počítáme.", "platba", "platby"),
        ("Bez [tržních cen] to nejde.", "tržní cena", "tržní ceny"),
        ("Bez [nových smluv] to nejde.", "nová smlouva", "nové smlouvy"),
        ("Bez [možností platby] to nejde.", "možnost platby", "možnosti platby"),
        ("Bez [nových investic] to nejde.", "nová investice", "nové investice"),
        ("Bez [výrobních závodů] to nejde.", "výrobní závod", "výrobní závody"),
        ("Bez [nových trhů] to nejde.", "nový trh", "nové trhy"),
        ("Bez [prodejních míst] to nejde.", "prodejní místo", "prodejní místa"),
        ("Bez [klíčových slov] to nejde.", "klíčové slovo", "klíčová slova"),
        ("Bez [nových jednání] to nejde.", "nové jednání", "nová jednání"),
        ("Bez [pohledávek po splatnosti] to nejde.", "pohledávka po splatnosti", "pohledávky po splatnosti"),
    ],
)
def test_what_is_used_in_the_plural_is_in_the_nominative_plural(text: str, one: str, many: str) -> None:
    assert (noun(text), noun(text, plural=True)) == (one, many)


# ------------------------------------------------------------------ verbs, adjectives


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Firma [prodává] hodně.", "prodávat"),
        ("Firma [prodala] hodně.", "prodat"),
        ("Úroky [rostou] hned.", "růst"),
        ("Slevu [poskytujeme] hned.", "poskytovat"),
        ("[Neprodáváme] nic.", "prodávat"),
        ("[Předložíme nabídku] zítra.", "předložit nabídku"),
        ("[Podepsali jsme smlouvu] včera.", "podepsat smlouvu"),
        ("[Objednali bychom] zboží.", "objednat"),
        ("[Dohodneme se] na ceně.", "dohodnout se"),
        ("[Dohodli jsme se] na ceně.", "dohodnout se"),
        ("Zboží [si objednáme] zítra.", "objednat si"),
    ],
)
def test_a_verb_becomes_its_infinitive_with_its_pronoun_behind_it(text: str, form: str) -> None:
    assert made(text, "verb") == DictionaryForm(form, "verb")


def test_what_is_called_a_verb_but_holds_none_is_a_noun() -> None:
    assert made("Bez [nové slevy] to nejde.", "verb").text == "nová sleva"


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Cena je [konkurenceschopná].", "konkurenceschopný"),
        ("Zboží je [vadné].", "vadný"),
        ("Ceny jsou [výhodné].", "výhodný"),
        ("Měna je [cizí].", "cizí"),
    ],
)
def test_an_adjective_alone_is_masculine(text: str, form: str) -> None:
    assert made(text, "adjective") == DictionaryForm(form, "adjective")


@pytest.mark.parametrize(
    ("word", "so"),
    [
        *[
            (word, True)
            for word in ("nové", "obchodního", "cizí", "dodací", "vlastním", "nejlepšími", "kupní", "tržní")
        ],
        *[(word, False) for word in ("jednání", "řešením", "zboží", "množství", "rozpětí", "vedoucí", "paní", "ceny")],
        ("nájemné", False),
        ("výnosné", True),
    ],
)
def test_an_adjective_is_no_noun_that_looks_like_one(word: str, so: bool) -> None:
    assert CZECH.is_adjective(tokens(word, "cs")[0]) is so


# ------------------------------------------------------------------ sureness


@pytest.mark.parametrize(
    ("text", "sure"),
    [
        ("Bez [nové smlouvy] to nejde.", True),
        ("Bez [nové brzlaty] to nejde.", False),
        ("Bez [brzlaté smlouvy] to nejde.", False),
        ("Máme [novou brzlaň] zde.", False),
    ],
)
def test_a_form_is_sure_where_its_words_and_the_gender_are_known(text: str, sure: bool) -> None:
    assert made(text).certain is sure


# ------------------------------------------------------------------ in general

WORD = st.sampled_from(
    [
        *(
            "nové",
            "obchodní",
            "cizích",
            "a",
            "i",
            "nebo",
            "se",
            "si",
            "v",
            "na",
            "jsme",
            "bychom",
            "dohodli",
            "prodává",
        ),
        *("smlouvy", "kampaní", "řízení", "peněz", "vedoucího", "DPH", "PR", "ředitelův", "podmínek", "zástupců"),
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(WORD, min_size=1, max_size=5).map(" ".join), st.sampled_from([None, "noun", "verb"]), st.booleans())
def test_a_form_has_as_many_words_but_for_auxiliaries(text: str, kind: Kind | None, plural: bool) -> None:
    words = tokens(text, "cs")
    form = CZECH.dictionary_form(words, (), kind, plural=plural)
    lost = sum(word.bare in ("jsme", "bychom") for word in words)
    assert len(words) - lost <= len(form.text.split()) <= len(words)


FEMININE = [word for word in nouns("cs")["gender"]["feminine"] if len(tokens(word, "cs")) == 1]


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(FEMININE))
def test_a_feminine_of_the_data_has_feminine_adjectives(word: str) -> None:
    words = tokens(f"nový {word}", "cs")
    if words[1].lemma == word:
        assert CZECH.dictionary_form(words, (), "noun", plural=False).text == f"nová {word}"


# ------------------------------------------------------------------ what the lexicon does not have


def behind(text: str, words: Sequence[Token]) -> list[Token]:
    """The words that follow those in brackets."""
    every = tokens(text.replace("[", "").replace("]", ""), "cs")
    return [token for token in every if token.start >= words[-1].end]


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Byl u [pohovoru].", "pohovor"),
        ("Kód je pod [etiketou].", "etiketa"),
        ("Přišlo deset [vratek].", "vratka"),
        ("V [kontejnerech] nic není.", "kontejner"),
        ("Stojí u [rampy].", "rampa"),
        ("Dostal [napomenutí].", "napomenutí"),
        ("Přišel k [předvedení].", "předvedení"),
        ("Má [cestovní výdaje].", "cestovní výdaj"),
        ("S [čárovým kódem] to jde.", "čárový kód"),
        ("Je to [nepřípustný požadavek].", "nepřípustný požadavek"),
    ],
)
def test_a_form_that_no_lexicon_has_is_led_back_by_its_ending(text: str, form: str) -> None:
    assert made(text, "noun").text == form


@pytest.mark.parametrize(
    ("text", "infinitive"),
    [
        ("Zboží bylo [dodáno] včas.", "dodat"),
        ("Rozpočet byl [schválen].", "schválit"),
        ("Zboží je [zaplaceno].", "zaplatit"),
        ("Termín byl [prodloužen].", "prodloužit"),
        ("Objednávka byla [potvrzena].", "potvrdit"),
        ("Faktura byla [vystavena].", "vystavit"),
        ("Je to [zboží].", ""),
        ("Je to [schválený] rozpočet.", ""),
    ],
)
def test_a_short_participle_has_an_infinitive(text: str, infinitive: str) -> None:
    assert CZECH.passive(marked(text, "cs")[0][0]) == infinitive


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Je to [motivační] dopis.", False),
        ("Sdělí to [písemně].", False),
        ("To [platí] hned.", False),
        ("Musí [hlasovat].", False),
        ("Přišel [dříve].", False),
        ("Přišel [brzy].", False),
        ("Jel ve [voze].", True),
        ("Mluvil s [vedoucím].", True),
        ("Má [účetní] oddělení.", False),
        ("Má [pracovní poměr].", True),
        ("Potvrdil [objednávku písemně].", False),
        ("Považuje [sazbu za přiměřenou].", False),
        ("Podepsal [smlouvu na dobu určitou].", True),
        ("Je to [dohoda s pojištěným].", True),
        ("Poslal [vzorek zdarma].", True),
        ("Je to [osoba výdělečně činná].", True),
        ("Prohlédl si [halu ve výrobě].", True),
    ],
)
def test_what_answers_a_noun_has_a_noun_in_it(text: str, names: bool) -> None:
    words = marked(text, "cs")[0]
    following = [
        token for token in tokens(text.replace("[", "").replace("]", ""), "cs") if token.start >= words[-1].end
    ]
    assert CZECH.is_noun_phrase(words, following) is names


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("Hledá [řidiče vysokozdvižných] vozíků.", 1),
        ("Je [poskytovatelem logistických] služeb.", 1),
        ("Má [zásilku velkou], vozíky ne.", 0),
        ("Je [nový] zákazník.", 0),
        ("Má [sklad celní] a prodává.", 0),
    ],
)
def test_an_adjective_at_the_end_takes_its_noun_along(text: str, more: int) -> None:
    words = marked(text, "cs")[0]
    following = [
        token for token in tokens(text.replace("[", "").replace("]", ""), "cs") if token.start >= words[-1].end
    ]
    assert CZECH.missing_tail(words, following) == more


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Bez [výrobních nákladů] to nejde.", "výrobní náklady"),
        ("Známe [osobní údaje] všech.", "osobní údaje"),
        ("S [tržbami] počítáme.", "tržby"),
        ("Každý [údaj] ověříme.", "údaj"),  # it stands in the singular
        ("O [nákladu] se nemluví.", "náklad"),
        ("Bez [vlastních prostředků] to nejde.", "vlastní prostředky"),
        ("Bez [prostředků] to nejde.", "prostředek"),  # alone it is counted
    ],
)
def test_what_dictionaries_have_in_the_plural_stays_in_it_where_it_stands_so(text: str, wanted: str) -> None:
    assert made(text).text == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Nabízíme [opakovaně použitelné obaly] všem.", "opakovaně použitelný obal"),
        ("Je to [osoba samostatně výdělečně činná] z Brna.", "osoba samostatně výdělečně činná"),
        ("Hlásí [škodu vzniklou při přepravě] včas.", "škoda vzniklá při přepravě"),
        ("Platí [ceny potravin] dál.", "cena potravin"),
        ("Vydává ji [vystavující banka] v Praze.", "vystavující banka"),
        ("Mluví o [výkonnostní prémii] často.", "výkonnostní prémie"),
        ("Zná [zůstatkovou hodnotu] stroje.", "zůstatková hodnota"),
    ],
)
def test_adverbs_stay_and_adjectives_made_of_nouns_and_verbs_agree(text: str, wanted: str) -> None:
    assert made(text).text == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Chrání [osobní data] všech.", "osobní data"),
        ("Pracuje s [daty] denně.", "data"),
        ("Počítá se od [data splatnosti] faktury.", "datum splatnosti"),
        ("Zavádí [elektronickou fakturaci] všude.", "elektronická fakturace"),
        ("Zavedení [elektronické fakturace] pomohlo.", "elektronická fakturace"),
    ],
)
def test_data_are_no_dates_and_invoicing_is_no_invoice(text: str, wanted: str) -> None:
    assert made(text).text == wanted


@pytest.mark.parametrize("word", ["předem", "před", "který", "nízkým"])
def test_a_small_word_names_nothing(word: str) -> None:
    assert not CZECH.is_noun_phrase(tokens(word, "cs"), ())


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Schválil [půdorys přiložený] včera.", "přiložený půdorys"),
        ("Vykázal [zásoby evidované] dvakrát.", "evidovaná zásoba"),
        ("Vykázal [kyselinu citronovou] dvakrát.", "kyselina citronová"),
    ],
)
def test_a_participle_stands_before_its_noun(text: str, wanted: str) -> None:
    assert made(text).text == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Koupil [nábytek] domů.", "nábytek"),
        ("Nemá dost [nábytku] doma.", "nábytek"),
        ("Má málo [závodů] doma.", "závody"),
        ("Spravuje [kmenová data] klientů.", "kmenová data"),
        ("Vybere si [nevyčerpané dovolené] v létě.", "nevyčerpaná dovolená"),
    ],
)
def test_only_what_may_stand_in_the_plural_is_put_into_it(text: str, wanted: str) -> None:
    assert made(text, plural=True).text == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Chce to [písemně oznámit] hned.", "písemně oznámit"),
        ("Chce to [oznámit písemně] hned.", "písemně oznámit"),
        ("Smlouva [se mlčky prodlužuje] o rok.", "mlčky se prodlužovat"),
        ("Chce [podepsat smlouvu] hned.", "podepsat smlouvu"),
    ],
)
def test_what_says_how_stands_before_the_verb(text: str, wanted: str) -> None:
    assert made(text, "verb").text == wanted
