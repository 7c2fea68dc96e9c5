"""How well key terms are ranked: `python tests/bench/terms.py [--unseen] [--show]`.

Recall of a glossary among the first hundred candidates and the share of the first 25 and 50 that are in it.
`--unseen` fits anew without each glossary in turn. The glossaries marked (unseen) take no part in any fit.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))

from deckgen.files.resources import table
from deckgen.terms.ranking import field_direction
from training.glossaries import glossaries, unseen
from training.ranking import fitted, read

SHIPPED: dict[str, float] = table("terms/ranking.toml")["weights"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--unseen", action="store_true")
    parser.add_argument("--show", action="store_true", help="the first fifty of each text")
    asked = parser.parse_args()
    known = {glossary.name: read(glossary) for glossary in glossaries()}
    kept = {f"{glossary.name} (unseen)": read(glossary) for glossary in unseen()}
    for name, text in (known | kept).items():
        used, towards = np.array([SHIPPED[feature] for feature in text.names]), field_direction()
        if asked.unseen:
            used, towards = fitted([other for at, other in known.items() if at != name])
        order = np.argsort(-(text.in_field(towards) @ used), kind="stable")
        hits = text.right[order]
        recall, (few, more) = hits[:100].sum() / text.entries, (hits[:n].mean() for n in (25, 50))
        print(
            f"{name:33} {len(hits):4} candidates, {text.entries} entries: "
            f"recall at 100 {recall:.2f}, precision at 25 {few:.2f}, at 50 {more:.2f}"
        )
        for n in order[:60] if asked.show else ():
            print(f"   {'+' if text.right[n] else '-'} {' '.join(text.words[n])}")


if __name__ == "__main__":
    main()
