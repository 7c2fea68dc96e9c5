"""The texts of a deck aligned again after somebody edited them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from deckgen.actions.pairing import Paired, pair_documents
from deckgen.files.disk import rewrite, write
from deckgen.files.edits import checked
from deckgen.files.source import Source
from deckgen.merge.realign import Realignment, realign
from deckgen.project import lock
from deckgen.project.deck import Deck, Text
from deckgen.project.ids import fresh_ids
from deckgen.project.lock import Lock
from deckgen.project.parts import Part


@dataclass(frozen=True)
class Refresh:
    """What becomes of one text that was aligned again."""

    text: Text
    paired: Paired
    realignment: Realignment
    source: Source


def refresh(deck: Deck, parts: Iterable[Part], part: Part, last: Lock, *, skip_gone: bool = False) -> Refresh:
    """Align the documents of `part`, one of `parts`, again and merge what they say into its pairs.

    Nothing is written yet.
    """
    languages = deck.front, deck.back
    paired = pair_documents([(code, deck.document_path(part.text, code)) for code in languages])
    everywhere = {name for each in parts for name in each.ids}
    ids = fresh_ids(part.text.prefix, {*last.ids, *everywhere})
    made = realign(part.pairs, paired.pairs, last.origins, ids, languages, skip_gone=skip_gone, elsewhere=everywhere)
    return Refresh(part.text, paired, made, part.pairs.source)


def keep(deck: Deck, refreshed: Refresh, last: Lock) -> Lock:
    """Write what `refresh` found: the pairs first, then in the lock what they were made from."""
    made = refreshed.realignment
    after = replace(last, origins={**last.origins, **made.origins})
    with lock.exclusive(deck, last):
        if made.edits:
            rewrite(refreshed.source, checked(refreshed.source, made.edits))
        if after != last:
            write(deck.lock_path, lock.render(after).encode("utf-8"))
    return after
