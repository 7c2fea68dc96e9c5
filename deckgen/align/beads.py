"""Sentences of a text and of its translation → beads: which sentences correspond, and how certain that is.

A bead holds up to four sentences per side, five in all. Features of every bead in a band (`windows`, `band`) are summed
to log odds with weights of a conditional random field (Lafferty et al. 2001) fitted on aligned texts; where it remains
open which sentences belong together, they are encoded jointly (`rescoring`). The path with the best sum wins
(`search`), and a bead's doubt is one minus its posterior probability.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from deckgen.align import band
from deckgen.align.adapting import adapted
from deckgen.align.features import SHAPES, TextPair
from deckgen.align.rescoring import reread
from deckgen.align.row_doubts import doubts
from deckgen.align.search import Path, Table, scored
from deckgen.align.sides import Side, side_of
from deckgen.text.sentences import Sentence

_ANSWERED = 0.65  # expected share of paired sentences, below which texts count as unrelated
_GUESS = 0.5
Places = tuple[int, int]  # of a sentence on the left and of one on the right
_REGULAR = 0.5  # least Dice coefficient of words that count as translations


@dataclass(frozen=True, slots=True)
class Bead:
    """Sentences `left` and their translation `right`, as indices; a bead with one side empty is a null bead.

    `doubt` is the probability that this bead is wrong, 0 (certain) … 1 (a guess).
    """

    left: tuple[int, ...]
    right: tuple[int, ...]
    doubt: float = 0.0


def align(
    left: Sequence[Sentence | str],
    right: Sequence[Sentence | str],
    rows: tuple[Sequence[int], Sequence[int]] | None = None,
) -> list[Bead]:
    """Pair the sentences of two texts.

    Takes sentences as text, or as `Sentence` with information on headings and paragraphs. Returns beads
    in reading order, which together contain every index of both sides once. Languages need not be known.

    If somebody has paired them already in the rows of a table, `rows` are the numbers of the rows that the sentences of
    each side are in, never falling, and each number on both sides. No bead crosses a row, and one sentence on each side
    of a row makes a bead, whatever the doubt.
    """
    if not left or not right:
        return [Bead((i,), ()) for i in range(len(left))] + [Bead((), (j,)) for j in range(len(right))]
    texts = TextPair(*(side_of(side, row) for side, row in zip((left, right), rows or (None, None), strict=True)))
    table = _table(texts)
    if texts.meaning is None:
        table = _table(TextPair(*with_dictionary(texts.left, texts.right, table.best())))
    else:
        table = adapted(reread(texts.left, texts.right, table))
    single = _single(*rows) if rows else {}
    path = _with_whole_rows(table.best(), rows, single) if rows else table.best()
    beads = [
        Bead(tuple(range(i, i + shape.left)), tuple(range(j, j + shape.right)), round(1 - probable, 3))
        for (i, j, shape), probable in zip(path, table.posteriors(path), strict=True)
    ]
    beads = _with_doubts(beads, texts, table, single.values())
    if unrelated(beads):
        beads = [replace(bead, doubt=max(bead.doubt, _GUESS)) for bead in beads]
    # Where both sides leave out sentences at one place, those on the left come first.
    runs = itertools.groupby(beads, lambda bead: bool(bead.left and bead.right))
    return [bead for paired, run in runs for bead in (run if paired else sorted(run, key=lambda bead: not bead.left))]


def _single(ours: Sequence[int], theirs: Sequence[int]) -> dict[int, tuple[int, int]]:
    """The rows with one sentence on each side, as the indices of the two."""
    times = Counter(ours), Counter(theirs)
    left, right = ({row: n for n, row in enumerate(side)} for side in (ours, theirs))
    return {row: (left[row], right[row]) for row in left if times[0][row] == times[1][row] == 1}


def _with_whole_rows(path: Path, rows: tuple[Sequence[int], Sequence[int]], single: Mapping[int, Places]) -> Path:
    """A path through a table, with a bead for each row that has one sentence on both sides instead of two nulls."""
    ours, theirs = rows
    steps = ((step, ours[step[0]] if step[2].left else theirs[step[1]]) for step in path)
    # A row comes once, where the first of its sentences is.
    return list(dict.fromkeys((*single[row], SHAPES[0]) if row in single else step for step, row in steps))


def _with_doubts(beads: Sequence[Bead], texts: TextPair, table: Table, single: Iterable[Places]) -> list[Bead]:
    """The beads, those that are a whole row with the doubt of rows."""
    places = list(single)
    found = dict(zip(places, doubts(texts, table, places), strict=True))
    alone = ((bead, (*bead.left[:1], *bead.right[:1])) for bead in beads)
    return [replace(bead, doubt=found[place]) if place in found else bead for bead, place in alone]


def _table(texts: TextPair) -> Table:
    return Table(scored(texts, band.strips(texts), texts.weights), texts.weights)


def unrelated(beads: Sequence[Bead]) -> bool:
    """Whether most of an alignment is guesswork, because the texts do not look like translations of each other.

    That is, whether the expected number of paired sentences is low for the shorter text.
    """
    sides = [sum(len(side) for side in column) for column in zip(*((b.left, b.right) for b in beads), strict=True)]
    answered = sum(min(len(bead.left), len(bead.right)) * (1 - bead.doubt) for bead in beads)
    joined = sum(abs(len(bead.left) - len(bead.right)) for bead in beads if bead.left and bead.right)
    return answered < _ANSWERED * (min(sides, default=0) - joined)


def with_dictionary(left: Side, right: Side, path: Path) -> tuple[Side, Side]:
    """Both sides with added words for pairs of words that occur together repeatedly on a first path.

    The text is its own dictionary, as in hunalign (Varga et al. 2005): if `clienti` and `zákazníci` regularly
    occur in the same beads, by Dice's coefficient, each becomes evidence for the other.
    """
    together: Counter[tuple[str, str]] = Counter()
    single = Counter[str](), Counter[str]()
    for i, j, (a, b, _) in path:
        if a and b:
            ours = set().union(*left.words[i : i + a])
            theirs = set().union(*right.words[j : j + b])
            single[0].update(ours)
            single[1].update(theirs)
            together.update((u, v) for u in ours for v in theirs if u != v)
    learned = [
        (u, v)
        for (u, v), times in together.items()
        if times > 1 and 2 * times / (single[0][u] + single[1][v]) >= _REGULAR
    ]
    return _enriched(left, ((u, f"{u} {v}") for u, v in learned)), _enriched(
        right, ((v, f"{u} {v}") for u, v in learned)
    )


def _enriched(side: Side, additions: Iterable[tuple[str, str]]) -> Side:
    """`side` with the second word of an addition in each sentence that has the first."""
    extra: dict[str, list[str]] = {}
    for word, addition in additions:
        extra.setdefault(word, []).append(addition)
    words = [sentence + Counter(x for word in sentence for x in extra.get(word, ())) for sentence in side.words]
    return replace(side, words=words)
