"""How often a word's class is right on treebanks that took no part in the fit: `tests/bench/classes.py [--few N]`.

Left out are all of PUD, then all but PUD, then whole languages. Beside it stands what the rules of languages tell, on
PUD. Needs the treebanks that `training/README.md` names.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[2]))

from deckgen.languages.forms import classified, kind_of
from deckgen.languages.registry import rules_of
from deckgen.languages.tokens import Token
from deckgen.vectors.word_classes import UPOS, Classes, Classifier
from training.treebanks import Treebank, names, path_of, treebank
from training.word_classes import fit, sample

MOST = 20_000  # words of one language: less than the shipped fit has
LANGUAGES_OUT = (("pl", "es"), ("sk", "fr"), ("pt", "de"), ("it", "cs"))
# What is hardly ever told apart for a purpose here, and differs most between treebanks.
ALIKE = {"PROPN": "NOUN", "AUX": "VERB", "DET": "PRON"}
COARSE = np.array([UPOS.index(ALIKE.get(name, name)) for name in UPOS])
RULES_ON = ("it_pud-ud-test", "cs_pud-ud-test", "de_pud-ud-test", "pl_pud-ud-test")


def read(bank: Treebank, model: Classifier) -> list[Classes]:
    return list(model.classes(bank.sentences, np.split(bank.states, np.cumsum(bank.lengths)[:-1])))


def table(model: Classifier, left_out: Sequence[str], few: int | None) -> None:
    print(f"  {'':22} {'words':>6}  UPOS  coarse  gender  number  verb form (of verbs; of all)")
    for name in left_out:
        bank = treebank(name, few)
        found = read(bank, model)
        heads = [
            np.concatenate([getattr(each, head) for each in found]).argmax(axis=1)
            for head in ("upos", "genders", "numbers", "verbs")
        ]
        right = [made == bank.labels[:, n] for n, made in enumerate(heads)]
        tag = bank.labels[:, 0]
        nouns, verbs = tag == UPOS.index("NOUN"), np.isin(tag, [UPOS.index("VERB"), UPOS.index("AUX")])
        told = bank.told & (bank.labels > 0)  # English has no gender to be right about
        shown = (
            right[0][bank.told[:, 0]],
            (COARSE[heads[0]] == COARSE[tag])[bank.told[:, 0]],
            right[1][nouns & told[:, 1]],
            right[2][nouns & told[:, 2]],
            right[3][verbs & bank.told[:, 3]],
            right[3][bank.told[:, 3]],
        )
        print(
            f"  {name:22} {bank.told[:, 0].sum():6} "
            + "  ".join(f"{100 * each.mean():6.1f}" if each.size else "     –" for each in shown)
        )


# ------------------------------------------------------------------ beside rules


def by_rules(sentence: Sequence[Token], code: str) -> Iterator[dict[str, bool]]:
    """What the rules of a language say of each word, by the names of what says it."""
    rules = rules_of(code)
    kinds = [word.kind for word in classified(sentence, code)]
    for n, word in enumerate(sentence):
        before = [sentence[n - 1].bare] if n and not sentence[n - 1].breaks else [""]
        small = kinds[n] in {"function", "pronoun"}
        kind = None if small else kind_of([word], before, code, (), code)
        yield {
            "verb: classified": kinds[n] == "verb",
            "verb: is_verb_form": not small and rules.is_verb_form(word),
            "verb: kind_of": kind == "verb",
            "adjective: classified": kinds[n] == "adjective",
            "adjective: is_adjective": not small and rules.is_adjective(word),
            "noun: kind_of": kind == "noun",
            "noun: kind_of, no adjective": kind == "noun" and not rules.is_adjective(word),
            "function: classified": small,
        }


def by_map(found: Classes) -> Iterator[dict[str, bool]]:
    for word in found.words:
        yield {
            "verb: map": word.upos == "VERB",
            "adjective: map": word.upos == "ADJ",
            "noun: map": word.upos in {"NOUN", "PROPN"},
            "function: map": word.upos in SMALL,
        }


SMALL = frozenset({"AUX", "PRON", "DET", "ADP", "CONJ", "PART"})
MEANT = {"verb": {"VERB"}, "adjective": {"ADJ"}, "noun": {"NOUN", "PROPN"}, "function": SMALL}


def beside(model: Classifier, few: int | None) -> None:
    for name in RULES_ON:
        bank = treebank(name, few)
        rows = [
            {**rules, **mapped}
            for sentence, found in zip(bank.sentences, read(bank, model), strict=True)
            for rules, mapped in zip(by_rules(sentence, bank.code), by_map(found), strict=True)
        ]
        tags = [UPOS[n] for n in bank.labels[:, 0]]
        print(f"  {name}")
        for by in sorted(rows[0]):
            said = np.array([row[by] for row in rows])
            meant = np.array([tag in MEANT[by.split(":")[0]] for tag in tags])
            both = int((said & meant).sum())
            print(f"    {by:28} precision {_share(both, said.sum())} recall {_share(both, meant.sum())}")


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:5.1f}" if whole else "    –"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--few", type=int, help="sentences of each treebank")
    parser.add_argument("--only", choices=("pud", "others", "languages"))
    asked = parser.parse_args()
    found = names()
    if not found:
        print(f"no treebanks, nothing to measure: {path_of('*')} (training/README.md says how to get them)")
        return
    pud, others = [name for name in found if "_pud-" in name], [name for name in found if "_pud-" not in name]

    def made(used: Sequence[str]) -> Classifier:
        return fit(sample([treebank(name, asked.few) for name in used], MOST))

    if asked.only in (None, "pud"):
        print("PUD left out")
        model = made(others)
        table(model, pud, asked.few)
        print("rules, and the map that was fitted without PUD")
        beside(model, asked.few)
    if asked.only in (None, "others"):
        print("fitted on PUD alone")
        table(made(pud), others, asked.few)
    if asked.only in (None, "languages"):
        for codes in LANGUAGES_OUT:
            print(f"left out: {', '.join(codes)}")
            table(made([n for n in found if n[:2] not in codes]), [n for n in found if n[:2] in codes], asked.few)


if __name__ == "__main__":
    main()
