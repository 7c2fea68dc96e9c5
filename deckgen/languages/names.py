"""How languages are called, in all languages of the program, and what people write at the top of a column."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, Literal

from deckgen.files import resources
from deckgen.languages.codes import fault, meant
from deckgen.languages.language import known, language, short

ColumnWord = Literal["front", "back", "section", "note", "other", "filler", ""]

_CODE = re.compile(r"[a-z]{2,3}", re.IGNORECASE)
_TAG = re.compile(r"[a-z]{2,3}(?:[-_][a-z0-9]{2,8})+", re.IGNORECASE)
_LONGEST = 60  # letters of a name


def named(text: str) -> str:
    """The code of the language that `text` names: `it` for italiano, Italian, italština, IT, it-IT or ITA.

    Empty if it names none. The code has no region.
    """
    text = text.strip()
    if not 0 < len(text) <= _LONGEST:
        return ""
    return _names().get(_key(text), "") or _coded(text)


def has_name(code: str) -> bool:
    """Whether `named` knows this language by name, not only by its code."""
    return short(code) in _codes()


def called(code: str, inside: str) -> str:
    """What speakers of the language `inside` call another one: ceco, italština; else the name it has for itself."""
    names = (item.partition(": ") for item in _text(short(inside)).get("names", ()))
    own = language(code).name
    return next((each.split(", ")[0] for known_code, _, each in names if known_code == short(code)), own)


def column_word(text: str) -> ColumnWord:
    """What a column holds that has this at its top, as far as a word for it says so; empty if it is no such word."""
    return _column_words().get(_key(text), "") if len(text) <= _LONGEST else ""


def _coded(text: str) -> str:
    """The language that a code stands for, of a language or, where that is usual, of a country."""
    if _TAG.fullmatch(text):
        tag = text.replace("_", "-").lower()
        found = meant(short(tag)) if fault(tag) and fault(_cased(tag)) else short(tag)
        return short(meant(found) or found)
    if not _CODE.fullmatch(text):
        return ""
    code = text.lower()
    if code in _codes():
        return code
    found = short(meant(code))
    # Codes of many countries are words: `va`, `je`. In lower case only `cz` and the like are meant.
    clear = len(code) > 2 or text.isupper() or (found in known() and _main_country(found) == text.upper())
    return found if found == code or (clear and found in _codes()) else ""


def _main_country(code: str) -> str:
    """The country in which most people speak a language."""
    from langcodes import Language

    return str(Language.get(code).maximize().territory)


def _cased(tag: str) -> str:
    code, _, rest = tag.partition("-")
    return f"{code}-{rest.upper()}"


def _key(text: str) -> str:
    """A name without case, accents and punctuation around it."""
    letters = unicodedata.normalize("NFD", text.casefold())
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(plain.strip(" .:*_#").replace("_", " ").split()) or text.strip()


def _split(items: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Pairs of a key of a name and a code, from items like `it: italština, italsky`."""
    for item in items:
        code, _, names = item.partition(": ")
        yield from ((_key(name), code) for name in names.split(", "))


@cache
def _names() -> Mapping[str, str]:
    """The code for each name; the name that a language has for itself goes before those that others have for theirs."""
    found: dict[str, str] = {}
    for name, code in (*_split(resources.table("languages/names.toml")["own"]), *_foreign()):
        found.setdefault(name, code)
    return found


def _foreign() -> Iterator[tuple[str, str]]:
    for code in known():
        yield from _split(_text(code).get("names", ()))


@cache
def _codes() -> frozenset[str]:
    return frozenset(_names().values())


@cache
def _column_words() -> Mapping[str, ColumnWord]:
    found: dict[str, ColumnWord] = {"#": "other"}
    for code in known():
        for holds, words in _text(code).get("columns", {}).items():
            for word in words:
                found.setdefault(_key(word), holds)
    return found


def _text(code: str) -> Mapping[str, Any]:
    """How texts in a language are laid out, as its file says."""
    found: Mapping[str, Any] = resources.table(f"languages/{code}/language.toml").get("text", {})
    return found
