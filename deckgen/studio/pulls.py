"""What learners changed in Anki: an export is looked at, the person chooses, and what is chosen goes into the files."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from deckgen.actions.build import Draft
from deckgen.anki.collection import Collection, load
from deckgen.files.disk import write
from deckgen.files.source import Problem, Refused
from deckgen.merge.pull import Choice, Pull, apply, pull
from deckgen.studio.desk import Desk
from deckgen.studio.life import planned
from deckgen.studio.shelf import Shelf

Json = dict[str, Any]
_KEPT = 4  # exports that were looked at
_SKIP = "skip"


@dataclass
class Pulls:
    """The exports that were looked at, until the person has chosen."""

    _held: Shelf[Collection] = field(default_factory=lambda: Shelf(_KEPT))

    def look(self, desk: Desk, name: str, data: bytes) -> Json:
        """What an export has that differs from the sources."""
        with tempfile.TemporaryDirectory(prefix="deckgen-") as folder:
            path = Path(folder) / f"export{Path(name).suffix.lower() or '.apkg'}"
            write(path, data)
            try:
                held = load(path)
            except Refused as refused:
                raise Refused(
                    *(
                        Problem(Path(name), each.line, each.message, each.shown, each.advice)
                        for each in refused.problems
                    )
                ) from refused
        made = planned(desk)
        found = _compared(desk, made, held)
        return {"pull": self._held.put(held), "findings": _shown(made, found), "unclear": len(found.unclear)}

    def apply(self, desk: Desk, key: str, choices: Sequence[Sequence[str]]) -> Json:
        """Take what is chosen: for each finding its id, its field and whose text; `skip` for a deleted note."""
        held = self._held.get(key)
        if held is None:
            raise Refused(Problem(desk.deck.path, 0, "this export is no longer here", advice="drop it again"))
        chosen: dict[tuple[str, str], Choice] = {}
        for name, of, choice in choices:
            if choice in ("ours", "theirs"):
                chosen[name, of] = "ours" if choice == "ours" else "theirs"
        gone = {name for name, _, choice in choices if choice == _SKIP}
        with desk.working:
            found = _compared(desk, planned(desk), held, chosen, gone)
            apply(desk.deck, found, desk.last, held.notes, int(time.time()))
        return {"taken": found.count("taken") + len(gone)}


def _compared(
    desk: Desk,
    made: Draft,
    held: Collection,
    choices: Mapping[tuple[str, str], Choice] | None = None,
    gone: frozenset[str] | set[str] = frozenset(),
) -> Pull:
    return pull(
        desk.deck,
        made.state.parts,
        made.notes,
        desk.last,
        held.notes,
        choices=choices or {},
        skip_deleted=gone,
        extent=held.extent,
    )


def _shown(made: Draft, found: Pull) -> list[Json]:
    titles = {note.id: next(iter(note.fields.values()), "") for note in made.notes}
    return [
        {
            "kind": each.kind,
            "id": each.id,
            "title": titles.get(each.id, each.id),
            "field": each.field,
            "ours": each.ours,
            "theirs": each.theirs,
            "why": each.why,
        }
        for each in found.findings
    ]
