"""Czech phrases in their dictionary form: nominative, agreeing adjectives, the rest as it stands; infinitives."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from deckgen.languages import lemmas, lexicon
from deckgen.languages.cs.words import (
    adjectival,
    adjectival_noun,
    agreeing,
    czech_gender,
    genders,
    is_adjective,
    is_animate,
    is_modifier,
    noun_lemma,
    owner,
    passive,
    plural_of,
    says_how,
)
from deckgen.languages.grammar import Form, Gender, Kind, confirmed, has_forms, nouns, plain
from deckgen.languages.language import language
from deckgen.languages.rules import acts, infinitive
from deckgen.languages.tokens import Token

_AND = frozenset(["a", "i", "nebo"])
_PREPOSITIONS = language("cs").links | {"u", "nad", "pod", "před", "mezi"}

_BE = frozenset(["by", "bych", "bys", "bychom", "byste", "jsem", "jsi", "jsme", "jste", "jsou"])


def czech(words: Sequence[Token], kind: Kind | None, *, plural: bool) -> Form:
    """The dictionary form of a Czech phrase."""
    first = words[0]
    acting = [n for n, word in enumerate(words) if acts(word, "cs") and not _is_auxiliary(word)]
    if kind == "verb" and not acting:
        acting = [n for n, word in enumerate(words) if passive(word)]
    verbs = acting or [n for n, word in enumerate(words) if infinitive(word, "cs") and not _is_auxiliary(word)]
    if kind == "verb" and verbs:
        return _czech_verb(words, verbs[0])
    if first.bare in _PREPOSITIONS:
        return Form(plain(words, 0), "phrase")
    if kind == "phrase" and not _only_describes(words):
        return Form(plain(words, 0), "phrase", sure=len(words) == 1 and says_how(first))  # písemně
    if len(words) > 2 and _is_only_adjective(first) and words[1].bare in _PREPOSITIONS:  # přijatelný pro všechny
        return Form(f"{first.lemma} {plain(words, 1)}", "adjective", sure=False)
    head = _head(words)
    if head is None:
        alone = adjectival_noun(first) if len(words) == 1 else ""
        if alone:
            return Form(alone, "noun", genders()[alone])
        text = " ".join(word.lemma if is_adjective(word) else word.bare for word in words)
        return Form(text, "adjective", sure=len(words) == 1)
    made = _czech_noun(words, head, plural=plural)
    return replace(made, sure=made.sure and not acting)


def _czech_noun(words: Sequence[Token], head: int, *, plural: bool) -> Form:
    """A noun in its nominative with what describes it, the noun being word `head`."""
    noun, only = words[head], nouns("cs")["gender"]["plural_only"]
    named = noun.bare if noun.bare in only and head + 1 == len(words) else noun_lemma(noun)  # but od data splatnosti
    many = named in only or (named not in adjectival() and _in_plural(noun, named, asked=plural, alone=len(words) == 1))
    gender, sure = czech_gender(named)
    tail = _tail(words[head + 1 :], named, gender, many=many)
    adverbs = [is_adverbial(words, n) for n in range(head)]
    parts = [
        word.bare if adverb else agreeing(word, named, gender, many=many)
        for word, adverb in zip(words, adverbs, strict=False)
    ]
    lemma = noun.text if noun.text.isupper() and len(noun.text) > 1 else named
    lemma, several = plural_of(lemma, gender) if many else (lemma, True)
    told = [
        word
        for word, adverb in zip(words, adverbs, strict=False)
        if word.bare not in _AND and not is_modifier(word) and not owner(word) and not adverb
    ]
    known = all(confirmed(word.lemma, word, "cs") for word in told) and confirmed(named, noun, "cs")
    agrees = sure or not parts  # alone, a noun is the same whatever its gender
    if len(words) == head + 2 and _PARTICIPLE.search(words[-1].lemma) and is_adjective(words[-1]):
        parts, tail = [*parts, tail], ""  # přiložený půdorys, though a sentence may have it the other way round
    return Form(" ".join([*parts, lemma, tail]).strip(), "noun", gender, sure=agrees and known and several)


def _in_plural(noun: Token, named: str, *, asked: bool, alone: bool) -> bool:
    """Whether a noun is to be in the plural, because that is asked for and it may stand so, or because it mostly is."""
    return (asked and not _alone(noun, named) and not _ONE.search(noun.bare)) or _often_plural(noun, alone=alone)


def _is_only_adjective(word: Token) -> bool:
    """Whether a word is an adjective, and no noun that is declined like one."""
    return is_adjective(word) and not adjectival_noun(word)


def _only_describes(words: Sequence[Token]) -> bool:
    """Whether a phrase is an adjective, with adverbs before it perhaps: vysoce účinný, of ad alta efficienza."""
    *before, last = words
    return _is_only_adjective(last) and not owner(last) and all(is_adverbial(words, n) for n in range(len(before)))


def describes_by(words: Sequence[Token]) -> bool:
    """Whether a phrase says how something is: by a preposition (ve výši), or an adjective with what it takes.

    So are osvobozený od daně and značce věrný.
    """
    if any(word.bare in _PREPOSITIONS for word in words):
        return opens_phrase(words) or (is_adjective(words[0]) and words[1].bare in _PREPOSITIONS)
    return _is_only_adjective(words[-1])


def opens_phrase(words: Sequence[Token]) -> bool:
    """Whether words begin with a preposition."""
    return bool(words) and words[0].bare in _PREPOSITIONS


_PARTICIPLE = re.compile("([aeě]ný|[aeu]tý|[íu]cí)$")


def _tail(words: Sequence[Token], noun: str, gender: Gender, *, many: bool) -> str:
    """What stands behind a noun: as it stands, but an adjective of its own agrees: osoba samostatně výdělečně činná.

    So it does with what belongs to it: škoda vzniklá při přepravě.
    """
    at = next((n for n in range(len(words)) if not is_adverbial(words, n)), 0)
    rest = words[at + 1 :]
    if not words or not is_adjective(words[at]) or (rest and rest[0].bare not in _PREPOSITIONS):
        return plain(words, 0)
    described = agreeing(words[at], noun, gender, many=many)
    return " ".join([*(word.bare for word in words[:at]), described, *(word.text for word in rest)])


def is_adverbial(words: Sequence[Token], n: int) -> bool:
    """Whether a word is an adverb that says how what the adjective behind it says: opakovaně použitelný."""
    word = words[n]
    if n + 1 >= len(words) or word.breaks or not says_how(word):
        return False
    return is_adjective(words[n + 1]) or is_adverbial(words, n + 1)


def _alone(noun: Token, named: str) -> bool:
    """Whether a noun stands in the singular: in its nominative, which is not that of its plural as well."""
    return noun.bare == named and plural_of(named, czech_gender(named)[0])[0] != named


def may_be_many(words: Sequence[Token]) -> bool:
    """Whether the first noun of a phrase may stand for several people, or stands in the plural for certain."""
    head = _head(words)
    if head is None:
        return False
    word = words[head]
    people = word.bare != word.lemma and is_animate(word.lemma) and not re.search("(em|ovi|u)$", word.bare)
    return people or bool(re.search("(ů|ům|ech|ách|ám|[ae]mi)$", word.bare))


_ONE = re.compile("(em|ou|[^ůáeí]m|[^ůáeí]mu|ovi|u)$")  # no form of a plural ends so


def _often_plural(noun: Token, *, alone: bool) -> bool:
    """Whether a noun is one that dictionaries have in the plural, and stands in it as far as its ending tells."""
    given = nouns("cs")["often_plural"]
    known = {*given["always"], *(() if alone else given["in_phrases"])}
    return noun.lemma in known and noun.bare != noun.lemma and not _ONE.search(noun.bare)


def names_something(words: Sequence[Token], following: Sequence[Token] = ()) -> bool:
    """Whether there is a noun among some words and no verb: an adjective alone, or an adverb, names nothing."""
    if len(words) == 1 and words[0].lemma in nouns("cs")["gender"]["also_adjective"] and not words[0].breaks:
        behind = following[0].lemma if following else ""
        return not behind or behind in language("cs").stop or behind in _PREPOSITIONS  # účetní | oddělení
    if any(
        (acts(word, "cs") or infinitive(word, "cs") or passive(word)) and not adjectival_noun(word) for word in words
    ):
        return False
    head = _head(words)
    if head is None:
        return len(words) == 1 and bool(adjectival_noun(words[0]))
    if {words[head].bare, words[head].lemma} & (_PREPOSITIONS | language("cs").stop):
        return False
    if words[-1].bare == words[-1].lemma and head + 1 < len(words) and says_how(words[-1]):
        return False  # objednávka | písemně: how the order was confirmed
    linked = max((n for n, word in enumerate(words) if word.bare in _PREPOSITIONS), default=len(words))
    if words[linked + 1 :] and all(map(_is_only_adjective, words[linked + 1 :])):
        return False  # považuje | sazbu za přiměřenou
    return not _is_adverb(words[head])


def _is_adverb(word: Token) -> bool:
    """Whether a word is an adverb: one that the lexicon has in no other form, like osobně, or brzy for dříve."""
    lemma = word.lemma
    if lemma != word.bare and not _COMPARED.search(word.bare):
        return False
    if lemma in genders() or word.text.isupper() or re.search("([íý]|ost)$", lemma):
        return False
    endings = (*nouns("cs")["endings"], "ami", "ách", "ám", "")
    return lexicon.is_known(lemma, "cs") and not has_forms(lemma, "cs", endings, _WRITTEN)


_WRITTEN = 1.0  # Zipf frequency
_COMPARED = re.compile("([eě]ji|íve|épe|íce|éně|ůře|íže|áže|ýše)$")


def adjectives_noun(words: Sequence[Token], following: Sequence[Token]) -> int:
    """How many words follow up to the noun that a last adjective describes; none where another stands there already."""
    if len(words) < 2 or not is_adjective(words[-1]) or _head(words[:-1]) is None or words[-1].breaks:
        return 0
    for n, word in enumerate(following[:2]):
        if not is_adjective(word):
            return 0 if word.lemma in language("cs").stop or acts(word, "cs") or word.text[:1].isupper() else n + 1
        if word.breaks:
            return 0
    return 0


def _head(words: Sequence[Token]) -> int | None:
    """Where the noun stands that the words before it describe."""
    for n, word in enumerate(words):
        following = n + 1 < len(words) and words[n + 1].bare not in _PREPOSITIONS | _AND
        if word.bare in _AND or (following and is_modifier(word)) or is_adverbial(words, n):
            continue
        describes = following and word.lemma in nouns("cs")["gender"].get("also_adjective", ())
        if not describes and (not is_adjective(word) or (not following and adjectival_noun(word))):
            return n
    return None


def _is_auxiliary(word: Token) -> bool:
    return word.lemma == "být" or word.bare in _BE


_HOW = frozenset(["mlčky", "znovu", "předem", "zčásti"])


def _czech_verb(words: Sequence[Token], at: int) -> Form:
    """The infinitive, a reflexive pronoun behind it, then the rest as it stands; what says how comes before all."""
    rest = [word for n, word in enumerate(words) if n != at and not _is_auxiliary(word)]
    pronoun = [word.bare for word in rest if word.bare in ("se", "si")]
    how = [word.bare for word in rest if word.bare in _HOW or (word.lemma == word.bare and says_how(word))]
    others = [word.text for word in rest if word.bare not in {"se", "si", *how}]
    infinitive = passive(words[at]) or words[at].lemma
    sure = lexicon.is_known(infinitive, "cs") or not lemmas.guessed(words[at].bare, "cs")
    verb = [*how, *pronoun, infinitive] if how else [infinitive, *pronoun]  # písemně oznámit, mlčky se prodlužovat
    return Form(" ".join([*verb, *others]), "verb", sure=sure)
