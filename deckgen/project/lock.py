"""deck.lock: the record of the last build, and of what every pair was made from.

The lock makes repeated imports harmless: it keeps the guid, the note id, the modification time and the place in the
study order of every note ever built, so an unchanged note is written with exactly the same bytes.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from deckgen.files.disk import contents, decode, digest, exclusive_access, write
from deckgen.files.source import Problem, Refused, Source
from deckgen.project.deck import Deck
from deckgen.project.fields import FIELDS
from deckgen.project.lock_lines import FORMAT, Unclear, read_lines, sound_lines


@dataclass(frozen=True)
class Version:
    """An earlier version of a note: its `mod`, and the hashes of what the next version changed."""

    mod: int
    hashes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Entry:
    """One note as it was built."""

    id: str
    guid: str
    kind: str
    nid: int  # note id in Anki, milliseconds of the first build
    mod: int  # seconds
    due: Mapping[str, int]  # template → position among the new cards
    tags: tuple[str, ...]
    fields: Mapping[str, str]
    retired: bool = False
    earlier: tuple[Version, ...] = ()
    dropped: tuple[str, ...] = ()  # user tags of earlier builds, now removed


@dataclass(frozen=True)
class Origin:
    """What a pair was made from: the sentences of the source texts, and the heading above them."""

    front: str
    back: str
    section: str = ""


@dataclass(frozen=True)
class PairedText:
    """What a text was when it was last paired, to tell what changed since and what was already said."""

    documents: Mapping[str, str] = field(default_factory=dict)  # language → digest of the document
    order: tuple[str, ...] = ()  # the names of origins in the order of the text
    told: tuple[str, ...] = ()  # digests of the sentences that were said to be left out


@dataclass(frozen=True)
class TypeEntry:
    """A note type as it was built; its id and name never change."""

    kind: str
    id: int
    name: str
    mod: int
    digest: str
    looks: tuple[str, ...] = ()  # digests of earlier builds


@dataclass(frozen=True)
class Lock:
    """Everything that a package holds, except the text of templates."""

    deck_id: str
    names: tuple[str, ...]  # of the deck in Anki; the last is in use
    types: tuple[TypeEntry, ...] = ()
    entries: tuple[Entry, ...] = ()
    spent: tuple[str, ...] = ()  # ids used once, never to be reused
    origins: Mapping[str, Origin] = field(default_factory=dict)  # of pairs by id, built or not
    seen: int = 0  # the latest note time in a pulled export: the next build must be newer
    texts: Mapping[str, PairedText] = field(default_factory=dict)  # by id; of texts paired by an older deckgen nothing
    merged: int = 0  # the latest time in two locks that were merged: packages from before may lack notes of either
    media: tuple[tuple[str, str, str], ...] = ()  # what learners put into notes: id, field, file
    digest: str = field(default="", init=False, compare=False, repr=False)  # of the file that just this was read from

    @property
    def ids(self) -> set[str]:
        """Every id that this lock has ever held."""
        return {*self.spent, *self.origins, *(entry.id for entry in self.entries)}

    @property
    def live_fields(self) -> Iterator[str]:
        """The texts of all fields of notes that are not retired."""
        return (text for entry in self.entries if not entry.retired for text in entry.fields.values())

    @property
    def built(self) -> bool:
        """Whether there was a build; before it, nothing has to stay the same."""
        return bool(self.types)

    @property
    def type_names(self) -> dict[str, str]:
        """The names of the note types by kind."""
        return {entry.kind: entry.name for entry in self.types}

    @property
    def last(self) -> int:
        """The latest modification time built or seen, 0 if there is none."""
        return max([self.seen, *(entry.mod for entry in self.entries), *(entry.mod for entry in self.types)])


def text_hash(text: str) -> str:
    """The hash that the lock keeps of a text no longer in use."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


# ------------------------------------------------------------------ the file


def render(lock: Lock) -> str:
    """The lock as lines of JSON: one for the deck, one per note type, note and text, and an end line."""
    return encoded(lock).decode("utf-8")


def encoded(lock: Lock) -> bytes:
    """The bytes of the file that holds `lock`; one line at a time is in memory besides."""
    encode = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode
    made = io.BytesIO()
    for line in _lines(lock):
        made.write(encode(line).encode("utf-8"))
        made.write(b"\n")
    return made.getvalue()


def _lines(lock: Lock) -> Iterator[dict[str, Any]]:
    written = {entry.id for entry in lock.entries}
    yield _head(lock)
    yield from map(_type_line, lock.types)
    yield from (_note_line(entry, lock.origins.get(entry.id)) for entry in lock.entries)
    yield from ({"aligned": name, "source": _origin_line(o)} for name, o in lock.origins.items() if name not in written)
    yield from (_text_line(name, text) for name, text in lock.texts.items())
    yield {"end": len(lock.entries)}


def _head(lock: Lock) -> dict[str, Any]:
    head: dict[str, Any] = {
        "deckgen lock": FORMAT,
        "deck": lock.deck_id,
        "names": lock.names,
        "spent": lock.spent,
        "seen": lock.seen,
    }
    head |= {"merged": lock.merged} if lock.merged else {}
    return head | ({"media": lock.media} if lock.media else {})


def _type_line(entry: TypeEntry) -> dict[str, Any]:
    line = {"type": entry.kind, "id": entry.id, "name": entry.name, "mod": entry.mod, "digest": entry.digest}
    return {**line, "looks": entry.looks} if entry.looks else line


def _origin_line(origin: Origin) -> list[str]:
    return [origin.front, origin.back, origin.section]


def _text_line(name: str, text: PairedText) -> dict[str, Any]:
    return {"text": name, "documents": dict(text.documents), "order": text.order, "told": text.told}


def _note_line(entry: Entry, origin: Origin | None) -> dict[str, Any]:
    line: dict[str, Any] = {"note": entry.id, "kind": entry.kind}
    if entry.retired:
        line["retired"] = True
    names = _in_order(entry.kind, tuple(entry.fields))
    line["fields"] = {name: entry.fields[name] for name in names}
    line["tags"], line["due"] = entry.tags, dict(entry.due)
    line["guid"], line["nid"], line["mod"] = entry.guid, entry.nid, entry.mod
    if origin:
        line["source"] = _origin_line(origin)
    if entry.dropped:
        line["dropped"] = entry.dropped
    if entry.earlier:
        line["earlier"] = [[version.mod, dict(version.hashes)] for version in entry.earlier]
    return line


@lru_cache(1024)  # notes have few sets of fields
def _in_order(kind: str, names: tuple[str, ...]) -> tuple[str, ...]:
    """The names of fields in the order of writing; those of a later version come last."""
    known = FIELDS.get(kind, ())
    return (*(name for name in known if name in names), *sorted(set(names).difference(known)))


def load(path: Path) -> Lock | None:
    """The lock at `path`, None if there is none yet; a dangling link is refused as a lost lock."""
    if not os.path.lexists(path):
        return None
    data = contents(path)
    try:
        found = of_rows(sound_lines(data))
    except Unclear:
        found = parse(decode(data, path))
    object.__setattr__(found, "digest", hashlib.sha256(data).hexdigest())
    return found


def blank(deck: Deck) -> Lock:
    """The empty lock of a deck that was never built."""
    return Lock(deck.id, (deck.name,))


def of(deck: Deck) -> Lock:
    """The lock of a deck; empty if it was never built."""
    return load(deck.lock_path) or blank(deck)


def save(path: Path, lock: Lock) -> None:
    """Write `lock` to `path`."""
    write(path, encoded(lock))


@contextmanager
def exclusive(deck: Deck, before: Lock | None, after: Lock | None = None) -> Iterator[None]:
    """Write the files of a deck while no other deckgen does; refused if its lock is neither `before` nor `after`.

    What is written was computed from `before`: over another lock, it would undo somebody's build.
    """
    with exclusive_access(deck.folder):
        if not _is_in(deck.lock_path, before) and of(deck) not in (before or blank(deck), after):
            message = "the lock changed while deckgen was working; nothing was written"
            raise Refused(Problem(deck.lock_path, 0, message, advice="run the command again"))
        yield


def _is_in(path: Path, lock: Lock | None) -> bool:
    """Whether the file at `path` has the very bytes that `lock` was read from."""
    return lock is not None and lock.digest != "" and os.path.lexists(path) and digest(path) == lock.digest


def parse(source: Source) -> Lock:
    """The lock in `source`; refused if it is damaged, truncated or from a newer version."""
    return of_rows(read_lines(source))


def of_rows(rows: Iterable[Mapping[str, Any]]) -> Lock:
    """The lock that validated lines describe."""
    head: Mapping[str, Any] = {}
    types, entries = list[TypeEntry](), list[Entry]()
    origins, texts = dict[str, Origin](), dict[str, PairedText]()
    for row in rows:
        head = head or row
        if "type" in row:
            types.append(_type_entry(row))
        if "note" in row:
            entries.append(_entry(row))
        if "source" in row:
            origins[row["note"] if "note" in row else row["aligned"]] = Origin(*row["source"])
        if "text" in row:
            texts[row["text"]] = PairedText(row["documents"], tuple(row["order"]), tuple(row["told"]))
    return Lock(
        head["deck"],
        tuple(head["names"]),
        tuple(types),
        tuple(entries),
        tuple(head["spent"]),
        origins,
        head["seen"],
        texts,
        head.get("merged", 0),
        tuple((name, field, file) for name, field, file in head.get("media", ())),
    )


def _type_entry(row: Mapping[str, Any]) -> TypeEntry:
    return TypeEntry(row["type"], row["id"], row["name"], row["mod"], row["digest"], tuple(row.get("looks", ())))


def _entry(row: Mapping[str, Any]) -> Entry:
    return Entry(
        row["note"],
        row["guid"],
        row["kind"],
        row["nid"],
        row["mod"],
        row["due"],
        tuple(row["tags"]),
        row["fields"],
        row.get("retired", False),
        tuple(Version(mod, hashes) for mod, hashes in row.get("earlier", ())),
        tuple(row.get("dropped", ())),
    )


def disagreements(deck: Deck, lock: Lock, *, renaming: bool = False) -> list[Problem]:
    """Differences between deck.yaml and the lock that would harm learners."""
    problems = []
    if lock.built and lock.deck_id != deck.id:
        problems.append(
            Problem(
                deck.path,
                0,
                f"`id: {deck.id}` differs from the id in deck.lock, {lock.deck_id}",
                advice="restore the old id: with another id, Anki would take every note for a new one",
            )
        )
    if lock.built and lock.names[-1] != deck.name and not renaming:
        problems.append(
            Problem(
                deck.path,
                0,
                f"the deck was called “{lock.names[-1]}” and is now called “{deck.name}”",
                advice=(
                    "Anki leaves existing cards in the old deck and puts only new ones into the new one: "
                    "restore the name, or have learners rename the deck in Anki and run `deckgen build --rename`"
                ),
            )
        )
    return problems
