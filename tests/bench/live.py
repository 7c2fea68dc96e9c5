"""Pushing changes into a running Anki beside one request for each change: `python tests/bench/live.py [NOTES]`.

The official backend stands behind the emulated AnkiConnect of the tests; each request takes 25 ms more, as the real
add-on looks for requests that often. A deck of 1 500 pairs, each of which changes, is pushed by the command, and then
its changes are undone with one request for each. The collection lies in memory where that is possible: Anki commits
each note to the disk by itself, which takes some milliseconds however it is asked.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
sys.path.insert(0, str(Path(__file__).parents[1] / "parts"))

from anki_connect import Desk, running
from anki_world import Learner
from projects import DECK, Project

from deckgen.anki.connect import Anki
from deckgen.cli import app

NOTES = 1_500
MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None
PAUSE = 0.025  # seconds; apiPollInterval of the add-on
LEAST = 10  # times faster


def deckgen(*arguments: str) -> None:
    """Run the command line in this process."""
    sys.argv = ["deckgen", *arguments]
    with contextlib.suppress(SystemExit), contextlib.redirect_stdout(io.StringIO()):
        app.main()


def pairs(number: int, verb: str) -> str:
    """A file of pairs, always the same."""
    return "".join(f"- id: t-b{n}\n  it: La riga numero {n}.\n  cs: {verb} řádek číslo {n}.\n" for n in range(number))


def main(number: int) -> int:
    """Measure, print, and fail if the bulk is not worth it."""
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder, Learner(Path(folder) / "learner") as learner:
        project = Project(Path(folder) / "progetto")
        project.pairs.parent.mkdir(parents=True)
        (project.deck / "deck.yaml").write_text(DECK, "utf-8")
        project.pairs.write_text(pairs(number, "Toto je"), "utf-8")
        os.chdir(project.root)
        deckgen("build")
        learner.imports(project.package)
        fields = {learner.note(f"0123456789-t-b{n}").id: f"Toto je řádek číslo {n}." for n in range(number)}
        project.pairs.write_text(pairs(number, "Zde je"), "utf-8")
        deckgen("build")
        desk = Desk(learner)
        desk.pause = PAUSE
        with running(desk) as address:
            began = time.monotonic()
            deckgen("push", "--live", "--address", address)
            whole, requests = time.monotonic() - began, desk.requests
            assert learner.note("0123456789-t-b7")["Back"].startswith("Zde je"), "nothing was pushed"
            began = time.monotonic()
            for nid, text in fields.items():
                Anki(address).ask("updateNoteFields", note={"id": nid, "fields": {"Back": text}})
            single = time.monotonic() - began
    print(f"{number} changes: {whole:.1f} s in {requests} requests; one request for each: {single:.1f} s")
    print(f"{single / whole:.1f} times as fast, the whole command included")
    return int(single / whole < LEAST)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if sys.argv[1:] else NOTES))
