"""Single Italian words: classes, plurals, articles, infinitives, inflected adjectives."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from deckgen.languages import lemmas, lexicon
from deckgen.languages.grammar import Gender, nouns
from deckgen.languages.language import language
from deckgen.languages.tokens import Token, is_verb

_SEEN, _RARER = 2.0, 2.3  # Zipf frequency
_SPELT = re.compile(r"(?!SRL|SNC)[FHLMNRSX][^AEIOUaeiou]+\b")  # an acronym spelled out letter by letter: l’SMS
ARTICLE = re.compile(r"(il|lo|la|i|gli|un|uno|una)(?= )|l[’']|un[’']", re.IGNORECASE)


def inflected(lemma: str, gender: Gender, *, many: bool = False) -> str:
    """An adjective in the gender and number of its noun."""
    if gender == "f" and lemma.endswith("o"):
        lemma = lemma[:-1] + "a"
    return plural_of(lemma, "f" if gender == "f" else "m") if many else lemma


def plural_of(singular: str, gender: Gender) -> str:
    """The plural of an Italian noun or adjective."""
    data = nouns("it")
    irregular = data.get("plural", {}).get(singular)
    if irregular:
        return str(irregular)
    if (
        singular in data.get("gender", {}).get("invariable", ())
        or singular[-1:] not in "aeo"
        or singular.endswith("ie")
    ):
        return singular
    if singular.endswith(("ca", "ga")):
        return singular[:-1] + ("he" if gender == "f" else "hi")
    if singular.endswith(("co", "go")):
        soft = len(singular) > 3 and singular[-3] in "aeiou" and singular[-4:-2] not in ("", "uo")
        return singular[:-1] + ("i" if soft and singular.endswith(("ico", "logo")) else "hi")
    if singular.endswith(("cia", "gia")) and gender == "f":
        return singular[:-2] + "e" if singular[-4:-3] not in "aeiou" else singular[:-1] + "e"
    if singular.endswith("io"):
        return singular[:-1]
    if singular.endswith("a"):
        return singular[:-1] + ("e" if gender == "f" else "i")
    return singular[:-1] + "i"


def has_plural(singular: str, plural: str) -> bool:
    """Whether the plural is in use; `le pazienze` is not."""
    frequency = lexicon.zipf(plural, "it")
    return frequency > _SEEN and frequency > lexicon.zipf(singular, "it") - _RARER


def with_plural_article(text: str, gender: Gender) -> str:
    """A plural with its article."""
    if gender == "f":
        return f"le {text}"
    return f"{'gli' if _needs_lo(text) or _elides(text) else 'i'} {text}"


def _needs_lo(word: str) -> bool:
    return bool(re.match(r"(s[^aeiouàèéìòù]|z|gn|ps|pn|x|y|i[aeou])", word.lower()))


def _elides(word: str) -> bool:
    """Whether an article loses its vowel before a word: l’uomo, l’hotel, but lo iato."""
    return bool(re.match(r"h?(?!i[aeou])[aeiouàèéìòù]", word.lower()) or _SPELT.match(word))


def with_article(text: str, gender: Gender) -> str:
    """A singular with its article."""
    if _elides(text):
        return f"l’{text}"
    if gender == "f":
        return f"la {text}"
    return f"{'lo' if _needs_lo(text) else 'il'} {text}"


def fitting_article(text: str) -> str:
    """The article that these words should have instead of theirs; empty if theirs is right or they have none."""
    found = ARTICLE.match(text)
    if not found:
        return ""
    article, word = found[0].lower().replace("'", "’"), text[found.end() :].strip()
    vowel, lo = _elides(word), _needs_lo(word)
    fitting = {
        "il": "l’" if vowel else "lo" if lo else "il",
        "la": "l’" if vowel else "la",
        "l’": "l’" if vowel else "lo, la" if lo else "il, la",
        "i": "gli" if vowel or lo else "i",
        "un": "uno" if lo and not vowel else "un",
        "una": "un’" if vowel else "una",
    }
    family = {"lo": "il", "gli": "i", "uno": "un", "un’": "una"}
    right = fitting[family.get(article, article)]
    return "" if right == article else right


_RARE = 2.5  # Zipf frequency


def frequency(word: str) -> float:
    """How frequent a word is (`lexicon.zipf`)."""
    return lexicon.zipf(word, "it")


_PRESENT = {"a": ["are"], "e": ["ere", "ire"], "o": ["are", "ere", "ire"]}


def infinitive_of(word: Token) -> str:
    """The infinitive of a verb form, including participles that the lexicon has as adjectives; else empty."""
    if is_verb(word.lemma, language("it")):
        return word.lemma
    made = re.fullmatch("(.+)([aiu])t[oaie]", word.bare)
    ways = [made[1] + {"a": "are", "i": "ire", "u": "ere"}[made[2]]] if made else []
    for ending, infinitives in nouns("it")["participles"].items():  # ridotto: ridurre
        stem = re.sub(f"{ending}[oaie]$", "", word.bare)
        ways += [stem + infinitive for infinitive in infinitives if stem != word.bare]
    return max((way for way in ways if is_infinitive(way)), key=frequency, default="")


def finite_of(word: Token) -> str:
    """The infinitive of a word that may be a finite verb, though the lexicon has it as another word: matura."""
    ways = (word.bare[:-1] + ending for ending in _PRESENT.get(word.bare[-1:], ()))
    return max((way for way in ways if is_infinitive(way)), key=frequency, default="")


def is_infinitive(word: str) -> bool:
    """Whether the lexicon has a word as the infinitive of a verb."""
    looks = is_verb(word, language("it")) and lexicon.is_known(word, "it")
    return looks and lemmas.lemma(word, "it") == word


def is_noun(word: str) -> bool:
    """Whether a word is a dictionary form, as far as the lexicon tells, and in use."""
    own = lemmas.lemma(word, "it") == word or is_past_participle(word) or word in lexicon.listed("it")
    return own and frequency(word) > _RARE


@cache
def singulars() -> dict[str, str]:
    """Plural → singular, for the nouns whose plurals are listed; the first of several singulars."""
    return {many: one for one, many in reversed(nouns("it")["plural"].items())}


def listed_noun(word: str) -> bool:
    """Whether the data lists a word as a noun and it does not look like an adjective: chiave, but not corrente."""
    if word in nouns("it")["gender"]["common"]:
        return not re.search("(ale|ile|ese|are|pendente|comune)$", word)
    return word.endswith("mente") or (
        word in lexicon.listed("it") and not re.search("([aei]nte|ale|ile|are|comune)$", word)
    )


INVARIABLE = frozenset(["pari"])  # whatever the noun

_CERTAINLY = re.compile("(istico|ativo|abile|ibile|ionale)$")  # certainly an adjective, even if the lexicon lacks it

_RARELY = 2.0  # how much rarer a masculine singular may be than a form of it, in Zipf frequency


def is_adjective(word: Token) -> bool:
    """Whether a word can be an adjective, whatever its gender and number."""
    if word.bare in INVARIABLE:
        return True
    ways = {word.bare, *(word.bare[:-1] + ending for ending in ("o", "e", "io") if word.bare[-1:] in "aei")}
    ways = {way for way in ways if frequency(way) > frequency(word.bare) - _RARELY}  # vendita is not a form of vendito
    return any(_is_adjective_lemma(way, changed=way != word.bare) and not listed_noun(way) for way in ways)


def _is_adjective_lemma(lemma: str, *, changed: bool) -> bool:
    """Whether a masculine singular is an adjective: by its ending, or because the lexicon has its feminine."""
    if not lexicon.is_known(lemma, "it") and lexicon.zipf(lemma, "it") < _SEEN and not _CERTAINLY.search(lemma):
        return False
    if re.search(language("it").adjectives, lemma) or is_past_participle(lemma):
        return True
    if lemma.endswith(("ione", "a")) and not lemma.endswith("ista"):
        return False
    if lemma.endswith("e"):
        verb = is_verb(lemma, language("it")) and not changed  # alimentari is not a form of alimentare, to feed
        return lexicon.is_known(lemma, "it") and lemmas.lemma(lemma, "it") == lemma and not verb
    return any(lemmas.lemma(lemma[:-1] + end, "it") == lemma for end in ("a", "he", "e"))


def is_past_participle(word: str) -> bool:
    """Whether the lexicon has a word as a past participle."""
    lemma = lemmas.lemma(word, "it")
    return is_verb(lemma, language("it")) and bool(re.search("([aiu]t|[nrlst]t|s)[oaie]$", word))


_ENDINGS = {
    ("f", False): [("a", "o"), ("e", "e")],
    ("f", True): [("che", "co"), ("ghe", "go"), ("ce", "cio"), ("ge", "gio"), ("ie", "io"), ("e", "o"), ("i", "e")],
    ("m", False): [("o", "o"), ("e", "e")],
    ("m", True): [("chi", "co"), ("ghi", "go"), ("i", "o"), ("i", "e"), ("i", "io")],
}


def masculine_of(word: Token, gender: str, *, many: bool) -> str:
    """The masculine singular of an adjective; empty if the word is not one, or has another gender or number."""
    if word.text.isupper():  # partita IVA
        return ""
    ways = [word.bare[: -len(end)] + one for end, one in _ENDINGS[gender, many] if word.bare.endswith(end)]
    ways = [way for way in ways if not listed_noun(way) and not listed_noun(word.bare)]
    ways.sort(key=frequency, reverse=True)
    return next((way for way in ways if _is_adjective_lemma(way, changed=way != word.bare)), "")


_MORE = 0.5  # Zipf frequency: how much more common a plural must be than its singular


def is_collective(word: Token) -> bool:
    """Whether an Italian singular is a collective noun, for which other languages use a plural."""
    return word.bare in nouns("it")["often_plural"]["collective"]


_GENDERS: tuple[Gender, ...] = ("m", "f")


def used_in_plural(places: Sequence[Sequence[Token]]) -> bool:
    """Whether an Italian phrase is mostly used in the plural: everywhere in this text, and usually elsewhere."""
    heads = [words[0] for words in places]
    linked = any(word.bare in language("it").links for word in places[0])
    given = nouns("it")["often_plural"]
    known = {*given["always"], *(given["in_phrases"] if len(places[0]) > 1 else ())}
    many = {plural_of(noun, gender) for noun in known for gender in _GENDERS}
    if all(head.bare in many - known for head in heads):
        return True
    if any(head.bare in lexicon.listed("it") for head in heads):  # serie, analisi
        return False
    if not linked or any(head.bare == head.lemma or head.bare[-1:] not in "ei" for head in heads):
        return False
    return lexicon.zipf(heads[0].bare, "it") > lexicon.zipf(heads[0].lemma, "it") + _MORE
