"""What the program knows about a language: data in one TOML file per language, none of it in the code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, lru_cache
from types import MappingProxyType
from typing import Any

from deckgen.files.resources import folders, table
from deckgen.languages.counting import Counting, counting

FALLBACK = "en"
FREQUENCIES = ("everyday", "common", "uncommon", "rare")  # how common a person says that a word is


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
    dated: frozenset[str] = frozenset()  # of eras and centuries; a name can follow, any other word opens a sentence
    ranks: frozenset[str] = frozenset()  # military titles after an article, else other abbreviations
    labels: frozenset[str] = frozenset()  # nouns before a capital that names a thing: vitamina C
    currencies: frozenset[str] = frozenset()  # currencies, besides € and codes like EUR
    ordinals: bool = False  # a full stop makes a number an ordinal
    ordinals_before_capitals: bool = False  # and does so before any noun
    conjunctions: frozenset[str] = frozenset()  # before an ordinal, a sign that the sentence goes on
    coordinating: frozenset[str] = frozenset()  # conjunctions that open a sentence, but no heading
    captions: frozenset[str] = frozenset()  # words before the number of a picture or a table
    page_words: frozenset[str] = frozenset()  # words before the number of a page
    heading_styles: frozenset[str] = frozenset()  # names of the styles of headings in word processors, before a number
    title_styles: frozenset[str] = frozenset()  # and of the style of the title of a document
    credits: tuple[str, ...] = ()  # patterns of what was done to make subtitles; below: of what precedes a name
    credited: tuple[str, ...] = ()
    salutations: tuple[str, ...] = ()  # patterns of what opens a letter, of whom it addresses, and of what closes it
    addressed: tuple[str, ...] = ()
    closings: tuple[str, ...] = ()
    furniture: str = ""  # pattern of whole lines that belong to a web page, not to its text
    never_names: str = ""  # pattern of words, mostly adverbs, that are no names even with a capital
    epithets: str = ""  # pattern of what can follow the number of a monarch
    articles: tuple[str, ...] = ()
    tied: tuple[str, ...] = ()
    money: frozenset[str] = frozenset()  # names of currencies in all their forms, besides those of `counting`
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
    grammar: MappingProxyType[str, str] = field(default_factory=lambda: MappingProxyType({}))
    frequency: MappingProxyType[str, str] = field(default_factory=lambda: MappingProxyType({}))
    cards: MappingProxyType[str, str] = field(default_factory=lambda: MappingProxyType({}))
    changes: MappingProxyType[str, str] = field(default_factory=lambda: MappingProxyType({}))
    publish: MappingProxyType[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @cached_property
    def before_nouns(self) -> frozenset[str]:
        """The words that come before a noun: prepositions, conjunctions, articles and other determiners."""
        return self.links | self.determiners

    @cached_property
    def function_words(self) -> frozenset[str]:
        """The words that can be no term of their own."""
        return self.before_nouns | self.stop

    @cached_property
    def article_words(self) -> frozenset[str]:
        """The articles as words, without the apostrophe of an elision."""
        return frozenset(article.rstrip(" ’'") for article in self.articles)

    @cached_property
    def month_numbers(self) -> Mapping[str, int]:
        """The number of the month by each of its forms, in lower case and without the full stop of an abbreviation."""
        months = {
            form.rstrip("."): int(n) for n, forms in self._data.get("months", {}).items() for form in forms.split()
        }
        return MappingProxyType(months)

    @cached_property
    def months(self) -> frozenset[str]:
        """All forms of the names of months, in lower case, with abbreviations."""
        return frozenset(self.month_numbers)

    @cached_property
    def short_months(self) -> frozenset[str]:
        """The abbreviations among `months`."""
        forms = (form for each in self._data.get("months", {}).values() for form in each.split())
        return frozenset(form.rstrip(".") for form in forms if form.endswith("."))

    @cached_property
    def counting(self) -> Counting:
        """How numbers are written and said."""
        return counting(self._data.get("counting", {}))

    @property
    def _data(self) -> Mapping[str, Any]:
        return table(f"languages/{short(self.code)}/language.toml") if self.code else {}

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
    labels = {name: getattr(known, name) for name in ("grammar", "frequency", "cards", "changes", "publish")}
    return Language("", "", "", **labels)


@lru_cache(1000)
def short(code: str) -> str:
    """The language of a code without its region: `pt` of `pt-BR`."""
    return code.split("-")[0].lower()


@cache
def language(code: str) -> Language:
    """The language with this code (`it`, `cs`, `pt-BR` …); one without data has its code as its name."""
    data = table(f"languages/{short(code)}/language.toml")
    if not data:
        return replace(fallback_words(), code=code, name=code, english=code)
    held: dict[str, Any] = {}
    held |= {name: frozenset(_at(data, table, name, ())) for table, names in _WORDS.items() for name in names}
    held |= {name: str(_at(data, table, name, "")) for table, names in _PATTERNS.items() for name in names}
    held |= {name: tuple(_at(data, table, name, ())) for table, names in _LISTS.items() for name in names}
    held |= {name: MappingProxyType(data.get(name, {})) for name in _TABLES}
    held |= {
        name: data[table][name] for table, names in _TRUTHS.items() for name in names if name in data.get(table, {})
    }
    return Language(
        code,
        data["name"],
        data["english"],
        **held,
        furniture="|".join(f"(?:{each})" for each in _at(data, "text", "furniture", ())),
        forms=_endings(_at(data, "forms", "written", {})),
        safe_forms=_endings(_at(data, "forms", "safe", {})),
        grammar=MappingProxyType({k: v for k, v in data["grammar"].items() if isinstance(v, str)}),
    )


@cache
def style_names() -> tuple[frozenset[str], frozenset[str]]:
    """What the styles of headings, and that of the title, are called in all languages: programs write their own."""
    languages = [language(code) for code in known()]
    headings = frozenset[str]().union(*(each.heading_styles for each in languages))
    return headings, frozenset[str]().union(*(each.title_styles for each in languages))


# The fields of a language that are read as they are, by the tables of its file.
_WORDS = {
    "abbreviations": ("always", "inside", "numbered", "counted", "companies", "personal", "dated", "ranks", "labels"),
    "numbers": ("currencies", "conjunctions"),
    "typography": ("money",),
    "text": ("coordinating", "captions", "page_words", "heading_styles", "title_styles"),
    "terms": (
        *("links", "determiners", "stop", "weak", "titles", "behind", "opening", "negations", "nominal"),
        *("pronouns", "auxiliaries", "copulas", "ambiguous"),
    ),
}
_PATTERNS = {
    "numbers": ("epithets",),
    "text": ("never_names",),
    "terms": ("nouns", "adjectives", "participles", "finite", "verbs"),
    "forms": ("negation", "fleeting", "fleeting_behind"),
}
_LISTS = {
    "grammar": ("articles",),
    "terms": ("clitics", "infinitive_nouns"),
    "text": ("credits", "credited"),
    "typography": ("tied",),
    "letters": ("salutations", "addressed", "closings"),
}
_TRUTHS = {"numbers": ("ordinals", "ordinals_before_capitals"), "terms": ("keep_case", "capitals_mean_names")}
_TABLES = ("genders", "definite", "lemmas", "frequency", "cards", "changes", "publish")


def _at(data: Mapping[str, Any], table: str, name: str, missing: Any) -> Any:
    """A value of a table in a language's file."""
    return data.get(table, {}).get(name, missing)


def _endings(given: Mapping[str, str]) -> MappingProxyType[str, tuple[str, ...]]:
    """Ending of a form → endings of dictionary forms; in the data it is the other way round."""
    others = dict.fromkeys(ending for endings in given.values() for ending in endings.split())
    return MappingProxyType(
        {other: tuple(own for own, endings in given.items() if other in endings.split()) for other in others}
    )
