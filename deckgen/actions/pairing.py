"""Pairing two documents: the pairs from aligned sentences, and what was left out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from deckgen.align.beads import Bead, align, unrelated
from deckgen.files.disk import read
from deckgen.files.source import Problem, Refused, Source
from deckgen.languages.language import language
from deckgen.languages.lexicon import looks_like
from deckgen.project.pairs import Pair
from deckgen.text.documents import Document
from deckgen.text.documents import parse as parse_document
from deckgen.text.sentences import Sentence

DOUBT_SHOWN = 0.15  # lower doubts are not written; they would only distract


@dataclass(frozen=True)
class LeftOut:
    """Sentences of the two texts that did not become a pair, and why."""

    front: tuple[Sentence, ...]
    back: tuple[Sentence, ...]
    reason: str


@dataclass(frozen=True)
class Paired:
    """Two documents, front first, and their pairs: without ids and not yet part of a project."""

    sources: tuple[Source, Source]
    documents: tuple[Document, Document]
    pairs: tuple[Pair, ...]
    left_out: tuple[LeftOut, ...]
    title: str  # the first heading that both have
    unrelated: bool


def pair_documents(given: Sequence[tuple[str, Path]]) -> Paired:
    """Read and align the documents of a text, given as (language, path); raises Refused naming every unreadable one."""
    problems: list[Problem] = []
    found = []
    for code, path in given:
        try:
            source = read(path)
        except Refused as refused:
            problems += refused.problems
            continue
        document = parse_document(source, code)
        if not document.sentences:
            problems.append(Problem(path, 0, "this file contains no text"))
        found.append((source, document))
    if problems:
        raise Refused(*problems)
    (front_source, front), (back_source, back) = found
    _refuse_other_languages(front, back)
    beads = align(front.sentences, back.sentences)
    made, left_out = from_beads(beads, front.sentences, back.sentences)
    if not made:
        message = "no sentence of this text has a counterpart in the other"
        raise Refused(
            Problem(front.path, 0, message, advice=f"is {back.path.name} its translation? nothing was written")
        )
    headings = (
        " ".join(front.sentences[i].text for i in bead.left)
        for bead in beads
        if bead.left and bead.right and all(front.sentences[i].heading for i in bead.left)
    )
    sources, documents = (front_source, back_source), (front, back)
    return Paired(sources, documents, tuple(made), tuple(left_out), next(headings, ""), unrelated(beads))


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
    beads: Iterable[Bead], front: Sequence[Sentence], back: Sequence[Sentence]
) -> tuple[list[Pair], list[LeftOut]]:
    """Pairs without ids from an alignment, and what was left out; headings become sections.

    A pair with fewer than three words on each side is kept but skipped, in case a person wants it.
    """
    pairs: list[Pair] = []
    left_out = []
    section = ""
    for bead in beads:
        ours, theirs = tuple(front[i] for i in bead.left), tuple(back[j] for j in bead.right)
        a, b = (" ".join(sentence.text for sentence in side) for side in (ours, theirs))
        if not ours or not theirs:
            left_out.append(LeftOut(ours, theirs, "no counterpart"))
        elif not any(map(str.isalpha, a + b)):
            left_out.append(LeftOut(ours, theirs, "no words"))
        elif all(sentence.heading for sentence in (*ours, *theirs)):
            section = a
        elif a == b:
            left_out.append(LeftOut(ours, theirs, "the same in both languages"))
        else:
            doubt = bead.doubt if bead.doubt >= DOUBT_SHOWN else 0.0
            pairs.append(Pair("", a, b, section, doubt, skip=len(a.split()) < 3 and len(b.split()) < 3))
    return pairs, left_out
