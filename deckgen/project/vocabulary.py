"""Key terms of a text: deckgen proposes them, people decide in the same file."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from deckgen.files import plain
from deckgen.files.disk import read
from deckgen.files.edits import editor_line
from deckgen.files.source import Problem, Refused, Source
from deckgen.languages.grammar import bare
from deckgen.languages.tokens import occurrences
from deckgen.project import keys
from deckgen.project.entries import Entry, EntryFile


@dataclass(frozen=True, slots=True)
class Term:
    """A term in its dictionary form, and its translation; `pair` is the example, `found` both as they appear in it."""

    id: str
    front: str
    back: str
    pair: str
    status: str = "accepted"
    grammar: str = ""
    frequency: str = ""
    cue: str = ""
    hint: str = ""
    note: str = ""
    cards: tuple[str, ...] = ()  # empty: those of the deck
    tags: tuple[str, ...] = ()
    allow: tuple[str, ...] = ()
    skip: bool = False
    found: tuple[str, str] = ("", "")
    was: str = ""
    tier: str = ""
    comment: str = ""  # deckgen's note on a proposal, written but never read
    lines: Mapping[str, int] = field(default_factory=lambda: {"": 0}, compare=False)

    @property
    def studied(self) -> bool:
        """Whether it becomes a note."""
        return self.status == "accepted" and not self.skip


TermFile = EntryFile[Term]


# ------------------------------------------------------------------ reading


def load(path: Path, languages: tuple[str, str]) -> tuple[TermFile, list[Problem]]:
    """The terms in the file at `path`, none if it does not exist, and what is wrong with them."""
    if not os.path.lexists(path):
        return TermFile(Source(path, "")), []
    try:
        return parse_terms(read(path), languages)
    except Refused as refused:
        return TermFile(Source(path, "")), list(refused.problems)


def parse_terms(source: Source, languages: tuple[str, str]) -> tuple[TermFile, list[Problem]]:
    """The terms that `source` holds in the two `languages`, front first, and what is wrong with them."""
    table = keys.TERM.of(languages)
    found, problems = plain.entries(source, table.shape)
    entries: list[Entry[Term]] = []
    for record in found:
        values, wrong = table.read(source, record)
        problems += wrong
        entries.append(Entry(record, Term(**values, lines=record.key_lines(source))))
        record.let_go()
    return TermFile(source, tuple(entries)), problems


# ------------------------------------------------------------------ terms in their example

Placed = tuple[str, list[int]]  # words, and the offsets where they occur


def placed(term: Term, sentences: tuple[str, str], languages: tuple[str, str]) -> tuple[Placed, Placed]:
    """The words and places of the term and of its translation in the two sentences of the example.

    The words are those in `found`; else the dictionary form without or with its article, whichever occurs; else none.
    Part of a longer word is not an occurrence.
    """
    return (
        _placed(term.found[0], term.front, sentences[0], languages[0]),
        _placed(term.found[1], term.back, sentences[1], languages[1]),
    )


def _placed(found: str, form: str, sentence: str, code: str) -> Placed:
    if found:
        return found, occurrences(found, sentence)
    words = bare(form, code)
    if places := occurrences(words, sentence):
        return words, places
    places = occurrences(form, sentence) if form != words else []
    return (form, places) if places else ("", [])


# ------------------------------------------------------------------ writing


def render(terms: Iterable[Term], languages: tuple[str, str]) -> str:
    """The text of a file with `terms`."""
    title = "# Key terms. A decision in `status:` (accepted, rejected) is yours and is never overwritten."
    return f"{editor_line('../schema/vocabulary.json')}\n{title}\n{entries_text(terms, languages)}"


def entries_text(terms: Iterable[Term], languages: tuple[str, str]) -> str:
    """Terms as written in a file, each after an empty line."""
    lines = [line for term in terms for line in ("", *_lines(term, languages))]
    return "".join(f"{line}\n" for line in lines)


def _lines(term: Term, languages: tuple[str, str]) -> Iterator[str]:
    """The lines of a term; its comment comes above the line with the decision."""
    lines = keys.TERM.of(languages).lines(term)
    decided = "tier" if term.tier else "status"
    for key, line in lines.items():
        if key == decided and term.comment:
            yield f"  # {term.comment}"
        yield line
