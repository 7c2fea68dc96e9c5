"""Texts whose alignment is known, to fit on and to measure with: our own, and those under `training/extra`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
OWN = ROOT / "tests" / "gold" / "texts"
EXTRA = ROOT / "training" / "extra"  # what may not be distributed with deckgen: README.md says how to get it
UNSEEN = ROOT / "build" / "unseen"  # weights fitted without a family of texts
Bead = tuple[tuple[int, ...], tuple[int, ...]]
_BEAD = re.compile(r"\[(.*?)\]:\[(.*?)\]")


# Sets that are read together or have texts in common are one family: what is fitted on one has seen the others.
_FAMILIES = {"literary": "defr", "seed": "clean", "udhr": "clean", "pud": "clean"}


@dataclass(frozen=True)
class Document:
    """One text, its translation, and which sentences answer which, as indices of both sides in order.

    `damage` is what was done to it, empty for a text as it is.
    """

    set: str
    name: str
    sides: tuple[list[str], list[str]]
    gold: list[Bead]
    damage: str = ""

    @property
    def family(self) -> str:
        """What its set belongs to."""
        return _FAMILIES.get(self.set, self.set.split("_")[0])


def read(folder: Path, of_set: str) -> Document:
    """The document in a folder: the sentences of `src.txt` and `tgt.txt`, one a line, and the beads of `gold.txt`."""
    left, right = ((folder / name).read_text("utf-8").splitlines() for name in ("src.txt", "tgt.txt"))
    matches = filter(None, map(_BEAD.match, (folder / "gold.txt").read_text("utf-8").splitlines()))
    beads = [tuple(tuple(int(n) for n in side.split(",") if n) for side in match.groups()) for match in matches]
    return Document(of_set, folder.name, (left, right), [(left, right) for left, right in beads])


def documents() -> list[Document]:
    """All that are on this machine."""
    return [*own(), *_extra()]


def own() -> list[Document]:
    """Those that the repository holds, in three sets."""
    return [read(folder, folder.name.split("-")[0]) for folder in sorted(OWN.iterdir())]


def _extra() -> Iterator[Document]:
    for folder in sorted((EXTRA / "align" / "sets").glob("*/*/")):
        yield read(folder, folder.parent.name)
