"""Arguments and options that several commands share."""

from __future__ import annotations

from typing import Annotated

import typer

DecksArgument = Annotated[list[str] | None, typer.Argument(help="Decks by name; all of the project by default.")]
DeckOption = Annotated[str, typer.Option(help="The deck, where a project has several.")]
TitleOption = Annotated[str, typer.Option(help="The title of the text; its first heading by default.")]
IdOption = Annotated[str, typer.Option("--id", help="The name of the text's files; made from FILE by default.")]
TermsOption = Annotated[bool, typer.Option("--terms/--no-terms", help="Propose key terms; accept those that are sure.")]
DryRunOption = Annotated[bool, typer.Option("--dry-run", help="Say what would change and write nothing.")]
AddressOption = Annotated[str, typer.Option(help="Where AnkiConnect listens; http://127.0.0.1:8765 by default.")]
KeyOption = Annotated[str, typer.Option(help="The API key of AnkiConnect, where it asks for one.")]
