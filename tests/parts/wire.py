"""Chromium's debugging protocol over a pipe: questions, answers, and events told to the page they are about."""

from __future__ import annotations

import itertools
import json
import os
import select
from collections.abc import Callable
from typing import Any, BinaryIO


class Wire:
    """A connection to a running browser."""

    def __init__(self, to: BinaryIO, back: BinaryIO) -> None:
        self._to, self._from = to, back
        self._numbers, self._rest = itertools.count(1), b""
        self.heard: dict[str, Callable[[str, dict[str, Any]], None]] = {}  # what is told of events, by session

    def ask(self, session: str, method: str, given: dict[str, Any]) -> dict[str, Any]:
        """The answer to a question, of the browser or of one session."""
        number = self.send(session, method, given)
        while (answer := self.receive()).get("id") != number:
            pass
        assert "error" not in answer, (method, answer["error"])
        found: dict[str, Any] = answer["result"]
        return found

    def send(self, session: str, method: str, given: dict[str, Any]) -> int:
        """Ask without waiting; gives the number of the question."""
        number = next(self._numbers)
        message = {"id": number, "method": method, "params": given} | ({"sessionId": session} if session else {})
        self._to.write(json.dumps(message).encode() + b"\0")
        self._to.flush()
        return number

    def receive(self) -> dict[str, Any]:
        """Wait for the next message; an event is told before it is given."""
        while b"\0" not in self._rest:
            assert select.select([self._from], [], [], 120)[0], "Chromium does not answer"
            more = os.read(self._from.fileno(), 1 << 20)
            assert more, "Chromium has ended"
            self._rest += more
        first, _, self._rest = self._rest.partition(b"\0")
        found: dict[str, Any] = json.loads(first)
        if "method" in found and found.get("sessionId") in self.heard:
            self.heard[found["sessionId"]](found["method"], found.get("params", {}))
        return found

    def close(self) -> None:
        """Let go of the pipe."""
        self._to.close()
        self._from.close()
