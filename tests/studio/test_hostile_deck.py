"""A deck from somebody who means harm, in every view of the studio: nothing runs and nothing is loaded."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator

import pytest
from browser import CHROMIUM
from driver import Chromium, Page
from knocking import Knocker, studio_at
from listening import Listener, listening
from projects import Project

from deckgen.cards.notetypes import template_file
from deckgen.cards.own_templates import names

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")

FAR = "http://127.0.0.1:{port}/a"
PAYLOADS = [
    "<script>top.ran = 1</script>",
    "<script src='{far}'></script>",
    "<img src=x onerror='top.ran = 1'>",
    "<img src='{far}' srcset='{far} 1x' lowsrc='{far}'>",
    "<svg onload='top.ran = 1'><script>top.ran = 1</script><image href='{far}'/><use href='{far}#a'/></svg>",
    "<svg><animate onbegin='top.ran = 1' attributeName=x dur=1s></animate></svg>",
    "<math><mtext><img src=x onerror='top.ran = 1'></mtext></math>",
    "<details open ontoggle='top.ran = 1'><summary>a</summary></details>",
    "<b class=press onclick='top.ran = 1' onmouseover='top.ran = 1'>a</b>",
    "<input autofocus onfocus='top.ran = 1'>",
    "<a class=press href='javascript:top.ran = 1; 0'>a</a>",
    "<a class=press href='java\tscript:top.ran = 1; 0'>a</a>",
    "<a class=press href='{far}' target=_top>a</a>",
    "<a class=press href='{far}' target=_self ping='{far}'>a</a>",
    "<a class=press href='{far}' target=_blank rel=opener>a</a>",
    "<a class=press href='{far}' download>a</a>",
    "<svg><a class=press href='{far}'><text y=9>a</text></a></svg>",
    "<a class=press href='/#aaaa'>a</a>",
    "<map name=m><area class=press href='{far}'></map><img usemap='#m' src=x>",
    "<iframe src='{far}'></iframe><iframe src='javascript:top.ran = 1'></iframe>",
    "<iframe srcdoc='<script>top.ran = 1</script><img src=x onerror=\"top.ran = 1\">'></iframe>",
    "<iframe srcdoc='<script type=module src=/app/main.js></script><header id=top></header><main id=page>'></iframe>",
    "<object data='{far}'></object><embed src='{far}'><object data='javascript:top.ran = 1'></object>",
    "<video src='{far}' poster='{far}' autoplay><source src='{far}' onerror='top.ran = 1'></video>",
    "<audio src='{far}' autoplay></audio><bgsound src='{far}'><body background='{far}'><table background='{far}'>",
    "<link rel=stylesheet href='{far}'><link rel=prefetch href='{far}'><link rel=modulepreload href='{far}'>",
    "<link rel=preconnect href='{far}'><link rel=dns-prefetch href='{far}'><link rel=preload as=image href='{far}'>",
    "<link rel=icon href='{far}'><link rel=manifest href='{far}'><link rel=prerender href='{far}'>",
    "<noscript><p title=\"</noscript><link rel=preconnect href='{far}'>\"></noscript>",
    "<base href='http://127.0.0.1:{port}/'>",
    "<meta http-equiv=refresh content='0;url={far}'><meta name=referrer content=unsafe-url>",
    "<form action='{far}'><button class=press>a</button></form>",
    "<form action='{far}' method=post><input name=a value=b><button class=press formaction='{far}'>a</button></form>",
    "<style>@import '{far}'; @import url({far}); * {{ background: url('{far}'); }}</style>",
    "<b style=\"background: url('{far}'); list-style: url('{far}'); cursor: url('{far}'), auto\">a</b>",
    "</style></script></template></textarea></title>--><script>top.ran = 1</script>",
    "<template shadowrootmode=open><img src='{far}'></template>",
    "<portal src='{far}'></portal><fencedframe src='{far}'></fencedframe>",
    "<div popover id=said>a</div><form id=dialog></form><img name=getElementById><a id=top>a</a>",
    "{{{{Front}}}}{{{{FrontSide}}}}${{top.ran = 1}}",
]
SHEET = """
@import '{far}';
@import url({far}) layer(a);
@namespace url({far});
@font-face {{ font-family: F; src: url('{far}'); }}
:host, .card {{ background: url('{far}'); font-family: F; content: url('{far}'); }}
#qa::before {{ content: image-set('{far}' 1x); cursor: url('{far}'), auto; }}
* {{ -moz-binding: url({far}); behavior: url({far}); width: expression(top.ran = 1); }}
:host {{ position: fixed !important; inset: 0 !important; z-index: 2147483647 !important; width: 100vw !important;
  height: 100vh !important; max-width: none !important; display: block !important; background: red !important; }}
.card {{ position: fixed !important; inset: 0 !important; z-index: 2147483647 !important; width: 100vw; }}
</style><script>top.ran = 1</script>
"""


def filled(text: str, listener: Listener) -> str:
    return text.format(far=FAR.format(port=listener.port), port=listener.port)


def quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def entries(texts: list[str]) -> tuple[str, str]:
    """Pairs and terms that are full of the texts, wherever a text can stand."""
    pairs, terms = [], []
    for n, text in enumerate(texts):
        name, said = f"t-b{n:03}", quoted(f"Ciao {n} {text}")
        pairs.append(f"- section: {{it: {said}, cs: {said}}}")
        pairs.append(
            f"- {{id: {name}, it: {said}, cs: {said}, hint: {said}, note: {said}, tags: [{said}], doubt: 0.4}}"
        )
        terms.append(
            f"- {{id: t-p{n:03}, it: {said}, cs: {said}, grammar: {said}, hint: {said}, note: {said}, pair: {name},"
            f" found: {{it: {quoted(text)}, cs: {quoted(text)}}}, status: {'proposed' if n % 2 else 'accepted'}}}"
        )
    return "\n".join(pairs) + "\n", "\n".join(terms) + "\n"


@pytest.fixture
def listener() -> Iterator[Listener]:
    with listening() as found:
        yield found


def spoil(project: Project, listener: Listener) -> None:
    """Put the payloads into every text of the project."""
    texts = [filled(text, listener) for text in PAYLOADS]
    pairs, terms = entries(texts)
    project.pairs.write_text(pairs, "utf-8")
    project.terms.write_text(terms, "utf-8")
    title = quoted("".join(texts[:4]))
    deck = project.deck / "deck.yaml"
    deck.write_text(
        deck.read_text("utf-8").replace("name: Prova", f"name: {title}").replace("title: Testo", f"title: {title}"),
        "utf-8",
    )
    for code in ("it", "cs"):
        path = project.root / "data" / "testo" / f"{code}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(f"{text} Una frase {n}." for n, text in enumerate(texts)), "utf-8")


def spoil_templates(project: Project, listener: Listener, payloads: list[str]) -> None:
    project.terms.write_text(
        project.terms.read_text("utf-8").replace("  pair:", "  status: proposed\n  pair:"), "utf-8"
    )
    for name in names():
        path = project.deck / "templates" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if name == "style.css":
            path.write_text(filled(SHEET, listener), "utf-8")
        else:
            path.write_text(template_file(name) + filled("\n".join(payloads), listener), "utf-8")


@pytest.fixture
def tab(chromium: Chromium) -> Iterator[Page]:
    with chromium.tab() as page:
        yield page


def choose(page: Page, view: str) -> None:
    """Go to a view, and to a row that has cards."""
    page.wait(f"document.querySelector('#to-{view}') !== null")
    page.value(f"document.querySelector('#to-{view}').click()")
    shown = "document.querySelector('#question')?.shadowRoot?.querySelector('#qa') instanceof Element"
    for _ in range(20):
        for key in ("Home", "j"):
            page.press(key)
        time.sleep(0.15)
        if page.value(shown):
            return
    raise AssertionError(page.value("document.body.innerText"))


def press_all(page: Page) -> int:
    """Press whatever of a card asks for it, in both sides; gives how many."""
    pressed = page.value("""(() => {
      const roots = ["question", "answer"].map((id) => document.getElementById(id)?.shadowRoot).filter(Boolean);
      const found = roots.flatMap((root) => [...root.querySelectorAll(".press")]);
      const press = { bubbles: true, cancelable: true, composed: true };
      for (const each of found) each.dispatchEvent(new MouseEvent("click", press));
      return found.length;
    })()""")
    assert isinstance(pressed, int)
    return pressed


def unharmed(page: Page, studio: Knocker, listener: Listener) -> None:
    time.sleep(0.15)
    assert page.value("window.ran") is None
    assert page.value("location.origin + location.pathname + location.hash") == f"{studio.origin}/"
    assert page.value("document.querySelector('#top nav') !== null")
    assert page.value("frames.length") == 0
    assert listener.heard == []


def test_texts_of_a_hostile_deck_in_every_view(project: Project, tab: Page, listener: Listener) -> None:
    spoil(project, listener)
    with studio_at(project.root, project.deck) as studio:
        tab.go(studio.running.address)
        tab.wait("document.querySelector('#to-pairs') !== null")
        views = tab.value("[...document.querySelectorAll('#top nav button')].map((each) => each.id)")
        assert views == ["to-pairs", "to-terms", "to-problems", "to-deck"]
        for view in views:
            tab.value(f"document.querySelector('#{view}').click()")
            tab.wait(f"document.querySelector('#{view}')?.getAttribute('aria-current') === 'page'")
            for keys in ("jjjjjj", "e", "?", "s", "t", "h"):
                for key in (*keys, "Escape"):
                    tab.press(key)
                    time.sleep(0.03)
                press_all(tab)
            tab.value("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
            unharmed(tab, studio, listener)


GROUPS = [PAYLOADS[n : n + 5] for n in range(0, len(PAYLOADS), 5)]


@pytest.mark.parametrize("n", range(len(GROUPS)))
def test_templates_of_a_hostile_deck(project: Project, tab: Page, listener: Listener, n: int) -> None:
    spoil_templates(project, listener, GROUPS[n])
    with studio_at(project.root, project.deck) as studio:
        tab.go(studio.running.address)
        for view in ("pairs", "terms"):
            choose(tab, view)
            for kind in tab.value("[...document.querySelectorAll('#kinds button')].map((_, n) => n + 1)"):
                tab.value(f"document.querySelector('#kinds button:nth-child({kind})').click()")
                assert bool(press_all(tab)) == any("class=press" in each for each in GROUPS[n])
            unharmed(tab, studio, listener)


def test_a_card_stays_in_its_frame(project: Project, tab: Page, listener: Listener) -> None:
    cover = "<b style='position: fixed; inset: 0; z-index: 2147483647; background: red'>a</b>"
    spoil_templates(project, listener, [cover])
    with studio_at(project.root, project.deck) as studio:
        tab.go(studio.running.address)
        choose(tab, "pairs")
        for selector in ("#night", "#help", "#find", "#kinds button", "#to-terms"):
            assert isinstance(tab._place(selector), tuple), "this refuses what is covered"
        unharmed(tab, studio, listener)
