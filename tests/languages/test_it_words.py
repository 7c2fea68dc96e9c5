"""Single Italian words: plurals, the article that fits, an adjective with its noun."""

from __future__ import annotations

import pytest

from deckgen.languages.grammar import Gender
from deckgen.languages.it.words import fitting_article, has_plural, inflected, with_article, with_plural_article


@pytest.mark.parametrize(
    ("word", "gender", "one", "many"),
    [
        ("cliente", "m", "il cliente", "i cliente"),
        ("sconto", "m", "lo sconto", "gli sconto"),
        ("ordine", "m", "l’ordine", "gli ordine"),
        ("agenzia", "f", "l’agenzia", "le agenzia"),
        ("spesa", "f", "la spesa", "le spesa"),
        ("gnomo", "m", "lo gnomo", "gli gnomo"),
        ("iato", "m", "lo iato", "gli iato"),
        ("hotel", "m", "l’hotel", "gli hotel"),
        ("SMS", "m", "l’SMS", "gli SMS"),
    ],
)
def test_an_article_fits_the_sound_behind_it(word: str, gender: Gender, one: str, many: str) -> None:
    assert with_article(word, gender) == one
    assert with_plural_article(word, gender) == many
    assert fitting_article(one) == ""


@pytest.mark.parametrize(("wrong", "right"), [("lo cliente", "il"), ("il sconto", "lo"), ("una ora", "un’"), ("x", "")])
def test_an_article_that_does_not_fit_is_named(wrong: str, right: str) -> None:
    assert fitting_article(wrong) == right


@pytest.mark.parametrize(
    ("lemma", "gender", "many", "form"),
    [("nuovo", "f", False, "nuova"), ("nuovo", "f", True, "nuove"), ("mensile", "m", True, "mensili")],
)
def test_an_adjective_agrees_with_its_noun(lemma: str, gender: Gender, many: bool, form: str) -> None:
    assert inflected(lemma, gender, many=many) == form


def test_a_plural_that_nobody_says_is_none() -> None:
    assert has_plural("cliente", "clienti")
    assert not has_plural("pazienza", "pazienze")
