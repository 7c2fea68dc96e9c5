"""Helpers for tests of the README and docs/: fenced blocks, parsed commands, checked examples."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import typer
from projects import ROOT

from deckgen.cli.app import app
from deckgen.files.source import Problem, Source
from deckgen.project.deck import parse_deck
from deckgen.project.pairs import parse_pairs
from deckgen.project.vocabulary import parse_terms

DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(DOCS.rglob("*.md"))]
LANGUAGES = ("it", "cs")


def blocks(page: str, language: str) -> list[str]:
    """The fenced blocks of a page marked as `language`."""
    return [
        text for kind, text in re.findall(r"^```(\w+)\n(.*?)^```", page, re.DOTALL | re.MULTILINE) if kind == language
    ]


def commands(page: str) -> list[str]:
    """The commands that a reader types: the lines of shell blocks, and those after a `$` in console blocks."""
    typed = [line for block in blocks(page, "sh") for line in block.splitlines()]
    typed += [line[2:] for block in blocks(page, "console") for line in block.splitlines() if line.startswith("$ ")]
    return [command for line in typed if (command := line.split(" #")[0].strip()) and not command.startswith("#")]


def deckgen_calls(page: str) -> list[str]:
    """The calls of deckgen among the commands of a page, without the rest of their lines."""
    calls = (part.strip() for command in commands(page) for part in re.split(r"&&|\|", command))
    return [re.sub(r"^\S*/", "", call) for call in calls if re.match(r"(\S*/)?deckgen\b", call)]


def make_targets() -> set[str]:
    """The targets of the Makefile."""
    return set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))


def understood(call: str) -> None:
    """Parse a call with the command line; fails on an unknown command, option or value."""
    program, *words = shlex.split(call)
    assert program == "deckgen"
    group = typer.main.get_command(app)
    try:
        outer = group.make_context(program, list(words))
    except SystemExit as done:  # from an option that acts immediately, like --install-completion
        if done.code:
            raise
        return
    rest = [*outer._protected_args, *outer.args]
    if rest:
        name, command, arguments = group.resolve_command(outer, rest)  # type: ignore[attr-defined]
        assert command.make_context(name, arguments, parent=outer).args == []


def problems_of(example: str) -> list[Problem]:
    """The problems of a YAML example whose first line names its kind of file."""
    kind = example.splitlines()[0].removeprefix("#").strip()
    source = Source(Path("example.yaml"), example)
    if kind == "deck.yaml":
        deck, problems = parse_deck(source)
        assert deck or problems
        return problems
    file, problems = {"pairs": parse_pairs, "vocabulary": parse_terms}[kind](source, LANGUAGES)
    assert file.entries
    return problems
