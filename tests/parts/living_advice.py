"""What an author does when the program refuses: exactly what the advice says."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from living_files import Blocks, names_of, value, with_key, without_line
from living_words import names_in
from projects import Output

MOST = 60  # rounds of advice before an author gives up


class Stuck(Exception):  # noqa: N818  the history ends here
    """The program refuses, and nothing that it advises helps."""


class Obedient:
    """The part of an author that follows advice; see Author for the rest."""

    name: str
    root: Path
    deck: Path
    package: Path
    lock_path: Path
    clock: Any
    wrong: int
    unsure: bool
    followed: list[str]
    run: Any
    git: Any
    texts: Any
    file: Any

    def builds(self, choice: Iterator[int]) -> Output:
        """Build, and do what the advice says until it is done."""
        said: list[str] = []
        for _ in range(MOST):
            done = self.run("build", *(["--as-new"] if "--as-new" in said[-1:] else []))
            if done.code == 0:
                return done
            said.append(self._follow(done, choice))
            self.followed.append(said[-1])
        raise Stuck(f"{self.name}: {said[-5:]}\n{done.err}")

    def _follow(self, refused: Output, choice: Iterator[int]) -> str:
        """Do what a refusal advises; a short name of what was done."""
        err = refused.err
        if "deckgen lock --merged" in err:
            done = self.run("lock", "--merged")
            if "take one side whole" in done.err or "take one of them whole" in done.err:
                return self._one_side(next(choice) % 2)
            if done.code:
                raise Stuck(done.err)
            return "lock --merged"
        if found := re.search(r"the last build is dated (\S+ \S+) UTC", err):
            if self.wrong:
                self.wrong = 0
                return "clock corrected"
            self.clock.now += 3600
            return "waited an hour"
        if "the lock is missing" in err:
            done = self.run("lock", "--from", self.package)
            if done.code:
                raise Stuck(done.err)
            return "lock --from"
        if found := re.search(r"^(\S+?):(\d+): (?:error: )?(.+) looks like (\S+)(?: renamed)?$", err, re.M):
            return self._renamed(self.root / found[1], int(found[2]), found[4], next(choice) % 3)
        records = json.loads(self.run("check", "--format", "json").out or "[]")
        errors = [each for each in records if each["level"] == "error"]
        if not errors:
            raise Stuck(f"nothing to follow: {err}")
        return self._fixed(errors[0], choice, err)

    def _one_side(self, which: int) -> str:
        self.unsure = True
        side = "--ours" if which else "--theirs"
        if "error" in self.git("checkout", side, "--", "cards/corso/deck.lock", fine=False):
            self.git("checkout", "HEAD", "--", "cards/corso/deck.lock")
        return f"lock taken whole: {side}"

    def _renamed(self, path: Path, line: int, old: str, how: int) -> str:
        """Give the entry at a line the id that it had, beside its own or in place of it, or call it new."""
        if how == 2:
            return "--as-new"
        blocks = Blocks(path)
        n = blocks.at(line)
        new = value(blocks.all[n]).get("id", "")
        key = "was" if how == 1 and new else "id"
        blocks.all[n] = with_key(blocks.all[n], key, old)
        blocks.save()
        if key == "id" and new:
            self._point(new, old)
        return f"{key}: {old} for {new or 'none'}"

    def _point(self, old: str, new: str) -> None:
        """Terms with the example `old` have `new`."""
        for text in self.texts():
            blocks = Blocks(self.file(text["id"], "vocabulary"))
            for n, block in enumerate(blocks.all):
                if value(block).get("pair") == old:
                    blocks.all[n] = with_key(block, "pair", new)
            if blocks.all:
                blocks.save()

    def _fixed(self, error: dict[str, Any], choice: Iterator[int], refused: str) -> str:
        path, line, code, advice = self.root / error["path"], error["line"], error["code"], error["advice"]
        if code == "duplicate-id" and "neither has the words" in advice:
            return self._shared(error)
        if code in ("duplicate-id", "moved-id") or "names an id that was never built" in error["message"]:
            path.write_text(without_line(path.read_text("utf-8"), line - 1), "utf-8")
            return f"{code}: line deleted"
        if error["message"] == "no such file":
            return self._found(path)
        if code == "missing-example":
            return self._example(path, line, choice)
        raise Stuck(f"{error} {refused}")

    def _found(self, path: Path) -> str:
        """A text that one branch renamed: its files get the name that deck.yaml has after the merge."""
        known = {text["id"] for text in self.texts()}
        lost = sorted(each.stem for each in (self.deck / "pairs").glob("*.yaml") if each.stem not in known)
        if not lost:
            path.write_text("[]\n", "utf-8")
            return "no such file: made empty"
        for old, new in (
            *((self.file(lost[0], kind), self.file(path.stem, kind)) for kind in ("pairs", "vocabulary")),
            (self.root / "data" / lost[0], self.root / "data" / path.stem),
        ):
            if old.exists() and not new.exists():
                old.rename(new)
        return "no such file: renamed"

    def _shared(self, error: dict[str, Any]) -> str:
        """Leave an id to the entry that says what the lock says; the others lose it."""
        found = re.search(r"the id (\S+) is", error["message"])
        assert found
        known = re.search("“(.*)”, to which", error["advice"])
        for text in self.texts():
            for kind in ("pairs", "vocabulary"):
                blocks = Blocks(self.file(text["id"], kind))
                for n, block in enumerate(blocks.all):
                    if value(block).get("id") == found[1] and not (
                        names_of(block) and known and names_of(block) & names_in(known[1])
                    ):
                        lines = block.split("\n")
                        at = next(k for k, each in enumerate(lines) if each[2:].startswith("id:"))
                        blocks.all[n] = without_line(block, at)
                if blocks.all:
                    blocks.save()
        return "duplicate-id: left to the one that says the same"

    def _example(self, path: Path, line: int, choice: Iterator[int]) -> str:
        blocks = Blocks(path)
        n = blocks.at(line)
        pairs = Blocks(self.deck / "pairs" / path.name)
        ids = [value(pairs.all[n]).get("id", "") for n in pairs.entries() if not value(pairs.all[n]).get("skip")]
        ids = [each for each in ids if each]
        if ids and next(choice) % 2:
            blocks.all[n] = with_key(blocks.all[n], "pair", ids[next(choice) % len(ids)])
        else:
            blocks.all[n] = blocks.all[n].rstrip("\n") + "\n  skip: true\n"
        blocks.save()
        return "missing-example: given or skipped"
