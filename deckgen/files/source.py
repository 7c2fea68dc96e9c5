"""Files that people write: places in them, problems at a place, edits that leave every other byte untouched."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate
from pathlib import Path
from typing import Literal, TypeVar

from deckgen.files.characters import cut

_WIDEST = 100  # characters of a line that is shown

Made = TypeVar("Made")
Level = Literal["error", "warning", "info", "allowed"]


@dataclass(frozen=True, order=True)
class Problem:
    """What is wrong at a place, the line as shown, and advice; `line` counts from 1, 0 is the whole file."""

    path: Path
    line: int
    message: str
    shown: tuple[str, ...] = ()
    advice: str = ""
    level: Level = "error"
    code: str = ""


class Refused(Exception):  # noqa: N818 - an answer to the user, not a fault of the program
    """Work cannot continue because of what a person wrote; carries every problem found so far."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(*(problem.message for problem in problems))
        self.problems = problems


def each_of(calls: Iterable[Callable[[], Made]]) -> list[Made]:
    """What the calls give, in order; refused with the problems of all that are refused."""
    made: list[Made] = []
    problems: list[Problem] = []
    for call in calls:
        try:
            made.append(call())
        except Refused as refused:
            problems += refused.problems
    if problems:
        raise Refused(*problems)
    return made


@dataclass(frozen=True)
class Source:
    """The text of one file as it was read: `text` without byte order mark, newlines unchanged."""

    path: Path
    text: str
    encoding: str = "utf-8"
    mark: str = ""  # the byte order mark, kept for writing back

    @cached_property
    def line_starts(self) -> list[int]:
        """The offsets at which lines begin."""
        lengths = map(len, self.text.split("\n"))
        return list(accumulate(map((1).__add__, lengths), initial=0))[:-1]

    @property
    def data(self) -> bytes:
        """The bytes of the file."""
        return (self.mark + self.text).encode(self.encoding)

    @cached_property  # each new entry asks for it
    def newline(self) -> str:
        r"""The newline of this file, `\n` or `\r\n`."""
        return "\r\n" if "\r\n" in self.text else "\n"

    def after(self, edits: Iterable[Edit]) -> Source:
        """The source with `edits` applied."""
        return replace(self, text=edited(self.text, edits))

    def line(self, offset: int) -> int:
        """The number, from 1, of the line that holds the character at `offset`."""
        return bisect_right(self.line_starts, offset)

    def line_start(self, offset: int) -> int:
        """The offset at which the line begins that holds the character at `offset`."""
        return self.line_starts[self.line(offset) - 1]

    def shown(self, line: int) -> tuple[str, ...]:
        """Line `line` without indentation, cut to fit a terminal; nothing if it is empty."""
        starts = self.line_starts
        if not 0 < line <= len(starts):
            return ()
        end = starts[line] if line < len(starts) else len(self.text)
        text = self.text[starts[line - 1] : end].strip()
        return (cut(text, _WIDEST),) if text else ()

    def problem(
        self, offset: int, message: str, advice: str = "", *, level: Level = "error", code: str = ""
    ) -> Problem:
        """A problem at the character `offset`, showing its line."""
        return self.problem_in(self.line(offset), message, advice, level=level, code=code)

    def problem_in(
        self, line: int, message: str, advice: str = "", *, level: Level = "error", code: str = ""
    ) -> Problem:
        """A problem in line `line`, showing it."""
        return Problem(self.path, line, message, self.shown(line), advice, level, code)


@dataclass(frozen=True)
class Edit:
    """Replace the characters from `start` to `end` of a text with `text`."""

    start: int
    end: int
    text: str


def edited(text: str, edits: Iterable[Edit]) -> str:
    """`text` with all `edits` applied; they must not overlap, and those at the same place keep their order."""
    parts: list[str] = []
    at = 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        if edit.start < at:
            raise ValueError("two edits overlap")
        parts += (text[at : edit.start], edit.text)
        at = edit.end
    return "".join((*parts, text[at:]))
