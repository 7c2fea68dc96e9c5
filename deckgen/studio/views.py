"""What the page shows, as JSON: texts, rows, cards, problems, and what the next build would do."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from deckgen.actions.build import Draft, State
from deckgen.cards import own_templates
from deckgen.cards.html import plain
from deckgen.cards.notes import make_notes, study_order
from deckgen.cards.notetypes import note_types
from deckgen.cards.plan import Change
from deckgen.cards.preview import note_data, type_data
from deckgen.cards.speech import cached_recordings, names_in
from deckgen.checks.rules import may_allow
from deckgen.files import resources
from deckgen.files.source import Problem
from deckgen.languages.codes import CODE_PATTERN
from deckgen.project.deck import Deck
from deckgen.project.entries import EntryFile
from deckgen.project.fields import KINDS, SIDES
from deckgen.project.parts import Part
from deckgen.studio.desk import Changed, Desk, View
from deckgen.studio.rows import Row

Json = dict[str, Any]


def deck_view(desk: Desk) -> Json:
    """The deck, its texts with how much there is to do, and its settings."""
    deck = desk.deck
    return {
        "name": deck.name,
        "folder": deck.folder.name,
        "languages": [deck.front, deck.back],
        "known": [name for name in resources.folders("languages") if CODE_PATTERN.fullmatch(name)],
        "texts": [{"id": text.id, "title": text.title, "source": text.source} for text in deck.texts],
        "built": desk.last.built,
        "settings": settings_view(deck),
        "steps": desk.steps,
    }


def settings_view(deck: Deck) -> Json:
    """What a person can choose for a deck."""
    audio = deck.audio
    return {
        "name": deck.name,
        "cards": {kind: list(names) for kind, names in deck.cards.items()},
        "typed": sorted(deck.typed),
        "audio": None if audio is None else {"engine": audio.engine, "voice": audio.name, "command": audio.command},
    }


def text_summary(view: View) -> Json:
    """A text in the list of texts."""
    pairs, terms = view.part.pairs.values, view.part.terms.values
    return {
        "id": view.text.id,
        "title": view.text.title,
        "source": view.text.source,
        "pairs": len(pairs),
        "doubtful": sum(bool(pair.doubt) for pair in pairs),
        "proposed": sum(term.status == "proposed" for term in terms),
    }


def text_view(view: View) -> Json:
    """A text with all its rows and terms."""
    return {
        **text_summary(view),
        "version": view.version,
        "rows": [row.shown for row in view.rows],
        "terms": [row.shown for row in view.terms],
        "unreadable": [problem_view(problem) for problem in view.unreadable],
    }


def splice(before: Sequence[Row], after: Sequence[Row]) -> Json:
    """How a page gets from the rows `before` to those `after`: from where on, how many go, and which come.

    The rows below are the same, `shift` lines further down in the file.
    """
    old, new = ([(row.key, row.mark) for row in rows] for rows in (before, after))
    head = _alike(old, new)
    tail = _alike(old[head:][::-1], new[head:][::-1])
    shift = after[-1].data["line"] - before[-1].data["line"] if tail else 0
    rows = [row.shown for row in after[head : len(new) - tail]]
    return {"at": head, "gone": len(old) - tail - head, "rows": rows, "shift": shift}


def _alike(one: Sequence[object], other: Sequence[object]) -> int:
    n = 0
    while n < min(len(one), len(other)) and one[n] == other[n]:
        n += 1
    return n


def changed_view(desk: Desk, changed: Changed, version: str = "") -> Json:
    """A text after an operation; for a page that has its `version` from before, only what is different."""
    view, before = changed.view, changed.before
    said = {"did": changed.name, "key": changed.key, "steps": desk.steps}
    if version != before.version:
        return {**text_view(view), **said}
    spliced = {"rows": splice(before.rows, view.rows), "terms": splice(before.terms, view.terms)}
    return {**text_summary(view), "version": view.version, "unreadable": [], "splice": spliced, **said}


# ------------------------------------------------------------------ cards


def types_view(deck: Deck, names: Mapping[str, str]) -> Json:
    """The templates and style sheets of the cards of a deck."""
    own, _ = own_templates.load(deck)
    types = note_types(deck, names, own)
    return {kind: type_data(types[kind]) for kind in KINDS}


def cards_view(desk: Desk, view: View, key: str) -> Json:
    """The cards of a pair or of a term as Anki would have them, of a term that is not accepted as if it were."""
    deck, part = desk.deck, view.part
    terms = _with_accepted(part, key)
    notes = [note for note in make_notes(deck, [terms]) if note.id == key]
    return {
        "notes": [note_data(note, {**note.fields, "Key": note.id}, "", deck.root) | {"id": note.id} for note in notes],
        "cards": [[name, template] for name, template in study_order(notes)],
        "sounds": {
            name: base64.b64encode(data).decode("ascii")
            for name, data in cached_recordings(
                sorted(names_in(text for note in notes for text in note.fields.values()))
            ).items()
        },
    }


def _with_accepted(part: Part, key: str) -> Part:
    """A text in which the entry `key` is studied, alone among the terms."""
    terms = tuple(
        replace(entry, value=replace(entry.value, status="accepted", skip=False))
        for entry in part.terms.entries
        if entry.value.id == key
    )
    pairs = part.pairs
    entries = tuple(
        replace(entry, value=replace(entry.value, skip=False)) if entry.value.id == key else entry
        for entry in pairs.entries
    )
    return replace(part, pairs=replace(pairs, entries=entries), terms=EntryFile(part.terms.source, terms))


# ------------------------------------------------------------------ problems and the next build


def problem_view(problem: Problem, views: Iterable[View] = ()) -> Json:
    """A problem, with the row that it is about if it is about one."""
    text, key = next(_rows_at(problem, views), ("", ""))
    return {
        "level": problem.level,
        "code": problem.code,
        "message": problem.message,
        "shown": list(problem.shown),
        "advice": problem.advice,
        "file": problem.path.name,
        "line": problem.line,
        "text": text,
        "key": key,
        "allowable": bool(key) and may_allow(problem.code),
    }


def _rows_at(problem: Problem, views: Iterable[View]) -> Iterator[tuple[str, str]]:
    for view in views:
        for path, rows in ((view.part.pairs.source.path, view.rows), (view.part.terms.source.path, view.terms)):
            if path == problem.path:
                above = [row for row in rows if row.data["line"] <= problem.line]
                yield view.text.id, above[-1].key if above else ""


def plan_view(planned: Draft) -> Json:
    """What the next build would do."""
    plan = planned.plan
    kinds = ("new", "changed", "revived", "retired", "same")
    return {
        "counts": {kind: plan.count(kind) for kind in kinds},
        "changes": [change_view(change) for kind in kinds for change in _some(plan.changes, kind)],
        "restyled": list(plan.restyled),
        "sweeping": plan.sweeping,
        "media": [list(each) for each in plan.overwritten_media],
        "moved": [term.front for term in planned.state.moved],
        "current": not planned.changes_lock and planned.state.deck.package_path.exists(),
        "package": package_view(planned.state.deck),
    }


_SHOWN = 300  # changes of each kind


def _some(changes: Iterable[Change], kind: str) -> Iterator[Change]:
    """The first changes of a kind; nobody reads thousands."""
    return islice((change for change in changes if change.kind == kind), _SHOWN)


def package_view(deck: Deck) -> Json:
    """Where the package is."""
    path = deck.package_path
    there = path.exists()
    return {"path": str(path), "name": path.name, "size": path.stat().st_size if there else 0, "there": there}


def change_view(change: Change) -> Json:
    """What a build does to one note: its texts, and those that differ."""
    front, back = SIDES[change.new.kind]
    fields = change.new.fields
    old = change.old.fields if change.old else {}
    differing = change.differing if change.kind in ("changed", "revived") else []
    return {
        "kind": change.kind,
        "note": change.new.kind,
        "id": change.new.id,
        "text": change.note.text if change.note else "",
        "front": plain(fields.get(front, "")).text,
        "back": plain(fields.get(back, "")).text,
        "fields": [[name, plain(old.get(name, "")).text, plain(fields.get(name, "")).text] for name in differing],
        "tags": [list(change.old.tags) if change.old else [], list(change.new.tags)],
    }


def state_problems(state: State, views: Sequence[View]) -> list[Json]:
    """The problems of a deck, without those that were allowed."""
    return [problem_view(problem, views) for problem in state.problems if problem.level != "allowed"]
