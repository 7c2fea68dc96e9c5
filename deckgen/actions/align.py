"""The texts of a deck aligned again after somebody edited them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from deckgen.actions.pairing import Paired, pair_documents
from deckgen.files.disk import rewrite
from deckgen.files.edits import checked
from deckgen.merge.realign import Realignment, realign
from deckgen.project import lock
from deckgen.project.deck import Deck, Text
from deckgen.project.ids import fresh_ids
from deckgen.project.lock import Lock
from deckgen.project.pairs import Pair, PairFile, parse_pairs
from deckgen.project.parts import Part


@dataclass(frozen=True)
class Refresh:
    """What becomes of one text that was aligned again; `file` has its pairs as they were."""

    text: Text
    paired: Paired
    realignment: Realignment
    file: PairFile


def refresh(deck: Deck, parts: Iterable[Part], part: Part, last: Lock, *, skip_gone: bool = False) -> Refresh:
    """Align the documents of `part`, one of `parts`, again and merge what they say into its pairs.

    Nothing is written yet.
    """
    languages = deck.front, deck.back
    paired = pair_documents([(code, deck.document_path(part.text, code)) for code in languages])
    everywhere = {name for each in parts for name in each.ids}
    ids = fresh_ids(part.text.prefix, {*last.ids, *everywhere})
    made = realign(part.pairs, paired.pairs, last.origins, ids, languages, skip_gone=skip_gone, elsewhere=everywhere)
    return Refresh(part.text, paired, made, part.pairs)


def keep(deck: Deck, refreshed: Refresh, last: Lock) -> Lock:
    """Write what `refresh` found: the pairs first, then in the lock what they were made from."""
    made = refreshed.realignment
    after = replace(last, origins={**last.origins, **made.origins})
    with lock.exclusive(deck, last):
        if made.edits:
            rewrite(refreshed.file.source, checked(refreshed.file.source, made.edits))
        if after != last:
            lock.save(deck.lock_path, after)
    return after


def pairs_after(deck: Deck, refreshed: Refresh) -> Sequence[Pair]:
    """The pairs of a text with the lines in which they stand once `refreshed` is kept."""
    edits = refreshed.realignment.edits
    if not edits:
        return refreshed.file.values
    # An edit moves all that stands below it, in whatever form that is written: only reading says to which lines.
    return parse_pairs(refreshed.file.source.after(edits), (deck.front, deck.back))[0].values
