"""Sentence vectors: the multilingual e5-small, one forward pass in numpy over the file that `weights` finds.

The model is a small XLM-R (Wang et al. 2024, "Multilingual E5 Text Embeddings"): a unigram tokenizer, twelve layers of
width 384, weights in blocks of 32 four-bit numbers with a half-precision scale.
"""

from __future__ import annotations

import hashlib
import itertools
import math
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from deckgen.files.processors import beside
from deckgen.files.progress import step
from deckgen.files.source import Problem, Refused
from deckgen.vectors import weights
from deckgen.vectors.pieces import Tokenizer

Array = npt.NDArray[np.float32]

PREFIX = "query: "  # the model was trained with it, for symmetric comparison
MAX_TOKENS = 512  # tokens per pass
_MAX_LETTERS = 10_000  # more than a pass holds; the rest would be truncated anyway
_TOKENS_AT_ONCE = 256  # fits the processor's cache: twice as fast as 2048

_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])  # 32 weights


def available() -> bool:
    """Whether the weights are on this machine."""
    return weights.find() is not None


@cache
def fingerprint() -> bytes:
    """What tells these weights from others: their size and samples of them."""
    data = _opened()
    samples = range(0, len(data), max(1, len(data) // _SAMPLES))
    read = hashlib.sha256(len(data).to_bytes(8, "little"))
    for at in samples:
        read.update(data[at : at + _SAMPLE].tobytes())
    return read.digest()


_SAMPLES, _SAMPLE = 64, 4096  # their number, and the bytes of each


def _opened() -> npt.NDArray[np.uint8]:
    file = weights.find()
    if file is None:
        place = next(weights.places())
        raise Refused(Problem(place.path, 0, weights.lack(), advice=weights.getting()))
    return np.memmap(file, np.uint8, "r")


@cache
def model() -> Encoder:
    """The model, loaded once; refused where its weights are not."""
    return Encoder(_opened())


# ------------------------------------------------------------------ the file


class _Cursor:
    """Reads numbers one after the other."""

    def __init__(self, data: npt.NDArray[np.uint8]) -> None:
        self.data, self.at = data, 0

    def numbers(self, form: str) -> tuple[Any, ...]:
        size = struct.calcsize(f"<{form}")
        found = struct.unpack(f"<{form}", self.data[self.at : self.at + size].tobytes())
        self.at += size
        return found

    def array(self, dtype: str, count: int) -> npt.NDArray[Any]:
        size = np.dtype(dtype).itemsize * count
        found = np.frombuffer(self.data[self.at : self.at + size].tobytes(), dtype)
        self.at += size
        return found


@dataclass(frozen=True)
class _Layer:
    """The weights of one layer, ready for `x @ w + b`; query, key and value are side by side."""

    qkv: Array
    qkv_bias: Array
    out: Array
    out_bias: Array
    norm: tuple[Array, Array]
    up: Array
    up_bias: Array
    down: Array
    down_bias: Array
    last_norm: tuple[Array, Array]


@dataclass(frozen=True)
class Reading:
    """What one pass tells of a text.

    `mean` is that of the last states over all tokens; `places` are the offsets of the pieces in the text, `states`
    their hidden states after the layers that were asked for, layers × pieces × width.
    """

    mean: Array
    places: list[tuple[int, int]]
    states: Array


class Encoder:
    """The model in the bytes of its file: texts → token ids → vectors."""

    def __init__(self, data: npt.NDArray[np.uint8]) -> None:
        cursor = _Cursor(data)
        if cursor.numbers("4s")[0] != b"E5S1":
            raise ValueError("not the model file that deckgen expects")
        _, self.width, self.depth, self.heads, self.inner, _, _, _ = cursor.numbers("I7i")
        self.epsilon, _ = cursor.numbers("fi")
        pieces, self.begin, self.end, _, self.unknown = cursor.numbers("5i")
        (size,) = cursor.numbers("Q")
        ends, scores = cursor.array("<u4", pieces + 1), cursor.array("<f4", pieces)
        blob = cursor.array("u1", size).tobytes()
        count, size = cursor.numbers("iI")
        self._tokenizer = Tokenizer(ends, scores, blob, (cursor.array("u1", size).tobytes(), count), self.unknown)
        self._data = data
        self._places = dict(self._directory(cursor))

    @staticmethod
    def _directory(cursor: _Cursor) -> Iterator[tuple[str, tuple[int, int, int]]]:
        """Name → offset, size in bytes and kind of every tensor."""
        for _ in range(cursor.numbers("i")[0]):
            (length,) = cursor.numbers("H")
            name = cursor.numbers(f"{length}s")[0].decode()
            kind, _, offset, size = cursor.numbers("BIQQ")
            yield name, (offset, size, kind)

    # -------------------------------------------------------------- tokens

    def tokens(self, text: str) -> list[int]:
        """The ids of `text` with its prefix, between the begin and end tokens, truncated to one pass."""
        return [self.begin, *(piece for piece, _, _ in self.pieces(text)[: MAX_TOKENS - 2]), self.end]

    def pieces(self, text: str) -> list[tuple[int, int, int]]:
        """The pieces of `text` with its prefix: the id of each, and the offsets in `text` where it begins and ends."""
        return self._tokenizer.pieces(text[:_MAX_LETTERS], PREFIX)

    # -------------------------------------------------------------- weights

    def _plain(self, name: str) -> Array:
        offset, size, _ = self._places[name]
        return self._data[offset : offset + size].view("<f4").astype(np.float32)

    def _packed(self, name: str, columns: int) -> npt.NDArray[Any]:
        """The blocks of a matrix, rows × blocks."""
        offset, size, _ = self._places[name]
        return self._data[offset : offset + size].view(_BLOCK).reshape(-1, columns // 32)

    @staticmethod
    def _unpacked(blocks: npt.NDArray[Any]) -> Array:
        """Blocks → numbers: low halves of sixteen bytes, then high halves, minus eight, times the scale."""
        nibbles = blocks["nibbles"]
        halves = np.concatenate((nibbles & 15, nibbles >> 4), axis=-1).astype(np.float32) - 8
        scaled = halves * blocks["scale"].astype(np.float32)[..., None]
        return np.asarray(scaled.reshape(len(blocks), -1), np.float32)

    def _matrix(self, *names: str, columns: int) -> Array:
        stacked = np.concatenate([self._unpacked(self._packed(name, columns)) for name in names])
        return np.ascontiguousarray(stacked.T)

    @cached_property
    def _layers(self) -> list[_Layer]:
        layers = []
        for n in range(self.depth):
            p = f"l{n}."
            layers.append(
                _Layer(
                    self._matrix(f"{p}q.w", f"{p}k.w", f"{p}v.w", columns=self.width),
                    np.concatenate([self._plain(f"{p}{name}.b") for name in "qkv"]),
                    self._matrix(f"{p}ao.w", columns=self.width),
                    self._plain(f"{p}ao.b"),
                    (self._plain(f"{p}aln.w"), self._plain(f"{p}aln.b")),
                    self._matrix(f"{p}fi.w", columns=self.width),
                    self._plain(f"{p}fi.b"),
                    self._matrix(f"{p}fo.w", columns=self.inner),
                    self._plain(f"{p}fo.b"),
                    (self._plain(f"{p}oln.w"), self._plain(f"{p}oln.b")),
                )
            )
        return layers

    @cached_property
    def _embedding(self) -> tuple[npt.NDArray[Any], Array, tuple[Array, Array]]:
        positions = self._plain("emb.pos").reshape(-1, self.width) + self._plain("emb.type")[: self.width]
        return self._packed("emb.word", self.width), positions, (self._plain("emb.ln.w"), self._plain("emb.ln.b"))

    # -------------------------------------------------------------- the pass

    def vectors(self, texts: Sequence[str]) -> Array:
        """One unit vector per text, shape (texts, width): the mean of the last layer over its tokens."""
        found = np.zeros((len(texts), self.width), np.float32)
        for n, reading in self.readings(texts):
            found[n] = reading.mean
        return unit(found)

    def readings(
        self, texts: Sequence[str], layers: Sequence[int] = (), *, whole: bool = True
    ) -> Iterator[tuple[int, Reading]]:
        """What one pass tells of each text, with its number, in the order in which they are read.

        `layers`, counted from 1, are those whose states are wanted; unless `whole`, the pass ends at the last of them.
        """
        pieces = [self.pieces(text)[: MAX_TOKENS - 2] for text in texts]
        ids = [[self.begin, *(piece for piece, _, _ in each), self.end] for each in pieces]
        doing, done = "texts read for their meaning" if whole else "sentences searched for counterparts", 0
        batches = list(_batches([len(each) for each in ids]))
        if batches:
            _ = self._layers, self._embedding  # unpacked once, before several threads ask for them
        passes = beside(lambda batch: self._pass([ids[n] for n in batch], layers, whole=whole), batches)
        for batch, made in zip(batches, passes, strict=True):
            for n, mean, states in zip(batch, *made, strict=True):
                yield n, _reading(pieces[n], mean, states)
            done += len(batch)
            step(doing, done, len(texts))

    def _pass(self, batch: list[list[int]], layers: Sequence[int], *, whole: bool) -> tuple[Array, Array]:
        """Means of the last states of texts of similar length, and the states after some layers.

        The latter have the shape texts × layers × tokens × width.
        """
        passed = self._run(batch) if whole else itertools.islice(self._run(batch), max(layers) + 1)
        kept = []
        for depth, state in enumerate(passed):
            last = state
            if depth in layers:
                kept.append(state)
        weight = _mask(batch)[..., None].astype(np.float32)
        means = np.asarray((last * weight).sum(axis=1) / weight.sum(axis=1), np.float32)
        return means, np.stack(kept, axis=1) if kept else np.zeros((len(batch), 0, *last.shape[1:]), np.float32)

    def _run(self, batch: list[list[int]]) -> Iterator[Array]:
        """The embeddings, then the states after every layer: texts × tokens × width."""
        mask = _mask(batch)
        longest = mask.shape[1]
        words, positions, norm = self._embedding
        table = np.array([[*ids, *[0] * (longest - len(ids))] for ids in batch])
        # One row per token: a plain matrix product is several times faster than a batched one.
        x = self._unpacked(words[table.ravel()]) + np.tile(positions[:longest], (len(batch), 1))
        x = self._norm(x, norm)
        yield x.reshape(*mask.shape, -1)
        masked = np.where(mask, 0, -1e9).astype(np.float32)[:, None, None, :]
        for layer in self._layers:
            x = self._norm(x + self._attention(x, layer, masked), layer.norm)
            x = self._norm(x + _gelu(x @ layer.up + layer.up_bias) @ layer.down + layer.down_bias, layer.last_norm)
            yield x.reshape(*mask.shape, -1)

    def _attention(self, x: Array, layer: _Layer, masked: Array) -> Array:
        texts, length = masked.shape[0], masked.shape[-1]
        each = self.width // self.heads
        split = (x @ layer.qkv + layer.qkv_bias).reshape(texts, length, 3, self.heads, each)
        query, key, value = np.ascontiguousarray(split.transpose(2, 0, 3, 1, 4))
        scores = query @ key.swapaxes(-1, -2) / np.float32(math.sqrt(each)) + masked
        scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
        scores /= scores.sum(axis=-1, keepdims=True)
        joined = (scores @ value).transpose(0, 2, 1, 3).reshape(texts * length, self.width)
        return np.asarray(joined @ layer.out + layer.out_bias)

    def _norm(self, x: Array, weights: tuple[Array, Array]) -> Array:
        x = x - x.mean(axis=-1, keepdims=True)
        spread = np.sqrt((x * x).mean(axis=-1, keepdims=True) + np.float32(self.epsilon))
        return np.asarray(x / spread * weights[0] + weights[1])


def _reading(pieces: Sequence[tuple[int, int, int]], mean: Array, states: Array) -> Reading:
    """What a pass tells of a text, without its prefix and the begin and end tokens."""
    inside = [n for n, (_, start, end) in enumerate(pieces) if end > 0 and end > start]
    places = [(max(0, pieces[n][1]), pieces[n][2]) for n in inside]
    return Reading(mean, places, states[:, [n + 1 for n in inside]])


def unit(rows: Array) -> Array:
    """Vectors along the last axis normalized to length one; zero vectors stay as they are."""
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=-1, keepdims=True), 1e-9), np.float32)


def _mask(batch: list[list[int]]) -> npt.NDArray[np.bool_]:
    """Which positions of padded texts have a token."""
    longest = max(map(len, batch))
    return np.array([[n < len(ids) for n in range(longest)] for ids in batch])


def _gelu(x: Array) -> Array:
    """x · Φ(x) in its usual approximation, in place as far as possible: it takes a third of the time."""
    inner = x * x
    inner *= np.float32(0.044715)
    inner += 1
    inner *= x
    inner *= np.float32(math.sqrt(2 / math.pi))
    np.tanh(inner, out=inner)
    inner += 1
    inner *= x
    inner *= np.float32(0.5)
    return inner


def _batches(lengths: list[int]) -> Iterator[list[int]]:
    """Indices of texts of similar length, as many as fit into a pass."""
    batch: list[int] = []
    for n in sorted(range(len(lengths)), key=lengths.__getitem__):
        if batch and lengths[n] * (len(batch) + 1) > _TOKENS_AT_ONCE:
            yield batch
            batch = []
        batch.append(n)
    if batch:
        yield batch
