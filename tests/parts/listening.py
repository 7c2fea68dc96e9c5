"""A server that takes every connection and keeps what it was sent, for those who must send it nothing."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field


@dataclass
class Listener:
    """Where it listens, and the beginning of what came on each connection."""

    port: int
    heard: list[bytes] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@contextmanager
def listening() -> Iterator[Listener]:
    """Listen on a free port; every connection counts, even one on which nothing is asked."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        found = Listener(server.getsockname()[1])

        def take() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = server.accept()
                    threading.Thread(target=hear, args=(connection,), daemon=True).start()

        def hear(connection: socket.socket) -> None:
            at = len(found.heard)
            found.heard.append(b"")
            with connection, suppress(OSError):
                connection.settimeout(1)
                found.heard[at] = connection.recv(1000)
                connection.sendall(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")

        thread = threading.Thread(target=take, daemon=True)
        thread.start()
        yield found
        with suppress(OSError):
            server.shutdown(socket.SHUT_RDWR)
    thread.join(timeout=5)
