"""Treebanks of Universal Dependencies as the words of deckgen, with their classes and the states of the encoder.

They are looked for in `training/extra/ud`; README.md says which. States are kept in `build/treebanks`, since reading
all of them takes ten minutes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from deckgen.languages.tokens import Token, tokens
from deckgen.vectors.states import of_words
from deckgen.vectors.word_classes import GENDERS, NUMBERS, UPOS, VERBS
from training.aligned import EXTRA, ROOT

UD = EXTRA / "ud"
KEPT = ROOT / "build" / "treebanks"

Row = list[str]  # a line of a treebank; the columns in use:
FORM, TAG, OWN_TAG, FEATURES, HEAD, RELATION = 1, 3, 4, 5, 6, 7

MERGED = {"CCONJ": "CONJ", "SCONJ": "CONJ", "SYM": "OTHER", "PUNCT": "OTHER", "X": "OTHER", "_": "OTHER"}
_GENDERS = {"Masc": "m", "Fem": "f", "Neut": "n"}
_NUMBERS = {"Sing": "sing", "Plur": "plur"}
_VERBS = {"Inf": "Inf", "Fin": "Fin", "Part": "Part", "Ger": "Ger", "Conv": "Ger"}
# The tags of PUD's translations, some of which do not give the form of a verb otherwise.
_PUD_VERBS = {"VBC": "Fin", "VBN": "Part", "VB": "Inf", "VBI": "Inf", "VBG": "Ger"}
PAST_FROM_PARTICIPLES = {"cs", "sk"}  # their treebanks call "koupil" a participle, Polish ones a finite verb
NO_GENDERS = {"en"}
# What they call OTHER are often plain nouns: whole headings of laws, and what hashtags are made of.
NOT_TOLD_APART = ("cs_cltt", "it_twittiro")


@dataclass(frozen=True)
class Label:
    """The classes of a word as a treebank has them; `verb` is None where it should say, but does not."""

    upos: str
    gender: str = ""
    number: str = ""
    verb: str | None = ""


@dataclass(frozen=True)
class Treebank:
    """One file: its sentences as words, and for all words together their labels and states.

    `labels` has the index of a class for each of HEADS; `told` says where the treebank gives one.
    """

    name: str
    sentences: list[tuple[Token, ...]]
    labels: np.ndarray
    told: np.ndarray
    states: np.ndarray

    @property
    def code(self) -> str:
        return self.name[:2]

    @property
    def lengths(self) -> np.ndarray:
        return np.array([len(each) for each in self.sentences])


def names() -> list[str]:
    """The treebanks that are on this machine."""
    return sorted(path.stem for path in UD.glob("*.conllu"))


@cache
def treebank(name: str, most: int | None = None) -> Treebank:
    """A treebank, or its first sentences."""
    code = name[:2]
    read = [each for each in read_sentences((UD / f"{name}.conllu").read_text("utf-8"), code) if each[1]][:most]
    texts, split, labels = [each[0] for each in read], [each[1] for each in read], [each[2] for each in read]
    kept = KEPT / f"{name}.npy"
    words = sum(map(len, split))
    if kept.exists() and len(states := np.load(kept, mmap_mode="r")) >= words:
        found = np.asarray(states[:words])
    else:
        found = _states(texts, split)
        KEPT.mkdir(parents=True, exist_ok=True)
        np.save(kept, found)
    flat = [label for each in labels for label in each]
    return Treebank(name, split, *_numbers(flat, name, found), found)


def _states(texts: list[str], split: list[tuple[Token, ...]]) -> np.ndarray:
    """The states of all words, in half precision: a hundred sentences at a time, since those of pieces are many."""
    found = []
    for at in range(0, len(texts), 100):
        some = [[(word.start, word.end) for word in words] for words in split[at : at + 100]]
        found += [states.astype(np.float16) for states in of_words(texts[at : at + 100], some)]
    return np.concatenate(found)


def _numbers(labels: list[Label], name: str, states: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    numbers = [
        (UPOS.index(each.upos), GENDERS.index(each.gender), NUMBERS.index(each.number), VERBS.index(each.verb or ""))
        for each in labels
    ]
    told = np.array([_told(each, name) for each in labels])
    told[~states.any(axis=(1, 2))] = False  # behind the words that one pass of the encoder holds
    return np.array(numbers), told


def _told(label: Label, name: str) -> tuple[bool, bool, bool, bool]:
    """For each kind of class whether the treebank tells it."""
    if label.upos == "OTHER" and name.startswith(NOT_TOLD_APART):
        return False, False, False, False
    noun = label.upos == "NOUN"
    return (
        True,
        (bool(label.gender) and label.upos in {"NOUN", "PROPN"}) or (noun and name[:2] in NO_GENDERS),
        (bool(label.number) and label.upos in {"PROPN", "ADJ", "PRON", "DET", "VERB", "AUX"}) or noun,
        label.verb is not None,
    )


# ------------------------------------------------------------------ reading


def read_sentences(text: str, code: str) -> Iterator[tuple[str, tuple[Token, ...], list[Label]]]:
    """The sentences of a treebank: the text, its words, and what each of them is."""
    for block in text.split("\n\n"):
        lines = block.split("\n")
        sentence = next((line.removeprefix("# text = ") for line in lines if line.startswith("# text = ")), "")
        rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
        placed = _placed(sentence, rows)
        if placed:
            words = tokens(sentence, code)
            yield sentence, words, [_label_of(word, placed, code) for word in words]


def _placed(sentence: str, rows: list[Row]) -> list[tuple[int, int, list[Row]]]:
    """The words of a treebank at their places in a sentence; a contraction has several rows (della: di, la)."""
    found: list[tuple[int, int, list[Row]]] = []
    at = inside = 0
    for row in rows:
        if "." in row[0]:  # not written: an elided word
            continue
        if row[0].isdigit() and int(row[0]) <= inside:
            found[-1][2].append(row)
            continue
        start = sentence.find(row[FORM], at)
        if start < 0:
            return []
        at = start + len(row[FORM])
        if "-" in row[0]:
            inside = int(row[0].split("-")[1])
        found.append((start, at, [] if "-" in row[0] else [row]))
    return found


def _label_of(word: Token, placed: list[tuple[int, int, list[Row]]], code: str) -> Label:
    own = [row for start, end, rows in placed if start < word.end and end > word.start for row in rows]
    return _label(_main_part(own), code) if own else Label("OTHER")


def _main_part(rows: list[Row]) -> Row:
    """The row that stands for all: the first that does not depend on another of them."""
    inside = {row[0] for row in rows}
    said = [row for row in rows if row[TAG] != "PUNCT"] or rows
    return next((row for row in said if row[HEAD] not in inside), said[0])


def _label(row: Row, code: str) -> Label:
    features = dict(each.split("=", 1) for each in row[FEATURES].split("|") if "=" in each)
    upos = MERGED.get(row[TAG], row[TAG])
    # Treebanks differ in what they call a possessive or a quantifier before its noun.
    if upos in {"PRON", "ADJ"} and (features.get("Poss") == "Yes" or row[RELATION].startswith("det")):
        upos = "DET"
    gender, number = (
        known.get(features.get(name, ""), "") for known, name in ((_GENDERS, "Gender"), (_NUMBERS, "Number"))
    )
    return Label(upos, gender, number, _verb_form(row, features, upos, code))


def _verb_form(row: Row, features: dict[str, str], upos: str, code: str) -> str | None:
    form = _VERBS.get(features.get("VerbForm", ""), "")
    if upos not in {"VERB", "AUX"}:
        return form
    if not form:
        return _PUD_VERBS.get(row[OWN_TAG])
    if form == "Part" and features.get("Tense") == "Past" and features.get("Voice") != "Pass":
        return "Fin" if code in PAST_FROM_PARTICIPLES else form
    return "Ger" if form == "Part" and features.get("Tense") == "Pres" else form


def path_of(name: str) -> Path:
    """Where a treebank is looked for."""
    return UD / f"{name}.conllu"
