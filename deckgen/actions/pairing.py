"""Pairing two documents: the pairs from aligned sentences, and what was left out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from deckgen.actions.cards_so_far import Cards
from deckgen.align.beads import Bead, align, unrelated
from deckgen.files.source import Problem, Refused, Source
from deckgen.languages.language import language
from deckgen.languages.lexicon import looks_like
from deckgen.project.pairs import Pair, Section
from deckgen.text.columns import two_columns
from deckgen.text.documents import Document
from deckgen.text.furniture import is_address, is_furniture
from deckgen.text.given import load as given_from
from deckgen.text.sentences import Sentence

_FEWEST_WORDS = 3  # of a sentence that makes a card, on one side at least
DOUBT_SHOWN = 0.15  # lower doubts are not written; they would only distract
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
        """The heading that opens the text; empty if it begins without one."""
        first = next(iter(self.entries), None)
        return first.front if isinstance(first, Section) else ""


def pair_documents(given: Sequence[tuple[str, Path]], cards: Cards | None = None) -> Paired:
    """Read and align the documents of a text, given as (language, path); `cards` are those that the deck has.

    Raises Refused naming every unreadable document.
    """
    problems: list[Problem] = []
    remarks: list[Problem] = []
    found = []
    for code, path in given:
        try:
            given_document = given_from(path, code)
        except Refused as refused:
            problems += refused.problems
            continue
        remarks += given_document.remarks
        if not given_document.document.sentences:
            problems.append(Problem(path, 0, "this file contains no text"))
        found.append((given_document.source, given_document.document))
    if problems:
        raise Refused(*problems)
    (front_source, front), (back_source, back) = found
    columns = two_columns(front_source, (front.language, back.language))
    if columns and front_source.text == back_source.text:  # one file with both languages, given for each
        front, back = columns
        beads = [Bead((n,), (n,)) for n in range(len(front.sentences))]
    else:
        _refuse_other_languages(front, back)
        beads = align(front.sentences, back.sentences)
    made, left_out = from_beads(beads, front, back, cards)
    if not any(isinstance(entry, Pair) for entry in made):
        message = "no sentence of this text has a counterpart in the other"
        raise Refused(
            Problem(front.path, 0, message, advice=f"is {back.path.name} its translation? nothing was written")
        )
    sources = front_source, back_source
    return Paired(sources, (front, back), tuple(made), tuple(left_out), unrelated(beads), tuple(remarks))


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
    beads: Iterable[Bead], front: Document, back: Document, cards: Cards | None = None
) -> tuple[list[Pair | Section], list[LeftOut]]:
    """Pairs without ids and headings from an alignment, in order, and what was left out.

    `cards` are those that the deck has. A pair is kept but skipped, in case a person wants it, if it is short, was not
    translated, or asks what another card asks.
    """
    entries: list[Pair | Section] = []
    left_out = []
    title = ""
    cards = cards or Cards()
    languages = front.language, back.language
    for bead in beads:
        ours = tuple(front.sentences[i] for i in bead.left)
        theirs = tuple(back.sentences[j] for j in bead.right)
        a, b = (" ".join(sentence.text for sentence in side) for side in (ours, theirs))
        reason = _reason_against(ours, theirs, languages)
        if not reason and all(sentence.heading for sentence in (*ours, *theirs)):
            title = a
            entries.append(Section(a, b))
            continue
        reason = reason or cards.place_of(a, b)
        if reason:
            left_out.append(LeftOut(ours, theirs, reason))
            continue
        comment = cards.objection(a, b, languages)
        short = len(a.split()) < _FEWEST_WORDS and len(b.split()) < _FEWEST_WORDS
        doubt = bead.doubt if bead.doubt >= DOUBT_SHOWN else 0.0
        pair = Pair("", a, b, title, doubt, skip=short or bool(comment), comment=comment)
        cards.take(pair, f"the same pair as in line {ours[0].line}")
        entries.append(pair)
    return entries, left_out


def _reason_against(ours: Sequence[Sentence], theirs: Sequence[Sentence], languages: tuple[str, str]) -> str:
    """Why sentences that were aligned become neither a pair nor a heading; empty if they do."""
    if not ours or not theirs:
        return "no counterpart"
    sides = list(zip((ours, theirs), languages, strict=True))
    if len(ours) == len(theirs) == 1 and any(is_furniture(side[0].text, code) for side, code in sides):
        return FURNITURE
    texts = [" ".join(sentence.text for sentence in side) for side, _ in sides]
    if not any(map(str.isalpha, "".join(texts))):
        return "no words"
    if all(map(is_address, texts)):
        return "only an address"
    heading = all(sentence.heading for sentence in (*ours, *theirs))
    return "the same in both languages" if texts[0] == texts[1] and not heading else ""
