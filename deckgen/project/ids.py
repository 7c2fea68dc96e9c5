"""Ids for new entries."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from deckgen.files.edits import amend, checked
from deckgen.files.source import Edit, edited
from deckgen.project import pairs, vocabulary
from deckgen.project.deck import Deck
from deckgen.project.parts import File, Part

_CONSONANTS, _VOWELS = "bdfghklmnprstvz", "aeiou"
# Words that nobody wants to meet in a deck for a class, in the languages that deckgen is used with most.
_UNWANTED = re.compile(
    "buzi|dago|dupa|figa|figo|fuka|homo|kaka|kike|kula|kuni|kura|mona|nazi|paki|pedo|pene|pipi|pisu|puta|sega"
)
_CROWD = 2_000  # ids of one text from which on words of four letters meet too often


def fresh_ids(prefix: str, taken: Iterable[str], chance: random.Random | None = None) -> Iterator[str]:
    """Ids that are none of `taken`: the prefix and a few random syllables that can be read out and typed."""
    used = set(taken)
    chance = chance or random.SystemRandom()
    while True:
        syllables = 2 if len(used) < _CROWD else 4
        word = "".join(chance.choice(_CONSONANTS) + chance.choice(_VOWELS) for _ in range(syllables))
        name = f"{prefix}-{word}"
        if name not in used and not _UNWANTED.search(word):
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
    languages = deck.front, deck.back
    for part in parts:
        ids = fresh_ids(part.text.prefix, taken, chance)
        both: tuple[File, File] = (part.pairs, part.terms)
        edits = [
            checked(file.source, (e for entry in file.unnamed for e in amend(file.source, entry, {"id": next(ids)})))
            for file in both
        ]
        changes += ((file, made) for file, made in zip(both, edits, strict=True) if made)
        after = [
            replace(file.source, text=edited(file.source.text, made)) for file, made in zip(both, edits, strict=True)
        ]
        if any(edits):
            pair_file, _ = pairs.parse_pairs(after[0], languages)
            term_file, _ = vocabulary.parse_terms(after[1], languages)
            part = Part(part.text, pair_file, term_file)
        taken.update(part.ids)
        named.append(part)
    return tuple(named), changes
