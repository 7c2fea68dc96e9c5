"""Repairs of pairs and changes of headings → edits that leave every other byte untouched; terms follow their words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace

from deckgen.actions.halves import holds
from deckgen.actions.repair import Languages, Repair
from deckgen.files.edits import amend, checked, line_end, unwritable
from deckgen.files.records import Record, Scalar, Value
from deckgen.files.source import Edit, Refused
from deckgen.merge.sections import end_of, inserted, line_start, next_entry
from deckgen.project import keys
from deckgen.project.pairs import Pair, PairFile, Section, pair_lines, parse_pairs, section_line
from deckgen.project.parts import Part
from deckgen.project.vocabulary import parse_terms

# ------------------------------------------------------------------ headings


def heading_added(file: PairFile, n: int, title: Section, languages: Languages) -> list[Edit]:
    """The edits that put a heading above entry `n`."""
    return [inserted(file, line_start(file, file.entries[n].record), [section_line(title, languages)])]


def heading_changed(file: PairFile, n: int, title: Section, languages: Languages) -> list[Edit]:
    """The edits that give heading `n` another title; without one, they remove it."""
    record = file.sections[n].record
    if not title.front:
        return [_removal(file, record)]
    both = dict(zip(languages, (title.front, title.back), strict=True))
    wanted = both if title.back or "section" in record.inner else title.front
    return amend(file.source, record, {"section": wanted})


def heading_of(file: PairFile, n: int, languages: Languages) -> list[Edit]:
    """The edits that make entry `n` a heading."""
    pair, record = file.values[n], file.entries[n].record
    return [
        inserted(file, line_start(file, record), [section_line(Section(pair.front, pair.back), languages)]),
        _removal(file, record),
    ]


# ------------------------------------------------------------------ edits


@dataclass(frozen=True)
class Carried:
    """A text after a repair; `moved` are the numbers of terms with another example."""

    part: Part
    moved: tuple[int, ...] = ()


def carried_out(part: Part, repair: Repair, languages: Languages) -> Carried:
    """The text after `repair`; refused if a file is written so that the edit cannot be made in place."""
    file = part.pairs
    edits = list(_edits(file, repair, languages))
    return _with_terms(part, repair, _verified(file, repair, edits, languages), languages)


def with_headings(part: Part, edits: Sequence[Edit], languages: Languages) -> Part:
    """The text after `edits` of its headings; refused if they would change a pair."""
    file = part.pairs
    after, _ = parse_pairs(file.source.after(checked(file.source, edits)), languages)
    table = keys.PAIR.of(languages)
    texts = [[table.wanted(pair) for pair in each.values] for each in (file, after)]
    if any(pair not in texts[0] for pair in texts[1]) or len(texts[0]) - len(texts[1]) not in (0, 1):
        raise unwritable(file.source, edits)
    return replace(part, pairs=after)


def _edits(file: PairFile, repair: Repair, languages: Languages) -> Iterator[Edit]:
    before: int | None = None
    kept = {each.at for each in repair.becomes}
    for each in repair.becomes:
        if each.at is not None:
            before = each.at
            changes = keys.PAIR.of(languages).changes(file.values[before], each.pair)
            yield from amend(file.source, file.entries[before].record, changes)
            continue
        if before is not None:
            at = end_of(file, before)
        elif repair.first < repair.last:
            at = line_start(file, file.entries[repair.first].record)
        else:
            at = line_end(file.source, repair.behind.mapping) if repair.behind else end_of(file, None)
        yield inserted(file, at, list(pair_lines(each.pair, languages)))
    for at in range(repair.first, repair.last):
        if at not in kept:
            yield _removal(file, file.entries[at].record)


def _removal(file: PairFile, record: Record) -> Edit:
    """The edit that takes an entry out, with the empty lines behind it; comments on lines of their own stay."""
    source = file.source
    start, end = line_start(file, record), line_end(source, record.mapping)
    values = [(value.start, value.end) for value in _scalars(record.mapping)]
    comments, at = "", start
    for line in source.text[start:end].splitlines(keepends=True):
        place = at + len(line) - len(line.lstrip())
        if line.lstrip().startswith("#") and not any(first <= place < last for first, last in values):
            comments += line
        at += len(line)
    return Edit(start, next_entry(file, end), comments)


def _scalars(value: Value) -> Iterator[Scalar]:
    if isinstance(value, Scalar):
        yield value
        return
    for item in value.items:
        for each in item if isinstance(item, tuple) and not isinstance(item, Scalar) else (item,):
            yield from _scalars(each)


def _verified(file: PairFile, repair: Repair, edits: Sequence[Edit], languages: Languages) -> PairFile:
    """`file` after `edits`; refused if it does not hold exactly the pairs that `repair` wants."""
    try:
        after, _ = parse_pairs(file.source.after(edits), languages)
    except (Refused, ValueError) as error:
        raise unwritable(file.source, edits) from error
    first, last, end = repair.first, repair.last, repair.first + len(repair.becomes)
    old, new = file.values, after.values
    written = [keys.PAIR.of(languages).wanted(pair) for pair in new[first:end]]
    wanted = [keys.PAIR.of(languages).wanted(each.pair) for each in repair.becomes]
    if (*_without_titles(old[:first]), *_without_titles(old[last:])) != (
        *_without_titles(new[:first]),
        *_without_titles(new[end:]),
    ) or written != wanted:
        raise unwritable(file.source, edits)
    return after


def _without_titles(pairs: Iterable[Pair]) -> Iterator[tuple[object, ...]]:
    """What a repair must not change of a pair: all but its heading, which is in the file by itself."""
    held = [field.name for field in fields(Pair) if field.name not in ("section", "comment", "lines")]
    return (tuple(getattr(pair, name) for name in held) for pair in pairs)


def _with_terms(part: Part, repair: Repair, after: PairFile, languages: Languages) -> Carried:
    """The text with its terms, which follow their words into the entry that now has them."""
    source = part.terms.source
    run = after.values[repair.first : repair.first + len(repair.becomes)]
    old = {pair.id for pair in part.pairs.values[repair.first : repair.last] if pair.id}
    term_edits: list[Edit] = []
    moved: list[int] = []
    for n, entry in enumerate(part.terms.entries):
        if entry.value.pair not in old:
            continue
        now = next((pair for pair in run if pair.id == entry.value.pair), None)
        if now and holds(now, entry.value, languages):
            continue
        better = next((pair for pair in run if pair.id and holds(pair, entry.value, languages)), None)
        better = better or (None if now else next((pair for pair in run if pair.id), None))
        if better:
            moved.append(n)
            term_edits += amend(source, entry.record, {"pair": better.id})
    terms = parse_terms(source.after(checked(source, term_edits)), languages)[0] if term_edits else part.terms
    return Carried(replace(part, pairs=after, terms=terms), tuple(moved))
