"""How many proposed cards are right as they stand: `python tests/bench/cards.py [--fit | --unseen] [--errors]`.

Of the texts in `tests/gold/judged`, whose proposals were read one by one by readers who saw nothing else. Of the first
fifty cards and of the sure ones, how many are right; cards that were not judged, because they were not proposed then,
count as none. `--fit` prints `deckgen/confidence.toml` anew, `--unseen` fits without each text in turn.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from glossaries import Glossary, glossaries, unseen
from logistic import logistic

from deckgen.project.pairs import Pair
from deckgen.terms import chooser as choosing
from deckgen.terms.chooser import Reader
from deckgen.terms.confidence import FEATURES, features, fitted

JUDGED = Path(__file__).parent.parent / "gold" / "judged"
FIRST, LOOKED_AT = 50, 80
DECAY = 30.0

Fit = tuple[np.ndarray, float]


@dataclass(frozen=True)
class Text:
    """The cards of one text as they rank: features, whether each is right (NaN: nobody judged it), and what it says."""

    name: str
    rows: np.ndarray
    right: np.ndarray
    formed: np.ndarray
    shown: Sequence[str]
    remarks: Sequence[str]

    @property
    def known(self) -> np.ndarray:
        return ~np.isnan(self.right)


def judged(name: str) -> dict[tuple[str, ...], tuple[bool, str]]:
    """Whether cards are right, with what is wrong, by front, back and the words in both sentences."""
    lines = (JUDGED / f"{name}.tsv").read_text("utf-8").splitlines()
    fields = [(line + "\t\t").split("\t") for line in lines]
    return {tuple(f[:4]): (f[4] == "right", " ".join(f[5:]).strip()) for f in fields}


def read(glossary: Glossary) -> Text:
    pairs = [Pair(f"x-{n}", front, back) for n, (front, back) in enumerate(glossary.pairs)]
    reader, known = Reader(pairs, ("it", "cs")), judged(glossary.name)
    found = reader.looked_at(set(), LOOKED_AT)
    keys = [(each.front.text, each.back.text, *each.found) for _, each in found]
    verdicts = [known.get(key) for key in keys]
    return Text(
        glossary.name,
        np.array([features(card, reader.text, reader.ranks) for card, _ in found]),
        np.array([np.nan if verdict is None else float(verdict[0]) for verdict in verdicts]),
        np.array([card.formed for card, _ in found]),
        [f"{each.front.text} | {each.back.text}  ({each.found[0]} > {each.found[1]})" for _, each in found],
        ["nobody judged it" if verdict is None else verdict[1] for verdict in verdicts],
    )


def fit(texts: Sequence[Text]) -> Fit:
    """Weights of the features as they are, and a bias, which nothing holds down."""
    rows = np.concatenate([text.rows[text.known] for text in texts])
    right = np.concatenate([text.right[text.known] for text in texts])
    middle, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-6
    scaled = np.c_[(rows - middle) / spread, np.ones(len(rows))]
    found = logistic(scaled, right, np.diag([DECAY] * len(FEATURES) + [0.0]))
    weights = found[:-1] / spread
    return weights, float(found[-1] - middle @ weights)


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
    parser.add_argument("--fit", action="store_true")
    parser.add_argument("--unseen", action="store_true")
    parser.add_argument("--errors", action="store_true")
    asked = parser.parse_args()
    there = [each for each in [*glossaries(), *unseen()] if (JUDGED / f"{each.name}.tsv").exists()]
    texts = [read(each) for each in there]
    fits = {text.name: fit([other for other in texts if other is not text]) for text in texts if asked.unseen}
    if asked.fit:
        weights, bias = fit(texts)
        print(f"bias = {bias:.4f}\n\n[weights]")
        print("\n".join(f'"{name}" = {weight:.4f}' for name, weight in zip(FEATURES, weights, strict=True)))
        return
    total = sum(report(text, fits.get(text.name) or fitted(), errors=asked.errors) for text in texts)
    print(
        f"in all: {total[2]:.0f} of {total[0]:.0f} among the first {FIRST} right ({total[2] / total[0]:.1%}); "
        f"sure {total[3]:.0f} of {total[1]:.0f} ({total[3] / total[1]:.1%})"
    )


if __name__ == "__main__":
    main()
