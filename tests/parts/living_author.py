"""An author of a living deck: a working tree of their own, the command line, git, and a clock that may be wrong."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest import mock

import typer
import yaml
from living_advice import Obedient, Stuck
from living_files import Blocks, names_of, value
from living_words import bare
from projects import Output

from deckgen.cards import plan
from deckgen.cli import anki, app, terminal
from deckgen.files.source import Refused
from deckgen.project.lock import Lock, load

QUIET = {
    **os.environ,
    **{
        f"GIT_{role}_{what}": text
        for role in ("AUTHOR", "COMMITTER")
        for what, text in (("NAME", "Autore"), ("EMAIL", "a@example.com"))
    },
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
}
_COMMAND = typer.main.get_command(app.app)
plan_gmtime, plan_strftime = plan.time.gmtime, plan.time.strftime


class Clock:
    """The time of the world in seconds; it moves on when somebody waits."""

    def __init__(self, now: int) -> None:
        self.now = now


class Author(Obedient):
    """One working tree. `wrong` is by how many seconds the author's clock is ahead."""

    def __init__(self, name: str, root: Path, clock: Clock) -> None:
        self.name, self.root, self.clock = name, root, clock
        self.deck = root / "cards" / "corso"
        self.wrong = 0
        self.unsure = False  # the lock was lost or replaced: what pairs were made from may not be known
        self.thrown_away: list[tuple[str, str]] = []  # text and block of deleted entries
        self.followed: list[str] = []  # advice that was followed

    # the machine

    def run(self, *arguments: str | Path) -> Output:
        """Run the command line in this process, at this author's time."""
        time = SimpleNamespace(
            time=lambda: float(self.clock.now + self.wrong),
            sleep=self._sleep,
            gmtime=plan_gmtime,
            strftime=plan_strftime,
        )
        out, err = io.StringIO(), io.StringIO()
        with (
            mock.patch.object(plan, "time", time),
            mock.patch.object(anki, "time", time),
            mock.patch.object(typer.main, "get_command", return_value=_COMMAND),
            mock.patch.object(sys, "argv", ["deckgen", *map(str, arguments)]),
            mock.patch.object(terminal, "SILENT", float("inf")),
            contextlib.chdir(self.root),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
        ):
            try:
                app.main()
                code: Any = 0
            except SystemExit as ended:
                code = ended.code
        if "a bug in deckgen" in err.getvalue():
            raise Stuck(err.getvalue())
        return Output(out.getvalue(), err.getvalue(), code if isinstance(code, int) else int(code is not None))

    def _sleep(self, seconds: float) -> None:
        self.clock.now += max(1, round(seconds))

    def git(self, *arguments: str, fine: bool = True) -> str:
        """Run git; with `fine` it must succeed."""
        done = subprocess.run(
            ["git", *arguments], cwd=self.root, env=QUIET, capture_output=True, text=True, encoding="utf-8"
        )
        assert not fine or done.returncode == 0, (arguments, done.stdout, done.stderr)
        return done.stdout + done.stderr

    # what is there

    @property
    def lock_path(self) -> Path:
        return self.deck / "deck.lock"

    @property
    def package(self) -> Path:
        return self.root / "build" / "corso.apkg"

    def texts(self) -> list[dict[str, Any]]:
        return list(yaml.safe_load((self.deck / "deck.yaml").read_text("utf-8"))["texts"])

    def file(self, text: str, kind: str = "pairs") -> Path:
        return self.deck / kind / f"{text}.yaml"

    def lock(self) -> Lock | None:
        """The lock; None if there is none, or none that can be read."""
        with contextlib.suppress(Refused):
            return load(self.lock_path)
        return None

    def words(self) -> dict[str, tuple[str, str, str]]:
        """Every entry with an id: its kind and both sides; the last of two with one id."""
        found = {}
        for text in self.texts():
            for kind in ("pairs", "vocabulary"):
                for block in Blocks(self.file(text["id"], kind)).all:
                    entry = value(block)
                    if entry.get("id") and not entry.get("skip"):
                        found[entry["id"]] = (kind, bare(str(entry.get("it", ""))), bare(str(entry.get("cs", ""))))
        return found

    def names(self) -> list[str]:
        """The names in all pairs, each as often as it is there."""
        found: list[str] = []
        for text in self.texts():
            blocks = Blocks(self.file(text["id"]))
            found += [name for n in blocks.entries() for name in names_of(blocks.all[n])]
        return found
