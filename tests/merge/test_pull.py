"""Edits made in Anki come back, three ways: against the version that the learner's collection holds."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from anki_world import Learner
from projects import Output, Project

from deckgen.actions.build import Draft, draft, finish, read_state
from deckgen.anki.collection import load as load_collection
from deckgen.files.disk import rewrite
from deckgen.files.edits import checked
from deckgen.files.source import Refused
from deckgen.merge.pull import Choice, Pull, pull, with_seen
from deckgen.project.deck import load as load_deck
from deckgen.project.lock import load as load_lock
from deckgen.project.lock import render

START = 1_790_000_000
G = "0123456789-{}".format


def build(project: Project, at: int = START) -> Draft:
    planned = draft(read_state(project.deck), lambda last: max(at, last + 1))
    finish(planned)
    return planned


def pulled(
    project: Project,
    export: Path,
    choice: Choice = "",
    choices: Mapping[tuple[str, str], Choice] = MappingProxyType({}),
    *,
    skip_deleted: bool | set[str] = False,
) -> Pull:
    """Pull `export` into the files of the project."""
    deck, _ = load_deck(project.deck)
    lock = load_lock(project.lock)
    assert deck is not None
    assert lock is not None
    planned = draft(read_state(project.deck), lambda last: last + 1)
    held = load_collection(export).notes
    parts, notes = planned.state.parts, planned.notes
    made = pull(deck, parts, notes, lock, held, choice=choice, choices=choices, skip_deleted=skip_deleted)
    for file, edits in made.edits:
        rewrite(file.source, checked(file.source, edits))
    project.lock.write_text(render(with_seen(lock, held, int(time.time()))), "utf-8")
    return made


def told(made: Pull) -> list[tuple[str, str, str]]:
    return [(finding.kind, finding.id, finding.field) for finding in made.findings]


@pytest.fixture
def learner(project: Project, tmp_path: Path) -> Iterator[Learner]:
    """A learner who has the first build."""
    build(project)
    with Learner(tmp_path / "learner") as learner:
        learner.imports(project.package)
        yield learner


def test_nothing_changed_is_nothing_to_take(project: Project, learner: Learner, tmp_path: Path) -> None:
    before = project.pairs.read_bytes(), project.terms.read_bytes()
    assert told(pulled(project, learner.exports(tmp_path / "e.apkg"))) == []
    assert (project.pairs.read_bytes(), project.terms.read_bytes()) == before


@pytest.mark.parametrize("form", ["new.apkg", "old.apkg", "all.colpkg"])
def test_an_edit_comes_back_from_every_kind_of_export(
    project: Project, learner: Learner, tmp_path: Path, form: str
) -> None:
    learner.edits(G("t-bida"), "Back", "Kdo tedy to jednání vyhrál?")
    made = pulled(project, learner.exports(tmp_path / form, legacy=form.startswith("old")))
    assert told(made) == [("taken", "t-bida", "Back")]
    assert "  cs: Kdo tedy to jednání vyhrál?\n" in project.pairs.read_text("utf-8")


def test_all_that_a_person_writes_comes_back(project: Project, learner: Learner, tmp_path: Path) -> None:
    learner.edits(G("t-bada"), "Hint", "o rozdílu")
    learner.edits(G("t-bada"), "Note", "první<br>druhá řádka", tag="těžké")
    learner.edits(G("t-pada"), "Term", "la campagna pubblicitaria")
    learner.edits(G("t-pada"), "Meaning", "reklamní kampaň")
    learner.edits(G("t-pada"), "Grammar", "ž. r.")
    made = pulled(project, learner.exports(tmp_path / "e.apkg"))
    assert made.count("taken") == 6
    assert project.pairs.read_text("utf-8").startswith(
        "- section: L’inizio\n"
        "- id: t-bada\n"
        "  it: Il marketing racconta, la vendita domanda.\n"
        "  cs: Marketing vypráví, prodej se ptá.\n"
        "  hint: o rozdílu\n"
        '  note: "první\\ndruhá řádka"\n'
        "  tags: [těžké]\n"
        "- id: t-beda\n"
    )
    assert project.terms.read_text("utf-8").startswith(
        "- id: t-pada\n  it: la campagna pubblicitaria\n  cs: reklamní kampaň\n  pair: t-beda\n  grammar: ž. r.\n"
    )


def test_after_pull_build_and_import_nothing_differs(project: Project, learner: Learner, tmp_path: Path) -> None:
    learner.reviews("Prova")
    learner.edits(G("t-bida"), "Back", "Kdo&nbsp;tedy <b>to</b> jednání<br>vyhrál?", tag="těžké")
    learner.edits(G("t-bada"), "Note", "<div>poznámka &amp; dvě</div>")
    scheduling = learner.scheduling()
    pulled(project, learner.exports(tmp_path / "e.apkg"))
    project.edit(project.terms, "  pair: t-bida", "  pair: t-bida\n  hint: x")
    planned = draft(read_state(project.deck))  # in the very second of the edits
    finish(planned)
    learner.imports(project.package)
    fields = learner.fields()
    for entry in planned.plan.lock.entries:
        assert fields[entry.guid] == {**entry.fields, "Key": entry.guid, "Built": str(entry.mod)}
        assert learner.note(entry.guid).tags == list(entry.tags)
    assert fields[G("t-bida")]["Back"] == "Kdo tedy to jednání vyhrál?"
    assert "těžké" in learner.note(G("t-bida")).tags
    assert learner.scheduling() == scheduling
    assert told(pulled(project, learner.exports(tmp_path / "f.apkg"))) == []


def test_an_edited_example_belongs_to_its_pair_and_its_highlight_to_the_term(
    project: Project, learner: Learner, tmp_path: Path
) -> None:
    learner.edits(G("t-pada"), "Example", "La <b>campagna</b> di marketing è costata 2.800 euro.")
    made = pulled(project, learner.exports(tmp_path / "e.apkg"))
    assert made.count("taken") == 2
    assert "  it: La campagna di marketing è costata 2.800 euro.\n" in project.pairs.read_text("utf-8")
    assert "  found: {it: campagna}\n" in project.terms.read_text("utf-8")


def test_one_sentence_edited_differently_on_two_cards_is_a_conflict(
    project: Project, learner: Learner, tmp_path: Path
) -> None:
    before = project.pairs.read_bytes()
    learner.edits(G("t-beda"), "Front", "La campagna di marketing è costata 2.900 euro.")
    learner.edits(G("t-pada"), "Example", "La <b>campagna di marketing</b> è costata 2.800 euro.")
    made = pulled(project, learner.exports(tmp_path / "e.apkg"))
    assert made.count("conflict") == 2
    assert project.pairs.read_bytes() == before


# ------------------------------------------------------------------ three ways


def test_a_learner_who_is_behind_never_undoes_the_authors_fix(
    project: Project, learner: Learner, tmp_path: Path
) -> None:
    """The learner exports what the first build said; the author has fixed it since, twice."""
    export = learner.exports(tmp_path / "e.apkg")
    project.edit(project.pairs, "Kdo to jednání vyhrál?", "Kdo vyhrál jednání?")
    build(project, START + 60)
    project.edit(project.pairs, "Kdo vyhrál jednání?", "Kdo jednání vyhrál?")
    build(project, START + 120)
    text = project.pairs.read_bytes()
    assert told(pulled(project, export)) == []
    assert project.pairs.read_bytes() == text


def test_an_edit_of_one_field_comes_back_beside_a_fix_of_another(
    project: Project, learner: Learner, tmp_path: Path
) -> None:
    learner.edits(G("t-bida"), "Note", "moje")
    export = learner.exports(tmp_path / "e.apkg")
    project.edit(project.pairs, "Kdo to jednání vyhrál?", "Kdo jednání vyhrál?")
    build(project, START + 60)
    assert told(pulled(project, export)) == [("taken", "t-bida", "Note")]
    assert "  cs: Kdo jednání vyhrál?\n  note: moje\n" in project.pairs.read_text("utf-8")


@pytest.mark.parametrize(
    ("choice", "kind", "text"),
    [
        ("", "conflict", "Kdo jednání vyhrál?"),
        ("ours", "kept", "Kdo jednání vyhrál?"),
        ("theirs", "taken", "Kdopak to vyhrál?"),
    ],
)
def test_both_sides_changed_is_a_conflict_that_a_person_decides(
    project: Project, learner: Learner, tmp_path: Path, choice: Choice, kind: str, text: str
) -> None:
    learner.edits(G("t-bida"), "Back", "Kdopak to vyhrál?")
    export = learner.exports(tmp_path / "e.apkg")
    project.edit(project.pairs, "Kdo to jednání vyhrál?", "Kdo jednání vyhrál?")
    build(project, START + 60)
    made = pulled(project, export, choice)
    assert (kind, "t-bida", "Back") in told(made)
    finding = next(finding for finding in made.findings if finding.id == "t-bida")
    assert (finding.ours, finding.theirs) == ("Kdo jednání vyhrál?", "Kdopak to vyhrál?")
    assert f"  cs: {text}\n" in project.pairs.read_text("utf-8")


def test_a_correction_that_is_not_built_yet_counts_as_ours(project: Project, learner: Learner, tmp_path: Path) -> None:
    learner.edits(G("t-bida"), "Back", "Kdopak to vyhrál?")
    project.edit(project.pairs, "Kdo to jednání vyhrál?", "Kdo jednání vyhrál?")
    assert ("conflict", "t-bida", "Back") in told(pulled(project, learner.exports(tmp_path / "e.apkg")))


def test_the_same_correction_on_both_sides_is_none(project: Project, learner: Learner, tmp_path: Path) -> None:
    learner.edits(G("t-bida"), "Back", "Kdo jednání vyhrál?")
    project.edit(project.pairs, "Kdo to jednání vyhrál?", "Kdo jednání vyhrál?")
    assert told(pulled(project, learner.exports(tmp_path / "e.apkg"))) == []


def test_an_unknown_version_is_a_conflict(project: Project, learner: Learner, tmp_path: Path) -> None:
    learner.edits(G("t-bida"), "Built", "17")
    learner.edits(G("t-bida"), "Back", "Kdopak to vyhrál?")
    made = pulled(project, learner.exports(tmp_path / "e.apkg"))
    (finding,) = [finding for finding in made.findings if finding.field == "Back"]
    assert (finding.kind, finding.why) == ("conflict", "the version it started from is unknown")


# ------------------------------------------------------------------ a choice for each finding

SIDES: tuple[Choice, ...] = ("", "ours", "theirs")


@pytest.mark.parametrize("choice", SIDES)
@pytest.mark.parametrize("own", SIDES)
def test_the_choice_for_a_field_comes_before_the_choice_for_all(
    project: Project, learner: Learner, tmp_path: Path, choice: Choice, own: Choice
) -> None:
    kinds = {"": "conflict", "ours": "kept", "theirs": "taken"}
    learner.edits(G("t-bida"), "Back", "Kdopak to vyhrál?")
    learner.edits(G("t-bada"), "Back", "Marketing mluví, prodej naslouchá.")
    export = learner.exports(tmp_path / "e.apkg")
    project.edit(project.pairs, "Kdo to jednání vyhrál?", "Kdo jednání vyhrál?")
    project.edit(project.pairs, "Marketing vypráví, prodej se ptá.", "Marketing vypráví a prodej se ptá.")
    build(project, START + 60)
    made = pulled(project, export, choice, {("t-bida", "Back"): own, ("t-bida", "Front"): "theirs"})
    assert set(told(made)) == {(kinds[own], "t-bida", "Back"), (kinds[choice], "t-bada", "Back")}
    lines = project.pairs.read_text("utf-8").splitlines()
    assert ("  cs: Kdopak to vyhrál?" in lines) is (own == "theirs")
    assert ("  cs: Kdo jednání vyhrál?" in lines) is (own != "theirs")
    assert ("  cs: Marketing mluví, prodej naslouchá." in lines) is (choice == "theirs")


def test_a_text_that_would_be_taken_is_kept_if_a_person_says_so(
    project: Project, learner: Learner, tmp_path: Path
) -> None:
    learner.edits(G("t-bida"), "Back", "Kdopak to vyhrál?")
    learner.edits(G("t-bida"), "Note", "moje")
    export = learner.exports(tmp_path / "e.apkg")
    before = project.pairs.read_text("utf-8")
    made = pulled(project, export, choices={("t-bida", "Back"): "ours"})
    assert set(told(made)) == {("kept", "t-bida", "Back"), ("taken", "t-bida", "Note")}
    (kept,) = (finding for finding in made.findings if finding.kind == "kept")
    assert (kept.ours, kept.theirs) == ("Kdo to jednání vyhrál?", "Kdopak to vyhrál?")
    line = "  cs: Kdo to jednání vyhrál?\n"
    assert project.pairs.read_text("utf-8") == before.replace(line, line + "  note: moje\n")


@pytest.mark.parametrize(("choice", "kind"), [("ours", "kept"), ("theirs", "taken"), ("", "taken")])
def test_tags_are_chosen_like_a_field(
    project: Project, learner: Learner, tmp_path: Path, choice: Choice, kind: str
) -> None:
    project.edit(project.pairs, "- id: t-bada", "- id: t-bada\n  tags: [prima]")
    build(project, START + 60)
    learner.imports(project.package)
    learner.edits(G("t-bada"), "Note", "moje", tag="těžké")
    made = pulled(project, learner.exports(tmp_path / "e.apkg"), choices={("t-bada", "tags"): choice})
    assert set(told(made)) == {("taken", "t-bada", "Note"), (kind, "t-bada", "tags")}
    (tags,) = (finding for finding in made.findings if finding.field == "tags")
    assert (tags.ours, tags.theirs) == ("prima", "prima těžké")
    assert ("  tags: [prima, těžké]\n" in project.pairs.read_text("utf-8")) is (kind == "taken")


FRONT, EXAMPLE = ("t-beda", "Front"), ("t-pada", "Example")
MORE, LESS = "La campagna di marketing è costata 2.900 euro.", "La campagna di marketing è costata 2.800 euro."
BUILT = "La campagna di marketing è costata 2.700 euro."


@pytest.mark.parametrize(
    ("choices", "kinds", "text"),
    [
        ({FRONT: "theirs"}, ("taken", "kept"), MORE),
        ({EXAMPLE: "theirs"}, ("kept", "taken"), LESS),
        ({FRONT: "theirs", EXAMPLE: "ours"}, ("taken", "kept"), MORE),
        ({FRONT: "ours", EXAMPLE: "ours"}, ("kept", "kept"), BUILT),
        ({FRONT: "theirs", EXAMPLE: "theirs"}, ("conflict", "conflict"), BUILT),
        ({FRONT: "ours"}, ("kept", "conflict"), BUILT),  # nobody chose the other text yet
    ],
)
def test_of_two_cards_that_disagree_a_person_chooses_one_or_none(
    project: Project,
    learner: Learner,
    tmp_path: Path,
    choices: dict[tuple[str, str], Choice],
    kinds: tuple[str, str],
    text: str,
) -> None:
    learner.edits(G("t-beda"), "Front", MORE)
    learner.edits(G("t-pada"), "Example", LESS.replace("campagna di marketing", "<b>campagna di marketing</b>"))
    made = pulled(project, learner.exports(tmp_path / "e.apkg"), choices=choices)
    assert sorted(told(made)) == sorted([(kinds[0], *FRONT), (kinds[1], *EXAMPLE)])
    assert f"  it: {text}\n" in project.pairs.read_text("utf-8")


def test_the_same_edit_on_two_cards_is_one_finding_and_one_choice(
    project: Project, learner: Learner, tmp_path: Path
) -> None:
    learner.edits(G("t-beda"), "Front", MORE)
    learner.edits(G("t-pada"), "Example", MORE.replace("campagna di marketing", "<b>campagna di marketing</b>"))
    export = learner.exports(tmp_path / "e.apkg")
    before = project.pairs.read_bytes(), project.terms.read_bytes()
    for shown in (FRONT, EXAMPLE):
        made = pulled(project, export, choices={shown: "ours"})
        assert set(told(made)) == {("kept", *FRONT), ("kept", *EXAMPLE)}
        assert (project.pairs.read_bytes(), project.terms.read_bytes()) == before
    assert [kind for kind, _, _ in told(pulled(project, export))] == ["taken"]
    assert f"  it: {MORE}\n" in project.pairs.read_text("utf-8")


def test_an_example_that_is_not_wanted_keeps_its_words_too(project: Project, learner: Learner, tmp_path: Path) -> None:
    learner.edits(G("t-pada"), "Example", LESS.replace("campagna", "<b>campagna</b>"))
    before = project.pairs.read_bytes(), project.terms.read_bytes()
    made = pulled(project, learner.exports(tmp_path / "e.apkg"), choices={EXAMPLE: "ours"})
    assert told(made) == [("kept", *EXAMPLE)]
    assert (project.pairs.read_bytes(), project.terms.read_bytes()) == before


def test_only_the_deleted_notes_that_a_person_ticked_are_skipped(
    project: Project, learner: Learner, tmp_path: Path
) -> None:
    learner.deletes(G("t-peda"))
    export = learner.exports(tmp_path / "e.apkg")
    before = project.pairs.read_bytes(), project.terms.read_bytes()
    for ids in (set[str](), {"t-pada", "t-bada"}):  # those that were not deleted stay too
        assert told(pulled(project, export, skip_deleted=ids)) == [("deleted", "t-peda", "")]
        assert (project.pairs.read_bytes(), project.terms.read_bytes()) == before
    assert told(pulled(project, export, skip_deleted={"t-peda"})) == [("deleted", "t-peda", "")]
    assert project.terms.read_text("utf-8").endswith("  pair: t-bida\n  skip: true\n")
    assert project.pairs.read_bytes() == before[0]


# ------------------------------------------------------------------ tags, deletions, what cannot be taken


def test_tags_of_the_learner_come_back_and_those_of_anki_and_ours_do_not(
    project: Project, learner: Learner, tmp_path: Path
) -> None:
    project.edit(project.pairs, "- id: t-bada", "- id: t-bada\n  tags: [prima]")
    build(project, START + 60)
    learner.imports(project.package)
    note = learner.note(G("t-bada"))
    note.tags = ["seconda", "leech", "marked", "deckgen::něco"]
    learner.col.update_note(note)
    made = pulled(project, learner.exports(tmp_path / "e.apkg"))
    assert told(made) == [("taken", "t-bada", "tags")]
    assert "  tags: [seconda]\n" in project.pairs.read_text("utf-8")


def test_notes_deleted_in_anki_are_listed_and_skipped_if_asked(
    project: Project, learner: Learner, tmp_path: Path
) -> None:
    learner.deletes(G("t-peda"))
    export = learner.exports(tmp_path / "e.apkg")
    before = project.terms.read_bytes()
    assert told(pulled(project, export)) == [("deleted", "t-peda", "")]
    assert project.terms.read_bytes() == before
    pulled(project, export, skip_deleted=True)
    assert project.terms.read_text("utf-8").endswith("  pair: t-bida\n  skip: true\n")


def test_an_export_of_something_else_deletes_nothing(project: Project, learner: Learner, tmp_path: Path) -> None:
    with Learner(tmp_path / "other") as other:
        export = other.exports(tmp_path / "e.apkg")
    with pytest.raises(Refused, match="none of the notes"):
        pulled(project, export, skip_deleted=True)


@pytest.mark.parametrize(
    ("html", "what"),
    [
        ('<img src="x.png">', "a picture"),
        ("<table><tr><td>a</td></tr></table>", "a table"),
        ("[sound:x.mp3]", "a sound (x.mp3)"),
        ('<img src="data:image/png;base64,iVBO">', "a picture"),
    ],
)
def test_what_is_no_text_is_refused_by_name(
    project: Project, learner: Learner, tmp_path: Path, html: str, what: str
) -> None:
    before = project.pairs.read_bytes()
    learner.edits(G("t-bada"), "Note", html)
    (finding,) = pulled(project, learner.exports(tmp_path / "e.apkg")).findings
    assert (finding.kind, what in finding.why) == ("refused", True)
    assert project.pairs.read_bytes() == before


def test_a_field_that_is_made_from_others_is_refused(project: Project, learner: Learner, tmp_path: Path) -> None:
    learner.edits(G("t-bada"), "Section", "Úvod")
    assert told(pulled(project, learner.exports(tmp_path / "e.apkg"))) == [("refused", "t-bada", "Section")]


def test_an_edit_of_a_note_that_left_the_sources_is_named(project: Project, learner: Learner, tmp_path: Path) -> None:
    learner.edits(G("t-peda"), "Meaning", "vyjednávání")
    project.terms.write_text(project.terms.read_text("utf-8").partition("- id: t-peda")[0], "utf-8")
    made = pulled(project, learner.exports(tmp_path / "e.apkg"))
    assert told(made) == [("refused", "t-peda", "Meaning")]


def test_a_learners_own_field_and_notes_do_not_disturb(project: Project, learner: Learner, tmp_path: Path) -> None:
    model = learner.col.models.by_name("Prova – Sentence")
    learner.col.models.add_field(model, learner.col.models.new_field("Moje"))
    learner.col.models.update_dict(model)
    note = learner.col.new_note(learner.col.models.by_name("Prova – Sentence"))
    note["Key"] = note["Front"] = "vlastní"
    learner.col.add_note(note, learner.col.decks.id_for_name("Prova"))
    assert told(pulled(project, learner.exports(tmp_path / "e.apkg"))) == []


def with_model(learner: Learner, change: Callable[[Any, Any], None]) -> None:
    """Change the note type of sentences as a learner does in its dialogues."""
    model = learner.col.models.by_name("Prova – Sentence")
    change(learner.col.models, model)
    learner.col.models.update_dict(model)


@pytest.mark.parametrize("form", ["new.apkg", "old.apkg", "all.colpkg"])
@pytest.mark.parametrize("field", ["Front", "Back", "Hint", "Note", "Built"])
def test_a_field_that_a_learner_renamed_or_removed_is_unknown_not_emptied(
    project: Project, tmp_path: Path, form: str, field: str
) -> None:
    project.edit(project.pairs, "- id: t-bada", "- id: t-bada\n  hint: o rozdílu\n  note: dal autor")
    build(project)
    before = project.pairs.read_bytes(), project.terms.read_bytes()
    for n, change in enumerate(
        (
            lambda models, model: models.rename_field(model, models.field_map(model)[field][1], "Moje"),
            lambda models, model: models.remove_field(model, models.field_map(model)[field][1]),
        )
    ):
        with Learner(tmp_path / f"learner-{n}") as learner:
            learner.imports(project.package)
            with_model(learner, change)
            learner.edits(G("t-pada"), "Meaning", "reklamní kampaň")
            made = pulled(project, learner.exports(tmp_path / f"{n}-{form}", legacy=form.startswith("old")), "ours")
        expected = [("taken", "t-pada", "Meaning")] if n == 0 else []
        assert told(made) == expected + [("absent", "", field)] * (field != "Built")
        assert project.pairs.read_bytes() == before[0]


def test_a_tag_that_the_author_took_away_does_not_come_back(project: Project, tmp_path: Path) -> None:
    project.edit(project.pairs, "- id: t-bada", "- id: t-bada\n  tags: [sbagliato]")
    build(project)
    with Learner(tmp_path / "learner") as learner:
        learner.imports(project.package)
        export = learner.exports(tmp_path / "e.apkg")
    project.edit(project.pairs, "\n  tags: [sbagliato]", "")
    build(project, START + 60)
    assert told(pulled(project, export)) == []


@pytest.mark.parametrize(("name", "field"), [("t-bida", "Back"), ("t-peda", "Term")])
def test_an_emptied_side_is_refused(project: Project, learner: Learner, tmp_path: Path, name: str, field: str) -> None:
    before = project.pairs.read_bytes(), project.terms.read_bytes()
    learner.edits(G(name), field, "<br>")
    (finding,) = pulled(project, learner.exports(tmp_path / "e.apkg")).findings
    assert (finding.kind, finding.why) == ("refused", "empty in Anki")
    assert (project.pairs.read_bytes(), project.terms.read_bytes()) == before


def test_the_same_export_pulled_again_after_a_build_is_no_conflict(
    project: Project, learner: Learner, tmp_path: Path
) -> None:
    learner.edits(G("t-bida"), "Back", "Kdo <b>tedy</b><br>vyhrál?")
    export = learner.exports(tmp_path / "e.apkg")
    assert told(pulled(project, export)) == [("taken", "t-bida", "Back")]
    build(project, START + 60)
    assert told(pulled(project, export)) == []


# ------------------------------------------------------------------ tags that Anki spells otherwise


def retagged(learner: Learner, guid: str, *tags: str) -> None:
    note = learner.note(guid)
    note.tags = list(tags)
    learner.col.update_note(note)


@pytest.mark.parametrize("spelling", ["contabilità", "CONTABILITÀ", "contabilita\u0300"])
def test_the_case_of_a_tag_is_no_edit(project: Project, tmp_path: Path, spelling: str) -> None:
    """Anki keeps the spelling that the learner's collection had first."""
    with Learner(tmp_path / "learner") as learner:
        own = learner.col.new_note(learner.col.models.by_name("Basic"))
        own["Front"] = "pes"
        own.tags = [spelling]
        learner.col.add_note(own, learner.col.decks.id("Vlastní"))
        project.edit(project.pairs, "- id: t-bada", "- id: t-bada\n  tags: [Contabilità]")
        build(project)
        learner.imports(project.package)
        before = project.pairs.read_bytes()
        assert told(pulled(project, learner.exports(tmp_path / "e.apkg"))) == []
        assert project.pairs.read_bytes() == before


def test_a_tag_that_is_added_keeps_the_authors_spelling_of_all(project: Project, tmp_path: Path) -> None:
    project.edit(project.pairs, "- id: t-bada", "- id: t-bada\n  tags: [Contabilità]")
    project.edit(project.pairs, "- id: t-beda", "- id: t-beda\n  tags: [Vendita]")
    build(project)
    with Learner(tmp_path / "learner") as learner:
        learner.imports(project.package)
        ours = [tag for tag in learner.note(G("t-bada")).tags if tag.startswith("deckgen::")]
        learner.col.tags.rename("Contabilità", "contabilità")
        learner.col.tags.rename("Vendita", "vendita")
        retagged(learner, G("t-bada"), *ours, "contabilità", "vendita", "těžké", "Leech")
        assert told(pulled(project, learner.exports(tmp_path / "e.apkg"))) == [("taken", "t-bada", "tags")]
    assert "  tags: [Contabilità, Vendita, těžké]\n" in project.pairs.read_text("utf-8")


def test_a_tag_that_the_author_took_away_does_not_come_back_in_another_case(project: Project, tmp_path: Path) -> None:
    project.edit(project.pairs, "- id: t-bada", "- id: t-bada\n  tags: [Sbagliato]")
    build(project)
    with Learner(tmp_path / "learner") as learner:
        learner.imports(project.package)
        learner.col.tags.rename("Sbagliato", "sbagliato")
        export = learner.exports(tmp_path / "e.apkg")
    project.edit(project.pairs, "\n  tags: [Sbagliato]", "")
    build(project, START + 60)
    assert told(pulled(project, export)) == []


# ------------------------------------------------------------------ formatting, pictures, sounds


@pytest.mark.parametrize(
    ("html", "lost"),
    [
        ("Kdo to <b>jednání</b> vyhrál?", ("bold",)),
        ('Kdo to <span style="color: rgb(255, 0, 0);">jednání</span> vyhrál?', ("a colour",)),
        ('<font color="#ff0000">Kdo</font> to <b>jednání</b> vyhrál?', ("a colour", "bold")),
        ("Kdo to jednání<br>vyhrál?", ("line breaks",)),
        ("<div>Kdo to jednání vyhrál?</div>", ()),
    ],
)
def test_formatting_alone_is_named_once_and_changes_nothing(
    project: Project, learner: Learner, tmp_path: Path, html: str, lost: tuple[str, ...]
) -> None:
    before = project.pairs.read_bytes()
    learner.edits(G("t-bida"), "Back", html)
    made = pulled(project, learner.exports(tmp_path / "e.apkg"))
    assert [(each.kind, each.id, each.field, each.dropped) for each in made.findings] == [
        ("formatting", "t-bida", "Back", lost)
    ] * bool(lost)
    assert project.pairs.read_bytes() == before


def test_formatting_around_an_edit_is_named_with_it(project: Project, learner: Learner, tmp_path: Path) -> None:
    learner.edits(G("t-bida"), "Back", "Kdo <b>tedy</b><br>vyhrál?")
    learner.edits(G("t-bada"), "Note", "jedna<br><i>dvě</i>")
    made = pulled(project, learner.exports(tmp_path / "e.apkg"))
    assert {(each.kind, each.field, each.dropped) for each in made.findings} == {
        ("taken", "Back", ("bold", "line breaks")),
        ("taken", "Note", ("italics",)),
    }


def test_a_second_highlight_in_an_example_is_named(project: Project, learner: Learner, tmp_path: Path) -> None:
    learner.edits(G("t-peda"), "Example", "<b>Chi</b> ha vinto <b>la trattativa</b>?")
    (finding,) = pulled(project, learner.exports(tmp_path / "e.apkg")).findings
    assert (finding.kind, finding.field, finding.dropped) == ("formatting", "Example", ("bold",))


@pytest.mark.parametrize(
    ("html", "file", "what"),
    [
        ('Kdo jednání vyhrál?<br><img src="tabule.png">', "tabule.png", "a picture (tabule.png)"),
        ("Kdo jednání vyhrál? [sound:hlas.mp3]", "hlas.mp3", "a sound (hlas.mp3)"),
    ],
)
def test_the_text_beside_a_picture_is_taken_and_the_next_build_says_what_it_overwrites(
    project: Project, learner: Learner, tmp_path: Path, deckgen: Callable[..., Output], html: str, file: str, what: str
) -> None:
    learner.edits(G("t-bida"), "Back", html)
    learner.exports(tmp_path / "e.apkg")
    said = deckgen("pull", tmp_path / "e.apkg", at=project.root)
    assert f"refused: t-bida Back ({what} in Anki only" in said.out
    assert "taken: t-bida Back" in said.out
    assert "  cs: Kdo jednání vyhrál?\n" in project.pairs.read_text("utf-8")
    for arguments in (("build", "-n"), ("build",)):
        said = deckgen(*arguments, at=project.root)
        assert f"warning: a learner has {file} in t-bida Back" in said.err
    project.edit(project.pairs, "Kdo jednání vyhrál?", "Kdopak jednání vyhrál?")
    assert "warning" not in deckgen("build", at=project.root).err  # that import has already been spoken of


def test_a_picture_alone_is_remembered_until_its_note_changes(
    project: Project, learner: Learner, tmp_path: Path, deckgen: Callable[..., Output]
) -> None:
    before = project.pairs.read_bytes()
    learner.edits(G("t-bida"), "Back", 'Kdo to jednání vyhrál?<br><img src="tabule.png">')
    learner.exports(tmp_path / "e.apkg")
    assert deckgen("pull", tmp_path / "e.apkg", at=project.root).out.endswith("1 refused\n")
    assert project.pairs.read_bytes() == before
    project.edit(project.pairs, "Marketing vypráví", "Reklama vypráví")
    assert "tabule.png" not in deckgen("build", at=project.root).err
    project.edit(project.pairs, "- id: t-bida", "- id: t-bida\n  hint: x")
    assert "a learner has tabule.png in t-bida Back" in deckgen("build", at=project.root).err


def test_a_note_that_a_picture_replaced_keeps_its_words(project: Project, tmp_path: Path) -> None:
    project.edit(project.pairs, "- id: t-bada", "- id: t-bada\n  note: dal autor")
    build(project)
    with Learner(tmp_path / "learner") as learner:
        learner.imports(project.package)
        learner.edits(G("t-bada"), "Note", '<img src="x.png">')
        assert told(pulled(project, learner.exports(tmp_path / "e.apkg"))) == [("refused", "t-bada", "Note")]
    assert "  note: dal autor\n" in project.pairs.read_text("utf-8")
