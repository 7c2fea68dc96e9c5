"""The first row of a table: whether it names the columns, and what each of them holds then."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from deckgen.languages.names import ColumnWord, column_word, has_name, named
from deckgen.text.grid import Column, Holds

_LONGEST = 60  # letters of the name of a column
_CODE = 3  # letters of a code
_MOST_WORDS = 6  # in it
_BETWEEN = re.compile(r"[\s_/():;,.+|\[\]–—-]+")
_HOLDS: dict[ColumnWord, Holds] = {"front": "text", "back": "text", "section": "section", "note": "note"}


class Meaning(NamedTuple):
    """What a cell says of its column: a language, what the column holds, or neither."""

    language: str = ""
    word: ColumnWord = ""


def letter(number: int) -> str:
    """What spreadsheets call a column, counted from 0: A, B, … Z, AA."""
    name = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def header(cells: Sequence[str]) -> list[Column] | None:
    """A column for each of these cells if they are names of columns; None if they are text.

    Names of columns differ in what they mean. So `domanda` beside `risposta` is a header, and `domanda` beside
    `otázka`, its translation, is not.
    """
    meanings = [meaning(cell) for cell in cells]
    return (
        [_column(n, *each) for n, each in enumerate(zip(cells, meanings, strict=True))]
        if _is(cells, meanings)
        else None
    )


def _is(cells: Sequence[str], meanings: Sequence[Meaning]) -> bool:
    texts = [each for each in meanings if each.word not in ("section", "note", "other")]
    languages = {each.language for each in texts} - {""}
    roles = {each.word for each in texts if not each.language} & {"front", "back"}
    unknown = sum(bool(cell.strip()) and not any(each) for cell, each in zip(cells, meanings, strict=True))
    if len(languages) > 1:
        return 2 * unknown <= sum(map(any, meanings))
    return not unknown and len(languages) + len(roles) > 1


def _column(number: int, cell: str, meant: Meaning) -> Column:
    holds: Holds = _HOLDS.get(meant.word, "") or ("text" if meant.language and meant.word != "other" else "")
    return Column(" ".join(cell.split()) or letter(number), meant.language, holds)


def meaning(cell: str) -> Meaning:
    """What a cell means as the name of a column."""
    text = cell.strip()
    if not text or len(text) > _LONGEST:
        return Meaning()
    word = column_word(text)
    if word not in ("", "filler"):
        return Meaning("", word)
    return Meaning(_language(text)) if _language(text) else _of_several(text)


def _language(text: str) -> str:
    """The language that `text` names; rare languages only by codes that are no words, such as `tlh-Latn`."""
    code = named(text)
    return code if has_name(code) or "-" in text else ""


def _of_several(text: str) -> Meaning:
    """What several words mean together, like `Source (it)` or `Italian text 1`; all of them must be known."""
    words = [part for part in _BETWEEN.split(text) if part and not part.isdigit()]
    known = [Meaning("", column_word(part)) if column_word(part) else Meaning(_language(part)) for part in words]
    bare = {part for part in text.split() if len(part) <= _CODE and not part.isupper()}  # `la parola` is not Latin
    named_too = {each.language for each, word in zip(known, words, strict=True) if word not in bare}
    known = [
        Meaning() if word in bare and each.language and each.language not in named_too else each
        for each, word in zip(known, words, strict=True)
    ]
    languages = {each.language for each in known} - {""}
    if not known or len(known) > _MOST_WORDS or not all(map(any, known)) or len(languages) > 1:
        return Meaning()
    held: ColumnWord = next((each.word for each in known if each.word not in ("", "filler")), "")
    return Meaning(next(iter(languages), ""), held)
