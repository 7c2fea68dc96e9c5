"""Pages of other sites in the browser in which the studio is open: they change nothing and read nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from browser import CHROMIUM
from driver import Chromium
from knocking import Knocker, contents_of, studio_at
from projects import ROOT, Project
from serving import Served, served
from starlette.datastructures import Headers

from deckgen.studio.doors import Doors

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")

ATTACK = (ROOT / "tests" / "parts" / "attack.js").read_text("utf-8")
PAGE = f'<!doctype html><body><button id="open">a</button><a id="link">b</a><script>{ATTACK}</script></body>'


@pytest.fixture
def refusals(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str, int]]:
    """What came to the door: the method, where it came from, and whether it was refused."""
    seen: list[tuple[str, str, int]] = []
    refusal = Doors.refusal

    def noted(self: Doors, method: str, headers: Headers) -> int:
        status = refusal(self, method, headers)
        seen.append((method, headers.get("sec-fetch-dest", ""), status))
        return status

    monkeypatch.setattr(Doors, "refusal", noted)
    return seen


@pytest.fixture
def studio(project: Project) -> Iterator[Knocker]:
    with studio_at(project.root, project.deck) as running:
        yield running


@pytest.fixture(scope="module")
def other() -> Iterator[Served]:
    with served({"/": PAGE}, "") as found:
        yield found


@pytest.mark.parametrize("target", ["127.0.0.1", "localhost"])
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "studio.localhost"])
def test_a_page_of_another_site_gets_nothing(
    studio: Knocker, other: Served, chromium: Chromium, refusals: list[tuple[str, str, int]], host: str, target: str
) -> None:
    before = contents_of(studio.root)
    ticket, token = studio.running.doors.ticket(), studio.running.doors.token
    row = next(each for each in studio.calls("text", {"text": "testo"}).json["rows"] if each["kind"] == "pair")
    given = [f"http://{target}:{studio.port}", token, ticket, {"key": row["key"], "mark": row["mark"]}]
    refusals.clear()
    with chromium.tab() as stranger:
        stranger.go(other.address.replace("127.0.0.1", host))
        answer = stranger.value(f"attack(...{json.dumps(given)})")
    assert answer["read"] == []
    assert answer["tried"] > 200
    assert len(refusals) > 100, "then the test shows nothing"
    assert {status for _, _, status in refusals} == {403}
    assert contents_of(studio.root) == before
    assert studio.calls("state").json["steps"] == {"undo": "", "redo": ""}
    assert studio.calls("enter", {"ticket": ticket}).status == 200, "nobody has used it"


def test_a_window_that_another_site_opened_is_out_of_its_reach(
    studio: Knocker, other: Served, chromium: Chromium, refusals: list[tuple[str, str, int]]
) -> None:
    with chromium.tab() as stranger:
        stranger.go(other.address)
        stranger.value(
            f"void (document.getElementById('open').onclick = () => {{ window.made = open('{studio.origin}/', 'x'); }})"
        )
        stranger.click("#open")
        stranger.wait("window.made?.closed")  # so it looks to whoever opened it
        assert stranger.value("(() => { try { return made.document.title; } catch { return ''; } })()") == ""
        assert stranger.value("made.length") == 0
        assert ("GET", "document", 0) in refusals
        stranger.value(f"document.getElementById('link').href = '{studio.origin}/#' + 'a'.repeat(32)")
        stranger.click("#link")
        stranger.wait("location.port === " + json.dumps(str(studio.port)))
        stranger.wait("document.querySelector('#page h1') !== null")
        assert stranger.value("window.opener") is None
        assert stranger.value("sessionStorage.length") == 0


@pytest.mark.parametrize("name", ["studio.localhost", "attaccante.localhost"])
def test_a_name_that_comes_to_lead_here_opens_nothing(
    project: Project, chromium: Chromium, refusals: list[tuple[str, str, int]], name: str
) -> None:
    """A page of another server, whose name then leads to the studio on the same port: the browser sees one site."""
    with chromium.tab() as stranger:
        with served({"/": PAGE}) as before:
            stranger.go(before.address.replace("127.0.0.1", name))
        port = int(before.address.rpartition(":")[2])
        with studio_at(project.root, project.deck, port=port) as studio:
            headers = json.dumps({"Content-Type": "application/json", "X-Deckgen-Token": studio.running.doors.token})
            post = f"{{ method: 'POST', headers: {headers}, body: '{{}}' }}"
            read = "(answer) => answer.text().then((text) => [answer.status, text])"
            assert stranger.value(f"fetch('/api/state', {post}).then({read})") == [421, ""]
            assert stranger.value(f"fetch('/app/main.js').then({read})") == [421, ""]
            assert stranger.value(f"fetch('/').then({read})") == [421, ""]
            assert {status for _, _, status in refusals} == {421}


def test_our_own_page_opens(studio: Knocker, chromium: Chromium) -> None:
    for host in ("127.0.0.1", "localhost"):
        with chromium.tab() as page:
            page.go(studio.running.address.replace("127.0.0.1", host))
            page.wait("document.querySelector('#to-pairs') !== null")
            assert page.value("location.hash") == ""
            assert page.logs == []
