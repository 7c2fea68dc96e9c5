"""The words of sentences as vectors: near each other where one translates the other.

Hidden states of the middle layers of the encoder say what a word means where it stands, but also where that is and
what stands around it. A linear map that was learned from words that translate each other (`word_space.npy`) keeps what
translations share; the idea of turning an encoder to alignment is that of AWESOME (Dou and Neubig 2021), the map alone
is learned here. It was learned from many pairs of languages at once and is tied to none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property

import numpy as np
import numpy.typing as npt

from deckgen.files import resources
from deckgen.languages.tokens import WordKind
from deckgen.vectors import e5
from deckgen.vectors.e5 import unit

Array = npt.NDArray[np.float32]
Span = tuple[int, int]  # first word, and the one behind the last

LAYERS = (5, 6, 7, 8)
_STEM = 5  # letters
_FUNCTION = 3  # letters: shorter words hold sentences together

WORD = re.compile(r"\w+(?:[-.]\w+)*[’']?")
_BREAK = re.compile(r"[,;:()„“«»\"–—]")


@dataclass(frozen=True)
class Words:
    """The words of one sentence: their places in its text, and their vectors (words × width)."""

    text: str
    places: tuple[Span, ...]
    vectors: Array
    kinds: Mapping[int, WordKind]  # by the place where a word begins; those of which nothing is known are not in it

    def __len__(self) -> int:
        return len(self.places)

    def __getitem__(self, n: int) -> str:
        start, end = self.places[n]
        return self.text[start:end]

    def covering(self, start: int, end: int) -> Span:
        """The words that share a letter with the text between two places."""
        inside = [n for n, (a, b) in enumerate(self.places) if a < end and b > start]
        return (inside[0], inside[-1] + 1) if inside else (0, 0)

    def span_text(self, span: Span) -> str:
        """What stands from the first to the last word of a span."""
        first, last = self.places[span[0]], self.places[span[1] - 1]
        return self.text[first[0] : last[1]].rstrip("’'")

    @cached_property
    def content(self) -> npt.NDArray[np.bool_]:
        """Which words mean something of their own, as far as their length and letters tell."""
        bare = [self[n].strip("’'") for n in range(len(self))]
        return np.array([len(w) > _FUNCTION or w.isdigit() or (w.isupper() and len(w) > 1) for w in bare], bool)

    def are(self, *kinds: WordKind) -> npt.NDArray[np.float32]:
        """1 for words of one of these kinds, 0 for others."""
        return np.array([float(self.kinds.get(start) in kinds) for start, _ in self.places], np.float32)

    @cached_property
    def stems(self) -> list[str]:
        """The first letters of the words."""
        return [self[n].lower()[:_STEM] for n in range(len(self))]

    @cached_property
    def breaks(self) -> npt.NDArray[np.bool_]:
        """Whether a comma, a quote or the like stands behind each word."""
        ends = zip(self.places, self.places[1:], strict=False)
        return np.array([*(bool(_BREAK.search(self.text[a[1] : b[0]])) for a, b in ends), True], bool)


def words_of(
    texts: Sequence[str],
    kinds: Callable[[str], Mapping[int, WordKind]] = lambda _: {},
    space: npt.NDArray[np.floating] | None = None,
) -> list[Words]:
    """The words of sentences of one text with their vectors, less what all its words share.

    `kinds` says of what kind words of a sentence are, as far as that is known; `space` is another map than the
    one that was learned, (layers · width) × dimensions.
    """
    found, states = [], []
    for text, (pieces, given) in zip(texts, e5.model().states(texts, LAYERS), strict=True):
        places = tuple(match.span() for match in WORD.finditer(text))
        found.append(Words(text, places, np.zeros((len(places), 1), np.float32), kinds(text)))
        states.append(word_states(places, pieces, given))
    filled = [each for each in states if len(each)]
    if not filled:
        return found
    common = np.concatenate(filled).mean(axis=0)
    mapped = _space() if space is None else space.astype(np.float32)
    return [
        replace(w, vectors=unit(unit(s - common).reshape(len(s), -1) @ mapped)) if len(w) else w
        for w, s in zip(found, states, strict=True)
    ]


def word_states(places: Sequence[Span], pieces: Sequence[Span], states: Array) -> Array:
    """The states of words, words × layers × width: the means over the pieces that share a letter with each."""
    found = np.zeros((len(places), len(LAYERS), states.shape[-1]), np.float32)
    for n, (start, end) in enumerate(places):
        own = [k for k, (a, b) in enumerate(pieces) if a < end and b > start]
        if own:
            found[n] = states[:, own].mean(axis=1)
    return found


@cache
def _space() -> Array:
    """The learned map, (layers · width) × dimensions of the space."""
    return resources.array("vectors/word_space.npy").astype(np.float32)
