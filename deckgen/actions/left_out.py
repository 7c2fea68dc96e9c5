"""The sentences of a text that no pair has: those of its documents that are in no entry and in no heading."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from deckgen.files.characters import folded
from deckgen.project.deck import Deck, Text
from deckgen.project.lock import Origin
from deckgen.project.pairs import PairFile
from deckgen.text.given import kept, kept_rows
from deckgen.text.rows import documents
from deckgen.text.sentences import sentences

_KEPT = 0.5  # share of the words of a sentence that its entry still has after a person corrected it


@dataclass(frozen=True)
class LeftOutSentence:
    """A sentence of one side, and the number of the record behind which it stands, -1 before the first one.

    Records are the entries and headings of the file in their order.
    """

    side: int
    text: str
    behind: int


def documents_of(deck: Deck, text: Text, *, headings: bool = False) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The sentences of both documents that the project keeps of a text, front first; none if it has no documents.

    Headings make no cards, so they are among them only if asked for.
    """
    languages = deck.front, deck.back
    front, back = (deck.document_path(text, code) for code in languages)
    if not (os.path.lexists(front) and os.path.lexists(back)):
        return (), ()
    if front == back:
        both = documents(kept_rows(front, languages).rows, front)
    else:
        both = kept(front, deck.front).document, kept(back, deck.back).document
    ours, theirs = (tuple(folded(s.text) for s in each.sentences if headings or not s.heading) for each in both)
    return ours, theirs


def left_out(
    file: PairFile,
    texts: tuple[Sequence[str], Sequence[str]],
    origins: Mapping[str, Origin],
    languages: tuple[str, str],
) -> list[LeftOutSentence]:
    """The sentences of `texts` that `file` has nowhere, in the order in which they stand.

    A sentence that a person corrected is there if the entry that was made from it, by `origins`, still has at least
    half of its words.
    """
    found = [each for side in (0, 1) for each in _on_side(file, side, texts[side], origins, languages[side])]
    return sorted(found, key=lambda each: (each.behind, each.side))


def _on_side(
    file: PairFile, side: int, texts: Sequence[str], origins: Mapping[str, Origin], code: str
) -> Iterator[LeftOutSentence]:
    held = list(_held(file, side))
    places: dict[str, list[int]] = defaultdict(list)
    for n, text in held:
        for sentence in {*split(text, code), text}:
            places[sentence].append(n)
    before = dict(_before(file, side, origins, code))
    whole = "\n".join(text for _, text in held)
    behind = -1
    for sentence in texts:
        at = _nearest(places.get(sentence, ()), behind)
        if at is None and sentence in whole:
            at = next((n for n, text in held if sentence in text), None)
        if at is None and (entry := before.get(sentence)) and _still_there(sentence, entry[1]):
            at = entry[0]
        if at is None:
            yield LeftOutSentence(side, sentence, behind)
        else:
            behind = at


def _held(file: PairFile, side: int) -> Iterator[tuple[int, str]]:
    """The texts of one side of all records, with their numbers in the order of the file."""
    records = [(each.record, (each.value.front, each.value.back)) for each in file.entries]
    records += [(each.record, (each.value.front, each.value.back)) for each in file.sections]
    for n, (_, texts) in enumerate(sorted(records, key=lambda each: each[0].mapping.start)):
        yield n, folded(texts[side])


def _before(
    file: PairFile, side: int, origins: Mapping[str, Origin], code: str
) -> Iterator[tuple[str, tuple[int, str]]]:
    """What entries were made from: each sentence with the number of its record and the text that this now has."""
    records = [*(each.record for each in file.entries), *(each.record for each in file.sections)]
    starts = sorted(record.mapping.start for record in records)
    numbers = {start: n for n, start in enumerate(starts)}
    for entry in file.entries:
        origin = origins.get(entry.value.id)
        if origin:
            text = folded((origin.front, origin.back)[side])
            now = (entry.value.front, entry.value.back)[side]
            for sentence in (*split(text, code), text):
                yield sentence, (numbers[entry.record.mapping.start], now)


def _nearest(places: Iterable[int], behind: int) -> int | None:
    """The place that comes next, else the nearest before."""
    return min(places, key=lambda n: (n < behind, abs(n - behind)), default=None)


def _still_there(sentence: str, text: str) -> bool:
    words = re.findall(r"\w+", sentence.casefold())
    there = set(re.findall(r"\w+", text.casefold()))
    return sum(word in there for word in words) >= _KEPT * len(words)


@lru_cache(maxsize=50_000)
def split(text: str, code: str) -> tuple[str, ...]:
    """The sentences of a text that is on a card."""
    return tuple(sentences(text, code))
