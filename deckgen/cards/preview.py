"""A deck as one HTML page to look at before importing it: every card as Anki shows it, every pair with its line.

The page contains the notes and templates as data and fills them in itself, by Anki's rules; it never uses the network.
Its policy has the browser hold it to that: whatever a card may contain, only the scripts and style sheets of the page
run, known by their hashes, and nothing is loaded that is not in the page.
"""

from __future__ import annotations

import base64
import hashlib
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
    policy = _policy(page, {_css(types[kind]) for kind in KINDS})
    filled = {"policy": policy, "title": html.escape(deck.name), "data": _embedded(data)}
    return re.sub(
        r"\{\{(policy|title|data)\}\}", lambda match: filled[match[1]], page
    )  # in one pass: either may contain {{data}} itself


def _policy(page: str, sheets: Iterable[str]) -> str:
    """The Content-Security-Policy of `page`, which puts the style sheets `sheets` around cards.

    Style attributes of templates are applied, as in Anki: they load nothing that the other lines forbid.
    """
    own = [match[1] for match in re.finditer(r"<style[^>]*>(.*?)</style>", page, re.DOTALL)]
    scripts = [match[1] for match in re.finditer(r"<script>(.*?)</script>", page, re.DOTALL)]
    styles = _hashes([*own, *sheets])
    lines = (
        *("default-src 'none'", f"script-src {_hashes(scripts)}", f"style-src {styles}", f"style-src-elem {styles}"),
        *("style-src-attr 'unsafe-inline'", "img-src data:", "font-src data:", "media-src data:"),
        *("base-uri 'none'", "form-action 'none'"),
    )
    return "; ".join(lines)


def _hashes(texts: Iterable[str]) -> str:
    """Texts as a policy names them; a parser of HTML has turned their newlines into the one of Unix."""
    digests = (hashlib.sha256(re.sub(r"\r\n?", "\n", text).encode()).digest() for text in texts)
    return " ".join(sorted(f"'sha256-{base64.b64encode(digest).decode('ascii')}'" for digest in digests))


_WIDTH_RULE = re.compile(r"@media(?= *\((?:min|max)-width)")


def _css(note_type: NoteType) -> str:
    """The style sheet of a card, whose rules for narrow windows apply to narrow frames here."""
    return re.sub(r"\r\n?", "\n", _WIDTH_RULE.sub("@container", note_type.css))


def _type(note_type: NoteType) -> dict[str, Any]:
    return {
        "css": _css(note_type),
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
