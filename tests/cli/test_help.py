"""The help as a newcomer reads it, and what the shell completes."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from pages import understood
from projects import ROOT, Output, Project

from deckgen.cli.app import app
from deckgen.cli.help import PAGES

Run = Callable[..., Output]
COMMANDS = sorted(c.callback.__name__ for c in app.registered_commands if c.callback)


def test_every_command_has_a_page_and_every_page_a_command() -> None:
    assert sorted(PAGES) == COMMANDS


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_shows_examples_files_and_exit_codes(deckgen: Run, tmp_path: Path, name: str) -> None:
    said = deckgen(name, "--help", at=tmp_path).out
    page = PAGES[name]
    assert len(page.examples) >= 2
    for example, what in page.examples.items():
        assert f"    {example}\n        {what}\n" in said
    unwrapped = " ".join(said.split())
    for rest in (f"Reads: {page.reads}.", f"Writes: {page.writes}.", f"0 success; 1 {page.problems}; 2 wrong usage"):
        assert rest in unwrapped
    assert max(map(len, said.splitlines())) <= 80


@pytest.mark.parametrize("example", [line for page in PAGES.values() for line in page.examples])
def test_an_example_is_understood(example: str) -> None:
    """Every word of it is taken by the command line: a command that is there, options that it has, their values."""
    understood(example)


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ("deckgen build --sideways", "No such option"),
        ("deckgen bild", "No such command"),
        ("deckgen -z", "No such option"),
    ],
)
def test_an_example_with_an_unknown_word_is_not_understood(wrong: str, why: str) -> None:
    with pytest.raises(Exception, match=why):
        understood(wrong)


@pytest.mark.parametrize("example", ["deckgen check --format json", "deckgen build --dry-run", "deckgen preview"])
def test_examples_do_what_they_say(deckgen: Run, project: Project, example: str) -> None:
    assert deckgen(*shlex.split(example)[1:], at=project.root).code == 0


def test_the_overview_says_what_each_command_is_for_in_a_line(deckgen: Run, tmp_path: Path) -> None:
    said = deckgen("--help", at=tmp_path).out
    for name, page in PAGES.items():
        assert f"  {name:9}{page.short}\n" in said
    assert max(map(len, said.splitlines())) <= 80


# ------------------------------------------------------------------ completion


@pytest.fixture
def completed(tmp_path: Path) -> Callable[..., list[str]]:
    """What bash offers for the last of some words, once the completion is installed as a person does it."""
    bin_folder = tmp_path / "bin"
    bin_folder.mkdir()
    launcher = bin_folder / "deckgen"
    launcher.write_text(f"#!{sys.executable}\nfrom deckgen.cli.app import main\nmain()\n", "utf-8")
    launcher.chmod(0o755)
    home = tmp_path / "home"
    home.mkdir()
    environment = {
        **os.environ,
        "HOME": str(home),
        "PATH": f"{bin_folder}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "SHELL": "/bin/bash",
    }
    install = ["deckgen", "--install-completion", "bash"]
    subprocess.run([str(launcher), *install[1:]], env=environment, check=True, capture_output=True)

    def complete(*words: str, at: Path) -> list[str]:
        asked = " ".join(shlex.quote(word) for word in ("deckgen", *words))
        script = f". ~/.bashrc; COMP_WORDS=({asked}); COMP_CWORD={len(words)}; _deckgen_completion deckgen"
        script += '; printf "%s\\n" "${COMPREPLY[@]}"'
        ended = subprocess.run(
            ["bash", "-c", script], env=environment, cwd=at, capture_output=True, text=True, check=True
        )
        return ended.stdout.split()

    return complete


def test_the_shell_completes_commands_options_decks_and_words(
    completed: Callable[..., list[str]], project: Project, tmp_path: Path
) -> None:
    assert sorted(completed("", at=tmp_path)) == COMMANDS
    assert completed("pre", at=tmp_path) == ["preview"]
    assert completed("build", "--dry", at=project.root) == ["--dry-run"]
    assert completed("build", "", at=project.root) == ["prova"]
    assert completed("build", "x", at=project.root) == []
    assert completed("build", "", at=tmp_path) == []
    assert completed("add", "--deck", "", at=project.root) == ["prova"]
    assert completed("-C", str(project.root), "check", "pr", at=tmp_path) == ["prova"]
    assert completed("check", "--format", "j", at=project.root) == ["json"]
    assert completed("terms", "--accept", "", at=project.root) == ["sure", "likely", "doubtful"]
    assert completed("pull", "--deleted", "s", at=project.root) == ["skip"]
    assert completed("align", "--gone", "", at=project.root) == ["list", "skip"]
