"""What one side of an entry becomes: each of its sentences as the texts have it now, unless a person corrected it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from deckgen.merge.became import Became, became
from deckgen.merge.groups import Part
from deckgen.merge.holding import Held, Holding, bare, cut, held
from deckgen.merge.matching import ALIKE, Texts, one_sided
from deckgen.merge.spread import FIELDS, shares
from deckgen.merge.three_way import Difference
from deckgen.project.lock import Origin

BOTH = (0, 1)


@dataclass(frozen=True)
class LooseSentences:
    """Sentences without a pair: those of the texts now, front first, and whether one was such before."""

    now: tuple[Sequence[str], Sequence[str]]
    before: Callable[[int, str], bool]


@dataclass
class Arrangement:
    """Entries that hold sentences of several pairs, or of none, with what the texts now have for them."""

    entries: list[int]
    origins: list[str]
    pairs: list[int] = field(default_factory=list)  # new pairs, by number
    holders: dict[int, list[int]] = field(default_factory=dict)  # the entries that hold a sentence of a new pair
    names: dict[int, str | int | None] = field(default_factory=dict)  # as `spread.names` has them
    dissolved: list[str] = field(default_factory=list)  # origins that are part of others now
    outside: list[int] = field(default_factory=list)  # new pairs of which no entry has one side, and that changed
    unpaired: dict[str, Texts] = field(default_factory=dict)  # origins without a new pair, as the texts have them now
    differences: list[tuple[int, Difference]] = field(default_factory=list)
    gone: list[int] = field(default_factory=list)
    parts_gone: list[tuple[int, str]] = field(default_factory=list)  # an entry, and an origin that it alone has left


@dataclass(frozen=True)
class Sentences:
    """The sentences of entries, one by one: where they are, and what became of them in the pairs `new` of the texts.

    `own` has the name of each entry's origin, "" without one; `deleted` names origins that no entry has.
    """

    entries: tuple[Texts, ...]
    own: tuple[str, ...]
    origins: Mapping[str, Origin]
    deleted: tuple[str, ...]
    new: tuple[Texts, ...]
    loose: LooseSentences | None

    @cached_property
    def sides(self) -> tuple[Holding, Holding]:
        """What the entries hold on each side."""
        return self._holding(0), self._holding(1)

    def _holding(self, side: int) -> Holding:
        texts = [each[side] for each in self.entries]
        before = {name: (origin.front, origin.back)[side] for name, origin in self.origins.items()}
        odd = [at for at, text in enumerate(texts) if not self.own[at] or bare(text) != bare(before[self.own[at]])]
        loose = [text for at in odd for text in cut(texts[at]) if self.was_loose(side, text)]
        return held(texts, self.own, before, self.deleted, loose)

    @cached_property
    def became(self) -> tuple[Became, Became]:
        """What the sentences of each side became."""
        return became(self.sides, self.new, self.loose.now if self.loose else ((), ()), self.was_loose)

    def was_loose(self, side: int, text: str) -> bool:
        """Whether a sentence was left out before."""
        return self.loose is not None and self.loose.before(side, text)

    @cached_property
    def after(self) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
        """For each old sentence of a side the new ones."""
        return self.became[0].after(), self.became[1].after()

    @cached_property
    def holders(self) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
        """For each old sentence of a side the entries that hold it."""
        return self.sides[0].holders(), self.sides[1].holders()

    @cached_property
    def of_pair(self) -> dict[int, list[tuple[int, int]]]:
        """The new sentences of each new pair, with their sides."""
        found: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for side in BOTH:
            for number, now in enumerate(self.became[side].now):
                if now.pair is not None:
                    found[now.pair].append((side, number))
        return found

    # one side of one entry

    def difference(self, made: Arrangement, at: int, side: int) -> Iterator[Difference]:
        """What a side of an entry of an arrangement takes over, and what a person must decide."""
        ours, row = self.entries[at][side], self.sides[side].held[at]
        mine: list[str] = []
        theirs: list[str] = []
        conflict = False
        used: dict[int, bool] = {}  # new sentences that were met, and whether the entry gets them
        inserted = self._inserted(made, at, side)
        for number in range(len(row) + 1):
            for arriving in inserted.get(number, ()):
                mine.append(arriving)
                theirs.append(arriving)
                conflict = conflict or any(not each.of and one_sided(each.ours, arriving) >= ALIKE for each in row)
            if number < len(row):
                text, source, open_ = self._followed(row[number], at, side, used)
                mine.append(text)
                theirs += [source] * bool(source)
                conflict = conflict or open_
        now = " ".join(filter(None, mine))
        if conflict and any(inserted.values()):
            now = ours
        if now and bare(now) != bare(ours):
            yield Difference(FIELDS[side], ours, ours, now)
        if conflict:
            yield Difference(FIELDS[side], None, ours, " ".join(theirs))

    def _followed(self, each: Held, at: int, side: int, used: dict[int, bool]) -> tuple[str, str, bool]:
        """What a text in an entry becomes, what the texts have for it, and whether a person must decide."""
        if not each.of:
            return each.ours, "", False
        holding, now = self.sides[side], self.became[side]
        news = [*dict.fromkeys(new for old in each.of for new in self.after[side].get(old, ()))]
        if not news:
            left = self.is_left(each.of, side)
            return ("" if left and bare(each.ours) == bare(each.base(holding.sentences)) else each.ours), "", False
        others = {old for new in news for old in now.before[new]} - {*each.of}
        elsewhere = any(at not in self.holders[side].get(old, [at]) for old in others)
        if each.part:
            return self._share(each, side, [now.now[new].text for new in news], alone=not others)
        if {*news} <= used.keys():  # said with the sentence before
            return "" if all(used[new] for new in news) else each.ours, "", False
        text = " ".join(now.now[new].text for new in news if new not in used)
        base, ours = each.base(holding.sentences), each.ours
        if others and not elsewhere:
            row = [one for one in holding.held[at] if {*one.of} & {*each.of, *others}]
            base = " ".join(one.base(holding.sentences) for one in row)
            ours = " ".join(one.ours for one in row)
        elif elsewhere:
            first = min(one for old in {*each.of, *others} for one in self.holders[side].get(old, [at]))
            used |= dict.fromkeys(news, False)
            return each.ours, text, at == first and bare(text) != bare(ours)
        taken = bare(ours) == bare(base) != bare(text)
        used |= dict.fromkeys(news, taken)
        there = " ".join(holding.sentences[old].text for old in each.of if self.after[side].get(old))
        conflict = bare(text) not in (bare(base), bare(there), bare(ours)) and not taken
        return text if taken else each.ours, text, conflict

    def is_left(self, olds: Sequence[int], side: int) -> bool:
        """Whether the texts lost sentences of a side, but not all of their pair."""
        names = {self.sides[side].sentences[old].origin for old in olds} - {""}
        return self.loose is not None and any(
            self.after[s].get(old) for name in names for s in BOTH for old in self.sides[s].of_origin[name]
        )

    def _share(self, each: Held, side: int, news: Sequence[str], *, alone: bool) -> tuple[str, str, bool]:
        """What one part of a sentence becomes, which is `news` in the texts, perhaps not `alone`."""
        text = " ".join(news)
        holding, old = self.sides[side], each.of[0]
        parts = [(entry, part) for entry, row in sorted(holding.held.items()) for part in row if part.of == each.of]
        whole = holding.sentences[old].text
        if bare(text) == bare(whole):
            return each.ours, each.part, False
        parts.sort(key=lambda one: bare(whole).find(bare(one[1].part)))
        became = shares(text, [Part(entry, part.part, part.part) for entry, part in parts])
        if len(news) == len(parts) and all(
            one_sided(new, part.part) >= ALIKE for new, (_, part) in zip(news, parts, strict=True)
        ):
            became = list(news)
        if became is None or not alone:
            return each.ours, text if parts[0][1] is each else "", parts[0][1] is each
        mine = next(now for now, (_, part) in zip(became, parts, strict=True) if part is each)
        if bare(mine) in (bare(each.part), bare(each.ours)):
            return each.ours, mine, False
        return (mine, mine, False) if bare(each.ours) == bare(each.part) else (each.ours, text, True)

    def _inserted(self, made: Arrangement, at: int, side: int) -> dict[int, list[str]]:
        """New sentences in the pairs of an entry, by the number of the text that they stand before."""
        found: dict[int, list[str]] = defaultdict(list)
        mine = {bare(each.ours) for e in made.entries for each in self.sides[side].held[e] if not each.of}
        for pair in made.pairs:
            line = [new for s, new in self.of_pair[pair] if s == side]
            for place, new in enumerate(line):
                text = self.became[side].now[new].text
                if new in self.became[side].before or bare(text) in mine:
                    continue
                if self.was_loose(side, text):
                    continue
                where = self._place(pair, side, line, place, made)
                if where is not None and where[0] == at:
                    found[where[1]].append(text)
        return found

    def _place(
        self, pair: int, side: int, line: Sequence[int], place: int, made: Arrangement
    ) -> tuple[int, int] | None:
        """The entry for a new sentence of a pair, and the number of the text there that it stands before."""
        for new in reversed(line[:place]):
            if slots := self._slots(side, new, made):
                return slots[-1][0], slots[-1][1] + 1
        for new in line[place + 1 :]:
            if slots := self._slots(side, new, made):
                return slots[0]
        for s, new in self.of_pair[pair]:
            if s != side and (slots := self._slots(s, new, made)):
                at, number = slots[-1]
                first = number == 0 and len(self.sides[s].held[at]) > 1
                return at, 0 if first else len(self.sides[side].held[at])
        return None

    def _slots(self, side: int, new: int, made: Arrangement) -> list[tuple[int, int]]:
        olds = {*self.became[side].before.get(new, ())}
        return [
            (at, number)
            for at in made.entries
            for number, each in enumerate(self.sides[side].held[at])
            if olds & {*each.of}
        ]
