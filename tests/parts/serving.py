"""A server on this machine that gives a few pages and remembers what it was asked for."""

from __future__ import annotations

import mimetypes
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Served:
    """Where the server is, and the paths that it was asked for."""

    address: str
    asked: list[str] = field(default_factory=list)


@contextmanager
def served(pages: Mapping[str, str], policy: str = "") -> Iterator[Served]:
    """Serve `pages` by path, under a Content-Security-Policy; whatever else is asked for is empty."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found.asked.append(self.path)
            page = pages.get(self.path)
            self.send_response(204 if page is None else 200)
            self.send_header("Content-Type", f"{mimetypes.guess_type(self.path)[0] or 'text/html'}; charset=utf-8")
            self.send_header("Content-Security-Policy", policy)
            self.end_headers()
            self.wfile.write((page or "").encode())

        def log_message(self, *_: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        def process_request(self, request: Any, client_address: Any) -> None:
            connections.append(request)
            super().process_request(request, client_address)

    connections: list[socket.socket] = []
    server = Server(("127.0.0.1", 0), Handler)
    found = Served(f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield found
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        for connection in connections:  # a browser opens some ahead, and would go on asking on them
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
