"""Glossaries that people made, with every place of every term in both texts: our own, and those in `training/extra`.

Those of `unseen` measure only. No weight is fitted on them and no rule is written after them: what is measured there is
what a text that nobody has seen may expect. One that was looked into to mend something belongs to the others.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from training.aligned import EXTRA, ROOT

OWN = ROOT / "tests" / "gold" / "glossaries"
UNSEEN = ROOT / "tests" / "gold" / "unseen"
PARTS = 5  # of the glossaries, each left out in turn where something is fitted on the others


@dataclass(frozen=True)
class Occurrence:
    """A term as it stands in one pair, in both languages."""

    pair: int
    front: str
    back: str


@dataclass(frozen=True)
class Entry:
    """One term: its dictionary form with the article, the accepted ones of its counterpart, and where it stands."""

    front: str
    backs: tuple[str, ...]
    kind: str
    occurrences: tuple[Occurrence, ...]


@dataclass(frozen=True)
class Glossary:
    """A text as sentence pairs, and its terms."""

    name: str
    pairs: list[tuple[str, str]]
    entries: list[Entry]


@cache
def glossaries() -> list[Glossary]:
    """Those that weights may be fitted on and that are on this machine."""
    return [*own(), *_in(EXTRA / "terms")]


def own() -> list[Glossary]:
    """Those of them that the repository holds."""
    return list(_in(OWN))


def part_of(name: str) -> int:
    """The part that a glossary to be fitted on belongs to."""
    return [glossary.name for glossary in glossaries()].index(name) % PARTS


def unseen() -> list[Glossary]:
    """Those that only measure."""
    return list(_in(UNSEEN))


def _in(folder: Path) -> Iterator[Glossary]:
    yield from (_read(path) for path in sorted(folder.glob("*_gold.tsv")))


def _read(path: Path) -> Glossary:
    lines = path.with_name(path.name.replace("_gold", "_pairs")).read_text("utf-8").splitlines()
    pairs = [(front, back) for front, back in (line.split("\t") for line in lines)]
    return Glossary(path.name.removesuffix("_gold.tsv"), pairs, list(_entries(path)))


def _entries(path: Path) -> Iterator[Entry]:
    for line in path.read_text("utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            *_, front, kind, backs, places = line.split("\t")
            found = []
            for place in places.split(";"):
                pair, _, words = place.partition(":")
                front_words, _, back_words = words.partition(">")
                found.append(Occurrence(int(pair), front_words, back_words))
            yield Entry(front, tuple(backs.split("|")), kind, tuple(found))
