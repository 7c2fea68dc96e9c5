"""Harder variants of an aligned document: what really happens to pairs of texts."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator

from training.aligned import Bead, Document

Texts = tuple[list[str], list[str]]  # the sentences of one bead, or of both sides of a document
Damage = Callable[[list[Texts], random.Random], list[Texts]]

_HEADINGS = (
    ("Introduzione", "Nota", "Riepilogo", "Leggi anche", "Condividi", "Pubblicità", "Commenti", "Indice"),
    ("Úvod", "Poznámka", "Shrnutí", "Čtěte také", "Sdílet", "Reklama", "Komentáře", "Obsah"),
)


def damaged(documents: Iterable[Document], seeds: Iterable[int]) -> Iterator[Document]:
    """Every document in every kind of damage with every seed; no two documents are damaged at the same places."""
    chosen = list(seeds)
    for kind, damage in KINDS.items():
        for document in documents:
            for seed in chosen:
                chance = random.Random(f"{kind} {seed} {document.set} {document.name}")
                sides, gold = _numbered(damage(_texts(document), chance))
                yield Document(document.set, f"{document.name}-{seed}", sides, gold, kind)


_CLOSING = "\"'»«“”’‘„)]›‹」』 \u00a0"
_MARKS = ".?!…:;,"


def unmarked(documents: Iterable[Document]) -> Iterator[Document]:
    """Every document without the last marks of its sentences on the left, on the right, and on both sides."""
    for name, sides in (("bare left", (0,)), ("bare right", (1,)), ("bare both", (0, 1))):
        for document in documents:
            left, right = ([_bare(s) for s in side] if n in sides else side for n, side in enumerate(document.sides))
            yield Document(document.set, document.name, (left, right), document.gold, name)


def _bare(sentence: str) -> str:
    """A sentence without its last mark; closing quotation marks and brackets stay."""
    inside = sentence.rstrip(_CLOSING)
    kept = inside.rstrip(_MARKS).rstrip()
    return kept + sentence[len(inside) :] if kept else sentence


def _texts(document: Document) -> list[Texts]:
    left, right = document.sides
    return [([left[i] for i in a], [right[j] for j in b]) for a, b in document.gold]


def _numbered(beads: Iterable[Texts]) -> tuple[Texts, list[Bead]]:
    """The two sides that beads make up, and the beads; what lost its counterpart is one null bead a sentence."""
    left: list[str] = []
    right: list[str] = []
    gold: list[Bead] = []
    for ours, theirs in beads:
        a = tuple(range(len(left), len(left) + len(ours)))
        b = tuple(range(len(right), len(right) + len(theirs)))
        left += ours
        right += theirs
        gold += [(a, b)] if a and b else [((n,), ()) for n in a] + [((), (n,)) for n in b]
    return (left, right), gold


# ------------------------------------------------------------------ kinds of damage


def _deleted(beads: list[Texts], chance: random.Random, share: float) -> list[Texts]:
    """A share of the sentences is missing on each side."""
    thinned = [
        ([s for s in ours if chance.random() >= share], [s for s in theirs if chance.random() >= share])
        for ours, theirs in beads
    ]
    return [bead for bead in thinned if any(bead)]


def _without_paragraphs(beads: list[Texts], chance: random.Random) -> list[Texts]:
    """Runs of three to six sentences are missing on one side."""
    for _ in range(max(1, len(beads) // 25)):
        side, length = chance.randint(0, 1), chance.randint(3, 6)
        start = chance.randrange(max(1, len(beads) - length))
        emptied = [(([], theirs), (ours, []))[side] for ours, theirs in beads[start : start + length]]
        beads = [*beads[:start], *emptied, *beads[start + length :]]
    return [bead for bead in beads if any(bead)]


def _with_headings(beads: list[Texts], chance: random.Random) -> list[Texts]:
    """One side has headings that the other lacks."""
    side, found = chance.randint(0, 1), []
    for n, bead in enumerate(beads):
        if n % 8 == 0:
            line = [_HEADINGS[side][n // 8 % len(_HEADINGS[side])]]
            found.append(((line, []), ([], line))[side])
        found.append(bead)
    return found


def _swapped(beads: list[Texts], chance: random.Random, share: float) -> list[Texts]:
    """Neighbours change places on one side."""
    return _neighbours(beads, chance, share, lambda one, two: (one[0] + two[0], two[1] + one[1]))


def _merged(beads: list[Texts], chance: random.Random, share: float) -> list[Texts]:
    """Two sentences of one side are one."""

    def join(one: Texts, two: Texts) -> Texts:
        if chance.random() < 0.5:
            return [f"{one[0][0]} {two[0][0]}"], one[1] + two[1]
        return one[0] + two[0], [f"{one[1][0]} {two[1][0]}"]

    return _neighbours(beads, chance, share, join)


def _neighbours(
    beads: list[Texts], chance: random.Random, share: float, join: Callable[[Texts, Texts], Texts]
) -> list[Texts]:
    """A share of neighbours of one sentence a side, joined."""
    found, n = [], 0
    while n < len(beads):
        two = beads[n : n + 2]
        if len(two) == 2 and chance.random() < share and all(len(side) == 1 for bead in two for side in bead):
            found.append(join(two[0], two[1]))
            n += 2
        else:
            found.append(beads[n])
            n += 1
    return found


def _mixed(beads: list[Texts], chance: random.Random) -> list[Texts]:
    """All of it, each in a milder form."""
    beads = _merged(_swapped(beads, chance, 0.05), chance, 0.10)
    return _deleted(_with_headings(_without_paragraphs(beads, chance), chance), chance, 0.05)


# The shares are those of the development sets that the first aligner was measured on.
KINDS: dict[str, Damage] = {
    "delete": lambda beads, chance: _deleted(beads, chance, 0.10),
    "paragraphs": _without_paragraphs,
    "headings": _with_headings,
    "swap": lambda beads, chance: _swapped(beads, chance, 0.08),
    "merge": lambda beads, chance: _merged(beads, chance, 0.12),
    "mix": _mixed,
}
