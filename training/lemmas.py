"""Fits what evidence weighs for the dictionary form of a word of a known class: `python -m training.lemmas`.

Prints the tables of `deckgen/languages/inflection.toml` from the treebanks in `training/extra/ud`: conditional logistic
regression over the possible forms of each word, with its gender and number and without. A few minutes.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np

from deckgen.files import resources
from deckgen.languages.inflection import WordClass, evidence
from tests.bench.lemmas import CLASSES, TREEBANKS, Word, same, words

FITTED_ON = (
    *("it_parlamint-ud-train", "it_twittiro-ud-train", "cs_cac-ud-dev", "cs_cltt-ud-train", "de_gsd-ud-dev"),
    *("en_ewt-ud-dev", "sk_snk-ud-dev"),
)
KNOWN = ((True, True, 0.8), (False, True, 0.1), (False, False, 0.1))  # gender, number: how often they are
BY_HAND = {"irregular": 9.0}
PENALTY, STEPS = 0.5, 25
Example = tuple[np.ndarray, np.ndarray, float]  # rows of evidence, which of them are right, weight


def examples(names: Sequence[str]) -> dict[WordClass, list[Example]]:
    found: dict[WordClass, list[Example]] = defaultdict(list)
    for name in FITTED_ON:
        path = TREEBANKS / f"{name}.conllu"
        for word, times in Counter(words(path)).items() if path.exists() else ():
            found[word.kind].extend(of_word(word, name[:2], names, 1 + math.log(times)))
    return found


def of_word(word: Word, code: str, names: Sequence[str], weight: float) -> list[Example]:
    made: list[Example] = []
    for gender, number, share in KNOWN:
        given = evidence(word.form, code, word.kind, word.gender if gender else "", word.number if number else "")
        right = np.array([same(text, word.lemma) for text in given])
        if right.any() and len(given) > 1:
            rows = np.array([[pieces.get(name, 0.0) for name in names] for pieces in given.values()])
            made.append((rows, right, weight * share))
    return made


def fit(given: Sequence[Example], size: int) -> np.ndarray:
    """The weights that make the right forms most likely, by Newton's method."""
    weights = np.zeros(size)
    for _ in range(STEPS):
        slope, bend = -2 * PENALTY * weights, 2 * PENALTY * np.eye(size)
        for rows, right, weight in given:
            scores = rows @ weights
            likely = np.exp(scores - scores.max())
            chosen = likely * right
            likely, chosen = likely / likely.sum(), chosen / chosen.sum()
            mean = likely @ rows
            slope += weight * (chosen @ rows - mean)
            bend += weight * ((rows * likely[:, None]).T @ rows - np.outer(mean, mean))
        step = np.linalg.solve(bend, slope)
        weights += step / max(1.0, float(np.abs(step).max()))
    return weights


def main() -> None:
    names = list(resources.table("languages/inflection.toml")["noun"])
    found = examples(names)
    for kind in CLASSES.values():
        weights = dict(zip(names, fit(found[kind], len(names)).round(2).tolist(), strict=True)) | BY_HAND
        print(f"\n[{kind}]", *(f"{name} = {value}" for name, value in weights.items()), sep="\n")


if __name__ == "__main__":
    main()
