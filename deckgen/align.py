"""Sentences of one text and of its translation → beads: which of them answer which, and how sure that is.

A bead holds up to two sentences a side. The path of beads with the best score is found by dynamic
programming over both texts (Gale & Church 1993, "A Program for Aligning Sentences in Bilingual Corpora"),
scored by lengths as they do, and by what both languages write alike: numbers, names, cognates, headings.
Doubt is one minus the posterior probability of a bead, by the forward-backward algorithm over all paths.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from deckgen.evidence import FORMS, Array, Evidence, Side, side_of
from deckgen.texts import Sentence

_Step = tuple[int, int, int, int]  # first left, first right, how many left, how many right


@dataclass(frozen=True, slots=True)
class Bead:
    """Sentences `left` answered by sentences `right`, as indices; one side empty is a null bead.

    `doubt` is the probability that this bead is wrong, 0 sure … 1 guess.
    """

    left: tuple[int, ...]
    right: tuple[int, ...]
    doubt: float = 0.0


def align(
    left: Sequence[Sentence | str],
    right: Sequence[Sentence | str],
    languages: tuple[str, str] = ("it", "cs"),
) -> list[Bead]:
    """Pair the sentences of two texts.

    Takes sentences as text, or as `Sentence` with what is known of headings and paragraphs. Gives beads
    in reading order; together they hold every index of both sides once. `languages` are the codes of both
    sides; this method looks at neither.
    """
    if not left or not right:
        return [Bead((i,), ()) for i in range(len(left))] + [Bead((), (j,)) for j in range(len(right))]
    sides = side_of(left), side_of(right)
    first = _best_path(Evidence(*sides))
    evidence = Evidence(*_with_dictionary(*sides, first))
    path = _best_path(evidence)
    doubts = _doubts(evidence, path)
    return [
        Bead(tuple(range(i, i + a)), tuple(range(j, j + b)), doubt)
        for (i, j, a, b), doubt in zip(path, doubts, strict=True)
    ]


def unrelated(beads: Sequence[Bead]) -> bool:
    """Whether most of an alignment is guesswork: two texts that do not look like translations of each other."""
    guesses = sum(bead.doubt > 0.5 or not (bead.left and bead.right) for bead in beads)
    return guesses * 2 > len(beads)


_REGULAR = 0.5  # how regularly two words must meet to count as translations
_TEMPERATURE = 1.6  # evidence overlaps, so posteriors are softened


# ------------------------------------------------------------------ the text as its own dictionary


def _with_dictionary(left: Side, right: Side, path: list[_Step]) -> tuple[Side, Side]:
    """Both sides with words added for pairs of words that a first path shows together again and again.

    The text is its own dictionary, as in hunalign (Varga et al. 2005): where `clienti` and `zákazníci`
    stand in the same beads, each becomes evidence for the other. Dice's coefficient says how regularly.
    """
    together: Counter[tuple[str, str]] = Counter()
    alone = Counter[str](), Counter[str]()
    for i, j, a, b in path:
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


# ------------------------------------------------------------------ paths


def _best_path(evidence: Evidence) -> list[_Step]:
    """Viterbi: the path of beads with the highest sum of scores, as (i, j, a, b)."""
    forms = list(FORMS)
    came = np.zeros((evidence.rows + 1, evidence.columns + 1), np.int8)

    def note(i: int, scores: list[Array]) -> None:
        came[i] = np.argmax(np.stack(scores), axis=0)

    _sweep(evidence, np.maximum, 1.0, note)
    path, i, j = [], evidence.rows, evidence.columns
    while i or j:
        a, b = forms[came[i, j]]
        i, j = i - a, j - b
        path.append((i, j, a, b))
    return path[::-1]


def _doubts(evidence: Evidence, path: list[_Step]) -> list[float]:
    """One minus the posterior of every bead on `path`, from sums over all paths before and after it."""
    rows, columns = evidence.rows, evidence.columns
    before = _sums_at(evidence, [*((i, j) for i, j, _, _ in path), (rows, columns)])
    behind = Evidence(_reversed(evidence.left), _reversed(evidence.right))
    after = _sums_at(behind, [(rows - i - a, columns - j - b) for i, j, a, b in path])
    total = before[rows, columns]
    doubts = []
    for i, j, a, b in path:
        score = evidence.scores(i + a, a, b)[j] / _TEMPERATURE
        log = before[i, j] + score + after[rows - i - a, columns - j - b] - total
        doubts.append(round(min(1.0, max(0.0, 1 - math.exp(min(0.0, log)))), 3))
    return doubts


def _reversed(side: Side) -> Side:
    """The text read backwards; a paragraph then opens where it ended."""
    opens = np.append(side.opens[1:], True)[::-1]
    meaning = None if side.meaning is None else side.meaning[::-1]
    return Side(side.length[::-1], side.kind[::-1], opens, side.words[::-1], side.numbers[::-1], meaning)


def _sums_at(evidence: Evidence, points: list[tuple[int, int]]) -> dict[tuple[int, int], float]:
    """Logarithms of the summed weight of all paths from the origin to each of `points`."""
    wanted: dict[int, list[int]] = {}
    for i, j in points:
        wanted.setdefault(i, []).append(j)
    found = {}

    def note(i: int, scores: list[Array]) -> None:
        if i in wanted:
            row = np.logaddexp.reduce(np.stack(scores), axis=0)
            found.update({(i, j): 0.0 if not i and not j else float(row[j]) for j in wanted[i]})

    _sweep(evidence, np.logaddexp, _TEMPERATURE, note)
    return found


def _sweep(
    evidence: Evidence,
    join: Any,
    temperature: float,
    note: Callable[[int, list[Array]], None],
) -> None:
    """Run the recurrence row by row, joining alternatives with the ufunc `join` (maximum or logaddexp).

    `note(i, scores)` sees for row i the scores of every form of last bead, each over columns 0…n.
    Beads without a left sentence stay in their row: since they all cost the same, a running `join` along
    the row does them at once.
    """
    width = evidence.columns + 1
    table: list[Array] = []
    null = FORMS[0, 1] / temperature
    slope = null * np.arange(width)
    for i in range(evidence.rows + 1):
        scores = {form: np.full(width, -np.inf) for form in FORMS}
        row = np.full(width, -np.inf)
        if i == 0:
            row[0] = 0.0
        for a, b in FORMS:
            if 0 < a <= i and b < width:
                scores[a, b][b:] = table[i - a][: width - b] + evidence.scores(i, a, b) / temperature
                row = join(row, scores[a, b])
        row = join.accumulate(row - slope) + slope
        scores[0, 1][1:] = row[:-1] + null
        note(i, list(scores.values()))
        table.append(row)
        if i >= 2:
            table[i - 2] = row[:0]
