"""What the texts now say, spread over the entries that hold it: three-way merges of the sides of a group."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from deckgen.merge.groups import Group, Part, bare, joined, sliced
from deckgen.merge.matching import Texts
from deckgen.merge.three_way import Difference, differences

FIELDS = ("front", "back")


@dataclass(frozen=True)
class Run:
    """What the texts now have for the pieces from `start` up to `end` of a group: numbers and texts of new pairs."""

    start: int
    end: int
    pairs: tuple[int, ...]
    texts: Texts


def spread(group: Group, runs: Sequence[Run], entries: Sequence[Texts]) -> Iterator[tuple[int, Difference]]:
    """The differences that `runs` make for the entries of `group`, each with the number of its entry.

    A change that lies in what one entry holds is that entry's. Where that cannot be told, or an entry was corrected
    besides, the difference is a conflict.
    """
    for side in (0, 1):
        if len(group.entries) == 1:
            yield from (
                (group.entries[0], each) for each in _to_one(group, runs, side, entries[group.entries[0]][side])
            )
        else:
            yield from _to_several(group, runs, side, entries)


def parts_of(group: Group, run: Run, side: int) -> list[Part]:
    """What `run` replaces on a side."""
    return [part for piece in group.pieces[run.start : run.end] for part in piece.sides[side]]


def holders(group: Group, run: Run) -> set[int]:
    """The entries that hold what `run` replaces."""
    return {part.entry for side in (0, 1) for part in parts_of(group, run, side) if part.entry is not None}


def _in_order(group: Group, runs: Sequence[Run], side: int) -> Iterator[tuple[str, list[Part]]]:
    """The parts of a side in order, each run's together with its text, and those that no run replaces with "" each."""
    first = {run.start: run for run in runs}
    at = 0
    while at < len(group.pieces):
        run = first.get(at)
        parts = parts_of(group, run, side) if run else list(group.pieces[at].sides[side])
        changed = run is not None and run.texts[side] != joined(part.base for part in parts)
        yield (run.texts[side] if run and changed else ""), parts
        at = run.end if run else at + 1


def _to_one(group: Group, runs: Sequence[Run], side: int, ours: str) -> Iterator[Difference]:
    """The difference for the only entry of a group."""
    field, listed = FIELDS[side], list(_in_order(group, runs, side))
    if group.exact[side]:
        theirs = joined(text or joined(part.ours for part in parts) for text, parts in listed)
        base = ours
        if not any(text for text, _ in listed):
            return
    else:
        theirs = joined(text or joined(part.base for part in parts) for text, parts in listed)
        base = joined(part.base for _, parts in listed for part in parts)
    yield from differences({field: base} if group.origins else {}, {field: ours}, {field: theirs})


def _to_several(
    group: Group, runs: Sequence[Run], side: int, entries: Sequence[Texts]
) -> Iterator[tuple[int, Difference]]:
    """The differences for the entries of a group with several."""
    field, texts = FIELDS[side], defaultdict[int, list[str]](list)
    left: dict[int, tuple[str, str]] = {}  # what could not be told apart: the texts before and now
    for text, parts in _in_order(group, runs, side):
        found = shares(text, parts) if text and group.exact[side] else None
        for number, part in enumerate(parts):
            if part.entry is not None:
                texts[part.entry].append(found[number] if found else part.ours)
        if text and not found:
            holder = _holder(parts)
            before = left.get(holder, ("", ""))
            left[holder] = joined((before[0], *(part.base for part in parts))), joined((before[1], text))
    for at in group.entries:
        ours = entries[at][side]
        if group.exact[side] and bare(joined(texts[at])) != bare(ours):
            yield at, Difference(field, ours, ours, joined(texts[at]))
    for holder, (base, theirs) in left.items():
        for at in group.entries:
            ours = entries[at][side]
            if at == holder or ours == base:  # a person may have left the whole text in several of them
                yield from ((at, each) for each in differences({field: base}, {field: ours}, {field: theirs}))


def _holder(parts: Sequence[Part]) -> int:
    """The first entry that holds one of `parts`."""
    return next(part.entry for part in parts if part.entry is not None)


def shares(text: str, parts: Sequence[Part]) -> list[str] | None:
    """The new texts of `parts` if together they are to be `text`; None if more than one of them changed."""
    found: list[list[str]] = []
    whole = len(bare(text))
    for changed in range(len(parts)):
        before, after = (
            bare(joined(p.base for p in parts[:changed])),
            bare(joined(p.base for p in parts[changed + 1 :])),
        )
        if (
            len(before) + len(after) < whole
            and bare(text).startswith(before)
            and bare(text).endswith(after)
            and not _in_a_word(text, len(before))
            and not _in_a_word(text, whole - len(after))
        ):
            middle = sliced(text, len(before), whole - len(after))
            found.append([middle if n == changed else part.ours for n, part in enumerate(parts)])
    exact = [
        each
        for each in found
        if joined(ours if ours != part.ours else part.base for ours, part in zip(each, parts, strict=True)) == text
    ]
    return next(iter([*exact, *found]), None)


def _in_a_word(text: str, letters: int) -> bool:
    """Whether a text cut behind so many letters is cut in a word; scripts without cases may have no spaces."""
    places = [n for n, letter in enumerate(text) if not letter.isspace()]
    if not 0 < letters < len(places) or places[letters] > places[letters - 1] + 1:
        return False
    return all(text[places[n]].lower() != text[places[n]].upper() for n in (letters - 1, letters))


def said_together(entries: Sequence[Texts], at: int, side: int, text: str, most: int) -> bool:
    """Whether up to `most` consecutive entries, the one at `at` among them, together say `text`."""
    wanted = bare(text)
    for size in range(2, most + 1):
        for first in range(max(0, at - size + 1), at + 1):
            if bare(joined(texts[side] for texts in entries[first : first + size])) == wanted:
                return True
    return False


def untouched(group: Group, runs: Sequence[Run]) -> list[int]:
    """The numbers of the pieces of `group` that are not in the texts any more."""
    covered = {piece for run in runs for piece in range(run.start, run.end)}
    return [number for number in range(len(group.pieces)) if number not in covered]


def entry_of(group: Group, run: Run) -> int | None:
    """The first entry that holds a part of `run`, None if none does."""
    return min(holders(group, run), default=None)


def names(
    group: Group, runs: Sequence[Run], own: Mapping[int, str], entries: Sequence[Texts]
) -> list[tuple[int, str | int | None]]:
    """For each new pair of `runs` the name of the origin that it continues, or the number of the entry that it is for.

    None says that it needs a name of its own. `own` has the names of the origins of the entries.
    """
    found = list(_names(group, runs, own, entries))
    given = {name for _, name in found}
    ended = {p.origin for run in runs for p in group.pieces[run.start : run.end]} - given
    kept = {at: name for at, name in own.items() if name not in ended}
    return found if kept == own else list(_names(group, runs, kept, entries))


def _names(
    group: Group, runs: Sequence[Run], own: Mapping[int, str], entries: Sequence[Texts]
) -> Iterator[tuple[int, str | int | None]]:
    given: set[str | int] = set()
    for run in runs:
        alone = next((at for at in holders(group, run) if at not in own and _says(entries[at], group, run)), None)
        for n in run.pairs:
            touched = [p.origin for p in group.pieces[run.start : run.end] if p.origin and p.origin not in given]
            owned = [name for name in touched if name in own.values()]
            name: str | int | None = None
            if alone is not None and alone not in given and not owned:
                name = alone
            elif n == run.pairs[0]:
                name = next(iter([*owned, *touched]), None)
            if name is not None:
                given.add(name)
            yield n, name


def _says(texts: Texts, group: Group, run: Run) -> bool:
    """Whether an entry with these texts says what `run` does or did, and nothing else."""
    before = group.texts(run.start, run.end)
    return all(bare(texts[side]) in (bare(before[side]), bare(run.texts[side])) for side in (0, 1))
