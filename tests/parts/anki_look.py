"""The page around a card in Anki: the desktop program's own style sheets, and AnkiDroid's black theme."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from anki_world import Learner
from browser import BORROWED, CHROMIUM

STYLES = tuple(BORROWED / "_aqt" / "data" / "web" / "css" / name for name in ("webview.css", "reviewer.css"))

_MISSING = [
    what
    for what, there in (
        ("no chromium on this machine", CHROMIUM is not None),
        (f"{BORROWED} has no style sheets of aqt: make .venv/ready-dev", all(path.exists() for path in STYLES)),
    )
    if not there
]
# In CI everything must be present, so nothing is skipped.
needs_look = pytest.mark.skipif(bool(_MISSING) and "CI" not in os.environ, reason="; ".join(_MISSING))


@dataclass(frozen=True)
class Theme:
    """The surroundings of a card: classes of the page and its body, and style sheets of the program."""

    html: str
    body: str
    styles: tuple[Path, ...] = ()
    css: str = ""


# No package has AnkiDroid's style sheet; these are its rules for the black theme and typed answers.
_ANDROID = """
body { margin: 0 0 30px; padding: 0 }
body.night_mode { color: white; background-color: black }
#qa { margin: .5em }
.night_mode .typeGood { background-color: #508040 }
.night_mode .typeBad { background-color: #905050 }
.typeMissed { background-color: #ccc }
.replay-button svg { fill: white; min-width: 32px; min-height: 32px }
"""
# Added by the desktop program for its canvas colour and window font.
_DESKTOP = "body { zoom: 1; background-color: var(--canvas) } html { font-family: sans-serif }"
THEMES = {
    "day": Theme("", "card isLin fancy", STYLES, _DESKTOP),
    "night": Theme("night-mode", "card isLin nightMode night_mode fancy", STYLES, _DESKTOP),
    "android": Theme("mobile android", "card night_mode nightMode", (), _ANDROID),
}


def surround(theme: Theme, inside: str = "", script: str = "", ordinal: int | None = None) -> str:
    """The page of a theme with `inside` as the card; `script` is ours, not the card's."""
    sheets = "".join(f"<style>{path.read_text('utf-8')}</style>" for path in theme.styles[:1])
    sheets += f"<style>{theme.css}</style>" + "".join(
        f"<style>{path.read_text('utf-8')}</style>" for path in theme.styles[1:]
    )
    card = "" if ordinal is None else f" card{ordinal + 1}"
    return (
        f"<!doctype html><html class='{theme.html}' dir='ltr'><head><meta charset='utf-8'>"
        f"<meta name='viewport' content='width=device-width, initial-scale=1'>{sheets}<script>{script}</script></head>"
        f"<body class='{theme.body}{card}'><div id='_mark' hidden>★</div><div id='_flag' hidden>⚑</div>"
        f"<div id='qa' dir='auto'>{inside}</div></body></html>"
    )


# The desktop program shows a sound as a link with a picture.
_REPLAY = (
    '<a class="replay-button soundLink" href="#"><svg class="playImage" width="40" height="40" viewBox="0 0 64 64">'
    '<circle cx="32" cy="32" r="29"></circle><path d="M26 18v28l22-14z"></path></svg></a>'
)


@dataclass(frozen=True)
class Side:
    """One side of a card as inserted into the page."""

    name: str
    number: int  # of the template, from 1
    html: str


def sides(held: Learner, doing: str = "") -> Iterator[Side]:
    """Both sides of every card of a learner, as rendered by the backend, with the controls that a client adds.

    A typed answer has one letter missing and one extra.
    """
    for cid in held.col.find_cards(""):
        card = held.col.get_card(cid)
        rendered, name = card.render_output(), f"{held.col.decks.name(card.did)} {card.note()['Key'].partition('-')[2]}"
        for side, text in (("front", rendered.question_text), ("back", rendered.answer_text)):
            text = re.sub(r"\[anki:(play|tts)[^\]]*\]", _REPLAY, text)
            typed = re.search(r"\[\[type:(\w+)\]\]", text)
            if typed:
                text = text.replace(typed[0], _typed(held, card, typed[1], side))
            whole = f"{name} {card.template()['name']} {side}" + (f", {doing}" if doing else "")
            yield Side(whole, card.ord + 1, text)


def _typed(held: Learner, card: Any, field: str, side: str) -> str:
    look = next(each for each in card.note_type()["flds"] if each["name"] == field)
    style = f"font-family: {look['font']}; font-size: {look['size']}px"
    if side == "front":
        return f'<center><input type="text" id="typeans" style="{style}"></center>'
    expected = card.note()[field]
    return f'<div style="{style}">{held.col.compare_answer(expected, f"{expected[1:]}x", True)}</div>'
