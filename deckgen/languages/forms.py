"""Phrases of a text and their counterparts in its translation: the kind of a phrase, and its surroundings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from deckgen.languages import lemmas, lexicon
from deckgen.languages.grammar import Kind
from deckgen.languages.language import Language, language
from deckgen.languages.registry import rules_of
from deckgen.languages.rules import Rules
from deckgen.languages.tokens import ACTING, Place, Token, beside, has_digits, is_function_word, is_participle, is_verb


def kind_of(words: Sequence[Token], before: Sequence[str], code: str, answer: Sequence[Token], other: str) -> Kind:
    """The kind of a phrase, judged by its words, the words before it at its places, and its counterpart `answer`."""
    front, back = rules_of(code), rules_of(other)
    known = front.known
    if words[0].bare in known.links | known.opening and len(words) > 1:
        return "phrase"
    if words[0].bare in known.pronouns and len(words) > 1:  # si impegna
        return kind_of(words[1:], [words[0].bare], code, answer, other)
    if _is_verb(front, back, words, before, answer):
        return "verb"
    determined = _determined(before, known)
    if not determined and _is_adjective(front, back, words, before, answer):
        return "adjective"
    if (
        len(words) == 2
        and not determined
        and is_participle(words[1].bare, known)
        and back.opens_with_preposition(answer)
    ):
        return "phrase"  # IVA esclusa, bez DPH
    return "noun"


def _is_verb(front: Rules, back: Rules, words: Sequence[Token], before: Sequence[str], answer: Sequence[Token]) -> bool:
    known, first = front.known, words[0]
    if first.upos and answer and all(word.upos for word in answer):
        acts = [any(word.upos in ACTING for word in side) for side in ((first,), answer)]
        if not any(acts):
            return False
        if all(acts) and first.verb != "Part":  # a participle may be a passive, or an adjective
            return True
    # The counterpart tells whether a participle after a form of "to be" is a passive: è stato approvato.
    helped = any(
        word in known.auxiliaries or lemmas.lemma(word, front.code) in known.auxiliaries for word in before if word
    )
    if helped and is_participle(first.bare, known) and any(map(back.passive, answer)):
        return True
    happens = any(map(back.is_verb_form, answer))
    verb = is_verb(first.lemma, known) and first.lemma not in lexicon.listed(front.code)
    if verb and (happens or _is_finite(first, known)):
        return True
    if verb and not _determined(before, known) and first.bare == first.lemma:
        return True
    open_place = not any(_bare(word) in known.before_nouns for word in before)
    return happens and open_place and front.may_be_verb(first)


def _is_adjective(
    front: Rules, back: Rules, words: Sequence[Token], before: Sequence[str], answer: Sequence[Token]
) -> bool:
    """Whether a phrase and its counterpart are both adjectives, possibly with adverbs before them."""
    known, first = front.known, words[0]
    if not answer or any(_bare(word) in known.links for word in before):  # no adjective directly follows a preposition
        return False
    named = len(words) == 1 and bool({first.bare, first.lemma} & lexicon.listed(front.code))  # also a noun
    adjective = front.is_adjective_phrase(words)
    if adjective and not named and back.is_adjective_phrase(answer):  # esente da tasse, osvobozený od daně
        return True
    modified = all(back.is_adverb(answer, n) for n in range(len(answer) - 1))
    if adjective and back.is_adjective(answer[-1]) and modified:
        return True
    if len(words) > 1 or not all(map(back.is_adjective, answer)):
        return False
    like_one = bool(known.adjectives and re.search(known.adjectives, first.lemma))
    return like_one or any(word and lemmas.lemma(word, front.code) in known.copulas for word in before)


def _determined(before: Sequence[str], known: Language) -> bool:
    """Whether an article or another determiner announces a noun."""
    return any(_bare(word) in known.determiners - known.ambiguous for word in before)


def _bare(word: str) -> str:
    return word.rstrip("’'")


def _is_finite(word: Token, known: Language) -> bool:
    """Whether a word can only be a finite verb."""
    return bool(known.finite and re.search(known.finite, word.bare))


# ------------------------------------------------------------------ surroundings of a phrase

# Neighbours which suggest that words are part of a longer phrase, or, in the case of a comma, that they are not.
SURROUNDINGS = (
    *("behind a preposition", "behind a noun", "before a preposition", "before one with an article"),
    *("before an adjective", "before a comma"),
)


def surroundings(place: Place, sentence: Sequence[Token], code: str) -> dict[str, bool]:
    """Which of SURROUNDINGS apply to the words at a place."""
    rules = rules_of(code)
    known = rules.known
    before, behind = beside(place, sentence)
    with_article = known.links & known.determiners - known.ambiguous
    return {
        "behind a preposition": before is not None and before.bare in known.links - with_article,
        "behind a noun": before is not None and not is_function_word(before, known) and not has_digits(before),
        "before a preposition": behind is not None and behind.bare in known.links - with_article,
        "before one with an article": behind is not None and behind.bare in with_article,
        "before an adjective": behind is not None
        and not is_function_word(behind, known)
        and rules.is_adjective(behind),
        "before a comma": behind is None,
    }


def classified(words: Sequence[Token], code: str) -> tuple[Token, ...]:
    """The words of a sentence, each with its kind where that can be told."""
    rules = rules_of(code)
    found: list[Token] = []
    determined = False
    for word in words:
        kind = rules.word_kind(word)
        found.append(word if kind == "verb" and determined else replace(word, kind=kind))
        determined = word.bare in rules.known.determiners and not word.breaks
    return tuple(found)


def with_pronoun(words: Sequence[Token], span: tuple[int, int], code: str) -> tuple[int, int]:
    """A span of words, extended by an adjacent reflexive pronoun."""
    pronouns = language(code).pronouns
    first, last = span
    if first and words[first - 1].text.lower() in pronouns:
        return first - 1, last
    return (first, last + 1) if last < len(words) and words[last].text.lower() in pronouns else span
