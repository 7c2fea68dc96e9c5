"""The door of the studio: what was tried, and what came back, over real connections."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator

import pytest
from knocking import Answer, Knocker, contents_of, received, studio_at
from projects import DECK, PAIRS, TERMS, Project

from deckgen.studio import server


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    made = Project(tmp_path_factory.mktemp("porta") / "progetto")
    for path, text in ((made.deck / "deck.yaml", DECK), (made.pairs, PAIRS), (made.terms, TERMS)):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return made


@pytest.fixture(scope="module")
def studio(project: Project) -> Iterator[Knocker]:
    before = contents_of(project.root)
    with studio_at(project.root, project.deck) as running:
        yield running
    assert contents_of(project.root) == before, "nothing that was tried here changes a file"


def guarded(answer: Answer) -> None:
    """Every answer has our headers, once, and none that lets another site in."""
    one = {
        "cache-control": "no-store",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
    }
    assert {name: answer.all(name) for name in one} == {name: [value] for name, value in one.items()}
    (policy,) = answer.all("content-security-policy")
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "'unsafe-inline'" not in policy.replace("style-src-attr 'unsafe-inline'", "")
    assert "unsafe-eval" not in policy
    names = {name.lower() for name, _ in answer.headers}
    assert not {name for name in names if name.startswith("access-control-")}
    assert not names & {"server", "set-cookie", "location"}


def harmless(answer: Answer, status: int) -> None:
    guarded(answer)
    assert answer.status == status, answer.body
    assert not any(secret in answer.body for secret in (b"Il marketing", b"token"))


# ------------------------------------------------------------------ Host


HOSTS = {
    "": 400,  # none: no HTTP 1.1
    "127.0.0.1": 421,
    "127.0.0.1:1": 421,
    "127.0.0.1:{port}": 200,
    "localhost:{port}": 200,
    "LOCALHOST:{port}": 421,
    "localhost": 421,
    "127.0.0.1.:{port}": 421,
    "localhost.:{port}": 421,
    "[::1]:{port}": 421,
    "0.0.0.0:{port}": 421,
    "127.1:{port}": 421,
    "2130706433:{port}": 421,
    "studio.localhost:{port}": 421,
    "127.0.0.1.nip.io:{port}": 421,
    "attaccante.example:{port}": 421,
    "attaccante.example": 421,
    "user@127.0.0.1:{port}": 421,
    "127.0.0.1:{port}, attaccante.example": 421,
    "127.0.0.1:{port}/": 421,
    "127.0.0.1:0{port}": 421,
}


@pytest.mark.parametrize("path", ["/", "/app/main.js", "/api/enter", "/nessuno"])
@pytest.mark.parametrize("host", HOSTS)
def test_only_the_exact_host(studio: Knocker, host: str, path: str) -> None:
    answer = studio.asks("GET", path, {"Host": host.format(port=studio.port)} if host else {})
    guarded(answer)
    there = {"/": 200, "/app/main.js": 200, "/api/enter": 405, "/nessuno": 404}[path]
    assert answer.status == (there if HOSTS[host] == 200 else HOSTS[host])


def test_a_host_is_named_once(studio: Knocker) -> None:
    own = f"127.0.0.1:{studio.port}"
    for other in (own, "attaccante.example"):
        for lines in ([("Host", own), ("Host", other)], [("Host", other), ("Host", own)]):
            assert studio.asks("GET", "/", lines).status in (400, 421)
    harmless(studio.sends(b"GET / HTTP/1.0\r\n\r\n"), 421)
    harmless(studio.sends(b"GET / HTTP/1.0\r\nHost: attaccante.example\r\n\r\n"), 421)
    answer = studio.sends(f"GET http://attaccante.example/ HTTP/1.1\r\nHost: {own}\r\n\r\n".encode())
    harmless(answer, 404)


# ------------------------------------------------------------------ Origin, Sec-Fetch-Site


ORIGINS = {
    "": 200,
    "http://127.0.0.1:{port}": 200,
    "https://127.0.0.1:{port}": 403,
    "http://localhost:{port}": 403,  # may be somebody else on ::1
    "http://127.0.0.1": 403,
    "http://127.0.0.1:1": 403,
    "http://127.0.0.1:{port}0": 403,
    "http://127.0.0.1:{port}/": 403,
    "127.0.0.1:{port}": 403,
    "HTTP://127.0.0.1:{port}": 403,
    "http://attaccante.example": 403,
    "http://127.0.0.1:{port}.attaccante.example": 403,
    "http://studio.localhost:{port}": 403,
    "null": 403,
    "file://": 403,
    "chrome-extension://abcdefghijklmnop": 403,
    "http://127.0.0.1:{port} http://attaccante.example": 403,
}


@pytest.mark.parametrize("origin", ORIGINS)
def test_only_our_own_origin(studio: Knocker, origin: str) -> None:
    given = origin.format(port=studio.port)
    assert studio.calls("state", Origin=given).status == ORIGINS[origin]
    page = {"Host": f"127.0.0.1:{studio.port}", **({"Origin": given} if origin else {})}
    for path in ("/", "/app/main.js"):
        answer = studio.asks("GET", path, page)
        guarded(answer)
        assert answer.status == ORIGINS[origin]


def test_an_origin_for_each_name_of_the_host(studio: Knocker) -> None:
    host = f"localhost:{studio.port}"
    assert studio.calls("state", Host=host, Origin=f"http://{host}").status == 200
    assert studio.calls("state", Host=host).status == 403
    lines = [*studio.own.items(), ("Origin", "http://attaccante.example")]
    harmless(studio.asks("POST", "/api/state", lines, b"{}"), 403)


@pytest.mark.parametrize("site", ["cross-site", "same-site", "", "none", "same-origin", "unknown"])
def test_only_from_our_own_site(studio: Knocker, site: str) -> None:
    ours = site in ("", "none", "same-origin")
    host = {"Host": f"127.0.0.1:{studio.port}"}
    sent = {**host, **({"Sec-Fetch-Site": site} if site else {})}
    link = {**sent, "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    assert studio.asks("GET", "/", link).status == 200, "a link may lead here"
    others = [
        sent,
        {**sent, "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"},
        {**sent, "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "script"},
        {**sent, "Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"},
        {**link, "Origin": "null"},
    ]
    for path in ("/", "/app/main.js", "/app/en.json"):
        for headers in others:
            answer = studio.asks("GET", path, headers)
            guarded(answer)
            assert answer.status == (200 if ours and "Origin" not in headers else 403), headers
    assert studio.calls("state", Sec_Fetch_Site=site).status == (200 if ours else 403)
    form = {"Sec_Fetch_Mode": "navigate", "Sec_Fetch_Dest": "document"}
    assert studio.calls("state", Sec_Fetch_Site=site, **form).status == (200 if ours else 403)


# ------------------------------------------------------------------ tokens and tickets


@pytest.mark.parametrize("token", ["", "x", "{token}x", "{token} {token}", "příliš", "\x7f", "null", "{port}"])
def test_nothing_without_the_token(studio: Knocker, token: str) -> None:
    given = token.format(token=studio.running.doors.token, port=studio.port)
    for name in ("state", "do", "upload", "ticket", "package", "nessuno"):
        harmless(studio.calls(name, X_Deckgen_Token=given), 401)


def test_a_token_is_not_found_by_its_beginning(studio: Knocker) -> None:
    token = studio.running.doors.token
    assert len(token) >= 40
    for given in (token[:-1], token[1:], token.swapcase(), token + "\u00e9"):
        harmless(studio.calls("state", X_Deckgen_Token=given), 401)
    cookie = studio.calls(
        "state", X_Deckgen_Token="", Cookie=f"X-Deckgen-Token={token}", Authorization=f"Bearer {token}"
    )
    harmless(cookie, 401)


def test_a_ticket_is_good_once(studio: Knocker) -> None:
    ticket = studio.running.address.partition("#")[2]
    assert studio.calls("enter", {"ticket": ticket[:-1]}).status == 401
    assert studio.calls("enter", {"ticket": ticket}, X_Deckgen_Token="").json == {"token": studio.running.doors.token}
    harmless(studio.calls("enter", {"ticket": ticket}), 401)
    other = studio.calls("ticket").json["ticket"]
    assert studio.calls("enter", {"ticket": other}).status == 200
    harmless(studio.calls("enter", {"ticket": other}), 401)


def test_a_ticket_is_good_for_one_of_many_at_the_same_time(studio: Knocker) -> None:
    ticket = studio.running.doors.ticket()
    statuses: list[int] = []
    threads = [
        threading.Thread(target=lambda: statuses.append(studio.calls("enter", {"ticket": ticket}).status))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [200, *[401] * 7]


@pytest.mark.parametrize("ticket", ["", "x", None, 0, True, [], {}, ["x"], "\ud800", "ě" * 1000, "\0"])
def test_what_is_no_ticket(studio: Knocker, ticket: object) -> None:
    studio.running.doors.ticket()
    answer = studio.calls("enter", {"ticket": ticket})
    assert answer.status in (400, 401)
    harmless(answer, answer.status)
    harmless(studio.calls("enter", {}), 401)


# ------------------------------------------------------------------ bodies


TYPES = ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "", "text/json", "*/*"]


@pytest.mark.parametrize("kind", [*TYPES, "application/jsonp", "text/plain; application/json"])
def test_only_json(studio: Knocker, kind: str) -> None:
    harmless(studio.calls("state", Content_Type=kind), 415)
    ticket = studio.running.doors.ticket()
    harmless(studio.calls("enter", {"ticket": ticket}, Content_Type=kind), 415)
    harmless(studio.calls("upload", b"Ciao.", Content_Type=kind), 415)
    assert studio.calls("state", Content_Type="Application/JSON; charset=utf-8").status == 200


NO_CALLS = [
    b"",
    b"{",
    b"[]",
    b"null",
    b"1",
    b'"a"',
    b"\xff\xfe\xff",
    b'{"text": NaN}',
    b'{"text": -Infinity}',
    b'{"text": 1e999}',
    b'{"text": ' + b"1" * 5000 + b"}",
    b'{"text": "\\ud800"}',
    b'{"\\udfff": 1}',
    b'{"text": ' + b"[" * 500 + b"]" * 500 + b"}",
    b'{"text": ' + b"[" * 200_000 + b"]" * 200_000 + b"}",
    b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    b"text=testo",
]


@pytest.mark.parametrize("body", NO_CALLS, ids=range(len(NO_CALLS)))
def test_what_is_no_call(studio: Knocker, body: bytes) -> None:
    for name in ("state", "do", "enter", "package"):
        answer = studio.calls(name, body)
        harmless(answer, 400)
        assert answer.json["problems"][0]["message"]


def test_a_body_that_is_too_large(studio: Knocker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "LARGEST_FILE", 2 << 20)
    raw = {"Content_Type": "application/octet-stream"}
    assert studio.calls("upload", b"a" * (2 << 20), **raw).status == 200
    for name, most, headers in (("state", server.LARGEST_CALL, {}), ("upload", 2 << 20, raw)):
        declared = studio.calls(name, b"{", **headers, Content_Length=str(most + 1))
        harmless(declared, 413)
        harmless(studio.calls(name, b"{", **headers, Content_Length=str(10**15)), 413)
        piece = b"10000\r\n" + b"a" * 0x10000 + b"\r\n"
        with studio.connected() as sock:
            lines = {**studio.own, **{key.replace("_", "-"): value for key, value in headers.items()}}
            head = "".join(f"{key}: {value}\r\n" for key, value in lines.items())
            sock.sendall(f"POST /api/{name} HTTP/1.1\r\n{head}Transfer-Encoding: chunked\r\n\r\n".encode())
            for _ in range(most // 0x10000 + 1):  # just too much: a server that goes on reading would wait for more
                sock.sendall(piece)
            harmless(received(sock), 413)


def test_a_body_in_pieces_is_a_body(studio: Knocker) -> None:
    lines = {**studio.own, "Transfer-Encoding": "chunked"}
    assert studio.asks("POST", "/api/state", lines, b"1\r\n{\r\n1\r\n}\r\n0\r\n\r\n").status == 200


# ------------------------------------------------------------------ paths and methods


PATHS = [
    "/app/",
    "/app",
    "/app/../index.html",
    "/app/../../../../etc/passwd",
    "/app/..%2f..%2fdeckgen/studio/server.py",
    "/app/%2e%2e/%2e%2e/server.py",
    "/app/%2e%2e%2fserver.py",
    "/app/..%5cserver.py",
    "/app/..\\server.py",
    "/app/%252e%252e%252fserver.py",
    "/app/card.js/..",
    "/app/card.js/../../server.py",
    "/app/card.js/",
    "/app/main.js/",
    "/app//main.js",
    "/app//etc/passwd",
    "/app/%2fetc%2fpasswd",
    "/app/C:%5cWindows%5cwin.ini",
    "/app/main.js%00",
    "/app/main.js%00.css",
    "/app/%00",
    "/app/main.js%0d%0aSet-Cookie:%20a=b",
    "/app/Main.js",
    "/app/main.js.",
    "/app/main.js%20",
    "/app/main.js::$DATA",
    "/app/.",
    "/app/__init__.py",
    "/app/server.py",
    "/app/preview.html",
    "/app/%ff",
    "/app/" + "a" * 10_000,
    "//attaccante.example/",
    "//attaccante.example/app/main.js",
    "/..",
    "/../cards/prova/deck.yaml",
    "/cards/prova/deck.yaml",
    "/index.html",
    "/favicon.ico",
    "/api",
    "/api/",
    "/api/enter/",
    "/docs",
    "/openapi.json",
]


@pytest.mark.parametrize("path", PATHS, ids=[path[:40] for path in PATHS])
def test_no_other_path(studio: Knocker, path: str) -> None:
    own = {"Host": f"127.0.0.1:{studio.port}"}
    harmless(studio.asks("GET", path, own), 404)
    assert studio.asks("POST", path, studio.own, b"{}").status in (404, 405)


@pytest.mark.parametrize("name", ["nessuno", "..", "%2e%2e", "__class__", "do%00", "DO", "do%2f", "do/x", "a" * 9000])
def test_no_other_call(studio: Knocker, name: str) -> None:
    answer = studio.calls(name)
    harmless(answer, 404)
    assert answer.json["problems"][0]["message"]


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "POST", "QUATSCH"])
def test_no_other_method(studio: Knocker, method: str) -> None:
    own = {key: value for key, value in studio.own.items() if key != "Origin"}
    for path in ("/", "/app/main.js"):
        harmless(studio.asks(method, path, own), 200 if method in ("GET", "HEAD") else 405)
    for path in ("/api/state", "/api/enter", "/api/package", "/api/upload"):
        if method != "POST":
            harmless(studio.asks(method, path, own), 405)
    proxy = studio.sends(f"CONNECT attaccante.example:443 HTTP/1.1\r\nHost: 127.0.0.1:{studio.port}\r\n\r\n".encode())
    assert proxy.status in (404, 405)
    preflight = {
        "Host": f"127.0.0.1:{studio.port}",
        "Origin": "http://attaccante.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type,x-deckgen-token",
        "Access-Control-Request-Private-Network": "true",
    }
    harmless(studio.asks("OPTIONS", "/api/do", preflight), 403)


def test_every_file_of_the_page_has_its_type(studio: Knocker) -> None:
    own = {"Host": f"127.0.0.1:{studio.port}"}
    types = {
        "main.js": "text/javascript",
        "card.js": "text/javascript",
        "studio.css": "text/css",
        "en.json": "application/json",
    }
    for name, kind in types.items():
        answer = studio.asks("GET", f"/app/{name}", own)
        guarded(answer)
        assert answer.all("content-type")[0].startswith(kind)


def test_no_web_socket(studio: Knocker) -> None:
    wanted = {
        **studio.own,
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    }
    for path in ("/", "/api/state", "/nessuno"):
        answer = studio.asks("GET", path, wanted)
        guarded(answer)
        assert answer.status in (200, 404, 405)
    harmless(studio.asks("GET", "/", {**wanted, "Origin": "http://attaccante.example"}), 403)
    assert (
        studio.asks("GET", "/", {**studio.own, "Upgrade": "h2c", "Connection": "Upgrade, HTTP2-Settings"}).status == 200
    )


# ------------------------------------------------------------------ what is no HTTP, and who is slow


NO_HTTP = [
    b"\r\n\r\n\r\n\r\nx\r\n\r\n",
    b"GET /\r\n\r\n",
    b"GET / HTTP/9.9\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 64 + b"\r\n\r\n",  # the beginning of TLS
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\n b\r\n\0: c\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    b"GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET /p\xc5\x99 HTTP/1.1\r\nHost: a\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"a" * 200_000 + b"\r\n\r\n",
]


@pytest.mark.parametrize("data", NO_HTTP, ids=range(len(NO_HTTP)))
def test_what_is_no_http(studio: Knocker, data: bytes) -> None:
    answer = studio.sends(data)
    if answer.status:  # whoever still sends when the connection ends may hear nothing
        guarded(answer)
        assert answer.status in (400, 421, 501)
    assert studio.calls("state").status == 200


def test_a_request_smuggled_behind_another_has_no_token(studio: Knocker) -> None:
    inner = f"POST /api/state HTTP/1.1\r\nHost: 127.0.0.1:{studio.port}\r\nContent-Length: 2\r\n\r\n{{}}".encode()
    with studio.connected() as sock:
        first = f"GET /nessuno HTTP/1.1\r\nHost: 127.0.0.1:{studio.port}\r\n\r\n".encode()
        sock.sendall(first + inner + b"\0\0\0\0\r\n\r\n")
        sock.settimeout(5)
        said = b"".join(iter(lambda: sock.recv(65536), b""))
    assert re.findall(rb"HTTP/1\.1 (\d+) ", said) == [b"404", b"401", b"400"]
