"""What the program knows of a language: data in one TOML file each, and nothing of it in the code."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from types import MappingProxyType

FALLBACK = "en"


@dataclass(frozen=True)
class Language:
    """One language: abbreviations without their last full stop, articles, and the words that cards say."""

    code: str
    name: str
    english: str
    always: frozenset[str] = frozenset()
    inside: frozenset[str] = frozenset()
    numbered: frozenset[str] = frozenset()
    ordinals: bool = False  # a full stop makes a number an ordinal
    epithets: str = ""  # what may follow the number of a king, as a pattern
    articles: tuple[str, ...] = ()
    tied: tuple[str, ...] = ()
    cards: MappingProxyType[str, str] = field(default_factory=lambda: MappingProxyType({}))
    changes: MappingProxyType[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def abbreviates(self) -> bool:
        """Whether a list of abbreviations is known, so that sentences can be told from them."""
        return bool(self.always or self.inside or self.numbered)


@cache
def language(code: str) -> Language:
    """The language with this code (`it`, `cs`, `pt-BR` …); one without data has only its code for a name."""
    known = resources.files(__name__)
    file = known / f"{code.split('-')[0].lower()}.toml"
    if not file.is_file():
        fallback = language(FALLBACK)
        return Language(code, code, code, cards=fallback.cards, changes=fallback.changes)
    data = tomllib.loads(file.read_text("utf-8"))
    short = data.get("abbreviations", {})
    return Language(
        code,
        data["name"],
        data["english"],
        always=frozenset(short.get("always", ())),
        inside=frozenset(short.get("inside", ())),
        numbered=frozenset(short.get("numbered", ())),
        ordinals=bool(data.get("numbers", {}).get("ordinals")),
        epithets=str(data.get("numbers", {}).get("epithets", "")),
        articles=tuple(data.get("grammar", {}).get("articles", ())),
        tied=tuple(data.get("typography", {}).get("tied", ())),
        cards=MappingProxyType(data["cards"]),
        changes=MappingProxyType(data["changes"]),
    )
