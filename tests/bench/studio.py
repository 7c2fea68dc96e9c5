"""How long a person waits for the studio of a deck with 10 000 pairs: until it opens, and for each operation.

    python tests/bench/studio.py

Prints seconds of the server's start beside an empty command, of opening the page, and for each operation the
milliseconds until it is seen in a real browser and until it is on disk. The pairs are made up.
"""

from __future__ import annotations

import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "parts")]

from driver import Chromium  # noqa: E402

TEXTS, PAIRS = 10, 1000
FRONT = [
    "il",
    "cliente",
    "la",
    "fattura",
    "un",
    "ordine",
    "il",
    "lavoro",
    "del",
    "prezzo",
    "una",
    "vendita",
    "sul",
    "mercato",
    "con",
    "contratto",
    "e",
    "spedizione",
]
BACK = [
    "zákazník",
    "faktura",
    "objednávka",
    "práce",
    "za",
    "cenu",
    "prodej",
    "na",
    "trhu",
    "se",
    "smlouvou",
    "a",
    "zásilkou",
    "ze",
    "skladu",
    "podle",
    "nabídky",
]


def sentence(words: list[str], n: int, chance: random.Random) -> str:
    """A made-up sentence that no other is equal to."""
    return f"{' '.join(chance.choices(words, k=12)).capitalize()} {n}."


def deck(root: Path) -> Path:
    """Write a deck with 10 000 pairs; gives the folder of its pairs."""
    chance = random.Random(1)
    folder = root / "cards" / "grande"
    for name in ("pairs", "vocabulary"):
        (folder / name).mkdir(parents=True)
    listed = []
    for text in range(TEXTS):
        sides: tuple[list[str], list[str]] = ([], [])
        lines = []
        for n in range(PAIRS):
            front, back = (sentence(words, text * PAIRS + n, chance) for words in (FRONT, BACK))
            sides[0].append(front)
            sides[1].append(back)
            lines.append(f"\n- id: t{text}-p{n:04d}\n  it: {front}\n  cs: {back}\n" + "  doubt: 0.4\n" * (n % 17 == 0))
        (folder / "pairs" / f"testo-{text}.yaml").write_text("".join(lines), "utf-8")
        documents = root / "data" / f"testo-{text}"
        documents.mkdir(parents=True)
        for code, side in zip(("it", "cs"), sides, strict=True):
            (documents / f"{code}.txt").write_text("\n\n".join(side), "utf-8")
        listed.append(f"  - {{id: testo-{text}, title: Testo {text}, prefix: t{text}}}\n")
    head = "name: Grande\nid: abcdefghij0123\nfront: it\nback: cs\ntexts:\n"
    (folder / "deck.yaml").write_text(head + "".join(listed), "utf-8")
    return folder / "pairs"


def started(root: Path) -> tuple[subprocess.Popen[str], str, float]:
    """The running command, the address that it printed, and the seconds until then."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "deckgen", "studio", "--no-open"]
    began = time.perf_counter()
    process = subprocess.Popen(command, cwd=root, env=environment, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    line = process.stdout.readline()
    return process, line.partition(": ")[2].strip(), time.perf_counter() - began


def empty_command() -> float:
    """The seconds of a command that only says its version."""
    began = time.perf_counter()
    subprocess.run([sys.executable, "-m", "deckgen", "--version"], cwd=ROOT, check=True, capture_output=True)
    return time.perf_counter() - began


def timed(browser: Chromium, key: str, pairs: Path) -> tuple[float, float]:
    """Milliseconds from a key until the page shows what it did, and until the file holds it."""
    before = pairs.read_bytes()
    browser.value(
        "window.seen = new Promise((resolve) => { let began = 0;"
        " addEventListener('keydown', () => { began = performance.now(); }, { capture: true, once: true });"
        " const watch = new MutationObserver(() => { watch.disconnect();"
        " requestAnimationFrame(() => resolve(performance.now() - began)); });"
        " watch.observe(document.getElementById('rows'), { childList: true }); }); 0"
    )
    began = time.perf_counter()
    browser.press(key)
    while pairs.read_bytes() == before:
        assert time.perf_counter() - began < 20, browser.value("document.getElementById('said').textContent")
        time.sleep(0.001)
    disk = 1000 * (time.perf_counter() - began)
    return float(browser.value("window.seen")), disk


def main() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory(prefix="deckgen-bench-") as folder, Chromium() as browser:
        pairs = deck(Path(folder)) / "testo-0.yaml"
        empty = min(empty_command() for _ in range(5))
        starts = []
        for _ in range(3):
            process, address, seconds = started(Path(folder))
            starts.append(seconds)
            if len(starts) < 3:
                process.terminate()
                process.wait(20)
        print(f"start of the server: {min(starts):.2f} s, {min(starts) - empty:.2f} s over a command that does nothing")
        began = time.perf_counter()
        browser.go(address, 1280, 900)
        browser.wait("document.querySelectorAll('.row').length > 50", 30)
        print(f"opened, rows shown: {time.perf_counter() - began:.2f} s")
        browser.wait("window.deckgen.idle()", 60)
        time.sleep(3)
        print("operation            seen ms   on disk ms   (median of 15)")
        for name, keys in {"good": "a", "leave out": "x", "merge": "m", "undo": "z", "sentence down": "d"}.items():
            results = []
            for _ in range(15):
                browser.press("ArrowDown")
                if name == "good":
                    browser.press("n")
                time.sleep(0.2)  # nobody is faster
                browser.wait("window.deckgen.idle()", 60)
                results.append(timed(browser, keys, pairs))
                browser.wait("window.deckgen.idle()", 60)
            seen, disk = (statistics.median(column) for column in zip(*results, strict=True))
            print(f"{name:<20} {seen:7.0f} {disk:12.0f}")
        process.terminate()
        process.wait(20)


if __name__ == "__main__":
    main()
