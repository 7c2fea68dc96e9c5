"""The server of the page: on this machine only, for the one who started it only.

A page of another site that is open in the same browser must get nothing done here, nor read anything. So only requests
to the exact address pass, only from this page, with a token that the page got for a ticket. The ticket is in the
fragment of the address that is opened, which browsers send to nobody, and is good once.
"""

from __future__ import annotations

import hmac
import json
import secrets
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from deckgen.files import resources
from deckgen.studio import life
from deckgen.studio.api import Studio, answer

HOST = "127.0.0.1"
LARGEST_CALL = 1 << 20  # bytes of JSON
LARGEST_FILE = 256 << 20  # bytes, as for every file that is read
_POLICY = "; ".join(
    (
        *("default-src 'none'", "script-src 'self'", "style-src 'self'", "style-src-attr 'unsafe-inline'"),
        *("connect-src 'self'", "img-src 'self' data:", "media-src data: blob:", "font-src data:"),
        *("base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"),
    )
)
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": _POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_KINDS = {".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".json": "application/json"}
_FILES = "studio/app"


@dataclass
class Doors:
    """Who may come in: tickets that are good once, and the token that they are exchanged for."""

    port: int
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    _tickets: set[str] = field(default_factory=set)

    def ticket(self) -> str:
        """A new ticket."""
        made = secrets.token_urlsafe(24)
        self._tickets.add(made)
        return made

    def exchanged(self, ticket: str) -> str:
        """The token for a ticket, which is used up then; empty for one that is not good."""
        found = next((each for each in self._tickets if hmac.compare_digest(each.encode(), ticket.encode())), "")
        self._tickets.discard(found)
        return self.token if found else ""

    def knows(self, token: str) -> bool:
        """Whether a token is the right one."""
        return hmac.compare_digest(token.encode("utf-8", "replace"), self.token.encode())

    def refusal(self, method: str, headers: Headers) -> int:
        """The status of what does not come from our own page; 0 if it may."""
        own = {f"{name}:{self.port}" for name in (HOST, "localhost")}
        if len(headers.getlist("host")) != 1 or headers["host"] not in own:
            return 421
        origin, site = headers.get("origin"), headers.get("sec-fetch-site", "none")
        if origin is not None and origin.removeprefix("http://") not in own:
            return 403
        # A link on another page may lead here: the page itself holds nothing.
        return 0 if site in ("none", "same-origin") or (method == "GET" and "origin" not in headers) else 403


class Guard:
    """Lets only requests of our own page through, and puts our headers on every answer."""

    def __init__(self, app: ASGIApp, doors: Doors) -> None:
        self.app, self.doors = app, doors

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            return
        refused = self.doors.refusal(scope["method"], Headers(scope=scope))

        async def sent(message: Any) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [
                    *message["headers"],
                    *((k.lower().encode(), v.encode()) for k, v in _HEADERS.items()),
                ]
            await send(message)

        await (Response(status_code=refused) if refused else self.app)(scope, receive, sent)


def application(studio: Studio, doors: Doors) -> ASGIApp:
    """The page, its files and its calls."""

    async def enter(request: Request) -> Response:
        given = await _json(request)
        if isinstance(given, Response):
            return given
        token = doors.exchanged(str(given.get("ticket", "")))
        return JSONResponse({"token": token}) if token else Response(status_code=401)

    async def call(request: Request) -> Response:
        if not doors.knows(request.headers.get("x-deckgen-token", "")):
            return Response(status_code=401)
        name = request.path_params["name"]
        if name == "upload":
            return await _upload(studio, request)
        given = await _json(request)
        if isinstance(given, Response):
            return given
        if name in _DOWNLOADS:
            return await run_in_threadpool(_download, studio, name, given)
        if name == "ticket":
            return JSONResponse({"ticket": doors.ticket()})
        status, answered = await run_in_threadpool(answer, studio, name, given)
        return JSONResponse(answered, status)

    return Guard(
        Starlette(
            routes=[
                Route("/", _page),
                Route("/app/{name}", _file),
                Route("/api/enter", enter, methods=["POST"]),
                Route("/api/{name}", call, methods=["POST"]),
            ]
        ),
        doors,
    )


async def _page(_request: Request) -> Response:
    return _served("index.html")


async def _file(request: Request) -> Response:
    return _served(request.path_params["name"])


def _served(name: str) -> Response:
    """A file of the page; the module that fills cards is shared with the preview."""
    kind = _KINDS.get("." + name.rpartition(".")[2])
    if kind is None or "/" in name or name not in resources.names(_FILES) | {"card.js"}:
        return Response(status_code=404)
    folder = "cards/templates" if name == "card.js" else _FILES
    return Response(resources.text(f"{folder}/{name}"), media_type=kind)


async def _json(request: Request) -> dict[str, Any] | Response:
    """The JSON object of a call, or why it is none."""
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/json":
        return Response(status_code=415)
    body = await _body(request, LARGEST_CALL)
    if body is None:
        return Response(status_code=413)
    try:
        given = json.loads(body)
    except (ValueError, RecursionError):
        return Response(status_code=400)
    return given if isinstance(given, dict) else Response(status_code=400)


async def _upload(studio: Studio, request: Request) -> Response:
    """Keep a dropped file; its name is in the header, its bytes are the body."""
    from urllib.parse import unquote

    if request.headers.get("content-type", "") != "application/octet-stream":
        return Response(status_code=415)
    body = await _body(request, LARGEST_FILE)
    if body is None:
        return Response(status_code=413)
    name = unquote(request.headers.get("x-deckgen-name", ""))
    return JSONResponse({"file": studio.upload(name, body)})


async def _body(request: Request, most: int) -> bytes | None:
    """The body of a request; None if it is larger than `most` bytes, of which no more is read."""
    parts, size = [], 0
    stream: AsyncIterator[bytes] = request.stream()
    async for part in stream:
        size += len(part)
        if size > most:
            return None
        parts.append(part)
    return b"".join(parts)


_DOWNLOADS = {"package", "export"}


def _download(studio: Studio, name: str, given: dict[str, Any]) -> Response:
    """A file that the page saves."""
    from deckgen.files.source import Refused

    try:
        if name == "package":
            _, data = life.package(studio.desk)
        else:
            _, data = life.exported(studio.desk, str(given.get("format", "")))
    except Refused as refused:
        return JSONResponse({"problems": [{"message": each.message} for each in refused.problems]}, 422)
    return Response(data, media_type="application/octet-stream")


# ------------------------------------------------------------------ running


class _Server(uvicorn.Server):
    """A server that leaves signals to whoever runs it."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@dataclass
class Running:
    """A server with its address; `serve` returns when it is stopped."""

    studio: Studio
    doors: Doors
    _server: _Server
    _socket: socket.socket

    @property
    def address(self) -> str:
        """The address to open, with a ticket that is good once."""
        return f"http://{HOST}:{self.doors.port}/#{self.doors.ticket()}"

    def serve(self) -> None:
        """Answer until `stop`."""
        self._server.run(sockets=[self._socket])

    def stop(self) -> None:
        """Finish what is being answered, and end."""
        self._server.should_exit = True


def prepared(studio: Studio, port: int = 0) -> Running:
    """A server for `studio` on a free port, or on the one that is asked for."""
    listening = socket.create_server((HOST, port))
    doors = Doors(listening.getsockname()[1])
    config = uvicorn.Config(
        application(studio, doors),
        log_config=None,
        lifespan="off",
        ws="none",
        http="h11",
        loop="asyncio",
        server_header=False,
        date_header=False,
        timeout_graceful_shutdown=5,
    )
    return Running(studio, doors, _Server(config), listening)
