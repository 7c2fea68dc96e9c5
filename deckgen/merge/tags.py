"""Tags that a learner added or removed; Anki keeps one spelling of each tag, so case alone is no edit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from deckgen.anki.collection import HeldNote
from deckgen.cards.notes import Note
from deckgen.files.characters import unified
from deckgen.project.fields import ANKIS_OWN, OURS
from deckgen.project.lock import Entry


def merged_tags(entry: Entry, theirs: HeldNote, note: Note, spelled: Mapping[str, str]) -> tuple[str, ...] | None:
    """The tags that the entry should have, None if it has them already; tags of deckgen and Anki are ignored.

    The author's spelling is kept, that of `spelled` from anywhere in the deck.
    """
    mine, held, base, dropped = (_own(tags) for tags in (note.tags, theirs.tags, entry.tags, entry.dropped))
    ever = base.keys() | dropped.keys()  # a tag from any build is not the learner's
    gone = base.keys() - held.keys() if theirs.fields.get("Built") == str(entry.mod) else set()
    wanted = (mine.keys() | (held.keys() - ever)) - gone
    spelling = {**held, **spelled, **mine}
    return tuple(sorted(spelling[tag] for tag in wanted)) if wanted != mine.keys() else None


def own_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """The tags of people, without those of deckgen and Anki."""
    return tuple(sorted(_own(tags).values()))


def _own(tags: Iterable[str]) -> dict[str, str]:
    """The tags of people as they are compared, each with its spelling."""
    named = {unified(tag): tag for tag in tags}
    return {key: tag for key, tag in named.items() if key not in ANKIS_OWN and not key.startswith(OURS)}


def spellings(notes: Iterable[Note]) -> dict[str, str]:
    """How the sources spell each tag."""
    return _own(tag for note in notes for tag in note.tags)
