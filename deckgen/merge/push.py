"""Bringing a running Anki up to the last build."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from deckgen.anki.collection import HeldNote
from deckgen.anki.connect import Anki
from deckgen.merge.history import edited_texts
from deckgen.project.fields import FIELDS, OURS
from deckgen.project.lock import Entry, Lock


@dataclass(frozen=True)
class Push:
    """What a running Anki lacks: changed fields and tags of existing notes, and new notes."""

    fields: dict[int, dict[str, str]] = field(default_factory=dict)  # by note id
    added_tags: dict[int, tuple[str, ...]] = field(default_factory=dict)
    removed_tags: dict[int, tuple[str, ...]] = field(default_factory=dict)
    new: tuple[Entry, ...] = ()
    kept: tuple[tuple[str, str], ...] = ()  # id of the note and field that a learner edited

    @property
    def touched(self) -> set[int]:
        """The ids of the notes that are changed."""
        return {*self.fields, *self.added_tags, *self.removed_tags}


def plan_push(lock: Lock, held: Iterable[HeldNote]) -> Push:
    """The changes that bring a collection up to `lock`.

    Only fields with text from a build are changed, and only those that the note has. Fields that a learner edited
    stay; the note then also keeps its
    `Built`, so a later pull still knows the base of the edit. The learner's own tags are never touched.
    """
    by_key = {note.guid: note for note in held}
    push = Push(new=tuple(e for e in lock.entries if not e.retired and e.guid not in by_key))
    kept: list[tuple[str, str]] = []
    for entry in lock.entries:
        note = by_key.get(entry.guid)
        if note is None:
            continue
        wanted = {name: entry.fields.get(name, "") for name in FIELDS[entry.kind] if not name.startswith("Spare")}
        wanted |= {"Key": entry.guid, "Built": str(entry.mod)}
        changed = {name: text for name, text in wanted.items() if note.fields.get(name, text) != text}
        mine = edited_texts(entry, note) & changed.keys()
        kept += ((entry.id, name) for name in sorted(mine))
        changed = {name: text for name, text in changed.items() if name not in mine and not (mine and name == "Built")}
        missing = tuple(tag for tag in entry.tags if tag not in note.tags)
        stale = tuple(tag for tag in note.tags if tag.startswith(OURS) and tag not in entry.tags)
        push.fields.update({note.nid: changed} if changed else {})
        push.added_tags.update({note.nid: missing} if missing else {})
        push.removed_tags.update({note.nid: stale} if stale else {})
    return replace(push, kept=tuple(kept))


def carry_out(anki: Anki, push: Push, package: Path | None) -> None:
    """Apply `push` to a running Anki, and open its import dialog for the new notes in `package`."""
    for nid, fields in push.fields.items():
        anki.ask("updateNoteFields", note={"id": nid, "fields": fields})
    for nid, tags in push.added_tags.items():
        anki.ask("addTags", notes=[nid], tags=" ".join(tags))
    for nid, tags in push.removed_tags.items():
        anki.ask("removeTags", notes=[nid], tags=" ".join(tags))
    if package is not None:
        anki.ask("guiImportFile", path=str(package.resolve()))


def only(lock: Lock, entries: Iterable[Entry]) -> Lock:
    """`lock` with only these entries, for a small package."""
    return Lock(lock.deck_id, lock.names, lock.types, tuple(entries))
