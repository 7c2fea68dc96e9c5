"""Ids against what deck.lock knows: one id for two entries, and an id that changed from a pair to a term."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from deckgen.checks.items import Item, pairs_of, terms_of
from deckgen.files.characters import unescaped
from deckgen.files.source import Problem
from deckgen.project.fields import SIDES
from deckgen.project.lock import Entry, Lock
from deckgen.project.pairs import Pair
from deckgen.project.parts import Part

CODES = ("duplicate-id", "moved-id")
_ALIKE = 0.6  # of the letters, as difflib counts them; two sentences by chance have some 0.4 in common
_NEW_ID = "delete this line, and the next build gives this entry an id of its own"
_NAMES = {"sentence": "pair", "vocabulary": "term"}


def problems(parts: Sequence[Part], lock: Lock | None) -> Iterator[Problem]:
    """What is wrong with the ids of a deck; without a lock only what the files themselves tell."""
    items = [*pairs_of(parts, include_all=True), *terms_of(parts, include_all=True)]
    times = Counter(item.entry.id for item in items)
    several: dict[str, list[Item]] = {name: [] for name, number in times.items() if number > 1 and name}
    for item in items if several else ():
        if item.entry.id in several:
            several[item.entry.id].append(item)
    for name, group in several.items():
        yield from _duplicates(name, group, lock)
    alone = [item for item in items if item.entry.id not in several]
    yield from _moved(alone, lock) if lock else ()


# ------------------------------------------------------------------ one id, two entries


def _duplicates(name: str, group: Sequence[Item], lock: Lock | None) -> Iterator[Problem]:
    """One problem for each entry that must give up its id; the advice never moves reviews to other words."""
    built = next((entry for entry in lock.entries if entry.id == name), None) if lock else None
    known = _known_words(name, built, lock)
    owners = _owners(group, built, known)
    owner = owners[0] if len(owners) == 1 else group[0]
    for item in group:
        if item is not owner:
            message = f"the id {name} is already used at {owner.place}"
            advice = _advice(item, owners, owner, known) if lock else f"if this entry is the newer one, {_NEW_ID}"
            yield item.remark("id", message, advice).problem("duplicate-id")


def _advice(item: Item, owners: Sequence[Item], owner: Item, known: tuple[str, str] | None) -> str:
    """Which entry keeps the id, so that reviews stay with the words that learners have."""
    what = "this looks like a copy" if _alike(owner, item) else "different words, as when two branches made the same id"
    if known is None:
        return f"{what}; deck.lock does not have this id yet: if this entry is the newer one, {_NEW_ID}"
    if len(owners) == 1:
        return f"{what}: {_NEW_ID}; the id and its reviews stay with {owner.place}, which has the words in deck.lock"
    words = f"“{known[0]}” = “{known[1]}”"
    if owners:
        return f"both have words of the note in deck.lock, {words}: if this one is the copy, {_NEW_ID}"
    return (
        f"neither has the words in deck.lock, {words}, to which the reviews belong: "
        "keep the id on the entry that says the same, and delete this line in the other; "
        "if neither does, delete both lines"
    )


def _known_words(name: str, built: Entry | None, lock: Lock | None) -> tuple[str, str] | None:
    """Both sides of a note as the lock has them, or the sentences that an unbuilt pair was made from."""
    if built:
        front, back = (_plain(built.fields.get(side, "")) for side in SIDES[built.kind])
        return front, back
    origin = lock.origins.get(name) if lock else None
    return (origin.front, origin.back) if origin else None


def _owners(group: Iterable[Item], built: Entry | None, known: tuple[str, str] | None) -> list[Item]:
    """The entries with the most sides as the lock has them, none if no entry has any; the kind must be the same."""
    if known is None:
        return []
    kind = built.kind if built else "sentence"
    scored = [(sum(map(_same, item.sides, known)), item) for item in group if _kind(item) == kind]
    best = max((score for score, _ in scored), default=0)
    return [item for score, item in scored if score == best > 0]


def _alike(one: Item, other: Item) -> bool:
    """Whether two entries look like a copy that was edited: alike on a side, and of one kind."""
    alike = (difflib.SequenceMatcher(None, a, b).ratio() > _ALIKE for a, b in zip(one.sides, other.sides, strict=True))
    return _kind(one) == _kind(other) and any(alike)


def _same(one: str, other: str) -> bool:
    return _letters(one) == _letters(other) != ""


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()


def _plain(field: str) -> str:
    return unescaped(re.sub("<[^<>]*>", "", field))


def _kind(item: Item) -> str:
    return "sentence" if isinstance(item.entry, Pair) else "vocabulary"


# ------------------------------------------------------------------ an id of another kind


def _moved(items: Iterable[Item], lock: Lock) -> Iterator[Problem]:
    """Ids that the lock knows as those of another kind: a build would leave the learner's note blank."""
    notes = {entry.id: entry for entry in lock.entries}
    kinds = {**dict.fromkeys(lock.origins, "sentence"), **{name: entry.kind for name, entry in notes.items()}}
    for item in items:
        kind = _kind(item)
        for key, name in (("id", item.entry.id), ("was", item.entry.was)):
            if kinds.get(name, kind) != kind:
                known, here = _NAMES[kinds[name]], _NAMES[kind]
                words = _plain(notes[name].fields.get(SIDES[kinds[name]][0], "")) if name in notes else ""
                text = f" “{words}”" if words else ""
                message = f"`{key}: {name}` belongs to the {known}{text} in deck.lock, and this is a {here}"
                advice = f"{_NEW_ID}; or put the id back where it was, at the {known}"
                yield item.remark(key, message, advice).problem("moved-id")
