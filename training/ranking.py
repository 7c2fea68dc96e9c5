"""Fit `deckgen/terms/ranking.toml`: `python -m training.ranking`. Prints it.

What speaks for a candidate is weighed by logistic regression on which candidates of a text stand in its glossary; the
direction of the field is Fisher's linear discriminant between terms and other words.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from deckgen.languages.tokens import tokens
from deckgen.terms.bilingual import lemmas_of
from deckgen.terms.candidates import candidates
from deckgen.terms.ranking import features, listed_vectors, vectors_of
from training import tables
from training.glossaries import Glossary, glossaries
from training.logistic import logistic

DECAY, RIDGE = 10.0, 1.0  # those of the shipped fit
# The article's glossary has all of its terms; the others stop at a number, and good terms that they leave out count as
# none. So it counts for more.
WHOLE = {"seed": 6.0}


@dataclass(frozen=True)
class Text:
    """The candidates of one text: features, vectors, lemmas, which of them are in its glossary; and its size."""

    names: tuple[str, ...]  # of the features
    rows: np.ndarray
    vectors: np.ndarray
    words: list[tuple[str, ...]]
    right: np.ndarray
    entries: int
    counts: float

    def in_field(self, direction: np.ndarray) -> np.ndarray:
        """The features with the nearness to the field measured along another direction."""
        rows = self.rows.copy()
        rows[:, self.names.index("field")] = self.vectors @ direction
        return rows


def read(glossary: Glossary) -> Text:
    """The candidates of the text of a glossary."""
    split = [tokens(front, "it") for front, _ in glossary.pairs]
    found = candidates(split, "it")
    gold = {lemmas_of(tokens(place.front, "it")) for entry in glossary.entries for place in entry.occurrences}
    rows = features(found, split, "it")
    return Text(
        tuple(rows[0]),
        np.array([list(row.values()) for row in rows]),
        vectors_of(found, split),
        [each.lemmas for each in found],
        np.array([each.lemmas in gold for each in found]),
        len(glossary.entries),
        WHOLE.get(glossary.name, 1.0),
    )


def direction(known: Sequence[Text]) -> np.ndarray:
    """Fisher's linear discriminant between terms and other words, with a ridge; two lists of words beside the texts."""
    sides = [listed_vectors(name) for name in ("business", "everyday")]
    terms = np.concatenate([sides[0], *(text.vectors[text.right] for text in known)])
    others = np.concatenate([sides[1], *(text.vectors[~text.right] for text in known)])
    inner = np.concatenate([terms - terms.mean(axis=0), others - others.mean(axis=0)])
    spread = inner.T @ inner / len(inner)
    spread += RIDGE * np.trace(spread) / len(spread) * np.eye(len(spread))
    found = np.linalg.solve(spread, terms.mean(axis=0) - others.mean(axis=0))
    return found / np.linalg.norm(found)


def fitted(known: Sequence[Text]) -> tuple[np.ndarray, np.ndarray]:
    """Weights and direction; while the weights are fitted, no text sees a direction that it had a part in."""
    rows = np.concatenate([text.in_field(direction([t for t in known if t is not text])) for text in known])
    right = np.concatenate([text.right for text in known])
    counts = np.concatenate([np.full(len(text.right), text.counts) for text in known])
    return _weights(rows, right, counts), direction(known)


def _weights(rows: np.ndarray, right: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Weights of the features as they are; `counts` says how often each row is there."""
    spread = rows.std(axis=0) + 1e-6
    scaled = np.c_[rows / spread, np.ones(len(rows))]
    found = logistic(scaled, right, DECAY * np.eye(scaled.shape[1]), counts)
    return found[:-1] / spread


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--few", type=int, help="take only so many glossaries, to see whether it works")
    asked = parser.parse_args()
    known = [read(glossary) for glossary in glossaries()[: asked.few]]
    found, towards = fitted(known)
    print(f"[weights]\n{tables.weights(dict(zip(known[0].names, found, strict=True)), 4)}")
    print(f"\n[field]\ndirection = {tables.numbers(towards, 4)}")


if __name__ == "__main__":
    main()
