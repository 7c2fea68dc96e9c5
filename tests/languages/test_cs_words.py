"""Single Czech words: genders, plurals, adjectives."""

from __future__ import annotations

import pytest

from deckgen.languages.cs.words import Words
from deckgen.languages.grammar import Gender

WORDS = Words("cs")


@pytest.mark.parametrize(
    ("lemma", "gender", "sure"),
    [
        ("smlouva", "f", True),
        ("společnost", "f", True),
        ("skladnice", "f", True),
        ("investice", "f", True),
        ("kampaň", "f", True),  # by data
        ("věc", "f", True),
        ("trh", "m", True),
        ("partner", "m", True),
        ("předseda", "m", True),
        ("zástupce", "m", True),
        ("počítač", "m", True),
        ("průzkum", "m", True),
        ("číslo", "n", True),
        ("centrum", "n", True),
        ("řízení", "n", True),
        ("pracoviště", "n", True),
        ("téma", "n", True),
        ("peníze", "m", True),
        ("dveře", "f", True),
        ("nájemné", "n", True),
        ("vedoucí", "m", True),
        ("know-how", "n", True),
        ("brzlaň", "m", False),  # kampaň is feminine, oheň is not
        ("BRZL", "", False),
    ],
)
def test_the_gender_goes_by_data_then_by_the_ending(lemma: str, gender: str, sure: bool) -> None:
    assert WORDS.gender(lemma) == (gender, sure)


@pytest.mark.parametrize(
    ("lemma", "so"), [("zákazník", True), ("prodejce", True), ("předseda", True), ("náklad", False), ("faktura", False)]
)
def test_who_is_somebody_is_animate(lemma: str, so: bool) -> None:
    assert WORDS.is_animate(lemma) is so


@pytest.mark.parametrize(
    ("lemma", "many"),
    [
        ("faktura", "faktury"),
        ("zákazník", "zákazníci"),
        ("poplatek", "poplatky"),
        ("město", "města"),
        ("jednání", "jednání"),
        ("společnost", "společnosti"),
        ("aktiva", "aktiva"),
    ],
)
def test_a_noun_has_its_nominative_plural(lemma: str, many: str) -> None:
    assert WORDS.plural_of(lemma, WORDS.gender(lemma)[0]) == (many, True)


@pytest.mark.parametrize(
    ("gender", "many", "animate", "form"),
    [
        ("m", False, False, "český"),
        ("f", False, False, "česká"),
        ("n", False, False, "české"),
        ("m", True, True, "čeští"),
        ("m", True, False, "české"),
        ("n", True, False, "česká"),
    ],
)
def test_an_adjective_agrees(gender: Gender, many: bool, animate: bool, form: str) -> None:
    assert WORDS.declined("český", gender, many=many, animate=animate) == form
    assert WORDS.declined("vlastní", gender, many=many, animate=animate) == "vlastní"
