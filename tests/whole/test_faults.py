"""Faults of machines and of files, command by command: nothing half-written, the right exit code, a name."""

from __future__ import annotations

import errno
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import filelock
import pytest
from projects import Output, Project, needs_posix

from deckgen.actions.build import draft, finish, read_state
from deckgen.cli import app
from deckgen.files import disk, resources
from deckgen.files.source import Refused
from deckgen.project.lock import load

Run = Callable[..., Output]
ITALIAN = "La riunione\n\nIl cliente chiede uno sconto. Noi offriamo una consegna più rapida. Alla fine firmiamo.\n"
CZECH = "Porada\n\nZákazník žádá slevu. My nabízíme rychlejší dodání. Nakonec podepíšeme.\n"


@pytest.fixture
def documents(tmp_path: Path) -> list[str]:
    given = []
    for code, text in (("it", ITALIAN), ("cs", CZECH)):
        (tmp_path / f"{code}-doc.txt").write_text(text, "utf-8")
        given.append(f"{code}={tmp_path / f'{code}-doc.txt'}")
    return given


def started(*arguments: str, at: Path, **environment: str) -> subprocess.Popen[bytes]:
    """The program in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "deckgen", *arguments],
        cwd=at,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def leftovers(folder: Path) -> list[Path]:
    return list(folder.rglob(".deckgen-*"))


# ------------------------------------------------------------------ where things are printed


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONIOENCODING": "latin-1"},
        {"PYTHONIOENCODING": "ascii"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"COLUMNS": "20", "TERM": "dumb"},
    ],
)
def test_a_terminal_without_our_letters_is_told_everything(project: Project, environment: dict[str, str]) -> None:
    process = started(at=project.root, **environment)
    out, err = process.communicate()
    assert (process.returncode, err) == (0, b"")
    assert b"next build: 5 new" in out


@needs_posix
@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_streams_that_are_closed_hinder_no_build(project: Project, closed: str) -> None:
    code = subprocess.run(["sh", "-c", f"{sys.executable} -m deckgen build {closed}"], cwd=project.root, check=False)
    assert code.returncode == 0
    assert project.lock.exists()


def test_who_stops_reading_stops_no_build(project: Project) -> None:
    """As in `deckgen -v build | head -0`: the lines are lost, the package is not."""
    reading, writing = os.pipe()
    os.close(reading)
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "deckgen", "-v", "build"],
        cwd=project.root,
        stdout=writing,
        stderr=subprocess.PIPE,
    )
    os.close(writing)
    _, err = process.communicate()
    assert (process.returncode, err) == (0, b"")
    assert project.lock.exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is full")
def test_an_output_that_cannot_be_written_is_said(project: Project) -> None:
    with Path("/dev/full").open("w") as full:
        process = subprocess.run(
            [sys.executable, "-m", "deckgen"], cwd=project.root, stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert process.returncode == 1
    assert b"No space left" in process.stderr
    assert b"Traceback" not in process.stderr


# ------------------------------------------------------------------ names that people give


@pytest.mark.parametrize(
    "wrong", [["../it=a.txt", "cs=b.txt"], ["IT=a.txt", "cs=b.txt"], ["it=a.txt", "cs=b.txt", "--id", "../../fuori"]]
)
def test_a_name_that_leads_out_of_the_project_is_wrong_usage(deckgen: Run, tmp_path: Path, wrong: list[str]) -> None:
    (tmp_path / "a.txt").write_text(ITALIAN, "utf-8")
    (tmp_path / "b.txt").write_text(CZECH, "utf-8")
    said = deckgen("init", "corso", *wrong, at=tmp_path)
    assert said.code == 2
    assert "is not" in said.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.txt", "b.txt"]


def test_a_title_is_one_line_of_text_whatever_was_typed(deckgen: Run, tmp_path: Path, documents: list[str]) -> None:
    typed = ["--title", "caf\udce9\nbar\x01 #1", "--name", " \u2028 "]
    assert deckgen("init", "corso", *documents, *typed, "--no-terms", at=tmp_path).code == 0
    deck = (tmp_path / "corso" / "cards" / "corso" / "deck.yaml").read_text("utf-8")
    assert 'title: "caf? bar #1"' in deck
    assert "name: corso\n" in deck
    assert deckgen("build", at=tmp_path / "corso").code == 0


def test_names_too_long_for_the_machine_are_no_fault_of_ours(
    deckgen: Run, tmp_path: Path, documents: list[str]
) -> None:
    said = deckgen("init", "corso", *documents, "--id", "a" * 300, at=tmp_path)
    assert said.code == 1
    assert "too long" in said.err


def test_folders_with_strange_names_are_folders(deckgen: Run, tmp_path: Path, documents: list[str]) -> None:
    folder = tmp_path / 'due\nrighe "è" \udce9'
    folder.mkdir()
    assert deckgen("init", "il corso", *documents, "--no-terms", at=folder).code == 0
    for command in ("check", "build", "preview"):
        assert deckgen(command, at=folder / "il corso").code == 0
    said = deckgen("init", "altro", "it=manca\udce9.txt", documents[1], at=folder)
    assert (said.code, "manca" in said.err, "no such file" in said.err) == (1, True, True), said


def test_a_folder_that_is_gone_is_wrong_usage(tmp_path: Path) -> None:
    gone = tmp_path / "via"
    gone.mkdir()
    code = f"import os; os.rmdir({str(gone)!r}); import sys; sys.argv = ['deckgen', 'check']; "
    code += "from deckgen.__main__ import main; main()"
    ended = subprocess.run(
        [sys.executable, "-c", code],
        cwd=gone,
        env={**os.environ, "PYTHONPATH": str(Path(app.__file__).parent.parent)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stderr.splitlines()[0]) == (2, "the current folder no longer exists")


@needs_posix
def test_a_link_that_leads_to_itself_is_named(deckgen: Run, tmp_path: Path, documents: list[str]) -> None:
    (tmp_path / "qui").symlink_to("qui")
    said = deckgen("-C", "qui", "check", at=tmp_path)
    assert (said.code, "qui is " in said.err, "-C" in said.err) == (2, True, True), said
    said = deckgen("init", "qui", *documents, "--no-terms", at=tmp_path)
    assert (said.code, "Too many levels of symbolic links" in said.err) == (1, True), said


# ------------------------------------------------------------------ what stands in the place of a file


def as_folder(path: Path) -> None:
    path.unlink(missing_ok=True)
    path.mkdir()


def as_pipe(path: Path) -> None:
    path.unlink(missing_ok=True)
    os.mkfifo(path)


def as_lost_link(path: Path) -> None:
    path.unlink(missing_ok=True)
    path.symlink_to("non-esiste")


def as_too_large(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(disk.LARGEST + 1)


@pytest.mark.parametrize("name", ["deck.yaml", "pairs/testo.yaml", "vocabulary/testo.yaml", "deck.lock"])
@pytest.mark.parametrize(
    ("instead", "message"),
    [
        (as_folder, "this is a folder, not a file"),
        pytest.param(as_pipe, "a pipe, a socket or a device", marks=needs_posix),
        pytest.param(as_lost_link, "no such file", marks=needs_posix),
        (as_too_large, "too large: more than 1 MB"),
    ],
)
def test_what_is_no_file_in_its_place_is_refused_by_name(
    project: Project,
    deckgen: Run,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    instead: Callable[[Path], None],
    message: str,
) -> None:
    monkeypatch.setattr(disk, "LARGEST", 2**20)
    assert deckgen("build", at=project.root).code == 0
    package = project.package.read_bytes()
    instead(project.deck / name)
    for command in ("build", "check"):
        said = deckgen(command, at=project.root)
        if name == "deck.yaml" and instead is as_lost_link:  # then there is no deck, as far as one can see
            assert (said.code, "no deck in" in said.err) == (2, True), said
        else:
            assert (said.code, f"{name}: " in said.err, message in said.err) == (1, True, True), said
    assert project.package.read_bytes() == package


@needs_posix
def test_a_text_that_is_a_pipe_does_not_hang_but_the_shell_may_hand_one_over(
    deckgen: Run, tmp_path: Path, documents: list[str]
) -> None:
    os.mkfifo(tmp_path / "tubo")
    said = deckgen("init", "corso", f"it={tmp_path / 'tubo'}", documents[1], at=tmp_path)
    assert (said.code, "a pipe, a socket or a device" in said.err) == (1, True)
    reading, writing = os.pipe()
    os.write(writing, ITALIAN.encode())
    os.close(writing)
    said = deckgen("init", "corso", f"it=/dev/fd/{reading}", documents[1], "--no-terms", at=tmp_path)
    os.close(reading)
    assert said.code == 0


@needs_posix
def test_a_device_is_never_replaced_by_a_file(project: Project, deckgen: Run, tmp_path: Path) -> None:
    """As root a build could put its package over /dev/null."""
    os.mkfifo(tmp_path / "tubo")
    said = deckgen("build", "-o", tmp_path / "tubo", at=project.root)
    assert (said.code, "this is a pipe or a device" in said.err) == (1, True)
    assert (tmp_path / "tubo").is_fifo()


def test_windows_newlines_in_every_file_change_nothing(project: Project, deckgen: Run) -> None:
    """As git leaves them with autocrlf, in deck.lock too."""
    assert deckgen("build", at=project.root).code == 0
    package, held = project.package.read_bytes(), load(project.lock)
    for path in (project.deck / "deck.yaml", project.pairs, project.terms, project.lock):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert deckgen("build", "--locked", at=project.root).code == 0
    assert (project.package.read_bytes(), load(project.lock)) == (package, held)


# ------------------------------------------------------------------ ^C and full disks, at every step of writing

COMMANDS = {
    "init": ["init", "nuovo", "--no-terms"],
    "add": ["add", "--id", "altro", "--no-terms"],
    "align": ["align"],
    "build": ["build"],
    "preview": ["preview"],
}


class Breaking:
    """The machine at the `number`th step of writing: files made, brought to disk, put in their place."""

    def __init__(self, number: int, fault: Callable[[], None]) -> None:
        self.number, self.fault, self.steps = number, fault, 0

    def around(self, real: Callable[..., object]) -> Callable[..., object]:
        def step(*arguments: object, **named: object) -> object:
            self.steps += 1
            if self.steps == self.number:
                self.fault()
            return real(*arguments, **named)

        return step


def interrupted() -> None:
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(0)  # the handler runs


def full() -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.fixture
def growing(project: Project, deckgen: Run, tmp_path: Path) -> Project:
    """A project that was built, and whose text and pairs were edited since."""
    for code, lines in (("it", ITALIAN), ("cs", CZECH)):
        path = project.root / "data" / "testo" / f"{code}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(lines, "utf-8")
    assert deckgen("build", at=project.root).code == 0
    project.pairs.write_text(project.pairs.read_text("utf-8") + "- it: Una nuova.\n  cs: Jedna nová.\n", "utf-8")
    return project


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(("fault", "code"), [(interrupted, 130), (full, 1)])
def test_whatever_stops_a_command_while_it_writes_the_next_run_goes_on(
    growing: Project,
    deckgen: Run,
    documents: list[str],
    monkeypatch: pytest.MonkeyPatch,
    command: str,
    fault: Callable[[], None],
    code: int,
) -> None:
    given = documents if command in ("init", "add") else []
    number = 0
    while True:
        number += 1
        machine = Breaking(number, fault)
        with monkeypatch.context() as patch:
            patch.setattr(disk.os, "fsync", machine.around(os.fsync))
            patch.setattr(disk.Path, "replace", machine.around(Path.replace))
            patch.setattr(disk.os, "fdopen", machine.around(os.fdopen))
            said = deckgen(*COMMANDS[command], *given, at=growing.root)
        assert not leftovers(growing.root)
        if machine.steps < number:
            break
        assert said.code == code, (number, said)
        assert "Traceback" not in said.err
    assert number > 2
    assert said.code == 0, said
    assert deckgen("check", at=growing.root).code == 0
    assert deckgen("build", at=growing.root).code == 0


@pytest.mark.parametrize(("command", "timed"), [("build", ["build", "--dry-run"]), ("check", ["check"])])
def test_ctrl_c_at_any_moment_is_quiet(growing: Project, deckgen: Run, command: str, timed: list[str]) -> None:
    """Real processes; before Python itself is ready it ends by the signal, and the shell says 130 for it."""
    first = time.monotonic()
    started(*timed, at=growing.root).communicate()
    usual = time.monotonic() - first
    for tenth in (2, 4, 6, 8, 9):
        process = started(command, at=growing.root)
        time.sleep(usual * tenth / 10)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
        assert process.returncode in (0, 130, -signal.SIGINT), err
        assert err in (b"", b"interrupted\n")
        assert not leftovers(growing.root)
    assert deckgen("build", at=growing.root).code == 0


# ------------------------------------------------------------------ two at once


def test_of_two_builds_at_once_one_is_refused(project: Project) -> None:
    """Both thought out from the same lock: the second would write the package of one beside the lock of the other."""
    first, second = (draft(read_state(project.deck), lambda _, at=at: 1_790_000_000 + at) for at in (0, 7))
    finish(first)
    package = project.package.read_bytes()
    with pytest.raises(Refused, match="the lock changed while deckgen was working"):
        finish(second)
    assert load(project.lock) == first.plan.lock
    assert project.package.read_bytes() == package
    finish(first)  # the very same is no other


def test_a_build_waits_for_another_that_is_writing(project: Project) -> None:
    with disk.exclusive_access(project.deck):
        process = started("build", at=project.root)
        time.sleep(1.5)
        assert process.poll() is None
        assert not project.package.exists()
    process.communicate(timeout=60)
    assert process.returncode == 0


@pytest.fixture
def without_folder_locks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine on which folders cannot be locked, as Windows; gives where its temporary and kept files lie."""
    outside = tmp_path / "outside"
    outside.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(outside))
    monkeypatch.setenv("XDG_CACHE_HOME", str(outside / "cache"))
    monkeypatch.setitem(sys.modules, "fcntl", None)
    return outside


@pytest.mark.parametrize("cache", ["there", "a file"])
def test_where_a_folder_cannot_be_locked_a_file_elsewhere_is(
    project: Project, without_folder_locks: Path, cache: str
) -> None:
    if cache == "a file":
        (without_folder_locks / "cache").write_text("no folder can be made here", "utf-8")
    before = sorted(project.root.rglob("*"))
    with disk.exclusive_access(project.deck):
        (path,) = without_folder_locks.rglob("*.lock")
        assert ("cache" in path.parts) == (cache == "there")
        with pytest.raises(filelock.Timeout):
            filelock.FileLock(path, timeout=0).acquire()
        with disk.exclusive_access(project.root):  # another folder is not locked
            pass
        assert sorted(project.root.rglob("*")) == before
    with filelock.FileLock(path, timeout=0):
        pass


def test_a_killed_program_leaves_nothing_locked(project: Project, without_folder_locks: Path) -> None:
    code = f"""
import filelock, sys
sys.modules["fcntl"] = None
from pathlib import Path
from deckgen.files import disk
with disk.exclusive_access(Path({str(project.deck)!r})):
    print(flush=True)
    sys.stdin.read()
"""
    holding = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert holding.stdout
    assert holding.stdout.readline()
    (path,) = without_folder_locks.rglob("*.lock")
    with pytest.raises(filelock.Timeout):
        filelock.FileLock(path, timeout=0).acquire()
    holding.kill()
    holding.communicate()
    with disk.exclusive_access(project.deck):
        pass


def test_where_nothing_can_be_locked_work_continues(
    project: Project, without_folder_locks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (without_folder_locks / "cache").write_text("no folder can be made here", "utf-8")
    monkeypatch.setattr(os, "getuid", lambda: 4_000_000)  # whose temporary folder another user made first
    with disk.exclusive_access(project.deck):
        assert not list(without_folder_locks.rglob("*.lock"))


def test_no_command_writes_an_older_lock_over_a_build(
    growing: Project, deckgen: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from deckgen.actions import align, pairing

    real = pairing.pair_kept

    def meanwhile(*given: object) -> object:
        finish(draft(read_state(growing.deck), lambda last: last + 1))
        return real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(align, "pair_kept", meanwhile)
    said = deckgen("align", at=growing.root)
    assert said.code == 1
    assert "while deckgen was working" in said.err
    held = load(growing.lock)
    assert held
    assert len(held.entries) == 6


# ------------------------------------------------------------------ homes and folders for what is kept


def test_without_a_home_things_are_kept_where_anybody_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.delenv("HOME", raising=False)
    monkeypatch.setattr(os, "getuid", lambda: 4_000_000)
    assert resources.cache_folder().name == "deckgen"
    assert resources.cache_folder().parent.is_dir()


def test_a_cache_that_cannot_be_written_hinders_nothing(
    tmp_path: Path, deckgen: Run, documents: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "cache").write_text("this is a file", "utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert deckgen("init", "corso", *documents, "--no-terms", at=tmp_path).code == 0
    script = tmp_path / "voce.py"
    script.write_text(
        "import sys, wave\nwith wave.open(sys.argv[2], 'wb') as out:\n"
        "    out.setnchannels(1); out.setsampwidth(2); out.setframerate(16000); out.writeframes(bytes(3200))\n",
        "utf-8",
    )
    deck = tmp_path / "corso" / "cards" / "corso" / "deck.yaml"
    voice = f'audio: {{engine: command, command: "{sys.executable} {script} {{text}} {{out}}"}}\n'
    deck.write_text(deck.read_text("utf-8") + voice, "utf-8")
    assert deckgen("build", "--allow-command", at=tmp_path / "corso").code == 0


# ------------------------------------------------------------------ the network

OFFLINE = [
    ["add", "--id", "altro"],
    ["terms"],
    ["align"],
    ["check"],
    ["build"],
    ["preview"],
    ["verify"],
    ["lock", "-h"],
    [],
]


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Whoever reaches for the network is noted and refused."""
    tried: list[str] = []

    def refuse(*arguments: object, **_: object) -> object:
        tried.append(repr(arguments))
        raise OSError(errno.ENETUNREACH, "the network is not to be asked")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    return tried


def test_no_command_asks_the_network_unless_it_says_so(
    offline: list[str], tmp_path: Path, deckgen: Run, documents: list[str]
) -> None:
    assert deckgen("init", "corso", *documents, at=tmp_path).code == 0
    for command in OFFLINE:
        said = deckgen(*command, *(documents if "add" in command else []), at=tmp_path / "corso")
        assert (said.code, offline) == (0, []), (command, said)
    said = deckgen("pull", "--live", at=tmp_path / "corso")
    assert (said.code, "no answer at" in said.err) == (1, True), said
    assert offline


ALONE = ["unshare", "--map-root-user", "--net"]


@pytest.mark.skipif(
    shutil.which("unshare") is None
    or subprocess.run([*ALONE, "true"], capture_output=True, check=False).returncode != 0,
    reason="this machine gives no network namespaces",
)
def test_without_any_network_everything_works(project: Project) -> None:
    for command in ("build", "preview", "verify"):
        done = subprocess.run(
            [*ALONE, sys.executable, "-m", "deckgen", command], cwd=project.root, capture_output=True, check=False
        )
        assert (done.returncode, done.stderr) == (0, b"")


def test_a_reply_that_is_not_ankis_is_no_fault_of_ours(project: Project, deckgen: Run) -> None:
    assert deckgen("build", at=project.root).code == 0
    for address in ("foo", "http://[", "http://a b/", "file:///etc/hostname", "http://127.0.0.1:1"):
        said = deckgen("pull", "--live", "--address", address, at=project.root)
        assert (said.code, "no answer at" in said.err) == (1, True), said


# ------------------------------------------------------------------ the program itself


def test_a_fault_of_the_machine_is_named_with_its_file(
    project: Project, deckgen: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), "cards/prova")

    monkeypatch.setattr("deckgen.actions.build.check", denied)
    said = deckgen("check", at=project.root)
    assert said == Output("", "cards/prova: Permission denied\n", 1)


def test_json_of_a_check_can_be_read_in_any_encoding(project: Project) -> None:
    import json

    project.edit(project.pairs, "  cs: Kdo to jednání vyhrál?\n", "  nóta: è\n")
    process = started("check", "--format", "json", at=project.root, PYTHONIOENCODING="latin-1")
    out, _ = process.communicate()
    assert process.returncode == 1
    assert re.search("nóta", json.loads(out)[0]["message"] + json.loads(out)[-1]["message"])
