"""Asking whether a command that came with a project may run."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

from deckgen.cli.terminal import say, tell

if TYPE_CHECKING:
    from deckgen.actions.speaking import Request
    from deckgen.project.deck import Deck
    from deckgen.project.parts import Part


def permission(deck: Deck, parts: Sequence[Part], *, allowed: bool = False) -> bool:
    """Whether the person allows now what the recordings of `deck` run, by an option or asked on a terminal.

    False if nobody needs to be asked: there is nothing to run, or it was allowed before. Raises Refused without
    permission.
    """
    from deckgen.actions.speaking import needed, request
    from deckgen.files.source import Refused

    asked = request(deck) if allowed else needed(deck, parts)
    if asked is None:
        return False
    if not allowed and not (sys.stdin.isatty() and _agreed(asked)):
        raise Refused(asked.problem)
    if allowed:
        say("allowed for this project on this machine:", *(f"   {line}" for line in asked.shown))
    _remember(asked)
    return True


def _agreed(asked: Request) -> bool:
    """Whether a person at a terminal says yes, with what they agree to before their eyes."""
    say(f"{asked.deck.folder.name} wants to run this command of the project:", *(f"   {line}" for line in asked.shown))
    return typer.confirm("Allow it on this machine?", default=False)


def _remember(asked: Request) -> None:
    """Remember a permission; where that is impossible it holds for this run."""
    from deckgen.actions.report import problem_lines
    from deckgen.files.source import Refused

    try:
        asked.give()
    except Refused as refused:
        for problem in refused.problems:
            place, *_ = problem_lines(problem)
            tell(f"note: what you allowed holds for this run only: {place}")
