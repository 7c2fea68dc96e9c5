"""Forms of the values of YAML keys: how each is read and written, and its JSON Schema."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any, ClassVar, Literal

from deckgen.files import records
from deckgen.files.edits import Wanted, written
from deckgen.files.records import Record, Shape, truth, unknown_word
from deckgen.files.source import Problem, Source
from deckgen.languages import codes

Read = tuple[Any, list[Problem]]  # a value, and what is wrong with it

ANY = ["string", "number", "boolean"]  # everything is text, whatever type an editor sees
_NAMES_A_LANGUAGE = "A language code has two or three lowercase letters, like `it`."  # shown by editors


@dataclass(frozen=True)
class KeyForm:
    """A line of text; `part` is the field of `Shape` that lists its key, `empty` the value if the key is missing."""

    schema: Mapping[str, Any] = field(default_factory=lambda: {"type": ANY})
    part: ClassVar[str] = "text"
    empty: ClassVar[Any] = ""

    def read(self, source: Source, entry: Record, key: str) -> Read:
        """The value of `key` in an entry of `source`."""
        return entry.text(key), []

    def write(self, value: Wanted) -> Wanted:
        """`value` as it is written after the key."""
        return value


class Lines(KeyForm):
    """A text that keeps its line breaks."""

    def read(self, source: Source, entry: Record, key: str) -> Read:
        """The text, each line stripped of surrounding whitespace."""
        return entry.lines(key), []


class Word(KeyForm):
    """A word or a number; a comment may follow it."""

    part: ClassVar[str] = "words"


@dataclass(frozen=True)
class Choice(Word):
    """One of a few words."""

    words: tuple[str, ...] = ()

    def read(self, source: Source, entry: Record, key: str) -> Read:
        """The word, even if it is none of `words`."""
        text = entry.text(key)
        return text, [unknown_word(source, entry, key, self.words)] if text and text not in self.words else []


@dataclass(frozen=True)
class Name(Word):
    """A word that matches `pattern`; `meaning` describes the pattern in messages."""

    pattern: re.Pattern[str] = re.compile("")
    meaning: str = ""

    def read(self, source: Source, entry: Record, key: str) -> Read:
        """The name, even if it is malformed."""
        text = entry.text(key)
        if not text or self.pattern.fullmatch(text):
            return text, []
        return text, [source.problem(entry.at(key), f"`{key}: {text}` must be {self.meaning}")]


class Language(Word):
    """The code of a language."""

    def read(self, source: Source, entry: Record, key: str) -> Read:
        """The code, even if no language has it."""
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
        """The word `true` or `false`."""
        return "true" if value else "false"


class Doubt(Word):
    """How unsure something is, from 0 to 1."""

    empty: ClassVar[Any] = 0.0

    def read(self, source: Source, entry: Record, key: str) -> Read:
        """The number; 0 if it is invalid."""
        text = entry.text(key) or "0"
        if re.fullmatch(r"[01](\.\d+)?|\.\d+", text) and float(text) <= 1:
            return float(text), []
        message = f"`{key}: {text}` is not between 0 and 1"
        return 0.0, [source.problem(entry.at(key), message, "delete it once checked")]

    def write(self, value: Any) -> Wanted:
        """Two significant digits, at least 0.01, so that a small doubt does not become none."""
        return f"{max(value, 0.01):.2g}"


class Words(KeyForm):
    """A list of words."""

    part: ClassVar[str] = "lists"
    empty: ClassVar[Any] = ()

    def read(self, source: Source, entry: Record, key: str) -> Read:
        """The words in file order."""
        return entry.words(key), []


@dataclass(frozen=True)
class CardNames(Words):
    """A list of cards that includes `recognition`; `names` are those that there are."""

    names: tuple[str, ...] = ()

    def read(self, source: Source, entry: Record, key: str) -> Read:
        """The cards in study order, and a problem for each unknown one or if recognition is missing."""
        words = entry.lists.get(key, ())
        advice = f"write one of: {', '.join(self.names)}"
        problems = [
            source.problem(word.start, f"unknown card `{word.text}`", advice)
            for word in words
            if word.text not in self.names
        ]
        given = entry.words(key)
        if key in entry.lists and "recognition" not in given:
            message = f"`{key}:` must include `recognition`"
            advice = "add it, or set `skip: true` for an entry without cards"
            problems.append(source.problem(words[0].start if words else entry.at(key), message, advice))
        return tuple(name for name in self.names if name in given), problems


# ------------------------------------------------------------------ keys

# When an entry has a key: if it has a value; always when deckgen writes the entry; needed when it is read; alone, as
# the only key of its entry.
When = Literal["filled", "always", "needed", "alone"]


@dataclass(frozen=True)
class Key:
    """One key; [[front]] and [[back]] in its name and description stand for the deck's language codes."""

    name: str
    form: KeyForm
    about: str
    when: When = "filled"
    default: Any = None  # by default, the `empty` of its form
    field: str = ""  # of the object that it is read into, if not its name

    @property
    def schema(self) -> dict[str, Any]:
        """Its JSON Schema."""
        return {"description": self.about, **self.form.schema}

    @cached_property
    def is_line(self) -> bool:
        """Whether it is read as a line of text in which nothing can be wrong, as most keys are."""
        return type(self.form).read is KeyForm.read and self.when != "needed" and self.default is None

    def read(self, source: Source, entry: Record) -> Read:
        """The value of this key in an entry, and what is wrong with it."""
        value, problems = self.form.read(source, entry, self.name)
        if self.when == "needed" and value == "":
            problems = [source.problem(entry.at(self.name), f"`{self.name}:` is missing")]
        if self.default is not None and not value and self.name not in entry.lists:  # an empty list is a choice
            value = self.default
        return value, problems


@dataclass(frozen=True, eq=False)
class Table:
    """The keys of one kind of entry, in the order of writing."""

    keys: tuple[Key, ...]

    def of(self, languages: tuple[str, str]) -> Table:
        """The table for a deck of these two languages, front first."""
        return _table_with_languages(self, languages)

    @cached_property
    def shape(self) -> Shape:
        """The shape of a record with these keys."""
        parts = ("text", "words", "lists", "inner", "mixed")
        return Shape(*(frozenset(key.name for key in self.keys if key.form.part == part) for part in parts))

    @cached_property
    def schema(self) -> dict[str, Any]:
        """The JSON Schema of such an entry."""
        needed = [key.name for key in self.keys if key.when == "needed"]
        properties = {key.name: key.schema for key in self.keys}
        required = {"required": needed} if needed else {}
        return {"type": "object", "properties": properties, **required, "additionalProperties": False}

    def key(self, name: str) -> Key:
        """The key with this name."""
        return next(key for key in self.keys if key.name == name)

    def read(self, source: Source, entry: Record) -> tuple[dict[str, Any], list[Problem]]:
        """The values of an entry by field of the object that it becomes, and what is wrong with it."""
        found = dict(self._absent)
        problems: list[Problem] = []
        for key in _keys_to_read(self, entry.names):
            if key.is_line:
                found[key.field or key.name] = entry.text(key.name)
            else:
                found[key.field or key.name], wrong = key.read(source, entry)
                problems += wrong
        return found, problems

    @cached_property
    def _absent(self) -> dict[str, Any]:
        """The values of an entry without any key; most entries have few of them."""
        nothing = Record(records.Mapping((), 0, 0, 0, flow=False), {}, {}, {})
        source = Source(Path(), "")
        return {key.field or key.name: key.read(source, nothing)[0] for key in self.keys if key.when != "alone"}

    def wanted(self, value: object) -> dict[str, Wanted]:
        """The values of the keys of an entry that reads as `value`."""
        held = ((key, getattr(value, key.field or key.name)) for key in self.keys if key.when != "alone")
        return {key.name: key.form.write(each) for key, each in held if each != key.form.empty or key.when != "filled"}

    def changes(self, before: object, after: object) -> dict[str, Wanted]:
        """The keys that differ, with their values in an entry that reads as `after`; an empty value removes its key."""
        old, new = self.wanted(before), self.wanted(after)
        return {key: new.get(key, "") for key in {**old, **new} if old.get(key, "") != new.get(key, "")}

    def lines(self, value: object) -> dict[str, str]:
        """The lines of an entry by key."""
        numbered = enumerate(self.wanted(value).items())
        return {name: f"{'  ' if n else '- '}{name}: {written(wanted)}" for n, (name, wanted) in numbered}


@lru_cache(4096)  # most entries have one of a few sets of keys
def _keys_to_read(table: Table, there: tuple[str, ...]) -> tuple[Key, ...]:
    """The keys of a table that an entry with the keys `there` is asked for."""
    return tuple(key for key in table.keys if key.when == "needed" or (key.name in there and key.when != "alone"))


@cache
def _table_with_languages(table: Table, languages: tuple[str, str]) -> Table:
    return Table(tuple(_key_with_languages(key, languages) for key in table.keys))


def _key_with_languages(key: Key, languages: tuple[str, str]) -> Key:
    form = replace(key.form, table=key.form.table.of(languages)) if isinstance(key.form, Found) else key.form
    return replace(key, name=with_languages(key.name, languages), about=with_languages(key.about, languages), form=form)


def with_languages(text: str, languages: tuple[str, str]) -> str:
    """`text` with [[front]] and [[back]] replaced by the two language codes."""
    return text.replace("[[front]]", languages[0]).replace("[[back]]", languages[1])


# ------------------------------------------------------------------ mappings in an entry


class Inner(KeyForm):
    """A mapping or a list, which the reader of the file interprets."""

    part: ClassVar[str] = "inner"
    empty: ClassVar[Any] = None

    def read(self, source: Source, entry: Record, key: str) -> Read:
        """The mapping or the list as it is."""
        return entry.inner.get(key), []


@dataclass(frozen=True)
class Found(KeyForm):
    """Words in both languages, each under its key."""

    table: Table = Table(())
    part: ClassVar[str] = "inner"
    empty: ClassVar[Any] = ("", "")

    def read(self, source: Source, entry: Record, key: str) -> Read:
        """The words of the front and of the back, empty if there are none."""
        if key not in entry.names:
            return self.empty, []
        inner, problems = entry.part(source, key, self.table.shape)
        if inner is None:
            example = f"{key}: {{{', '.join(f'{each.name}: …' for each in self.table.keys)}}}"
            start = entry.inner[key].start
            return self.empty, [source.problem(start, f"`{key}:` must give the words of each sentence", example)]
        found, _ = self.table.read(source, inner)
        return tuple(found.values()), problems

    def write(self, value: Any) -> Wanted:
        """The words under their keys."""
        return {key.name: words for key, words in zip(self.table.keys, value, strict=True)}


@dataclass(frozen=True)
class Title(Found):
    """A heading: a line in the front language, or a mapping with both languages."""

    part: ClassVar[str] = "mixed"

    def read(self, source: Source, entry: Record, key: str) -> Read:
        """The heading on the front and on the back; the back is empty if only one is given."""
        if entry.has_text(key):
            return (entry.text(key), ""), []
        (front, back), problems = super().read(source, entry, key)
        if not front:
            name = self.table.keys[0].name
            problems.append(source.problem(entry.at(key), f"`{key}:` has no `{name}:`", "the cards show that one"))
        return (front, back), problems

    def write(self, value: Any) -> Wanted:
        """A line if only the front is known, else both under their languages."""
        return super().write(value) if all(value) else value[0]


# ------------------------------------------------------------------ the available forms


def defined(name: str) -> dict[str, Any]:
    """A reference to a schema in definitions.json."""
    return {"$ref": f"#/definitions/{name}"}


def matching(pattern: str, kinds: str | list[str], hint: str = "") -> dict[str, Any]:
    """The schema of a text that matches `pattern`; `hint` is the message of an editor if it does not."""
    found = {"type": kinds, "pattern": pattern}
    return {**found, "patternErrorMessage": hint} if hint else found


def choice(*words: str) -> Choice:
    """One of these words."""
    return Choice({"enum": list(words)}, words)


def named(pattern: str, meaning: str, kinds: str | list[str]) -> Name:
    """A word that matches `pattern`, in its schema too."""
    return Name(matching(f"^{pattern}$", kinds), re.compile(pattern), meaning)


LINE, LINES, TRUTH = KeyForm(), Lines(), Truth({"type": "boolean"})
DOUBT = Doubt({"type": "number", "minimum": 0, "maximum": 1})
ID, TAGS, CODES = Word(defined("id")), Words(defined("tags")), Words(defined("codes"))
TITLE = KeyForm(matching(r"\S", ANY))
LANGUAGE = Language(matching(f"^{codes.CODE_PATTERN.pattern}$", "string", _NAMES_A_LANGUAGE))
