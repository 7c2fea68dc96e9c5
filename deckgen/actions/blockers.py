"""What stops a build because of the last one, though the sources are valid: swapped sides, ids that were lost."""

from __future__ import annotations

from deckgen.actions.build import Draft, State, draft
from deckgen.cards.notes import Note
from deckgen.files.source import Problem, Refused
from deckgen.project import lock
from deckgen.project.fields import SIDES


def swapped_sides(planned: Draft) -> list[Problem]:
    """The problem of swapped sides: building would reverse every card and keep its reviews."""
    kept = [change for change in planned.plan.changes if change.kind == "changed"]
    swapped = sum(_is_swapped(change.new, change.old) for change in kept if change.old)
    if swapped < 2 or swapped * 2 < len(planned.notes):
        return []
    message = "front and back are swapped: every card would be reversed but keep its reviews"
    advice = "swap them back; for the other direction make a separate deck: deckgen init FOLDER --from DECK"
    return [Problem(planned.state.deck.path, 0, message, advice=advice)]


def _is_swapped(new: lock.Entry, old: lock.Entry) -> bool:
    front, back = SIDES[new.kind]
    return new.fields.get(front) == old.fields.get(back) != old.fields.get(front)


def renamed(planned: Draft) -> list[Problem]:
    """Problems of new notes with the text of a removed one: building would lose the old one's reviews."""
    written = {name for part in planned.state.parts for name in part.ids}
    return [
        _renamed(old, note, _line_in_file(planned, note), named=note.id in written)
        for old, note in planned.plan.lookalikes
    ]


def _line_in_file(planned: Draft, note: Note) -> int:
    """The line of a note in its file as it is, without the lines of ids that the build would write above it."""
    added = 0
    for file, edits in planned.named:
        for edit in sorted(edits, key=lambda edit: edit.start) if file.source.path == note.path else ():
            if file.source.text.count("\n", 0, edit.start) + 1 + added < note.line:
                added += edit.text.count("\n")
    return note.line - added


def _renamed(old: str, note: Note, line: int, *, named: bool) -> Problem:
    """One such problem; an entry without an id in its file would get another one at each try, so none is shown."""
    message = f"{note.id} looks like {old} renamed" if named else f"this entry without an id looks like {old}"
    how = f"`id: {old}`, or `was: {old}` beside the new id" if named else f"`id: {old}`"
    advice = f"to keep its reviews, write {how}; if it is a new note, run `deckgen build --as-new`"
    return Problem(note.path, line, message, advice=advice)


def refuse_blocked(planned: Draft, *, as_new: bool) -> None:
    """Refuse a build that the last one stops; `as_new` accepts new ids for texts that had different ones."""
    if problems := [*swapped_sides(planned), *(() if as_new else renamed(planned))]:
        raise Refused(*problems)


def build_blockers(state: State) -> list[Problem]:
    """Problems that would stop the next build because of the last one, though the sources are valid by themselves."""
    if state.broken or not state.lock:
        return []
    planned = draft(state, lambda last: last + 1)
    return [*swapped_sides(planned), *renamed(planned)]
