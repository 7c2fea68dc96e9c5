"""Ids for new entries."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache

from deckgen.files import resources
from deckgen.files.edits import amend, checked
from deckgen.files.source import Edit
from deckgen.project import pairs, vocabulary
from deckgen.project.deck import Deck
from deckgen.project.parts import File, Part

_CONSONANTS, _VOWELS = "bdfghklmnprstvz", "aeiou"
_CROWD = 2_000  # ids of one text from which on words of four letters meet too often


@cache
def _unwanted() -> re.Pattern[str]:
    """Words that nobody wants to meet in a deck for a class, in the languages that deckgen is used with most."""
    return re.compile("|".join(resources.listed("languages/unwanted.txt")))


def fresh_ids(prefix: str, taken: Iterable[str], chance: random.Random | None = None) -> Iterator[str]:
    """Ids that are none of `taken`: the prefix and a few random syllables that can be read out and typed."""
    used = set(taken)
    chance = chance or random.SystemRandom()
    while True:
        syllables = 2 if len(used) < _CROWD else 4
        word = "".join(chance.choice(_CONSONANTS) + chance.choice(_VOWELS) for _ in range(syllables))
        name = f"{prefix}-{word}"
        if name not in used and not _unwanted().search(word):
            used.add(name)
            yield name


def name_entries(
    deck: Deck, parts: Iterable[Part], spent: Iterable[str], chance: random.Random | None = None
) -> tuple[tuple[Part, ...], list[tuple[File, list[Edit]]]]:
    """Give an id to every entry that has none, never one of `spent`.

    Gives the parts as they read with their new ids, and the edits that write them into the files.
    """
    parts = tuple(parts)
    taken = {*spent, *(name for part in parts for name in part.ids)}
    named: list[Part] = []
    changes: list[tuple[File, list[Edit]]] = []
    for part in parts:
        ids = fresh_ids(part.text.prefix, taken, chance)
        of_pairs, of_terms = _naming(part.pairs, ids), _naming(part.terms, ids)
        changes += [(part.pairs, of_pairs)] * bool(of_pairs) + [(part.terms, of_terms)] * bool(of_terms)
        part = _with_edits(part, of_pairs, of_terms, (deck.front, deck.back))
        taken.update(part.ids)
        named.append(part)
    return tuple(named), changes


def _naming(file: File, ids: Iterator[str]) -> list[Edit]:
    """The edits that give the entries of a file the next `ids`."""
    return checked(
        file.source, (edit for entry in file.unnamed for edit in amend(file.source, entry, {"id": next(ids)}))
    )


def _with_edits(part: Part, of_pairs: Sequence[Edit], of_terms: Sequence[Edit], languages: tuple[str, str]) -> Part:
    """`part` after edits of its files.

    What was edited is read again: an edit moves every record below it, with all that is in it, in whatever form that is
    written. To move the offsets of the old records would be to write a second parser.
    """
    if of_pairs:
        part = replace(part, pairs=pairs.parse_pairs(part.pairs.source.after(of_pairs), languages)[0])
    if of_terms:
        part = replace(part, terms=vocabulary.parse_terms(part.terms.source.after(of_terms), languages)[0])
    return part
