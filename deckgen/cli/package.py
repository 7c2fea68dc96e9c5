"""Commands about the package: build, preview, export, verify, publish."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from deckgen.cli.options import DecksArgument, DryRunOption
from deckgen.cli.permission import permission
from deckgen.cli.terminal import PROBLEMS, Options, fail, folders_of, lock_of, say, tell, texts_of, working


def _folders(decks: list[str] | None, output: Path | None) -> list[Path]:
    """The folders of the requested decks; only one is allowed with an output file."""
    folders = folders_of(decks or [])
    if output and len(folders) > 1:
        fail("one file cannot hold several decks", "name one deck, or omit -o")
    return folders


_AsNewOption = Annotated[bool, typer.Option("--as-new", help="Accept a new id for a text that had a different one.")]
_ReorderOption = Annotated[
    bool,
    typer.Option(
        "--reorder", help="Number all cards anew in study order, for people who import the deck for the first time."
    ),
]
_AllowCommandOption = Annotated[
    bool, typer.Option("--allow-command", help="Allow the speech command of this project on this machine.")
]
_AudioOption = Annotated[
    str,
    typer.Option("--audio", metavar="ENGINE:VOICE", help="Write the last build with recordings, as in espeak-ng:it."),
]


def build(
    decks: DecksArgument = None,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE", help="Where to write the package; build/DECK.apkg by default."),
    ] = None,
    dry_run: DryRunOption = False,
    locked: Annotated[bool, typer.Option("--locked", help="Fail if deck.lock would change.")] = False,
    rename: Annotated[bool, typer.Option("--rename", help="Accept the new name of the deck.")] = False,
    as_new: _AsNewOption = False,
    reorder: _ReorderOption = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before changing every note.")] = False,
    allow_command: _AllowCommandOption = False,
    audio: _AudioOption = "",
) -> None:
    """Write the package that Anki imports, and record its contents in deck.lock.

    Only notes that changed get a new time, so importing again leaves all others alone, with their reviews and
    learners' edits. Notes that left the sources stay in the package as retired. Commit deck.lock; the same sources
    and the same lock give the same bytes.

    A card keeps its place among the new cards, also where texts change their order. --reorder places all of them
    anew: learners who have the deck keep their order, all others start in yours.

    With --audio the package of a silent deck gets recordings, in build/DECK-audio.apkg: the same notes, for learners
    who want to hear them. deck.yaml and deck.lock stay as they are, and learners may change from one to the other.
    """
    from deckgen.actions import report
    from deckgen.actions.blockers import refuse_blocked
    from deckgen.actions.build import draft, finish, read_named, read_state
    from deckgen.cards.plan import now

    if audio:
        _build_editions(_folders(decks, output), audio, output)
        return
    for folder in _folders(decks, output):
        with working(f"building {folder.name}"):
            reading = read_state if dry_run or locked else read_named
            state = reading(folder, renaming=rename)
            planned = draft(state, (lambda last: last + 1) if dry_run or locked else now, reorder=reorder)
        for change in planned.plan.changes if Options.verbose or dry_run else ():
            say(*report.change_lines(change))
        if locked and planned.changes_lock:
            tell(*report.locked_lines(planned))
            raise typer.Exit(PROBLEMS)
        refuse_blocked(planned, as_new=as_new)
        if dry_run:
            say(f"{folder.name}: {report.summary(planned)}; nothing was written")
            say(*report.changed_text_lines(planned.state))
            tell(*report.media_lines(planned))
            continue
        if planned.plan.sweeping > 1 and not yes and sys.stdin.isatty():
            typer.confirm(report.sweeping_text(planned), abort=True)
        permitted = permission(planned.state.deck, planned.state.parts, allowed=allow_command)
        with working(f"writing {folder.name}") as progress:
            path, size = finish(planned, output, progress, permitted=permitted)
        say(*report.build_lines(planned, path, size))
        say(*report.overwriting_lines(planned), important=False)
        tell(*report.media_lines(planned))
        say("import it: in Anki choose File > Import, pick this file, keep the options as they are", important=False)


def _build_editions(folders: list[Path], audio: str, output: Path | None) -> None:
    """Write the last build of decks with recordings by the voice that a person named."""
    from deckgen.actions.build import draft, read_state
    from deckgen.actions.report import edition_line
    from deckgen.actions.sound_edition import write_edition
    from deckgen.project.voice import given_voice

    voice = given_voice(audio)
    if not voice:
        fail(
            f"`--audio {audio}` is not a voice that deckgen can use",
            "write ENGINE:VOICE, as in espeak-ng:it, or command:LINE",
        )
    for folder in folders:
        with working(f"recording {folder.name}") as progress:
            planned = draft(read_state(folder), lambda last: last + 1)
            path, size, heard = write_edition(planned, voice, output, progress)
        say(edition_line(path, size, heard))


def preview(
    decks: DecksArgument = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "-o", "--output", metavar="FILE", help="Where to write the page; build/DECK.preview.html by default."
        ),
    ] = None,
    show: Annotated[bool, typer.Option("--open", help="Open the page in the browser.")] = False,
) -> None:
    """Write a page with every card as Anki shows it and every pair with its line; nothing else changes.

    It shows both sides, in day and night mode, on a phone and on a desktop, with filters for text, section, kind of
    card, doubt and change since the last build.
    """
    from deckgen.actions.build import draft, read_state
    from deckgen.actions.report import path_text
    from deckgen.actions.speaking import kept_sounds
    from deckgen.cards import preview as page
    from deckgen.files.disk import write

    for folder in _folders(decks, output):
        with working(f"laying out {folder.name}"):
            planned = draft(read_state(folder), lambda last: last + 1)
            deck = planned.state.deck
            path = output or deck.package_path.with_suffix(".preview.html")
            changed = {change.new.id: change.kind for change in planned.plan.changes}
            fields = {entry.id: entry.fields for entry in planned.plan.lock.entries}
            parts = planned.state.parts
            sounds = kept_sounds(deck, parts)
            text = page.render(
                deck, parts, planned.notes, planned.types, fields, changed, beside=deck.root, sounds=sounds
            )
            write(path, text.encode("utf-8"))
        say(f"{path_text(path)}: {len(planned.notes)} notes, {len(text.encode('utf-8')) // 1024} KB")
        if show:
            typer.launch(path.resolve().as_uri())


def export(
    decks: DecksArgument = None,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE", help="The file to write: .tmx, .tsv or .xlsx."),
    ] = None,
    anki: Annotated[
        bool, typer.Option("--anki", help="Write the notes as Anki's plain text instead, each with its guid.")
    ] = False,
) -> None:
    """Write the pairs of a deck for another program: a translation memory, a table or a workbook.

    Skipped pairs are left out. With --anki the file has the notes as Anki exports them in plain text; importing it
    changes notes that are in a collection and adds the others, without their templates and recordings.
    """
    from deckgen.actions.export import WRITERS
    from deckgen.actions.export import export as write_pairs
    from deckgen.actions.report import counted, path_text
    from deckgen.project.deck import opened

    if not output:
        fail("say where to write", f"for example: -o pairs{next(iter(WRITERS))}")
    if not anki and output.suffix.lower() not in WRITERS:
        fail(
            f"`{output.suffix or output.name}` is not a format that deckgen exports",
            f"use {', '.join(WRITERS)} or --anki",
        )
    (folder,) = _folders(decks, output)
    if anki:
        _export_notes(folder, output)
        return
    deck = opened(folder)
    with working(f"writing {output.name}"):
        written, skipped = write_pairs(deck, texts_of(deck)[0], output)
    without = f"; {counted(skipped, 'skipped pair')} left out" if skipped else ""
    say(f"{path_text(output)}: {counted(written, 'pair')}{without}")


def _export_notes(folder: Path, output: Path) -> None:
    """Write the notes as Anki's plain text."""
    from deckgen.actions.build import draft, read_state
    from deckgen.actions.report import counted, path_text
    from deckgen.anki.plain_text import plain_text
    from deckgen.files.disk import write

    state = read_state(folder)
    planned = draft(state, lambda last: last + 1)
    write(output, plain_text(planned.plan.lock))
    say(f"{path_text(output)}: {counted(len(planned.notes), 'note')}")
    if planned.changes_lock:
        say("the deck changed since its last build: run `deckgen build` too, which records it", important=False)


def verify(decks: DecksArgument = None) -> None:
    """Import the built package into an empty collection of the official Anki and compare it with the lock.

    Requires the extra `anki`. Your own Anki is not touched.
    """
    from deckgen.actions.report import counted, path_text
    from deckgen.anki.verify import verify as examine
    from deckgen.files import extras
    from deckgen.project.deck import opened

    faults = False
    for folder in folders_of(decks or []):
        deck = opened(folder)
        lock = lock_of(deck)
        if not deck.package_path.exists():
            fail(f"{path_text(deck.package_path)} does not exist", "run `deckgen build` first")
        try:
            with working("importing into Anki"):
                verdict = examine(deck.package_path, lock)
        except ModuleNotFoundError:
            fail(extras.lacking("asking the official Anki", "anki"), extras.getting("anki"))
        tell(*(f"{path_text(deck.package_path)}: {fault}" for fault in verdict.faults))
        faults = faults or bool(verdict.faults)
        if not verdict.faults:
            held = f"{counted(verdict.notes, 'note')} and {counted(verdict.cards, 'card')}"
            say(f"{path_text(deck.package_path)}: Anki {verdict.version} holds {held} as built")
            say("a second import changes nothing", important=False)
    if faults:
        raise typer.Exit(PROBLEMS)


def publish(
    decks: DecksArgument = None,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FOLDER", help="Where to write the files; build/publish by default."),
    ] = None,
    dry_run: DryRunOption = False,
) -> None:
    """Write all that it takes to share a deck, after a checklist, and mark this release; nothing is uploaded.

    That is the package, its page for AnkiWeb in both languages, and a list of what changed since the last release. The
    folder published/ of the deck remembers the release: commit it.
    """
    from deckgen.actions import publish as releasing
    from deckgen.actions.build import draft, read_state
    from deckgen.actions.report import path_text, point_lines

    failed = False
    for folder in folders_of(decks or []):
        with working(f"checking {folder.name}"):
            planned = draft(read_state(folder, thorough=True), lambda last: last + 1)
        permitted = permission(planned.state.deck, planned.state.parts)
        with working(f"preparing {folder.name}") as progress:
            release = releasing.prepare(planned, progress, permitted=permitted)
        for point in release.points:
            (tell if point.fault else say)(*point_lines(point))
        failed = failed or not release.ready
        if not release.ready:
            tell(f"{folder.name}: not ready, nothing was written")
        elif not release.changes and not release.restyled:
            say(f"{folder.name}: nothing changed since the last release, nothing was written")
        elif dry_run:
            say(f"{folder.name}: ready; nothing was written")
        else:
            paths = releasing.carry_out(release, output or planned.state.deck.root / "build" / "publish")
            say(*(path_text(path) for path in paths))
            say(f"commit {path_text(folder / releasing.FOLDER)}; then share these files", important=False)
    if failed:
        raise typer.Exit(PROBLEMS)
