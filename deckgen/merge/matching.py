"""Matching the pairs that texts give now to what was made from them before, through changes, moves, splits, merges."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

ALIKE = 0.45  # the least likeness of two pairs for one to count as an edit of the other
_TINY = 0.2  # a sentence less like another one is too short for a part of it
_MOSTLY = 0.6  # share of a text's trigrams; those of unrelated sentences of one language share a fifth
# Two sentences were joined if together they are that much like a new one, and by so much more than one alone.
_CLEARLY, _BETTER = 0.8, 0.05

Key = TypeVar("Key")
Texts = tuple[str, str]  # front, back
Bags = tuple[Counter[str], Counter[str]]


@dataclass(frozen=True, slots=True)
class Target:
    """The pieces from `start` up to `end` of a group of old sentences, with their joined texts.

    Among equal targets the one with the lower `rank` is matched first. `out` are sentences that a person deleted;
    `whole` says that a sentence cut in parts stays together here.
    """

    group: int
    start: int
    end: int
    texts: Texts
    rank: int = 0
    out: bool = False
    whole: bool = False

    @property
    def pieces(self) -> Iterator[tuple[int, int]]:
        """Group and number of each of its pieces."""
        return ((self.group, piece) for piece in range(self.start, self.end))


def match(old: Sequence[Texts], new: Sequence[Texts]) -> dict[int, int]:
    """Match new pairs to old ones, by index.

    Equal pairs come first, then pairs with one equal side, then the most similar. Each old pair is matched at most
    once, so after a split the most similar part gets it.
    """
    return assigned([Target(at, 0, 1, texts) for at, texts in enumerate(old)], new)


def assigned(targets: Sequence[Target], new: Sequence[Texts]) -> dict[int, int]:
    """Match new pairs to targets as `match` does, by index; no piece is matched twice."""
    return _Matching(tuple(targets), tuple(new)).run()


def kept_whole(targets: Sequence[Target], found: Mapping[int, int], new: Sequence[Texts]) -> dict[int, int]:
    """`found`, and with it the parts of sentences that were cut in the texts but are to stay together.

    A part consists of what the matched parts lack, and mostly it is next to one of them. Of a deleted sentence, one
    part may be all that is left.
    """
    joined = dict(found)
    intact = {at for n, at in found.items() if targets[at].texts == new[n]}
    cut = {at for at in found.values() if targets[at].whole}
    cut |= {at for at, target in enumerate(targets) if target.out}
    whole = {at: trigrams(targets[at].texts) for at in sorted(cut - intact)}
    lacking = dict(whole)
    for n, at in found.items():
        if at in lacking:
            lacking[at] = _less(lacking[at], trigrams(new[n]))
    rest = {n: trigrams(texts) for n, texts in enumerate(new) if n not in joined}
    for n in (*rest, *reversed(rest)):
        beside = {joined.get(n - 1), joined.get(n + 1)}
        for at in lacking if n not in joined else ():
            if not (at in beside or targets[at].out) or likeness(rest[n], whole[at]) < _TINY:
                continue
            if contained(rest[n], lacking[at]) >= (_MOSTLY if at in beside else _CLEARLY):
                joined[n] = at
                lacking[at] = _less(lacking[at], rest[n])
                break
    return joined


@dataclass(frozen=True)
class _Matching:
    """One matching in the making."""

    targets: tuple[Target, ...]
    new: tuple[Texts, ...]

    def run(self) -> dict[int, int]:
        """The targets of new pairs, by index."""
        found: dict[int, int] = {}
        taken: set[tuple[int, int]] = set()
        for keep in ((True, True), (True, False), (False, True)):
            self._equal(keep, found, taken)
        for n, at in self._alike(found, taken):
            self._take(n, at, found, taken)
        return found

    def _take(self, n: int, at: int, found: dict[int, int], taken: set[tuple[int, int]]) -> bool:
        """Match the new pair `n` to a target, if both are free."""
        if n in found or any(piece in taken for piece in self.targets[at].pieces):
            return False
        found[n] = at
        taken.update(self.targets[at].pieces)
        return True

    def _equal(self, keep: tuple[bool, bool], found: dict[int, int], taken: set[tuple[int, int]]) -> None:
        """Match new pairs to targets with equal texts on the sides to `keep`."""
        waiting: dict[Texts, deque[int]] = defaultdict(deque)
        for at in sorted(range(len(self.targets)), key=lambda at: self.targets[at].rank):
            waiting[_kept(self.targets[at].texts, keep)].append(at)
        for n, texts in enumerate(self.new):
            places = waiting[_kept(texts, keep)] if n not in found and any(_kept(texts, keep)) else ()
            while places and not self._take(n, places.popleft(), found, taken):
                pass

    def _alike(self, found: Mapping[int, int], taken: set[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        """New pairs and targets that are alike, the most similar first."""
        places = [at for at, each in enumerate(self.targets) if not any(piece in taken for piece in each.pieces)]
        old = Index({at: trigrams(self.targets[at].texts) for at in places})
        last = max((target.group for target in self.targets), default=0) + 1
        order = []
        for n in (n for n in range(len(self.new)) if n not in found):
            scores = old.likeness(trigrams(self.new[n]))
            alike = {at: score for at, score in scores.items() if score >= ALIKE}
            for at, score in (self._drawn_back(n, scores, old) or alike).items():
                order.append((score, -abs(n / len(self.new) - self.targets[at].group / last), n, at))
        return ((n, at) for _, _, n, at in sorted(order, reverse=True))

    def _drawn_back(self, n: int, scores: Mapping[int, float], old: Index[int]) -> dict[int, float]:
        """The target in the file that a new pair is for because it holds that sentence and a deleted one."""
        out = [at for at, score in scores.items() if self.targets[at].out and score >= ALIKE]
        if not out:
            return {}
        deleted = max(out, key=lambda at: scores[at])
        new = trigrams(self.new[n])
        both = {
            at: likeness(new, _sum((old.bags[deleted], old.bags[at])))
            for at, score in scores.items()
            if not self.targets[at].out and score >= _BETTER
        }
        place = max(both, key=lambda at: both[at], default=None)
        clear = place is not None and both[place] >= max(_CLEARLY, scores[deleted] + _BETTER)
        return {place: both[place]} if place is not None and clear else {}


# ------------------------------------------------------------------ likeness


def trigrams(texts: Texts) -> Bags:
    """Both texts as bags of letter trigrams."""
    front, back = (Counter(a + b + c for a, b, c in zip(t, t[1:], t[2:], strict=False)) for t in map(str.lower, texts))
    return front, back


def likeness(a: Bags, b: Bags) -> float:
    """Dice's coefficient of the trigrams, averaged over both sides."""
    return sum(
        2 * sum((x & y).values()) / max(1, sum(x.values()) + sum(y.values())) for x, y in zip(a, b, strict=True)
    ) / len(a)


def one_sided(a: str, b: str) -> float:
    """The likeness of two texts of one side."""
    (x, _), (y, _) = trigrams((a, "")), trigrams((b, ""))
    return 2 * (x & y).total() / max(1, x.total() + y.total())


def contained(a: Bags, b: Bags) -> float:
    """The share of the trigrams of `a` that `b` has as well, averaged over both sides."""
    return sum(sum((x & y).values()) / max(1, sum(x.values())) for x, y in zip(a, b, strict=True)) / len(a)


def _sum(bags: Iterator[Bags] | tuple[Bags, ...]) -> Bags:
    total: Bags = (Counter(), Counter())
    for front, back in bags:
        total = total[0] + front, total[1] + back
    return total


def _less(a: Bags, b: Bags) -> Bags:
    return a[0] - b[0], a[1] - b[1]


def _kept(texts: Texts, keep: tuple[bool, bool]) -> Texts:
    """`texts` with the sides not to be compared left empty."""
    return texts[0] * keep[0], texts[1] * keep[1]


class Index(Generic[Key]):
    """Pairs by their trigrams: which of many are like one, without a look at those that share nothing with it."""

    def __init__(self, bags: Mapping[Key, Bags]) -> None:
        self.bags = bags
        self.places: tuple[dict[str, list[tuple[Key, int]]], ...] = (defaultdict(list), defaultdict(list))
        for at, sides in bags.items():
            for side, bag in enumerate(sides):
                for trigram, times in bag.items():
                    self.places[side][trigram].append((at, times))
        self.sizes = {at: (front.total(), back.total()) for at, (front, back) in bags.items()}

    def likeness(self, bags: Bags) -> dict[Key, float]:
        """The likeness of `bags` with each pair that shares a trigram with it, as `likeness` gives it."""
        found: dict[Key, float] = defaultdict(float)
        for side, shared in enumerate(self._shared(bags)):
            size = bags[side].total()
            for at, number in shared.items():
                found[at] += number / (size + self.sizes[at][side])  # half of Dice's coefficient: there are two sides
        return found

    def held_in(self, bags: Bags) -> dict[Key, float]:
        """The share of each pair that `bags` has as well, as `contained` gives it."""
        found: dict[Key, float] = defaultdict(float)
        for side, shared in enumerate(self._shared(bags)):
            for at, number in shared.items():
                found[at] += number / self.sizes[at][side] / 2
        return found

    def _shared(self, bags: Bags) -> Iterator[dict[Key, int]]:
        """For each side the number of trigrams that `bags` and each pair have in common."""
        for side, bag in enumerate(bags):
            shared: dict[Key, int] = defaultdict(int)
            for trigram, times in bag.items():
                for at, other in self.places[side].get(trigram, ()):
                    shared[at] += min(times, other)
            yield shared
