"""Fit `deckgen/terms/counterparts.npz`: `python -m training.counterparts`. Writes it, or what `--out` names.

Several small networks under which the spans that people marked as counterparts are the most probable of their sentence.
Each glossary is seen through the map of words that was learned without it (`training.word_space`), so that the networks
learn how far a map can be trusted on a text that it does not know.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from deckgen.languages.forms import classified
from deckgen.languages.tokens import tokens
from deckgen.terms.counterparts import SpanScorer, WordAlignment, save
from deckgen.vectors.words import Span, Words, words_of
from training.aligned import ROOT
from training.glossaries import PARTS, Glossary, glossaries, part_of

MAPS = ROOT / "build" / "word_spaces.npz"  # one of each part of the glossaries: training.word_space makes it
WRITTEN = ROOT / "deckgen" / "terms" / "counterparts.npz"
# Those of the shipped fit. Three networks and much that is left out, since a few thousand places are soon learned by
# heart.
HIDDEN, NETWORKS = 32, 3
EPOCHS, CASES, RATE, DECAY, DROPPED = 15, 32, 3e-3, 0.2, 0.3


@dataclass(frozen=True)
class Case:
    """One place of a term: the spans that may answer it, their features, and which of them are right."""

    glossary: str
    front: str
    back: str
    spans: list[Span]
    features: dict[str, np.ndarray]  # by name, one number a span
    right: np.ndarray
    translation: Words


def spans_of(sentence: Words, surface: str) -> Iterator[Span]:
    """Where a text stands in a sentence as whole words."""
    at = sentence.text.find(surface)
    while at >= 0:
        end = at + len(surface)
        around = sentence.text[at - 1 : at] + sentence.text[end : end + 1]
        if not any(map(str.isalnum, around)):
            inside = [n for n, token in enumerate(sentence.tokens) if token.start < end and token.end > at]
            yield inside[0], inside[-1] + 1
        at = sentence.text.find(surface, at + 1)


def read(glossary: Glossary, space: np.ndarray | None = None) -> tuple[list[Words], list[Words]]:
    """The sentences of both sides."""
    fronts, backs = ([pair[side] for pair in glossary.pairs] for side in (0, 1))
    left, right = (
        words_of(texts, [classified(tokens(text, code), code) for text in texts], space)
        for texts, code in ((fronts, "it"), (backs, "cs"))
    )
    return left, right


@dataclass(frozen=True)
class Marked:
    """One place of a term that is one span on both sides: what is in pieces cannot be highlighted as one."""

    pair: int
    asked: Span
    answers: list[Span]
    front: str
    back: str


def marked(glossary: Glossary, left: Sequence[Words], right: Sequence[Words]) -> Iterator[Marked]:
    """Every place of every term that is one span on both sides."""
    for entry in glossary.entries:
        for place in entry.occurrences:
            asked = list(spans_of(left[place.pair], place.front))
            answers = list(spans_of(right[place.pair], place.back))
            if asked and answers:
                yield Marked(place.pair, asked[0], answers, place.front, place.back)


def cases(glossary: Glossary, space: np.ndarray | None = None) -> Iterator[Case]:
    """Every place with the spans that may answer it."""
    left, right = read(glossary, space)
    alignment = WordAlignment(left, right)
    for place in marked(glossary, left, right):
        pair = alignment.pair(place.pair)
        spans, features = pair.every.spans, pair.features(place.asked)
        hits = np.array([each in place.answers for each in spans])
        yield Case(glossary.name, place.front, place.back, spans, features, hits, right[place.pair])


def fit(known: Sequence[Case]) -> SpanScorer:
    """The model under which the right spans are most probable: several small networks, taken together."""
    import torch

    names = tuple(known[0].features)
    rows_of = [np.stack([case.features[name] for name in names], axis=1) for case in known]
    features = np.concatenate(rows_of)
    mean, spread = features.mean(axis=0), features.std(axis=0) + 1e-6
    given = [
        (torch.tensor((rows - mean) / spread), torch.tensor(case.right))
        for rows, case in zip(rows_of, known, strict=True)
        if case.right.any()
    ]
    parts = []
    for seed in range(NETWORKS):
        torch.manual_seed(seed)
        direct = torch.nn.Linear(len(names), 1, bias=False)
        torch.nn.init.zeros_(direct.weight)
        hidden, out = torch.nn.Linear(len(names), HIDDEN), torch.nn.Linear(HIDDEN, 1, bias=False)
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
    return SpanScorer(
        names, mean, spread, np.mean(directs, axis=0), np.concatenate(hiddens, axis=1), np.concatenate(biases),
        np.concatenate(outs) / NETWORKS,
    )  # fmt: skip


def by_part(given: Sequence[Glossary]) -> list[list[Case]]:
    """The cases of every part of the glossaries, by the map that was learned without it."""
    if not MAPS.exists():
        sys.exit(f"{MAPS.relative_to(ROOT)} is missing: run training.word_space first (training/README.md)")
    maps = np.load(MAPS)
    found: list[list[Case]] = [[] for _ in range(PARTS)]
    for glossary in given:
        part = part_of(glossary.name)
        found[part] += cases(glossary, maps[str(part)])
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--few", type=int, help="take only so many glossaries, to see whether it works")
    parser.add_argument("--out", type=Path, default=WRITTEN)
    asked = parser.parse_args()
    save(fit([case for part in by_part(glossaries()[: asked.few]) for case in part]), asked.out)


if __name__ == "__main__":
    main()
