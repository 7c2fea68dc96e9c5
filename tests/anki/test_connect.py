"""A running Anki: what it lacks is brought to it, what its learner did stays and comes back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from anki_connect import Desk, running
from anki_world import Imported
from projects import Output, Project

Run = Callable[..., Output]
G = "0123456789-{}".format


def test_push_changes_only_what_changed_and_no_review(project: Project, deckgen: Run, desk: Desk) -> None:
    scheduling = desk.learner.scheduling()
    project.edit(project.pairs, "Kdo to jednání vyhrál?", "Kdo jednání vyhrál?")
    deckgen("build", at=project.root)
    with running(desk) as address:
        said = deckgen("push", "--live", "--address", address, at=project.root)
    assert (said.out, said.err, said.code) == ("0 new · 2 changed\n", "", 0)
    assert desk.learner.fields()[G("t-bida")]["Back"] == "Kdo jednání vyhrál?"
    assert desk.learner.fields()[G("t-peda")]["ExampleBack"] == "Kdo <b>jednání</b> vyhrál?"
    assert desk.learner.scheduling() == scheduling
    assert desk.asked.count("updateNoteFields") == 2
    reading = {"findNotes", "notesInfo", "multi", "modelNamesAndIds", "modelStyling", "modelTemplates"}
    assert set(desk.asked) == {*reading, "updateNoteFields"}


def test_a_second_push_changes_nothing_and_neither_does_an_import(project: Project, deckgen: Run, desk: Desk) -> None:
    project.edit(project.pairs, "Kdo to jednání vyhrál?", "Kdo jednání vyhrál?")
    deckgen("build", at=project.root)
    with running(desk) as address:
        deckgen("push", "--live", "--address", address, at=project.root)
        assert "0 new · 0 changed" in deckgen("push", "--live", "--address", address, at=project.root).out
    fields = desk.learner.fields()
    assert desk.learner.imports(project.package).new == 0
    assert desk.learner.fields() == fields


def test_new_notes_are_handed_over_as_a_package(project: Project, deckgen: Run, desk: Desk) -> None:
    project.edit(project.pairs, "- section: La", "- it: Costa troppo.\n  cs: Stojí moc.\n- section: La")
    deckgen("build", at=project.root)
    with running(desk) as address:
        said = deckgen("push", "--live", "--address", address, at=project.root)
    assert said.out.startswith("1 new · 0 changed\n")
    assert "addNote" not in desk.asked
    (parcel,) = desk.dialogs
    assert desk.learner.imports(parcel) == Imported(new=1, updated=0, same=0, refused=0)
    assert desk.learner.imports(project.package) == Imported(new=0, updated=0, same=6, refused=0)


def test_a_retired_note_is_tagged_and_a_revived_one_is_not(project: Project, deckgen: Run, desk: Desk) -> None:
    project.edit(project.pairs, "- id: t-bada", "- id: t-bada\n  skip: true")
    deckgen("build", at=project.root)
    with running(desk) as address:
        deckgen("push", "--live", "--address", address, at=project.root)
        assert "deckgen::retired" in desk.learner.note(G("t-bada")).tags
        assert desk.learner.note(G("t-bada"))["Status"] == "retired"
        project.edit(project.pairs, "\n  skip: true", "")
        deckgen("build", at=project.root)
        deckgen("push", "--live", "--address", address, at=project.root)
    assert "deckgen::retired" not in desk.learner.note(G("t-bada")).tags
    assert desk.learner.note(G("t-bada"))["Status"] == ""


def test_what_a_learner_wrote_stays_and_comes_back_by_pull(project: Project, deckgen: Run, desk: Desk) -> None:
    desk.learner.edits(G("t-bida"), "Back", "Kdopak to vyhrál?", tag="těžké")
    project.edit(project.pairs, "- id: t-bida", "- id: t-bida\n  note: důležité")
    deckgen("build", at=project.root)
    with running(desk) as address:
        said = deckgen("push", "--live", "--address", address, at=project.root)
        assert "kept: t-bida Back was edited in Anki" in said.out
        note = desk.learner.note(G("t-bida"))
        assert (note["Back"], note["Note"], "těžké" in note.tags) == ("Kdopak to vyhrál?", "důležité", True)
        said = deckgen("pull", "--live", "--address", address, at=project.root)
        assert (said.code, said.out.splitlines()[-1]) == (0, "2 taken")
        assert "  cs: Kdopak to vyhrál?\n" in project.pairs.read_text("utf-8")
        assert "  tags: [těžké]\n" in project.pairs.read_text("utf-8")
        deckgen("build", at=project.root)
        deckgen("push", "--live", "--address", address, at=project.root)
        assert "nothing in Anki differs" in deckgen("pull", "--live", "--address", address, at=project.root).out


def test_control_characters_of_a_learner_never_reach_the_terminal(
    project: Project, deckgen: Run, desk: Desk, tmp_path: Path
) -> None:
    desk.learner.edits(G("t-bida"), "Back", "Kdo \x1b]0;titolo\x07 \x9b2Jvyhrál?")
    desk.learner.edits(G("t-peda"), "Gap", "\x1b[2J")
    said = deckgen("pull", str(desk.learner.exports(tmp_path / "e.apkg")), "--dry-run", at=project.root)
    assert "t-bida Back" in said.out
    assert "t-peda Gap" in said.out
    assert not set("\x1b\x07\x9b") & set(said.out + said.err)


def test_a_field_that_a_learner_renamed_is_left_alone_and_named(project: Project, deckgen: Run, desk: Desk) -> None:
    project.edit(project.pairs, "- id: t-bida", "- id: t-bida\n  note: důležité")
    deckgen("build", at=project.root)
    with running(desk) as address:
        deckgen("push", "--live", "--address", address, at=project.root)
        models = desk.learner.col.models
        model = models.by_name("Prova – Sentence")
        models.rename_field(model, models.field_map(model)["Note"][1], "Moje")
        models.update_dict(model)
        before = project.pairs.read_bytes()
        assert deckgen("pull", "--live", "--address", address, at=project.root).out == (
            "absent: Note (3 sentence notes in Anki have no such field; name it Note again, then pull)\n1 absent\n"
        )
        assert project.pairs.read_bytes() == before
        said = deckgen("push", "--live", "--address", address, at=project.root)
        assert said.out.startswith("0 new · 0 changed\n")
        assert "the look of sentence cards in Anki comes from no build that the lock knows, so it stays" in said.out


def test_a_dry_run_changes_nothing(project: Project, deckgen: Run, desk: Desk) -> None:
    project.edit(project.pairs, "Kdo to jednání vyhrál?", "Kdo jednání vyhrál?")
    deckgen("build", at=project.root)
    fields = desk.learner.fields()
    with running(desk) as address:
        said = deckgen("push", "--live", "--dry-run", "--address", address, at=project.root)
    assert said.out == "0 new · 2 changed; nothing was changed\n"
    assert desk.learner.fields() == fields


def test_a_key_is_sent_where_anki_asks_for_one(project: Project, deckgen: Run, desk: Desk) -> None:
    desk.key = "tajné"
    with running(desk) as address:
        said = deckgen("pull", "--live", "--address", address, at=project.root)
        assert (said.code, "valid api key must be provided" in said.err) == (1, True)
        said = deckgen("pull", "--live", "--address", address, "--key", "tajné", at=project.root)
        assert (said.code, said.out) == (0, "nothing in Anki differs from the sources\n")


def test_nobody_answers(project: Project, deckgen: Run) -> None:
    deckgen("build", at=project.root)
    said = deckgen("pull", "--live", "--address", "http://127.0.0.1:9", at=project.root)
    assert said.code == 1
    assert said.err.startswith("AnkiConnect: no answer at http://127.0.0.1:9: ")
    assert "start Anki with the AnkiConnect add-on" in said.err


def test_a_running_anki_is_changed_only_if_that_is_said(project: Project, deckgen: Run) -> None:
    deckgen("build", at=project.root)
    said = deckgen("push", at=project.root)
    assert (said.code, "`deckgen push --live`" in said.err) == (2, True), said


@pytest.mark.parametrize("arguments", [(), ("x.apkg", "--live"), ("--live", "--ours", "--theirs")])
def test_pull_needs_one_source_and_one_choice(project: Project, deckgen: Run, arguments: tuple[str, ...]) -> None:
    deckgen("build", at=project.root)
    said = deckgen("pull", *arguments, at=project.root)
    assert (said.code, "at most one of --ours and --theirs" in said.err) == (2, True), said
