"""A deck.yaml changed in place: its settings and the order of its texts; every other byte is kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, replace

from deckgen.files import records
from deckgen.files.characters import folded
from deckgen.files.edits import Chosen, Wanted, amend, checked, line_end
from deckgen.files.records import Mapping, Record, parse, record
from deckgen.files.source import Edit, Problem, Refused, Source
from deckgen.project import keys
from deckgen.project.deck import DEFAULT_CARDS, Deck, parse_deck
from deckgen.project.keys import CARDS
from deckgen.project.voice import SYSTEM, Voice


def changed(source: Source, wanted: Deck) -> Source:
    """The deck.yaml `source` with the settings of `wanted`.

    These are the name, `back`, the cards, typed answers and audio, the titles and sources of the texts, and their
    order. A kind of note that `wanted.cards` lacks has the usual cards; without any kind the key `cards:` goes. Refused
    if the result cannot be read, with what is wrong with it, or is not as wanted.
    """
    now, wanted = read_deck(source), tidy(wanted)
    _refuse_other_changes(source, now, wanted)
    after = source.after(checked(source, amended(source, now, wanted)))
    after = after.after(checked(after, ordered(after, [text.id for text in wanted.texts])))
    made = read_deck(after)
    if other := _differing(made, replace(wanted, cards=_all_cards(wanted))):
        message = f"deckgen cannot change `{other[0]}:` as it is written"
        raise Refused(Problem(source.path, 0, message, advice="change it in an editor"))
    return after


def read_deck(source: Source) -> Deck:
    """The deck that a deck.yaml describes; refused with all that is wrong with it."""
    deck, problems = parse_deck(source)
    if deck is None:
        raise Refused(*problems)
    return deck


def tidy(deck: Deck) -> Deck:
    """`deck` as it reads once it is written: each text on one line, cards in their order, no voice without a name."""
    audio = deck.audio and replace(deck.audio, name=_line(deck.audio.name), command=_line(deck.audio.command))
    return replace(
        deck,
        name=_line(deck.name),
        texts=tuple(replace(text, title=_line(text.title), source=_line(text.source)) for text in deck.texts),
        cards={kind: _in_order(names, CARDS.get(kind, ())) for kind, names in deck.cards.items()},
        audio=None if audio == Voice("") else audio,
    )


def _line(text: str) -> str:
    """What a person typed as one line; what no file can hold becomes question marks."""
    return folded(text.encode("utf-8", "replace").decode("utf-8"))


def _in_order(names: Iterable[str], known: Iterable[str]) -> tuple[str, ...]:
    """`names` in the order of those that are known, each once; the others come last."""
    given = dict.fromkeys(names)
    return tuple(dict.fromkeys((*(name for name in known if name in given), *given)))


def _all_cards(deck: Deck) -> dict[str, tuple[str, ...]]:
    return {**DEFAULT_CARDS, **deck.cards}


def _refuse_other_changes(source: Source, now: Deck, wanted: Deck) -> None:
    """Refuse what would change the identity of the deck or of its texts."""
    texts = [{text.id: text.prefix for text in deck.texts} for deck in (now, wanted)]
    if texts[0] != texts[1] or len(now.texts) != len(wanted.texts):
        raise Refused(Problem(source.path, 0, "the deck now has different texts", advice="open it again"))
    if other := [name for name in ("id", "front") if getattr(now, name) != getattr(wanted, name)]:
        message = f"`{other[0]}:` of a deck never changes"
        raise Refused(Problem(source.path, 0, message, advice="`deckgen init FOLDER --from DECK` makes another deck"))


def _differing(made: Deck, wanted: Deck) -> list[str]:
    """The names of the fields in which two decks differ."""
    return [
        each.name for each in fields(Deck) if each.compare and getattr(made, each.name) != getattr(wanted, each.name)
    ]


# ------------------------------------------------------------------ keys


def amended(source: Source, now: Deck, wanted: Deck) -> list[Edit]:
    """The edits that turn the settings of `now`, as read from `source`, into those of `wanted`, except the order."""
    entry = _entry(source)
    edits: list[Edit] = []
    texts = {text.id: text for text in wanted.texts}
    for each in _text_entries(source, entry):
        text = texts[each.text("id")]
        values = {"title": text.title, "source": text.source}
        edits += amend(source, each, {key: value for key, value in values.items() if value != each.text(key)})
    return edits + amend(source, entry, dict(_changes(now, wanted)))  # a new key below the texts comes last


def _entry(source: Source) -> Record:
    value = parse(source)
    if not isinstance(value, Mapping):
        raise Refused(source.problem(0, "deck.yaml does not describe a deck"))
    return record(source, value, keys.DECK.shape)[0]


def _text_entries(source: Source, entry: Record) -> list[Record]:
    listed = entry.inner.get("texts")
    return records.records(source, listed, keys.TEXT.shape)[0] if isinstance(listed, records.Sequence) else []


def _changes(now: Deck, wanted: Deck) -> Iterator[tuple[str, Wanted]]:
    """The keys of deck.yaml that change, with their values; an empty one goes."""
    for key in ("name", "back"):
        if getattr(now, key) != getattr(wanted, key):
            yield key, getattr(wanted, key)
    if now.typed != wanted.typed:
        yield "typed", _in_order(sorted(wanted.typed), CARDS)
    if now.audio != wanted.audio:
        yield "audio", _audio(wanted.audio)
    chosen = {kind: Chosen(names) for kind, names in _all_cards(wanted).items() if names != now.cards.get(kind)}
    if chosen or not wanted.cards:
        yield "cards", chosen if wanted.cards else ""


def _audio(voice: Voice | None) -> Wanted:
    if voice is None:
        return ""
    if voice == Voice(SYSTEM):
        return SYSTEM
    return {key.name: getattr(voice, key.field or key.name) for key in keys.AUDIO.keys}


# ------------------------------------------------------------------ the order of texts

Span = tuple[int, int]
_REST = re.compile(r"[^\r\n]*")  # of a line
_EMPTY_LINES = re.compile(r"(?:[ \t]*\r?\n)*")
_COMMENT = re.compile(r"[ \t]*#[^\r\n]*")
_COMMA = re.compile(r"[ \t]*,")


def ordered(source: Source, ids: Sequence[str]) -> list[Edit]:
    """The edits that give the texts of a deck.yaml the order `ids`; a text takes its comments along."""
    entry = _entry(source)
    listed = entry.inner.get("texts")
    if not isinstance(listed, records.Sequence):
        return []
    named = [each.text("id") for each in _text_entries(source, entry)]
    spans = list(_in_brackets(source, listed) if listed.flow else _in_lines(source, entry, listed))
    moves = [(n, named.index(each)) for n, each in enumerate(ids) if named.index(each) != n]
    return [edit for n, m in moves for edit in _moved(source, spans[n], spans[m])]


def _moved(source: Source, place: tuple[Span, ...], taken: tuple[Span, ...]) -> Iterator[Edit]:
    """The edits that write what is at `taken` to `place`, each the parts of an entry in their order."""
    for (start, end), (first, last) in zip(place, taken, strict=True):
        text = source.text[first:last]
        if text.startswith("#") and not source.text[start - 1].isspace():
            text = f" {text}"
        if _COMMENT.fullmatch(text) and source.text[end : _past(_REST, source, end)].strip():
            text += source.newline  # what follows must not become part of the comment
        yield Edit(start, end, text)


def _in_lines(source: Source, entry: Record, listed: records.Sequence) -> Iterator[tuple[Span]]:
    """Where each entry of a list of lines is, with the comments above it; empty lines stay between them."""
    key = next(name for name, _ in entry.mapping.items if name.text == "texts")
    column = listed.start - source.line_start(listed.start)
    below = re.compile(rf"(?:\r?\n {{{column + 1},}}#[^\r\n]*)*")  # comments indented more than the dash
    before = _past(_REST, source, key.end)
    for item in listed.items:
        start = _past(_EMPTY_LINES, source, before)
        before = _past(below, source, line_end(source, item))
        yield ((start, before),)


def _in_brackets(source: Source, listed: records.Sequence) -> Iterator[tuple[Span, Span, Span]]:
    """Where each entry of a list in brackets is: the comments above it, the entry, the comment behind it."""
    before = _past(_COMMENT, source, listed.start + 1)
    for item in listed.items:
        comment = source.text.find("#", before, item.start)
        behind = _past(_COMMA, source, item.end)
        before = _past(_COMMENT, source, behind)
        yield (comment if comment >= 0 else item.start, item.start), (item.start, item.end), (behind, before)


def _past(pattern: re.Pattern[str], source: Source, at: int) -> int:
    """Where a match of `pattern` that begins at `at` ends; `at` if there is none."""
    found = pattern.match(source.text, at)
    return found.end() if found else at
