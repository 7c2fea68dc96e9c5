"""How long the preview of a large deck takes in a browser to be there, and to answer a key in its search: `make bench`.

Prints medians of several runs, and the memory of the page's script. `--notes N` makes a deck of another size.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "parts"))

from driver import Chromium
from projects import DECK

from deckgen.actions.build import draft, read_state
from deckgen.cards import preview

RUNS = 5
SEARCH = (
    "(() => { const begun = performance.now(), find = document.getElementById('find'); find.value = 'numero 7';"
    " find.dispatchEvent(new Event('input')); document.body.offsetHeight; return performance.now() - begun; })()"
)


def page_of(count: int, root: Path) -> str:
    """The preview of a deck of `count` sentences, made in the folder `root`."""
    deck = root / "cards" / "prova"
    (deck / "pairs").mkdir(parents=True)
    (deck / "deck.yaml").write_text(DECK, "utf-8")
    pairs = (
        f"- id: t-n{n:05}\n  it: La campagna numero {n} è costata {n} euro e ha portato clienti nuovi.\n"
        f"  cs: Kampaň číslo {n} stála {n} eur a přivedla nové zákazníky.\n"
        for n in range(count)
    )
    (deck / "pairs" / "testo.yaml").write_text("".join(pairs), "utf-8")
    planned = draft(read_state(deck), lambda _: 1_700_000_000)
    fields = {entry.id: entry.fields for entry in planned.plan.lock.entries}
    return preview.render(
        planned.state.deck, planned.state.parts, planned.notes, planned.types, fields, {}, beside=root
    )


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--notes", type=int, default=10_000)
    count = reader.parse_args().notes
    opened: list[float] = []
    searched: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "page.html"
        path.write_text(page_of(count, Path(folder)), "utf-8")
        browser = Chromium()
        try:
            for _ in range(RUNS):
                begun = time.perf_counter()
                browser.go(path.as_uri(), 1200, 800)
                browser.wait("document.querySelector('#question')?.shadowRoot?.textContent.length > 10", 60)
                opened.append(time.perf_counter() - begun)
                searched.append(browser.value(SEARCH) / 1000)
            memory = browser.value("performance.memory ? performance.memory.usedJSHeapSize / 1e6 : 0")
        finally:
            browser.close()
    print(f"preview of {count} notes: there after {statistics.median(opened):.2f} s, a key in the search takes")
    print(f"{statistics.median(searched):.3f} s; {memory:.0f} MB in its script")


if __name__ == "__main__":
    main()
