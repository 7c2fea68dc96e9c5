"""HTML of cards: what may stand in it, and every way to load or run something all the same."""

from __future__ import annotations

import json
import time
from html.parser import HTMLParser

import pytest
from browser import CHROMIUM
from driver import Chromium
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from deckgen.cards.notetypes import template_file
from deckgen.cards.own_templates import names
from deckgen.cards.safe_html import in_field, in_template

FAR = "http://127.0.0.1/a"
MARKUP = [
    "<script>alert(1)</script>",
    "<SCRIPT\n>alert(1)</SCRIPT>",
    "<script/src=a.js></script>",
    "<img src=x onerror=alert(1)>",
    "<img src=x OnErRoR = 'alert(1)'>",
    "<img/src=x/onerror=alert(1)>",
    "<img\tsrc=x\x0conerror=alert(1)>",
    "<img src='x'onerror=alert(1)>",
    '<b title="a" onclick="alert(1)">a</b>',
    "<b onanythingnew=a>a</b>",
    "<details open ontoggle=alert(1)>",
    "<b class=a\x00 onclick=b>",
    f"<img srcset='{FAR} 1x'>",
    f"<img src={FAR}>",
    "<img src=//127.0.0.1/a>",
    "<img src='\\\\127.0.0.1\\a'>",
    "<img src=' http://127.0.0.1/a'>",
    "<img src='ht&#116;p&colon;//127.0.0.1/a'>",
    "<img src='ht\ntp://127.0.0.1/a'>",
    "<img src='a/../b.png'>",
    "<img src=file:///etc/passwd>",
    "<img lowsrc=a.png>",
    f"<video poster={FAR}></video>",
    f"<audio src={FAR}></audio>",
    f"<video><source src={FAR}></video>",
    f"<picture><source srcset={FAR}></picture>",
    f"<body background={FAR}>",
    f"<table background={FAR}></table>",
    "<a href='javascript:alert(1)'>a</a>",
    "<a href='java\tscript:alert(1)'>a</a>",
    "<a href='&#x6A;avascript&colon;alert(1)'>a</a>",
    "<a href='\x01javascript:alert(1)'>a</a>",
    f"<a href={FAR} ping={FAR}>a</a>",
    f"<meta http-equiv=refresh content='0;url={FAR}'>",
    f"<base href={FAR}>",
    f"<link rel=stylesheet href={FAR}>",
    f"<link rel=prefetch href={FAR}>",
    f"<iframe src={FAR}></iframe>",
    "<iframe srcdoc='&lt;script&gt;'></iframe>",
    f"<object data={FAR}></object>",
    f"<embed src={FAR}>",
    f"<form action={FAR}><button>a</button></form>",
    "<input type=image src=a.png>",
    "<button formaction=a>a</button>",
    f"<svg><use href='{FAR}#a'/></svg>",
    f"<svg><image xlink:href='{FAR}'/></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s></svg>",
    "<svg><set attributeName=href to=javascript:alert(1)></svg>",
    "<svg><script>alert(1)</script></svg>",
    "<svg onload=alert(1)>",
    f"<svg><rect fill='url({FAR})'/></svg>",
    "<svg><style>@import 'a'</style></svg>",
    "<svg><foreignObject></foreignObject></svg>",
    "<math><mtext href='javascript:alert(1)'>a</mtext></math>",
    "<style>@import 'a';</style>",
    f"<b style='background: url({FAR})'>a</b>",
    f"<b style='background: u&#114;l({FAR})'>a</b>",
    f"<b style='background: \\75rl({FAR})'>a</b>",
    f"<b style='background: &#92;75rl({FAR})'>a</b>",
    f"<b style='background: image-set(&quot;{FAR}&quot; 1x)'>a</b>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<!---><img src=x onerror=alert(1)>-->",
    "<!-- --!><img src=x onerror=alert(1)> -->",
    "<!-- a -- b -->",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<?php a ?>",
    "<!doctype html>",
    "</script>",
    "<textarea><img title='</textarea><img src=x onerror=alert(1)>'></textarea>",
    "<noscript><b title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<title><b title='</title><img src=x onerror=alert(1)>'></title>",
    "<xmp></xmp>",
    "<plaintext>",
    "<template><script></script></template>",
    "<image src=a.png>",
    "<isindex>",
    "<x-a is=b>",
    "<img src='a",
    "<b",
    "a < b",
]
SOUNDS = [f"[sound:{FAR}]", "[SOUND:a/b.mp3]", "[sound:../a.mp3]", "[sound:a", "[latex]\\input{a}[/latex]", "[$]a[/$]"]
FIELDS = [
    "<img src='{{Term}}'>",
    "<b title={{Term}}>",
    '<b title="{{Term}}">a</b>',
    '<b class="{{Tags}}">a</b>',
    "<b style='{{Status}}'>a</b>",
    "<{{Term}}>",
    "<b {{Term}}>a</b>",
    "<b {{#Hint}}onclick=a{{/Hint}}>a</b>",
    "<scr{{#Hint}}{{/Hint}}ipt>",
    "<{{#Hint}}{{/Hint}}script>",
    "<!-- {{#Hint}} --><b>a</b><!-- {{/Hint}} -->",
    "<!-- {{Hint}} -->",
    '<b class="{{#Hint}}">a</b><b class="{{/Hint}}">b</b>',
    '<b title="{{x">a</b>{{Term}}" onclick="a',
    '<b title="{{x">a:Term}}',
    "{{a<script>:Term}}",
    "{{{Term}}}",
    "[{{Hint}}]",
    "[sound:{{Hint}}]",
    "{{#Hint}}[{{/Hint}}sound:a.mp3]",
    "\\(a\\)",
    "\\{{Hint}}",
    "&#92;(a&#x5c;)",
]
FINE = [
    '<div class="dg-status {{Status}}" lang="[[back]]" dir=auto>{{Term}}</div>',
    "<p class='a {{#Hint}}con{{/Hint}}'>{{#Hint}}<b>{{Hint}}</b>{{/Hint}}</p>",
    "<img src=\"_logo.png\" alt='Il logo' width=20>",
    "<img src='data:image/png;base64,AAAA'>",
    "<b style='color: red; background: url(_a.png)'>a</b>",
    '<b style="font-family: &quot;Arial&quot;">a</b>',
    "<details open><summary>a &amp; b</summary></details><br/><hr />",
    "<svg viewBox='0 0 1 1'><path d='M0 0h1' fill='red'/></svg>",
    "<a href='#answer'>giù</a>",
    "<ruby>a<rt>b</rt></ruby> [[front]] [a] [sound:_ding.mp3] {{type:Typed}} {{tts it_IT speed=0.8:Term}}",
    "<!-- la mia carta -->",
    "<P DATA-X=1 ARIA-LABEL='a'>A</P>",
    "1 > 0 &lt; 2 } { a",
]


@pytest.mark.parametrize("text", [*MARKUP, *SOUNDS])
def test_nothing_that_loads_or_runs_passes_in_a_template_or_a_field(text: str) -> None:
    assert list(in_template(f"<p>{text}"))
    assert list(in_field(f"a {text}"))


@pytest.mark.parametrize("text", FIELDS)
def test_no_field_can_become_more_than_text(text: str) -> None:
    assert list(in_template(text))


@pytest.mark.parametrize("text", [*FINE, *(template_file(name) for name in names() if name.endswith("html"))])
def test_what_cards_are_made_of_passes(text: str) -> None:
    assert list(in_template(text)) == []


@pytest.mark.parametrize(
    ("text", "at"), [("<p>\n<img src=a.png onerror=b>", 19), ("ab<script>", 2), ("a{{b", 1), ("a [{{b}}]", 2)]
)
def test_the_place_is_that_of_the_danger(text: str, at: int) -> None:
    assert at in [danger.at for danger in in_template(text)]


PIECES = st.lists(
    st.sampled_from(
        [
            *(
                "<",
                ">",
                "/",
                "b",
                "img",
                "svg",
                "path",
                "script",
                "!--",
                "--",
                "-",
                "!",
                "'",
                '"',
                "=",
                " ",
                "\n",
                "\t",
            ),
            *(
                "src",
                "onerror",
                "style",
                "title",
                "url(",
                ")",
                "a.png",
                "&",
                "#92;",
                "\\",
                "\x00",
                "`",
                "<b ",
                "<img ",
                "->",
            ),
            *("<!--", "-->", "</", "<b>", "</b>", "<p title='", '<p title="', "x", "http://a", "]]>", "<![CDATA["),
        ]
    ),
    max_size=14,
).map("".join)


class Tags(HTMLParser):
    """The tags that Python finds."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, tuple[str, ...]]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, tuple(name for name, _ in attrs)))


ALLOWED = {"b", "p", "svg", "path", "img"}


@settings(max_examples=500)
@given(PIECES)
def test_what_passes_holds_the_same_for_another_reader(text: str) -> None:
    if not list(in_field(text)):
        found = Tags(text).found
        assert {name for name, _ in found} <= ALLOWED
        assert {each for _, attributes in found for each in attributes} <= {"src", "style", "title"}


_NAMES = """.flatMap((text) => {
  const box = document.createElement("template");
  box.innerHTML = text;
  const names = (each) => [each.localName, ...each.getAttributeNames().map((name) => "@" + name)];
  return [...box.content.querySelectorAll("*")].flatMap(names);
})"""


@pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")
@settings(deadline=None, max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(PIECES, min_size=40, max_size=40))
def test_what_passes_holds_the_same_for_a_browser(chromium: Chromium, texts: list[str]) -> None:
    fine = [text for text in [*texts, *FINE] if not list(in_field(text))]
    chromium.open("<!doctype html><title>a</title>")
    found = set(chromium.value(f"{json.dumps(fine)}{_NAMES}"))
    assert not {name for name in found if name.startswith("@on") or name in ("script", "iframe", "style", "@srcset")}
    assert found - {"div", "p", "img", "b", "details", "summary", "br", "hr", "svg", "path", "a", "ruby", "rt"} <= {
        *("@class", "@lang", "@dir", "@src", "@alt", "@width", "@style", "@open", "@viewBox", "@d", "@fill", "@href"),
        *("@data-x", "@aria-label", "@title"),
    }


@pytest.mark.parametrize(
    "piece", ["<", "<a ", "<!--", "<b a='", '<b a="', "[", "{{", "{{a", "\\", "&#92;", "<b a=b", "<b " + "a " * 50]
)
def test_a_long_template_is_read_in_one_pass(piece: str) -> None:
    began = time.monotonic()
    list(in_template(piece * (100_000 // len(piece))))
    assert time.monotonic() - began < 5
