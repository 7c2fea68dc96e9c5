"""Where histories take place: a repository with two working trees, two collections, and what was said under each id."""

from __future__ import annotations

import random
import re
import shutil
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

from anki_world import Learner
from living_author import Author, Clock
from living_documents import SIDES
from living_files import Blocks, value
from living_merge import commit
from living_reader import Export, Package, Reader, claim, overlap
from living_words import bare, document, name_of, sentence

from deckgen.files.source import Refused
from deckgen.project import ids
from deckgen.project.lock import Entry, Lock

START = 1_600_000_000
ID = "0123456789abcdef"
Words = dict[str, set[tuple[str, str, str]]]  # guid → kind and both sides


class Place:
    """All that is there, and what authors have said so far."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder = folder
        self.clock = Clock(START)
        self.names = count()
        self.ids = random.Random(seed)
        self.packages: list[Package] = []
        self.exports: list[Export] = []
        self.said: dict[str, set[tuple[str, str]]] = {}
        self.restructured: set[str] = set()
        self.dropped: dict[str, set[str]] = {}  # author → names that they took out of the pairs
        self.log: list[str] = []
        self.counts: dict[str, int] = {}
        self.patch = mock.patch.object(
            ids, "random", SimpleNamespace(Random=random.Random, SystemRandom=lambda: random.Random(self.ids.random()))
        )
        self.patch.start()
        self._found(random.Random(seed))

    def close(self) -> None:
        """Close the collections."""
        self.patch.stop()
        for reader in self.readers:
            reader.col.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _found(self, chance: random.Random) -> None:
        """A project with two texts in a repository, a second working tree, and two empty collections."""
        self.folder.mkdir(parents=True, exist_ok=True)
        first = Author("a", self.folder / "a", self.clock)
        first.root.mkdir()
        for text in ("uno", "due"):
            given = self.given(self.folder / text, 6, chance)
            command = ["init", "cards/corso"] if text == "uno" else ["add"]
            done = first.run(*command, *given, "--id", text, "--title", text.capitalize(), "--no-terms")
            assert done.code == 0, done
        deck = first.deck / "deck.yaml"
        old = re.search("(?m)^id: (.*)", deck.read_text("utf-8"))
        assert old
        for path in (deck, first.lock_path):
            path.write_text(path.read_text("utf-8").replace(old[1], ID), "utf-8")
        (first.root / ".gitignore").write_text("build/\n")
        first.git("init", "-q", "-b", "a")
        commit(first, "Base")
        first.git("worktree", "add", "-q", "-b", "b", str(self.folder / "b"))
        self.authors = [first, Author("b", self.folder / "b", self.clock)]
        self.readers = [Reader(name, Learner(self.folder / name), self.folder) for name in ("x", "y")]
        for author in self.authors:
            self.dropped[author.name] = set()
            self.record(author)

    def given(self, folder: Path, number: int, chance: random.Random) -> list[str]:
        """Two new documents, as arguments."""
        folder.mkdir(parents=True, exist_ok=True)
        made = [sentence(self.new_name(), chance) for _ in range(number)]
        for side, texts in zip(SIDES, zip(*made, strict=True), strict=True):
            (folder / f"{side}.txt").write_text(document(texts, f"Parte {folder.name}"), "utf-8")
        return [f"{side}={folder / side}.txt" for side in SIDES]

    def new_name(self) -> str:
        return name_of(next(self.names))

    # what authors have said

    def words(self, author: Author, lock: Lock | None = None) -> Words:
        """What is under each guid in the YAML of an author."""
        try:
            lock = lock or author.lock()
        except Refused:  # a lock in conflict
            lock = None
        guids = {entry.id: entry.guid for entry in lock.entries} if lock else {}
        found: Words = {}
        for text in author.texts():
            for kind in ("pairs", "vocabulary"):
                for block in Blocks(author.file(text["id"], kind)).all:
                    entry = value(block)
                    name = str(entry.get("id", ""))
                    if name and not entry.get("skip"):
                        guid = (
                            guids.get(name)
                            or guids.get(str(entry.get("was", "")))
                            or f"{ID[:10]}-{entry.get('was') or name}"
                        )
                        both = bare(str(entry.get("it", ""))), bare(str(entry.get("cs", "")))
                        found.setdefault(guid, set()).add((kind, *both))
        return found

    def record(self, author: Author) -> None:
        for guid, all_said in self.words(author).items():
            self.said.setdefault(guid, set()).update((front, back) for _, front, back in all_said)

    def settle(self, author: Author, before: Words, what: str, meant: set[str] | None = None) -> None:
        """After a step of an author: which words changed, and whether they may."""
        meant_guids = {f"{ID[:10]}-{name}" for name in meant or ()} | {
            entry.guid for entry in self.entries(author) if entry.id in (meant or ())
        }
        for guid, all_said in self.words(author).items():
            for kind, *both in all_said - before.get(guid, set()):
                known = {(front, back) for _, front, back in before.get(guid, ())} | self.said.get(guid, set())
                fine = guid in meant_guids or not known or any(overlap(each, tuple(both)) for each in known)  # type: ignore[arg-type]
                claim(fine, f"{what}: an id got other words", author.name, guid, kind, both, known)
        self.record(author)

    def entries(self, author: Author) -> tuple[Entry, ...]:
        try:
            lock = author.lock()
        except Refused:
            return ()
        return lock.entries if lock else ()
