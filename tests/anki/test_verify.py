"""Does the real Anki hold what was built: asked by the program itself."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path

from projects import Project

from deckgen.actions.build import draft, finish, read_state
from deckgen.anki.package import package
from deckgen.anki.verify import verify
from deckgen.project.lock import Lock, load


def built(project: Project) -> tuple[Path, Lock]:
    planned = draft(read_state(project.deck))
    path, _ = finish(planned)
    return path, planned.plan.lock


def test_a_package_is_as_its_lock_says(project: Project) -> None:
    verdict = verify(*built(project))
    assert verdict.faults == ()
    assert (verdict.notes, verdict.cards) == (5, 9)


def test_every_difference_is_named(project: Project) -> None:
    path, lock = built(project)
    first, second, *rest = lock.entries
    other = replace(
        lock,
        entries=(
            replace(first, fields={**first.fields, "Back": "něco jiného"}),
            replace(second, tags=(*second.tags, "navíc"), due={**second.due, "Recognition": 7}),
            *rest[1:],
        ),
    )
    faults = "\n".join(verify(path, other).faults)
    assert f"{first.id}: Back is" in faults
    assert f"{second.id}: tags are" in faults
    assert f"{second.id}: expected cards" in faults
    assert "1 extra notes" in faults


def test_a_retired_note_without_cards_is_no_fault(project: Project) -> None:
    built(project)
    project.edit(project.terms, "- id: t-peda", "- id: t-peda\n  skip: true")
    assert verify(*built(project)).faults == ()


def test_a_missing_note_is_named(project: Project, tmp_path: Path) -> None:
    path, lock = built(project)
    planned = draft(read_state(project.deck))
    short = replace(lock, entries=lock.entries[1:])
    path.write_bytes(package(short, planned.types))
    assert zipfile.is_zipfile(path)
    assert f"{lock.entries[0].id}: the note is missing" in verify(path, load(project.lock) or lock).faults
