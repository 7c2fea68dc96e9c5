"""What the tests share: a small project on disk, and the command line as a person meets it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import proposals
import pytest
from projects import DECK, PAIRS, TERMS, Project, Said

from deckgen.cli import app


@pytest.fixture(autouse=True, scope="session")
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Vectors are kept in a folder of the tests' own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture
def project(tmp_path: Path) -> Project:
    made = Project(tmp_path / "progetto")
    for path, text in ((made.deck / "deck.yaml", DECK), (made.pairs, PAIRS), (made.terms, TERMS)):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return made


@pytest.fixture
def deckgen(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    """Run the command line in this process: `deckgen("build", at=folder)`."""

    def run(*arguments: str | Path, at: Path) -> Said:
        monkeypatch.chdir(at)
        monkeypatch.setattr(sys, "argv", ["deckgen", *map(str, arguments)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            app.main()
        said = capsys.readouterr()
        code = ended.value.code
        return Said(said.out, said.err, code if isinstance(code, int) else int(code is not None))

    return run


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
