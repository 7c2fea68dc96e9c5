"""What people wrote, entry by entry: each with the record that it was read from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from deckgen.files.records import Record
from deckgen.files.source import Source


class Named(Protocol):
    """What has an id, empty until a build gives one."""

    @property
    def id(self) -> str:
        """What it is called for ever."""


V_co = TypeVar("V_co", bound=Named, covariant=True)


@dataclass(frozen=True, slots=True)
class Entry(Generic[V_co]):
    """A pair or a term at its place: two that say the same are still two records to edit."""

    record: Record
    value: V_co


@dataclass(frozen=True)
class EntryFile(Generic[V_co]):
    """The entries of one file, in its order."""

    source: Source
    entries: tuple[Entry[V_co], ...] = ()

    @cached_property
    def values(self) -> tuple[V_co, ...]:
        """What the entries say."""
        return tuple(entry.value for entry in self.entries)

    @property
    def unnamed(self) -> list[Record]:
        """The records of entries that have no id yet."""
        return [entry.record for entry in self.entries if not entry.value.id]

    @property
    def path(self) -> Path:
        """Where the file is."""
        return self.source.path
