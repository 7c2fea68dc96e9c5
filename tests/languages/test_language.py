"""Languages are data: every file of them is complete, clean and reachable under its code."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

import deckgen.languages
from deckgen.languages.language import FALLBACK, language

FILES = sorted(Path(deckgen.languages.__file__).parent.glob("*/language.toml"))
CODES = [file.parent.name for file in FILES]


def data(code: str) -> dict[str, Any]:
    return tomllib.loads(next(file for file in FILES if file.parent.name == code).read_text("utf-8"))


def test_the_pair_that_must_be_excellent_and_the_fallback_are_there() -> None:
    assert {"it", "cs", FALLBACK} <= set(CODES)


@pytest.mark.parametrize(
    ("code", "name", "english"),
    [("it", "italiano", "Italian"), ("cs", "čeština", "Czech"), ("it-CH", "italiano", "Italian")],
)
def test_a_language_knows_its_names_also_under_a_regional_code(code: str, name: str, english: str) -> None:
    found = language(code)
    assert (found.code, found.name, found.english) == (code, name, english)
    assert found.cards["note"] == data(code[:2])["cards"]["note"]


def test_a_language_without_data_has_its_code_for_a_name_and_english_cards() -> None:
    found = language("xx")
    assert (found.name, found.english, found.abbreviates, found.articles) == ("xx", "xx", False, ())
    assert found.cards == language(FALLBACK).cards


@pytest.mark.parametrize("code", CODES)
def test_every_language_says_everything_a_card_says(code: str) -> None:
    own = data(code)["cards"]
    assert own.keys() == data(FALLBACK)["cards"].keys()
    assert all(text.strip() == text != "" for text in own.values())


@pytest.mark.parametrize("code", CODES)
def test_abbreviations_are_written_as_they_are_looked_up(code: str) -> None:
    for kind, words in data(code)["abbreviations"].items():
        assert len(words) == len(set(words)), f"{kind}: one stands twice"
        assert [w for w in words if w != w.lower() or w.endswith(".") or " " in w or not w] == []


@pytest.mark.parametrize("code", CODES)
def test_an_abbreviation_cannot_both_close_a_sentence_and_never_close_one(code: str) -> None:
    assert language(code).always & language(code).inside == set()


@pytest.mark.parametrize("code", [code for code in CODES if language(code).articles])
def test_an_article_ends_in_a_space_or_an_apostrophe(code: str) -> None:
    articles = language(code).articles
    assert [a for a in articles if a != a.lower() or a[-1] not in " ’'"] == []
    assert {a.replace("’", "'") for a in articles if a[-1] == "’"} <= set(articles)  # both apostrophes are typed


def test_what_one_part_of_the_program_gets_no_other_part_can_change() -> None:
    with pytest.raises(TypeError):
        language("it").cards["note"] = "x"  # type: ignore[index]
    assert language("it") is language("it")
