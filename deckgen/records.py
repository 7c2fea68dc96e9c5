"""YAML read as what it is to people, text: every scalar a string with its place, nothing lost in silence."""

from __future__ import annotations

import difflib
import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import yaml

from deckgen.source import Edit, Problem, Refused, Source, folded

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text, from `start` to `end` of its source; `plain` without quotes around it."""

    text: str
    start: int
    end: int
    plain: bool


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys and values in the order of the file; `flow` is the form in braces."""

    items: tuple[tuple[Scalar, Value], ...]
    start: int
    end: int
    column: int
    flow: bool

    def get(self, key: str) -> Value | None:
        """The value of `key`, the first one if it stands twice."""
        return next((value for name, value in self.items if name.text == key), None)


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list; `flow` is the form in brackets."""

    items: tuple[Value, ...]
    start: int
    end: int
    flow: bool


Value = Scalar | Mapping | Sequence


@dataclass(frozen=True)
class Shape:
    """Which keys a record may have: free `text`, single `words`, `lists` of words, `inner` mappings or sequences.

    Free text loses something where ` #` follows it unquoted, so that is a problem there, and a comment
    anywhere else.
    """

    text: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    lists: frozenset[str] = frozenset()
    inner: frozenset[str] = frozenset()

    @property
    def keys(self) -> frozenset[str]:
        """Every key that may stand here."""
        return self.text | self.words | self.lists | self.inner


@dataclass(frozen=True)
class Record:
    """One mapping checked against its shape: what could be read, each scalar with its place."""

    mapping: Mapping
    scalars: dict[str, Scalar]
    lists: dict[str, tuple[Scalar, ...]]
    inner: dict[str, Value]

    def text(self, key: str) -> str:
        """The text of `key` with white space folded, empty where there is none."""
        found = self.scalars.get(key)
        return folded(found.text) if found else ""

    def lines(self, key: str) -> str:
        """The text of `key` with its line breaks."""
        found = self.scalars.get(key)
        return "\n".join(map(folded, found.text.strip().splitlines())) if found else ""

    def words(self, key: str) -> tuple[str, ...]:
        """The words of the list `key`."""
        return tuple(word.text for word in self.lists.get(key, ()))

    def key_lines(self, source: Source) -> dict[str, int]:
        """The line of each key's value, and under "" the line in which the record begins."""
        ends = {key: source.line(value.start) for key, value in self.scalars.items()}
        return {"": source.line(self.mapping.start), **ends}

    def at(self, key: str) -> int:
        """The offset to name in a problem with `key`: its value, or the record where it has none."""
        found = self.scalars.get(key)
        return found.start if found else self.mapping.start


# ------------------------------------------------------------------ parsing


def parse(source: Source) -> Value | None:
    """The one YAML document of `source`, None if it holds none; all faults of form are refused together."""
    conflicts = list(_conflicts(source))
    if conflicts:
        raise Refused(*conflicts)
    try:
        node = yaml.compose(source.text, Loader=_Loader)
    except yaml.YAMLError as error:
        raise Refused(*(_faults_by_entry(source) or [_fault(source, error)])) from error
    if node is None:
        return None
    shared: list[int] = []
    value = _value(node, set(), shared)
    if shared:
        raise Refused(
            *(source.problem(at, "anchors and aliases are not used here", "write the text out") for at in shared)
        )
    return value


def _value(node: yaml.Node, seen: set[int], shared: list[int]) -> Value:
    start, end = node.start_mark.index, node.end_mark.index
    if id(node) in seen:  # an alias is the same node again: not walked, or a few lines could stand for billions
        shared.append(start)
        return Scalar("", start, end, plain=False)
    seen.add(id(node))
    if isinstance(node, yaml.MappingNode):
        items = tuple((_key(key), _value(value, seen, shared)) for key, value in node.value)
        return Mapping(items, start, end, node.start_mark.column, bool(node.flow_style))
    if isinstance(node, yaml.SequenceNode):
        return Sequence(tuple(_value(item, seen, shared) for item in node.value), start, end, bool(node.flow_style))
    return Scalar(node.value, start, end, not getattr(node, "style", None))


def _key(node: yaml.Node) -> Scalar:
    text = node.value if isinstance(node, yaml.ScalarNode) else "?"
    return Scalar(text, node.start_mark.index, node.end_mark.index, plain=True)


def _conflicts(source: Source) -> Iterator[Problem]:
    for match in re.finditer(r"^(<{7}|>{7})( |$)", source.text, re.MULTILINE):
        yield source.problem(
            match.start(), "a merge conflict is left in this file", "choose one side and delete the markers"
        )


# What the parser says, what it means, and what to do.
_FAULTS = (
    ("unexpected end of stream", "this quote is never closed", "close it at the end of the text"),
    ("mapping values are not allowed", "a colon inside unquoted text", "put the whole text in double quotes"),
    ("tab character", "a tab where spaces belong", "indent with spaces"),
    ("cannot start any token", "unquoted text cannot begin like this", "put the whole text in double quotes"),
    ("could not find expected ':'", "a line that is no `key: text`", "indent it, quote it or give it a key"),
    ("did not find expected '-'", "the indentation does not fit the lines above", "begin keys in one column"),
    (
        "did not find expected key",
        "the text ends before its line does",
        "quote the text, double inner quotes",
    ),
    ("unknown escape character", "a backslash inside double quotes", "write it twice, or use single quotes"),
    ("another document", "a second YAML document in one file", "delete the line `---`"),
    ("undefined alias", "unquoted text cannot begin with `*`", "put the whole text in double quotes"),
    ("expected ',' or ']'", "this bracket is never closed", "put text that begins with `[` in double quotes"),
    ("expected ',' or '}'", "this brace is never closed", "put text that begins with `{` in double quotes"),
)
_SHOWN_WHERE_IT_OPENS = ("never closed",)


def _fault(source: Source, error: yaml.YAMLError, offset: int = 0) -> Problem:
    said = str(getattr(error, "problem", None) or getattr(error, "reason", None) or error)
    at = getattr(error, "problem_mark", None)
    message, advice = said, ""
    for part, meaning, mend in _FAULTS:
        if part in said:
            message, advice = meaning, mend
            break
    if any(part in message for part in _SHOWN_WHERE_IT_OPENS):
        at = getattr(error, "context_mark", None) or at
    index = at.index if at else getattr(error, "position", None) or 0
    last = max(len(source.text) - 1, 0)
    return source.problem(min(offset + index, last), message, advice, code="yaml")


def _faults_by_entry(source: Source) -> list[Problem]:
    """Parse a list entry by entry, so that one fault does not hide the others or move to where it is noticed."""
    starts = [match.start() for match in re.finditer(r"^- ", source.text, re.MULTILINE)]
    problems = []
    for start, end in itertools.pairwise([*starts, len(source.text)]):
        try:
            yaml.compose(source.text[start:end], Loader=_Loader)
        except yaml.YAMLError as error:
            problems.append(_fault(source, error, start))
    return problems


# ------------------------------------------------------------------ records


def records(source: Source, value: Value | None, shape: Shape) -> tuple[list[Record], list[Problem]]:
    """The entries of a file that is a list of mappings, and what is wrong with them."""
    if value is None:
        return [], []
    if not isinstance(value, Sequence):
        return [], [source.problem(value.start, "this file is a list: every entry begins with `- `")]
    found, problems = [], []
    for item in value.items:
        if isinstance(item, Mapping):
            entry, wrong = record(source, item, shape)
            found.append(entry)
            problems += wrong
        else:
            what = "an empty entry" if isinstance(item, Scalar) and not item.text else "an entry without keys"
            problems.append(source.problem(item.start, what, "write `key: text` lines under it, or delete it"))
    return found, problems


def record(source: Source, mapping: Mapping, shape: Shape) -> tuple[Record, list[Problem]]:
    """`mapping` read by `shape`; keys that do not belong, stand twice or hold another kind are problems."""
    scalars: dict[str, Scalar] = {}
    lists: dict[str, tuple[Scalar, ...]] = {}
    inner: dict[str, Value] = {}
    problems: list[Problem] = []
    seen: dict[str, int] = {}
    for key, value in mapping.items:
        name = key.text
        if name not in shape.keys:
            problems.append(_unknown(source, key, shape.keys))
        elif name in seen:
            first = source.line(seen[name])
            problems.append(source.problem(key.start, f"`{name}` stands twice in one entry, first in line {first}"))
        elif name in shape.inner:
            inner[name] = value
        elif name in shape.lists:
            lists[name], wrong = _words(source, key, value)
            problems += wrong
        elif isinstance(value, Scalar):
            scalars[name] = value
            if name in shape.text:
                problems += _lost(source, value)
        else:
            problems.append(source.problem(value.start, f"`{name}` is one text", "quote it if it begins with [ or {"))
        seen.setdefault(name, key.start)
    return Record(mapping, scalars, lists, inner), problems


def truth(source: Source, entry: Record, key: str) -> tuple[bool, list[Problem]]:
    """Whether `key` says true; anything but true and false is a problem."""
    text = entry.text(key).lower()
    if text in ("", "true", "false"):
        return text == "true", []
    return False, [source.problem(entry.at(key), f"`{key}: {text}` is neither true nor false")]


def _unknown(source: Source, key: Scalar, known: Iterable[str]) -> Problem:
    near = difflib.get_close_matches(folded(key.text).strip().lower(), sorted(known), 1, 0.6)
    advice = f"did you mean `{near[0]}`?" if near else f"known here: {', '.join(sorted(known))}"
    return source.problem(key.start, f"unknown key `{key.text}`", advice, code="unknown-key")


def _words(source: Source, key: Scalar, value: Value) -> tuple[tuple[Scalar, ...], list[Problem]]:
    items = value.items if isinstance(value, Sequence) else (value,)
    if all(isinstance(item, Scalar) for item in items):
        return tuple(item for item in items if isinstance(item, Scalar)), []
    return (), [source.problem(key.start, f"`{key.text}` is a list of words", f"like `{key.text}: [one, two]`")]


def _lost(source: Source, value: Scalar) -> Iterator[Problem]:
    """Text that YAML drops as a comment behind an unquoted scalar."""
    if not value.plain:
        return
    end = source.text.find("\n", value.end)
    rest = source.text[value.end : end if end >= 0 else len(source.text)]
    if rest.lstrip().startswith("#"):
        comment = rest.strip()
        yield source.problem(
            value.start,
            f"is `{comment}` part of the sentence?",
            "quote the text if it is; if it is a comment, give it a line of its own",
            code="comment",
        )


# ------------------------------------------------------------------ writing

_FRAGILE = re.compile(
    r"""^$|^[\s\-?:,\[\]{}#&*!|>'"%@`=~<]|[\s:]$|:\s|\s\#|["#:\\{}\[\]]|[^\S ]|[\x00-\x1f\x7f-\x9f\ufeff]"""
)


def scalar(text: str, *, flow: bool = False) -> str:
    """`text` as a YAML scalar on one line, quoted where a small edit could change what it says.

    With `flow` it may stand inside braces or brackets.
    """
    return _quoted(text) if _FRAGILE.search(text) or (flow and "," in text) else text


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return '"' + _CONTROL.sub(lambda match: f"\\u{ord(match[0]):04x}", escaped) + '"'


_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]")


def set_text(source: Source, entry: Record, key: str, text: str) -> Edit:
    """The edit that makes `key` say `text`, in the quotes that it had; an empty text takes the key away."""
    old = entry.scalars.get(key)
    if old is None:
        return append_key(source, entry.mapping, key, text)
    if not text:
        return _without(source, entry.mapping, key)
    written = source.text[old.start : old.end].rstrip()  # a block scalar ends behind its last line
    if not written:
        return Edit(old.start, old.start, f" {scalar(text, flow=entry.mapping.flow)}")
    end = old.start + len(written)
    if written[:1] == "'" and not re.search(r"[\x00-\x1f\x7f-\x9f]", text):
        return Edit(old.start, end, "'" + text.replace("'", "''") + "'")
    if written[:1] == '"':
        return Edit(old.start, end, _quoted(text))
    return Edit(old.start, end, scalar(text, flow=entry.mapping.flow))


def set_words(source: Source, entry: Record, key: str, words: Iterable[str]) -> Edit:
    """The edit that makes `key` the list of `words`; an empty list takes the key away."""
    written = f"[{', '.join(scalar(word, flow=True) for word in words)}]"
    value = entry.mapping.get(key)
    if value is None:
        return append_key(source, entry.mapping, key, written, raw=True)
    if written == "[]":
        return _without(source, entry.mapping, key)
    return Edit(value.start, value.start + len(source.text[value.start : value.end].rstrip()), written)


def append_key(source: Source, mapping: Mapping, key: str, text: str, *, raw: bool = False) -> Edit:
    """The edit that puts `key: text` last into `mapping`; with `raw` the text is YAML already."""
    line = f"{key}: {text if raw else scalar(text, flow=mapping.flow)}"
    if mapping.flow:
        at = mapping.end - 1
        return Edit(at, at, f", {line}" if mapping.items else line)
    at = line_end(source, mapping)
    return Edit(at, at, f"{source.newline}{' ' * mapping.column}{line}")


def line_end(source: Source, value: Value) -> int:
    """Where the last line of `value` ends, without its line break."""
    while not isinstance(value, Scalar) and value.items and not value.flow:  # the end of a block is the next thing
        last = value.items[-1]
        value = last[1] if isinstance(last, tuple) else last
    content = len(source.text[: value.end].rstrip()) if value.end > value.start else value.end
    end = source.text.find("\n", content)
    end = end if end >= 0 else len(source.text)
    return end - 1 if source.text[end - 1 : end] == "\r" else end


def _without(source: Source, mapping: Mapping, key: str) -> Edit:
    """The edit that takes `key`, which is there, out of `mapping`, with its line."""
    number = next(n for n, (name, _) in enumerate(mapping.items) if name.text == key)
    name, value = mapping.items[number]
    if number + 1 < len(mapping.items):
        return Edit(name.start, mapping.items[number + 1][0].start, "")
    if mapping.flow:
        before = mapping.items[number - 1][1].end if number else mapping.start + 1
        return Edit(before, len(source.text[: value.end].rstrip()), "")
    before = line_end(source, mapping.items[number - 1][1])
    return Edit(before, max(before, line_end(source, value)), "")


def name_entry(source: Source, entry: Record, name: str) -> Edit:
    """The edit that gives `entry` the id `name`: a line of its own, or the value that its `id:` lacks."""
    if "id" in entry.scalars:
        return set_text(source, entry, "id", name)
    return insert_key(source, entry.mapping, "id", name)


def insert_key(source: Source, mapping: Mapping, key: str, text: str) -> Edit:
    """The edit that puts `key: text` first into `mapping`, as one line in the block form."""
    if mapping.flow:
        at = mapping.start + 1
        return Edit(at, at, f"{key}: {scalar(text)}, ")
    return Edit(mapping.start, mapping.start, f"{key}: {scalar(text)}{source.newline}{' ' * mapping.column}")
