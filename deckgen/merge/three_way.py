"""Two sides that both changed, against what they started from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

Verdict = Literal["ours", "theirs", "conflict"]


@dataclass(frozen=True)
class Difference:
    """A field in which two sides differ, and whose text it is to have; without a base both may be right."""

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


def differences(base: Mapping[str, str], ours: Mapping[str, str], theirs: Mapping[str, str]) -> Iterator[Difference]:
    """Compare the texts of fields three ways, for the fields that both sides have; one that `base` lacks has none."""
    for field, text in ours.items():
        other = theirs.get(field, text)
        if other != text:
            yield Difference(field, base.get(field), text, other)
