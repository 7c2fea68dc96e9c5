"""Words as they stand in a text → their dictionary form: article and singular, infinitive, agreeing adjectives.

A form that no lexicon confirms, or whose gender is a guess, is said to be unsure; the rules are in here for the two
languages that the program was made for, and any other keeps the lemma of its first word.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from deckgen import lexicon
from deckgen.czech import adjectives_noun, czech, is_adjective, names_something, passive
from deckgen.grammar import Form, Kind, acts, infinitive, plain
from deckgen.italian import italian
from deckgen.italian_words import article_that_fits as italian_article
from deckgen.languages import Language, language, short
from deckgen.phrases import Token, is_participle, is_verb, tokens


def form(
    words: Sequence[Token], before: Iterable[str], code: str, kind: Kind | None = None, *, plural: bool = False
) -> Form:
    """The dictionary form of a phrase.

    `before` are the words that stand before it at its places: articles tell its gender. `kind` says what it is
    where that is known, because its counterpart is a verb, say; with `plural` it is a noun that is used in the plural.
    """
    if short(code) == "it":
        return italian(words, Counter(before), kind, plural=plural)
    if short(code) == "cs":
        return czech(words, kind, plural=plural)
    lemma = words[0].lemma if len(words) == 1 else plain(words, 0)
    return Form(lemma, kind or "noun", sure=False)  # without rules there is nothing to be sure of


def article_that_fits(text: str, code: str) -> str:
    """The article that belongs before these words instead of theirs; empty where theirs is right, or no rule known."""
    return italian_article(text) if short(code) == "it" else ""


_BARE = frozenset(["di", "a", "da", "per", "con", "senza"])  # stand before nouns, and before infinitives as well


def kind_of(words: Sequence[Token], before: Sequence[str], code: str, answer: Sequence[Token], other: str) -> Kind:
    """What a phrase is, judged by itself, by the words before it, and by its counterpart `answer`."""
    known = language(code)
    if words[0].bare in known.links and len(words) > 1:
        return "phrase"
    # Of a participle after a form of to be, the counterpart tells whether something happens: è stato approvato.
    passed = any(word in known.auxiliaries or lexicon.lemma(word, code) in known.auxiliaries for word in before if word)
    if passed and is_participle(words[0].bare, known) and any(map(passive, answer)):
        return "verb"
    first = words[0].lemma
    verb = is_verb(first, known) and first not in lexicon.listed(code) and not first.endswith("iere")
    if verb and (any(acts(word, other) or infinitive(word, other) for word in answer) or _finite(words[0], known)):
        return "verb"
    determined = any(word.rstrip("’'") in known.determiners - _BARE for word in before)
    if verb and not determined and words[0].bare == words[0].lemma:
        return "verb"
    like_one = bool(known.adjectives and re.search(known.adjectives, words[0].lemma))
    like_one = like_one or any(word and lexicon.lemma(word, code) == "essere" for word in before)
    if len(words) == 1 and like_one and not determined and answer and all(map(is_adjective, answer)):
        return "adjective"
    return "noun"


def answers(words: Sequence[Token], following: Sequence[Token], kind: Kind, code: str) -> bool:
    """Whether some words can be what a term of this kind is in another language: a noun is answered by a noun.

    Where it is not, the words are a part of something longer. `following` are the words behind them.
    """
    if kind != "noun" or short(code) != "cs":
        return True
    return names_something(words, following)


def describes(word: Token, code: str) -> bool:
    """Whether a word is an adjective, as far as there are rules for its language."""
    return short(code) == "cs" and is_adjective(word)


def adjectives_of(text: str, code: str) -> frozenset[int]:
    """Where adjectives begin in a sentence, as far as there are rules for its language."""
    return frozenset(token.start for token in tokens(text, code) if describes(token, code))


def cut_short(words: Sequence[Token], following: Sequence[Token], code: str) -> int:
    """How many of the `following` words belong to the words before them, and are to be taken along.

    An adjective behind a noun describes the next noun: řidiči vysokozdvižných | vozíků.
    """
    return adjectives_noun(words, following) if short(code) == "cs" else 0


def with_pronoun(words: Sequence[str], span: tuple[int, int], code: str) -> tuple[int, int]:
    """A span of words with the reflexive pronoun beside it, if there is one."""
    pronouns = language(code).pronouns
    first, last = span
    if first and words[first - 1].lower() in pronouns:
        return first - 1, last
    return (first, last + 1) if last < len(words) and words[last].lower() in pronouns else span


def _finite(word: Token, known: Language) -> bool:
    """Whether a word can be nothing but a verb in a sentence."""
    return bool(known.finite and re.search(known.finite, word.bare))
