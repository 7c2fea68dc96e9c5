"""How often the dictionary form of a word is right, with its class and without: `python tests/bench/lemmas.py`.

On treebanks of Universal Dependencies, which are not ours to distribute: `training/extra/ud/*.conllu`. Nouns, verbs and
adjectives are counted, with the class, gender and number that the treebank gives. Where treebanks and cards go by
different conventions, it is counted apart: cancellarsi (cancellare), nepřímý (přímý), la direttrice (direttore).
With names of treebanks (`it_pud`) only those; `--errors` lists the commonest errors.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from deckgen.languages.grammar import Gender
from deckgen.languages.inflection import Number, WordClass, lemma_as
from deckgen.languages.language import language
from deckgen.languages.lemmas import lemma

ROOT = Path(__file__).parents[2]
TREEBANKS = ROOT / "training" / "extra" / "ud"
CLASSES: dict[str, WordClass] = {"NOUN": "noun", "VERB": "verb", "ADJ": "adjective"}
GENDERS: dict[str, Gender] = {"Masc": "m", "Fem": "f", "Neut": "n"}
NUMBERS: dict[str, Number] = {"Sing": "sing", "Plur": "plur"}
SHOWN = 10


@dataclass(frozen=True)
class Word:
    form: str
    lemma: str
    kind: WordClass
    gender: Gender
    number: Number


def words(path: Path) -> Iterator[Word]:
    """The nouns, verbs and adjectives of a treebank; a verb with the pronouns joined to it is one word."""
    joined: tuple[str, str] = ("", "")  # the number of the first part, and the whole
    for line in path.read_text("utf-8").splitlines():
        fields = line.split("\t")
        if len(fields) < 6:
            joined = ("", "")
        elif "-" in fields[0]:
            joined = (fields[0].split("-")[0], fields[1])
        elif fields[3] in CLASSES:
            whole = joined[0] == fields[0] and fields[3] == "VERB"
            given = dict(each.split("=") for each in fields[5].split("|") if "=" in each)
            gender, number = GENDERS.get(given.get("Gender", ""), ""), NUMBERS.get(given.get("Number", ""), "")
            yield Word(joined[1] if whole else fields[1], fields[2], CLASSES[fields[3]], gender, number)


def same(made: str, wanted: str) -> bool:
    return made.lower() == wanted.lower().replace("_", "")


def by_convention(made: str, word: Word, code: str) -> bool:
    """Whether a difference is one of conventions: negation, reflexive verbs, women, spelling."""
    made, wanted, negation = made.lower(), word.lemma.lower(), language(code).negation
    if negation and made.removeprefix(negation) == wanted.removeprefix(negation):
        return True
    if word.kind == "verb" and re.sub("[rs]i$", "", made) == re.sub("e$", "", wanted).removesuffix("r") + "r":
        return True
    if word.kind == "verb" and made.removesuffix("si") == wanted.removesuffix("e"):
        return True
    if word.kind == "noun" and word.gender == "f" and word.number and women(made) == women(wanted):
        return True
    return spelt(made) == spelt(wanted)


def women(noun: str) -> str:
    return re.sub("(trice|tore|tora)$", "tor", noun).rstrip("aoe")


def spelt(text: str) -> str:
    """A word without what is spelt in two ways: komunismus, komunizmus; Fluss, Fluß; kurs, kurz."""
    text = text.replace("ß", "ss").replace("izm", "ism")
    return text.translate(str.maketrans("óéíúá", "oeiua"))


def report(path: Path, *, errors: bool) -> None:
    code = path.name.split("_")[0]
    counts: Counter[tuple[WordClass, str]] = Counter()
    wrong: Counter[str] = Counter()
    for word in words(path):
        made = lemma_as(word.form, code, word.kind, word.gender, word.number)
        right = same(made.text, word.lemma)
        counts[word.kind, "all"] += 1
        counts[word.kind, "before"] += same(lemma(word.form, code), word.lemma)
        counts[word.kind, "after"] += right
        counts[word.kind, "sure"] += made.certain
        agreed = right or by_convention(made.text, word, code)
        counts[word.kind, "agreed"] += agreed
        counts[word.kind, "sure right"] += made.certain and agreed
        if not agreed:
            wrong[f"{word.form} ({word.kind}): {made.text}, not {word.lemma}"] += 1
    print(path.name)
    for kind in CLASSES.values():
        total, sure = counts[kind, "all"] or 1, counts[kind, "sure"] or 1
        print(
            f"  {kind:9} {total:5} | lemma {counts[kind, 'before'] / total:6.1%}"
            f" | lemma_as {counts[kind, 'after'] / total:6.1%}"
            f" | conventions apart {counts[kind, 'agreed'] / total:6.1%}"
            f" | sure {counts[kind, 'sure'] / total:6.1%}, of those right {counts[kind, 'sure right'] / sure:6.1%}"
        )
    if errors:
        print(*(f"    {times} × {each}" for each, times in wrong.most_common(SHOWN)), sep="\n")


def main() -> None:
    asked = [each for each in sys.argv[1:] if not each.startswith("-")]
    found = sorted(TREEBANKS.glob("*.conllu"))
    if not found:
        print(f"skipped: no treebanks in {TREEBANKS.relative_to(ROOT)} (training/README.md says how to get them)")
    for path in found:
        if not asked or any(path.name.startswith(each) for each in asked):
            report(path, errors="--errors" in sys.argv)


if __name__ == "__main__":
    main()
