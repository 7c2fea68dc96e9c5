"""The module that draws a card, on a page of another server than a file: by itself, under a policy of its own."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from browser import CHROMIUM
from driver import Chromium
from serving import Served, served

from deckgen.files import resources

CARD = resources.text("cards/templates/card.js")
needs_browser = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")
PAGES = {
    "/": "<!doctype html><title>a</title><div id=frame></div><script type=module src=/page.js></script>",
    "/page.js": "import * as card from '/card.js'; window.card = card;",
    "/card.js": CARD,
}
NOTE = {
    "kind": "sentence",
    "fields": {"Front": "Chi paga?", "Back": "Kdo <b>platí</b>?", "Note": "<br>"},
    "tags": ["a"],
}
TEMPLATES = {
    "Recognition": {"front": "<p>{{Front}}</p>", "back": "{{FrontSide}}<hr>{{Back}}"},
    "Production": {
        "front": "{{Back}}{{type:Front}}{{#Note}}no{{/Note}}[sound:a.mp3]",
        "back": "{{FrontSide}}{{^Note}}{{Tags}} {{Deck}} {{Card}}{{/Note}}{{tts it_IT:Front}}",
    },
}
TYPE = {"css": "#qa { color: rgb(1, 2, 3) }", "templates": TEMPLATES, "order": ["Recognition", "Production"]}


@pytest.fixture
def server(chromium: Chromium) -> Iterator[Served]:
    """A page that has imported the module, under a policy that allows the scripts of its server alone."""
    with served(PAGES, "default-src 'none'; script-src 'self'") as found:
        chromium.go(f"{found.address}/")
        yield found


def draw(chromium: Chromium, template: str, side: str, more: str = "", kind: dict[str, Any] = TYPE) -> None:
    """Show one side of the card; `more` is JavaScript for further options."""
    chromium.value(
        f"(() => {{ const note = {json.dumps(NOTE)}, type = {json.dumps(kind)}, template = '{template}';"
        f" const shown = card.sides(note, type, template, 'Corso').{side};"
        f" card.show(frame, shown, {{ note, type, template, side: '{side}', {more} }}); }})()"
    )


def inside(chromium: Chromium, script: str) -> Any:
    """The value of an expression about `root`, in which the card is."""
    return chromium.value(f"((root) => {script})(frame.shadowRoot)")


def test_the_module_may_stand_inside_a_script_element() -> None:
    assert not re.search(
        r"<!--|</?script|\{\{(policy|title|data|card)\}\}|^import\b", CARD, re.IGNORECASE | re.MULTILINE
    )


@needs_browser
def test_a_page_imports_it_and_shows_a_card(server: Served, chromium: Chromium) -> None:
    assert chromium.value("Object.keys(card).sort()") == ["empty", "fill", "plain", "show", "sides"]
    draw(chromium, "Recognition", "answer")
    card = "root.querySelector('.card')"
    assert inside(chromium, f"{card}.innerText.split(/\\s*\\n\\s*/)") == ["Chi paga?", "Kdo platí?"]
    assert inside(chromium, "getComputedStyle(root.querySelector('#qa')).color") == "rgb(1, 2, 3)"
    assert inside(chromium, f"{card}.className") == "card card1"
    draw(chromium, "Production", "answer", "night: true")
    assert inside(chromium, f"{card}.className") == "card card2 nightMode night_mode"
    assert inside(chromium, f"{card}.innerText.includes('a Corso Production')")
    assert inside(chromium, f"getComputedStyle({card}).backgroundColor") == "rgb(44, 44, 44)"
    assert chromium.logs == []
    assert [path for path in server.asked if path != "/favicon.ico"] == ["/", "/page.js", "/card.js"]


@needs_browser
@pytest.mark.parametrize("label", ["ascolta", "l'ascolto", '"><b id="b">&amp;</b>'])
def test_the_labels_are_those_of_the_page(server: Served, chromium: Chromium, label: str) -> None:
    names = "[...root.querySelectorAll('[aria-label]')].map((each) => each.getAttribute('aria-label'))"
    draw(chromium, "Production", "question")
    assert inside(chromium, names) == ["your answer", "the next build will record this"]
    words = json.dumps(dict.fromkeys(("listen", "unrecorded", "aloud", "answer"), label))
    draw(chromium, "Production", "answer", f"words: {words}, sounds: {{'a.mp3': 'AAAA'}}")
    assert inside(chromium, names) == [label, label]
    draw(chromium, "Production", "question", f"words: {words}")
    assert inside(chromium, names) == [label, label]
    assert inside(chromium, "root.querySelector('#b')") is None


@needs_browser
def test_a_recording_is_text_or_an_address_or_bytes(server: Served, chromium: Chromium) -> None:
    chromium.value(
        "window.played = []; window.Audio = class extends EventTarget"
        " { constructor(from) { super(); this.from = from; } play() { played.push(this.from); } }; 0"
    )
    blob = "blob:http://127.0.0.1/a"
    for sound in ("'AAAA'", f"'{blob}'", "new Uint8Array([1, 2])"):
        draw(chromium, "Production", "question", f"sounds: {{'a.mp3': {sound}}}")
        inside(chromium, "root.querySelector('.play').click()")
    text, address, made = chromium.value("played")
    assert (text, address) == ("data:audio/mpeg;base64,AAAA", blob)
    assert made.startswith(f"blob:{server.address}/")


@needs_browser
@pytest.mark.parametrize("name", ["b.mp3", "constructor", "__proto__"])
def test_what_is_not_recorded_cannot_be_played(server: Served, chromium: Chromium, name: str) -> None:
    kind = json.loads(json.dumps(TYPE).replace("[sound:a.mp3]", f"[sound:{name}]"))
    draw(chromium, "Production", "question", "sounds: {'a.mp3': 'AAAA'}", kind)
    assert inside(chromium, "root.querySelector('.play').disabled")


@needs_browser
@pytest.mark.parametrize(
    "sheet", ["@import '/far';", "#qa { background: url('/far') }", "#qa::before { content: url(/far) }"]
)
def test_a_style_sheet_loads_nothing_here_either(server: Served, chromium: Chromium, sheet: str) -> None:
    draw(chromium, "Recognition", "question", kind={**TYPE, "css": sheet})
    chromium.value("new Promise((done) => setTimeout(done, 200))")
    assert "/far" not in server.asked
