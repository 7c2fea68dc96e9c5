"""Source texts that changed against pairs that people corrected: what was, stays; what is new, comes in.

Every pair is known by what it was made from. Where the texts still say that, the pair is left alone, corrections
and all; where they say something else, each side is merged three ways. Nothing is deleted.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from deckgen.edits import Wanted, amend, line_end
from deckgen.lock import Origin
from deckgen.merge import Difference, differences
from deckgen.pairs import Pair, PairFile, pair_lines, section_line
from deckgen.records import Record
from deckgen.source import Edit

ALIKE = 0.45  # how much of two texts must agree for one to be the other after an edit


@dataclass(frozen=True)
class Finding:
    """What became of one pair; `differences` has the texts where two sides are to be looked at."""

    kind: Literal["new", "changed", "kept", "gone"]
    id: str
    front: str
    back: str
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True)
class Realignment:
    """The edits that bring a pairs file up to its texts, the origins to remember, and what to tell."""

    edits: tuple[Edit, ...]
    origins: Mapping[str, Origin]
    findings: tuple[Finding, ...]


def realign(
    file: PairFile,
    new: Sequence[Pair],
    origins: Mapping[str, Origin],
    ids: Iterator[str],
    languages: tuple[str, str],
    *,
    skip_gone: bool = False,
) -> Realignment:
    """Bring `file` up to the pairs `new` that its texts now give.

    `origins` says what the pairs of the file were made from, `ids` gives names to new ones. With
    `skip_gone` pairs whose sentences left the texts get `skip: true`.
    """
    old = [origins.get(pair.id) or Origin(pair.front, pair.back, pair.section) for pair in file.entries]
    source_of = match([(o.front, o.back) for o in old], [(pair.front, pair.back) for pair in new])
    edits: list[Edit] = []
    findings: list[Finding] = []
    remembered = dict(origins)
    for n, pair in enumerate(new):
        if n not in source_of:
            continue
        at = source_of[n]
        kept = file.entries[at]
        if kept.id:
            remembered[kept.id] = Origin(pair.front, pair.back, pair.section)
        known = kept.id in origins
        made, finding = _merged(file, at, old[at] if known else None, pair, languages)
        edits += made
        findings += finding
    named = {n: replace(pair, id=next(ids)) for n, pair in enumerate(new) if n not in source_of}
    renamed = _renamed(file, old, new, source_of)
    edits += _section_edits(file, old, new, source_of, renamed)
    edits += _insertions(file, new, source_of, named, languages, renamed)
    for pair in named.values():
        remembered[pair.id] = Origin(pair.front, pair.back, pair.section)
        findings.append(Finding("new", pair.id, pair.front, pair.back))
    for at in sorted(set(range(len(old))) - set(source_of.values())):
        gone = file.entries[at]
        if gone.id in origins and not gone.skip:
            findings.append(Finding("gone", gone.id, gone.front, gone.back))
            edits += amend(file.source, file.records[at], {"skip": "true"}) if skip_gone else []
    return Realignment(tuple(edits), remembered, tuple(findings))


def _merged(
    file: PairFile, at: int, old: Origin | None, new: Pair, languages: tuple[str, str]
) -> tuple[list[Edit], list[Finding]]:
    """The edits that bring the pair at `at`, made from `old`, to what its source sentences now are."""
    pair, record = file.entries[at], file.records[at]
    base = {"": {"front": old.front, "back": old.back}} if old else {}
    ours, theirs = {"": {"front": pair.front, "back": pair.back}}, {"": {"front": new.front, "back": new.back}}
    found = list(differences(base, ours, theirs))
    keys = dict(zip(("front", "back"), languages, strict=True))
    taken, open_ones = [], []
    wanted: dict[str, Wanted] = {}
    edits: list[Edit] = []
    for each in found:
        key = keys[each.field]
        if each.verdict == "theirs":
            wanted[key] = each.theirs
            taken.append(each)
        elif each.verdict == "conflict":
            edits.append(_beside(file, record, key, each.theirs))
            open_ones.append(each)
    if taken and new.doubt:
        wanted["doubt"] = f"{new.doubt:.2g}"
    edits += amend(file.source, record, wanted)
    findings = [Finding("kept", pair.id, pair.front, pair.back, tuple(open_ones))] if open_ones else []
    findings += [Finding("changed", pair.id, pair.front, pair.back, tuple(taken))] if taken else []
    return edits, findings


def _beside(file: PairFile, record: Record, key: str, text: str) -> Edit:
    """The edit that shows what the source now says under the words that a person chose."""
    shown = record.scalars.get(key)
    if record.mapping.flow or shown is None:
        start = file.source.line_starts[file.source.line(record.mapping.start) - 1]
        return Edit(start, start, f"# the source now says ({key}): {text}{file.source.newline}")
    end = line_end(file.source, shown)
    comment = f"# the source now says: {text}"
    return Edit(end, end, f"{file.source.newline}{' ' * record.mapping.column}{comment}")


# ------------------------------------------------------------------ which new pair is which old one


def match(old: Sequence[tuple[str, str]], new: Sequence[tuple[str, str]]) -> dict[int, int]:
    """For new pairs the index of the old pair that each of them is, whatever moved, changed, split or merged.

    Equal ones first, then those with one side equal, then the likest; an old pair is one new pair at most, so
    of a sentence that was split the likest, larger part has it.
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
    rest_old = [(at, _pieces(pair)) for at, pair in enumerate(old) if at not in taken]
    rest_new = [(n, _pieces(pair)) for n, pair in enumerate(new) if n not in found]
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
    """The sides of `pair` that are to be compared, the other one empty."""
    return pair[0] * keep[0], pair[1] * keep[1]


def _pieces(pair: tuple[str, str]) -> tuple[Counter[str], Counter[str]]:
    """Both texts as bags of three letters."""
    front, back = (Counter(a + b + c for a, b, c in zip(t, t[1:], t[2:], strict=False)) for t in map(str.lower, pair))
    return front, back


def _likeness(a: tuple[Counter[str], Counter[str]], b: tuple[Counter[str], Counter[str]]) -> float:
    """Dice's coefficient of the pieces, as the mean of both sides."""
    return sum(
        2 * sum((x & y).values()) / max(1, sum(x.values()) + sum(y.values())) for x, y in zip(a, b, strict=True)
    ) / len(a)


# ------------------------------------------------------------------ new pairs and sections


def _insertions(
    file: PairFile,
    new: Sequence[Pair],
    source_of: Mapping[int, int],
    named: Mapping[int, Pair],
    languages: tuple[str, str],
    renamed: Mapping[str, Record],
) -> Iterator[Edit]:
    """The edits that put new pairs behind the pair that they follow in the texts, under their section."""
    previous: int | None = None
    section = ""
    for n, pair in enumerate(new):
        if n not in named:
            previous, section = n, pair.section
            continue
        lines = list(pair_lines(named[n], languages))
        at = _place(file, None if previous is None else source_of[previous])
        if pair.section != section:
            known = {record.text("section"): record for record in file.sections}
            opened = renamed.get(pair.section) or known.get(pair.section)
            if opened is not None:
                at = line_end(file.source, opened.mapping)
            else:
                lines = [section_line(pair.section), *_gap(file), *lines]
            section = pair.section
        yield _inserted(file, at, lines)


def _place(file: PairFile, entry: int | None) -> int:
    """Where a new pair goes: behind the pair `entry`, or before everything."""
    if entry is not None:
        return line_end(file.source, file.records[entry].mapping)
    first = min((record.mapping.start for record in (*file.records, *file.sections)), default=len(file.source.text))
    return file.source.line_starts[file.source.line(first) - 1]


def _inserted(file: PairFile, at: int, lines: Sequence[str]) -> Edit:
    newline = file.source.newline
    indent = _indent(file)
    text = newline.join(indent + line if line else line for line in [*lines])
    if at == 0 or file.source.text[at - 1] == "\n":  # before everything
        return Edit(at, at, text + newline + newline * len(_gap(file)))
    return Edit(at, at, newline + newline * len(_gap(file)) + text)


def _gap(file: PairFile) -> list[str]:
    """A blank line, where this file has them between its entries."""
    return [""] if re.search(r"\n\r?\n *- ", file.source.text) else []


def _indent(file: PairFile) -> str:
    """What stands before the dashes of this file."""
    dash = re.search(r"^( *)- ", file.source.text, re.MULTILINE)
    return dash[1] if dash else ""


def _renamed(
    file: PairFile, old: Sequence[Origin], new: Sequence[Pair], source_of: Mapping[int, int]
) -> dict[str, Record]:
    """Headings that changed in the texts and nowhere else: the new title, and the record of the old one."""
    known = {record.text("section"): record for record in file.sections}
    titles = {pair.section for pair in new}
    became: dict[str, set[str]] = defaultdict(set)
    for n, at in source_of.items():
        became[old[at].section].add(new[n].section)
    return {
        after: known[before]
        for before, (after, *others) in became.items()
        if before in known and before not in titles and after and after not in known and not others
    }


def _section_edits(
    file: PairFile,
    old: Sequence[Origin],
    new: Sequence[Pair],
    source_of: Mapping[int, int],
    renamed: Mapping[str, Record],
) -> Iterator[Edit]:
    """The edits that follow headings which changed, came or went in the texts."""
    known = {record.text("section"): record for record in file.sections}
    titles = {pair.section for pair in new}
    origin_titles = {origin.section for origin in old}
    for title, record in renamed.items():
        yield from amend(file.source, record, {"section": title})
    for title, record in known.items():
        if title in origin_titles and title not in titles and record not in renamed.values():
            start = file.source.line_starts[file.source.line(record.mapping.start) - 1]
            yield Edit(start, _next_line(file, line_end(file.source, record.mapping)), "")
    opened = {*known, *renamed, ""}
    for n, pair in enumerate(new):
        if pair.section not in opened and n in source_of:
            start = file.source.line_starts[file.source.line(file.records[source_of[n]].mapping.start) - 1]
            newline = file.source.newline
            yield Edit(start, start, f"{_indent(file)}{section_line(pair.section)}{newline}{newline * len(_gap(file))}")
        opened.add(pair.section)


def _next_line(file: PairFile, end: int) -> int:
    """Where the next line with text begins behind the line that ends at `end`."""
    match = re.compile(r"(?:\r?\n)+").match(file.source.text, end)
    return match.end() if match else end
