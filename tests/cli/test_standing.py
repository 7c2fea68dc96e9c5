"""Which program answers: what is certain about another one of the same name is said, and nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from projects import ROOT, Output, Project

import deckgen as package
from deckgen.cli import app, standing

Run = Callable[..., Output]


def script(path: Path, first: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{first}\nprint()\n", "utf-8")
    path.chmod(0o755)
    return path


def other_program(folder: Path, version: str = "0.10.4") -> Path:
    """The metadata of the other distribution, as an installer writes them."""
    info = folder / f"deckgen-{version}.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: deckgen\nVersion: {version}\n", "utf-8")
    return folder


@pytest.fixture(autouse=True)
def empty_path(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))


def test_alone_there_is_nothing_to_say(deckgen: Run, tmp_path: Path) -> None:
    assert deckgen("--version", at=tmp_path) == Output(f"deckgen {package.__version__}\n", "", 0)


def test_another_program_of_the_name_in_the_environment_is_named(
    deckgen: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(other_program(tmp_path / "site")))
    said = deckgen("--version", at=tmp_path)
    assert (said.out, said.code) == (f"deckgen {package.__version__}\n", 0)
    assert "another program, deckgen 0.10.4, is in this environment too" in said.err
    assert "`deckgen-bilingual` is always this one" in said.err


def test_a_command_of_another_python_on_the_path_is_named(deckgen: Run, tmp_path: Path) -> None:
    command = script(tmp_path / "bin" / "deckgen", "#!/opt/altro/bin/python3.12")
    assert deckgen("--version", at=tmp_path).err == (
        f"note: `deckgen` on the path is {command}, of another Python; `deckgen-bilingual` is this one\n"
    )


@pytest.mark.parametrize(
    "first",
    [
        f"#!{Path(sys.executable).parent}/python3",
        f"#!{Path(sys.executable).parent}/python -sE",
        "#!/usr/bin/env bash",
        "#!/bin/sh",
        "#!",
        "#! ",
        "",
        "MZ\0\0python.exe",
    ],
)
def test_of_a_command_that_may_be_ours_nothing_is_said(deckgen: Run, tmp_path: Path, first: str) -> None:
    script(tmp_path / "bin" / "deckgen", first)
    assert deckgen("--version", at=tmp_path).err == ""


def test_what_stands_beside_is_looked_at_for_the_version_only(
    deckgen: Run, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(standing, "notes", lambda: pytest.fail("it was looked at"))
    assert deckgen("check", at=project.root).code == 0


def test_the_command_that_the_other_program_installs_runs_this_one_and_says_so(tmp_path: Path) -> None:
    """`deckgen = deckgen.cli:main` is what its metadata say; without ours it would end in a traceback."""
    code = "import sys; sys.argv = ['deckgen', '--version']; from deckgen.cli import main; main()"
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "80"}
    ended = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert (ended.returncode, ended.stdout) == (0, f"deckgen {package.__version__}\n")
    assert ended.stderr == f"{standing.OVERWRITTEN}\n"


def test_the_version_never_enters_what_is_built(
    deckgen: Run, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else every release would change every deck."""
    assert deckgen("build", at=project.root).code == 0
    before = project.lock.read_bytes(), project.package.read_bytes()
    for module in (package, app):
        monkeypatch.setattr(module, "__version__", "99.88.77")
    project.package.unlink()
    assert deckgen("build", at=project.root).code == 0
    assert (project.lock.read_bytes(), project.package.read_bytes()) == before
    assert package.__version__.encode() not in b"".join(before)
