"""A newer version of the documents of a text: its pairs follow, as they do after an edit."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from deckgen.actions import align
from deckgen.actions.add import kept_at, with_kept
from deckgen.actions.align import Refresh
from deckgen.actions.originals import Originals
from deckgen.files.disk import refuse_unwritable, remove, write
from deckgen.project.deck import Deck
from deckgen.project.lock import Lock
from deckgen.project.parts import Part


def renew(deck: Deck, parts: Sequence[Part], part: Part, last: Lock, given: Originals) -> Refresh:
    """Merge the documents that a person has `given` into the pairs of `part`, one of `parts`. Nothing is written."""
    refreshed = align.refresh(deck, parts, part, last, given=given)
    return replace(refreshed, paired=with_kept(refreshed.paired, kept_at(deck, part.text, refreshed.paired)))


def keep(deck: Deck, refreshed: Refresh, last: Lock) -> Lock:
    """Write the result of `renew`: the documents in place of those before, then what `align` writes.

    If it is interrupted, `align` goes on from the new documents.
    """
    before = documents(deck, refreshed)
    places = kept_at(deck, refreshed.text, refreshed.paired)
    new = {path: source.text.encode("utf-8") for path, source in zip(places, refreshed.paired.sources, strict=True)}
    gone = {path for path in before - set(places) if os.path.lexists(path)}
    refuse_unwritable({**new, **dict.fromkeys(gone), **align.changing(deck, refreshed, last)})
    for path, data in new.items():
        write(path, data)
    for path in gone:  # they would be read instead, or nobody would know which ones are
        remove(path)
    return align.keep(deck, refreshed, last)


def documents(deck: Deck, refreshed: Refresh) -> set[Path]:
    """The documents that the project keeps of a text now."""
    return {deck.document_path(refreshed.text, code) for code in (deck.front, deck.back)}
