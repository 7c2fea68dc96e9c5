"""Who may come in to the page: only the one who started it.

A page of another site that is open in the same browser must get nothing done here, nor read anything. So only requests
to the exact address pass, only from this page, with a token that the page got for a ticket. The ticket is in the
fragment of the address that is opened, which browsers send to nobody, and is good once.
"""

from __future__ import annotations

import hmac
import secrets
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

HOST = "127.0.0.1"
_POLICY = "; ".join(
    (
        *("default-src 'none'", "script-src 'self'", "style-src 'self'", "style-src-attr 'unsafe-inline'"),
        *("connect-src 'self'", "img-src 'self' data:", "media-src data: blob:", "font-src data:"),
        *("base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"),
    )
)
_NAMED = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": _POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
# On every answer, refusals too.
HEADERS = [(name.lower().encode(), value.encode()) for name, value in _NAMED.items()]


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
        given = ticket.encode("utf-8", "replace")
        found = next((each for each in self._tickets if hmac.compare_digest(each.encode(), given)), "")
        self._tickets.discard(found)
        return self.token if found else ""

    def knows(self, token: str) -> bool:
        """Whether a token is the right one."""
        return hmac.compare_digest(token.encode("utf-8", "replace"), self.token.encode())

    def refusal(self, method: str, headers: Headers) -> int:
        """The status of what does not come from our own page; 0 if it may."""
        port = "" if self.port == 80 else f":{self.port}"  # browsers leave that one out
        own = {f"{name}{port}" for name in (HOST, "localhost")}
        if len(headers.getlist("host")) != 1 or headers["host"] not in own:
            return 421
        if any(origin != f"http://{headers['host']}" for origin in headers.getlist("origin")):
            return 403
        # A link on another page may lead here: the page itself holds nothing.
        led_here = method == "GET" and headers.get("sec-fetch-mode") == "navigate"
        in_window = headers.get("sec-fetch-dest") == "document"
        own_site = headers.get("sec-fetch-site", "none") in ("none", "same-origin")
        return 0 if own_site or (led_here and in_window and "origin" not in headers) else 403


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
                message["headers"] = [*message["headers"], *HEADERS]
            await send(message)

        with suppress(Exception):  # Starlette raises again what it has answered and reported
            await (Response(status_code=refused) if refused else self.app)(scope, receive, sent)
