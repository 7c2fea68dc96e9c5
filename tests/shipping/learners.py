"""One learner with one version of Anki: imports three editions of a deck and says what went otherwise than it should.

Run by the Python of a version's own environment, which has that version of `anki` and nothing of ours:
`python learners.py IMPORTER editions.json`, where IMPORTER is a key of LEARNERS. Prints {check: fault} as JSON.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent / "parts"))

from anki_world import Imported, Learner

NOTHING = Imported(0, 0, 0, 0)
# What a card shows on its two sides, by note type and number of the template.
SHOWN = {
    ("sentence", 0): ("Front", "Back"),
    ("sentence", 1): ("Back", "Front"),
    ("vocabulary", 0): ("Term", "Meaning"),
    ("vocabulary", 1): ("Meaning", "Term"),
    ("vocabulary", 2): ("ExampleBack", "Term"),
}


class Oldest(Learner):
    """The importer that was written in Python: the default up to 2.1.54, a setting of later versions."""

    def __init__(self, folder: Path) -> None:
        from anki.lang import set_lang

        set_lang("en")  # it reports in a language
        super().__init__(folder)
        if not self.col.v3_scheduler():  # the older one has the same order, but another way to be asked
            self.col.set_v3_scheduler(True)

    def imports(self, package: Path) -> Imported:
        from anki.importing.apkg import AnkiPackageImporter

        AnkiPackageImporter(self.col, str(package)).run()
        return NOTHING

    def _states(self, queued: Any) -> Any:
        return queued.next_states if hasattr(queued, "next_states") else queued.states


class Older(Oldest):
    """The importer of the backend before it had options: a setting in 2.1.54, the default up to 2.1.66."""

    def imports(self, package: Path) -> Imported:
        self.col.import_anki_package(str(package))
        return NOTHING


LEARNERS = {"python": Oldest, "backend": Older, "dialog": Learner}


def play(learner: Learner, editions: list[dict[str, Any]]) -> dict[str, str]:
    """The story: import, look at everything, edit, import again, review, import the next editions."""
    first, second, third = editions
    deck, found = first["deck"], {}
    learner.imports(Path(first["package"]))
    found["notes"] = _counted(learner, first)
    found["types"] = _typed(learner, first)
    found["fields"] = _filled(learner, first)
    found["order"] = _unequal(learner.introduced(deck), _unseen(learner, first))
    found["cards"] = _shown(learner, first)
    found["database"] = learner.check_database()

    news = {second["changed"], second["added"], second["retired"]}
    early, late, *_ = (note["guid"] for note in first["notes"] if note["guid"] not in news)
    learner.edits(early, "Note", "moje poznámka", tag="moje")
    before = _rows(learner)
    learner.imports(Path(first["package"]))
    found["again"] = _unequal(_rows(learner), before)

    learner.edits(late, "Note", "moje druhá", tag="moje")
    learner.reviews(deck, 40)
    rows, scheduling = _rows(learner), learner.scheduling()
    unseen = [guid for guid in (second["changed"], second["retired"]) if scheduling[guid, 0][0] == 0]
    reviews = learner.col.db.scalar("select count() from revlog")
    learner.imports(Path(second["package"]))
    found["edition"] = _arrived(learner, second)
    found["place"] = _unequal(learner.introduced(deck), _unseen(learner, second))
    after = learner.scheduling()
    found["reviews"] = (
        _unequal(unseen, [])
        or _unequal({key: after.get(key) for key in scheduling}, scheduling)
        or _unequal(learner.col.db.scalar("select count() from revlog"), reviews)
    )
    kept = {guid: row for guid, row in rows.items() if guid not in news}
    found["edits"] = _unequal({guid: row for guid, row in _rows(learner).items() if guid in kept}, kept)

    learner.imports(Path(third["package"]))
    found["style"] = _typed(learner, third) or _unequal(learner.scheduling(), after)
    wanted = {name: _styled(learner, name) for name in third["types"]}
    learner.imports(Path(third["package"]))
    found["own"] = _unequal({name: learner.col.models.by_name(name)["css"] for name in wanted}, wanted)
    return found


# ------------------------------------------------------------------ what is looked at; each gives a fault or ""


def _unequal(held: Any, wanted: Any) -> str:
    if held == wanted:
        return ""
    if isinstance(held, dict) and isinstance(wanted, dict):
        keys = [key for key in {**held, **wanted} if held.get(key) != wanted.get(key)]
        return f"{len(keys)} differ: {keys[0]} is {held.get(keys[0])}, not {wanted.get(keys[0])}"
    if isinstance(held, list) and isinstance(wanted, list):
        at = next((n for n, pair in enumerate(zip(held, wanted, strict=False)) if pair[0] != pair[1]), -1)
        return f"{len(held)} for {len(wanted)}, the first that differs is number {at}: {held[at : at + 1]}"
    return f"{held}, not {wanted}"


def _counted(learner: Learner, edition: dict[str, Any]) -> str:
    count = learner.col.db.scalar
    held = (count("select count() from notes"), count("select count() from cards"), learner.deck_names())
    cards = sum(len(note["cards"]) for note in edition["notes"])
    return _unequal(held, (len(edition["notes"]), cards, {edition["deck"]: cards}))


def _typed(learner: Learner, edition: dict[str, Any]) -> str:
    held = {}
    for name in edition["types"]:
        kind = learner.col.models.by_name(name)
        sides = [[side["name"], side["qfmt"], side["afmt"]] for side in kind["tmpls"]] if kind else []
        fields = [field["name"] for field in kind["flds"]] if kind else []
        held[name] = {"fields": fields, "css": kind["css"] if kind else "", "templates": sides}
    return _unequal(held, edition["types"])


def _styled(learner: Learner, name: str) -> str:
    """Give a note type a style of the learner's own."""
    kind = learner.col.models.by_name(name)
    kind["css"] += "\n.card { font-size: 150% }"
    learner.col.models.update_dict(kind)
    return str(kind["css"])


def _filled(learner: Learner, edition: dict[str, Any]) -> str:
    held = {}
    for note in edition["notes"]:
        own = learner.note(note["guid"])
        held[note["guid"]] = [own.note_type()["name"], list(own.fields), sorted(own.tags)]
    return _unequal(held, {note["guid"]: [note["type"], note["fields"], note["tags"]] for note in edition["notes"]})


def _unseen(learner: Learner, edition: dict[str, Any]) -> list[tuple[str, int]]:
    """The study order of an edition, less what the learner saw.

    All cards are asked for as those of one day, and within a day Anki brings the first template of all notes first.
    """
    seen = {key for key, state in learner.scheduling().items() if state[0] != 0}
    left = [(guid, ordinal) for guid, ordinal in edition["order"] if (guid, ordinal) not in seen]
    return sorted(left, key=lambda card: card[1])


def _shown(learner: Learner, edition: dict[str, Any]) -> str:
    for note in edition["notes"]:
        named = dict(zip(edition["types"][note["type"]]["fields"], note["fields"], strict=True))
        for ordinal, _ in note["cards"]:
            question, answer, _css = learner.rendered(note["guid"], ordinal)
            for side, field in zip((question, answer), SHOWN[note["kind"], ordinal], strict=True):
                if named[field] not in side or re.search(r"\{\{|has a problem|FrontSide", side):
                    return f"card {ordinal} of {note['guid']} does not show {named[field]!r}: {side[:200]}"
    return ""


def _rows(learner: Learner) -> dict[str, tuple[Any, ...]]:
    """Everything of every note that an import may not touch."""
    return {row[0]: tuple(row) for row in learner.col.db.execute("select guid, id, mid, mod, tags, flds from notes")}


def _arrived(learner: Learner, edition: dict[str, Any]) -> str:
    news = [note for note in edition["notes"] if note["guid"] in (edition["changed"], edition["added"])]
    faults = _filled(learner, {**edition, "notes": news})
    retired = learner.note(edition["retired"])
    fresh = [card.ord for card in learner.note(edition["added"]).cards()]
    return (
        faults
        or _unequal(len(learner.fields()), len(edition["notes"]))
        or _unequal(
            fresh, [ordinal for note in news if note["guid"] == edition["added"] for ordinal, _ in note["cards"]]
        )
        or ("" if "deckgen::retired" in retired.tags else "the retired note has no tag")
        or ("" if "dg-retired" in learner.rendered(edition["retired"])[0] else "the retired note has no banner")
    )


def main(importer: str, told: str) -> None:
    learner: Callable[[Path], Learner] = LEARNERS[importer]
    with tempfile.TemporaryDirectory(prefix="deckgen-compat-") as folder, learner(Path(folder)) as one:
        print(json.dumps(play(one, json.loads(Path(told).read_text("utf-8"))), ensure_ascii=False))


if __name__ == "__main__":
    main(*sys.argv[1:])
