"""What is measured on the way to learners is measured in earnest: every check of `make compat` can fail.

And `make oldest` leaves no package out.
"""

from __future__ import annotations

import copy
import json
import tomllib
from pathlib import Path
from typing import Any

import compat
import learners
import oldest
import pytest
from anki_world import Learner
from projects import ROOT


@pytest.fixture(scope="module")
def editions(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = json.loads(json.dumps(compat.editions(tmp_path_factory.mktemp("editions"))))
    return made


def faults(tmp_path: Path, told: list[dict[str, Any]]) -> set[str]:
    with Learner(tmp_path / "learner") as learner:
        return {check for check, fault in learners.play(learner, told).items() if fault}


def test_the_editions_are_read_as_they_were_built(editions: list[dict[str, Any]], tmp_path: Path) -> None:
    with Learner(tmp_path / "learner") as learner:
        assert learners.play(learner, editions) == dict.fromkeys(compat.CHECKS, "")


def test_what_differs_is_noticed(editions: list[dict[str, Any]], tmp_path: Path) -> None:
    """Every check that compares with what was built, by telling it something else."""
    first, second, third = told = copy.deepcopy(editions)
    first["notes"][0]["cards"].clear()
    first["notes"][5]["fields"][1] = "altro"
    first["order"][3:5] = reversed(first["order"][3:5])
    next(iter(first["types"].values()))["fields"][3] = "Altro"
    next(note for note in second["notes"] if note["guid"] == second["changed"])["tags"] = ["altro"]
    second["order"].pop()
    next(iter(third["types"].values()))["css"] = "altro"
    assert faults(tmp_path, told) == {"notes", "types", "fields", "order", "cards", "edition", "place", "style"}


def test_an_import_that_touches_what_it_may_not_is_noticed(
    editions: list[dict[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every check that compares with what a learner had: after each import everything is put back to nought."""
    imports = Learner.imports

    def careless(learner: Learner, package: Path) -> Any:
        done = imports(learner, package)
        learner.col.db.execute("update notes set flds = replace(flds, 'moje', ''), tags = ''")
        learner.col.db.execute("update cards set type = 0, queue = 0, due = 2000000, reps = 0")
        for kind in learner.col.models.all():
            learner.col.models.update_dict({**kind, "css": ""})
        return done

    monkeypatch.setattr(Learner, "imports", careless)
    assert {"database", "again", "reviews", "edits", "own"} <= faults(tmp_path, editions)


# ------------------------------------------------------------------ the oldest packages


def test_every_package_is_pinned_to_its_lower_bound() -> None:
    table = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    pins = oldest.pins((ROOT / "pyproject.toml").read_text("utf-8"))
    project = table["project"]
    named = [*table["build-system"]["requires"], *project["dependencies"]]
    named += [line for name in oldest.EXTRAS for line in project["optional-dependencies"][name]]
    assert len(pins) == len({line.split(">=")[0] for line in named})
    assert all(
        any(line.startswith(pin.split("==")[0] + ">=" + pin.split("==")[1].split(";")[0]) for line in named)
        for pin in pins
    )


def test_markers_stay_and_a_package_without_a_bound_is_refused() -> None:
    text = """
        build-system.requires = ["a>=1"]
        [project]
        dependencies = ["b-c>=2.1,<3; python_version < '4'"{more}]
        optional-dependencies = {{anki = [], audio = [], dev = ["d>=3"]}}
    """
    assert oldest.pins(text.format(more="")) == ["a==1", "b-c==2.1; python_version < '4'", "d==3"]
    with pytest.raises(ValueError, match="e<4: no lower bound"):
        oldest.pins(text.format(more=', "e<4"'))
