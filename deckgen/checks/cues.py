"""Checks of what tells a question from others like it: the two answers of one front, and cues and hints."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from deckgen.checks.items import Item, Remark, pairs_of, terms_of
from deckgen.languages.grammar import bare
from deckgen.project.deck import Deck
from deckgen.project.parts import Part
from deckgen.project.vocabulary import Term


def ambiguous_front(deck: Deck, parts: Sequence[Part]) -> Iterator[Remark]:
    """The same front with two answers."""
    hinted = "give both a `cue:`, or set `skip: true` on one of them"
    # Recognition cards of terms show neither cue nor hint, since either could give away part of the answer.
    merged = "put both meanings into one of them and set `skip: true` on the other"
    for items, advice in ((pairs_of(parts), hinted), (terms_of(parts), merged)):
        seen: dict[str, Item] = {}
        for item in items:
            front, back = item.sides
            first = seen.setdefault(front.casefold(), item)
            told_apart = advice is hinted and _has_help(item) and _has_help(first)
            if front and first is not item and first.sides[1] != back and not told_apart:
                message = f"{item.name} has the same front as {first.place} but another answer"
                yield item.remark(deck.front, message, advice)


def hint_needed(deck: Deck, parts: Sequence[Part]) -> Iterator[Remark]:
    """Terms that share a translation, which gives their production cards two answers."""
    meant = [(item, _meanings(item.sides[1])) for item in terms_of(parts)]
    by_meaning: dict[str, list[Item]] = defaultdict(list)
    for item, meanings in meant:
        for meaning in meanings:
            by_meaning[meaning].append(item)
    for item, meanings in meant:
        if not _asks(item, deck):
            continue
        there = (other for meaning in meanings for other in by_meaning[meaning] if other is not item)
        others = dict.fromkeys(other.sides[0] for other in there if other.sides[0] != item.sides[0])
        if others and not _has_help(item):
            message = f"“{item.sides[1]}” is also the translation of {', '.join(others)}"
            yield item.remark(deck.back, message, "add a `cue:` that tells them apart", "warning")


def _asks(item: Item, deck: Deck) -> bool:
    """Whether a term has a production card."""
    chosen = deck.cards["vocabulary"]
    return "production" in chosen and "production" in (item.entry.cards or chosen)


def _has_help(item: Item) -> bool:
    """Whether its question says more than the text."""
    return bool(item.entry.cue or item.entry.hint)


def _meanings(text: str) -> tuple[str, ...]:
    """The alternatives in a translation, as in “schůzka, jednání”; without what is in brackets."""
    if not re.search("[,;/(]", text):  # as most are
        return (text.casefold(),) if text else ()
    parts = re.split(r"[,;/]", re.sub(r"\([^()]*\)", "", text.casefold()))
    return tuple(dict.fromkeys(" ".join(part.split()) for part in parts if part.strip()))


def hint_tells(deck: Deck, parts: Sequence[Part]) -> Iterator[Remark]:
    """A hint or a cue that gives the answer away."""
    for item in (*pairs_of(parts), *terms_of(parts)):
        if not _has_help(item):
            continue
        answers = (bare(item.sides[0], deck.front),) if isinstance(item.entry, Term) else item.sides
        for key, text in (("cue", item.entry.cue), ("hint", item.entry.hint)):
            if any(answer and answer.casefold() in text.casefold() for answer in answers):
                yield item.remark(key, f"the {key} of {item.name} contains the answer", "reword it")
