"""Texts that came in or were aligned again, as lines of text; the command line prints them."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from deckgen.actions.report import counted, path_text

if TYPE_CHECKING:  # a command that says little loads little
    from deckgen.actions.add import Intake
    from deckgen.actions.align import Refresh
    from deckgen.actions.first_look import FirstLook
    from deckgen.actions.pairing import LeftOut
    from deckgen.files.source import Problem
    from deckgen.merge.realign import Finding
    from deckgen.project.deck import Deck
    from deckgen.project.pairs import Pair
    from deckgen.text.blocks import Omission
    from deckgen.text.documents import Document

NO_VECTORS = "paired by length, numbers, names and cognates only, key terms are not looked for"
UNRELATED = "warning: these do not look like translations of each other; check the languages and the files"
_MANY = 50  # lines of one kind; of more, a person reads the first


def alignment_remarks(*, unrelated: bool) -> list[str]:
    """Remarks on an alignment as a whole."""
    from deckgen.actions.model_report import without_model
    from deckgen.vectors import e5

    return [f"note: {without_model(NO_VECTORS)}"] * (not e5.available()) + [UNRELATED] * unrelated


def intake_lines(taken: Intake, *, verbose: bool = False) -> Iterator[str]:
    """The result of adding a text, and what did not become a card: the first of very much, or with `verbose` all."""
    paired = taken.paired
    sections = len({pair.section for pair in paired.pairs if pair.section})
    where = f" in {counted(sections, 'section')}" if sections else ""
    yield f"{path_text(taken.deck.pairs_path(taken.text))}: {counted(len(paired.pairs), 'sentence pair')}{where}"
    yield f"  title on the cards: “{taken.text.title}”; `title:` in deck.yaml changes it"
    yield from _remark_lines(paired.remarks)
    yield from _omission_lines(paired.documents)
    for document in paired.documents:
        for sentence in document.glued:
            place = f"{path_text(document.path)}:{sentence.line}"
            yield f"  to look at: {place}: no space before “{sentence.text}”; it was taken as a new sentence"
    left_out = _left_out_lines(paired.documents, paired.left_out)
    yield from _first(left_out, "left out; `deckgen -v align` lists them all", verbose=verbose)
    skipped = (f"  skipped, {pair.comment}: “{pair.front}” = “{pair.back}”" for pair in paired.pairs if pair.skip)
    yield from _first(skipped, "skipped; search the file for `skip: true`", verbose=verbose)


def _first(lines: Iterable[str], rest: str, *, verbose: bool) -> Iterator[str]:
    """The lines; of very many the first, how many more there are, and in `rest` what they are and where to see them."""
    every = list(lines)
    shown = len(every) if verbose or len(every) <= _MANY else _MANY // 2
    yield from every[:shown]
    if shown < len(every):
        yield f"  … and {len(every) - shown} more {rest}"


def first_look_lines(look: FirstLook) -> Iterator[str]:
    """What was recognised in the files of a text, and its first pairs."""
    for path, called in look.files:
        yield f"{path_text(path)}: {called}"
    yield from _remark_lines(look.remarks)
    if look.omitted:
        reasons = ", ".join(f"{number} × {reason}" for reason, number in Counter(look.omitted).most_common())
        yield f"  not text: {reasons}"
    yield f"  {look.amount}"
    for front, back in look.first:
        yield f"  “{front}”"
        yield f"     “{back}”"


def _remark_lines(remarks: Iterable[Problem]) -> Iterator[str]:
    """How documents were read, where that is not as usual."""
    for remark in remarks:
        place = f"{path_text(remark.path)}{f':{remark.line}' if remark.line else ''}"
        yield f"  {place}: {remark.message}" + (f"; {remark.advice}" if remark.advice else "")


def _omission_lines(documents: Iterable[Document]) -> Iterator[str]:
    """The lines of the documents that are not text, by their reason."""
    for document in documents:
        if document.original:
            yield from _unread_lines(document.original, document.omissions)
            continue
        by_reason: dict[str, list[int]] = {}
        for omission in document.omissions:
            by_reason.setdefault(omission.reason, []).append(omission.line)
        for reason, numbers in by_reason.items():
            lines = f"line{'s' * (len(set(numbers)) > 1)} {_ranges(numbers)}"
            yield f"  not text: {path_text(document.path)}: {lines} ({reason})"


def _unread_lines(path: Path, omissions: Iterable[Omission]) -> Iterator[str]:
    """What was left out of a file without lines, by its reason: how it begins, or how often."""
    by_reason: dict[str, list[str]] = {}
    for omission in omissions:
        by_reason.setdefault(omission.reason, []).append(omission.text)
    for reason, texts in by_reason.items():
        quoted = ", ".join(f"“{text}”" for text in texts[:_SHOWN] if text)
        more = f" and {len(texts) - _SHOWN} more" if len(texts) > _SHOWN else ""
        yield f"  not text: {path_text(path)}: {len(texts)} × {reason}{f': {quoted}{more}' if quoted else ''}"


def _ranges(numbers: Iterable[int]) -> str:
    """Line numbers with ranges: 1–9, 31."""
    ordered = sorted(set(numbers))
    groups = itertools.groupby(enumerate(ordered), lambda each: each[1] - each[0])
    runs = ([number for _, number in group] for _, group in groups)
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)


_SHOWN = 10  # items; a person finds further doubtful pairs by searching the file


def doubtful_lines(path: Path, pairs: Iterable[Pair]) -> Iterator[str]:
    """The doubtful pairs of a file, the most doubtful first, with both texts and their places."""
    found = sorted((pair for pair in pairs if pair.doubt and not pair.skip), key=lambda pair: -pair.doubt)
    if found:
        yield f"{counted(len(found), 'pair')} to check, most doubtful first: correct each one, or delete its `doubt:`"
    for pair in found[:_SHOWN]:
        yield f"  {path_text(path)}:{pair.lines['']}: {pair.doubt:.0%} likely to be wrong"
        yield f"     “{pair.front}”"
        yield f"     “{pair.back}”"
    if len(found) > _SHOWN:
        yield f"  … and {len(found) - _SHOWN} more: search for `doubt:`"


def _left_out_lines(documents: tuple[Document, Document], left_out: Iterable[LeftOut]) -> Iterator[str]:
    for each in left_out:
        for document, sentences in zip(documents, (each.front, each.back), strict=True):
            for sentence in sentences:
                yield f"  left out: {path_text(document.path)}:{sentence.line}: “{sentence.text}” ({each.reason})"


def refresh_lines(deck: Deck, refreshed: Refresh, *, skipping: bool, dry: bool, verbose: bool = False) -> Iterator[str]:
    """The result of aligning a text again; what is left out is told once, or with `verbose` always."""
    findings = refreshed.realignment.findings
    kinds = [finding.kind for finding in findings]
    counts = (
        " · ".join(f"{kinds.count(k)} {k}" for k in ("new", "changed", "kept", "gone") if k in kinds) or "unchanged"
    )
    yield f"{path_text(deck.pairs_path(refreshed.text))}: {counts}" + ("; nothing was written" if dry else "")
    for finding in findings:
        yield from _finding_lines(finding, skipping=skipping)
    for pair in refreshed.realignment.moved:
        yield f"  moved in the text: {pair.id} “{pair.front}” (it keeps its place in the file)"
    for finding in refreshed.realignment.outside:
        where = "left out, since you deleted it" if finding.kind == "out" else f"{finding.id} is in another file"
        yield f"  changed in the text: “{finding.front}” = “{finding.back}” ({where})"
    if refreshed.realignment.left_out:
        yield f"  left out because you deleted them: {counted(refreshed.realignment.left_out, 'pair')}"
    yield from _left_out_now(refreshed, verbose=verbose)


def _left_out_now(refreshed: Refresh, *, verbose: bool) -> Iterator[str]:
    """The sentences without a counterpart that were not told before; with `verbose` all of them."""
    from deckgen.actions.memory import sentence_count

    every = refreshed.paired.left_out
    told = every if verbose else refreshed.newly_left_out
    yield from _left_out_lines(refreshed.paired.documents, told)
    before = sentence_count(every) - sentence_count(told)
    if before:
        yield f"  {counted(before, 'sentence')} left out as before; -v lists them"


def _finding_lines(finding: Finding, *, skipping: bool) -> Iterator[str]:
    name = finding.id or "a pair without an id"
    if finding.kind == "new":
        yield f"  new {name}: “{finding.front}” = “{finding.back}”"
    elif finding.part:
        yield f"  gone from the text, still in {name}: “{finding.front}”"
    elif finding.kind == "gone":
        advice = "skipped" if skipping else "to retire its cards, delete it or use `--gone skip`"
        yield f"  gone {name}: “{finding.front}” ({advice})"
    for each in finding.differences:
        yield f"  {finding.kind} {name}: “{each.ours}”"
        if finding.kind == "changed":
            yield f"       → “{each.theirs}”"
        else:
            yield f"       the text now says “{each.theirs}”; your correction stays, and the file has this as a comment"
