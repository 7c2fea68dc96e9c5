"""A text and its translation, asked word by word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from phrases import ENCODED, LANGUAGES, PAIRS, reader

from deckgen.languages.tokens import Place
from deckgen.project.pairs import Pair
from deckgen.terms.bilingual import BilingualText, OnDemand
from deckgen.terms.candidates import Candidate, candidates
from deckgen.terms.counterparts import scorer


@pytest.fixture(scope="module")
def text() -> BilingualText:
    return BilingualText(PAIRS, LANGUAGES)


def place(text: BilingualText, words: str) -> Place:
    """Where words first stand in a text."""
    for n, sentence in enumerate(text.front):
        for first in range(len(sentence)):
            for last in range(first + 1, len(sentence) + 1):
                found = Place(n, first, last)
                if text.surface(found) == words:
                    return found
    raise AssertionError(words)


def test_pairs_that_are_skipped_or_have_no_id_yet_are_not_read() -> None:
    pairs = (
        Pair("", "Lo sconto vale.", "Sleva platí."),
        Pair("t-bada", "Il ricavo cresce.", "Výnos roste.", skip=True),
    )
    assert BilingualText(pairs, LANGUAGES).pairs == []


def test_a_place_has_words_and_one_before_it(text: BilingualText) -> None:
    found = place(text, "merce difettosa")
    assert [word.bare for word in text.words(found)] == ["merce", "difettosa"]
    assert text.before(found) == "la"
    assert text.before(place(text, "Non possiamo")) == ""


@ENCODED
def test_a_place_is_answered_by_words_of_the_translation(text: BilingualText) -> None:
    found = place(text, "condizioni di pagamento")
    answer = text.counterpart(found)
    assert answer is not None
    assert answer.text == "Platební podmínky"
    assert [word.bare for word in text.answer_words(found, answer)] == ["platební", "podmínky"]
    assert text.occurs_once(found, answer)
    assert text.counterpart(found) is answer  # it is asked for once


@ENCODED
def test_words_that_a_sentence_says_twice_stand_not_once(text: BilingualText) -> None:
    found = place(text, "sconto")
    answer = text.counterpart(found)
    assert answer is not None
    assert not text.occurs_once(found, answer)


@ENCODED
def test_links_say_something_of_every_answer_under_every_name(text: BilingualText) -> None:
    for candidate in candidates(text.front, "it"):
        for found in candidate.places:
            answer = text.counterpart(found)
            assert answer is not None
            said = text.features_of(found, answer)
            assert set(said) == set(scorer().names)
            if not answer.adjusted:
                pair = text.alignment.pair(found.sentence)
                at = pair.every.spans.index(answer.span)
                every = pair.features((found.first, found.last))
                assert said == pytest.approx({name: float(values[at]) for name, values in every.items()}, abs=1e-4)


@ENCODED
def test_an_answer_that_is_cut_short_is_mended() -> None:
    pairs = (
        Pair(
            "t-bada",
            "I conducenti dei carrelli elevatori hanno iniziato il turno.",
            "Řidiči vysokozdvižných vozíků nastoupili na směnu.",
        ),
    )
    text = BilingualText(pairs, LANGUAGES)
    answer = text.counterpart(place(text, "conducenti dei carrelli elevatori"))
    assert answer is not None
    assert answer.text == "Řidiči vysokozdvižných vozíků"


@ENCODED
def test_forms_of_both_sides_are_of_the_same_number(text: BilingualText) -> None:
    pairs = (Pair("t-bada", "Il personale dell’ufficio è soddisfatto.", "Zaměstnanci kanceláře jsou spokojeni."),)
    text = BilingualText(pairs, LANGUAGES)
    found = place(text, "personale")
    answer = text.counterpart(found)
    assert answer is not None
    front, back = text.forms(Candidate(("personale",), (found,)), found, answer)
    assert (front.text, back.text) == ("il personale", "zaměstnanci")


@ENCODED
def test_the_chooser_reads_the_same_text() -> None:
    assert reader().text.pairs == [pair for pair in PAIRS if pair.id]


@given(st.lists(st.integers(), max_size=8), st.lists(st.integers(-9, 9), max_size=12), st.slices(8))
def test_what_is_made_on_demand_is_what_a_list_would_hold(values: list[int], asked: list[int], part: slice) -> None:
    made: list[int] = []
    lazy = OnDemand(len(values), lambda n: made.append(n) or values[n])
    for n in asked:
        if -len(values) <= n < len(values):
            assert lazy[n] == values[n]
        else:
            with pytest.raises(IndexError):
                lazy[n]
    assert set(made) == {n % len(values) for n in asked if -len(values) <= n < len(values)}
    assert lazy[part] == values[part]
    assert list(lazy) == values
    assert len(made) == len(set(made))  # each once


@ENCODED
def test_only_translations_that_are_asked_for_are_read_where_they_stand(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    read = BilingualText._in_place
    monkeypatch.setattr(BilingualText, "_in_place", lambda self, side, n: asked.append(side) or read(self, side, n))
    found = BilingualText(PAIRS, LANGUAGES)
    assert found.counterpart(place(found, "merce difettosa"))
    assert asked.count(1) == 1
