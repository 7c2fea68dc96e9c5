"""Forty proposed terms decided in the studio by keys alone, about one for each of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from browser import CHROMIUM
from projects import ROOT
from studio_world import Open

from deckgen.actions import terms
from deckgen.actions.add import start
from deckgen.actions.originals import Originals
from deckgen.files.disk import read
from deckgen.project.vocabulary import Term, parse_terms
from deckgen.vectors import e5

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed"),
    pytest.mark.skipif(not e5.available(), reason="terms are proposed by their meaning"),
]
DATA = ROOT / "data" / "marketing-e-vendite"
COUNT = 40
_OTHERS = "[...document.querySelectorAll('#term .buttons button')].map((button) => button.firstChild.data)"


class Vocabulary:
    """A deck with forty proposals, none of them decided."""

    def __init__(self, root: Path) -> None:
        self.root = root
        taken = start(root, Originals((("it", DATA / "it.txt"), ("cs", DATA / "cs.txt"))), "Corso")
        made = terms.look(taken.deck, taken.text.id, more=COUNT)
        terms.carry_out(taken.deck, made)
        self.path = taken.deck.vocabulary_path(taken.text)

    @property
    def terms(self) -> dict[str, Term]:
        return {term.id: term for term in parse_terms(read(self.path), ("it", "cs"))[0].values}


def test_forty_terms_are_decided_by_about_a_key_each(opened: Callable[..., Open], tmp_path: Path) -> None:
    words = Vocabulary(tmp_path / "corso")
    order = list(words.terms)
    assert len(order) == COUNT
    assert {term.status for term in words.terms.values()} == {"proposed"}
    studio = opened(words.root)
    studio.press("g", "t")
    keys, later, expected, taken = 0, list[str](), dict[str, str](), dict[str, str]()
    proposed = words.terms

    def next_after(name: str) -> str:
        """The term that is to be decided next: below it, then from the top; those put off come last."""
        at = order.index(name)
        ahead = [each for each in (*order[at + 1 :], *order[:at]) if each not in expected]
        return next((each for each in ahead if each not in later), ahead[0] if ahead else name)

    def press(*pressed: str) -> None:
        nonlocal keys
        studio.press(*pressed)
        keys += len(pressed)

    while len(expected) < COUNT:
        name = studio.chosen
        before = words.terms[name]
        n = len(expected) + len(later)
        others = studio.page.value(_OTHERS)
        if n % 10 == 4 and name not in later:
            press("Space")
            later.append(name)
            assert words.terms[name] == before
        elif others:
            which = len(others) - 1
            press(str(which + 1))
            expected[name] = "accepted"
            taken[name] = others[which]
        elif n % 10 == 5:
            press("e", *["Tab"] * 4)
            studio.page.type("aiuto")
            press("Ctrl+Enter")
            expected[name] = "accepted"
            assert words.terms[name].hint == "aiuto"
        else:
            press("x" if n % 4 == 1 else "a")
            expected[name] = "rejected" if n % 4 == 1 else "accepted"
        assert studio.chosen == next_after(name)
        assert {key: term.status for key, term in words.terms.items() if term.status != "proposed"} == expected
    assert "all terms are decided" in studio.said.lower()
    edited = sum(term.hint == "aiuto" for term in words.terms.values())
    assert keys == COUNT + len(later) + 5 * edited
    assert len(later) > 2
    assert edited > 2
    # Another counterpart comes with a sentence that has it, where its words can be highlighted.
    assert len(taken) > 2
    for name, back in taken.items():
        term, was = words.terms[name], proposed[name]
        assert term.back == back != was.back
        assert term.found != was.found
        assert term.pair != was.pair
    for _ in range(COUNT):
        studio.press("z")
    assert {term.status for term in words.terms.values()} == {"proposed"}
    assert studio.page.logs == []
