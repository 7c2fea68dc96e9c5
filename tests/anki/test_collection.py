"""Files that Anki wrote, old and new, and files that somebody took for one."""

from __future__ import annotations

import sqlite3
import time
import tracemalloc
import zipfile
from contextlib import closing
from pathlib import Path

import pytest
import zstandard
from anki.collection import ExportAnkiPackageOptions
from anki_world import Learner
from projects import Project

from deckgen.actions.build import Draft, draft, finish, read_state
from deckgen.anki import container
from deckgen.anki.collection import Collection, HeldNote, load
from deckgen.anki.package import package
from deckgen.files.source import Refused
from deckgen.project.fields import FIELDS

START = 1_790_000_000
CONTAINERS = ["old.apkg", "new.apkg", "old.colpkg", "new.colpkg"]
BADA, PADA, BIDA = "0123456789-t-bada", "0123456789-t-pada", "0123456789-t-bida"


def build(project: Project, at: int = START) -> Draft:
    planned = draft(read_state(project.deck), lambda last: max(at, last + 1))
    finish(planned)
    return planned


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


def by_guid(held: Collection) -> dict[str, HeldNote]:
    return {note.guid: note for note in held.notes}


# ------------------------------------------------------------------ what is read


def test_our_own_package_reads_as_it_was_written(project: Project) -> None:
    planned = build(project)
    held = load(project.package)
    assert (held.path, tuple(sorted({note.deck for note in held.notes}))) == (project.package, ("Prova",))
    entries = {entry.guid: entry for entry in planned.plan.lock.entries}
    assert set(by_guid(held)) == set(entries)
    for guid, note in by_guid(held).items():
        entry = entries[guid]
        assert (note.nid, note.mod, note.tags) == (entry.nid, entry.mod, entry.tags)
        assert {name: text for name, text in note.fields.items() if text} == {
            **entry.fields,
            "Key": guid,
            "Built": str(START),
        }
        assert sorted(due or 0 for due in note.positions.values()) == sorted(entry.due.values())
    for note_type in planned.types.values():
        found = held.types[note_type.id]
        assert (found.name, found.mod, found.fields) == (note_type.name, START, FIELDS[note_type.kind])
        assert (found.css, found.templates) == (note_type.css, note_type.templates)


def test_a_retired_note_has_no_cards(project: Project) -> None:
    build(project)
    project.edit(project.pairs, "- id: t-bada", "- id: t-bada\n  skip: true")
    build(project, START + 60)
    held = by_guid(load(project.package))
    assert (held[BADA].positions, held[PADA].positions) == ({}, {0: 200, 1: 600, 2: 800})


@pytest.mark.parametrize("name", CONTAINERS)
def test_an_export_holds_what_the_learner_has(project: Project, tmp_path: Path, name: str) -> None:
    build(project)
    with Learner(tmp_path / "learner") as learner:
        learner.imports(project.package)
        assert learner.reviews("Prova", 4) == 4
        learner.edits(BADA, "Note", "chiedere a <b>Jana</b>", "mio")
        learner.deletes(BIDA)
        have = learner.fields()
        edited = learner.note(BADA).mod
        held = load(exported(learner, tmp_path, name))
    assert tuple(sorted({note.deck for note in held.notes})) == ("Prova",)
    notes = by_guid(held)
    assert {guid: {k: v for k, v in note.fields.items() if v} for guid, note in notes.items()} == have
    assert BIDA not in notes
    assert (notes[BADA].mod, notes[PADA].mod) == (edited, START)
    assert "mio" in notes[BADA].tags
    assert notes[BADA].positions == {0: 100}  # reviewed: where it stood among the new cards
    assert notes[PADA].positions == {0: 200, 1: 600, 2: 800}
    assert {held.types[note.type_id].name for note in held.notes} == {"Prova – Sentence", "Prova – Vocabulary"}


@pytest.mark.parametrize("name", CONTAINERS)
def test_other_decks_note_types_and_fields_of_the_learner_do_no_harm(
    project: Project, tmp_path: Path, name: str
) -> None:
    build(project)
    with Learner(tmp_path / "learner") as learner:
        learner.imports(project.package)
        col = learner.col
        kind = col.models.by_name("Prova – Sentence")
        col.models.add_field(kind, col.models.new_field("Appunti miei"))
        col.models.update_dict(kind)
        learner.edits(BADA, "Appunti miei", "lezione 3")
        own = col.new_note(col.models.by_name("Basic"))
        own["Front"], own["Back"] = "pes", "cane"
        col.add_note(own, col.decks.id("Čeština::Zvířata"))
        held = load(exported(learner, tmp_path, name))
    notes = by_guid(held)
    assert tuple(sorted({note.deck for note in held.notes})) == ("Prova", "Čeština::Zvířata")
    assert notes[BADA].fields["Appunti miei"] == "lezione 3"
    assert notes[BADA].fields["Front"] == "Il marketing racconta, la vendita domanda."
    (other,) = [note for note in held.notes if not note.guid.startswith("0123456789-")]
    assert (held.types[other.type_id].name, other.fields) == ("Basic", {"Front": "pes", "Back": "cane"})


# ------------------------------------------------------------------ what is refused


def zipped(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def another_database() -> bytes:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE TABLE fatture (numero)")
        return connection.serialize()


def test_a_missing_file_is_refused_as_missing(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="no such file") as refused:
        load(tmp_path / "prova.apkg")
    assert refused.value.problems[0].path == tmp_path / "prova.apkg"


def test_what_is_no_package_is_refused_by_name(project: Project, tmp_path: Path) -> None:
    planned = build(project)
    whole = package(planned.plan.lock, planned.types)
    database = zipfile.ZipFile(project.package).read("collection.anki2")
    text, cut, flipped = tmp_path / "testo.apkg", tmp_path / "tagliato.apkg", tmp_path / "guasto.apkg"
    text.write_text("Il cliente paga in contanti.", "utf-8")
    cut.write_bytes(whole[: len(whole) // 2])
    with zipfile.ZipFile(flipped, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("collection.anki2", database)
    flipped.write_bytes(flipped.read_bytes().replace(b"costata", b"costato"))
    empty = tmp_path / "niente.apkg"
    empty.write_bytes(b"")
    files = [
        text,
        cut,
        flipped,
        empty,
        tmp_path,
        zipped(tmp_path / "rotto.apkg", {"collection.anki2": b"SQLite format 3\x00" + b"x" * 4000}),
        zipped(tmp_path / "corto.apkg", {"collection.anki2": b"x"}),
        zipped(tmp_path / "vuoto.apkg", {"collection.anki2": b""}),
        zipped(tmp_path / "meta.apkg", {"collection.anki2": database[: len(database) // 2]}),
        zipped(tmp_path / "altro.apkg", {"collection.anki2": another_database()}),
    ]
    for path in files:
        with pytest.raises(Refused, match="not an Anki package or export: ") as refused:
            load(path)
        (problem,) = refused.value.problems
        assert (problem.path, problem.advice) == (path, "export it again: File > Export")


@pytest.mark.parametrize("name", ["old.apkg", "new.apkg"])
def test_a_file_that_unpacks_to_too_much_is_refused_before_it_is_unpacked(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    build(project)
    with Learner(tmp_path / "learner") as learner:
        learner.imports(project.package)
        path = exported(learner, tmp_path, name)
    assert len(load(path).notes) == 5
    monkeypatch.setattr(container, "LARGEST", 20_000)
    with pytest.raises(Refused, match="it unpacks to more than"):
        load(path)


@pytest.mark.parametrize("damage", ["empty", "no zstd", "no deflate", "no method"])
def test_a_damaged_archive_is_refused(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "export.apkg"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        if damage == "no zstd":
            archive.writestr("collection.anki21b", b"this is not zstd at all")
        elif damage != "empty":
            archive.writestr("collection.anki2", b"abcdefgh" * 4000)
    data = bytearray(path.read_bytes())
    if damage == "no deflate":
        data[60:80] = b"\xff" * 20
    elif damage == "no method":
        data[8] = 77
        data[data.index(b"PK\x01\x02") + 10] = 77
    path.write_bytes(data)
    with pytest.raises(Refused, match="not an Anki package or export"):
        load(path)


# ------------------------------------------------------------------ packages of strangers


def changed(project: Project, path: Path, *statements: str) -> Path:
    """The package of the project with its database changed."""
    build(project)
    connection = sqlite3.connect(":memory:")
    connection.deserialize(zipfile.ZipFile(project.package).read("collection.anki2"))
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    return zipped(path, {"collection.anki2": connection.serialize()})


@pytest.mark.parametrize(
    "statements",
    [
        (
            "DROP TABLE notes",
            "CREATE VIEW notes AS WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id FROM n) SELECT id FROM n",
        ),
        ("UPDATE notes SET guid = x'ff'",),
        ("UPDATE notes SET flds = x'ff'",),
        ("UPDATE notes SET mod = 'ieri'",),
        ("UPDATE col SET models = '" + "[" * 100_000 + "'",),
        ('UPDATE col SET decks = \'{"1": {"name": "\\ud800"}}\'',),
        ("DELETE FROM col",),
    ],
)
def test_a_database_that_anki_never_wrote_is_refused(
    project: Project, tmp_path: Path, statements: tuple[str, ...]
) -> None:
    began = time.monotonic()
    with pytest.raises(Refused, match="not an Anki package or export"):
        load(changed(project, tmp_path / "strano.apkg", *statements))
    assert time.monotonic() - began < 10


@pytest.mark.parametrize("new", [True, False])
def test_a_bomb_ends_before_it_is_unpacked(tmp_path: Path, new: bool) -> None:
    """Three hundred megabytes of nothing in a few kilobytes."""
    path = tmp_path / "bomba.apkg"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        if new:
            packed = zstandard.ZstdCompressor(1).compress(bytes(300 * 2**20))
            archive.writestr("collection.anki21b", packed)
        else:
            with archive.open("collection.anki2", "w", force_zip64=True) as file:
                for _ in range(300):
                    file.write(bytes(2**20))
    tracemalloc.start()
    with pytest.raises(Refused, match="its collection is not a database"):
        load(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20 * 2**20


def test_names_in_an_archive_lead_nowhere(project: Project, tmp_path: Path) -> None:
    build(project)
    path = tmp_path / "dentro" / "export.apkg"
    path.parent.mkdir()
    link = zipfile.ZipInfo("collegamento")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("collection.anki2", zipfile.ZipFile(project.package).read("collection.anki2"))
        for name in ("../fuori.txt", str(tmp_path / "fuori.txt"), "media/../../fuori.txt"):
            archive.writestr(name, "x")
        archive.writestr(link, "/etc/passwd")
    assert len(load(path).notes) == 5
    assert sorted(p.name for p in tmp_path.iterdir()) == ["dentro", "progetto"]
    assert [p.name for p in path.parent.iterdir()] == ["export.apkg"]
