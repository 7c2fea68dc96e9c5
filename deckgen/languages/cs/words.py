"""Single Czech words: classes, genders, plurals, infinitives, inflected adjectives.

The endings are data (`nouns.toml`), so Slovak, which works the same way, shares the rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from deckgen.languages import lemmas, lexicon
from deckgen.languages.grammar import GENDERS, Gender, nouns
from deckgen.languages.language import language, short
from deckgen.languages.tokens import Token, is_verb


class Words:
    """The words of the language `code`: Czech, or one that works the same way."""

    def __init__(self, code: str) -> None:
        self.code = short(code)
        self.known = language(code)
        self.data = nouns(code)
        self.patterns = {name: re.compile(pattern) for name, pattern in self.data["patterns"].items()}

    def fits(self, pattern: str, text: str) -> bool:
        """Whether a text matches one of the patterns in the data."""
        return bool(self.patterns[pattern].search(text))

    def is_known(self, word: str) -> bool:
        """Whether the lexicon has a word in this form."""
        return lexicon.is_known(word, self.code)

    def zipf(self, word: str) -> float:
        """How frequent a word is (`lexicon.zipf`)."""
        return lexicon.zipf(word, self.code)

    def is_verb(self, lemma: str) -> bool:
        """Whether a dictionary form looks like an infinitive."""
        return is_verb(lemma, self.known)

    # -------------------------------------------------------------- genders

    @cached_property
    def _lists(self) -> Mapping[str, Any]:
        given: Mapping[str, Any] = self.data.get("gender", {})
        return given

    @cached_property
    def adjectival(self) -> dict[str, Gender]:
        """Nouns declined like adjectives, with their genders."""
        return dict(self._lists.get("adjectival", {}))

    @cached_property
    def genders(self) -> dict[str, Gender]:
        """The gender of every noun in the data."""
        found: dict[str, Gender] = {}
        for name in ("feminine", "masculine", "neuter"):
            found.update(dict.fromkeys(self._lists.get(name, ()), GENDERS[name]))
        found.update(dict.fromkeys(self._lists.get("animate", ()), GENDERS["masculine"]))
        for name in ("plural_only", "indeclinable", "adjectival"):
            found.update(self._lists.get(name, {}))
        return found

    def gender(self, lemma: str) -> tuple[Gender, bool]:
        """The gender of a noun, and whether it comes from data or from a rule with few exceptions."""
        if lemma in self.genders:
            return self.genders[lemma], True
        if lemma.isupper():
            return self.genders.get(lemma.lower(), ""), lemma.lower() in self.genders
        if self.fits("neuter", lemma):
            return "n", True
        if self.fits("feminine", lemma):
            return "f", True
        return "m", not (self.fits("masculine", lemma) and self.fits("uncertain", lemma))

    def is_animate(self, lemma: str) -> bool:
        """Whether a masculine noun is animate."""
        if lemma in self._lists.get("inanimate", ()):
            return False
        if lemma in self._lists.get("animate", ()):
            return True
        if lemma in self._lists.get("masculine", ()):
            return lemma[-1:] in self.data["animate"]["vowels"]
        if lemma in self.genders or not self.fits("person", lemma):
            return False
        others = (lemma + ending for ending in self.data["animate"]["endings"])
        return any(self.is_known(other) and lemmas.lemma(other, self.code) == lemma for other in others)

    # -------------------------------------------------------------- plurals

    def plural_of(self, lemma: str, gender: Gender) -> tuple[str, bool]:
        """The nominative plural of a noun, and whether the lexicon has it."""
        listed = lemma in self._lists.get("plural_only", {}) or lemma in self._lists.get("indeclinable", {})
        if listed or lemma.endswith(tuple(self.data["plural"]["unchanged"])):
            return lemma, True
        ways = list(self._plurals(lemma, gender))
        known = [way for way in ways if lemmas.lemma(way, self.code) == lemma and self.is_known(way)]
        return max(known or ways[:1], key=self.zipf), bool(known)

    def _plurals(self, lemma: str, gender: Gender) -> Iterator[str]:
        """Possible nominative plurals."""
        given = self.data["plural"]
        stem = lemma[:-1] + given["hard"].get(lemma[-1:], lemma[-1:])
        shorter = [_without_fleeting(stem)] if self.fits("fleeting", stem) or self.fits("fleeting", lemma) else []
        if gender == "n":
            yield from _changed(lemma, given["neuter"]) or [lemma]
        elif gender == "f" and (changed := _changed(lemma, given["feminine_in_vowel"])):
            yield changed[0]
        elif gender == "f":
            yield from (each + ending for each in (stem, *shorter) for ending in given["feminine"])
        elif self.is_animate(lemma):
            yield from self._plurals_of_people(lemma)
        else:
            yield from (each + ending for each in (*shorter, stem) for ending in given["masculine"])

    def _plurals_of_people(self, lemma: str) -> Iterator[str]:
        given = self.data["animate"]
        stem = re.sub(given["stem"], "", lemma)
        for each in (*([_without_fleeting(stem)] if re.search(given["fleeting"], stem) else ()), stem):
            first, *others = given["plural"]
            yield _softened(each, given["softened"]) + first
            yield from (each + ending for ending in others)

    # -------------------------------------------------------------- adjectives

    def is_adjective(self, word: Token) -> bool:
        """Whether a word is an adjective, and not a noun that looks like one."""
        if self.owner(word):
            return True
        noun = self.noun_lemma(word)
        if word.lemma in self.adjectival or noun in self.adjectival:
            return self._hard(word.lemma) is not None and word.lemma not in self.adjectival
        if noun != word.lemma:
            return False
        named = self.fits("noun_like_adjective", word.lemma) or word.lemma in self.genders
        return self.fits("adjective", word.lemma) and not named

    def _hard(self, lemma: str) -> Mapping[str, Any] | None:
        """The endings of a hard adjective, by the ending of its lemma."""
        return next((row for row in self.data["adjectives"]["hard"] if lemma.endswith(row["lemma"])), None)

    def declined(self, lemma: str, gender: Gender, *, many: bool = False, animate: bool = False) -> str:
        """An adjective in the nominative of its noun's gender and number."""
        row = self._hard(lemma)
        if row is None:
            return lemma
        stem = lemma.removesuffix(row["lemma"])
        if many and gender == "m" and animate:
            return _softened(stem, row["softened"]) + str(row["people"])
        endings = row["many"] if many else row["singular"]
        return stem + str(endings.get(gender, endings["m"]))

    def agreeing(self, word: Token, noun: str, gender: Gender, *, many: bool) -> str:
        """A word that modifies a noun, in the nominative of its gender and number."""
        animate = self.is_animate(noun)
        if self.is_modifier(word):
            return word.text
        if whose := self.owner(word):
            endings = self.data["possessive"]["many" if many and not animate else "singular"]
            return whose + str(endings["m" if many and animate else gender or "m"])
        if self.fits("attributive", word.bare) and self.fits("of_participle", word.lemma) and not animate:
            return word.bare  # škodní spis, which the lexicon lists under škodný
        compared = self.patterns["comparative"].fullmatch(word.bare)
        if compared and not self.fits("comparative_lemma", word.lemma):
            return compared[1]  # the lexicon lists nejnižší under nízký
        return self.declined(word.lemma, gender, many=many, animate=animate)

    def owner(self, word: Token) -> str:
        """The owner that a possessive adjective names (ředitelův: ředitel); empty for any other word."""
        made = self.patterns["possessive"].fullmatch(word.bare)
        if not made:
            return ""
        usual = (made[1], made[1] + self.data["possessive"]["stem"], word.bare)
        if self.is_known(word.bare) and word.lemma not in usual:
            return ""
        return made[1] if self.is_animate(made[1]) else ""

    def is_modifier(self, word: Token) -> bool:
        """Whether a word is an uninflected modifier of a noun: online, CRM."""
        return word.bare in self.data["words"]["modifiers"] or (word.text.isupper() and len(word.text) > 1)

    def is_adverb(self, word: Token) -> bool:
        """Whether a word is an adverb derived from an adjective."""
        return any(self.is_known(way) for way in self._adjectives_of(word.bare))

    def _adjectives_of(self, adverb: str) -> Iterator[str]:
        """The adjectives that an adverb may derive from."""
        for ending, of_adjective in self.data["adverbs"]["endings"]:
            if adverb.endswith(ending):
                yield adverb.removesuffix(ending) + of_adjective

    # -------------------------------------------------------------- nouns

    def noun_lemma(self, word: Token) -> str:
        """The nominative of a noun, which the lexicon may lack or take for a form of an adjective."""
        made = self.patterns["noun_in_ni"].fullmatch(word.bare)
        if made and (word.lemma == word.bare or self.fits("of_participle", word.lemma)):
            return made[1]
        return self.verbal_noun(word) or self.adjectival_noun(word) or word.lemma

    def adjectival_noun(self, word: Token) -> str:
        """The nominative of a noun declined like an adjective; empty for any other word."""
        given = self.data["adjectives"]
        ways = [word.lemma, self.patterns["soft_form"].sub(given["soft"], word.bare)]
        if not self.fits("soft_adjective", word.bare):  # cestovní is not a form of cestovné
            ways += [word.lemma[:-1] + ending for ending in given["nouns"]]
        soft = (way for way in ways if way in self.adjectival or (self.fits("soft_noun", way) and way in self.genders))
        return next(soft, "")

    def verbal_noun(self, word: Token) -> str:
        """The nominative of a noun that the lexicon lists under its verb (předvedení); empty for other words."""
        made = self.patterns["verbal_noun"].fullmatch(word.bare)
        if not made or not self.is_verb(word.lemma):
            return ""
        if made[2].endswith("n"):  # but mění, chrání are forms of měnit, chránit
            return "" if word.lemma == made[1][:-1] + self.data["verbs"]["denominal"] else made[1]
        return made[1] if self.fits("verbal_noun_of", word.lemma) else ""

    # -------------------------------------------------------------- verbs

    def passive(self, word: Token) -> str:
        """The infinitive of a short passive participle (schváleno: schválit); empty for other words."""
        made = self.patterns["short_passive"].fullmatch(word.bare)
        if not made or word.lemma == word.bare:
            return ""
        if self.is_verb(word.lemma):
            return word.lemma
        given = self.data["verbs"]
        if not word.lemma.endswith(tuple(given["participles"])):
            return ""
        stem = made[1][:-2]
        softer = given["hardened"].items()
        stems = [stem, *(stem.removesuffix(soft) + hard for soft, hard in softer if stem.endswith(soft))]
        ends = given["infinitives_in_at" if self.fits("passive_in_at", made[1]) else "infinitives"]
        ways = [each + end for each in stems for end in ends]
        known = [way for way in ways if self.is_known(way) and lemmas.lemma(way, self.code) == way]
        return max(known, key=self.zipf, default="")


def _changed(lemma: str, endings: Sequence[tuple[str, str]]) -> list[str]:
    """A lemma after each (pattern, replacement) that matches its ending."""
    return [re.sub(pattern, plural, lemma) for pattern, plural in endings if re.search(pattern, lemma)]


def _without_fleeting(stem: str) -> str:
    """A stem without its fleeting vowel: obec, obc-."""
    return stem[:-2] + stem[-1:]


def _softened(stem: str, softer: Mapping[str, str]) -> str:
    """A stem with its final consonant softened; the longest match wins."""
    hard = max((each for each in softer if stem.endswith(each)), key=len, default="")
    return stem.removesuffix(hard) + softer[hard] if hard else stem
