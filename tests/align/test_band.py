"""The strips in which the path is looked for: they hold it, hang together and stay small."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterator, Sequence
from functools import cache

import numpy as np
import pytest

from deckgen.align.band import strips
from deckgen.align.features import Strip, TextPair
from deckgen.align.sides import Array, side_of
from deckgen.vectors import e5, stored

Both = tuple[list[list[int]], list[list[int]]]  # what each sentence of the left and of the right text is about
Happening = Callable[[int], Both]
WIDTH = 384
LATENT = np.random.default_rng(1).normal(size=(3000, WIDTH)).astype(np.float32)  # what each sentence is about
SHARED = 2 * np.random.default_rng(2).normal(size=WIDTH).astype(np.float32)  # what all sentences are about
# How each language says it: a translation is about as far from what it translates as both are from the idea.
OWN = {
    code: np.random.default_rng(n).normal(size=LATENT.shape).astype(np.float32) for n, code in ((3, "it"), (4, "cs"))
}


def vectors(texts: Sequence[str]) -> Array:
    """Of sentences as `17 it` or `17 18 cs`: near what they are about, each language in its own way."""
    rows = []
    for text in texts:
        *about, language = text.split()
        places = [int(a) for a in about]
        rows.append(SHARED + LATENT[places].sum(axis=0) + OWN[language][places[0]])
    found = np.array(rows, np.float32).reshape(-1, WIDTH)
    return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True))


@cache
def word(number: int, salt: str) -> str:
    """A name of five letters, another one for every number."""
    return "".join(random.Random(f"{salt}{number}").choices("abcdefghilmnoprstu", k=5)).capitalize()


def named(about: Sequence[int], language: str) -> str:
    """Sentences with a name that both languages have, among words that only one has."""
    own = (word(n, language) for a in about for n in (3 * a, 3 * a + 1, 3 * a + 2))
    return " ".join((*own, *(word(a, "name") for a in about)))


def numbered(about: Sequence[int], language: str) -> str:
    """Sentences with a number that both languages have, among words that only one has."""
    own = (word(n, language) for a in about for n in (3 * a, 3 * a + 1, 3 * a + 2))
    return " e ".join((*own, *(str(10_000 + a) for a in about)))


def spoken(about: Sequence[int], language: str) -> str:
    """Sentences that tell the encoder what they are about."""
    return " ".join((*map(str, about), language))


def texts(left: Sequence[Sequence[int]], right: Sequence[Sequence[int]], write: str) -> TextPair:
    """Two texts of sentences that are about something."""
    writer = {"vectors": spoken, "names": named, "numbers": numbered}[write]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(e5, "available", lambda: write == "vectors")
        patch.setattr(stored, "vectors", vectors)
        return TextPair(*(side_of([writer(a, code) for a in side]) for side, code in ((left, "it"), (right, "cs"))))


@cache
def large(happened: Happening, n: int, write: str) -> TextPair:
    """Two texts to which something happened, made once."""
    return texts(*happened(n), write)


# ------------------------------------------------------------------ what may have happened to two texts


def as_it_is(n: int) -> Both:
    return [[k] for k in range(n)], [[k] for k in range(n)]


def thinned(n: int) -> Both:
    """Each side lacks a tenth of the sentences, here and there."""
    left, right = (random.Random(seed).sample(range(n), n * 9 // 10) for seed in (1, 2))
    return [[k] for k in sorted(left)], [[k] for k in sorted(right)]


def lacking(n: int) -> Both:
    """The right side lacks a chapter of 300 sentences."""
    return [[k] for k in range(n)], [[k] for k in range(n) if not n // 3 <= k < n // 3 + 300]


def added(n: int) -> Both:
    """The right side has a chapter of 300 sentences more."""
    left, right = lacking(n)
    return right, left


def halved(n: int) -> Both:
    """Two sentences on the right for each on the left."""
    return [[2 * k, 2 * k + 1] for k in range(n // 2)], [[k] for k in range(n)]


def opened(n: int) -> Both:
    """The left side begins and the right side ends with what the other one lacks."""
    return [[k] for k in range(n)], [[k] for k in range(100, n + 200)]


HAPPENS = pytest.mark.parametrize("happened", [as_it_is, thinned, lacking, added, halved, opened])


def true_cells(left: list[list[int]], right: list[list[int]]) -> Iterator[tuple[int, int]]:
    """The cells where the beads of the true path begin and end."""
    places = {about[0]: j for j, about in enumerate(right)}
    for i, about in enumerate(left):
        answers = [places[a] for a in about if a in places]
        if answers:
            yield i, answers[0]
            yield i + 1, answers[-1] + 1


def outside(found: list[Strip], cells: Iterator[tuple[int, int]]) -> list[tuple[int, int]]:
    """The cells that are in no strip; those above the first sentence of a strip belong to the one before."""
    of = [found[0]] + [strip for strip in found for _ in range(strip.bottom - strip.top)]
    return [(i, j) for i, j in cells if not of[i].lo <= j <= of[i].hi]


def sound(found: list[Strip], rows: int, columns: int) -> None:
    """Every sentence is in one strip, in order, and a path leads through all of them."""
    assert [strip.top for strip in found] == [0, *(strip.bottom for strip in found[:-1])]
    assert all(strip.top < strip.bottom and strip.lo <= strip.hi for strip in found)
    assert (found[0].lo, found[-1].bottom, found[-1].hi) == (0, rows, columns)
    for above, below in itertools.pairwise(found):
        assert above.lo <= below.lo <= above.hi <= below.hi <= columns


# ------------------------------------------------------------------ small texts


@pytest.mark.parametrize(("rows", "columns"), [(1, 1), (7, 3), (300, 300), (1, 5000), (30, 3000)])
def test_small_tables_are_one_strip(rows: int, columns: int) -> None:
    left, right = ([[k % 2000] for k in range(n)] for n in (rows, columns))
    assert strips(texts(left, right, "names")) == [Strip(0, rows, 0, columns)]


def test_larger_tables_are_cut_into_strips() -> None:
    assert len(strips(texts(*as_it_is(301), "names"))) > 5


# ------------------------------------------------------------------ large texts


def cells(found: list[Strip]) -> int:
    return sum((strip.bottom - strip.top) * strip.width for strip in found)


@HAPPENS
@pytest.mark.parametrize("n", [1000, 2000])
@pytest.mark.parametrize("write", ["vectors", "names"])
def test_the_true_path_is_inside_the_strips(happened: Happening, n: int, write: str) -> None:
    left, right = happened(n)
    found = strips(large(happened, n, write))
    sound(found, len(left), len(right))
    assert not outside(found, true_cells(left, right))
    assert cells(found) < len(left) * len(right) / 5


@HAPPENS
def test_numbers_alone_hold_the_path(happened: Happening) -> None:
    left, right = happened(1000)
    found = strips(large(happened, 1000, "numbers"))
    sound(found, len(left), len(right))
    assert not outside(found, true_cells(left, right))


@HAPPENS
@pytest.mark.parametrize("write", ["vectors", "names"])
def test_the_strips_of_swapped_texts_hold_the_same_path(happened: Happening, write: str) -> None:
    left, right = happened(1000)
    there = large(happened, 1000, write)
    found = strips(TextPair(there.right, there.left))
    sound(found, len(right), len(left))
    assert not outside(found, ((j, i) for i, j in true_cells(left, right)))


@HAPPENS
@pytest.mark.parametrize("write", ["vectors", "names"])
def test_twice_as_long_texts_have_about_twice_as_many_cells(happened: Happening, write: str) -> None:
    once, twice = (cells(strips(large(happened, n, write))) for n in (1000, 2000))
    assert 1.5 < twice / once < 2.5


def test_strips_are_as_wide_as_they_are_wanted() -> None:
    both = texts(*thinned(700), "names")
    for narrow, wide in zip(strips(both, around=12), strips(both, around=40), strict=True):
        assert (narrow.top, narrow.bottom) == (wide.top, wide.bottom)
        assert wide.lo <= narrow.lo <= narrow.hi <= wide.hi
    assert cells(strips(both, around=40)) > cells(strips(both)) * 1.5


@pytest.mark.parametrize("names", [1, 5, 20])
def test_strips_hang_together_where_texts_say_the_same_few_things_at_random(names: int) -> None:
    for seed in range(6):
        said = random.Random(seed)
        few = [[n] for n in range(100 * seed, 100 * seed + names)]
        left, right = said.choices(few, k=300), said.choices(few, k=1200)
        sound(strips(texts(left, right, "names")), 300, 1200)


def test_strips_hang_together_where_texts_have_nothing_in_common() -> None:
    left, right = [[n] for n in range(600)], [[n] for n in range(600, 1100)]
    for write in ("vectors", "names", "numbers"):
        sound(strips(texts(left, right, write)), 600, 500)
