"""What a word is where it stands: its part of speech, the gender and number of a noun, the form of a verb.

The hidden states of the encoder tell it for any language, in which `porta` is a door here and brings there; the
endings of a word and its surroundings help. One set of weights, `word_classes.npz`, was fitted on free treebanks of
nine languages, for all of them and for others (`training/word_classes.py`). The classes are those of Universal
Dependencies, without the distinctions that nobody needs here.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from deckgen.files import resources
from deckgen.languages.tokens import ACTING, NAMING, Token

Array = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.int64]

UPOS = (
    *("NOUN", "PROPN", "VERB", "AUX", "ADJ", "ADV", "PRON", "DET", "ADP", "NUM", "CONJ", "PART", "INTJ"),
    "OTHER",  # symbols, foreign words, what is none of the others
)
GENDERS = ("", "m", "f", "n")
NUMBERS = ("", "sing", "plur")
VERBS = ("", "Inf", "Fin", "Part", "Ger")  # Ger: gerunds and converbs; Fin: past tenses like "koupil" as well
HEADS = (UPOS, GENDERS, NUMBERS, VERBS)
OUTPUTS = sum(map(len, HEADS))
BUCKETS = 1 << 14  # of endings, by their hash; the last row of weights stands for no ending and is zero

_WITH_NUMBER = frozenset({*NAMING, *ACTING, "ADJ", "PRON", "DET"})
_LONGEST = 4  # letters of an ending
_AT_ONCE = 100  # sentences
_BOUNDS = np.cumsum([len(head) for head in HEADS])[:-1]


@dataclass(frozen=True)
class WordClass:
    """What one word most probably is; `sure` is the probability of `upos`.

    Gender is told of nouns, number of all that can have one, the form of verbs and participles; empty if none.
    """

    upos: str
    sure: float
    gender: str
    number: str
    verb: str


@dataclass(frozen=True)
class Classes:
    """The words of one sentence, with a probability for each class (words × classes of UPOS, GENDERS, …).

    Genders are those that the word has if it is a noun.
    """

    upos: Array
    genders: Array
    numbers: Array
    verbs: Array

    def __len__(self) -> int:
        return len(self.upos)

    def __getitem__(self, n: int) -> WordClass:
        return self.words[n]

    def probability(self, *upos: str) -> Array:
        """How probable it is of each word that it is of one of these parts of speech."""
        if upos not in self._probable:  # every phrase of a sentence asks for the same few
            columns = [UPOS.index(each) for each in upos]
            self._probable[upos] = np.asarray(self.upos[:, columns].sum(axis=1), np.float32)
        return self._probable[upos]

    @cached_property
    def _probable(self) -> dict[tuple[str, ...], Array]:
        return {}

    @cached_property
    def words(self) -> tuple[WordClass, ...]:
        """What each word most probably is."""
        best = [each.argmax(axis=1).tolist() for each in (self.upos, self.genders, self.numbers, self.verbs)]
        sure = self.upos.max(axis=1).tolist() if len(self) else []
        return tuple(
            WordClass(
                UPOS[upos],
                chance,
                GENDERS[gender] if UPOS[upos] in NAMING else "",
                NUMBERS[number] if UPOS[upos] in _WITH_NUMBER else "",
                VERBS[verb],
            )
            for chance, upos, gender, number, verb in zip(sure, *best, strict=True)
        )


def packed(classes: Classes) -> Array:
    """The probabilities of all classes side by side, words × OUTPUTS."""
    return np.hstack((classes.upos, classes.genders, classes.numbers, classes.verbs))


def unpacked(rows: Array) -> Classes:
    """Classes, given the probabilities of all side by side."""
    return Classes(*map(np.ascontiguousarray, np.split(rows, _BOUNDS, axis=1)))


_NOTHING = Classes(*(np.zeros((0, len(head)), np.float32) for head in HEADS))


def classes_of(
    tokens_by_sentence: Sequence[Sequence[Token]], states_by_sentence: Sequence[npt.NDArray[np.floating]]
) -> list[Classes]:
    """The classes of the words of each sentence, given their states as `words.word_states` gives them."""
    return list(classifier().classes(tokens_by_sentence, states_by_sentence))


# ------------------------------------------------------------------ endings and surroundings


def endings(tokens: Sequence[Token]) -> list[list[int]]:
    """What the letters and the surroundings of each word say, as rows of the weights.

    That is its last one to four letters, its shape, whether punctuation stands around it, and the last letters of its
    neighbours.
    """
    return [sorted({zlib.crc32(each.encode()) % BUCKETS for each in _signs(tokens, n)}) for n in range(len(tokens))]


def _signs(tokens: Sequence[Token], n: int) -> Iterator[str]:
    word, before = tokens[n].bare, tokens[n - 1] if n else None
    yield from (f"{length}{word[-length:]}" for length in range(1, min(len(word), _LONGEST) + 1))
    if len(word) <= _LONGEST:
        yield f"w{word}"
    yield f"s{_shape(tokens[n].text)}{'' if before else '^'}"
    yield f"b{tokens[n].separated:d}{tokens[n].breaks:d}"
    yield f"p{before is not None and before.separated:d}{before is not None and before.breaks:d}"
    for sign, length in (("P", _LONGEST), ("P2", 2)):
        yield sign + (before.bare[-length:] if before else "^")
    for sign, length in (("N", _LONGEST), ("N2", 2)):
        yield sign + (tokens[n + 1].bare[-length:] if n + 1 < len(tokens) else "$")


def _shape(text: str) -> str:
    """Digits, capitals, and marks inside or behind a word."""
    capitals = "A" if text.isupper() and len(text) > 1 else "a" if text[:1].isupper() else ""
    marks = "".join(mark for mark in "-." if mark in text) + ("'" if text[-1:] in {"'", "’"} else "")
    return ("d" if any(map(str.isdigit, text)) else "") + capitals + marks


# ------------------------------------------------------------------ weights


@dataclass(frozen=True)
class Classifier:
    """The scores of all classes: a linear part and a layer of hidden units.

    `mean` are the states of an average word, for words that have none. `direct` has a row of OUTPUTS for each number
    of a word's states, `endings` for each bucket and for none, `out` for each hidden unit. Which part of speech follows
    which is not asked: states know their neighbours, and a chain over them made no difference.
    """

    mean: Array
    direct: Array
    bias: Array
    endings: Array
    hidden: Array
    hidden_bias: Array
    out: Array

    @cached_property
    def fingerprint(self) -> bytes:
        """What tells these weights from others."""
        found = hashlib.sha256()
        for name in self.__dataclass_fields__:
            found.update(getattr(self, name).tobytes())
        return found.digest()

    def scores(self, rows: Sequence[Sequence[int]], states: npt.NDArray[np.floating]) -> Array:
        """The scores of words (words × OUTPUTS), given the rows of their endings and their states."""
        given = states.reshape(len(rows), -1).astype(np.float32)
        given = np.where(given.any(axis=1, keepdims=True), given, self.mean)  # no states: one pass holds 512 pieces
        found = given @ self.direct + self.bias + np.maximum(given @ self.hidden + self.hidden_bias, 0) @ self.out
        for n, own in enumerate(rows):
            found[n] += self.endings[own].sum(axis=0)
        return np.asarray(found, np.float32)

    def classes(
        self, sentences: Sequence[Sequence[Token]], states: Sequence[npt.NDArray[np.floating]]
    ) -> Iterator[Classes]:
        """The probabilities of the classes of the words of sentences."""
        for at in range(0, len(sentences), _AT_ONCE):
            some = sentences[at : at + _AT_ONCE]
            rows = [row for sentence in some for row in endings(sentence)]
            if not rows:
                yield from (_NOTHING for _ in some)
                continue
            filled = [each for each, sentence in zip(states[at : at + _AT_ONCE], some, strict=True) if sentence]
            scores = self.scores(rows, np.concatenate(filled))
            heads = [_shares(each) for each in np.split(scores, _BOUNDS, axis=1)]
            ends = np.cumsum([len(sentence) for sentence in some])
            for end, sentence in zip(ends.tolist(), some, strict=True):
                yield Classes(*(each[end - len(sentence) : end] for each in heads))


def _shares(scores: Array) -> Array:
    """Scores as probabilities."""
    found = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(found / found.sum(axis=1, keepdims=True), np.float32)


@cache
def classifier() -> Classifier:
    """The fitted classifier."""
    held = resources.arrays("vectors/word_classes.npz")
    return Classifier(**{name: held[name].astype(np.float32) for name in Classifier.__dataclass_fields__})


def save(made: Classifier, path: Path, note: str) -> None:
    """Write a classifier to a file, with a note on what it comes from."""
    held = {name: values.astype(np.float16) for name, values in vars(made).items()}
    np.savez_compressed(path, note=np.array(note), **held)
