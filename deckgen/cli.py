"""The command line: what a person types, and all that is printed."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from deckgen import __version__

if TYPE_CHECKING:
    from deckgen.build import Draft, State
    from deckgen.intake import Intake
    from deckgen.lock import Change
    from deckgen.source import Problem
    from deckgen.texts import Document, Sentence

app = typer.Typer(
    name="deckgen",
    help="Parallel texts in, a living Anki deck out.",
    epilog="Start: deckgen init corso it=articolo.txt cs=clanek.txt, then deckgen build inside corso.",
    add_completion=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

PROBLEMS, USAGE, FAULT, INTERRUPTED = 1, 2, 3, 130


class Options:
    """What the options before the command say."""

    project = Path()
    quiet = False
    verbose = False
    debug = False


# ------------------------------------------------------------------ printing


def say(text: str = "", *, important: bool = True) -> None:
    """Print a line of result, unless -q asks for silence and it is not important."""
    if important or not Options.quiet:
        print(text)


def tell(text: str = "") -> None:
    """Print to where messages go, apart from results."""
    print(text, file=sys.stderr)


def _shown_path(path: Path) -> str:
    """`path` as a person here would type it: from this folder where that is short."""
    shown = os.path.relpath(path)
    return str(path.absolute()) if shown.count("..") > 2 else shown


def _as_text(problem: Problem) -> str:
    place = f"{_shown_path(problem.path)}:{problem.line}" if problem.line else _shown_path(problem.path)
    level = "" if problem.level == "error" else f"{problem.level}: "
    lines = [f"{place}: {level}{problem.message}", *(f"   {line}" for line in problem.shown)]
    return "\n".join([*lines, f"   → {problem.advice}"] if problem.advice else lines)


def _tell_problems(problems: Iterable[Problem]) -> None:
    for problem in sorted(problems):
        tell(_as_text(problem))


def _counted(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"


@contextmanager
def _working(what: str) -> Iterator[None]:
    """Show that something is going on, to a person at a terminal."""
    if Options.quiet or not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(what):
        yield


def _fail(message: str, advice: str = "") -> NoReturn:
    tell(message)
    if advice:
        tell(f"   → {advice}")
    raise typer.Exit(USAGE)


# ------------------------------------------------------------------ decks


def _root() -> Path:
    from deckgen.deck import find_root

    root = find_root(Options.project)
    if root is None:
        _fail(
            f"there is no deck in {Options.project.resolve()} or above it",
            "make one: deckgen init corso it=articolo.txt cs=clanek.txt",
        )
    return root


def _folders(names: Sequence[str]) -> list[Path]:
    """The folders of the decks that are meant: those named, the one we are in, or all of the project."""
    from deckgen.deck import deck_folders

    root = _root()
    folders = deck_folders(root)
    here = Options.project.resolve()
    inside = [folder for folder in folders if here.is_relative_to(folder)]
    if not names:
        return inside or folders
    known = {folder.name: folder for folder in folders}
    for name in names:
        if name not in known:
            _fail(f"there is no deck {name}", f"decks here: {', '.join(known)}")
    return [known[name] for name in names]


def _one_folder(name: str) -> Path:
    folders = _folders([name] if name else [])
    if len(folders) > 1:
        _fail("this project has several decks", f"say which: --deck {folders[0].name}")
    return folders[0]


def _documents(given: Sequence[str]) -> list[tuple[str, Path]]:
    """`it=articolo.txt` arguments as (language, path)."""
    documents = []
    for argument in given:
        code, equals, path = argument.partition("=")
        if not equals or not code or not path:
            _fail(f"`{argument}` is not LANGUAGE=FILE", "write for example it=articolo.txt cs=clanek.txt")
        documents.append((code, Path(path)))
    if len(documents) != 2 or documents[0][0] == documents[1][0]:
        _fail("two documents in two languages are needed", "write for example it=articolo.txt cs=clanek.txt")
    return documents


# ------------------------------------------------------------------ commands


@app.callback(invoke_without_command=True)
def options(
    context: typer.Context,
    project: Annotated[Path, typer.Option("-C", "--project", help="Work as if started in this folder.")] = Path(),
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="Print results and problems only.")] = False,
    verbose: Annotated[bool, typer.Option("-v", "--verbose", help="Print more: every change, every hint.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of a fault of deckgen.")] = False,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """Parallel texts in, a living Anki deck out. Without a command: where the project stands."""
    Options.project, Options.quiet, Options.verbose, Options.debug = project, quiet, verbose, debug
    if version:
        say(f"deckgen {__version__}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        _status(context)


def _status(context: typer.Context) -> None:
    """Say what every deck of the project holds and what the next build would change."""
    from deckgen.build import draft, read_state
    from deckgen.deck import find_root
    from deckgen.source import Refused

    if find_root(Options.project) is None:
        say(context.get_help())
        return
    broken = False
    for folder in _folders([]):
        try:
            state = read_state(folder)
            planned = draft(state, lambda last: last + 1)
        except Refused as refused:
            errors = sum(problem.level == "error" for problem in refused.problems)
            say(f"{folder.name}: {_counted(errors, 'problem')}, see deckgen check")
            broken = True
            continue
        _say_deck(state, planned)
    if broken:
        raise typer.Exit(PROBLEMS)


def _say_deck(state: State, planned: Draft) -> None:
    deck = state.deck
    say(f"{deck.folder.name}: “{deck.name}”, {deck.front} → {deck.back}")
    for part in state.parts:
        accepted = sum(term.status == "accepted" for term in part.terms.entries)
        proposed = sum(term.status == "proposed" for term in part.terms.entries)
        doubtful = sum(bool(pair.doubt) for pair in part.pairs.entries)
        facts = [_counted(len(part.pairs.entries), "pair"), _counted(accepted, "term")]
        facts += [f"{proposed} terms to decide"] * bool(proposed) + [f"{doubtful} pairs to check"] * bool(doubtful)
        say(f"  {part.text.title}: {', '.join(facts)}")
    if not planned.changes_lock and deck.package_path.exists():
        say(f"  {_shown_path(deck.package_path)} is up to date")
    else:
        say(f"  next build: {_summary(planned)}")
    if state.problems:
        say(f"  {_counted(len(state.problems), 'remark')}, see deckgen check")


@app.command(epilog="Example: deckgen init corso it=articolo.txt cs=clanek.txt")
def init(
    folder: Annotated[Path, typer.Argument(help="The folder to make: a new project, or a deck as cards/NAME.")],
    documents: Annotated[
        list[str],
        typer.Argument(metavar="LANG=FILE LANG=FILE", help="A text and its translation; the first is the front."),
    ],
    name: Annotated[str, typer.Option(help="What the deck is called in Anki; the folder's name by default.")] = "",
    title: Annotated[str, typer.Option(help="The title of the text; its first heading by default.")] = "",
    text_id: Annotated[str, typer.Option("--id", help="The name of the text's files; made from FILE by default.")] = "",
) -> None:
    """Make a project with a deck from a text and its translation."""
    from deckgen.intake import start

    given = _documents(documents)
    with _working("pairing the sentences"):
        taken = start(Options.project / folder, given, name, title, text_id)
    _say_intake(taken)
    inside = _shown_path(taken.deck.root)
    say(f"next: {'' if inside == '.' else f'cd {inside} && '}deckgen build", important=False)


@app.command(epilog="Example: deckgen add it=secondo.txt cs=druhy.txt --title 'Il secondo testo'")
def add(
    documents: Annotated[list[str], typer.Argument(metavar="LANG=FILE LANG=FILE", help="A text and its translation.")],
    deck: Annotated[str, typer.Option(help="The deck, where a project has several.")] = "",
    title: Annotated[str, typer.Option(help="The title of the text; its first heading by default.")] = "",
    text_id: Annotated[str, typer.Option("--id", help="The name of the text's files; made from FILE by default.")] = "",
) -> None:
    """Put a further text and its translation into a deck."""
    from deckgen.deck import load
    from deckgen.intake import add as add_text
    from deckgen.source import Refused

    given = _documents(documents)
    known, problems = load(_one_folder(deck))
    if known is None:
        raise Refused(*problems)
    with _working("pairing the sentences"):
        taken = add_text(known, given, title, text_id)
    _say_intake(taken)
    say("next: deckgen build", important=False)


def _say_intake(taken: Intake) -> None:
    path = taken.deck.pairs_path(taken.text)
    sections = len({pair.section for pair in taken.pairs if pair.section})
    where = f" in {_counted(sections, 'section')}" if sections else ""
    say(f"{_shown_path(path)}: {_counted(len(taken.pairs), 'sentence pair')}{where}")
    for left_out in taken.left_out:
        for document, sentences in zip(taken.documents, (left_out.front, left_out.back), strict=True):
            _say_sentences("left out", document, sentences, left_out.reason)
    for pair in taken.pairs:
        if pair.skip:
            say(f"  skipped, too short for a card: “{pair.front}” = “{pair.back}”")
    doubtful = sum(bool(pair.doubt) for pair in taken.pairs)
    if taken.unrelated:
        tell("warning: these do not look like translations of each other; check the languages and the files")
    elif doubtful:
        say(f"  {_counted(doubtful, 'pair')} to check: look for `doubt:`, the higher the less sure")


def _say_sentences(what: str, document: Document, sentences: Sequence[Sentence], reason: str) -> None:
    for sentence in sentences:
        say(f"  {what}: {_shown_path(document.path)}:{sentence.line}: “{sentence.text}” ({reason})")


@app.command()
def check(
    decks: Annotated[list[str] | None, typer.Argument(help="Decks by name; all of the project by default.")] = None,
    form: Annotated[str, typer.Option("--format", help="text or json.")] = "text",
) -> None:
    """Find what is wrong with the sources, all of it; exit code 1 if there are errors."""
    from deckgen.build import read_state
    from deckgen.source import Refused

    if form not in ("text", "json"):
        _fail(f"`--format {form}` is unknown", "write text or json")
    problems: list[Problem] = []
    for folder in _folders(decks or []):
        try:
            problems += read_state(folder).problems
        except Refused as refused:
            problems += refused.problems
    if form == "json":
        say(json.dumps([_as_json(problem) for problem in sorted(problems)], ensure_ascii=False, indent=1))
    else:
        shown = [p for p in problems if p.level != "info" or Options.verbose]
        _tell_problems(shown)
        levels = [p.level for p in problems]
        hidden = len(problems) - len(shown)
        counts = f"{_counted(levels.count('error'), 'error')}, {_counted(levels.count('warning'), 'warning')}"
        say(counts + (f", {_counted(hidden, 'hint')} with -v" if hidden else ""))
    if any(problem.level == "error" for problem in problems):
        raise typer.Exit(PROBLEMS)


def _as_json(problem: Problem) -> dict[str, object]:
    return {
        "path": _shown_path(problem.path),
        "line": problem.line,
        "level": problem.level,
        "code": problem.code,
        "message": problem.message,
        "advice": problem.advice,
    }


@app.command()
def build(
    decks: Annotated[list[str] | None, typer.Argument(help="Decks by name; all of the project by default.")] = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Where the package goes.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change and write nothing.")] = False,
    locked: Annotated[bool, typer.Option("--locked", help="Fail if deck.lock would change.")] = False,
    rename: Annotated[bool, typer.Option("--rename", help="Accept that the deck has a new name.")] = False,
) -> None:
    """Write the package that Anki imports, and remember in deck.lock what it holds."""
    folders = _folders(decks or [])
    if output and len(folders) > 1:
        _fail("one file cannot hold several decks", "name one deck, or leave -o away")
    for folder in folders:
        _build_one(folder, output, dry_run=dry_run, locked=locked, rename=rename)


def _build_one(folder: Path, output: Path | None, *, dry_run: bool, locked: bool, rename: bool) -> None:
    from deckgen import build as building
    from deckgen.lock import now

    with _working(f"building {folder.name}"):
        state = building.read_state(folder, renaming=rename)
        unwritten = dry_run or locked
        planned = building.draft(state, (lambda last: last + 1) if unwritten else now)
    if Options.verbose or dry_run:
        for change in planned.plan.changes:
            _say_change(change)
    if locked and planned.changes_lock:
        tell(f"{_shown_path(state.deck.lock_path)}: the lock would change: {_summary(planned)}")
        tell("   → run `deckgen build` and commit deck.lock")
        raise typer.Exit(PROBLEMS)
    if dry_run:
        say(f"{folder.name}: {_summary(planned)}; nothing was written")
        return
    with _working(f"writing {folder.name}"):
        path, size = building.finish(planned, output)
    remarks = [problem for problem in state.problems if problem.level == "warning"]
    live = [entry for entry in planned.plan.lock.entries if not entry.retired]
    cards = sum(len(note.cards) for note in planned.notes)
    kinds = [sum(entry.kind == kind for entry in live) for kind in ("sentence", "vocabulary")]
    say(
        f"{_shown_path(path)}: {_counted(kinds[0], 'sentence')} and {_counted(kinds[1], 'term')}, "
        f"{_counted(cards, 'card')}, {max(1, round(size / 1000))} KB"
    )
    say(f"{_summary(planned)}" + (f"; {_counted(len(remarks), 'warning')}, see deckgen check" if remarks else ""))
    say(
        "import it: in Anki choose File > Import, take this file, keep the options as they are",
        important=False,
    )


def _summary(planned: Draft) -> str:
    plan = planned.plan
    counts = [(kind, plan.count(kind)) for kind in ("new", "changed", "retired", "revived", "same")]
    said = [f"{number} {kind}" for kind, number in counts if number or kind in ("new", "changed", "same")]
    return " · ".join(said + [f"new look for {kind} cards" for kind in plan.restyled])


def _say_change(change: Change) -> None:
    say(f"{change.kind}: {change.new.id}")
    for name in change.differing if change.kind in ("changed", "revived") else ():
        before = change.old.fields.get(name, "") if change.old else ""
        say(f"   {name}: {before or '—'}")
        say(f"   {' ' * len(name)}→ {change.new.fields.get(name) or '—'}")


@app.command()
def verify(
    decks: Annotated[list[str] | None, typer.Argument(help="Decks by name; all of the project by default.")] = None,
) -> None:
    """Import the built package into an empty collection of the official Anki and compare it with the lock."""
    from deckgen.deck import load
    from deckgen.lock import load as load_lock
    from deckgen.verify import verify as examine

    faults = False
    for folder in _folders(decks or []):
        deck, _ = load(folder)
        lock = load_lock(folder / "deck.lock")
        if deck is None or lock is None or not deck.package_path.exists():
            _fail(f"{folder.name} is not built yet", "run `deckgen build` first")
        try:
            with _working("asking Anki"):
                verdict = examine(deck.package_path, lock)
        except ModuleNotFoundError:
            _fail("the official Anki backend is not installed", "pip install anki")
        for fault in verdict.faults:
            tell(f"{_shown_path(deck.package_path)}: {fault}")
        faults = faults or bool(verdict.faults)
        if not verdict.faults:
            held = f"{_counted(verdict.notes, 'note')} and {_counted(verdict.cards, 'card')}"
            say(f"{_shown_path(deck.package_path)}: Anki {verdict.version} holds {held} as built")
            say("a second import changes nothing", important=False)
    if faults:
        raise typer.Exit(PROBLEMS)


class _Interrupted(BaseException):
    """^C: no exception that a library would take for its own."""


def _interrupt(*_: object) -> NoReturn:
    raise _Interrupted


def main() -> None:
    """Run the command line; what a person wrote never ends in a traceback."""
    from deckgen.source import Refused

    before = signal.signal(signal.SIGINT, _interrupt)
    try:
        app()
    except Refused as refused:
        _tell_problems(refused.problems)
        sys.exit(PROBLEMS)
    except _Interrupted:
        tell("interrupted")
        sys.exit(INTERRUPTED)
    except Exception as error:
        if Options.debug:
            raise
        tell(f"a fault of deckgen, not yours: {type(error).__name__}: {error}")
        tell("   → run it again as `deckgen --debug …` and report what it prints")
        sys.exit(FAULT)
    finally:
        signal.signal(signal.SIGINT, before)
