"""The command that opens the local page."""

from __future__ import annotations

import gc
import signal
import traceback
from types import FrameType
from typing import Annotated

import typer

from deckgen.cli.terminal import Options, fail, say, tell


def studio(
    deck: Annotated[
        str, typer.Argument(metavar="DECK", help="The deck to open; the first of the project by default.")
    ] = "",
    show: Annotated[bool, typer.Option("--open/--no-open", help="Open the page in the browser.")] = True,
    port: Annotated[
        int, typer.Option(metavar="PORT", show_default=False, help="The port to listen on; a free one by default.")
    ] = 0,
) -> None:
    """Open a page where you correct pairs, decide terms, see the cards and build, without editing files.

    It runs on this machine only, until Ctrl+C. Everything is saved at once, to the same files that the other commands
    read; other programs may change them meanwhile. If this folder has no project, the page begins one.
    """
    from deckgen.actions.model_report import without_model
    from deckgen.actions.text_report import NO_VECTORS
    from deckgen.files.disk import make_folder
    from deckgen.project.discovery import deck_folders, find_root
    from deckgen.studio.api import Studio
    from deckgen.studio.server import prepared
    from deckgen.vectors import weights

    root = find_root(Options.project) or Options.project.resolve()
    folders = deck_folders(root)
    names = [folder.name for folder in folders]
    if deck and deck not in names:
        fail(f"there is no deck `{deck}` here", f"its decks: {', '.join(names) or 'none'}")
    chosen = next((folder for folder in folders if folder.name == deck), folders[0] if folders else None)
    if not folders:
        make_folder(root)
    gc.enable()  # unlike the other commands, this one lives for hours
    gc.set_threshold(200_000, 20, 20)  # an operation reads a file anew and keeps all of it
    try:
        running = prepared(Studio(root, chosen, report=_report), port)
    except OSError as error:
        fail(f"port {port} cannot be used: {error.strerror}", "omit --port to get a free one")
    address = running.address

    def stop(_signal: int, _frame: FrameType | None) -> None:
        running.stop()

    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGTERM, stop)
    say(f"deckgen studio: {address}")
    if weights.find() is None:
        tell(f"note: {without_model(NO_VECTORS)}")
    say("the address works once, on this machine; everything is saved as you go; press Ctrl+C to stop", important=False)
    if show:
        typer.launch(address)
    running.serve()
    say("deckgen studio has ended", important=False)


def _report(error: Exception) -> None:
    """Tell of a bug; the page was told too, and goes on."""
    tell(f"a bug in deckgen: {type(error).__name__}: {error}")
    if Options.debug:
        tell(*(line.rstrip() for line in traceback.format_exception(error)))
    else:
        tell("   → run it again as `deckgen --debug studio` and report the output")
