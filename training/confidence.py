"""Fit `deckgen/terms/confidence.toml`: `python -m training.confidence`. Prints it.

Logistic regression on cards that readers who saw nothing else judged one by one (`tests/gold/judged`).
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from deckgen.project.pairs import Pair
from deckgen.terms.chooser import TermChooser
from deckgen.terms.confidence import features
from training import tables
from training.aligned import ROOT
from training.glossaries import Glossary, glossaries
from training.lists import TermList, term_lists
from training.logistic import logistic
from training.ranking import FIELDS, LANGUAGES

JUDGED = ROOT / "tests" / "gold" / "judged"
LOOKED_AT = 80  # proposals of a text: so many were judged
DECAY = 30.0  # that of the shipped fit

Fit = tuple[np.ndarray, float]


@dataclass(frozen=True)
class Text:
    """The cards of one text as they rank: features, whether each is right (NaN: nobody judged it), and what it says."""

    name: str
    names: tuple[str, ...]  # of the features
    rows: np.ndarray
    right: np.ndarray
    formed: np.ndarray
    shown: Sequence[str]
    remarks: Sequence[str]

    @property
    def known(self) -> np.ndarray:
        """Which cards were judged."""
        return ~np.isnan(self.right)


def texts(given: Sequence[Glossary | TermList]) -> list[Text]:
    """The texts whose cards were judged."""
    return [read(each) for each in given if (JUDGED / f"{each.name}.tsv").exists()]


def read(given: Glossary | TermList) -> Text:
    """The cards that are proposed for a text, as they were judged."""
    pairs = [Pair(f"x-{n}", front, back) for n, (front, back) in enumerate(given.pairs)]
    languages = given.languages if isinstance(given, TermList) else LANGUAGES
    chooser, known = TermChooser(pairs, languages), judged(given.name)
    found = chooser.top_proposals(set(), LOOKED_AT)
    rows = [features(card, chooser.text, chooser.ranks) for card, _ in found]
    keys = [(each.front.text, each.back.text, *each.found) for _, each in found]
    verdicts = [known.get(key) for key in keys]
    return Text(
        given.name,
        tuple(rows[0]),
        np.array([list(row.values()) for row in rows]),
        np.array([np.nan if verdict is None else float(verdict[0]) for verdict in verdicts]),
        np.array([card.formed for card, _ in found]),
        [f"{each.front.text} | {each.back.text}  ({each.found[0]} > {each.found[1]})" for _, each in found],
        ["nobody judged it" if verdict is None else verdict[1] for verdict in verdicts],
    )


def judged(name: str) -> dict[tuple[str, ...], tuple[bool, str]]:
    """Whether cards are right, with what is wrong, by front, back and the words in both sentences."""
    lines = (JUDGED / f"{name}.tsv").read_text("utf-8").splitlines()
    fields = [(line + "\t\t").split("\t") for line in lines]
    return {tuple(f[:4]): (f[4] == "right", " ".join(f[5:]).strip()) for f in fields}


def fitted(known: Sequence[Text]) -> Fit:
    """Weights of the features as they are, and a bias, which nothing holds down."""
    rows = np.concatenate([text.rows[text.known] for text in known])
    right = np.concatenate([text.right[text.known] for text in known])
    middle, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-6
    scaled = np.c_[(rows - middle) / spread, np.ones(len(rows))]
    found = logistic(scaled, right, np.diag([DECAY] * rows.shape[1] + [0.0]))
    weights = found[:-1] / spread
    return weights, float(found[-1] - middle @ weights)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--few", type=int, help="take only so many texts, to see whether it works")
    parser.add_argument("--kept", type=Path, help="lists of wanted terms of texts that may not be distributed")
    parser.add_argument("--texts", type=Path, help="those texts")
    asked = parser.parse_args()
    listed = term_lists(FIELDS) + (term_lists(asked.kept, asked.texts) if asked.kept else [])
    known = texts([*glossaries()[: asked.few], *listed[: asked.few]])
    weights, bias = fitted(known)
    print(f"bias = {bias:.4f}\n\n[weights]\n{tables.weights(dict(zip(known[0].names, weights, strict=True)), 4)}")


if __name__ == "__main__":
    main()
