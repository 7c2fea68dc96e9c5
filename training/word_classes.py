"""Fit `deckgen/vectors/word_classes.npz`: `python -m training.word_classes`. Writes it, or what `--out` names.

Which class each word of the treebanks has, told by the states of the encoder and by endings: by steps along the
gradient (Adam; Adagrad for endings, most of which stand in few sentences). Languages have so many words at most, so
that none counts for much more than another.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from deckgen.vectors.word_classes import BUCKETS, HEADS, OUTPUTS, Classifier, endings, save
from training.aligned import ROOT
from training.treebanks import Treebank, names, path_of, treebank

WRITTEN = ROOT / "deckgen" / "vectors" / "word_classes.npz"
MOST = 35_000  # words of one language
# Those of the shipped fit. Much is left out at every step, since endings are soon learned by heart.
EPOCHS, WORDS, RATE, HIDDEN = 6, 1000, 4e-3, 128
ENDING_RATE, ENDING_DECAY, DECAY = 50.0, 0.05, 1e-3
WITHOUT_STATES = 0.02  # words of which the endings alone have to tell, as behind what one pass of the encoder holds
ENDINGS_DROPPED, STATES_DROPPED, HIDDEN_DROPPED = 0.25, 0.1, 0.2
BOUNDS = np.cumsum([0, *map(len, HEADS)])
NOTE = (
    "Fitted on treebanks of Universal Dependencies (universaldependencies.org): {}. Licence of this file: CC BY-SA 4.0."
)


@dataclass(frozen=True)
class Sample:
    """Sentences one after the other: what is known of their words, and which classes they have."""

    states: np.ndarray  # words × (layers · width)
    endings: np.ndarray  # words × the most that one has; BUCKETS where there is none
    labels: np.ndarray
    told: np.ndarray


def sample(treebanks: Sequence[Treebank], most: int = MOST) -> Sample:
    """Sentences of treebanks, at most so many words of each language."""
    languages: defaultdict[str, list[Treebank]] = defaultdict(list)
    for each in treebanks:
        languages[each.code].append(each)
    chosen = np.random.default_rng(0)
    states, rows, labels, told = [], [], [], []
    for own in languages.values():
        share = most / sum(len(each.labels) for each in own)
        for each in own:
            picked = chosen.random(len(each.sentences)) < share
            words = np.repeat(picked, each.lengths)
            states.append(each.states[words].reshape(int(words.sum()), -1).astype(np.float32))
            chosen_ones = (sentence for taken, sentence in zip(picked, each.sentences, strict=True) if taken)
            rows += [row for sentence in chosen_ones for row in endings(sentence)]
            labels.append(each.labels[words])
            told.append(each.told[words])
    widest = max(map(len, rows))
    padded = np.array([[*row, *[BUCKETS] * (widest - len(row))] for row in rows])
    return Sample(np.concatenate(states), padded, np.concatenate(labels), np.concatenate(told))


# ------------------------------------------------------------------ the fit


class Weights:
    """Weights that are being fitted, with Adam's memory of their gradients."""

    def __init__(self, width: int, drawn: np.random.Generator) -> None:
        self.held = {
            "direct": np.zeros((width, OUTPUTS)),
            "bias": np.zeros(OUTPUTS),
            "hidden": drawn.normal(size=(width, HIDDEN)) / np.sqrt(width),
            "hidden_bias": np.zeros(HIDDEN),
            "out": drawn.normal(size=(HIDDEN, OUTPUTS)) * 0.05,
        }
        self.held = {name: values.astype(np.float32) for name, values in self.held.items()}
        self.mean = {name: np.zeros_like(values) for name, values in self.held.items()}
        self.square = {name: np.zeros_like(values) for name, values in self.held.items()}
        self.endings = np.zeros((BUCKETS + 1, OUTPUTS), np.float32)
        self.ending_squares = np.zeros_like(self.endings)
        self.steps = 0

    def step(self, slopes: dict[str, np.ndarray], rate: float) -> None:
        """One step down the slopes."""
        self.steps += 1
        for name, values in self.held.items():
            mean, square = self.mean[name], self.square[name]
            mean += 0.1 * (slopes[name] - mean)
            square += 0.01 * (slopes[name] ** 2 - square)
            made = mean / (1 - 0.9**self.steps) / (np.sqrt(square / (1 - 0.99**self.steps)) + 1e-8)
            if name in {"direct", "hidden", "out"}:
                made += DECAY * values
            values -= np.float32(rate) * made

    def step_endings(self, rows: np.ndarray, slopes: np.ndarray, rate: float) -> None:
        """One step of the endings that stand in these words, each word with its slopes."""
        words, columns = np.nonzero(rows < BUCKETS)
        found = rows[words, columns]
        order = np.argsort(found, kind="stable")
        own, starts = np.unique(found[order], return_index=True)
        summed = np.add.reduceat(slopes[words[order]], starts, axis=0)
        self.ending_squares[own] += summed**2
        self.endings[own] -= rate * ENDING_RATE * summed / (np.sqrt(self.ending_squares[own]) + 1e-3)
        self.endings[own] *= 1 - rate * ENDING_DECAY


def fit(given: Sample, epochs: int = EPOCHS) -> Classifier:
    """The classifier under which the classes of a sample are most probable."""
    drawn = np.random.default_rng(0)
    mean, spread = given.states.mean(axis=0), given.states.std(axis=0) + 1e-6
    states = (given.states - mean) / spread
    weights = Weights(states.shape[1], drawn)
    total = epochs * -(-len(states) // WORDS)
    for _ in range(epochs):
        order = drawn.permutation(len(states))
        for at in range(0, len(order), WORDS):
            rate = RATE * min(1.0, (weights.steps + 1) / 50) * (1 - weights.steps / total)
            own = order[at : at + WORDS]
            part = Sample(states[own], given.endings[own], given.labels[own], given.told[own])
            _learn(weights, part, rate, drawn)
    held = dict(weights.held)
    for name, bias in (("direct", "bias"), ("hidden", "hidden_bias")):  # states come as they are, not standardized
        held[name] = held[name] / spread[:, None]
        held[bias] = held[bias] - mean @ held[name]
    return Classifier(mean=mean, endings=weights.endings, **held)


def _learn(weights: Weights, part: Sample, rate: float, drawn: np.random.Generator) -> None:
    held, words = weights.held, len(part.states)
    kept = drawn.random(part.states.shape[1]) >= STATES_DROPPED
    known = drawn.random((words, 1)) >= WITHOUT_STATES
    states = part.states * (kept / np.float32(1 - STATES_DROPPED)).astype(np.float32) * known
    rows = np.where(drawn.random(part.endings.shape) >= ENDINGS_DROPPED, part.endings, BUCKETS)
    units = np.maximum(states @ held["hidden"] + held["hidden_bias"], 0)
    passed = ((drawn.random(units.shape) >= HIDDEN_DROPPED) / (1 - HIDDEN_DROPPED)).astype(np.float32)
    units *= passed
    scores = states @ held["direct"] + held["bias"] + weights.endings[rows].sum(axis=1) + units @ held["out"]

    slopes = np.zeros_like(scores)
    for head in range(len(HEADS)):
        own = slice(BOUNDS[head], BOUNDS[head + 1])
        made = np.exp(scores[:, own] - scores[:, own].max(axis=1, keepdims=True))
        made /= made.sum(axis=1, keepdims=True)
        made[np.arange(words), part.labels[:, head]] -= 1
        slopes[:, own] = made * part.told[:, head, None]
    back = (slopes @ held["out"].T) * (units > 0) * passed
    found = {
        "direct": states.T @ slopes,
        "bias": slopes.sum(axis=0),
        "hidden": states.T @ back,
        "hidden_bias": back.sum(axis=0),
        "out": units.T @ slopes,
    }
    weights.step({name: (values / words).astype(np.float32) for name, values in found.items()}, rate)
    weights.step_endings(rows, slopes, rate)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--few", type=int, help="sentences of each treebank, to see whether the program works")
    parser.add_argument("--out", type=Path, default=WRITTEN)
    asked = parser.parse_args()
    found = names()
    if not found:
        sys.exit(f"no treebanks: {path_of('*')} (training/README.md says how to get them)")
    given = sample([treebank(name, asked.few) for name in found])
    print(f"{len(given.labels)} words of {len(found)} treebanks")
    save(fit(given), asked.out, NOTE.format(", ".join(found)))
    print(f"{asked.out}: {asked.out.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
