"""Compute `[usual] vector` of `deckgen/align/alignment.toml`: `python -m training.usual`.

What the sentences of any text share, because the encoder puts all of them into one corner: the mean over texts of the
mean vector of their sentences. Every side of an aligned document is a text, and so is every side of three glossaries.
Prints the table.
"""

from __future__ import annotations

import argparse

import numpy as np

from deckgen.vectors import stored
from training.alignment import fitted_on
from training.glossaries import own as own_glossaries
from training.tables import numbers

# All that there were when the shipped vector was computed. Further ones would move it in the third decimal.
GLOSSARIES = ("offerta-e-trattativa", "fattura-e-reclamo", "riunione-e-decisione")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--few", type=int, help="take only so many texts, to see whether it works")
    asked = parser.parse_args()
    texts = [side for document in fitted_on() for side in document.sides]
    texts += [
        [pair[side] for pair in glossary.pairs]
        for glossary in own_glossaries()
        if glossary.name in GLOSSARIES
        for side in (0, 1)
    ]
    vector = np.mean([stored.vectors(text).mean(axis=0) for text in texts[: asked.few]], axis=0)
    print(f"[usual]\nvector = {numbers(vector, 3)}")


if __name__ == "__main__":
    main()
