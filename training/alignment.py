"""Fit a table of `deckgen/align/alignment.toml`: `python -m training.alignment meaning`, or surface, or rereading.

The weights of a conditional random field (`examples.py`) are fitted on aligned texts (`aligned.py`), on damaged
variants of them, and on variants without last marks (`damage.py`), with seed 1; measure with other seeds
(`tests/bench/alignment.py`).
Prints the table. With `--unseen` it writes to `build/unseen` one table a family of texts, fitted without that family:
the bench measures each family with the weights that have not seen it.
"""

from __future__ import annotations

import argparse
import sys
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from deckgen.align import band
from deckgen.align.beads import with_dictionary
from deckgen.align.features import SHAPES, TextPair
from deckgen.align.rescoring import POSSIBLE, gains_of
from deckgen.align.search import Step, Table, scored
from deckgen.align.sides import Side, side_of, weights
from deckgen.vectors import e5, stored
from training.aligned import UNSEEN, Document, documents
from training.banded import Band
from training.damage import damaged, unmarked
from training.examples import STEPS, Example, Examples, Features, Weights, example, fit, path_of
from training.tables import weights as written

SEEDS = (1,)  # of the damage; the benches take others
# What the training texts cannot tell, because they are bare sentences: headings and paragraphs.
BY_HAND = {
    "one.kind same": 2.0,
    "one.kind other": -5.0,
    "one.opens both": 0.35,
    "one.opens one": -0.2,
    "joined.across": -1.5,
    "joined.kind": -4.0,
    "null.heading": 0.3,
    "null.mute": 0.0,
}
MANY_VECTORS = 1_000_000  # kept on disk while fitting: the usual store would be emptied again and again


@dataclass(frozen=True)
class Known:
    """A document to fit on, and its two sides."""

    document: Document
    sides: tuple[Side, Side]

    @property
    def family(self) -> str:
        """The family of its text."""
        return self.document.family


def known_documents(what: str, few: int | None = None) -> list[Known]:
    """All documents on this machine, damaged and undamaged; without vectors, words that meet are a dictionary."""
    found = [variant for each in documents() for variant in _variants(each) if all(variant.sides)]
    return [Known(each, _sides(each, what)) for each in (found[:: max(1, len(found) // few)] if few else found)]


def _variants(document: Document) -> Iterator[Document]:
    yield from (document, *damaged([document], SEEDS), *unmarked([document]))


def _sides(document: Document, what: str) -> tuple[Side, Side]:
    sides = side_of(document.sides[0]), side_of(document.sides[1])
    if what != "surface":
        return sides
    texts = TextPair(*sides)
    return with_dictionary(*sides, Table(scored(texts, band.strips(texts), weights(what)), weights(what)).best())


def examples_of(known: Iterable[Known]) -> list[tuple[Known, Example]]:
    """The documents that are paths, as the model sees them."""
    paths = ((each, path_of(each.document.gold, *map(len, each.sides))) for each in known)
    return [(each, example(each.sides, path)) for each, path in paths if path]


def reread_of(each: Known, first: Weights) -> Example | None:
    """A document as it is when joined sentences were read as one text: the other beads keep their first scores."""
    path = path_of(each.document.gold, *map(len, each.sides))
    if not path:
        return None
    plain = example(each.sides, path)
    texts = TextPair(*each.sides)
    table = Table(scored(texts, band.strips(texts), first), first)
    joined = [(i, j, shape) for i, j, other in path for shape in SHAPES if shape[:2] == other[:2]]
    possible = sorted({bead for bead in (*table.plausible(POSSIBLE), *joined) if sum(bead[2][:2]) > 2})
    gains = gains_of(*each.sides, possible)
    inside = [bead for bead in possible if _holds(plain.band, bead)]
    ends, beads = [], []
    for k, shape in enumerate(SHAPES):
        if sum(shape[:2]) == 2:
            ends.append(plain.ends[k])
            beads.append((["first"], _scores(plain.beads[k], first)))
            continue
        here = [bead for bead in inside if bead[2] == shape]
        names = [*sorted({name for bead in here for name in gains[bead]}), "again.first"]
        rows = [[gains[bead].get(name, table.score(bead)) for name in names] for bead in here]
        ends.append(np.array([plain.band.cell(i + shape.left, j + shape.right) for i, j, _ in here], np.int64))
        beads.append((names if here else [], np.array(rows, np.float32).reshape(len(here), len(names))))
    return Example(plain.band, path, ends, beads, [(["first"], _scores(nulls, first)) for nulls in plain.nulls])


def _holds(around: Band, bead: Step) -> bool:
    """Whether a bead begins and ends inside a band."""
    i, j, shape = bead
    return all(around.lo[a] <= b <= around.hi[a] for a, b in ((i, j), (i + shape.left, j + shape.right)))


def _scores(features: Features, weights: Weights) -> np.ndarray:
    names, rows = features
    return np.asarray(rows @ np.array([weights[name] for name in names], np.float32)).reshape(-1, 1)


# ------------------------------------------------------------------ fitting


def fitted(examples: Examples, what: str, chosen: Sequence[int], fixed: Weights, steps: int) -> Weights:
    """The weights of one table, found from the shipped ones on; a new feature begins at nothing."""
    shipped = weights(what)
    held = {name: value for name, value in fixed.items() if name in examples.names}
    found = fit(examples, chosen, {name: shipped.get(name, 0.0) for name in examples.names}, held, steps)
    return dict(sorted(found.items()))


def first_reading(what: str, asked: argparse.Namespace) -> None:
    """Fit `meaning` or `surface` and print it, or write it for every family without that family."""
    made = examples_of(known_documents(what, asked.few))
    examples = Examples(each for _, each in made)
    for left_out in sorted({each.family for each, _ in made}) if asked.unseen else (None,):
        chosen = [n for n, (each, _) in enumerate(made) if each.family != left_out]
        _give(what, fitted(examples, what, chosen, BY_HAND, asked.steps), left_out)


def second_reading(asked: argparse.Namespace) -> None:
    """Fit `rereading`, on first readings by weights that have not seen the family of what they read."""
    every = known_documents("meaning", asked.few)
    first = weights("meaning")
    costs = {name: first[name] for name in ("null.first", "null.next")}  # the same for all: they belong to no bead
    unseen = {of: {**written_for(of, "meaning"), **costs} for of in {each.family for each in every}}
    made = [(each, again) for each in every if (again := reread_of(each, unseen[each.family]))]
    examples = Examples(again for _, again in made)
    fixed = {"first": 1.0, **costs}
    for left_out in sorted({each.family for each, _ in made}) if asked.unseen else (None,):
        chosen = [n for n, (each, _) in enumerate(made) if each.family != left_out]
        found = fitted(examples, "rereading", chosen, fixed, asked.steps)
        _give("rereading", {name: value for name, value in found.items() if name not in fixed}, left_out)


def _give(what: str, found: Weights, left_out: str | None) -> None:
    text = f"[{what}]\n{written(found, 3)}\n"
    if left_out is None:
        print(text, end="")
        return
    path = unseen_path(left_out, what)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    print(f"{path.name}", file=sys.stderr, flush=True)


def unseen_path(of: str, what: str) -> Path:
    """Where the table is written that was fitted without a family."""
    return UNSEEN / f"{of}-{what}.toml"


def written_for(of: str, what: str) -> Weights:
    """The table that was fitted without a family."""
    path = unseen_path(of, what)
    if not path.is_file():
        raise SystemExit(f"{path} is not there; run: python -m training.alignment {what} --unseen")
    return dict(tomllib.loads(path.read_text("utf-8"))[what])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("meaning", "surface", "rereading"))
    parser.add_argument("--unseen", action="store_true", help="one table a family, fitted without it")
    parser.add_argument("--few", type=int, help="take only so many documents, to see whether it works")
    parser.add_argument("--steps", type=int, default=STEPS)
    asked = parser.parse_args()
    stored._KEPT = MANY_VECTORS
    if asked.what == "surface":
        e5.available = lambda: False  # type: ignore[assignment]
    if asked.what == "rereading":
        second_reading(asked)
    else:
        first_reading(asked.what, asked)


if __name__ == "__main__":
    main()
