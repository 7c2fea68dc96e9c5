"""Italian phrases in their dictionary form: article and singular, agreeing adjectives, infinitives."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from deckgen.languages import lexicon
from deckgen.languages.grammar import DictionaryForm, Gender, Kind, confirmed, nouns, plain
from deckgen.languages.it.words import (
    ARTICLE,
    INVARIABLE,
    finite_of,
    frequency,
    has_plural,
    infinitive_of,
    inflected,
    is_adjective,
    is_infinitive,
    is_noun,
    is_past_participle,
    listed_noun,
    masculine_of,
    plural_of,
    singulars,
    with_article,
    with_plural_article,
)
from deckgen.languages.language import language
from deckgen.languages.tokens import Token, is_verb


@cache
def determiners(what: str) -> frozenset[str]:
    """The masculine, feminine or plural determiners."""
    return frozenset(nouns("it")["determiners"][what])


def _articles(before: Counter[str]) -> tuple[int, int]:
    """How many masculine and how many feminine determiners precede a phrase at its places."""
    masculine, feminine = (sum(before[word] for word in determiners(what)) for what in ("masculine", "feminine"))
    return masculine, feminine


_ALWAYS_FEMININE = re.compile(r"(zione|sione|gione|nione|tudine|ità|età|tù|trice|igine|agine|ggine|udine)$")
_COMMON = re.compile(r"ista$")
_ALWAYS_MASCULINE = re.compile(r"(ore|ame|ume|iere|one|ale|ile|ante|ente|mento|ismo|ese)$")

_SINGLE = frozenset(language("it").articles)

_USUAL = 1.5  # Zipf frequency: an infinitive this much rarer than its form belongs to another verb
_ADDRESSES = re.compile("[aei]r(mi|ti|ci|vi)$")  # ambiguous: indebitarmi is reflexive, mandarmi is not
_PRONOUNS = ("si", "s’", "mi", "m’", "ti", "t’", "ci", "c’", "vi", "v’")


def dictionary_form(words: Sequence[Token], before: Counter[str], kind: Kind | None, *, plural: bool) -> DictionaryForm:
    """The dictionary form of an Italian phrase, given the words before it at its places."""
    first, *rest = words
    if rest and kind != "phrase" and (first.bare + " " in _SINGLE or first.text in ("l’", "L’", "l'", "L'")):
        return dictionary_form(
            rest, before + Counter([first.bare]), kind, plural=plural
        )  # a counterpart with its article
    if kind == "phrase":
        return DictionaryForm(_without_article(plain(words, 0)), "phrase")
    if kind == "verb":
        made = _verb(words, before)
        return replace(made, text=_without_article(made.text))
    if kind == "adjective":
        return _adjective(words)
    made = _noun(words, before)
    return replace(made, text=made.plural, plural_only=True) if plural and made.plural else made


def _adjective(words: Sequence[Token]) -> DictionaryForm:
    """An adjective in the masculine singular, with the adverbs before it and its complement."""
    at = adjective_at(words) or 0
    word = words[at]
    lemma = word.lemma if not is_verb(word.lemma, language("it")) else word.bare[:-1] + "o"
    lemma = lemma[:-1] + "o" if lemma.endswith("a") else lemma
    lemma = word.bare if word.bare in INVARIABLE else lemma
    text = " ".join([*(adverb.bare for adverb in words[:at]), lemma])
    behind = f" {_without_article(plain(words, at + 1))}" if words[at + 1 :] else ""
    return DictionaryForm(text + behind, "adjective", certain=lemma.endswith(("o", "e")) and len(words) == 1)


_BEFORE = re.compile("mente$|^non$")  # adverbs that modify an adjective


def adjective_at(words: Sequence[Token]) -> int | None:
    """The index of the adjective in an adjective phrase, None for any other phrase."""
    at = next((n for n, word in enumerate(words) if not _BEFORE.search(word.bare)), None)
    if at is None or not is_adjective(words[at]):
        return None
    behind = words[at + 1 :]
    return at if not behind or behind[0].bare in language("it").links else None


def _without_article(text: str) -> str:
    """A phrase whose final preposition has lost the article of the next word: in base al, in base a."""
    start, _, last = text.rpartition(" ")
    return f"{start} {nouns('it')['prepositions'].get(last, last)}".strip()


def _verb(words: Sequence[Token], before: Counter[str]) -> DictionaryForm:
    first, rest = words[0], words[1:]
    if rest and first.bare in _PRONOUNS:  # si astiene
        return _verb(rest, before + Counter([first.bare]))
    if rest and first.lemma in ("avere", "essere") and infinitive_of(rest[0]):
        return _verb(rest, before)  # abbiamo chiuso
    plainly = infinitive_of(first) or finite_of(first) or first.lemma
    reflexive = re.sub("r?re$", "rsi", plainly)
    # No lexicon tells a reflexive verb from an impersonal one; but a form that is not in use is not reflexive.
    reflects = (before["si"] or before["s’"]) and lexicon.zipf(reflexive, "it") > lexicon.zipf(plainly, "it") - _USUAL
    infinitive = reflexive if reflects else plainly
    if re.search(r"[aei]?rsi$", first.bare) and is_verb(first.lemma, language("it")):
        infinitive = first.bare
    sure = is_verb(plainly, language("it")) and not any(before[word] for word in _PRONOUNS)
    sure = sure and not _ADDRESSES.search(first.bare)
    sure = sure and lexicon.zipf(plainly, "it") > lexicon.zipf(first.bare, "it") - _USUAL  # rimare, of rimaste
    return DictionaryForm(f"{infinitive} {plain(words, 1)}".strip(), "verb", certain=sure)


def _noun(words: Sequence[Token], before: Counter[str]) -> DictionaryForm:
    head = words[0]
    if _stands_before(words):
        return _noun_behind_adjective(words, before)
    only: dict[str, Gender] = dict(nouns("it").get("gender", {}).get("plural_only", {}))
    whole = plain(words, 0)
    for name in (whole.lower(), head.bare):
        if name in only:
            return DictionaryForm(with_plural_article(whole, only[name]), "noun", only[name], plural_only=True)
    if head.text.isupper() and len(head.text) > 1:
        gender, sure = _acronym_gender(head.bare, before)
        text = " ".join([head.text, plain(words, 1)]).strip()
        return DictionaryForm(with_article(text, gender), "noun", gender, "", sure)
    if len(words) > 1 and whole.lower() in lexicon.listed("it"):
        gender, sure = _gender(whole.lower(), before)
        return DictionaryForm(with_article(whole, gender), "noun", gender, with_plural_article(whole, gender), sure)
    singular, clear = _singular(head, before)
    many_gender: Gender | None = nouns("it").get("plural_gender", {}).get(singular)
    irregular = many_gender is not None and head.bare != singular  # le uova
    gender, sure = _gender(singular, Counter() if irregular else before)
    parts, tail = _described(words, many_gender if irregular and many_gender else gender, singular, before)
    text = " ".join([singular, *(inflected(word, gender) for word in parts)])
    many = " ".join(
        [plural_of(singular, gender), *(inflected(word, many_gender or gender, many=True) for word in parts)]
    )
    text, many = (re.sub(r"(?<=[’']) ", "", f"{each} {tail}".strip()) for each in (text, many))
    linked = not tail or tail.split()[0].rstrip("’'") in language("it").links or "’" in tail.split()[0]
    plural = (
        with_plural_article(many, many_gender or gender)
        if linked and has_plural(singular, plural_of(singular, gender))
        else ""
    )
    sure = sure and clear and confirmed(singular, head, "it") and not _unclear(words, parts)
    broken = len(words) > 1 and not parts and _disagrees(words[1])
    # ricevuto un ordine: a verb with its object
    broken = broken or (len(words) > 2 and is_verb(head.lemma, language("it")) and words[1].bare + " " in _SINGLE)
    broken = broken or (is_infinitive(head.bare) and not listed_noun(head.bare))
    return DictionaryForm(with_article(text, gender), "noun", gender, plural, sure, broken=broken)


def _stands_before(words: Sequence[Token]) -> bool:
    """Whether the first word is an adjective that modifies the noun after it: potenziali clienti."""
    if len(words) < 2 or words[1].bare in language("it").links or not _like_adjective(words[0]):
        return False
    if re.search("[aiu]to$", words[0].lemma):  # data fattura
        return False
    adjective, noun = words[0], words[1]
    if adjective.lemma in lexicon.listed("it") or is_verb(adjective.lemma, language("it")):
        return False
    return noun.lemma in lexicon.listed("it") or bool(re.search(language("it").nouns, noun.lemma))


def _noun_behind_adjective(words: Sequence[Token], before: Counter[str]) -> DictionaryForm:
    """A noun preceded by its adjective."""
    noun = _noun(words[1:], before)
    text = ARTICLE.sub("", noun.text, count=1).strip()
    plural = ARTICLE.sub("", noun.plural.removeprefix("le "), count=1).strip()
    gender: Gender = noun.gender
    fitting = inflected(words[0].lemma, gender, many=noun.plural_only)
    with_plural = f"{inflected(words[0].lemma, gender, many=True)} {plural}"
    if noun.plural_only:
        return replace(noun, text=with_plural_article(f"{fitting} {text}", gender), certain=False)
    made = with_article(f"{fitting} {text}", gender)
    return replace(noun, text=made, certain=False, plural=with_plural_article(with_plural, gender) if plural else "")


def _disagrees(word: Token) -> bool:
    """Whether the word after a noun is a plural adjective that cannot agree with it."""
    if word.bare in language("it").links or word.bare == word.lemma or listed_noun(word.bare):
        return False
    return word.bare[-1:] == "i" and (is_adjective(word) or word.bare.endswith("trici"))


def _unclear(words: Sequence[Token], parts: Sequence[str]) -> bool:
    """Whether a phrase does not look like a noun with modifiers: an adjective comes first, or a verb follows."""
    if len(words) == 1:
        return False
    if words[0].lemma in language("it").stop:
        return True
    rest = words[1 + len(parts) :]
    if rest and is_verb(rest[0].lemma, language("it")) and not is_past_participle(rest[0].bare):
        return True
    described = bool(parts and re.search(language("it").adjectives, parts[0]))
    return _like_adjective(words[0]) and not described and words[1].bare not in language("it").links


def _like_adjective(word: Token) -> bool:
    return bool(re.search(language("it").adjectives, word.lemma))


# Zipf frequencies: of two words this close, either may be meant; a word that is written at all; how much rarer a
# singular may be than its plural.
_CLOSE, _WRITTEN, _RARER = 0.7, 1.0, 2.0


def _singular(head: Token, before: Counter[str]) -> tuple[str, bool]:
    """The singular of a noun, and whether it is unambiguous."""
    same = head.bare in nouns("it")["gender"]["invariable"]  # le serie
    if same or head.bare in singulars():
        return head.bare if same else singulars()[head.bare], True
    several = any(before[word] for word in determiners("plural"))
    ending = head.bare[-1:]
    if head.bare.endswith("trice") or (head.bare in lexicon.listed("it") and not (several and ending == "e")):
        return head.bare, True
    verb = is_verb(head.lemma, language("it"))  # a verb form used as a noun: le offerte, not offrire
    singular = ending != "i" and not (several and ending == "e")
    if (lexicon.zipf(head.bare, "it") == 0 and head.lemma == head.bare) or (verb and singular and ending != "e"):
        return head.bare, True
    if several and head.lemma == head.bare and not lexicon.is_known(head.bare, "it"):
        made = _unlisted_singular(head.bare, before)
        return made, made == head.bare
    if ending == "i" and (verb or lexicon.is_known(head.lemma, "it") or head.lemma != head.bare):
        masculine, feminine = _articles(before)
        ways = {head.bare[:-1] + end for end in ("e" if feminine > masculine else "eo")} | {head.bare + "o", head.lemma}
        ways = {way for way in ways if plural_of(way, "m" if masculine >= feminine else "f") == head.bare}
        known = sorted((way for way in ways if way == head.lemma or is_noun(way)), key=frequency)
        if known:
            return known[-1], len(known) == 1 or frequency(known[-1]) > frequency(known[-2]) + _CLOSE
        return head.bare if verb else head.lemma, True
    if verb and ending == "e":
        return (head.bare[:-1] + "a" if lexicon.is_known(head.bare[:-1] + "a", "it") else head.bare), True
    if ending in ("a", "o") and head.lemma[:-1] == head.bare[:-1]:
        return head.bare, True  # a feminine noun that the lexicon lists under the masculine: vendita, richiesta
    if ending == "e" and head.lemma.endswith("o") and head.lemma[:-1] == head.bare[:-1]:
        return head.bare[:-1] + "a", True
    return head.lemma, True


def _unlisted_singular(word: str, before: Counter[str]) -> str:
    """The singular of a plural that no lexicon has: of those that would have this plural, the most frequent in use."""
    masculine, feminine = _articles(before)
    gender: Gender = "f" if feminine > masculine else "m"
    ways = [way for end in "aeo" if plural_of(way := word[:-1] + end, gender) == word != way]
    best = max(ways, key=frequency, default=word)
    return best if frequency(best) > max(_WRITTEN, frequency(word) - _RARER) else word


_LISTS: dict[str, Gender] = {"common": "c", "feminine": "f", "masculine": "m"}


def _gender(singular: str, before: Counter[str]) -> tuple[Gender, bool]:
    """The gender of a noun and whether it is certain: by data, then rules, then the articles in the text."""
    given = nouns("it").get("gender", {})
    masculine, feminine = _articles(before)
    for name, gender in _LISTS.items():
        if singular in given.get(name, ()):
            return gender, True
    if _COMMON.search(singular):
        return "c", True
    seen: Gender = "f" if feminine > masculine else "m" if masculine > feminine else ""
    rule: Gender = ""
    if _ALWAYS_FEMININE.search(singular) or singular.endswith("a"):
        rule = "f"
    elif _ALWAYS_MASCULINE.search(singular) or singular.endswith("o") or singular[-1:] not in "aeiouàèéìòù":
        rule = "m"
    if singular in given.get("ambiguous", ()):
        return seen or "m", bool(seen)
    if rule and seen and rule != seen:
        return seen, False
    return seen or rule or "m", bool(seen or rule)


def _acronym_gender(acronym: str, before: Counter[str]) -> tuple[Gender, bool]:
    """The gender of an acronym, and whether it is certain."""
    for gender, known in nouns("it")["acronyms"].items():
        if acronym in known:
            return gender, True
    masculine, feminine = _articles(before)
    return ("f" if feminine > masculine else "m"), bool(masculine or feminine)


def _described(words: Sequence[Token], gender: Gender, singular: str, before: Counter[str]) -> tuple[list[str], str]:
    """The adjectives after the first word in the masculine singular, and the rest of the phrase as written."""
    several = words[0].bare != singular
    ways = [(gender, several)] if gender != "c" else [("m", several), ("f", several)]
    if not several and plural_of(singular, gender) == singular:  # the noun does not show its number: le attività
        ways += [(each, True) for each, _ in ways]
        if any(before[word] for word in determiners("plural")):
            ways.reverse()
    found = [[*_agreeing(words, each, many=many)] for each, many in ways]
    parts = max(found, key=len)
    rest = words[1 + len(parts) :]
    return parts, plain(words, len(words) - len(rest)) if rest else ""


def _agreeing(words: Sequence[Token], gender: str, *, many: bool) -> Iterator[str]:
    for word in words[1:]:
        made = masculine_of(word, gender, many=many)
        if not made:
            return
        yield made
