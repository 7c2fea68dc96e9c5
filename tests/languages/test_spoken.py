"""What a voice is given to read: each kind of thing that engines misread, in words, and nothing lost."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from projects import ROOT

from deckgen.files.resources import table
from deckgen.languages.numerals import roman
from deckgen.languages.spoken import Tongue, spoken

LINES = [line.split("\t") for line in Path(ROOT / "tests/gold/spoken.tsv").read_text("utf-8").splitlines()]
CODES = ("it", "cs")
codes = st.sampled_from(CODES)


@pytest.mark.parametrize(("code", "text", "said"), LINES, ids=[f"{code} {text}"[:40] for code, text, _ in LINES])
def test_a_text_is_read_as_people_say_it(code: str, text: str, said: str) -> None:
    assert spoken(text, code) == said


@pytest.mark.parametrize(("code", "text", "said"), LINES, ids=[f"{code} {text}"[:40] for code, text, _ in LINES])
def test_no_break_spaces_and_narrow_ones_are_read_as_spaces(code: str, text: str, said: str) -> None:
    assert spoken(text.replace(" ", "\u00a0"), code) == spoken(text.replace(" ", "\u202f"), code) == said


def test_a_language_without_data_is_read_as_it_stands() -> None:
    assert spoken("NATO  kostet 5 %, z. B. art. 3", "de") == "NATO kostet 5 %, z. B. art. 3"
    assert spoken("IV % 1.000", "xx") == "IV % 1.000"


def test_the_region_of_a_language_reads_like_the_language() -> None:
    assert spoken("Il 5 %", "it-CH") == spoken("Il 5 %", "it")


# ------------------------------------------------------------------ properties

PIECES = (
    *("Via", "Roma", "12", "3,50", "€", "%", "-5", "°C", "art.", "c.", "n.", "N.", "S.p.A.", "9:00", "18.30", "XX"),
    *("02/123.456", "800 123 456", "IV", "II.", "1°", "12/03/2024", "1. 5. 2024", "1.", "2", "&", "@", "a@b.it", "½"),
    *("www.x.it", "https://x.it/a", "m²", "kg", "3x4", "1.234,56", "10.000.000", "IVA", "NON", "TOCCARE", "A", "’"),
    *("'90", "(", ")", "«", "–", "-", "/", ".", ",", "secolo", "ecc.", "l’UE", "COVID-19", "H2O", "+39", "0012", "č."),
    *("99999999999", "stol.", "Kč", "mil.", "hod.", "v", "ve", "kapitola", "patře", "Karel", "s. r. o.", "²", "0", ":"),
    *("milioni", "di", "h", "C", "I", "L.", "104/1992", "Ž", " ", "1990", "2000", "1", "faktury", "cliente", "krát"),
)


@given(codes, st.lists(st.tuples(st.sampled_from(PIECES), st.sampled_from([" ", ""])), max_size=8))
@settings(max_examples=400, deadline=None)
def test_what_is_to_be_said_is_said_the_same_way_again(code: str, pieces: list[tuple[str, str]]) -> None:
    once = spoken("".join(piece + space for piece, space in pieces), code)
    assert spoken(once, code) == once


@given(codes, st.text(max_size=60))
@settings(max_examples=400, deadline=None)
@example("it", "")
@example("cs", "\ud800 ① ٣٤٥ ²³ IVIV")
def test_any_text_can_be_read(code: str, text: str) -> None:
    once = spoken(text, code)
    assert spoken(once, code) == once
    assert not text.strip() or once or not re.search(r"\w", text)


@given(codes, st.lists(st.from_regex(r"[bcdfglmnprst][aeiou][bcdfglmnprst][aeiou][bcdfglmnprst]?", fullmatch=True)))
@settings(max_examples=200, deadline=None)
def test_words_are_read_word_by_word(code: str, words: list[str]) -> None:
    assert spoken(" ".join(words), code) == " ".join(words)


NUMBERS = st.integers(min_value=3, max_value=99_999_999)


@given(codes, NUMBERS, st.sampled_from(["{}", "{} %", "{} €", "€ {}", "{} km", "({})", "{}; poi", "č. {}"]))
@settings(max_examples=300, deadline=None)
def test_every_digit_of_a_number_is_said(code: str, number: int, shape: str) -> None:
    for written in (str(number), f"{number:,}".replace(",", "."), f"{number:,}".replace(",", " ")):
        said = spoken(f"parola {shape.format(written)} parola", code)
        assert re.findall(r"\d+", said) == [str(number)], said


@given(codes, st.integers(min_value=3, max_value=9999), st.integers(min_value=1, max_value=99))
@settings(max_examples=200, deadline=None)
def test_every_digit_of_a_price_is_said(code: str, whole: int, part: int) -> None:
    said = spoken(f"parola {whole},{part:02} € parola", code)
    assert f"{whole} eur" in said
    in_words = part == 1 or (code == "cs" and part == 2)
    assert re.findall(r"\d+", said) == [str(whole)] + [str(part)] * (not in_words)


@given(codes, st.lists(st.from_regex(r"[1-9]\d{1,4}", fullmatch=True), min_size=3, max_size=4))
@settings(max_examples=200, deadline=None)
def test_every_group_of_a_telephone_number_is_said_apart(code: str, groups: list[str]) -> None:
    said = spoken(f"tel. {' '.join(groups)}", code)
    assert [each.replace(" ", "") for each in re.sub(r"^\w+ ", "", said).split(", ")] == groups


# ------------------------------------------------------------------ data


@pytest.mark.parametrize("code", CODES)
def test_every_rule_says_what_it_takes(code: str) -> None:
    """A group that can hold digits is said, and what is said names only groups and functions that there are."""
    for pattern, said in table(f"languages/{code}/speech.toml")["rules"]:
        slots = re.findall(r"\{(\d)(?::(\w+)(?: (\S+))?)?\}", said)
        assert all(not function or callable(getattr(Tongue, function)) for _, function, _ in slots), pattern
        groups = re.compile(re.sub(r"<\w+>", "_", pattern)).groups
        used = {int(number) for number, _, _ in slots}
        used |= {int(number) for number in re.findall(r"\{\d:\w+ [a-z]*(\d)\}", said)}
        used |= {int(number) for number in re.findall(r"\\(\d)", pattern)}
        assert 0 in used or used >= set(range(1, groups + 1)), pattern


@pytest.mark.parametrize("code", CODES)
def test_every_letter_of_the_language_has_a_name(code: str) -> None:
    letters = table(f"languages/{code}/speech.toml")["letters"]
    assert set("abcdefghijklmnopqrstuvwxyz") <= set(letters)


@pytest.mark.parametrize("code", CODES)
def test_abbreviations_stand_once_and_are_said_in_words(code: str) -> None:
    data = table(f"languages/{code}/speech.toml")
    for words in (*data["abbreviations"].values(), *data["numbered"].values(), *data["acronyms"].values()):
        assert words == words.strip() != ""
        assert "." not in words


@pytest.mark.parametrize(("text", "value"), [("XXIII", 23), ("IV", 4), ("MCMXC", 1990), ("IIX", None), ("", None)])
def test_roman_numerals_have_their_value(text: str, value: int | None) -> None:
    assert roman(text) == value


@pytest.mark.parametrize(
    ("code", "text", "said"),
    [
        ("it", "il XXI secolo, il XXIII secolo", "il ventunesimo secolo, il ventitreesimo secolo"),
        ("it", "il XXVIII capitolo e il XL capitolo", "il ventottesimo capitolo e il quarantesimo capitolo"),
        ("cs", "21. kapitola a 30. kapitola", "dvacátá první kapitola a třicátá kapitola"),
        ("cs", "v 99. kapitole", "v devadesáté deváté kapitole"),
    ],
)
def test_ordinals_are_made_of_their_parts(code: str, text: str, said: str) -> None:
    assert spoken(text, code) == said
