"""Which language a text is in, where nobody said it."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cache

from deckgen.languages.language import short

_SAMPLE = 200  # words
_FEWEST = 3  # words; with fewer nothing can be said
_READ = 4000  # letters
_TOP, _RARE = 9.0, 4.5  # the Zipf scale: of a word that is every second one, and of the rarest that are looked at
_UNKNOWN = 2.5  # of a word that is not among them, such as a name
# A text is in the likeliest language if its words are so much more frequent there, on the Zipf scale, than in the next
# one. Of 2 760 runs of twenty words from treebanks of nine languages none is taken for another language so, and 1.3 %
# for none; of runs of eight words 0.7 % for another and 6 % for none.
_APART = 0.2
_STRANGE = 3.4  # the mean frequency of sixty words in their own language is higher, and mostly lower in another one
_LETTERS = re.compile(r"[^\W\d_]+(?:[’'](?=\w))?")
_SCRIPTS = {
    "CYRILLIC": ("ru", "uk", "bg", "mk"),
    "GREEK": ("el",),
    "HEBREW": ("he",),
    "ARABIC": ("ar", "fa", "ur"),
    "DEVANAGARI": ("hi",),
    "BENGALI": ("bn",),
    "TAMIL": ("ta",),
    "HANGUL": ("ko",),
    "HIRAGANA": ("ja",),
    "KATAKANA": ("ja",),
    "CJK": ("zh",),
}
_SHARED = "sh"  # one list for what people call several languages


def recognised(text: str) -> str:
    """The code of the language that a text is in; empty if that cannot be told, as for a few words."""
    script = _script(text)
    if not script:
        return ""
    known = _SCRIPTS.get(script, _latin())
    if len(known) == 1:
        return known[0]
    words = _words(text)
    if len(words) < _FEWEST:
        return ""
    means = sorted(((_frequency(words, code), code) for code in known), reverse=True)
    (best, code), (second, _) = means[:2]
    return code if best >= second + _APART else ""


def may_be(text: str, code: str, others: Iterable[str]) -> bool:
    """Whether a text may be in the language `code`, as somebody says, and is not clearly rather in one of `others`.

    A quick test of a label; it takes a language for one that is close to it.
    """
    words, own = _words(text), short(code)
    if len(words) < _FEWEST or not _common(own):
        return True
    likely = _frequency(words, own)
    return likely >= _STRANGE and all(_frequency(words, short(each)) < likely + _APART for each in others)


def _words(text: str) -> list[str]:
    return [word.lower() for word in _LETTERS.findall(text[:_READ])][:_SAMPLE]


def _frequency(words: list[str], code: str) -> float:
    """How frequent words are in a language on average, on the Zipf scale."""
    common = _common(code)
    return sum(common.get(word, _UNKNOWN) for word in words) / len(words) if words else 0.0


@cache
def _common(code: str) -> Mapping[str, float]:
    """The common words of a language with their frequencies on the Zipf scale; none for a language without a list.

    The lists are read without the library's own dictionaries, which keep all words of all languages in memory.
    """
    from wordfreq import available_languages, read_cBpack

    path = available_languages("small").get(code)
    buckets = read_cBpack(path)[: round(100 * (_TOP - _RARE))] if path else ()  # one for each hundredth of the scale
    return {word: _TOP - n / 100 for n, words in enumerate(buckets) for word in words}


@cache
def _latin() -> tuple[str, ...]:
    """The languages that are written in Latin letters and have a list of frequent words."""
    from wordfreq import available_languages

    others = {code for codes in _SCRIPTS.values() for code in codes} | {_SHARED}
    return tuple(sorted(set(available_languages("small")) - others))


def _script(text: str) -> str:
    """The script of most letters of a text, as Unicode calls it; empty without letters."""
    letters = [letter for letter in text[:_READ] if letter.isalpha()]
    found = Counter(unicodedata.name(letter, "?").partition(" ")[0] for letter in letters)
    if found["HIRAGANA"] + found["KATAKANA"] > len(letters) / 10:
        return "HIRAGANA"
    return max(found, key=found.__getitem__, default="")
