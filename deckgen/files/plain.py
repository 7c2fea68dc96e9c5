"""The plain subset of YAML, read line by line: what deckgen writes and most people keep to.

An entry is a dash and keys with a value on their line: a text with or without quotes, a list in brackets or texts in
braces. Comments and empty lines may stand between. Everything else is declined, and PyYAML reads the file: on what is
read here both agree in every text and every offset, which tests/files/test_plain.py proves on generated files. PyYAML
takes ten times as long, and its records several times the memory; here a record is made when an edit needs it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from deckgen.files import records
from deckgen.files.characters import folded
from deckgen.files.records import Mapping, Record, Scalar, Sequence, Shape, Value, on_lines
from deckgen.files.source import Problem, Source

_KEY = "[A-Za-z]+(?:-[A-Za-z0-9]+)*"
_QUOTED = r'"[^"\\]*(?:\\["\\n][^"\\]*)*"' + "|'[^']*(?:''[^']*)*'"
_PLAIN = r"""[^\s\-?:,\[\]{}#&*!|>'"%@`][^:#]*(?:(?::(?!\ |$)|(?<!\ )\#)[^:#]*)*"""
_WORD = rf'(?:{_QUOTED}|[^\W_][^,\[\]{{}}:#?"\\]*(?<!\ ))'  # in brackets or braces
_PAIR = rf"{_KEY}:\ {_WORD}"
_TEXT, _IN_QUOTES, _LIST, _BRACES = 1, 2, 3, 4  # groups of what may follow a key
_VALUE = re.compile(
    rf"""
    ({_PLAIN})
    | ({_QUOTED})\ *
    | \[((?:{_WORD}(?:,\ {_WORD})*)?)\]\ *
    | \{{({_PAIR}(?:,\ {_PAIR})*)\}}\ *
    """,
    re.VERBOSE,
)
_KEY_OF_LINE = re.compile(rf"(-\ |\ \ )({_KEY}):\ ", re.VERBOSE)
_COLUMN = 2  # of the keys of an entry
# No text of YAML, or a break of lines or a space to it that is none here.
_ODD = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
_WORDS, _ENTRIES = re.compile(_WORD, re.VERBOSE), re.compile(rf"({_KEY}):\ ({_WORD})", re.VERBOSE)
_ESCAPE = re.compile(r"\\(.)")

_Held = str | tuple[str, ...] | dict[str, str]  # a text, a list of words or texts by key


def entries(source: Source, shape: Shape) -> tuple[list[Record], list[Problem]]:
    """The entries of a file that is a list of mappings, and what is wrong with them; refused if it is not YAML."""
    found = plain_entries(source, shape)
    if found is not None:
        return found, []
    return records.records(source, records.parse(source), shape)


def plain_entries(source: Source, shape: Shape) -> list[Record] | None:
    """The entries of a file of the plain subset without anything wrong; None for any other."""
    if not _ordinary(source.text):
        return None
    known = _known(shape)
    found: list[Record] = []
    held: dict[str, _Held] = {}
    lines: dict[str, int] = {}
    for number, line in enumerate(source.text.split("\n"), 1):
        before, _, written = line.partition(": ")
        key = known.get(before)
        if key is None:
            if line and not _holds_nothing(line):
                return None
            continue
        value: _Held | None = written  # as most are
        if not key.is_text or not written[:1].isalpha() or ":" in written or "#" in written or written[-1] == " ":
            value = _value_of(written, key)
        if key.opens:
            held, lines = {}, {"": number}
            found.append(PlainRecord(source, shape, held, lines))
        if value is None or not found or key.name in held:
            return None
        held[key.name] = value
        lines[key.name] = number
    return found or None  # an empty list, or nothing, may be written in several ways


def readable(text: str) -> bool:
    """Whether a file has entries of the plain subset only, whatever their keys: PyYAML then reads it too."""
    opened = False
    for line in text.split("\n") if _ordinary(text) else ():
        key = _KEY_OF_LINE.match(line)
        opened = opened or bool(key and key[1] == "- ")
        if not (opened and key and _VALUE.fullmatch(line, key.end())) and not _holds_nothing(line):
            return False
    return opened


def _holds_nothing(line: str) -> bool:
    text = line.lstrip(" ")
    return not text or text[0] == "#"


def _ordinary(text: str) -> bool:
    """Whether all characters of a text are what they seem to be."""
    return text.replace("\n", "").isprintable() or not _ODD.search(text)


# ------------------------------------------------------------------ values


class _Key(NamedTuple):
    """A key as it stands before its colon: whether it opens an entry, and the groups of the values that fit it."""

    name: str
    opens: bool
    groups: tuple[int, ...]
    is_text: bool  # it is held as it is written
    is_list: bool  # it is held as a list, also if it is written as a text


@cache
def _known(shape: Shape) -> dict[str, _Key]:
    """The keys of a shape by what stands before the colon; with another value than one that fits something is wrong."""
    texts = (_TEXT, _IN_QUOTES)
    groups = {
        **dict.fromkeys(shape.text | shape.words, texts),
        **dict.fromkeys(shape.lists, (*texts, _LIST)),
        **dict.fromkeys(shape.inner, (_BRACES,)),
        **dict.fromkeys(shape.mixed, (*texts, _BRACES)),
    }
    return {
        f"{lead}{name}": _Key(name, lead == "- ", fitting, _TEXT in fitting and _LIST not in fitting, _LIST in fitting)
        for lead in ("- ", "  ")
        for name, fitting in groups.items()
        if re.fullmatch(_KEY, name)
    }


def _value_of(written: str, key: _Key) -> _Held | None:
    """What is written behind a key; None if it is not of the subset, or does not fit the key."""
    match = _VALUE.fullmatch(written)
    if match is None or match.lastindex not in key.groups:
        return None
    inside: str = match[match.lastindex]
    if match.lastindex == _LIST:
        return tuple(_unquoted(word) for word in _WORDS.findall(inside))
    if match.lastindex == _BRACES:
        pairs = _ENTRIES.findall(inside)
        texts = {name: _unquoted(word) for name, word in pairs}
        return texts if len(texts) == len(pairs) else None
    text = inside.rstrip(" ") if match.lastindex == _TEXT else _unquoted(inside)
    return (text,) if key.is_list else text


def _unquoted(word: str) -> str:
    """The text that is written as `word`, with or without quotes."""
    if word[0] == '"':
        inner = word[1:-1]
        return _ESCAPE.sub(lambda match: "\n" if match[1] == "n" else match[1], inner) if "\\" in inner else inner
    return word[1:-1].replace("''", "'") if word[0] == "'" else word


# ------------------------------------------------------------------ records


class PlainRecord(Record):
    """A record of the plain subset: its texts are at hand, their places are found when somebody asks for them."""

    __slots__ = ("_held", "_lines", "_shape", "_source", "_whole")
    __setattr__ = object.__setattr__  # the places are kept when they are found

    def __init__(self, source: Source, shape: Shape, held: dict[str, _Held], lines: dict[str, int]) -> None:
        self._source, self._shape = source, shape
        self._held: dict[str, _Held] | None = held
        self._lines = lines
        self._whole: Record | None = None

    def let_go(self) -> None:
        """Forget the texts, which take much room in a large deck; they are found again like their places."""
        self._held = None

    @property
    def held(self) -> dict[str, _Held]:
        """Its values by key as they are written, without quotes."""
        if self._held is None:
            whole = self.whole
            found: dict[str, _Held] = {name: tuple(word.text for word in words) for name, words in whole.lists.items()}
            found |= {name: scalar.text for name, scalar in whole.scalars.items()}
            found |= {name: _texts_in(value) for name, value in whole.inner.items()}
            self._held = {key.text: found[key.text] for key, _ in whole.mapping.items}
        return self._held

    @property
    def whole(self) -> Record:
        """The record with the place of each scalar."""
        if self._whole is None:
            self._whole, _ = records.record(self._source, _mapping(self._source, self._lines[""]), self._shape)
        return self._whole

    @property
    def mapping(self) -> Mapping:
        """Its keys and values with their places."""
        return self.whole.mapping

    @property
    def scalars(self) -> dict[str, Scalar]:
        """Its texts with their places."""
        return self.whole.scalars

    @property
    def lists(self) -> dict[str, tuple[Scalar, ...]]:
        """Its lists with the places of their words."""
        return self.whole.lists

    @property
    def inner(self) -> dict[str, Value]:
        """Its mappings with their places."""
        return self.whole.inner

    @property
    def names(self) -> tuple[str, ...]:
        """The keys that could be read."""
        return tuple(self.held)

    @property
    def size(self) -> int:
        """How many keys it has."""
        return len(self.held)

    def has_text(self, key: str) -> bool:
        """Whether `key` has a text and not a mapping or a list."""
        return isinstance(self.held.get(key), str)

    def text(self, key: str) -> str:
        """The text of `key` with whitespace collapsed; empty if there is none."""
        found = self.held.get(key)
        return folded(found) if isinstance(found, str) else ""

    def lines(self, key: str) -> str:
        """The text of `key` with its line breaks kept."""
        found = self.held.get(key)
        return on_lines(found) if isinstance(found, str) else ""

    def words(self, key: str) -> tuple[str, ...]:
        """The words of the list `key`."""
        found = self.held.get(key, ())
        return found if isinstance(found, tuple) else ()

    def part(self, source: Source, key: str, shape: Shape) -> tuple[Record | None, list[Problem]]:
        """The record of the mapping `key` and what is wrong with it; None if that is not a mapping."""
        held = self.held.get(key)
        if isinstance(held, dict) and held.keys() <= shape.text:
            return _InnerRecord(self, key, shape, dict(held)), []
        return super().part(source, key, shape)

    def key_lines(self, source: Source) -> dict[str, int]:
        """The line of each key's value, and under "" the line where the record begins."""
        return self._lines


def _texts_in(value: Value) -> dict[str, str]:
    items = value.items if isinstance(value, Mapping) else ()
    return {key.text: text.text for key, text in items if isinstance(text, Scalar)}


class _InnerRecord(PlainRecord):
    """The record of texts in braces."""

    __slots__ = ("_key", "_outer")

    def __init__(self, outer: PlainRecord, key: str, shape: Shape, held: dict[str, _Held]) -> None:
        super().__init__(outer._source, shape, held, outer._lines)
        self._outer, self._key = outer, key

    @property
    def whole(self) -> Record:
        """The record with the place of each scalar."""
        found, _ = super(PlainRecord, self._outer).part(self._source, self._key, self._shape)
        assert found
        return found


# ------------------------------------------------------------------ places


def _mapping(source: Source, first: int) -> Mapping:
    """The entry that begins in line `first` of a file of the plain subset."""
    starts, text = source.line_starts, source.text
    items: list[tuple[Scalar, Value]] = []
    end = len(text)
    for number in range(first, len(starts) + 1):
        start = starts[number - 1]
        end = starts[number] - 1 if number < len(starts) else len(text)
        key = _KEY_OF_LINE.match(text, start, end)
        if key and key[1] == "- " and number > first:
            return _block(items, start)
        if key:
            items.append((Scalar(key[2], key.start(2), key.end(2), plain=True), _value(text, key.end(), end)))
    return _block(items, end)


def _block(items: Iterable[tuple[Scalar, Value]], end: int) -> Mapping:
    listed = tuple(items)
    return Mapping(listed, listed[0][0].start, end, _COLUMN, flow=False)


def _value(text: str, start: int, end: int) -> Value:
    """The value that is written from `start` to the `end` of its line."""
    match = _VALUE.fullmatch(text, start, end)
    assert match
    assert match.lastindex
    inside, at = match[match.lastindex], match.start(match.lastindex)
    if match.lastindex == _LIST:
        words = tuple(_scalar(word[0], at + word.start()) for word in _WORDS.finditer(inside))
        return Sequence(words, start, match.end(_LIST) + 1, flow=True)
    if match.lastindex == _BRACES:
        items = tuple(
            (Scalar(each[1], at + each.start(1), at + each.end(1), plain=True), _scalar(each[2], at + each.start(2)))
            for each in _ENTRIES.finditer(inside)
        )
        return Mapping(items, start, match.end(_BRACES) + 1, start - text.rfind("\n", 0, start) - 1, flow=True)
    return _scalar(inside.rstrip(" ") if match.lastindex == _TEXT else inside, at)


def _scalar(written: str, start: int) -> Scalar:
    return Scalar(_unquoted(written), start, start + len(written), plain=written[:1] not in ("'", '"'))
