"""The official Anki backend as a learner: a collection that packages are imported into.

Names missing from old versions are imported where needed: tests/shipping/learners.py uses the same Learner.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from anki.collection import Collection
from anki.scheduler.v3 import CardAnswer


@dataclass(frozen=True)
class Imported:
    """How many notes an import added, updated, left alone and refused."""

    new: int
    updated: int
    same: int
    refused: int


class Learner:
    """One collection. Use as a context manager, or close it."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.col: Any = Collection(str(folder / "collection.anki2"))

    def __enter__(self) -> Learner:
        return self

    def __exit__(self, *_: object) -> None:
        self.col.close()

    # actions of the learner

    def imports(self, package: Path) -> Imported:
        """Import with the desktop program's defaults in a fresh profile."""
        from anki.collection import ImportAnkiPackageRequest

        options = self.col._backend.get_import_anki_package_presets()
        log = self.col.import_anki_package(ImportAnkiPackageRequest(package_path=str(package), options=options)).log
        refused = len(log.conflicting) + len(log.missing_notetype) + len(log.missing_deck) + len(log.empty_first_field)
        return Imported(len(log.new), len(log.updated), len(log.duplicate), refused)

    def reviews(self, deck: str, most: int = 10_000) -> int:
        """Answer up to `most` cards Good in the order of the scheduler; returns their number."""
        self._select(deck)
        for done in range(most):
            queued = self.col.sched.get_queued_cards(fetch_limit=1)
            if not queued.cards:
                return done
            card = self.col.get_card(queued.cards[0].card.id)
            card.start_timer()
            states = self._states(queued.cards[0])
            answer = self.col.sched.build_answer(card=card, states=states, rating=CardAnswer.GOOD)
            self.col.sched.answer_card(answer)
            # The log of reviews is keyed by millisecond. Faster answers take later keys, which may fall into the next
            # second, and then Check Database finds the card's own time of its last review too early.
            time.sleep(0.001)
        return most

    def edits(self, guid: str, field: str, text: str, tag: str = "") -> None:
        """Change a field in the editor, and add a tag."""
        note = self.note(guid)
        note[field] = text
        if tag:
            note.add_tag(tag)
        self.col.update_note(note)

    def deletes(self, guid: str) -> None:
        """Delete a note in the browser."""
        self.col.remove_notes([self.note(guid).id])

    def exports(self, path: Path, *, legacy: bool = False) -> Path:
        """Export everything as a package or, if `path` is a .colpkg, as a whole collection."""
        from anki.collection import ExportAnkiPackageOptions

        if path.suffix == ".colpkg":
            self.col.export_collection_package(str(path), include_media=False, legacy=legacy)
            self.col.reopen()
        else:
            options = ExportAnkiPackageOptions(
                with_scheduling=True, with_deck_configs=True, with_media=True, legacy=legacy
            )
            self.col.export_anki_package(out_path=str(path), limit=None, options=options)
        return path

    # state of the collection

    def note(self, guid: str) -> Any:
        """The note with this guid."""
        return self.col.get_note(self.col.db.scalar("select id from notes where guid = ?", guid))

    def fields(self) -> dict[str, dict[str, str]]:
        """The non-empty fields of every note, by guid."""
        found = {}
        for nid, guid in self.col.db.execute("select id, guid from notes"):
            found[guid] = {name: value for name, value in self.col.get_note(nid).items() if value}
        return found

    def scheduling(self) -> dict[tuple[str, int], tuple[int, ...]]:
        """The scheduling state of every card, by guid and template number."""
        rows = self.col.db.execute(
            "select n.guid, c.ord, c.type, c.queue, c.due, c.ivl, c.reps, c.lapses "
            "from cards c join notes n on n.id = c.nid"
        )
        return {(guid, ordinal): tuple(rest) for guid, ordinal, *rest in rows}

    def introduced(self, deck: str) -> list[tuple[str, int]]:
        """New cards in the actual order of the scheduler, as (Key, template number).

        Uses a copy without the daily limit of new cards.
        """
        with tempfile.TemporaryDirectory(prefix="deckgen-queue-") as folder:
            self.col.close(downgrade=False)
            shutil.copy(self.col.path, Path(folder) / "collection.anki2")
            self.col.reopen()
            with Learner(Path(folder)) as copy:
                copy._select(deck)
                queued = copy.col.sched.get_queued_cards(fetch_limit=100_000)
                cards = [copy.col.get_card(item.card.id) for item in queued.cards]
                return [(card.note()["Key"], card.ord) for card in cards if card.type == 0]

    def rendered(self, guid: str, ordinal: int = 0) -> tuple[str, str, str]:
        """Question, answer and CSS of a card, as rendered by the backend."""
        cid = self.col.db.scalar("select id from cards where nid = ? and ord = ?", self.note(guid).id, ordinal)
        output = self.col.get_card(cid).render_output()
        return output.question_text, output.answer_text, output.css

    def deck_names(self) -> dict[str, int]:
        """The number of cards of each deck that has any."""
        counts = self.col.db.execute("select did, count() from cards group by did")
        return {self.col.decks.name(did): number for did, number in counts}

    def check_database(self) -> str:
        """The report of Tools > Check Database, empty if there are no problems."""
        report, ok = self.col.fix_integrity()
        return "" if ok else str(report)

    def _states(self, queued: Any) -> Any:
        return queued.states

    def _select(self, deck: str) -> None:
        self.col.decks.select(self.col.decks.id_for_name(deck))
        for config in self.col.decks.all_config():
            config["new"]["perDay"] = config["rev"]["perDay"] = 9_999
            self.col.decks.update_config(config)
