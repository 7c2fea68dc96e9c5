"""Sentences that may belong together, read as one: what that changes, and what it leaves alone."""

from __future__ import annotations

import math
import zlib
from collections.abc import Sequence

import numpy as np
import pytest

from deckgen.align.features import SHAPES, BeadShape, Strip, TextPair
from deckgen.align.rescoring import POSSIBLE, gains_of, reread
from deckgen.align.search import Step, Table, scored
from deckgen.align.sides import Array, Side, side_of, weights
from deckgen.vectors import e5, stored

LEFT = ["Frase uno due tre.", "Frase quattro cinque.", "Frase sei sette.", "Frase otto."]
RIGHT = ["Věta jedna dvě tři.", "Věta čtyři pět.", "Věta šest sedm.", "Věta osm."]
ONE, TWO_TO_ONE, STRAIGHT = SHAPES[0], BeadShape(2, 1), BeadShape(2, 2)
BEAD: Step = (1, 1, TWO_TO_ONE)
WHOLE, ANSWER = " ".join(LEFT[1:3]), RIGHT[1]


def drawn(text: str) -> Array:
    """A vector for a text, the same for the same text."""
    row = np.random.default_rng(zlib.crc32(text.encode())).normal(size=384)
    return np.asarray(row / np.linalg.norm(row), np.float32)


class Encoder:
    """An encoder for which some texts say the same as others; it remembers what it was asked."""

    def __init__(self, same: dict[str, str]) -> None:
        self.same, self.asked = same, list[str]()

    def __call__(self, texts: Sequence[str]) -> Array:
        self.asked += texts
        return np.array([drawn(self.same.get(text, text)) for text in texts], np.float32).reshape(-1, 384)


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> Encoder:
    """An encoder that finds every sentence in its answer of the same number; the tests may say more."""
    made = Encoder(dict(zip(LEFT, RIGHT, strict=True)))
    monkeypatch.setattr(e5, "available", lambda: True)
    monkeypatch.setattr(stored, "vectors", made)
    return made


def sides() -> tuple[Side, Side]:
    return side_of(LEFT), side_of(RIGHT)


def table_of(left: Side, right: Side, *, lift: float = 0.0) -> Table:
    """The scores of a first reading, those of joined sentences lifted."""
    texts = TextPair(left, right)
    (only,) = scored(texts, [Strip(0, len(left), 0, len(right))], texts.weights)
    only.beads[:, [shape.left + shape.right > 2 for shape in SHAPES]] += lift
    return Table([only], texts.weights)


def all_beads() -> list[Step]:
    return [
        (i, j, shape)
        for shape in SHAPES
        for i in range(len(LEFT) - shape.left + 1)
        for j in range(len(RIGHT) - shape.right + 1)
    ]


# ------------------------------------------------------------------ what reading as one says


def test_what_is_said_has_a_name_and_every_name_a_weight(read: Encoder) -> None:
    joined = [bead for bead in all_beads() if bead[2] != ONE]
    found = gains_of(*sides(), joined)
    assert list(found) == joined
    named = {name for features in found.values() for name in features}
    assert named | {"again.first"} == set(weights("rereading"))
    assert found[BEAD]["again.1-2"] == 1.0
    assert "again.2-2" not in found[BEAD]


def test_sentences_are_read_as_one_text(read: Encoder) -> None:
    left, right = sides()
    read.asked.clear()
    gains_of(left, right, [BEAD])
    assert sorted(read.asked) == sorted([WHOLE, *LEFT[1:3], ANSWER])
    assert " ".join(RIGHT[1:3]) not in read.asked


def test_nothing_is_asked_about_no_beads(read: Encoder) -> None:
    left, right = sides()
    read.asked.clear()
    assert gains_of(left, right, []) == {}
    assert not read.asked


def test_what_is_joined_means_what_its_text_means(read: Encoder) -> None:
    unlike = gains_of(*sides(), [BEAD])[BEAD]
    read.same |= {WHOLE: ANSWER}
    like = gains_of(*sides(), [BEAD])[BEAD]
    assert like["again.meaning"] == pytest.approx(1, abs=1e-4)
    assert like["again.meaning+0.4"] == pytest.approx(0.6, abs=1e-4)
    assert like["again.meaning+0.6"] == pytest.approx(0.4, abs=1e-4)
    assert abs(unlike["again.meaning"]) < 0.4
    assert unlike["again.meaning+0.4"] == unlike["again.meaning+0.6"] == 0


def test_a_sentence_adds_to_a_bead_or_takes_away_from_it(read: Encoder) -> None:
    # The first of both sentences already says what the answer says.
    assert gains_of(*sides(), [BEAD])[BEAD]["again.added"] == pytest.approx(-0.1)
    read.same |= {LEFT[1]: LEFT[1], WHOLE: ANSWER}
    found = gains_of(*sides(), [BEAD])[BEAD]
    assert found["again.added"] == found["again.added least"] == pytest.approx(0.1)


def test_what_all_sentences_share_is_taken_away(read: Encoder) -> None:
    left, right = sides()
    (found,) = gains_of(left, right, [BEAD]).values()
    assert left.common is not None
    assert right.common is not None
    ours, theirs = drawn(WHOLE) - left.common, drawn(ANSWER) - right.common
    wanted = ours @ theirs / np.linalg.norm(ours) / np.linalg.norm(theirs)
    assert found["again.meaning"] == pytest.approx(float(wanted), abs=1e-5)


# ------------------------------------------------------------------ what it changes


def test_joined_sentences_score_higher_the_more_their_text_says_what_the_answer_says(read: Encoder) -> None:
    unlike = reread(*(given := sides()), table_of(*given, lift=9)).score(BEAD)
    read.same |= {WHOLE: ANSWER}
    like = reread(*(given := sides()), table_of(*given, lift=9)).score(BEAD)
    assert like > unlike + 1


def test_the_new_score_is_made_of_the_old_one_and_of_what_reading_as_one_says(read: Encoder) -> None:
    left, right = sides()
    table, weight = table_of(left, right, lift=9), weights("rereading")
    after = reread(left, right, table)
    possible = [bead for bead in table.plausible(POSSIBLE) if bead[2] != ONE]
    for bead, features in gains_of(left, right, possible).items():
        gain = sum(weight[name] * value for name, value in features.items())
        assert after.score(bead) == pytest.approx(weight["again.first"] * table.score(bead) + gain, abs=1e-4)
    assert len(possible) > 5


@pytest.mark.parametrize("lift", [-5.0, 0.0, 5.0, 9.0])
def test_joined_sentences_that_are_hardly_possible_are_gone(lift: float, read: Encoder) -> None:
    left, right = sides()
    table = table_of(left, right, lift=lift)
    after, probable = reread(left, right, table), table.plausible(POSSIBLE)
    for bead in all_beads():
        assert (after.score(bead) > -math.inf) == (bead in probable or bead[2] == ONE), bead


def test_single_sentences_keep_their_scores(read: Encoder) -> None:
    left, right = sides()
    table = table_of(left, right, lift=9)
    after = reread(left, right, table)
    pairs = [bead for bead in all_beads() if bead[2] == ONE]
    assert [after.score(bead) for bead in pairs] == [table.score(bead) for bead in pairs]
    for before, now in zip(table.strips, after.strips, strict=True):
        assert np.array_equal(before.left_out, now.left_out)
        assert np.array_equal(before.right_out, now.right_out)
    assert (table.first, table.next) == (after.first, after.next)


def test_the_first_reading_stays_as_it_was(read: Encoder) -> None:
    left, right = sides()
    table = table_of(left, right, lift=9)
    before = [table.score(bead) for bead in all_beads()]
    after = reread(left, right, table)
    assert [table.score(bead) for bead in all_beads()] == before
    assert [after.score(bead) for bead in all_beads()] != before


def test_what_is_one_text_for_the_encoder_becomes_one_bead(read: Encoder) -> None:
    read.same = {LEFT[0]: RIGHT[0], WHOLE: ANSWER, LEFT[3]: RIGHT[2]}
    left, right = side_of(LEFT), side_of(RIGHT[:3])
    table = table_of(left, right)
    assert reread(left, right, table).best() == [(0, 0, ONE), BEAD, (3, 2, ONE)]
