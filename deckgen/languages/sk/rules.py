"""The rules of Slovak beyond its data: the same as those of Czech."""

from __future__ import annotations

from deckgen.languages.cs.rules import Czech


class Slovak(Czech):
    """The rules of Slovak."""


RULES = Slovak
