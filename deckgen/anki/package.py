"""A lock and its note types → the .apkg file that Anki imports; the same lock gives the same bytes.

genanki defines decks, note types and tables. The rows are written here, because identity, times and positions come
from the lock, and because one `executemany` per table is several times faster. Indexes are created after the rows:
they are then stored compactly, and the package is a tenth smaller.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import repeat
from pathlib import Path
from typing import Any

import genanki
from genanki.apkg_col import APKG_COL
from genanki.apkg_schema import APKG_SCHEMA

from deckgen.cards.notetypes import NoteType
from deckgen.files.characters import unescaped
from deckgen.files.source import Problem, Refused
from deckgen.project.fields import FIELDS, TEMPLATES, cards_of, stable_id
from deckgen.project.lock import Entry, Lock

SORT_FIELD = 1  # Front or Term: the Key means nothing to a person
LEVEL = 4  # zlib level; 9 takes five times as long and saves three percent
_Row = tuple[Any, ...]
_INDEXES = re.findall(r"^CREATE INDEX .*$", APKG_SCHEMA, re.MULTILINE)
_TABLES = re.sub(r"^CREATE INDEX .*$", "", APKG_SCHEMA, flags=re.MULTILINE)


def package(
    lock: Lock,
    types: Mapping[str, NoteType],
    media: Mapping[str, bytes] | None = None,
    added: Mapping[str, Mapping[str, str]] | None = None,
) -> bytes:
    """The .apkg with all notes of `lock` and the sound files `media`, by name; retired notes have no cards.

    `added` are further fields of notes by their ids; such a note is a second newer than in a package without them.
    """
    media = media or {}
    numbered = {str(n): (data,) for n, data in enumerate(media.values())}
    named = json.dumps({str(n): name for n, name in enumerate(media)})
    with tempfile.TemporaryDirectory() as folder:  # the collection is the largest of all that a build has in hand
        path = Path(folder) / "collection.anki2"
        try:
            _write_collection(path, lock, types, added or {})
            return _zipped({path.name: _anonymous(path), "media": (named.encode("utf-8"),), **numbered})
        except sqlite3.Error as error:
            raise Refused(Problem(path, 0, f"cannot be written: {error}")) from error


def _write_collection(
    path: Path, lock: Lock, types: Mapping[str, NoteType], added: Mapping[str, Mapping[str, str]]
) -> None:
    deck = genanki.Deck(stable_id(lock.deck_id, "deck"), lock.names[-1])
    models = {str(types[t.kind].id): _model(types[t.kind], t.mod, deck.deck_id) for t in lock.types}
    connection = sqlite3.connect(path)
    try:
        connection.executescript("PRAGMA page_size = 4096; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF")
        connection.executescript(_TABLES + APKG_COL)
        (known,) = connection.execute("SELECT decks FROM col").fetchone()
        decks = {**json.loads(known), str(deck.deck_id): deck.to_json()}
        connection.execute("UPDATE col SET models = ?, decks = ?", (json.dumps(models), json.dumps(decks)))
        notes = (_note(entry, types[entry.kind].id, added.get(entry.id, {})) for entry in lock.entries)
        connection.executemany("INSERT INTO notes VALUES (?,?,?,?,-1,?,?,?,?,0,'')", notes)
        cards = (card for entry in lock.entries for card in _cards(entry, deck.deck_id))
        connection.executemany("INSERT INTO cards VALUES (?,?,?,?,?,-1,0,0,?,0,0,0,0,0,0,0,0,'')", cards)
        for index in _INDEXES:
            connection.execute(index)
        connection.commit()
    finally:
        connection.close()


def _model(note_type: NoteType, mod: int, deck_id: int) -> dict[str, Any]:
    kind = note_type.kind
    model = genanki.Model(
        note_type.id,
        note_type.name,
        fields=[{"name": name, "id": stable_id(kind, "field", name)} for name in FIELDS[kind]],
        templates=[
            {"name": name, "id": stable_id(kind, "template", name), "qfmt": front, "afmt": back}
            for name, front, back in note_type.templates
        ],
        css=note_type.css,
        sort_field_index=SORT_FIELD,
    )
    model._req = [[n, *required(FIELDS[kind], front)] for n, (_, front, _) in enumerate(note_type.templates)]
    described: dict[str, Any] = model.to_json(mod, deck_id)
    return described


def required(names: Sequence[str], question: str) -> tuple[str, list[int]]:
    """Which of the fields `names` a question needs by genanki's rule: `any` or `all`, and their numbers.

    genanki renders the question twice for each field. Fields that are not in the question all behave alike, so one
    represents them all; this takes a fifth of the time, which matters for a small deck.
    """
    alike = [name for name in names if name not in question]
    given = [name for name in names if name in question] + alike[:1]
    model = genanki.Model(0, "", [{"name": name} for name in given], [{"qfmt": question}])
    ((_, how, numbers),) = model.to_json(0, 0)["req"]
    needed = {given[number] for number in numbers}
    if needed & set(alike):
        needed.update(alike)
    return how, [number for number, name in enumerate(names) if name in needed]


def _note(entry: Entry, type_id: int, added: Mapping[str, str]) -> _Row:
    fields = filled(replace(entry, fields={**entry.fields, **added}) if added else entry)
    checksum = int.from_bytes(hashlib.sha1(entry.guid.encode(), usedforsecurity=False).digest()[:4], "big")
    tags = f" {' '.join(entry.tags)} "
    return (
        entry.nid,
        entry.guid,
        type_id,
        entry.mod + bool(added),
        tags,
        "\x1f".join(fields),
        _plain(fields[SORT_FIELD]),
        checksum,
    )


def filled(entry: Entry) -> list[str]:
    """All fields of a note in their order, with those that are filled in when it is written."""
    held = {**entry.fields, "Key": entry.guid, "Built": str(entry.mod)}
    return list(map(held.get, FIELDS[entry.kind], repeat("")))


_TAG = re.compile(r"<[^<>]*>")


def _plain(field: str) -> str:
    return unescaped(_TAG.sub("", field)) if "<" in field or "&" in field else field


def _cards(entry: Entry, deck_id: int) -> list[_Row]:
    if entry.retired:
        return []
    nid, mod, due, names = entry.nid, entry.mod, entry.due, TEMPLATES[entry.kind]
    return [
        (nid + n, nid, deck_id, n, mod, due[names[n]]) for n in map(names.index, cards_of(entry.kind, entry.fields))
    ]


def _anonymous(database: Path) -> Iterator[bytes]:
    """The database in pieces, with a fixed SQLite version and change counter in its header."""
    with database.open("rb") as file:
        header = bytearray(file.read(_HEADER))
        header[24:28] = header[92:96] = (1).to_bytes(4, "big")
        header[96:100] = (3_040_000).to_bytes(4, "big")
        yield bytes(header)
        while piece := file.read(_PIECE):
            yield piece


_HEADER, _PIECE = 100, 2**18  # bytes


def _zipped(files: Mapping[str, Iterable[bytes]]) -> bytes:
    """An archive of files that are given in pieces, without anything of the moment or the machine."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as archive:
        for name, pieces in files.items():
            with archive.open(name, "w") as member:  # its time is the first that an archive knows
                for piece in pieces:
                    member.write(piece)
            entry = archive.getinfo(name)
            entry.create_system, entry.external_attr = 3, 0o644 << 16
    return buffer.getvalue()
