"""Data that travel inside the package, and where computed things are kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from deckgen import shipped


def test_a_table_is_read_once_and_is_empty_where_there_is_none() -> None:
    assert shipped.table("languages/it.toml")["english"] == "Italian"
    assert shipped.table("languages/it.toml") is shipped.table("languages/it.toml")
    assert shipped.table("languages/xx.toml") == {}


def test_the_files_of_a_folder_are_known_by_their_names() -> None:
    assert {"it", "cs", "en"} <= set(shipped.names("languages", ".toml"))
    assert shipped.names("schema", ".json") == ("deck", "pairs", "vocabulary")
    assert "__init__" not in shipped.names("languages", ".toml")


def test_a_text_that_is_missing_is_an_error() -> None:
    assert shipped.text("templates/style.css").startswith("/* deckgen.")
    with pytest.raises(FileNotFoundError):
        shipped.text("templates/none.css")


def test_what_was_computed_is_kept_where_the_machine_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert shipped.cache_folder() == tmp_path / "deckgen"
    monkeypatch.delenv("XDG_CACHE_HOME")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert shipped.cache_folder() == tmp_path / "home" / ".cache" / "deckgen"


def test_a_list_of_words_is_read_with_single_spaces_and_may_be_missing() -> None:
    assert "per iscritto" in shipped.listed("phrases.it")
    assert all(phrase == " ".join(phrase.split()) for phrase in shipped.listed("business"))
    assert shipped.listed("phrases.xx") == ()
