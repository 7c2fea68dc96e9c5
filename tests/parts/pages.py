"""What tests of the README and of docs/ share: fenced blocks, commands that are understood, examples that are read."""

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
PAGES = [ROOT / "README.md", *sorted(DOCS.glob("*.md"))]
LANGUAGES = ("it", "cs")


def blocks(page: str, language: str) -> list[str]:
    """The fenced blocks of a page that are marked as being in `language`."""
    return [
        text for kind, text in re.findall(r"^```(\w+)\n(.*?)^```", page, re.DOTALL | re.MULTILINE) if kind == language
    ]


def commands(page: str) -> list[str]:
    """What a page has its reader type: the lines of shell blocks, and of console blocks those behind a `$`."""
    typed = [line for block in blocks(page, "sh") for line in block.splitlines()]
    typed += [line[2:] for block in blocks(page, "console") for line in block.splitlines() if line.startswith("$ ")]
    return [command for line in typed if (command := line.split(" #")[0].strip()) and not command.startswith("#")]


def deckgen_calls(page: str) -> list[str]:
    """The calls of deckgen among the commands of a page, without what stands before or behind them in a line."""
    calls = (part.strip() for command in commands(page) for part in re.split(r"&&|\|", command))
    return [re.sub(r"^\S*/", "", call) for call in calls if re.match(r"(\S*/)?deckgen\b", call)]


def make_targets() -> set[str]:
    """What make can be asked for."""
    return set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))


def understood(call: str) -> None:
    """Have the command line read a call, which fails on a command, option or value that it does not have."""
    program, *words = shlex.split(call)
    assert program == "deckgen"
    group = typer.main.get_command(app)
    try:
        outer = group.make_context(program, list(words))
    except SystemExit as done:  # of an option that does its work at once, like --install-completion
        if done.code:
            raise
        return
    rest = [*outer._protected_args, *outer.args]
    if rest:
        name, command, arguments = group.resolve_command(outer, rest)  # type: ignore[attr-defined]
        assert command.make_context(name, arguments, parent=outer).args == []


def problems_of(example: str) -> list[Problem]:
    """What is wrong with an example of YAML, of which the first line says what file it is of."""
    kind = example.splitlines()[0].removeprefix("#").strip()
    source = Source(Path("example.yaml"), example)
    if kind == "deck.yaml":
        deck, problems = parse_deck(source)
        assert deck or problems
        return problems
    file, problems = {"pairs": parse_pairs, "vocabulary": parse_terms}[kind](source, LANGUAGES)
    assert file.entries
    return problems
