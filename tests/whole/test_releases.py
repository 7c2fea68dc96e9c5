"""A newer deckgen changes no note: projects as earlier states of the program built them, and their packages.

Each folder under tests/gold/releases is such a project with the packages that it gave. It is never changed; every
later version builds it with no note changed, and an import touches nothing that a learner did.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from anki_world import Imported, Learner
from projects import ROOT, Output

from deckgen.actions.build import draft, read_state
from deckgen.project.lock import load

Run = Callable[..., Output]

RELEASES = sorted(path for path in (ROOT / "tests" / "gold" / "releases").iterdir() if path.is_dir())
EVERY = pytest.mark.parametrize("release", RELEASES, ids=lambda path: path.name)


@pytest.fixture
def project(tmp_path: Path) -> Callable[[Path], Path]:
    """A copy of a release as a person has it, with its last package in build/."""

    def copied(release: Path) -> Path:
        shutil.copytree(release, tmp_path / "progetto")
        (tmp_path / "progetto" / "build").mkdir()
        shutil.copy(release / "last.apkg", tmp_path / "progetto" / "build" / "corso.apkg")
        return tmp_path / "progetto"

    return copied


@EVERY
def test_no_note_of_an_earlier_release_changes(release: Path, project: Callable[[Path], Path], deckgen: Run) -> None:
    root = project(release)
    before = load(root / "cards" / "corso" / "deck.lock")
    planned = draft(read_state(root / "cards" / "corso"), lambda last: last + 1)
    assert [change.new.id for change in planned.plan.changes] == []
    said = deckgen("build", at=root)
    assert (said.code, said.err) == (0, "")
    after = load(root / "cards" / "corso" / "deck.lock")
    assert before
    assert after
    assert after.entries == before.entries
    assert (after.spent, after.origins, after.names) == (before.spent, before.origins, before.names)


@EVERY
@pytest.mark.parametrize("held", ["first", "last"])
def test_reviews_and_edits_of_an_earlier_release_stay(
    release: Path, held: str, project: Callable[[Path], Path], deckgen: Run, tmp_path: Path
) -> None:
    root = project(release)
    package = root / "build" / "corso.apkg"
    with Learner(tmp_path / "studente") as learner:
        learner.imports(release / f"{held}.apkg")
        (deck,) = learner.deck_names()
        assert learner.reviews(deck, 25) == 25
        learner.imports(release / "last.apkg")
        guid = next(guid for guid, fields in learner.fields().items() if fields.get("Front"))
        learner.edits(guid, "Note", "slovo studenta", "moje")
        fields, reviews = learner.fields(), learner.scheduling()
        assert deckgen("build", at=root).code == 0
        notes = len(fields)
        assert learner.imports(package) == Imported(new=0, updated=0, same=notes, refused=0)
        assert (learner.fields(), learner.scheduling()) == (fields, reviews)
        assert "moje" in learner.note(guid).tags
        assert learner.check_database() == ""


@EVERY
def test_a_cue_reaches_a_learner_of_an_earlier_release_and_changes_no_other_note(
    release: Path, project: Callable[[Path], Path], deckgen: Run, tmp_path: Path
) -> None:
    """The field that was spare in the learner's note type is filled, read on the card, edited, and comes back."""
    root = project(release)
    terms = next((root / "cards" / "corso" / "vocabulary").iterdir())
    name = next(entry.id for entry in draft(read_state(root / "cards" / "corso")).notes if entry.kind == "vocabulary")
    with Learner(tmp_path / "studente") as learner:
        learner.imports(release / "last.apkg")
        (deck,) = learner.deck_names()
        assert learner.reviews(deck, 20) == 20
        fields, reviews = learner.fields(), learner.scheduling()
        terms.write_text(
            terms.read_text("utf-8").replace(f"- id: {name}\n", f"- id: {name}\n  cue: v obchodě\n"), "utf-8"
        )
        assert deckgen("build", at=root).code == 0
        assert learner.imports(root / "build" / "corso.apkg") == Imported(0, 1, len(fields) - 1, 0)
        (guid,) = (guid for guid, held in learner.fields().items() if held.get("Spare3"))
        assert {each: held for each, held in learner.fields().items() if each != guid} == {
            each: held for each, held in fields.items() if each != guid
        }
        assert learner.scheduling() == reviews
        assert '<div class="dg-aside" lang="cs" dir="auto">v\u00a0obchodě</div>' in learner.rendered(guid, 1)[0]
        learner.edits(guid, "Spare3", "mezi firmami")
        assert deckgen("pull", str(learner.exports(tmp_path / "export.apkg")), at=root).code == 0
        assert f"- id: {name}\n  cue: mezi firmami\n" in terms.read_text("utf-8")
