"""Two sides that both changed, against what they started from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

Verdict = Literal["ours", "theirs", "conflict"]
Fields = Mapping[str, str]


@dataclass(frozen=True)
class Difference:
    """A field in which two sides differ, and whose text it is to have; without a base both may be right."""

    id: str
    field: str
    base: str | None
    ours: str
    theirs: str

    @property
    def verdict(self) -> Verdict:
        """The side that moved away from the base; a conflict if both did, or if the base is not known."""
        if self.base == self.theirs:
            return "ours"
        return "theirs" if self.base == self.ours else "conflict"


def differences(
    base: Mapping[str, Fields], ours: Mapping[str, Fields], theirs: Mapping[str, Fields]
) -> Iterator[Difference]:
    """Compare `{id: {field: text}}` three ways, for the ids and fields that both sides have.

    An id or a field that `base` lacks has no base.
    """
    for name, fields in ours.items():
        for field, text in fields.items():
            other = theirs.get(name, {}).get(field, text)
            if other != text:
                yield Difference(name, field, base.get(name, {}).get(field), text, other)
