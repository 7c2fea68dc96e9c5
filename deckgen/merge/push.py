"""Bringing a running Anki up to the last build."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from deckgen.anki.collection import HeldNote
from deckgen.anki.connect import Action, Anki
from deckgen.anki.live import Live, Look, lacking, look_actions, new_cards, place_action, recording_actions
from deckgen.cards.notetypes import NoteType
from deckgen.files.characters import unified
from deckgen.files.source import Refused
from deckgen.merge.history import edited_texts, heard_only_there
from deckgen.project.fields import OURS, SOUNDS, TEMPLATES, written_fields
from deckgen.project.lock import Entry, Lock

_FLAGS = frozenset(name for names in TEMPLATES.values() for name in names)  # fields that switch the card of their name


@dataclass(frozen=True)
class Push:
    """What a running Anki lacks: changed fields and tags of existing notes, new notes, and the look of cards."""

    fields: dict[int, dict[str, str]] = field(default_factory=dict)  # by note id
    added_tags: dict[int, tuple[str, ...]] = field(default_factory=dict)
    removed_tags: dict[int, tuple[str, ...]] = field(default_factory=dict)
    new: tuple[Entry, ...] = ()
    kept: tuple[tuple[str, str], ...] = ()  # id of the note and field that a learner edited
    doubtful: tuple[str, ...] = ()  # ids of notes that cannot be told from a learner's copies
    dealt: dict[int, Entry] = field(default_factory=dict)  # notes that get new cards
    looks: dict[str, NoteType] = field(default_factory=dict)  # by the name of the note type in Anki
    kept_looks: tuple[str, ...] = ()  # kinds whose look is none that a build made

    @property
    def touched(self) -> set[int]:
        """The ids of the notes that are changed."""
        return {*self.fields, *self.added_tags, *self.removed_tags}


@dataclass(frozen=True)
class Done:
    """What a push could not say before: how many recordings it sent, and whether new cards have their places."""

    recordings: int = 0
    placed: bool = True


def plan_push(lock: Lock, live: Live) -> Push:
    """The changes that bring a collection up to `lock`.

    Only fields with text from a build are changed, and only those that the note has. Fields that a learner edited
    stay; the note then also keeps its
    `Built`, so a later pull still knows the base of the edit. The learner's own tags are never touched, nor are notes
    that may be copies.
    """
    by_key = {note.guid: note for note in live.notes}
    absent = [entry for entry in lock.entries if not entry.retired and entry.guid not in by_key]
    push = Push(
        new=tuple(entry for entry in absent if entry.guid not in live.doubtful),
        doubtful=tuple(entry.id for entry in lock.entries if entry.guid in live.doubtful),
    )
    kept: list[tuple[str, str]] = []
    for entry in lock.entries:
        note = by_key.get(entry.guid)
        if note is None:
            continue
        changed, mine = _changed_fields(entry, note)
        kept += ((entry.id, name) for name in sorted(mine))
        missing, stale = _changed_tags(entry, note)
        push.fields.update({note.nid: changed} if changed else {})
        push.added_tags.update({note.nid: missing} if missing else {})
        push.removed_tags.update({note.nid: stale} if stale else {})
        if changed and not entry.retired and (note.nid in live.cardless or _switched(changed, note)):
            push.dealt[note.nid] = entry
    return replace(push, kept=tuple(kept))


def _changed_fields(entry: Entry, note: HeldNote) -> tuple[dict[str, str], set[str]]:
    """The fields to change in Anki, and the names of those that stay as the learner edited them."""
    wanted = {name: entry.fields.get(name, "") for name in written_fields(entry.kind)}
    wanted |= {"Key": entry.guid, "Built": str(entry.mod)}
    changed = {name: text for name, text in wanted.items() if note.fields.get(name, text) != text}
    heard = {name for name in heard_only_there(entry, note) if SOUNDS[name] not in changed and not wanted[name]}
    changed = {name: text for name, text in changed.items() if name not in heard}
    mine = edited_texts(entry, note) & changed.keys()
    return {name: text for name, text in changed.items() if name not in mine and not (mine and name == "Built")}, mine


def _changed_tags(entry: Entry, note: HeldNote) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The tags to add in Anki, and those to remove; Anki has one spelling of a tag, whoever wrote it first."""
    here, there = {unified(tag) for tag in entry.tags}, {unified(tag) for tag in note.tags}
    stale = (tag for tag in note.tags if unified(tag).startswith(OURS) and unified(tag) not in here)
    return tuple(tag for tag in entry.tags if unified(tag) not in there), tuple(stale)


def _switched(changed: Mapping[str, str], note: HeldNote) -> bool:
    """Whether these changes make Anki add a card to the note."""
    return any(text and not note.fields.get(name) for name, text in changed.items() if name in _FLAGS)


def with_looks(push: Push, lock: Lock, types: Mapping[str, NoteType], looks: Mapping[int, Look]) -> Push:
    """`push` with the note types whose look in Anki is that of an earlier build.

    Any other look may be the learner's own work, and stays.
    """
    changed: dict[str, NoteType] = {}
    kept: list[str] = []
    for entry in lock.types:
        look, ours = looks.get(entry.id), types[entry.kind]
        if look is None or ours.digest != entry.digest:  # the templates changed since the build
            continue
        there = replace(ours, css=look.css, templates=look.templates).digest
        if there in entry.looks:
            changed[look.name] = ours
        elif there != entry.digest:
            kept.append(entry.kind)
    return replace(push, looks=changed, kept_looks=tuple(kept))


def carry_out(anki: Anki, push: Push, recordings: Mapping[str, bytes], package: Path | None) -> Done:
    """Apply `push` to a running Anki, and open its import dialog for the new notes in `package`.

    Recordings go first, so that no note names one that is not there.
    """
    missing = lacking(anki, recordings)
    anki.ask_all(recording_actions(recordings, missing))
    anki.ask_all(_actions(push))
    placed = _place(anki, push.dealt)
    if package is not None:
        anki.ask("guiImportFile", path=package.resolve().as_posix())
    return Done(len(missing), placed)


def _actions(push: Push) -> Iterator[Action]:
    for name, look in push.looks.items():
        yield from look_actions(name, look.css, look.templates)
    for nid, fields in push.fields.items():
        yield "updateNoteFields", {"note": {"id": nid, "fields": fields}}
    for action, changes in (("addTags", push.added_tags), ("removeTags", push.removed_tags)):
        for tags, notes in _alike(changes).items():
            yield action, {"notes": notes, "tags": " ".join(tags)}


def _alike(changes: Mapping[int, tuple[str, ...]]) -> dict[tuple[str, ...], list[int]]:
    """The notes that get the same tags."""
    groups: dict[tuple[str, ...], list[int]] = {}
    for nid, tags in changes.items():
        groups.setdefault(tags, []).append(nid)
    return groups


def _place(anki: Anki, dealt: Mapping[int, Entry]) -> bool:
    """Give new cards their places in the study order; False if this add-on cannot."""
    if not dealt:
        return True
    actions = []
    for nid, ordinal, card in new_cards(anki, dealt):
        entry = dealt[nid]
        names = TEMPLATES[entry.kind]
        due = entry.due.get(names[ordinal]) if ordinal < len(names) else None
        actions += [place_action(card, due)] if due is not None else []
    try:
        answers = anki.ask_all(actions)
    except Refused:
        return False
    return all(answer == [True] for answer in answers)


def only(lock: Lock, entries: Iterable[Entry]) -> Lock:
    """`lock` with only these entries, for a small package."""
    return Lock(lock.deck_id, lock.names, lock.types, tuple(entries))
