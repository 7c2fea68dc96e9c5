"""Writing deck.yaml: a new one, one with another text, a copy."""

from __future__ import annotations

import re

from deckgen.files.edits import amend, editor_line, line_end, scalar, written
from deckgen.files.records import Mapping, Scalar, Sequence, parse, record, records
from deckgen.files.source import Edit, Refused, Source
from deckgen.project import keys
from deckgen.project.deck import Deck, Text


def render(deck: Deck) -> str:
    """The deck.yaml of a new deck."""
    cards = ", ".join(f"{kind}: [{', '.join(names)}]" for kind, names in deck.cards.items())
    texts = "".join(f"\n  - {_flow(text)}" for text in deck.texts)
    return (
        f"{editor_line('schema/deck.json')}\n"
        f"# Made by `deckgen init`. Never change the id: learners' reviews depend on it.\n"
        f"name: {scalar(deck.name)}\n"
        f"id: {scalar(deck.id)}\n"
        f"front: {deck.front}\n"
        f"back: {deck.back}\n"
        f"texts: # in study order{texts}\n"
        f"cards: {{{cards}}}\n"
    )


def _flow(text: Text) -> str:
    wanted = keys.TEXT.wanted(text)
    return f"{{{', '.join(f'{key}: {written(value, flow=True)}' for key, value in wanted.items())}}}"


def added_text(source: Source, text: Text) -> Edit:
    """The edit that appends `text` to the list of texts in a deck.yaml."""
    value = parse(source)
    listed = value.get("texts") if isinstance(value, Mapping) else None
    if isinstance(listed, Scalar) and not listed.text:
        return Edit(listed.start, listed.start, f"{source.newline}  - {_flow(text)}")
    if not isinstance(listed, Sequence):
        raise Refused(source.problem(0, "`texts:` is not a list"))
    if not listed.items:
        return Edit(listed.start + 1, listed.start + 1, _flow(text))
    last = listed.items[-1]
    if listed.flow:
        return Edit(last.end, last.end, f", {_flow(text)}")
    start = source.line_start(last.start)
    lead = source.text[start : last.start]  # the indentation and the dash
    if "-" not in lead:  # the dash has a line of its own
        lead = " " * (listed.start - source.line_start(listed.start)) + "- "
    at = line_end(source, last)
    return Edit(at, at, f"{source.newline}{lead}{_flow(text)}")


def without_text(source: Source, text_id: str) -> list[Edit]:
    """The edits that take a text out of the list of texts in a deck.yaml, with a comment behind it on its line."""
    value = parse(source)
    listed = value.get("texts") if isinstance(value, Mapping) else None
    items = listed.items if isinstance(listed, Sequence) else ()
    named = [entry.text("id") for entry in records(source, listed, keys.TEXT.shape)[0]] if listed else []
    if not isinstance(listed, Sequence) or text_id not in named:
        raise Refused(source.problem(0, f"there is no text `{text_id}` in the list `texts:`"))
    n = named.index(text_id)
    if listed.flow:
        start, end = (items[n].start, items[n + 1].start) if n + 1 < len(items) else (items[n].start, items[n].end)
        return [Edit(items[n - 1].end if 0 < n == len(items) - 1 else start, end, "")]
    start = source.line_start(_dash(source, listed, n))
    end = source.text.find("\n", line_end(source, items[n]))
    end = len(source.text) if end < 0 else end + 1
    edits = [Edit(start, end, "")]
    if len(items) == 1:  # an empty list of lines would be no list
        colon = source.text.rindex("texts:", 0, listed.start) + len("texts:")
        edits.insert(0, Edit(colon, colon, " []"))
    return edits


def _dash(source: Source, listed: Sequence, number: int) -> int:
    """Where the dash of an entry is, which may have a line of its own."""
    if not number:
        return listed.start
    between = re.compile(r"(?:\s|#[^\n]*)*").match(source.text, line_end(source, listed.items[number - 1]))
    return between.end() if between else listed.items[number].start


def copied(source: Source, deck_id: str, name: str, prefixes: dict[str, str]) -> Source:
    """The deck.yaml of a copy, with another id, name and text `prefixes` (by text id); every other byte is kept."""
    value = parse(source)
    if not isinstance(value, Mapping):
        raise Refused(source.problem(0, "deck.yaml does not describe a deck"))
    entry, _ = record(source, value, keys.DECK.shape)
    edits = amend(source, entry, {"id": deck_id, "name": name})
    listed = entry.inner.get("texts")
    for text in records(source, listed, keys.TEXT.shape)[0] if isinstance(listed, Sequence) else ():
        edits += amend(source, text, {"prefix": prefixes.get(text.text("id"), text.text("prefix"))})
    return source.after(edits)
