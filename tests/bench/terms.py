"""How well key terms are ranked: `python tests/bench/terms.py [FOLDER …] [--kept FOLDER --texts FOLDER] [--unseen]`.

Of glossaries: recall among the first hundred candidates and the share of the first 25 and 50 that are in it. Of lists
of wanted terms (`training/lists.py`) in the given folders: recall of forty proposals and of as many as the text usually
gets, how many found terms have a listed translation, and the share of proposals that are on the list.

`--unseen` fits anew for each fifth of the glossaries and lists, without them. The lists in `--kept`, whose aligned
texts are in `--texts`, and the glossaries marked (unseen) take no part in any fit.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))

from deckgen.languages.grammar import bare
from deckgen.project.pairs import Pair
from deckgen.terms import in_context, ranking
from deckgen.terms.chooser import TermChooser
from deckgen.terms.counterparts import WordAlignment
from deckgen.vectors import e5
from deckgen.vectors.words import Words
from training.glossaries import glossaries, unseen
from training.lists import Score, TermList, score, term_lists
from training.ranking import Fit, Text, fitted, moments, of_glossary, of_list

ASKED = 40
PARTS = 5  # of the glossaries and lists, each left out in turn


@dataclass(frozen=True)
class Source:
    """A text that is measured: its candidates, the part that it belongs to, and its list if it has one."""

    text: Text
    part: int  # negative for one that is in no fit
    listed: TermList | None = None


def shipped(text: Text) -> Fit:
    """The fit that deckgen has."""
    bias, weights = ranking.fitted()
    return np.array([weights[name] for name in text.names]), bias, in_context.directions().T.ravel()


def chooser(given: TermList) -> TermChooser:
    """What proposes terms for the text of a list; its words are read in every direction."""
    pairs = [Pair(f"x-{n}", *pair) for n, pair in enumerate(given.pairs)]
    made = TermChooser(pairs, given.languages)
    made.text.alignment = made.text.aligned_along(np.eye(e5.model().width, dtype=np.float32))
    return made


def read_by(text: TermChooser, fit: Fit, names: Sequence[str]) -> TermChooser:
    """The same with another fit."""
    weights, bias, probe = fit
    ranking.fitted = lambda: (bias, dict(zip(names, map(float, weights), strict=True)))  # type: ignore[assignment]
    along = probe.reshape(len(in_context.PARTS), -1).T
    made = TermChooser(text.text.pairs, text.text.languages)
    whole = text.text.alignment
    made.text.alignment = WordAlignment([_along(w, along) for w in whole.left], [_along(w, along) for w in whole.right])
    return made


def _along(words: Words, directions: np.ndarray) -> Words:
    return words if words.read is None else replace(words, read=words.read @ directions)


def proposed(text: TermChooser, given: TermList, most: int | None) -> Score:
    """The score of the proposals for a text."""
    code = given.languages[0]
    found = text.propose(set(), most)
    return score(given, [(bare(each.front.text, code), each.back.text) for each in found])


def told(name: str, scores: Sequence[Sequence[Score]]) -> str:
    """A line for the texts of a source, at forty proposals and at the usual number."""
    shown = []
    for what, column in zip((f"at {ASKED}", "usual"), zip(*scores, strict=True), strict=True):
        found, translated, wanted, counted = (
            sum(getattr(each, field) for each in column) for field in ("found", "translated", "wanted", "counted")
        )
        shown.append(
            f"{what}: recall {found / wanted:.2f} (translated {translated / wanted:.2f}), "
            f"precision {found / max(1, counted):.2f}"
        )
    return f"{name[:40]:40} {' | '.join(shown)}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path, help="lists of wanted terms with their pairs")
    parser.add_argument("--kept", type=Path, help="lists that are in no fit and make up one source")
    parser.add_argument("--texts", type=Path, help="the aligned texts of those")
    parser.add_argument("--unseen", action="store_true")
    parser.add_argument("--show", action="store_true", help="the first fifty of each text")
    asked = parser.parse_args()
    for folder in [*asked.folders, *filter(None, (asked.kept, asked.texts))]:
        if not folder.is_dir():
            print(f"skipped: there is no folder {folder}")
    listed = [each for folder in asked.folders for each in term_lists(folder)]
    held = term_lists(asked.kept, asked.texts) if asked.kept else []
    sources = [
        *(Source(of_glossary(each), n % PARTS) for n, each in enumerate(glossaries())),
        *(Source(of_glossary(each), -1) for each in unseen()),
        *(Source(of_list(each), n % PARTS, each) for n, each in enumerate(listed)),
        *(Source(of_list(each), -1, each) for each in held),
    ]
    spreads = {each.text.name: moments(each.text) for each in sources if each.part >= 0} if asked.unseen else {}
    totals: dict[str, list[list[Score]]] = {}
    for part in range(-1, PARTS):
        here = [each for each in sources if each.part == part]
        others = [each.text for each in sources if each.part >= 0 and each.part != part]
        fit = fitted(others, [spreads[each.name] for each in others]) if asked.unseen else shipped(sources[0].text)
        for each in here:
            measured(each, fit, show=asked.show, totals=totals)
    for name, scores in totals.items():
        print(told(name, scores))


def measured(source: Source, fit: Fit, *, show: bool, totals: dict[str, list[list[Score]]]) -> None:
    """Print how one text fares, and add it to the totals."""
    text = source.text.read_by(fit[2])
    order = text.ranked_by(fit[0])
    name = f"{text.name} (unseen)" if source.part < 0 else text.name
    if source.listed:
        made = read_by(chooser(source.listed), fit, text.names)
        scores = [proposed(made, source.listed, most) for most in (ASKED, None)]
        print(told(name, [scores]), flush=True)
        totals.setdefault("all kept lists" if source.part < 0 else "all lists", []).append(scores)
    else:
        hits = text.right[order]
        recall, (few, more) = hits[:100].sum() / text.entries, (hits[:n].mean() for n in (25, 50))
        print(
            f"{name:40} {len(hits):4} candidates, {text.entries} entries: "
            f"recall at 100 {recall:.2f}, precision at 25 {few:.2f}, at 50 {more:.2f}"
        )
    for n in order[:60] if show else ():
        print(f"   {'+' if text.right[n] == 1 else '-'} {' '.join(text.words[n])}")


if __name__ == "__main__":
    main()
