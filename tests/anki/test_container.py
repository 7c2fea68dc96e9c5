"""Exports from anybody: what Anki never writes is refused by name, soon, and without much memory."""

from __future__ import annotations

import random
import re
import sqlite3
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
import zstandard
from projects import ROOT, Project

from deckgen.actions.build import draft, finish, read_state
from deckgen.anki import container
from deckgen.anki.collection import load
from deckgen.files.source import Problem, Refused

NOTES = "CREATE TABLE notes (id integer, guid text, mid integer, mod integer, tags text"
GROWING = ("printf('%.*c', 1000000000, 'x')", "hex(zeroblob(900000000))", "zeroblob(10000000000)")
HOSTILE: dict[str, tuple[str, tuple[str, ...]]] = {
    "endless view": (
        "a view 'notes'",
        (
            "DROP TABLE notes",
            "CREATE VIEW notes AS WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id FROM n) SELECT id FROM n",
        ),
    ),
    "view of a huge value": (
        "a view 'notes'",
        ("DROP TABLE notes", "CREATE VIEW notes AS SELECT 1 AS id, 'x' AS guid, zeroblob(1000000000) AS flds"),
    ),
    "view that nobody asks for": ("a view 'altro'", ("CREATE VIEW altro AS SELECT 1",)),
    "trigger": ("a trigger 'dopo'", ("CREATE TRIGGER dopo AFTER INSERT ON notes BEGIN DELETE FROM cards; END",)),
    "virtual table": ("a virtual table 'ricerca'", ("CREATE VIRTUAL TABLE ricerca USING fts5(testo)",)),
    "replace that grows": (
        "computes the column 'flds'",
        ("DROP TABLE notes", f"{NOTES}, flds AS (replace(hex(zeroblob(9999)), '0', hex(zeroblob(9999)))))"),
    ),
    **{
        f"computed {n}": (
            "its table 'notes' computes the column 'flds'",
            ("ALTER TABLE notes RENAME flds TO prima", f"ALTER TABLE notes ADD flds AS ({growing})"),
        )
        for n, growing in enumerate(GROWING)
    },
}


def zipped(path: Path, files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> Path:
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def package_of(project: Project) -> Path:
    finish(draft(read_state(project.deck)))
    return project.package


def changed(project: Project, *statements: str) -> bytes:
    """The database of the project's package, changed."""
    database = zipfile.ZipFile(package_of(project)).read("collection.anki2")
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(database)
        for statement in statements:
            connection.execute(statement)
        connection.commit()
        return connection.serialize()


def refusal(path: Path) -> Problem:
    with pytest.raises(Refused) as refused:
        load(path)
    (problem,) = refused.value.problems
    assert problem.path == path
    assert problem.message.startswith("not an Anki package or export: ")
    return problem


@pytest.mark.parametrize("name", HOSTILE)
def test_what_anki_never_makes_is_refused_by_name(project: Project, tmp_path: Path, name: str) -> None:
    said, statements = HOSTILE[name]
    path = zipped(tmp_path / "export.apkg", {"collection.anki2": changed(project, *statements)})
    began = time.monotonic()
    problem = refusal(path)
    assert time.monotonic() - began < 2
    assert said in problem.message
    assert problem.advice == "do not use this file unless you know where it comes from"


def measured(paths: list[Path]) -> tuple[list[str], float, int]:
    """What a process of its own says of files, its seconds, and the megabytes that reading them took."""
    program = (
        "import resource, sys\nfrom pathlib import Path\n"
        "from deckgen.anki.collection import load\nfrom deckgen.files.source import Refused\nimport zstandard\n"
        "peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\nbefore = peak()\n"
        "for path in sys.argv[1:]:\n    try:\n        load(Path(path))\n        print('loaded')\n"
        "    except Refused as refused:\n        print(refused.problems[0].message)\n"
        "print((peak() - before) // 1024)\n"
    )
    began = time.monotonic()
    done = subprocess.run([sys.executable, "-c", program, *map(str, paths)], capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    *said, peak = done.stdout.splitlines()
    return said, time.monotonic() - began, int(peak)


@pytest.mark.skipif(sys.platform != "linux", reason="memory is measured in kilobytes there only")
def test_hostile_files_take_neither_time_nor_memory(project: Project, tmp_path: Path) -> None:
    paths = [
        zipped(tmp_path / f"{n}.apkg", {"collection.anki2": changed(project, *statements)})
        for n, (_, statements) in enumerate(HOSTILE.values())
    ]
    head = zipfile.ZipFile(project.package).read("collection.anki2")[:100]
    packer = zstandard.ZstdCompressor(1)
    bomb = packer.compress(head + bytes(600 * 2**20))
    paths.append(zipped(tmp_path / "zstd.apkg", {"collection.anki21b": bomb}))
    with (
        zipfile.ZipFile(tmp_path / "zip.apkg", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("collection.anki2", "w", force_zip64=True) as file,
    ):
        file.write(head)
        for _ in range(600):
            file.write(bytes(2**20))
    paths.append(tmp_path / "zip.apkg")
    said, seconds, megabytes = measured(paths)
    assert len(said) == len(paths)
    assert all(line.startswith("not an Anki package or export: ") for line in said), said
    assert [line.endswith("it unpacks to more than 512 MB") for line in said[-2:]] == [True, True]
    assert seconds < 20
    assert megabytes < 100


@pytest.mark.parametrize(
    ("statements", "said"),
    [
        (("UPDATE notes SET flds = CAST(zeroblob(20000000) AS text)",), "too big"),
        (("UPDATE col SET models = '[' || replace(hex(zeroblob(3000000)), '00', '[],') || '[]]'",), "too large"),
        (("ALTER TABLE notes RENAME COLUMN guid TO nome",), "its table notes has no guid"),
        (tuple(f"CREATE TABLE t{n} (a DEFAULT '{'x' * 9000}')" for n in range(40)), "more tables than Anki ever does"),
        (("CREATE TABLE larga (" + ", ".join(f"c{n}" for n in range(500)) + ")",), "too many columns"),
    ],
)
def test_values_and_tables_that_no_collection_has_are_refused(
    project: Project, tmp_path: Path, statements: tuple[str, ...], said: str
) -> None:
    path = zipped(tmp_path / "export.apkg", {"collection.anki2": changed(project, *statements)})
    assert said in refusal(path).message


def test_no_function_of_a_database_runs() -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE TABLE a (b)")
        connection.set_authorizer(container._allowed)
        assert connection.execute("SELECT b FROM a").fetchall() == []
        for query in (
            "SELECT printf('%d', b) FROM a",
            "SELECT zeroblob(9)",
            "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x FROM n) SELECT x FROM n",
            "DELETE FROM a",
            "ATTACH 'x' AS y",
            "PRAGMA user_version = 3",
        ):
            with pytest.raises(sqlite3.DatabaseError):
                connection.execute(query).fetchall()


@pytest.mark.parametrize(("limit", "said"), [("SECONDS", "takes more than 0 seconds"), ("LARGEST_READ", "of memory")])
def test_limits_hold_for_good_files_too(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, said: str
) -> None:
    path = package_of(project)
    assert len(load(path).notes) == 5
    monkeypatch.setattr(container, limit, 0)
    problem = refusal(path)
    assert said in problem.message
    assert problem.advice == "export only this deck: File > Export, without media"


def test_an_archive_with_too_many_members_is_refused_before_they_are_listed(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(container, "_DIRECTORY", 100_000)
    files = {str(n): b"" for n in range(1000)}
    database = zipfile.ZipFile(package_of(project)).read("collection.anki2")
    assert len(load(zipped(tmp_path / "molti.apkg", {"collection.anki2": database, **files})).notes) == 5
    files = {str(n): b"" for n in range(3000)}
    path = zipped(tmp_path / "troppi.apkg", {"collection.anki2": database, **files})
    assert "the directory of the archive is too large" in refusal(path).message


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_packing_that_cannot_be_unpacked_in_pieces_is_refused(project: Project, tmp_path: Path, method: int) -> None:
    database = zipfile.ZipFile(package_of(project)).read("collection.anki2")
    path = zipped(tmp_path / "export.apkg", {"collection.anki2": database}, method)
    assert "packed in a way that Anki does not use" in refusal(path).message


def lying_zip(data: bytes) -> bytes:
    """The directory claims a tenth of the size."""
    at = data.index(b"PK\x01\x02") + 24
    size = int.from_bytes(data[at : at + 4], "little")
    return data[:at] + (size // 10).to_bytes(4, "little") + data[at + 4 :]


def lying_zstd(database: bytes) -> bytes:
    """A frame that claims another size than it has."""
    packed = bytearray(zstandard.ZstdCompressor(write_content_size=True).compress(database))
    size = len(database)
    at = next(n for n in range(4, 16) if packed[n : n + 4] == size.to_bytes(4, "little"))
    packed[at : at + 4] = (size * 100).to_bytes(4, "little")
    return bytes(packed)


def test_a_size_that_is_a_lie_is_found_out(project: Project, tmp_path: Path) -> None:
    package = package_of(project)
    lying = tmp_path / "zip.apkg"
    lying.write_bytes(lying_zip(package.read_bytes()))
    refusal(lying)
    database = zipfile.ZipFile(package).read("collection.anki2")
    refusal(zipped(tmp_path / "zstd.apkg", {"collection.anki21b": lying_zstd(database)}))


@pytest.mark.parametrize("way", ["file", "database", "zstd"])
def test_a_truncated_file_is_refused_wherever_it_ends(project: Project, tmp_path: Path, way: str) -> None:
    package = package_of(project)
    database = zipfile.ZipFile(package).read("collection.anki2")
    packed = zstandard.ZstdCompressor().compress(database)
    whole = {"file": package.read_bytes(), "database": database, "zstd": packed}[way]
    put: dict[str, Callable[[Path, bytes], object]] = {
        "file": lambda path, data: path.write_bytes(data),
        "database": lambda path, data: zipped(path, {"collection.anki2": data}),
        "zstd": lambda path, data: zipped(path, {"collection.anki21b": data}),
    }
    for end in random.Random(7).sample(range(len(whole) - 1), 25):
        path = tmp_path / "tagliato.apkg"
        put[way](path, whole[:end])
        assert re.fullmatch("export it again: File > Export", refusal(path).advice)
