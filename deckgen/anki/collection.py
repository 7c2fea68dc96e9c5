"""Reading a package or an export of Anki: `.apkg` and `.colpkg`, in the old and the new container."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deckgen.anki.container import Tables, opened


@dataclass(frozen=True)
class HeldType:
    """A note type in a collection; css and templates are known only in the old container."""

    id: int
    name: str
    mod: int
    fields: tuple[str, ...]
    css: str = ""
    templates: tuple[tuple[str, str, str], ...] = ()  # name, front, back
    field_ids: tuple[int, ...] = ()  # those that a package gave, which outlive a new name; 0 where there is none


@dataclass(frozen=True, slots=True)
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
    studied: bool = False  # any of its cards


@dataclass(frozen=True)
class Extent:
    """How much of a learner's collection was read: all of it, or what they chose; with the ids of deleted notes."""

    whole: bool = False
    deleted: frozenset[int] = frozenset()


CHOSEN = Extent()


@dataclass(frozen=True)
class Collection:
    """The contents of an Anki file."""

    path: Path
    types: dict[int, HeldType]
    notes: tuple[HeldNote, ...]
    extent: Extent = CHOSEN


def load(path: Path) -> Collection:
    """Load the collection in the file at `path`; raises Refused if it is damaged, too large or not a collection."""
    with opened(path) as tables:
        return _read(path, tables)


def _read(path: Path, tables: Tables) -> Collection:
    if not all(name in tables for name in ("col", "cards", "notes")) or ("notetypes" in tables) != ("fields" in tables):
        raise ValueError("its database holds no notes")
    types = dict(_new_types(tables) if "notetypes" in tables else _old_types(tables))
    decks = _decks(tables)
    positions: dict[int, dict[int, int | None]] = {}
    homes: dict[int, int] = {}
    studied: set[int] = set()
    for nid, did, home, ordinal, kind, due, data in tables.rows(
        "cards", "nid", "did", "odid", "ord", "type", "due", "data"
    ):
        positions.setdefault(nid, {})[int(ordinal)] = int(due) if kind == 0 else _first_position(data)
        homes.setdefault(nid, home or did)
        studied.update([nid] if kind else [])
    notes = [
        HeldNote(
            _text(guid),
            int(nid),
            mid,
            int(mod),
            tuple(_text(tags).split()),
            _fields(types[mid].fields, _text(fields), tables),
            positions.get(nid, {}),
            homes.get(nid, 0),
            decks.get(homes.get(nid, 0), ""),
            nid in studied,
        )
        for nid, guid, mid, mod, tags, fields in tables.rows("notes", "id", "guid", "mid", "mod", "tags", "flds")
        if mid in types
    ]
    extent = Extent(path.suffix.lower() == ".colpkg", _deleted(tables))
    return Collection(path, types, tuple(sorted(notes, key=lambda note: note.nid)), extent)


def _fields(names: Sequence[str], joined: str, tables: Tables) -> dict[str, str]:
    fields = dict(zip(names, joined.split("\x1f", len(names)), strict=False))
    tables.count(sys.getsizeof(fields) + sum(map(sys.getsizeof, filter(None, fields.values()))) - len(joined))
    return fields


def _decks(tables: Tables) -> dict[int, str]:
    """The names of decks by id."""
    if "decks" in tables:  # here a special character separates the parts of a name
        return {did: _text(name).replace("\x1f", "::") for did, name in tables.rows("decks", "id", "name")}
    return {int(did): _text(deck["name"]) for did, deck in _settings(tables, "decks").items()}


def _deleted(tables: Tables) -> frozenset[int]:
    """The ids of deleted notes, which a whole collection remembers until it is synchronized anew."""
    if "graves" not in tables:
        return frozenset()
    return frozenset(int(nid) for nid, kind in tables.rows("graves", "oid", "type") if kind == _NOTE)


_NOTE = 1  # the type of a deleted note among the graves; 0 is a card, 2 a deck


def _settings(tables: Tables, column: str) -> Any:
    """What an old container holds as JSON; refused if it is larger than any."""
    text = next((text for (text,) in tables.rows("col", column)), None)
    if text is None or len(text) > _LARGEST_SETTINGS:
        raise ValueError(f"it has no {column}" if text is None else f"its {column} are too large")
    return json.loads(text)


_LARGEST_SETTINGS = 2**23  # characters; a thousand note types have some three million


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


def _old_types(tables: Tables) -> Iterator[tuple[int, HeldType]]:
    for model in _settings(tables, "models").values():
        listed = sorted(model["flds"], key=lambda field: field["ord"])
        fields = tuple(_text(field["name"]) for field in listed)
        ids = tuple(int(field.get("id") or 0) for field in listed)
        sides = sorted(model["tmpls"], key=lambda template: template["ord"])
        templates = tuple((_text(side["name"]), _text(side["qfmt"]), _text(side["afmt"])) for side in sides)
        number = int(model["id"])
        yield (
            number,
            HeldType(number, _text(model["name"]), int(model["mod"]), fields, _text(model["css"]), templates, ids),
        )


def _new_types(tables: Tables) -> Iterator[tuple[int, HeldType]]:
    fields: dict[int, list[tuple[int, str, int]]] = {}
    for number, ordinal, name, config in tables.rows("fields", "ntid", "ord", "name", "config"):
        fields.setdefault(number, []).append((ordinal, _text(name), _field_id(config)))
    for number, name, mod in tables.rows("notetypes", "id", "name", "mtime_secs"):
        ordered = sorted(fields.get(number, []))
        names, ids = tuple(field for _, field, _ in ordered), tuple(given for *_, given in ordered)
        yield number, HeldType(number, _text(name), int(mod), names, field_ids=ids)


_ID = 9  # the number of the id among the settings of a field, notetypes.proto of Anki


def _field_id(config: object) -> int:
    """The id in the settings of a field, a message of Protocol Buffers; 0 if there is none."""
    data = config if isinstance(config, bytes) else b""
    at = 0
    while at < len(data):
        key, at = _varint(data, at)
        if key & 7 not in (0, 2):  # a number of fixed length, which Anki has none of here
            return 0
        value, at = _varint(data, at)
        if key == _ID << 3:
            return value
        at += value if key & 7 else 0
    return 0


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """A number of seven bits a byte, the lowest first, and where the next one begins."""
    value = 0
    for n, byte in enumerate(data[at : at + 10]):
        value |= (byte & 127) << 7 * n
        if byte < 128:
            return value, at + n + 1
    return 0, len(data)
