"""Corrections to the Italian lexicon."""

from __future__ import annotations

import re

from deckgen.languages.lexicon import is_known, zipf

_CLITIC = re.compile("(.+[aei]r)(?:mi|ti|si|ci|vi|lo|la|li|le|gli|ne)")


def corrected(word: str, found: str) -> str:
    """The lemma of an Italian word, given that the lexicon says `found`."""
    if found + "le" == word:
        return word  # bancale does not come from banca
    made = _CLITIC.fullmatch(word)
    if made and found == word and is_known(made[1] + "e", "it"):
        return made[1] + "e"  # comunicarle
    hard = re.sub("([cg])hiare$", r"\1are", found)
    return hard if zipf(hard, "it") > zipf(found, "it") else found  # cerchiamo: cercare, not cerchiare
