"""What the tests share: a small project on disk, and the command line as a person meets it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from deckgen import cli
from deckgen.build import read_state
from deckgen.source import Problem

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"

PAIRS = """\
- section: L’inizio
- id: t-bada
  it: Il marketing racconta, la vendita domanda.
  cs: Marketing vypráví, prodej se ptá.
- id: t-beda
  it: La campagna di marketing è costata 2.700 euro.
  cs: Marketingová kampaň stála 2 700 eur.
- section: La fine
- id: t-bida
  it: Chi ha vinto la trattativa?
  cs: Kdo to jednání vyhrál?
"""
TERMS = """\
- id: t-pada
  it: la campagna di marketing
  cs: marketingová kampaň
  pair: t-beda
- id: t-peda
  it: la trattativa
  cs: jednání
  pair: t-bida
"""
DECK = """\
name: Prova
id: 0123456789abcdef
front: it
back: cs
texts:
  - {id: testo, title: Testo, prefix: t}
"""


@dataclass(frozen=True)
class Project:
    """A project with one deck of three pairs and two terms."""

    root: Path

    @property
    def deck(self) -> Path:
        return self.root / "cards" / "prova"

    @property
    def pairs(self) -> Path:
        return self.deck / "pairs" / "testo.yaml"

    @property
    def terms(self) -> Path:
        return self.deck / "vocabulary" / "testo.yaml"

    @property
    def package(self) -> Path:
        return self.root / "build" / "prova.apkg"

    @property
    def lock(self) -> Path:
        return self.deck / "deck.lock"

    @property
    def problems(self) -> list[Problem]:
        """What `deckgen check` finds."""
        return list(read_state(self.deck, thorough=True).problems)

    @property
    def told(self) -> list[tuple[str, str, int, str]]:
        """What `deckgen check` finds: code, level, line and the name of the file."""
        return [(problem.code, problem.level, problem.line, problem.path.stem) for problem in self.problems]

    def allow(self, code: str) -> None:
        """Silence a lint for the whole deck."""
        path = self.deck / "deck.yaml"
        path.write_text(path.read_text("utf-8") + f"allow: [{code}]\n", "utf-8")

    def edit(self, path: Path, old: str, new: str) -> None:
        """Replace what stands exactly once in a file."""
        text = path.read_text("utf-8")
        assert text.count(old) == 1, (old, text)
        path.write_text(text.replace(old, new), "utf-8")


@dataclass(frozen=True)
class Said:
    """What a command printed and how it ended."""

    out: str
    err: str
    code: int


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
            cli.main()
        said = capsys.readouterr()
        code = ended.value.code
        return Said(said.out, said.err, code if isinstance(code, int) else int(code is not None))

    return run
