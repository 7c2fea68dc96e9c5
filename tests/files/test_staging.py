"""What a killed process leaves beside a file is deleted by the next one that writes there, and nothing else."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from projects import Project

from deckgen.files import disk, staging

needs_locks = pytest.mark.skipif(sys.platform == "win32", reason="Windows locks no such files")
OLD = ".deckgen-0123456789abcdef"  # as versions before this one named it
ELSEWHERE = ".deckgen-00000000-0123456789abcdef"  # another machine's
AT_FSYNC = """
import os, signal, sys
from pathlib import Path
from deckgen.files import disk
real = os.fsync
def stop(handle):
    {stop}
    real(handle)
os.fsync = stop
disk.write(Path(sys.argv[1]), b"nuovo")
"""
KILLED = AT_FSYNC.format(stop="os.kill(os.getpid(), signal.SIGKILL)")
WAITING = AT_FSYNC.format(stop="print(flush=True); sys.stdin.read()")


def writing(path: Path, code: str) -> subprocess.Popen[bytes]:
    """A process that writes `path` and stops before it is in its place."""
    return subprocess.Popen([sys.executable, "-c", code, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def leftovers(folder: Path) -> list[Path]:
    return list(folder.glob(".deckgen-*"))


def aged(path: Path, seconds: float) -> Path:
    path.write_bytes(b"x")
    os.utime(path, (time.time() - seconds,) * 2)
    return path


@needs_locks
@pytest.mark.parametrize("data", [b"altro", b"vecchio"])
def test_the_next_write_deletes_what_a_killed_process_left(tmp_path: Path, data: bytes) -> None:
    """Even if nothing changes."""
    file = tmp_path / "a.txt"
    file.write_bytes(b"vecchio")
    killed = writing(file, KILLED)
    killed.communicate()
    assert killed.returncode == -signal.SIGKILL
    assert len(leftovers(tmp_path)) == 1
    assert file.read_bytes() == b"vecchio"
    disk.write(file, data)
    assert leftovers(tmp_path) == []
    assert file.read_bytes() == data


@needs_locks
def test_what_a_living_process_writes_stays(tmp_path: Path) -> None:
    process = writing(tmp_path / "a.txt", WAITING)
    assert process.stdout
    assert process.stdout.readline()
    (staged,) = leftovers(tmp_path)
    os.utime(staged, (0, 0))
    disk.write(tmp_path / "b.txt", b"altro")
    assert leftovers(tmp_path) == [staged]
    process.communicate()
    assert process.returncode == 0
    assert (tmp_path / "a.txt").read_bytes() == b"nuovo"
    assert leftovers(tmp_path) == []


@needs_locks
def test_a_build_after_a_killed_build_leaves_nothing(project: Project) -> None:
    code = "import os, signal; from pathlib import Path; from deckgen.__main__ import main; "
    code += "Path.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL); main()"
    killed = subprocess.run([sys.executable, "-c", code, "build"], cwd=project.root, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert list(project.root.rglob(".deckgen-*"))
    done = subprocess.run([sys.executable, "-m", "deckgen", "build"], cwd=project.root, check=False)
    assert done.returncode == 0
    assert not list(project.root.rglob(".deckgen-*"))


@pytest.mark.parametrize("name", [OLD, ELSEWHERE])
@pytest.mark.parametrize(("age", "stays"), [(60, True), (7200, False)])
def test_of_others_only_what_is_old_is_deleted(tmp_path: Path, name: str, age: int, stays: bool) -> None:
    """Their locks may not be seen here, as on a disk that two machines share."""
    path = aged(tmp_path / name, age)
    disk.write(tmp_path / "a.txt", b"x")
    assert path.exists() == stays


@pytest.mark.parametrize(
    "name",
    [
        ".deckgen-note",
        ".deckgen-0123456789abcde",
        ".deckgen-0123456789abcdef0",
        ".deckgen-0123456789ABCDEF",
        ".deckgen-0123456789abcdef.txt",
        ".deckgen-0123456789abcdef\n",
        ".deckgen",
        "x.deckgen-0123456789abcdef",
        ".deckgen-00000000-0123456789abcde",
        ".deckgen-000000000-0123456789abcdef",
    ],
)
def test_a_name_that_only_begins_alike_stays(tmp_path: Path, name: str) -> None:
    path = aged(tmp_path / name, 10**6)
    disk.write(tmp_path / "a.txt", b"x")
    assert path.exists()


@given(st.from_regex(r"\.deckgen-[0-9a-f-]{0,26}", fullmatch=True))
def test_only_whole_names_are_leftovers(name: str) -> None:
    rest = name.removeprefix(".deckgen-")
    groups = [len(part) for part in rest.split("-")]
    assert bool(staging.LEFTOVER.fullmatch(name)) == (groups in ([16], [8, 16]))


@pytest.mark.skipif(sys.platform == "win32", reason="links and pipes")
def test_folders_links_and_pipes_stay(tmp_path: Path) -> None:
    folder, link, pipe = (tmp_path / f"{OLD[:-1]}{n}" for n in range(3))
    folder.mkdir()
    link.symlink_to(aged(tmp_path / "vero", 10**6))
    os.mkfifo(pipe)
    os.utime(pipe, (0, 0))
    disk.write(tmp_path / "a.txt", b"x")
    assert folder.is_dir()
    assert link.is_symlink()
    assert pipe.is_fifo()


@needs_locks
def test_a_new_file_that_was_taken_for_a_leftover_is_written_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the making of a file and its lock another process may find it."""
    import fcntl

    real, taken = fcntl.flock, []

    def late(handle: int, how: int) -> None:
        if not taken:
            taken.append(leftovers(tmp_path)[0])
            taken[0].unlink()
        real(handle, how)

    monkeypatch.setattr(fcntl, "flock", late)
    disk.write(tmp_path / "a.txt", b"x")
    assert taken
    assert (tmp_path / "a.txt").read_bytes() == b"x"
    assert leftovers(tmp_path) == []


def test_a_machine_without_locks_writes_and_waits_an_hour(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As Windows, where an open file cannot be renamed."""
    monkeypatch.setattr(staging, "_LOCKS", False)
    young, old = aged(tmp_path / OLD, 60), aged(tmp_path / ELSEWHERE, 7200)
    disk.write(tmp_path / "a.txt", b"x")
    assert (tmp_path / "a.txt").read_bytes() == b"x"
    assert (young.exists(), old.exists()) == (True, False)


@needs_locks
def test_a_leftover_that_cannot_be_deleted_stops_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(*_: object, **__: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    path = aged(tmp_path / OLD, 7200)
    with monkeypatch.context() as patch:
        patch.setattr(staging.os, "scandir", denied)
        disk.write(tmp_path / "a.txt", b"x")
    assert path.exists()
    assert (tmp_path / "a.txt").read_bytes() == b"x"
