"""Czech phrases in their dictionary form: nominative, agreeing adjectives, the rest as it stands; infinitives."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from deckgen import lexicon
from deckgen.czech_words import adjectival, czech_gender, declined, genders, is_animate, plural_of
from deckgen.grammar import Form, Gender, Kind, acts, confirmed, has_forms, infinitive, nouns, plain, verbal_noun
from deckgen.languages import language
from deckgen.phrases import Token, is_verb

_ADJECTIVE = re.compile(r"(ý|ův|cí|(?<![eěá])ní|(?<!s)tví|ší|[vmlsz]í)$")
_NOUN_IN_I = re.compile(r"([eěá]ní|ství|ctví|ětví|ětví|[aeiuyí]tí|oří|uší|mezí|čí)$")
_AND = frozenset(["a", "i", "nebo"])
_PREPOSITIONS = language("cs").links | {"u", "nad", "pod", "před", "mezi"}


_MODIFIERS = frozenset(["online", "offline"])  # stand before a noun and do not change
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
        return Form(plain(words, 0), "phrase", sure=False)
    if (
        len(words) > 2 and is_adjective(first) and not _adjectival_noun(first) and words[1].bare in _PREPOSITIONS
    ):  # přijatelný pro všechny
        return Form(f"{first.lemma} {plain(words, 1)}", "adjective", sure=False)
    head = _head(words)
    if head is None:
        alone = _adjectival_noun(first) if len(words) == 1 else ""
        if alone:
            return Form(alone, "noun", genders()[alone])
        text = " ".join(word.lemma if is_adjective(word) else word.bare for word in words)
        return Form(text, "adjective", sure=len(words) == 1)
    noun = words[head]
    named = _noun_lemma(noun)
    if noun.bare in nouns("cs")["gender"]["plural_only"] and head + 1 == len(words):
        named = noun.bare  # osobní data, but od data splatnosti
    plural = (plural and not _alone(noun, named)) or _often_plural(noun, alone=len(words) == 1)
    gender, sure = czech_gender(named)
    tail = _tail(words[head + 1 :], named, gender, many=plural)
    parts = [
        word.bare if is_adverbial(words, n) else _agreeing(word, named, gender, many=plural)
        for n, word in enumerate(words[:head])
    ]
    lemma = noun.text if noun.text.isupper() and len(noun.text) > 1 else named
    several = True
    if plural and lemma not in adjectival():
        lemma, several = plural_of(lemma, gender)
    told = (
        word
        for n, word in enumerate(words[:head])
        if word.bare not in _AND and not _is_modifier(word) and not _owner(word) and not is_adverbial(words, n)
    )
    known = all(confirmed(word.lemma, word, "cs") for word in told) and confirmed(named, noun, "cs") and not acting
    agrees = sure or not parts  # alone, a noun is the same whatever its gender
    return Form(" ".join([*parts, lemma, tail]).strip(), "noun", gender, sure=agrees and known and several)


def _only_describes(words: Sequence[Token]) -> bool:
    """Whether a phrase is an adjective, with adverbs before it perhaps: vysoce účinný, of ad alta efficienza."""
    *before, last = words
    adjective = is_adjective(last) and not _adjectival_noun(last) and not _owner(last)
    return adjective and all(is_adverbial(words, n) for n in range(len(before)))


def describes_by(words: Sequence[Token]) -> bool:
    """Whether a phrase says how something is: by a preposition (ve výši), or an adjective with what it takes.

    So are osvobozený od daně and značce věrný.
    """
    if any(word.bare in _PREPOSITIONS for word in words):
        return opens_phrase(words) or (is_adjective(words[0]) and words[1].bare in _PREPOSITIONS)
    return is_adjective(words[-1]) and not _adjectival_noun(words[-1])


def opens_phrase(words: Sequence[Token]) -> bool:
    """Whether words begin with a preposition."""
    return bool(words) and words[0].bare in _PREPOSITIONS


def _tail(words: Sequence[Token], noun: str, gender: Gender, *, many: bool) -> str:
    """What stands behind a noun: as it stands, but an adjective of its own agrees: osoba samostatně výdělečně činná.

    So it does with what belongs to it: škoda vzniklá při přepravě.
    """
    at = next((n for n in range(len(words)) if not is_adverbial(words, n)), 0)
    rest = words[at + 1 :]
    if not words or not is_adjective(words[at]) or (rest and rest[0].bare not in _PREPOSITIONS):
        return plain(words, 0)
    agreeing = _agreeing(words[at], noun, gender, many=many)
    return " ".join([*(word.bare for word in words[:at]), agreeing, *(word.text for word in rest)])


def is_adverbial(words: Sequence[Token], n: int) -> bool:
    """Whether a word is an adverb that says how what the adjective behind it says: opakovaně použitelný."""
    word = words[n]
    if n + 1 >= len(words) or word.breaks or not any(lexicon.is_known(way, "cs") for way in _adjectives_of(word.bare)):
        return False
    return is_adjective(words[n + 1]) or is_adverbial(words, n + 1)


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


def _often_plural(noun: Token, *, alone: bool) -> bool:
    """Whether a noun is one that dictionaries have in the plural, and stands in it as far as its ending tells."""
    given = nouns("cs")["often_plural"]
    known = {*given["always"], *(() if alone else given["in_phrases"])}
    return noun.lemma in known and noun.bare != noun.lemma and not re.search("(em|ou|[^ů]m|u)$", noun.bare)


def names_something(words: Sequence[Token], following: Sequence[Token] = ()) -> bool:
    """Whether there is a noun among some words and no verb: an adjective alone, or an adverb, names nothing."""
    if len(words) == 1 and words[0].lemma in nouns("cs")["gender"]["also_adjective"] and not words[0].breaks:
        behind = following[0].lemma if following else ""
        return not behind or behind in language("cs").stop or behind in _PREPOSITIONS  # účetní | oddělení
    if any(
        (acts(word, "cs") or infinitive(word, "cs") or passive(word)) and not _adjectival_noun(word) for word in words
    ):
        return False
    head = _head(words)
    if head is None:
        return len(words) == 1 and bool(_adjectival_noun(words[0]))
    if {words[head].bare, words[head].lemma} & (_PREPOSITIONS | language("cs").stop):
        return False
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
        if word.bare in _AND or (following and _is_modifier(word)) or is_adverbial(words, n):
            continue
        describes = following and word.lemma in nouns("cs")["gender"].get("also_adjective", ())
        if not describes and (not is_adjective(word) or (not following and _adjectival_noun(word))):
            return n
    return None


def _is_modifier(word: Token) -> bool:
    return word.bare in _MODIFIERS or (word.text.isupper() and len(word.text) > 1)


def _is_auxiliary(word: Token) -> bool:
    return word.lemma == "být" or word.bare in _BE


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
    known = [way for way in ways if lexicon.is_known(way, "cs") and lexicon.lemma(way, "cs") == way]
    return max(known, key=lambda way: lexicon.zipf(way, "cs"), default="")


def _czech_verb(words: Sequence[Token], at: int) -> Form:
    """The infinitive first, a reflexive pronoun behind it, then the rest as it stands."""
    rest = [word for n, word in enumerate(words) if n != at and not _is_auxiliary(word)]
    pronoun = [word.bare for word in rest if word.bare in ("se", "si")]
    others = [word.text for word in rest if word.bare not in ("se", "si")]
    infinitive = passive(words[at]) or words[at].lemma
    sure = lexicon.is_known(infinitive, "cs") or not lexicon.guessed(words[at].bare, "cs")
    return Form(" ".join([infinitive, *pronoun, *others]), "verb", sure=sure)


def _noun_lemma(word: Token) -> str:
    """The nominative of a noun, which the lexicon may not have or take for a form of an adjective."""
    made = re.fullmatch(r"(.*[áeě]ní)(m|ch|mi)?", word.bare)
    if made and (word.lemma == word.bare or word.lemma.endswith("ný")):
        return made[1]
    return verbal_noun(word) or _adjectival_noun(word) or word.lemma


def _adjectival_noun(word: Token) -> str:
    """The nominative of a noun that is declined like an adjective; empty for any other word."""
    ways = [word.lemma, re.sub("í(ho|mu|m|ch|mi)$", "í", word.bare)]
    if not re.search("í(ho|mu|m|ch|mi)?$", word.bare):  # cestovní is no form of cestovné
        ways += [word.lemma[:-1] + "é", word.lemma[:-1] + "á"]
    return next((way for way in ways if way in adjectival() or (way.endswith("čí") and way in genders())), "")


def is_adjective(word: Token) -> bool:
    """Whether a word is an adjective and no noun that looks like one."""
    if _owner(word):
        return True
    if word.lemma in adjectival() or _noun_lemma(word) in adjectival():
        return word.lemma.endswith("ý") and word.lemma not in adjectival()
    if _noun_lemma(word) != word.lemma:
        return False
    return bool(_ADJECTIVE.search(word.lemma)) and not _NOUN_IN_I.search(word.lemma) and word.lemma not in genders()


def _owner(word: Token) -> str:
    """Whose something is, of an adjective like ředitelův; empty for any other word."""
    made = re.fullmatch(r"(\w{3,}?)(ův|ova|ovo|ovu|ovy|ově|ovou|ových|ovým|ovými|ovi)", word.bare)
    if not made or (lexicon.is_known(word.bare, "cs") and word.lemma not in (made[1], made[1] + "ov", word.bare)):
        return ""
    return made[1] if is_animate(made[1]) else ""


def _agreeing(word: Token, noun: str, gender: Gender, *, many: bool) -> str:
    """A word before a noun in the nominative of its gender and number."""
    if _is_modifier(word):
        return word.text
    owner = _owner(word)
    if owner:
        return owner + _OWNED["m" if many and is_animate(noun) else gender or "m", many and not is_animate(noun)]
    if re.search("ní$", word.bare) and word.lemma.endswith("ný") and not is_animate(noun):
        return word.bare  # škodní spis; the lexicon has it under škodný
    compared = re.fullmatch(r"(.+ší)(ho|mu|m|ch|mi)?", word.bare)
    if compared and not word.lemma.endswith("ší"):
        return compared[1]  # the lexicon has nejnižší under nízký
    return declined(word.lemma, gender, many=many, animate=is_animate(noun))


_OWNED = {("m", False): "ův", ("f", False): "ova", ("n", False): "ovo", ("m", True): "ovy", ("f", True): "ovy"} | {
    ("n", True): "ova"
}
