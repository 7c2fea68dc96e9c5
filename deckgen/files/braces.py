"""Texts in one-line mappings that end too early because they are not quoted, as in `{title: One, two: three}`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_KEY = re.compile(r"\s*(?P<key>[^\s,:{}\[\]\"'#]+)\s*:(?=\s|$)\s*")
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"|\'(?:[^\']|\'\')*\'', re.DOTALL)
_NEXT = re.compile(r",\s*[\w-]+:(?:\s|$)|,?\s*$")  # what ends a value for a person: another key, or the end
_END = re.compile(r"\s*(?:[,}]|$)")
# What ends unquoted text for YAML, and its name.
_STOPS = (
    (re.compile(r":(?=\s|$)"), "a colon"),
    (re.compile(r"[\[\]]"), "a bracket"),
    (re.compile(r"\{"), "a brace"),
    (re.compile(r"(?<=\s)#"), "a ` #`"),
)


@dataclass(frozen=True)
class CutOff:
    """A text that needs quotes: its offset, what is wrong and what to do."""

    start: int
    message: str
    advice: str


def cut_off(text: str, brace: int) -> CutOff | None:
    """The first value of the mapping that opens at `brace` that must be quoted to be read; None if there is none."""
    for key, start in _values(text, brace + 1):
        line = text[start:].partition("\n")[0]
        inside = line[: _closing(line)]
        found = _NEXT.search(inside)
        value = inside[: found.start()] if found else inside
        if message := _fault(key, value, line):
            return CutOff(start, message, quote(key, _inner(value)))
    return None


def _fault(key: str, value: str, line: str) -> str:
    """What is wrong with the `value` of a key, at the beginning of a `line`; "" if nothing is."""
    if quoted := _QUOTED.match(line):
        after = not _END.match(line, quoted.end())
        return f"the text of `{key}` goes on after its closing quote" if after else ""
    if value[:1] in ("[", "{"):
        return "" if _END.match(line, _closed(line, 0)) else f"the text of `{key}` begins with `{value[0]}`"
    return next((f"{name} inside the unquoted text of `{key}`" for stop, name in _STOPS if stop.search(value)), "")


def after_comma(key: str, text: str, *, listed: bool) -> tuple[str, str]:
    """What is wrong, and what to do, if a comma cut `text`, the value of `key`; it may be a list of words."""
    if listed:
        return f"`{key}` has several words", f"write it like `{key}: [{text}]`"
    return f"a comma inside the unquoted text of `{key}`", quote(key, text)


def quote(key: str, value: str) -> str:
    """The advice to quote a value."""
    escaped = value.strip().replace("\\", "\\\\").replace('"', '\\"')
    return f'put it in double quotes: {key}: "{escaped}"'


def _values(text: str, at: int) -> Iterator[tuple[str, int]]:
    """The keys of a mapping whose first key is expected at `at`, each with the offset of its value."""
    while True:
        if found := _KEY.match(text, at):
            yield found["key"], found.end()
            at = _closed(text, found.end())
        stop = re.compile(r"[,}]").search(text, at)
        if not stop or stop[0] == "}":
            return
        at = stop.end()


def _closed(text: str, at: int) -> int:
    """Where a quoted text, a list or a mapping that begins at `at` ends; `at` itself for unquoted text."""
    if quoted := _QUOTED.match(text, at):
        return quoted.end()
    return at + 1 + _closing(text[at + 1 :]) + 1 if text[at : at + 1] in ("[", "{") else at


def _closing(text: str) -> int:
    """Where a bracket or a brace closes that was opened before `text`; its end if none does."""
    depth = 1
    for at, letter in enumerate(text):
        depth += (letter in "[{") - (letter in "]}")
        if not depth:
            return at
    return len(text)


def _inner(value: str) -> str:
    """`value` without quotes around it."""
    value = value.strip()
    return value[1:].removesuffix(value[0]) if value[:1] in ("'", '"') else value
