"""The steps of authors, and what must hold after each."""

from __future__ import annotations

import random
import shutil

from living_actions import BY_HAND, STRUCTURAL
from living_author import Author
from living_documents import SIDES, edit_documents
from living_merge import commit, is_merging, merge
from living_place import ID, Place
from living_reader import Package, claim
from living_words import names_in

from deckgen.project.fields import DERIVED


class Authors(Place):
    """A place in which authors work."""

    def author(self, chance: random.Random) -> Author:
        """One of the two."""
        return chance.choice(self.authors)

    def edits(self, chance: random.Random) -> str:
        """An author edits by hand."""
        author = self.author(chance)
        actions = [action for action, _ in BY_HAND]
        action = chance.choices(actions, [weight for _, weight in BY_HAND])[0]
        before = self.words(author)
        names = set(author.names())
        meant = action(author, chance, self.new_name)
        if action in STRUCTURAL:
            self.restructured |= {f"{ID[:10]}-{name}" for name in meant}
        self.dropped[author.name] |= names - set(author.names())
        self.dropped[author.name] -= set(author.names())
        if action.__name__ not in ("copy_pair", "lose_id", "add_term"):  # mistakes, which the build must refuse
            self.settle(author, before, action.__name__, meant)
        return f"{author.name} {action.__name__} {sorted(meant)}"

    def documents(self, chance: random.Random) -> str:
        """An author edits data/ and aligns, or gives newer files with --renew."""
        author = self.author(chance)
        self.built(author, chance)
        before, names = self.words(author), author.names()
        if chance.random() < 0.3:
            into = self.folder / f"new-{next(self.names)}"
            if not (text := edit_documents(author, chance, self.new_name, into)):
                return ""
            done = author.run("add", "--renew", text, *(f"{side}={into / side}.txt" for side in SIDES))
        else:
            edit_documents(author, chance, self.new_name)
            if chance.random() < 0.2:
                return f"{author.name} edited only"
            done = author.run("align", *(["--gone", "skip"] if chance.random() < 0.3 else []))
        claim(done.code == 0, "align was refused", author.name, done.err)
        now = author.names()
        gone = names_in(" ".join(line for line in done.out.splitlines() if line.lstrip().startswith("gone")))
        for name in () if author.unsure else set(now) - gone:  # of one that is gone, another may have the words
            claim(now.count(name) <= max(1, names.count(name)), "align doubled a sentence", author.name, name, done.out)
            back = name in self.dropped[author.name] and name not in names
            claim(not back, "a deleted pair came back", author.name, name, done.out)
        for name in set(names) - set(now):
            claim(name in done.out, "align took words out in silence", author.name, name, done.out)
        self.settle(author, before, "align")
        return f"{author.name} {done.out}"

    def adds_text(self, chance: random.Random) -> str:
        """An author adds a text."""
        author = self.author(chance)
        if len(author.texts()) > 4:
            return ""
        self.built(author, chance)
        before = self.words(author)
        name = self.new_name().lower()
        given = self.given(self.folder / name, chance.randint(2, 5), chance)
        done = author.run("add", *given, "--id", name, "--title", name.capitalize(), "--no-terms")
        claim(done.code == 0, "add was refused", done.err)
        self.settle(author, before, "add")
        return f"{author.name} {name}"

    def builds(self, chance: random.Random) -> str:
        """An author builds, commits, and mostly hands the package out."""
        author = self.author(chance)
        said = self.built(author, chance)
        lock = author.lock()
        assert lock
        if chance.random() < 0.8:
            path = self.folder / f"p{len(self.packages)}.apkg"
            shutil.copy(author.package, path)
            entries = {entry.guid: entry for entry in lock.entries}
            self.packages.append(
                Package(path, author.name, entries, {guid: frozenset(all_said) for guid, all_said in self.said.items()})
            )
        if chance.random() < 0.7:
            commit(author, "Build", lock=chance.random() < 0.85)
        return f"{author.name} {said}"

    def built(self, author: Author, chance: random.Random) -> str:
        before, old = self.words(author), {entry.guid: entry for entry in self.entries(author)}
        at = len(author.followed)
        done = author.builds(iter(lambda: chance.randrange(60), None))
        lock = author.lock()
        assert lock
        self.settle(author, before, f"build {author.followed[at:]}")
        package, text = author.package.read_bytes(), author.lock_path.read_bytes()
        again = author.run("build")
        claim(again.code == 0, "the second build was refused", again.err)
        claim("0 new · 0 changed" in again.out, "the second build changed notes", again.out)
        claim((author.package.read_bytes(), author.lock_path.read_bytes()) == (package, text), "other bytes", again.out)
        now = {entry.guid: entry for entry in lock.entries}
        claim(len(now) == len(lock.entries), "a guid twice")
        for guid, entry in now.items():
            if entry != old.get(guid) and "lock" not in str(author.followed[at:]):
                claim(entry.mod <= self.clock.now + author.wrong + 1, "a note from the future", entry)
            if guid in old and entry.mod != old[guid].mod and "lock" not in str(author.followed[at:]):
                own = [{k: v for k, v in each.fields.items() if k not in DERIVED and v} for each in (entry, old[guid])]
                claim(own[0] != own[1] or entry.tags != old[guid].tags, "a time rose without a change", entry)
            if not entry.retired:
                front = "Front" if entry.kind == "sentence" else "Term"
                claim(entry.fields.get(front), "a blank note was built", entry)
        if is_merging(author):
            commit(author, "Merge")
        return f"{author.followed[at:]} {done.out.splitlines()[0]}"

    def merges(self, chance: random.Random) -> str:
        """An author merges the other's branch."""
        author = self.author(chance)
        other = next(each for each in self.authors if each is not author)
        self.built(author, chance)
        self.clock.now += 1  # two branches that build a note in one second are told so, and one of them is kept
        self.built(other, chance)
        self.clock.now += 1
        commit(other, "Before a merge", lock=chance.random() < 0.9)
        before = self.words(author)
        theirs = self.words(other)
        said = merge(author, other, chance, locked=True)
        self.settle(
            author, {guid: before.get(guid, set()) | theirs.get(guid, set()) for guid in {*before, *theirs}}, "merge"
        )
        built = self.built(author, chance)
        if is_merging(author):
            commit(author, "Merge")
        self.dropped[author.name] = set()
        author.unsure |= other.unsure
        return f"{author.name} {said} {built}"

    def mistakes(self, chance: random.Random) -> str:
        """An old lock, a lost lock, a wrong clock, a forgotten commit."""
        author = self.author(chance)
        how = chance.choice(("old lock", "lost lock", "clock", "clock", "forgets commit", "forget"))
        if how == "old lock":
            author.unsure = True
            author.git("checkout", "-q", f"HEAD~{chance.randint(1, 3)}", "--", "cards/corso/deck.lock", fine=False)
            self.dropped[author.name] = set()
        elif how == "lost lock" and author.package.exists() and author.lock_path.exists():
            author.lock_path.unlink()
            author.unsure = True
            self.dropped[author.name] = set()
        elif how == "clock":
            author.wrong = chance.choice((0, 3 * 3600, -3 * 3600, 12 * 3600))
        elif how == "forgets commit":
            self.built(author, chance)
            commit(author, "Without the lock", lock=False)
        elif how == "forget":
            return f"{author.name} {self._forgets(author, chance)}"
        return f"{author.name} {how}"

    def _forgets(self, author: Author, chance: random.Random) -> str:
        """Drop retired notes that nobody ever imported, as the command is meant."""
        self.built(author, chance)
        imported = {guid for reader in self.readers for guid in reader.ever}
        names = [e.id for e in self.entries(author) if e.retired and e.guid not in imported]
        if not names:
            return "nothing to forget"
        done = author.run("lock", *(each for name in names for each in ("--forget", name)))
        claim(done.code == 0, "forget was refused", done.err)
        return f"forgot {names}"
