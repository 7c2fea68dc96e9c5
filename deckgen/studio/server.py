"""The server of the page: its files, and its calls in JSON, on this machine only; who may come in is in `doors`."""

from __future__ import annotations

import json
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol

from deckgen.files import resources
from deckgen.studio import life
from deckgen.studio.api import Studio, answer, outcome, said
from deckgen.studio.doors import HEADERS, HOST, Doors, Guard
from deckgen.studio.given import Call, parsed, text

LARGEST_CALL = 1 << 20  # bytes of JSON
LARGEST_FILE = 256 << 20  # bytes, as for every file that is read
_KINDS = {".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".json": "application/json"}
_FILES = "studio/app"


def application(studio: Studio, doors: Doors) -> ASGIApp:
    """The page, its files and its calls."""

    async def enter(request: Request) -> Response:
        given = await _call(request)
        ticket = given.get("ticket")
        token = doors.exchanged(ticket) if isinstance(ticket, str) else ""
        if not token:
            raise HTTPException(401, "this ticket is not good, or not any more")
        return _Answer({"token": token})

    async def call(request: Request) -> Response:
        if not doors.knows(request.headers.get("x-deckgen-token", "")):
            raise HTTPException(401, "this page was not opened by deckgen studio")
        name = request.path_params["name"]
        if name == "upload":
            return await _upload(studio, request)
        given = await _call(request)
        if name == "ticket":
            return _Answer({"ticket": doors.ticket()})
        if name in _DOWNLOADS:
            return await run_in_threadpool(_download, studio, name, given)
        status, answered = await run_in_threadpool(answer, studio, name, given)
        return _Answer(answered, status)

    def fault(_request: Request, error: Exception) -> Response:
        status, answered = outcome(studio, lambda: _raised(error))
        return _Answer(answered, status)

    made = Starlette(
        routes=[
            Route("/", _page),
            Route("/app/{name}", _file),
            Route("/api/enter", enter, methods=["POST"]),
            Route("/api/{name}", call, methods=["POST"]),
        ],
        exception_handlers={HTTPException: _refused, ClientDisconnect: _refused, Exception: fault},
    )
    made.router.redirect_slashes = False
    return Guard(made, doors)


class _Answer(JSONResponse):
    """An answer in JSON; half a character, as in the name of a file that is no UTF-8, becomes a question mark."""

    def render(self, content: Any) -> bytes:
        return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _refused(_request: Request, error: Exception) -> Response:
    """Why a request is not carried out; whoever went away does not hear it."""
    if isinstance(error, HTTPException):
        return _Answer(said(error.detail), error.status_code, error.headers)
    return Response(status_code=400)


def _raised(error: Exception) -> None:
    raise error


async def _page(_request: Request) -> Response:
    return _served("index.html")


async def _file(request: Request) -> Response:
    return _served(request.path_params["name"])


def _served(name: str) -> Response:
    """A file of the page; the module that fills cards is shared with the preview."""
    kind = _KINDS.get("." + name.rpartition(".")[2])
    if kind is None or "/" in name or name not in resources.names(_FILES) | {"card.js"}:
        raise HTTPException(404)
    folder = "cards/templates" if name == "card.js" else _FILES
    return Response(resources.text(f"{folder}/{name}"), media_type=kind)


async def _call(request: Request) -> Call:
    """The JSON object of a call; refused if it is none."""
    _of_type(request, "application/json")
    given = parsed(await _body(request, LARGEST_CALL))
    if given is None:
        raise HTTPException(400, "this is not a call of the page")
    return given


async def _upload(studio: Studio, request: Request) -> Response:
    """Keep a dropped file; its name is in the header, its bytes are the body."""
    _of_type(request, "application/octet-stream")
    body = await _body(request, LARGEST_FILE)
    return _Answer({"file": studio.upload(unquote(request.headers.get("x-deckgen-name", "")), body)})


def _of_type(request: Request, wanted: str) -> None:
    """Refuse what another page could send without asking us first."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != wanted:
        raise HTTPException(415, f"this must be sent as {wanted}")


async def _body(request: Request, most: int) -> bytes:
    """The body of a request; refused if it is larger than `most` bytes, of which no more is read."""
    too_large = HTTPException(413, f"this is too large: more than {most >> 20} MB")
    if int(request.headers.get("content-length", "0")) > most:
        raise too_large
    parts, size = [], 0
    stream: AsyncIterator[bytes] = request.stream()
    async for part in stream:
        size += len(part)
        if size > most:
            raise too_large
        parts.append(part)
    return b"".join(parts)


_DOWNLOADS = {"package", "export"}


def _download(studio: Studio, name: str, given: Call) -> Response:
    """A file that the page saves."""
    status, made = outcome(studio, lambda: _file_of(studio, name, given))
    return Response(made, media_type="application/octet-stream") if status == 200 else _Answer(made, status)


def _file_of(studio: Studio, name: str, given: Call) -> bytes:
    return life.package(studio.desk) if name == "package" else life.exported(studio.desk, text(given, "format"))


# ------------------------------------------------------------------ running


class _Server(uvicorn.Server):
    """A server that leaves signals to whoever runs it."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class _Protocol(H11Protocol):
    """HTTP with our headers also on the answer to what is no HTTP."""

    def send_400_response(self, msg: str) -> None:
        """Say so, and hang up."""
        if not self.cycle or self.cycle.response_complete:
            lines = [b"HTTP/1.1 400 Bad Request", b"content-length: 0", b"connection: close"]
            self.transport.write(b"\r\n".join([*lines, *(b": ".join(each) for each in HEADERS), b"", b""]))
        self.transport.close()


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
        log_level="critical",  # what strangers send is answered, and nothing to print
        lifespan="off",
        ws="none",
        http=_Protocol,
        loop="asyncio",
        server_header=False,
        date_header=False,
        timeout_graceful_shutdown=5,
    )
    return Running(studio, doors, _Server(config), listening)
