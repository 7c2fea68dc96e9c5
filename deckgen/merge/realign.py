"""Merging changed source texts into corrected pairs: existing pairs stay, new ones are added.

Every pair is identified by its origin, the sentences that it was made from. If the texts still have those sentences,
the pair is left alone, corrections included; otherwise each side is merged three ways. Nothing is deleted.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

from deckgen.files.edits import Wanted, amend, line_end
from deckgen.files.records import Record
from deckgen.files.source import Edit, Source
from deckgen.merge import sections
from deckgen.merge.three_way import Difference, differences
from deckgen.project.entries import Entry
from deckgen.project.forms import DOUBT
from deckgen.project.lock import Origin
from deckgen.project.pairs import Pair, PairFile, Section

ALIKE = 0.45  # the least likeness of two pairs for one to count as an edit of the other


@dataclass(frozen=True)
class Finding:
    """What happened to one pair; `differences` has the texts to show."""

    kind: Literal["new", "changed", "kept", "gone"]
    id: str
    front: str
    back: str
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True)
class Realignment:
    """The edits that bring a pairs file up to its texts, the origins to record, and the findings to report."""

    edits: tuple[Edit, ...]
    origins: Mapping[str, Origin]
    findings: tuple[Finding, ...]
    left_out: int = 0  # sentences whose pairs a person deleted


def realign(
    file: PairFile,
    new: Sequence[Pair],
    origins: Mapping[str, Origin],
    ids: Iterator[str],
    languages: tuple[str, str],
    *,
    skip_gone: bool = False,
    elsewhere: Iterable[str] = (),
    titles: Mapping[str, Section] = MappingProxyType({}),
) -> Realignment:
    """Bring `file` up to the pairs `new` that its texts now give.

    `origins` has what pairs were made from, `ids` supplies ids for new ones, `elsewhere` are ids of other files,
    `titles` the headings of the texts by their fronts.
    A pair with an origin that is in no file was deleted by a person, so its sentences stay out. With `skip_gone`,
    pairs whose sentences are gone get `skip: true`.
    """
    present = {*elsewhere, *(pair.id for pair in file.values)}
    deleted = {(origin.front, origin.back) for name, origin in origins.items() if name not in present}
    old = [origins.get(pair.id) or Origin(pair.front, pair.back, pair.section) for pair in file.values]
    made_from = [(origin.front, origin.back) for origin in old]
    known = set(made_from)
    wanted = [pair for pair in new if (pair.front, pair.back) in known or (pair.front, pair.back) not in deleted]
    left_out, new = len(new) - len(wanted), wanted
    source_of = match(made_from, [(pair.front, pair.back) for pair in new])
    edits: list[Edit] = []
    findings: list[Finding] = []
    remembered = dict(origins)
    for n, at in source_of.items():
        entry = file.entries[at]
        name = entry.value.id or next(ids)
        base = old[at] if entry.value.id in origins else None
        remembered[name] = Origin(new[n].front, new[n].back, new[n].section)
        made, finding = _merged(file.source, entry, name, base, new[n], languages)
        edits += made
        findings += finding
    for at in sorted(set(range(len(old))) - set(source_of.values())):
        gone, record = file.entries[at].value, file.entries[at].record
        if gone.id in origins and not gone.skip:
            findings.append(Finding("gone", gone.id, gone.front, gone.back))
            edits += amend(file.source, record, {"skip": "true"}) if skip_gone else []
    # New pairs come last: at the end of an entry, its own new keys must precede the next entry.
    named = {n: replace(pair, id=next(ids)) for n, pair in enumerate(new) if n not in source_of}
    edits += sections.follow(file, old, new, source_of, named, languages, titles)
    for pair in named.values():
        remembered[pair.id] = Origin(pair.front, pair.back, pair.section)
        findings.append(Finding("new", pair.id, pair.front, pair.back))
    return Realignment(tuple(edits), remembered, tuple(findings), left_out)


def _merged(
    source: Source, entry: Entry[Pair], name: str, old: Origin | None, new: Pair, languages: tuple[str, str]
) -> tuple[list[Edit], list[Finding]]:
    """The edits that merge the sentences `new` into an entry of `source` made from `old`, and the findings."""
    pair, record = entry.value, entry.record
    base = {"front": old.front, "back": old.back} if old else {}
    ours, theirs = {"front": pair.front, "back": pair.back}, {"front": new.front, "back": new.back}
    found = list(differences(base, ours, theirs))
    keys = dict(zip(("front", "back"), languages, strict=True))
    taken = tuple(each for each in found if each.verdict == "theirs")
    conflicts = tuple(each for each in found if each.verdict == "conflict")
    wanted: dict[str, Wanted] = {keys[each.field]: each.theirs for each in taken}
    if taken and (new.doubt or pair.doubt):
        wanted["doubt"] = DOUBT.write(new.doubt) if new.doubt else ""
    if not pair.id:
        wanted["id"] = name
    edits = [*amend(source, record, wanted), *(_beside(source, record, keys[e.field], e.theirs) for e in conflicts)]
    findings = [Finding("kept", name, pair.front, pair.back, conflicts)] if conflicts else []
    findings += [Finding("changed", name, pair.front, pair.back, taken)] if taken else []
    return edits, findings


_BESIDE = "# the source now says"


def _beside(source: Source, record: Record, key: str, text: str) -> Edit:
    """The edit that adds the new source text as a comment below the person's text, replacing an older comment."""
    newline, shown = source.newline, record.scalars.get(key)
    if record.mapping.flow or shown is None:
        start = source.line_starts[source.line(record.mapping.start) - 1]
        return Edit(start, start, f"{_BESIDE} ({key}): {text}{newline}")
    end = line_end(source, shown)
    older = re.compile(rf"(?:\r?\n *{_BESIDE}: [^\r\n]*)*").match(source.text, end)
    comment = f"{newline}{' ' * record.mapping.column}{_BESIDE}: {text}"
    return Edit(end, older.end() if older else end, comment)


# ------------------------------------------------------------------ matching new pairs to old ones


def match(old: Sequence[tuple[str, str]], new: Sequence[tuple[str, str]]) -> dict[int, int]:
    """Match new pairs to old ones, by index, through moves, changes, splits and merges.

    Equal pairs come first, then pairs with one equal side, then the most similar. Each old pair is matched at most
    once, so after a split the most similar part gets it.
    """
    found: dict[int, int] = {}
    taken: set[int] = set()
    for keep in ((True, True), (True, False), (False, True)):
        waiting: dict[tuple[str, str], deque[int]] = defaultdict(deque)
        for at, pair in enumerate(old):
            if at not in taken:
                waiting[_kept(pair, keep)].append(at)
        for n, pair in enumerate(new):
            if n not in found and any(_kept(pair, keep)) and waiting[_kept(pair, keep)]:
                found[n] = waiting[_kept(pair, keep)].popleft()
                taken.add(found[n])
    rest_old = [(at, _trigrams(pair)) for at, pair in enumerate(old) if at not in taken]
    rest_new = [(n, _trigrams(pair)) for n, pair in enumerate(new) if n not in found]
    likeness = (
        (alike, -abs(n / len(new) - at / len(old)), n, at)
        for (n, ours), (at, theirs) in itertools.product(rest_new, rest_old)
        if (alike := _likeness(ours, theirs)) >= ALIKE
    )
    for _, _, n, at in sorted(likeness, reverse=True):
        if n not in found and at not in taken:
            found[n] = at
            taken.add(at)
    return found


def _kept(pair: tuple[str, str], keep: tuple[bool, bool]) -> tuple[str, str]:
    """`pair` with the sides not to be compared left empty."""
    return pair[0] * keep[0], pair[1] * keep[1]


def _trigrams(pair: tuple[str, str]) -> tuple[Counter[str], Counter[str]]:
    """Both texts as bags of letter trigrams."""
    front, back = (Counter(a + b + c for a, b, c in zip(t, t[1:], t[2:], strict=False)) for t in map(str.lower, pair))
    return front, back


def _likeness(a: tuple[Counter[str], Counter[str]], b: tuple[Counter[str], Counter[str]]) -> float:
    """Dice's coefficient of the trigrams, averaged over both sides."""
    return sum(
        2 * sum((x & y).values()) / max(1, sum(x.values()) + sum(y.values())) for x, y in zip(a, b, strict=True)
    ) / len(a)
