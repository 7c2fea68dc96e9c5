"""The terminal: what is printed there, and which deck of which project a person means."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, TextIO

import typer

from deckgen.cli.help import FIRST_COMMAND, TWO_DOCUMENTS

if TYPE_CHECKING:
    from deckgen.files.source import Problem
    from deckgen.project.deck import Deck
    from deckgen.project.lock import Lock


PROBLEMS, USAGE, FAULT, INTERRUPTED = 1, 2, 3, 130


class Options:
    """What the options before the command say."""

    project = Path()
    quiet = False
    verbose = False
    debug = False


# ------------------------------------------------------------------ printing


def say(*lines: str, important: bool = True) -> None:
    """Print lines of result, unless -q asks for silence and they are not important."""
    for line in lines if important or not Options.quiet else ():
        _print(line, sys.stdout)


def shows_every_letter() -> bool:
    """Whether results go where ě and “ can be written, as they cannot in a Windows pipe or without a locale."""
    return (sys.stdout.encoding or "").lower().startswith("utf")


def tell(*lines: str) -> None:
    """Print to where messages go, apart from results."""
    for line in lines:
        _print(line, sys.stderr)


def _print(line: str, stream: TextIO) -> None:
    """Print a line; where nobody reads any more, `| head`, the work still goes on to its end."""
    try:
        print(line, file=stream)
    except BrokenPipeError:
        _silence(stream)


def _silence(stream: TextIO) -> None:
    with Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), stream.fileno())


def prepare_streams() -> None:
    """See to it that anything can be printed: to a stream that is closed, or that has no letter for what we say."""
    for name in ("stdin", "stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # closed by whoever started us
            descriptor = os.open(os.devnull, os.O_RDWR)
            setattr(sys, name, os.fdopen(descriptor, "r" if name == "stdin" else "w", encoding="utf-8"))
        elif name != "stdin" and hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def finish_streams() -> bool:
    """Bring out what was printed; False where it cannot be written, on a full disk."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _silence(sys.stdout)
    except OSError as error:
        _silence(sys.stdout)
        tell(f"the output cannot be written: {error.strerror}")
        return False
    return True


def tell_problems(problems: Iterable[Problem]) -> None:
    """Print problems, sorted by place."""
    from deckgen.actions.report import problem_lines

    for problem in sorted(problems):
        tell(*problem_lines(problem))


@contextmanager
def working(what: str) -> Iterator[Callable[[int, int], None]]:
    """Show a person at a terminal that something is going on; what it gives may be told how much of it is done."""
    if Options.quiet or not sys.stderr.isatty():
        yield lambda *_: None
        return
    from rich.console import Console

    with Console(stderr=True).status(what) as status:
        yield lambda done, whole: status.update(f"{what}: {done} of {whole}")


def fail(message: str, advice: str = "") -> NoReturn:
    """End for wrong usage, saying what would be right."""
    tell(message, *([f"   → {advice}"] if advice else []))
    raise typer.Exit(USAGE)


# ------------------------------------------------------------------ decks


def project_root() -> Path:
    """The project we are in."""
    from deckgen.project.discovery import find_root

    root = find_root(Options.project)
    if root is None:
        fail(f"there is no deck in {Options.project.resolve()} or above it", f"make one: {FIRST_COMMAND}")
    return root


def folders_of(names: Sequence[str]) -> list[Path]:
    """The folders of the decks that are meant: those named, the one we are in, or all of the project."""
    from deckgen.project.discovery import deck_folders

    root = project_root()
    folders = deck_folders(root)
    here = Options.project.resolve()
    if not folders:  # it was there a moment ago
        fail(f"the decks in {root} cannot be read")
    inside = [folder for folder in folders if here.is_relative_to(folder)]
    if not names:
        return inside or folders
    known = {folder.name: folder for folder in folders}
    for name in names:
        if name not in known:
            fail(f"there is no deck {name}", f"decks here: {', '.join(known)}")
    return [known[name] for name in names]


def one_folder(name: str) -> Path:
    """The folder of the one deck that is meant."""
    folders = folders_of([name] if name else [])
    if len(folders) > 1:
        fail("this project has several decks", f"say which: --deck {folders[0].name}")
    return folders[0]


def documents_of(given: Sequence[str]) -> list[tuple[str, Path]]:
    """`it=articolo.txt` arguments as (language, path)."""
    from deckgen.languages.codes import fault

    documents = []
    for argument in given:
        code, equals, path = argument.partition("=")
        if not equals or not code or not path:
            fail(f"`{argument}` is not LANGUAGE=FILE", f"write for example {TWO_DOCUMENTS}")
        if wrong := fault(code):
            fail(*wrong)
        documents.append((code, Path(path)))
    if len(documents) != 2 or documents[0][0] == documents[1][0]:
        fail("two documents in two languages are needed", f"write for example {TWO_DOCUMENTS}")
    return documents


def lock_of(deck: Deck) -> Lock:
    """The lock of a deck that was built."""
    from deckgen.project.lock import of

    lock = of(deck)
    if not lock.built:
        fail(f"{deck.folder.name} is not built yet", "run `deckgen build` first")
    return lock


def well_formed(option: str, text_id: str) -> str:
    """What an option says, which must be an id that a text may have in deck.yaml."""
    from deckgen.project.keys import TEXT_ID

    if text_id and not TEXT_ID.pattern.fullmatch(text_id):
        fail(f"`{option}`: {text_id!r} is not {TEXT_ID.meaning}")
    return text_id


def one_of(option: str, given: str, known: tuple[str, ...]) -> str:
    """What an option says, which must be one of `known`."""
    if given not in known:
        fail(f"`{option} {given}` is unknown", f"write {' or '.join(known)}")
    return given
