"""What may stand behind a key of the YAML: how it is read, how it is written, what an editor is told of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from typing import Any, ClassVar, Literal

from deckgen.files import records
from deckgen.files.edits import Wanted, written
from deckgen.files.records import Record, Shape, truth, unknown_word
from deckgen.files.source import Problem, Source
from deckgen.languages import codes

Read = tuple[Any, list[Problem]]  # a value, and what is wrong with what stands there

ANY = ["string", "number", "boolean"]  # everything is text, whatever an editor takes it for
_NAMES_A_LANGUAGE = "A language code has two or three lowercase letters, like `it`."  # shown by editors


@dataclass(frozen=True)
class Form:
    """A line of text; `part` is where a shape has its key, `empty` what is read where there is none."""

    schema: Mapping[str, Any] = field(default_factory=lambda: {"type": ANY})
    part: ClassVar[str] = "text"
    empty: ClassVar[Any] = ""

    def read(self, source: Source, entry: Record, key: str) -> Read:
        """What stands behind `key` in an entry of `source`."""
        return entry.text(key), []

    def write(self, value: Wanted) -> Wanted:
        """What is to stand behind the key for `value`."""
        return value


class Lines(Form):
    """A text that keeps its line breaks."""

    def read(self, source: Source, entry: Record, key: str) -> Read:
        """The text, its lines without white space around them."""
        return entry.lines(key), []


class Word(Form):
    """A word or a number, behind which a comment may stand."""

    part: ClassVar[str] = "words"


@dataclass(frozen=True)
class Choice(Word):
    """One of a few words."""

    words: tuple[str, ...] = ()

    def read(self, source: Source, entry: Record, key: str) -> Read:
        """The word, also where it is none of those that there are."""
        text = entry.text(key)
        return text, [unknown_word(source, entry, key, self.words)] if text and text not in self.words else []


@dataclass(frozen=True)
class Name(Word):
    """A word of a certain form; `meaning` says in a message which."""

    pattern: re.Pattern[str] = re.compile("")
    meaning: str = ""

    def read(self, source: Source, entry: Record, key: str) -> Read:
        """The name, also where it is malformed."""
        text = entry.text(key)
        if not text or self.pattern.fullmatch(text):
            return text, []
        return text, [source.problem(entry.at(key), f"`{key}: {text}` must be {self.meaning}")]


class Language(Word):
    """The code of a language."""

    def read(self, source: Source, entry: Record, key: str) -> Read:
        """The code, also where no language has it."""
        text = entry.text(key)
        wrong = codes.fault(text) if text else None
        return text, [source.problem(entry.at(key), *wrong)] if wrong else []


class Truth(Word):
    """Yes or no."""

    empty: ClassVar[Any] = False

    def read(self, source: Source, entry: Record, key: str) -> Read:
        """Whether it says true."""
        return truth(source, entry, key)

    def write(self, value: Any) -> Wanted:
        """The word for it."""
        return "true" if value else "false"


class Doubt(Word):
    """How unsure something is, from 0 to 1."""

    empty: ClassVar[Any] = 0.0

    def read(self, source: Source, entry: Record, key: str) -> Read:
        """The number; none at all where it is wrong."""
        text = entry.text(key) or "0"
        if re.fullmatch(r"[01](\.\d+)?|\.\d+", text) and float(text) <= 1:
            return float(text), []
        message = f"`{key}: {text}` is not between 0 and 1"
        return 0.0, [source.problem(entry.at(key), message, "delete it once checked")]

    def write(self, value: Any) -> Wanted:
        """Two digits of it, so that a small doubt does not read as none."""
        return f"{max(value, 0.01):.2g}"


class Words(Form):
    """A list of words."""

    part: ClassVar[str] = "lists"
    empty: ClassVar[Any] = ()

    def read(self, source: Source, entry: Record, key: str) -> Read:
        """The words in their order."""
        return entry.words(key), []


# ------------------------------------------------------------------ keys

# When a key stands in its entry: where there is something to say, always when deckgen writes one, needed by who reads
# one, alone in an entry of its own.
When = Literal["filled", "always", "needed", "alone"]


@dataclass(frozen=True)
class Key:
    """One key; in its name and its description [[front]] and [[back]] are the codes of the deck's languages."""

    name: str
    form: Form
    about: str
    when: When = "filled"
    default: Any = None  # else what its form has for nothing
    field: str = ""  # of the value that it is read into, where that is not its name

    @property
    def schema(self) -> dict[str, Any]:
        """What an editor is told of it."""
        return {"description": self.about, **self.form.schema}

    def read(self, source: Source, entry: Record) -> Read:
        """What an entry says under this key, and what is wrong with it."""
        value, problems = self.form.read(source, entry, self.name)
        if self.when == "needed" and value == "":
            problems = [source.problem(entry.at(self.name), f"`{self.name}:` is missing")]
        if self.default is not None and not value and self.name not in entry.lists:  # an empty list says something
            value = self.default
        return value, problems


@dataclass(frozen=True, eq=False)
class Table:
    """The keys of one kind of entry, in the order in which they are written."""

    keys: tuple[Key, ...]

    def of(self, languages: tuple[str, str]) -> Table:
        """The table for a deck of these two languages, front first."""
        return _spoken(self, languages)

    @cached_property
    def shape(self) -> Shape:
        """Which keys a record may have."""
        parts = ("text", "words", "lists", "inner")
        return Shape(*(frozenset(key.name for key in self.keys if key.form.part == part) for part in parts))

    @cached_property
    def schema(self) -> dict[str, Any]:
        """What an editor is told of such an entry."""
        needed = [key.name for key in self.keys if key.when == "needed"]
        properties = {key.name: key.schema for key in self.keys}
        required = {"required": needed} if needed else {}
        return {"type": "object", "properties": properties, **required, "additionalProperties": False}

    def read(self, source: Source, entry: Record) -> tuple[dict[str, Any], list[Problem]]:
        """What an entry says, by the fields of the value that it becomes, and what is wrong with it."""
        found: dict[str, Any] = {}
        problems: list[Problem] = []
        for key in self.keys:
            if key.when != "alone":
                found[key.field or key.name], wrong = key.read(source, entry)
                problems += wrong
        return found, problems

    def wanted(self, value: object) -> dict[str, Wanted]:
        """What the keys of an entry have to say for it to be read as `value`."""
        held = ((key, getattr(value, key.field or key.name)) for key in self.keys if key.when != "alone")
        return {key.name: key.form.write(said) for key, said in held if said != key.form.empty or key.when != "filled"}

    def lines(self, value: object) -> dict[str, str]:
        """The lines of an entry by their keys."""
        said = enumerate(self.wanted(value).items())
        return {name: f"{'  ' if n else '- '}{name}: {written(wanted)}" for n, (name, wanted) in said}


@cache
def _spoken(table: Table, languages: tuple[str, str]) -> Table:
    return Table(tuple(_spoken_key(key, languages) for key in table.keys))


def _spoken_key(key: Key, languages: tuple[str, str]) -> Key:
    form = replace(key.form, table=key.form.table.of(languages)) if isinstance(key.form, Found) else key.form
    return replace(key, name=spoken(key.name, languages), about=spoken(key.about, languages), form=form)


def spoken(text: str, languages: tuple[str, str]) -> str:
    """`text` with the codes of the two languages, front first, where it leaves room for them."""
    return text.replace("[[front]]", languages[0]).replace("[[back]]", languages[1])


# ------------------------------------------------------------------ mappings in an entry


class Inner(Form):
    """A mapping or a list, of which the reader of the file makes something."""

    part: ClassVar[str] = "inner"
    empty: ClassVar[Any] = None

    def read(self, source: Source, entry: Record, key: str) -> Read:
        """The mapping or the list as it stands there."""
        return entry.inner.get(key), []


@dataclass(frozen=True)
class Found(Form):
    """Words in both languages, each under its key."""

    table: Table = Table(())
    part: ClassVar[str] = "inner"
    empty: ClassVar[Any] = ("", "")

    def read(self, source: Source, entry: Record, key: str) -> Read:
        """The words of the front and of the back, empty where there are none."""
        given = entry.inner.get(key)
        if given is None:
            return self.empty, []
        if not isinstance(given, records.Mapping):
            example = f"{key}: {{{', '.join(f'{each.name}: …' for each in self.table.keys)}}}"
            return self.empty, [source.problem(given.start, f"`{key}:` must give the words of each sentence", example)]
        inner, problems = records.record(source, given, self.table.shape)
        found, _ = self.table.read(source, inner)
        return tuple(found.values()), problems

    def write(self, value: Any) -> Wanted:
        """The words that there are."""
        return {key.name: words for key, words in zip(self.table.keys, value, strict=True)}


# ------------------------------------------------------------------ the forms that there are


def defined(name: str) -> dict[str, Any]:
    """The schema that stands under a name in definitions.json."""
    return {"$ref": f"#/definitions/{name}"}


def matching(pattern: str, kinds: str | list[str], said: str = "") -> dict[str, Any]:
    """The schema of a text that matches `pattern`; `said` is what an editor is to say where it does not."""
    found = {"type": kinds, "pattern": pattern}
    return {**found, "patternErrorMessage": said} if said else found


def choice(*words: str) -> Choice:
    """One of these words."""
    return Choice({"enum": list(words)}, words)


def named(pattern: str, meaning: str, kinds: str | list[str]) -> Name:
    """A word that matches `pattern`, to an editor too."""
    return Name(matching(f"^{pattern}$", kinds), re.compile(pattern), meaning)


LINE, LINES, TRUTH = Form(), Lines(), Truth({"type": "boolean"})
DOUBT = Doubt({"type": "number", "minimum": 0, "maximum": 1})
ID, TAGS, CODES = Word(defined("id")), Words(defined("tags")), Words(defined("codes"))
TITLE = Form(matching(r"\S", ANY))
LANGUAGE = Language(matching(f"^{codes.CODE_PATTERN.pattern}$", "string", _NAMES_A_LANGUAGE))
