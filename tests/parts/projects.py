"""A small project on disk and the result of a command, for tests of every package."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from deckgen.actions.build import read_state
from deckgen.files.source import Problem

ROOT = Path(__file__).parent.parent.parent
needs_posix = pytest.mark.skipif(sys.platform == "win32", reason="a shell, pipes, links or limits of POSIX")

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
        """The problems that `deckgen check` finds."""
        return list(read_state(self.deck, thorough=True).problems)

    @property
    def remarks(self) -> list[tuple[str, str, int, str]]:
        """The problems that `deckgen check` finds, as code, level, line and file stem."""
        return [(problem.code, problem.level, problem.line, problem.path.stem) for problem in self.problems]

    def allow(self, code: str) -> None:
        """Silence a lint for the whole deck."""
        path = self.deck / "deck.yaml"
        path.write_text(path.read_text("utf-8") + f"allow: [{code}]\n", "utf-8")

    def edit(self, path: Path, old: str, new: str) -> None:
        """Replace text that occurs exactly once in a file."""
        text = path.read_text("utf-8")
        assert text.count(old) == 1, (old, text)
        path.write_text(text.replace(old, new), "utf-8")


@dataclass(frozen=True)
class Output:
    """The output and exit code of a command."""

    out: str
    err: str
    code: int
