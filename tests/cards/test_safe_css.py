"""Style sheets: what they may load, and every way to hide that they load something else."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deckgen.cards.notetypes import template_file
from deckgen.cards.safe_css import in_declarations, in_sheet

FAR = "http://127.0.0.1/a"
LOADING = [
    f"url({FAR})",
    f"URL( '{FAR}' )",
    "url(//127.0.0.1/a)",
    "url(../a.png)",
    "url(a/b.png)",
    "url('file:///etc/passwd')",
    "url(javascript:a)",
    "url(data:text/html,a)",
    "url(%2f%2fa)",
    "url(a\\.png)",
    "url('\\68ttp://a')",
    f"\\75rl({FAR})",
    f"\\000075 rl({FAR})",
    f"u\\72l({FAR})",
    f"u/**/rl({FAR})",
    f"url({FAR}",
    f"image-set('{FAR}' 1x)",
    f"-webkit-image-set('{FAR}' 1x)",
    f"image('{FAR}')",
    f"src('{FAR}')",
    f"cross-fade(url({FAR}), red)",
    "expression(alert(1))",
    "paint(a)",
    "element(#a)",
]
AT_RULES = [
    f"@import '{FAR}';",
    f"@IMPORT url({FAR});",
    f"@\\69mport '{FAR}';",
    f"/**/@import '{FAR}';",
    f"@namespace a url({FAR});",
    "@-moz-document url(a) {}",
    "@future 'a';",
]
FINE = [
    "url(_logo.png)",
    "url( 'Il logo (2).png' )",
    "url(data:image/png;base64,AAAA)",
    "url('data:image/svg+xml;utf8,<svg xmlns=\"http://www.w3.org/2000/svg\"></svg>')",
    "url(data:font/woff2;base64,AAAA)",
    "url(#ombra)",
    "linear-gradient(rgba(0, 0, 0, .5), var(--dg-ink) calc(100% - 2px))",
    "'url(http://a) \\201C @import'",
    "/* url(http://a) @import \\75 */ red",
    "translateX(2px) rotate(3deg)",
]


@pytest.mark.parametrize("value", LOADING)
def test_what_loads_is_refused_however_it_is_written(value: str) -> None:
    assert list(in_declarations(f"background: {value}"))
    assert list(in_sheet(f".card {{ background: {value}; }}"))


@pytest.mark.parametrize("rule", AT_RULES)
def test_a_rule_that_is_not_known_is_refused(rule: str) -> None:
    assert list(in_sheet(f"{rule}\n.card {{ color: red; }}"))


@pytest.mark.parametrize("value", FINE)
def test_what_is_in_the_deck_passes(value: str) -> None:
    assert list(in_declarations(f"background: {value}")) == []
    assert list(in_sheet(f".card {{ background: {value}; }}")) == []


@pytest.mark.parametrize(
    "sheet",
    [
        "@font-face { font-family: A; src: url('_a.woff2') format('woff2'), local('Arial'); }",
        "@media (max-width: 420px) { .dg:not(.a):nth-child(2n+1)::before { content: '}'; } }",
        "@supports (display: grid) { @keyframes a { from { opacity: 0; } } }",
        "/* { */ .a { color: red; }",
        template_file("style.css"),
    ],
)
def test_usual_sheets_pass(sheet: str) -> None:
    assert list(in_sheet(sheet)) == []


@pytest.mark.parametrize("end", ["</style>", "</STYLE >", "</style/><script>"])
@pytest.mark.parametrize("around", ["{}", "/* {} */", ".a::after {{ content: '{}'; }}"])
def test_a_sheet_cannot_end_the_element_that_anki_puts_it_into(end: str, around: str) -> None:
    assert any("ends the style sheet" in danger.message for danger in in_sheet(around.format(end)))


@pytest.mark.parametrize(
    ("sheet", "at"), [("a {}\nb { c: url(http://a) }", 12), ("a {\n@import 'x' }", 4), ("a { b: \\75 }", 7)]
)
def test_the_place_is_that_of_the_danger(sheet: str, at: int) -> None:
    assert [danger.at for danger in in_sheet(sheet)] == [at]


@given(st.lists(st.sampled_from(["url(", "'", '"', "\\", "/*", "*/", "\n", "{", "}", "@", "a", "(", ")", " "])))
def test_nothing_breaks_the_reader(pieces: list[str]) -> None:
    list(in_sheet("".join(pieces)))


@pytest.mark.parametrize("piece", ["/*", '"', "\\'", "url(", "url( ", "{", "@", "a("])
def test_a_long_sheet_is_read_in_one_pass(piece: str) -> None:
    began = time.monotonic()
    list(in_sheet(piece * 50_000))
    assert time.monotonic() - began < 5
