"""Verifying a package with the official Anki backend, in an empty collection."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deckgen.files.bounds import place
from deckgen.files.source import Problem, Refused
from deckgen.project.fields import FIELDS, KINDS, SIDES, STAMPS, TEMPLATES, cards_of
from deckgen.project.lock import Entry, Lock


@dataclass(frozen=True)
class Verdict:
    """The result of importing a package: the number of notes and cards, and every fault."""

    version: str
    notes: int
    cards: int
    faults: tuple[str, ...]


def verify(package: Path, lock: Lock) -> Verdict:
    """Import `package` twice into an empty collection and compare it with `lock`.

    Raises ModuleNotFoundError if the `anki` package is not installed.
    """
    place(package)
    from anki.buildinfo import version
    from anki.collection import Collection as AnkiCollection
    from anki.errors import AnkiException

    with tempfile.TemporaryDirectory(prefix="deckgen-verify-") as folder:
        collection: Any = AnkiCollection(str(Path(folder) / "collection.anki2"))
        try:
            try:
                first, second = _import(collection, package), _import(collection, package)
            except AnkiException as error:
                raise Refused(
                    Problem(package, 0, f"Anki refuses it: {error}", advice="build it again: deckgen build")
                ) from error
            faults = [
                *(f"{len(first.conflicting)} notes were refused" for _ in first.conflicting[:1]),
                *(f"a second import changes {len(second.updated)} notes" for _ in second.updated[:1]),
                *(f"a second import adds {len(second.new)} notes" for _ in second.new[:1]),
            ]
            for entry in lock.entries:
                faults += _faults(collection, entry)
            extra = collection.db.scalar("select count() from notes") - len(lock.entries)
            faults += [f"{extra} extra notes"] if extra else []
            faults += [line for line in _check_database(collection) if not any(entry.retired for entry in lock.entries)]
            notes, cards = (collection.db.scalar(f"select count() from {table}") for table in ("notes", "cards"))
            return Verdict(version, notes, cards, tuple(faults))
        finally:
            collection.close()


def _import(collection: Any, package: Path) -> Any:
    """Import with the desktop program's default options and return its log."""
    from anki.collection import ImportAnkiPackageOptions, ImportAnkiPackageRequest

    preset = collection._backend.get_import_anki_package_presets()
    options = ImportAnkiPackageOptions(
        merge_notetypes=preset.merge_notetypes,
        update_notes=preset.update_notes,
        update_notetypes=preset.update_notetypes,
        with_scheduling=preset.with_scheduling,
        with_deck_configs=preset.with_deck_configs,
    )
    request = ImportAnkiPackageRequest(package_path=str(package), options=options)
    return collection.import_anki_package(request).log


def _faults(collection: Any, entry: Entry) -> list[str]:
    """The differences between the note in the collection and `entry`."""
    nid = collection.db.scalar("select id from notes where guid = ?", entry.guid)
    if nid is None:
        return [f"{entry.id}: the note is missing"]
    note = collection.get_note(nid)
    held = dict(zip(FIELDS[entry.kind], note.fields, strict=True))
    faults = [
        f"{entry.id}: {name} is {held[name]!r}, not {entry.fields.get(name, '')!r}"
        for name in FIELDS[entry.kind]
        if name not in STAMPS and held[name] != entry.fields.get(name, "")
    ]
    faults += _wrong_kind(entry)
    if sorted(note.tags) != sorted(entry.tags):
        faults.append(f"{entry.id}: tags are {' '.join(note.tags)}")
    names = () if entry.retired else cards_of(entry.kind, entry.fields)
    wanted = [(TEMPLATES[entry.kind].index(name), entry.due[name]) for name in names]
    if [(card.ord, card.due) for card in note.cards()] != wanted:
        faults.append(f"{entry.id}: expected cards {', '.join(names) or 'none'} in their positions")
    return faults


def _wrong_kind(entry: Entry) -> list[str]:
    """The faults of a note that was built from an entry of another kind, over a note that learners have."""
    faults = [f"{entry.id}: {name} is empty" for name in SIDES[entry.kind] if not entry.fields.get(name)]
    others = {name for kind in KINDS for name in SIDES[kind]} - {*SIDES[entry.kind]}
    foreign = [name for name in entry.fields if name in others]
    if foreign:
        said = f"{entry.id}: a {entry.kind} note was built with {' and '.join(foreign)} of another kind"
        faults.append(f"{said}: its id moved from a pair to a term or back")
    return faults


def _check_database(collection: Any) -> list[str]:
    report, ok = collection.fix_integrity()
    return [] if ok else [f"Check Database: {line}" for line in str(report).splitlines() if line.strip()]
