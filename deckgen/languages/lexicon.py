"""What is known of the words of a language: whether it has them, their dictionary forms, how frequent they are."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache

from deckgen.files import resources
from deckgen.languages.language import short

_ENOUGH = 20  # words; fewer say little about a language
_SAMPLE = 4000  # letters
_CLEARLY = 0.3

_WORD = re.compile(r"[^\W\d_]+")


@cache
def _covered() -> frozenset[str]:
    from simplemma.strategies.dictionaries.dictionary_factory import SUPPORTED_LANGUAGES

    return frozenset(SUPPORTED_LANGUAGES)


def covers(code: str) -> bool:
    """Whether there is a lexicon of a language."""
    return short(code) in _covered()


def share(text: str, code: str) -> float | None:
    """Which part of the ordinary words of a text this language has, 0 … 1; None for a language without a lexicon.

    Words of one or two letters, which languages share, and names do not count; without any others nothing is held
    against the language.
    """
    if not covers(code):
        return None
    words = [
        match[0]
        for match in _WORD.finditer(text)
        if len(match[0]) > 2 and (match[0].islower() or (not match.start() and match[0].istitle()))
    ]
    return sum(is_known(word, code) for word in words) / len(words) if words else 1.0


def looks_like(text: str, own: str, other: str) -> str:
    """The language of `text`, which should be `own` and might be `other`; `own` where nothing speaks clearly."""
    sample = text[:_SAMPLE]
    if len(sample.split()) < _ENOUGH:
        return own
    ours, theirs = share(sample, own), share(sample, other)
    return other if ours is not None and theirs is not None and theirs > ours + _CLEARLY else own


@lru_cache(200_000)
def is_known(word: str, code: str) -> bool:
    """Whether the lexicon of a language has a word in this form."""
    if not covers(code):
        return False
    from simplemma import is_known as known

    return bool(known(word.lower(), lang=short(code)))


@cache
def listed(code: str) -> frozenset[str]:
    """The nouns whose genders are listed for a language, in the singular."""
    known = resources.table(f"languages/{short(code)}/nouns.toml")
    lists = (given for name, given in known.get("gender", {}).items() if name != "plural_only")
    return frozenset(word for given in lists for word in given)


# How usual a word is: the Zipf frequency from which it is so.
BANDS = {"everyday": 5.0, "common": 4.0, "uncommon": 3.0, "rare": 0.0}


def band(forms: Iterable[str], code: str) -> str:
    """How usual a word is, one of BANDS; empty for a language whose words nobody counted.

    Of its forms the most frequent one counts: a lemma may be the wrong one.
    """
    from wordfreq import available_languages

    if short(code) not in available_languages():
        return ""
    most = max(zipf(form, code) for form in forms)
    return next(name for name, least in BANDS.items() if most >= least)


@lru_cache(200_000)
def zipf(word: str, code: str) -> float:
    """How frequent a word is: the logarithm of its occurrences in a billion words, 0 for one that nobody counted."""
    from wordfreq import zipf_frequency

    try:
        return float(zipf_frequency(word, code))
    except LookupError:  # a language that is not in the lists
        return 0.0
