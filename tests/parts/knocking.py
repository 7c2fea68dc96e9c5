"""A studio that runs, and requests to it byte for byte, as no library would send them."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPResponse
from pathlib import Path
from typing import Any

from deckgen.studio.api import Studio
from deckgen.studio.server import Running, prepared

Lines = list[tuple[str, str]]


@dataclass(frozen=True)
class Answer:
    """What came back; status 0 if nothing did."""

    status: int
    headers: Lines = field(default_factory=list)
    body: bytes = b""

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    def all(self, name: str) -> list[str]:
        """The values of a header."""
        return [value for key, value in self.headers if key.lower() == name.lower()]


@dataclass(frozen=True)
class Knocker:
    """Whoever sends requests to a studio."""

    running: Running
    root: Path

    @property
    def port(self) -> int:
        return self.running.doors.port

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def own(self) -> dict[str, str]:
        """The headers of a call of the page."""
        return {
            "Host": f"127.0.0.1:{self.port}",
            "Origin": self.origin,
            "Sec-Fetch-Site": "same-origin",
            "X-Deckgen-Token": self.running.doors.token,
            "Content-Type": "application/json",
        }

    def connected(self) -> socket.socket:
        """A connection."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=20)

    def sends(self, data: bytes, method: str = "GET") -> Answer:
        """The answer to these bytes."""
        with self.connected() as sock:
            sock.sendall(data)
            return received(sock, method)

    def asks(
        self, method: str, path: str, headers: Mapping[str, str] | Lines = (), body: bytes | None = None
    ) -> Answer:
        """The answer to a request with these headers only, and with the length of its body."""
        lines = list(headers.items()) if isinstance(headers, Mapping) else list(headers)
        if body is not None and not any(name in ("Content-Length", "Transfer-Encoding") for name, _ in lines):
            lines.append(("Content-Length", str(len(body))))
        head = "".join(f"{name}: {value}\r\n" for name, value in lines)
        return self.sends(
            f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode("utf-8", "surrogatepass") + (body or b""), method
        )

    def calls(self, name: str, given: object = None, **headers: str) -> Answer:
        """The answer to a call as the page makes it; a header that is empty is left out."""
        body = given if isinstance(given, bytes) else json.dumps(given or {}).encode()
        named = {key.replace("_", "-"): value for key, value in headers.items()}
        lines = {key: value for key, value in {**self.own, **named}.items() if value}
        return self.asks("POST", f"/api/{name}", lines, body)


def received(sock: socket.socket, method: str = "GET") -> Answer:
    """The next answer on a connection."""
    answer = HTTPResponse(sock, method=method)
    try:
        answer.begin()
        return Answer(answer.status, answer.getheaders(), answer.read())
    except (ConnectionError, TimeoutError):
        return Answer(0)


def contents_of(root: Path) -> dict[str, bytes]:
    """Every file under a folder."""
    return {str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


@contextmanager
def studio_at(root: Path, folder: Path | None, port: int = 0, **given: Any) -> Iterator[Knocker]:
    """A studio over the project at `root` with the deck in `folder` open."""
    running = prepared(Studio(root, folder, **given), port)
    thread = threading.Thread(target=running.serve)
    thread.start()
    try:
        yield Knocker(running, root)
    finally:
        running.stop()
        thread.join(timeout=20)
        assert not thread.is_alive()
