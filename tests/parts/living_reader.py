"""A learner of a living deck: a collection of the official backend, and what must never be lost of it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from anki_world import Learner
from living_words import bare, names_in

from deckgen.project.fields import SIDES
from deckgen.project.lock import Entry

Row = tuple[Any, ...]
DECK = "corso"
EDITABLE = {"sentence": ("Front", "Back", "Note", "Hint"), "vocabulary": ("Term", "Meaning", "Note", "Hint")}


class Violation(AssertionError):  # noqa: N818  a finding, not a fault of the program that looks
    """Something that must never happen happened."""


def claim(holds: object, what: str, *rest: object) -> None:
    """Raise a violation named `what` unless it holds."""
    if not holds:
        raise Violation(f"{what}: {' '.join(map(str, rest))}")


@dataclass(frozen=True)
class Package:
    """A package that was handed out."""

    path: Path
    author: str
    entries: Mapping[str, Entry]  # by guid
    said: Mapping[str, frozenset[tuple[str, str]]]  # by guid: both sides of all that its authors ever wrote


@dataclass(frozen=True)
class Export:
    """What a learner sent, and what they had done until then."""

    path: Path
    whole: bool
    edits: Mapping[tuple[str, str], str]
    tags: frozenset[str]
    deleted: frozenset[str]


@dataclass
class Held:
    """A collection as rows."""

    notes: dict[str, tuple[int, tuple[str, ...], dict[str, str]]]  # guid → time, tags, fields
    cards: dict[tuple[str, int], Row]


@dataclass
class Reader:
    """One learner; their clock is right."""

    name: str
    learner: Learner
    folder: Path
    reviewed: dict[str, tuple[str, str]] = field(default_factory=dict)  # guid → words at the last review
    edits: dict[tuple[str, str], str] = field(default_factory=dict)  # guid, field → text
    tags: set[str] = field(default_factory=set)  # guids with a tag of their own
    deleted: set[str] = field(default_factory=set)
    ever: set[str] = field(default_factory=set)
    exported: int = 0
    imports: int = 0
    reviews: int = 0

    @property
    def col(self) -> Any:
        return self.learner.col

    def kind(self, guid: str) -> str:
        """The kind of a note, by its fields."""
        return "sentence" if "Front" in self.learner.note(guid) else "vocabulary"

    def held(self) -> Held:
        """Everything in the collection."""
        kinds = {each["id"]: [f["name"] for f in each["flds"]] for each in self.col.models.all()}
        notes = {}
        for guid, mid, mod, tags, fields in self.col.db.execute("select guid, mid, mod, tags, flds from notes"):
            notes[guid] = (mod, tuple(sorted(tags.split())), dict(zip(kinds[mid], fields.split("\x1f"), strict=True)))
        rows = self.col.db.execute(
            "select n.guid, c.ord, c.did, c.type, c.queue, c.due, c.ivl, c.factor, c.reps, c.lapses, c.left, c.flags, "
            "c.data from cards c join notes n on n.id = c.nid"
        )
        return Held(notes, {(guid, ordinal): tuple(rest) for guid, ordinal, *rest in rows})

    # what they do

    def review(self, most: int) -> None:
        """Answer cards; remember the words under which each note was reviewed."""
        before = self.held()
        self.reviews += self.learner.reviews(DECK, most)
        now = self.held()
        for card, row in now.cards.items():
            if row[6] != before.cards[card][6]:
                self.reviewed[card[0]] = sides(now.notes[card[0]][2])

    def edit(self, guid: str, field_name: str, text: str, tag: str, at: int) -> None:
        """Change a field at a time of the world."""
        self.learner.edits(guid, field_name, text, tag)
        self.col.db.execute("update notes set mod = ? where guid = ?", at, guid)
        self.edits[guid, field_name] = text
        if tag:
            self.tags.add(guid)

    def delete(self, guid: str) -> None:
        self.learner.deletes(guid)
        self.deleted.add(guid)
        self._forget(guid)
        self.reviewed.pop(guid, None)

    def _forget(self, guid: str) -> None:
        self.edits = {key: text for key, text in self.edits.items() if key[0] != guid}
        self.tags.discard(guid)

    def suspend(self, guid: str) -> None:
        self.col.sched.suspend_cards(self._cards(guid))

    def move(self, guid: str, name: str) -> None:
        """Move the cards of a note to a sub-deck."""
        self.col.set_deck(self._cards(guid), self.col.decks.id(f"{DECK}::{name}"))

    def _cards(self, guid: str) -> list[int]:
        return list(self.col.db.list("select c.id from cards c join notes n on n.id = c.nid where n.guid = ?", guid))

    def export(self, how: str, guids: list[str]) -> Export:
        """Send everything, the collection, a deck without scheduling, or a selection of notes."""
        from anki.collection import DeckIdLimit, ExportAnkiPackageOptions, NoteIdsLimit

        self.exported += 1
        path = self.folder / f"{self.name}-{self.exported}.{'colpkg' if how == 'collection' else 'apkg'}"
        if how == "collection":
            self.learner.exports(path, legacy=self.exported % 2 == 0)
        else:
            limit: Any = DeckIdLimit(self.col.decks.id(DECK))
            if how == "selection":
                limit = NoteIdsLimit([self.learner.note(guid).id for guid in guids])
            options = ExportAnkiPackageOptions(
                with_scheduling=how != "bare", with_deck_configs=False, with_media=False, legacy=self.exported % 2 == 0
            )
            self.col.export_anki_package(out_path=str(path), limit=limit, options=options)
        edits = {key: text for key, text in self.edits.items() if how != "selection" or key[0] in guids}
        return Export(path, how != "selection", edits, frozenset(self.tags), frozenset(self.deleted))

    def take(self, package: Package) -> None:
        """Import a package, and claim everything that must hold of an import."""
        before = self.held()
        done = self.learner.imports(package.path)
        self.imports += 1
        now = self.held()
        claim(done.refused == 0, "an import refused notes", done)
        claim(before.notes.keys() <= now.notes.keys(), "an import removed notes")
        for card, row in before.cards.items():
            claim(now.cards.get(card) == row, "an import touched a card", card, row, now.cards.get(card))
        for guid, (mod, tags, fields) in now.notes.items():
            claim(all(sides(fields)), "a note is blank after an import", guid, fields)
            claim(fields["Key"] == guid, "a note has the key of another", guid, fields["Key"])
            self._imported(guid, before.notes.get(guid), (mod, tags, fields), package)
        again = self.learner.imports(package.path)
        claim((again.new, again.updated) == (0, 0), "the second import of a package changed something", again)
        self.ever |= now.notes.keys()
        self.deleted -= now.notes.keys()

    def _imported(self, guid: str, old: Row | None, new: Row, package: Package) -> None:
        entry = package.entries.get(guid)
        if old is None:
            claim(entry is not None, "an import brought a note that its package does not have", guid)
        elif old == new:
            self._unchanged(guid, old, entry)
        else:
            claim(entry is not None and entry.mod > old[0], "an import changed a note that was no older", guid)
            assert entry is not None
            built = old[2]["Built"]
            early = old[0] < int(built)  # edited before the time of its build: that author's clock was ahead
            claim(
                early or str(entry.mod) != built,
                "an unchanged note was updated: what a learner wrote is lost",
                guid,
                old,
                new,
            )
            self._forget(guid)
        if old != new:
            assert entry is not None
            held = {name: text for name, text in new[2].items() if text}
            claim(held == {**entry.fields, "Key": guid, "Built": str(entry.mod)}, "a note is not as built", guid, held)
            words = sides(new[2])
            claim(words in package.said[guid], "words that no author gave this note", guid, words, package.said[guid])

    def _unchanged(self, guid: str, old: Row, entry: Entry | None) -> None:
        """A note that was left alone is up to date, unless the learner edited it since or it is from another branch."""
        if entry is None or guid in {key[0] for key in self.edits} | self.tags:
            return
        built = old[2]["Built"]
        if built == str(entry.mod) or built in {str(each.mod) for each in entry.earlier}:
            held = {name: text for name, text in old[2].items() if text}
            claim(
                held == {**entry.fields, "Key": guid, "Built": str(entry.mod)},
                "a known note did not catch up",
                guid,
                held,
                entry,
            )

    def examine(self) -> None:
        """Check Database on a copy, and each id once; what was edited is still there."""
        held = self.held()
        keys = [fields["Key"] for _, _, fields in held.notes.values()]
        claim(len(keys) == len(set(keys)), "two notes have one id", sorted(keys))
        for (guid, name), text in self.edits.items():
            claim(held.notes[guid][2][name] == text, "an edit of the learner is gone", guid, name, text)

    def check_database(self) -> None:
        """Tools > Check Database finds nothing; on a copy, since it makes cards for retired notes."""
        with tempfile.TemporaryDirectory(prefix="deckgen-copy-") as folder:
            self.col.close(downgrade=False)
            shutil.copy(self.col.path, Path(folder) / "collection.anki2")
            self.col.reopen()
            with Learner(Path(folder)) as copy:
                said = copy.check_database()
        claim(not said, "Check Database", said)


def sides(fields: Mapping[str, str]) -> tuple[str, str]:
    """Both sides of a note without markup."""
    front, back = SIDES["sentence" if "Front" in fields else "vocabulary"]
    return bare(fields.get(front, "")), bare(fields.get(back, ""))


def overlap(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Whether two versions of a note speak of the same."""
    return all(names_in(a) & names_in(b) or not names_in(a) for a, b in zip(one, other, strict=True))
