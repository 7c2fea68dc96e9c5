"""A learner who added a field: what Anki refuses, and what its option *Merge note types* does; docs/regeneration.md."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from anki.collection import ImportAnkiPackageRequest
from anki_world import Imported, Learner
from projects import Project

from deckgen.actions.build import draft, finish, read_state

G = "0123456789-{}".format
OWN = "moje pomůcka"


def build(project: Project, at: int) -> None:
    finish(draft(read_state(project.deck), lambda last: max(at, last + 1)))


def merged(learner: Learner, package: Path) -> Imported:
    """Import with *Merge note types* switched on, the other options as the dialog presets them."""
    options = learner.col._backend.get_import_anki_package_presets()
    options.merge_notetypes = True
    log = learner.col.import_anki_package(ImportAnkiPackageRequest(package_path=str(package), options=options)).log
    return Imported(len(log.new), len(log.updated), len(log.duplicate), len(log.conflicting))


@pytest.fixture
def learner(project: Project, tmp_path: Path) -> Learner:
    """A learner with reviews, a field of their own in two notes, and a newer package of which one note changed."""
    build(project, 1_790_000_000)
    made = Learner(tmp_path / "learner")
    made.imports(project.package)
    made.reviews("Prova")
    model = made.col.models.by_name("Prova – Sentence")
    made.col.models.add_field(model, made.col.models.new_field("Moje"))
    made.col.models.update_dict(model)
    for name in ("t-bida", "t-bada"):
        made.edits(G(name), "Moje", OWN)
    project.edit(project.pairs, "Kdo to jednání vyhrál?", "Kdo jednání vyhrál?")
    build(project, int(time.time()) + 60)
    return made


def test_an_added_field_stops_imports_and_merging_note_types_takes_them(project: Project, learner: Learner) -> None:
    with learner:
        scheduling = learner.scheduling()
        assert learner.imports(project.package).refused == 3
        assert learner.note(G("t-bida"))["Back"] == "Kdo to jednání vyhrál?"
        assert merged(learner, project.package) == Imported(new=0, updated=1, same=4, refused=0)
        assert learner.note(G("t-bida"))["Back"] == "Kdo jednání vyhrál?"
        assert learner.scheduling() == scheduling
        assert learner.check_database() == ""


def test_merging_empties_the_added_field_of_notes_that_changed_and_of_no_others(
    project: Project, learner: Learner
) -> None:
    with learner:
        merged(learner, project.package)
        assert (learner.note(G("t-bida"))["Moje"], learner.note(G("t-bada"))["Moje"]) == ("", OWN)


def test_the_note_field_needs_no_option(project: Project, learner: Learner, tmp_path: Path) -> None:
    with learner, Learner(tmp_path / "other") as other:
        other.imports(project.package)
        other.edits(G("t-bada"), "Note", OWN)
        assert other.imports(project.package).refused == 0
        assert other.note(G("t-bada"))["Note"] == OWN
