"""How often the counterpart of a term is found just as people marked it: `tests/bench/links.py [--unseen] [--errors]`.

Per glossary and per tier. `--unseen` fits anew without each part of the glossaries in turn and scores on that part,
with the map that `training.word_space` learned without it. Glossaries that take no part in any fit are reported last.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from deckgen.terms.counterparts import SpanScorer, scorer
from training.counterparts import Case, by_part, cases, fit
from training.glossaries import glossaries, unseen

TIERS = ((0.9, "sure"), (0.6, "likely"), (0.0, "doubtful"))


def judged(case: Case, model: SpanScorer) -> tuple[bool, float, str]:
    """Whether the best span is right, how sure the model is of it, and its text."""
    best, sure = model.best(case.features)
    return bool(case.right[best]), sure, case.translation.span_text(case.spans[best])


def interval(right: int, of: int) -> str:
    """Wilson's interval of 95 %."""
    if not of:
        return "–"
    share, z = right / of, 1.96
    middle = (share + z * z / (2 * of)) / (1 + z * z / of)
    half = z * math.sqrt(share * (1 - share) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return f"{share:.1%} ({middle - half:.1%}–{middle + half:.1%})"


def report(results: Sequence[tuple[Case, tuple[bool, float, str]]], *, errors: bool) -> None:
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
        if errors and not hit:
            print(f"  {sure:.2f} {case.glossary[:8]}: {case.front} > {case.back} | {text}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--unseen", action="store_true")
    parser.add_argument("--errors", action="store_true", help="list what was not found")
    asked = parser.parse_args()
    if asked.unseen:
        parts = by_part(glossaries())
        results = []
        for n, part in enumerate(parts):
            model = fit([case for k, other in enumerate(parts) if k != n for case in other])
            results += [(case, judged(case, model)) for case in part]
        report(results, errors=asked.errors)
    else:
        known = [case for glossary in glossaries() for case in cases(glossary)]
        report([(case, judged(case, scorer())) for case in known], errors=asked.errors)
    kept = [case for glossary in unseen() for case in cases(glossary)]
    if kept:
        print("\nunseen")
        report([(case, judged(case, scorer())) for case in kept], errors=False)


if __name__ == "__main__":
    main()
