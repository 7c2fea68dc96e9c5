"""What the sentences of a text show of themselves, and how much two texts have in common."""

from __future__ import annotations

import itertools
import math
import zlib
from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deckgen.align.sides import HEADING, MOST_JOINED, MUTE, TEXT, Array, Bag, Bags, Meanings, Products, side_of, weights
from deckgen.text.sentences import Sentence
from deckgen.vectors import e5, stored

MARKS = ".?!…:;,"
Encoder = Callable[[Sequence[str]], Array]


@pytest.fixture(autouse=True)
def no_vectors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(e5, "available", lambda: False)


def drawn(texts: Sequence[str]) -> Array:
    """A unit vector for each text, the same for the same text."""
    rows = np.array([np.random.default_rng(zlib.crc32(text.encode())).normal(size=384) for text in texts])
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def alike(texts: Sequence[str]) -> Array:
    """The same vector for every text."""
    return np.tile(drawn(["the same"]), (len(texts), 1))


@pytest.fixture
def encoded(monkeypatch: pytest.MonkeyPatch) -> Callable[[Encoder], None]:
    """Have the encoder say what a function says."""

    def said(by: Encoder) -> None:
        monkeypatch.setattr(e5, "available", lambda: True)
        monkeypatch.setattr(stored, "vectors", by)

    return said


# ------------------------------------------------------------------ what sentences show


@pytest.mark.parametrize(
    ("text", "length"),
    [("Sì.", 2), ("Il caffè, alle 9!", 12), ("日本語の文", 5), ("…", 1), ("", 1)],
)
def test_lengths_count_letters_and_digits_and_are_never_nothing(text: str, length: int) -> None:
    assert side_of([text]).length.tolist() == [length]


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("Il cliente paga.", TEXT),
        (Sentence("Il cliente paga.", 1, heading=True), HEADING),
        ("* * *", MUTE),
        ("–", MUTE),
        (Sentence("* * *", 1, heading=True), HEADING),
    ],
)
def test_sentences_are_text_headings_or_mute(sentence: Sentence | str, kind: int) -> None:
    assert side_of([sentence]).kind.tolist() == [kind]


def test_a_sentence_opens_a_paragraph_where_it_is_said_to() -> None:
    assert side_of([Sentence("Uno.", 1, opens=True), Sentence("Due.", 1), "Tre."]).opens.tolist() == [
        True,
        False,
        False,
    ]


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("Il cliente paga.", "."),
        ("Chi paga?", "?"),
        ("«Chi paga?»", "?"),
        ("„Kdo platí?“", "?"),
        ("(Paga lui.)", "."),
        ("Paga!”", "!"),
        ("E poi…", "…"),
        ("Ecco i nomi: ", ":"),
        ("la prima;", ";"),
        ("la seconda,", ","),
    ],
)
def test_the_last_mark_is_seen_through_quotes_and_brackets(text: str, mark: str) -> None:
    assert side_of([text]).mark.tolist() == [MARKS.index(mark)]


@pytest.mark.parametrize("text", ["Marketing e vendite", "2019", "»", "", "Costa 2.700 euro"])
def test_a_text_without_a_mark_at_its_end_has_none(text: str) -> None:
    assert side_of([text]).mark.tolist() == [-1]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("la politica", "ta politika"),
        ("Marketing", "marketing"),
        ("qualità", "Qualita"),
        ("marketing", "marketingem"),
        ("organizzare", "organissare"),
        ("naïveté", "naive\u0301te\u0301"),
        ("le PMI", "ty PMI"),
        ("info@lumetta.it", "Info@Lumetta.it"),
    ],
)
def test_words_are_one_whatever_their_case_their_accents_and_endings(one: str, other: str) -> None:
    ours, theirs = side_of([one, other]).words
    assert ours == theirs != Counter()
    assert not ours & side_of(["tutt’altro discorso"]).words[0]


def test_short_words_say_nothing_but_abbreviations_do() -> None:
    (short,) = side_of(["Il re e la UE"]).words
    assert short == Counter(["UE"])


def test_words_are_counted() -> None:
    assert sorted(side_of(["Lampade, lampade e ancora lampade"]).words[0].values()) == [1, 3]


@pytest.mark.parametrize("other", ["2 700", "2\u00a0700", "2\u202f700", "2,700", "2700"])
def test_numbers_are_one_however_they_are_grouped(other: str) -> None:
    ours, theirs, two = side_of(["Costa 2.700 euro.", f"Stojí {other} eur.", "Costa 2, 700 volte."]).numbers
    assert ours == theirs == Counter(["2700"])
    assert two == Counter(["2", "700"])


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Nel 2019, 300 lampade; nel 2020 40.", ["2019", "300", "2020", "40"]),
        ("Nel 2019 300 lampade.", ["2019", "300"]),
        ("I codici 12345 67890.", ["12345", "67890"]),
        ("Da 1.000.000 a 2.700,50 euro.", ["1000000", "270050"]),
    ],
)
def test_numbers_that_only_stand_side_by_side_are_apart(text: str, numbers: list[str]) -> None:
    assert side_of([text]).numbers == [Counter(numbers)]


def test_a_sentence_counts_where_it_has_a_number() -> None:
    side = side_of(["Ha 38 anni.", "Ha molti anni."])
    assert side.counts.tolist() == [True, False]
    assert side.numbers[1] == Counter()


def test_numbers_are_no_words_and_words_no_numbers() -> None:
    (words,), (numbers,) = (getattr(side_of(["Modello X2000 del 1999"]), name) for name in ("words", "numbers"))
    assert not any(map(str.isdigit, "".join(words)))
    assert numbers == Counter(["2000", "1999"])


# ------------------------------------------------------------------ what sentences mean


def test_without_vectors_sentences_have_no_meaning() -> None:
    side = side_of(["Il cliente paga.", "La fattura arriva."])
    assert side.meaning is None
    assert side.common is None
    assert len(side) == 2


@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_text_of_few_sentences_keeps_what_they_mean(count: int, encoded: Callable[[Encoder], None]) -> None:
    encoded(alike)
    side = side_of(["Il cliente paga."] * count)
    assert side.meaning is not None
    assert (np.linalg.norm(side.meaning, axis=1) > side.length / 2).all()


def test_what_all_sentences_of_a_text_share_is_taken_away(
    encoded: Callable[[Encoder], None],
) -> None:
    def close(texts: Sequence[str]) -> Array:
        rows = 3 * drawn(["the same"]) + drawn(texts)
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True))

    encoded(close)
    texts = [f"Lampada {n}." for n in range(60)]
    side, before = side_of(texts), close(texts)
    assert side.meaning is not None
    unit = side.meaning / np.linalg.norm(side.meaning, axis=1, keepdims=True)
    apart = ~np.eye(len(texts), dtype=bool)
    assert (before @ before.T)[apart].min() > 0.8
    assert abs((unit @ unit.T)[apart].mean()) < 0.1


def test_meaning_is_as_long_as_its_sentence(encoded: Callable[[Encoder], None]) -> None:
    encoded(alike)
    side = side_of(["Sì.", "abcdefghij klmnopqrst"])
    assert side.meaning is not None
    short, long = np.linalg.norm(side.meaning, axis=1)
    assert long / short == pytest.approx(10)


def test_the_usual_vector_is_one_of_the_encoder() -> None:
    assert len(weights("usual")["vector"]) == 384
    assert 0 < np.linalg.norm(weights("usual")["vector"]) <= 1


# ------------------------------------------------------------------ inner products

WORDS = st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 3), max_size=4).map(Counter)
TEXTS = st.lists(WORDS, min_size=1, max_size=7)


def weighed(left: list[Bag], right: list[Bag]) -> list[Array]:
    """The bags as rows of numbers, one column for each word of both texts."""
    ours, theirs = (Counter(word for bag in side for word in bag) for side in (left, right))
    total = len(left) + len(right)
    weight = {w: math.log(1 + total / (ours[w] + theirs[w])) for w in sorted(ours.keys() & theirs.keys())}
    return [np.array([[bag[w] * weight[w] for w in weight] for bag in side], np.float32) for side in (left, right)]


def summed(rows: Array, n: int) -> Array:
    """The lengths of the sums of each n neighbours, one by one."""
    return np.array([np.linalg.norm(rows[k : k + n].sum(axis=0)) for k in range(len(rows) - n + 1)], np.float32)


def agree(products: Products, left: Array, right: Array, rows: slice, columns: slice) -> None:
    """Products and norms are those of the rows themselves."""
    np.testing.assert_allclose(products.across(rows, columns), left[rows] @ right[columns].T, rtol=1e-4, atol=1e-4)
    for norms, side in zip(products.norm, (left, right), strict=True):
        assert len(norms) == MOST_JOINED
        for n, norm in enumerate(norms, 1):
            np.testing.assert_allclose(norm, summed(side, n), rtol=1e-4, atol=1e-3)


def part(length: int, data: st.DataObject) -> slice:
    start = data.draw(st.integers(0, length))
    return slice(start, data.draw(st.integers(start, length)))


@settings(max_examples=80, deadline=None)
@given(TEXTS, TEXTS, st.data())
def test_products_of_bags_are_those_over_shared_words_weighed_by_rarity(
    left: list[Bag], right: list[Bag], data: st.DataObject
) -> None:
    ours, theirs = weighed(left, right)
    agree(Bags(left, right), ours, theirs, part(len(left), data), part(len(right), data))


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 7), st.integers(1, 7), st.integers(0, 1000), st.data())
def test_products_of_meanings_are_those_of_vectors(left: int, right: int, seed: int, data: st.DataObject) -> None:
    random = np.random.default_rng(seed)
    ours, theirs = (random.normal(size=(rows, 5)).astype(np.float32) for rows in (left, right))
    agree(Meanings(ours, theirs), ours, theirs, part(left, data), part(right, data))


def test_a_rare_word_counts_for_more_than_a_frequent_one() -> None:
    bags = [Counter(["lampada"]), Counter(["lampada"]), Counter(["Conti"])]
    frequent, _, rare = np.diag(Bags(bags, bags).across(slice(0, 3), slice(0, 3)))
    assert rare > frequent > 0


def test_words_of_one_text_alone_count_for_nothing() -> None:
    both = Bags([Counter(["lampada", "Conti"])], [Counter(["lampa", "Conti"])])
    alone = Bags([Counter(["lampada"])], [Counter(["lampa"])])
    assert both.across(slice(0, 1), slice(0, 1)).item() == pytest.approx(both.norm[0][0].item() ** 2)
    assert not alone.across(slice(0, 1), slice(0, 1)).any()
    assert not any(norm.any() for side in alone.norm for norm in side)


# ------------------------------------------------------------------ profiles

NAMES = ["".join(letters) for letters in itertools.product("bcd", "aeo", "lmn", "iu")]


def test_profiles_are_the_same_every_time() -> None:
    bags = [Counter(NAMES[n : n + 3]) for n in range(40)]
    first, second = Bags(bags, bags[::-1]).profiles(), Bags(bags, bags[::-1]).profiles()
    assert all(np.array_equal(one, other) for one, other in zip(first, second, strict=True))
    assert not np.array_equal(first[0], first[1])


def test_profiles_of_sentences_with_a_word_in_common_are_alike() -> None:
    bags = [Counter([name]) for name in NAMES]
    left, right = (side / np.linalg.norm(side, axis=1, keepdims=True) for side in Bags(bags, bags).profiles())
    likeness = left @ right.T
    assert np.diag(likeness) == pytest.approx(1, abs=1e-4)
    assert likeness[~np.eye(len(bags), dtype=bool)].max() < 0.6


def test_profiles_of_texts_without_a_word_in_common_are_empty() -> None:
    left, right = Bags([Counter(["lampada"])] * 2, [Counter(["lampa"]), Counter()]).profiles()
    assert left.shape == right.shape
    assert not left.any()
    assert not right.any()
