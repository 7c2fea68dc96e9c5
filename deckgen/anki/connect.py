"""A running Anki, asked through the AnkiConnect add-on: the notes it holds, and what it is to change."""

from __future__ import annotations

import json
import time
import urllib.request
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import Any

from deckgen.anki.collection import HeldNote
from deckgen.files.source import Problem, Refused
from deckgen.project.fields import guid

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
