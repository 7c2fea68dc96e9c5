"""The words of sentences as vectors: words that translate each other are close.

Hidden states of the middle layers of the encoder hold the meaning of a word in context, but also its position and
neighbours. A linear map learned from words that translate each other (`word_space.npy`) keeps what translations share.
Tuning an encoder for alignment is the idea of AWESOME (Dou and Neubig 2021); here only the map is learned. It was
learned from many language pairs at once and is specific to none.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
import numpy.typing as npt

from deckgen.files import resources
from deckgen.languages.tokens import Token, WordKind
from deckgen.vectors import e5, stored
from deckgen.vectors.e5 import unit
from deckgen.vectors.states import of_words
from deckgen.vectors.word_classes import OUTPUTS, Classes, classes_of, classifier, packed, unpacked

Array = npt.NDArray[np.float32]
Span = tuple[int, int]  # first word, and the one after the last

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
    *,
    remember: bool = False,
) -> list[Words]:
    """The words of the sentences of one text with their vectors, minus what all its words share.

    `split` has the words of each sentence, with their kinds where known; `space` replaces the learned map,
    (layers · width) × dimensions. Along the `directions`, width × number, the states of the last layer are read too.
    With `remember`, what is told of a text is kept on disk; asked again, it needs no encoder.
    """
    if not any(split):
        return [Words(text, tokens, _NO_VECTORS) for text, tokens in zip(texts, split, strict=True)]
    mapped = _space() if space is None else space.astype(np.float32)
    columns = (mapped.shape[1], 0 if directions is None else directions.shape[1], OUTPUTS)
    key = _key(texts, split, mapped, directions) if remember else b""
    told = stored.told(key) if remember else None
    if told is None or told.size != sum(map(len, split)) * sum(columns):
        told = _told(texts, split, mapped, directions)
        if remember:
            stored.keep_told(key, told)
    vectors, read, classes = np.split(told.reshape(-1, sum(columns)), np.cumsum(columns)[:-1], axis=1)
    ends = np.cumsum([len(tokens) for tokens in split]).tolist()
    made = []
    for text, tokens, end in zip(texts, split, ends, strict=True):
        own = slice(end - len(tokens), end)
        along = None if directions is None or not tokens else np.ascontiguousarray(read[own])
        own_vectors = np.ascontiguousarray(vectors[own]) if tokens else _NO_VECTORS
        made.append(Words(text, tokens, own_vectors, along, unpacked(classes[own])))
    return made


_NO_VECTORS = np.zeros((0, 1), np.float32)


def _told(texts: Sequence[str], split: Sequence[tuple[Token, ...]], space: Array, directions: Array | None) -> Array:
    """What is told of the words of a text, a row a word: its vector, what is read of it, its classes."""
    states = of_words(texts, [[(token.start, token.end) for token in tokens] for tokens in split])
    classes = classes_of(split, states)
    common = np.concatenate([each for each in states if len(each)]).mean(axis=0)
    rows = []
    for own, told in zip(states, classes, strict=True):
        if len(own):
            centred = unit(own - common)
            along = np.zeros((len(own), 0), np.float32) if directions is None else centred[:, _READ] @ directions
            rows.append(np.hstack((unit(centred.reshape(len(own), -1) @ space), along, packed(told))))
    return np.asarray(np.concatenate(rows), np.float32)


def _key(texts: Sequence[str], split: Sequence[tuple[Token, ...]], space: Array, directions: Array | None) -> bytes:
    """What the words of a text are known by: whatever they hang on."""
    found = hashlib.sha256(e5.fingerprint() + classifier().fingerprint + space.tobytes())
    found.update(b"" if directions is None else directions.tobytes())
    for text, tokens in zip(texts, split, strict=True):
        found.update(f"{text!r} {[(token.start, token.end) for token in tokens]}".encode("utf-8", "replace"))
    return found.digest()


@cache
def _space() -> Array:
    """The learned map, (layers · width) × dimensions of the space."""
    return resources.array("vectors/word_space.npy").astype(np.float32)
