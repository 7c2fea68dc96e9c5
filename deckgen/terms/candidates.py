"""Candidates: words and short phrases of a text that may be key terms, each with all its places."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from deckgen.files import resources
from deckgen.languages import lexicon
from deckgen.languages.language import Language, language, short
from deckgen.languages.tokens import Place, Token, has_digits, is_acronym, is_participle, is_verb, tokens

MOST_WORDS = 6  # of a term: codice di avviamento postale
_COMMON = 5.3  # Zipf frequency


@dataclass(frozen=True)
class Candidate:
    """A phrase, identified by the lemmas of its words."""

    lemmas: tuple[str, ...]
    places: tuple[Place, ...]


@cache
def _fixed(code: str) -> frozenset[tuple[str, ...]]:
    """Fixed phrases, which are always terms, keyed by `_key`; only some languages list any."""
    return frozenset(
        _key(tokens(phrase, code), code) for phrase in resources.listed(f"languages/{short(code)}/phrases.txt")
    )


def _key(words: Sequence[Token], code: str) -> tuple[str, ...]:
    """The key of a fixed phrase: its lemmas, or its words as written if it begins with a function word.

    A final preposition may be contracted with the next article: al netto dell’, al netto di.
    """
    known = language(code)
    plain = resources.table(f"languages/{short(code)}/nouns.toml").get("prepositions", {})
    stays = words[0].bare in known.links | known.opening
    *others, last = words
    ending = plain.get(last.text.lower().replace("'", "’"), last.bare if stays else last.lemma)
    return (*(word.bare if stays else word.lemma for word in others), ending)


def is_fixed(words: Sequence[Token], code: str) -> bool:
    """Whether words are a fixed phrase: per iscritto, materia prima, mettere a disposizione."""
    return len(words) > 1 and _key(words, code) in _fixed(code)


def candidates(sentences: Sequence[Sequence[Token]], code: str) -> list[Candidate]:
    """Every phrase of one to six words that begins and ends with a content word, in order of first place.

    So is every fixed phrase (`is_fixed`). Names are left out: words that the text always capitalizes, even inside
    sentences.
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
    content = [_is_content(token, known, names, code) for token in sentence]
    for first in range(len(sentence)):
        titled = _opens_title(sentence, first, known)
        if not content[first] and not titled:
            continue
        if content[first] and not {sentence[first].bare, sentence[first].lemma} & known.weak:
            yield first, first + 1
        for last in range(first + 2, min(len(sentence), first + MOST_WORDS) + 1):
            if sentence[last - 2].breaks:
                break
            if _belongs(sentence, first, last, content, known):
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
    """Whether a span contains part of another one, but not all of it."""
    (first, last), (start, end) = span, other
    return first < end and start < last and not (first <= start and end <= last)


def _belongs(sentence: Sequence[Token], first: int, last: int, content: Sequence[bool], known: Language) -> bool:
    """Whether several words, the first of which can begin a term, are one phrase."""
    end = sentence[last - 1]
    if not content[last - 1] and end.lemma not in known.behind:  # materie prime
        return False
    # A word after a preposition is not a finite verb, even if it looks like one: verbale di collaudo.
    if sentence[last - 2].bare not in known.links and _is_finite(end, known):
        return False
    links = known.before_nouns if is_verb(sentence[first].lemma, known) else known.links
    return all(content[n] or sentence[n].bare in links for n in range(first + 1, last - 1))


def _opens_title(sentence: Sequence[Token], n: int, known: Language) -> bool:
    """Whether a word begins the name of an office or a register: Camera di commercio."""
    token, following = sentence[n], sentence[n + 1 : n + 2]
    return token.bare in known.titles and not token.breaks and bool(following) and following[0].bare in known.links


def _is_content(token: Token, known: Language, names: set[str], code: str) -> bool:
    """Whether a word is a content word, and neither a number nor a name."""
    bare = token.bare
    if len(bare) < 2 or has_digits(token) or bare in names or "@" in bare or "." in bare:
        return False
    if bare in known.stop or token.lemma in known.stop or bare in known.links:
        return False
    if not known.stop and lexicon.zipf(bare, code) > _COMMON:  # no list of function words
        return False
    return is_acronym(token.text) or len(bare) > 2 or lexicon.zipf(bare, code) < 5


def _is_finite(token: Token, known: Language) -> bool:
    """Whether a word is a finite verb: not an infinitive, and not a participle, which can be an adjective."""
    if token.upos:
        return token.verb == "Fin"
    conjugated = is_verb(token.lemma, known) and token.lemma != token.bare
    if token.bare == token.lemma[:-1] + "i":  # not a verb form: familiari is the plural of familiare
        return False
    return bool(known.participles) and conjugated and not is_participle(token.bare, known)


def parts(lemmas: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Every run of words of a phrase, except the whole phrase."""
    size = len(lemmas)
    yield from (lemmas[a:b] for a in range(size) for b in range(a + 1, size + 1) if b - a < size)


def _names(sentences: Sequence[Sequence[Token]], code: str) -> set[str]:
    """Words that are never in lower case and do not end like nouns; those that open sentences only if nothing has them.

    A capital inside a sentence also begins a label of a program: la pagina Contabilità.
    """
    lower = {token.bare for sentence in sentences for token in sentence if token.text[:1].islower()}
    inside: set[str] = set()
    first: set[str] = set()
    for sentence in sentences:
        opening = True
        for token in sentence:
            if token.text[:1].isupper() and not is_acronym(token.text):
                (first if opening else inside).add(token.bare)
            opening = token.breaks
    named = {word for word in inside if not _ends_like_noun(word, code)}
    return (named | {word for word in first if not _is_ordinary(word, code)}) - lower


def _is_ordinary(word: str, code: str) -> bool:
    """Whether a capitalized word is not a name: the lexicon or the data has it, or it ends like a noun."""
    return lexicon.is_known(word, code) or word in lexicon.listed(code) or _ends_like_noun(word, code)


def _ends_like_noun(word: str, code: str) -> bool:
    pattern = language(code).nouns
    return bool(pattern and re.search(pattern, word))
