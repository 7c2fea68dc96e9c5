"""JSON Schemas by which editors help with the files that people write, one for each kind of file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from deckgen.files.disk import write
from deckgen.files.resources import text
from deckgen.project import keys
from deckgen.project.deck import Deck
from deckgen.project.forms import with_languages

FOLDER = "schema"
KINDS = ("deck", "pairs", "vocabulary")
_WIDTH, _KEY_WIDTH = 120, 110  # columns above which a value, or the schema of a key, is split into lines


def files(deck: Deck) -> dict[str, str]:
    """The schemas of `deck` by file name, with the keys of its languages."""
    languages = deck.front, deck.back
    return {f"{kind}.json": with_languages(f"{_written(_schema(kind))}\n", languages) for kind in KINDS}


def _schema(kind: str) -> dict[str, Any]:
    """The schema of a kind of file: its frame from project/schemas/, with the keys from the tables."""
    made: dict[str, Any] = json.loads(text(f"project/schemas/{kind}.json"))
    table = {"deck": keys.DECK, "pairs": keys.PAIR, "vocabulary": keys.TERM}[kind]
    entry = made.get("items", made)  # a file holds a list of entries, deck.yaml is one
    entry.update(table.schema)
    definitions = json.loads(text("project/schemas/definitions.json"))
    return {**made, "definitions": {name: definitions[name] for name in made["definitions"]}}


def _written(value: Any, indent: int = 0, at: int = 0) -> str:
    """Readable JSON: on one line from column `at` if it is short, else one line per item."""
    line = json.dumps(value, ensure_ascii=False)
    width = _KEY_WIDTH if isinstance(value, dict) and "description" in value else _WIDTH
    if not isinstance(value, dict | list) or at + len(line) < width:
        return line
    lead = " " * (indent + 2)
    leads = [f'{lead}"{key}": ' for key in value] if isinstance(value, dict) else [lead] * len(value)
    parts = zip(leads, value.values() if isinstance(value, dict) else value, strict=True)
    items = ",\n".join(lead + _written(part, indent + 2, len(lead)) for lead, part in parts)
    return f"{line[0]}\n{items}\n{' ' * indent}{line[-1]}"


def keep(deck: Deck) -> None:
    """Write the schemas into the deck's folder; those already up to date are left untouched."""
    for path, data in kept(deck).items():
        write(path, data)


def kept(deck: Deck) -> dict[Path, bytes]:
    """What `keep` writes, by path."""
    return {deck.folder / FOLDER / name: schema.encode("utf-8") for name, schema in files(deck).items()}


def refresh(deck: Deck) -> None:
    """Update the schemas of a deck that has them, to this version of deckgen and to the deck's languages."""
    for path, data in refreshed(deck).items():
        write(path, data)


def refreshed(deck: Deck) -> dict[Path, bytes]:
    """What `refresh` writes, by path."""
    return kept(deck) if (deck.folder / FOLDER).is_dir() else {}
