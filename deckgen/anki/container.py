"""A package or an export of Anki, from anybody → its database, opened under limits.

What a file claims is checked before it is unpacked, the database is unpacked to a temporary file and never into memory,
and of it only plain tables are read, by the names of their columns: no view, function, trigger or computed column runs.
"""

from __future__ import annotations

import io
import lzma
import sqlite3
import struct
import sys
import tempfile
import time
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from deckgen.files.bounds import place
from deckgen.files.source import Problem, Refused

SECONDS = 30.0  # for everything; a hundred thousand notes take two
LARGEST = 2**29  # bytes of a database without media; those of people with 100,000 notes have a quarter of that
LARGEST_VALUE = 2**24  # bytes of one field or setting; Anki itself refuses notes of more than a few megabytes
LARGEST_READ = 380 * 2**20  # bytes in memory of all that is read; a hundred thousand notes take some 250 MB
_DIRECTORY = 2**24  # bytes of the directory of the archive: 300,000 media files
_HEAP = 2**28  # bytes that SQLite may use, in this process from then on: for the definitions of millions of tables
_LARGEST_SCHEMA = 2**18  # characters of all definitions of tables; those of Anki have some 4,000
_ROW = 200  # bytes in memory for a row besides its values
_PIECE = 2**20  # bytes unpacked at a time
_DATABASES = ("collection.anki21b", "collection.anki21", "collection.anki2")  # the newest first
_AGAIN = "export it again: File > Export"
_LESS = "export only this deck: File > Export, without media"
_UNKNOWN = "do not use this file unless you know where it comes from"

# Errors from reading a file that is damaged, encrypted or something else altogether.
_DAMAGE = (
    *(OSError, EOFError, zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, sqlite3.Error),
    *(KeyError, ValueError, TypeError, IndexError, AttributeError, NotImplementedError, RuntimeError),
    *(OverflowError, MemoryError),
)


class _TooMuch(Exception):  # noqa: N818 - an answer to the user
    """More than any collection has."""


class _Hostile(Exception):  # noqa: N818 - an answer to the user
    """Something that Anki never writes."""


@dataclass
class Tables:
    """The plain tables of an opened database; what is read from them is counted against the limits."""

    connection: sqlite3.Connection
    until: float
    columns: dict[str, frozenset[str]]
    read: int = 0  # bytes in memory

    def __contains__(self, name: str) -> bool:
        return name in self.columns

    def count(self, size: int) -> None:
        """Add `size` bytes to what is kept in memory; refused above the limit."""
        self.read += size
        if self.read > LARGEST_READ:
            raise _TooMuch(f"its notes take more than {LARGEST_READ // 2**20} MB of memory")

    def rows(self, table: str, *columns: str) -> Iterator[Sequence[Any]]:
        """The rows of a table, in no particular order; a column that it lacks is an error."""
        if lacking := [name for name in columns if name not in self.columns.get(table, ())]:
            raise ValueError(f"its table {table} has no {' and no '.join(lacking)}")
        query = f'SELECT {", ".join(columns)} FROM "{table}"'
        for row in self.connection.execute(query):
            self.count(_ROW + sum(map(sys.getsizeof, row)))
            _in_time(self.until)
            yield row


@contextmanager
def opened(path: Path) -> Iterator[Tables]:
    """The tables in the file at `path`; refused, while they are read too, if it is damaged, too large or hostile."""
    until = time.monotonic() + SECONDS
    try:
        with tempfile.TemporaryDirectory(prefix="deckgen-export-") as folder:
            database = Path(folder) / "collection"
            _unpack(path, database, until)
            with _connected(database, until) as connection:
                yield Tables(connection, until, _tables(connection))
    except FileNotFoundError as error:
        raise Refused(Problem(path, 0, "no such file")) from error
    except (_TooMuch, _Hostile, *_DAMAGE) as error:
        advice = _LESS if isinstance(error, _TooMuch) else _UNKNOWN if isinstance(error, _Hostile) else _AGAIN
        late = time.monotonic() > until
        why = f"reading it takes more than {SECONDS:.0f} seconds" if late else str(error)
        message = f"not an Anki package or export: {why or type(error).__name__}"
        raise Refused(Problem(path, 0, message, advice=_LESS if late else advice)) from error


def _in_time(until: float) -> None:
    if time.monotonic() > until:
        raise _TooMuch("it takes too long")


# ------------------------------------------------------------------ the archive


class _Measured(io.FileIO):
    """A file that is never read in one piece larger than the directory of an archive may be."""

    def read(self, size: int | None = -1, /) -> bytes:
        wanted = _DIRECTORY + 1 if size is None or size < 0 else size
        if wanted > _DIRECTORY + 1:
            raise _TooMuch("the directory of the archive is too large")
        return super().read(wanted) or b""


def _unpack(path: Path, target: Path, until: float) -> None:
    """Write the newest database of the archive at `path` to `target`; the others only tell an older Anki to give up."""
    if path.exists() and not (path.is_file() or path.is_dir()):
        raise ValueError("it is not a file")
    with _Measured(place(path)) as file, zipfile.ZipFile(file) as archive:
        names = set(archive.namelist())
        name = next((name for name in _DATABASES if name in names), "")
        if not name:
            raise ValueError("it holds no collection")
        member = archive.getinfo(name)
        if member.file_size > LARGEST:
            raise _too_large()
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):  # others unpack without a limit
            raise _Hostile("its collection is packed in a way that Anki does not use")
        with archive.open(member) as packed, target.open("wb") as out:
            _copy(_decompressed(packed) if name.endswith("b") else packed, out, until)


def _decompressed(packed: IO[bytes]) -> IO[bytes]:
    import zstandard

    return zstandard.ZstdDecompressor(max_window_size=2**27).stream_reader(packed)


def _copy(stream: IO[bytes], out: IO[bytes], until: float) -> None:
    """Copy a database piece by piece; refused early if it is none or too large."""
    import zstandard

    try:
        head = stream.read(100)
        if not head.startswith(b"SQLite format 3\0") or len(head) < 100:
            raise ValueError("its collection is not a database")
        # There is no write-ahead log beside it, whatever its header says.
        piece, size = head[:18] + b"\x01\x01" + head[20:], 0
        while piece:
            size += out.write(piece)
            if size > LARGEST:
                raise _too_large()
            _in_time(until)
            piece = stream.read(_PIECE)
    except zstandard.ZstdError as error:
        raise ValueError(str(error)) from error


def _too_large() -> _TooMuch:
    return _TooMuch(f"it unpacks to more than {LARGEST // 2**20} MB")


# ------------------------------------------------------------------ the database


@contextmanager
def _connected(database: Path, until: float) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
        connection.create_collation(
            "unicase", lambda a, b: (a.casefold() > b.casefold()) - (a.casefold() < b.casefold())
        )
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LARGEST_VALUE)
        connection.setlimit(sqlite3.SQLITE_LIMIT_COLUMN, 100)
        connection.setlimit(sqlite3.SQLITE_LIMIT_SQL_LENGTH, _LARGEST_SCHEMA)
        connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
        connection.set_progress_handler(lambda: time.monotonic() > until, 10_000)
        for pragma in ("trusted_schema = OFF", "cell_size_check = ON", f"hard_heap_limit = {_HEAP}", "mmap_size = 0"):
            connection.execute(f"PRAGMA {pragma}")
        connection.set_authorizer(_allowed)
        yield connection


def _allowed(action: int, *_: object) -> int:
    """Only plain reading: no function, no recursion, nothing that writes."""
    reading = (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ)
    return sqlite3.SQLITE_OK if action in reading else sqlite3.SQLITE_DENY


def _tables(connection: sqlite3.Connection) -> dict[str, frozenset[str]]:
    """The columns of all tables; refused if the database has anything but plain tables and indexes."""
    names, size = [], 0
    for kind, name, sql in connection.execute("SELECT type, name, sql FROM sqlite_master"):
        if kind not in ("table", "index") or str(sql).lstrip()[:30].upper().startswith("CREATE VIRTUAL"):
            what = "virtual table" if kind in ("table", "index") else kind
            raise _Hostile(f"its database has a {what} {str(name)[:40]!r}, which Anki never makes")
        size += len(str(sql))
        if size > _LARGEST_SCHEMA:
            raise _Hostile("its database defines more tables than Anki ever does")
        if kind == "table":
            names.append(str(name))
    connection.set_authorizer(None)  # for pragmas, which run nothing of the database
    columns = {name: _columns(connection, name) for name in names}
    connection.set_authorizer(_allowed)
    return columns


def _columns(connection: sqlite3.Connection, table: str) -> frozenset[str]:
    found = set()
    quoted = table.replace('"', '""')
    for _, name, *_, hidden in connection.execute(f'PRAGMA table_xinfo("{quoted}")'):
        if hidden:
            raise _Hostile(f"its table {table[:40]!r} computes the column {str(name)[:40]!r}, which Anki never does")
        found.add(str(name))
    return frozenset(found)
