"""Words as they stand in a text → their dictionary form: article and singular, infinitive, agreeing adjectives.

A form that no lexicon confirms, or whose gender is a guess, is said to be unsure; the rules are in here for the two
languages that the program was made for, and any other keeps the lemma of its first word.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from deckgen.languages import lemmas, lexicon
from deckgen.languages.cs.phrases import (
    adjectives_noun,
    czech,
    describes_by,
    is_adverbial,
    may_be_many,
    names_something,
    opens_phrase,
)
from deckgen.languages.cs.words import is_adjective, passive
from deckgen.languages.grammar import Form, Kind, plain
from deckgen.languages.it.phrases import describing, italian
from deckgen.languages.it.words import article_that_fits as italian_article
from deckgen.languages.it.words import finite_of, infinitive_of, means_many
from deckgen.languages.language import Language, language, short
from deckgen.languages.rules import acts, infinitive
from deckgen.languages.tokens import Place, Token, beside, is_participle, is_small, is_verb, tokens

if TYPE_CHECKING:
    from deckgen.languages.tokens import WordKind


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


def many_for_one(words: Sequence[Token], code: str, answer: Sequence[Token], other: str) -> bool:
    """Whether a singular is answered by a plural that is a plural in the dictionary too: il personale, zaměstnanci."""
    return short(code) == "it" and short(other) == "cs" and means_many(words[0]) and may_be_many(answer)


def article_that_fits(text: str, code: str) -> str:
    """The article that belongs before these words instead of theirs; empty where theirs is right, or no rule known."""
    return italian_article(text) if short(code) == "it" else ""


_BARE = frozenset(["di", "a", "da", "per", "con", "senza"])  # stand before nouns, and before infinitives as well


def kind_of(words: Sequence[Token], before: Sequence[str], code: str, answer: Sequence[Token], other: str) -> Kind:
    """What a phrase is, judged by itself, by the words before it, and by its counterpart `answer`."""
    known = language(code)
    if words[0].bare in known.links | known.opening and len(words) > 1:
        return "phrase"
    if words[0].bare in known.pronouns and len(words) > 1:  # si impegna
        return kind_of(words[1:], [words[0].bare], code, answer, other)
    # Of a participle after a form of to be, the counterpart tells whether something happens: è stato approvato.
    passed = any(word in known.auxiliaries or lemmas.lemma(word, code) in known.auxiliaries for word in before if word)
    if passed and is_participle(words[0].bare, known) and any(map(passive, answer)):
        return "verb"
    first = words[0].lemma
    happens = any(acts(word, other) or infinitive(word, other) for word in answer)
    verb = is_verb(first, known) and first not in lexicon.listed(code)
    if verb and (happens or _finite(words[0], known)):
        return "verb"
    determined = any(word.rstrip("’'") in known.determiners - _BARE for word in before)
    if verb and not determined and words[0].bare == words[0].lemma:
        return "verb"
    open_place = not any(word.rstrip("’'") in known.determiners | known.links for word in before)
    if happens and open_place and short(code) == "it" and _may_act(words[0]):
        return "verb"
    named = len(words) == 1 and bool({words[0].bare, first} & lexicon.listed(code))
    linked = any(word.rstrip("’'") in known.links for word in before)  # no adjective stands behind a preposition
    if not determined and not linked and _describes(words, before, code, answer, named=named):
        return "adjective"
    if len(words) == 2 and not determined and is_participle(words[1].bare, known) and opens_phrase(answer):
        return "phrase"  # IVA esclusa, bez DPH
    return "noun"


def _may_act(word: Token) -> bool:
    """Whether an Italian word can be a form of a verb, though the lexicon has it as another word."""
    return bool(infinitive_of(word) or finite_of(word))


def _describes(
    words: Sequence[Token], before: Sequence[str], code: str, answer: Sequence[Token], *, named: bool
) -> bool:
    """Whether a phrase is an adjective, with adverbs before it perhaps, and so is its counterpart.

    What is `named` may be a noun as well.
    """
    known = language(code)
    if not answer:
        return False
    adjective = short(code) == "it" and describing(words) is not None
    if adjective and not named and describes_by(answer):  # esente da tasse, osvobozený od daně
        return True
    if adjective and is_adjective(answer[-1]) and all(is_adverbial(answer, n) for n in range(len(answer) - 1)):
        return True
    if len(words) > 1 or not all(map(is_adjective, answer)):
        return False
    like_one = bool(known.adjectives and re.search(known.adjectives, words[0].lemma))
    return like_one or any(word and lemmas.lemma(word, code) == "essere" for word in before)


def answers(words: Sequence[Token], following: Sequence[Token], kind: Kind, code: str) -> bool:
    """Whether some words can be what a term of this kind is in another language: a noun is answered by a noun.

    Where it is not, the words are a part of something longer. `following` are the words behind them.
    """
    if kind != "noun" or short(code) != "cs":
        return True
    return names_something(words, following)


def describes(word: Token, code: str) -> bool:
    """Whether a word is an adjective, as far as there are rules for its language."""
    if short(code) == "it":
        return describing([word]) is not None
    return short(code) == "cs" and is_adjective(word)


# What may stand beside words and say that they are a part of a longer phrase, or, by a comma, that they are none.
SURROUNDINGS = (
    *("behind a preposition", "behind a noun", "before a preposition", "before one with an article"),
    *("before an adjective", "before a comma"),
)


def surroundings(place: Place, sentence: Sequence[Token], code: str) -> tuple[bool, ...]:
    """Which of SURROUNDINGS stand beside the words at a place."""
    known = language(code)
    before, behind = beside(place, sentence)
    with_article = known.links & known.determiners - _BARE
    return (
        before is not None and before.bare in known.links - with_article,
        before is not None and not is_small(before, known),
        behind is not None and behind.bare in known.links - with_article,
        behind is not None and behind.bare in with_article,
        behind is not None and not is_small(behind, known) and describes(behind, code),
        behind is None,
    )


def kinds_of(text: str, code: str) -> dict[int, WordKind]:
    """Of what kind the words of a sentence are, by the place where each begins; only where something tells."""
    known = language(code)
    found: dict[int, WordKind] = {}
    determined = False
    for word in tokens(text, code):
        kind = _word_kind(word, known, code)
        if kind and not (kind == "verb" and determined):
            found[word.start] = kind
        determined = word.bare in known.determiners and not word.breaks
    return found


def _word_kind(word: Token, known: Language, code: str) -> WordKind | None:
    if word.bare in known.pronouns:
        return "pronoun"
    if is_small(word, known):
        return "function"
    if short(code) == "cs" and is_adjective(word):
        return "adjective"
    happens = acts(word, code) or infinitive(word, code) or (short(code) == "cs" and passive(word))
    return "verb" if happens else None


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
