"""Merging changed source texts into corrected pairs: existing pairs stay, new ones are added.

Every pair is identified by its origin, the sentences that it was made from. If the texts still have those sentences,
the pair is left alone, corrections included; otherwise each side is merged three ways. Nothing is deleted. What a
person joined, split or moved between pairs is recognized by `groups`, and stays as they left it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType
from typing import Literal

from deckgen.files.edits import Wanted, amend
from deckgen.files.source import Edit
from deckgen.merge import sections
from deckgen.merge.arranged import Arrangement, LooseSentences, arranged
from deckgen.merge.beside import beside
from deckgen.merge.displaced import displaced
from deckgen.merge.groups import Group, find, joined
from deckgen.merge.matching import Target, Texts, assigned, kept_whole, match
from deckgen.merge.spread import FIELDS, Run, entry_of, holders, names, said_together, spread, untouched
from deckgen.merge.three_way import Difference
from deckgen.project.forms import DOUBT
from deckgen.project.lock import Origin
from deckgen.project.pairs import Pair, PairFile, Section

__all__ = ["Finding", "LooseSentences", "Realignment", "match", "realign"]
_NEIGHBOURS = 4  # entries over which a person may have spread what the texts now say


@dataclass(frozen=True)
class Finding:
    """What happened to one pair; `differences` has the texts to show.

    With `part`, only these sentences of the pair are gone from the texts.
    """

    kind: Literal["new", "changed", "kept", "gone", "out", "elsewhere"]
    id: str
    front: str
    back: str
    differences: tuple[Difference, ...] = ()
    part: bool = False


@dataclass(frozen=True)
class Realignment:
    """The edits that bring a pairs file up to its texts, the origins to record, and the findings to report."""

    edits: tuple[Edit, ...]
    origins: Mapping[str, Origin]
    findings: tuple[Finding, ...]
    left_out: int = 0  # sentences whose pairs a person deleted
    outside: tuple[Finding, ...] = ()  # changed sentences whose pairs are deleted or in another file
    moved: tuple[Pair, ...] = ()  # pairs whose sentences changed their order in the texts
    order: tuple[str, ...] = ()  # the names of the origins in the order of the texts


def realign(
    file: PairFile,
    new: Sequence[Pair],
    origins: Mapping[str, Origin],
    ids: Iterator[str],
    languages: tuple[str, str],
    *,
    skip_gone: bool = False,
    elsewhere: Iterable[str] = (),
    foreign: Collection[str] = (),
    order: Sequence[str] = (),
    titles: Mapping[str, Section] = MappingProxyType({}),
    loose: LooseSentences | None = None,
) -> Realignment:
    """Bring `file` up to the pairs `new` that its texts now give.

    `origins` has what pairs were made from, `ids` supplies ids for new ones, `elsewhere` are ids of other files,
    `foreign` are origins from other texts, `order` is that of the last realignment if known,
    `titles` are the headings of the texts by their fronts, `loose` their sentences without a pair. A pair with an
    origin that is in no file was deleted by a person, so its sentences stay out, changed or not. With `skip_gone`,
    pairs whose sentences are gone get `skip: true`.
    """
    found = _Matched(file, tuple(new), origins, frozenset(elsewhere), frozenset(foreign), loose)
    naming = _naming(found, ids)
    edits, findings = _follow(found, naming, languages)
    findings += _gone(found)
    for at in found.gone if skip_gone else ():
        edits += amend(file.source, file.entries[at].record, {"skip": "true"})
    # New pairs come last: at the end of an entry, its own new keys must precede the next entry.
    named = {n: replace(new[n], id=naming.names[n]) for n in found.fresh}
    edits += _placed(found, naming, named, languages, titles)
    findings += [Finding("new", pair.id, pair.front, pair.back) for pair in named.values()]
    return Realignment(
        tuple(edits),
        naming.origins,
        tuple(findings),
        len(found.left_out),
        tuple(_outside(found)),
        tuple(file.values[at] for at in _moved(found, naming, order)),
        tuple(naming.names[n] for n in sorted(naming.names)),
    )


# ------------------------------------------------------------------ which is which


@dataclass(frozen=True)
class _Matched:
    """A pairs file, the pairs that its texts now give, and what belongs together."""

    file: PairFile
    new: tuple[Pair, ...]
    origins: Mapping[str, Origin]
    elsewhere: frozenset[str]
    foreign: frozenset[str]
    loose: LooseSentences | None = None

    @cached_property
    def entries(self) -> list[Texts]:
        """The texts of the entries."""
        return [(pair.front, pair.back) for pair in self.file.values]

    @cached_property
    def own(self) -> dict[int, str]:
        """The names of the origins of entries: their ids, or those that they had before."""
        ids = {pair.id for pair in self.file.values}
        names = {
            at: pair.id if pair.id in self.origins or pair.was in ids else pair.was
            for at, pair in enumerate(self.file.values)
        }
        return {at: name for at, name in names.items() if name in self.origins}

    @cached_property
    def groups(self) -> list[Group]:
        """The other entries with what they hold, and the sentences that are not in the file."""
        followed = {at for each in self.arranged for at in each.entries}
        taken = {name for each in self.arranged for name in each.origins}
        rest = [at for at in range(len(self.entries)) if at not in followed]
        own = [self.own.get(at, "") for at in rest]
        deleted = [name for name in self._absent if name not in self.elsewhere and name not in taken]
        moved_out = [name for name in self._absent if name in self.elsewhere]
        groups = find([self.entries[at] for at in rest], own, self.origins, deleted)
        return [*(group.renumbered(rest) for group in groups), *find((), (), self.origins, moved_out)]

    @cached_property
    def _absent(self) -> list[str]:
        """The origins of this text that no entry of the file has."""
        held = {*self.own.values(), *(pair.id for pair in self.file.values)}
        return [name for name in self.origins if name not in held and name not in self.foreign]

    @cached_property
    def arranged(self) -> list[Arrangement]:
        """The entries whose sentences a person arranged in another way."""
        own = [self.own.get(at, "") for at in range(len(self.entries))]
        new = [(pair.front, pair.back) for pair in self.new]
        deleted = [name for name in self._absent if name not in self.elsewhere]
        return arranged(self.entries, own, self.origins, deleted, new, self.loose)

    @cached_property
    def runs(self) -> dict[int, list[Run]]:
        """What the texts now have for the pieces of each group, by its number."""
        targets = [target for number, group in enumerate(self.groups) for target in _targets(number, group)]
        known = {target.texts for target in targets}
        followed = {n for each in self.arranged for n in each.pairs}
        texts = {n: (pair.front, pair.back) for n, pair in enumerate(self.new) if n not in followed}
        asked = [n for n, each in texts.items() if each in known or each not in self._deleted_in_other_texts]
        sought = [texts[n] for n in asked]
        found = kept_whole(targets, assigned(targets, sought), sought)
        pairs: dict[int, list[int]] = defaultdict(list)
        for n, at in sorted(found.items()):
            pairs[at].append(asked[n])
        runs: dict[int, list[Run]] = defaultdict(list)
        for at in sorted(pairs, key=lambda at: targets[at].start):
            front, back = (joined(texts[n][side] for n in pairs[at]) for side in (0, 1))
            runs[targets[at].group].append(Run(targets[at].start, targets[at].end, tuple(pairs[at]), (front, back)))
        return runs

    @cached_property
    def _deleted_in_other_texts(self) -> set[Texts]:
        gone = self.foreign - self.elsewhere - {*self.own.values()}
        return {(self.origins[name].front, self.origins[name].back) for name in gone if name in self.origins}

    @cached_property
    def left_out(self) -> list[int]:
        """The numbers of new pairs that a person deleted."""
        out = [n for g, runs in self.runs.items() if self.is_deleted(g) for run in runs for n in run.pairs]
        arranged_out = [n for each in self.arranged for n in each.pairs if not each.holders[n]]
        return [*out, *arranged_out, *(n for n in self._unmatched if n not in self.fresh)]

    @cached_property
    def fresh(self) -> list[int]:
        """The numbers of new pairs that become new entries."""
        return [n for n in self._unmatched if (self.new[n].front, self.new[n].back) not in self._deleted_in_other_texts]

    @cached_property
    def _unmatched(self) -> list[int]:
        matched = {n for runs in self.runs.values() for run in runs for n in run.pairs}
        matched |= {n for each in self.arranged for n in each.pairs}
        return [n for n in range(len(self.new)) if n not in matched]

    def is_deleted(self, number: int) -> bool:
        """Whether a group is a sentence that a person deleted."""
        group = self.groups[number]
        return not group.entries and group.origins[0] not in self.elsewhere

    @cached_property
    def gone(self) -> list[int]:
        """The entries whose sentences are not in the texts any more; those that a person added never were."""
        lost = [
            at
            for number, group in enumerate(self.groups)
            for at in group.entries
            if group.origins and not any(at in holders(group, run) for run in self.runs.get(number, ()))
        ]
        lost += [at for each in self.arranged for at in each.gone]
        return sorted(at for at in lost if self.own.get(at) not in self.foreign and not self.file.values[at].skip)


def _targets(number: int, group: Group) -> Iterator[Target]:
    """What new pairs may be matched to: every run of pieces that has a text on both sides."""
    rank = 1 if not group.entries else 0 if group.origins else 2
    whole = not group.entries or not group.simple
    for start in range(len(group.pieces)):
        for end in range(start + 1, len(group.pieces) + 1):
            texts = group.texts(start, end)
            if group.simple or all(texts):
                yield Target(number, start, end, texts, rank, not group.entries, whole)


# ------------------------------------------------------------------ what is remembered


@dataclass(frozen=True)
class _Naming:
    """The names of new pairs by number, the origins to record, and the new ids of entries that had none."""

    names: dict[int, str]
    origins: dict[str, Origin]
    ids: dict[int, str]


def _naming(found: _Matched, ids: Iterator[str]) -> _Naming:
    """A name for every new pair but those that stay out for another text: that of the origin that it continues."""
    made = _Naming({}, dict(found.origins), {})

    def own_id(at: int) -> str:
        return found.file.values[at].id or made.ids.setdefault(at, next(ids))

    renamed = {name: at for at, name in found.own.items() if name != found.file.values[at].id}
    for number, group in enumerate(found.groups):
        own = {at: found.own[at] for at in group.entries if at in found.own}
        runs = found.runs.get(number, ())
        for n, name in names(group, runs, own, found.entries):
            name = renamed.get(name, name) if isinstance(name, str) else name
            made.names[n] = own_id(name) if isinstance(name, int) else name or next(ids)
        continued = {made.names[n] for run in runs for n in run.pairs}
        _end(made, {piece.origin for run in runs for piece in group.pieces[run.start : run.end]} - continued)
    for each in found.arranged:
        for n, name in each.names.items():
            name = renamed.get(name, name) if isinstance(name, str) else name
            made.names[n] = own_id(name) if isinstance(name, int) else name or next(ids)
        for name, (front, back) in each.unpaired.items():
            made.origins[name] = replace(found.origins[name], front=front, back=back)
        _end(made, {*each.dissolved, *(renamed.keys() & {*each.names.values()})})
    made.names.update((n, next(ids)) for n in found.fresh)
    for n, name in made.names.items():
        made.origins[name] = Origin(found.new[n].front, found.new[n].back, found.new[n].section)
    return made


def _end(made: _Naming, names: Iterable[str]) -> None:
    for name in names:  # they became part of others
        made.origins.pop(name, None)


# ------------------------------------------------------------------ what changes in the file


def _follow(found: _Matched, naming: _Naming, languages: tuple[str, str]) -> tuple[list[Edit], list[Finding]]:
    """The edits that merge changed sentences into the entries that hold them, and the findings."""
    edits: list[Edit] = []
    findings: list[Finding] = []
    differing: dict[int, list[Difference]] = {at: [] for at in naming.ids}
    doubts: dict[int, float] = defaultdict(float)
    for number, runs in found.runs.items():
        group = found.groups[number]
        for at, each in spread(group, runs, found.entries) if group.entries else ():
            differing.setdefault(at, []).append(each)
        for at, n in ((at, n) for run in runs for at in holders(group, run) for n in run.pairs):
            doubts[at] = max(doubts[at], found.new[n].doubt)
    for at, difference in (each for one in found.arranged for each in one.differences):
        differing.setdefault(at, []).append(difference)
    for n, at in [(pair, each) for one in found.arranged for pair in one.pairs for each in one.holders[pair]]:
        doubts[at] = max(doubts[at], found.new[n].doubt)
    for at, differences in differing.items():
        made, told = _merged(found, at, naming.ids.get(at, ""), differences, doubts[at], languages)
        edits += made
        findings += told
    return edits, findings


def _merged(
    found: _Matched, at: int, new_id: str, differing: Iterable[Difference], doubt: float, languages: tuple[str, str]
) -> tuple[list[Edit], list[Finding]]:
    """The edits that bring an entry up to what the texts say where it was not corrected, and the findings."""
    source, entry = found.file.source, found.file.entries[at]
    pair, record, name = entry.value, entry.record, entry.value.id or new_id
    keys = dict(zip(FIELDS, languages, strict=True))
    taken = tuple(each for each in differing if each.verdict == "theirs")
    conflicts = tuple(
        each
        for each in differing
        if each.verdict == "conflict"
        and not said_together(found.entries, at, FIELDS.index(each.field), each.theirs, _NEIGHBOURS)
    )
    wanted: dict[str, Wanted] = {keys[each.field]: each.theirs for each in taken}
    if taken and (doubt or pair.doubt):
        wanted["doubt"] = DOUBT.write(doubt) if doubt else ""
    if new_id:
        wanted["id"] = new_id
    edits = [*amend(source, record, wanted), *(beside(source, record, keys[e.field], e.theirs) for e in conflicts)]
    findings = [Finding("kept", name, pair.front, pair.back, conflicts)] if conflicts else []
    findings += [Finding("changed", name, pair.front, pair.back, taken)] if taken else []
    return edits, findings


def _gone(found: _Matched) -> Iterator[Finding]:
    """The entries whose sentences are gone from the texts, then single sentences of other entries."""
    for at in found.gone:
        pair = found.file.values[at]
        yield Finding("gone", pair.id, pair.front, pair.back)
    for number, group in enumerate(found.groups):
        for piece in untouched(group, found.runs.get(number, ())) if group.entries and not group.simple else ():
            holder = entry_of(group, Run(piece, piece + 1, (), ("", "")))
            if holder is not None and holder not in found.gone and not found.file.values[holder].skip:
                yield Finding("gone", found.file.values[holder].id, *group.texts(piece, piece + 1), part=True)
    for each in found.arranged:
        for at, name in each.parts_gone:
            if at not in found.gone and not found.file.values[at].skip:
                origin = found.origins[name]
                yield Finding("gone", found.file.values[at].id, origin.front, origin.back, part=True)


def _placed(
    found: _Matched,
    naming: _Naming,
    named: Mapping[int, Pair],
    languages: tuple[str, str],
    titles: Mapping[str, Section],
) -> list[Edit]:
    """The edits that insert new pairs and follow the headings."""
    first = _first_of(found, naming)
    holders_of = {run.pairs[0]: sorted(holders(found.groups[g], run)) for g, runs in found.runs.items() for run in runs}
    holders_of |= {n: at for each in found.arranged for n, at in each.holders.items()}
    listed: list[Pair] = []
    new: dict[int, Pair] = {}
    source_of: dict[int, int] = {}
    placed: set[int] = set()
    for n, pair in enumerate(found.new):
        if n in named:
            new[len(listed)] = named[n]
            listed.append(pair)
        for at in holders_of.get(n, ()):  # a new pair must not part entries that belong together
            if at not in placed:
                placed.add(at)
                source_of[len(listed)] = at
                listed.append(replace(pair, section=found.new[first[at]].section))
    old = [Origin(pair.front, pair.back, pair.section) for pair in found.file.values]
    for group in found.groups:
        for at in group.entries:
            name = found.own.get(at) or (group.origins[0] if group.simple and group.origins else "")
            old[at] = found.origins[name] if name else old[at]
    for each in found.arranged:
        for at in each.entries:
            old[at] = found.origins[found.own[at]] if at in found.own else old[at]
    return sections.follow(found.file, old, listed, source_of, new, languages, titles)


def _first_of(found: _Matched, naming: _Naming) -> dict[int, int]:
    """The new pair that stands for each entry that is still in the texts, by number: its own, or the first."""
    first: dict[int, int] = {}
    for number, runs in found.runs.items():
        for run in runs:
            for at in holders(found.groups[number], run):
                own = naming.names[run.pairs[0]] == found.file.values[at].id
                if own or at not in first:
                    first[at] = run.pairs[0]
    holding = [(n, at) for each in found.arranged for n in each.pairs for at in each.holders[n]]
    first |= {at: n for n, at in reversed(holding)}
    first |= {at: n for n, at in holding if naming.names[n] == found.file.values[at].id}
    return first


# ------------------------------------------------------------------ what is told besides


def _outside(found: _Matched) -> Iterator[Finding]:
    """Changed sentences whose pairs are deleted or in another file, as they are now."""
    for number, runs in found.runs.items():
        group = found.groups[number]
        kind: Literal["out", "elsewhere"] = "out" if found.is_deleted(number) else "elsewhere"
        for run in runs if not group.entries else ():
            if run.texts != group.texts(run.start, run.end):
                yield Finding(kind, group.origins[0], *run.texts)
    for each in found.arranged:
        for n in each.outside:
            name = each.names[n]
            yield Finding("out", name if isinstance(name, str) else "", found.new[n].front, found.new[n].back)


def _moved(found: _Matched, naming: _Naming, before: Sequence[str]) -> list[int]:
    """The entries that are out of order in the file since the texts changed `before`, the order of their sentences."""
    at_of = {name: at for at, name in found.own.items()} | {found.file.values[at].id: at for at in found.own}
    now = [naming.names[n] for n in sorted(naming.names)]
    return sorted(
        displaced([at_of[name] for name in now if name in at_of])
        - displaced([at_of[name] for name in before if name in at_of])
    )
