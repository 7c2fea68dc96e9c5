"""What the rules of several languages share: nouns by data, forms of verbs, words as they stand, what is confirmed."""

from __future__ import annotations

from dataclasses import FrozenInstanceError

import pytest

from deckgen.languages.grammar import DictionaryForm, confirmed, nouns, plain
from deckgen.languages.registry import rules_of
from deckgen.languages.tokens import tokens

GENDERS = ("feminine", "masculine", "common", "neuter", "animate", "ambiguous")


def test_a_form_is_sure_and_has_a_plural_unless_it_is_said_otherwise() -> None:
    form = DictionaryForm("lo sconto", "noun")
    assert (form.gender, form.plural, form.certain, form.plural_only) == ("", "", True, False)
    with pytest.raises(FrozenInstanceError):
        form.text = "la vendita"  # type: ignore[misc]


# ------------------------------------------------------------------ nouns by data


@pytest.mark.parametrize("code", ["it", "cs"])
def test_data_know_nouns_of_a_language(code: str) -> None:
    known = nouns(code)["gender"]
    assert {"feminine", "masculine", "plural_only"} <= set(known)
    assert set(known["plural_only"].values()) <= {"m", "f", "n"}


@pytest.mark.parametrize("code", ["en", "xx", ""])
def test_of_another_language_nothing_is_known(code: str) -> None:
    assert dict(nouns(code)) == {}


@pytest.mark.parametrize("code", ["it", "cs"])
def test_no_noun_has_two_genders(code: str) -> None:
    known = nouns(code)["gender"]
    lists = [set(known.get(name, ())) for name in GENDERS]
    assert all(lists[a].isdisjoint(lists[b]) for a in range(len(lists)) for b in range(a))


def test_an_irregular_plural_is_no_other_noun_s_plural() -> None:
    plurals = list(nouns("it")["plural"].values())
    assert len(set(plurals)) == len(plurals)
    assert set(nouns("it")["plural_gender"]) <= set(nouns("it")["plural"])


@pytest.mark.parametrize(
    ("what", "word", "other"),
    [("masculine", "gli", "le"), ("feminine", "le", "gli"), ("plural", "dei", "del")],
)
def test_determiners_are_told_by_gender_and_number(what: str, word: str, other: str) -> None:
    known = nouns("it")["determiners"][what]
    assert word in known
    assert other not in known


# ------------------------------------------------------------------ forms of verbs


@pytest.mark.parametrize(
    ("word", "code", "so"),
    [
        ("vendono", "it", True),
        ("venduto", "it", True),
        ("vendere", "it", False),  # an infinitive may be a noun
        ("sconti", "it", False),
        ("prodali", "cs", True),
        ("dohodneme", "cs", True),
        ("prodat", "cs", False),
        ("slevou", "cs", False),
        ("společností", "cs", False),
        ("vendono", "xx", False),
    ],
)
def test_a_form_of_a_verb_is_told_by_its_dictionary_form(word: str, code: str, so: bool) -> None:
    (token,) = tokens(word, code)
    assert rules_of(code).is_conjugated(token) is so


# ------------------------------------------------------------------ words as they stand


@pytest.mark.parametrize(
    ("sentence", "start", "wanted"),
    [
        ("Condizioni di pagamento", 0, "condizioni di pagamento"),
        ("Condizioni di Pagamento", 0, "condizioni di Pagamento"),
        ("Condizioni di pagamento", 1, "di pagamento"),
        ("Ordine dell’ufficio", 0, "ordine dell’ufficio"),
        ("Ordine dell'ufficio", 1, "dell'ufficio"),
        ("Tasso d’interesse", 1, "d’interesse"),
        ("IVA esclusa", 0, "IVA esclusa"),
        ("Ordine", 1, ""),
    ],
)
def test_words_stand_as_they_do_but_for_the_capital_of_a_sentence(sentence: str, start: int, wanted: str) -> None:
    assert plain(tokens(sentence, "it"), start) == wanted


# ------------------------------------------------------------------ what is confirmed


@pytest.mark.parametrize(
    ("made", "word", "code", "so"),
    [
        ("sconto", "sconti", "it", True),  # made from another form
        ("sconto", "sconto", "it", True),  # in the lexicon
        ("attività", "attività", "it", True),  # by its ending
        ("brzlità", "brzlità", "it", False),  # which is not enough for what nobody writes
        ("brzl", "brzl", "it", False),
        ("videoklip", "videoklip", "cs", True),  # by its other forms: videoklipu
        ("sleva", "slevou", "cs", True),
        ("brzlek", "brzlek", "cs", False),
    ],
)
def test_a_form_is_confirmed_by_the_lexicon_by_its_making_or_by_its_other_forms(
    made: str, word: str, code: str, so: bool
) -> None:
    (token,) = tokens(word, code)
    assert confirmed(made, token, code) is so
