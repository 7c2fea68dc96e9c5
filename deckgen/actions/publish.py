"""A release of a deck: what must be right before strangers get it, and the files to share; nothing is uploaded."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from deckgen.actions.build import Draft
from deckgen.actions.speaking import sounds
from deckgen.cards import changes
from deckgen.cards.plan import Change, Plan
from deckgen.cards.publication import Released, between, page
from deckgen.files import extras
from deckgen.files.disk import read, refuse_unwritable, write
from deckgen.languages.language import language
from deckgen.project import lock
from deckgen.project.deck import Deck

FOLDER = "published"  # in the deck's folder, to be committed
_FIRST, _LAST, _CHANGES = "first.lock", "last.lock", "changes.md"


@dataclass(frozen=True)
class Point:
    """One point of the checklist: what is to be so, and what is wrong or could not be checked, if anything."""

    aim: str
    fault: str = ""
    advice: str = ""
    unknown: str = ""


@dataclass(frozen=True)
class Release:
    """What is going to be published: the package, and every other file with its bytes."""

    draft: Draft
    package: bytes
    points: tuple[Point, ...]
    before: Released  # the releases that there were
    changes: tuple[Change, ...]  # since the last of them
    restyled: bool  # whether cards look otherwise than in it

    @property
    def ready(self) -> bool:
        """Whether nothing on the checklist is wrong."""
        return not any(point.fault for point in self.points)


def prepare(
    draft: Draft, progress: Callable[[int, int], None] = lambda *_: None, *, permitted: bool = False
) -> Release:
    """The release of a deck as it is built, with its checklist; nothing is written.

    Raises Refused if a recording cannot be made.
    """
    from deckgen.anki.package import package

    state, built = draft.state, draft.plan.lock
    data = package(built, draft.types, sounds(state.deck, state.parts, progress, permitted=permitted))
    before = released(state.deck)
    last = before.last
    points = (*_points(draft, last), _verified(data, built))
    looks = {entry.kind: entry.digest for entry in last.types} if last else {}
    restyled = any(looks.get(entry.kind) != entry.digest for entry in built.types)
    return Release(draft, data, points, before, between(last, built), restyled)


def released(deck: Deck) -> Released:
    """The locks of the first and the last release."""
    return Released(*(lock.load(deck.folder / FOLDER / name) for name in (_FIRST, _LAST)))


# ------------------------------------------------------------------ the checklist


def _points(draft: Draft, last: lock.Lock | None) -> Iterator[Point]:
    deck = draft.state.deck
    stale = "the sources changed since the last build" if draft.changes_lock else ""
    yield Point("the last build is up to date", stale, "deckgen build")
    open_problems = sum(problem.level in ("error", "warning") for problem in draft.state.problems)
    left = f"{open_problems} left to deal with" if open_problems else ""
    yield Point("check --strict finds nothing", left, "deckgen check --strict; `allow:` silences what is intended")
    before = last.names[-1] if last and last.names else deck.name
    renamed = f"the last release was called “{before}”" if before != deck.name else ""
    yield Point(
        "the name has not changed since the last release", renamed, "learners have the deck under that name: restore it"
    )
    lacking = [text.id for text in deck.texts if not text.licence] + ["the deck"] * (not deck.licence)
    yield Point(
        "every text and the deck have a licence",
        f"none is given for {', '.join(lacking)}" if lacking else "",
        f"{deck.path.name}: add `licence:` there, and `source:` and `author:` where others wrote the text",
    )
    unclear = deck.audio and deck.audio.engine == "command" and not deck.audio.licence
    yield Point(
        "the recordings may be passed on",
        "the licence of the voice is not known" if unclear else "",
        f"{deck.path.name}: add `licence:` under `audio:`, or publish without recordings",
    )


def _verified(data: bytes, built: lock.Lock) -> Point:
    """Whether the official Anki reads the package as it was built."""
    from deckgen.anki.verify import verify

    aim = "Anki reads the package exactly as it was built"
    with tempfile.TemporaryDirectory(prefix="deckgen-publish-") as folder:
        path = Path(folder) / "deck.apkg"
        write(path, data)
        try:
            faults = verify(path, built).faults
        except ModuleNotFoundError:
            return Point(aim, unknown=f"{extras.lacking('asking the official Anki', 'anki')}: {extras.getting('anki')}")
    return Point(aim, "; ".join(faults[:3]), "build the deck again, and report it if that does not help")


# ------------------------------------------------------------------ writing


def carry_out(release: Release, folder: Path) -> list[Path]:
    """Write what is to be shared into `folder`, and mark the release in the deck's folder; returns what to share."""
    shared, kept = _files(release, folder)
    deck, built = release.draft.state.deck, release.draft.plan.lock
    refuse_unwritable({**shared, **kept})
    with lock.exclusive(deck, built):
        for path, data in {**shared, **kept}.items():
            write(path, data)
    return list(shared)


def _files(release: Release, folder: Path) -> tuple[dict[Path, bytes], dict[Path, bytes]]:
    """The files to share, and those that mark the release, which the next one is compared with."""
    deck, built = release.draft.state.deck, release.draft.plan.lock
    before = release.before
    marks = deck.folder / FOLDER
    name, list_path = deck.folder.name, marks / _CHANGES
    listed = _changes(release, list_path)
    shared = {
        folder / f"{name}.apkg": release.package,
        **{
            folder / f"{name}.{code}.md": page(deck, built, len(release.package), code, before).encode()
            for code in (deck.front, deck.back)
        },
        folder / f"{name}.changes.md": listed,
    }
    kept = {list_path: listed, marks / _LAST: lock.render(built).encode()}
    return shared, kept if before.first else {**kept, marks / _FIRST: kept[marks / _LAST]}


def _changes(release: Release, path: Path) -> bytes:
    """The list of all releases with the changes of this one on top; the first is named without its notes."""
    deck, words = release.draft.state.deck, language(release.draft.state.deck.back).publish
    found, otherwise = (release.changes, words["look"]) if release.before.last else ((), words["first"])
    entry = changes.build_entry(deck, Plan(release.draft.plan.lock, found), otherwise)
    return changes.with_entry(deck.name, entry, read(path) if os.path.lexists(path) else None).encode()
