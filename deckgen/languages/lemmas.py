"""The dictionary form of a word: what the lexicon has, what its ending suggests, what a language knows better."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from deckgen.languages.language import language, short
from deckgen.languages.lexicon import covers, is_known, zipf

_SHORT, _STEM = 3, 2  # letters
_WRITTEN = 1.0  # Zipf frequency
_RARER = 0.5  # by which a dictionary form may be rarer than the form met


@lru_cache(200_000)
def lemma(word: str, code: str) -> str:
    """The dictionary form of a word in small letters; the word itself where nobody knows it."""
    own = short(code)
    lowered = word.lower()
    if not covers(code):
        return lowered
    from simplemma import lemmatize

    found = guessed(lowered, code) or str(lemmatize(lowered, lang=own)).lower()
    lemmas = language(code).lemmas
    found = lemmas.get(lowered) or lemmas.get(found, found)
    if own == "it":
        found = _italian(lowered, found)
    if own == "cs":
        found = _adjective(lowered, found)
    # The lexicon has Czech negatives under what they deny: nepřípustná under přípustný. A negated verb has no entry.
    denied = own == "cs" and lowered.startswith("ne") and not found.startswith("ne") and lowered[2:3] == found[:1]
    return f"ne{found}" if denied and not re.search(language(code).verbs, found) else found


_CLITIC = re.compile("(.+[aei]r)(?:mi|ti|si|ci|vi|lo|la|li|le|gli|ne)")


def _italian(word: str, found: str) -> str:
    """The lemma of an Italian word, which the lexicon may have under another one, or not at all."""
    if found + "le" == word:
        return word  # bancale does not come from banca
    made = _CLITIC.fullmatch(word)
    if made and found == word and is_known(made[1] + "e", "it"):
        return made[1] + "e"  # comunicarle
    hard = re.sub("([cg])hiare$", r"\1are", found)
    return hard if zipf(hard, "it") > zipf(found, "it") else found  # cerchiamo: cercare, not cerchiare


_ENDINGS = "í(?:ho|m|mu|ch|mi)?"
_OF_NOUN = re.compile(rf"((.+)n){_ENDINGS}")
_OF_VERB = (
    (re.compile(rf"(.+[aeěou]jíc|.+[íaou]c){_ENDINGS}"), "í"),
    (re.compile("(.+ov)(?:ý|á|é|ého|ému|ém|ou|ým|ých|ými)"), "ý"),
)

_SHORT_FORM, _LONG_FORM = re.compile("([aeěá]n|[aeu]t)[ao]$"), re.compile("(ou|ého|ému|ém|ých|ým|ými|á|é)$")


def _adjective(word: str, found: str) -> str:
    """The lemma of a Czech word that may be an adjective, which the lexicon may have under the word it comes from."""
    made = _OF_NOUN.fullmatch(word)
    if made and found == made[2]:  # výkonnostní is no form of výkonnost
        return made[1] + "í"
    if _SHORT_FORM.search(found) and _LONG_FORM.search(word) and zipf(found[:-1] + "ý", "cs") > _WRITTEN:
        return found[:-1] + "ý"  # vyčleněnou is no form of vyčleněna
    if re.search(language("cs").verbs, found):  # vystavující is no form of vystavovat, zůstatkový none of zůstatkovat
        return next((m[1] + ending for pattern, ending in _OF_VERB if (m := pattern.fullmatch(word))), found)
    return found


@lru_cache(200_000)
def guessed(word: str, code: str) -> str:
    """The dictionary form of a word that the lexicon lacks, by its ending; empty for one that it has.

    Of the ways that the endings of the language allow, the one that people write most; where they write none, a way
    that hardly any word is an exception to, if there is such a one.
    """
    if len(word) <= _SHORT or is_known(word, code):
        return ""
    known = language(code)
    bare = word[2:] if short(code) == "cs" and word.startswith("ne") else word
    ways = {*_ways(word, known.forms), *(way for way in _ways(bare, known.forms) if re.search(known.verbs, way))}
    ways = {way for way in ways if not is_known(way, code) or lemma(way, code) == way}
    best = max(sorted(ways), key=lambda way: zipf(way, code), default="")
    if zipf(best, code) > max(_WRITTEN, zipf(word, code) - _RARER):
        return best
    return next(_ways(word, known.safe_forms), "")


def _ways(word: str, endings: Mapping[str, Sequence[str]]) -> Iterator[str]:
    for ending, ways in endings.items():
        stem = word.removesuffix(ending)
        if stem != word and len(stem) > _STEM:
            yield from (stem + way for way in ways)
            if "" in ways and re.search("[^aeiouyáéíóúůýě]{2}$", stem):
                yield f"{stem[:-1]}e{stem[-1]}"  # a vowel that other forms lose: výpadku, výpadek
