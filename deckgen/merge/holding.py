"""Which sentences each entry of a pairs file holds, one by one and each side by itself.

A person may have joined, split or dissolved pairs, moved a sentence over a border on one side only, or joined one that
was left out. Each side of an entry then is a row of sentences that were paired elsewhere, of parts of them, and of some
that no pair came from; any of them may be corrected besides.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from deckgen.merge.matching import ALIKE, Index, one_sided, trigrams

_ELSEWHERE = 0.6  # likeness of a sentence and one of another pair for it to be that one, corrected
_HELD = 0.6  # share of a sentence's trigrams that are in one it was joined with
_GROWN = 0.5  # of the length of a sentence; one that holds it besides is longer by at least that
_SHORTEST = 4  # letters of a part of a sentence that a person cut
# More cuts than there are sentences do no harm: what is between two cuts is followed by itself.
_END = re.compile(r"(?<=[.!?…。！？])[\"'”’»“)\]]*\s+|(?<=[。！？])")


@dataclass(frozen=True)
class Sentence:
    """A sentence that a pair was made from: the name of its origin, "" if it was left out, and its text."""

    origin: str
    text: str


@dataclass
class Held:
    """A text in an entry, and the sentences that it came from, by number; `part` says that it is one part of one."""

    ours: str
    of: tuple[int, ...] = ()
    part: str = ""  # its text before, if it is only a part of that sentence

    def base(self, sentences: Sequence[Sentence]) -> str:
        """What it was before the person corrected it; its text if no sentence is known."""
        return self.part or " ".join(sentences[n].text for n in self.of) or self.ours


@dataclass
class Holding:
    """One side of all entries: the sentences that were paired before, and what the entries hold of them."""

    sentences: list[Sentence] = field(default_factory=list)
    of_origin: dict[str, list[int]] = field(default_factory=dict)
    held: dict[int, list[Held]] = field(default_factory=dict)

    def holders(self) -> dict[int, list[int]]:
        """The entries that hold each sentence."""
        found: dict[int, list[int]] = defaultdict(list)
        for at, row in self.held.items():
            for each in row:
                for n in each.of:
                    if at not in found[n]:
                        found[n].append(at)
        return found


def bare(text: str) -> str:
    """`text` without whitespace."""
    return "".join(text.split())


def cut(text: str) -> list[str]:
    """The sentences of a text, or less."""
    found, start = [], 0
    for end in _END.finditer(text):
        if text[end.end() : end.end() + 1].islower():  # an abbreviation
            continue
        found.append(text[start : end.end()].strip())
        start = end.end()
    return [each for each in (*found, text[start:].strip()) if each]


def held(
    entries: Sequence[str], own: Sequence[str], origins: Mapping[str, str], deleted: Iterable[str], loose: Iterable[str]
) -> Holding:
    """What one side of the entries holds.

    `own` has the name of each entry's origin, "" without one; `origins` their texts on this side; `deleted` names
    origins that no entry has; `loose` are sentences that were left out.
    """
    return _Search(tuple(entries), tuple(own), origins, (*deleted,), (*loose,)).run()


@dataclass(frozen=True)
class _Search:
    entries: tuple[str, ...]
    own: tuple[str, ...]
    origins: Mapping[str, str]
    deleted: tuple[str, ...]
    loose: tuple[str, ...]

    def run(self) -> Holding:
        made = self._sentences()
        free = {n for row in made.of_origin.values() for n in row}
        odd = []
        for at, text in enumerate(self.entries):
            numbers = made.of_origin[self.own[at]] if self.own[at] else []
            if numbers and bare(text) == bare(self.origins[self.own[at]]):
                made.held[at] = [Held(made.sentences[n].text, (n,)) for n in numbers]
                free -= {*numbers}
            else:
                made.held[at] = [Held(each) for each in cut(text)]
                odd.append(at)
        if odd:
            self._equal(made, odd, free)
            self._parts(made, odd, free)
            self._corrected(made, odd, free)
            self._in_place(made, odd, free)
        return made

    def _sentences(self) -> Holding:
        made = Holding()
        for name in dict.fromkeys((*(name for name in self.own if name), *self.deleted)):
            texts = cut(self.origins[name])
            made.of_origin[name] = [*range(len(made.sentences), len(made.sentences) + len(texts))]
            made.sentences += [Sentence(name, text) for text in texts]
        paired = {bare(each.text) for each in made.sentences}
        loose = [text for text in self.loose if bare(text) not in paired]
        made.of_origin[""] = [*range(len(made.sentences), len(made.sentences) + len(loose))]
        made.sentences += [Sentence("", text) for text in loose]
        return made

    def _numbers(self, made: Holding, at: int, free: set[int]) -> list[int]:
        """The free sentences of an entry's own origin."""
        return [n for n in made.of_origin.get(self.own[at], ()) if n in free] if self.own[at] else []

    def _equal(self, made: Holding, odd: Sequence[int], free: set[int]) -> None:
        """Sentences that stand in an entry as they were, first those of its own origin."""
        for at in odd:
            for each in made.held[at]:
                same = (n for n in self._numbers(made, at, free) if bare(made.sentences[n].text) == bare(each.ours))
                _take(each, next(same, None), free)
        by_text: dict[str, list[int]] = defaultdict(list)
        for n in sorted(free):
            by_text[bare(made.sentences[n].text)].append(n)
        for at in odd:
            for each in made.held[at]:
                if not each.of:
                    _take(each, next((n for n in by_text.get(bare(each.ours), ()) if n in free), None), free)

    # parts

    def _parts(self, made: Holding, odd: Sequence[int], free: set[int]) -> None:
        """Sentences that were cut: the first part as it was, the rest perhaps corrected, or the other way round."""
        row = [(at, number) for at in odd for number, each in enumerate(made.held[at]) if not each.of]
        by_head: dict[str, list[int]] = defaultdict(list)
        for n in sorted(free):
            text = bare(made.sentences[n].text)
            by_head[text[:_SHORTEST]].append(n)
            by_head[text[-_SHORTEST:]].append(n)
        for place, (at, number) in enumerate(row):
            each = made.held[at][number]
            text = bare(each.ours)
            if each.of or len(text) < _SHORTEST:
                continue
            near = dict.fromkeys((*by_head.get(text[:_SHORTEST], ()), *by_head.get(text[-_SHORTEST:], ())))
            for n in near:
                if n in free and self._cut_here(made, row, place, n):
                    free.discard(n)
                    break

    def _cut_here(self, made: Holding, row: Sequence[tuple[int, int]], place: int, n: int) -> bool:
        """Whether the texts from `place` on, or up to it, are the parts of a sentence; if so they get them."""
        whole = made.sentences[n].text
        for step in (1, -1):
            parts: list[tuple[Held, str]] = []
            rest, here = whole, place
            while 0 <= here < len(row):
                each = made.held[row[here][0]][row[here][1]]
                if each.of or (parts and abs(row[here][0] - row[here - step][0]) > 1):
                    break
                if parts and not _starts(rest, each.ours, step) and one_sided(rest, each.ours) >= ALIKE:
                    parts.append((each, rest))
                    rest = ""
                    break
                if not _starts(rest, each.ours, step):
                    break
                part, rest = _split(rest, len(bare(each.ours)), step)
                parts.append((each, part))
                if not rest:
                    break
                here += step
            if len(parts) > 1 and not rest:
                for each, part in parts:
                    each.of, each.part = (n,), part
                return True
        return False

    # what was corrected

    def _corrected(self, made: Holding, odd: Sequence[int], free: set[int]) -> None:
        """Sentences that a person corrected, the most alike first."""
        index = Index({n: trigrams((made.sentences[n].text, "")) for n in free})
        order = []
        for at in odd:
            near = self._near(made, at)
            for number, each in enumerate(made.held[at]):
                alike = index.likeness(trigrams((each.ours, ""))) if not each.of else {}
                for n, half in alike.items():
                    mine = made.sentences[n].origin == self.own[at] != ""
                    if n in near and 2 * half >= (ALIKE if mine else _ELSEWHERE):
                        order.append((2 * half + 0.1 * mine, -number, at, number, n))
        for _, _, at, number, n in sorted(order, reverse=True):
            if not made.held[at][number].of:
                _take(made.held[at][number], n if n in free else None, free)
        for at in odd:
            near = self._near(made, at)
            for each in made.held[at]:
                if each.of and not each.part and bare(each.ours) != bare(made.sentences[each.of[0]].text):
                    shares = index.held_in(trigrams((each.ours, "")))
                    joined = [n for n, half in sorted(shares.items()) if 2 * half >= _HELD and n in near]
                    self._joined(made, each, joined, free)

    def _joined(self, made: Holding, each: Held, others: Iterable[int], free: set[int]) -> None:
        """Other sentences that a person made one with a corrected one."""
        for n in others:
            text = made.sentences[n].text
            known = sum(len(made.sentences[old].text) for old in each.of)
            if n in free and len(each.ours) - known >= len(text) * _GROWN:
                each.of = tuple(sorted((*each.of, n), key=lambda old: _place(made.sentences[old].text, each.ours)))
                free.discard(n)

    def _near(self, made: Holding, at: int) -> set[int]:
        """The sentences that an entry may hold: of its own origin, of its neighbours, and of no entry."""
        names = {self.own[near] for near in range(max(0, at - 2), at + 3) if near < len(self.own)} - {""}
        return {n for name in names for n in made.of_origin[name]} | self._homeless(made)

    def _homeless(self, made: Holding) -> set[int]:
        return {n for name in (*self.deleted, "") for n in made.of_origin[name]}

    def _in_place(self, made: Holding, odd: Sequence[int], free: set[int]) -> None:
        """What stands between two sentences of an origin instead of others of it is these, written anew."""
        for at in odd:
            row = made.held[at]
            for first, last in _unknown(row):
                before = row[first - 1].of[-1] if first and not row[first - 1].part else None
                after = row[last].of[0] if last < len(row) and not row[last].part else None
                mine = made.of_origin[self.own[at]] if self.own[at] else []
                low = before + 1 if before is not None and before in mine else mine[0] if mine and not first else None
                high = after if after in mine else mine[-1] + 1 if mine and last == len(row) else None
                gap = [*range(low, high)] if low is not None and high is not None else []
                if gap and all(n in free for n in gap):
                    row[first:last] = [Held(" ".join(each.ours for each in row[first:last]), tuple(gap))]
                    free -= {*gap}
                    break


def _unknown(row: Sequence[Held]) -> Iterator[tuple[int, int]]:
    """Where no sentence is known: start and end of each such run."""
    start = None
    for number, each in enumerate((*row, Held("", (0,)))):
        if each.of and start is not None:
            yield start, number
            start = None
        elif not each.of and start is None:
            start = number


def _take(each: Held, n: int | None, free: set[int]) -> None:
    if n is not None:
        each.of = (n,)
        free.discard(n)


def _starts(whole: str, part: str, step: int) -> bool:
    """Whether `part` is the beginning of `whole`, or with the step -1 its end."""
    return bare(whole).startswith(bare(part)) if step > 0 else bare(whole).endswith(bare(part))


def _split(text: str, letters: int, step: int) -> tuple[str, str]:
    """The first `letters` of a text and the rest, or the last ones."""
    places = [n for n, letter in enumerate(text) if not letter.isspace()]
    if step > 0:
        return text[: places[letters - 1] + 1], text[places[letters] :] if letters < len(places) else ""
    first = places[len(places) - letters]
    return text[first:], text[:first].rstrip()


def _place(part: str, text: str) -> int:
    """Where in `text` most of `part` is."""
    from difflib import SequenceMatcher

    found = SequenceMatcher(None, text, part, autojunk=False).find_longest_match()
    return found.a - found.b
