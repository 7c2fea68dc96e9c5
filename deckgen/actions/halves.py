"""Pairs that a person split: a term follows its words into the new half."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from deckgen.files.edits import amend, checked
from deckgen.files.source import Edit
from deckgen.project import vocabulary
from deckgen.project.deck import Deck
from deckgen.project.ids import name_entries
from deckgen.project.pairs import Pair
from deckgen.project.parts import File, Part
from deckgen.project.vocabulary import Term, placed

Written = tuple[tuple[File, list[Edit]], ...]  # edits of files, each made to what the one before it left


@dataclass(frozen=True)
class Followed:
    """The texts of a deck after terms followed their words, and the edits that write that.

    `moved` has the terms that did, with their new pairs.
    """

    parts: tuple[Part, ...]
    written: Written = ()
    moved: tuple[Term, ...] = ()


def follow(deck: Deck, parts: Sequence[Part], spent: Iterable[str]) -> Followed:
    """Move terms whose words are no longer in their pair to a new pair beside it that has them.

    New pairs get ids for that, none of `spent`. Without such a term nothing changes.
    """
    languages = deck.front, deck.back
    if not any(_moves(part, languages) for part in parts):
        return Followed(tuple(parts))
    named, written = name_entries(deck, parts, spent)
    found, moved = list[Part](), list[Term]()
    for before, after in zip(parts, named, strict=True):
        moves = dict(_moves(before, languages))
        edits = [
            edit
            for n, entry in enumerate(after.terms.entries)
            if n in moves
            for edit in amend(after.terms.source, entry.record, {"pair": after.pairs.values[moves[n]].id})
        ]
        if edits:
            written.append((after.terms, checked(after.terms.source, edits)))
            after = replace(after, terms=vocabulary.parse_terms(after.terms.source.after(edits), languages)[0])
        moved += (after.terms.values[n] for n in moves)
        found.append(after)
    return Followed(tuple(found), tuple(written), tuple(moved))


def _moves(part: Part, languages: tuple[str, str]) -> list[tuple[int, int]]:
    """The terms of a text that follow their words, by number, each with the number of the pair."""
    numbers = {pair.id: n for n, pair in enumerate(part.pairs.values) if pair.id}
    if len(numbers) == len(part.pairs.values):
        return []
    return [
        (n, new)
        for n, term in enumerate(part.terms.values)
        if term.pair in numbers and not holds(part.pairs.values[numbers[term.pair]], term, languages)
        for new in [next(_beside(part.pairs.values, numbers[term.pair], term, languages), -1)]
        if new >= 0
    ]


def _beside(pairs: Sequence[Pair], at: int, term: Term, languages: tuple[str, str]) -> Iterator[int]:
    """The new pairs right after pair `at`, then those right before it, that hold a term."""
    for step in (1, -1):
        n = at + step
        while 0 <= n < len(pairs) and not pairs[n].id:
            if holds(pairs[n], term, languages):
                yield n
            n += step


def holds(pair: Pair, term: Term, languages: tuple[str, str]) -> bool:
    """Whether both sides of a pair have the words of a term."""
    return all(offsets for _, offsets in placed(term, (pair.front, pair.back), languages))
