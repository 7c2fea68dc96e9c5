"""Words as they are where they stand: with their part of speech there, and the dictionary form that it has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from deckgen.languages.inflection import Number, WordClass, lemma_as
from deckgen.languages.language import language
from deckgen.languages.tokens import ACTING, NAMING, Token, is_acronym, is_function_word
from deckgen.vectors.word_classes import GENDERS, VERBS, Classes
from deckgen.vectors.words import Array

_SURE = 0.9  # probability of a class from which on it counts
_CERTAIN = 0.98  # of a gender: an article is learned with its noun
_LINKED = 0.5  # strength of a link from which on two words answer each other
_KINDS: dict[str, WordClass] = {"NOUN": "noun", "VERB": "verb", "AUX": "verb", "ADJ": "adjective"}


def in_place(words: Sequence[Token], classes: Classes, others: Classes, links: Array, code: str) -> tuple[Token, ...]:
    """The words of a sentence with what they are there; `links` are those to the other side's words, ours × theirs.

    Where a word and the one that answers it are not both verbs or both no verbs, neither is sure: the encoder is wrong
    about one in twenty words, but hardly ever about both.
    """
    acts, theirs = classes.probability(*ACTING), others.probability(*ACTING)
    found = []
    for n, word in enumerate(words):
        doubted = links.shape[1] > 0 and links[n].max() > _LINKED and abs(acts[n] - theirs[links[n].argmax()]) > _SURE
        found.append(word if doubted else _told(word, classes, n, code))
    return tuple(found)


def _told(word: Token, classes: Classes, n: int, code: str) -> Token:
    """A word with its class, if that is sure, and the dictionary form that goes with it."""
    here = classes[n]
    if here.sure < _SURE:
        return word
    gender, verb = classes.genders[n], classes.verbs[n]
    told = replace(
        word,
        upos=here.upos,
        verb=VERBS[int(verb.argmax())] if here.upos in ACTING and verb.max() >= _SURE else "",
        gender=GENDERS[int(gender.argmax())] if here.upos in NAMING and gender.max() >= _CERTAIN else "",
    )
    kind = _KINDS.get(here.upos)
    known = language(code)
    if kind is None or is_acronym(word.text.rstrip("’'")) or is_function_word(word, known):
        return told
    number: Number = {"sing": "sing", "plur": "plur"}.get(here.number, "")  # type: ignore[assignment]
    met = word.text.rstrip("’'") if known.keep_case else word.bare
    # Genders are wrong more often than lexicons, and the wrong one makes a noun of another word.
    made = lemma_as(met, code, kind, number=number)
    if not made.certain and told.gender:
        made = lemma_as(met, code, kind, told.gender, number)
    return replace(told, lemma=made.text) if made.certain else told
