"""Text as the pieces that an encoder reads: a unigram tokenizer, from its tables."""

from __future__ import annotations

import itertools
import math
import re
import struct
from functools import cached_property, lru_cache
from typing import Any

import numpy.typing as npt

_WORD = re.compile("▁[^▁]*")  # with its mark
_WORDS_KEPT, _ORDINARY = 20_000, 40  # words whose pieces are remembered, and the letters of the longest of them


class Tokenizer:
    """Cuts text into pieces.

    The letters of all pieces are in `blob`, one after the other, where they end in `ends`; `scores` are the logarithms
    of their probabilities. `folding` is the table of normalizations with its length, `unknown` the id of a letter that
    no piece has.
    """

    def __init__(
        self, ends: npt.NDArray[Any], scores: npt.NDArray[Any], blob: bytes, folding: tuple[bytes, int], unknown: int
    ) -> None:
        self._ends, self._blob, self._folding, self._unknown = ends, blob, folding, unknown
        self._scores: list[float] = scores.tolist()
        self._floor = min(self._scores) - 10  # of an unknown letter
        self._cut = lru_cache(_WORDS_KEPT)(self._segmented)

    @cached_property
    def _ids(self) -> dict[str, int]:
        """Piece → id."""
        ends = self._ends.tolist()
        blob = self._blob
        return {blob[a:b].decode("utf-8", "replace"): n for n, (a, b) in enumerate(itertools.pairwise(ends))}

    @cached_property
    def _fold(self) -> dict[int, str]:
        """Character → the tokenizer's normalization of it."""
        data, count = self._folding
        table, at = {}, 0
        for _ in range(count):
            code, length = struct.unpack_from("<IB", data, at)
            table[code] = "".join(map(chr, struct.unpack_from(f"<{length}I", data, at + 5)))
            at += 5 + 4 * length
        return table

    @cached_property
    def _longest_piece(self) -> int:
        return max(map(len, self._ids))

    def pieces(self, text: str, prefix: str) -> list[tuple[int, int, int]]:
        """The pieces of a text behind a prefix: the id of each, and the offsets in the text where it begins and ends.

        This is the most probable segmentation (Kudo 2018). Offsets in the prefix are negative.
        """
        written, places = self._written(text, prefix)
        found, start = [], 0
        for word in _WORD.findall(written):
            for piece, length in self._cut(word) if len(word) <= _ORDINARY else self._segmented(word):
                found.append((piece, places[start], places[start + length]))
                start += length
        return found

    def _segmented(self, word: str) -> tuple[tuple[int, int], ...]:
        """The pieces of one word, by dynamic programming: the id and the length of each.

        Pieces begin with the mark of a word or have none, so that words can be cut one by one.
        """
        ids, scores, longest = self._ids, self._scores, self._longest_piece
        best: list[tuple[float, int, int]] = [(0.0, 0, 0)] + [(-math.inf, 0, 0)] * len(word)
        for start in range(len(word)):
            here = best[start][0]
            if here + self._floor > best[start + 1][0]:
                best[start + 1] = (here + self._floor, start, self._unknown)
            for end in range(start + 1, min(len(word), start + longest) + 1):
                piece = ids.get(word[start:end])
                if piece is not None and here + scores[piece] > best[end][0]:
                    best[end] = (here + scores[piece], start, piece)
        found, at = [], len(word)
        while at:
            end = at
            _, at, piece = best[at]
            found.append((piece, end - at))
        return tuple(found[::-1])

    def _written(self, text: str, prefix: str) -> tuple[str, list[int]]:
        """`text` behind a prefix as the pieces spell it, and the offset in `text` of every character and of the end."""
        written, places = ["▁"], [-len(prefix)]
        for place, character in enumerate(prefix + text, -len(prefix)):
            for folded in self._fold.get(ord(character), character):
                if folded != " " or written[-1] != "▁" or len(written) == 1:
                    written.append("▁" if folded == " " else folded)
                    places.append(place)
        return "".join(written), [*places, len(text)]
