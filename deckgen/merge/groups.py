"""Which entries of a pairs file hold which sentences of the texts.

Mostly one entry holds one sentence. A person may have joined, split or moved text between entries: then several
belong together, and a group says which part of which sentence is where.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from deckgen.merge.matching import Index, Texts, likeness, trigrams
from deckgen.project.lock import Origin

_LONGEST, _MOST = 8, 40  # entries that text was moved between, and sentences that they hold: more take too long
_HEAD = 8  # letters
_HELD = 0.6  # share of a deleted sentence's trigrams that an entry must have beyond its own sentence to hold it
_GROWN = 0.5  # of the length of a deleted sentence; an entry that holds it is longer by at least that

Sides = tuple[bool, bool]
BOTH: Sides = (True, True)


@dataclass(frozen=True, slots=True)
class Part:
    """A text of one side: the number of the entry that holds it, None if none does, and its text there and before."""

    entry: int | None
    ours: str
    base: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of one sentence pair that is moved as a whole: its parts on each side, and the name of its origin."""

    origin: str
    front: tuple[Part, ...]
    back: tuple[Part, ...]

    @property
    def sides(self) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
        """Both sides, front first."""
        return self.front, self.back


@dataclass(frozen=True)
class Group:
    """Entries, by number, with the sentences that they hold; `exact` says on which sides they hold nothing else."""

    entries: tuple[int, ...]
    pieces: tuple[Piece, ...]
    exact: Sides = (False, False)

    @property
    def origins(self) -> tuple[str, ...]:
        """The names of its origins, in their order; none for an entry that a person added."""
        return tuple(dict.fromkeys(piece.origin for piece in self.pieces if piece.origin))

    @property
    def simple(self) -> bool:
        """Whether it is one entry with one sentence."""
        return len(self.entries) == len(self.pieces) == 1

    def texts(self, start: int, end: int) -> Texts:
        """The joined texts of some of its pieces."""
        front, back = (
            joined(part.base for piece in self.pieces[start:end] for part in piece.sides[side]) for side in (0, 1)
        )
        return front, back

    def renumbered(self, numbers: Sequence[int]) -> Group:
        """The same with other numbers of entries: for each old one the new one."""

        def of(parts: tuple[Part, ...]) -> tuple[Part, ...]:
            return tuple(each if each.entry is None else replace(each, entry=numbers[each.entry]) for each in parts)

        pieces = tuple(Piece(piece.origin, of(piece.front), of(piece.back)) for piece in self.pieces)
        return Group(tuple(numbers[at] for at in self.entries), pieces, self.exact)


def joined(texts: Iterable[str]) -> str:
    """Texts joined as sentences are in a pair."""
    return " ".join(filter(None, texts))


def bare(text: str) -> str:
    """`text` without whitespace."""
    return "".join(text.split())


def find(
    entries: Sequence[Texts], own: Sequence[str], origins: Mapping[str, Origin], deleted: Iterable[str]
) -> list[Group]:
    """The groups of all entries of a file, and one without entries for each deleted origin that none of them holds.

    `own` has the name of each entry's origin, "" without one; `deleted` names origins that no entry has.
    """
    return _Search(tuple(entries), tuple(own), origins, tuple(deleted)).run()


@dataclass(frozen=True)
class _Search:
    entries: tuple[Texts, ...]
    own: tuple[str, ...]
    origins: Mapping[str, Origin]
    deleted: tuple[str, ...]

    @cached_property
    def _bare_entries(self) -> list[Texts]:
        return [_bare(texts) for texts in self.entries]

    @cached_property
    def _bare_origins(self) -> dict[str, Texts]:
        return {name: _bare(_texts(self.origins[name])) for name in {*self.own, *self.deleted} if name}

    @cached_property
    def _heads(self) -> dict[str, list[str]]:
        """The deleted origins by the first letters of their sides."""
        found = defaultdict[str, list[str]](list)
        for name in self.deleted:
            for text in self._bare_origins[name]:
                found[text[:_HEAD]].append(name)
        return found

    def run(self) -> list[Group]:
        """All groups, those of entries in their order."""
        found: dict[int, Group] = {}
        free = frozenset(self.deleted)
        odd = [at for at in range(len(self.entries)) if not self._unchanged(at)]
        for sides in (BOTH, (True, False), (False, True)):
            for window in _windows(odd):
                if not any(at in found for at in window) and (group := self._spelled(window, free, sides)):
                    found[window[0]] = group
                    found |= dict.fromkeys(window[1:], group)
                    free -= {*group.origins}
        for at in odd:
            if at not in found and free and (group := self._grown(at, free)):
                found[at] = group
                free -= {*group.origins}
        own = [found.get(at) or self._simple(at) for at in range(len(self.entries))]
        return [*dict.fromkeys(own), *(self._out(name) for name in self.deleted if name in free)]

    def _unchanged(self, at: int) -> bool:
        return bool(self.own[at]) and self._bare_origins[self.own[at]] == self._bare_entries[at]

    def _simple(self, at: int) -> Group:
        texts = self.entries[at]
        base = _texts(self.origins[self.own[at]]) if self.own[at] else texts
        front, back = (Part(at, texts[side], base[side]) for side in (0, 1))
        return Group((at,), (Piece(self.own[at], (front,), (back,)),))

    def _out(self, name: str) -> Group:
        front, back = (Part(None, "", text) for text in _texts(self.origins[name]))
        return Group((), (Piece(name, (front,), (back,)),))

    # what is spelled exactly

    def _spelled(self, window: Sequence[int], free: frozenset[str], sides: Sides) -> Group | None:
        """The group of consecutive entries whose joined texts are joined origins, on these `sides`."""
        required = [self.own[at] for at in window if self.own[at]]
        if not required and not free:
            return None
        whole = self._text(window)
        names = self._spelling(whole, required, free, sides)
        if not names or (len(window) == len(names) == 1 and sides != BOTH and required):
            return None
        if self._parted(window, names, sides):
            return None
        texts = _bare(_texts_joined(self.origins[name] for name in names))
        exact = sides[0] or texts[0] == whole[0], sides[1] or texts[1] == whole[1]
        return Group(tuple(window), tuple(self._pieces(window, names, exact)), exact)

    def _parted(self, window: Sequence[int], names: Sequence[str], sides: Sides) -> bool:
        """Whether the first entries of a window with their own origins are a group by themselves."""
        ends = [_only(end, sides) for end in _ends(self._bare_origins[name] for name in names)]
        borders = [_only(end, sides) for end in _ends(self._bare_entries[at] for at in window)]
        for number, border in enumerate(borders[:-1], 1):
            if border in ends:
                first = names[: ends.index(border) + 1]
                if {self.own[at] for at in window[:number]} - {""} == {*first} & {self.own[at] for at in window}:
                    return True
        return False

    def _text(self, window: Sequence[int]) -> Texts:
        front, back = ("".join(self._bare_entries[at][side] for at in window) for side in (0, 1))
        return front, back

    def _spelling(
        self, rest: Texts, required: Sequence[str], free: frozenset[str], sides: Sides, most: int = _MOST
    ) -> list[str]:
        """The origins, all of `required` and some of `free`, that together are `rest`; none if there is no way."""
        tried: set[Texts] = set()
        head = rest[_on(sides)[0]][:_HEAD]
        near = (name for length in range(1, _HEAD + 1) for name in self._heads.get(head[:length], ()) if name in free)
        for name in (*required, *dict.fromkeys(near)) if most else ():
            texts = self._bare_origins[name]
            if texts in tried or not all(texts[s] and rest[s].startswith(texts[s]) for s in _on(sides)):
                continue
            tried.add(texts)
            left = rest[0][len(texts[0]) :], rest[1][len(texts[1]) :]
            still = [each for each in required if each != name]
            if not still and not any(left[s] for s in _on(sides)):
                return [name]
            more = self._spelling(left, still, free - {name}, sides, most - 1)
            if more:
                return [name, *more]
        return []

    def _pieces(self, window: Sequence[int], names: Sequence[str], exact: Sides) -> Iterator[Piece]:
        """The origins, cut where entries end if both sides are `exact`."""
        ends = _ends(self._bare_origins[name] for name in names)
        cuts = ends
        if exact == BOTH:
            cuts = sorted({*ends, *_ends(self._bare_entries[at] for at in window)})
            if any(a[1] > b[1] for a, b in itertools.pairwise(cuts)):
                cuts = ends
        before = _texts_joined(self.origins[name] for name in names)
        start = (0, 0)
        for end in cuts:
            name = next(name for name, last in zip(names, ends, strict=True) if end <= last)
            front, back = (
                self._parts(window, name, side, (start[side], end[side]), before[side] if exact[side] else "")
                for side in (0, 1)
            )
            yield Piece(name, front, back)
            start = end

    def _parts(
        self, window: Sequence[int], name: str, side: int, letters: tuple[int, int], before: str
    ) -> tuple[Part, ...]:
        """What entries hold of some `letters` of the joined origins `before`; "" if the entries say something else."""
        start, end = letters
        if not before:
            holder = next((at for at in window if self.own[at] == name), window[0])
            return (Part(holder, "", _texts(self.origins[name])[side]),)
        found, at = [], 0
        for entry in window:
            length = len(self._bare_entries[entry][side])
            first, last = max(start, at), min(end, at + length)
            if first < last:
                ours = sliced(self.entries[entry][side], first - at, last - at)
                found.append(Part(entry, ours, sliced(before, first, last)))
            at += length
        return tuple(found)

    # what was joined and then corrected

    @cached_property
    def _index(self) -> Index[str]:
        return Index({name: trigrams(_texts(self.origins[name])) for name in self.deleted})

    def _grown(self, at: int, free: frozenset[str]) -> Group | None:
        """The group of an entry that holds deleted sentences beside its own, all perhaps corrected."""
        name, text = self.own[at], self.entries[at]
        names = [name] if name else []
        while added := self._held(text, names, free):
            names.append(added)
        if len(names) < 2:
            return None
        names.sort(key=lambda each: _place(self.origins[each].front, text[0]))
        return Group((at,), tuple(self._pieces((at,), names, (False, False))))

    def _held(self, text: Texts, names: Sequence[str], free: frozenset[str]) -> str:
        """The deleted origin that `text` most probably holds beside `names`, "" if it holds none."""
        known = _texts_joined(self.origins[each] for each in names)
        whole, before = trigrams(text), trigrams(known)
        best, found = _HELD, ""
        for name, share in self._index.held_in((whole[0] - before[0], whole[1] - before[1])).items():
            texts = _texts(self.origins[name])
            fits = all(len(text[s]) - len(known[s]) >= len(texts[s]) * _GROWN for s in (0, 1))
            if share >= best and fits and name in free and name not in names:
                more = trigrams((joined((known[0], texts[0])), joined((known[1], texts[1]))))
                if likeness(whole, more) > likeness(whole, before):
                    best, found = share, name
        return found


def _windows(odd: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Runs of consecutive numbers, the shortest first."""
    for size in range(1, _LONGEST + 1):
        for first in range(len(odd) - size + 1):
            if odd[first + size - 1] == odd[first] + size - 1:
                yield tuple(odd[first : first + size])


def _on(sides: Sides) -> list[int]:
    return [side for side in (0, 1) if sides[side]]


def _only(end: tuple[int, int], sides: Sides) -> tuple[int, ...]:
    return tuple(end[side] for side in _on(sides))


def _texts(origin: Origin) -> Texts:
    return origin.front, origin.back


def _texts_joined(origins: Iterable[Origin]) -> Texts:
    listed = list(origins)
    return joined(each.front for each in listed), joined(each.back for each in listed)


def _bare(texts: Texts) -> Texts:
    return bare(texts[0]), bare(texts[1])


def _ends(texts: Iterable[Texts]) -> list[tuple[int, int]]:
    """Where each of some joined texts ends, in letters on both sides."""
    ends, front, back = [], 0, 0
    for each in texts:
        front, back = front + len(each[0]), back + len(each[1])
        ends.append((front, back))
    return ends


def sliced(text: str, start: int, end: int) -> str:
    """The part of `text` from its letter `start` to its letter `end`, not counting whitespace."""
    places = [n for n, letter in enumerate(text) if not letter.isspace()]
    return text[places[start] : places[end - 1] + 1] if start < end else ""


def _place(part: str, text: str) -> int:
    """Where in `text` most of `part` is."""
    from difflib import SequenceMatcher

    found = SequenceMatcher(None, text, part, autojunk=False).find_longest_match()
    return found.a - found.b
