"""What was done, so that it can be undone: each change of a file as the lines that it replaced, found again later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from pathlib import Path

_CONTEXT = 3  # lines on each side by which the place of a change is found again


@dataclass(frozen=True)
class Hunk:
    """One change of a text: `old` lines that became `new` ones, with the lines around them."""

    old: str
    new: str
    above: tuple[str, ...] = ()
    below: tuple[str, ...] = ()

    @property
    def reversed(self) -> Hunk:
        """The change that undoes this one."""
        return replace(self, old=self.new, new=self.old)


@dataclass(frozen=True)
class Step:
    """One operation on a text: the name of what was done, and its changes by file."""

    text: str
    name: str
    hunks: tuple[tuple[Path, Hunk], ...]
    key: str = ""  # of the row that it began with

    @property
    def reversed(self) -> Step:
        """The step that undoes this one."""
        return replace(self, hunks=tuple((path, hunk.reversed) for path, hunk in reversed(self.hunks)))


def hunk(before: str, after: str) -> Hunk:
    """The change that makes `after` of `before`: everything between their common beginning and end, in whole lines."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    head = _alike(old, new)
    tail = _alike(old[head:][::-1], new[head:][::-1])
    end = len(old) - tail
    return Hunk(
        "".join(old[head:end]),
        "".join(new[head : len(new) - tail]),
        tuple(old[max(0, head - _CONTEXT) : head]),
        tuple(old[end : end + _CONTEXT]),
    )


def _alike(one: Sequence[str], other: Sequence[str]) -> int:
    """How many lines two texts have in common from their beginning."""
    return len(list(takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))))


def applied(change: Hunk, text: str) -> str | None:
    """`text` with `change`; None if its lines are not there as they were, or not at one place only."""
    for context in range(_CONTEXT + 1):
        above = "".join(change.above[len(change.above) - min(context, len(change.above)) :])
        below = "".join(change.below[:context])
        pattern = above + change.old + below
        places = _places(text, pattern) if change.old.strip() or context else []
        if len(places) == 1:
            start = places[0] + len(above)
            return text[:start] + change.new + text[start + len(change.old) :]
        if not places and (change.old.strip() or context):
            return None
    return None


def _places(text: str, pattern: str) -> list[int]:
    """The offsets of `pattern` in `text` that are starts of lines."""
    if not pattern:
        return [0] if not text else []
    found, at = [], text.find(pattern)
    while at >= 0:
        if at == 0 or text[at - 1] == "\n":
            found.append(at)
        at = text.find(pattern, at + 1)
    return found
