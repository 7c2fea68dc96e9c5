"""A small deck with a damaged alignment, and its studio in a browser: what it says, and what is on disk."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from driver import Page

from deckgen.files.disk import read
from deckgen.project.discovery import deck_folders
from deckgen.project.pairs import Pair, parse_pairs
from deckgen.project.vocabulary import Term, parse_terms
from deckgen.studio.api import Studio
from deckgen.studio.server import Running, prepared

LANGUAGES = ("it", "cs")
SENTENCES = (
    ("Il panificio apre alle sei.", "Pekárna otvírá v šest."),
    ("Davanti alla porta c’è già la fila.", "Přede dveřmi už stojí fronta."),
    ("Marta vende pane e focaccia.", "Marta prodává chléb a focacciu."),
    ("Il signor Rossi vuole due filoni.", "Pan Rossi chce dva bochníky."),
    ("La cassa non funziona.", "Pokladna nefunguje."),
    ("Si paga solo in contanti.", "Platí se jen hotově."),
    ("A mezzogiorno il pane è finito.", "V poledne je chléb vyprodaný."),
    ("Domani si ricomincia.", "Zítra se začíná znovu."),
)
DECK = """\
# our deck
name: Il panificio
id: 0123456789abcdef
front: it
back: cs
texts:
  - {id: forno, title: Il forno, prefix: fo}
"""
PAIRS = """\
# corrected by hand, line by line
- section: {it: La mattina, cs: Ráno}

- id: fo-uno
  it: Il panificio apre alle sei.
  cs: Pekárna otvírá v šest.
  # Marta asked about this one

- id: fo-due
  it: "Davanti alla porta c’è già la fila. Marta vende pane e focaccia."
  cs: Přede dveřmi už stojí fronta. Marta prodává chléb a focacciu.
  doubt: 0.4

- id: fo-quattro
  it: Il signor Rossi vuole due filoni.
  cs: 'Pan Rossi chce dva bochníky. Pokladna nefunguje.'
  doubt: 0.5

- id: fo-cinque
  it: La cassa non funziona.
  cs: Platí se jen hotově.
  doubt: 0.6

- id: fo-sei
  it: Si paga solo in contanti.
  cs: V poledne je chléb vyprodaný.
  doubt: 0.7

- section: {it: La fine, cs: Konec}

- id: fo-otto
  it: Domani si ricomincia.
  cs: Zítra se začíná znovu.
"""
TERMS = """\
# terms
- id: fo-fila
  it: la fila
  cs: fronta
  pair: fo-due
  found: {it: fila, cs: fronta}
  # in 1 sentence
  tier: sure
  status: proposed

- id: fo-focaccia
  it: la focaccia
  cs: focaccia
  pair: fo-due
  found: {it: focaccia, cs: focacciu}
  tier: likely
  status: proposed

- id: fo-cassa
  it: la cassa
  cs: bochník
  pair: fo-quattro
  found: {it: filoni, cs: bochníky}
  tier: doubtful
  status: proposed
"""


@dataclass(frozen=True)
class Bakery:
    """The project on disk."""

    root: Path

    @property
    def deck(self) -> Path:
        return self.root / "cards" / "forno"

    @property
    def pairs_file(self) -> Path:
        return self.deck / "pairs" / "forno.yaml"

    @property
    def terms_file(self) -> Path:
        return self.deck / "vocabulary" / "forno.yaml"

    @property
    def pairs(self) -> list[Pair]:
        return list(parse_pairs(read(self.pairs_file), LANGUAGES)[0].values)

    @property
    def texts(self) -> list[tuple[str, str]]:
        return [(pair.front, pair.back) for pair in self.pairs]

    @property
    def terms(self) -> dict[str, Term]:
        return {term.id: term for term in parse_terms(read(self.terms_file), LANGUAGES)[0].values}

    @property
    def bytes(self) -> dict[str, bytes]:
        """Every file of the project that people edit."""
        files = [*self.deck.rglob("*.yaml"), *(self.root / "data").rglob("*.txt")]
        return {str(path.relative_to(self.root)): path.read_bytes() for path in sorted(files)}


def bakery(root: Path) -> Bakery:
    """Write the project into `root`."""
    made = Bakery(root)
    documents = root / "data" / "forno"
    for path, text in (
        (made.deck / "deck.yaml", DECK),
        (made.pairs_file, PAIRS),
        (made.terms_file, TERMS),
        (documents / "it.txt", "\n".join(front for front, _ in SENTENCES)),
        (documents / "cs.txt", "\n".join(back for _, back in SENTENCES)),
    ):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return made


class Open:
    """A studio that is open in a page."""

    def __init__(self, root: Path, page: Page, *, width: int = 1280, height: int = 900) -> None:
        folders = deck_folders(root)
        self.running: Running = prepared(Studio(root, folders[0] if folders else None))
        self._thread = threading.Thread(target=self.running.serve, daemon=True)
        self._thread.start()
        self.page = page
        self.size = width, height
        self.goes()

    def goes(self, page: Page | None = None) -> None:
        """Open the page with a new ticket."""
        (page or self.page).go(self.running.address, *self.size)
        (page or self.page).wait("!!document.querySelector('.row, .start, #rows .empty, .banner')")

    def close(self) -> None:
        self.running.stop()
        self._thread.join(10)

    def press(self, *keys: str) -> None:
        """Press keys one after the other; each waits until what it did is on disk."""
        for key in keys:
            shift, key = key.startswith("Shift+"), key.removeprefix("Shift+")
            ctrl, key = key.startswith("Ctrl+"), key.removeprefix("Ctrl+")
            self.page.press(key, shift=shift, ctrl=ctrl)
            self.settled()

    def settled(self) -> None:
        """Wait until nothing is asked of the server any more."""
        self.page.wait("window.deckgen.idle()", 60)  # the first look at words encodes them

    @property
    def said(self) -> str:
        return str(self.page.value("document.getElementById('said').textContent"))

    @property
    def chosen(self) -> str:
        return str(self.page.value("document.querySelector('[aria-selected=true]')?.dataset.key ?? ''"))

    @property
    def rows(self) -> list[list[str]]:
        """The texts of the rows that are shown."""
        found: Any = self.page.value(
            "[...document.querySelectorAll('.row')]"
            ".map((row) => [...row.querySelectorAll('.text')].map((each) => each.textContent))"
        )
        return list(found)

    def goes_to(self, key: str) -> None:
        """Choose a row by arrows."""
        self.press("Home")
        for _ in range(40):
            if self.chosen == key:
                return
            self.press("ArrowDown")
        raise AssertionError(f"there is no row {key}: {self.rows}")
