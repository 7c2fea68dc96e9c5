"""How well key terms are ranked: `python tests/bench/terms.py [--fit | --unseen]`.

Recall of a glossary among the first hundred candidates and the share of the first 25 and 50 that are in it.
`--fit` prints new weights for `deckgen/terms.toml`; `--unseen` fits anew without each glossary in turn. The glossaries
marked (unseen) take no part in any fit.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass

import numpy as np
from glossaries import Glossary, glossaries, unseen
from logistic import logistic

from deckgen.languages.tokens import tokens
from deckgen.terms.candidates import candidates
from deckgen.terms.ranking import FEATURES, features, field_direction, listed_vectors, vectors_of, weights

AT = FEATURES.index("field")

DECAY, RIDGE = 10.0, 1.0
# The article's glossary has all of its terms; the others stop at a number, and good terms that they leave out count as
# none. So it counts for more.
WHOLE = {"seed": 6.0}


def lemmas(text: str) -> tuple[str, ...]:
    return tuple(token.lemma for token in tokens(text, "it"))


@dataclass(frozen=True)
class Text:
    """The candidates of one text: features, vectors, lemmas, which of them are in its glossary; and its size."""

    rows: np.ndarray
    vectors: np.ndarray
    words: list[tuple[str, ...]]
    right: np.ndarray
    entries: int
    counts: float

    def in_field(self, direction: np.ndarray) -> np.ndarray:
        """The features with the nearness to the field measured along another direction."""
        rows = self.rows.copy()
        rows[:, AT] = self.vectors @ direction
        return rows


def read(glossary: Glossary) -> Text:
    split = [tokens(front, "it") for front, _ in glossary.pairs]
    found = candidates(split, "it")
    gold = {lemmas(place.front) for entry in glossary.entries for place in entry.occurrences}
    right = np.array([each.lemmas in gold for each in found])
    words = [each.lemmas for each in found]
    return Text(
        features(found, split, "it"),
        vectors_of(found, split),
        words,
        right,
        len(glossary.entries),
        WHOLE.get(glossary.name, 1.0),
    )


def direction(known: list[Text]) -> np.ndarray:
    """Fisher's linear discriminant between terms and other words, with a ridge; two lists of words beside the texts."""
    sides = [listed_vectors(name) for name in ("business", "everyday")]
    terms = np.concatenate([sides[0], *(text.vectors[text.right] for text in known)])
    others = np.concatenate([sides[1], *(text.vectors[~text.right] for text in known)])
    inner = np.concatenate([terms - terms.mean(axis=0), others - others.mean(axis=0)])
    spread = inner.T @ inner / len(inner)
    spread += RIDGE * np.trace(spread) / len(spread) * np.eye(len(spread))
    found = np.linalg.solve(spread, terms.mean(axis=0) - others.mean(axis=0))
    return found / np.linalg.norm(found)


def fitted(known: list[Text]) -> tuple[np.ndarray, np.ndarray]:
    """Weights and direction; while the weights are fitted, no text sees a direction that it had a part in."""
    rows = np.concatenate([text.in_field(direction([t for t in known if t is not text])) for text in known])
    right = np.concatenate([text.right for text in known])
    counts = np.concatenate([np.full(len(text.right), text.counts) for text in known])
    return fit(rows, right, counts), direction(known)


def fit(rows: np.ndarray, right: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Weights of the features as they are; `counts` says how often each row is there."""
    spread = rows.std(axis=0) + 1e-6
    scaled = np.c_[rows / spread, np.ones(len(rows))]
    found = logistic(scaled, right, DECAY * np.eye(scaled.shape[1]), counts)
    return found[:-1] / spread


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fit", action="store_true")
    parser.add_argument("--unseen", action="store_true")
    parser.add_argument("--show", action="store_true", help="the first fifty of each text")
    asked = parser.parse_args()
    known = {glossary.name: read(glossary) for glossary in glossaries()}
    if asked.fit:
        found, towards = fitted(list(known.values()))
        print("[weights]")
        print("\n".join(f'"{name}" = {weight:.4f}' for name, weight in zip(FEATURES, found, strict=True)))
        print("\n[field]\ndirection = [")
        for start in range(0, len(towards), 12):
            print("  " + "".join(f"{value:.4f}, " for value in towards[start : start + 12]).rstrip())
        print("]")
        return
    kept = {f"{glossary.name} (unseen)": read(glossary) for glossary in unseen()}
    for name, text in (known | kept).items():
        used, towards = weights(), field_direction()
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
