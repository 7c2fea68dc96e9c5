"""A deck as one HTML page to look at before importing it: every card as Anki shows it, every pair with its line.

The page contains the notes and templates as data and fills them in itself, by Anki's rules; it never uses the network.
"""

from __future__ import annotations

import base64
import html
import json
import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from deckgen.cards.notes import Note, study_order
from deckgen.cards.notetypes import NoteType
from deckgen.files import resources
from deckgen.project.deck import Deck
from deckgen.project.fields import KINDS
from deckgen.project.parts import Part


def render(
    deck: Deck,
    parts: Iterable[Part],
    notes: Iterable[Note],
    types: Mapping[str, NoteType],
    fields: Mapping[str, Mapping[str, str]],
    changed: Mapping[str, str],
    *,
    beside: Path,
    sounds: Mapping[str, bytes] | None = None,
) -> str:
    """Render the page.

    `fields` are those of the package, `changed` says what the next build does, both by note id; paths are relative to
    the folder `beside`. `sounds` are recordings by name; others cannot be played.
    """
    notes = list(notes)
    data = {
        "deck": deck.name,
        "languages": [deck.front, deck.back],
        "texts": {text.id: text.title for text in deck.texts},
        "types": {kind: _type(types[kind]) for kind in KINDS},
        "notes": {note.id: _note(note, fields[note.id], changed.get(note.id, ""), beside) for note in notes},
        "cards": [[name, template] for name, template in study_order(notes)],
        "pairs": [_pairs(part, beside) for part in parts],
        "sounds": {name: base64.b64encode(data).decode("ascii") for name, data in (sounds or {}).items()},
    }
    page = resources.text("cards/templates/preview.html")
    filled = {"title": html.escape(deck.name), "data": _embedded(data)}
    return re.sub(
        r"\{\{(title|data)\}\}", lambda match: filled[match[1]], page
    )  # in one pass: either may contain {{data}} itself


def _type(note_type: NoteType) -> dict[str, Any]:
    return {
        "css": note_type.css,
        "templates": {name: {"front": front, "back": back} for name, front, back in note_type.templates},
        "order": [name for name, _, _ in note_type.templates],
    }


def _note(note: Note, fields: Mapping[str, str], change: str, beside: Path) -> dict[str, Any]:
    return {
        "kind": note.kind,
        "text": note.text,
        "place": f"{_near(note.path, beside)}:{note.line}",
        "change": change,
        "tags": list(note.tags),
        "fields": dict(fields),
    }


def _pairs(part: Part, beside: Path) -> dict[str, Any]:
    rows = [
        {
            "id": pair.id,
            "section": pair.section,
            "front": pair.front,
            "back": pair.back,
            "doubt": pair.doubt,
            "skip": pair.skip,
            "line": pair.lines[""],
        }
        for pair in part.pairs.values
    ]
    return {"text": part.text.id, "path": _near(part.pairs.path, beside), "rows": rows}


def _near(path: Path, beside: Path) -> str:
    return Path(os.path.relpath(path, beside)).as_posix()


def _embedded(data: object) -> str:
    """JSON that is safe inside a script element, whatever it contains."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
