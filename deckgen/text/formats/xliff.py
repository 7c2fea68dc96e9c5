"""XLIFF 1.2 (and 1.0, 1.1, and what programs build on it) and XLIFF 2: a row for each segment.

The column "section" has the `original` of a file (`id` in XLIFF 2) where a document holds several, else how the
innermost group is called (`resname`, `name`). Notes are those that a person wrote. What is not translated has an empty
cell and is named; `ignorable` parts of XLIFF 2 and what stands between the segments of a unit are named if they have
words. White space is folded, but line breaks stay where `xml:space` says that they are meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path
from xml.etree.ElementTree import Element

from deckgen.files.source import Problem, Refused
from deckgen.files.xml import LANG, Event, attribute, events, local
from deckgen.text.formats.inline import asides, breaks, folded, keeps_lines, text
from deckgen.text.formats.memories import Memory, is_machine_note, read_mended
from deckgen.text.formats.segments import Pair, segments
from deckgen.text.grid import Grid

_UNITS = frozenset({"trans-unit", "unit"})
_WHOLE = (*_UNITS, "tag")  # the second describes codes in the head of a file of Trados
_UNTRANSLATED = frozenset({"new", "needs-translation", "initial"})
_HEADER = "x-gettext-domain-header"  # po2xliff: no text, but what the file says of itself
_WORD = re.compile(r"[^\W_]")
# Codes of Memsource are text: {1} alone, {1>around text<1}, {b>bold<b}, {j} between joined segments.
_TAGS = re.compile(r"\{(\d+|j)\}|\{(?:\d+|[biu_^]+)>|<(?:\d+|[biu_^]+)\}")
_AGAIN = "export it as XLIFF from the program that made it"


def read(data: bytes, path: Path) -> Grid:
    """The rows of an XLIFF file, each with the line of the file where its unit begins."""
    return read_mended(data, path, lambda held: _Reader(path).read(held))


@dataclass(frozen=True)
class _Context:
    """What an element says of the units in it."""

    lines: bool = False  # line breaks are meant
    translate: bool = True
    languages: tuple[str, str] = ("", "")
    file: str = ""
    group: str = ""

    def within(self, element: Element) -> _Context:
        """What holds in an element of a file."""
        name = local(element.tag)
        made = replace(
            self,
            lines=keeps_lines(element.attrib, inherited=self.lines),
            translate=_is_translated(element, inherited=self.translate),
            languages=_languages(element, self.languages),
        )
        if name == "file":
            return replace(made, file=attribute(element, "original", "id"), group="")
        return replace(made, group=attribute(element, "resname", "name") or self.group) if name == "group" else made


def _is_translated(element: Element, *, inherited: bool) -> bool:
    said = element.get("translate")
    return inherited if said not in ("yes", "no") else said == "yes"


def _languages(element: Element, inherited: tuple[str, str]) -> tuple[str, str]:
    source = attribute(element, "source-language", "srcLang")
    target = attribute(element, "target-language", "trgLang")
    return source or inherited[0], target or inherited[1]


@dataclass
class _Reader:
    path: Path
    contexts: list[_Context] = field(default_factory=lambda: [_Context()])
    files: set[str] = field(default_factory=set)  # that units come from
    groups: dict[int, str] = field(default_factory=dict)  # of rows; their files are the sections of the memory
    source: str = ""  # what the source language is called
    has_tags: bool = False  # the program writes codes as text
    breaking: set[str] = field(default_factory=set)  # ids of codes that the head of a file describes as line breaks

    def __post_init__(self) -> None:
        self.memory = Memory(self.path)

    def read(self, data: bytes) -> tuple[Memory, str, dict[str, int]]:
        entities: dict[str, int] = {}
        for event in events(BytesIO(data), self.path, _WHOLE, entities=entities):
            self._take(event)
        if len(self.files) < 2:
            self.memory.sections = self.groups
        return self.memory, self.source, entities

    def _take(self, event: Event) -> None:
        kind, element, line = event
        name = local(element.tag)
        if kind == "end":
            self.contexts.pop()
        elif kind == "start":
            self._begin(element, name)
        elif name in _UNITS:
            self._unit(element, line, self.contexts[-1].within(element))
        elif name == "tag" and any(map(breaks, element)):
            self.breaking.add(element.get("id", ""))

    def _begin(self, element: Element, name: str) -> None:
        if len(self.contexts) == 1 and name != "xliff":
            message = f"this is not XLIFF: it begins with <{name}> instead of <xliff>"
            raise Refused(Problem(self.path, 0, message, advice=_AGAIN))
        if name == "file":
            self.breaking.clear()
        elif name == "xliff":
            self.has_tags = any("memsource" in attribute for attribute in element.keys())  # noqa: SIM118 - no mapping
        self.contexts.append(self.contexts[-1].within(element))

    def _unit(self, unit: Element, line: int, context: _Context) -> None:
        pairs = segments(unit, lines=context.lines)
        if not context.translate:
            for pair in pairs:
                self._omit(line, "marked as not to be translated", text(pair.source, self.breaking))
            return
        if unit.get("restype") == _HEADER:
            self._omit(line, "head of a file", text(pairs[0].source) if pairs else "")
            return
        notes = self._notes(unit, line)
        for pair in pairs:
            self._pair(pair, line, context, notes)

    def _pair(self, pair: Pair, line: int, context: _Context, notes: str) -> None:
        source, target = self._text(pair, pair.source), self._text(pair, pair.target)
        for element in (pair.source, pair.target):
            for aside in asides(element) if element is not None else ():
                self._omit(line, "text inside a code", aside)
        if not source and not target:
            return
        if pair.is_aside:
            self._omit(line, "between segments", source)
            return
        if pair.state in _UNTRANSLATED or not target:
            self.memory.omit(line, "not translated", target or source)
            target = ""
        self._add(line, context, pair, (source, target), notes)

    def _text(self, pair: Pair, element: Element | None) -> str:
        """What one side says."""
        if element is None:
            return ""
        breaking = self.breaking | pair.breaking
        said = text(element, breaking)
        if self.has_tags:
            said = _TAGS.sub(lambda tag: " " * (tag[1] in breaking or tag[1] == "j"), said)
        return folded(said, keep_lines=keeps_lines(element.attrib, inherited=pair.lines))

    def _add(self, line: int, context: _Context, pair: Pair, texts: tuple[str, str], notes: str) -> None:
        memory = self.memory
        first, second = (
            stated or (element.get(LANG, "") if element is not None else "") or unstated
            for stated, element, unstated in zip(
                context.languages, (pair.source, pair.target), ("source", "target"), strict=True
            )
        )
        self.source = self.source or first
        place = memory.place(first)
        other = memory.place(second, 2 if memory.key(first) == memory.key(second) else 1)
        if context.group:
            self.groups[len(memory.lines)] = context.group
        self.files.add(context.file)
        memory.add(line, {place: texts[0], other: texts[1]}, context.file, notes)

    def _notes(self, unit: Element, line: int) -> str:
        """The notes of a unit that a person wrote; those of programs are named."""
        said: dict[str, None] = {}
        for note in _notes(unit):
            words = folded("".join(note.itertext()), keep_lines=True)
            if words and is_machine_note(words, attribute(note, "from", "category")):
                self._omit(line, "note of a program", words)
            elif words:
                said[words] = None
        return "\n".join(said)

    def _omit(self, line: int, reason: str, said: str) -> None:
        if _WORD.search(said):
            self.memory.omit(line, reason, said)


def _notes(unit: Element) -> Iterator[Element]:
    for child in unit:
        name = local(child.tag)
        if name == "note":
            yield child
        elif name == "notes":
            yield from child
