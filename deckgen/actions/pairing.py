"""Pairing two documents: the pairs from aligned sentences, and what was left out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from deckgen.actions.cards_so_far import Cards
from deckgen.actions.originals import Originals
from deckgen.align.beads import Bead, align, unrelated
from deckgen.files.progress import counted
from deckgen.files.source import Problem, Refused, Source, each_of
from deckgen.languages.language import language
from deckgen.languages.lexicon import looks_like
from deckgen.project.pairs import Pair, Section
from deckgen.text.documents import Document
from deckgen.text.furniture import is_address, is_furniture
from deckgen.text.given import (
    Given,
    GivenRows,
    Said,
    holds_both,
    kept,
    kept_rows,
    language_of,
    load,
    load_lines,
    load_rows,
)
from deckgen.text.letters import formula
from deckgen.text.rows import Row, documents
from deckgen.text.sentences import Sentence

_FEWEST_WORDS = 3  # of a sentence that makes a card, on one side at least
DOUBT_SHOWN = 0.11  # above it lie six of seven errors on help pages; lower doubts are not written, they would distract
FURNITURE = "part of the page, not of its text"


@dataclass(frozen=True)
class LeftOut:
    """Sentences of the two texts that did not become a pair, and why."""

    front: tuple[Sentence, ...]
    back: tuple[Sentence, ...]
    reason: str


@dataclass(frozen=True)
class Paired:
    """Two documents, front first, with their pairs and headings in order: without ids, not yet part of a project."""

    sources: tuple[Source, Source]
    documents: tuple[Document, Document]
    entries: tuple[Pair | Section, ...]
    left_out: tuple[LeftOut, ...]
    unrelated: bool
    remarks: tuple[Problem, ...] = ()  # how the documents were read, where that is not as usual
    is_table: bool = False  # somebody paired them in the rows of a table

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """The pairs alone."""
        return tuple(entry for entry in self.entries if isinstance(entry, Pair))

    @property
    def titles(self) -> dict[str, Section]:
        """The headings by their fronts, of equal ones the first."""
        return {entry.front: entry for entry in reversed(self.entries) if isinstance(entry, Section)}

    @property
    def title(self) -> str:
        """The heading that opens the text; empty if it begins without one, and for a table."""
        first = None if self.is_table else next(iter(self.entries), None)
        return first.front if isinstance(first, Section) else ""


def pair_originals(given: Originals, languages: Sequence[str] = (), cards: Cards | None = None) -> Paired:
    """Read and align what a person gave, in the `languages` of a deck, front first, or in those that it has.

    `cards` are those that the deck has. Raises Refused naming every file that cannot be read.
    """
    if whole := whole_of(given):
        return pair_rows(load_rows(whole, languages or given.languages, given.said), cards)
    files = _with_languages(given, languages)
    if given.said.kind == "lines":
        return pair_rows(load_lines(files, given.said), cards)
    return _pair([partial(load, path, code, given.said) for code, path in files], cards)


def whole_of(given: Originals) -> Path | None:
    """The file that holds both languages of a text; None if each has a file of its own."""
    whole = given.whole
    return whole if whole and (len(given.files) == 1 or holds_both(whole, given.said)) else None


def pair_kept(given: Sequence[tuple[str, Path]], cards: Cards, known: Sequence[Collection[str]] = ((), ())) -> Paired:
    """Align what a project keeps of a text, given as (language, path): two documents, or rows, twice the same path.

    `known` are the sentences of each side that the text had before.
    """
    (front, path), (back, other) = given
    if path == other:
        return pair_rows(kept_rows(path, (front, back)), cards)
    return _pair([partial(kept, path, code) for code, path in given], cards, known)


def pair_rows(given: GivenRows, cards: Cards | None = None) -> Paired:
    """Align inside the rows of a text; no pair crosses them."""
    front, back = (
        replace(document, original=given.original)
        for document in documents(given.rows, given.original or given.source.path)
    )
    numbers = [sentence.line for sentence in front.sentences], [sentence.line for sentence in back.sentences]
    beads = align(front.sentences, back.sentences, numbers)
    said = {row.line: row for row in given.rows.rows}
    return _made((given.source, given.source), (front, back), beads, cards, given.rows.remarks, said)


def _with_languages(given: Originals, languages: Sequence[str]) -> list[tuple[str, Path]]:
    """The two files with their languages, recognised where they were not said, in the order of the deck."""
    named = each_of(partial(_named, code, path, given.said) for code, path in given.files)
    codes = [code for code, _ in named]
    if len(set(codes)) < 2:
        first, second = (path for _, path in named)
        message = f"both texts are in {language(codes[0]).english}"
        advice = f"say which is which: LANG={first} LANG={second}"
        raise Refused(Problem(second, 0, message, advice=advice))
    if languages and set(codes) != set(languages):
        (_, path), (expected, found) = named[0], ("–".join(each) for each in (languages, codes))
        raise Refused(Problem(path, 0, f"this deck is {expected}, but the documents are {found}"))
    return sorted(named, key=lambda each: languages.index(each[0])) if languages else named


def _named(code: str, path: Path, said: Said) -> tuple[str, Path]:
    """A file with its language, recognised if it was not said."""
    code = code or language_of(path, said)
    if not code:
        advice = f"name the language: LANG={path}"
        raise Refused(Problem(path, 0, "its language cannot be recognised", advice=advice))
    return code, path


def _pair(
    reading: Iterable[Callable[[], Given]], cards: Cards | None, known: Sequence[Collection[str]] = ((), ())
) -> Paired:
    ours, theirs = each_of(partial(_with_text, read) for read in reading)
    if not all(map(_is_known, (ours.document, theirs.document), known)):
        _refuse_other_languages(ours.document, theirs.document)
    beads = align(ours.document.sentences, theirs.document.sentences)
    sources, both = (ours.source, theirs.source), (ours.document, theirs.document)
    return _made(sources, both, beads, cards, (*ours.remarks, *theirs.remarks))


def _with_text(read: Callable[[], Given]) -> Given:
    """What is read, refused if it has no text."""
    given = read()
    if not given.document.sentences:
        raise Refused(Problem(given.document.path, 0, "this file contains no text"))
    return given


def _made(
    sources: tuple[Source, Source],
    documents: tuple[Document, Document],
    beads: Sequence[Bead],
    cards: Cards | None,
    remarks: Iterable[Problem],
    said: Mapping[int, Row] | None = None,
) -> Paired:
    front, back = documents
    made, left_out = from_beads(beads, front, back, cards, said)
    if not any(isinstance(entry, Pair) for entry in made):
        message = "no sentence of this text has a counterpart in the other"
        advice = f"is {back.path.name} its translation? nothing was written"
        raise Refused(Problem(front.path, 0, message, advice=advice))
    doubtful = unrelated(beads)
    return Paired(sources, documents, tuple(made), tuple(left_out), doubtful, tuple(remarks), is_table=said is not None)


def _is_known(document: Document, known: Collection[str]) -> bool:
    """Whether half the sentences of a document are `known`: its language was checked then, and lexicons are large."""
    return sum(sentence.text in known for sentence in document.sentences) * 2 >= len(document.sentences)


def _refuse_other_languages(front: Document, back: Document) -> None:
    """Refuse texts whose languages are swapped, or one that is in the wrong language."""
    sides = (front, back), (back, front)
    seen = [looks_like(" ".join(s.text for s in one.sentences), one.language, other.language) for one, other in sides]
    wrong = [one for (one, _), code in zip(sides, seen, strict=True) if code != one.language]
    if len(wrong) == 2:
        advice = f"give them as {front.language}={back.path} {back.language}={front.path}"
        message = f"the languages are swapped: this looks like {language(back.language).english}"
        raise Refused(Problem(front.path, 0, message, advice=advice))
    for document in wrong:
        other = back if document is front else front
        named, meant = language(other.language).english, language(document.language).english
        message = f"this looks like {named}, as does {other.path.name}; {meant} expected"
        raise Refused(Problem(document.path, 0, message, advice="is it the right file?"))


def from_beads(
    beads: Sequence[Bead],
    front: Document,
    back: Document,
    cards: Cards | None = None,
    said: Mapping[int, Row] | None = None,
) -> tuple[list[Pair | Section], list[LeftOut]]:
    """Pairs without ids and headings from an alignment, in order, and what was left out.

    `cards` are those that the deck has. A pair is kept but skipped, in case a person wants it, if it is short, was not
    translated, asks what another card asks, or only opens or closes a letter. `said` are the rows of a table by their
    lines: what is in one is wanted, however short, and what it says of its section and in its note is kept.
    """
    entries: list[Pair | Section] = []
    left_out = []
    title = ""
    cards = cards or Cards()
    languages = front.language, back.language
    for bead in counted("sentences paired", beads, 1000):
        ours = tuple(front.sentences[i] for i in bead.left)
        theirs = tuple(back.sentences[j] for j in bead.right)
        a, b = (" ".join(sentence.text for sentence in side) for side in (ours, theirs))
        row = said.get((*ours, *theirs)[0].line) if said else None
        if row and row.section and row.section != title:
            title = row.section
            entries.append(Section(title))
        reason = _reason_against(ours, theirs, languages, given=bool(row))
        ceremony = "" if row or reason else _ceremony(a, b, languages)
        if not (reason or ceremony) and all(sentence.heading for sentence in (*ours, *theirs)):
            title = a
            entries.append(Section(a, b))
            continue
        reason = reason or cards.place_of(a, b)
        if reason:
            left_out.append(LeftOut(ours, theirs, reason))
            continue
        short = not row and len(a.split()) < _FEWEST_WORDS and len(b.split()) < _FEWEST_WORDS
        comment = ceremony or cards.objection(a, b, languages) or ("too short for a card" if short else "")
        doubt = bead.doubt if bead.doubt >= DOUBT_SHOWN else 0.0
        note = row.note if row and ours[0].opens else ""
        pair = Pair("", a, b, title, doubt, note=note, skip=bool(comment), comment=comment)
        cards.take(pair, f"the same pair as in line {ours[0].line}")
        entries.append(pair)
    return entries, left_out


def _ceremony(front: str, back: str, languages: tuple[str, str]) -> str:
    """What both sides of a pair are, if they only open a letter, or only close one."""
    found = {formula(text, code) for text, code in zip((front, back), languages, strict=True)}
    return _CEREMONIES.get(found.pop(), "") if len(found) == 1 else ""


_CEREMONIES = {"salutation": "only the salutation of a letter", "closing": "only the closing of a letter"}


def _reason_against(
    ours: Sequence[Sentence], theirs: Sequence[Sentence], languages: tuple[str, str], *, given: bool
) -> str:
    """Why sentences that were aligned become neither a pair nor a heading; empty if they do."""
    if not ours or not theirs:
        return "no counterpart"
    sides = list(zip((ours, theirs), languages, strict=True))
    if not given and len(ours) == len(theirs) == 1 and any(is_furniture(side[0].text, code) for side, code in sides):
        return FURNITURE
    texts = [" ".join(sentence.text for sentence in side) for side, _ in sides]
    if not any(map(str.isalpha, "".join(texts))):
        return "no words"
    if all(map(is_address, texts)):
        return "only an address"
    heading = all(sentence.heading for sentence in (*ours, *theirs))
    return "the same in both languages" if texts[0] == texts[1] and not heading else ""
