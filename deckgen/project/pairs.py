"""Sentence pairs: the file that is the source of truth for a text, between aligner and deck."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from deckgen.files import plain
from deckgen.files.disk import read
from deckgen.files.edits import editor_line, written
from deckgen.files.records import Record
from deckgen.files.source import Problem, Refused, Source
from deckgen.project import keys
from deckgen.project.entries import Entry, EntryFile


@dataclass(frozen=True, slots=True)
class Pair:
    """A sentence, its translation, and what a person noted; `id` is empty until a build assigns one.

    `lines` gives the line of each key in the file, and under "" the line where the entry begins.
    """

    id: str
    front: str
    back: str
    section: str = ""
    doubt: float = 0.0
    cue: str = ""
    hint: str = ""
    note: str = ""
    cards: tuple[str, ...] = ()  # empty: those of the deck
    tags: tuple[str, ...] = ()
    allow: tuple[str, ...] = ()
    skip: bool = False
    was: str = ""
    comment: str = ""  # why it is skipped, written but never read
    lines: Mapping[str, int] = field(default_factory=lambda: {"": 0}, compare=False)


@dataclass(frozen=True, slots=True)
class Section:
    """A heading in both languages, which holds for the pairs below it; `back` is empty if only the front is known."""

    front: str
    back: str = ""


@dataclass(frozen=True)
class Opening:
    """A heading with the record that it was read from."""

    record: Record
    value: Section


@dataclass(frozen=True)
class PairFile(EntryFile[Pair]):
    """The pairs of one text in study order, and its headings."""

    sections: tuple[Opening, ...] = ()
    readable: bool = True  # if not, its pairs are unknown


# ------------------------------------------------------------------ reading


def load(path: Path, languages: tuple[str, str]) -> tuple[PairFile, list[Problem]]:
    """The pairs in the file at `path`, and what is wrong with them."""
    try:
        return parse_pairs(read(path), languages)
    except Refused as refused:
        return PairFile(Source(path, ""), readable=False), list(refused.problems)


def parse_pairs(source: Source, languages: tuple[str, str]) -> tuple[PairFile, list[Problem]]:
    """The pairs that `source` holds in the two `languages`, front first, and what is wrong with them."""
    table = keys.PAIR.of(languages)
    found, problems = plain.entries(source, table.shape)
    entries: list[Entry[Pair]] = []
    sections: list[Opening] = []
    for record in found:
        if "section" in record.names:
            title, wrong = table.key("section").read(source, record)
            problems += wrong
            sections.append(Opening(record, Section(*title)))
            if record.size > 1:
                advice = "put it in its own `-` entry"
                problems.append(source.problem(record.at("section"), "a section has no other keys", advice))
            continue
        values, wrong = table.read(source, record)
        problems += wrong
        section = sections[-1].value.front if sections else ""
        entries.append(Entry(record, Pair(**values, section=section, lines=record.key_lines(source))))
        record.let_go()
    return PairFile(source, tuple(entries), tuple(sections)), problems


# ------------------------------------------------------------------ writing

_HEAD = (
    editor_line("../schema/pairs.json"),
    "# Sentence pairs, written by `deckgen`; from here on they are yours to correct.",
)


def render(entries: Iterable[Pair | Section], languages: tuple[str, str]) -> str:
    """The text of a file with pairs and headings: one line per sentence, never wrapped."""
    lines = (line for _, block in _blocks(entries, languages) for line in block.values())
    return "".join(f"{line}\n" for line in (*_HEAD, *lines))


def numbered(entries: Iterable[Pair | Section], languages: tuple[str, str]) -> Iterator[Pair]:
    """The pairs, each with the lines on which `render` writes its keys."""
    line = len(_HEAD)
    for pair, block in _blocks(entries, languages):
        if pair:
            places = {key: n for n, key in enumerate(block, line + 1) if key != "#"}
            yield replace(pair, lines={**places, "": line + 2})  # after an empty line
        line += len(block)


def _blocks(
    entries: Iterable[Pair | Section], languages: tuple[str, str]
) -> Iterator[tuple[Pair | None, dict[str, str]]]:
    """The blocks of a file in order, with lines by key: headings and pairs, and a heading that only a pair names."""
    title = ""
    for entry in entries:
        if isinstance(entry, Section) or entry.section != title:
            heading = entry if isinstance(entry, Section) else Section(entry.section)
            title = heading.front
            yield None, {"": "", "section": section_line(heading, languages)}
        if isinstance(entry, Pair):
            yield entry, {"": "", **_lines(entry, languages)}


def section_line(section: Section, languages: tuple[str, str]) -> str:
    """The line that opens a section."""
    wanted = keys.PAIR.of(languages).key("section").form.write((section.front, section.back))
    return f"- section: {written(wanted)}"


def pair_lines(pair: Pair, languages: tuple[str, str]) -> Iterable[str]:
    """The lines of one pair."""
    return _lines(pair, languages).values()


def _lines(pair: Pair, languages: tuple[str, str]) -> dict[str, str]:
    """The lines of a pair by key; under `#` a comment, above the line that it explains."""
    found: dict[str, str] = {}
    for key, line in keys.PAIR.of(languages).lines(pair).items():
        if key == "skip" and pair.comment:
            found["#"] = f"  # {pair.comment}"
        found[key] = line
    return found
