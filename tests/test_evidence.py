"""What speaks for a bead, and against it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from deckgen import encoder
from deckgen.evidence import FORMS, Evidence, side_of
from deckgen.texts import Sentence


def scores(left: Sequence[Sentence | str], right: Sequence[Sentence | str], *, a: int = 1, b: int = 1) -> list[float]:
    """The scores of the beads that begin with the first sentence of the left side."""
    return [float(score) for score in Evidence(side_of(left), side_of(right)).scores(a, a, b)]


@pytest.fixture(autouse=True)
def no_vectors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoder, "available", lambda: False)


@pytest.mark.parametrize(
    ("left", "right", "other"),
    [
        ("Una frase di lunghezza media, come tante.", "Věta střední délky, jakých je mnoho.", "Ne."),
        ("Costa 2.700 euro in tutto.", "Stojí celkem 2 700 eur.", "Stojí celkem 3 100 eur."),
        ("La signora Bianchi parla di Praga.", "Paní Bianchi mluví o obci.", "Paní Nováková mluví o obci."),
        ("Il marketing digitale è arte.", "Digitální marketing je umění.", "Chov včel je krásný koníček."),
    ],
)
def test_lengths_numbers_names_and_cognates_speak_for_a_bead(left: str, right: str, other: str) -> None:
    right_one, wrong_one = scores([left, "Fine."], [right, other])
    assert right_one > wrong_one


def test_headings_answer_headings_and_marks_without_words_their_like() -> None:
    text, heading = (Sentence("Attrarre o spingere", 1, heading=kind) for kind in (False, True))
    czech = [Sentence("Tah a tlak, nic víc", 1, heading=kind) for kind in (False, True)]
    assert scores([heading], czech)[1] > scores([heading], czech)[0] + 5
    assert scores([text], czech)[0] > scores([text], czech)[1]
    like, unlike = scores(["."], ["…", "a"])
    assert like > unlike + 5


def test_a_bead_across_a_paragraph_is_less_likely() -> None:
    first, second = Sentence("Il cliente paga", 1, opens=True), Sentence("e se ne va subito.", 1)
    apart = Sentence("e se ne va subito.", 2, opens=True)
    czech = ["Zákazník zaplatí a hned odejde."]
    assert scores([first, second], czech, a=2)[0] > scores([first, apart], czech, a=2)[0]


def test_null_beads_cost_the_same_everywhere() -> None:
    assert set(scores(["Il cliente paga."], ["Zákazník platí.", "Ano."], b=0)) == {FORMS[1, 0]}
