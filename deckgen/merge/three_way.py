"""Three-way comparison of two sides and their common base."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

Verdict = Literal["ours", "theirs", "conflict"]


@dataclass(frozen=True)
class Difference:
    """A field in which two sides differ; `base` is None if unknown."""

    field: str
    base: str | None
    ours: str
    theirs: str

    @property
    def verdict(self) -> Verdict:
        """The side that differs from the base; a conflict if both do or the base is unknown."""
        if self.base == self.theirs:
            return "ours"
        return "theirs" if self.base == self.ours else "conflict"


def differences(base: Mapping[str, str], ours: Mapping[str, str], theirs: Mapping[str, str]) -> Iterator[Difference]:
    """Compare the fields that both sides have three ways; a field missing from `base` has the base None."""
    for field, text in ours.items():
        other = theirs.get(field, text)
        if other != text:
            yield Difference(field, base.get(field), text, other)
