"""The changes of a build in the learners' language, as a page to hand out with the package."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from deckgen.cards.html import plain
from deckgen.cards.plan import Change, Plan
from deckgen.languages.language import language
from deckgen.project.deck import Deck
from deckgen.project.fields import SIDES

# The fields whose changes are reported.
_REPORTED = {
    "sentence": ("Front", "Back", "Hint", "Note", "Section"),
    "vocabulary": ("Term", "Meaning", "Grammar", "Example", "Hint", "Note", "Section"),
}


def render(deck: Deck, plan: Plan) -> str:
    """The changes of `plan` in Markdown; empty if there are none."""
    words = language(deck.back).changes
    renamed = _renamed(plan.changes)
    parts = [f"# {deck.name}"]
    for kind in ("new", "changed", "retired", "revived"):
        changes = [change for change in plan.changes if change.kind == kind]
        if changes:
            parts.append(f"## {words[kind]} ({len(changes)})")
            lines = [f"- {_replacement(*names)} ({count})" for names, count in renamed.items() if kind == "changed"]
            lines += [line for change in changes for line in _lines(change, words["checked"], renamed)]
            parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n" if len(parts) > 1 else ""


def _renamed(changes: Iterable[Change]) -> dict[tuple[str, str], int]:
    """Renamed sections (old name, new name) of several notes, reported once, with the number of notes."""
    pairs = (_sections(change) for change in changes if change.kind == "changed" and change.old)
    return {names: count for names, count in Counter(pairs).items() if count > 1 and names[0] != names[1]}


def _sections(change: Change) -> tuple[str, str]:
    old, new = change.old.fields if change.old else {}, change.new.fields
    return _markdown(old.get("Section", "")), _markdown(new.get("Section", ""))


def _lines(change: Change, checked_label: str, renamed: Mapping[tuple[str, str], int]) -> Iterator[str]:
    entry = change.new
    name, answer = (_markdown(entry.fields.get(side, "")) for side in SIDES[entry.kind])
    if change.kind != "changed" or change.old is None:
        yield f"- {name} = {answer}"
        return
    moved = _sections(change) in renamed
    fields = [field for field in _REPORTED[entry.kind] if not (moved and field == "Section")]
    lines = list(_differences(change.old.fields, entry.fields, fields))
    checked = change.old.fields.get("Status") and not entry.fields.get("Status") and not lines
    if lines or checked or not moved:
        yield f"- {name}" + (f" ({checked_label})" if checked else "")
        yield from lines


def _differences(old: Mapping[str, str], new: Mapping[str, str], fields: Iterable[str]) -> Iterator[str]:
    for field in fields:
        before, after = (_markdown(held.get(field, "")) for held in (old, new))
        if before != after:
            yield f"  - {_replacement(before, after)}"


def _replacement(before: str, after: str) -> str:
    return f"{f'~~{before}~~ ' if before else ''}{after or '—'}"


_MARKUP = re.compile(r"[\\`*_\[\]<>~&]")
_OPENING = re.compile(r"^(\d*)([.)#+=-])")  # what would open a list or a heading


def _markdown(field: str) -> str:
    escaped = _MARKUP.sub(lambda match: f"\\{match[0]}", plain(field).line)
    return _OPENING.sub(lambda match: f"{match[1]}\\{match[2]}", escaped)
