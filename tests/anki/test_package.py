"""The file that Anki imports, looked at from inside and through the official backend."""

from __future__ import annotations

import hashlib
import html
import io
import json
import os
import re
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import genanki
import pytest
from anki_world import Imported, Learner
from projects import Project

from deckgen.actions.build import Draft, draft, finish, read_state
from deckgen.anki.package import package, required
from deckgen.project.fields import FIELDS, TEMPLATES, stable_id

START = 1_790_000_000


def build(project: Project, at: int = START) -> Draft:
    planned = draft(read_state(project.deck), lambda last: max(at, last + 1))
    finish(planned)
    return planned


# ------------------------------------------------------------------ from inside


# The columns that differ from what genanki writes, by design; all others must hold the very same.
OURS = {
    "notes": {
        "id": "the lock's, for ever; genanki counts from the time of writing",
        "sfld": "the sort field without markup, as Anki makes it; genanki leaves the markup in",
        "csum": "Anki's checksum of the first field, by which it finds duplicates; genanki writes 0",
    },
    "cards": {
        "id": "beside the note's",
        "nid": "the note's, compared by its guid",
        "due": "the place in the study order, from the lock; genanki writes 0",
    },
}


def test_the_collection_is_the_one_that_genanki_writes(project: Project, tmp_path: Path) -> None:
    """The same notes through genanki's own writer differ in what `OURS` names, and only there."""
    project.edit(project.pairs, "it: Chi ha vinto la trattativa?", 'it: "Chi ha vinto < la trattativa & poi?"')
    planned = build(project)
    genankis_writer(planned).write_to_file(tmp_path / "theirs.apkg", timestamp=START)
    with closing(database(project.package)) as ours, closing(database(tmp_path / "theirs.apkg")) as theirs:
        schema = "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name"
        assert ours.execute(schema).fetchall() == theirs.execute(schema).fetchall()
        for pragma in ("page_size", "encoding", "user_version", "auto_vacuum", "integrity_check"):
            assert ours.execute(f"PRAGMA {pragma}").fetchall() == theirs.execute(f"PRAGMA {pragma}").fetchall()
        assert rows(ours, "col") == rows(theirs, "col")
        for table in ("revlog", "graves"):
            assert rows(ours, table) == rows(theirs, table) == []
        for table, sort in (("notes", "guid"), ("cards", "guid, ord")):
            both = [rows(side, table, sort) for side in (ours, theirs)]
            assert all(set(row) >= OURS[table].keys() for row in both[0])
            assert [without(row, OURS[table]) for row in both[0]] == [without(row, OURS[table]) for row in both[1]]


def genankis_writer(planned: Draft) -> genanki.Package:
    """The deck of `planned` as genanki itself would write it."""
    lock = planned.plan.lock
    models = {}
    for kind, kept in planned.types.items():
        fields = [{"name": name, "id": stable_id(kind, "field", name)} for name in FIELDS[kind]]
        templates = [
            {"name": name, "id": stable_id(kind, "template", name), "qfmt": front, "afmt": back}
            for name, front, back in kept.templates
        ]
        models[kind] = genanki.Model(kept.id, kept.name, fields, templates, kept.css, sort_field_index=1)
    deck = genanki.Deck(stable_id(lock.deck_id, "deck"), lock.names[-1])
    for entry in lock.entries:
        stamps = {"Key": entry.guid, "Built": str(entry.mod)}
        values = [stamps.get(name) or entry.fields.get(name, "") for name in FIELDS[entry.kind]]
        deck.add_note(genanki.Note(models[entry.kind], values, guid=entry.guid, tags=list(entry.tags)))
    return genanki.Package(deck)


def database(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    connection.deserialize(zipfile.ZipFile(path).read("collection.anki2"))
    connection.row_factory = sqlite3.Row
    return connection


def rows(side: sqlite3.Connection, table: str, sort: str = "1") -> list[dict[str, object]]:
    """The rows of a table by column, JSON as what it says; a card with the guid of its note."""
    join = "cards.*, notes.guid FROM cards JOIN notes ON notes.id = nid" if table == "cards" else f"* FROM {table}"
    found = [dict(row) for row in side.execute(f"SELECT {join} ORDER BY {sort}")]
    return [{k: json.loads(v) if str(v).startswith("{") else v for k, v in row.items()} for row in found]


def without(row: dict[str, object], columns: Mapping[str, str]) -> dict[str, object]:
    return {name: value for name, value in row.items() if name not in columns}


def test_what_is_ours_in_a_row_is_what_the_lock_and_anki_say(project: Project) -> None:
    project.edit(project.pairs, "it: Chi ha vinto la trattativa?", 'it: "Chi ha vinto < la trattativa & poi?"')
    planned = build(project)
    with closing(database(project.package)) as held:
        notes = {row["guid"]: row for row in rows(held, "notes")}
        cards = {(row["nid"], row["ord"]): (row["id"], row["due"]) for row in rows(held, "cards")}
    for entry in planned.plan.lock.entries:
        note = notes[entry.guid]
        assert (note["id"], note["mod"]) == (entry.nid, entry.mod)
        assert note["csum"] == int(hashlib.sha1(entry.guid.encode()).hexdigest()[:8], 16)
        ordinals = {name: TEMPLATES[entry.kind].index(name) for name in entry.due}
        for name, due in entry.due.items():
            assert cards.pop((entry.nid, ordinals[name])) == (entry.nid + ordinals[name], due)
    assert not cards
    assert notes["0123456789-t-bida"]["sfld"] == "Chi ha vinto < la trattativa & poi?"


@pytest.mark.parametrize(
    "question",
    [
        "{{Front}}",
        "{{#Production}}{{Back}}{{/Production}}",
        "{{Front}} {{Hint}}",
        "{{^Typed}}{{Front}}{{/Typed}}{{#Typed}}{{type:Back}}{{/Typed}}",
        "{{#Status}}x{{/Status}}{{Front}}{{FrontAudio}}",
        "{{FrontAudio}}",
    ],
)
def test_a_question_needs_the_fields_that_genanki_says(question: str) -> None:
    names = FIELDS["sentence"]
    model = genanki.Model(1, "", [{"name": name} for name in names], [{"qfmt": question}])
    assert [[0, *required(names, question)]] == model.to_json(0, 0)["req"]


def test_the_package_is_compressed(project: Project) -> None:
    build(project)
    archive = zipfile.ZipFile(project.package)
    assert archive.namelist() == ["collection.anki2", "media"]
    assert all(entry.compress_type == zipfile.ZIP_DEFLATED for entry in archive.infolist())
    assert project.package.stat().st_size * 4 < archive.getinfo("collection.anki2").file_size


def test_fields_and_templates_have_ids(project: Project) -> None:
    """With them a later version may rename what it must not add."""
    build(project)
    with closing(database(project.package)) as held:
        (models,) = held.execute("SELECT models FROM col").fetchone()
    for model in json.loads(models).values():
        for part in (*model["flds"], *model["tmpls"]):
            assert isinstance(part["id"], int)


def test_the_bytes_are_the_same_wherever_they_are_written(project: Project) -> None:
    planned = build(project)
    program = (
        "import sys; from pathlib import Path; from deckgen.actions.build import *;"
        "from deckgen.anki.package import package;"
        "planned = draft(read_state(Path(sys.argv[1])));"
        "sys.stdout.buffer.write(package(planned.plan.lock, planned.types))"
    )
    here = package(planned.plan.lock, planned.types)
    for number, zone in enumerate(("UTC", "Pacific/Apia", "Europe/Prague")):
        code = f"import os; os.umask({[0o000, 0o022, 0o077][number]}); {program}"
        environment = {
            **os.environ,
            "TZ": zone,
            "PYTHONHASHSEED": str(number),
            "LC_ALL": "C",
            "LANG": "cs_CZ.UTF-8",
        }
        command = [sys.executable, "-c", code, str(project.deck)]
        there = subprocess.run(command, env=environment, capture_output=True, check=True, cwd="/").stdout
        assert there == here


def test_the_database_does_not_tell_who_wrote_it(project: Project) -> None:
    planned = build(project)
    database = zipfile.ZipFile(io.BytesIO(package(planned.plan.lock, planned.types))).read("collection.anki2")
    assert database[96:100] == (3_040_000).to_bytes(4, "big")


# ------------------------------------------------------------------ in Anki


def test_anki_holds_what_was_built(project: Project, tmp_path: Path) -> None:
    planned = build(project)
    with Learner(tmp_path / "learner") as learner:
        assert learner.imports(project.package) == Imported(new=5, updated=0, same=0, refused=0)
        fields = learner.fields()
        for entry in planned.plan.lock.entries:
            assert fields[entry.guid] == {**entry.fields, "Key": entry.guid, "Built": str(START)}
            assert learner.note(entry.guid).tags == list(entry.tags)
        assert learner.deck_names() == {"Prova": 9}
        assert learner.check_database() == ""


def test_the_scheduler_brings_cards_in_the_order_of_study(project: Project, tmp_path: Path) -> None:
    build(project)
    with Learner(tmp_path / "learner") as learner:
        learner.imports(project.package)
        assert [(key.removeprefix("0123456789-"), ordinal) for key, ordinal in learner.introduced("Prova")] == [
            ("t-bada", 0),
            ("t-pada", 0),
            ("t-beda", 0),
            ("t-peda", 0),
            ("t-bida", 0),
            ("t-pada", 1),
            ("t-peda", 1),
            ("t-pada", 2),
            ("t-peda", 2),
        ]


def test_a_second_import_changes_nothing(project: Project, tmp_path: Path) -> None:
    build(project)
    with Learner(tmp_path / "learner") as learner:
        learner.imports(project.package)
        assert learner.reviews("Prova", 6) == 6
        fields, scheduling = learner.fields(), learner.scheduling()
        assert learner.imports(project.package) == Imported(new=0, updated=0, same=5, refused=0)
        assert (learner.fields(), learner.scheduling()) == (fields, scheduling)


def test_an_edit_arrives_and_reviews_stay(project: Project, tmp_path: Path) -> None:
    build(project)
    with Learner(tmp_path / "learner") as learner:
        learner.imports(project.package)
        learner.reviews("Prova")
        scheduling = learner.scheduling()
        project.edit(
            project.pairs, "Il marketing racconta, la vendita domanda.", "Il marketing narra, la vendita chiede."
        )
        build(project)  # in the same second
        assert learner.imports(project.package) == Imported(new=0, updated=1, same=4, refused=0)
        assert learner.fields()["0123456789-t-bada"]["Front"] == "Il marketing narra, la vendita chiede."
        assert learner.scheduling() == scheduling
        assert learner.check_database() == ""


def test_what_a_learner_wrote_on_other_notes_stays(project: Project, tmp_path: Path) -> None:
    build(project)
    with Learner(tmp_path / "learner") as learner:
        learner.imports(project.package)
        learner.edits("0123456789-t-beda", "Note", "moje poznámka", tag="těžké")
        project.edit(project.pairs, "Il marketing racconta", "Il marketing narra")
        build(project, START + 60)
        learner.imports(project.package)
        note = learner.note("0123456789-t-beda")
        assert note["Note"] == "moje poznámka"
        assert "těžké" in note.tags


def test_a_new_pair_is_met_in_its_place(project: Project, tmp_path: Path) -> None:
    build(project)
    with Learner(tmp_path / "learner") as learner:
        learner.imports(project.package)
        project.edit(
            project.pairs, "- section: La fine\n", "- it: Costa troppo.\n  cs: Stojí moc.\n- section: La fine\n"
        )
        build(project, START + 60)
        assert learner.imports(project.package) == Imported(new=1, updated=0, same=5, refused=0)
        fronts = [learner.fields()[key].get("Front") for key, ordinal in learner.introduced("Prova") if ordinal == 0]
        assert fronts.index("Costa troppo.") == fronts.index("La campagna di marketing è costata 2.700\u00a0euro.") + 1


def test_a_retired_note_is_marked_keeps_its_reviews_and_comes_back(project: Project, tmp_path: Path) -> None:
    build(project)
    whole = project.pairs.read_text("utf-8")
    with Learner(tmp_path / "learner") as learner, Learner(tmp_path / "fresh") as fresh:
        learner.imports(project.package)
        learner.reviews("Prova")
        scheduling = learner.scheduling()
        project.pairs.write_text(whole.replace("- id: t-bada", "- id: t-bada\n  skip: true"), "utf-8")
        build(project, START + 60)
        assert learner.imports(project.package).updated == 1
        assert learner.scheduling() == scheduling
        note = learner.note("0123456789-t-bada")
        assert note["Status"] == "retired"
        assert "deckgen::retired" in note.tags
        assert "Tato kartička už do balíčku nepatří" in learner.rendered("0123456789-t-bada")[0]

        fresh.imports(project.package)
        assert ("0123456789-t-bada", 0) not in fresh.scheduling()

        project.pairs.write_text(whole, "utf-8")
        build(project, START + 120)
        assert learner.imports(project.package).updated == 1
        assert "Status" not in learner.fields()["0123456789-t-bada"]
        assert learner.note("0123456789-t-bada").tags == [
            "deckgen::kind::sentence",
            "deckgen::section::testo::l-inizio",
            "deckgen::text::testo",
        ]
        assert learner.scheduling() == scheduling


def test_what_a_person_wrote_is_shown_as_text(project: Project, tmp_path: Path) -> None:
    project.allow("leftover-markup")
    strange = "<script>x</script> [sound:a.mp3] {{Front}} {{c1::y}} & 1 < 2"
    project.edit(project.pairs, "Chi ha vinto la trattativa?", f'"{strange}"')
    project.edit(project.terms, "- id: t-peda", "- id: t-peda\n  skip: true")
    build(project)
    with Learner(tmp_path / "learner") as learner:
        learner.imports(project.package)
        question, _, _ = learner.rendered("0123456789-t-bida")
        assert "&lt;script&gt;x&lt;/script&gt; &#91;sound:a.mp3] {{Front}} {{c1::y}} &amp; 1 &lt; 2" in question


def test_an_answer_is_typed_as_a_keyboard_has_it(project: Project, tmp_path: Path) -> None:
    project.edit(project.terms, "it: la trattativa", "it: l’azienda «A&B»")
    deck = project.deck / "deck.yaml"
    deck.write_text(deck.read_text("utf-8") + "typed: [vocabulary]\n", "utf-8")
    build(project)
    with Learner(tmp_path / "learner") as learner:
        learner.imports(project.package)
        guid = "0123456789-t-peda"
        question, answer, _ = learner.rendered(guid, 1)
        assert question.count("[[type:Typed]]") == answer.count("[[type:Typed]]") == 1
        assert "[[type:" not in "".join(learner.rendered(guid, 0)[:2])
        expected = learner.fields()[guid]["Typed"]
        right = learner.col.compare_answer(expected, 'l\'azienda "A&B"')
        wrong = learner.col.compare_answer(expected, "la azienda")
    assert "typeGood" in right
    assert "typeBad" not in right
    assert "typeMissed" not in right
    assert "typeBad" in wrong


STRANGE = (
    r"<script>x</script> <b>b</b> [sound:a.mp3] [anki:play:q:0] {{Front}} {{c1::y}} [latex]z[/latex] [$]v[/$] "
    r"\\(w\\) \\[w\\] &amp;"
)
PLAIN = STRANGE.replace("\\\\", "\\")


def test_whatever_a_person_writes_anywhere_is_text_on_every_card(project: Project, tmp_path: Path) -> None:
    """Each place has its letter in front, to be found again on the cards."""
    project.edit(project.deck / "deck.yaml", "name: Prova", f'name: "N {STRANGE}"')
    project.edit(project.deck / "deck.yaml", "title: Testo", f'title: "T {STRANGE}", source: "S {STRANGE}"')
    sides = f'  it: "F {STRANGE} la trattativa"\n  cs: "B {STRANGE} jednání"\n'
    more = f'  hint: "H {STRANGE}"\n  note: "O {STRANGE}"\n  tags: ["<b>{{{{Front}}}}[sound:a.mp3]"]\n'
    allowed = "  allow: [leftover-markup]\n"
    project.pairs.write_text(f'- section: "Z {STRANGE}"\n- id: t-bada\n{sides}{more}{allowed}', "utf-8")
    sides = f'  it: "E {STRANGE}"\n  cs: "M {STRANGE}"\n  grammar: "G {STRANGE}"\n  pair: t-bada\n'
    more = f'  note: "P {STRANGE}"\n  hint: "I {STRANGE}"\n  found: {{it: la trattativa, cs: jednání}}\n'
    project.terms.write_text(f"- id: t-pada\n{sides}{more}{allowed}", "utf-8")
    build(project)
    with Learner(tmp_path / "learner") as learner:
        assert learner.imports(project.package).new == 2
        assert "<b>{{Front}}[sound:a.mp3]" in learner.note("0123456789-t-bada").tags
        seen = set()
        for name, ordinal in (("t-bada", 0), ("t-pada", 0), ("t-pada", 1), ("t-pada", 2)):
            question, answer, _ = learner.rendered(f"0123456789-{name}", ordinal)
            page = question + answer
            assert not re.search(r"<script>x|<b>b|\[sound:|\[anki:play:q|\[latex\]|\[\$\]|\\[(\[]", page)
            shown = html.unescape(re.sub("<[^>]*>", "", page)).replace("\u2060", "")
            seen |= {letter for letter in "FBHOZSEMGPI" if f"{letter} {PLAIN}" in shown.replace("\u00a0", " ")}
        assert seen == set("FBHOZSEMGPI")
        assert learner.check_database() == ""


@pytest.mark.parametrize("kind", ["Sentence", "Vocabulary"])
def test_a_new_look_arrives_without_touching_notes(
    project: Project, tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from deckgen.cards import notetypes

    build(project)
    with Learner(tmp_path / "learner") as learner:
        learner.imports(project.package)
        real = notetypes.template_file
        monkeypatch.setattr(notetypes, "template_file", lambda name: real(name).replace("34rem", "35rem"))
        planned = build(project, START + 60)
        assert planned.plan.restyled == ("sentence", "vocabulary")
        assert learner.imports(project.package) == Imported(new=0, updated=0, same=5, refused=0)
        assert "35rem" in learner.col.models.by_name(f"Prova – {kind}")["css"]
