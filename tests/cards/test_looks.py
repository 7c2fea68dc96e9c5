"""Every card of the shipped deck, and the worst that can be made, measured inside Anki's own pages in a browser."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
import worst_cards
from anki_look import THEMES, Side, needs_look, sides, surround
from anki_world import Learner
from driver import Chromium
from projects import ROOT

from deckgen.actions.build import draft, read_state
from deckgen.anki.package import package
from deckgen.cards.notetypes import template_file

pytestmark = needs_look
PROBE = (ROOT / "tests" / "parts" / "looks.js").read_text("utf-8")
WIDTHS = (320, 400, 1000)
EVERYWHERE = [(theme, width) for theme in THEMES for width in WIDTHS]
# Blocks that hold what is learned; everything else on a card is about it.
MAIN = {"dg-term", "dg-meaning", "dg-sentence", "dg-reply", "dg-example"}


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> list[Side]:
    """Both sides of every card of the deck that comes with deckgen."""
    folder = tmp_path_factory.mktemp("shipped")
    planned = draft(read_state(ROOT / "cards" / "italiano-commerciale"))
    (folder / "deck.apkg").write_bytes(package(planned.plan.lock, planned.types))
    with Learner(folder / "learner") as learner:
        learner.imports(folder / "deck.apkg")
        return list(sides(learner))


@pytest.fixture(scope="module")
def worst(tmp_path_factory: pytest.TempPathFactory) -> list[Side]:
    """Both sides of cards with long words, other scripts, every field filled, every banner."""
    folder = tmp_path_factory.mktemp("worst")
    with Learner(folder / "learner") as learner:
        worst_cards.import_all(learner, folder)
        found = list(sides(learner))
        for name in worst_cards.edited(learner):
            found += (side for side in sides(learner, name) if " t-pair " in side.name or " t-term " in side.name)
        return found


def looked(chromium: Chromium, shown: list[Side], theme: str, width: int, height: int = 800) -> list[dict[str, Any]]:
    """The figures of each side, in a window of this size."""
    chromium.open(surround(THEMES[theme], script=PROBE), width, height)
    given = json.dumps([[side.name, side.number, side.html] for side in shown])
    figures: list[dict[str, Any]] = chromium.value(f"look({given}, {json.dumps(template_file('style.css'))})")
    assert [each["name"] for each in figures] == [side.name for side in shown]
    return figures


def below(figures: dict[str, Any]) -> Iterator[str]:
    """What of one side is below the bar."""
    for key, bar in (("contrast", 4.5), ("mainContrast", 7), ("size", 14), ("mainSize", 20), ("touch", 24)):
        value, words, *_ = figures[key]
        if value < bar:
            yield f"{key} {value:.2f} of “{words}”"
    if figures["mainSize"][0] == 999:
        yield "no main text"
    if figures["scroll"]:
        yield f"scrolls {figures['scroll']} px to the side"
    for key in ("outside", "wrongWay"):
        yield from (f"{key}: “{words}”" for words in figures[key])
    if not any(set(names.split()) & MAIN for names in figures["loudest"]):
        yield f"the loudest is {figures['loudest']}"
    yield from _highlights(figures)


def _highlights(figures: dict[str, Any]) -> Iterator[str]:
    name, gap = figures["name"], figures["gap"]
    yield from (f"{len(marks)} highlights" for marks in figures["marks"] if len(marks) != 1)
    yield from ("a highlight by colour alone" for marks in figures["marks"] for how in marks if not how)
    if gap:
        yield from (f"the gap is {how}" for how in gap["found"])
        if gap["line"] < 3 or gap["box"][0] < 60:
            yield f"the gap is hardly seen: {gap}"
    elif name.endswith(" Gap front") or " Gap front," in name:
        yield "no gap"


def faults(figures: list[dict[str, Any]]) -> list[str]:
    return [f"{each['name']}: {fault}" for each in figures for fault in below(each)]


@pytest.mark.parametrize(("theme", "width"), EVERYWHERE)
def test_every_card_of_the_shipped_deck_keeps_the_bar(
    chromium: Chromium, shipped: list[Side], theme: str, width: int
) -> None:
    assert len(shipped) > 4500
    assert faults(looked(chromium, shipped, theme, width)) == []


@pytest.mark.parametrize(("theme", "width"), EVERYWHERE)
def test_the_worst_cards_keep_the_bar(chromium: Chromium, worst: list[Side], theme: str, width: int) -> None:
    assert len(worst) > 800
    assert faults(looked(chromium, worst, theme, width)) == []


@pytest.mark.parametrize("theme", THEMES)
def test_a_pair_of_sixty_words_fits_a_phone(chromium: Chromium, worst: list[Side], theme: str) -> None:
    pairs = [side for side in worst if side.name.startswith("sixty t-pair ") and "," not in side.name]
    assert len(pairs) == 4
    assert {each["name"]: each["high"] for each in looked(chromium, pairs, theme, 400)} == {
        side.name: 800 for side in pairs
    }


def test_the_term_is_marked_in_each_language_once(chromium: Chromium, shipped: list[Side]) -> None:
    figures = looked(chromium, [side for side in shipped if side.name.endswith(" Recognition back")], "day", 320)
    assert {len(each["marks"]) for each in figures} == {0, 2}  # sentences and terms
    assert sum(len(each["marks"]) == 2 for each in figures) > 700


def test_a_gap_is_as_wide_whatever_word_it_hides(chromium: Chromium, shipped: list[Side]) -> None:
    gaps = [side for side in shipped if side.name.endswith(" Gap front")]
    assert len(gaps) > 600
    assert len({each["gap"]["box"][0] for each in looked(chromium, gaps, "day", 1000)}) == 1


BROKEN = {
    ".dg-from { color: #999 }": "contrast",
    ".dg-sentence { color: #666 }": "mainContrast",
    ".dg-grammar { font-size: 12px }": "size 12",
    ".dg-reply { font-size: 18px }": "mainSize 18",
    ".dg { overflow-wrap: normal }": "scrolls",
    ".dg { overflow-wrap: normal; overflow: hidden }": "outside",
    ".dg-hint summary { line-height: 20px }": "touch",
    ".dg-gap b { visibility: visible }": "the gap is found",
    ".dg-gap b { font-size: 20px }": "the gap is seen",
    ".dg-gap b::before { border-color: #ddd }": "the gap is hardly seen",
    ".dg b { text-decoration: none; font-weight: 400 }": "by colour alone",
    ".dg div { direction: ltr }": "wrongWay",
    ".dg > div { text-align: left }": "wrongWay",
    ".dg-from { font-size: 40px }": "the loudest",
}


@pytest.mark.parametrize("css", BROKEN)
def test_the_measure_sees_what_is_broken(
    chromium: Chromium, worst: list[Side], css: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = template_file("style.css") + css
    monkeypatch.setattr(f"{__name__}.template_file", lambda _: broken)
    some = [side for side in worst if "," not in side.name]
    assert any(BROKEN[css] in fault for fault in faults(looked(chromium, some, "day", 320)))
