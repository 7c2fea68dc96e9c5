"""The hidden states of words, made in the same pass as the vectors of their sentences where both are needed.

A command that pairs two texts and then looks for their terms reads every sentence twice: once for its vector, once for
the states of its words. Inside `kept` the first pass leaves the states as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

import numpy as np

from deckgen.languages.tokens import WORD
from deckgen.vectors import e5
from deckgen.vectors.e5 import Array

Span = tuple[int, int]  # offsets in a text

LAYERS = (5, 6, 7, 8)
# Bytes of states in memory. A word has 6 144, a thousand sentences some 100 MB: enough for the longest text whose terms
# are looked for without being asked. The sentences of a longer one that do not fit are read again.
_MOST = 512 * 2**20


@dataclass
class _Kept:
    """The states of the words of some texts."""

    found: dict[str, Array] = field(default_factory=dict)
    size: int = 0

    def keep(self, text: str, states: Array) -> None:
        """Keep the states of a text, if there is room."""
        if text not in self.found and self.size + states.nbytes <= _MOST:
            self.found[text] = states
            self.size += states.nbytes


_kept: ContextVar[_Kept | None] = ContextVar("kept", default=None)


@contextmanager
def kept() -> Iterator[None]:
    """Keep the states of the words of all sentences that are read inside, up to the end."""
    token = _kept.set(_Kept())
    try:
        yield
    finally:
        _kept.reset(token)


def vectors(texts: Sequence[str]) -> Array:
    """One unit vector per text; inside `kept`, the states of their words stay."""
    there = _kept.get()
    if there is None:
        return e5.model().vectors(texts)
    found = np.zeros((len(texts), e5.model().width), np.float32)
    for n, reading in e5.model().readings(texts, LAYERS):
        found[n] = reading.mean
        there.keep(texts[n], word_states(_words(texts[n]), reading.places, reading.states))
    return e5.unit(found)


def of_words(texts: Sequence[str], places: Sequence[Sequence[Span]]) -> list[Array]:
    """The states of the words at places of each text, each words × layers × width."""
    there = _kept.get()
    held = there.found if there else {}
    found = [held.get(text) if _words(text) == list(own) else None for text, own in zip(texts, places, strict=True)]
    missing = [n for n, states in enumerate(found) if states is None]
    for at, reading in e5.model().readings([texts[n] for n in missing], LAYERS, whole=False):
        found[missing[at]] = word_states(places[missing[at]], reading.places, reading.states)
    return [states for states in found if states is not None]


def _words(text: str) -> list[Span]:
    """Where the words of a text are."""
    return [match.span() for match in WORD.finditer(text)]


def word_states(places: Sequence[Span], pieces: Sequence[Span], states: Array) -> Array:
    """The states of words, words × layers × width: the means over the pieces that overlap each word."""
    found = np.zeros((len(places), len(LAYERS), states.shape[-1]), np.float32)
    for n, (start, end) in enumerate(places):
        own = [k for k, (a, b) in enumerate(pieces) if a < end and b > start]
        if own:
            found[n] = states[:, own].mean(axis=1)
    return found
