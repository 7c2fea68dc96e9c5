"""The changes of a build in the learners' language, as a page to hand out with the package."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path

from deckgen.cards.html import line_of
from deckgen.cards.plan import Change, Plan
from deckgen.files.disk import read
from deckgen.files.source import Source
from deckgen.languages.language import language
from deckgen.project.deck import Deck
from deckgen.project.fields import CUE, SIDES

# The fields whose changes are reported.
_REPORTED = {
    "sentence": ("Front", "Back", CUE, "Hint", "Note", "Section", "Source"),
    "vocabulary": ("Term", "Meaning", "Grammar", "Example", CUE, "Hint", "Note", "Section", "Source"),
}
_SHARED = ("Section", "Source")  # fields that many notes have alike
_Renaming = tuple[str, str, str]  # a field, its old text and its new one


def page_beside(package: Path) -> Path:
    """The path of the page that is handed out with a package."""
    return package.with_suffix(".changes.md")


def rendered(deck: Deck, plan: Plan, packages: Iterable[Path]) -> dict[Path, bytes]:
    """What the pages beside `packages` hold after the build `plan`; none if that changes nothing."""
    added = build_entry(deck, plan)
    pages = dict.fromkeys(map(page_beside, packages)) if added else {}
    return {page: _page(deck, added, page).encode("utf-8") for page in pages}


def render(deck: Deck, plan: Plan, page: Path | None = None) -> str:
    """The text of `page`, by default the one in build/, after the build `plan`; empty if that changes nothing."""
    added = build_entry(deck, plan)
    return _page(deck, added, page) if added else ""


def _page(deck: Deck, added: str, page: Path | None) -> str:
    """The text of a page with `added` on top: it holds every build, the newest first, and keeps what it has.

    Elsewhere than in build/ a new page begins as the one there.
    """
    paths = (page, page_beside(deck.package_path))
    before = next((read(path) for path in paths if path and os.path.lexists(path)), None)
    return with_entry(deck.name, added, before)


def with_entry(name: str, entry: str, before: Source | None) -> str:
    """A page for the deck `name` with `entry` on top and all that the page had `before` below it.

    An entry that is on top already was written by a build that was interrupted; it is not repeated.
    """
    newline = before.newline if before else "\n"
    entry = entry if newline == "\n" else entry.replace("\n", newline)  # it may be large
    title, below, older = before.text.partition(newline) if before else ("", "", "")
    if not title.startswith("# "):
        older = title + below + older
    older = older.lstrip("\r\n")
    parts = [f"# {name}{newline}", *([] if f"{older}{newline}".startswith(entry + newline) else [entry])]
    return newline.join([*parts, *([older] if older else [])])


def build_entry(deck: Deck, plan: Plan, otherwise: str = "") -> str:
    """The changes of one build in Markdown under its date, where it was made.

    Without any it says `otherwise`, or is empty.
    """
    pieces = list(_pieces(deck, plan))
    if otherwise and len(pieces) == 1:
        pieces.append(f"\n\n{otherwise}")
    return "".join((*pieces, "\n")) if len(pieces) > 1 else ""


def _pieces(deck: Deck, plan: Plan) -> Iterator[str]:
    """The pieces of the entry of a build: its date, and for each kind of change a heading and its lines."""
    words = language(deck.back).changes
    renamed = _renamed(plan.changes)
    yield f"## {date.fromtimestamp(plan.lock.last).isoformat()}"
    for kind in ("new", "changed", "retired", "revived"):
        changes = [change for change in plan.changes if change.kind == kind]
        if not changes:
            continue
        yield f"\n\n### {words[kind]} ({len(changes)})\n"
        for (_, *names), count in renamed.items() if kind == "changed" else ():
            yield f"\n- {_replacement(*names)} ({count})"
        for change in changes:
            yield from (f"\n{line}" for line in _lines(change, words["checked"], renamed))


def _renamed(changes: Iterable[Change]) -> dict[_Renaming, int]:
    """Renamed sections and texts of several notes, reported once, with the number of notes."""
    names = Counter(each for change in changes if change.kind == "changed" for each in _renamings(change))
    return {each: count for each, count in names.items() if count > 1}


def _renamings(change: Change) -> Iterator[_Renaming]:
    for field in _SHARED:
        before, after = (markdown(held.fields.get(field, "")) if held else "" for held in (change.old, change.new))
        if before != after:
            yield field, before, after


def _lines(change: Change, checked_label: str, renamed: Mapping[_Renaming, int]) -> Iterator[str]:
    entry = change.new
    name, answer = (markdown(entry.fields.get(side, "")) for side in SIDES[entry.kind])
    if change.kind != "changed" or change.old is None:
        yield f"- {name} = {answer}"
        return
    told = {field for field, *names in _renamings(change) if (field, *names) in renamed}
    lines = list(_differences(change.old.fields, entry.fields, [f for f in _REPORTED[entry.kind] if f not in told]))
    checked = change.old.fields.get("Status") and not entry.fields.get("Status") and not lines
    if lines or checked or not told:
        yield f"- {name}" + (f" ({checked_label})" if checked else "")
        yield from lines


def _differences(old: Mapping[str, str], new: Mapping[str, str], fields: Iterable[str]) -> Iterator[str]:
    for field in fields:
        before, after = (markdown(held.get(field, "")) for held in (old, new))
        if before != after:
            yield f"  - {_replacement(before, after)}"


def _replacement(before: str, after: str) -> str:
    return f"{f'~~{before}~~ ' if before else ''}{after or '—'}"


_MARKUP = re.compile(r"[\\`*_\[\]<>~&]")
_OPENING = re.compile(r"^(\d*)([.)#+=-])")  # what would open a list or a heading


def markdown(field: str) -> str:
    """A field as Markdown that shows its text and nothing else."""
    escaped = _MARKUP.sub(_behind_backslash, line_of(field))
    return escaped if escaped[:1].isalpha() else _OPENING.sub(lambda match: f"{match[1]}\\{match[2]}", escaped)


def _behind_backslash(sign: re.Match[str]) -> str:
    return f"\\{sign[0]}"
