"""One Czech word: what it may be, its gender, its plural, its infinitive, an adjective in a gender and number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from deckgen.languages import lemmas, lexicon
from deckgen.languages.grammar import Gender, nouns
from deckgen.languages.language import language
from deckgen.languages.tokens import Token, is_verb

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
    return any(lexicon.is_known(other, "cs") and lemmas.lemma(other, "cs") == lemma for other in others)


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
    known = [way for way in ways if lemmas.lemma(way, "cs") == lemma and lexicon.is_known(way, "cs")]
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

_ADJECTIVE = re.compile(r"(ý|ův|cí|(?<![eěá])ní|(?<!s)tví|ší|[vmlsz]í)$")

_NOUN_IN_I = re.compile(r"([eěáa]ní|ství|ctví|ětví|[aeiuyí]tí|oří|uší|mezí|čí)$")

_PASSIVE = re.compile(r"(.*(?:[áeě]n|[aeu]t|ut))[aoyi]?")

_HARDER = {"c": "t", "z": "d", "ž": "z", "š": "s", "št": "st", "ď": "d"}  # placen, placený: platit; potvrzen: potvrdit


def passive(word: Token) -> str:
    """The infinitive of a short passive participle (schváleno: schválit), empty for other words."""
    made = _PASSIVE.fullmatch(word.bare)
    if not made or word.lemma == word.bare:
        return ""
    if is_verb(word.lemma, language("cs")):
        return word.lemma
    if word.lemma[-2:] not in ("ný", "tý"):
        return ""
    stem = made[1][:-2]
    stems = [stem, *(stem.removesuffix(soft) + hard for soft, hard in _HARDER.items() if stem.endswith(soft))]
    ends = ("at", "ovat") if made[1].endswith("án") else ("it", "ět", "et", "st", "out", "t")
    ways = [each + end for each in stems for end in ends]
    known = [way for way in ways if lexicon.is_known(way, "cs") and lemmas.lemma(way, "cs") == way]
    return max(known, key=lambda way: lexicon.zipf(way, "cs"), default="")


def says_how(word: Token) -> bool:
    """Whether a word is an adverb that is made of an adjective."""
    return any(lexicon.is_known(way, "cs") for way in _adjectives_of(word.bare))


def _adjectives_of(adverb: str) -> Iterator[str]:
    """The adjectives that an adverb may be made of."""
    for ending, ways in (
        ("ě", "ýí"),
        ("e", "ý"),
        ("cky", ("cký",)),
        ("sky", ("ský",)),
        ("ce", ("ký",)),
        ("ze", ("hý",)),
    ):
        if adverb.endswith(ending):
            yield from (adverb.removesuffix(ending) + way for way in ways)


def noun_lemma(word: Token) -> str:
    """The nominative of a noun, which the lexicon may not have or take for a form of an adjective."""
    made = re.fullmatch(r"(.*[áeě]ní)(m|ch|mi)?", word.bare)
    if made and (word.lemma == word.bare or word.lemma.endswith("ný")):
        return made[1]
    return verbal_noun(word) or adjectival_noun(word) or word.lemma


def adjectival_noun(word: Token) -> str:
    """The nominative of a noun that is declined like an adjective; empty for any other word."""
    ways = [word.lemma, re.sub("í(ho|mu|m|ch|mi)$", "í", word.bare)]
    if not re.search("í(ho|mu|m|ch|mi)?$", word.bare):  # cestovní is no form of cestovné
        ways += [word.lemma[:-1] + "é", word.lemma[:-1] + "á"]
    return next((way for way in ways if way in adjectival() or (way.endswith("čí") and way in genders())), "")


def is_adjective(word: Token) -> bool:
    """Whether a word is an adjective and no noun that looks like one."""
    if owner(word):
        return True
    if word.lemma in adjectival() or noun_lemma(word) in adjectival():
        return word.lemma.endswith("ý") and word.lemma not in adjectival()
    if noun_lemma(word) != word.lemma:
        return False
    return bool(_ADJECTIVE.search(word.lemma)) and not _NOUN_IN_I.search(word.lemma) and word.lemma not in genders()


def owner(word: Token) -> str:
    """Whose something is, of an adjective like ředitelův; empty for any other word."""
    made = re.fullmatch(r"(\w{3,}?)(ův|ova|ovo|ovu|ovy|ově|ovou|ových|ovým|ovými|ovi)", word.bare)
    if not made or (lexicon.is_known(word.bare, "cs") and word.lemma not in (made[1], made[1] + "ov", word.bare)):
        return ""
    return made[1] if is_animate(made[1]) else ""


_MODIFIERS = frozenset(["online", "offline"])  # stand before a noun and do not change


def is_modifier(word: Token) -> bool:
    """Whether a word stands before a noun and does not change: online, CRM."""
    return word.bare in _MODIFIERS or (word.text.isupper() and len(word.text) > 1)


_OWNED = {("m", False): "ův", ("f", False): "ova", ("n", False): "ovo", ("m", True): "ovy", ("f", True): "ovy"} | {
    ("n", True): "ova"
}


def agreeing(word: Token, noun: str, gender: Gender, *, many: bool) -> str:
    """A word before a noun in the nominative of its gender and number."""
    if is_modifier(word):
        return word.text
    whose = owner(word)
    if whose:
        return whose + _OWNED["m" if many and is_animate(noun) else gender or "m", many and not is_animate(noun)]
    if re.search("ní$", word.bare) and word.lemma.endswith("ný") and not is_animate(noun):
        return word.bare  # škodní spis; the lexicon has it under škodný
    compared = re.fullmatch(r"(.+ší)(ho|mu|m|ch|mi)?", word.bare)
    if compared and not word.lemma.endswith("ší"):
        return compared[1]  # the lexicon has nejnižší under nízký
    return declined(word.lemma, gender, many=many, animate=is_animate(noun))


def verbal_noun(word: Token) -> str:
    """The nominative of a Czech noun that the lexicon has under its verb (předvedení, přijetí), else empty."""
    made = re.fullmatch(r"(.*([áeě]n|[eěiynu]t)í)(m|ch|mi)?", word.bare)
    if not made or not is_verb(word.lemma, language("cs")):
        return ""
    if made[2].endswith("n"):  # but mění, chrání are forms of měnit, chránit
        return "" if word.lemma == made[1][:-1] + "it" else made[1]
    return made[1] if re.search("(nout|[íý]t|jmout)$", word.lemma) else ""
