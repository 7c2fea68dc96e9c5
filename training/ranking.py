"""Fit `deckgen/terms/ranking.toml` and `term_probe.npy`: `python -m training.ranking [FOLDER …]`. Prints the weights.

It learns from glossaries and from lists of wanted terms (`training/lists.py`), those of the project and of the folders.
The probe is Fisher's linear discriminant between terms and other candidates of a text, over their states in context;
what else speaks for a candidate is weighed beside it by logistic regression. There each text is read by a probe that it
had no part in.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from deckgen.languages.tokens import tokens
from deckgen.project.pairs import Pair
from deckgen.terms import in_context
from deckgen.terms.bilingual import BilingualText, lemmas_of
from deckgen.terms.candidates import Candidate, candidates
from deckgen.terms.ranking import features, shown
from deckgen.vectors import e5
from training import tables
from training.aligned import ROOT
from training.glossaries import Glossary, glossaries
from training.lists import TermList, key, same, term_lists
from training.logistic import logistic

FIELDS = ROOT / "tests" / "gold" / "fields"
PROBE = ROOT / "deckgen" / "terms" / "term_probe.npy"
DECAY, RIDGE = 10.0, 1.0  # those of the shipped fit
FOLDS = 5
ENOUGH = 30  # terms of a text; one with fewer tells less of them
LANGUAGES = ("it", "cs")  # of the glossaries

Floats = npt.NDArray[np.floating]
Fit = tuple[Floats, float, Floats]  # weights of the features, a bias, and the probe, states × 1


@dataclass(frozen=True)
class Text:
    """The candidates of one text: features, states in context, and which of them are wanted (NaN: neither way)."""

    name: str
    names: tuple[str, ...]  # of the features
    rows: Floats
    states: npt.NDArray[np.float16]
    right: Floats
    entries: int
    words: tuple[tuple[str, ...], ...]  # the lemmas of each

    def read_by(self, probe: Floats) -> Text:
        """The text with its candidates read by a probe, states × 1."""
        rows = self.rows.copy()
        rows[:, self.names.index("probe")] = self.states.astype(np.float32) @ probe
        return replace(self, rows=rows)

    def ranked_by(self, weights: Floats) -> npt.NDArray[np.intp]:
        """The candidates, the best first."""
        return np.argsort(-(self.rows @ weights), kind="stable")


def texts(glossed: Iterable[Glossary], listed: Iterable[TermList]) -> list[Text]:
    """The texts of glossaries and of lists."""
    return [*map(of_glossary, glossed), *map(of_list, listed)]


def of_glossary(given: Glossary) -> Text:
    """The candidates of the text of a glossary."""
    code = LANGUAGES[0]
    gold = {lemmas_of(tokens(place.front, code)) for entry in given.entries for place in entry.occurrences}
    text = _bilingual(given.pairs, LANGUAGES)
    found = candidates(text.front, code)
    plain = [{lemmas_of(text.split[0][p.sentence][p.first : p.last]) for p in each.places} for each in found]
    right = [float(bool(gold & {each.lemmas, *lemmas})) for each, lemmas in zip(found, plain, strict=True)]
    return _made(given.name, text, found, np.array(right), len(given.entries))


def of_list(given: TermList) -> Text:
    """The candidates of the text of a list; those that are merely sound are neither right nor wrong."""
    code = given.languages[0]
    wanted, sound = ([key(front, code) for front, _ in entries] for entries in (given.wanted, given.sound))
    text = _bilingual(given.pairs, given.languages)
    found = candidates(text.front, code)
    right = np.zeros(len(found))
    for n, each in enumerate(found):
        own = {key(shown(place, text.front), code) for place in each.places}
        if any(same(one, other) for one in own for other in wanted):
            right[n] = 1
        elif any(same(one, other) for one in own for other in sound):
            right[n] = np.nan
    return _made(given.name, text, found, right, len(given.wanted))


def _bilingual(pairs: Sequence[tuple[str, str]], languages: tuple[str, str]) -> BilingualText:
    return BilingualText([Pair(f"x-{n}", *pair) for n, pair in enumerate(pairs)], languages)


def _made(name: str, text: BilingualText, found: list[Candidate], right: Floats, entries: int) -> Text:
    whole = text.aligned_along(np.eye(e5.model().width, dtype=np.float32))
    rows = features(found, text.front, text.languages[0], whole)
    states = in_context.read(found, whole)
    return Text(
        name,
        tuple(rows[0]),
        np.array([list(row.values()) for row in rows]),
        states.reshape(len(found), -1).astype(np.float16),
        right,
        entries,
        tuple(each.lemmas for each in found),
    )


# ------------------------------------------------------------------ the probe


@dataclass(frozen=True)
class _Moments:
    """What one text says of terms and others: the spread inside both classes, the difference of their means."""

    inside: Floats
    apart: Floats
    counts: float


def moments(text: Text) -> _Moments:
    """Both classes count alike, however many candidates there are."""
    states = text.states.astype(np.float32)
    terms, others = states[text.right == 1], states[text.right == 0]
    counts = min(1.0, len(terms) / ENOUGH)
    centred = [(each - each.mean(axis=0)) / np.sqrt(len(each)) for each in (terms, others)]
    inside = sum(each.T @ each for each in centred)
    return _Moments(counts * inside, counts * (terms.mean(axis=0) - others.mean(axis=0)), counts)


def probe(known: Sequence[_Moments]) -> Floats:
    """Fisher's linear discriminant with a ridge; the candidates of a class spread by one along it."""
    counts = sum(each.counts for each in known)
    inside, apart = sum(each.inside for each in known) / counts / 2, sum(each.apart for each in known) / counts
    held = inside + RIDGE * np.trace(inside) / len(inside) * np.eye(len(inside), dtype=np.float32)
    found = np.linalg.solve(held, apart)
    return np.asarray(found / np.sqrt(found @ (inside @ found)))


# ------------------------------------------------------------------ the weights


def fitted(known: Sequence[Text], told: Sequence[_Moments] | None = None) -> Fit:
    """Weights of the features, a bias, and the probe, states × 1; `told` are the moments of the texts."""
    told = told or [moments(text) for text in known]
    read = []
    for fold in range(FOLDS):
        unseen = probe([each for n, each in enumerate(told) if n % FOLDS != fold])
        read += [text.read_by(unseen) for n, text in enumerate(known) if n % FOLDS == fold]
    rows, right = np.concatenate([text.rows for text in read]), np.concatenate([text.right for text in read])
    sure = ~np.isnan(right)
    return *_weights(rows[sure], right[sure]), probe(told)


def _weights(rows: Floats, right: Floats) -> tuple[Floats, float]:
    """Weights of the features as they are, and a bias, which nothing holds down."""
    spread = rows.std(axis=0) + 1e-6
    scaled = np.c_[rows / spread, np.ones(len(rows))]
    found = logistic(scaled, right, np.diag([DECAY] * rows.shape[1] + [0.0]))
    return found[:-1] / spread, float(found[-1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path, help="lists of wanted terms")
    parser.add_argument("--few", type=int, help="take only so many of each, to see whether it works")
    asked = parser.parse_args()
    listed = [each for folder in (FIELDS, *asked.folders) for each in term_lists(folder)[: asked.few]]
    known = texts(glossaries()[: asked.few], listed)
    weights, bias, found = fitted(known)
    np.save(PROBE, found.reshape(len(in_context.PARTS), -1).T.astype(np.float16))
    print(f"bias = {bias:.4f}\n\n[weights]\n{tables.weights(dict(zip(known[0].names, weights, strict=True)), 4)}")


if __name__ == "__main__":
    main()
