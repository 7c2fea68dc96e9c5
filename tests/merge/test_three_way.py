"""Three ways: who moved away from what both started from."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deckgen.merge.three_way import Difference, Verdict, differences

Texts = dict[str, str]


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
    (found,) = differences({} if base is None else {"it": base}, {"it": ours}, {"it": theirs})
    assert found == Difference("it", base, ours, theirs)
    assert found.verdict == verdict


@pytest.mark.parametrize("base", [{}, {"it": "il prezzo"}, {"it": "la vendita"}])
def test_sides_that_agree_do_not_differ_whatever_they_started_from(base: Texts) -> None:
    same = {"it": "la vendita"}
    assert list(differences(base, same, same)) == []


@pytest.mark.parametrize(("ours", "theirs"), [({"it": "a"}, {}), ({}, {"it": "a"}), ({"it": "a"}, {"cs": "b"})])
def test_what_one_side_lacks_is_no_difference(ours: Texts, theirs: Texts) -> None:
    assert list(differences({"it": "x", "cs": "y"}, ours, theirs)) == []


@pytest.mark.parametrize("base", [{}, {"cs": "a"}])
def test_a_field_that_the_base_lacks_has_no_base(base: Texts) -> None:
    (found,) = differences(base, {"it": "a"}, {"it": "b"})
    assert (found.base, found.verdict) == (None, "conflict")


def test_each_field_is_judged_by_itself_in_the_order_of_ours() -> None:
    base = {"it": "Costa molto.", "cs": "Stojí hodně.", "note": "Paga lui."}
    ours = {"note": "Pago io.", "it": "Costa molto.", "cs": "Je to drahé."}
    theirs = {"it": "Costa poco.", "cs": "Stojí hodně.", "note": "Paghi tu."}
    found = [(each.field, each.verdict) for each in differences(base, ours, theirs)]
    assert found == [("note", "conflict"), ("it", "theirs"), ("cs", "ours")]


SIDES = st.dictionaries(st.sampled_from("wxyz"), st.sampled_from("123"))
MIRRORED = {"ours": "theirs", "theirs": "ours", "conflict": "conflict"}


@given(SIDES, SIDES, SIDES)
def test_seen_from_the_other_side_every_verdict_is_mirrored(base: Texts, ours: Texts, theirs: Texts) -> None:
    here = {(each.field, MIRRORED[each.verdict]) for each in differences(base, ours, theirs)}
    there = {(each.field, each.verdict) for each in differences(base, theirs, ours)}
    assert here == there
