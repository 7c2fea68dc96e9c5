"""Encodes sentences that may belong together as one text: a second look where the first pass was uncertain.

The sum of two sentence vectors roughly represents both; the vector of the joined text does so better, but needs another
pass of the encoder. So only beads that the first pass considers possible get one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from deckgen.align.search import Step, Table
from deckgen.align.sides import Array, Side, weights
from deckgen.vectors import e5, stored

POSSIBLE = 0.01  # least probability of a bead to rescore; 0.002 reads more for nothing, 0.05 leaves out right ones
_ADDED = 0.1

Run = tuple[int, int]  # first sentence, and the one after the last


def reread(left: Side, right: Side, table: Table) -> Table:
    """The table with joined sentences rescored as one text; implausible ones are removed."""
    possible = [bead for bead in table.plausible(POSSIBLE) if sum(bead[2][:2]) > 2]
    wanted = weights("rereading")
    scores = {
        bead: wanted["again.first"] * table.score(bead) + sum(wanted[name] * value for name, value in features.items())
        for bead, features in gains_of(left, right, possible).items()
    }
    return table.with_joined(scores)


def gains_of(left: Side, right: Side, beads: Iterable[Step]) -> dict[Step, dict[str, float]]:
    """The features of beads of joined sentences, encoded as one text."""
    beads = list(beads)
    if not beads:
        return {}
    runs = [{run for bead in beads for run in _runs(*_sides(bead)[n])} for n in (0, 1)]
    ours, theirs = (_vectors(side, wanted) for side, wanted in zip((left, right), runs, strict=True))
    return {bead: dict(_features(bead, ours, theirs)) for bead in beads}


def _sides(bead: Step) -> tuple[Run, Run]:
    i, j, shape = bead
    return (i, i + shape.left), (j, j + shape.right)


def _runs(start: int, stop: int) -> Iterator[Run]:
    """A run of sentences, and the same without the first or the last sentence."""
    yield start, stop
    if stop - start > 1:
        yield from ((start + 1, stop), (start, stop - 1))


def _vectors(side: Side, runs: Iterable[Run]) -> Mapping[Run, Array]:
    """The unit vectors of joined sentences, minus what all sentences of the text share."""
    ordered = sorted(runs)
    found = stored.vectors([" ".join(side.text[a:b]) for a, b in ordered])
    found = found if side.common is None else found - side.common
    return dict(zip(ordered, e5.unit(found), strict=True))


def _features(bead: Step, ours: Mapping[Run, Array], theirs: Mapping[Run, Array]) -> Iterator[tuple[str, float]]:
    left, right = _sides(bead)
    whole = float(ours[left] @ theirs[right])
    parts = [float(ours[part] @ theirs[right]) for part in list(_runs(*left))[1:]]
    parts += [float(ours[left] @ theirs[part]) for part in list(_runs(*right))[1:]]
    yield f"again.{bead[2].name}", 1.0
    yield "again.meaning", whole
    yield "again.meaning+0.4", max(0.0, whole - 0.4)
    yield "again.meaning+0.6", max(0.0, whole - 0.6)
    yield "again.added", min(_ADDED, max(-_ADDED, whole - max(parts)))
    yield "again.added least", min(_ADDED, max(-_ADDED, whole - min(parts)))
