"""Repairing the pairs of a text by hand: entries merged, split, moved over a border, taken out and brought back.

Each repair says what a run of entries becomes; `rewriting` turns that into edits.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

from deckgen.files.records import Record
from deckgen.files.source import Refused
from deckgen.merge.groups import joined
from deckgen.project.pairs import Pair, PairFile
from deckgen.text.sentences import sentences

Languages = tuple[str, str]


@dataclass(frozen=True)
class Becomes:
    """What an entry becomes: `at` is the number of the entry that it continues, None for a new one."""

    pair: Pair
    at: int | None = None


@dataclass(frozen=True)
class Repair:
    """What the entries from `first` up to, but without, `last` become.

    New entries that follow none of the run come before it, or behind the record `behind` if the run is empty.
    `left_out` has the text of each side that is in no entry any more.
    """

    first: int
    last: int
    becomes: tuple[Becomes, ...]
    behind: Record | None = None
    left_out: tuple[str, str] = ("", "")


# ------------------------------------------------------------------ what a person can do


def merged(file: PairFile, n: int, built: Iterable[str]) -> Repair:
    """Entry `n` and the one below it as one; the upper id stays, or the only one that was `built`."""
    _refuse_outside(file, n, n + 1)
    one, other = file.values[n], file.values[n + 1]
    if heading_between(file, n):
        raise refused(file, n + 1, "there is a heading between the two pairs", "remove the heading first")
    there = set(built)
    kept = n + 1 if other.id in there and one.id not in there else n
    pair = replace(
        file.values[kept],
        front=joined((one.front, other.front)),
        back=joined((one.back, other.back)),
        doubt=0.0,
        cue="; ".join(dict.fromkeys(filter(None, (one.cue, other.cue)))),
        hint="; ".join(dict.fromkeys(filter(None, (one.hint, other.hint)))),
        note="\n".join(dict.fromkeys(filter(None, (one.note, other.note)))),
        tags=tuple(dict.fromkeys((*one.tags, *other.tags))),
        allow=tuple(dict.fromkeys((*one.allow, *other.allow))),
        skip=one.skip and other.skip,
    )
    return Repair(n, n + 2, (Becomes(pair, kept),))


def split(file: PairFile, n: int, at: tuple[int, int], new_id: str) -> Repair:
    """Entry `n` in two, cut `at` a character of each side; the second half is a new pair.

    A half that has no text on one side is no pair: its text is left out.
    """
    pair = file.values[n]
    texts = [(side[:cut].strip(), side[cut:].strip()) for side, cut in zip((pair.front, pair.back), at, strict=True)]
    halves = [tuple(half) for half in zip(*texts, strict=True)]
    whole = [all(half) for half in halves]
    if not any(whole) or not all(map(any, halves)):
        raise refused(file, n, "one of the two pairs would have no text", "choose another border")
    made = replace(pair, doubt=0.0, cue="", hint="", note="", id=new_id, allow=(), was="", comment="")
    kept = halves[0] if whole[0] else halves[1]
    becomes = [Becomes(replace(pair, front=kept[0], back=kept[1], doubt=0.0), n)]
    if all(whole):
        becomes.append(Becomes(replace(made, front=halves[1][0], back=halves[1][1])))
    out = ("", "") if all(whole) else halves[whole.index(False)]
    return Repair(n, n + 1, tuple(becomes), left_out=(out[0], out[1]))


def moved(file: PairFile, n: int, side: int, languages: Languages, *, up: bool) -> Repair:
    """The first sentence of a side of entry `n` at the end of the entry above, or the last at the start of that below.

    An entry whose only sentence goes is dissolved: the text of its other side is left out.
    """
    to = n - 1 if up else n + 1
    _refuse_outside(file, n, to)
    pair, other = file.values[n], file.values[to]
    sentence, rest = cut(said(pair)[side], languages[side], last=not up)
    theirs = said(other)[side]
    grown = _saying(other, side, joined((theirs, sentence) if up else (sentence, theirs)))
    becomes = {to: Becomes(grown, to)} | ({n: Becomes(_saying(pair, side, rest), n)} if rest else {})
    out = ("", "") if rest else said(replace(pair, front="") if side == 0 else replace(pair, back=""))
    first, last = sorted((n, to))
    return Repair(first, last + 1, tuple(becomes[at] for at in sorted(becomes)), left_out=out)


def attached(file: PairFile, n: int, side: int, text: str, *, above: bool) -> Repair:
    """A sentence that was left out joined to a side of entry `n`, before its text if it stands `above` it."""
    _refuse_outside(file, n)
    pair = file.values[n]
    theirs = said(pair)[side]
    grown = _saying(pair, side, joined((text, theirs) if above else (theirs, text)))
    return Repair(n, n + 1, (Becomes(grown, n),))


def paired(file: PairFile, behind: Record | None, texts: tuple[str, str], new_id: str) -> Repair:
    """Sentences that were left out as a new pair, behind an entry or a heading, or before everything."""
    at = 0 if behind is None else sum(each.record.mapping.start <= behind.mapping.start for each in file.entries)
    return Repair(at, at, (Becomes(Pair(new_id, *texts)),), behind)


def paired_with(file: PairFile, n: int, side: int, text: str, languages: Languages, new_id: str) -> Repair:
    """The last sentence of a side of entry `n`, paired with a sentence of the other side that was left out below it."""
    sentence, rest = cut(said(file.values[n])[side], languages[side], last=True)
    if not rest:
        raise refused(file, n, "this pair has only one sentence on this side", "join the sentence to it instead")
    texts = (sentence, text) if side == 0 else (text, sentence)
    return Repair(n, n + 1, (Becomes(_saying(file.values[n], side, rest), n), Becomes(Pair(new_id, *texts))))


def amended(file: PairFile, n: int, values: Mapping[str, Any]) -> Repair:
    """Entry `n` with other values: its texts, its hint, its tags, whether it is skipped."""
    _refuse_outside(file, n)
    pair = replace(file.values[n], **values)
    if not pair.front or not pair.back:
        raise refused(file, n, "a pair needs a text on both sides", "leave the pair out instead")
    return Repair(n, n + 1, (Becomes(pair, n),))


def realigned(
    file: PairFile, first: int, last: int, beads: Sequence[tuple[str, str, float]], ids: Iterator[str]
) -> Repair:
    """The entries from `first` up to, but without, `last` with the texts of new `beads`: front, back and doubt.

    Each entry goes on as the bead that has most of its words, if the order allows; a bead without a text on one side is
    left out.
    """
    old = file.values[first:last]
    whole = [bead for bead in beads if bead[0] and bead[1]]
    at_of = _continued([(pair.front, pair.back) for pair in old], [(front, back) for front, back, _ in whole])
    becomes = []
    for n, (front, back, doubt) in enumerate(whole):
        at = at_of.get(n)
        pair = Pair(next(ids), front, back) if at is None else replace(old[at], front=front, back=back)
        same = at is not None and (old[at].front, old[at].back) == (front, back)
        becomes.append(Becomes(pair if same else replace(pair, doubt=doubt), None if at is None else first + at))
    out = joined(front for front, back, _ in beads if not back), joined(back for front, back, _ in beads if not front)
    return Repair(first, last, tuple(becomes), left_out=out)


def _continued(old: Sequence[tuple[str, str]], new: Sequence[tuple[str, str]]) -> dict[int, int]:
    """Which of the `old` texts each of the `new` ones continues: in order, with the most words in common."""
    words = [[_words(texts) for texts in side] for side in (old, new)]
    best = [[0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i, j in product(reversed(range(len(old))), reversed(range(len(new)))):
        together = _common(words[0][i], words[1][j])
        best[i][j] = max(best[i + 1][j], best[i][j + 1], best[i + 1][j + 1] + together if together else 0)
    found: dict[int, int] = {}
    i = j = 0
    while i < len(old) and j < len(new):
        together = _common(words[0][i], words[1][j])
        if together and best[i][j] == best[i + 1][j + 1] + together:
            found[j] = i
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return found


def _words(texts: tuple[str, str]) -> list[set[str]]:
    return [set(re.findall(r"\w+", text.casefold())) for text in texts]


def _common(one: Sequence[set[str]], other: Sequence[set[str]]) -> int:
    return sum(len(a & b) for a, b in zip(one, other, strict=True))


def said(pair: Pair) -> tuple[str, str]:
    """The texts of both sides of a pair, front first."""
    return pair.front, pair.back


def _saying(pair: Pair, side: int, text: str) -> Pair:
    """A pair with another text on one side, which a person has seen."""
    return replace(pair, front=text, doubt=0.0) if side == 0 else replace(pair, back=text, doubt=0.0)


def cut(text: str, code: str, *, last: bool) -> tuple[str, str]:
    """The last sentence of a text, or its first one, and the rest; the rest of a single sentence is empty."""
    found = sentences(text, code)
    if len(found) < 2:
        return text, ""
    at = text.rindex(found[-1]) if last else len(found[0])
    parts = text[:at].strip(), text[at:].strip()
    return (parts[1], parts[0]) if last else parts


def heading_between(file: PairFile, n: int) -> bool:
    """Whether a heading stands between entry `n` and the one below it."""
    start, end = (file.entries[at].record.mapping.start for at in (n, n + 1))
    return any(start < opening.record.mapping.start < end for opening in file.sections)


def _refuse_outside(file: PairFile, *numbers: int) -> None:
    """Refuse what needs an entry that is not there."""
    for n in numbers:
        if not 0 <= n < len(file.entries):
            raise refused(file, max(0, min(n, len(file.entries) - 1)), "there is no pair on that side of this one")


def refused(file: PairFile, n: int, message: str, advice: str = "") -> Refused:
    """What cannot be done to entry `n`."""
    line = file.values[n].lines[""] if n < len(file.entries) else 0
    return Refused(file.source.problem_in(line, message, advice))
