"""What a learner put into a field and the YAML cannot hold: pictures, sounds and formatting."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from deckgen.anki.collection import HeldNote
from deckgen.cards.html import plain
from deckgen.merge.history import edited_texts
from deckgen.project.fields import FIELDS
from deckgen.project.lock import Entry

HIGHLIGHTED = frozenset({"Example", "ExampleBack"})  # where bold marks the words of a term


def added_media(entry: Entry, theirs: HeldNote) -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
    """The fields into which a learner put pictures or sounds, with what each is and its file."""
    edited = edited_texts(entry, theirs)
    for name in FIELDS[entry.kind]:
        if name in edited:
            built = plain(entry.fields.get(name, "")).media
            if added := tuple(each for each in plain(theirs.fields[name]).media if each not in built):
                yield name, added


def media_text(added: Iterable[tuple[str, str]]) -> str:
    """What a message says of pictures and sounds in a field."""
    named = " and ".join(f"{what} ({file})" if file else what for what, file in added)
    return f"{named} in Anki only, the YAML holds text; copy it into a note of its own before a build changes this one"


def dropped(name: str, theirs: str, ours: str) -> tuple[str, ...]:
    """What people call the formatting of a field in Anki that the YAML cannot hold."""
    text, known = plain(theirs), plain(ours)
    lost = set(text.formatting - known.formatting)
    if name in HIGHLIGHTED:  # here a highlight is bold, and the YAML names its words
        lost = lost - {"bold"} | ({"bold"} if len(text.highlights) > 1 else set())
    if name != "Note" and "\n" in text.text and "\n" not in known.text:
        lost.add("line breaks")
    return tuple(sorted(lost))
