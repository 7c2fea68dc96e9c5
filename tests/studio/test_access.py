"""The page for everyone: axe finds nothing, it fits a phone and a zoomed window, and keys reach everything."""

from __future__ import annotations

import pytest
from axe import needs_axe, violations
from browser import CHROMIUM
from studio_world import Bakery, Open

pytestmark = [pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed"), needs_axe]
VIEWS = {"pairs": "p", "terms": "t", "problems": "c", "deck": "d"}
FORMS = {"edit": "e", "split": "s", "heading": "h", "words": "t"}


@pytest.mark.parametrize("width", [1280, 640, 320])
@pytest.mark.parametrize("night", [False, True])
def test_every_view_is_sound_and_fits(studio: Open, width: int, *, night: bool) -> None:
    if night:
        studio.page.click("#night")
    try:
        for view, key in VIEWS.items():
            studio.press("g", key)
            studio.page.resize(width, 800)
            studio.press("n")
            studio.page.wait(
                "window.deckgen.idle() && !document.querySelector('#page').textContent.includes('Looking')"
            )
            assert violations(studio.page) == [], view
            assert studio.page.value("document.documentElement.scrollWidth <= innerWidth"), (view, width)
        assert studio.page.logs == []
    finally:
        studio.page.value("localStorage.clear()")


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_sound_and_fits_a_phone(studio: Open, form: str) -> None:
    studio.press("n", FORMS[form])
    for width in (1280, 320):
        studio.page.resize(width, 800)
        assert violations(studio.page) == []
        assert studio.page.value("document.documentElement.scrollWidth <= innerWidth")
    studio.press("Escape")
    assert studio.chosen == "fo-due"


def test_the_help_is_a_dialog_that_gives_the_focus_back(studio: Open) -> None:
    studio.press("n", "?")
    assert violations(studio.page) == []
    studio.press("Escape")
    assert not studio.page.value("document.querySelector('dialog').open")
    assert studio.page.value("document.activeElement.dataset.key") == "fo-due"


def test_every_key_has_a_button_that_does_the_same(forno: Bakery, studio: Open) -> None:
    studio.goes_to("fo-quattro")
    keys = studio.page.value(
        "[...document.querySelectorAll('#actions [aria-keyshortcuts]')].map((b) => b.ariaKeyShortcuts)"
    )
    assert set(keys) >= set("AESMUDXTHP")
    studio.page.click("#actions [aria-keyshortcuts=X]")
    studio.settled()
    assert forno.pairs[2].skip


def test_keys_without_ctrl_can_be_turned_off(forno: Bakery, studio: Open) -> None:
    before = forno.bytes
    studio.press("?")
    studio.page.click("dialog input[type=checkbox]")
    studio.press("Escape")
    try:
        studio.goes_to("fo-uno")
        studio.press("x", "m")
        assert forno.bytes == before
        studio.page.click("#actions [aria-keyshortcuts=X]")
        studio.settled()
        studio.press("Ctrl+z")
        assert forno.bytes == before
    finally:
        studio.page.value("localStorage.clear()")


def test_tab_goes_from_the_rows_to_the_buttons_and_on(studio: Open) -> None:
    """The list is one stop: whoever has no mouse is not led through every row."""
    studio.press("n")
    studio.page.wait("!document.querySelector('#stage').hidden")
    places = []
    for _ in range(30):
        studio.page.press("Tab")
        places.append(studio.page.value("document.activeElement.closest('#actions, #cards, #top, #rows')?.id ?? ''"))
    assert places[0] == "actions"
    assert {"cards", "top", "rows"} <= set(places)
