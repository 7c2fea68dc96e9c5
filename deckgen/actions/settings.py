"""Changing the settings of a deck: its name, cards, typed answers, audio, and the titles and order of its texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from deckgen.actions.relanguage import NOTHING, Recoded, recoded
from deckgen.files.disk import contents, read, refuse_unwritable, remove, replace_unchanged, write
from deckgen.files.source import Problem, Refused, Source
from deckgen.project import lock, schema
from deckgen.project.deck import Deck
from deckgen.project.deck_edits import changed, read_deck
from deckgen.project.lock import Lock

SETTINGS = ("name", "back", "texts", "cards", "typed", "audio")


@dataclass(frozen=True)
class Changed:
    """A deck after its settings were changed, and what to know before the next build, such as that it was renamed."""

    deck: Deck
    remarks: tuple[Problem, ...] = ()


def change(seen: Deck, wanted: Deck) -> Changed:
    """Change what differs between `seen`, the deck that a person saw, and `wanted` in its deck.yaml.

    Everything else stays as the file has it by now. Another language of the learners, which only a deck that was never
    built may get, is named in its pairs, terms and documents too. Refused if somebody else changed the same setting
    meanwhile, or if the file would be wrong, with the problems that reading it would give.
    """
    last = lock.of(seen)
    source = read(seen.path)
    now = read_deck(source)
    asked = _onto(source, now, seen, wanted)
    _refuse_another_language(now, asked, last)
    after = changed(source, asked)
    made = read_deck(after)
    if made.back == now.back:
        _write(seen, last, ((source, after),))
    else:
        other = recoded(now, made.back)
        _write(seen, last, (*other.files, (source, after)), other, schema.refreshed(made))
    return Changed(made, tuple(lock.disagreements(made, last)))


def _write(
    deck: Deck,
    last: Lock,
    files: Sequence[tuple[Source, Source]],
    other: Recoded = NOTHING,
    schemas: Mapping[Path, bytes] = MappingProxyType({}),
) -> None:
    """Write files in the place of others, deck.yaml last: after an interruption, the same change goes on."""
    new = {**schemas, **{place: contents(path) for path, place in other.documents}}
    old = [path for path, _ in other.documents if path not in other.kept]
    refuse_unwritable({**dict.fromkeys(old), **new, **{each.path: each.data for _, each in files}})
    with lock.exclusive(deck, last):
        for path, data in new.items():
            write(path, data)
        for before, after in files:
            replace_unchanged(before, after)
        for path in old:
            remove(path)


def _onto(source: Source, now: Deck, seen: Deck, wanted: Deck) -> Deck:
    """`now` with the settings that `wanted` has other than `seen`."""
    asked = {key: getattr(wanted, key) for key in SETTINGS if getattr(wanted, key) != getattr(seen, key)}
    if taken := [key for key in asked if getattr(now, key) not in (getattr(seen, key), asked[key])]:
        message = f"`{taken[0]}:` was changed meanwhile; nothing was written"
        raise Refused(Problem(source.path, 0, message, advice="look at it again, then change it"))
    return replace(now, **asked)


def _refuse_another_language(now: Deck, asked: Deck, last: Lock) -> None:
    """Refuse another language of the learners once there are cards in the old one."""
    if now.back != asked.back and last.built:
        message = f"`back: {now.back}` cannot change any more: the deck was built, and learners have its cards"
        raise Refused(Problem(now.path, 0, message, advice="`deckgen init FOLDER` makes another deck"))
