"""Which language a text is in: right, or nothing, but never a wrong one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deckgen.languages.recognition import may_be, recognised

TEXTS = {
    "it": "Il mulino sta in fondo alla valle, e chi ci vuole andare deve passare il ponte prima che faccia buio.",
    "cs": "Mlýn stojí na konci údolí, a kdo se tam chce dostat, musí přejít most, než se setmí.",
    "sk": "Mlyn stojí na konci údolia, a kto sa tam chce dostať, musí prejsť cez most, kým sa zotmie.",
    "de": "Die Mühle steht am Ende des Tals, und wer dorthin will, muss über die Brücke, bevor es dunkel wird.",
    "en": "The mill stands at the end of the valley, and whoever wants to get there must cross the bridge before dark.",
    "fr": "Le moulin se trouve au bout de la vallée, et celui qui veut y aller doit passer le pont avant la nuit.",
    "es": "El molino está al final del valle, y quien quiera llegar allí tiene que cruzar el puente antes de la noche.",
    "pl": "Młyn stoi na końcu doliny, a kto chce tam dojść, musi przejść przez most, zanim się ściemni.",
    "ru": "Мельница стоит в конце долины, и кто хочет туда попасть, должен перейти мост, пока не стемнело.",
    "uk": "Млин стоїть у кінці долини, і хто хоче туди дістатися, мусить перейти міст, поки не стемніло.",
    "el": "Ο μύλος είναι στην άκρη της κοιλάδας.",
    "ja": "水車小屋は谷の奥にあります。",
    "zh": "磨坊在山谷的尽头。",
    "ko": "방앗간은 골짜기 끝에 있습니다.",
}


@pytest.mark.parametrize("code", TEXTS)
def test_a_sentence_is_enough(code: str) -> None:
    assert recognised(TEXTS[code]) == code


@pytest.mark.parametrize("text", ["", "1 234,50 – 12/2026", "OK", "Marco Rossi", "www.example.com", "\ud800\0"])
def test_where_nothing_can_be_said_nothing_is_said(text: str) -> None:
    assert recognised(text) == ""


@pytest.mark.parametrize("code", ["it", "cs", "de", "en", "fr", "es", "pl"])
def test_a_label_is_believed_unless_the_text_is_clearly_in_another_language(code: str) -> None:
    assert may_be(TEXTS[code], code, {"en", "it", "cs"} - {code})
    assert not may_be(TEXTS[code], "sv" if code == "en" else "en", {code})


def test_a_label_without_a_list_of_words_is_believed() -> None:
    assert may_be(TEXTS["it"], "qaa", {"it"})


@given(st.text())
def test_any_text_has_one_language_at_most(text: str) -> None:
    assert recognised(text) in ("", *TEXTS) or len(recognised(text)) in (2, 3)
