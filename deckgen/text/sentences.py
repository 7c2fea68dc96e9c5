"""A paragraph split into sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from deckgen.languages.language import Language, language


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, the line it begins in, whether it opens a paragraph and whether it is a heading."""

    text: str
    line: int
    opens: bool = False
    heading: bool = False


_CLOSERS = "\"'”“’‘»«›‹)]"
_OPENERS = "\"'„“”‚‘«»‹›([¿¡–—-"
_MARKS = ".!?…"  # a run of them is looked at once: a line of leaders has thousands
_END = re.compile(rf"(?<![{_MARKS}])(?P<mark>[{_MARKS}]++)[{re.escape(_CLOSERS)}]*+(?=\s)")
_LONGEST_WORD = 80  # letters; what is longer is no abbreviation, and no sentence is searched from its beginning
_ROMAN = re.compile(r"[IVXLC]+")
_NUMERAL = re.compile(r"\d|[IVXLC]+\b")
_DATE = re.compile(r"\d{1,2}\.|\d{4}\b")
_CLOSING = re.compile(rf"([{re.escape(_CLOSERS)}]+)(?:\s+|$)")
_PARAGRAPH = re.compile(r"\n[^\S\n]*\n")


def sentences(text: str, code: str) -> list[str]:
    """Split `text` into sentences.

    Blank lines part paragraphs, other line breaks are white space. The sentences are slices of `text`
    without the white space around them; together they hold everything else. A language that has a list
    of abbreviations is split by it, any other by simplemma.
    """
    known = language(code)
    found: list[str] = []
    for paragraph in _PARAGRAPH.split(text):
        if known.abbreviates:
            found += _split(paragraph, known)
        else:
            found += _split_by_library(paragraph, code)
    return found


def _split_by_library(text: str, code: str) -> list[str]:
    """As simplemma does, but a closing quote that stands apart, as in French, belongs to the sentence before it."""
    from simplemma import split_sentences

    places: list[tuple[int, int]] = []
    at = 0
    for sentence in split_sentences(text, code):
        start = text.index(sentence, at)
        at = start + len(sentence)
        closing = _CLOSING.match(sentence)
        if places and closing:
            places[-1] = places[-1][0], start + closing.end(1)
            start += closing.end()
        if start < at:
            places.append((start, at))
    return [text[start:end] for start, end in places]


def _split(text: str, known: Language) -> Iterator[str]:
    start = _begins(text, 0)
    for match in _END.finditer(text):
        if _ends(text, start, match, known):
            yield text[start : match.end()].strip()
            start = _begins(text, match.end())
    if text[start:].strip():
        yield text[start:].strip()


def _begins(text: str, at: int) -> int:
    """Where the next word begins, from `at` on."""
    match = _SPACE.match(text, at)
    return match.end() if match else at


_SPACE = re.compile(r"\s*")


def _ends(text: str, start: int, match: re.Match[str], known: Language) -> bool:
    """Whether the sentence that began at `start` ends with `match`, judged by the words on both sides."""
    after = text[match.end() : match.end() + 40].split(maxsplit=1)
    following = after[0].lstrip(_OPENERS) if after else ""
    if not after or following[:1].islower():
        return not after
    word = text[max(start, match.start() - _LONGEST_WORD) : match.start()].split()[-1:]
    before = word[0].lstrip(_OPENERS) if word else ""
    if match["mark"] != "." or not before:
        return bool(word)
    if before.isdigit():  # the number of a list entry opens its sentence; one of a date goes on with the next
        dated = known.ordinals and bool(_DATE.match(following))
        return not dated and (match.start() - start != len(before) or not text.startswith(before, start))
    if known.epithets and _ROMAN.fullmatch(before) and re.match(known.epithets, following):
        return False  # Karel IV. Lucemburský
    return not _abbreviates(before, following, known, closed=match.end() > match.end("mark"))


def _abbreviates(word: str, following: str, known: Language, *, closed: bool) -> bool:
    """Whether the full stop behind `word` belongs to it and no sentence ends there."""
    key = re.split("[’']", word)[-1].lower()  # l’art. 5
    if _NUMERAL.match(following) and (key in known.numbered or key in known.inside):
        return True
    if closed:
        return False
    if len(word) == 1 and word.isupper():  # an initial
        return following[:1].isupper()
    return key in known.always
