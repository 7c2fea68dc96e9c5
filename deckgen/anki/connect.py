"""Talking to a running Anki through the AnkiConnect add-on."""

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
_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # without any proxy
_AT_ONCE = 500  # notes per request


@dataclass(frozen=True)
class Anki:
    """A running Anki at `address`; `key` is the API key that AnkiConnect may require."""

    address: str = ADDRESS
    key: str = ""
    seconds: float = 10.0

    def ask(self, action: str, **parameters: Any) -> Any:
        """Send one action and return its result; raises Refused with advice if nothing answers."""
        request: dict[str, Any] = {"action": action, "version": API_VERSION, "params": parameters}
        if self.key:
            request["key"] = self.key
        if not self.address.startswith(("http://", "https://")):  # urllib would also open file: URLs
            raise Refused(_no_answer(self.address, "an address must begin with http://"))
        try:
            data, kind = json.dumps(request).encode(), {"Content-Type": "application/json"}
            post = urllib.request.Request(self.address, data, kind)
            with _DIRECT.open(post, timeout=self.seconds) as response:
                answer = json.loads(response.read())
        except (OSError, ValueError, HTTPException, RecursionError) as error:
            raise Refused(_no_answer(self.address, getattr(error, "reason", None) or error)) from error
        if not isinstance(answer, dict):
            raise Refused(_not_ankiconnect(self.address))
        if answer.get("error"):
            raise Refused(Problem(Path("AnkiConnect"), 0, f"Anki refuses {action}: {answer['error']}"))
        return answer.get("result")

    def notes(self, deck_id: str) -> list[HeldNote]:
        """The notes of a deck, found by their Key, whatever the name of their note type."""
        try:
            return self._notes(deck_id)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise Refused(_not_ankiconnect(self.address)) from error

    def _notes(self, deck_id: str) -> list[HeldNote]:
        ids: list[int] = self.ask("findNotes", query=f'"Key:{guid(deck_id, "*")}"')
        found = []
        for start in range(0, len(ids), _AT_ONCE):
            for info in self.ask("notesInfo", notes=ids[start : start + _AT_ONCE]):
                fields = {name: value["value"] for name, value in info.get("fields", {}).items()}
                tags = tuple(info.get("tags", ()))
                mod = info.get("mod", int(time.time()))  # older versions of the add-on omit it
                found.append(HeldNote(fields.get("Key", ""), info.get("noteId", 0), 0, mod, tags, fields, {}))
        return found


def _no_answer(address: str, why: object) -> Problem:
    advice = "start Anki with the AnkiConnect add-on (2055492159), or give its address with --address"
    return Problem(Path("AnkiConnect"), 0, f"no answer at {address}: {why}", advice=advice)


def _not_ankiconnect(address: str) -> Problem:
    return Problem(
        Path("AnkiConnect"),
        0,
        f"what answers at {address} is not AnkiConnect",
        advice="give its address with --address",
    )
