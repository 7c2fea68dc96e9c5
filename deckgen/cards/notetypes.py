"""The note types of a deck: fields, cards and their templates, and permanent ids.

Field lists, ids and names are version 1 and frozen. Everyone who imported a package has them, and Anki never again
updates a note whose note type differs in them.
"""

from __future__ import annotations

import hashlib
import html
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from deckgen.cards.speech import locale
from deckgen.files import resources
from deckgen.languages.language import language
from deckgen.project.deck import Deck
from deckgen.project.fields import KINDS, TEMPLATES, stable_id


@dataclass(frozen=True)
class NoteType:
    """A note type of one deck, as `package` passes it to genanki."""

    kind: str
    id: int
    name: str
    css: str
    templates: tuple[tuple[str, str, str], ...]  # name, front, back

    @property
    def digest(self) -> str:
        """A hash of what can change safely: style and templates."""
        return hashlib.sha256(json.dumps([self.css, self.templates]).encode()).hexdigest()[:16]


# ------------------------------------------------------------------ identity


def note_types(deck: Deck, names: Mapping[str, str], own: Mapping[str, str] | None = None) -> dict[str, NoteType]:
    """The note types of `deck`, one per kind; `names` are those of the first build, kept permanently.

    `own` holds the deck's own templates under the names of the shipped ones; its style sheet comes after ours.
    """
    own = own or {}
    css = template_file("style.css") + (f"\n{own['style.css']}" if "style.css" in own else "")
    return {
        kind: NoteType(
            kind,
            stable_id(deck.id, kind),
            names.get(kind) or f"{deck.name} – {kind.capitalize()}",
            css,
            tuple((name, *_sides(kind, name, deck, own)) for name in TEMPLATES[kind]),
        )
        for kind in KINDS
    }


def _sides(kind: str, name: str, deck: Deck, own: Mapping[str, str]) -> tuple[str, str]:
    if name.startswith("Spare"):  # makes no card until a later version fills its field
        return f"{{{{#{name}}}}}{{{{{name}}}}}{{{{/{name}}}}}", "{{FrontSide}}"
    words = template_words(deck)
    files = (f"{kind}/{name.lower()}.{side}.html" for side in ("front", "back"))
    front, back = (own[file] if file in own else template_file(file) for file in files)
    return _filled(front, words), _filled(back, words)


def template_words(deck: Deck) -> dict[str, str]:
    """What replaces [[word]] in a template of `deck`: labels, languages, and what a device should read aloud."""
    speaks = deck.audio is not None and not deck.audio.recorded
    fields = {"sayfront": "Front", "sayterm": "Term", "sayexample": "Example"}
    spoken = {word: f"{{{{tts {locale(deck.front)}:{field}}}}}" if speaks else "" for word, field in fields.items()}
    return {**language(deck.back).cards, "front": deck.front, "back": deck.back, **spoken, "credits": _credits(deck)}


def _credits(deck: Deck) -> str:
    """The sources and licences of a deck that wants them on its cards, as HTML of a template; else nothing."""
    if not deck.credits:
        return ""
    lines = [text.credit for text in deck.texts] + [deck.licence] * bool(deck.licence)
    rows = "".join(f"<div>{html.escape(line, quote=False)}</div>" for line in lines)
    rows = rows.replace("{", "&#123;").replace("[", "&#91;")  # nothing in it is a field, a word or a sound
    label = language(deck.back).cards["source"]
    return f'<details class="dg-hint"><summary lang="{deck.back}" dir="auto">{label}</summary>{rows}</details>'


def _filled(template: str, words: Mapping[str, str]) -> str:
    return re.sub(r"\[\[([a-z]+)\]\]", lambda match: words[match[1]], template)


@cache
def template_file(name: str) -> str:
    """A template or the style sheet as shipped with deckgen."""
    return resources.text(f"cards/templates/{name}").rstrip("\n")
