"""Aligning the texts of a deck again after they were edited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from deckgen.actions.cards_so_far import Cards
from deckgen.actions.memory import left_out_since, remembered, without_a_pair
from deckgen.actions.originals import Originals
from deckgen.actions.pairing import LeftOut, Paired, pair_kept, pair_originals
from deckgen.files.disk import refuse_unwritable, rewrite
from deckgen.files.edits import checked
from deckgen.merge.realign import Realignment, realign
from deckgen.project import lock
from deckgen.project.deck import Deck, Text
from deckgen.project.ids import fresh_ids
from deckgen.project.lock import Lock, PairedText
from deckgen.project.pairs import Pair, PairFile, parse_pairs
from deckgen.project.parts import Part


@dataclass(frozen=True)
class Refresh:
    """The result of aligning one text again; `file` has its pairs as they were, `before` the lock as it was."""

    text: Text
    paired: Paired
    realignment: Realignment
    file: PairFile
    before: Lock

    @property
    def newly_left_out(self) -> list[LeftOut]:
        """The sentences without a counterpart that no earlier command told."""
        return left_out_since(self.paired, self.before.texts.get(self.text.id, PairedText()))


def refresh(
    deck: Deck,
    parts: Sequence[Part],
    part: Part,
    last: Lock,
    *,
    given: Originals | None = None,
    skip_gone: bool = False,
) -> Refresh:
    """Align the documents of `part`, one of `parts`, again and merge the result into its pairs.

    Those are aligned that the project keeps, or that a person has `given` to take their place. Nothing is written.
    """
    languages = deck.front, deck.back
    origins = [last.origins[pair.id] for pair in part.pairs.values if pair.id in last.origins]
    others = (each for each in parts if each.text.id != part.text.id)
    cards = Cards.of(others, kept=((origin.front, origin.back) for origin in origins))
    if given is None:
        known = {origin.front for origin in origins}, {origin.back for origin in origins}
        paired = pair_kept([(code, deck.document_path(part.text, code)) for code in languages], cards, known)
    else:
        paired = pair_originals(given, languages, cards)
    before = last.texts.get(part.text.id, PairedText())
    everywhere = {name for each in parts for name in each.ids}
    prefixes = {text.prefix for text in deck.texts} - {part.text.prefix}
    made = realign(
        part.pairs,
        paired.pairs,
        last.origins,
        fresh_ids(part.text.prefix, {*last.ids, *everywhere}),
        languages,
        skip_gone=skip_gone,
        elsewhere=everywhere,
        foreign={name for name in last.origins if name.rpartition("-")[0] in prefixes},
        order=before.order,
        titles=paired.titles,
        loose=without_a_pair(paired, before),
    )
    return Refresh(part.text, paired, made, part.pairs, last)


def changing(deck: Deck, refreshed: Refresh, last: Lock) -> dict[Path, None]:
    """The files that `keep` changes."""
    paths = [refreshed.file.source.path] if refreshed.realignment.edits else []
    return dict.fromkeys([*paths, *([deck.lock_path] if _lock_after(deck, refreshed, last) != last else [])])


def keep(deck: Deck, refreshed: Refresh, last: Lock) -> Lock:
    """Write the result of `refresh`: first the pairs, then in the lock what they were made from.

    `last` is the lock as it is now; other texts may have been written since the result was computed.
    """
    made = refreshed.realignment
    after = _lock_after(deck, refreshed, last)
    refuse_unwritable(changing(deck, refreshed, last))
    with lock.exclusive(deck, last):
        if made.edits:
            rewrite(refreshed.file.source, checked(refreshed.file.source, made.edits))
        if after != last:
            lock.save(deck.lock_path, after)
    return after


def _lock_after(deck: Deck, refreshed: Refresh, last: Lock) -> Lock:
    known = {text.id for text in deck.texts}
    return replace(
        last,
        origins={
            **{name: o for name, o in last.origins.items() if name not in _dissolved(refreshed)},
            **_new(refreshed),
        },
        spent=tuple(sorted({*last.spent, *_dissolved(refreshed)})),
        texts={
            **{name: text for name, text in last.texts.items() if name in known},
            refreshed.text.id: remembered(refreshed.paired, refreshed.realignment.order),
        },
    )


def _new(refreshed: Refresh) -> dict[str, lock.Origin]:
    """The origins that this text changed; those of other texts are left as they are."""
    before = refreshed.before.origins
    return {name: origin for name, origin in refreshed.realignment.origins.items() if before.get(name) != origin}


def _dissolved(refreshed: Refresh) -> set[str]:
    """The names of origins that became part of others."""
    return refreshed.before.origins.keys() - refreshed.realignment.origins.keys()


def pairs_after(deck: Deck, refreshed: Refresh) -> Sequence[Pair]:
    """The pairs of a text with their line numbers after `keep`."""
    edits = refreshed.realignment.edits
    if not edits:
        return refreshed.file.values
    # An edit shifts everything below it, whatever its form, so the line numbers are known only after parsing again.
    return parse_pairs(refreshed.file.source.after(edits), (deck.front, deck.back))[0].values
