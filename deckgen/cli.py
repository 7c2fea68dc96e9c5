"""The command line: what a person types."""

from __future__ import annotations

import gc
import json
import shlex
import signal
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from deckgen import __version__
from deckgen.terminal import (
    FAULT,
    INTERRUPTED,
    PROBLEMS,
    Options,
    deck_in,
    documents_of,
    fail,
    folders_of,
    lock_of,
    one_folder,
    one_of,
    say,
    tell,
    tell_problems,
    working,
)

if TYPE_CHECKING:
    from deckgen.collection import HeldNote
    from deckgen.connect import Anki
    from deckgen.source import Problem

app = typer.Typer(
    name="deckgen",
    help="Parallel texts in, a living Anki deck out.",
    epilog="Start: deckgen init corso it=articolo.txt cs=clanek.txt, then deckgen build inside corso.",
    add_completion=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

DecksArgument = Annotated[list[str] | None, typer.Argument(help="Decks by name; all of the project by default.")]
DeckOption = Annotated[str, typer.Option(help="The deck, where a project has several.")]
TitleOption = Annotated[str, typer.Option(help="The title of the text; its first heading by default.")]
IdOption = Annotated[str, typer.Option("--id", help="The name of the text's files; made from FILE by default.")]
DryRunOption = Annotated[bool, typer.Option("--dry-run", help="Say what would change and write nothing.")]
AddressOption = Annotated[str, typer.Option(help="Where AnkiConnect listens; http://127.0.0.1:8765 by default.")]
KeyOption = Annotated[str, typer.Option(help="The API key of AnkiConnect, where it asks for one.")]


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
    from deckgen.report import counted, deck_lines
    from deckgen.source import Refused

    if find_root(Options.project) is None:
        say(context.get_help())
        return
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


@app.command(epilog="Example: deckgen init corso it=articolo.txt cs=clanek.txt")
def init(
    folder: Annotated[Path, typer.Argument(help="The folder to make: a new project, or a deck as cards/NAME.")],
    documents: Annotated[
        list[str],
        typer.Argument(metavar="LANG=FILE LANG=FILE", help="A text and its translation; the first is the front."),
    ],
    name: Annotated[str, typer.Option(help="What the deck is called in Anki; the folder's name by default.")] = "",
    title: TitleOption = "",
    text_id: IdOption = "",
) -> None:
    """Make a project with a deck from a text and its translation."""
    from deckgen.intake import start
    from deckgen.report import alignment_remarks, intake_lines, path_text

    given = documents_of(documents)
    with working("pairing the sentences"):
        taken = start(Options.project / folder, given, name, title, text_id)
    say(*intake_lines(taken))
    tell(*alignment_remarks(unrelated=taken.paired.unrelated))
    inside = path_text(taken.deck.root)
    if any(not pair.skip for pair in taken.paired.pairs):
        say(f"next: {'' if inside == '.' else f'cd {shlex.quote(inside)} && '}deckgen build", important=False)


@app.command(epilog="Example: deckgen add it=secondo.txt cs=druhy.txt --title 'Il secondo testo'")
def add(
    documents: Annotated[list[str], typer.Argument(metavar="LANG=FILE LANG=FILE", help="A text and its translation.")],
    deck: DeckOption = "",
    title: TitleOption = "",
    text_id: IdOption = "",
) -> None:
    """Put a further text and its translation into a deck."""
    from deckgen.intake import add as add_text
    from deckgen.report import alignment_remarks, intake_lines

    given = documents_of(documents)
    known = deck_in(one_folder(deck))
    with working("pairing the sentences"):
        taken = add_text(known, given, title, text_id)
    say(*intake_lines(taken))
    tell(*alignment_remarks(unrelated=taken.paired.unrelated))
    say("next: deckgen build", important=False)


@app.command()
def align(
    decks: DecksArgument = None,
    gone: Annotated[str, typer.Option(help="Pairs whose sentences left the texts: list or skip.")] = "list",
    dry_run: DryRunOption = False,
) -> None:
    """Pair the texts under data/ again after they were edited; ids, corrections and comments stay."""
    from deckgen import content, intake
    from deckgen.lock import Lock
    from deckgen.lock import load as load_lock
    from deckgen.report import alignment_remarks, refresh_lines
    from deckgen.source import Refused

    skipping = one_of("--gone", gone, ("list", "skip")) == "skip"
    for folder in folders_of(decks or []):
        deck = deck_in(folder)
        parts, problems = content.load(deck)
        if problems:
            raise Refused(*problems)
        last = load_lock(deck.lock_path) or Lock(deck.id, (deck.name,))
        with working(f"pairing the sentences of {folder.name}"):
            refreshed = [intake.refresh(deck, parts, part, last, skip_gone=skipping) for part in parts]
        for each in refreshed:
            if not dry_run:
                last = intake.keep(deck, each, last)
            say(*refresh_lines(deck, each, skipping=skipping, dry=dry_run))
            tell(*alignment_remarks(unrelated=each.paired.unrelated))


@app.command()
def check(
    decks: DecksArgument = None,
    form: Annotated[str, typer.Option("--format", help="text or json.")] = "text",
) -> None:
    """Find what is wrong with the sources, all of it; exit code 1 if there are errors."""
    from deckgen.build import read_state
    from deckgen.report import counted, problem_record
    from deckgen.source import Refused

    one_of("--format", form, ("text", "json"))
    problems: list[Problem] = []
    for folder in folders_of(decks or []):
        try:
            problems += read_state(folder).problems
        except Refused as refused:
            problems += refused.problems
    levels = [problem.level for problem in problems]
    if form == "json":
        say(json.dumps([problem_record(problem) for problem in sorted(problems)], ensure_ascii=False, indent=1))
    else:
        shown = [problem for problem in problems if problem.level != "info" or Options.verbose]
        tell_problems(shown)
        hidden = len(problems) - len(shown)
        counts = f"{counted(levels.count('error'), 'error')}, {counted(levels.count('warning'), 'warning')}"
        say(counts + (f", {counted(hidden, 'hint')} with deckgen -v check" if hidden else ""))
    if "error" in levels:
        raise typer.Exit(PROBLEMS)


@app.command()
def build(
    decks: DecksArgument = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Where the package goes.")] = None,
    dry_run: DryRunOption = False,
    locked: Annotated[bool, typer.Option("--locked", help="Fail if deck.lock would change.")] = False,
    rename: Annotated[bool, typer.Option("--rename", help="Accept that the deck has a new name.")] = False,
    as_new: Annotated[bool, typer.Option("--as-new", help="Accept a new id for a text that had another.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before an option that changes every note.")] = False,
) -> None:
    """Write the package that Anki imports, and remember in deck.lock what it holds."""
    from deckgen import report
    from deckgen.build import draft, finish, read_state, renamed
    from deckgen.plan import now
    from deckgen.source import Refused

    folders = folders_of(decks or [])
    if output and len(folders) > 1:
        fail("one file cannot hold several decks", "name one deck, or leave -o away")
    for folder in folders:
        with working(f"building {folder.name}"):
            planned = draft(read_state(folder, renaming=rename), (lambda last: last + 1) if dry_run or locked else now)
        for change in planned.plan.changes if Options.verbose or dry_run else ():
            say(*report.change_lines(change))
        if locked and planned.changes_lock:
            tell(*report.locked_lines(planned))
            raise typer.Exit(PROBLEMS)
        if not as_new and (problems := renamed(planned)):
            raise Refused(*problems)
        if dry_run:
            say(f"{folder.name}: {report.summary(planned)}; nothing was written")
            continue
        if planned.plan.sweeping > 1 and not yes and sys.stdin.isatty():
            typer.confirm(report.sweeping_text(planned), abort=True)
        with working(f"writing {folder.name}"):
            path, size = finish(planned, output)
        say(*report.build_lines(planned, path, size))
        say(*report.overwriting_lines(planned), important=False)
        say("import it: in Anki choose File > Import, take this file, keep the options as they are", important=False)


@app.command()
def verify(decks: DecksArgument = None) -> None:
    """Import the built package into an empty collection of the official Anki and compare it with the lock."""
    from deckgen.report import counted, path_text
    from deckgen.verify import verify as examine

    faults = False
    for folder in folders_of(decks or []):
        deck = deck_in(folder)
        lock = lock_of(deck)
        if not deck.package_path.exists():
            fail(f"{path_text(deck.package_path)} is not there", "run `deckgen build` first")
        try:
            with working("asking Anki"):
                verdict = examine(deck.package_path, lock)
        except ModuleNotFoundError:
            fail("the official Anki backend is not installed", "pip install anki")
        tell(*(f"{path_text(deck.package_path)}: {fault}" for fault in verdict.faults))
        faults = faults or bool(verdict.faults)
        if not verdict.faults:
            held = f"{counted(verdict.notes, 'note')} and {counted(verdict.cards, 'card')}"
            say(f"{path_text(deck.package_path)}: Anki {verdict.version} holds {held} as built")
            say("a second import changes nothing", important=False)
    if faults:
        raise typer.Exit(PROBLEMS)


@app.command()
def pull(
    export: Annotated[Path | None, typer.Argument(help="What a learner exported: .apkg or .colpkg.")] = None,
    deck: DeckOption = "",
    live: Annotated[bool, typer.Option("--live", help="Ask a running Anki instead (AnkiConnect).")] = False,
    address: AddressOption = "",
    key: KeyOption = "",
    ours: Annotated[bool, typer.Option("--ours", help="In a conflict, keep what is here.")] = False,
    theirs: Annotated[bool, typer.Option("--theirs", help="In a conflict, take what is in Anki.")] = False,
    deleted: Annotated[str, typer.Option(help="What to do with notes deleted in Anki: list or skip.")] = "list",
    dry_run: DryRunOption = False,
) -> None:
    """Bring edits that learners made in Anki back into the YAML; exit code 1 if conflicts are left."""
    from deckgen import report
    from deckgen.build import draft, read_state
    from deckgen.collection import load as load_collection
    from deckgen.pull import Choice, take_over
    from deckgen.pull import pull as compare

    skipping = one_of("--deleted", deleted, ("list", "skip")) == "skip"
    if bool(export) == live or (ours and theirs):
        fail("either an export or --live is needed, and at most one of --ours and --theirs")
    known = deck_in(one_folder(deck))
    lock = lock_of(known)
    held: Sequence[HeldNote] = load_collection(export).notes if export else _running(address, key).notes(known.id)
    planned = draft(read_state(known.folder), lambda last: last + 1)
    choice: Choice = "ours" if ours else "theirs" if theirs else ""
    pulled = compare(known, planned.state.parts, planned.notes, lock, held, choice=choice, skip_deleted=skipping)
    if not dry_run:
        take_over(known, pulled, lock, held, int(time.time()))
    say(*report.pull_lines(pulled, skipping=skipping, dry=dry_run))
    if pulled.count("conflict"):
        raise typer.Exit(PROBLEMS)


@app.command()
def push(
    deck: DeckOption = "",
    address: AddressOption = "",
    key: KeyOption = "",
    live: Annotated[bool, typer.Option("--live", help="Say so if you mean it: a running Anki is changed.")] = False,
    dry_run: DryRunOption = False,
) -> None:
    """Bring the last build into a running Anki through AnkiConnect, without touching reviews or learners' edits."""
    from deckgen import report
    from deckgen.build import draft, read_state
    from deckgen.connect import carry_out, only, plan_push
    from deckgen.package import package
    from deckgen.source import write

    if not live:
        fail("push changes a running Anki", "write `deckgen push --live`")
    known = deck_in(one_folder(deck))
    lock = lock_of(known)
    planned = draft(read_state(known.folder), lambda last: last + 1)
    if planned.changes_lock:
        tell(
            f"note: the sources changed since the last build: {report.summary(planned)}; it is the build that is pushed"
        )
    anki = _running(address, key)
    pushed = plan_push(lock, anki.notes(known.id))
    if not dry_run:
        parcel = known.package_path.with_suffix(".new.apkg") if pushed.new else None
        if parcel:
            write(parcel, package(only(lock, pushed.new), planned.types))
        carry_out(anki, pushed, parcel)
    say(*report.push_lines(pushed, dry=dry_run))


def _running(address: str, key: str) -> Anki:
    from deckgen.connect import ADDRESS, Anki

    return Anki(address or ADDRESS, key)


@app.command("lock")
def lock_command(
    deck: DeckOption = "",
    source: Annotated[Path | None, typer.Option("--from", help="Make the lock again from a package.")] = None,
    forget: Annotated[list[str] | None, typer.Option("--forget", help="Drop a retired note.")] = None,
    forget_retired: Annotated[bool, typer.Option("--forget-retired", help="Drop all retired notes.")] = False,
) -> None:
    """Look after deck.lock: make it again from a package, or drop drafts that nobody ever imported."""
    from deckgen import rebuild, report
    from deckgen.collection import load as load_collection
    from deckgen.lock import render
    from deckgen.source import write

    if bool(source) == bool(forget or forget_retired):
        fail("say what is to be done", "write --from PACKAGE, --forget ID or --forget-retired")
    known = deck_in(one_folder(deck))
    if source:
        held = load_collection(source)
        made = rebuild.rebuilt(known, held)
        said = f"{report.counted(len(made.entries), 'note')} from {report.path_text(source)}"
        edited = rebuild.edited(held, made)
        if edited:
            tell(f"warning: {report.counted(edited, 'note')} in it were edited in Anki after they were built")
            tell("   → their texts count as built now: see what differs with deckgen build --dry-run")
    else:
        last = lock_of(known)
        retired = [entry.id for entry in last.entries if entry.retired]
        unknown = [name for name in forget or () if name not in retired]
        if unknown:
            fail(f"not retired: {', '.join(unknown)}", f"retired are: {', '.join(retired) or 'none'}")
        names = set(retired if forget_retired else forget or ())
        made = rebuild.without(last, names)
        said = f"forgot {report.counted(len(names), 'note')}; whoever imported them keeps them as they are"
    write(known.lock_path, render(made).encode("utf-8"))
    say(f"{report.path_text(known.lock_path)}: {said}")


class _Interrupted(BaseException):
    """^C: no exception that a library would take for its own."""


def _interrupt(*_: object) -> NoReturn:
    raise _Interrupted


def main() -> None:
    """Run the command line; what a person wrote never ends in a traceback."""
    from deckgen.source import Refused

    before = signal.signal(signal.SIGINT, _interrupt)
    gc.disable()  # a command reads its files once and ends; looking for garbage meanwhile doubles its time
    try:
        app()
    except Refused as refused:
        tell_problems(refused.problems)
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
        gc.enable()
