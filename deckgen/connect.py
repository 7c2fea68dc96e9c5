"""A running Anki, asked through the AnkiConnect add-on: the notes it holds, and what it is to change."""

from __future__ import annotations

import json
import time
import urllib.request
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from http.client import HTTPException
from pathlib import Path
from typing import Any

from deckgen.collection import HeldNote
from deckgen.history import edited_texts
from deckgen.lock import Entry, Lock
from deckgen.notetypes import FIELDS, OURS, guid
from deckgen.source import Problem, Refused

ADDRESS = "http://127.0.0.1:8765"
API_VERSION = 6
_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # to that address and by no other way
_AT_ONCE = 500  # notes asked for in one request


@dataclass(frozen=True)
class Anki:
    """A running Anki at `address`; `key` is the one that AnkiConnect may ask for."""

    address: str = ADDRESS
    key: str = ""
    seconds: float = 10.0

    def ask(self, action: str, **parameters: Any) -> Any:
        """The answer to one action; refused with what to start if nobody answers."""
        asked: dict[str, Any] = {"action": action, "version": API_VERSION, "params": parameters}
        if self.key:
            asked["key"] = self.key
        if not self.address.startswith(("http://", "https://")):  # file: would be read, and is no Anki
            raise Refused(_nobody(self.address, "an address begins with http://"))
        try:
            data, kind = json.dumps(asked).encode(), {"Content-Type": "application/json"}
            request = urllib.request.Request(self.address, data, kind)
            with _DIRECT.open(request, timeout=self.seconds) as answer:
                said = json.loads(answer.read())
        except (OSError, ValueError, HTTPException, RecursionError) as error:
            raise Refused(_nobody(self.address, getattr(error, "reason", None) or error)) from error
        if not isinstance(said, dict):
            raise Refused(_stranger(self.address))
        if said.get("error"):
            raise Refused(Problem(Path("AnkiConnect"), 0, f"Anki refuses {action}: {said['error']}"))
        return said.get("result")

    def notes(self, deck_id: str) -> list[HeldNote]:
        """The notes of a deck, by the Key that says which of ours they are, whatever their note type is called now."""
        try:
            return self._notes(deck_id)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise Refused(_stranger(self.address)) from error

    def _notes(self, deck_id: str) -> list[HeldNote]:
        ids: list[int] = self.ask("findNotes", query=f'"Key:{guid(deck_id, "*")}"')
        found = []
        for start in range(0, len(ids), _AT_ONCE):
            for info in self.ask("notesInfo", notes=ids[start : start + _AT_ONCE]):
                fields = {name: value["value"] for name, value in info.get("fields", {}).items()}
                tags = tuple(info.get("tags", ()))
                mod = info.get("mod", int(time.time()))  # older versions of the add-on do not tell
                found.append(HeldNote(fields.get("Key", ""), info.get("noteId", 0), 0, mod, tags, fields, {}))
        return found


def _nobody(address: str, why: object) -> Problem:
    advice = "start Anki with the AnkiConnect add-on (2055492159), or name its address with --address"
    return Problem(Path("AnkiConnect"), 0, f"nobody answers at {address}: {why}", advice=advice)


def _stranger(address: str) -> Problem:
    return Problem(
        Path("AnkiConnect"),
        0,
        f"what answers at {address} is not AnkiConnect",
        advice="name its address with --address",
    )


@dataclass(frozen=True)
class Push:
    """What a running Anki lacks: fields and tags of notes it has, and notes that it has not."""

    fields: dict[int, dict[str, str]] = field(default_factory=dict)  # by note id
    added_tags: dict[int, tuple[str, ...]] = field(default_factory=dict)
    removed_tags: dict[int, tuple[str, ...]] = field(default_factory=dict)
    new: tuple[Entry, ...] = ()
    kept: tuple[tuple[str, str], ...] = ()  # note and field that a learner edited

    @property
    def touched(self) -> set[int]:
        """The notes that are changed."""
        return {*self.fields, *self.added_tags, *self.removed_tags}


def plan_push(lock: Lock, held: Iterable[HeldNote]) -> Push:
    """What to change in a collection so that it holds `lock`.

    Only fields that hold what a build once wrote are changed: what a learner edited stays, and the note then
    keeps its `Built` too, so that a later pull still knows what the edit was made on. Tags of the learner's
    own are never touched.
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
        changed = {name: text for name, text in wanted.items() if note.fields.get(name, "") != text}
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
    """Make the changes of `push` in a running Anki, and open its import dialog for the new notes in `package`."""
    for nid, fields in push.fields.items():
        anki.ask("updateNoteFields", note={"id": nid, "fields": fields})
    for nid, tags in push.added_tags.items():
        anki.ask("addTags", notes=[nid], tags=" ".join(tags))
    for nid, tags in push.removed_tags.items():
        anki.ask("removeTags", notes=[nid], tags=" ".join(tags))
    if package is not None:
        anki.ask("guiImportFile", path=str(package.resolve()))


def only(lock: Lock, entries: Iterable[Entry]) -> Lock:
    """`lock` with these entries alone, for a small package."""
    return Lock(lock.deck_id, lock.names, lock.types, tuple(entries))
