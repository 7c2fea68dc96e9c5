"""Texts that answer each other, as people have them in tables and translation memories: columns, and rows of cells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from deckgen.files.source import Problem
from deckgen.text.blocks import Omission

Holds = Literal["text", "section", "note", ""]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: what it is called where it comes from (`B`, `Italiano`, `it-IT`), and what is known of it.

    `language` is a code such as `it`, empty where the file does not say; `holds` is empty where it may be anything.
    """

    name: str
    language: str = ""
    holds: Holds = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A row: where it is, as the line of a file or as the row of a sheet, and a cell for each column, empty or not.

    A line break in a cell is `\\n`.
    """

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Grid:
    """What a reader of rows gives: all columns and rows, what it left out, and how it read where that is not usual."""

    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    omissions: tuple[Omission, ...] = ()
    remarks: tuple[Problem, ...] = ()
