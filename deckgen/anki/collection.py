"""Reading a package or an export of Anki: `.apkg` and `.colpkg`, in the old and the new container."""

from __future__ import annotations

import io
import json
import lzma
import sqlite3
import struct
import time
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from deckgen.files.bounds import place
from deckgen.files.source import Problem, Refused

_SECONDS = 60.0  # time limit for queries; a hundred thousand notes take one second
LARGEST = 2**29  # bytes of a collection without its media; a larger one is a zip bomb, not a deck

# Errors from reading a file that is damaged, encrypted or something else altogether.
_DAMAGE = (
    *(OSError, EOFError, zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, sqlite3.Error),
    *(KeyError, ValueError, TypeError, IndexError, AttributeError, NotImplementedError, RuntimeError),
    *(OverflowError, MemoryError),
)


@dataclass(frozen=True)
class HeldType:
    """A note type in a collection; css and templates are known only in the old container."""

    id: int
    name: str
    mod: int
    fields: tuple[str, ...]
    css: str = ""
    templates: tuple[tuple[str, str, str], ...] = ()  # name, front, back


@dataclass(frozen=True)
class HeldNote:
    """A note in a collection: fields as HTML, and for each card its position as a new card."""

    guid: str
    nid: int
    type_id: int
    mod: int
    tags: tuple[str, ...]
    fields: dict[str, str]
    positions: dict[int, int | None]
    deck_id: int = 0  # of its first card
    deck: str = ""


@dataclass(frozen=True)
class Collection:
    """The contents of an Anki file."""

    path: Path
    types: dict[int, HeldType]
    notes: tuple[HeldNote, ...]


def load(path: Path) -> Collection:
    """Load the collection in the file at `path`; raises Refused if it is damaged or not a collection."""
    try:
        with zipfile.ZipFile(place(path)) as archive:
            database = _database(archive)
        with _opened(database) as connection:
            return _read(path, connection)
    except FileNotFoundError as error:
        raise Refused(Problem(path, 0, "no such file")) from error
    except _DAMAGE as error:
        raise Refused(
            Problem(path, 0, f"not an Anki package or export: {error}", advice="export it again: File > Export")
        ) from error


def _database(archive: zipfile.ZipFile) -> bytes:
    """The newest database in the archive; the others only say that a newer Anki is needed."""
    names = archive.namelist()
    name = next((n for n in ("collection.anki21b", "collection.anki21", "collection.anki2") if n in names), None)
    if name is None:
        raise ValueError("it holds no collection")
    with archive.open(name) as packed:
        stream: io.BufferedIOBase = packed  # type: ignore[assignment]
        if name.endswith("b"):
            import zstandard

            stream = zstandard.ZstdDecompressor().stream_reader(packed)  # type: ignore[assignment]
            try:
                return _unpacked(stream)
            except zstandard.ZstdError as error:
                raise ValueError(str(error)) from error
        return _unpacked(stream)


def _unpacked(stream: io.BufferedIOBase) -> bytes:
    """Read a database; raises ValueError early if it is not one or is too large."""
    head = stream.read(100)
    if not head.startswith(b"SQLite format 3\0"):
        raise ValueError("its collection is not a database")
    data = head + stream.read(LARGEST)
    if len(data) > LARGEST:
        raise ValueError("it unpacks to more than half a gigabyte")
    return data


@contextmanager
def _opened(database: bytes) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:")) as opened:
        opened.create_collation("unicase", lambda a, b: (a.casefold() > b.casefold()) - (a.casefold() < b.casefold()))
        # A database in memory has no write-ahead log, whatever its header says.
        opened.deserialize(database[:18] + b"\x01\x01" + database[20:])
        # The database is untrusted: a view in place of a table may never end.
        opened.execute("PRAGMA trusted_schema = OFF")
        until = time.monotonic() + _SECONDS
        opened.set_progress_handler(lambda: time.monotonic() > until, 100_000)
        yield opened


def _read(path: Path, connection: sqlite3.Connection) -> Collection:
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if not {"col", "cards", "notes"} <= tables or ("notetypes" in tables and "fields" not in tables):
        raise ValueError("its database holds no notes")
    types = dict(_new_types(connection) if "notetypes" in tables else _old_types(connection))
    if "decks" in tables:  # here a special character separates the parts of a name
        decks = {
            did: _text(name).replace("\x1f", "::") for did, name in connection.execute("SELECT id, name FROM decks")
        }
    else:
        known = json.loads(connection.execute("SELECT decks FROM col").fetchone()[0])
        decks = {int(did): _text(deck["name"]) for did, deck in known.items()}
    positions: dict[int, dict[int, int | None]] = {}
    homes: dict[int, int] = {}
    for nid, did, ordinal, kind, due, data in connection.execute("SELECT nid, did, ord, type, due, data FROM cards"):
        positions.setdefault(nid, {})[int(ordinal)] = int(due) if kind == 0 else _first_position(data)
        homes.setdefault(nid, did)
    rows = [
        (int(nid), _text(guid), int(mid), int(mod), _text(tags), _text(fields))
        for nid, guid, mid, mod, tags, fields in connection.execute(
            "SELECT id, guid, mid, mod, tags, flds FROM notes ORDER BY id"
        )
    ]
    notes = tuple(
        HeldNote(
            guid,
            nid,
            mid,
            mod,
            tuple(tags.split()),
            dict(zip(types[mid].fields, fields.split("\x1f"), strict=False)),
            positions.get(nid, {}),
            homes.get(nid, 0),
            decks.get(homes.get(nid, 0), ""),
        )
        for nid, guid, mid, mod, tags, fields in rows
        if mid in types
    )
    return Collection(path, types, notes)


def _text(value: object) -> str:
    """Return a database value that must be text and encodable as UTF-8."""
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is not text")
    value.encode("utf-8")
    return value


def _first_position(data: str) -> int | None:
    """The position of a studied card among the new ones, which Anki keeps with the card."""
    kept = json.loads(data).get("pos") if data.startswith("{") else None
    return kept if isinstance(kept, int) else None


def _old_types(connection: sqlite3.Connection) -> Iterator[tuple[int, HeldType]]:
    models = json.loads(connection.execute("SELECT models FROM col").fetchone()[0])
    for model in models.values():
        fields = tuple(_text(field["name"]) for field in sorted(model["flds"], key=lambda field: field["ord"]))
        sides = sorted(model["tmpls"], key=lambda template: template["ord"])
        templates = tuple((_text(side["name"]), _text(side["qfmt"]), _text(side["afmt"])) for side in sides)
        number = int(model["id"])
        yield number, HeldType(number, _text(model["name"]), int(model["mod"]), fields, _text(model["css"]), templates)


def _new_types(connection: sqlite3.Connection) -> Iterator[tuple[int, HeldType]]:
    fields: dict[int, list[tuple[int, str]]] = {}
    for number, ordinal, name in connection.execute("SELECT ntid, ord, name FROM fields"):
        fields.setdefault(number, []).append((ordinal, _text(name)))
    for number, name, mod in connection.execute("SELECT id, name, mtime_secs FROM notetypes"):
        ordered = tuple(field for _, field in sorted(fields.get(number, [])))
        yield number, HeldType(number, _text(name), int(mod), ordered)
