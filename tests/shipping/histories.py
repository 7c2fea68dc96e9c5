"""Long random histories of a deck: `python tests/shipping/histories.py [--first SEED] [--number N] [--steps N]`.

Each seed is a history of two authors and two learners (tests/parts/living_world.py). A violation is printed with the
shortest history that still has it.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parents[1] / "parts")]

from living_world import History, history, lived  # noqa: E402


def outcome(seed: int, steps: History) -> tuple[str, int, list[str], Counter[str]]:
    """The kind of violation of a history, the number of steps until then, what happened, and how much of what."""
    log: list[str] = []
    done = Counter[str]()
    with tempfile.TemporaryDirectory(prefix="deckgen-histories-") as folder:
        try:
            for world in lived(Path(folder) / "world", seed, steps):
                log = world.log
                done = Counter(world.counts)
                done["imported"] = sum(reader.imports for reader in world.readers)
                done["answers"] = sum(reader.reviews for reader in world.readers)
        except Exception as error:
            place = traceback.extract_tb(error.__traceback__)[-1]
            kind = (
                str(error).split(":")[0]
                if type(error).__name__ == "Violation"
                else f"{type(error).__name__} {place.name}"
            )
            return kind, len(log) + 1, [*log, f"{type(error).__name__}: {error}"], done
    return "", len(steps), log, done


def shortest(seed: int, steps: History, kind: str, until: float) -> History:
    """A shorter history with the same violation, found by leaving out steps."""
    size = len(steps) // 2
    while size and time.monotonic() < until:
        at = 0
        while at < len(steps) and time.monotonic() < until:
            tried = steps[:at] + steps[at + size :]
            found, length, _, _ = outcome(seed, tried)
            if found == kind:
                steps = tried[:length]
            else:
                at += size
        size //= 2
    return steps


def main(arguments: Sequence[str] | None = None) -> int:
    """Run histories and print what they did; 1 if any had a violation."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--number", type=int, default=50)
    parser.add_argument("--steps", type=int, default=100)
    parser.add_argument("--shrink", type=float, default=120, help="seconds for making a history shorter")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="begin no history after that time")
    parser.add_argument("-v", "--verbose", action="store_true")
    given = parser.parse_args(arguments)
    total, found = Counter[str](), Counter[str]()
    end = time.monotonic() + given.seconds
    for seed in range(given.first, given.first + given.number):
        if time.monotonic() > end:
            break
        total["histories"] += 1
        steps = history(seed, given.steps)
        kind, length, log, done = outcome(seed, steps)
        total += done
        total["steps"] += length
        if given.verbose:
            print(*log, sep="\n")
        if kind:
            found[kind] += 1
            print(f"seed {seed}: {kind} after {length} steps", flush=True)
            if found[kind] == 1 or not given.shrink:
                short = shortest(seed, steps[:length], kind, time.monotonic() + given.shrink) if given.shrink else steps
                *_, log, _ = outcome(seed, short)
                print(*(f"    {line}" for line in log), sep="\n", flush=True)
    print(f"{dict(total)}; violations: {dict(found) or 'none'}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
