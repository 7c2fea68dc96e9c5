"""Translation memories as TMX 1.1 to 1.4b: a row for each unit, a column for each language.

A section is the unit's property `x-section` or `x-deckgen-section`; notes are those of the unit and of its variants
that a person wrote. White space is folded, but line breaks stay where `xml:space` says that they are meant.
"""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree.ElementTree import Element

from deckgen.files.source import Problem, Refused
from deckgen.files.xml import LANG, local, tell
from deckgen.text.formats.inline import SPACE, asides, folded, keeps_lines, text
from deckgen.text.formats.memories import Memory, is_machine_note, read_mended
from deckgen.text.grid import Grid

_NAMES = frozenset("tmx header body tu tuv seg note prop ude map bpt ept ph it hi ut sub".split())  # noqa: SIM905
_WHOLE = ("seg", "note", "prop")
_SECTION = frozenset({"x-section", "x-deckgen-section"})
_MOST_ALIKE = 9  # variants in one language that are told apart
_TAGS = re.compile(r"</?(?:(br)|[a-z]{1,20})\d+/?>")  # codes of OmegaT: <b0>bold</b0>; a line break is <br1/>
_ALIKE = "another text in the same language"


def read(data: bytes, path: Path) -> Grid:
    """The rows of a translation memory, each with the line of the file where it begins."""
    return read_mended(data, path, lambda held: _memory(held, path), _NAMES)


def _memory(data: bytes, path: Path) -> tuple[Memory, str, dict[str, int]]:
    reader, entities = _Reader(path), dict[str, int]()
    tell(data, path, reader, _WHOLE, entities)
    reader.settle()
    return reader.memory, reader.source, entities


class _Locals(dict[str, str]):
    """Names of elements → their local names."""

    def __missing__(self, name: str) -> str:
        made = self[name] = local(name)
        return made


class _Reader:
    """Is told of the elements of a memory and adds a row for each unit."""

    def __init__(self, path: Path) -> None:
        self.memory = Memory(path)
        self.source = ""
        self._has_tags = False  # the program writes codes as text
        self._locals = _Locals()
        self._first: dict[str, int] = {}  # the column of each language, by how it is called
        self._alike = self._others = 0  # units whose variants all claim to be in one language, and other units
        # Whether line breaks are meant: around the units, in each element there; in a unit; in a variant.
        self._around: list[bool] = []
        self._in_unit = self._in_variant = False
        self._begin_unit(0)

    def _begin_unit(self, line: int) -> None:
        self._line = line
        self._cells: dict[int, str] = {}
        self._more: dict[str, int] = {}  # the languages that it has more than once
        self._section, self._notes = "", dict[str, None]()
        self._label: str | None = None  # of the variant that is open
        self._said: str | None = None

    def begin(self, tag: str, attributes: dict[str, str], line: int) -> None:
        """Begin a unit or a variant."""
        name = self._locals[tag]
        if name == "tuv":
            self._label = attributes.get(LANG) or attributes.get("lang") or ""
            self._said = None
            self._in_variant = (
                keeps_lines(attributes, inherited=self._in_unit) if SPACE in attributes else self._in_unit
            )
        elif name == "tu" and self._around:
            self._begin_unit(line)
            self._in_unit = keeps_lines(attributes, inherited=self._around[-1])
        else:
            self._begin_frame(name, attributes)

    def end(self, tag: str, line: int) -> None:
        """Finish a variant or a unit."""
        name = self._locals[tag]
        if name == "tuv":
            label, said = self._label, self._said or ""
            if label is not None:
                place = self._first.get(label)
                if place is None:
                    place = self._first[label] = self.memory.place(label)
                if place in self._cells:
                    self._add_alike(label, said)
                else:
                    self._cells[place] = said
            self._label = None
        elif name != "tu":
            self._around.pop()
        elif self._cells:
            self._end_unit()

    def whole(self, element: Element, line: int) -> None:
        """Take the text of a variant, a note, or a section."""
        name = self._locals[element.tag]
        if name == "seg":
            lines = keeps_lines(element.attrib, inherited=self._in_variant)
            said = (element.text or "") if not len(element) else self._coded(element)
            if self._has_tags and "<" in said:
                said = _TAGS.sub(lambda tag: " " * bool(tag[1]), said)
            said = folded(said, keep_lines=lines)
            self._said = said if not self._said else f"{self._said} {said}"
        elif name == "note" and self._line:
            self._note(element)
        elif name == "prop" and self._label is None and element.get("type") in _SECTION:
            self._section = folded(element.text or "")

    def settle(self) -> None:
        """Decide whether further texts in one language are in another one, which the program called wrongly."""
        if self._alike <= self._others:
            self.memory.keep_first(_ALIKE)

    def _begin_frame(self, name: str, attributes: dict[str, str]) -> None:
        if not self._around and name != "tmx":
            message = f"this is not a translation memory: it begins with <{name}> instead of <tmx>"
            advice = "export it as TMX from the program that made it"
            raise Refused(Problem(self.memory.path, 0, message, advice=advice))
        if name == "header":
            self.source = attributes.get("srclang", "")
            self._has_tags = attributes.get("creationtool") == "OmegaT"
        self._around.append(keeps_lines(attributes, inherited=bool(self._around) and self._around[-1]))

    def _end_unit(self) -> None:
        cells = self._cells
        if len(cells) > 1:
            alike = sum(self._more.values()) == len(cells)
            self._alike += alike
            self._others += not alike
        self.memory.add(self._line, cells, self._section, "\n".join(self._notes) if self._notes else "")
        self._cells = {}

    def _add_alike(self, label: str, said: str) -> None:
        """A further text in a language, in a column of its own as long as it is open what it is."""
        key = self.memory.key(label)
        nth = self._more[key] = self._more.get(key, 1) + 1
        if nth <= _MOST_ALIKE:
            self._cells[self.memory.place(label, nth)] = said
        else:
            self.memory.omit(self._line, _ALIKE, said)

    def _coded(self, segment: Element) -> str:
        """The text of a segment with codes; texts inside them are named as left out."""
        for aside in asides(segment):
            self.memory.omit(self._line, "text inside a code", aside)
        return text(segment)

    def _note(self, note: Element) -> None:
        said = folded("".join(note.itertext()), keep_lines=True)
        if said and is_machine_note(said):
            self.memory.omit(self._line, "note of a program", said)
        elif said:
            self._notes[said] = None
