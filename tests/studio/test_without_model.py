"""The studio on a machine without the sentence model: what needs it says so, and everything else works."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from projects import Project

from deckgen.studio.api import Studio, answer
from deckgen.vectors import e5, weights


@pytest.fixture
def studio(project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Studio:
    monkeypatch.setenv(weights.VARIABLE, str(tmp_path / "manca.bin"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))  # what was told of this text before needs no model
    e5.model.cache_clear()
    return Studio(project.root, project.deck, report=pytest.fail)


def ended(studio: Studio, started: tuple[int, Any]) -> tuple[int, Any]:
    """What a piece of work comes to."""
    status, given = started
    while status == 200:
        status, given = answer(studio, "job", {"job": started[1]["job"]})
        if status == 200 and given["ended"]:
            break
        time.sleep(0.02)
    return status, given


def test_terms_that_are_asked_for_are_refused_with_the_reason(studio: Studio) -> None:
    status, said = ended(studio, answer(studio, "propose", {"text": "testo"}))
    assert status == 422
    assert weights.lack() in str(said)
    assert weights.getting() in str(said)


def test_a_term_of_a_person_s_own_words_is_drafted_and_the_rest_works(studio: Studio) -> None:
    status, text = answer(studio, "text", {"text": "testo"})
    assert status == 200
    row = next(row for row in text["rows"] if row["key"] == "t-beda")
    for call, given in (("problems", {}), ("plan", {}), ("term", {"text": "testo", "front": "la trattativa"})):
        assert answer(studio, call, given)[0] == 200, call
    key = {"key": row["key"], "mark": row["mark"]}
    status, draft = answer(studio, "draft", {"text": "testo", "rows": [key], "front": "la campagna", "back": "kampaň"})
    assert (status, draft.get("front"), draft.get("back")) == (200, "la campagna", "kampaň"), draft
