"""The notes of a deck: its pairs and terms as Anki will hold them, before any file is written."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from deckgen.cards.html import card_text, highlighted, typed
from deckgen.cards.speech import Saying, file_name
from deckgen.languages.grammar import bare
from deckgen.languages.language import language
from deckgen.languages.tokens import occurrences
from deckgen.project.deck import Deck, Text
from deckgen.project.fields import CUE, cards_of
from deckgen.project.names import slug
from deckgen.project.pairs import Pair
from deckgen.project.parts import Part
from deckgen.project.vocabulary import Placed, Term

_MORE = 3  # further sentences on a card
_AT_ONCE = 2  # new terms before one sentence
_WORD = re.compile(r"\w+")
_Needed = tuple[Term, list[int]]  # a term, and the pairs that contain it


@dataclass(frozen=True, slots=True)
class Note:
    """One note: its non-empty fields as HTML, its tags, and its place in the sources."""

    kind: str
    id: str
    fields: Mapping[str, str]
    tags: tuple[str, ...]
    text: str
    path: Path = field(compare=False)
    line: int = field(compare=False)
    was: str = field(default="", compare=False)

    @property
    def cards(self) -> tuple[str, ...]:
        """The templates that give this note a card."""
        return cards_of(self.kind, self.fields)


# ------------------------------------------------------------------ notes


def make_notes(deck: Deck, parts: Iterable[Part]) -> list[Note]:
    """The notes of the deck in study order: terms come before the first sentence of their text that needs them."""
    return [note for part in parts for note in _of_text(deck, part)]


def _of_text(deck: Deck, part: Part) -> Iterator[Note]:
    pairs = part.pairs.values
    at = {name: n for n, pair in reversed(list(enumerate(pairs))) for name in (pair.was, pair.id) if name}
    uses = _Uses(pairs)
    needed: dict[int, list[_Needed]] = {}
    for term in part.terms.values:
        if term.studied and deck.cards["vocabulary"] and term.pair in at:
            places = uses.of(term, deck.front)
            needed.setdefault(min([at[term.pair], *places]), []).append((term, places))
    spread = _spread(needed, [not pair.skip for pair in pairs])
    neighbours = zip((None, *pairs), pairs, (*pairs[1:], None), strict=False)
    for n, (before, pair, after) in enumerate(neighbours):
        for term, places in spread.get(n, ()):
            example = pairs[at[term.pair]]
            others = [pairs[k] for k in places if k != at[term.pair]]
            yield _vocabulary(deck, part, term, example, others)
        if not pair.skip and deck.cards["sentence"]:
            yield _sentence(deck, part, pair, before, after)


def _spread(needed: Mapping[int, Sequence[_Needed]], studied: Sequence[bool]) -> dict[int, list[_Needed]]:
    """The terms, some moved a little earlier, so that only a few come before one sentence.

    Only the first sentence can have more, because nothing comes before it.
    """
    spread = {n: list(terms) for n, terms in needed.items()}
    total = sum(map(len, spread.values()))
    at_once = max(_AT_ONCE, -(-total // max(1, sum(studied))))
    for n in range(len(studied) - 1, 0, -1):
        surplus = len(spread.get(n, ())) - (at_once if studied[n] else 0)
        if surplus > 0:
            spread.setdefault(n - 1, []).extend(spread[n][:surplus])
            del spread[n][:surplus]
    return spread


class _Uses:
    """An index of the words of a text."""

    def __init__(self, pairs: Sequence[Pair]) -> None:
        self._fronts = [pair.front for pair in pairs]
        self._with: defaultdict[str, set[int]] = defaultdict(set)
        for n, pair in enumerate(pairs):
            for word in () if pair.skip else _WORD.findall(pair.front.lower()):
                self._with[word].add(n)

    def of(self, term: Term, code: str) -> list[int]:
        """The pairs that contain a term in the form of its example or in its dictionary form, in order."""
        forms = {text for text in (term.found[0], bare(term.front, code)) if text}
        found: set[int] = set()
        for text in forms:
            with_word = sorted((self._with.get(word, set()) for word in _WORD.findall(text.lower())), key=len)
            with_all = with_word[0].intersection(*with_word[1:]) if with_word else ()
            found.update(n for n in with_all if occurrences(text, self._fronts[n]))
        return sorted(found)


def _sentence(deck: Deck, part: Part, pair: Pair, before: Pair | None, after: Pair | None) -> Note:
    fields = {
        "Front": card_text(pair.front, deck.front),
        "Back": card_text(pair.back, deck.back),
        CUE: card_text(pair.cue, deck.back),
        "Hint": card_text(pair.hint, deck.back),
        "Before": card_text(before.front, deck.front) if before and before.section == pair.section else "",
        "After": card_text(after.front, deck.front) if after and after.section == pair.section else "",
        "Status": "doubtful" if pair.doubt else "",
        "FrontAudio": _sound(deck, pair.front),
        "Production": _switch(deck, "sentence", "production", pair.cards),
        "Typed": typed(pair.front) if "sentence" in deck.typed else "",
        **_context(part.text.source or part.text.title, pair.section, deck.front),
        "Note": card_text(pair.note, deck.back),
    }
    return _note("sentence", part.text, part.pairs.path, pair, pair, fields)


def _vocabulary(deck: Deck, part: Part, term: Term, pair: Pair, others: Sequence[Pair]) -> Note:
    languages = deck.front, deck.back
    sentences = pair.front, pair.back
    places = part.placed(term, pair, languages)
    example, example_back = map(_shown, sentences, places, languages)
    fields = {
        "Term": card_text(term.front, deck.front),
        "Meaning": card_text(term.back, deck.back),
        "Grammar": card_text(term.grammar, deck.back),
        "Frequency": language(deck.back).frequency.get(term.frequency, ""),
        "Example": example,
        "ExampleBack": example_back,
        CUE: card_text(term.cue, deck.back),
        "Hint": card_text(term.hint, deck.back),
        "Links": _links(deck, others),
        "TermAudio": _sound(deck, term.front),
        "ExampleAudio": _sound(deck, pair.front),
        "Production": _switch(deck, "vocabulary", "production", term.cards),
        "Typed": typed(term.front) if "vocabulary" in deck.typed else "",
        "Gap": _switch(deck, "vocabulary", "gap", term.cards) if places[0][1] else "",
        **_context(part.text.source or part.text.title, pair.section, deck.front),
        "Note": card_text(term.note, deck.back),
    }
    return _note("vocabulary", part.text, part.terms.path, term, pair, fields)


def _shown(sentence: str, place: Placed, code: str) -> str:
    """A sentence with the words of a term in it in bold."""
    words, offsets = place
    return highlighted(sentence, offsets, len(words), code) if offsets else card_text(sentence, code)


def _note(kind: str, text: Text, path: Path, of: Pair | Term, pair: Pair, fields: Mapping[str, str]) -> Note:
    """The note of a pair, or of a term with its example `pair`; empty fields are left out."""
    filled = {name: value for name, value in fields.items() if value}
    return Note(kind, of.id, filled, _tags(kind, text.id, pair.section, of.tags), text.id, path, of.lines[""], of.was)


def _links(deck: Deck, others: Sequence[Pair]) -> str:
    """A few more sentences with a term, each with its translation."""
    rows = (
        f'<div>{card_text(pair.front, deck.front)}<br><i lang="{deck.back}">{card_text(pair.back, deck.back)}</i></div>'
        for pair in others[:_MORE]
    )
    return "".join(rows)


def _sound(deck: Deck, text: str) -> str:
    """The tag of a recording; voices of the device have theirs in the templates."""
    if not deck.audio or not deck.audio.recorded:
        return ""
    return f"[sound:{file_name(Saying(text, deck.front), deck.audio)}]"


def sayings(deck: Deck, parts: Iterable[Part]) -> list[Saying]:
    """What the cards of a deck say aloud, without duplicates; empty for a deck without recordings."""
    texts: dict[str, None] = {}
    for part in parts if deck.audio and deck.audio.recorded else ():
        terms = [term for term in part.terms.values if term.studied]
        examples = {term.pair for term in terms}
        spoken = (pair for pair in part.pairs.values if not pair.skip or {pair.id, pair.was} & examples)
        texts.update((pair.front, None) for pair in spoken)
        texts.update((term.front, None) for term in terms)
    return [Saying(text, deck.front) for text in texts]


def _switch(deck: Deck, kind: str, card: str, own: Sequence[str]) -> str:
    """The flag of a card: that of the deck, unless the entry lists its `own` cards without it."""
    return "1" if card in deck.cards[kind] and card in (own or deck.cards[kind]) else ""


@lru_cache(maxsize=64)  # every note of a section needs the same
def _context(source: str, section: str, code: str) -> Mapping[str, str]:
    shown = section if section != source else ""  # not shown twice for a text named after its first heading
    return {"Section": card_text(shown, code), "Source": card_text(source, code)}


@lru_cache(maxsize=64)
def _tags(kind: str, text: str, section: str, own: tuple[str, ...]) -> tuple[str, ...]:
    ours = [f"deckgen::kind::{kind}", f"deckgen::text::{slug(text)}"]
    if slug(section):
        ours.append(f"deckgen::section::{slug(text)}::{slug(section)}")
    return tuple(sorted({*ours, *own}))


# ------------------------------------------------------------------ study order


def study_order(notes: Iterable[Note]) -> list[tuple[str, str]]:
    """The cards of `notes` as (note id, template), in the order of first study.

    Each text starts with all its recognition cards; its production cards follow, then its gap cards.
    """
    by_text: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for note in notes:
        by_text.setdefault(note.text, []).append((note.id, note.cards))
    return [
        (name, card)
        for group in by_text.values()
        for card in ("Recognition", "Production", "Gap")
        for name, cards in group
        if card in cards
    ]
