"""Vectors kept on disk: those of sentences by their text, so that aligning again encodes only what was edited.

What is told of the words of a whole text is kept too, for who asks about one term of it after the other.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import numpy as np
import numpy.typing as npt

from deckgen.files import resources
from deckgen.vectors import states
from deckgen.vectors.e5 import Array, model, unit

_KEPT = 100_000  # vectors on disk, 768 bytes each
_MOST = 128 * 2**20  # bytes of what is told of words, some 650 a word


def vectors(texts: Sequence[str]) -> Array:
    """One unit vector per text, shape (texts, 384); known ones come from the disk."""
    if not texts:
        return np.zeros((0, model().width), np.float32)
    keys = [hashlib.sha256(text.encode()).digest()[:16] for text in texts]
    known = _recalled(keys)
    missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
    if missing:
        made = states.vectors(list(missing.values())).astype(np.float16)
        fresh = dict(zip(missing, made, strict=True))
        known.update(fresh)
        _keep(fresh)
    found = np.array([known[key] for key in keys], np.float32).reshape(len(texts), -1)
    return unit(found)


def cache_path() -> Path:
    """Where vectors are kept; safe to delete at any time."""
    return resources.cache_folder() / "vectors-e5-small-1.sqlite"


def told(key: bytes) -> Array | None:
    """The numbers kept under a key, one row; None if there are none."""
    with suppress(OSError, sqlite3.Error, RuntimeError, ValueError), _words_opened() as connection, connection:
        row = connection.execute("SELECT told FROM words WHERE key = ?", (key,)).fetchone()
        if row:
            connection.execute("UPDATE words SET turn = (SELECT max(turn) + 1 FROM words) WHERE key = ?", (key,))
            return np.frombuffer(row[0], np.float32)
    return None


def keep_told(key: bytes, numbers: Array) -> None:
    """Put numbers on disk under a key if possible; what was not asked for longest makes room."""
    if numbers.nbytes > _MOST:
        return
    with suppress(OSError, sqlite3.Error, RuntimeError), _words_opened() as connection, connection:
        turns = connection.execute("SELECT turn, length(told) FROM words ORDER BY turn DESC").fetchall()
        room = _MOST - numbers.nbytes
        for turn, size in turns:
            room -= size
            if room < 0:
                connection.execute("DELETE FROM words WHERE turn <= ?", (turn,))
                break
        last = turns[0][0] if turns else 0
        connection.execute("INSERT OR REPLACE INTO words VALUES (?, ?, ?)", (key, last + 1, numbers.tobytes()))


def words_path() -> Path:
    """Where what is told of words is kept; safe to delete at any time."""
    return resources.cache_folder() / "words-e5-small-1.sqlite"


@contextmanager
def _opened() -> Iterator[sqlite3.Connection]:
    with _database(cache_path(), "vectors (key BLOB PRIMARY KEY, vector BLOB) WITHOUT ROWID") as connection:
        yield connection


@contextmanager
def _words_opened() -> Iterator[sqlite3.Connection]:
    with _database(words_path(), "words (key BLOB PRIMARY KEY, turn INTEGER, told BLOB)") as connection:
        yield connection


@contextmanager
def _database(path: Path, table: str) -> Iterator[sqlite3.Connection]:
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path, timeout=2)) as connection:
        connection.execute(f"CREATE TABLE IF NOT EXISTS {table}")
        yield connection


def _recalled(keys: Sequence[bytes]) -> dict[bytes, npt.NDArray[np.float16]]:
    """The vectors on disk; none if the cache cannot be read."""
    found = {}
    with suppress(OSError, sqlite3.Error, RuntimeError), _opened() as connection:
        for key in keys:
            row = connection.execute("SELECT vector FROM vectors WHERE key = ?", (key,)).fetchone()
            if row:
                found[key] = np.frombuffer(row[0], np.float16)
    return found


def _keep(fresh: dict[bytes, npt.NDArray[np.float16]]) -> None:
    """Put vectors on disk if possible; a cache that has grown too large is emptied first."""
    with suppress(OSError, sqlite3.Error, RuntimeError), _opened() as connection, connection:
        if connection.execute("SELECT count(*) FROM vectors").fetchone()[0] + len(fresh) > _KEPT:
            connection.execute("DELETE FROM vectors")
        rows = ((key, vector.tobytes()) for key, vector in fresh.items())
        connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)
