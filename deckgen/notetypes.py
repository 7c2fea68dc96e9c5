"""The note types of a deck: fields, cards and their templates, and the ids that never change.

Field lists, ids and names are version 1 and frozen. Whoever imported a package has them, and Anki leaves a
note alone for ever whose note type differs in them.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from deckgen import shipped
from deckgen.deck import Deck
from deckgen.languages import language
from deckgen.speech import locale

KINDS = ("sentence", "vocabulary")
_SPARE = tuple(f"Spare{n}" for n in range(1, 7))
# fmt: off
FIELDS = {
    "sentence": (
        "Key", "Front", "Back", "Hint", "Note", "Section", "Source", "Before", "After", "FrontAudio", "BackAudio",
        "Links", "Status", "Built", "Production", "Typed", *_SPARE,
    ),
    "vocabulary": (
        "Key", "Term", "Meaning", "Grammar", "Example", "ExampleBack", "Hint", "Note", "Section", "Source",
        "TermAudio", "ExampleAudio", "Links", "Frequency", "Status", "Built", "Production", "Gap", "Typed", *_SPARE,
    ),
}
# fmt: on
TEMPLATES = {
    "sentence": ("Recognition", "Production", "Spare1", "Spare2"),
    "vocabulary": ("Recognition", "Production", "Gap", "Spare1", "Spare2"),
}
# The two sides of a note: what is asked, and its answer.
SIDES = {"sentence": ("Front", "Back"), "vocabulary": ("Term", "Meaning")}
# Filled in when a package is written, not part of what a person wrote.
STAMPS = frozenset({"Key", "Built"})
# Taken from elsewhere: a change in them alone is no reason to touch the note.
DERIVED = frozenset({"Before", "After", "Links"})
OURS = "deckgen::"  # begins the tags that are not a person's own
RETIRED = f"{OURS}retired"
ANKIS_OWN = frozenset({"leech", "marked"})  # tags that Anki sets itself


def cards_of(kind: str, fields: Mapping[str, str]) -> tuple[str, ...]:
    """The templates by which a note with these fields has a card: the first always, others where a flag is set."""
    return ("Recognition", *[name for name in TEMPLATES[kind][1:] if fields.get(name)])


@dataclass(frozen=True)
class NoteType:
    """A note type of one deck: what `package` gives to genanki."""

    kind: str
    id: int
    name: str
    css: str
    templates: tuple[tuple[str, str, str], ...]  # name, front, back

    @property
    def digest(self) -> str:
        """A hash of everything that may change without hurting anybody: style and templates."""
        return hashlib.sha256(json.dumps([self.css, self.templates]).encode()).hexdigest()[:16]


# ------------------------------------------------------------------ identity


def guid(deck_id: str, note_id: str) -> str:
    """What makes a note the same note in every collection; text never takes part."""
    return f"{deck_id[:10]}-{note_id}"


def stable_id(*names: str) -> int:
    """A positive integer below 2^53, always the same for the same names; exact wherever JSON is read."""
    return int.from_bytes(hashlib.sha256("/".join(names).encode()).digest()[:8], "big") % (2**53 - 2**40) + 2**40


def note_types(deck: Deck, names: Mapping[str, str], own: Mapping[str, str] | None = None) -> dict[str, NoteType]:
    """The note types of `deck`, one a kind; `names` are those of the first build, kept for ever.

    `own` are templates of the deck's own under the names of the shipped ones; its style sheet comes behind ours.
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
    if name.startswith("Spare"):  # never gives a card until a later version fills its field
        return f"{{{{#{name}}}}}{{{{{name}}}}}{{{{/{name}}}}}", "{{FrontSide}}"
    words = template_words(deck)
    files = (f"{kind}/{name.lower()}.{side}.html" for side in ("front", "back"))
    front, back = (own[file] if file in own else template_file(file) for file in files)
    return _filled(front, words), _filled(back, words)


def template_words(deck: Deck) -> dict[str, str]:
    """What [[word]] stands for in a template of `deck`: labels, languages, and what a device is to read aloud."""
    speaks = deck.audio is not None and not deck.audio.recorded
    fields = {"sayfront": "Front", "sayterm": "Term", "sayexample": "Example"}
    said = {word: f"{{{{tts {locale(deck.front)}:{field}}}}}" if speaks else "" for word, field in fields.items()}
    return {**language(deck.back).cards, "front": deck.front, "back": deck.back, **said}


def _filled(template: str, words: Mapping[str, str]) -> str:
    return re.sub(r"\[\[([a-z]+)\]\]", lambda match: words[match[1]], template)


@cache
def template_file(name: str) -> str:
    """A template or the style sheet as it comes with deckgen."""
    return shipped.text(f"templates/{name}").rstrip("\n")
