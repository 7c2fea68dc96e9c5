"""What comes to cards without being escaped: fields from the lock, and tags and names where a template shows them.

What people write is escaped when a field is made from it. But fields of retired notes and those taken from neighbours
come from the lock as they are, and a lock comes with a project from somebody else, or was rebuilt from a collection in
which anything may have been pasted. Tags and names are put into a card by Anki, as they are.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from deckgen.cards.notetypes import NoteType
from deckgen.cards.safe_css import Danger
from deckgen.cards.safe_html import OWN_WORDS, in_field
from deckgen.files.disk import read
from deckgen.files.source import Problem
from deckgen.project.deck import Deck
from deckgen.project.lock import Entry

_RENAME = "remove the signs from it, or {{%s}} from the template"
_RESTORE = "restore deck.lock from a copy that you trust, or drop the note: deckgen lock --forget"
# What Anki fills in by itself, with filters before the name, as in {{text:Tags}}.
_SPECIAL = re.compile(r"\{\{[^{}]*\b(Tags|Deck|Subdeck|Type)\s*\}\}")


def problems(deck: Deck, entries: Iterable[Entry], types: Mapping[str, NoteType]) -> list[Problem]:
    """What is wrong with the `entries` of the lock of `deck`, and with its names, if its cards are those of `types`."""
    special = {kind: _special(known) for kind, known in types.items()}
    found = [
        (entry, name, danger)
        for entry in entries
        for name, danger in _dangers(entry, with_tags="Tags" in special.get(entry.kind, ()))
    ]
    lines = _lines(deck.lock_path) if found and deck.lock_path.exists() else {}
    return [
        *_name_problems(deck, types, special),
        *(_problem(deck.lock_path, lines.get(entry.guid, 0), entry, name, danger) for entry, name, danger in found),
    ]


def _special(known: NoteType) -> set[str]:
    return {match[1] for _, *sides in known.templates for side in sides for match in _SPECIAL.finditer(side)}


def _dangers(entry: Entry, *, with_tags: bool) -> Iterator[tuple[str, Danger]]:
    for name, text in entry.fields.items():
        if name in OWN_WORDS and not re.fullmatch(r"[a-z]*", text):
            yield name, Danger(0, "only deckgen writes this field, one word", "")
        elif "<" in text or "[" in text:
            yield from ((name, danger) for danger in in_field(text))
    if with_tags:
        yield from (("Tags", danger) for danger in in_field(" ".join(entry.tags)))


def _name_problems(deck: Deck, types: Mapping[str, NoteType], special: Mapping[str, set[str]]) -> Iterator[Problem]:
    """What is wrong with the names of the deck and of its note types, where cards show them."""
    for kind, fields in special.items():
        for name in sorted(fields - {"Tags"}):
            text = types[kind].name if name == "Type" else deck.name
            for danger in in_field(text):
                yield Problem(deck.path, 0, f"the name in {{{{{name}}}}}: {danger.message}", (text,), _RENAME % name)


def _problem(path: Path, line: int, entry: Entry, name: str, danger: Danger) -> Problem:
    text = " ".join(entry.tags) if name == "Tags" else entry.fields[name]
    shown = text[max(0, danger.at - 20) : danger.at + 60]
    advice = _RENAME % name if name == "Tags" else f"{_RESTORE} {entry.id}"
    return Problem(path, line, f"{name} of {entry.id}: {danger.message}", (shown,), advice)


def _lines(path: Path) -> dict[str, int]:
    """The line of each note in the lock at `path`, by guid."""
    rows = (json.loads(line) for line in read(path).text.removesuffix("\n").split("\n"))
    return {row["guid"]: n for n, row in enumerate(rows, 1) if "guid" in row}
