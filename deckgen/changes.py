"""What changed in a build, in the learner's language: a page to hand out with the package."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from deckgen.deck import Deck
from deckgen.languages import language
from deckgen.markup import plain
from deckgen.notetypes import SIDES
from deckgen.plan import Change, Plan

# The fields whose change is worth telling.
_TOLD = {
    "sentence": ("Front", "Back", "Hint", "Note", "Section"),
    "vocabulary": ("Term", "Meaning", "Grammar", "Example", "Hint", "Note", "Section"),
}


def render(deck: Deck, plan: Plan) -> str:
    """The changes of `plan` in Markdown, empty if there are none."""
    words = language(deck.back).changes
    parts = [f"# {deck.name}"]
    for kind in ("new", "changed", "retired", "revived"):
        changes = [change for change in plan.changes if change.kind == kind]
        if changes:
            parts.append(f"## {words[kind]} ({len(changes)})")
            parts.append("\n".join(line for change in changes for line in _lines(change, words["checked"])))
    return "\n\n".join(parts) + "\n" if len(parts) > 1 else ""


def _lines(change: Change, told: str) -> Iterator[str]:
    entry = change.new
    name, answer = (_markdown(entry.fields.get(side, "")) for side in SIDES[entry.kind])
    if change.kind != "changed" or change.old is None:
        yield f"- {name} = {answer}"
        return
    lines = list(_differences(change.old.fields, entry.fields, entry.kind))
    yield f"- {name}" + (f" ({told})" if change.old.fields.get("Status") and not lines else "")
    yield from lines


def _differences(old: Mapping[str, str], new: Mapping[str, str], kind: str) -> Iterator[str]:
    for field in _TOLD[kind]:
        before, after = (_markdown(held.get(field, "")) for held in (old, new))
        if before != after:
            yield f"  - {f'~~{before}~~ ' if before else ''}{after or '—'}"


_SIGN = re.compile(r"[\\`*_\[\]<>~&]")
_OPENING = re.compile(r"^(\d*)([.)#+=-])")  # what would open a list or a heading


def _markdown(field: str) -> str:
    escaped = _SIGN.sub(lambda match: f"\\{match[0]}", plain(field).line)
    return _OPENING.sub(lambda match: f"{match[1]}\\{match[2]}", escaped)
