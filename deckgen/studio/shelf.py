"""What a page gave and will ask for again by name: the last few things, each under a name that no other ever has."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Thing = TypeVar("Thing")


@dataclass
class Shelf(Generic[Thing]):
    """Holds the last `most` things."""

    most: int
    _things: dict[str, Thing] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def __len__(self) -> int:
        """How many things there are."""
        return len(self._things)

    def put(self, thing: Thing) -> str:
        """Keep a thing; gives its name."""
        name = str(next(self._numbers))
        self._things[name] = thing
        for old in list(self._things)[: -self.most]:
            self._things.pop(old, None)
        return name

    def get(self, name: str) -> Thing | None:
        """The thing with this name; None if it is not there any more."""
        return self._things.get(name)

    def take(self, name: str) -> Thing | None:
        """The thing with this name, which is forgotten then."""
        return self._things.pop(name, None)
