"""How many proposed cards are right as they stand: `python tests/bench/cards.py [--unseen] [--errors]`.

Of the texts in `tests/gold/judged`, whose proposals were read one by one by readers who saw nothing else. Of the first
fifty cards and of the sure ones, how many are right; cards that were not judged, because they were not proposed then,
count as none. `--unseen` fits without each text in turn.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))

from deckgen.files.resources import table
from deckgen.terms import chooser as choosing
from training.confidence import Fit, Text, fitted, texts
from training.glossaries import glossaries, unseen

FIRST = 50


def shipped(text: Text) -> Fit:
    """The weights of its features, and the bias."""
    held = table("terms/confidence.toml")
    return np.array([held["weights"][name] for name in text.names]), float(held["bias"])


def report(text: Text, using: Fit, *, errors: bool) -> np.ndarray:
    """Print what is right; gives the numbers of judged and right cards among the first and among the sure ones."""
    odds = text.rows @ using[0] + using[1]
    probable = 1 / (1 + np.exp(-odds))
    order = np.argsort(choosing.LATER * np.arange(len(odds)) / FIRST - odds, kind="stable")[:FIRST]
    first, right, known = np.isin(np.arange(len(odds)), order), np.nan_to_num(text.right), text.known
    sure = first & text.formed & (probable >= choosing.PROBABLE["sure"])
    made = np.array([(part & known).sum() for part in (first, sure)] + [right[part].sum() for part in (first, sure)])
    print(
        f"{text.name:28} first {FIRST}: {made[2]:.0f} of {made[0]} judged right; "
        f"sure: {made[3]:.0f} of {made[1]} ({sure.sum()} in all)"
    )
    for n in np.flatnonzero(first & ~(right > 0)) if errors else ():
        print(f"   {'sure ' if sure[n] else ''}{probable[n]:.2f}  {text.shown[n]}  {text.remarks[n]}")
    return made


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--unseen", action="store_true")
    parser.add_argument("--errors", action="store_true")
    asked = parser.parse_args()
    known = texts([*glossaries(), *unseen()])
    fits = {text.name: fitted([other for other in known if other is not text]) for text in known if asked.unseen}
    total = sum(report(text, fits.get(text.name) or shipped(text), errors=asked.errors) for text in known)
    print(
        f"in all: {total[2]:.0f} of {total[0]:.0f} among the first {FIRST} right ({total[2] / total[0]:.1%}); "
        f"sure {total[3]:.0f} of {total[1]:.0f} ({total[3] / total[1]:.1%})"
    )


if __name__ == "__main__":
    main()
