"""Pairs whose sentences a person arranged in another way: each sentence is followed to where it is now.

The pairs that the texts give may be others each time, so what counts is not which pair a sentence is in there, but in
which entry a person has it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from deckgen.merge.followed import BOTH, Arrangement, LooseSentences, Sentences
from deckgen.merge.holding import bare
from deckgen.merge.matching import Texts
from deckgen.merge.together import Node, Together
from deckgen.project.lock import Origin

__all__ = ["Arrangement", "LooseSentences", "arranged"]


def arranged(
    entries: Sequence[Texts],
    own: Sequence[str],
    origins: Mapping[str, Origin],
    deleted: Sequence[str],
    new: Sequence[Texts],
    loose: LooseSentences | None = None,
) -> list[Arrangement]:
    """The arrangements of a person among some entries, brought up to the pairs `new` of the texts.

    `own` has the name of each entry's origin, "" without one; `deleted` names origins that no entry has.
    """
    return _Arranging(tuple(entries), tuple(own), origins, tuple(deleted), tuple(new), loose).run()


@dataclass(frozen=True)
class _Arranging(Sentences):
    """The search for arrangements."""

    def run(self) -> list[Arrangement]:
        """All arrangements, in the order of their first entries."""
        if all(self._as_made(at) for at in range(len(self.entries))):
            return []
        together = self._held_together()
        worked = {together.of(("", at)) for at in range(len(self.entries)) if self._is_worked(at, together)}
        self._with_their_pairs(together, worked)
        roots = {together.of(each) for each in worked}
        found = {root: Arrangement([], []) for root in roots}
        for at in range(len(self.entries)):
            if together.of(("", at)) in found:
                found[together.of(("", at))].entries.append(at)
        for name in self.sides[0].of_origin:
            if name and together.of((name, -1)) in found:
                found[together.of((name, -1))].origins.append(name)
        for each in found.values():
            self._fill(each)
        return sorted(found.values(), key=lambda each: each.entries)

    def _held_together(self) -> Together:
        """Entries ("", number) and origins (name, -1), each entry with the origins that it holds something of."""
        together = Together()
        for at, name in enumerate(self.own):
            if name:
                together.join(("", at), (name, -1))
        for side in BOTH:
            for at, row in self.sides[side].held.items():
                for name in {self.sides[side].sentences[n].origin for each in row for n in each.of} - {""}:
                    together.join(("", at), (name, -1))
        return together

    def _as_made(self, at: int) -> bool:
        name = self.own[at]
        texts = (self.origins[name].front, self.origins[name].back) if name else ("", "")
        return all(bare(texts[side]) == bare(self.entries[at][side]) for side in BOTH)

    def _is_worked(self, at: int, together: Together) -> bool:
        """Whether an entry holds other sentences than its own origin has, or not all of them."""
        if together.size(("", at)) > 1 + bool(self.own[at]):
            return True
        for side in BOTH:
            holding, row = self.sides[side], self.sides[side].held[at]
            mine = {*(holding.of_origin[self.own[at]] if self.own[at] else ())}
            there = {n for each in row for n in each.of}
            exact = [each for each in row if each.of and bare(each.ours) == bare(each.base(holding.sentences))]
            if any(each.part for each in row) or there - mine:
                return True
            if len(row) > 1 and not self._as_made(at) and all(each.of for each in row):
                return True
            if exact and (mine - there or len(exact) < len([each for each in row if not each.of]) + len(exact)):
                return True
        return False

    def _with_their_pairs(self, together: Together, worked: set[Node]) -> None:
        """Join what new pairs join: an entry follows with all that one of them has."""
        size = -1
        while size != together.joins:
            size = together.joins
            roots = {together.of(each) for each in worked}
            for sentences in self.of_pair.values():
                olds = [(side, old) for side, new in sentences for old in self.became[side].before.get(new, ())]
                names = [self._node(side, old) for side, old in olds]
                nodes = [node for node in names if node is not None]
                if any(
                    together.of(node) in roots and self.holders[side].get(old)
                    for (side, old), node in zip(olds, names, strict=True)
                    if node is not None
                ):
                    for node in nodes[1:]:
                        together.join(nodes[0], node)

    def _node(self, side: int, old: int) -> Node | None:
        name = self.sides[side].sentences[old].origin
        at = next(iter(self.holders[side].get(old, ())), None)
        return (name, -1) if name else None if at is None else ("", at)

    # one arrangement

    def _fill(self, made: Arrangement) -> None:
        inside = {*made.entries}
        for pair, sentences in sorted(self.of_pair.items()):
            olds = [(side, self.became[side].before.get(new, [])) for side, new in sentences]
            holding = sorted(
                {at for side, each in olds for old in each for at in self.holders[side].get(old, ()) if at in inside}
            )
            names = {self.sides[side].sentences[old].origin for side, each in olds for old in each}
            known = all(each for _, each in olds) and names <= {*made.origins}
            if holding or known:
                made.pairs.append(pair)
                made.holders[pair] = holding
                made.outside += [pair] * any(self._is_outside(pair, side, inside) for side in BOTH)
        self._name(made)
        for at in made.entries:
            for side in BOTH:
                made.differences += [(at, each) for each in self.difference(made, at, side)]
        self._note_gone(made)

    def _is_outside(self, pair: int, side: int, inside: set[int]) -> bool:
        """Whether a side of a new pair changed that no entry holds anything of."""
        news = [new for s, new in self.of_pair[pair] if s == side]
        olds = [old for new in news for old in self.became[side].before.get(new, ())]
        if not olds or any(inside & {*self.holders[side].get(old, ())} for old in olds):
            return False
        before = " ".join(self.sides[side].sentences[old].text for old in dict.fromkeys(olds))
        return bare(before) != bare(self.new[pair][side])

    def _name(self, made: Arrangement) -> None:
        """Each new pair gets the name of the origin that it continues."""
        owned = {self.own[at] for at in made.entries} - {""}
        shared: dict[tuple[int, str], int] = defaultdict(int)
        for pair in made.pairs:
            for side, new in self.of_pair[pair]:
                for old in self.became[side].before.get(new, ()):
                    shared[pair, self.sides[side].sentences[old].origin] += 1
        order = sorted(
            (
                (self._same(pair, name), name in owned, number, -pair, name)
                for (pair, name), number in shared.items()
                if name in made.origins
            ),
            reverse=True,
        )
        for _, _, _, back, name in order:
            if -back not in made.names and name not in made.names.values():
                made.names[-back] = name
        given = {*made.names.values()}
        made.dissolved = sorted({name for (_, name) in shared if name in made.origins} - given)
        made.unpaired = {
            name: (self._as_now(name, 0), self._as_now(name, 1))
            for name in made.origins
            if name not in given and name not in made.dissolved
        }
        for pair in made.pairs:
            if pair not in made.names:
                alone = [at for at in made.holders[pair] if not self.own[at] and self._only(at, pair)]
                made.names[pair] = next((each for each in alone if each not in made.names.values()), None)

    def _as_now(self, name: str, side: int) -> str:
        """A side of an origin as the texts have it; what is gone from them as it was."""
        holding, now = self.sides[side], self.became[side].now
        news = [
            [now[new].text for new in self.after[side].get(old, ())]
            or [holding.sentences[old].text] * (not self.is_left((old,), side))
            for old in holding.of_origin[name]
        ]
        return " ".join(dict.fromkeys(text for texts in news for text in texts))

    def _same(self, pair: int, name: str) -> bool:
        return self.new[pair] == (self.origins[name].front, self.origins[name].back)

    def _only(self, at: int, pair: int) -> bool:
        """Whether all that an entry holds is in one new pair."""
        news = {
            self.became[side].now[new].pair
            for side in BOTH
            for each in self.sides[side].held[at]
            for old in each.of
            for new in self.after[side].get(old, ())
        }
        return news == {pair}

    def _note_gone(self, made: Arrangement) -> None:
        for at in made.entries:
            olds = [(side, old) for side in BOTH for each in self.sides[side].held[at] for old in each.of]
            if olds and not any(self.after[side].get(old) for side, old in olds):
                made.gone.append(at)
        for name in made.origins:
            olds = [(side, old) for side in BOTH for old in self.sides[side].of_origin[name]]
            first = min((at for side, old in olds for at in self.holders[side].get(old, ())), default=None)
            there = any(self.after[side].get(old) for side, old in olds)
            if first is not None and first not in made.gone and not there:
                made.parts_gone.append((first, name))
