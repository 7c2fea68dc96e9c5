"""Texts with lists of the terms that an expert wants from them, and whether a proposal is on such a list.

A list has a line `term | translation *` for each term in its dictionary form without the article, the star for an
indispensable one; under `# not` are expressions that look like terms and are worth no card. Beside it can be a list of
other sound terms and translations, which count as neither hits nor errors.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from deckgen.languages import lemmas
from deckgen.languages.language import language
from deckgen.languages.tokens import tokens
from training.aligned import read as read_aligned

OF_NO_NAME = ("it", "cs")  # the languages of a text whose name does not begin with a pair of codes
_CODES = re.compile(r"([a-z]{2})-([a-z]{2})$")
_SHORT = 5  # letters; words up to here may differ in one letter at the end, others in two

Key = tuple[frozenset[str], ...]  # the content words of a phrase, each as all forms that stand for it
Listed = tuple[str, str]


@dataclass(frozen=True)
class TermList:
    """A text as sentence pairs, the terms wanted from it, those that do no harm, and those that are worth no card."""

    name: str
    languages: tuple[str, str]
    pairs: list[tuple[str, str]]
    wanted: list[Listed]
    sound: list[Listed]
    worthless: list[Listed]


def term_lists(folder: Path, texts: Path | None = None) -> list[TermList]:
    """The lists in a folder, each NAME_terms.txt, NAME_ok.txt and NAME_pairs.tsv, or NAME.txt and NAME.ok.

    Those of the second kind belong to the aligned texts in the folders NAME of `texts`.
    """
    found = list(map(_with_pairs, sorted(folder.glob("*_terms.txt"))))
    if texts:
        lists = (path for path in sorted(folder.glob("*.txt")) if (texts / path.stem / "gold.txt").exists())
        found += [_of_text(path, texts / path.stem) for path in lists]
    return found


def _with_pairs(path: Path) -> TermList:
    name = path.name.removesuffix("_terms.txt")
    codes = _CODES.match(name)
    lines = path.with_name(f"{name}_pairs.tsv").read_text("utf-8").splitlines()
    pairs = [(front, back) for front, back in (line.split("\t") for line in lines)]
    other = path.with_name(f"{name}_ok.txt")
    return _made(name, (codes[1], codes[2]) if codes else OF_NO_NAME, pairs, path, other)


def _of_text(path: Path, folder: Path) -> TermList:
    text = read_aligned(folder, "")
    pairs = [
        (" ".join(text.sides[0][n] for n in ours), " ".join(text.sides[1][n] for n in theirs))
        for ours, theirs in text.gold
        if ours and theirs
    ]
    return _made(path.stem, OF_NO_NAME, pairs, path, path.with_suffix(".ok"))


def _made(name: str, languages: tuple[str, str], pairs: list[tuple[str, str]], path: Path, other: Path) -> TermList:
    wanted, _, worthless = path.read_text("utf-8").partition("# not")
    sound = other.read_text("utf-8") if other.exists() else ""
    return TermList(name, languages, pairs, *(list(_listed(text)) for text in (wanted, sound, worthless)))


def _listed(text: str) -> Iterator[Listed]:
    for line in text.splitlines():
        front, _, back = line.rstrip(" *").partition("|")
        if back.strip():
            yield front.strip(), back.strip()


# ------------------------------------------------------------------ what is the same


@cache
def key(phrase: str, code: str) -> Key:
    """The content words of a phrase by which it is compared."""
    known = language(code)
    words = tokens(phrase, code)
    content = [token for token in words if token.bare not in known.before_nouns] or list(words)
    return tuple(frozenset((token.bare, token.lemma.lower(), lemmas.lemma(token.bare, code))) for token in content)


def same(one: Key, other: Key) -> bool:
    """Whether two phrases are one term: the same content words, whatever their number."""
    return len(one) == len(other) and all(_alike(a, b) for a, b in zip(one, other, strict=True))


def loosely(one: Key, other: Key) -> bool:
    """Whether all words of one of two translations stand in the other."""
    fewer, more = sorted((one, other), key=len)
    return bool(fewer) and all(any(_alike(a, b) for b in more) for a in fewer)


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return bool(one & other) or any(_inflected(a, b) for a in one for b in other)


def _inflected(one: str, other: str) -> bool:
    """Whether two words differ at most in their endings."""
    longest = max(len(one), len(other))
    shared = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    return shared >= 3 and shared >= longest - (1 if longest <= _SHORT else 2)


def matching(front: str, given: Sequence[Listed], code: str) -> list[Listed]:
    """The entries of a list for a phrase."""
    wanted = key(front, code)
    return [entry for entry in given if same(wanted, key(entry[0], code))]


# ------------------------------------------------------------------ a score


@dataclass(frozen=True)
class Score:
    """How proposals agree with a list: `found` of `wanted` terms, `translated` those of them with a listed translation.

    `counted` proposals are those that are not merely sound; `worthless` ones are expressly named so.
    """

    found: int
    translated: int
    wanted: int
    counted: int
    worthless: int


def score(given: TermList, proposed: Sequence[Listed]) -> Score:
    """The score of proposals, front without article and back."""
    code, other = given.languages
    fronts: list[Key] = []  # one for each term, which may have several translations
    for front, _ in given.wanted:
        if not any(same(key(front, code), each) for each in fronts):
            fronts.append(key(front, code))
    found: dict[int, bool] = {}
    counted = worthless = 0
    for front, back in proposed:
        at = next((n for n, each in enumerate(fronts) if same(key(front, code), each)), None)
        known = matching(front, given.sound, code)
        if at is None:
            counted += not known
            worthless += bool(matching(front, given.worthless, code))
            continue
        counted += at not in found
        accepted = [*matching(front, given.wanted, code), *known]
        right = any(loosely(key(back, other), key(entry[1], other)) for entry in accepted)
        found[at] = found.get(at, False) or right
    return Score(len(found), sum(found.values()), len(fronts), counted, worthless)
