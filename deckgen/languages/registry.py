"""The rules of a language, found by its code and loaded on demand."""

from __future__ import annotations

import importlib
from functools import cache

from deckgen.files import resources
from deckgen.languages.language import short
from deckgen.languages.rules import Rules


@cache
def rules_of(code: str) -> Rules:
    """The rules of the language `code`: those in the module `rules` of its folder, else the general ones."""
    own = short(code)
    if not resources.exists(f"languages/{own}/rules.py"):
        return Rules(code)
    made: Rules = importlib.import_module(f"deckgen.languages.{own}.rules").RULES(code)
    return made
