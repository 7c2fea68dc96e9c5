"""How probably a card is right: what is known of it, and what that is worth."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from phrases import ENCODED, PAIRS, reader

from deckgen.files.resources import table
from deckgen.terms.chooser import Proposal, TermChooser
from deckgen.terms.confidence import TermMatch, confidence, features

pytestmark = ENCODED


@pytest.fixture(scope="module")
def chooser() -> TermChooser:
    return reader()


@pytest.fixture(scope="module")
def made(chooser: TermChooser) -> list[tuple[TermMatch, Proposal]]:
    return chooser.top_proposals(set(), 60)


def test_every_feature_has_a_weight_and_every_weight_a_feature(
    chooser: TermChooser, made: list[tuple[TermMatch, Proposal]]
) -> None:
    fitted = table("terms/confidence.toml")
    for card, _ in made:
        assert list(fitted["weights"]) == list(features(card, chooser.text, chooser.ranks))
    assert math.isfinite(fitted["bias"])


def test_everything_that_is_known_of_a_card_is_a_number(
    chooser: TermChooser, made: list[tuple[TermMatch, Proposal]]
) -> None:
    for card, _ in made:
        known = features(card, chooser.text, chooser.ranks)
        assert all(map(math.isfinite, known.values()))


def test_a_proposal_says_how_probably_it_is_right(chooser: TermChooser, made: list[tuple[TermMatch, Proposal]]) -> None:
    assert len(made) > len(PAIRS)
    for card, proposal in made:
        assert 0 < proposal.right < 1
        assert proposal.right == confidence(card, chooser.text, chooser.ranks)


def test_what_speaks_against_a_card_lowers_it(chooser: TermChooser, made: list[tuple[TermMatch, Proposal]]) -> None:
    card = next(card for card, proposal in made if proposal.front.text == "l’assemblea dei soci")

    def right(other: TermMatch) -> float:
        return confidence(other, chooser.text, chooser.ranks)

    assert right(replace(card, others=(("zmetek", 3),))) < right(card)
    assert right(replace(card, answer=replace(card.answer, probability=0.4))) < right(card)
    assert right(replace(card, answer=replace(card.answer, adjusted=True))) < right(card)
    assert right(replace(card, back=replace(card.back, kind="verb"))) < right(card)
    # the words of another answer
    assert right(replace(card, answer=replace(card.answer, span=(0, 1)))) < right(card)


def test_forms_are_sure_together_or_not(made: list[tuple[TermMatch, Proposal]]) -> None:
    card = next(card for card, proposal in made if proposal.front.text == "l’assemblea dei soci")
    assert card.formed
    assert not replace(card, front=replace(card.front, certain=False)).formed
    assert not replace(card, back=replace(card.back, certain=False)).formed
    assert not replace(card, back=replace(card.back, kind="verb")).formed
