"""The README is true: its commands run as they stand, its examples are read, its pictures are there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from pages import blocks, commands, make_targets, problems_of
from projects import ROOT, needs_posix

README = (ROOT / "README.md").read_text("utf-8")
COMMANDS = commands(README)


def test_the_two_commands_stand_in_the_first_twenty_lines() -> None:
    first = "\n".join(README.splitlines()[:20])
    assert "make deck" in first
    assert "make test" in first


def test_the_make_targets_exist() -> None:
    rules = make_targets()
    assert {command.split()[1] for command in COMMANDS if command.startswith("make ")} <= rules
    assert set(re.findall(r"`make ([a-z-]+)`", README)) <= rules


@needs_posix
def test_its_commands_do_what_they_say(tmp_path: Path) -> None:
    """Everything but make, in an empty folder beside the program as it is installed here, with a short article."""
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    launcher = tmp_path / ".venv" / "bin" / "deckgen"
    launcher.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m deckgen "$@"\n', "utf-8")
    launcher.chmod(0o755)
    data = ROOT / "data" / "marketing-e-vendite"
    for code, *names in (("it", "articolo.txt", "secondo.txt"), ("cs", "clanek.txt", "druhy.txt")):
        paragraphs = (data / f"{code}.txt").read_text("utf-8").split("\n\n")
        for name in names:
            (tmp_path / name).write_text("\n\n".join(paragraphs[:6]), "utf-8")
    script = "\n".join(["set -e", *(command for command in COMMANDS if not command.startswith("make "))])
    ended = subprocess.run(
        ["sh", "-c", script],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    said = [line for line in ended.stderr.splitlines() if not re.search(r": \d+ of \d+ ", line)]  # on a busy machine
    assert (ended.returncode, said) == (0, [])
    assert (tmp_path / "corso" / "build" / "corso.apkg").exists()
    assert "Il secondo testo" in (tmp_path / "corso" / "cards" / "corso" / "deck.yaml").read_text("utf-8")


@pytest.mark.parametrize("block", blocks(README, "yaml"))
def test_its_examples_are_read_without_a_problem(block: str) -> None:
    assert problems_of(block) == []


def test_its_pictures_are_there_and_small() -> None:
    for name in re.findall(r"!\[[^\]]*\]\(([^)]+)\)", README):
        assert 1_000 < (ROOT / name).stat().st_size < 300_000


def test_every_command_is_in_the_table() -> None:
    from deckgen.cli.app import app

    listed = set(re.findall(r"^\| `deckgen ([a-z]+)", README, re.MULTILINE))
    assert listed == {c.name or c.callback.__name__ for c in app.registered_commands if c.callback}
