"""A deck as strangers find it: what changed since an earlier release, and the page that describes it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from deckgen.cards.changes import markdown
from deckgen.cards.html import plain
from deckgen.cards.plan import Change
from deckgen.languages.language import language
from deckgen.languages.names import called
from deckgen.project.deck import Deck
from deckgen.project.fields import DERIVED, SIDES, STAMPS, cards_of
from deckgen.project.lock import Entry, Lock

_SAMPLES = 3  # of each kind
_SAMPLE_WORDS = range(5, 15)  # of a sentence that shows what the deck is like
_LISTED = 12  # changes of one kind on the page; all of them are in the list of releases


@dataclass(frozen=True)
class Released:
    """The locks of the first and of the last release of a deck; None before there is one."""

    first: Lock | None = None
    last: Lock | None = None


def between(old: Lock | None, new: Lock) -> tuple[Change, ...]:
    """What became of the notes from one lock of a deck to a later one, as one build would have done it.

    A note is the same note by its guid, whatever its id; fields that follow from other entries are no change.
    """
    before = {entry.guid: entry for entry in old.entries} if old else {}
    changes = (_change(before.get(entry.guid), entry) for entry in new.entries)
    return tuple(change for change in changes if change)


def _change(old: Entry | None, new: Entry) -> Change | None:
    if old is None or old.retired:
        return None if new.retired else Change("revived" if old else "new", new, old)
    if new.retired:
        return Change("retired", new, old)
    return Change("changed", new, old) if (old.tags, _own(old)) != (new.tags, _own(new)) else None


def _own(entry: Entry) -> dict[str, str]:
    """The fields of a note that are its own."""
    return {name: text for name, text in entry.fields.items() if name not in DERIVED | STAMPS}


# ------------------------------------------------------------------ the page


def page(deck: Deck, lock: Lock, size: int, code: str, released: Released) -> str:
    """The description of a deck in the language `code`, in the Markdown that AnkiWeb takes, which has no headings.

    `size` is that of the package in bytes.
    """
    words = language(code).publish
    live = [entry for entry in lock.entries if not entry.retired]
    front, back = (called(side, code) for side in (deck.front, deck.back))
    lists = (
        ("samples", _samples(live)),
        ("texts", _sources(deck, code)),
        ("news", _news(lock, released, code)),
    )
    parts = [
        words["intro"].format(front=front, back=back),
        "\n".join(f"- {line}" for line in _figures(deck, live, size, code)),
        *("\n".join([f"**{words[name]}**", "", *(f"- {line}" for line in lines)]) for name, lines in lists),
        words["again"],
    ]
    return "\n\n".join(parts) + "\n"


def _figures(deck: Deck, live: Sequence[Entry], size: int, code: str) -> Iterator[str]:
    words = language(code).publish
    kinds = [entry.kind for entry in live]
    cards = sum(len(cards_of(entry.kind, entry.fields)) for entry in live)
    for name, number in (("sentences", kinds.count("sentence")), ("terms", kinds.count("vocabulary"))):
        if number:
            yield f"{words[name]}: {number}"
    yield f"{words['cards']}: {cards}"
    sound = f" ({words['sound'].lower()})" if deck.audio and deck.audio.recorded else ""
    yield f"{words['size']}: {_size(size)}{sound}"


def _size(size: int) -> str:
    return f"{max(1, round(size / 1000))} KB" if size < 1_000_000 else f"{size / 1_000_000:.1f} MB"


def _samples(live: Sequence[Entry]) -> Iterator[str]:
    """A few notes of each kind from all over the deck, such as are neither doubtful nor long."""
    for kind, (front, back) in SIDES.items():
        fit = [entry for entry in live if entry.kind == kind and not entry.fields.get("Status")]
        if kind == "sentence":
            fit = [entry for entry in fit if len(plain(entry.fields[front]).line.split()) in _SAMPLE_WORDS] or fit
        step = max(1, len(fit) // _SAMPLES)
        for entry in fit[step // 2 :: step][:_SAMPLES]:
            yield f"*{markdown(entry.fields[front])}* – {markdown(entry.fields[back])}"


def _sources(deck: Deck, code: str) -> Iterator[str]:
    yield from (markdown(text.credit) for text in deck.texts)
    if deck.licence:
        yield f"{language(code).publish['licence']}: {markdown(deck.licence)}"


def _news(lock: Lock, released: Released, code: str) -> Iterator[str]:
    """How many notes changed since the first release, and what changed since the last one."""
    words = language(code)
    if released.first is None or released.last is None:
        yield words.publish["first"]
        return
    changes = between(released.last, lock)
    if released.first.last != released.last.last:
        yield f"{words.publish['since']} {_day(released.first)}: {_counts(between(released.first, lock), code)}"
    yield f"{words.publish['since']} {_day(released.last)}: {_counts(changes, code)}"
    for change in changes[:_LISTED]:
        name, answer = (markdown(change.new.fields.get(side, "")) for side in SIDES[change.new.kind])
        yield f"{words.changes[change.kind]}: {name} – {answer}"


def _counts(changes: Sequence[Change], code: str) -> str:
    kinds = [change.kind for change in changes]
    words = language(code).changes
    return ", ".join(f"{words[kind].lower()} {kinds.count(kind)}" for kind in dict.fromkeys(kinds))


def _day(lock: Lock) -> str:
    """The day of the last change in a lock, where it is read."""
    return date.fromtimestamp(lock.last).isoformat()
