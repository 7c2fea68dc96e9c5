"""The first row of a table: a header, or text that looks like one."""

from __future__ import annotations

import pytest

from deckgen.text.headers import header, letter

HEADERS = [
    (["Italiano", "Čeština"], [("it", "text"), ("cs", "text")]),
    (["cs", "it"], [("cs", "text"), ("it", "text")]),
    (["#", "it-IT", "cs-CZ", "Kapitola"], [("", ""), ("it", "text"), ("cs", "text"), ("", "section")]),
    (["Source (it)", "Target: Czech", "Note"], [("it", "text"), ("cs", "text"), ("", "note")]),
    (["id", "text_it", "text_cs"], [("", ""), ("it", "text"), ("cs", "text")]),
    (["Česky", "Italsky", "Poznámka 1", "Poznámka 2"], [("cs", "text"), ("it", "text"), ("", "note"), ("", "note")]),
    (["it – italiano", "Lingua: CZ"], [("it", "text"), ("cs", "text")]),
    (["domanda", "risposta"], [("", "text"), ("", "text")]),
    (["Front", "Back", "Tags"], [("", "text"), ("", "text"), ("", "")]),
    (["Italiano", "Traduzione"], [("it", "text"), ("", "text")]),
    (["ID", "Italian text", "Czech text", "Scritto da"], [("", ""), ("it", "text"), ("cs", "text"), ("", "")]),
    (["", "Deutsch", "English (US)"], [("", ""), ("de", "text"), ("en", "text")]),
]


@pytest.mark.parametrize(("cells", "meant"), HEADERS)
def test_a_header_says_what_its_columns_hold(cells: list[str], meant: list[tuple[str, str]]) -> None:
    columns = header(cells)
    assert columns
    assert [(column.language, column.holds) for column in columns] == meant
    assert [column.name for column in columns] == [cell or letter(n) for n, cell in enumerate(cells)]


@pytest.mark.parametrize(
    "cells",
    [
        *(["domanda", "otázka"], ["Nota", "Poznámka"], ["capitolo", "kapitola"], ["Fonte", "Zdroj"]),
        *(["italiano", "italština"], ["traduzione", "překlad"], ["Ciao", "Ahoj"], ["Si", "Se"], ["No", "Ne"]),
        *(["Parlo italiano.", "Mluvím italsky."], ["1", "2"], ["", ""], ["it", ""], ["data", "datum"]),
        *(
            ["per", "pro"],
            ["la parola", "slovo"],
            ["una domanda", "odpověď"],
            ["ita", "Ciao.", "ces", "Ahoj."],
            ["una", "jedna"],
            ["L’italiano e il ceco", "Italština a čeština"],
        ),
    ],
)
def test_a_row_of_text_stays_a_row(cells: list[str]) -> None:
    assert header(cells) is None


def test_letters_of_columns() -> None:
    assert [letter(n) for n in (0, 25, 26, 701, 702, 16383)] == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]
