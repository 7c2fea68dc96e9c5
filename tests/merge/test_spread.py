"""A changed sentence reaches the entry that holds what changed, and no other."""

from __future__ import annotations

import pytest

from deckgen.merge.groups import find
from deckgen.merge.spread import Run, said_together, spread
from deckgen.project.lock import Origin

ROAD = ("La strada è chiusa, il bus fa il giro.", "Silnice je zavřená, autobus jezdí oklikou.")
HALVES = [("La strada è chiusa,", "Silnice je zavřená,"), ("il bus fa il giro.", "autobus jezdí oklikou.")]


def spread_over(entries: list[tuple[str, str]], new: tuple[str, str]) -> list[tuple[int, str, str, str]]:
    (group,) = find(entries, ["a", *[""] * (len(entries) - 1)], {"a": Origin(*ROAD)}, [])
    run = Run(0, len(group.pieces), (0,), new)
    return [(at, each.field, each.verdict, each.theirs) for at, each in spread(group, [run], entries)]


@pytest.mark.parametrize(
    ("front", "expected"),
    [
        ("La strada è ancora chiusa, il bus fa il giro.", [(0, "front", "theirs", "La strada è ancora chiusa,")]),
        ("La strada è chiusa, il bus fa un lungo giro.", [(1, "front", "theirs", "il bus fa un lungo giro.")]),
        (
            "La strada è ancora chiusa, il bus fa un lungo giro.",
            [(0, "front", "conflict", "La strada è ancora chiusa, il bus fa un lungo giro.")],
        ),
        (ROAD[0], []),
    ],
)
def test_a_change_that_lies_in_one_half_is_that_halfs(front: str, expected: list[tuple[int, str, str, str]]) -> None:
    assert spread_over(HALVES, (front, ROAD[1])) == expected


def test_each_side_is_spread_by_itself() -> None:
    corrected = [HALVES[0], (HALVES[1][0], "autobus to objíždí.")]
    new = ("La strada è chiusa, il bus fa un lungo giro.", "Silnice je zavřená, autobus jezdí dlouhou oklikou.")
    assert spread_over(corrected, new) == [
        (1, "front", "theirs", "il bus fa un lungo giro."),
        (0, "back", "conflict", new[1]),
    ]


def test_a_translation_left_whole_in_both_halves_follows_in_both() -> None:
    doubled = [(HALVES[0][0], ROAD[1]), (HALVES[1][0], ROAD[1])]
    new = (ROAD[0], "Silnice je uzavřená, autobus jezdí oklikou.")
    assert spread_over(doubled, new) == [(0, "back", "theirs", new[1]), (1, "back", "theirs", new[1])]


def test_what_neighbours_say_together_is_said() -> None:
    entries = [("Uno.", "Jedna."), ("Due.", "Dva."), ("Tre.", "Tři.")]
    assert said_together(entries, 1, 0, "Due. Tre.", 3)
    assert said_together(entries, 2, 1, "Jedna. Dva. Tři.", 3)
    assert not said_together(entries, 0, 0, "Due. Tre.", 3)
    assert not said_together(entries, 0, 0, "Uno. Tre.", 3)
