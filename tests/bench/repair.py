"""How much work it is to repair a damaged alignment in the studio with the keyboard alone.

    python tests/bench/repair.py                            # our own texts, damaged
    python tests/bench/repair.py --folder PAGES --most 3    # folders with src.txt, tgt.txt and gold.txt

Every page is damaged in all ways at once, aligned, opened in a real browser, and repaired until its strict F1 is 95 %.
Prints what it was before and after, the keys that were pressed, and the operations that they made.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "parts")]
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from browser import CHROMIUM  # noqa: E402
from driver import Chromium  # noqa: E402
from mending import FEWEST, Person, admitted, mixed  # noqa: E402
from studio_world import Open  # noqa: E402

from training.aligned import OWN, read  # noqa: E402


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=OWN, help="its folders are the pages (default: our own texts)")
    parser.add_argument(
        "--pages", default="", help="names of pages, with commas between them (default: the first ones)"
    )
    parser.add_argument("--most", type=int, default=3, help="how many pages")
    parser.add_argument("--seed", type=int, default=23, help="of the damage")
    asked = parser.parse_args()
    found = sorted(path.parent for path in asked.folder.glob("*/gold.txt"))
    wanted = [path for path in found if path.name in asked.pages.split(",")] if asked.pages else found[: asked.most]
    if CHROMIUM is None or not wanted:
        print(f"skipped: {'chromium is not installed' if wanted else f'{asked.folder} has no such page'}")
        return
    print(f"{'page':44} pairs   F1 before  F1 after   keys  operations  refused  seconds")
    with Chromium() as browser:
        for path in wanted:
            with tempfile.TemporaryDirectory(prefix="deckgen-bench-") as folder:
                patient = admitted(Path(folder), mixed(read(path, path.name), asked.seed))
                before = patient.f1()
                studio = Open(Path(folder), browser, width=1280, height=900)
                person = Person(patient, studio)
                began = time.perf_counter()
                person.repairs()
                after, seconds = patient.f1(), time.perf_counter() - began
                studio.close()
            print(
                f"{path.name[:44]:44} {len(patient.gold):5} {before:11.1f} {after:9.1f}{'' if after >= FEWEST else '!'}"
                f" {person.keys:6} {person.operations:11} {len(person.refusals):8} {seconds:8.0f}",
                flush=True,
            )
            for keys, said in person.refusals:
                print(f"    refused {' '.join(keys)}: {said}")


if __name__ == "__main__":
    main()
