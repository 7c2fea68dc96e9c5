"""Number words of each language, and that its data on numbers are well-formed."""

from __future__ import annotations

import tomllib
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import deckgen.languages
from deckgen.languages.counting import Numeral, Total
from deckgen.languages.language import language

FOLDER = Path(deckgen.languages.__file__).parent
CODES = sorted(file.parent.name for file in FOLDER.glob("*/language.toml"))


def data(code: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / code / "language.toml").read_text("utf-8"))


@pytest.mark.parametrize(
    ("code", "word", "amount"),
    [
        ("it", "ventuno", 21),
        ("it", "ventitré", 23),
        ("it", "duemilatrecentoquarantacinque", 2345),
        ("it", "centoventimila", 120_000),
        ("it", "settima", 7),
        ("it", "trentatreesimo", 33),
        ("it", "quarantenni", 40),
        ("cs", "dvěma", 2),
        ("cs", "čtyřmi", 4),
        ("cs", "pětadvaceti", 25),
        ("cs", "jedenatřicátého", 31),
        ("cs", "stodvacet", 120),
        ("cs", "pětiletou", 5),
        ("cs", "dvoulůžkový", 2),
        ("cs", "třikrát", 3),
        ("cs", "třináctku", 13),
        ("sk", "dvadsaťpäť", 25),
        ("sk", "trojročnú", 3),
        ("sk", "piatej", 5),
        ("de", "zweihundertfünfunddreißig", 235),
        ("de", "einundzwanzigsten", 21),
        ("de", "neunzehnhundertneunzig", 1990),
        ("de", "zweieinhalb", Fraction(5, 2)),
        ("de", "fünfjährige", 5),
        ("en", "twelfth", 12),
        ("en", "threefold", 3),
    ],
)
def test_a_number_word_has_its_amount(code: str, word: str, amount: int | Fraction) -> None:
    numeral = language(code).counting.numeral(word)
    assert numeral is not None
    assert numeral.amount == amount


@pytest.mark.parametrize(
    ("code", "word"),
    [
        *(("it", word) for word in ("battesimo", "perenne", "unire", "senno", "treno", "centro", "novella")),
        *(("cs", word) for word in ("stojí", "stolice", "sedmikráska", "osmahnout", "trinec")),
        *(("de", word) for word in ("beste", "achtsam", "dreist", "reihe")),
    ],
)
def test_other_words_are_no_numbers(code: str, word: str) -> None:
    assert language(code).counting.numeral(word) is None


@pytest.mark.parametrize(
    ("code", "word", "part"), [("it", "mezza", 2), ("it", "terzi", 3), ("cs", "polovinou", 2), ("de", "vierteln", 4)]
)
def test_a_word_for_a_part_has_its_part(code: str, word: str, part: int) -> None:
    numeral = language(code).counting.numeral(word)
    assert numeral is not None
    assert numeral.part == Fraction(1, part)


@pytest.mark.parametrize(
    ("words", "amount"),
    [
        ([2, 100, 30, 5], 235),
        ([5, 1000, 3, 100], 5300),
        ([100, 20, 1000], 120_000),
        ([2, 1_000_000, 3, 100, 1000], 2_300_000),
        ([19, 100, 90], 1990),
        ([2, 3], None),
        ([20, 30], None),
        ([10, 2], None),
    ],
)
def test_words_make_a_number_only_if_each_has_its_place(words: list[int], amount: int | None) -> None:
    total: Total | None = Total()
    for word in words:
        total = total.plus(word) if total else None
    assert (total.amount if total else None) == amount


def test_a_language_without_data_knows_no_numbers() -> None:
    assert not language("xx").counting.known
    assert language("xx").counting.numeral("due") is None
    assert language("xx").months == frozenset()


@pytest.mark.parametrize("code", CODES)
def test_every_language_has_twelve_months_in_lower_case(code: str) -> None:
    forms = [form for each in data(code)["months"].values() for form in each.split()]
    assert set(data(code)["months"]) == {str(n) for n in range(1, 13)}
    assert len(forms) == len(set(forms)) == len(language(code).months)
    assert all(form == form.lower() for form in forms)
    assert language(code).months == {form.rstrip(".") for form in forms}
    assert set(language(code).month_numbers.values()) == set(range(1, 13))


@pytest.mark.parametrize(
    ("code", "forms"),
    [
        ("it", {"maggio", "dic", "sett"}),
        ("cs", {"května", "říjnem", "prosinci"}),
        ("sk", {"mája", "októbri"}),
        ("de", {"märz", "jänner", "dez"}),
        ("en", {"may", "sept"}),
    ],
)
def test_months_are_known_in_all_their_forms(code: str, forms: set[str]) -> None:
    assert forms <= language(code).months
    assert language(f"{code}-XX").months == language(code).months


@pytest.mark.parametrize("code", CODES)
def test_words_are_written_as_they_are_looked_up(code: str) -> None:
    counting = language(code).counting
    for words in (counting.words, counting.pieces, counting.loose, counting.units, counting.phrases):
        assert [word for word in words if word != word.lower() or word != word.strip() or not word] == []
    assert [word for word in counting.words if " " in word] == []


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("table", ["cardinals", "ordinals", "collectives", "fractions", "loose"])
def test_no_word_has_two_amounts_in_one_table(code: str, table: str) -> None:
    given = [
        word
        for each in data(code)["counting"].get(table, {}).values()
        if isinstance(each, str)
        for word in each.split()
    ]
    assert len(given) == len(set(given))


@pytest.mark.parametrize("code", CODES)
def test_the_templates_of_clock_times_can_be_read(code: str) -> None:
    for words, added in language(code).counting.clock:
        names = [word for each in words for word in each if word in {"H", "M"}]
        assert names.count("H") <= 1
        assert names.count("M") == added.count("M") <= 1
        assert all(part == "M" or part.isdigit() for part in added[1:].replace("-", "+").split("+"))


@pytest.mark.parametrize("code", CODES)
def test_the_idioms_of_a_language_have_partners_in_another(code: str) -> None:
    def idioms(other: str) -> set[object]:
        meant = (each for sayings in language(other).counting.phrases.values() for each in sayings)
        return {each for each in meant if isinstance(each, str)}

    others = set().union(*(idioms(other) for other in CODES if other != code))
    assert idioms(code) <= others


def test_a_word_that_tells_a_measure_is_added_to_nothing() -> None:
    assert language("cs").counting.numeral("století") == Numeral(100, measuring=True)
