"""How often the counterpart of a term is found just as people marked it: `tests/bench/words.py [--fit | --unseen]`.

Per glossary and per tier. `--fit` prints new weights for `deckgen/words.toml`; `--unseen` fits anew without each
glossary in turn and scores on that one. The glossaries that take no part in any fit are reported by themselves, last.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from glossaries import Glossary, glossaries, unseen

from deckgen import words
from deckgen.forms import adjectives_of
from deckgen.words import FEATURES, Links, Span, Words, words_of

DECAY, STEPS = 3.0, 300
TIERS = ((0.9, "sure"), (0.6, "likely"), (0.0, "doubtful"))


@dataclass(frozen=True)
class Case:
    """One place of a term: the spans that may answer it, their features, and which of them are right."""

    glossary: str
    front: str
    back: str
    spans: list[Span]
    features: np.ndarray
    right: np.ndarray
    translation: Words


def spans_of(sentence: Words, surface: str) -> Iterator[Span]:
    """Where a text stands in a sentence as whole words."""
    at = sentence.text.find(surface)
    while at >= 0:
        end = at + len(surface)
        around = sentence.text[at - 1 : at] + sentence.text[end : end + 1]
        if not any(map(str.isalnum, around)):
            yield sentence.covering(at, end)
        at = sentence.text.find(surface, at + 1)


def cases(glossary: Glossary) -> Iterator[Case]:
    """Every place that is one span on both sides; what is in pieces cannot be highlighted as one."""
    left = words_of([front for front, _ in glossary.pairs])
    right = words_of([back for _, back in glossary.pairs], lambda text: adjectives_of(text, "cs"))
    links = Links(left, right)
    for entry in glossary.entries:
        for place in entry.occurrences:
            asked = list(spans_of(left[place.pair], place.front))
            wanted = set(spans_of(right[place.pair], place.back))
            for span in asked[:1] if wanted else ():
                spans, features = links.features(place.pair, span)
                hits = np.array([each in wanted for each in spans])
                yield Case(glossary.name, place.front, place.back, spans, features, hits, right[place.pair])


def fit(known: Sequence[Case]) -> np.ndarray:
    """The weights under which the right spans are most probable (Rprop)."""
    known = [case for case in known if case.right.any()]
    spread = np.concatenate([case.features for case in known]).std(axis=0) + 1e-6
    scaled = [case.features / spread for case in known]
    weights, step, before = (np.full(len(FEATURES), value) for value in (0.0, 0.1, 0.0))
    for _ in range(STEPS):
        gradient = -DECAY * weights
        for case, features in zip(known, scaled, strict=True):
            scores = features @ weights
            probable = np.exp(scores - scores.max())
            probable /= probable.sum()
            wanted = probable * case.right
            gradient += (wanted / max(wanted.sum(), 1e-12) - probable) @ features
        agree = gradient * before
        step = np.where(agree > 0, np.minimum(step * 1.2, 0.5), np.where(agree < 0, step * 0.5, step))
        before = np.where(agree < 0, 0, gradient)
        weights = weights + np.sign(before) * step
    return weights / spread


def judged(case: Case, weights: np.ndarray) -> tuple[bool, float, str]:
    """Whether the best span is right, how sure the model is of it, and its text."""
    scores = case.features @ weights
    probable = np.exp(scores - scores.max())
    best = int(probable.argmax())
    return bool(case.right[best]), float(probable[best] / probable.sum()), case.translation.span_text(case.spans[best])


def interval(right: int, of: int) -> str:
    """Wilson's interval of 95 %."""
    if not of:
        return "–"
    share, z = right / of, 1.96
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return f"{share:.1%} ({middle - half:.1%}–{middle + half:.1%})"


def report(results: Sequence[tuple[Case, tuple[bool, float, str]]]) -> None:
    for name in dict.fromkeys(case.glossary for case, _ in results):
        own = [result for case, result in results if case.glossary == name]
        print(f"{name:24} {len(own):4} places, exactly right {interval(sum(hit for hit, _, _ in own), len(own))}")
    print(
        f"{'pooled':24} {len(results):4} places, exactly right {interval(sum(r[0] for _, r in results), len(results))}"
    )
    roof = 1.01
    for floor, tier in TIERS:
        own = [result for _, result in results if floor <= result[1] < roof]
        right = interval(sum(hit for hit, _, _ in own), len(own))
        print(f"{tier:9} {len(own) / len(results):6.1%} of them, right {right}")
        roof = floor
    for case, (hit, sure, text) in results:
        if not hit:
            print(f"  {sure:.2f} {case.glossary[:8]}: {case.front} > {case.back} | {text}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fit", action="store_true")
    parser.add_argument("--unseen", action="store_true")
    asked = parser.parse_args()
    known = [case for glossary in glossaries() for case in cases(glossary)]
    if asked.fit:
        print("[weights]")
        print("\n".join(f'"{name}" = {weight:.4f}' for name, weight in zip(FEATURES, fit(known), strict=True)))
        return
    results = []
    for name in dict.fromkeys(case.glossary for case in known):
        own = [case for case in known if case.glossary == name]
        weights = fit([case for case in known if case.glossary != name]) if asked.unseen else words.weights()
        results += [(case, judged(case, weights)) for case in own]
    report(results)
    kept = [case for glossary in unseen() for case in cases(glossary)]
    if kept:
        weights = fit(known) if asked.unseen else words.weights()
        print("\nunseen")
        report([(case, judged(case, weights)) for case in kept])


if __name__ == "__main__":
    main()
