"""Three ways: who moved away from what both started from."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deckgen.merge.three_way import Difference, Verdict, differences

Texts = dict[str, dict[str, str]]


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "verdict"),
    [
        ("la vendita", "la vendita", "lo sconto", "theirs"),
        ("la vendita", "lo sconto", "la vendita", "ours"),
        ("la vendita", "lo sconto", "il prezzo", "conflict"),
        ("la vendita", "", "la vendita", "ours"),  # to empty a text is to change it
        ("la vendita", "la vendita", "", "theirs"),
        ("", "", "la vendita", "theirs"),
        ("", "la vendita", "", "ours"),
        (None, "lo sconto", "il prezzo", "conflict"),
        (None, "", "il prezzo", "conflict"),  # no base is not an empty base
    ],
)
def test_the_side_that_moved_wins_and_two_that_moved_are_a_conflict(
    base: str | None, ours: str, theirs: str, verdict: Verdict
) -> None:
    known = {} if base is None else {"t-bada": {"it": base}}
    (found,) = differences(known, {"t-bada": {"it": ours}}, {"t-bada": {"it": theirs}})
    assert found == Difference("t-bada", "it", base, ours, theirs)
    assert found.verdict == verdict


@pytest.mark.parametrize("base", [{}, {"t-bada": {"it": "il prezzo"}}, {"t-bada": {"it": "la vendita"}}])
def test_sides_that_agree_do_not_differ_whatever_they_started_from(base: Texts) -> None:
    same = {"t-bada": {"it": "la vendita"}}
    assert list(differences(base, same, same)) == []


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ({"t-bada": {"it": "a"}}, {}),
        ({}, {"t-bada": {"it": "a"}}),
        ({"t-bada": {"it": "a"}}, {"t-beda": {"it": "b"}}),
        ({"t-bada": {"it": "a"}}, {"t-bada": {"cs": "b"}}),
        ({"t-bada": {}}, {"t-bada": {"it": "a"}}),
    ],
)
def test_what_one_side_lacks_is_no_difference(ours: Texts, theirs: Texts) -> None:
    assert list(differences({"t-bada": {"it": "x", "cs": "y"}}, ours, theirs)) == []


@pytest.mark.parametrize("base", [{}, {"t-beda": {"it": "a"}}, {"t-bada": {"cs": "a"}}])
def test_an_id_or_a_field_that_the_base_lacks_has_no_base(base: Texts) -> None:
    (found,) = differences(base, {"t-bada": {"it": "a"}}, {"t-bada": {"it": "b"}})
    assert (found.base, found.verdict) == (None, "conflict")


def test_each_field_is_judged_by_itself_in_the_order_of_ours() -> None:
    base = {"t-bada": {"it": "Costa molto.", "cs": "Stojí hodně."}, "t-beda": {"it": "Paga lui."}}
    ours = {"t-beda": {"it": "Pago io."}, "t-bada": {"it": "Costa molto.", "cs": "Je to drahé."}}
    theirs = {"t-bada": {"it": "Costa poco.", "cs": "Stojí hodně."}, "t-beda": {"it": "Paghi tu."}}
    found = [(each.id, each.field, each.verdict) for each in differences(base, ours, theirs)]
    assert found == [("t-beda", "it", "conflict"), ("t-bada", "it", "theirs"), ("t-bada", "cs", "ours")]


SIDES = st.dictionaries(st.sampled_from("ab"), st.dictionaries(st.sampled_from("xy"), st.sampled_from("123")))
MIRRORED = {"ours": "theirs", "theirs": "ours", "conflict": "conflict"}


@given(SIDES, SIDES, SIDES)
def test_seen_from_the_other_side_every_verdict_is_mirrored(base: Texts, ours: Texts, theirs: Texts) -> None:
    here = {(each.id, each.field, MIRRORED[each.verdict]) for each in differences(base, ours, theirs)}
    there = {(each.id, each.field, each.verdict) for each in differences(base, theirs, ours)}
    assert here == there
