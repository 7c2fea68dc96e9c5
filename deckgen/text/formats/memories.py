"""What readers of translation memories share: columns by language, rows of cells, and what is said of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from deckgen.files.characters import cut, folded
from deckgen.files.mending import mended
from deckgen.files.source import Problem, Refused
from deckgen.languages.codes import meant
from deckgen.languages.language import known, short
from deckgen.text.blocks import Omission
from deckgen.text.grid import Column, Grid, Line

_EXCERPT = 80  # letters
_UNKNOWN = "?"  # the name of a column whose language the file does not say
_NO_LANGUAGE = frozenset({"und", "mul", "zxx", "mis"})
_AGAIN = "export it again from the program that made it"

_MOST = 300  # languages; the largest public memories have some two hundred
_IN_ORDER = [list(range(n + 1)) for n in range(_MOST)]

Key = tuple[str, int]  # a language as files compare it, and which of those that a unit has

# Notes that programs write: where a text was found, how it is called there, what the program did to it.
_BY_PROGRAM = frozenset({"location", "context", "id", "key", "file", "state", "tool", "mt", "machine", "automatic"})
_MACHINE = re.compile(
    r"(?:context|location|file(?:name)?|source(?: file)?|path|id|key|resname|string ?id|msgctxt|line|x-[\w-]+"
    r"|(?:max(?:imum)? ?)?(?:length|width)|match|tm|mt|status)\s*[:=]"
    r"|(?:[\w.+-]*[/\\])*[\w+-]+\.[A-Za-z]{1,5}:\d+\b",
    re.IGNORECASE,
)


def is_machine_note(said: str, author: str = "") -> bool:
    """Whether a program wrote a note: its author or category says so, or it begins as such notes do."""
    return author.lower() in _BY_PROGRAM or bool(_MACHINE.match(said.strip()[:_EXCERPT]))


def language_of(label: str) -> str:
    """The code of a language by how a memory calls it: `it` for `it-IT` and `ITA`; empty if that is no language."""
    code = short(label.strip().replace("_", "-"))
    if code not in known():  # this spares most files the register of all languages
        code = short(meant(label))
    return "" if code in _NO_LANGUAGE else code


@dataclass
class Memory:
    """What was read so far. The columns are known at the end only: a unit may have one more language."""

    path: Path
    lines: list[Line] = field(default_factory=list)
    omissions: list[Omission] = field(default_factory=list)
    names: dict[Key, str] = field(default_factory=dict)  # in the order of the columns
    sections: dict[int, str] = field(default_factory=dict)  # by the place of a row
    notes: dict[int, str] = field(default_factory=dict)
    _keys: dict[str, str] = field(default_factory=dict)
    _places: dict[Key, int] = field(default_factory=dict)
    _only_first: bool = False

    def key(self, label: str) -> str:
        """A language as it is compared: `IT_it` and `it-IT` are one."""
        known = self._keys.get(label)
        if known is None:
            known = self._keys[label] = label.strip().replace("_", "-").lower()
        return known

    def place(self, label: str, nth: int = 1) -> int:
        """The column of the language that a file calls so, or of the nth that it calls so."""
        key = self.key(label), nth
        if key not in self._places:
            if len(self._places) == _MOST:
                message = f"this file has texts in more than {_MOST} languages"
                raise Refused(Problem(self.path, 0, message, advice=_AGAIN))
            self._places[key] = len(self._places)
            self.names[key] = (folded(label) or _UNKNOWN) + (f" {nth}" if nth > 1 else "")
        return self._places[key]

    def add(self, number: int, cells: dict[int, str], section: str = "", notes: str = "") -> None:
        """A row with its cells by their columns."""
        if section:
            self.sections[len(self.lines)] = section
        if notes:
            self.notes[len(self.lines)] = notes
        row = tuple(cells.values())
        if [*cells] != _IN_ORDER[len(cells) - 1]:
            row = tuple(cells.get(n, "") for n in range(max(cells) + 1))
        self.lines.append(Line(number, row))

    def omit(self, number: int, reason: str, text: str = "") -> None:
        """Name what was left out of a unit, and how it begins."""
        self.omissions.append(Omission(number, reason, cut(folded(text), _EXCERPT)))

    def keep_first(self, reason: str) -> None:
        """Leave out, by name, every text but the first that a unit has in a language."""
        self._only_first = True
        more = [place for place, (_, nth) in enumerate(self.names) if nth > 1]
        for line in self.lines if more else ():
            for place in more:
                if said := "".join(line.cells[place : place + 1]):
                    self.omit(line.number, reason, said)

    def grid(self, source: str, remarks: tuple[Problem, ...]) -> Grid:
        """All of it, the column of the language `source` first."""
        self.omissions.sort(key=lambda omission: omission.line)
        keys = list(self.names)
        first = self._source(source, keys)
        order = [] if first is None else [first]
        order += [n for n in range(len(keys)) if n != first and not (self._only_first and keys[n][1] > 1)]
        self._arrange(order, [held for held in (self.sections, self.notes) if held])
        twice = {keys[n][0] for n in order if keys[n][1] > 1}
        columns = [
            Column(self.names[keys[n]], "" if keys[n][0] in twice else self._code(keys[n]), "text") for n in order
        ]
        columns += [Column("section", holds="section")] * bool(self.sections)
        columns += [Column("note", holds="note")] * bool(self.notes)
        return Grid(tuple(columns), tuple(self.lines), tuple(self.omissions), remarks)

    def _code(self, key: Key) -> str:
        return language_of(self.names[key])

    def _source(self, label: str, keys: list[Key]) -> int | None:
        """The column of the source language, which the header of a file may call by less than its units do."""
        wanted = self.key(label)
        exact = (n for n, (key, _) in enumerate(keys) if key == wanted)
        alike = (n for n, key in enumerate(keys) if self._code(key) and self._code(key) == language_of(label))
        return next(exact, None) if any(key == wanted for key, _ in keys) else next(alike, None)

    def _arrange(self, order: list[int], more: list[dict[int, str]]) -> None:
        """Give each row a cell for every column, in place: there may be a million."""
        width, usual = len(self.names), order == list(range(len(self.names)))
        for n, line in enumerate(self.lines):
            cells = line.cells
            if len(cells) < width:
                cells += ("",) * (width - len(cells))
            elif usual and not more:
                continue
            if not usual:
                cells = tuple(cells[place] for place in order)
            self.lines[n] = Line(line.number, (*cells, *(held.get(n, "") for held in more)))


def read_mended(
    data: bytes,
    path: Path,
    read: Callable[[bytes], tuple[Memory, str, dict[str, int]]],
    names: frozenset[str] = frozenset(),
) -> Grid:
    """What `read` makes of a file, mended if it is not well-formed: memory, source language and undefined entities.

    `names` are the elements of the format. Where nothing else helps, `<` before any other name is taken for text.
    """
    done: tuple[str, ...] = ()
    try:
        memory, source, entities = read(data)
    except Refused:
        better = mended(data, path, names)
        if not better.done:
            raise
        done = better.done
        memory, source, entities = read(better.data)
    if not memory.lines:
        raise Refused(Problem(path, 0, _nothing(memory), advice=_AGAIN))
    return memory.grid(source, tuple(_remarks(path, done, entities)))


def _nothing(memory: Memory) -> str:
    reasons = sorted({omission.reason for omission in memory.omissions})
    return "there are no texts in this file" + (f", only what is left out: {', '.join(reasons)}" if reasons else "")


def _remarks(path: Path, done: tuple[str, ...], entities: dict[str, int]) -> Iterator[Problem]:
    if done:
        yield Problem(path, 0, f"this is not well-formed XML and was mended: {'; '.join(done)}", level="warning")
    if entities:
        shown = ", ".join(f"&{name}; ({count} ×)" for name, count in sorted(entities.items())[: _EXCERPT // 8])
        yield Problem(path, 0, f"entities without a definition were read as in HTML: {shown}", level="warning")
