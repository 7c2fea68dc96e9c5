"""Words and short phrases of a text that may be key terms: candidates, each with every place where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from deckgen.files import resources
from deckgen.languages import lexicon
from deckgen.languages.language import Language, language, short
from deckgen.languages.tokens import Place, Token, is_acronym, is_participle, is_verb, tokens

MOST_WORDS = 4  # words of a term
_COMMON = 5.3  # Zipf frequency


@dataclass(frozen=True)
class Candidate:
    """A phrase under the lemmas of its words."""

    lemmas: tuple[str, ...]
    places: tuple[Place, ...]


@cache
def _fixed(code: str) -> frozenset[tuple[str, ...]]:
    """Phrases that are terms whatever their words are, as `_plainly` has them; only some languages have a list."""
    return frozenset(
        _plainly(tokens(phrase, code), code) for phrase in resources.listed(f"languages/{short(code)}/phrases.txt")
    )


def _plainly(words: Sequence[Token], code: str) -> tuple[str, ...]:
    """What a listed phrase is found by: its lemmas, or where it begins with a small word, its words as they stand.

    A preposition at its end may hold the article of what comes behind: al netto dell’, al netto di.
    """
    known = language(code)
    plain = resources.table(f"languages/{short(code)}/nouns.toml").get("prepositions", {})
    stays = words[0].bare in known.links | known.opening
    *others, last = words
    ending = plain.get(last.text.lower().replace("'", "’"), last.bare if stays else last.lemma)
    return (*(word.bare if stays else word.lemma for word in others), ending)


def is_fixed(words: Sequence[Token], code: str) -> bool:
    """Whether words are listed as a term: per iscritto, materia prima, mettere a disposizione."""
    return len(words) > 1 and _plainly(words, code) in _fixed(code)


def candidates(sentences: Sequence[Sequence[Token]], code: str) -> list[Candidate]:
    """Every phrase of one to four words that begins and ends with a word of its own meaning, in order of first place.

    So is every phrase that is listed (`is_fixed`). Names are left out: words that the text only ever writes with a
    capital, inside its sentences.
    """
    known = language(code)
    names = _names(sentences, code) if known.capitals_mean_names else set()
    found: dict[tuple[str, ...], list[Place]] = {}
    for n, sentence in enumerate(sentences):
        listed = set(_fixed_spans(sentence, code))
        spans = {span for span in _spans(sentence, known, names, code) if not any(_cuts(span, each) for each in listed)}
        for first, last in sorted(spans | listed):
            found.setdefault(tuple(token.lemma for token in sentence[first:last]), []).append(Place(n, first, last))
    return [Candidate(lemmas, tuple(places)) for lemmas, places in found.items()]


def _spans(sentence: Sequence[Token], known: Language, names: set[str], code: str) -> Iterator[tuple[int, int]]:
    bears = [_bears(token, known, names, code) for token in sentence]
    for first in range(len(sentence)):
        titled = _opens_title(sentence, first, known)
        if not bears[first] and not titled:
            continue
        if bears[first] and not {sentence[first].bare, sentence[first].lemma} & known.weak:
            yield first, first + 1
        for last in range(first + 2, min(len(sentence), first + MOST_WORDS) + 1):
            if sentence[last - 2].breaks:
                break
            if _belongs(sentence, first, last, bears, known):
                yield first, last


def _fixed_spans(sentence: Sequence[Token], code: str) -> Iterator[tuple[int, int]]:
    longest = max(map(len, _fixed(code)), default=0)
    for first in range(len(sentence) if longest else 0):
        for last in range(first + 2, min(len(sentence), first + longest) + 1):
            if sentence[last - 2].breaks:
                break
            if is_fixed(sentence[first:last], code):
                yield first, last


def _cuts(span: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether a span holds some words of another one, and not all."""
    (first, last), (start, end) = span, other
    return first < end and start < last and not (first <= start and end <= last)


def _belongs(sentence: Sequence[Token], first: int, last: int, bears: Sequence[bool], known: Language) -> bool:
    """Whether several words, of which the first may begin a term, are one phrase."""
    end = sentence[last - 1]
    if not bears[last - 1] and end.lemma not in known.behind:  # materie prime
        return False
    # Behind a preposition there is no verb, whatever it looks like: verbale di collaudo.
    if sentence[last - 2].bare not in known.links and _is_finite(end, known):
        return False
    links = known.links | known.determiners if is_verb(sentence[first].lemma, known) else known.links
    return all(bears[n] or sentence[n].bare in links for n in range(first + 1, last - 1))


def _opens_title(sentence: Sequence[Token], n: int, known: Language) -> bool:
    """Whether a word with a capital begins what an office or a register is called: Camera di commercio."""
    token, following = sentence[n], sentence[n + 1 : n + 2]
    return token.bare in known.titles and not token.breaks and bool(following) and following[0].bare in known.links


def _bears(token: Token, known: Language, names: set[str], code: str) -> bool:
    """Whether a word means something of its own, is no number and no name."""
    bare = token.bare
    if len(bare) < 2 or any(map(str.isdigit, bare)) or bare in names or "@" in bare or "." in bare:
        return False
    if bare in known.stop or token.lemma in known.stop or bare in known.links:
        return False
    if not known.stop and lexicon.zipf(bare, code) > _COMMON:  # no list says which words only hold sentences together
        return False
    return is_acronym(token.text) or len(bare) > 2 or lexicon.zipf(bare, code) < 5


def _is_finite(token: Token, known: Language) -> bool:
    """Whether a word is a verb in a sentence, neither its dictionary form nor a participle that may be an adjective."""
    conjugated = is_verb(token.lemma, known) and token.lemma != token.bare
    if token.bare == token.lemma[:-1] + "i":  # no form of a verb: familiari is the plural of familiare
        return False
    return bool(known.participles) and conjugated and not is_participle(token.bare, known)


def parts(lemmas: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Every run of words of a phrase that is shorter than the phrase."""
    size = len(lemmas)
    yield from (lemmas[a:b] for a in range(size) for b in range(a + 1, size + 1) if b - a < size)


def _names(sentences: Sequence[Sequence[Token]], code: str) -> set[str]:
    """Words that are only written with a capital where small ones would do, or that the lexicon does not have so."""
    small = {token.bare for sentence in sentences for token in sentence if token.text[:1].islower()}
    inside: set[str] = set()
    first: set[str] = set()
    for sentence in sentences:
        opening = True
        for token in sentence:
            if token.text[:1].isupper() and not is_acronym(token.text):
                (first if opening else inside).add(token.bare)
            opening = token.breaks
    return (inside | {word for word in first if not _is_ordinary(word, code)}) - small


def _is_ordinary(word: str, code: str) -> bool:
    """Whether a word is no name, though it has a capital: the lexicon has it, or data, or it ends like a noun."""
    pattern = language(code).nouns
    return lexicon.is_known(word, code) or word in lexicon.listed(code) or bool(pattern and re.search(pattern, word))
