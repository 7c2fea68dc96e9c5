"""Placing new pairs in a pairs file, and updating its headings from those of the texts."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from deckgen.files.edits import amend, line_end
from deckgen.files.records import Record
from deckgen.files.source import Edit
from deckgen.merge.beside import behind_comments
from deckgen.project.lock import Origin
from deckgen.project.pairs import Pair, PairFile, Section, pair_lines, section_line


def follow(
    file: PairFile,
    old: Sequence[Origin],
    new: Sequence[Pair],
    source_of: Mapping[int, int],
    named: Mapping[int, Pair],
    languages: tuple[str, str],
    titles: Mapping[str, Section] = MappingProxyType({}),
) -> list[Edit]:
    """The edits that insert the pairs `named` into `file` and bring its headings up to those of the texts.

    `old` has what the pairs of the file were made from; `source_of` maps the pairs `new` to them; `titles` has the
    headings of the texts in both languages, by their fronts. A heading that a person renamed, moved or deleted is left
    as it is; a heading from the texts never gets pairs that are not its own.
    """
    layout = _Layout(file, tuple(old), tuple(new), dict(source_of), titles, languages)
    renamed = layout.renamed()
    return [
        *_insertions(layout, named, renamed),
        *layout.retitled(renamed),
        *layout.deleted(renamed),
        *layout.opened(renamed),
    ]


@dataclass(frozen=True)
class _Layout:
    """A pairs file and the pairs that its texts now give."""

    file: PairFile
    old: tuple[Origin, ...]
    new: tuple[Pair, ...]
    source_of: dict[int, int]
    titles: Mapping[str, Section]
    languages: tuple[str, str]

    def heading_lines(self, title: str) -> list[str]:
        """The lines that open a section, with the gap below them."""
        return [section_line(self.titles.get(title, Section(title)), self.languages), *_gap(self.file)]

    @cached_property
    def now(self) -> dict[int, str]:
        """The heading in the texts of each entry that is still in them."""
        return {at: self.new[n].section for n, at in self.source_of.items()}

    @cached_property
    def headings(self) -> dict[str, list[Record]]:
        """The records of the file that open a section, by title."""
        found: dict[str, list[Record]] = defaultdict(list)
        for opening in self.file.sections:
            found[opening.value.front].append(opening.record)
        return found

    @cached_property
    def above(self) -> list[int]:
        """For each entry, the number of the heading above it, -1 if there is none."""
        starts = [opening.record.mapping.start for opening in self.file.sections]
        return [bisect_left(starts, entry.record.mapping.start) - 1 for entry in self.file.entries]

    def run(self, at: int) -> list[int]:
        """The entries from `at` up to the next heading of the file."""
        return [n for n in range(at, len(self.above)) if self.above[n] == self.above[at]]

    def renamed(self) -> dict[str, list[Record]]:
        """Headings that changed only in the texts: new title to records with the old one."""
        titles = {pair.section for pair in self.new}
        became: dict[str, set[str]] = defaultdict(set)
        for n, at in self.source_of.items():
            became[self.old[at].section].add(self.new[n].section)
        return {
            after: self.headings[before]
            for before, (after, *others) in became.items()
            if before in self.headings and before not in titles and after and after not in self.headings and not others
        }

    def retitled(self, renamed: Mapping[str, list[Record]]) -> Iterator[Edit]:
        """The edits that give headings their new titles."""
        for title, records in renamed.items():
            for record in records:
                heading = self.titles.get(title, Section(title))
                both = dict(zip(self.languages, (heading.front, heading.back), strict=True))
                kept = both if "section" in record.inner else title
                yield from amend(self.file.source, record, {"section": kept})

    def deleted(self, renamed: Mapping[str, list[Record]]) -> Iterator[Edit]:
        """The edits that remove headings gone from the texts, if all their pairs joined the heading above."""
        titles = {pair.section for pair in self.new}
        origins = {origin.section for origin in self.old}
        kept = [record for records in renamed.values() for record in records]
        for number, opening in enumerate(self.file.sections):
            title, record = opening.value.front, opening.record
            above = self.file.sections[number - 1].value.front if number else ""
            beneath = [at for at, heading in enumerate(self.above) if heading == number]
            joined = all(self.now.get(at) == above for at in beneath)
            if title in origins and title not in titles and record not in kept and joined:
                start = line_start(self.file, record)
                yield Edit(start, next_entry(self.file, line_end(self.file.source, record.mapping)), "")

    def opened(self, renamed: Mapping[str, list[Record]]) -> Iterator[Edit]:
        """The edits that add headings new in the texts above the pairs that now belong to them."""
        seen = {*self.headings, *renamed, ""}
        for n, pair in enumerate(self.new):
            at = self.source_of.get(n)
            if pair.section in seen:
                continue
            seen.add(pair.section)
            if at is None or self.old[at].section == pair.section:
                continue
            if self.file.values[at].section != self.old[at].section:  # a person moved it
                continue
            if all(self.now.get(each) == pair.section for each in self.run(at)):
                start = line_start(self.file, self.file.entries[at].record)
                yield Edit(start, start, _block(self.file, [*self.heading_lines(pair.section), ""]))


# ------------------------------------------------------------------ new pairs


def _insertions(layout: _Layout, named: Mapping[int, Pair], renamed: Mapping[str, list[Record]]) -> Iterator[Edit]:
    """The edits that insert new pairs after the pair that they follow in the texts, under their heading."""
    file = layout.file
    behind: int | None = None  # the entry that the next new pair follows
    title = ""
    begun: set[str] = set()
    for n, pair in enumerate(layout.new):
        if n in layout.source_of:
            behind, title = layout.source_of[n], pair.section
            continue
        lines = list(pair_lines(named[n], layout.languages))
        at = end_of(file, behind)
        if pair.section != title and pair.section not in begun:
            place = _under_heading(layout, n, renamed)
            if place is not None:
                at = place
            else:
                lines = [*layout.heading_lines(pair.section), *lines]
                at = _after_run(layout, behind, pair.section)
            begun.add(pair.section)
        title = pair.section
        yield inserted(file, at, lines)


def _under_heading(layout: _Layout, n: int, renamed: Mapping[str, list[Record]]) -> int | None:
    """Where the first pair of an existing heading goes: before its next pair, or below the heading."""
    title = layout.new[n].section
    for later in range(n + 1, len(layout.new)):
        if layout.new[later].section == title and later in layout.source_of:
            at = layout.source_of[later]
            if layout.old[at].section == title or title in renamed:
                return line_start(layout.file, layout.file.entries[at].record)
    records = renamed.get(title) or layout.headings.get(title)
    return line_end(layout.file.source, records[0].mapping) if records else None


def _after_run(layout: _Layout, behind: int | None, title: str) -> int:
    """Where a new heading goes: after the entry `behind` and after all entries that do not belong to it."""
    headless = [at for at, heading in enumerate(layout.above) if heading < 0]
    following = headless if behind is None else layout.run(behind)[1:]
    if any(layout.now.get(at) != title for at in following):
        behind = following[-1]
    return end_of(layout.file, behind)


def end_of(file: PairFile, entry: int | None) -> int:
    """The end of an entry and of the comments below it; with None, the place before the first record."""
    if entry is not None:
        return behind_comments(file.source, line_end(file.source, file.entries[entry].record.mapping))
    first = min((record.mapping.start for record in _records(file)), default=None)
    return len(file.source.text) if first is None else file.source.line_start(first)


def inserted(file: PairFile, at: int, lines: Sequence[str]) -> Edit:
    """The edit that adds the `lines` of an entry at the end of another, or at the start of a line."""
    text, newline = file.source.text, file.source.newline
    if not _records(file) and text.rstrip().endswith("[]"):  # an explicit empty list
        at = len(text.rstrip()) - 2
        return Edit(at, at + 2, _block(file, lines))
    if at == 0 or text[at - 1] == "\n":
        return Edit(at, at, _block(file, [*lines, *_gap(file), ""]))
    return Edit(at, at, newline + _block(file, [*_gap(file), *lines]))


# ------------------------------------------------------------------ the form of the file


def _block(file: PairFile, lines: Sequence[str]) -> str:
    """`lines` with the newlines and the indentation of the file."""
    source = file.source
    anything = next(iter(_records(file)), None)
    lead = source.text[line_start(file, anything) : anything.mapping.start] if anything else ""
    indent = lead[: len(lead) - len(lead.lstrip(" "))]
    return source.newline.join(indent + line if line else line for line in lines)


def _gap(file: PairFile) -> list[str]:
    """A blank line, if this file has them between its entries."""
    ordered = sorted(_records(file), key=lambda record: record.mapping.start)
    between = [
        file.source.text[line_end(file.source, a.mapping) : b.mapping.start] for a, b in itertools.pairwise(ordered)
    ]
    spaced = sum(bool(re.search(r"\n[ \t]*\r?\n", text)) for text in between)
    return [""] if between and spaced * 2 >= len(between) else []


def _records(file: PairFile) -> list[Record]:
    """The records of pairs, then those of sections."""
    return [*(entry.record for entry in file.entries), *(opening.record for opening in file.sections)]


def line_start(file: PairFile, record: Record) -> int:
    """The start of the line on which an entry begins."""
    return file.source.line_start(record.mapping.start)


def next_entry(file: PairFile, end: int) -> int:
    """The start of the next text after the line that ends at `end`."""
    rest = file.source.text[end:]
    return end + len(rest) - len(rest.lstrip("\r\n"))
