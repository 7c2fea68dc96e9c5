"""Key terms of a text: the file in which deckgen proposes and people decide."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from deckgen.files.disk import read
from deckgen.files.edits import editor_line, scalar, words
from deckgen.files.records import Mapping as MappingValue
from deckgen.files.records import Record, Shape, parse, record, records, truth, unknown_word
from deckgen.files.source import Problem, Refused, Source
from deckgen.languages.grammar import bare
from deckgen.languages.lexicon import BANDS
from deckgen.languages.tokens import occurrences

STATUSES = ("proposed", "accepted", "rejected")
TIERS = ("sure", "likely", "doubtful")


@dataclass(frozen=True, slots=True)
class Term:
    """A term in its dictionary form and its translation; `pair` is the example, `found` how both stand in it."""

    id: str
    term: str
    meaning: str
    pair: str
    status: str = "accepted"
    grammar: str = ""
    frequency: str = ""
    hint: str = ""
    note: str = ""
    tags: tuple[str, ...] = ()
    allow: tuple[str, ...] = ()
    skip: bool = False
    found: tuple[str, str] = ("", "")
    was: str = ""
    tier: str = ""
    comment: str = ""  # what deckgen says beside a proposal; it is not read again
    lines: Mapping[str, int] = field(default_factory=lambda: {"": 0}, compare=False)

    @property
    def studied(self) -> bool:
        """Whether it becomes a note."""
        return self.status == "accepted" and not self.skip


@dataclass(frozen=True)
class TermFile:
    """The terms of one text in the order of the file, each with its record."""

    source: Source
    entries: tuple[Term, ...]
    records: tuple[Record, ...] = ()

    @property
    def unnamed(self) -> list[Record]:
        """The records of terms that have no id yet."""
        return [record for term, record in zip(self.entries, self.records, strict=True) if not term.id]

    @property
    def path(self) -> Path:
        """Where the file is."""
        return self.source.path


# ------------------------------------------------------------------ reading


def shape(languages: tuple[str, str]) -> Shape:
    """The keys of a term in the two `languages`."""
    return Shape(
        text=frozenset({*languages, "grammar", "hint", "note"}),
        words=frozenset({"id", "pair", "status", "skip", "tier", "was", "frequency"}),
        lists=frozenset({"tags", "allow"}),
        inner=frozenset({"found"}),
    )


def load(path: Path, languages: tuple[str, str]) -> tuple[TermFile, list[Problem]]:
    """The terms in the file at `path`, none if there is no such file, and what is wrong with them."""
    if not os.path.lexists(path):
        return TermFile(Source(path, ""), ()), []
    try:
        return parse_terms(read(path), languages)
    except Refused as refused:
        return TermFile(Source(path, ""), ()), list(refused.problems)


def parse_terms(source: Source, languages: tuple[str, str]) -> tuple[TermFile, list[Problem]]:
    """The terms that `source` holds in the two `languages`, front first, and what is wrong with them."""
    entries, problems = records(source, parse(source), shape(languages))
    terms = []
    for entry in entries:
        term, wrong = _term(source, entry, languages)
        problems += wrong
        terms.append(term)
    return TermFile(source, tuple(terms), tuple(entries)), problems


def _term(source: Source, entry: Record, languages: tuple[str, str]) -> tuple[Term, list[Problem]]:
    found, problems = _found(source, entry, languages)
    skip, wrong = truth(source, entry, "skip")
    problems += wrong
    status = entry.text("status") or "accepted"
    for key, known in (("status", STATUSES), ("tier", TIERS), ("frequency", tuple(BANDS))):
        if entry.text(key) and entry.text(key) not in known:
            problems.append(unknown_word(source, entry, key, known))
    term = Term(
        id=entry.text("id"),
        term=entry.text(languages[0]),
        meaning=entry.text(languages[1]),
        pair=entry.text("pair"),
        status=status,
        grammar=entry.text("grammar"),
        frequency=entry.text("frequency"),
        hint=entry.text("hint"),
        note=entry.lines("note"),
        tags=entry.words("tags"),
        allow=entry.words("allow"),
        skip=skip,
        found=found,
        was=entry.text("was"),
        tier=entry.text("tier"),
        lines=entry.key_lines(source),
    )
    return term, problems


def _found(source: Source, entry: Record, languages: tuple[str, str]) -> tuple[tuple[str, str], list[Problem]]:
    given = entry.inner.get("found")
    if given is None:
        return ("", ""), []
    if not isinstance(given, MappingValue):
        example = f"found: {{{languages[0]}: …, {languages[1]}: …}}"
        return ("", ""), [source.problem(given.start, "`found:` holds the words of each sentence", example)]
    inner, problems = record(source, given, Shape(text=frozenset(languages)))
    return (inner.text(languages[0]), inner.text(languages[1])), problems


# ------------------------------------------------------------------ terms in their example


Placed = tuple[str, list[int]]  # words, and the offsets at which they stand


def placed(term: Term, sentences: tuple[str, str], languages: tuple[str, str]) -> tuple[Placed, Placed]:
    """How the term and its translation stand in the two sentences of the example, and where.

    The words are those that `found` names; without those, the dictionary form without its article, or with it,
    whichever stands there, and none if neither does. Part of a longer word is no occurrence.
    """
    pieces = zip(term.found, (term.term, term.meaning), sentences, languages, strict=True)
    first, second = (
        (found, occurrences(found, sentence)) if found else _guess(form, sentence, code)
        for found, form, sentence, code in pieces
    )
    return first, second


def _guess(form: str, sentence: str, code: str) -> Placed:
    tried = ((words, occurrences(words, sentence)) for words in dict.fromkeys((bare(form, code), form)))
    return next((each for each in tried if each[1]), ("", []))


# ------------------------------------------------------------------ writing


def render(terms: Iterable[Term], languages: tuple[str, str]) -> str:
    """The file that holds `terms`."""
    title = "# Key terms. A decision in `status:` (accepted, rejected) is yours and is never overwritten."
    return f"{editor_line('../schema/vocabulary.json')}\n{title}\n{entries_text(terms, languages)}"


def entries_text(terms: Iterable[Term], languages: tuple[str, str]) -> str:
    """Terms as they stand in a file, each behind an empty line."""
    lines = [line for term in terms for line in ("", *_lines(term, languages))]
    return "".join(f"{line}\n" for line in lines)


def _lines(term: Term, languages: tuple[str, str]) -> Iterator[str]:
    yield f"- id: {term.id}"
    yield f"  {languages[0]}: {scalar(term.term)}"
    yield f"  {languages[1]}: {scalar(term.meaning)}"
    for key in ("grammar", "frequency", "hint", "note"):
        if getattr(term, key):
            yield f"  {key}: {scalar(getattr(term, key))}"
    yield f"  pair: {term.pair}"
    if any(term.found):
        sides = (f"{code}: {scalar(words, flow=True)}" for code, words in zip(languages, term.found, strict=True))
        yield f"  found: {{{', '.join(sides)}}}"
    if term.tags:
        yield f"  tags: {words(term.tags)}"
    if term.allow:
        yield f"  allow: {words(term.allow)}"
    if term.skip:
        yield "  skip: true"
    if term.was:
        yield f"  was: {scalar(term.was)}"
    if term.comment:
        yield f"  # {term.comment}"
    if term.tier:
        yield f"  tier: {term.tier}"
    yield f"  status: {term.status}"
