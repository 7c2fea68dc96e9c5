"""A command that came with a project runs only after the person at this machine allowed it."""

from __future__ import annotations

import io
import os
import shutil
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from anki_connect import Desk, running
from anki_world import Learner
from projects import Output, Project

from deckgen.actions.speaking import request
from deckgen.files import consent
from deckgen.project.deck import opened

Run = Callable[..., Output]
NOTHING = "was not allowed on this machine"
SCRIPT = """\
import sys, wave
from pathlib import Path
Path(__file__).with_name("ran").touch()
with wave.open(sys.argv[2], "wb") as out:
    out.setparams((1, 2, 16000, 0, "NONE", ""))
    out.writeframes(bytes(len(sys.argv[1]) * 2000))
"""


@pytest.fixture(autouse=True)
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine on which nothing was allowed or recorded; gives the file of what is allowed."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "config" / "deckgen" / "allowed-commands"


@pytest.fixture
def script(tmp_path: Path) -> Path:
    """A program outside of the project that speaks, and leaves `ran` beside it."""
    path = tmp_path / "fuori" / "voce.py"
    path.parent.mkdir()
    path.write_text(SCRIPT, "utf-8")
    return path


def speak(project: Project, script: Path | str, more: str = "", voice: str = "") -> None:
    """Give the deck a command, in place of the one before."""
    path = project.deck / "deck.yaml"
    before = path.read_text("utf-8").split("audio:")[0]
    named = f", voice: {voice}" if voice else ""
    command = f"{sys.executable} {script} {{text}} {{out}}{more}"
    path.write_text(f'{before}audio: {{engine: command, command: "{command}"{named}}}\n', "utf-8")


def ran(script: Path) -> bool:
    """Whether the program ran since this was last asked."""
    trace = script.with_name("ran")
    found = trace.exists()
    trace.unlink(missing_ok=True)
    return found


def forget_recordings(tmp_path: Path) -> None:
    shutil.rmtree(tmp_path / "cache", ignore_errors=True)


# ------------------------------------------------------------------ without permission


def test_without_permission_a_build_runs_nothing_and_writes_nothing(
    project: Project, deckgen: Run, script: Path
) -> None:
    speak(project, script)
    before = {path: path.read_bytes() for path in project.root.rglob("*") if path.is_file()}
    said = deckgen("build", at=project.root)
    assert said.code == 1
    assert not ran(script)
    assert {path: path.read_bytes() for path in project.root.rglob("*") if path.is_file()} == before
    assert said.err.startswith("cards/prova/deck.yaml:7: ")
    assert NOTHING in said.err
    assert f"   command: {sys.executable} {script} {{text}} {{out}}\n" in said.err
    assert "deckgen build --allow-command prova" in said.err


@pytest.mark.parametrize(
    "command",
    [
        ["check"],
        ["-v", "check", "--strict"],
        ["preview"],
        [],
        ["build", "--dry-run"],
        ["build", "--dry-run", "--allow-command"],
        ["build", "--locked"],
        ["export", "-o", "p.tmx"],
        ["export", "--anki", "-o", "p.txt"],
    ],
)
def test_no_other_command_runs_it_or_allows_it(
    project: Project, deckgen: Run, script: Path, config: Path, command: list[str]
) -> None:
    speak(project, script)
    deckgen(*command, at=project.root)
    assert not ran(script)
    assert not config.exists()


def test_push_runs_nothing_without_permission(
    project: Project, deckgen: Run, script: Path, tmp_path: Path, config: Path
) -> None:
    speak(project, script)
    assert deckgen("build", "--allow-command", at=project.root).code == 0
    with Learner(tmp_path / "anki") as learner, running(Desk(learner)) as address:
        learner.imports(project.package)
        allowed = config.read_bytes()
        config.unlink()
        forget_recordings(tmp_path)
        ran(script)
        said = deckgen("push", "--live", "--address", address, at=project.root)
        assert (said.code, NOTHING in said.err, ran(script)) == (1, True, False), said
        config.write_bytes(allowed)
        config.chmod(0o600)
        said = deckgen("push", "--live", "--address", address, at=project.root)
        assert (said.code, ran(script)) == (0, True), said


# ------------------------------------------------------------------ with permission


def test_with_permission_it_runs_and_is_remembered(
    project: Project, deckgen: Run, script: Path, tmp_path: Path, config: Path
) -> None:
    speak(project, script)
    said = deckgen("build", "--allow-command", at=project.root)
    assert (said.code, said.err, ran(script)) == (0, "", True), said
    assert f"   command: {sys.executable} {script} {{text}} {{out}}\n" in said.out
    assert project.package.exists()
    assert stat.S_IMODE(config.stat().st_mode) == 0o600
    assert str(script) not in config.read_text("utf-8")
    forget_recordings(tmp_path)
    said = deckgen("build", at=project.root)
    assert (said.code, said.err, ran(script)) == (0, "", True), said


def test_what_is_recorded_already_needs_no_permission(
    project: Project, deckgen: Run, script: Path, config: Path
) -> None:
    speak(project, script)
    assert deckgen("build", "--allow-command", at=project.root).code == 0
    ran(script)
    config.unlink()
    said = deckgen("build", at=project.root)
    assert (said.code, said.err, ran(script)) == (0, "", False), said


def another_argument(project: Project, script: Path) -> None:
    speak(project, script, " --altro")


def another_voice(project: Project, script: Path) -> None:
    speak(project, script, voice="it")


@pytest.mark.parametrize("change", [another_argument, another_voice])
def test_what_changed_is_asked_again(
    project: Project, deckgen: Run, script: Path, change: Callable[[Project, Path], None], tmp_path: Path
) -> None:
    speak(project, script)
    assert deckgen("build", "--allow-command", at=project.root).code == 0
    ran(script)
    forget_recordings(tmp_path)
    change(project, script)
    said = deckgen("build", at=project.root)
    assert (said.code, NOTHING in said.err, ran(script)) == (1, True, False), said
    speak(project, script)
    assert (deckgen("build", at=project.root).code, ran(script)) == (0, True)


@pytest.mark.parametrize("spelled", ["voce.py", "./voce.py", "{root}/voce.py", "--as={root}/voce.py"])
def test_a_changed_script_of_the_project_is_asked_again(
    project: Project, deckgen: Run, script: Path, tmp_path: Path, spelled: str
) -> None:
    """`git pull` may bring another script under the same name."""
    own = project.root / "voce.py"
    own.write_text(SCRIPT, "utf-8")
    named = spelled.format(root=project.root)
    speak(project, *((script, f" {named}") if named.startswith("--") else (named,)))
    assert deckgen("build", "--allow-command", at=project.root).code == 0
    ran(own)
    ran(script)
    forget_recordings(tmp_path)
    own.write_text(SCRIPT + "# changed\n", "utf-8")
    said = deckgen("build", at=project.root)
    assert (said.code, NOTHING in said.err, ran(own), ran(script)) == (1, True, False, False), said


def test_permission_is_for_one_project(project: Project, deckgen: Run, script: Path, tmp_path: Path) -> None:
    speak(project, script)
    assert deckgen("build", "--allow-command", at=project.root).code == 0
    ran(script)
    forget_recordings(tmp_path)
    shutil.copytree(project.root, tmp_path / "altro")
    said = deckgen("build", at=tmp_path / "altro")
    assert (said.code, NOTHING in said.err, ran(script)) == (1, True, False), said


def test_a_project_brings_no_permission_of_its_own(
    project: Project, deckgen: Run, script: Path, config: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Its root may be the home of the person; a relative path would lead into it."""
    speak(project, script)
    assert deckgen("build", "--allow-command", at=project.root).code == 0
    ran(script)
    forget_recordings(tmp_path)
    shutil.copytree(config.parent, project.root / "config" / "deckgen")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    for place in (str(project.root / "config"), "config"):
        monkeypatch.setenv("XDG_CONFIG_HOME", place)
        said = deckgen("build", at=project.root)
        assert (said.code, ran(script)) == (1, False), said


# ------------------------------------------------------------------ engines


@pytest.mark.skipif(sys.platform == "win32", reason="the engine of this test is a script")
def test_an_engine_that_is_a_file_of_the_project_needs_permission(
    project: Project, deckgen: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows looks for programs in the current folder first, and a search path can have a `.`."""
    engine = project.root / "espeak-ng"
    engine.write_text("#!/bin/sh\ntouch ran\n", "utf-8")
    engine.chmod(0o755)
    path = project.deck / "deck.yaml"
    path.write_text(path.read_text("utf-8") + "audio: {engine: espeak-ng, voice: it}\n", "utf-8")
    monkeypatch.setenv("PATH", f".{os.pathsep}{os.environ['PATH']}")
    said = deckgen("build", at=project.root)
    assert (said.code, NOTHING in said.err) == (1, True), said
    assert not (project.root / "ran").exists()


def test_an_engine_of_the_machine_needs_none(project: Project, tmp_path: Path) -> None:
    for audio in ("{engine: espeak-ng, voice: it}", "system"):
        path = project.deck / "deck.yaml"
        path.write_text(path.read_text("utf-8").split("audio:")[0] + f"audio: {audio}\n", "utf-8")
        assert request(opened(project.deck)) is None


# ------------------------------------------------------------------ asked on a terminal


@pytest.mark.parametrize(("answer", "runs"), [("y\n", True), ("n\n", False), ("\n", False), ("", False)])
def test_on_a_terminal_it_is_asked_with_the_command_shown(
    project: Project, deckgen: Run, script: Path, monkeypatch: pytest.MonkeyPatch, answer: str, runs: bool
) -> None:
    speak(project, script)
    monkeypatch.setattr("sys.stdin", io.StringIO(answer))
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    said = deckgen("build", at=project.root)
    assert (said.code == 0, ran(script), project.package.exists()) == (runs, runs, runs), said
    assert f"command: {sys.executable} {script} {{text}} {{out}}\n" in said.out
    assert "[y/N]" in said.out
    assert "Traceback" not in said.err


@pytest.mark.parametrize("trick", ["\\e[2K", "\\u202e", "\\u200b", "\\u2028", "\\r", "\\u00ad", "\\U000E0041"])
@pytest.mark.parametrize("option", [[], ["--allow-command"]])
def test_nothing_in_a_shown_command_is_hidden(
    project: Project, deckgen: Run, script: Path, trick: str, option: list[str]
) -> None:
    speak(project, script, f" {trick}x")
    said = deckgen("build", *option, at=project.root)
    lines = [line for line in (said.out + said.err).splitlines() if "command: " in line]
    assert all(line.isprintable() for line in lines)
    if NOTHING in said.err or option:
        assert all("{out}" in line for line in lines)


def test_a_command_is_shown_to_its_end(project: Project, deckgen: Run, script: Path) -> None:
    speak(project, script, " " + "a" * 3000 + " ; fine")
    assert "aaa ; fine\n" in deckgen("build", at=project.root).err


# ------------------------------------------------------------------ where permissions cannot be kept


def as_garbage(config: Path) -> None:
    config.write_bytes(b"\xff\xfe\0\r\n" * 50)


def as_folder(config: Path) -> None:
    config.mkdir()


def as_pipe(config: Path) -> None:
    os.mkfifo(config)


def as_link_to_itself(config: Path) -> None:
    config.symlink_to(config.name)


def as_nowhere(config: Path) -> None:
    config.parent.rmdir()
    config.parent.write_text("no folder", "utf-8")


@pytest.mark.skipif(sys.platform == "win32", reason="pipes and links")
@pytest.mark.parametrize("kind", [as_garbage, as_folder, as_pipe, as_link_to_itself, as_nowhere])
def test_a_broken_file_of_permissions_allows_nothing_and_stops_nobody(
    project: Project, deckgen: Run, script: Path, config: Path, kind: Callable[[Path], None], tmp_path: Path
) -> None:
    config.parent.mkdir(parents=True)
    kind(config)
    speak(project, script)
    said = deckgen("build", at=project.root)
    assert (said.code, NOTHING in said.err, ran(script)) == (1, True, False), said
    said = deckgen("build", "--allow-command", at=project.root)
    assert (said.code, ran(script)) == (0, True), said
    assert ("for this run only" in said.err) == (kind is not as_garbage), said
    forget_recordings(tmp_path)
    assert (deckgen("build", at=project.root).code == 0) == (kind is as_garbage)


def test_without_a_home_permission_holds_for_the_run(
    project: Project, deckgen: Run, script: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    speak(project, script)
    monkeypatch.delenv("XDG_CONFIG_HOME")
    monkeypatch.setattr(Path, "expanduser", homeless)
    assert (deckgen("build", at=project.root).code, ran(script)) == (1, False)
    said = deckgen("build", "--allow-command", at=project.root)
    assert (said.code, ran(script), "for this run only" in said.err) == (0, True, True), said
    forget_recordings(tmp_path)
    assert (deckgen("build", at=project.root).code, ran(script)) == (1, False)


def homeless(path: Path) -> Path:
    raise RuntimeError("Could not determine home directory.")


def test_a_file_of_permissions_that_cannot_be_written_is_said(
    project: Project, deckgen: Run, script: Path, config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.open

    def opened_elsewhere(path: str | Path, *arguments: int, **named: int) -> int:
        if Path(path).parent == config.parent:
            raise PermissionError(13, "Permission denied", str(path))
        return real(path, *arguments, **named)

    speak(project, script)
    monkeypatch.setattr(os, "open", opened_elsewhere)
    said = deckgen("build", "--allow-command", at=project.root)
    assert (said.code, ran(script), "for this run only" in said.err) == (0, True, True), said
    assert "Permission denied" in said.err


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such rights")
def test_a_file_that_others_may_write_allows_nothing(
    project: Project, deckgen: Run, script: Path, config: Path, tmp_path: Path
) -> None:
    speak(project, script)
    assert deckgen("build", "--allow-command", at=project.root).code == 0
    ran(script)
    forget_recordings(tmp_path)
    config.chmod(0o622)
    assert (deckgen("build", at=project.root).code, ran(script)) == (1, False)
    assert (deckgen("build", "--allow-command", at=project.root).code, ran(script)) == (0, True)
    assert stat.S_IMODE(config.stat().st_mode) == 0o600


def test_several_permissions_are_kept(tmp_path: Path, config: Path) -> None:
    keys = [f"{n:064x}" for n in range(20)]
    for key in keys:
        consent.give(key, tmp_path / "progetto")
    assert all(consent.given(key, tmp_path / "progetto") for key in keys)
    assert not consent.given("f" * 64, tmp_path / "progetto")
