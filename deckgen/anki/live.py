"""What a running Anki holds of a deck: its notes, the look of its cards, its recordings."""

from __future__ import annotations

import base64
import binascii
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from deckgen.anki.collection import HeldNote
from deckgen.anki.connect import Action, Anki, not_ankiconnect
from deckgen.project.fields import guid
from deckgen.project.lock import Lock

_AT_ONCE = 200  # notes per request
_FREE_ID_STEP = 999  # added by Anki to the id of an imported note until it is free
_STEPS = 1_000
_RECORDINGS = "deckgen-*"  # as `cards.speech` names them
_COMPARED = 2**22  # bytes of recordings per request


@dataclass(frozen=True)
class Live:
    """The notes of a deck in a running Anki, and the guids of notes that cannot be told from their copies."""

    notes: tuple[HeldNote, ...]
    doubtful: frozenset[str] = frozenset()
    cardless: frozenset[int] = frozenset()  # ids of notes without cards


@dataclass(frozen=True)
class Look:
    """A note type in a running Anki: its name there, style and templates (name, front, back)."""

    name: str
    css: str
    templates: tuple[tuple[str, str, str], ...]


def read_notes(anki: Anki, lock: Lock) -> Live:
    """The notes of the deck of `lock`, found by their Key, whatever the name of their note type.

    AnkiConnect gives no guid, and a copy that a learner made has the Key of its original: the id of the note tells.
    """
    try:
        infos = list(_infos(anki, lock.deck_id))
        held = [_held(info) for info in infos]
        cardless = frozenset(int(info["noteId"]) for info in infos if "cards" in info and not info["cards"])
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise not_ankiconnect(anki.address) from error
    originals, doubtful = told_apart(lock, held)
    return Live(originals, doubtful, cardless)


def _infos(anki: Anki, deck_id: str) -> Iterator[Any]:
    ids: list[int] = anki.ask("findNotes", query=f'"Key:{guid(deck_id, "*")}"')
    if not isinstance(ids, list):
        raise TypeError("not a list of notes")
    for start in range(0, len(ids), _AT_ONCE):
        # A note that was deleted in the meantime has no information.
        yield from filter(None, anki.ask("notesInfo", notes=ids[start : start + _AT_ONCE]))


def _held(info: Any) -> HeldNote:
    fields = {name: value["value"] for name, value in info["fields"].items()}
    mod = info.get("mod", int(time.time()))  # most versions of the add-on omit it
    return HeldNote(fields.get("Key", ""), int(info["noteId"]), 0, mod, tuple(info["tags"]), fields, {})


def told_apart(lock: Lock, held: Iterable[HeldNote]) -> tuple[tuple[HeldNote, ...], frozenset[str]]:
    """The originals among notes with the same Key, and the Keys of which that is not known.

    The original has the note id that the lock gave it. Where that was taken, Anki raised it in fixed steps; a copy has
    the time at which it was made.
    """
    ids = {entry.guid: entry.nid for entry in lock.entries}
    groups: dict[str, list[HeldNote]] = {}
    for note in held:
        groups.setdefault(note.guid, []).append(note)
    found: list[HeldNote] = []
    doubtful: set[str] = set()
    for key, group in groups.items():
        exact = [note for note in group if note.nid == ids.get(key)]
        originals = exact or [note for note in group if _was_moved(note.nid, ids.get(key))]
        if len(originals) == 1:
            found += originals
        elif key in ids:
            doubtful.add(key)
    return tuple(found), frozenset(doubtful)


def _was_moved(nid: int, given: int | None) -> bool:
    return (
        given is not None
        and nid % _FREE_ID_STEP == given % _FREE_ID_STEP
        and (abs(nid - given) <= _FREE_ID_STEP * _STEPS)
    )


# ------------------------------------------------------------------ looks


def read_looks(anki: Anki, ids: Iterable[int]) -> dict[int, Look]:
    """The note types with these ids, under whatever name a learner gave them."""
    try:
        names = {int(number): name for name, number in anki.ask("modelNamesAndIds").items()}
        known = [number for number in ids if number in names]
        asked: list[Action] = []
        for number in known:
            asked += [("modelStyling", {"modelName": names[number]}), ("modelTemplates", {"modelName": names[number]})]
        answers = anki.ask_all(asked)
        return {
            number: Look(names[number], style["css"], _sides(templates))
            for number, style, templates in zip(known, answers[::2], answers[1::2], strict=True)
        }
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise not_ankiconnect(anki.address) from error


def _sides(templates: Mapping[str, Mapping[str, str]]) -> tuple[tuple[str, str, str], ...]:
    return tuple((name, sides["Front"], sides["Back"]) for name, sides in templates.items())


def look_actions(name: str, css: str, templates: Iterable[tuple[str, str, str]]) -> list[Action]:
    """The actions that give the note type `name` this look."""
    sides = {template: {"Front": front, "Back": back} for template, front, back in templates}
    return [
        ("updateModelStyling", {"model": {"name": name, "css": css}}),
        ("updateModelTemplates", {"model": {"name": name, "templates": sides}}),
    ]


# ------------------------------------------------------------------ recordings


def lacking(anki: Anki, recordings: Mapping[str, bytes]) -> list[str]:
    """The names of the recordings that Anki does not have, or has with another content."""
    if not recordings:
        return []
    there = set(anki.ask("getMediaFilesNames", pattern=_RECORDINGS) or ())
    missing = [name for name in recordings if name not in there]
    for names in _portions({name: len(data) for name, data in recordings.items() if name in there}):
        answers = anki.ask_all([("retrieveMediaFile", {"filename": name}) for name in names])
        missing += [name for name, text in zip(names, answers, strict=True) if _decoded(text) != recordings[name]]
    return missing


def _portions(sizes: Mapping[str, int]) -> Iterator[list[str]]:
    """Names whose sizes together stay far below the longest answer."""
    names: list[str] = []
    size = 0
    for name, length in sizes.items():
        if names and size + length > _COMPARED:
            yield names
            names, size = [], 0
        names.append(name)
        size += length
    if names:
        yield names


def _decoded(text: object) -> bytes:
    try:
        return base64.b64decode(text, validate=True) if isinstance(text, str) else b""
    except (binascii.Error, ValueError):
        return b""


def recording_actions(recordings: Mapping[str, bytes], names: Iterable[str]) -> Iterator[Action]:
    """The actions that store these recordings in Anki's media folder."""
    for name in names:
        yield "storeMediaFile", {"filename": name, "data": base64.b64encode(recordings[name]).decode("ascii")}


# ------------------------------------------------------------------ places of new cards


def new_cards(anki: Anki, notes: Iterable[int]) -> list[tuple[int, int, int]]:
    """The new cards of notes: id of the note, number of the template, id of the card."""
    try:
        ids = list(notes)
        infos: list[Any] = []
        for start in range(0, len(ids), _AT_ONCE):
            infos += filter(None, anki.ask("notesInfo", notes=ids[start : start + _AT_ONCE]))
        cards = [card for info in infos for card in info.get("cards", ())]
        known: list[Any] = []
        for start in range(0, len(cards), _AT_ONCE):
            known += filter(None, anki.ask("cardsInfo", cards=cards[start : start + _AT_ONCE]))
        return [(info["note"], info["ord"], info["cardId"]) for info in known if info["type"] == 0]
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise not_ankiconnect(anki.address) from error


def place_action(card: int, due: int) -> Action:
    """The action that gives a new card its place in the study order."""
    return "setSpecificValueOfCard", {"card": card, "keys": ["due"], "newValues": [due]}
