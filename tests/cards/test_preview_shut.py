"""The page to look at, around a card that tries to load and to run something: the browser lets it do neither."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from browser import CHROMIUM
from driver import Chromium
from projects import Project
from serving import Served, served

from deckgen.actions.build import draft, read_state
from deckgen.cards.preview import render

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")


@pytest.fixture
def listener() -> Iterator[Served]:
    with served({}) as found:
        yield found


LOADING = [
    "<img src='{far}'>",
    "<img srcset='{far} 1x'>",
    "<b style=\"background: url('{far}')\">a</b>",
    "<style>@import '{far}';</style>",
    "<style>* {{ background: url('{far}'); }}</style>",
    "<link rel=stylesheet href='{far}'>",
    "<iframe src='{far}'></iframe>",
    "<object data='{far}'></object>",
    "<embed src='{far}'>",
    "<video src='{far}'></video>",
    "<video poster='{far}'></video>",
    "<audio src='{far}'></audio>",
    "<svg><image href='{far}'/></svg>",
    "<form action='{far}'><button class=press>a</button></form>",
]
RUNNING = [
    "<img src=x onerror='top.ran = 1'>",
    "<svg onload='top.ran = 1'></svg>",
    "<details open ontoggle='top.ran = 1'><summary>a</summary></details>",
    "<b class=press onclick='top.ran = 1'>a</b>",
    "<a class=press href='javascript:top.ran = 1; 0'>a</a>",
    "<a class=press href='java\tscript:top.ran = 1; 0'>a</a>",
    "<video><source src=x onerror='top.ran = 1'></video>",
    "<iframe srcdoc='<script>top.ran = 1</script>'></iframe>",
    "<iframe src='javascript:top.ran = 1'></iframe>",
]
# Sheets, and whether they load something where no policy forbids it: objects do not import others, and a shadow has no
# fonts of its own.
SHEETS = {
    "@import '{far}';": False,
    "#qa {{ background: url('{far}'); }}": True,
    "#qa {{ background: image-set('{far}' 1x); }}": True,
    "#qa::before {{ content: url('{far}'); }}": True,
    "@font-face {{ font-family: F; src: url('{far}'); }} .card * {{ font-family: F; }}": False,
    "</style><style>#qa {{ background: url('{far}'); }}": False,
}


def page_with(project: Project, *, text: str = "", sheet: str = "", where: str = "field") -> str:
    """The page of a deck with `text` in a field or a template of its first card, past all checks, and with `sheet`."""
    planned = draft(read_state(project.deck), lambda _: 1_700_000_000)
    fields = {entry.id: dict(entry.fields) for entry in planned.plan.lock.entries}
    for each in fields.values() if where == "field" else ():
        each.update({name: text for name in ("Front", "Term") if name in each})
    types = {
        kind: replace(
            known,
            css=f"{sheet}{known.css}",
            templates=tuple(
                (name, front + text if where == "template" else front, back) for name, front, back in known.templates
            ),
        )
        for kind, known in planned.types.items()
    }
    deck = planned.state.deck
    return render(deck, planned.state.parts, planned.notes, types, fields, {}, beside=deck.root)


def tried(chromium: Chromium, page: str, listener: Served) -> tuple[bool, bool]:
    """Whether something was loaded and whether something ran, some time after all was pressed."""
    listener.asked.clear()
    chromium.open(page)
    script = """(async () => {
      const frames = ["question", "answer-side"].map((id) => document.getElementById(id).shadowRoot);
      frames.forEach((each) => each.querySelectorAll(".press").forEach((button) => button.click()));
      await new Promise((done) => setTimeout(done, 300));
      return Boolean(window.ran);
    })()"""
    ran = bool(chromium.value(script))
    return bool(listener.asked), ran


def without_policy(page: str) -> str:
    bare, count = re.subn(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page)
    assert count == 1
    return bare


@pytest.mark.parametrize("where", ["field", "template"])
@pytest.mark.parametrize("text", LOADING)
def test_a_card_loads_nothing(project: Project, chromium: Chromium, listener: Served, text: str, where: str) -> None:
    page = page_with(project, text=text.format(far=f"{listener.address}/a"), where=where)
    assert tried(chromium, without_policy(page), listener)[0], "then the test shows nothing"
    assert tried(chromium, page, listener) == (False, False)


def test_a_card_does_not_send_the_page_away(project: Project, chromium: Chromium, listener: Served) -> None:
    page = page_with(project, text=f"<meta http-equiv=refresh content='0;url={listener.address}/a'>")
    assert tried(chromium, page, listener) == (False, False)


@pytest.mark.parametrize("where", ["field", "template"])
@pytest.mark.parametrize("text", RUNNING)
def test_a_card_runs_nothing(project: Project, chromium: Chromium, listener: Served, text: str, where: str) -> None:
    page = page_with(project, text=text, where=where)
    assert tried(chromium, without_policy(page), listener)[1], "then the test shows nothing"
    assert tried(chromium, page, listener) == (False, False)


@pytest.mark.parametrize("sheet", SHEETS)
def test_a_style_sheet_loads_nothing(project: Project, chromium: Chromium, listener: Served, sheet: str) -> None:
    page = page_with(project, sheet=sheet.format(far=f"{listener.address}/a"))
    assert tried(chromium, without_policy(page), listener)[0] == SHEETS[sheet]
    assert tried(chromium, page, listener) == (False, False)


def test_the_page_and_the_look_of_a_deck_work_under_the_policy(project: Project, chromium: Chromium) -> None:
    sheet = ".card { --dg-ink: rgb(1, 2, 3); }\r\n@media (max-width: 9999px) { .dg { letter-spacing: 2px; } }\n"
    text = '<b id="own" style="color: rgb(4, 5, 6)">a</b><img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">'
    chromium.open(page_with(project, text=text, sheet="", where="template"))
    script = """(() => {
      const root = document.getElementById("question").shadowRoot;
      const of = (each) => getComputedStyle(root.querySelector(each));
      return [of("#own").color, of(".dg").letterSpacing, of(".card").minHeight, document.styleSheets.length];
    })()"""
    assert chromium.value(script) == ["rgb(4, 5, 6)", "normal", "416px", 1]
    (project.deck / "templates").mkdir()
    (project.deck / "templates" / "style.css").write_bytes(sheet.encode())
    chromium.open(page_with(project, text=text, where="template"))
    assert chromium.value(script)[1] == "2px"


def test_the_policy_forbids_all_that_it_does_not_name(project: Project) -> None:
    page = page_with(project)
    found = re.search(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', page)
    assert found
    rules = dict(line.split(" ", 1) for line in found[1].split("; "))
    assert rules["default-src"] == "'none'"
    assert set(re.sub(r"'sha256-[\w+/=]{44}'", "#", rules["script-src"]).split()) == {"#"}
    assert set(re.sub(r"'sha256-[\w+/=]{44}'", "#", rules["style-src-elem"]).split()) == {"#"}
    assert {rules[name] for name in ("img-src", "font-src", "media-src")} == {"data:"}
    assert page.index("Content-Security-Policy") < page.index("<title>")
    assert page == page_with(project)
