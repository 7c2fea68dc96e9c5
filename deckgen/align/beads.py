"""Sentences of one text and of its translation → beads: which of them answer which, and how sure that is.

A bead holds up to four sentences a side, five in all. Features of every bead in a band (`likeness`, `band`) are summed
up to log odds with weights that were fitted as those of a conditional random field (Lafferty et al. 2001) on aligned
texts; where that leaves it open which sentences belong together they are read as one (`rereading`). The path with the
best sum wins (`paths`), and a bead's doubt is one minus its posterior probability.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from deckgen.align import band
from deckgen.align.features import TextPair
from deckgen.align.rescoring import reread
from deckgen.align.search import Path, Table, scored
from deckgen.align.sides import Side, side_of
from deckgen.text.sentences import Sentence

_ANSWERED = 0.65  # expected share, below which texts are called unrelated
_GUESS = 0.5
_REREAD = 4000  # sentences: a whole book is read once
_REGULAR = 0.5  # how regularly two words must meet to count as translations


@dataclass(frozen=True, slots=True)
class Bead:
    """Sentences `left` answered by sentences `right`, as indices; one side empty is a null bead.

    `doubt` is the probability that this bead is wrong, 0 sure … 1 guess.
    """

    left: tuple[int, ...]
    right: tuple[int, ...]
    doubt: float = 0.0


def align(left: Sequence[Sentence | str], right: Sequence[Sentence | str]) -> list[Bead]:
    """Pair the sentences of two texts.

    Takes sentences as text, or as `Sentence` with what is known of headings and paragraphs. Gives beads
    in reading order; together they hold every index of both sides once. No language is known or needed.
    """
    if not left or not right:
        return [Bead((i,), ()) for i in range(len(left))] + [Bead((), (j,)) for j in range(len(right))]
    texts = TextPair(side_of(left), side_of(right))
    table = _table(texts)
    if texts.meaning is None:
        table = _table(TextPair(*with_dictionary(texts.left, texts.right, table.best())))
    elif len(left) + len(right) <= _REREAD:
        table = reread(texts.left, texts.right, table)
    path = table.best()
    beads = [
        Bead(tuple(range(i, i + shape.left)), tuple(range(j, j + shape.right)), round(1 - probable, 3))
        for (i, j, shape), probable in zip(path, table.posteriors(path), strict=True)
    ]
    if unrelated(beads):
        beads = [replace(bead, doubt=max(bead.doubt, _GUESS)) for bead in beads]
    # Of sentences that are left out on both sides at one place, those of the left come first.
    runs = itertools.groupby(beads, lambda bead: bool(bead.left and bead.right))
    return [bead for paired, run in runs for bead in (run if paired else sorted(run, key=lambda bead: not bead.left))]


def _table(texts: TextPair) -> Table:
    return Table(scored(texts, band.strips(texts), texts.weights), texts.weights)


def unrelated(beads: Sequence[Bead]) -> bool:
    """Whether most of an alignment is guesswork: two texts that do not look like translations of each other.

    So it is when a good part of the shorter text is not expected to have been answered.
    """
    sides = [sum(len(side) for side in column) for column in zip(*((b.left, b.right) for b in beads), strict=True)]
    answered = sum(min(len(bead.left), len(bead.right)) * (1 - bead.doubt) for bead in beads)
    joined = sum(abs(len(bead.left) - len(bead.right)) for bead in beads if bead.left and bead.right)
    return answered < _ANSWERED * (min(sides, default=0) - joined)


def with_dictionary(left: Side, right: Side, path: Path) -> tuple[Side, Side]:
    """Both sides with words added for pairs of words that a first path shows together again and again.

    The text is its own dictionary, as in hunalign (Varga et al. 2005): where `clienti` and `zákazníci`
    stand in the same beads, each becomes evidence for the other. Dice's coefficient says how regularly.
    """
    together: Counter[tuple[str, str]] = Counter()
    alone = Counter[str](), Counter[str]()
    for i, j, (a, b, _) in path:
        if a and b:
            ours = set().union(*left.words[i : i + a])
            theirs = set().union(*right.words[j : j + b])
            alone[0].update(ours)
            alone[1].update(theirs)
            together.update((u, v) for u in ours for v in theirs if u != v)
    learned = [
        (u, v)
        for (u, v), times in together.items()
        if times > 1 and 2 * times / (alone[0][u] + alone[1][v]) >= _REGULAR
    ]
    return _enriched(left, ((u, f"{u} {v}") for u, v in learned)), _enriched(
        right, ((v, f"{u} {v}") for u, v in learned)
    )


def _enriched(side: Side, additions: Iterable[tuple[str, str]]) -> Side:
    """`side` where each sentence with the first word of an addition also has its second."""
    extra: dict[str, list[str]] = {}
    for word, addition in additions:
        extra.setdefault(word, []).append(addition)
    words = [sentence + Counter(x for word in sentence for x in extra.get(word, ())) for sentence in side.words]
    return replace(side, words=words)
