"""Arguments and options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer


def _decks(context: typer.Context, incomplete: str) -> list[str]:
    """Complete the names of decks in the current project."""
    from deckgen.project.discovery import deck_folders, find_root

    root = find_root(Path(context.find_root().params.get("project") or "."))  # a string during completion
    return [folder.name for folder in deck_folders(root) if folder.name.startswith(incomplete)] if root else []


def completing(*known: str) -> Callable[[str], list[str]]:
    """Complete the values of an option."""
    return lambda incomplete: [word for word in known if word.startswith(incomplete)]


DecksArgument = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="DECK", autocompletion=_decks, help="The deck, or several; all decks of the project by default."
    ),
]
DeckOption = Annotated[
    str, typer.Option(metavar="DECK", autocompletion=_decks, help="The deck, if the project has several.")
]
TitleOption = Annotated[str, typer.Option(metavar="TITLE", help="The title of the text; its first heading by default.")]
IdOption = Annotated[
    str, typer.Option("--id", metavar="TEXT", help="The name of the text's files; derived from FILE by default.")
]
TermsOption = Annotated[bool, typer.Option("--terms/--no-terms", help="Propose key terms; accept the sure ones.")]
DryRunOption = Annotated[bool, typer.Option("-n", "--dry-run", help="Show what would change; write nothing.")]
AddressOption = Annotated[
    str, typer.Option(metavar="URL", help="Where AnkiConnect listens; http://127.0.0.1:8765 by default.")
]
KeyOption = Annotated[str, typer.Option(metavar="KEY", help="The API key of AnkiConnect, if it requires one.")]
