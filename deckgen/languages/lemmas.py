"""The dictionary form of a word: from the lexicon, by its ending, or from the language's corrections."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, lru_cache

from deckgen.files import resources
from deckgen.languages.language import Language, language, short
from deckgen.languages.lexicon import covers, is_known, zipf

_SHORT, _STEM = 3, 2  # letters
_WRITTEN = 1.0  # Zipf frequency
_RARER = 0.5  # how much rarer a dictionary form may be than the form in the text, in Zipf frequency


@lru_cache(200_000)
def lemma(word: str, code: str) -> str:
    """The dictionary form of a word (itself without a lexicon), in lower case unless the language keeps case."""
    known = language(code)
    met = word if known.keep_case else word.lower()
    if not covers(code):
        return met
    from simplemma import lemmatize

    found = guessed(met, code) or _cased(str(lemmatize(met, lang=short(code))), known)
    found = known.lemmas.get(met) or known.lemmas.get(found, found)
    found = _corrections(short(code))(met, found)
    return known.negation + found if _denies(met, found, known) else found


def _cased(text: str, known: Language) -> str:
    return text if known.keep_case else text.lower()


def _denies(word: str, found: str, known: Language) -> bool:
    """Whether the lexicon lists a negated word under the positive one; negated verbs keep their lemma."""
    prefix = known.negation
    if not prefix or not word.startswith(prefix) or found.startswith(prefix) or re.search(known.verbs, found):
        return False
    return word[len(prefix) :][:1] == found[:1]


@cache
def _corrections(own: str) -> Callable[[str, str], str]:
    """The language's corrections to the lexicon: `corrected` of its module `lemmas`, if it has one."""
    if not resources.exists(f"languages/{own}/lemmas.py"):
        return lambda _, found: found
    corrected: Callable[[str, str], str] = importlib.import_module(f"deckgen.languages.{own}.lemmas").corrected
    return corrected


@lru_cache(200_000)
def guessed(word: str, code: str) -> str:
    """The dictionary form of a word that the lexicon lacks, guessed by its ending; empty for a word that it has.

    The most frequent of the forms that the endings of the language allow; if none is in use, one by an ending
    with hardly any exceptions, if there is one.
    """
    if len(word) <= _SHORT or is_known(word, code):
        return ""
    known = language(code)
    bare = word.removeprefix(known.negation)
    ways = set(_ways(word, known.forms, known))
    ways |= {way for way in _ways(bare, known.forms, known) if re.search(known.verbs, way)}
    ways = {way for way in ways if not is_known(way, code) or lemma(way, code) == way}
    best = max(sorted(ways), key=lambda way: zipf(way, code), default="")
    if zipf(best, code) > max(_WRITTEN, zipf(word, code) - _RARER):
        return best
    return next(_ways(word, known.safe_forms, known), "")


def _ways(word: str, endings: Mapping[str, Sequence[str]], known: Language) -> Iterator[str]:
    for ending, ways in endings.items():
        stem = word.removesuffix(ending)
        if stem != word and len(stem) > _STEM:
            yield from (stem + way for way in ways)
            if known.fleeting and "" in ways and re.search(known.fleeting_behind, stem):
                yield stem[:-1] + known.fleeting + stem[-1]
