"""Words that were cut at the end of a line, joined by what the text and the lexicon know."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from deckgen.files.characters import folded
from deckgen.languages.lexicon import is_known
from deckgen.text.blocks import Block

_CUT = re.compile(r"([^\W\d_]+(?:[-\u2010][^\W\d_]+)*)([-\u2010\u00ad¬])$")
_RANGE = re.compile(r"\d[-–]$")
_FIRST = re.compile(r"[^\W\d_]+")
_WORD = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*")
_MARKS_A_CUT = "\u00ad¬"  # these stand only where a word was cut


@dataclass(frozen=True)
class Lines:
    """The lines of a document in the language `code`, and how often it has each word."""

    blocks: Sequence[Block]
    code: str

    @cached_property
    def _words(self) -> Counter[str]:
        pieces = (piece for block in self.blocks for piece, _ in block.pieces)
        return Counter(word.lower() for piece in pieces for word in _WORD.findall(_CUT.sub("", piece)))

    def joined(self, block: Block) -> tuple[str, list[tuple[int, int]]]:
        """The text of a block on one line, and where each piece ends in it, with its line number."""
        parts, ends, length = list[str](), list[tuple[int, int]](), 0
        for piece, line in block.pieces:
            shown = _shown(piece)
            if parts:
                tail, gap = self._tail(parts[-1], shown)
                length += len(tail) + len(gap) - len(parts[-1])
                parts[-1] = tail + gap
            parts.append(shown)
            length += len(shown)
            ends.append((length + 1, line))
        return folded("".join(parts)).rstrip("¬"), ends

    def _tail(self, before: str, piece: str) -> tuple[str, str]:
        """A piece of text as it stands before the next one, and what separates them."""
        cut, first = _CUT.search(before), _FIRST.match(piece)
        if _RANGE.search(before) and piece[:1].isdigit():
            return before, ""
        if not cut or not first:
            return before, " "
        return (before[: cut.end(1)] if self._is_one(cut, first[0]) else before), ""

    def _is_one(self, cut: re.Match[str], rest: str) -> bool:
        """Whether a word cut before `rest` has no hyphen of its own."""
        if cut[2] in _MARKS_A_CUT:
            return True
        if not rest[0].islower():
            return False
        whole, hyphened = (cut[1] + rest).lower(), f"{cut[1]}-{rest}".lower()
        if self._words[whole] != self._words[hyphened]:
            return self._words[whole] > self._words[hyphened]
        if is_known(whole, self.code):
            return True
        return not all(is_known(part.lower(), self.code) and len(part) > 2 for part in (cut[1], rest))


def _shown(piece: str) -> str:
    """A piece without invisible characters, but for the one that marks a cut word."""
    return folded(piece) + "¬" * piece.rstrip().endswith("\u00ad")
