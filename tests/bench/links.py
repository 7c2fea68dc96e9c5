"""How often the counterpart of a term is found just as people marked it: `tests/bench/links.py [--fit | --unseen]`.

Per glossary and per tier. `--fit` writes `deckgen/links.npz`, `--unseen` fits anew without each part of the glossaries
in turn and scores on that part; both take the maps that `word_space.py` learned without the part that they measure. The
glossaries that take no part in any fit are reported by themselves, last.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from aligned import ROOT
from glossaries import PARTS, Glossary, glossaries, part_of, unseen

from deckgen.languages.forms import kinds_of
from deckgen.terms import counterparts as links_model
from deckgen.terms.counterparts import FEATURES, Links, Model
from deckgen.vectors.words import Span, Words, words_of

HIDDEN, NETWORKS = 32, 3
EPOCHS, CASES, RATE, DECAY, DROPPED = 15, 32, 3e-3, 0.2, 0.3
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


def read(glossary: Glossary, space: np.ndarray | None = None) -> tuple[list[Words], list[Words]]:
    """The sentences of both sides."""
    fronts, backs = ([pair[side] for pair in glossary.pairs] for side in (0, 1))
    left = words_of(fronts, lambda text: kinds_of(text, "it"), space)
    return left, words_of(backs, lambda text: kinds_of(text, "cs"), space)


@dataclass(frozen=True)
class Marked:
    """One place of a term that is one span on both sides: what is in pieces cannot be highlighted as one."""

    pair: int
    asked: Span
    answers: list[Span]
    front: str
    back: str


def marked(glossary: Glossary, left: Sequence[Words], right: Sequence[Words]) -> Iterator[Marked]:
    for entry in glossary.entries:
        for place in entry.occurrences:
            asked = list(spans_of(left[place.pair], place.front))
            answers = list(spans_of(right[place.pair], place.back))
            if asked and answers:
                yield Marked(place.pair, asked[0], answers, place.front, place.back)


def cases(glossary: Glossary, space: np.ndarray | None = None) -> Iterator[Case]:
    """Every place with the spans that may answer it."""
    left, right = read(glossary, space)
    links = Links(left, right)
    for place in marked(glossary, left, right):
        spans, features = links.features(place.pair, place.asked)
        hits = np.array([each in place.answers for each in spans])
        yield Case(glossary.name, place.front, place.back, spans, features, hits, right[place.pair])


def fit(known: Sequence[Case]) -> Model:
    """The model under which the right spans are most probable: several small networks, taken together."""
    import torch

    features = np.concatenate([case.features for case in known])
    mean, spread = features.mean(axis=0), features.std(axis=0) + 1e-6
    given = [
        (torch.tensor((case.features - mean) / spread), torch.tensor(case.right)) for case in known if case.right.any()
    ]
    parts = []
    for seed in range(NETWORKS):
        torch.manual_seed(seed)
        direct = torch.nn.Linear(len(FEATURES), 1, bias=False)
        torch.nn.init.zeros_(direct.weight)
        hidden, out = torch.nn.Linear(len(FEATURES), HIDDEN), torch.nn.Linear(HIDDEN, 1, bias=False)
        weights = [weight for module in (direct, hidden, out) for weight in module.parameters()]
        optimizer = torch.optim.AdamW(weights, lr=RATE, weight_decay=DECAY)
        steps = EPOCHS * (len(given) // CASES)
        scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)
        order: list[int] = []
        for _ in range(steps):
            if len(order) < CASES:
                order = torch.randperm(len(given)).tolist()
            batch = [given[order.pop()] for _ in range(CASES)]
            rows = torch.cat([row for row, _ in batch])
            inner = torch.nn.functional.dropout(torch.relu(hidden(rows)), DROPPED)
            scores = (direct(rows) + out(inner))[:, 0].split([len(right) for _, right in batch])
            lost = [
                each.logsumexp(0) - each[right].logsumexp(0) for each, (_, right) in zip(scores, batch, strict=True)
            ]
            optimizer.zero_grad()
            torch.stack(lost).mean().backward()
            optimizer.step()
            scheduler.step()
        parts.append(
            [each.detach().numpy() for each in (direct.weight[0], hidden.weight.T, hidden.bias, out.weight[0])]
        )
    directs, hiddens, biases, outs = zip(*parts, strict=True)
    return Model(
        mean, spread, np.mean(directs, axis=0), np.concatenate(hiddens, axis=1), np.concatenate(biases),
        np.concatenate(outs) / NETWORKS,
    )  # fmt: skip


def judged(case: Case, model: Model) -> tuple[bool, float, str]:
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


def by_part() -> list[list[Case]]:
    """The cases of every part of the glossaries, by the map that was learned without it."""
    maps = np.load(ROOT / "build" / "word_spaces.npz")
    found: list[list[Case]] = [[] for _ in range(PARTS)]
    for glossary in glossaries():
        part = part_of(glossary.name)
        found[part] += cases(glossary, maps[str(part)])
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fit", action="store_true")
    parser.add_argument("--unseen", action="store_true")
    parser.add_argument("--errors", action="store_true", help="list what was not found")
    asked = parser.parse_args()
    if asked.fit:
        links_model.save(fit([case for part in by_part() for case in part]), ROOT / "deckgen" / "links.npz")
        return
    if asked.unseen:
        parts = by_part()
        results = []
        for n, part in enumerate(parts):
            model = fit([case for k, other in enumerate(parts) if k != n for case in other])
            results += [(case, judged(case, model)) for case in part]
        report(results, errors=asked.errors)
    else:
        known = [case for glossary in glossaries() for case in cases(glossary)]
        report([(case, judged(case, links_model.model())) for case in known], errors=asked.errors)
    kept = [case for glossary in unseen() for case in cases(glossary)]
    if kept:
        print("\nunseen")
        report([(case, judged(case, links_model.model())) for case in kept], errors=False)


if __name__ == "__main__":
    main()
