"""The sheets of a workbook: which of them has the two languages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from deckgen.files.characters import cut
from deckgen.files.source import Problem, Refused
from deckgen.text.formats.tabular import ONE_COLUMN, TWO_NEEDED, Found, grid, is_text
from deckgen.text.grid import Grid

MOST_COLUMNS = 256  # that are read: a table has one for each language, and some for notes
_SHOWN = 8  # names of sheets
_LONGEST = 40  # letters of a name


@dataclass(frozen=True)
class Sheet:
    """A sheet, with what it holds: that is called for once."""

    name: str
    hidden: bool
    read: Callable[[], Found]

    @cached_property
    def found(self) -> Found:
        """What the sheet holds."""
        return self.read()

    @property
    def is_paired(self) -> bool:
        """Whether texts stand side by side in it."""
        return any(sum(map(is_text, line.cells)) > 1 for line in self.found.lines)


def chosen(sheets: Sequence[Sheet], wanted: str, path: Path) -> Grid:
    """The grid of the sheet called `wanted`, or with that number from 1.

    Without one, that of the only sheet with texts side by side; of several the first that is shown, with a remark.
    """
    if not sheets:
        raise Refused(Problem(path, 0, "this workbook has no sheets with cells", advice=TWO_NEEDED))
    if wanted:
        return grid(_wanted(sheets, wanted, path).found, path, _advice(sheets))
    paired = [sheet for sheet in sheets if sheet.is_paired]
    first = next((sheet for sheet in paired if not sheet.hidden), next(iter(paired), None))
    if not first:
        return _unpaired(sheets, path)
    others = [sheet for sheet in paired if sheet is not first]
    remarks = [*first.found.remarks, *([_remark(first, others, path)] if others else [])]
    return grid(replace(first.found, remarks=remarks), path, _advice(sheets))


def beyond(path: Path) -> Problem:
    """What to say of a sheet with more columns than are read."""
    message = f"only the first {MOST_COLUMNS} columns are read, and there is something beyond them"
    return Problem(path, 0, message, level="warning")


def _wanted(sheets: Sequence[Sheet], wanted: str, path: Path) -> Sheet:
    for same in (str, str.casefold):
        for sheet in sheets:
            if same(sheet.name).strip() == same(wanted).strip():
                return sheet
    if wanted.strip().isdecimal() and len(wanted) < 9 and 0 < int(wanted) <= len(sheets):
        return sheets[int(wanted) - 1]
    raise Refused(
        Problem(path, 0, f"it has no sheet called “{cut(wanted, _LONGEST)}”", advice=f"it has {_names(sheets)}")
    )


def _unpaired(sheets: Sequence[Sheet], path: Path) -> Grid:
    """The grid of the only sheet with anything in two columns, be it in different rows; refused if there is none."""
    for sheet in sheets:
        try:
            return grid(sheet.found, path)
        except Refused:
            continue
    raise Refused(Problem(path, 0, ONE_COLUMN, advice=_advice(sheets)))


def _remark(sheet: Sheet, others: Sequence[Sheet], path: Path) -> Problem:
    message = f"the sheet “{cut(sheet.name, _LONGEST)}” is read; texts are also in {_names(others)}"
    return Problem(path, 0, message, advice="choose another one with `--sheet NAME`", level="info")


def _advice(sheets: Sequence[Sheet]) -> str:
    return TWO_NEEDED if len(sheets) < 2 else f"{TWO_NEEDED}, or choose another sheet with `--sheet`: {_names(sheets)}"


def _names(sheets: Sequence[Sheet]) -> str:
    shown = [f"“{cut(sheet.name, _LONGEST)}”" + (" (hidden)" if sheet.hidden else "") for sheet in sheets[:_SHOWN]]
    more = len(sheets) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")
