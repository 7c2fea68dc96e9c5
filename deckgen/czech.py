"""Czech phrases in their dictionary form: nominative, agreeing adjectives, the rest as it stands; infinitives."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from deckgen.grammar import Form, Gender, Kind, acts, confirmed, nouns, plain
from deckgen.phrases import Token

_ADJECTIVE = re.compile(r"(ý|ův|cí|(?<![eěá])ní|(?<!s)tví|ší|[vmlsz]í)$")
_NOUN_IN_I = re.compile(r"([eěá]ní|ství|ctví|[aeiuyí]tí|oří|uší|mezí|čí)$")
_AND = frozenset(["a", "i", "nebo"])
_PREPOSITIONS = frozenset(
    [
        "k",
        "ke",
        "s",
        "se",
        "z",
        "ze",
        "na",
        "v",
        "ve",
        "o",
        "do",
        "pro",
        "od",
        "za",
        "po",
        "při",
        "bez",
        "u",
        "nad",
        "pod",
        "před",
        "mezi",
    ]
)


def czech(words: Sequence[Token], kind: Kind | None, *, plural: bool) -> Form:
    """The dictionary form of a Czech phrase."""
    first = words[0]
    if first.bare in _PREPOSITIONS:
        return Form(plain(words, 0), "phrase")
    verbs = [n for n, word in enumerate(words) if acts(word, "cs")]
    if kind == "verb" and verbs:
        return _czech_verb(words, verbs[0])
    head = next((n for n, word in enumerate(words) if not is_adjective(word) and word.bare not in _AND), None)
    if head is None:
        if len(words) == 1 and first.lemma in _adjectival():
            return Form(first.lemma, "noun", _adjectival()[first.lemma])
        return Form(" ".join(word.lemma for word in words), "adjective", sure=len(words) == 1)
    noun = words[head]
    gender, sure = czech_gender(noun.lemma)
    tail = plain(words, head + 1) if head + 1 < len(words) else ""
    parts = [_declined(word.lemma, gender, many=plural) for word in words[:head]]
    lemma = noun.text if noun.text.isupper() and len(noun.text) > 1 else noun.lemma
    if plural:
        lemma = _czech_plural(lemma, gender)
    known = all(confirmed(word.lemma, word, "cs") for word in words[: head + 1] if word.bare not in _AND) and not verbs
    agrees = sure or not parts  # alone, a noun is the same whatever its gender
    return Form(" ".join([*parts, lemma, tail]).strip(), "noun", gender, sure=agrees and known)


def _czech_verb(words: Sequence[Token], at: int) -> Form:
    """The infinitive first, a reflexive pronoun behind it, then the rest as it stands."""
    rest = [
        word for n, word in enumerate(words) if n != at and word.bare not in ("by", "bychom", "byste", "jsem", "jsme")
    ]
    pronoun = [word.bare for word in rest if word.bare in ("se", "si")]
    others = [word.text for word in rest if word.bare not in ("se", "si")]
    return Form(" ".join([words[at].lemma, *pronoun, *others]), "verb")


def is_adjective(word: Token) -> bool:
    """Whether a word is an adjective and no noun that looks like one."""
    if word.lemma in _adjectival():
        return False
    return bool(_ADJECTIVE.search(word.lemma)) and not _NOUN_IN_I.search(word.lemma) and word.lemma not in _genders()


@cache
def _adjectival() -> dict[str, Gender]:
    return dict(nouns("cs").get("gender", {}).get("adjectival", {}))


@cache
def _genders() -> dict[str, Gender]:
    given = nouns("cs").get("gender", {})
    found: dict[str, Gender] = {}
    for name, gender in (("feminine", "f"), ("masculine", "m"), ("neuter", "n"), ("animate", "m")):
        found.update(dict.fromkeys(given.get(name, ()), gender))
    for name in ("plural_only", "indeclinable", "adjectival"):
        found.update(given.get(name, {}))
    return found


def czech_gender(lemma: str) -> tuple[Gender, bool]:
    """The gender of a Czech noun, and whether data or a rule without many exceptions says so."""
    if lemma in _genders():
        return _genders()[lemma], True
    if lemma.isupper():
        return "", False
    if re.search(r"(o|um|í|iště)$", lemma):
        return "n", True
    if re.search(r"(a|ost|est|yně|ice|ce|še|že|ie|ě|e)$", lemma):
        return "f", not lemma.endswith(("ce", "e", "ě")) or lemma.endswith(("ice", "ie", "yně"))
    if re.search(r"(ř|č|š|ž|ň|ď|ť|j|c)$", lemma):
        return "m", not re.search(r"(ň|ď|ť|ž|š)$", lemma)
    return "m", True


def _czech_plural(lemma: str, gender: Gender) -> str:
    """The nominative plural of a noun that names a thing."""
    if gender == "f":
        return lemma[:-1] + "y" if lemma.endswith("a") else lemma if lemma[-1:] in "eě" else lemma + "i"
    if gender == "n":
        return lemma[:-1] + "a" if lemma.endswith("o") else lemma
    return lemma + "y"


def _declined(lemma: str, gender: Gender, *, many: bool = False) -> str:
    """An adjective in the nominative of its noun's gender; the plural of things."""
    if many and lemma.endswith("ý"):
        return lemma[:-1] + ("á" if gender == "n" else "é")
    if lemma.endswith("ův"):
        return lemma[:-2] + {"f": "ova", "n": "ovo"}.get(gender, "ův")
    if lemma.endswith("ý"):
        return lemma[:-1] + {"f": "á", "n": "é"}.get(gender, "ý")
    return lemma
