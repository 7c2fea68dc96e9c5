"""A deck as one HTML page to look at before importing it: every card as Anki shows it, every pair with its line.

The page contains the notes and templates as data and fills them in itself, by Anki's rules; it never uses the network.
Its policy has the browser hold it to that: whatever a card may contain, only the script and style sheet of the page
run, known by their hashes, and nothing is loaded that is not in the page. What fills in and draws a card is a module of
its own, templates/card.js, which another page may import.
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
        "types": {kind: type_data(types[kind]) for kind in KINDS},
        "notes": {note.id: note_data(note, fields[note.id], changed.get(note.id, ""), beside) for note in notes},
        "cards": [[name, template] for name, template in study_order(notes)],
        "pairs": [_pairs(part, beside) for part in parts],
        "sounds": {name: base64.b64encode(data).decode("ascii") for name, data in (sounds or {}).items()},
    }
    # The page's code is ours, so it may be put in before the policy is made of it.
    page = resources.text("cards/templates/preview.html").replace("{{card}}", resources.text("cards/templates/card.js"))
    filled = {"policy": _policy(page), "title": html.escape(deck.name), "data": _embedded(data)}
    return re.sub(
        r"\{\{(policy|title|data)\}\}", lambda match: filled[match[1]], page
    )  # in one pass: either may contain {{data}} itself


def _policy(page: str) -> str:
    """The Content-Security-Policy of `page`.

    Style attributes of templates are applied, as in Anki: they load nothing that the other lines forbid. Neither do the
    style sheets of cards, which are objects made by the script, and which no line of a policy names.
    """
    styles, scripts = _hashes(page, "style"), _hashes(page, 'script type="module"')
    lines = (
        *("default-src 'none'", f"script-src {scripts}", f"style-src {styles}", f"style-src-elem {styles}"),
        *("style-src-attr 'unsafe-inline'", "img-src data:", "font-src data:", "media-src data:"),
        *("base-uri 'none'", "form-action 'none'"),
    )
    return "; ".join(lines)


def _hashes(page: str, tag: str) -> str:
    """The contents of the elements of `page` that begin with `tag`, as a policy names them."""
    texts = re.findall(rf"<{tag}>(.*?)</{tag.partition(' ')[0]}>", page, re.DOTALL)
    digests = (hashlib.sha256(text.encode()).digest() for text in texts)
    return " ".join(f"'sha256-{base64.b64encode(digest).decode('ascii')}'" for digest in digests)


_WIDTH_RULE = re.compile(r"@media(?= *\((?:min|max)-width)")


def _css(note_type: NoteType) -> str:
    """The style sheet of a card, whose rules for narrow windows apply to narrow frames here."""
    return _WIDTH_RULE.sub("@container", note_type.css)


def type_data(note_type: NoteType) -> dict[str, Any]:
    """A note type as the pages need it to show a card: `type` of card.js."""
    return {
        "css": _css(note_type),
        "templates": {name: {"front": front, "back": back} for name, front, back in note_type.templates},
        "order": [name for name, _, _ in note_type.templates],
    }


def note_data(note: Note, fields: Mapping[str, str], change: str, beside: Path) -> dict[str, Any]:
    """A note as the pages need it: `note` of card.js, with its place relative to the folder `beside`.

    `fields` are those of the package; `change` says what the next build does, or is empty.
    """
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
