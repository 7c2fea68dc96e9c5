"""A remark about one side of an entry is at the line of that side and shows it, wherever that stands in the entry."""

from __future__ import annotations

import re
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from projects import Project

from deckgen.checks.rules import check
from deckgen.files.source import Source
from deckgen.project.deck import parse_deck
from deckgen.project.pairs import parse_pairs
from deckgen.project.parts import Part
from deckgen.project.vocabulary import parse_terms

FINE = {"it": "Il cliente firma il contratto domani.", "cs": "Zákazník zítra podepíše smlouvu."}
# What is added to one side, by the code of the check that complains about it.
FAULTS = {
    "leftover-markup": ["<br>", "**ecco**", "&amp;", "{{x}}", "[^1]", "\ufffd"],
    "glued-sentences": ["bene.Ecco"],
    "half-quotes": ["„", "«"],
    "numbers-differ": ["2.750", "19"],
    "addresses-differ": ["info@example.org", "https://example.org", "@lumetta", "CRM"],
    "endings-differ": ["?", "!"],
}
LONG = " ".join(["e poi ancora"] * 12)
DECK = """\
name: Prova
id: 0123456789abcdef
front: it
back: cs
texts: [{id: testo, title: Testo, prefix: t}]
"""


def entry(name: str, keys: dict[str, str], order: tuple[str, ...]) -> str:
    lines = "".join(f"  {key}: '{keys[key]}'\n" for key in order)
    return f"- id: {name}\n{lines}"


def problems(pairs: str, terms: str = "") -> list[tuple[str, int, tuple[str, ...], str]]:
    """What is found as code, line, what is shown and file."""
    deck, _ = parse_deck(Source(Path("cards/prova/deck.yaml"), DECK))
    assert deck
    read, _ = parse_pairs(Source(Path("pairs"), pairs), ("it", "cs"))
    known, _ = parse_terms(Source(Path("terms"), terms or "[]"), ("it", "cs"))
    found = check(deck, [Part(deck.texts[0], read, known)], None, thorough=True)
    return [(each.code, each.line, each.shown, each.path.name) for each in found]


def line_of(text: str, words: str) -> int:
    (line,) = (n for n, each in enumerate(text.splitlines(), 1) if words in each)
    return line


orders = st.sampled_from([*permutations(("it", "cs", "note"))])
sides = st.sampled_from(("it", "cs"))
faults = st.sampled_from([(code, added) for code, listed in FAULTS.items() for added in listed])


@settings(deadline=None)
@given(faults, sides, orders, st.integers(0, 3))
def test_a_fault_of_one_side_is_at_its_line(
    fault: tuple[str, str], side: str, order: tuple[str, ...], before: int
) -> None:
    code, added = fault
    spoiled = FINE[side][:-1] + (added if code == "endings-differ" else f" {added} x.")
    others = "".join(entry(f"t-ba{n}", {**FINE, "it": f"Ecco {n * 'a'}."}, ("it", "cs")) for n in range(before))
    text = others + entry("t-zz", {**FINE, side: spoiled, "note": "niente"}, order)
    line = line_of(text, f"  {side}: '{spoiled}'")
    found = [each for each in problems(text) if each[0] == code]
    assert found
    assert all((at, shown) == (line, (f"{side}: '{spoiled}'",)) for _, at, shown, _ in found), found


@settings(deadline=None)
@given(sides, orders)
def test_a_side_in_the_other_language_is_at_its_line(side: str, order: tuple[str, ...]) -> None:
    other = "cs" if side == "it" else "it"
    text = entry("t-zz", {**FINE, side: FINE[other].replace(".", " e."), "note": "niente"}, order)
    lines = [line for code, line, _, _ in problems(text) if code == "wrong-language"]
    assert lines == [line_of(text, f"  {side}: ")]


@settings(deadline=None)
@given(orders)
def test_what_only_fronts_or_only_backs_do_is_at_that_side(order: tuple[str, ...]) -> None:
    same_front = entry("t-bb", {**FINE, "note": "x"}, order) + entry(
        "t-cc", {**FINE, "cs": "Jinak.", "note": "x"}, order
    )
    long = entry("t-bb", {**FINE, "it": f"{LONG}.", "note": "x"}, order)
    at = [line for code, line, _, _ in problems(same_front) if code == "ambiguous-front"]
    assert at == [5 + order.index("it") + 1]
    assert [line for code, line, _, _ in problems(long) if code == "long-sentence"] == [line_of(long, "  it: ")]


@settings(deadline=None)
@given(st.permutations(["it", "cs", "pair"]), sides, st.booleans())
def test_words_that_an_example_lacks_are_at_the_side_that_has_them(order: list[str], side: str, named: bool) -> None:
    pairs = entry("t-bb", FINE, ("it", "cs"))
    words = {"it": "il contratto", "cs": "smlouvu", "pair": "t-bb"}
    terms = entry("t-zz", {**words, side: "gatto"}, tuple(order))
    if named:
        terms += f"  found: {{{side}: gatto}}\n"
    (line,) = (line for code, line, _, _ in problems(pairs, terms) if code == "unhighlighted")
    assert line == (5 if named else line_of(terms, f"  {side}: "))


@settings(deadline=None)
@given(st.permutations(["it", "cs", "pair"]))
def test_a_translation_that_terms_share_is_at_the_back(order: list[str]) -> None:
    pairs = entry("t-bb", FINE, ("it", "cs"))
    made = {"cs": "smlouvu", "pair": "t-bb"}
    terms = "".join(entry(f"t-{n}", {**made, "it": n}, tuple(order)) for n in ("cliente", "contratto"))
    lines = [line for code, line, _, _ in problems(pairs, terms) if code == "hint-needed"]
    assert lines == [1 + order.index("cs") + 1, 5 + order.index("cs") + 1]


@pytest.mark.parametrize("side", ["it", "cs"])
def test_the_message_of_a_build_shows_the_side_that_stops_it(project: Project, side: str) -> None:
    text = project.pairs.read_text("utf-8")
    spoiled = re.sub(rf"(  {side}: Il market|  {side}: Market)", r"\1<br>", text, count=1)
    project.pairs.write_text(spoiled, "utf-8")
    (problem,) = (each for each in project.problems if each.code == "leftover-markup")
    assert problem.line == line_of(spoiled, "<br>")
    assert "<br>" in problem.shown[0]
