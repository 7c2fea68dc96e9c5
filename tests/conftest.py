"""What the tests share: a small project on disk, and the command line as a person meets it."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # before numpy is loaded: threads that wait for each other cost more than one

import proposals
import pytest
import typer
from driver import Chromium
from hypothesis import settings
from projects import DECK, PAIRS, TERMS, Output, Project

from deckgen.cli import app, terminal
from deckgen.vectors import weights


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """One process runs all tests of a module: what they share, a browser or a built deck, is made once."""
    from xdist.scheduler import LoadScopeScheduling

    return LoadScopeScheduling(config, log)


settings.register_profile("suite", deadline=None)  # tests assert no time: the machine may be busy
settings.load_profile("suite")
_SHOWN = 40  # bytes in the name of a test


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Whole files are not part of the name of a test: many hold when they were made, and processes must agree on it."""
    return argname if isinstance(val, bytes) and len(val) > _SHOWN else None


def pytest_collection_finish() -> None:
    gc.freeze()  # what was collected stays to the end: no need to look through it for garbage again and again


@pytest.fixture(autouse=True, scope="session")
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Vectors are kept in a folder of the tests' own, which processes that run at the same time share.

    A model that lies in the person's cache, as on Windows, is still found.
    """
    base = tmp_path_factory.getbasetemp()
    several = "PYTEST_XDIST_WORKER" in os.environ
    run = base.parent if several else base
    with pytest.MonkeyPatch.context() as patch:
        if weights.find() == weights.kept():
            patch.setenv(weights.VARIABLE, str(weights.kept()))
        patch.setenv("XDG_CACHE_HOME", str(run / "cache"))
        patch.setenv("XDG_CONFIG_HOME", str(base / "config"))
        yield


@pytest.fixture(autouse=True)
def no_progress(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lines that come after some seconds would depend on how busy the machine is."""
    monkeypatch.setattr(terminal, "SILENT", float("inf"))


@pytest.fixture
def project(tmp_path: Path) -> Project:
    made = Project(tmp_path / "progetto")
    for path, text in ((made.deck / "deck.yaml", DECK), (made.pairs, PAIRS), (made.terms, TERMS)):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return made


_get_command = cache(typer.main.get_command)  # made once: it takes longer than most commands


@pytest.fixture
def deckgen(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Output]:
    """Run the command line in this process: `deckgen("build", at=folder)`."""
    monkeypatch.setattr(typer.main, "get_command", _get_command)

    def run(*arguments: str | Path, at: Path) -> Output:
        monkeypatch.chdir(at)
        monkeypatch.setattr(sys, "argv", ["deckgen", *map(str, arguments)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            app.main()
        said = capsys.readouterr()
        code = ended.value.code
        return Output(said.out, said.err, code if isinstance(code, int) else int(code is not None))

    return run


@pytest.fixture
def desk(project: Project, deckgen: Callable[..., Output], tmp_path: Path) -> Iterator[Any]:
    """Anki with the first build in it and every card reviewed."""
    from anki_connect import Desk  # a machine may lack the official backend
    from anki_world import Learner

    deckgen("build", at=project.root)
    with Learner(tmp_path / "learner") as learner:
        learner.imports(project.package)
        learner.reviews("Prova")
        yield Desk(learner)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Chromium]:
    """A browser with one page, for everything that a process of the suite looks at."""
    with Chromium() as running:
        yield running


# ------------------------------------------------------------------ vocabularies


@pytest.fixture(scope="session")
def first(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The vocabulary file after a first run for a few terms."""
    made = Project(tmp_path_factory.mktemp("primo"))
    for path in (made.pairs, made.terms):
        path.parent.mkdir(parents=True)
    (made.deck / "deck.yaml").write_text(DECK, "utf-8")
    proposals.write(made)
    proposals.run(made, top=proposals.FEW)
    return proposals.text_of(made)


@pytest.fixture
def fresh(project: Project) -> Project:
    """A text without a vocabulary."""
    proposals.write(project)
    return project


@pytest.fixture
def filled(project: Project, first: str) -> Project:
    """A text with a few proposals."""
    proposals.write(project, first)
    return project
