"""Sentence pairs: the file that is the source of truth for a text, between the aligner and the deck."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from deckgen.files.disk import read
from deckgen.files.edits import editor_line, scalar, words
from deckgen.files.records import Record, Shape, parse, records, truth
from deckgen.files.source import Problem, Refused, Source

if TYPE_CHECKING:  # building a deck needs no aligner
    pass


@dataclass(frozen=True, slots=True)
class Pair:
    """A sentence, its translation, and what a person noted; `id` is empty until a build gives one.

    `lines` says in which line of the file each key stands, under "" where the entry begins.
    """

    id: str
    front: str
    back: str
    section: str = ""
    doubt: float = 0.0
    hint: str = ""
    note: str = ""
    tags: tuple[str, ...] = ()
    allow: tuple[str, ...] = ()
    skip: bool = False
    was: str = ""
    lines: Mapping[str, int] = field(default_factory=lambda: {"": 0}, compare=False)


@dataclass(frozen=True)
class PairFile:
    """The pairs of one text in study order, each with its record; and the records that open a section."""

    source: Source
    entries: tuple[Pair, ...]
    records: tuple[Record, ...] = ()
    sections: tuple[Record, ...] = ()
    readable: bool = True  # else its pairs are not known

    @property
    def unnamed(self) -> list[Record]:
        """The records of pairs that have no id yet."""
        return [record for pair, record in zip(self.entries, self.records, strict=True) if not pair.id]

    @property
    def path(self) -> Path:
        """Where the file is."""
        return self.source.path


# ------------------------------------------------------------------ reading


def shape(languages: tuple[str, str]) -> Shape:
    """The keys of an entry in the two `languages`, a pair or the opening of a section."""
    return Shape(
        text=frozenset({*languages, "hint", "note", "section"}),
        words=frozenset({"id", "doubt", "skip", "was"}),
        lists=frozenset({"tags", "allow"}),
    )


def load(path: Path, languages: tuple[str, str]) -> tuple[PairFile, list[Problem]]:
    """The pairs in the file at `path`, and what is wrong with them."""
    try:
        return parse_pairs(read(path), languages)
    except Refused as refused:
        return PairFile(Source(path, ""), (), readable=False), list(refused.problems)


def parse_pairs(source: Source, languages: tuple[str, str]) -> tuple[PairFile, list[Problem]]:
    """The pairs that `source` holds in the two `languages`, front first, and what is wrong with them."""
    entries, problems = records(source, parse(source), shape(languages))
    pairs, own, sections, section = [], [], [], ""
    for entry in entries:
        if "section" in entry.scalars:
            section = entry.text("section")
            sections.append(entry)
            if len(entry.mapping.items) > 1:
                problems.append(
                    source.problem(entry.at("section"), "a section has no other keys", "give it its own `-`")
                )
            continue
        pair, wrong = _pair(source, entry, languages, section)
        problems += wrong
        pairs.append(pair)
        own.append(entry)
    return PairFile(source, tuple(pairs), tuple(own), tuple(sections)), problems


def _pair(source: Source, entry: Record, languages: tuple[str, str], section: str) -> tuple[Pair, list[Problem]]:
    doubt, wrong = _doubt(source, entry)
    skip, more = truth(source, entry, "skip")
    pair = Pair(
        id=entry.text("id"),
        front=entry.text(languages[0]),
        back=entry.text(languages[1]),
        section=section,
        doubt=doubt,
        hint=entry.text("hint"),
        note=entry.lines("note"),
        tags=entry.words("tags"),
        allow=entry.words("allow"),
        skip=skip,
        was=entry.text("was"),
        lines=entry.key_lines(source),
    )
    return pair, [*wrong, *more]


def _doubt(source: Source, entry: Record) -> tuple[float, list[Problem]]:
    text = entry.text("doubt") or "0"
    if re.fullmatch(r"[01](\.\d+)?|\.\d+", text) and float(text) <= 1:
        return float(text), []
    problem = source.problem(entry.at("doubt"), f"`doubt: {text}` is not between 0 and 1", "delete it once checked")
    return 0.0, [problem]


# ------------------------------------------------------------------ writing


def render(pairs: Iterable[Pair], languages: tuple[str, str]) -> str:
    """The file that holds `pairs`: one line a sentence, never folded."""
    lines = [
        editor_line("../schema/pairs.json"),
        "# Sentence pairs, written by `deckgen`; from here on they are yours to correct.",
    ]
    section = ""
    for pair in pairs:
        if pair.section != section:
            section = pair.section
            lines += ["", section_line(section)]
        lines += ["", *pair_lines(pair, languages)]
    return "\n".join(lines) + "\n"


def section_line(section: str) -> str:
    """The line that opens a section."""
    return f"- section: {scalar(section)}"


def pair_lines(pair: Pair, languages: tuple[str, str]) -> Iterator[str]:
    """The lines of one pair."""
    yield f"- id: {pair.id}"
    yield f"  {languages[0]}: {scalar(pair.front)}"
    yield f"  {languages[1]}: {scalar(pair.back)}"
    if pair.doubt:
        yield f"  doubt: {max(pair.doubt, 0.01):.2g}"
    if pair.hint:
        yield f"  hint: {scalar(pair.hint)}"
    if pair.note:
        yield f"  note: {scalar(pair.note)}"
    if pair.tags:
        yield f"  tags: {words(pair.tags)}"
    if pair.allow:
        yield f"  allow: {words(pair.allow)}"
    if pair.skip:
        yield "  skip: true"
    if pair.was:
        yield f"  was: {scalar(pair.was)}"
