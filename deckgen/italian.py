"""Italian phrases in their dictionary form: article and singular, agreeing adjectives, infinitives."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from deckgen import lexicon
from deckgen.grammar import Form, Gender, Kind, confirmed, nouns, plain
from deckgen.languages import language
from deckgen.phrases import Token, is_verb


def determiners(what: str) -> frozenset[str]:
    """Articles and the like: masculine, feminine or plural ones."""
    return frozenset(nouns("it")["determiners"][what])


_ALWAYS_FEMININE = re.compile(r"(zione|sione|gione|nione|tudine|ità|età|tù|trice|igine|agine|ggine|udine)$")
_COMMON = re.compile(r"ista$")
_ALWAYS_MASCULINE = re.compile(r"(ore|ame|ume|iere|one|ale|ile|ante|ente|mento|ismo|ese)$")


_PRONOUNS = ("si", "s’", "mi", "m’", "ti", "t’", "ci", "c’", "vi", "v’")


def italian(words: Sequence[Token], before: Counter[str], kind: Kind | None, *, plural: bool) -> Form:
    """The dictionary form of an Italian phrase, given the words that stand before it at its places."""
    first = words[0]
    if kind == "verb":
        # Whether a pronoun makes the verb reflexive, no lexicon tells.
        infinitive = re.sub("r?re$", "rsi", first.lemma) if before["si"] or before["s’"] else first.lemma
        sure = is_verb(first.lemma, language("it")) and not any(before[word] for word in _PRONOUNS)
        return Form(f"{infinitive} {plain(words, 1)}".strip(), "verb", sure=sure)
    if kind == "adjective":
        return Form(first.lemma, "adjective", sure=first.lemma.endswith(("o", "e")))
    made = _italian_noun(words, before)
    return replace(made, text=made.plural, plural_only=True) if plural and made.plural else made


def _italian_noun(words: Sequence[Token], before: Counter[str]) -> Form:
    head = words[0]
    if head.text.isupper() and len(head.text) > 1:
        gender, sure = _acronym_gender(head.bare, before)
        text = " ".join([head.text, *(word.text for word in words[1:])])
        return Form(_with_article(text, gender), "noun", gender, "", sure)
    data = nouns("it")
    only = dict(data.get("gender", {}).get("plural_only", {}))
    if head.bare in only:
        gender = only[head.bare]
        return Form(_many(plain(words, 0), gender), "noun", gender, plural_only=True)
    singular = _singular(head, before)
    gender, sure = _italian_gender(singular, before)
    plural_here = head.bare != singular
    parts, tail = _agreeing(words, gender, plural=plural_here)
    text = " ".join([singular, *(_inflected(word.lemma, gender) for word in parts)])
    many = " ".join([plural_of(singular, gender), *(_inflected(word.lemma, gender, many=True) for word in parts)])
    text, many = (re.sub(r"(?<=[’']) ", "", f"{each} {tail}".strip()) for each in (text, many))
    known = confirmed(singular, head, "it") and all(confirmed(word.lemma, word, "it") for word in parts)
    adjective = len(words) > 1 and _like_adjective(head) and not (parts and _like_adjective(parts[0]))
    adjective = adjective and words[1].bare not in language("it").links
    many_gender: Gender = nouns("it").get("plural_gender", {}).get(singular, gender)
    whole = not tail or tail.split()[0].rstrip("’'") in language("it").links or "’" in tail.split()[0]
    plural = _many(many, many_gender) if whole and _has_plural(singular, plural_of(singular, gender)) else ""
    return Form(_with_article(text, gender), "noun", gender, plural, sure and known and not adjective)


def _like_adjective(word: Token) -> bool:
    return bool(re.search(language("it").adjectives, word.lemma))


def _singular(head: Token, before: Counter[str]) -> str:
    data = nouns("it")
    for one, many in data.get("plural", {}).items():
        if many == head.bare:
            return str(one)
    if is_verb(head.lemma, language("it")):  # a form of a verb that is a noun here: le offerte, not offrire
        many = any(before[word] for word in determiners("plural")) or head.bare.endswith("i")
        guesses = [head.bare[:-1] + end for end in {"e": "a", "i": "oe"}.get(head.bare[-1:], "")] if many else []
        return next((guess for guess in guesses if lexicon.is_known(guess, "it")), head.bare)
    if head.bare in data.get("gender", {}).get("invariable", ()) or lexicon.zipf(head.bare, "it") == 0:
        return head.bare
    if head.bare.endswith(("a", "o")) and head.lemma[:-1] == head.bare[:-1]:
        return head.bare  # a feminine that the lexicon has under its masculine: vendita, richiesta
    if head.bare.endswith("e") and head.lemma.endswith("o") and head.lemma[:-1] == head.bare[:-1]:
        return head.bare[:-1] + "a"
    return head.lemma


def _italian_gender(singular: str, before: Counter[str]) -> tuple[Gender, bool]:
    """The gender of a noun and whether it is sure: data first, then rules, then the articles of the text."""
    given = nouns("it").get("gender", {})
    masculine, feminine = (
        sum(before[word] for word in words) for words in (determiners("masculine"), determiners("feminine"))
    )
    if singular in given.get("common", ()) or _COMMON.search(singular):
        return "c", True
    if singular in given.get("feminine", ()):
        return "f", True
    if singular in given.get("masculine", ()):
        return "m", True
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
    """The gender of an acronym, which its ending does not tell."""
    for gender, known in nouns("it")["acronyms"].items():
        if acronym in known:
            return gender, True
    masculine, feminine = (sum(before[word] for word in determiners(what)) for what in ("masculine", "feminine"))
    return ("f" if feminine > masculine else "m"), bool(masculine or feminine)


def _agreeing(words: Sequence[Token], gender: Gender, *, plural: bool) -> tuple[list[Token], str]:
    """The adjectives that follow the first word and agree with it, and what stands behind them as it is."""
    endings = {("f", False): "ae", ("f", True): "ei", ("m", False): "oe", ("m", True): "i"}
    wanted = endings["f" if gender == "f" else "m", plural]
    parts: list[Token] = []
    for word in words[1:]:
        lemma_ends = word.lemma[-1:] in "oe" and not is_verb(word.lemma, language("it"))
        if word.bare[-1:] in wanted and lemma_ends and (word.bare != word.lemma or word.lemma[-1:] in wanted):
            parts.append(word)
        else:
            break
    rest = words[1 + len(parts) :]
    return parts, plain(words, len(words) - len(rest)) if rest else ""


def _inflected(lemma: str, gender: Gender, *, many: bool = False) -> str:
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


_SEEN, _RARER = 2.0, 2.3  # Zipf frequency


def _has_plural(singular: str, plural: str) -> bool:
    """Whether people say the plural; `le pazienze` is in no text."""
    frequency = lexicon.zipf(plural, "it")
    return frequency > _SEEN and frequency > lexicon.zipf(singular, "it") - _RARER


def _many(text: str, gender: Gender) -> str:
    """A plural with its article."""
    if gender == "f":
        return f"le {text}"
    return f"{'gli' if _needs_lo(text) or text[:1].lower() in 'aeiouàèéìòù' else 'i'} {text}"


def _needs_lo(word: str) -> bool:
    return bool(re.match(r"(s[^aeiouàèéìòù]|z|gn|ps|pn|x|y|i[aeiou])", word.lower()))


def _with_article(text: str, gender: Gender) -> str:
    word = text.split()[0]
    if word[:1].lower() in "aeiouàèéìòù" and not re.match(r"[ui][aeo]", word.lower()):
        return f"l’{text}"
    if gender == "f":
        return f"la {text}"
    return f"{'lo' if _needs_lo(word) else 'il'} {text}"


def used_in_plural(places: Sequence[Sequence[Token]]) -> bool:
    """Whether a phrase of several Italian words is at home in the plural: it stands so everywhere, and mostly does."""
    heads = [words[0] for words in places]
    linked = any(word.bare in language("it").links for word in places[0])
    if not linked or any(head.bare == head.lemma or head.bare[-1:] not in "ei" for head in heads):
        return False
    return lexicon.zipf(heads[0].bare, "it") >= lexicon.zipf(heads[0].lemma, "it")
