"""Terminal output, and finding the decks that the arguments refer to."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TextIO

import typer

from deckgen.cli.help import FIRST_COMMAND
from deckgen.files.characters import harmless
from deckgen.files.progress import watched
from deckgen.files.systems import reader_gone, same_file, unportable

if TYPE_CHECKING:
    from deckgen.files.source import Problem
    from deckgen.project.deck import Deck
    from deckgen.project.lock import Lock
    from deckgen.project.parts import Part


PROBLEMS, USAGE, FAULT, INTERRUPTED = 1, 2, 3, 130


class Options:
    """The values of the options before the command."""

    project = Path()
    quiet = False
    verbose = False
    debug = False


# ------------------------------------------------------------------ printing


def say(*lines: str, important: bool = True) -> None:
    """Print result lines; -q suppresses unimportant ones."""
    for line in lines if important or not Options.quiet else ():
        _print(line, sys.stdout)


def shows_every_letter(stream: TextIO | None = None) -> bool:
    """Whether a stream, stdout by default, can encode ě and “, unlike a Windows pipe or a system without a locale."""
    return ((stream or sys.stdout).encoding or "").lower().startswith("utf")


def tell(*lines: str) -> None:
    """Print messages to stderr, separate from results."""
    for line in lines:
        _print(line, sys.stderr)


def _print(line: str, stream: TextIO) -> None:
    """Print a line without control characters; if the reader is gone (`| head`), the command still runs to its end."""
    try:
        print(harmless(line), file=stream)
    except OSError as error:
        if not reader_gone(error):
            raise
        _silence(stream)


def _silence(stream: TextIO) -> None:
    with Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), stream.fileno())


def prepare_streams() -> None:
    """Make printing always possible, even if a stream is closed or cannot encode every character."""
    for name in ("stdin", "stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # closed by the parent process
            descriptor = os.open(os.devnull, os.O_RDWR)
            setattr(sys, name, os.fdopen(descriptor, "r" if name == "stdin" else "w", encoding="utf-8"))
        elif name != "stdin" and hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def finish_streams() -> bool:
    """Flush stdout; False if that fails, as on a full disk."""
    try:
        sys.stdout.flush()
    except OSError as error:
        _silence(sys.stdout)
        if not reader_gone(error):
            tell(f"cannot write the output: {error.strerror}")
            return False
    return True


def tell_problems(problems: Iterable[Problem]) -> None:
    """Print problems, sorted by place."""
    from deckgen.actions.report import problem_lines

    for problem in sorted(problems):
        tell(*problem_lines(problem))


SILENT = 2.0  # seconds, after which a person wonders; then plain lines come in steps that double
_LONG = 10.0  # seconds of work ahead that are worth saying


@contextmanager
def working(what: str) -> Iterator[Callable[[int, int], None]]:
    """Show what is being done and how far it is; yields a function that takes (done, total), if nothing else does.

    On a terminal in one line that changes, else in a few plain lines once it takes long.
    """
    if Options.quiet:
        yield lambda *_: None
        return
    if not sys.stderr.isatty():
        shown: _Shown = _Lines(what)
        with watched(shown):
            yield lambda done, whole: shown("", done, whole)
        return
    from rich.console import Console
    from rich.markup import escape

    turning = "dots" if shows_every_letter(sys.stderr) else "line"
    with Console(stderr=True).status(escape(harmless(what)), spinner=turning) as status:
        shown = _Shown(what, lambda text: status.update(escape(harmless(text))))
        with watched(shown):
            yield lambda done, whole: shown("", done, whole)


class _Shown:
    """Progress as text, with the time that is left where it is long."""

    def __init__(self, what: str, show: Callable[[str], None]) -> None:
        self._what, self._show = what, show
        self._doing, self._begun = "", time.monotonic()

    def __call__(self, doing: str, done: int, whole: int) -> None:
        """Show that `done` of `whole` is done."""
        now = time.monotonic()
        if doing != self._doing:
            self._doing, self._begun = doing, now
        if not done:
            return
        left = (now - self._begun) * (whole - done) / done
        counts = f"{done} of {whole} {doing}".rstrip()
        self._say(f"{self._what}: {counts}" + (f", about {_duration(left)} left" if left > _LONG else ""), now)

    def _say(self, text: str, now: float) -> None:
        self._show(text)


class _Lines(_Shown):
    """Progress as plain lines on stderr, fewer and fewer of them."""

    def __init__(self, what: str) -> None:
        super().__init__(what, tell)
        self._next, self._pause = time.monotonic() + SILENT, SILENT

    def _say(self, text: str, now: float) -> None:
        if now >= self._next:
            self._pause *= 2
            self._next = now + self._pause
            self._show(text)


def _duration(seconds: float) -> str:
    return f"{round(seconds)} s" if seconds < 90 else f"{round(seconds / 60)} min"


def fail(message: str, advice: str = "") -> NoReturn:
    """Exit for wrong usage, with advice."""
    tell(message, *([f"   → {advice}"] if advice else []))
    raise typer.Exit(USAGE)


# ------------------------------------------------------------------ decks


def project_root() -> Path:
    """The root of the current project."""
    from deckgen.project.discovery import find_root

    root = find_root(Options.project)
    if root is None:
        fail(f"no deck in {Options.project.resolve()} or above it", f"create one: {FIRST_COMMAND}")
    return root


def folders_of(names: Sequence[str]) -> list[Path]:
    """The folders of the decks in `names`; without names the current deck or all decks of the project."""
    from deckgen.project.discovery import deck_folders

    root = project_root()
    folders = deck_folders(root)
    here = Options.project.resolve()
    if not folders:  # they existed a moment ago
        fail(f"cannot read the decks in {root}")
    inside = [folder for folder in folders if here.is_relative_to(folder)]
    if not names:
        return inside or folders
    return [_called(name, folders) for name in names]


def _called(name: str, folders: Sequence[Path]) -> Path:
    """The folder of the deck `name`, or the only one whose name differs in case or composition of letters alone."""
    known = {folder.name: folder for folder in folders}
    alike = [folder for folder in folders if same_file(folder.name) == same_file(name)]
    if name not in known and len(alike) != 1:
        fail(f"no such deck: {name}", f"decks here: {', '.join(known)}")
    return known.get(name) or alike[0]


def one_folder(name: str) -> Path:
    """The folder of the deck `name`, or of the only deck."""
    folders = folders_of([name] if name else [])
    if len(folders) > 1:
        fail("this project has several decks", f"choose one: --deck {folders[0].name}")
    return folders[0]


def texts_of(deck: Deck) -> tuple[tuple[Part, ...], Lock]:
    """The texts and the lock of a deck; raises Refused with every problem in the files."""
    from deckgen.files.source import Refused
    from deckgen.project import lock
    from deckgen.project.parts import load as load_parts

    parts, problems = load_parts(deck)
    if problems:
        raise Refused(*problems)
    return parts, lock.of(deck)


def lock_of(deck: Deck) -> Lock:
    """The lock of a deck; fails if the deck has not been built."""
    from deckgen.project.lock import of

    lock = of(deck)
    if not lock.built:
        fail(f"{deck.folder.name} has not been built yet", "run `deckgen build` first")
    return lock


def well_formed(option: str, text_id: str) -> str:
    """Return `text_id` if it is valid as the id of a text in deck.yaml, else fail."""
    from deckgen.project.keys import TEXT_ID

    if text_id and not TEXT_ID.pattern.fullmatch(text_id):
        fail(f"`{option}`: {text_id!r} is not {TEXT_ID.meaning}")
    if fault := unportable(text_id):
        fail(f"`{option}`: a text cannot be called {text_id}: {fault}")
    return text_id


def one_of(option: str, given: str, known: tuple[str, ...]) -> str:
    """Return `given` if it is one of `known`, else fail."""
    if given not in known:
        fail(f"unknown value: `{option} {given}`", f"use {' or '.join(known)}")
    return given
