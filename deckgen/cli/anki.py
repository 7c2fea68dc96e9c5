"""Commands that deal with what Anki holds: pull, push, lock."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from deckgen.cli.options import AddressOption, DeckOption, DryRunOption, KeyOption, completing
from deckgen.cli.permission import permission
from deckgen.cli.terminal import PROBLEMS, fail, lock_of, one_folder, one_of, say, tell

if TYPE_CHECKING:
    from deckgen.anki.collection import Collection, HeldNote
    from deckgen.anki.connect import Anki
    from deckgen.cards.notetypes import NoteType
    from deckgen.merge.push import Push
    from deckgen.project.deck import Deck
    from deckgen.project.lock import Lock


def pull(
    export: Annotated[
        Path | None, typer.Argument(metavar="EXPORT", help="A learner's export: .apkg or .colpkg.")
    ] = None,
    deck: DeckOption = "",
    live: Annotated[bool, typer.Option("--live", help="Read from a running Anki instead (AnkiConnect).")] = False,
    address: AddressOption = "",
    key: KeyOption = "",
    ours: Annotated[bool, typer.Option("--ours", help="In a conflict, keep the text in the YAML.")] = False,
    theirs: Annotated[bool, typer.Option("--theirs", help="In a conflict, take the text in Anki.")] = False,
    deleted: Annotated[
        str,
        typer.Option(
            metavar="list|skip",
            autocompletion=completing("list", "skip"),
            help="What to do with notes deleted in Anki: list them, or take them out of the deck.",
        ),
    ] = "list",
    dry_run: DryRunOption = False,
) -> None:
    """Bring learners' edits in Anki back into the YAML; exit code 1 if conflicts remain.

    Texts, notes, hints and tags are merged three ways, with the build that the learner started from as the base. If
    both sides changed the same text, both versions are shown, and that text stays until you choose --ours or
    --theirs.
    """
    from deckgen.actions import report
    from deckgen.actions.build import draft, read_state
    from deckgen.anki.collection import Extent
    from deckgen.anki.collection import load as load_collection
    from deckgen.anki.live import read_notes
    from deckgen.merge.pull import Choice, apply
    from deckgen.merge.pull import pull as compare
    from deckgen.project.deck import opened

    skipping = one_of("--deleted", deleted, ("list", "skip")) == "skip"
    if bool(export) == live or (ours and theirs):
        fail("give either an export or --live, and at most one of --ours and --theirs")
    known = opened(one_folder(deck))
    last = lock_of(known)
    held: Sequence[HeldNote]
    doubtful: frozenset[str] = frozenset()
    if export:
        loaded = load_collection(export)
        held, extent = loaded.notes, loaded.extent
    else:
        running = read_notes(_running(address, key), last)
        held, doubtful, extent = running.notes, running.doubtful, Extent(whole=True)
    planned = draft(read_state(known.folder), lambda last: last + 1)
    choice: Choice = "ours" if ours else "theirs" if theirs else ""
    parts, notes = planned.state.parts, planned.notes
    pulled = compare(
        known, parts, notes, last, held, choice=choice, skip_deleted=skipping, extent=extent, doubtful=doubtful
    )
    if not dry_run:
        apply(known, pulled, last, held, int(time.time()))
    say(*report.pull_lines(pulled, skipping=skipping, dry=dry_run))
    if pulled.count("conflict"):
        raise typer.Exit(PROBLEMS)


def push(
    deck: DeckOption = "",
    address: AddressOption = "",
    key: KeyOption = "",
    live: Annotated[bool, typer.Option("--live", help="Confirm that the running Anki may be changed.")] = False,
    dry_run: DryRunOption = False,
) -> None:
    """Push the last build into a running Anki through AnkiConnect; reviews and learners' edits are not touched.

    Changed texts, recordings, styles and templates go at once. New notes need Anki's import dialog, which opens with a
    package of them. Anki must be open, with the AnkiConnect add-on. Everyone else imports the package.
    """
    from deckgen.actions import report
    from deckgen.actions.build import draft, read_state
    from deckgen.actions.speaking import built_sounds
    from deckgen.anki.live import lacking, read_looks, read_notes
    from deckgen.cards import safe_lock
    from deckgen.files.source import Refused
    from deckgen.merge.push import Done, carry_out, plan_push, with_looks
    from deckgen.project.deck import opened

    if not live:
        fail("push changes a running Anki", "confirm with `deckgen push --live`")
    known = opened(one_folder(deck))
    last = lock_of(known)
    planned = draft(read_state(known.folder), lambda last: last + 1)
    if planned.changes_lock:
        tell(f"note: the sources changed since the last build: {report.summary(planned)}; the last build is pushed")
    if wrong := safe_lock.problems(known, last.entries, planned.types):
        raise Refused(*wrong)
    anki = _running(address, key)
    looks = read_looks(anki, [entry.id for entry in last.types])
    pushed = with_looks(plan_push(last, read_notes(anki, last)), last, planned.types, looks)
    parts = planned.state.parts
    asked = None if dry_run or planned.changes_lock else (lambda: permission(known, parts))
    spoken, silent = built_sounds(known, parts, last, asked)
    parcel, again = None, False
    if dry_run:
        done = Done(len(lacking(anki, spoken)))
    else:
        parcel, again = _parcel(known, last, planned.types, pushed, spoken)
        try:
            done = carry_out(anki, pushed, spoken, None if again else parcel)
        except Refused:
            _forget(None if again else parcel)
            raise
    say(*report.push_lines(pushed, done, silent, parcel, again=again, dry=dry_run))


def _parcel(
    deck: Deck, last: Lock, types: Mapping[str, NoteType], pushed: Push, spoken: Mapping[str, bytes]
) -> tuple[Path | None, bool]:
    """The package of the new notes, if there are any, and whether an earlier push has already opened it in Anki."""
    from deckgen.anki.package import package
    from deckgen.cards.speech import names_in
    from deckgen.files.disk import contents, remove, write
    from deckgen.merge.push import only

    path = deck.package_path.with_suffix(".new.apkg")
    if not pushed.new:
        remove(path)
        return None, False
    part = only(last, pushed.new)
    names = names_in(part.live_fields)
    data = package(part, types, {name: sound for name, sound in spoken.items() if name in names})
    if path.is_file() and contents(path) == data:
        return path, True
    write(path, data)
    return path, False


def _forget(parcel: Path | None) -> None:
    """Delete a package that Anki did not open: the next push opens it then."""
    from deckgen.files.disk import remove

    if parcel:
        remove(parcel)


def _running(address: str, key: str) -> Anki:
    from deckgen.anki.connect import ADDRESS, Anki

    return Anki(address or ADDRESS, key)


def lock(
    deck: DeckOption = "",
    source: Annotated[
        Path | None, typer.Option("--from", metavar="PACKAGE", help="Rebuild the lock from a package.")
    ] = None,
    forget: Annotated[
        list[str] | None,
        typer.Option("--forget", metavar="ID", help="Drop a retired note; may be repeated."),
    ] = None,
    forget_retired: Annotated[bool, typer.Option("--forget-retired", help="Drop all retired notes.")] = False,
    merged: Annotated[bool, typer.Option("--merged", help="Join both sides of a merge conflict in the lock.")] = False,
) -> None:
    """Maintain deck.lock: rebuild it from a package, join two branches, or drop drafts that nobody ever imported.

    Every note's identity depends on the lock: keep it under version control. If it is lost, rebuild it from the newest
    package that was handed out.
    """
    from deckgen.actions import recover_lock, report
    from deckgen.anki.collection import load as load_collection
    from deckgen.files.disk import exclusive_access, refuse_unwritable
    from deckgen.project.deck import opened
    from deckgen.project.lock import exclusive, save

    if bool(source) + bool(forget or forget_retired) + merged != 1:
        fail("choose what to do", "--merged, --from PACKAGE, --forget ID or --forget-retired")
    known = opened(one_folder(deck))
    if merged:
        _join_sides(known)
        return
    if source:
        held = load_collection(source)
        author = recover_lock.author_of(known, _built(known, source))
        made = recover_lock.rebuilt(known, held, author)
        tell(*recover_lock.remarks(known, held, author))
        result = f"{report.counted(len(made.entries), 'note')} from {report.path_text(source)}"
        edited = recover_lock.edited(held, made)
        if edited:
            tell(f"warning: edited in Anki after the build: {report.counted(edited, 'note')}")
            tell("   → their texts now count as built; `deckgen build --dry-run` shows what differs")
    else:
        last = lock_of(known)
        retired = [entry.id for entry in last.entries if entry.retired]
        unknown = [name for name in forget or () if name not in retired]
        if unknown:
            fail(f"not retired: {', '.join(unknown)}", f"retired notes: {', '.join(retired) or 'none'}")
        names = set(retired if forget_retired else forget or ())
        made = recover_lock.without(last, names)
        result = f"forgot {report.counted(len(names), 'note')}; imported copies stay as they are"
    refuse_unwritable({known.lock_path: None})
    with exclusive_access(known.folder) if source else exclusive(known, last):
        save(known.lock_path, made)
    say(f"{report.path_text(known.lock_path)}: {result}")


def _built(deck: Deck, source: Path) -> Collection | None:
    """The package that was built last, if it is there and is not `source` itself."""
    from deckgen.anki.collection import load
    from deckgen.files.source import Refused

    try:
        same = not deck.package_path.exists() or deck.package_path.samefile(source)
        return None if same else load(deck.package_path)
    except (OSError, Refused):
        return None


def _join_sides(deck: Deck) -> None:
    """Write the union of both sides of a merged lock."""
    from deckgen.actions.report import counted, path_text
    from deckgen.files.disk import exclusive_access, read, refuse_unwritable
    from deckgen.project.lock import save
    from deckgen.project.lock_merge import merged, needs_merging

    with exclusive_access(deck.folder):
        source = read(deck.lock_path)
        if not needs_merging(source):
            fail(
                f"{deck.folder.name}: deck.lock has no merge conflict",
                "--merged is only for a lock in which git left one",
            )
        joined = merged(source)
        refuse_unwritable({deck.lock_path: None})
        save(deck.lock_path, joined.lock)
    say(f"{path_text(deck.lock_path)}: {counted(len(joined.lock.entries), 'note')} of both sides")
    say(*(f"  {remark}" for remark in joined.remarks))
    say("  next: `deckgen check`, then `deckgen build`, and hand out that package")
