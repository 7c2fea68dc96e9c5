"""The notes as Anki's plain text, imported by the official backend as its dialog does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from anki_world import Learner
from projects import Project

from deckgen.actions.build import Draft, draft, finish, read_state
from deckgen.anki.plain_text import plain_text

START = 1_790_000_000


def build(project: Project, at: int = START) -> Draft:
    planned = draft(read_state(project.deck), lambda last: max(at, last + 1))
    finish(planned)
    return planned


def imports(learner: Learner, path: Path) -> Any:
    from anki.collection import ImportCsvRequest

    metadata = learner.col.get_csv_metadata(path=str(path), delimiter=None)
    return learner.col.import_csv(ImportCsvRequest(path=str(path), metadata=metadata)).log


def test_it_has_every_note_as_the_package_has_it(project: Project, tmp_path: Path) -> None:
    planned = build(project)
    path = tmp_path / "notes.txt"
    path.write_bytes(plain_text(planned.plan.lock))
    with Learner(tmp_path / "learner") as learner:
        learner.imports(project.package)
        held = learner.fields()
        log = imports(learner, path)
        assert (len(log.new), len(log.updated)) == (0, 0)
        assert learner.fields() == held


def test_what_changed_is_updated_and_reviews_stay(project: Project, tmp_path: Path) -> None:
    build(project)
    with Learner(tmp_path / "learner") as learner:
        learner.imports(project.package)
        learner.reviews("Corso", 3)
        before = learner.scheduling()
        project.edit(project.pairs, "Chi ha vinto la trattativa?", "Chi ha vinto la gara?")
        planned = build(project, START + 100)
        path = tmp_path / "notes.txt"
        path.write_bytes(plain_text(planned.plan.lock))
        log = imports(learner, path)
        changed = [entry for entry in planned.plan.lock.entries if "gara" in entry.fields.get("Front", "")]
        assert len(changed) == 1
        assert len(log.new) == 0
        assert "gara" in learner.note(changed[0].guid)["Front"]
        assert learner.scheduling() == before
