"""One Czech word: its gender, its plural, an adjective in a gender and number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from deckgen import lexicon
from deckgen.grammar import Gender, nouns

_PERSON = re.compile(r"(tel|ník|ař|ář|ista|ce|ák|ec|ant|ent|or|log)$")


def is_animate(lemma: str) -> bool:
    """Whether a masculine noun means somebody."""
    given = nouns("cs").get("gender", {})
    if lemma in given.get("inanimate", ()):
        return False
    if lemma in given.get("animate", ()):
        return True
    if lemma in given.get("masculine", ()):
        return lemma[-1:] in "aeěoí"
    if lemma in genders() or not _PERSON.search(lemma):
        return False
    others = (lemma + "ovi", lemma + "em")
    return any(lexicon.is_known(other, "cs") and lexicon.lemma(other, "cs") == lemma for other in others)


@cache
def adjectival() -> dict[str, Gender]:
    """Nouns that are declined like adjectives, with their gender."""
    return dict(nouns("cs").get("gender", {}).get("adjectival", {}))


@cache
def genders() -> dict[str, Gender]:
    """The gender of every noun that data have."""
    given = nouns("cs").get("gender", {})
    found: dict[str, Gender] = {}
    for name, gender in (("feminine", "f"), ("masculine", "m"), ("neuter", "n"), ("animate", "m")):
        found.update(dict.fromkeys(given.get(name, ()), gender))
    for name in ("plural_only", "indeclinable", "adjectival"):
        found.update(given.get(name, {}))
    return found


def czech_gender(lemma: str) -> tuple[Gender, bool]:
    """The gender of a Czech noun, and whether data or a rule without many exceptions says so."""
    if lemma in genders():
        return genders()[lemma], True
    if lemma.isupper():
        return genders().get(lemma.lower(), ""), lemma.lower() in genders()
    if re.search(r"(o|um|í|iště)$", lemma):
        return "n", True
    if re.search(r"(a|ost|est|yně|ice|ce|še|že|ie|ě|e)$", lemma):
        return "f", True  # data know the masculine and neuter ones
    if re.search(r"(ř|č|š|ž|ň|ď|ť|j|c)$", lemma):
        return "m", not re.search(r"(ň|ď|ť|ž|š)$", lemma)
    return "m", True


_SOFT = str.maketrans("ňťď", "ntd")


def plural_of(lemma: str, gender: Gender) -> tuple[str, bool]:
    """The nominative plural of a noun, and whether the lexicon has it."""
    given = nouns("cs").get("gender", {})
    if lemma in given.get("plural_only", {}) or lemma in given.get("indeclinable", {}) or lemma.endswith("í"):
        return lemma, True
    ways = list(_plurals(lemma, gender))
    known = [way for way in ways if lexicon.lemma(way, "cs") == lemma and lexicon.is_known(way, "cs")]
    return max(known or ways[:1], key=lambda way: lexicon.zipf(way, "cs")), bool(known)


def _plurals(lemma: str, gender: Gender) -> Iterator[str]:
    """What the nominative plural may be."""
    stem = lemma[:-1] + lemma[-1:].translate(_SOFT)
    loses = [stem[:-2] + stem[-1:]] if re.search(r"[^aeiouy]e[ckntlvr]$", stem) or lemma.endswith("eň") else []
    if gender == "n":
        yield from (re.sub("(o|um)$", "a", lemma), lemma + "ta") if lemma.endswith(("o", "um", "ma")) else (lemma,)
    elif gender == "f" and lemma[-1:] in "aeě":
        yield lemma[:-1] + "y" if lemma.endswith("a") else lemma
    elif gender == "f":
        yield from (each + ending for each in [stem, *loses] for ending in ("i", "e", "ě"))
    elif is_animate(lemma):
        stem = re.sub("(a|e)$", "", lemma)
        for each in [*(s[:-2] + s[-1:] for s in [stem] if re.search("[^aeiouy]e[ck]$", s)), stem]:
            soft = re.sub("(k|r|ch|h)$", lambda m: {"k": "c", "r": "ř", "ch": "š", "h": "z"}[m[0]], each)
            yield from (soft + "i", each + "é", each + "ové")
    else:
        yield from (each + ending for each in [*loses, stem] for ending in ("y", "e"))


def declined(lemma: str, gender: Gender, *, many: bool = False, animate: bool = False) -> str:
    """An adjective in the nominative of its noun's gender."""
    if many and lemma.endswith("ý") and gender == "m" and animate:
        softer = re.sub("(sk|ck|k|r|ch|h)$", lambda m: _SOFTER[m[0]], lemma[:-1])
        return softer + "í"
    if many and lemma.endswith("ý"):
        return lemma[:-1] + ("á" if gender == "n" else "é")
    if lemma.endswith("ý"):
        return lemma[:-1] + {"f": "á", "n": "é"}.get(gender, "ý")
    return lemma


_SOFTER = {"sk": "št", "ck": "čt", "k": "c", "r": "ř", "ch": "š", "h": "z"}
