"""What a text would be if it were added: what its files are, how much they hold, and the first pairs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from deckgen.actions.originals import Originals
from deckgen.actions.pairing import pair_originals, whole_of
from deckgen.files.source import Problem
from deckgen.languages.language import language
from deckgen.text import rows
from deckgen.text.documents import Document
from deckgen.text.given import grid_of, kind_of

_FIRST = 5  # pairs
_ENOUGH = 1000  # rows, among which are the first with both languages


@dataclass(frozen=True)
class FirstLook:
    """The files of a text with what they are, how much there is in words, and the first pairs."""

    files: tuple[tuple[Path, str], ...]
    amount: str
    first: tuple[tuple[str, str], ...]
    omitted: tuple[str, ...] = ()  # the reason of each part that was left out
    remarks: tuple[Problem, ...] = ()


def first_look(given: Originals, languages: Sequence[str] = ()) -> FirstLook:
    """Read what a person gave, in the `languages` of a deck or in those that it has. Rows are not aligned inside."""
    whole = whole_of(given)
    return _of_rows(given, whole, languages) if whole else _of_documents(given, languages)


def _of_rows(given: Originals, path: Path, languages: Sequence[str]) -> FirstLook:
    wanted = languages or given.languages
    grid = grid_of(path, given.said, wanted)
    choice = rows.chosen(grid, path, wanted, given.said.columns)
    front, back = (language(code).english for code in choice.languages)
    files = ((path, f"{kind_of(path, given.said).called}, {front} and {back}"),)
    few = rows.taken(replace(grid, lines=grid.lines[:_ENOUGH]), choice, path)
    reasons = tuple(omission.reason for omission in grid.omissions)
    first = tuple((row.front, row.back) for row in few.rows[:_FIRST])
    return FirstLook(files, f"{rows.amount(grid, choice)} rows; the first:", first, reasons, grid.remarks)


def _of_documents(given: Originals, languages: Sequence[str]) -> FirstLook:
    paired = pair_originals(given, languages)
    files = tuple((each.path, _described(each, given)) for each in paired.documents)
    pairs = tuple((pair.front, pair.back) for pair in paired.pairs[:_FIRST])
    reasons = tuple(omission.reason for each in paired.documents for omission in each.omissions)
    return FirstLook(files, f"{len(paired.pairs)} pairs; the first:", pairs, reasons, paired.remarks)


def _described(document: Document, given: Originals) -> str:
    called, spoken = kind_of(document.path, given.said).called, language(document.language).english
    return f"{called}, {spoken}, {len(document.sentences)} sentences"
