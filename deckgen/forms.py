"""Words as they stand in a text → their dictionary form: article and singular, infinitive, agreeing adjectives.

A form that no lexicon confirms, or whose gender is a guess, is said to be unsure; the rules are in here for the two
languages that the program was made for, and any other keeps the lemma of its first word.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from deckgen import lexicon
from deckgen.czech import czech, is_adjective
from deckgen.grammar import Form, Kind, acts, infinitive, plain
from deckgen.italian import article_that_fits as italian_article
from deckgen.italian import italian
from deckgen.languages import language
from deckgen.phrases import Token, is_verb


def form(
    words: Sequence[Token], before: Iterable[str], code: str, kind: Kind | None = None, *, plural: bool = False
) -> Form:
    """The dictionary form of a phrase.

    `before` are the words that stand before it at its places: articles tell its gender. `kind` says what it is
    where that is known, because its counterpart is a verb, say; with `plural` it is a noun that is used in the plural.
    """
    short = code.split("-")[0].lower()
    if short == "it":
        return italian(words, Counter(before), kind, plural=plural)
    if short == "cs":
        return czech(words, kind, plural=plural)
    lemma = words[0].lemma if len(words) == 1 else plain(words, 0)
    return Form(lemma, kind or "noun", sure=False)  # without rules there is nothing to be sure of


def article_that_fits(text: str, code: str) -> str:
    """The article that belongs before these words instead of theirs; empty where theirs is right, or no rule known."""
    return italian_article(text) if code.split("-")[0].lower() == "it" else ""


_BARE = frozenset(["di", "a", "da", "per", "con", "senza"])  # stand before nouns, and before infinitives as well


def kind_of(words: Sequence[Token], before: Sequence[str], code: str, answer: Sequence[Token], other: str) -> Kind:
    """What a phrase is, judged by itself, by the words before it, and by its counterpart `answer`."""
    known = language(code)
    first = words[0].lemma
    verb = is_verb(first, known) and first not in lexicon.listed(code) and not first.endswith("iere")
    if verb and any(acts(word, other) or infinitive(word, other) for word in answer):
        return "verb"
    determined = any(word.rstrip("’'") in known.determiners - _BARE for word in before)
    if verb and not determined and words[0].bare == words[0].lemma:
        return "verb"
    like_one = bool(known.adjectives and re.search(known.adjectives, words[0].lemma))
    like_one = like_one or any(word and lexicon.lemma(word, code) == "essere" for word in before)
    if len(words) == 1 and like_one and not determined and answer and all(map(is_adjective, answer)):
        return "adjective"
    return "noun"
