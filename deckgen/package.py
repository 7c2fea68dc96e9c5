"""A lock and its note types → the .apkg file that Anki imports, the same bytes for the same lock.

genanki says what decks, note types and tables look like. The rows are written here, because identity,
times and positions are the lock's, and because one `executemany` a table is several times faster.
"""

from __future__ import annotations

import hashlib
import html
import io
import json
import re
import sqlite3
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

import genanki
from genanki.apkg_col import APKG_COL
from genanki.apkg_schema import APKG_SCHEMA

from deckgen.lock import Entry, Lock
from deckgen.notetypes import FIELDS, TEMPLATES, NoteType, cards_of, stable_id

SORT_FIELD = 1  # Front or Term: the Key says nothing to a person
_Row = tuple[Any, ...]


def package(lock: Lock, types: Mapping[str, NoteType], media: Mapping[str, bytes] | None = None) -> bytes:
    """The .apkg that holds all notes of `lock`, and sound files by name; a retired note has no cards."""
    media = media or {}
    numbered = {str(n): data for n, data in enumerate(media.values())}
    named = json.dumps({str(n): name for n, name in enumerate(media)})
    return _zipped({"collection.anki2": _collection(lock, types), "media": named.encode("utf-8"), **numbered})


def _collection(lock: Lock, types: Mapping[str, NoteType]) -> bytes:
    deck = genanki.Deck(stable_id(lock.deck_id, "deck"), lock.names[-1])
    models = {str(types[t.kind].id): _model(types[t.kind], t.mod, deck.deck_id) for t in lock.types}
    connection = sqlite3.connect(":memory:")
    try:
        connection.execute("PRAGMA page_size = 4096")
        connection.executescript(APKG_SCHEMA + APKG_COL)
        (known,) = connection.execute("SELECT decks FROM col").fetchone()
        decks = {**json.loads(known), str(deck.deck_id): deck.to_json()}
        connection.execute("UPDATE col SET models = ?, decks = ?", (json.dumps(models), json.dumps(decks)))
        connection.executemany(
            "INSERT INTO notes VALUES (?,?,?,?,?,?,?,?,?,?,?)",
            (_note(entry, types[entry.kind].id) for entry in lock.entries),
        )
        connection.executemany(
            "INSERT INTO cards VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
            (card for entry in lock.entries for card in _cards(entry, deck.deck_id)),
        )
        connection.commit()
        return _anonymous(connection.serialize())
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
    described: dict[str, Any] = model.to_json(mod, deck_id)
    return described


def _note(entry: Entry, type_id: int) -> _Row:
    stamps = {"Key": entry.guid, "Built": str(entry.mod)}
    fields = [stamps.get(name) or entry.fields.get(name, "") for name in FIELDS[entry.kind]]
    return (
        entry.nid,
        entry.guid,
        type_id,
        entry.mod,
        -1,
        f" {' '.join(entry.tags)} ",
        "\x1f".join(fields),
        _plain(fields[SORT_FIELD]),
        int(hashlib.sha1(fields[0].encode(), usedforsecurity=False).hexdigest()[:8], 16),
        0,
        "",
    )


def _plain(field: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", "", field))


def _cards(entry: Entry, deck_id: int) -> Iterator[_Row]:
    if entry.retired:
        return
    names = TEMPLATES[entry.kind]
    for name in cards_of(entry.kind, entry.fields):
        ordinal = names.index(name)
        yield (
            entry.nid + ordinal,
            entry.nid,
            deck_id,
            ordinal,
            entry.mod,
            -1,
            0,
            0,
            entry.due[name],
            *[0] * 8,
            "",
        )


def _anonymous(database: bytes) -> bytes:
    """The database without the version of SQLite and the count of writes that its header carries."""
    fixed = (1).to_bytes(4, "big")
    return database[:24] + fixed + database[28:92] + fixed + (3_040_000).to_bytes(4, "big") + database[100:]


def _zipped(files: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data, compresslevel=9)
    return buffer.getvalue()
