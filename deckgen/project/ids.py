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
# 75 syllables to the fourth are 31.6 million words: two branches with 200 new entries each draw a common id once in
# 790 times. With two syllables, as in ids of old entries, even 30 new entries each collide once in seven times.
_SYLLABLES = 4


@cache
def _unwanted() -> re.Pattern[str]:
    """Words unfit for a classroom, in the languages that deckgen is used with most."""
    return re.compile("|".join(resources.listed("languages/unwanted.txt")))


def fresh_ids(prefix: str, taken: Iterable[str], chance: random.Random | None = None) -> Iterator[str]:
    """New ids, none of `taken`: the prefix and four random syllables, easy to read out and to type."""
    used = set(taken)
    chance = chance or random.SystemRandom()
    while True:
        word = "".join(chance.choice(_CONSONANTS) + chance.choice(_VOWELS) for _ in range(_SYLLABLES))
        name = f"{prefix}-{word}"
        if name not in used and not _unwanted().search(word):
            used.add(name)
            yield name


def name_entries(
    deck: Deck, parts: Iterable[Part], spent: Iterable[str], chance: random.Random | None = None
) -> tuple[tuple[Part, ...], list[tuple[File, list[Edit]]]]:
    """Assign an id to every entry that has none, never one of `spent`.

    Returns the parts with their new ids, and the edits that write them into the files.
    """
    parts = tuple(parts)
    taken = {*spent, *(name for part in parts for name in part.ids)}
    named: list[Part] = []
    changes: list[tuple[File, list[Edit]]] = []
    for part in parts:
        ids = fresh_ids(part.text.prefix, taken, chance)
        pair_edits, term_edits = _id_edits(part.pairs, ids), _id_edits(part.terms, ids)
        changes += [(part.pairs, pair_edits)] * bool(pair_edits) + [(part.terms, term_edits)] * bool(term_edits)
        part = _with_edits(part, pair_edits, term_edits, (deck.front, deck.back))
        taken.update(part.ids)
        named.append(part)
    return tuple(named), changes


def _id_edits(file: File, ids: Iterator[str]) -> list[Edit]:
    """The edits that assign the next `ids` to the entries of a file without one."""
    return checked(
        file.source, (edit for entry in file.unnamed for edit in amend(file.source, entry, {"id": next(ids)}))
    )


def _with_edits(part: Part, pair_edits: Sequence[Edit], term_edits: Sequence[Edit], languages: tuple[str, str]) -> Part:
    """`part` after edits of its files.

    Edited files are parsed again: an edit moves every record below it, whatever its form. Moving the offsets of the old
    records would take a second parser.
    """
    if pair_edits:
        part = replace(part, pairs=pairs.parse_pairs(part.pairs.source.after(pair_edits), languages)[0])
    if term_edits:
        part = replace(part, terms=vocabulary.parse_terms(part.terms.source.after(term_edits), languages)[0])
    return part
