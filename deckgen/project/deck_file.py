"""deck.yaml written: a new one, one with a further text, a copy."""

from __future__ import annotations

from dataclasses import replace

from deckgen.files.edits import amend, editor_line, line_end, scalar
from deckgen.files.records import Mapping, Scalar, Sequence, parse, record, records
from deckgen.files.source import Edit, Refused, Source, edited
from deckgen.project.deck import DECK, TEXT, Deck, Text


def render(deck: Deck) -> str:
    """deck.yaml of a new deck."""
    cards = ", ".join(f"{kind}: [{', '.join(names)}]" for kind, names in deck.cards.items())
    texts = "".join(f"\n  - {_flow(text)}" for text in deck.texts)
    return (
        f"{editor_line('schema/deck.json')}\n"
        f"# Made by `deckgen init`. The id stays as it is: learners' reviews hang on it.\n"
        f"name: {scalar(deck.name)}\n"
        f"id: {scalar(deck.id)}\n"
        f"front: {deck.front}\n"
        f"back: {deck.back}\n"
        f"texts: # in study order{texts}\n"
        f"cards: {{{cards}}}\n"
    )


def _flow(text: Text) -> str:
    source = f", source: {scalar(text.source, flow=True)}" if text.source else ""
    return f"{{id: {text.id}, title: {scalar(text.title, flow=True)}, prefix: {text.prefix}{source}}}"


def added_text(source: Source, text: Text) -> Edit:
    """The edit of a deck.yaml that appends `text` to its list of texts."""
    value = parse(source)
    listed = value.get("texts") if isinstance(value, Mapping) else None
    if isinstance(listed, Scalar) and not listed.text:
        return Edit(listed.start, listed.start, f"{source.newline}  - {_flow(text)}")
    if not isinstance(listed, Sequence):
        raise Refused(source.problem(0, "`texts:` holds no list to add to"))
    if not listed.items:
        return Edit(listed.start + 1, listed.start + 1, _flow(text))
    last = listed.items[-1]
    if listed.flow:
        return Edit(last.end, last.end, f", {_flow(text)}")
    start = source.line_starts[source.line(last.start) - 1]
    lead = source.text[start : last.start]  # its dash and what stands before that
    at = line_end(source, last)
    return Edit(at, at, f"{source.newline}{lead}{_flow(text)}")


def copied(source: Source, deck_id: str, name: str, prefixes: dict[str, str]) -> Source:
    """The deck.yaml of a copy: another id and name, and for its texts other `prefixes`; every other byte stays."""
    value = parse(source)
    if not isinstance(value, Mapping):
        raise Refused(source.problem(0, "deck.yaml holds no deck"))
    entry, _ = record(source, value, DECK)
    edits = amend(source, entry, {"id": deck_id, "name": name})
    listed = entry.inner.get("texts")
    for text in records(source, listed, TEXT)[0] if isinstance(listed, Sequence) else ():
        edits += amend(source, text, {"prefix": prefixes.get(text.text("id"), text.text("prefix"))})
    return replace(source, text=edited(source.text, edits))
