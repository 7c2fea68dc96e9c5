"""What the program knows of a language: data in one TOML file each, and nothing of it in the code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from types import MappingProxyType

from deckgen.files.resources import folders, table

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
    genders: MappingProxyType[str, str] = field(default_factory=lambda: MappingProxyType({}))  # by article
    links: frozenset[str] = frozenset()
    determiners: frozenset[str] = frozenset()
    stop: frozenset[str] = frozenset()
    weak: frozenset[str] = frozenset()
    titles: frozenset[str] = frozenset()  # words with which offices and registers begin, capitals or not
    behind: frozenset[str] = frozenset()  # adjectives of `stop` that belong to a term behind its noun
    opening: frozenset[str] = frozenset()  # words besides `links` that begin a phrase which stays as it is
    negations: frozenset[str] = frozenset()  # deny the word behind them
    nominal: frozenset[str] = frozenset()  # forms of verbs that are nouns behind an article
    nouns: str = ""  # how dictionary forms of most nouns with an ending of their own end, as a pattern; and adjectives
    adjectives: str = ""
    # How forms end that a lexicon may lack, with the endings of their dictionary forms; and those without exceptions.
    forms: MappingProxyType[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    safe_forms: MappingProxyType[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    participles: str = ""  # how participles end that may be adjectives, as a pattern
    pronouns: frozenset[str] = frozenset()  # that make a verb reflexive, and how infinitives end that hold one
    clitics: tuple[str, ...] = ()
    auxiliaries: frozenset[str] = frozenset()  # before a participle, they make a passive or a past
    finite: str = ""  # how forms of verbs end that are no form of another word, as a pattern
    lemmas: MappingProxyType[str, str] = field(default_factory=lambda: MappingProxyType({}))  # for others of a lexicon
    verbs: str = ""  # how dictionary forms of verbs end, as a pattern
    speech: MappingProxyType[str, str] = field(default_factory=lambda: MappingProxyType({}))
    letters: MappingProxyType[str, str] = field(default_factory=lambda: MappingProxyType({}))
    grammar: MappingProxyType[str, str] = field(default_factory=lambda: MappingProxyType({}))
    frequency: MappingProxyType[str, str] = field(default_factory=lambda: MappingProxyType({}))
    cards: MappingProxyType[str, str] = field(default_factory=lambda: MappingProxyType({}))
    changes: MappingProxyType[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def abbreviates(self) -> bool:
        """Whether a list of abbreviations is known, so that sentences can be told from them."""
        return bool(self.always or self.inside or self.numbered)


def known() -> tuple[str, ...]:
    """The codes of the languages that have a file."""
    return tuple(sorted(name for name in folders("languages") if table(f"languages/{name}/language.toml")))


def fallback_words() -> Language:
    """What is said of a language without data: nothing; and in it, what is said in English."""
    known = language(FALLBACK)
    return Language(
        "", "", "", grammar=known.grammar, frequency=known.frequency, cards=known.cards, changes=known.changes
    )


def short(code: str) -> str:
    """The language of a code without its region: `pt` of `pt-BR`."""
    return code.split("-")[0].lower()


@cache
def language(code: str) -> Language:
    """The language with this code (`it`, `cs`, `pt-BR` …); one without data has only its code for a name."""
    data = table(f"languages/{short(code)}/language.toml")
    if not data:
        return replace(fallback_words(), code=code, name=code, english=code)
    abbreviated, terms = data.get("abbreviations", {}), data.get("terms", {})
    return Language(
        code,
        data["name"],
        data["english"],
        always=frozenset(abbreviated.get("always", ())),
        inside=frozenset(abbreviated.get("inside", ())),
        numbered=frozenset(abbreviated.get("numbered", ())),
        ordinals=bool(data.get("numbers", {}).get("ordinals")),
        epithets=str(data.get("numbers", {}).get("epithets", "")),
        articles=tuple(data.get("grammar", {}).get("articles", ())),
        genders=MappingProxyType(data.get("genders", {})),
        links=frozenset(terms.get("links", ())),
        determiners=frozenset(terms.get("determiners", ())),
        stop=frozenset(terms.get("stop", ())),
        weak=frozenset(terms.get("weak", ())),
        titles=frozenset(terms.get("titles", ())),
        behind=frozenset(terms.get("behind", ())),
        opening=frozenset(terms.get("opening", ())),
        negations=frozenset(terms.get("negations", ())),
        nominal=frozenset(terms.get("nominal", ())),
        nouns=str(terms.get("nouns", "")),
        adjectives=str(terms.get("adjectives", "")),
        forms=_endings(data.get("forms", {}).get("written", {})),
        safe_forms=_endings(data.get("forms", {}).get("safe", {})),
        participles=str(terms.get("participles", "")),
        pronouns=frozenset(terms.get("pronouns", ())),
        clitics=tuple(terms.get("clitics", ())),
        auxiliaries=frozenset(terms.get("auxiliaries", ())),
        finite=str(terms.get("finite", "")),
        verbs=str(terms.get("verbs", "")),
        tied=tuple(data.get("typography", {}).get("tied", ())),
        grammar=MappingProxyType({k: v for k, v in data["grammar"].items() if isinstance(v, str)}),
        lemmas=MappingProxyType(data.get("lemmas", {})),
        speech=MappingProxyType(data.get("speech", {})),
        letters=MappingProxyType(data.get("letters", {})),
        frequency=MappingProxyType(data["frequency"]),
        cards=MappingProxyType(data["cards"]),
        changes=MappingProxyType(data["changes"]),
    )


def _endings(given: Mapping[str, str]) -> MappingProxyType[str, tuple[str, ...]]:
    """The endings of dictionary forms by those of other forms; the data have them the other way round."""
    others = dict.fromkeys(ending for endings in given.values() for ending in endings.split())
    return MappingProxyType(
        {other: tuple(own for own, endings in given.items() if other in endings.split()) for other in others}
    )
