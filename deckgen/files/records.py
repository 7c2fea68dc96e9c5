"""YAML read as text, as people mean it: every scalar is a string with its place, and nothing is lost silently."""

from __future__ import annotations

import difflib
import itertools
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import yaml

from deckgen.files.braces import after_comma, quote
from deckgen.files.characters import folded
from deckgen.files.faults import TOO_DEEP, fault, or_invisible
from deckgen.files.source import Problem, Refused, Source

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Scalar(NamedTuple):
    """A text, from `start` to `end` of its source; `plain` if unquoted."""

    text: str
    start: int
    end: int
    plain: bool


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys and values in file order; `flow` if in braces."""

    items: tuple[tuple[Scalar, Value], ...]
    start: int
    end: int
    column: int
    flow: bool

    def get(self, key: str) -> Value | None:
        """The value of `key`, the first one if it is repeated."""
        return next((value for name, value in self.items if name.text == key), None)


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list; `flow` if in brackets."""

    items: tuple[Value, ...]
    start: int
    end: int
    flow: bool


Value = Scalar | Mapping | Sequence


@dataclass(frozen=True)
class Shape:
    """Which keys a record may have: free `text`, single `words`, `lists` of words, `inner` mappings or sequences.

    Keys that are `mixed` have a text or a mapping.

    An unquoted ` #` may cut off part of a free text, so it is a problem there; elsewhere it begins a comment.
    """

    text: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    lists: frozenset[str] = frozenset()
    inner: frozenset[str] = frozenset()
    mixed: frozenset[str] = frozenset()

    @cached_property
    def keys(self) -> frozenset[str]:
        """Every allowed key."""
        return self.text | self.words | self.lists | self.inner | self.mixed


@dataclass(frozen=True, slots=True)
class Record:
    """One mapping checked against its shape: what could be read, each scalar with its place."""

    mapping: Mapping
    scalars: dict[str, Scalar]
    lists: dict[str, tuple[Scalar, ...]]
    inner: dict[str, Value]

    @property
    def names(self) -> tuple[str, ...]:
        """The keys that could be read."""
        return (*self.scalars, *self.lists, *self.inner)

    @property
    def size(self) -> int:
        """How many keys it has, readable or not."""
        return len(self.mapping.items)

    def has_text(self, key: str) -> bool:
        """Whether `key` has a text and not a mapping or a list."""
        return key in self.scalars

    def text(self, key: str) -> str:
        """The text of `key` with whitespace collapsed; empty if there is none."""
        found = self.scalars.get(key)
        return folded(found.text) if found else ""

    def lines(self, key: str) -> str:
        """The text of `key` with its line breaks kept."""
        found = self.scalars.get(key)
        return on_lines(found.text) if found else ""

    def words(self, key: str) -> tuple[str, ...]:
        """The words of the list `key`."""
        return tuple(word.text for word in self.lists.get(key, ()))

    def let_go(self) -> None:
        """Forget what only reading needs."""

    def part(self, source: Source, key: str, shape: Shape) -> tuple[Record | None, list[Problem]]:
        """The record of the mapping `key` and what is wrong with it; None if that is not a mapping."""
        given = self.inner.get(key)
        return record(source, given, shape) if isinstance(given, Mapping) else (None, [])

    def key_lines(self, source: Source) -> dict[str, int]:
        """The line of each key's value, and under "" the line where the record begins."""
        places = {key.text: source.line(value.start) for key, value in reversed(self.mapping.items)}
        return {**places, "": source.line(self.mapping.start)}

    def at(self, key: str) -> int:
        """The offset to report for a problem with `key`: that of its value, or of the record if it has none."""
        found = self.scalars.get(key)
        return found.start if found else self.mapping.start


def on_lines(text: str) -> str:
    """`text` with its line breaks, each line with whitespace collapsed."""
    return "\n".join(map(folded, text.strip().splitlines()))


# ------------------------------------------------------------------ parsing


def parse(source: Source) -> Value | None:
    """The YAML document in `source`, None if it is empty; all syntax errors are refused together."""
    conflicts = list(_conflicts(source))
    if conflicts:
        raise Refused(*conflicts)
    lone = _LONE_RETURN.search(source.text)
    if lone:  # a line break to YAML, but not to current editors
        advice = "save the file with LF or CRLF line endings"
        raise Refused(
            source.problem(lone.start(), "a line ends with a lone CR, as on a very old Mac", advice, code="yaml")
        )
    refused: list[Problem] = []
    try:
        value = _Reader(source, refused).document()
    except yaml.YAMLError as error:
        raise Refused(*(_faults_by_entry(source) or [fault(source, error)])) from error
    if refused:
        raise Refused(*refused)
    return value


_LONE_RETURN = re.compile(r"\r(?!\n)")
_DEEPEST = 50  # levels; our files have five, and a parser without a limit crashes at fifty thousand


class _Reader:
    """Builds values from YAML parser events, with its own depth limit; an alias reads as empty text."""

    def __init__(self, source: Source, refused: list[Problem]) -> None:
        self.source, self.refused = source, refused
        self.next: Callable[[], Any] = _Loader(source.text).get_event
        self.anchors: set[str | None] = set()

    def document(self) -> Value | None:
        """The single document, None if there is none."""
        self.next()
        if isinstance(self.next(), yaml.StreamEndEvent):
            return None
        value = self.value(self.next(), 0)
        self.next()
        after: Any = self.next()
        if not isinstance(after, yaml.StreamEndEvent):
            message = "a second YAML document in one file"
            raise Refused(self.source.problem(after.start_mark.index, message, "delete the line `---`", code="yaml"))
        return value

    def value(self, event: yaml.Event, depth: int) -> Value:
        """The value that begins with `event`, read to its end."""
        mark: Any = event.start_mark
        start = mark.index
        if depth > _DEEPEST:
            raise Refused(self.source.problem(start, TOO_DEEP, code="yaml"))
        self._refuse_markup(event, start)
        if isinstance(event, yaml.MappingStartEvent):
            items = []
            while not isinstance(each := self.next(), yaml.MappingEndEvent):
                key = self.key(each, depth)
                items.append((key, self.value(self.next(), depth + 1)))
            return Mapping(tuple(items), start, _end(each), mark.column, bool(event.flow_style))
        if isinstance(event, yaml.SequenceStartEvent):
            values = []
            while not isinstance(each := self.next(), yaml.SequenceEndEvent):
                values.append(self.value(each, depth + 1))
            return Sequence(tuple(values), start, _end(each), bool(event.flow_style))
        if isinstance(event, yaml.ScalarEvent):
            return Scalar(event.value, start, _end(event), not event.style)
        return Scalar("", start, _end(event), plain=False)

    def key(self, event: yaml.Event, depth: int) -> Scalar:
        """A key, which must be a text; anything else is refused or gives the unknown key `?`."""
        mark: Any = event.start_mark
        start = mark.index
        if self.source.text[start : start + 1] in ("&", "!", "*", "?"):
            self.refused.append(self.source.problem(start, "this is not a key", "write `key: text`", code="yaml"))
        if isinstance(event, yaml.ScalarEvent):
            return Scalar(event.value, start, _end(event), plain=True)
        return Scalar("?", start, self.value(event, depth + 1).end, plain=True)

    def _refuse_markup(self, event: yaml.Event, start: int) -> None:
        """Refuse what YAML reads as a tag, an anchor or an alias: the text would be lost."""
        first = self.source.text[start : start + 1]
        anchor = getattr(event, "anchor", None)
        if first in ("&", "!") or (isinstance(event, yaml.AliasEvent) and anchor not in self.anchors):
            message = f"unquoted text cannot begin with `{first}`"
            advice = "put the whole text in double quotes"
            self.refused.append(self.source.problem(start, message, advice, code="yaml"))
        self.anchors.add(anchor)


def _end(event: yaml.Event) -> int:
    mark: Any = event.end_mark
    return int(mark.index)


def _conflicts(source: Source) -> Iterator[Problem]:
    for match in re.finditer(r"^(<{7}|>{7})( |$)", source.text, re.MULTILINE):
        yield source.problem(
            match.start(), "this file has an unresolved merge conflict", "choose one side and delete the markers"
        )


def _faults_by_entry(source: Source) -> list[Problem]:
    """Parse a list entry by entry, so that a fault neither hides others nor surfaces far from its place."""
    starts = [match.start() for match in re.finditer(r"^- ", source.text, re.MULTILINE)]
    problems = []
    for start, end in itertools.pairwise([*starts, len(source.text)]):
        try:
            _Reader(Source(source.path, source.text[start:end]), []).document()
        except Refused:
            continue  # nested too deeply, or two documents: not a syntax error
        except yaml.YAMLError as error:
            problems.append(fault(source, error, start))
    return problems


# ------------------------------------------------------------------ records


def records(source: Source, value: Value | None, shape: Shape) -> tuple[list[Record], list[Problem]]:
    """The entries of a file that is a list of mappings, and what is wrong with them."""
    if value is None:
        return [], []
    if not isinstance(value, Sequence):
        return [], [
            or_invisible(source, source.problem(value.start, "this file must be a list: begin every entry with `- `"))
        ]
    found, problems = [], []
    for item in value.items:
        if isinstance(item, Mapping):
            entry, wrong = record(source, item, shape)
            found.append(entry)
            problems += wrong
        else:
            what = "an empty entry" if isinstance(item, Scalar) and not item.text else "an entry without keys"
            problem = source.problem(item.start, what, "write `key: text` lines under it, or delete it")
            problems.append(or_invisible(source, problem))
    return found, problems


def record(source: Source, mapping: Mapping, shape: Shape) -> tuple[Record, list[Problem]]:
    """`mapping` read by `shape`; unknown keys, repeated keys and values of the wrong kind are problems."""
    scalars: dict[str, Scalar] = {}
    lists: dict[str, tuple[Scalar, ...]] = {}
    inner: dict[str, Value] = {}
    problems: list[Problem] = []
    seen: dict[str, int] = {}
    cut, wrong = _cut_by_commas(source, mapping, shape)
    problems += wrong
    for key, value in mapping.items:
        name = key.text
        if key in cut:
            continue
        if name not in shape.keys:
            problems.append(_unknown_key(source, key, shape.keys, _text_before(source, mapping, key)))
        elif name in seen:
            first = source.line(seen[name])
            problems.append(source.problem(key.start, f"duplicate key `{name}`, first in line {first}"))
        elif name in shape.inner or (name in shape.mixed and isinstance(value, Mapping)):
            inner[name] = value
        elif name in shape.lists:
            lists[name], wrong = _words(source, key, value)
            problems += wrong
        elif isinstance(value, Scalar):
            scalars[name] = value
            if name in shape.text | shape.mixed:
                problems += _text_lost_as_comment(source, value)
        else:
            problems.append(
                source.problem(value.start, f"`{name}` must be a single text", "quote it if it begins with [ or {")
            )
        seen.setdefault(name, key.start)
    return Record(mapping, scalars, lists, inner), problems


def truth(source: Source, entry: Record, key: str) -> tuple[bool, list[Problem]]:
    """Whether `key` says true; anything but true and false is a problem."""
    text = entry.text(key).lower()
    if text in ("", "true", "false"):
        return text == "true", []
    return False, [source.problem(entry.at(key), f"`{key}: {text}` is neither true nor false")]


def unknown_word(source: Source, entry: Record, key: str, known: Iterable[str]) -> Problem:
    """The problem of a `key` whose value is none of the `known` words."""
    text = entry.text(key)
    near = difflib.get_close_matches(text.lower(), sorted(known), 1, 0.6)
    advice = f"did you mean `{near[0]}`?" if near else f"write one of: {', '.join(known)}"
    return source.problem(entry.at(key), f"`{key}: {text}` is unknown", advice)


def _unknown_key(source: Source, key: Scalar, known: Iterable[str], otherwise: str = "") -> Problem:
    near = difflib.get_close_matches(folded(key.text).strip().lower(), sorted(known), 1, 0.6)
    advice = f"did you mean `{near[0]}`?" if near else f"known here: {', '.join(sorted(known))}{otherwise}"
    return source.problem(key.start, f"unknown key `{key.text}`", advice, code="unknown-key")


def _text_before(source: Source, mapping: Mapping, key: Scalar) -> str:
    """More advice on an unknown key in braces, which may be part of the unquoted text before it."""
    for (name, text), (after, value) in itertools.pairwise(mapping.items if mapping.flow else ()):
        if len(key.text) < 3:  # rather a language
            return ""
        if after is key and isinstance(text, Scalar) and isinstance(value, Scalar) and text.plain and text.text:
            return f"; if it is part of `{name.text}`, {quote(name.text, source.text[text.start : value.end])}"
    return ""


def _cut_by_commas(source: Source, mapping: Mapping, shape: Shape) -> tuple[list[Scalar], list[Problem]]:
    """The keys in braces that are the rest of an unquoted text with commas, and a problem for each such text."""
    cut: list[Scalar] = []
    texts: dict[Scalar, tuple[Value, int]] = {}  # by key: its value and the end of the last rest
    owner: tuple[Scalar, Value] | None = None
    for key, value in mapping.items if mapping.flow else ():
        if ":" in source.text[key.end : max(value.start, key.end) + 1]:
            owner = key, value
        elif owner and isinstance(owner[1], Scalar) and owner[1].plain and owner[1].text:
            cut.append(key)
            texts[owner[0]] = owner[1], key.end
    problems = []
    for key, (value, end) in texts.items():
        words = folded(source.text[value.start : end])
        message, advice = after_comma(key.text, words, listed=key.text in shape.lists)
        problems.append(source.problem(value.start, message, advice))
    return cut, problems


def _words(source: Source, key: Scalar, value: Value) -> tuple[tuple[Scalar, ...], list[Problem]]:
    if isinstance(value, Scalar) and value.plain and not value.text:
        return (), []
    items = value.items if isinstance(value, Sequence) else (value,)
    if all(isinstance(item, Scalar) for item in items):
        return tuple(item for item in items if isinstance(item, Scalar)), []
    return (), [
        source.problem(key.start, f"`{key.text}` must be a list of words", f"write it like `{key.text}: [one, two]`")
    ]


def _text_lost_as_comment(source: Source, value: Scalar) -> Iterator[Problem]:
    """Text after an unquoted scalar that YAML drops as a comment."""
    if not value.plain:
        return
    end = source.text.find("\n", value.end)
    rest = source.text[value.end : end if end >= 0 else len(source.text)]
    if rest.lstrip().startswith("#"):
        comment = rest.strip()
        yield source.problem(
            value.start,
            f"is `{comment}` part of the sentence?",
            "if so, quote the text; if not, put the comment on a line of its own",
            code="comment",
        )
