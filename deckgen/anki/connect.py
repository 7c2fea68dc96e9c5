"""Talking to a running Anki through the AnkiConnect add-on: requests, and answers read under limits."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

from deckgen.files.source import Problem, Refused

ADDRESS = "http://127.0.0.1:8765"
API_VERSION = 6
LARGEST_ANSWER = 2**24  # bytes; 200 long notes are some 2 MB
_TOGETHER = 100  # actions in one request, so that Anki's window never stands still for long
_REQUEST = 2**16  # bytes of such a request: an old add-on takes in 1 KB at each tick of 25 ms
_PACE = 20_000  # bytes a second that even an old add-on takes in
_PIECE = 2**16  # bytes

Action = tuple[str, dict[str, Any]]  # a name and its parameters


@dataclass(frozen=True)
class Anki:
    """A running Anki at `address`; `key` is the API key that AnkiConnect may require.

    An answer must come within `seconds`, and be complete within six times that.
    """

    address: str = ADDRESS
    key: str = ""
    seconds: float = 10.0

    def ask(self, action: str, **parameters: Any) -> Any:
        """Send one action and return its result; raises Refused with advice if nothing answers."""
        return self._result(action, self._sent(self._request((action, parameters))))

    def ask_all(self, actions: Iterable[Action]) -> list[Any]:
        """The results of many actions, in few requests; raises Refused after the last one if Anki refused any."""
        results: list[Any] = []
        refused: list[Problem] = []
        for group in _groups(actions):
            answers = self.ask("multi", actions=[self._request(action) for action in group])
            if not isinstance(answers, list) or len(answers) != len(group):
                raise not_ankiconnect(self.address)
            for (name, _), answer in zip(group, answers, strict=True):
                try:
                    results.append(self._result(name, answer))
                except Refused as error:
                    refused += error.problems
        if refused:
            more = f" ({len(refused) - 1} more were refused)" if len(refused) > 1 else ""
            raise Refused(Problem(refused[0].path, 0, refused[0].message + more, advice="run the command again"))
        return results

    def _request(self, action: Action) -> dict[str, Any]:
        """An action as AnkiConnect wants it, also inside of `multi`: each with the version and the key."""
        key = {"key": self.key} if self.key else {}
        return {"action": action[0], "version": API_VERSION, "params": action[1], **key}

    def _result(self, action: str, answer: Any) -> Any:
        if not isinstance(answer, dict):
            raise not_ankiconnect(self.address)
        if answer.get("error"):
            said = str(answer["error"])[:_LONGEST_ERROR]
            raise Refused(Problem(Path("AnkiConnect"), 0, f"Anki refuses {action}: {said}"))
        return answer.get("result")

    def _sent(self, request: dict[str, Any]) -> Any:
        data = json.dumps(request, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
        try:
            address = urlsplit(self.address)
            if address.scheme not in ("http", "https") or not address.hostname:
                raise _no_answer(self.address, "an address must begin with http://")
            return json.loads(self._answer(address, data))
        except (OSError, ValueError, HTTPException, RecursionError) as error:
            raise _no_answer(self.address, getattr(error, "strerror", None) or error) from error

    def _answer(self, address: SplitResult, data: bytes) -> bytes:
        """What is answered at exactly this address: there is no proxy, and no redirect is followed."""
        patience = self.seconds + len(data) / _PACE
        kind = HTTPSConnection if address.scheme == "https" else HTTPConnection
        connection = kind(address.hostname or "", address.port, timeout=patience)
        alarm = threading.Timer(patience + 5 * self.seconds, _cut, [connection])
        alarm.daemon = True
        alarm.start()
        try:
            path = (address.path or "/") + (f"?{address.query}" if address.query else "")
            connection.request("POST", path, data, {"Content-Type": "application/json"})
            return self._body(connection.getresponse())
        finally:
            alarm.cancel()
            connection.close()

    def _body(self, response: HTTPResponse) -> bytes:
        if 300 <= response.status < 400:
            raise _no_answer(self.address, "it points to another address, which is not followed")
        if response.status != 200:
            raise _no_answer(self.address, f"HTTP {response.status}")
        deadline = time.monotonic() + 5 * self.seconds
        data = bytearray()
        while piece := response.read1(_PIECE):
            data += piece
            if len(data) > LARGEST_ANSWER:
                raise _no_answer(self.address, f"the answer is longer than {LARGEST_ANSWER // 2**20} MB")
            if time.monotonic() > deadline:
                raise _no_answer(self.address, "the answer takes too long")
        return bytes(data)


_LONGEST_ERROR = 300  # characters of what Anki says


def _cut(connection: HTTPConnection) -> None:
    """End a connection whose other side sends a little at a time for ever."""
    if connection.sock is not None:
        with suppress(OSError):  # it ended by itself
            connection.sock.shutdown(socket.SHUT_RDWR)


def _groups(actions: Iterable[Action]) -> Iterator[list[Action]]:
    """Actions for one request each: not too many, and not too long unless there is only one."""
    group: list[Action] = []
    size = 0
    for action in actions:
        length = len(json.dumps(action, ensure_ascii=False).encode("utf-8", "replace"))
        if group and (len(group) == _TOGETHER or size + length > _REQUEST):
            yield group
            group, size = [], 0
        group.append(action)
        size += length
    if group:
        yield group


def _no_answer(address: str, why: object) -> Refused:
    advice = "start Anki with the AnkiConnect add-on (2055492159), or give its address with --address"
    return Refused(Problem(Path("AnkiConnect"), 0, f"no answer at {address}: {why}", advice=advice))


def not_ankiconnect(address: str) -> Refused:
    """What is raised if an answer is not one of AnkiConnect."""
    advice = "give its address with --address"
    return Refused(Problem(Path("AnkiConnect"), 0, f"what answers at {address} is not AnkiConnect", advice=advice))
