"""The steps of learners, and those in which an author reads what a learner sent."""

from __future__ import annotations

import random

from living_author import Author
from living_authors import Authors
from living_files import Blocks, value
from living_reader import EDITABLE, Reader, claim, overlap, sides
from living_words import bare


class Learners(Authors):
    """A place with authors in which learners study."""

    def reader(self, chance: random.Random) -> Reader:
        return chance.choice(self.readers)

    def imports(self, chance: random.Random) -> str:
        """A learner imports a package, mostly a late one."""
        reader = self.reader(chance)
        if not self.packages:
            return ""
        package = chance.choice(self.packages[-3:] if chance.random() < 0.8 else self.packages)
        reader.take(package)
        held = reader.held()
        for guid, words in reader.reviewed.items():
            now = sides(held.notes[guid][2])
            claim(
                now == words or guid in self.restructured or overlap(words, now),
                "reviews on other words",
                guid,
                words,
                now,
            )
        reader.check_database()
        return f"{reader.name} {package.path.name} of {package.author}"

    def reviews(self, chance: random.Random) -> str:
        reader = self.reader(chance)
        if reader.held().cards:
            reader.review(chance.randint(1, 8))
        return reader.name

    def learns(self, chance: random.Random) -> str:
        """A learner edits, tags, deletes, suspends or moves."""
        reader = self.reader(chance)
        guids = sorted(reader.held().notes)
        if not guids:
            return ""
        guid = chance.choice(guids)
        how = chance.choice(("edit", "edit", "edit", "tag", "delete", "suspend", "move"))
        fields = reader.held().notes[guid][2]
        if how in ("edit", "tag"):
            name = chance.choice(EDITABLE[reader.kind(guid)])
            text = f"{fields[name]} ({reader.name}{next(self.names)})".strip()
            tag = "moje" if how == "tag" else ""
            reader.edit(guid, name, text, tag, self.clock.now)
            return f"{reader.name} {how} {guid} {name}"
        if how == "delete" and len(guids) > 4:
            reader.delete(guid)
        elif how == "suspend":
            reader.suspend(guid)
        elif how == "move":
            reader.move(guid, chance.choice(("difficile", "poi")))
        return f"{reader.name} {how} {guid}"

    def exports_of(self, chance: random.Random) -> str:
        reader = self.reader(chance)
        guids = sorted(reader.held().notes)
        if not guids:
            return ""
        how = chance.choice(("all", "all", "collection", "bare", "selection"))
        some = chance.sample(guids, chance.randint(1, len(guids)))
        self.exports.append(reader.export(how, some))
        return f"{reader.name} {how}"

    def pulls(self, chance: random.Random) -> str:
        """An author pulls an export."""
        author = self.author(chance)
        if not self.exports:
            return ""
        export = chance.choice(self.exports[-3:])
        self.built(author, chance)
        lock = author.lock()
        assert lock
        before = self.words(author)
        options = chance.choice(((), (), ("--ours",), ("--theirs",), ("--theirs",), ("--dry-run",)))
        skipping = ("--deleted", "skip") if chance.random() < 0.3 else ()
        done = author.run("pull", export.path, *options, *skipping)
        if "none of the notes in Anki belong" in done.err:
            return "none of them"
        claim(not done.err, "pull was refused", done.err)
        now = self.words(author)
        ids_of = {entry.guid: entry for entry in lock.entries}
        for guid in now.keys() | before.keys():
            if now.get(guid) == before.get(guid):
                continue
            claim("--dry-run" not in options, "a dry run wrote", guid)
            if guid not in now:
                honest = guid in export.deleted or not export.whole
                claim(honest, "a note that nobody deleted was skipped", guid, done.out)
                continue
            names = {name for key, name in export.edits if key == guid}
            known = {(front, back) for _, front, back in now[guid]} <= self.said.get(guid, set())
            if known and "--theirs" in options:  # words of another branch, which this lock does not know
                continue
            claim(names & {"Front", "Back", "Term", "Meaning"}, "pull changed words that nobody edited", guid, done.out)
        for (guid, name), text in export.edits.items():
            entry = ids_of.get(guid)
            if entry and guid in now:
                in_place = any(bare(text) in both for both in {*now[guid], *self.said[guid]})  # no edit if ever built
                said = entry.id in done.out
                claim(
                    in_place or said or self._has(author, entry.id, text),
                    "an edit was pulled in silence",
                    guid,
                    name,
                    text,
                    done.out,
                )
        self.settle(author, before, "pull", {ids_of[guid].id for guid, _ in export.edits if guid in ids_of})
        return f"{author.name} {export.path.name} {options} {skipping}: {done.out.splitlines()[-1:]}"

    def _has(self, author: Author, name: str, text: str) -> bool:
        """Whether an entry has this text as a note or hint."""
        for each in author.texts():
            for kind in ("pairs", "vocabulary"):
                for block in Blocks(author.file(each["id"], kind)).all:
                    if value(block).get("id") == name and bare(text) in bare(block):
                        return True
        return False
