"""Data that travel inside the package, and where computed things are kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from deckgen.files import resources


def test_a_table_is_read_once_and_is_empty_where_there_is_none() -> None:
    assert resources.table("languages/it/language.toml")["english"] == "Italian"
    assert resources.table("languages/it/language.toml") is resources.table("languages/it/language.toml")
    assert resources.table("languages/xx/language.toml") == {}


def test_the_folders_of_a_folder_are_known_by_their_names() -> None:
    assert {"it", "cs", "en"} <= set(resources.folders("languages"))
    assert "language.py" not in resources.folders("languages")


def test_a_text_that_is_missing_is_an_error() -> None:
    assert resources.text("cards/templates/style.css").startswith("/* deckgen.")
    with pytest.raises(FileNotFoundError):
        resources.text("cards/templates/none.css")


def test_what_was_computed_is_kept_where_the_machine_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert resources.cache_folder() == tmp_path / "deckgen"
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert resources.cache_folder() == tmp_path / "home" / ".cache" / "deckgen"


def test_a_list_of_words_is_read_with_single_spaces_and_may_be_missing() -> None:
    assert "per iscritto" in resources.listed("languages/it/phrases.txt")
    assert all(phrase == " ".join(phrase.split()) for phrase in resources.listed("languages/it/phrases.txt"))
    assert resources.listed("languages/xx/phrases.txt") == ()


def test_decisions_are_kept_in_a_home_only(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Not in a folder for everybody, nor in the current one."""
    monkeypatch.setenv("APPDATA", str(tmp_path / "Roaming"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    assert resources.config_folder() == tmp_path / "config" / "deckgen"
    monkeypatch.setenv("XDG_CONFIG_HOME", "config")
    assert resources.config_folder() == tmp_path / "Roaming" / "deckgen"
    monkeypatch.delenv("APPDATA")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert resources.config_folder() == tmp_path / "home" / ".config" / "deckgen"

    def homeless(path: Path) -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(Path, "expanduser", homeless)
    assert resources.config_folder() is None
