"""A lock that was lost: what it knew stands in every package and in every export."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from anki.collection import ExportAnkiPackageOptions
from anki_world import Imported, Learner
from projects import DECK, Output, Project

from deckgen.actions.build import Draft, draft, finish, read_state
from deckgen.actions.recover_lock import author_of, rebuilt, remarks, without
from deckgen.anki.collection import load
from deckgen.files.source import Refused
from deckgen.project import lock
from deckgen.project.deck import Deck
from deckgen.project.lock import Lock, Origin

START = 1_790_000_000
CONTAINERS = ["old.apkg", "new.apkg", "old.colpkg", "new.colpkg"]


def build(project: Project, at: int = START) -> Draft:
    planned = draft(read_state(project.deck), lambda last: max(at, last + 1))
    finish(planned)
    return planned


def deck(project: Project) -> Deck:
    return read_state(project.deck).deck


def exported(learner: Learner, folder: Path, name: str) -> Path:
    """The learner's whole collection, in the container that `name` says."""
    path, legacy = folder / name, name.startswith("old")
    if path.suffix == ".apkg":
        options = ExportAnkiPackageOptions(with_scheduling=True, with_deck_configs=True, with_media=True, legacy=legacy)
        learner.col.export_anki_package(out_path=str(path), limit=None, options=options)
    else:
        learner.col.export_collection_package(str(path), include_media=False, legacy=legacy)
        learner.col.reopen()
    return path


# ------------------------------------------------------------------ from a package of ours


def test_the_lock_of_a_package_is_the_lock_that_made_it(project: Project) -> None:
    made = build(project).plan.lock
    assert rebuilt(deck(project), load(project.package)) == made


def test_times_and_places_of_later_builds_survive_but_not_the_versions_before(project: Project) -> None:
    build(project)
    project.edit(project.pairs, "Kdo to jednání vyhrál?", "Kdo tedy jednání vyhrál?")
    project.edit(project.pairs, "- section: La fine\n", "- it: Costa troppo.\n  cs: Stojí moc.\n- section: La fine\n")
    made = build(project, START + 60).plan.lock
    assert {entry.mod - START for entry in made.entries} == {0, 60}
    again = rebuilt(deck(project), load(project.package))
    assert again == replace(made, entries=tuple(replace(entry, earlier=()) for entry in made.entries))


def test_the_next_build_gives_the_same_bytes(project: Project) -> None:
    build(project)
    package = project.package.read_bytes()
    project.lock.write_text(lock.render(rebuilt(deck(project), load(project.package))), "utf-8")
    assert build(project, START + 60).plan.changes == ()
    assert project.package.read_bytes() == package


def test_retired_notes_stay_retired_and_come_back_as_the_same_note(project: Project) -> None:
    before = {entry.id: entry for entry in build(project).plan.lock.entries}
    project.edit(project.pairs, "- id: t-bada", "- id: t-bada\n  skip: true")
    build(project, START + 60)
    again = rebuilt(deck(project), load(project.package))
    assert [entry.id for entry in again.entries if entry.retired] == ["t-bada"]
    project.lock.write_text(lock.render(again), "utf-8")
    assert build(project, START + 90).plan.changes == ()
    project.edit(project.pairs, "\n  skip: true", "")
    plan = build(project, START + 120).plan
    assert [(change.kind, change.new.id) for change in plan.changes] == [("revived", "t-bada")]
    (back,) = [entry for entry in plan.lock.entries if entry.id == "t-bada"]
    assert (back.guid, back.nid, back.fields) == (before["t-bada"].guid, before["t-bada"].nid, before["t-bada"].fields)


@pytest.mark.parametrize("other", ["fedcba9876543210", "0123456789fedcba"])
def test_a_package_of_another_deck_is_refused(project: Project, other: str) -> None:
    build(project)
    (project.deck / "deck.yaml").write_text(DECK.replace("0123456789abcdef", other), "utf-8")
    with pytest.raises(Refused, match=f"it has no notes of the deck {other}") as refused:
        rebuilt(deck(project), load(project.package))
    assert refused.value.problems[0].path == project.package


# ------------------------------------------------------------------ from an export


@pytest.mark.parametrize("name", CONTAINERS)
def test_from_a_learners_export_identities_and_order_survive_and_only_the_look_changes(
    project: Project, tmp_path: Path, name: str
) -> None:
    made = build(project).plan.lock
    with Learner(tmp_path / "learner") as learner:
        learner.imports(project.package)
        assert learner.reviews("Prova", 4) == 4
        own = learner.col.new_note(learner.col.models.by_name("Basic"))
        own["Front"] = "pes"
        learner.col.add_note(own, learner.col.decks.id("Čeština::Zvířata"))
        again = rebuilt(deck(project), load(exported(learner, tmp_path, name)))
        assert (again.entries, again.names, again.type_names) == (made.entries, made.names, made.type_names)

        project.lock.write_text(lock.render(again), "utf-8")
        plan = build(project, START + 60).plan
        assert plan.changes == ()
        assert plan.lock.entries == made.entries
        studied = learner.scheduling()
        assert learner.imports(project.package) == Imported(new=0, updated=0, same=5, refused=0)
        assert learner.scheduling() == studied


def test_what_the_learner_edited_becomes_ours_again_with_the_next_build(project: Project, tmp_path: Path) -> None:
    build(project)
    with Learner(tmp_path / "learner") as learner:
        learner.imports(project.package)
        learner.edits("0123456789-t-bada", "Back", "Marketing vypráví a prodej se ptá.")
        edited = learner.note("0123456789-t-bada").mod
        again = rebuilt(deck(project), load(exported(learner, tmp_path, "new.apkg")))
    held = {entry.id: entry for entry in again.entries}
    assert (held["t-bada"].mod, held["t-beda"].mod) == (edited, START)
    project.lock.write_text(lock.render(again), "utf-8")
    plan = draft(read_state(project.deck), lambda last: last + 1).plan
    assert [(change.kind, change.new.id, change.differing) for change in plan.changes] == [
        ("changed", "t-bada", ["Back"])
    ]
    assert plan.changes[0].new.mod > edited


def test_notes_that_a_learner_deleted_are_new_again(project: Project, tmp_path: Path) -> None:
    build(project)
    with Learner(tmp_path / "learner") as learner:
        learner.imports(project.package)
        learner.deletes("0123456789-t-bida")
        again = rebuilt(deck(project), load(exported(learner, tmp_path, "new.apkg")))
    assert [entry.id for entry in again.entries] == ["t-bada", "t-pada", "t-beda", "t-peda"]


# ------------------------------------------------------------------ forgetting


def test_what_is_forgotten_leaves_the_lock_and_its_id_is_spent(project: Project) -> None:
    made = build(project).plan.lock
    origins = {"t-bada": Origin("a", "b"), "t-beda": Origin("c", "d")}
    after = without(replace(made, origins=origins, spent=("t-zeta",)), {"t-bada", "t-pada"})
    assert [entry.id for entry in after.entries] == ["t-beda", "t-peda", "t-bida"]
    assert after.origins == {"t-beda": Origin("c", "d")}
    assert after.spent == ("t-bada", "t-pada", "t-zeta")
    assert after.ids == {"t-bada", "t-beda", "t-bida", "t-pada", "t-peda", "t-zeta"}
    assert (after.types, after.names, after.deck_id) == (made.types, made.names, made.deck_id)


def test_to_forget_nothing_changes_nothing() -> None:
    empty = Lock("0123456789abcdef", ("Prova",), spent=("t-zeta",))
    assert without(empty, set()) == empty


def test_a_forgotten_note_is_no_longer_in_the_package(project: Project) -> None:
    build(project)
    text = project.pairs.read_text("utf-8")
    project.pairs.write_text(text[: text.index("- section: La fine")], "utf-8")
    project.edit(project.terms, "- id: t-peda", "- id: t-peda\n  skip: true")
    project.edit(project.terms, "  pair: t-bida\n", "")
    made = build(project, START + 60).plan.lock
    assert sorted(entry.id for entry in made.entries if entry.retired) == ["t-bida", "t-peda"]
    project.lock.write_text(lock.render(without(made, {"t-bida", "t-peda"})), "utf-8")
    assert build(project, START + 90).plan.changes == ()
    assert sorted(note.guid for note in load(project.package).notes) == [
        "0123456789-t-bada",
        "0123456789-t-beda",
        "0123456789-t-pada",
    ]


def test_what_a_learner_did_to_the_note_type_does_no_harm(project: Project, tmp_path: Path) -> None:
    """A template of their own gives cards that we know nothing of, and anything may stand in `Built`."""
    planned = draft(read_state(project.deck), lambda _: 1_790_000_000)
    finish(planned)
    with Learner(tmp_path / "learner") as learner:
        learner.imports(project.package)
        note_type = learner.note("0123456789-t-bada").note_type()
        added = learner.col.models.new_template("Mia")
        added["qfmt"], added["afmt"] = "{{Back}} ?", "{{Front}}"
        learner.col.models.add_template(note_type, added)
        learner.col.models.update_dict(note_type)
        learner.edits("0123456789-t-beda", "Built", "²")
        export = learner.exports(tmp_path / "export.apkg")
    made = rebuilt(planned.state.deck, load(export))
    assert {entry.id for entry in made.entries} == {entry.id for entry in planned.plan.lock.entries}
    assert all(set(entry.due) <= {"Recognition", "Production", "Gap"} for entry in made.entries)


# ------------------------------------------------------------------ names that a learner changed


def renaming(learner: Learner) -> None:
    """What a learner may do to names: the deck, the note types, fields, sub-decks, tags."""
    col = learner.col
    deck_id = col.decks.id_for_name("Prova")
    col.decks.rename(deck_id, "Italština pro práci")
    for kind in ("Sentence", "Vocabulary"):
        model = col.models.by_name(f"Prova – {kind}")
        model["name"] = f"Moje {kind}"
        model["css"] += "\n.card { font-size: 30px; }"
        col.models.rename_field(model, col.models.field_map(model)["Note"][1], "Moje poznámka")
        col.models.add_field(model, col.models.new_field("Vlastní"))
        col.models.reposition_field(model, model["flds"][-1], 1)
        col.models.update_dict(model)
    note = learner.note("0123456789-t-bada")
    note.tags = [*note.tags, "těžké"]
    col.update_note(note)
    cards = [card.id for card in note.cards()]
    col.set_deck(cards, col.decks.id("Italština pro práci::Těžké"))


@pytest.fixture
def noted(project: Project) -> Lock:
    """The lock of a build in which the author uses notes and tags."""
    project.edit(project.pairs, "- id: t-bada", "- id: t-bada\n  note: dal autor\n  tags: [Účetnictví]")
    return build(project).plan.lock


@pytest.mark.parametrize("name", CONTAINERS)
@pytest.mark.parametrize("kept", [True, False])
def test_the_names_of_a_learner_are_not_taken(
    project: Project, noted: Lock, tmp_path: Path, name: str, *, kept: bool
) -> None:
    """With and without the package that was built; identities, fields and the author's names are the same."""
    with Learner(tmp_path / "learner") as learner:
        learner.imports(project.package)
        renaming(learner)
        held = load(exported(learner, tmp_path, name))
    author = author_of(deck(project), load(project.package) if kept else None)
    again = rebuilt(deck(project), held, author)
    assert (again.names, again.type_names) == (noted.names, noted.type_names)
    assert {e.id: (e.guid, e.nid, e.due, e.tags, e.fields) for e in again.entries} == {
        e.id: (e.guid, e.nid, e.due, e.tags, e.fields) for e in noted.entries
    }
    if kept:
        assert again.types == noted.types
    project.lock.write_text(lock.render(again), "utf-8")
    assert build(project, START + 60).plan.changes == ()
    said = "\n".join(remarks(deck(project), held, author))
    for words in ("Italština pro práci", "Moje Sentence", "Moje poznámka for Note", "tags of the learner on 1 note;"):
        assert words in said
    assert ("could not be known" in said) is not kept


def test_the_author_names_the_deck_though_the_package_is_older(project: Project, noted: Lock, tmp_path: Path) -> None:
    """After `build --rename` deck.yaml has another name than the note types, which only the package knows."""
    project.edit(project.deck / "deck.yaml", "name: Prova", "name: Italiano")
    planned = draft(read_state(project.deck, renaming=True), lambda _: START + 60)
    finish(planned)
    with Learner(tmp_path / "learner") as learner:
        learner.imports(project.package)
        held = load(exported(learner, tmp_path, "new.apkg"))
    again = rebuilt(deck(project), held, author_of(deck(project), load(project.package)))
    assert again.names == ("Italiano",)
    assert again.type_names == noted.type_names


def test_what_the_learner_edited_is_not_frozen_where_the_package_is_there(
    project: Project, noted: Lock, tmp_path: Path
) -> None:
    with Learner(tmp_path / "learner") as learner:
        learner.imports(project.package)
        learner.edits("0123456789-t-bida", "Back", "Kdopak to vyhrál?")
        mod = learner.note("0123456789-t-bida").mod
        held = load(exported(learner, tmp_path, "new.apkg"))
    again = rebuilt(deck(project), held, author_of(deck(project), load(project.package)))
    assert again.entries == noted.entries
    assert again.last >= mod  # the next build is newer than the edit


def test_a_field_that_is_gone_is_named(project: Project, noted: Lock, tmp_path: Path) -> None:
    with Learner(tmp_path / "learner") as learner:
        learner.imports(project.package)
        model = learner.col.models.by_name("Prova – Sentence")
        learner.col.models.remove_field(model, learner.col.models.field_map(model)["Note"][1])
        learner.col.models.update_dict(model)
        held = load(exported(learner, tmp_path, "new.apkg"))
    said = list(remarks(deck(project), held, author_of(deck(project), None)))
    assert "sentence notes have no Note any more: what was built there could not be known" in said


def test_the_command_says_what_it_took_and_what_not(
    project: Project, noted: Lock, tmp_path: Path, deckgen: Callable[..., Output]
) -> None:
    with Learner(tmp_path / "learner") as learner:
        learner.imports(project.package)
        renaming(learner)
        export = exported(learner, tmp_path, "new.apkg")
    project.lock.unlink()
    said = deckgen("lock", "--from", export, at=project.root)
    assert (said.code, said.out.endswith("5 notes from ../new.apkg\n")) == (0, True), said
    assert "not taken: the learner calls the note type “Moje Sentence”; it is “Prova – Sentence”" in said.err
    assert "edited in Anki" not in said.err  # the package has the texts of the author
    package = project.package.read_bytes()
    assert deckgen("build", "--locked", at=project.root).code == 0
    assert project.package.read_bytes() == package
