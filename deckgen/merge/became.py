"""What the sentences that pairs were made from became in the texts, each side by itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from deckgen.merge.holding import Holding, bare, cut
from deckgen.merge.matching import ALIKE, Index, Texts, contained, one_sided, trigrams

_MOSTLY, _CLEARLY = 0.6, 0.8  # shares of the trigrams of a part, as in `matching`

Sentences = tuple[Sequence[str], Sequence[str]]  # front, back


@dataclass(frozen=True)
class Now:
    """A sentence of the texts: the number of its new pair, None if it is left out, and its text."""

    pair: int | None
    text: str


@dataclass
class Became:
    """The sentences of one side as the texts have them now, and which of the old ones each was."""

    now: list[Now] = field(default_factory=list)
    before: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))  # of each new one the old ones

    def after(self) -> dict[int, list[int]]:
        """Of each old one the new ones."""
        found: dict[int, list[int]] = defaultdict(list)
        for new in sorted(self.before):
            for old in self.before[new]:
                found[old].append(new)
        return found


def became(
    sides: tuple[Holding, Holding], new: Sequence[Texts], loose: Sentences, was_loose: Callable[[int, str], bool]
) -> tuple[Became, Became]:
    """What the sentences of both sides became in the pairs `new` and in what the texts leave out now, `loose`.

    `was_loose` says whether a sentence was left out before: then it is none that was written anew.
    """
    made = _side(sides[0], new, loose[0], 0), _side(sides[1], new, loose[1], 1)
    for side in (0, 1):
        _beside(sides, made, side)
    for side in (0, 1):
        _with_the_other(sides, made, side, was_loose)
    return made


def _side(old: Holding, new: Sequence[Texts], loose: Sequence[str], side: int) -> Became:
    made = Became([Now(n, text) for n, texts in enumerate(new) for text in cut(texts[side])])
    made.now += [Now(None, text) for text in loose]
    waiting: dict[str, list[int]] = defaultdict(list)
    for number, each in enumerate(old.sentences):
        waiting[bare(each.text)].append(number)
    for number, now in enumerate(made.now):
        places = waiting.get(bare(now.text))
        if places:
            made.before[number] = [places.pop(0)]
    for number, at in _alike(old, made):
        if number not in made.before and at in _free(old, made):
            made.before[number] = [at]
    return made


def _free(old: Holding, made: Became) -> set[int]:
    return {*range(len(old.sentences))} - {at for each in made.before.values() for at in each}


def _alike(old: Holding, made: Became) -> Iterator[tuple[int, int]]:
    """New sentences and old ones that are alike, the most similar first."""
    index = Index({at: trigrams((old.sentences[at].text, "")) for at in _free(old, made)})
    order = []
    for number in (n for n in range(len(made.now)) if n not in made.before):
        for at, half in index.likeness(trigrams((made.now[number].text, ""))).items():
            if 2 * half >= ALIKE:
                order.append((2 * half, -abs(number / len(made.now) - at / len(old.sentences)), number, at))
    return ((number, at) for _, _, number, at in sorted(order, reverse=True))


def _beside(sides: tuple[Holding, Holding], made: tuple[Became, Became], side: int) -> None:
    """Sentences that the texts cut in two, and those that they made one."""
    old, became = sides[side], made[side]
    free = _free(old, became)
    for number, now in enumerate(became.now):
        near = [at for n in (number - 1, number + 1) for at in became.before.get(n, ())]
        if number not in became.before:
            whole = next((at for at in near if _is_part(now.text, old.sentences[at].text)), None)
            if whole is not None and one_sided(old.sentences[whole].text, _said(became, whole)) < 1:
                became.before[number] = [whole]
            continue
        if bare(now.text) == bare(" ".join(old.sentences[at].text for at in became.before[number])):
            continue
        for at in sorted(free):
            known = sum(len(old.sentences[each].text) for each in became.before[number])
            fits = known + 0.5 * len(old.sentences[at].text) <= len(now.text)
            if fits and _is_part(old.sentences[at].text, now.text, _CLEARLY):
                became.before[number] = sorted([*became.before[number], at])
                free.discard(at)


def _said(became: Became, at: int) -> str:
    return " ".join(became.now[n].text for n in sorted(became.before) if at in became.before[n])


def _is_part(part: str, whole: str, share: float = _MOSTLY) -> bool:
    return len(part) < len(whole) and contained(trigrams((part, part)), trigrams((whole, whole))) >= share


def _with_the_other(
    sides: tuple[Holding, Holding],
    made: tuple[Became, Became],
    side: int,
    was_loose: Callable[[int, str], bool],
) -> None:
    """A sentence that was written anew is known by its translation, if each is the only one of its pair to be so."""
    old, other = sides[side], 1 - side
    free = _free(old, made[side])
    new: dict[int, list[int]] = defaultdict(list)
    for number, now in enumerate(made[side].now):
        if number not in made[side].before and now.pair is not None:
            new[now.pair].append(number)
    there: dict[int, set[int]] = defaultdict(set)  # for each pair, what the sentences of the other side were
    for number, now in enumerate(made[other].now):
        if now.pair is not None:
            there[now.pair] |= {*made[other].before.get(number, (-1,))}
    for pair, numbers in new.items():
        names = {sides[other].sentences[at].origin for at in there[pair] if at >= 0} - {""}
        name = next(iter(names)) if len(names) == 1 and -1 not in there[pair] else ""
        rest = [at for at in old.of_origin[name] if at in free] if name else []
        same = name and {*sides[other].of_origin[name]} == there[pair]
        if same and len(rest) == len(numbers) == 1 and not was_loose(side, made[side].now[numbers[0]].text):
            made[side].before[numbers[0]] = rest
            free -= {*rest}
