"""What a first run costs, in processor time: `init` of pairs without a cache, by stages, and a term asked afterwards.

Seconds depend on the machine and on what else it does, so what is told are ratios: of the encoder to a bare product of
its matrices, of the stages to the whole, of wall time to processor time. `make bench` calls it.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
GLOSSARIES = ROOT / "tests" / "gold" / "glossaries"
SIZES = (52, 250, 500)  # pairs
MOST_OVER_PRODUCTS = 2.0  # of the encoder, what it loads included

# A stage is a function; what it calls of the stages above it counts for those.
STAGES = {
    "encoder": ("deckgen.vectors.e5", "Encoder.readings"),
    "reading": ("deckgen.text.given", "load"),
    "alignment": ("deckgen.align.beads", "align"),
    "ranking": ("deckgen.terms.ranking", "ranked"),
    "choosing": ("deckgen.terms.chooser", "TermChooser.top_proposals"),
}
MEASURED = """
import importlib, json, sys, time
from deckgen.files.processors import take_over
if {alone}:
    import os
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
take_over()
begun = time.process_time(), time.perf_counter()
spent, open_ = dict.fromkeys({stages}, 0.0), []

def watch(name, module, path):
    *owner, function = path.split(".")
    place = importlib.import_module(module)
    for each in owner:
        place = getattr(place, each)
    made = getattr(place, function)
    def timed(*given, **named):
        found = made(*given, **named)
        if hasattr(found, "__next__"):
            return stepped(found)
        return found
    def stepped(found):
        while True:
            start(name)
            try:
                each = next(found)
            except StopIteration:
                return
            finally:
                stop()
            yield each
    def whole(*given, **named):
        start(name)
        try:
            return timed(*given, **named)
        finally:
            stop()
    for known in list(sys.modules.values()):
        if getattr(known, "__name__", "").startswith("deckgen") and getattr(known, function, None) is made:
            setattr(known, function, whole)
    setattr(place, function, whole)

def count():
    now = time.process_time()
    if open_:
        spent[open_[-1]] += now - count.last
    count.last = now
count.last = begun[0]

def start(name):
    count()
    open_.append(name)

def stop():
    count()
    open_.pop()

import deckgen.actions.add, deckgen.actions.terms
for name, (module, path) in {stages}.items():
    watch(name, module, path)
from deckgen.cli.app import main
try:
    main()
finally:
    ended = time.process_time(), time.perf_counter()
    print(json.dumps([spent, ended[0] - begun[0], ended[1] - begun[1]]), file=sys.stderr)
"""
PRODUCTS = """
import os, time
os.environ["OPENBLAS_NUM_THREADS"] = "1"
import numpy as np
from deckgen.vectors import e5
tokens = sum(len(e5.model().tokens(text)) for text in {texts})
x = np.ones((256, 384), np.float32)
made = [np.ones(size, np.float32) for size in ((384, 1152), (384, 384), (384, 1536))]
down, wide = np.ones((1536, 384), np.float32), np.ones((256, 1536), np.float32)
start = time.process_time()
for _ in range(12 * tokens // 256):
    for each in made:
        x @ each
    wide @ down
print(time.process_time() - start)
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "sizes", nargs="*", type=int, default=SIZES, help="numbers of pairs; 52, 250 and 500 if not said"
    )
    parser.add_argument("--alone", action="store_true", help="with one thread")
    asked = parser.parse_args()
    pairs = list(itertools.islice(glossary_pairs(), max(asked.sizes)))
    for size in asked.sizes:
        measure(pairs[:size], alone=asked.alone)


def glossary_pairs() -> list[list[str]]:
    files = sorted(GLOSSARIES.glob("*_pairs.tsv"))
    return [line.split("\t") for path in files for line in path.read_text("utf-8").splitlines()]


def measure(pairs: Sequence[Sequence[str]], *, alone: bool) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for code, side in (("it", 0), ("cs", 1)):
            (folder / f"{code}.txt").write_text("\n\n".join(pair[side] for pair in pairs) + "\n", "utf-8")
        spent, cpu, wall = run(folder, "init", "deck", "it=it.txt", "cs=cs.txt", alone=alone)
        products = bare_products([text for pair in pairs for text in pair])
        term = pairs[0][0].split(" ")[2]
        _, again, _ = run(folder, "-C", "deck", "terms", "--dry-run", "--add", term, alone=alone)
    rest = cpu - sum(spent.values())
    stages = "  ".join(f"{name} {seconds / cpu:.0%}" for name, seconds in (*spent.items(), ("rest", rest)))
    print(f"{len(pairs)} pairs: {cpu:.1f} s of processor time, {wall / cpu:.2f} of it wall time")
    print(f"  {stages}")
    print(f"  encoder / its matrix products: {spent['encoder'] / products:.2f}   at most {MOST_OVER_PRODUCTS:.2f}")
    print(f"  terms --add / init: {again / cpu:.2f}")


def run(folder: Path, *arguments: str, alone: bool) -> tuple[dict[str, float], float, float]:
    """Seconds of processor time by stages and as a whole, and of wall time, of a command with its own cache."""
    limits = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
    own = {name: value for name, value in os.environ.items() if name not in limits}
    own["XDG_CACHE_HOME"] = str(folder / "cache")
    code = MEASURED.format(stages=STAGES, alone=alone)
    made = subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=folder, env=own, capture_output=True, text=True, check=True
    )
    spent, cpu, wall = json.loads(made.stderr.splitlines()[-1])
    return spent, cpu, wall


def bare_products(texts: Sequence[str]) -> float:
    """Seconds of processor time for nothing but the products that a pass over these texts needs."""
    made = subprocess.run(
        [sys.executable, "-c", PRODUCTS.format(texts=list(texts))], capture_output=True, text=True, check=True
    )
    return float(made.stdout)


if __name__ == "__main__":
    main()
