"""The best path and how probable it is, held against every path that there is through tables small enough for that."""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deckgen.align.features import SHAPES, BeadShape, Strip, TextPair
from deckgen.align.search import NULL_LEFT, NULL_RIGHT, Path, Scored, Step, Table, scored
from deckgen.align.sides import side_of
from deckgen.align.windows import Window
from deckgen.vectors import e5

ONE, STRAIGHT, CROSSED = SHAPES[0], BeadShape(2, 2), BeadShape(2, 2, True)
ALONE = NULL_LEFT, NULL_RIGHT
NULLS = {"null.first": -1.3, "null.next": -0.4}

WHOLE = {
    "one strip": [Strip(0, 3, 0, 3)],
    "one strip, long": [Strip(0, 5, 0, 2)],
    "one strip, wide": [Strip(0, 2, 0, 5)],
    "one sentence": [Strip(0, 1, 0, 1)],
    "two strips": [Strip(0, 2, 0, 3), Strip(2, 3, 0, 3)],
    "a strip a sentence": [Strip(n, n + 1, 0, 3) for n in range(4)],
}
BANDS = {
    "a step": [Strip(0, 2, 0, 2), Strip(2, 4, 1, 4)],
    "a step of one border": [Strip(0, 2, 0, 2), Strip(2, 4, 2, 4)],
    "a long strip, then one to its right": [Strip(0, 4, 0, 2), Strip(4, 6, 2, 3)],
    "steps": [Strip(0, 2, 0, 2), Strip(2, 4, 1, 2), Strip(4, 6, 2, 3)],
    "a stair": [Strip(n, n + 1, n, n + 1) for n in range(6)],
    "strips that grow narrow and wide": [Strip(0, 2, 0, 3), Strip(2, 5, 2, 3), Strip(5, 6, 2, 5)],
}
LAYOUTS = {**WHOLE, **BANDS}
SEEDS = range(6)  # of random scores
LAYOUT = pytest.mark.parametrize("layout", LAYOUTS)


def drawn(strips: Sequence[Strip], seed: int) -> Table:
    """A table of random scores, the worse the larger the seed; beads that begin before the texts do have none."""
    random = np.random.default_rng(seed)
    found = []
    for strip in strips:
        height = strip.bottom - strip.top
        beads = (random.uniform(-3, 3, (height, len(SHAPES), strip.width)) - seed).astype(np.float32)
        for k, (a, b, _) in enumerate(SHAPES):
            beads[: max(0, a - 1 - strip.top), k] = -np.inf
            beads[:, k, : max(0, b - strip.lo)] = -np.inf
        left, right = ((random.uniform(-2, 2, n) - seed).astype(np.float32) for n in (height, strip.width - 1))
        found.append(Scored(strip, beads, left, right))
    return Table(found, NULLS)


def empty(rows: int, columns: int, scores: dict[Step, float]) -> Table:
    """A table of one strip where only these beads are possible, and leaving out costs only what runs cost."""
    beads = np.full((rows, len(SHAPES), columns + 1), -np.inf, np.float32)
    for (i, j, shape), score in scores.items():
        beads[i + shape.left - 1, SHAPES.index(shape), j + shape.right] = score
    none = np.zeros(rows, np.float32), np.zeros(columns, np.float32)
    return Table([Scored(Strip(0, rows, 0, columns), beads, *none)], NULLS)


class Paths:
    """Every path through the band of a table, one by one."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.of = [table.strips[0]] + [s for s in table.strips for _ in range(s.strip.bottom - s.strip.top)]
        self.end = table.rows, table.strips[-1].strip.hi
        self.all = [(path, self.sum(path)) for path in self._from(0, 0)]
        self.total = float(np.logaddexp.reduce([score for _, score in self.all]))
        self.weight: defaultdict[Step, float] = defaultdict(lambda: -math.inf)
        for path, score in self.all:
            for step in path:
                self.weight[step] = float(np.logaddexp(self.weight[step], score))

    def inside(self, i: int, j: int) -> bool:
        return i <= self.end[0] and self.of[i].strip.lo <= j <= self.of[i].strip.hi

    def _from(self, i: int, j: int) -> Iterator[Path]:
        if (i, j) == self.end:
            yield []
        for shape in (*ALONE, *SHAPES):
            if self.inside(i + shape.left, j + shape.right):
                yield from ([(i, j, shape), *rest] for rest in self._from(i + shape.left, j + shape.right))

    def sum(self, path: Path) -> float:
        """The scores of all steps."""
        befores = [None, *(shape for _, _, shape in path)]
        return sum(self._step(step, before) for step, before in zip(path, befores, strict=False))

    def _step(self, step: Step, before: BeadShape | None) -> float:
        i, j, shape = step
        here = self.of[i + shape.left]
        row, place = i + shape.left - here.strip.top - 1, j + shape.right - here.strip.lo
        run = NULLS["null.next" if shape == before else "null.first"]
        if shape == NULL_LEFT:
            return float(here.left_out[row]) + run
        if shape == NULL_RIGHT:
            return float(here.right_out[place - 1]) + run
        return float(here.beads[row, SHAPES.index(shape), place])

    @property
    def best(self) -> float:
        return max(score for _, score in self.all)

    @property
    def probable(self) -> dict[Step, float]:
        """How probable every step is: what the paths with it are worth, of what all are."""
        return {step: math.exp(weight - self.total) for step, weight in self.weight.items() if weight > -math.inf}


@cache
def worlds(layout: str) -> list[tuple[Table, Paths]]:
    """A few random tables of one layout, each with all its paths."""
    tables = [drawn(LAYOUTS[layout], seed) for seed in SEEDS]
    return [(table, Paths(table)) for table in tables]


# ------------------------------------------------------------------ the best path


@LAYOUT
def test_the_best_path_is_the_best_of_all_paths(layout: str) -> None:
    for table, paths in worlds(layout):
        found = table.best()
        assert found in [path for path, _ in paths.all]
        assert paths.sum(found) == pytest.approx(paths.best, abs=1e-5)


@LAYOUT
def test_what_is_summed_up_forwards_is_what_all_paths_are_worth(layout: str) -> None:
    for table, paths in worlds(layout):
        for join, wanted in ((np.maximum, paths.best), (np.logaddexp, paths.total)):
            last = table.forwards(join)[-1]
            ways = last.paired[-1], last.left_out[-1], last.right_out[-1]
            assert float(join.reduce(ways)) == pytest.approx(wanted, abs=1e-9)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 4), st.integers(0, 4), st.lists(st.integers(1, 3), max_size=3), st.integers(0, 99))
def test_a_whole_table_has_the_same_best_path_in_one_strip_and_in_several(
    rows: int, columns: int, cuts: list[int], seed: int
) -> None:
    whole = drawn([Strip(0, rows, 0, columns)], seed)
    (only,) = whole.strips
    borders = [0, *sorted({cut for cut in cuts if cut < rows}), rows]
    parts = [
        Scored(Strip(a, b, 0, columns), only.beads[a:b], only.left_out[a:b], only.right_out)
        for a, b in itertools.pairwise(borders)
    ]
    path, cut = whole.best(), Table(parts, NULLS)
    assert cut.best() == path
    assert cut.posteriors(path) == pytest.approx(whole.posteriors(path), abs=1e-12)
    assert sum(shape.left for _, _, shape in path) == rows


@pytest.mark.parametrize("shape", SHAPES)
def test_a_bead_of_any_form_may_be_the_whole_path(shape: BeadShape) -> None:
    table = empty(shape.left, shape.right, {(0, 0, shape): 9.0})
    assert table.best() == [(0, 0, shape)]
    assert table.score((0, 0, shape)) == 9.0
    assert set(empty(shape.left, shape.right, {(0, 0, shape): -99.0}).best()) != {(0, 0, shape)}


# ------------------------------------------------------------------ leaving out


def worth(table: Table) -> float:
    """The best sum of scores."""
    last = table.forwards(np.maximum)[-1]
    return float(max(last.paired[-1], last.left_out[-1], last.right_out[-1]))


@pytest.mark.parametrize("count", [1, 2, 3, 6])
def test_a_run_pays_for_its_beginning_once_and_a_little_for_every_further_sentence(count: int) -> None:
    wanted = NULLS["null.first"] + (count - 1) * NULLS["null.next"]
    assert worth(empty(count, 0, {})) == pytest.approx(wanted)
    # A table has a row at least, so the right side has its run behind a bead.
    assert worth(empty(1, count + 1, {(0, 0, ONE): 0.0})) == pytest.approx(wanted)


def test_runs_of_both_sides_pay_for_a_beginning_each() -> None:
    assert worth(empty(3, 2, {})) == pytest.approx(2 * NULLS["null.first"] + 3 * NULLS["null.next"])


def test_a_bead_inside_a_run_makes_it_begin_again() -> None:
    apart, whole = empty(3, 1, {(1, 0, ONE): 5.0}), empty(3, 1, {(0, 0, ONE): 5.0})
    assert apart.best() == [(0, 0, NULL_LEFT), (1, 0, ONE), (2, 1, NULL_LEFT)]
    assert worth(apart) == pytest.approx(5 + 2 * NULLS["null.first"])
    assert whole.best() == [(0, 0, ONE), (1, 1, NULL_LEFT), (2, 1, NULL_LEFT)]
    assert worth(whole) == pytest.approx(5 + NULLS["null.first"] + NULLS["null.next"])


def test_a_run_goes_on_across_strips() -> None:
    table = empty(4, 0, {})
    (only,) = table.strips
    halves = [
        Scored(Strip(a, a + 2, 0, 0), only.beads[a : a + 2], only.left_out[a : a + 2], only.right_out) for a in (0, 2)
    ]
    assert worth(Table(halves, NULLS)) == pytest.approx(worth(table))


# ------------------------------------------------------------------ how probable


@LAYOUT
def test_every_step_is_as_probable_as_the_paths_that_have_it(layout: str) -> None:
    for table, paths in worlds(layout):
        wanted = {step: chance for step, chance in paths.probable.items() if step[2][:2] != (2, 2)}
        assert table.posteriors(list(wanted)) == pytest.approx(list(wanted.values()), abs=1e-9)


def test_two_and_two_are_as_probable_as_crossed_and_straight_together() -> None:
    table = empty(2, 2, {(0, 0, STRAIGHT): 1.0, (0, 0, CROSSED): 1.5, (0, 0, ONE): 0.5, (1, 1, ONE): 0.3})
    probable = Paths(table).probable
    together = probable[0, 0, STRAIGHT] + probable[0, 0, CROSSED]
    assert table.posteriors([(0, 0, CROSSED)]) == pytest.approx([together])
    assert table.posteriors([(0, 0, STRAIGHT)]) == pytest.approx([together])
    assert together > probable[0, 0, CROSSED] + 0.1


@pytest.mark.parametrize("least", [1e-9, 0.02, 0.3])
@LAYOUT
def test_plausible_beads_are_all_those_that_are_so_probable(layout: str, least: float) -> None:
    for table, paths in worlds(layout):
        wanted = {step: p for step, p in paths.probable.items() if p > least and step[2] not in ALONE}
        assert table.plausible(least) == pytest.approx(wanted, abs=1e-9)


@LAYOUT
def test_every_sentence_is_in_some_bead_for_certain(layout: str) -> None:
    for table, paths in worlds(layout):
        alone = [step for step in paths.probable if step[2] in ALONE]
        chances = {**table.plausible(1e-15), **dict(zip(alone, table.posteriors(alone), strict=True))}
        left, right = np.zeros(table.rows), np.zeros(table.strips[-1].strip.hi)
        for (i, j, shape), chance in chances.items():
            left[i : i + shape.left] += chance
            right[j : j + shape.right] += chance
        assert left == pytest.approx(1, abs=1e-9)
        assert right == pytest.approx(1, abs=1e-9)


def test_what_is_far_better_than_all_else_is_certain_and_nothing_is_more_than_that() -> None:
    table = empty(2, 2, {(0, 0, ONE): 60.0, (1, 1, ONE): 60.0, (0, 1, ONE): -60.0})
    assert table.posteriors([(0, 0, ONE), (1, 1, ONE)]) == pytest.approx([1, 1])
    assert max(table.posteriors([(0, 0, ONE), (1, 1, ONE)])) <= 1
    assert set(table.plausible(0.001)) == {(0, 0, ONE), (1, 1, ONE)}


# ------------------------------------------------------------------ other scores, and where they come from


@pytest.mark.parametrize("layout", ["one strip", "a step", "a stair"])
def test_joined_sentences_get_other_scores_and_all_others_are_gone(layout: str) -> None:
    table, paths = worlds(layout)[0]
    before = {step: table.score(step) for step in paths.probable if step[2].left and step[2].right}
    kept = next(step for step in sorted(before) if step[2] == BeadShape(1, 2))
    after = table.with_joined({kept: 7.0})
    for step, score in before.items():
        joined = step[2] != ONE
        assert after.score(step) == (7.0 if step == kept else -math.inf if joined else score)
        assert table.score(step) == score
    best = after.best()
    assert all(shape in (ONE, *ALONE) or (i, j, shape) == kept for i, j, shape in best)
    assert Paths(after).sum(best) == pytest.approx(Paths(after).best, abs=1e-5)


def test_the_scores_of_a_strip_are_those_of_its_window(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(e5, "available", lambda: False)
    texts = TextPair(
        *(side_of([f"{word} {n} volte." for n in range(6)]) for word in ("Il cliente paga", "Zákazník zaplatí"))
    )
    strips = [Strip(0, 3, 0, 4), Strip(3, 6, 1, 6)]
    found = scored(texts, strips, texts.weights)
    assert [each.strip for each in found] == strips
    for each in found:
        window = Window(texts, each.strip)
        for k, shape in enumerate(SHAPES):
            np.testing.assert_array_equal(each.beads[:, k], window.scores(shape, texts.weights))
        for ours, theirs in zip((each.left_out, each.right_out), window.null_scores(texts.weights), strict=True):
            np.testing.assert_array_equal(ours, theirs)
