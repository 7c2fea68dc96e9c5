"""Cards in a real browser: nothing overflows, the term is marked once, the gap does not tell."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from anki_world import Learner
from browser import CHROMIUM, Card, measured, page
from conftest import ROOT

from deckgen.build import draft, read_state
from deckgen.package import package

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium on this machine")

PROBE = """JSON.stringify((() => {
  const root = document.documentElement, marks = [...document.querySelectorAll('.dg b')];
  const texts = [...document.querySelectorAll('.dg *')]
    .filter(e => [...e.childNodes].some(n => n.nodeType == 3 && n.data.trim()));
  const shown = texts.filter(e => e.getClientRects().length && getComputedStyle(e).fontSize != '0px');
  return {
    overflow: root.scrollWidth - root.clientWidth,
    smallest: Math.min(...shown.map(e => parseFloat(getComputedStyle(e).fontSize))),
    marks: marks.map(b => getComputedStyle(b)).map(s => [s.fontSize, s.userSelect, s.textDecorationLine]),
  };
})())"""


def look(card: Card, width: int, *, night: bool = False) -> dict[str, object]:
    found: dict[str, object] = json.loads(measured(page(card, night=night), width, 800, PROBE))
    return found


@pytest.fixture(scope="module")
def learner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Learner]:
    folder: Path = tmp_path_factory.mktemp("cards")
    planned = draft(read_state(ROOT / "cards" / "italiano-commerciale"))
    deck = folder / "deck.apkg"
    deck.write_bytes(package(planned.plan.lock, planned.types))
    with Learner(folder / "learner") as learner:
        learner.imports(deck)
        yield learner


def card(learner: Learner, term: str, ordinal: int, side: int) -> Card:
    guid = next(guid for guid, held in learner.fields().items() if term in (held.get("Term"), held.get("Front")))
    *sides, css = learner.rendered(guid, ordinal)
    return Card(sides[side], css, ordinal)


@pytest.mark.parametrize("night", [False, True])
@pytest.mark.parametrize("side", [0, 1])
@pytest.mark.parametrize("ordinal", [0, 1, 2])
def test_a_small_phone_shows_every_card_whole(learner: Learner, ordinal: int, side: int, night: bool) -> None:
    seen = look(card(learner, "la fidelizzazione dei clienti", ordinal, side), 320, night=night)
    assert seen["overflow"] == 0
    assert float(str(seen["smallest"])) >= 14


def test_the_term_is_underlined_once_in_each_language(learner: Learner) -> None:
    seen = look(card(learner, "la campagna di marketing", 0, 1), 320)
    assert isinstance(seen["marks"], list)
    assert len(seen["marks"]) == 2
    assert all(line == "underline" for _, _, line in seen["marks"])


def test_the_gap_is_neither_visible_nor_selectable(learner: Learner) -> None:
    seen = look(card(learner, "la campagna di marketing", 2, 0), 320)
    assert isinstance(seen["marks"], list)
    assert seen["marks"][0][:2] == ["0px", "none"]


def test_a_word_of_a_hundred_letters_is_broken(learner: Learner) -> None:
    usual = card(learner, "la campagna di marketing", 0, 1)
    seen = look(Card(usual.html.replace("marketing", "m" * 100), usual.css), 320)
    assert seen["overflow"] == 0
