"""Where a line may break: not between a number and what belongs to it, an abbreviation and its name, a preposition."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deckgen.cards.html import card_text, highlighted
from deckgen.cards.typeset import NO_BREAK, typeset


def shown(text: str, code: str) -> str:
    return typeset(text, code).replace(NO_BREAK, "_")


@pytest.mark.parametrize(
    "said",
    [
        "Il prezzo è di 12.500_euro.",
        "Costa €_12.500 in tutto",
        "Costa euro_12.500 in tutto",
        "12_500_EUR, cioè USD_13.900",
        "Servono 2_milioni_di_euro, non 3,5_miliardi_di_€",
        "il 10_% in più, il 5_‰ in meno",
        "a 25_°C, 5_kg e 40_km",
        "240_sedie in faggio",
        "entro 60_giorni, cioè 2_mesi e 9_ore",
        "il 12_settembre 2027",
        "art._7 a pag._12, n._118",
        "l’ing._Conti, la dott.ssa_Moretti e il Sig._Riva",
        "Gentile dott._Rossi",
        "p._es. domani",
        "nel 2027 la ditta",
        "nel 2027 aprono",
        "dal 9 al 12",
        "E a Milano?",
        "gli ingegneri e il dott. che non c’è",
        "100.000 destinatari",
    ],
)
def test_italian_keeps_together_what_belongs_together(said: str) -> None:
    assert shown(said.replace("_", " "), "it") == said


@pytest.mark.parametrize(
    "said",
    [
        "Je to v_Praze a_u_nás",
        "K_tomu 90_% lidí",
        "stála 2_700_eur",
        "stálo to 1_500_korun a_5_mil._Kč",
        "Kč_500 nebo €_12_500",
        "v_roce 24_lidí",
        "v_roce 2021 jsme",
        "pes o_kost",
        "pejsek a_kočička",
        "co do toho",
        "č._5 na str._12",
        "5._května 2024",
        "od 1._5._2024",
        "19._století a_2._patro",
        "Habrona, s._r._o.",
        "Ing._Novák",
        "Mám jich 20. Potom ne.",
    ],
)
def test_czech_keeps_together_what_belongs_together(said: str) -> None:
    assert shown(said.replace("_", " "), "cs") == said


def test_a_language_without_data_keeps_numbers_and_their_currencies() -> None:
    assert shown("12 500 € fra 25 EUR", "xx") == "12_500_€ fra 25_EUR"


MONEY = {
    "it": ["€", "$", "EUR", "CHF", "euro", "eur", "centesimi"],
    "cs": ["€", "Kč", "CZK", "EUR", "eur", "eura", "korun", "centů"],
    "sk": ["€", "EUR", "eur"],
    "de": ["€", "EUR", "Euro"],
    "en": ["€", "£", "GBP", "euros"],
}
AMOUNTS = st.one_of(
    st.integers(0, 10**7).map(str),
    st.integers(10**3, 10**7).map(lambda n: f"{n:,}".replace(",", " ")),
    st.integers(10**3, 10**7).map(lambda n: f"{n:,}".replace(",", ".")),
    st.decimals(0, 10**4, places=2).map(lambda n: str(n).replace(".", ",")),
)


@pytest.mark.parametrize(("code", "money"), [(code, each) for code, money in MONEY.items() for each in money])
@settings(max_examples=25, deadline=None)
@given(AMOUNTS, st.sampled_from(["", "parola ", "(", "«"]), st.sampled_from(["", ".", ", poi", ")"]))
def test_no_line_breaks_between_a_number_and_its_currency(
    code: str, money: str, amount: str, before: str, after: str
) -> None:
    text = f"{before}{amount} {money}{after}"
    assert f"{amount} {money}".replace(" ", NO_BREAK) in typeset(text, code)
    if money in "€$£" or money.isupper():
        assert f"{money} {amount}".replace(" ", NO_BREAK) in typeset(f"{before}{money} {amount}{after}", code)


PIECES = st.lists(
    st.sampled_from(
        ["v", "5", "kg", "2.", "dott.", "Rossi", "€", "%", "12 500", "a", "p.", "es.", "di", "milioni", ","]
    )
)


@settings(max_examples=300, deadline=None)
@given(PIECES, st.sampled_from(["it", "cs", "sk", "de", "en", "xx"]))
def test_every_character_keeps_its_place_and_only_spaces_become_others(pieces: list[str], code: str) -> None:
    text = " ".join(pieces)
    made = typeset(text, code)
    assert made.replace(NO_BREAK, " ") == text


def test_words_stay_together_across_the_edge_of_a_highlight() -> None:
    assert highlighted("Sono 240 sedie nuove", [9], 5, "it") == f"Sono 240{NO_BREAK}<b>sedie</b> nuove"
    assert card_text("5 € & più", "it") == f"5{NO_BREAK}€ &amp; più"
