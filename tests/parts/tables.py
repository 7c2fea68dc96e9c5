"""Tables for tests: cells in few words, and grids of texts at random."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from hypothesis import strategies as st
from readings import DOCUMENTS, damaged, damaged_inside

from deckgen.files.source import Problem, Refused
from deckgen.text.grid import Grid

TABLES = DOCUMENTS / "tables"


def cells(grid: Grid) -> list[tuple[str, ...]]:
    """The rows of a grid without their numbers."""
    return [line.cells for line in grid.lines]


def columns(grid: Grid) -> list[tuple[str, str, str]]:
    """The columns of a grid: name, language, and what each holds."""
    return [(column.name, column.language, column.holds) for column in grid.columns]


def left_out(grid: Grid) -> list[tuple[int, str, str]]:
    """What was left out of a grid: the line, why, and how it begins."""
    return [(omission.line, omission.reason, omission.text) for omission in grid.omissions]


def table(name: str) -> tuple[bytes, Path]:
    """The bytes and the path of a table in tests/gold/documents/tables."""
    path = TABLES / name
    return path.read_bytes(), path


def grids(characters: str, widest: int = 5) -> st.SearchStrategy[list[tuple[str, ...]]]:
    """Tables whose cells are words of these characters, each with a word first so that no cell is blank or a header."""
    cell = st.text(characters, max_size=12).map(lambda text: f"pane{text}x")
    return st.integers(2, widest).flatmap(lambda number: st.lists(st.tuples(*[cell] * number), min_size=1, max_size=8))


def is_read_or_refused(
    read: Callable[[bytes, Path], Grid], data: bytes, path: Path, seed: int, *, inside: bool
) -> None:
    """Whether a table with faults gives a whole grid, or a plain answer."""
    made = damaged_inside(data, seed) if inside else damaged(data, seed)
    problems: tuple[Problem, ...] = ()
    try:
        grid = read(made, path)
    except Refused as refused:
        problems = refused.problems
        assert problems
    else:
        assert len(grid.columns) > 1
        assert all(len(line.cells) == len(grid.columns) and any(line.cells) for line in grid.lines)
        numbers = [line.number for line in grid.lines]
        assert numbers == sorted(set(numbers))
    assert all(problem.message and problem.path == path for problem in problems)
