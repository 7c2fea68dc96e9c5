"""What the program knows about a language: data in one TOML file per language, none of it in the code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from types import MappingProxyType

from deckgen.files.resources import folders, table

FALLBACK = "en"


@dataclass(frozen=True)
class Language:
    """One language: abbreviations without their last full stop, word lists, patterns, and the labels on cards."""

    code: str
    name: str
    english: str
    always: frozenset[str] = frozenset()
    inside: frozenset[str] = frozenset()
    numbered: frozenset[str] = frozenset()
    counted: frozenset[str] = frozenset()  # numerals before what they count; they can also end a sentence
    companies: frozenset[str] = frozenset()  # legal forms of companies, before a place name or at the end of a sentence
    personal: frozenset[str] = frozenset()  # titles in `always`, never followed by a pronoun
    currencies: frozenset[str] = frozenset()  # currencies, besides € and codes like EUR
    ordinals: bool = False  # a full stop makes a number an ordinal
    ordinals_before_capitals: bool = False  # and does so before any noun
    conjunctions: frozenset[str] = frozenset()  # before an ordinal, a sign that the sentence goes on
    epithets: str = ""  # pattern of what can follow the number of a monarch
    articles: tuple[str, ...] = ()
    tied: tuple[str, ...] = ()
    genders: MappingProxyType[str, str] = field(default_factory=lambda: MappingProxyType({}))  # by article
    links: frozenset[str] = frozenset()
    determiners: frozenset[str] = frozenset()
    stop: frozenset[str] = frozenset()
    weak: frozenset[str] = frozenset()
    titles: frozenset[str] = frozenset()  # first words of the names of offices and registers
    behind: frozenset[str] = frozenset()  # adjectives in `stop` that can end a term, after its noun
    opening: frozenset[str] = frozenset()  # words besides `links` that open a fixed phrase
    negations: frozenset[str] = frozenset()  # negate the word after them
    nominal: frozenset[str] = frozenset()  # verb forms that are nouns after an article
    nouns: str = ""  # pattern of typical noun endings, of dictionary forms; below: of adjectives
    adjectives: str = ""
    # Endings of forms that a lexicon may lack → endings of their dictionary forms; `safe_forms` have no exceptions.
    forms: MappingProxyType[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    safe_forms: MappingProxyType[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    participles: str = ""  # pattern of participles that can be adjectives
    pronouns: frozenset[str] = frozenset()  # reflexive ones; below: endings of infinitives that contain one
    clitics: tuple[str, ...] = ()
    auxiliaries: frozenset[str] = frozenset()  # with a participle they form a passive or a past tense
    finite: str = ""  # pattern of forms that can only be finite verbs
    lemmas: MappingProxyType[str, str] = field(default_factory=lambda: MappingProxyType({}))  # overrides the lexicon
    verbs: str = ""  # pattern of infinitives
    infinitive_nouns: tuple[str, ...] = ()  # endings that distinguish a noun from the infinitive it looks like
    copulas: frozenset[str] = frozenset()  # can be followed by a predicative adjective
    ambiguous: frozenset[str] = frozenset()  # determiners that also occur before infinitives
    negation: str = ""  # the negating prefix
    fleeting: str = ""  # the vowel that only dictionary forms have; below: pattern of stems that lose it
    fleeting_behind: str = ""
    definite: MappingProxyType[str, str] = field(default_factory=lambda: MappingProxyType({}))  # article by gender
    keep_case: bool = False  # nouns are capitalized, in their dictionary forms too
    capitals_mean_names: bool = True
    speech: MappingProxyType[str, str] = field(default_factory=lambda: MappingProxyType({}))
    letters: MappingProxyType[str, str] = field(default_factory=lambda: MappingProxyType({}))
    grammar: MappingProxyType[str, str] = field(default_factory=lambda: MappingProxyType({}))
    frequency: MappingProxyType[str, str] = field(default_factory=lambda: MappingProxyType({}))
    cards: MappingProxyType[str, str] = field(default_factory=lambda: MappingProxyType({}))
    changes: MappingProxyType[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @cached_property
    def before_nouns(self) -> frozenset[str]:
        """The words that come before a noun: prepositions, conjunctions, articles and other determiners."""
        return self.links | self.determiners

    @cached_property
    def function_words(self) -> frozenset[str]:
        """The words that can be no term of their own."""
        return self.before_nouns | self.stop

    @property
    def abbreviates(self) -> bool:
        """Whether there is a list of abbreviations to split sentences with."""
        return bool(self.always or self.inside or self.numbered)


def known() -> tuple[str, ...]:
    """The codes of the languages that have a file."""
    return tuple(sorted(name for name in folders("languages") if table(f"languages/{name}/language.toml")))


def fallback_words() -> Language:
    """The data of a language without a file: none but the English labels."""
    known = language(FALLBACK)
    return Language(
        "", "", "", grammar=known.grammar, frequency=known.frequency, cards=known.cards, changes=known.changes
    )


def short(code: str) -> str:
    """The language of a code without its region: `pt` of `pt-BR`."""
    return code.split("-")[0].lower()


@cache
def language(code: str) -> Language:
    """The language with this code (`it`, `cs`, `pt-BR` …); one without data has its code as its name."""
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
        counted=frozenset(abbreviated.get("counted", ())),
        companies=frozenset(abbreviated.get("companies", ())),
        personal=frozenset(abbreviated.get("personal", ())),
        currencies=frozenset(data.get("numbers", {}).get("currencies", ())),
        ordinals=bool(data.get("numbers", {}).get("ordinals")),
        ordinals_before_capitals=bool(data.get("numbers", {}).get("ordinals_before_capitals")),
        conjunctions=frozenset(data.get("numbers", {}).get("conjunctions", ())),
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
        infinitive_nouns=tuple(terms.get("infinitive_nouns", ())),
        copulas=frozenset(terms.get("copulas", ())),
        ambiguous=frozenset(terms.get("ambiguous", ())),
        negation=str(data.get("forms", {}).get("negation", "")),
        fleeting=str(data.get("forms", {}).get("fleeting", "")),
        fleeting_behind=str(data.get("forms", {}).get("fleeting_behind", "")),
        definite=MappingProxyType(data.get("definite", {})),
        keep_case=bool(terms.get("keep_case")),
        capitals_mean_names=bool(terms.get("capitals_mean_names", True)),
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
    """Ending of a form → endings of dictionary forms; in the data it is the other way round."""
    others = dict.fromkeys(ending for endings in given.values() for ending in endings.split())
    return MappingProxyType(
        {other: tuple(own for own, endings in given.items() if other in endings.split()) for other in others}
    )
