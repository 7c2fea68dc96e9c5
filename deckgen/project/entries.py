"""Entries of the files that people edit, each with the record that it was read from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from deckgen.files.records import Record
from deckgen.files.source import Source


class Named(Protocol):
    """Something with an id, which is empty until a build assigns one."""

    @property
    def id(self) -> str:
        """Its permanent id."""


V_co = TypeVar("V_co", bound=Named, covariant=True)


@dataclass(frozen=True, slots=True)
class Entry(Generic[V_co]):
    """A pair or a term with its record; equal values still have separate records."""

    record: Record
    value: V_co


@dataclass(frozen=True)
class EntryFile(Generic[V_co]):
    """The entries of one file, in file order."""

    source: Source
    entries: tuple[Entry[V_co], ...] = ()

    @cached_property
    def values(self) -> tuple[V_co, ...]:
        """The values of the entries."""
        return tuple(entry.value for entry in self.entries)

    @property
    def unnamed(self) -> list[Record]:
        """The records of entries without an id."""
        return [entry.record for entry in self.entries if not entry.value.id]

    @property
    def path(self) -> Path:
        """The path of the file."""
        return self.source.path
