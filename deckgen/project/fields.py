"""Fields, cards and tags of the notes made from a deck: version 1, frozen."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

KINDS = ("sentence", "vocabulary")
_SPARE = tuple(f"Spare{n}" for n in range(1, 7))
CUE = "Spare3"  # what tells a question from others like it; a field once spare, whose name every learner has
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
# The fields with recordings, each with the field that it reads aloud.
SOUNDS = {"FrontAudio": "Front", "BackAudio": "Back", "TermAudio": "Term", "ExampleAudio": "Example"}
# Filled in when a package is written; not written by people.
STAMPS = frozenset({"Key", "Built"})
# Taken from other entries: a change in these alone does not count as a change of the note.
DERIVED = frozenset({"Before", "After", "Links"})
OURS = "deckgen::"  # prefix of tags that only deckgen sets
RETIRED = f"{OURS}retired"
ANKIS_OWN = frozenset({"leech", "marked"})  # tags that Anki sets itself


def written_fields(kind: str) -> tuple[str, ...]:
    """The fields that a build writes: all but those that are still spare."""
    return tuple(name for name in FIELDS[kind] if name not in _SPARE or name == CUE)


def cards_of(kind: str, fields: Mapping[str, str]) -> tuple[str, ...]:
    """The templates that give a note with these fields a card: always the first, others if their flag is set."""
    return ("Recognition", *filter(fields.get, TEMPLATES[kind][1:]))


def guid(deck_id: str, note_id: str) -> str:
    """The guid that identifies a note in every collection; independent of its text."""
    return f"{deck_id[:10]}-{note_id}"


def stable_id(*names: str) -> int:
    """A positive integer below 2^53 derived from the names; exact in every JSON reader."""
    return int.from_bytes(hashlib.sha256("/".join(names).encode()).digest()[:8], "big") % (2**53 - 2**40) + 2**40
