"""Sentence vectors cached on disk by the hash of their text; aligning again encodes only what was edited."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import numpy as np
import numpy.typing as npt

from deckgen.files import resources
from deckgen.vectors.e5 import Array, model, unit

_KEPT = 100_000  # vectors on disk, 768 bytes each


def vectors(texts: Sequence[str]) -> Array:
    """One unit vector per text, shape (texts, 384); known ones come from the disk."""
    if not texts:
        return np.zeros((0, model().width), np.float32)
    keys = [hashlib.sha256(text.encode()).digest()[:16] for text in texts]
    known = _recalled(keys)
    missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
    if missing:
        made = model().vectors(list(missing.values())).astype(np.float16)
        fresh = dict(zip(missing, made, strict=True))
        known.update(fresh)
        _keep(fresh)
    found = np.array([known[key] for key in keys], np.float32).reshape(len(texts), -1)
    return unit(found)


def cache_path() -> Path:
    """Where vectors are kept; safe to delete at any time."""
    return resources.cache_folder() / "vectors-e5-small-1.sqlite"


@contextmanager
def _opened() -> Iterator[sqlite3.Connection]:
    path = cache_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path, timeout=2)) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB) WITHOUT ROWID")
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
