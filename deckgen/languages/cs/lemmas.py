"""Corrections to the Czech lexicon: adjectives listed under the noun or verb that they derive from."""

from __future__ import annotations

import re

from deckgen.languages.language import language
from deckgen.languages.lexicon import zipf

_WRITTEN = 1.0  # Zipf frequency
_ENDINGS = "í(?:ho|m|mu|ch|mi)?"
_OF_NOUN = re.compile(rf"((.+)n){_ENDINGS}")
_OF_VERB = (
    (re.compile(rf"(.+[aeěou]jíc|.+[íaou]c){_ENDINGS}"), "í"),
    (re.compile("(.+ov)(?:ý|á|é|ého|ému|ém|ou|ým|ých|ými)"), "ý"),
)
_SHORT_FORM, _LONG_FORM = re.compile("([aeěá]n|[aeu]t)[ao]$"), re.compile("(ou|ého|ému|ém|ých|ým|ými|á|é)$")


def corrected(word: str, found: str) -> str:
    """The lemma of a Czech word, given that the lexicon says `found`."""
    made = _OF_NOUN.fullmatch(word)
    if made and found == made[2]:  # výkonnostní is not a form of výkonnost
        return made[1] + "í"
    if _SHORT_FORM.search(found) and _LONG_FORM.search(word) and zipf(found[:-1] + "ý", "cs") > _WRITTEN:
        return found[:-1] + "ý"  # vyčleněnou is not a form of vyčleněna
    if re.search(language("cs").verbs, found):  # vystavující is not a form of vystavovat, nor zůstatkový of zůstatkovat
        return next((m[1] + ending for pattern, ending in _OF_VERB if (m := pattern.fullmatch(word))), found)
    return found
