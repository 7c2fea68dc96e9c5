"""A deck.lock with git's conflict markers → one lock with the notes of both sides.

Two people built on two branches, and learners may have either package. So a note of one side stays, and of a note that
both sides changed the newer build is kept: that is the one that Anki takes too. What the other side built becomes an
earlier version, so that a pull does not take it for an edit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from deckgen.files.source import Problem, Refused, Source
from deckgen.project.fields import FIELDS, OURS, SIDES
from deckgen.project.lock import Entry, Lock, Origin, PairedText, TypeEntry, Version, of_rows, parse, text_hash
from deckgen.project.lock_lines import read_merged

_STEP = 8  # milliseconds between note ids; the ids of a note's cards lie in between
_ALIGN = "`deckgen align` after the merge settles it"
_T = TypeVar("_T")


@dataclass(frozen=True)
class Merged:
    """The union of two locks, and where both say different things: what was kept."""

    lock: Lock
    remarks: tuple[str, ...] = ()


def needs_merging(source: Source) -> bool:
    """Whether a lock cannot be read as it is, as after a merge."""
    try:
        parse(source)
    except Refused:
        return True
    return False


def merged(source: Source) -> Merged:
    """The lock of both sides of `source`; refused if a side is damaged or they belong to different decks."""
    rows, base_rows = read_merged(source)
    heads = _distinct(row for row in rows if "deckgen lock" in row)
    if len({head["deck"] for head in heads}) > 1:
        raise Refused(
            Problem(source.path, 0, "its two sides belong to different decks", advice="take one of them whole")
        )
    found = sum("note" in row for row in rows)
    if found < min(row["end"] for row in rows if "end" in row):
        raise Refused(
            Problem(source.path, 0, "the lock is truncated or lines are missing", advice="take one side whole")
        )
    locks = [of_rows([head, *rows]) for head in heads]
    base = of_rows([heads[0], *base_rows])
    entries, remarks = _entries(locks[0].entries, {name for lock in locks for name in lock.spent})
    if twice := [name for name, number in Counter(entry.id for entry in entries).items() if number > 1]:
        message = f"its two sides give the id {twice[0]} to different notes of learners"
        raise Refused(Problem(source.path, 0, message, advice="take one side whole, and give the other note a new id"))
    origins, doubtful = _origins(rows, base)
    texts, differing = _texts(rows, base)
    names = tuple(dict.fromkeys(name for lock in locks for name in lock.names))
    if len({lock.names[-1] for lock in locks}) > 1:
        remarks.append(f"the deck has two names, “{'” and “'.join(names[-2:])}”: deck.yaml decides")
    if doubtful or differing:
        remarks.append(f"both sides paired the same texts anew: {_ALIGN}")
    union = Lock(
        locks[0].deck_id,
        names,
        _types(locks[0].types),
        tuple(sorted(entries, key=lambda entry: (min(entry.due.values(), default=0), entry.nid))),
        tuple(sorted({name for lock in locks for name in lock.spent})),
        origins,
        max(lock.seen for lock in locks),
        texts,
        media=tuple(sorted({each for lock in locks for each in lock.media})),
    )
    return Merged(replace(union, merged=union.last), tuple(remarks))


def _distinct(values: Iterable[_T]) -> list[_T]:
    found: list[_T] = []
    for value in values:
        if value not in found:
            found.append(value)
    return found


def _types(entries: Iterable[TypeEntry]) -> tuple[TypeEntry, ...]:
    """Of each kind the note type of the newest build."""
    every = tuple(entries)
    newest: dict[str, TypeEntry] = {}
    for entry in every:
        newest[entry.kind] = max(newest.get(entry.kind, entry), entry, key=lambda each: each.mod)
    return tuple(replace(newer, looks=_looks(newer, every)) for newer in newest.values())


def _looks(newest: TypeEntry, every: Iterable[TypeEntry]) -> tuple[str, ...]:
    """All looks that a kind had on either side, without the one in use."""
    known = (digest for entry in every if entry.kind == newest.kind for digest in (*entry.looks, entry.digest))
    return tuple(dict.fromkeys(digest for digest in known if digest != newest.digest))


# ------------------------------------------------------------------ notes


def _entries(every: Iterable[Entry], spent: set[str]) -> tuple[list[Entry], list[str]]:
    """The notes of both sides, each once, with different note ids."""
    by_guid: dict[str, list[Entry]] = {}
    for entry in every:  # a note that one side renamed has one guid and two ids
        known = by_guid.setdefault(entry.guid, [])
        known += [] if entry in known else [entry]
    entries: list[Entry] = []
    remarks: list[str] = []
    for group in by_guid.values():
        entry = group[0]
        for other in group[1:]:
            entry, remark = _joined(entry, other, spent)
            remarks += [remark] * bool(remark)
        if not (entry.retired and entry.id in spent):  # the other side forgot it
            entries.append(entry)
    return _with_free_ids(entries), remarks


def _joined(one: Entry, other: Entry, spent: set[str]) -> tuple[Entry, str]:
    """One note from what two sides say of it, and a remark if both changed it."""
    newer, older = sorted((one, other), key=lambda entry: (entry.mod, len(entry.earlier), repr(entry)), reverse=True)
    name = next((entry.id for entry in (newer, older) if entry.id not in spent), newer.id)
    mine = {tag for tag in {*older.tags, *older.dropped, *newer.dropped} if not tag.startswith(OURS)}
    entry = replace(
        newer,
        id=name,
        due={**older.due, **newer.due} if older.kind == newer.kind else newer.due,
        earlier=_history(newer, older) if older.kind == newer.kind else newer.earlier,
        dropped=tuple(sorted(mine - set(newer.tags))),
    )
    if (older.fields, older.tags, older.kind) == (newer.fields, newer.tags, newer.kind):
        return entry, ""
    if older.mod in [version.mod for version in newer.earlier]:  # only one side changed it
        return entry, ""
    if older.nid != newer.nid:
        words = f"“{_front(newer)}” of the newer build keeps it, “{_front(older)}” needs a new one: deckgen check"
        return entry, f"{name}: two notes have this id; {words}"
    which = "the newer build is kept" if newer.mod > older.mod else "built in the same second; one of them is kept"
    return entry, f"{name}: both sides changed it, {which}: “{_front(newer)}”"


def _front(entry: Entry) -> str:
    return entry.fields.get(SIDES[entry.kind][0], "")


_State = tuple[int, dict[str, str]]  # a time, and the hashes of all fields then


def _history(newer: Entry, older: Entry) -> tuple[Version, ...]:
    """The earlier versions of a note on both sides, as one history that ends in `newer`."""
    now = _states(newer)[-1]
    states = sorted(_distinct([*_states(older), *_states(newer)]), key=lambda state: state[0])
    states.remove(now)
    following = [*states[1:], now]
    return tuple(
        Version(mod, {name: text for name, text in sorted(hashes.items()) if after.get(name) != text})
        for (mod, hashes), (_, after) in zip(states, following, strict=False)
    )


def _states(entry: Entry) -> list[_State]:
    """All versions of a note, the oldest first."""
    names = {*FIELDS[entry.kind], *entry.fields, *(name for each in entry.earlier for name in each.hashes)}
    hashes = {name: text_hash(entry.fields.get(name, "")) for name in names}
    states = [(entry.mod, hashes)]
    for version in reversed(entry.earlier):
        hashes = {**hashes, **version.hashes}
        states.append((version.mod, hashes))
    return states[::-1]


def _with_free_ids(entries: Iterable[Entry]) -> list[Entry]:
    """The notes with note ids that leave room for their cards: two sides may have given the same to different notes.

    Anki finds a note that it has by the guid, so another note id changes nothing for a learner.
    """
    placed: list[Entry] = []
    last = -_STEP
    for entry in sorted(entries, key=lambda entry: (entry.nid, entry.mod, entry.guid)):
        nid = max(entry.nid, last + _STEP) if entry.nid <= last else entry.nid
        placed.append(entry if nid == entry.nid else replace(entry, nid=nid))
        last = nid
    return placed


# ------------------------------------------------------------------ what pairs were made from


def _origins(rows: Iterable[Mapping[str, Any]], base: Lock) -> tuple[dict[str, Origin], int]:
    """What each pair was made from, as the side says that changed it; and of how many both sides did."""
    said: dict[str, list[Origin]] = {}
    for row in rows:
        if "source" in row:
            said.setdefault(row["note"] if "note" in row else row["aligned"], []).append(Origin(*row["source"]))
    changed = {name: _changed(values, base.origins.get(name)) for name, values in said.items()}
    return {name: values[0] for name, values in changed.items()}, sum(len(values) > 1 for values in changed.values())


def _changed(values: Iterable[_T], base: _T | None) -> list[_T]:
    """The different values without that of the common version, if there is another."""
    distinct = _distinct(values)
    return [value for value in distinct if value != base] or distinct


def _texts(rows: Iterable[dict[str, Any]], base: Lock) -> tuple[dict[str, PairedText], int]:
    """When each text was paired; where both sides did so, the documents of one, and what either told."""
    said: dict[str, list[PairedText]] = {}
    for name, text in ((row["text"], row) for row in rows if "text" in row):
        paired = PairedText(text["documents"], tuple(text["order"]), tuple(text["told"]))
        said.setdefault(name, []).append(paired)
    changed = {name: _changed(values, base.texts.get(name)) for name, values in said.items()}
    return {name: _one(values) for name, values in changed.items()}, sum(len(each) > 1 for each in changed.values())


def _one(values: Sequence[PairedText]) -> PairedText:
    order = dict.fromkeys(name for value in values for name in value.order)
    told = dict.fromkeys(digest for value in values for digest in value.told)
    return PairedText(values[0].documents, tuple(order), tuple(told))
