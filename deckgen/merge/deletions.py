"""Which notes a learner deleted: only what they once had, and only if what they sent would hold it.

Dates of files decide nothing, since clocks differ and a fresh export may come from somebody with an old package. A
note in Anki says in `Built` which build it comes from, and every package holds all notes of its build. So who has a
note of some build once had everything that was built before.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from deckgen.anki.collection import Extent, HeldNote
from deckgen.merge.history import version
from deckgen.project.fields import OURS
from deckgen.project.lock import Entry, Lock

_MOST = 4  # deletions are believed up to a quarter of the notes: an export of a selection lacks more
_FEW = 4  # names in a message
_TEXT, _SECTION, _KIND = f"{OURS}text::", f"{OURS}section::", f"{OURS}kind::"
_IMPORT = "let the learner import the newest package, then export again"
_FOREIGN = "the learner imported a build that deck.lock does not know, as of another branch, which may lack them"
_MERGE = "merge that branch, build, let the learner import the package, then export again"
_EXPORT = (
    "export all of it: File > Export, the whole deck with scheduling information, "
    "or the collection (.colpkg), which tells most"
)


@dataclass(frozen=True)
class Unclear:
    """Notes that are not in Anki and may never have been, or may be elsewhere: how many, why, and what to do."""

    number: int
    why: str
    advice: str


@dataclass(frozen=True)
class Absences:
    """The ids of the notes that a learner deleted, and the missing ones of which that is not known."""

    deleted: frozenset[str] = frozenset()
    unclear: tuple[Unclear, ...] = ()


def absences(lock: Lock, held: Mapping[str, HeldNote], extent: Extent, missing: Iterable[Entry]) -> Absences:
    """What became of the notes `missing` in a collection that holds the notes `held`, by guid."""
    missing = tuple(missing)
    buried = {entry.id for entry in missing if entry.nid in extent.deleted}
    latest = latest_build(lock, held)
    open_cases = [entry for entry in missing if entry.id not in buried]
    if open_cases and _is_foreign(lock, held):
        return Absences(frozenset(buried), (Unclear(len(open_cases), _FOREIGN, _MERGE),))
    had = [entry for entry in open_cases if _was_in(entry, latest, lock)]
    once = [entry for entry in lock.entries if not entry.retired and _was_in(entry, latest, lock)]
    unclear = list(_never_had(len(open_cases) - len(had), latest))
    kinds, texts, sections = (partial(_left_out, prefix) for prefix in (_KIND, _TEXT, _SECTION))
    for question in (kinds,) if extent.whole else (texts, partial(_unselected, lock), kinds, sections):
        gone, why = question(had, once, held)
        if gone:
            unclear.append(Unclear(len(gone), why, _EXPORT))
            had = [entry for entry in had if entry.id not in gone]
    return Absences(frozenset({*buried, *(entry.id for entry in had)}), tuple(unclear))


def latest_build(lock: Lock, held: Mapping[str, HeldNote]) -> int:
    """The time of the latest build that a collection surely imported; 0 if its notes name none that the lock knows."""
    known = ((entry, held[entry.guid].fields.get("Built", "")) for entry in lock.entries if entry.guid in held)
    return max((int(built) for entry, built in known if version(entry, built) is not None), default=0)


def _is_foreign(lock: Lock, held: Mapping[str, HeldNote]) -> bool:
    """Whether a collection imported a build that the lock does not know: that may have retired what is missing here."""
    known = ((entry, held[entry.guid].fields.get("Built", "")) for entry in lock.entries if entry.guid in held)
    return any(built and version(entry, built) is None for entry, built in known)


def first_built(entry: Entry) -> int:
    """The time of the earliest build with this note that the lock remembers."""
    return entry.earlier[0].mod if entry.earlier else entry.mod


def _was_in(entry: Entry, latest: int, lock: Lock) -> bool:
    """Whether a package of the build `latest` surely held a note; before two locks were merged, either may lack it."""
    return first_built(entry) <= latest and latest > lock.merged


def _never_had(number: int, latest: int) -> Iterator[Unclear]:
    if number:
        last = time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime(latest))
        held = f"the notes in Anki come from builds up to {last}" if latest else "the notes in Anki name no known build"
        yield Unclear(number, f"the package that the learner imported may be older; {held}", _IMPORT)


_Gone = tuple[set[str], str]  # ids of notes that need not be deleted, and why


def _left_out(prefix: str, had: Sequence[Entry], once: Sequence[Entry], held: Mapping[str, HeldNote]) -> _Gone:
    """The notes of texts, sections or kinds of which nothing is held."""
    lost = _empty_groups(prefix, once, held)
    gone = [entry for entry in had if lost.intersection(entry.tags)]
    names = sorted({tag.removeprefix(prefix) for entry in gone for tag in lost.intersection(entry.tags)})
    what = prefix.removeprefix(OURS).strip(":") + "s" * (len(names) > 1)
    shown = ", ".join(names[:_FEW]) + (f" and {len(names) - _FEW} more" if len(names) > _FEW else "")
    return {entry.id for entry in gone}, f"what was read holds nothing of the {what} {shown}"


def _empty_groups(prefix: str, entries: Iterable[Entry], held: Mapping[str, HeldNote]) -> set[str]:
    """The texts, sections or kinds, as tags, of which nothing is held; a single note is a group only as a text."""
    tags = [(tag, entry.guid in held) for entry in entries for tag in entry.tags if tag.startswith(prefix)]
    sizes = Counter(tag for tag, _ in tags)
    present = {tag for tag, is_held in tags if is_held}
    return {tag for tag, size in sizes.items() if tag not in present and size >= (1 if prefix == _TEXT else 2)}


def _unselected(lock: Lock, had: Sequence[Entry], once: Sequence[Entry], held: Mapping[str, HeldNote]) -> _Gone:
    """All missing notes, if the export looks like one of a selection."""
    why = next(_selected(lock, once, held), "")
    return {entry.id for entry in had if why}, why


def _selected(lock: Lock, once: Sequence[Entry], held: Mapping[str, HeldNote]) -> Iterator[str]:
    """Why an export may be one of a selection: of a sub-deck, of few notes, or of studied cards only."""
    present = [held[entry.guid] for entry in once if entry.guid in held]
    lost = [entry for entry in once if entry.guid not in held]
    deck = _common_deck([note.deck for note in present])
    if "::" in deck and not any(f"::{deck}".endswith(f"::{name}") for name in lock.names):
        yield f"all that was exported is in the sub-deck {deck}"
    if len(lost) > max(1, len(once) // _MOST):
        yield f"the export holds only {len(present)} of {len(once)} notes"
    if present and all(note.studied for note in present) and _is_tail(lost, once, held):
        yield "the export holds only studied cards, and the missing notes come after them"


def _is_tail(lost: Iterable[Entry], once: Iterable[Entry], held: Mapping[str, HeldNote]) -> bool:
    """Whether the missing notes are the last ones in the study order, as in an export of what was studied."""
    last = max((_position(entry) for entry in once if entry.guid in held), default=0)
    return all(_position(entry) > last for entry in lost)


def _position(entry: Entry) -> int:
    return min(entry.due.values(), default=0)


def _common_deck(names: Iterable[str]) -> str:
    """The deck that all decks `names` are or lie in; empty if there is none."""
    paths = [name.split("::") for name in names]
    common: list[str] = []
    for parts in zip(*paths, strict=False):
        if len(set(parts)) > 1:
            break
        common.append(parts[0])
    return "::".join(common)
