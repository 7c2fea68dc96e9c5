"""The dictionary form of a word whose class is known where it stands."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deckgen.files import resources
from deckgen.languages.grammar import Gender, nouns
from deckgen.languages.inflection import Lemma, Number, WordClass, evidence, lemma_as
from deckgen.languages.it.words import plural_of
from deckgen.languages.language import language
from deckgen.languages.lemmas import lemma
from deckgen.languages.lexicon import is_known

# Word, class, gender and number where it stands, dictionary form.
ITALIAN: list[tuple[str, WordClass, Gender, Number, str]] = [
    # the lexicon has them as verbs, or as other nouns
    ("ricavo", "noun", "m", "sing", "ricavo"),
    ("ricavi", "noun", "m", "plur", "ricavo"),
    ("incasso", "noun", "m", "sing", "incasso"),
    ("allegati", "noun", "m", "plur", "allegato"),
    ("danno", "noun", "m", "sing", "danno"),
    ("danno", "verb", "", "", "dare"),
    ("richiesta", "noun", "f", "sing", "richiesta"),
    ("conti", "noun", "m", "plur", "conto"),
    ("rami", "noun", "m", "plur", "ramo"),
    ("porto", "noun", "m", "sing", "porto"),
    ("porto", "verb", "", "", "portare"),
    ("file", "noun", "m", "plur", "file"),
    ("file", "noun", "f", "plur", "fila"),
    ("costa", "verb", "", "sing", "costare"),
    ("detto", "verb", "m", "sing", "dire"),
    ("costi", "noun", "m", "plur", "costo"),
    # remote pasts that are nouns too
    ("lesse", "verb", "", "", "leggere"),
    ("chiese", "verb", "", "", "chiedere"),
    ("chiese", "noun", "f", "plur", "chiesa"),
    ("prese", "verb", "", "", "prendere"),
    ("prese", "noun", "f", "plur", "presa"),
    ("corse", "verb", "", "", "correre"),
    ("corse", "noun", "f", "plur", "corsa"),
    ("attese", "verb", "", "", "attendere"),
    ("attese", "noun", "f", "plur", "attesa"),
    ("vendette", "verb", "", "", "vendere"),
    ("vendette", "noun", "f", "plur", "vendetta"),
    *[(past, "verb", "", "", found) for past, found in (
        ("giunse", "giungere"), ("sciolse", "sciogliere"), ("raccolse", "raccogliere"), ("assunse", "assumere"),
        ("scrisse", "scrivere"), ("sedette", "sedere"), ("temette", "temere"), ("spense", "spegnere"),
        ("pianse", "piangere"), ("mosse", "muovere"), ("decisero", "decidere"), ("mise", "mettere"),
        ("condusse", "condurre"), ("pose", "porre"), ("trasse", "trarre"), ("vinse", "vincere"), ("rimase", "rimanere"),
    )],
    # pronouns joined to verbs
    ("mandarglielo", "verb", "", "", "mandare"),
    ("dimmi", "verb", "", "", "dire"),
    ("dammelo", "verb", "", "", "dare"),
    ("portami", "verb", "", "", "portare"),
    ("facendolo", "verb", "", "", "fare"),
    ("porlo", "verb", "", "", "porre"),
    ("cancellarsi", "verb", "", "", "cancellarsi"),
    ("simpaticissima", "adjective", "f", "sing", "simpatico"),
    ("prima", "adjective", "f", "sing", "primo"),
    ("media", "adjective", "f", "sing", "medio"),
    ("pari", "adjective", "m", "plur", "pari"),
]  # fmt: skip
CZECH: list[tuple[str, WordClass, Gender, Number, str]] = [
    ("příjmy", "noun", "m", "plur", "příjem"),
    ("paketech", "noun", "m", "plur", "paket"),
    ("chat", "noun", "m", "sing", "chat"),
    ("chaty", "noun", "m", "plur", "chat"),
    ("chaty", "noun", "f", "plur", "chata"),
    ("řádku", "noun", "m", "sing", "řádek"),
    ("lahvičce", "noun", "f", "sing", "lahvička"),
    ("balíčku", "noun", "m", "sing", "balíček"),
    ("fakturační", "adjective", "f", "sing", "fakturační"),
    ("účetní", "noun", "f", "sing", "účetní"),
    ("oznámení", "noun", "n", "sing", "oznámení"),
    ("stěhováním", "noun", "n", "sing", "stěhování"),
    ("let", "noun", "n", "plur", "rok"),
    ("oceňovat", "verb", "", "", "oceňovat"),
    ("může", "verb", "", "sing", "moci"),
    ("nevykáže", "verb", "", "sing", "vykázat"),
    ("schváleny", "adjective", "f", "plur", "schválený"),
    ("nejnovějších", "adjective", "f", "plur", "nový"),
]
GERMAN: list[tuple[str, WordClass, Gender, Number, str]] = [
    ("Verträge", "noun", "m", "plur", "Vertrag"),
    ("Häusern", "noun", "n", "plur", "Haus"),
    ("Mietfahrzeuge", "noun", "n", "plur", "Mietfahrzeug"),
    ("mitgebracht", "verb", "", "", "mitbringen"),
    ("anzurufen", "verb", "", "", "anrufen"),
]
SLOVAK: list[tuple[str, WordClass, Gender, Number, str]] = [
    ("zmluvy", "noun", "f", "plur", "zmluva"),
    ("oznámenia", "noun", "n", "sing", "oznámenie"),
    ("nechcel", "verb", "m", "sing", "chcieť"),
]


@pytest.mark.parametrize(
    ("code", "word", "kind", "gender", "number", "found"),
    [(code, *row) for code, rows in (("it", ITALIAN), ("cs", CZECH), ("de", GERMAN), ("sk", SLOVAK)) for row in rows],
)
def test_the_class_of_a_word_decides_its_dictionary_form(
    code: str, word: str, kind: WordClass, gender: Gender, number: Number, found: str
) -> None:
    assert lemma_as(word, code, kind, gender, number).text == found
    assert lemma_as(word.upper() if code != "de" else word, code, kind, gender, number).text == found


def test_without_a_class_it_is_the_usual_form() -> None:
    assert lemma_as("ricavi", "it", None) == Lemma(lemma("ricavi", "it"), certain=True)
    assert lemma_as("", "it", "noun") == Lemma("", certain=False)


def test_a_language_without_endings_keeps_to_its_lexicon() -> None:
    assert lemma_as("domy", "pl", "noun").text == lemma("domy", "pl")
    assert lemma_as("xyzzy", "fi", "noun") == Lemma("xyzzy", certain=False)


@pytest.mark.parametrize("word", ["glorbazzi", "sfrulle"])
def test_what_nothing_confirms_is_not_certain(word: str) -> None:
    assert not lemma_as(word, "it", "noun", "f", "plur").certain


def test_evidence_names_every_possible_form() -> None:
    found = evidence("rami", "it", "noun", "m", "plur")
    assert {"ramo", "rame"} <= found.keys()
    assert found["ramo"]["known"] == 1


# ------------------------------------------------------------------ properties

IRREGULAR = set(nouns("it")["plural"])
LISTED: list[tuple[str, Gender]] = [
    (noun, gender)
    for name, gender in (("feminine", "f"), ("masculine", "m"))
    for noun in nouns("it")["gender"][name]
    if noun.isalpha()
]


@given(st.sampled_from(LISTED))
def test_a_listed_noun_is_its_own_dictionary_form(listed: tuple[str, Gender]) -> None:
    noun, gender = listed
    assert lemma_as(noun, "it", "noun", gender, "sing").text == noun


@given(st.sampled_from([each for each in LISTED if is_known(each[0], "it") and each[0] not in IRREGULAR]))
def test_the_plural_of_a_listed_noun_leads_back_to_a_noun(listed: tuple[str, Gender]) -> None:
    noun, gender = listed
    found = lemma_as(plural_of(noun, gender), "it", "noun", gender, "plur").text
    assert plural_of(found, gender) == plural_of(noun, gender)  # regali: regalo, regale


FORMS = sorted({word for word, *_ in ITALIAN})


@pytest.mark.parametrize("code", ["it", "cs", "sk"])
def test_every_table_of_endings_can_be_read(code: str) -> None:
    table = resources.table(f"languages/{code}/inflection.toml")
    for kind in ("noun", "verb", "adjective"):
        assert table[kind]
        assert re.compile(table["shapes"][kind])


@given(st.sampled_from(FORMS))
def test_a_verb_has_an_infinitive(word: str) -> None:
    found = lemma_as(word, "it", "verb")
    assert re.search(language("it").verbs, found.text) or not found.certain


@given(st.sampled_from([(code, row) for code, rows in (("it", ITALIAN), ("cs", CZECH)) for row in rows]))
def test_a_dictionary_form_is_its_own(given_row: tuple[str, tuple[str, WordClass, Gender, Number, str]]) -> None:
    code, (word, kind, gender, number, _) = given_row
    found = lemma_as(word, code, kind, gender, number).text
    one: Gender = gender if kind == "noun" and word not in ("let",) else "m" if kind == "adjective" else ""
    assert lemma_as(found, code, kind, one, "sing" if number else "").text == found


@given(st.text(st.characters(codec="utf-8"), max_size=12), st.sampled_from(["it", "cs", "sk", "de", "en", "pl", "zh"]))
def test_any_text_has_an_answer(word: str, code: str) -> None:
    for kind in ("noun", "verb", "adjective"):
        assert isinstance(lemma_as(word, code, kind, "f", "plur"), Lemma)  # type: ignore[arg-type]
