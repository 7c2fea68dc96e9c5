"""What reaches a terminal is text and nothing else."""

from __future__ import annotations

import json
import unicodedata

from hypothesis import example, given
from hypothesis import strategies as st

from deckgen.files.characters import harmless


@given(st.text())
@example("\x1b]52;c;ZWNobw==\x07")  # writes into the clipboard
@example("\x9b2J")  # clears the screen
@example("a\rb")
@example("\u202egnp.exe")
def test_nothing_steers_a_terminal(text: str) -> None:
    shown = harmless(text)
    assert all(unicodedata.category(each) != "Cc" or each in "\n\t" for each in shown)
    assert not set(shown) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@given(st.text(st.characters(exclude_categories=["Cc", "Cf", "Cs"])))
@example("Už? „Ano“ – řekl\u00a0Šimon:\n\t1\u202f200 €")
def test_ordinary_text_stays_as_it_is(text: str) -> None:
    assert harmless(text) == text


@given(st.text())
def test_json_keeps_its_meaning(text: str) -> None:
    assert json.loads(harmless(json.dumps(text, ensure_ascii=False))) == text
