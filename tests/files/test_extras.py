"""What an extra brings is asked for by its name, with a command that reaches the environment of this program."""

from __future__ import annotations

import importlib.util
import shutil
import sys
import tomllib
from pathlib import Path

import pytest
from projects import ROOT

from deckgen.files import extras

DEPENDENCIES = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]


def test_the_extras_of_commands_are_those_of_the_distribution() -> None:
    assert {name: [wanted] for name, wanted in extras.EXTRAS.items()} == {
        name: DEPENDENCIES[name] for name in extras.EXTRAS
    }
    assert DEPENDENCIES.keys() - extras.EXTRAS.keys() == {"bench", "dev", "fit", "fuzz"}  # for the repository only


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An environment of its own, with a Python and a pip that are nowhere on the path."""
    made = tmp_path / "deckgen-bilingual"
    (made / "bin").mkdir(parents=True)
    for name in ("python", "pip"):
        (made / "bin" / name).touch(0o755)
    monkeypatch.setattr(sys, "prefix", str(made))
    monkeypatch.setattr(sys, "executable", str(made / "bin" / "python"))
    monkeypatch.setattr(shutil, "which", lambda _: "/usr/bin/pip")
    return made


def test_a_pip_of_another_environment_is_not_sent_for(environment: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert extras.getting("pdf") == f'{environment / "bin" / "python"} -m pip install "pypdfium2>=5.0,<6"'
    monkeypatch.setattr(shutil, "which", lambda _: None)
    assert extras.getting("pdf").startswith(f"{environment}")
    monkeypatch.setattr(shutil, "which", lambda _: str(environment / "bin" / "pip"))
    assert extras.getting("pdf") == 'pip install "pypdfium2>=5.0,<6"'


def test_a_python_in_a_folder_with_a_space_is_quoted(environment: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", str(environment / "i miei" / "python"))
    assert extras.getting("audio").startswith(f'"{environment / "i miei" / "python"}" -m pip install "soundfile')


def test_what_pipx_made_is_left_to_pipx(environment: Path) -> None:
    (environment / "pipx_metadata.json").touch()
    assert extras.getting("anki") == 'pipx inject deckgen-bilingual "anki>=25.9"'


def test_an_environment_without_pip_is_left_to_uv(environment: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "pip" else object())
    python = environment / "bin" / "python"
    assert extras.installing("a>=1", "--pre") == f'uv pip install --python {python} --pre "a>=1"'
