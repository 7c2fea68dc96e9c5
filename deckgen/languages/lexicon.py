"""The words of a language: which it has, which nouns are listed, how frequent they are."""

from __future__ import annotations

import itertools
import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from itertools import repeat

from deckgen.files import resources
from deckgen.languages.language import FALLBACK, language, short

_ENOUGH = 20  # words; with fewer the language cannot be judged
_SAMPLE = 4000  # letters
_CLEARLY = 0.3
_SENTENCE = 4  # words; a shorter passage may be a name

_WORD = re.compile(r"[^\W\d_]+")


@cache
def _covered() -> frozenset[str]:
    from simplemma.strategies.dictionaries.dictionary_factory import SUPPORTED_LANGUAGES

    return frozenset(SUPPORTED_LANGUAGES)


def covers(code: str) -> bool:
    """Whether there is a lexicon for a language."""
    return short(code) in _covered()


def share(text: str, code: str) -> float | None:
    """The share of the ordinary words of a text that this language has, 0 … 1; None for a language without a lexicon.

    Words of one or two letters, which languages share, and names do not count; a text without any other words
    scores 1.
    """
    if not covers(code):
        return None
    words = _ordinary(text)
    return sum(map(is_known, words, repeat(code))) / len(words) if words else 1.0


@lru_cache(2)  # a text is asked for in two languages
def _ordinary(text: str) -> tuple[str, ...]:
    words: list[str] = _WORD.findall(text)
    opening = words[:1] if words and text.startswith(words[0]) and words[0].istitle() else []
    return tuple(word for word in (*opening, *filter(str.islower, words)) if len(word) > 2)


def looks_like(text: str, own: str, other: str) -> str:
    """The language of `text`, expected to be `own`: `other` only if that is clearly more likely."""
    sample = text[:_SAMPLE]
    if len(sample.split()) < _ENOUGH:
        return own
    ours = share(sample, own)
    if ours is None or ours + _CLEARLY >= 1:  # a share is at most 1, and a lexicon takes long to load
        return own
    theirs = share(sample, other)
    return other if theirs is not None and theirs > ours + _CLEARLY else own


def looks_foreign(text: str, own: str, other: str) -> str:
    """The language that a sentence was left in, `other` or English, if it should be in `own`; empty if it is.

    Loan words are in several lexicons, so the function words decide beside them.
    """
    words = [word.lower() for word in _WORD.findall(text)]
    ours = share(text, own) if len(words) >= _SENTENCE else None
    if ours is None or ours + _CLEARLY > 1:
        return ""
    for candidate in dict.fromkeys((other, FALLBACK)):
        # The function words come first: a third lexicon takes longer to load than a short text to read.
        hits = [sum(word in language(code).function_words for word in words) for code in (own, candidate)]
        if short(candidate) != short(own) and hits[0] <= hits[1]:
            theirs = share(text, candidate)
            if theirs is not None and theirs >= ours + _CLEARLY:
                return candidate
    return ""


@lru_cache(200_000)
def is_known(word: str, code: str) -> bool:
    """Whether the lexicon of a language has a word in this form."""
    if not covers(code):
        return False
    from simplemma import is_known as known

    # Loaded for a few thousand words: the other way of reading a lexicon takes twice as long and 50 MB for each.
    return bool(known(word.lower(), lang=short(code), low_memory=True))


_COMMON = 3000  # words, in which every letter of a language occurs
_OFTEN = 2  # of them that have a letter: names and loan words bring in letters of other languages


@cache
def letters(code: str) -> frozenset[str]:
    """The letters beyond ASCII that common words of a language have; none for a language without frequency data."""
    from wordfreq import available_languages, top_n_list

    if short(code) not in available_languages():
        return frozenset()
    words = top_n_list(short(code), _COMMON)
    times = Counter(letter for word in words for letter in set(word) if letter.isalpha() and not letter.isascii())
    return frozenset(letter for letter, number in times.items() if number >= _OFTEN)


@cache
def listed(code: str) -> frozenset[str]:
    """The nouns of a language whose gender is listed, in the singular."""
    known = resources.table(f"languages/{short(code)}/nouns.toml")
    lists = (given for name, given in known.get("gender", {}).items() if name != "plural_only")
    return frozenset(word for given in lists for word in given)


_PLAIN = re.compile("(?:[a-zà-öø-ÿ]|(?![ĳŀŉ])[Ā-ž])+")  # small Latin letters that are written in one way
_LEAST = 1e-9  # the share of a word that is 0 on the Zipf scale


@lru_cache(200_000)
def zipf(word: str, code: str) -> float:
    """The Zipf frequency of a word: log10 of its occurrences in a billion words, 0 if unknown.

    It is that of `wordfreq`, which takes ten times as long to cut one word into words as to look it up, and half a
    second to arrange a list in a dictionary.
    """
    shares = _shares(short(code))
    small = word.lower()
    if not shares:
        return _counted(word, code)
    total = 0.0  # of the inverse shares: a word of several is rarer than the rarest of them
    for part, times in [(small, 1.0)] if _PLAIN.fullmatch(small) else _parts(word, code):
        if part not in shares:
            return 0.0
        total += 1 / (shares[part] * times)
    share = max(_LEAST, 1 / total) if total else _LEAST
    return round(math.log10(round(share, math.floor(-math.log10(share)) + 3)) + 9, 2)


def _counted(word: str, code: str) -> float:
    """The Zipf frequency of a word by `wordfreq`."""
    from wordfreq import zipf_frequency

    try:
        return float(zipf_frequency(word, code))
    except (LookupError, ImportError):  # no list for this language, or no program that cuts its text into words
        return 0.0


def _parts(word: str, code: str) -> Iterator[tuple[str, float]]:
    """The words that `wordfreq` counts in a word; numbers of the same length are one, of which each has a share."""
    from wordfreq.numbers import digit_freq, smash_numbers
    from wordfreq.tokens import lossy_tokenize

    for part in lossy_tokenize(word, code):
        same = smash_numbers(part)
        yield same, 1.0 if same == part else float(digit_freq(part))


@cache
def _shares(own: str) -> Mapping[str, float]:
    """The share of each word of a language in all words; empty where words are respelled before they are looked up."""
    from wordfreq import available_languages, get_frequency_list
    from wordfreq.language_info import get_language_info

    respelled = ("remove_marks", "dotless_i", "diacritics_under", "transliteration", "lookup_transliteration")
    info = get_language_info(own) if own in available_languages() else {}
    if info.get("tokenizer") != "regex" or info["normal_form"] != "NFC" or any(info[each] for each in respelled):
        return {}
    found: dict[str, float] = {}
    for rank, words in enumerate(get_frequency_list(own, "best")):  # by hundredths of a power of ten
        found.update(zip(words, itertools.repeat(10 ** (-rank / 100))))
    return found
