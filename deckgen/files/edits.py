"""Records written back: in-place edits that change only what they must and leave every other byte untouched."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import takewhile

from deckgen.files import plain, records
from deckgen.files.records import Record, Scalar, Sequence, Shape, Value, record
from deckgen.files.source import Edit, Refused, Source, edited


@dataclass(frozen=True)
class Chosen:
    """A list of words that is written even if it is empty, since choosing none differs from not choosing."""

    words: tuple[str, ...]


Wanted = str | tuple[str, ...] | Chosen | Mapping[str, str | Chosen]

_FRAGILE = re.compile(
    r"^(?:null|Null|NULL|)$|"  # editors read the first three as null, not as text
    r"""^[\s\-?:,\[\]{}#&*!|>'"%@`=~<]|[\s:]$|:\s|\s\#|["#:\\{}\[\]]|[^\S ]|[\x00-\x1f\x7f-\x9f\ufeff\ufffe\uffff]"""
)
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")


def scalar(text: str, *, flow: bool = False) -> str:
    """`text` as a YAML scalar on one line, quoted where a small edit could change its meaning.

    With `flow`, it is safe inside braces or brackets.
    """
    return _quoted(text) if _FRAGILE.search(text) or (flow and re.search("[,?]", text)) else text


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return '"' + _CONTROL.sub(lambda match: f"\\u{ord(match[0]):04x}", escaped) + '"'


def words(items: Iterable[str]) -> str:
    """A list of words in brackets."""
    return f"[{', '.join(scalar(item, flow=True) for item in items)}]"


def editor_line(schema: str) -> str:
    """The comment that tells an editor where the schema of a file is, relative to the file."""
    return f"# yaml-language-server: $schema={schema}"


def written(wanted: Wanted, *, flow: bool = False) -> str:
    """`wanted` as YAML on one line, to follow a colon; with `flow`, it is safe inside braces or brackets."""
    if isinstance(wanted, str):
        return scalar(wanted, flow=flow)
    if isinstance(wanted, tuple):
        return words(wanted)
    if isinstance(wanted, Chosen):
        return words(wanted.words)
    return f"{{{', '.join(f'{key}: {written(each, flow=True)}' for key, each in wanted.items() if each)}}}"


# ------------------------------------------------------------------ changing a record


def amend(source: Source, entry: Record, changes: Mapping[str, Wanted]) -> list[Edit]:
    """The edits that set keys of `entry` to their values in `changes`: a text, a list of words or an inner mapping.

    A text keeps its quotes, and a list with a line for each word the lines of those that stay. An empty value removes
    its key and the line. A new key comes last, but `id` comes first.
    """
    mapping = entry.mapping
    present = {name.text: number for number, (name, _) in enumerate(mapping.items)}
    removed = {present[key] for key, wanted in changes.items() if not wanted and key in present}
    if len(removed) == len(mapping.items):
        raise ValueError("a record must keep a key")
    edits = list(_removals(source, entry, removed))
    added = {key: wanted for key, wanted in changes.items() if wanted and key not in present}
    for key, wanted in changes.items():
        if wanted and key in present:
            edits += _replaced(source, entry, present[key], wanted)
    return edits + _additions(source, entry, added)


def _replaced(source: Source, entry: Record, number: int, wanted: Wanted) -> list[Edit]:
    key, value = entry.mapping.items[number]
    if isinstance(wanted, Mapping) and isinstance(value, records.Mapping) and value.items:
        inner, _ = record(source, value, Shape(text=frozenset(name.text for name, _ in value.items)))
        return amend(source, inner, wanted)
    if (kept := _relisted(source, value, wanted)) is not None:
        return kept
    old = source.text[value.start : value.end].rstrip()  # the end of a block is after its last line
    if not old or not (isinstance(value, Scalar) or value.flow):
        colon = source.text.find(":", key.end, max(value.start, key.end) + 1)
        start = colon + 1 if colon >= 0 else key.end
        end = max(start, line_end(source, value)) if old else start
        return [Edit(start, end, (" " if colon >= 0 else ": ") + written(wanted, flow=entry.mapping.flow))]
    end = value.start + len(old)
    if isinstance(wanted, str) and old[:1] == "'" and not _CONTROL.search(wanted):
        return [Edit(value.start, end, "'" + wanted.replace("'", "''") + "'")]
    if isinstance(wanted, str) and old[:1] == '"':
        return [Edit(value.start, end, _quoted(wanted))]
    return [Edit(value.start, end, written(wanted, flow=entry.mapping.flow))]


def _relisted(source: Source, value: Value, wanted: Wanted) -> list[Edit] | None:
    """The edits of a list with a line for each word, of which some stay; None if it must be written anew."""
    listed = wanted.words if isinstance(wanted, Chosen) else wanted
    if not isinstance(listed, tuple) or not isinstance(value, Sequence) or value.flow:
        return None
    items = [item for item in value.items if isinstance(item, Scalar)]
    leads = [source.text[source.line_start(item.start) : item.start] for item in items]
    stay = [item for item in items if item.text in listed]
    if not stay or len(items) < len(value.items) or not all(re.fullmatch(r" *- *", lead) for lead in leads):
        return None
    edits = [_without_lines(source, item.start, line_end(source, item)) for item in items if item not in stay]
    new = [word for word in listed if word not in {item.text for item in items}]
    at = line_end(source, stay[-1])
    lines = (f"{source.newline}{leads[0]}{scalar(word)}" for word in new)
    return [*edits, Edit(at, at, "".join(lines))] if new else edits


def _without_lines(source: Source, start: int, end: int) -> Edit:
    """The edit that deletes the lines from that of `start`, which is not the first, to `end`, the end of a line."""
    before = source.line_start(start) - 1
    return Edit(before - (source.text[before - 1 : before] == "\r"), end, "")


def _removals(source: Source, entry: Record, removed: set[int]) -> Iterator[Edit]:
    mapping = entry.mapping
    first = len(list(takewhile(lambda number: number in removed, range(len(mapping.items)))))
    if first:
        yield from _leading(source, mapping, first)
    for number in sorted(n for n in removed if n >= first):
        key, value = mapping.items[number]
        if mapping.flow:
            yield from _between_commas(source, _end(source, mapping.items[number - 1][1]), key, _end(source, value))
        else:
            yield _without_lines(source, key.start, line_end(source, value))


def _leading(source: Source, mapping: records.Mapping, number: int) -> Iterator[Edit]:
    """The edits that delete the first keys of a mapping: the next one moves up to the dash or the brace.

    A comment between them stays; keys without a dash have lines of their own.
    """
    begin, after = mapping.items[0][0].start, mapping.items[number][0].start
    if mapping.flow:
        yield Edit(begin, after, "")
    elif source.text[source.line_start(begin) : begin].strip():
        gap = source.text[line_end(source, mapping.items[number - 1][1]) : after]
        yield Edit(begin, after - len(gap.lstrip()), "")
    else:
        for key, value in mapping.items[:number]:
            end = source.text.index("\n", line_end(source, value)) + 1
            yield Edit(source.line_start(key.start), end, "")


def _between_commas(source: Source, before: int, key: Scalar, end: int) -> Iterator[Edit]:
    """The edits that delete a key in braces with the comma before it; a comment behind that comma stays."""
    comma = re.compile(r"\s*,").match(source.text, before)
    if comma and "#" in source.text[before : key.start]:
        yield Edit(comma.end() - 1, comma.end(), "")
        yield Edit(key.start, end, "")
    else:
        yield Edit(before, end, "")


def _additions(source: Source, entry: Record, added: Mapping[str, Wanted]) -> list[Edit]:
    mapping = entry.mapping
    lines = {key: f"{key}: {written(wanted, flow=mapping.flow)}" for key, wanted in added.items()}
    edits = []
    if "id" in lines and mapping.flow:
        edits.append(Edit(mapping.start + 1, mapping.start + 1, lines.pop("id") + (", " if mapping.items else "")))
    elif "id" in lines:
        indent = source.newline + " " * mapping.column
        edits.append(Edit(mapping.start, mapping.start, lines.pop("id") + indent))
    if not lines:
        return edits
    if not mapping.flow:
        at = _block_end(source, mapping)
        text = "".join(f"{source.newline}{' ' * mapping.column}{line}" for line in lines.values())
    elif mapping.items:
        at = _end(source, mapping.items[-1][1])
        text = "".join(f", {line}" for line in lines.values())
    else:
        at, text = mapping.start + 1, ", ".join(lines.values())
    return [*edits, Edit(at, at, text)]


def _end(source: Source, value: Value) -> int:
    return value.start + len(source.text[value.start : value.end].rstrip())


def _block_end(source: Source, mapping: records.Mapping) -> int:
    """Where the last line of a block ends, with the comments below it that are indented as part of its last value."""
    end = line_end(source, mapping.items[-1][1])
    inside = re.compile(rf"(?:\r?\n {{{mapping.column + 1},}}#[^\r\n]*)+").match(source.text, end)
    return inside.end() if inside else end


def line_end(source: Source, value: Value) -> int:
    """Where the last line of `value` ends, without its line break."""
    while (
        not isinstance(value, Scalar) and value.items and not value.flow
    ):  # a block ends only where the next item starts
        value = value.items[-1][1] if isinstance(value, records.Mapping) else value.items[-1]
    content = value.start + len(source.text[value.start : value.end].rstrip())
    end = source.text.find("\n", content)
    end = end if end >= 0 else len(source.text)
    return end - 1 if source.text[end - 1 : end] == "\r" else end


def renamed_keys(source: Source, old: str, new: str) -> list[Edit]:
    """The edits that rename the key `old` of the entries of a file, and of the mappings in them."""
    value = records.parse(source)
    entries = [each for each in value.items if isinstance(each, records.Mapping)] if isinstance(value, Sequence) else []
    inner = [each for entry in entries for _, each in entry.items if isinstance(each, records.Mapping)]
    return [Edit(k.start, k.end, new) for each in (*entries, *inner) for k, _ in each.items if k.text == old]


# ------------------------------------------------------------------ before anything is written


def checked(source: Source, edits: Iterable[Edit]) -> list[Edit]:
    """`edits`; refused if the file could not be parsed after them, so that a person must make them."""
    listed = list(edits)
    if not listed:
        return listed
    try:
        after = edited(source.text, listed)
        if not plain.readable(after):
            records.parse(Source(source.path, after))
    except (Refused, ValueError) as error:
        raise unwritable(source, listed) from error
    return listed


def unwritable(source: Source, edits: Iterable[Edit]) -> Refused:
    """The refusal of `edits` that would not give what they should."""
    message, advice = "deckgen cannot edit this entry as it is written", "write each `key: text` on a line of its own"
    return Refused(source.problem(min((edit.start for edit in edits), default=0), message, advice))
