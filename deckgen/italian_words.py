"""One Italian word: its plural, the article before it, an adjective in a gender and number."""

from __future__ import annotations

import re

from deckgen import lexicon
from deckgen.grammar import Gender, nouns

_SEEN, _RARER = 2.0, 2.3  # Zipf frequency
_SPELT = re.compile(r"(?!SRL|SNC)[FHLMNRSX][^AEIOUaeiou]+\b")  # an acronym that is read letter by letter: l’SMS
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
    """Whether people say the plural; `le pazienze` is in no text."""
    frequency = lexicon.zipf(plural, "it")
    return frequency > _SEEN and frequency > lexicon.zipf(singular, "it") - _RARER


def many_of(text: str, gender: Gender) -> str:
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


def article_that_fits(text: str) -> str:
    """The article that belongs before these words instead of theirs; empty where theirs is right, or there is none."""
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
