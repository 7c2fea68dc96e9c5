"""The command line application: its options, its commands and how it ends."""

from __future__ import annotations

import gc
import os
import signal
import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from deckgen import __version__
from deckgen.cli import anki, intake, model, package, sources, studio
from deckgen.cli.help import OVERVIEW, PAGES, epilog
from deckgen.cli.terminal import (
    FAULT,
    INTERRUPTED,
    PROBLEMS,
    Options,
    fail,
    finish_streams,
    folders_of,
    prepare_streams,
    say,
    tell,
)

app = typer.Typer(
    name="deckgen",
    help="Parallel texts in, a living Anki deck out.",
    epilog=OVERVIEW,
    add_completion=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback(invoke_without_command=True)
def options(
    context: typer.Context,
    project: Annotated[
        Path, typer.Option("-C", "--project", metavar="FOLDER", help="Work as if started in this folder.")
    ] = Path(),
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="Print results and problems only.")] = False,
    verbose: Annotated[bool, typer.Option("-v", "--verbose", help="Print more: every change, every hint.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of a bug in deckgen.")] = False,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """Parallel texts in, a living Anki deck out. Without a command: show the state of the project."""
    Options.project, Options.quiet, Options.verbose, Options.debug = project, quiet, verbose, debug
    if version:
        from deckgen.cli import standing

        say(f"deckgen {__version__}")
        tell(*standing.notes())
        raise typer.Exit
    _check_place()
    if context.invoked_subcommand is None:
        _status(context)


def _check_place() -> None:
    """Fail with wrong usage if the current folder was deleted or -C does not name a folder."""
    try:
        Path.cwd()
    except OSError:
        fail("the current folder no longer exists", "cd to another one")
    place = Options.project
    if os.path.lexists(place) and not place.is_dir():
        fail(f"{place} is not a folder", "give the folder of a project after -C")


def _status(context: typer.Context) -> None:
    """Print what every deck of the project holds and what the next build would change."""
    from deckgen.project.discovery import find_root

    if find_root(Options.project) is None:
        say(context.get_help())
        return
    from deckgen.actions.build import draft, read_state
    from deckgen.actions.report import counted, deck_lines
    from deckgen.files.source import Refused

    broken = False
    for folder in folders_of([]):
        try:
            state = read_state(folder)
            say(*deck_lines(state, draft(state, lambda last: last + 1)))
        except Refused as refused:
            errors = sum(problem.level == "error" for problem in refused.problems)
            say(f"{folder.name}: {counted(errors, 'problem')}, see deckgen check")
            broken = True
    if broken:
        raise typer.Exit(PROBLEMS)


for command in (
    *(intake.init, intake.add, intake.remove, sources.align, sources.terms, sources.check),
    *(studio.studio, package.build, package.preview, package.export, package.verify, package.publish),
    *(anki.pull, anki.push, anki.lock, model.model),
):
    page = PAGES[command.__name__]
    app.command(short_help=page.short, epilog=epilog(page))(command)


class _Interrupted(BaseException):
    """Ctrl-C, as an exception that no library handles."""


def _interrupt(*_: object) -> NoReturn:
    signal.signal(signal.SIGINT, _ignore_once)
    raise _Interrupted


def _ignore_once(*_: object) -> None:
    """Ignore a second Ctrl-C during cleanup after the first; a third one interrupts again."""
    signal.signal(signal.SIGINT, _interrupt)


def main() -> None:
    """Run the command line; faulty user input never ends in a traceback."""
    before = signal.signal(signal.SIGINT, _interrupt)
    gc.disable()  # a command reads its files once and ends; collecting garbage doubles its time
    try:
        prepare_streams()
        try:
            code = _outcome()
        except _Interrupted:
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # some users press it twice
            tell("interrupted")
            code = INTERRUPTED
        sys.exit(code or (0 if finish_streams() else PROBLEMS))
    finally:
        signal.signal(signal.SIGINT, before)
        gc.enable()


def _outcome() -> int | str | None:
    """Run the command and return its exit code."""
    from deckgen.actions.report import stopping_lines
    from deckgen.files.source import Refused

    try:
        app()
    except SystemExit as ended:
        return ended.code
    except Refused as refused:
        tell(*stopping_lines(refused.problems))
        return PROBLEMS
    except Exception as error:
        if Options.debug:
            raise
        if isinstance(error, OSError) and error.strerror:  # for example a full disk or missing permissions
            tell(f"{error.filename or 'system error'}: {error.strerror}")
            return PROBLEMS
        tell(f"a bug in deckgen: {type(error).__name__}: {error}")
        tell("   → run it again as `deckgen --debug …` and report the output")
        return FAULT
    return 0
