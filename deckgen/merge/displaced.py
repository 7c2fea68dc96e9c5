"""Which of some things that were in order are not any more."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence


def displaced(order: Sequence[int]) -> set[int]:
    """The fewest of some numbers without which the others increase."""
    ends: list[int] = []  # the smallest end of an increasing run of each length
    before: dict[int, int | None] = {}
    for each in order:
        length = bisect_left(ends, each)
        before[each] = ends[length - 1] if length else None
        ends[length : length + 1] = [each]
    kept, last = set[int](), ends[-1] if ends else None
    while last is not None:
        kept.add(last)
        last = before[last]
    return set(order) - kept
