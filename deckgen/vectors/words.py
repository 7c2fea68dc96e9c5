"""The words of sentences as vectors: words that translate each other are close.

Hidden states of the middle layers of the encoder hold the meaning of a word in context, but also its position and
neighbours. A linear map learned from words that translate each other (`word_space.npy`) keeps what translations share.
Tuning an encoder for alignment is the idea of AWESOME (Dou and Neubig 2021); here only the map is learned. It was
learned from many language pairs at once and is specific to none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property

import numpy as np
import numpy.typing as npt

from deckgen.files import resources
from deckgen.languages.tokens import Token, WordKind
from deckgen.vectors import e5
from deckgen.vectors.e5 import unit
from deckgen.vectors.word_classes import Classes, classes_of

Array = npt.NDArray[np.float32]
Span = tuple[int, int]  # first word, and the one after the last

LAYERS = (5, 6, 7, 8)
_READ = -1  # the layer of those by which words are read
_STEM = 5  # letters
_FUNCTION = 3  # letters; words up to here are function words


@dataclass(frozen=True)
class Words:
    """The words of one sentence, with a vector for each (words × dimensions).

    `read` has what else is read off their states in context, words × directions; `classes` what the words are there.
    """

    text: str
    tokens: tuple[Token, ...]
    vectors: Array
    read: Array | None = None
    classes: Classes | None = None

    def __len__(self) -> int:
        return len(self.tokens)

    def span_text(self, span: Span) -> str:
        """The text from the first to the last word of a span."""
        return self.text[self.tokens[span[0]].start : self.tokens[span[1] - 1].end].rstrip("’'")

    def letters(self, span: Span) -> int:
        """How many characters a span covers."""
        return self.tokens[span[1] - 1].end - self.tokens[span[0]].start

    @cached_property
    def content(self) -> npt.NDArray[np.bool_]:
        """Which words are content words, judging by their length and letters."""
        bare = [token.text.strip("’'") for token in self.tokens]
        return np.array([len(w) > _FUNCTION or w.isdigit() or (w.isupper() and len(w) > 1) for w in bare], bool)

    @cached_property
    def capitals(self) -> npt.NDArray[np.bool_]:
        """Which words begin in upper case."""
        return np.array([token.text[:1].isupper() for token in self.tokens], bool)

    def are(self, *kinds: WordKind) -> Array:
        """1 for words of one of these kinds, 0 for the others."""
        return np.array([float(token.kind in kinds) for token in self.tokens], np.float32)

    @cached_property
    def stems(self) -> list[str]:
        """The first letters of the words."""
        return [token.text.lower()[:_STEM] for token in self.tokens]

    @cached_property
    def breaks(self) -> npt.NDArray[np.bool_]:
        """Whether punctuation follows each word."""
        return np.array([token.separated for token in self.tokens], bool)


def words_of(
    texts: Sequence[str],
    split: Sequence[tuple[Token, ...]],
    space: npt.NDArray[np.floating] | None = None,
    directions: Array | None = None,
) -> list[Words]:
    """The words of the sentences of one text with their vectors, minus what all its words share.

    `split` has the words of each sentence, with their kinds where known; `space` replaces the learned map,
    (layers · width) × dimensions. Along the `directions`, width × number, the states of the last layer are read too.
    """
    states = [
        word_states([(token.start, token.end) for token in tokens], pieces, given)
        for tokens, (pieces, given) in zip(split, e5.model().states(texts, LAYERS), strict=True)
    ]
    found = [
        Words(text, tokens, np.zeros((len(tokens), 1), np.float32)) for text, tokens in zip(texts, split, strict=True)
    ]
    filled = [each for each in states if len(each)]
    if not filled:
        return found
    common = np.concatenate(filled).mean(axis=0)
    mapped = _space() if space is None else space.astype(np.float32)
    classes = classes_of(split, states)
    made = (_with_vectors(w, unit(s - common), mapped, directions) for w, s in zip(found, states, strict=True))
    return [replace(words, classes=told) for words, told in zip(made, classes, strict=True)]


def _with_vectors(words: Words, states: Array, space: Array, directions: Array | None) -> Words:
    """Words with what is told by their states, words × layers × width."""
    if not len(words):
        return words
    read = None if directions is None else np.asarray(states[:, _READ] @ directions, np.float32)
    return replace(words, vectors=unit(states.reshape(len(states), -1) @ space), read=read)


def word_states(places: Sequence[Span], pieces: Sequence[Span], states: Array) -> Array:
    """The states of words, words × layers × width: the means over the pieces that overlap each word."""
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
