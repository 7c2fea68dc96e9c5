"""What the page can ask for, by name: each call takes and gives JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from deckgen.actions import decide
from deckgen.files.source import Problem, Refused
from deckgen.project.discovery import deck_folders
from deckgen.studio import life, operations, views
from deckgen.studio.desk import Conflict, Desk
from deckgen.studio.jobs import Jobs
from deckgen.studio.pulls import Pulls
from deckgen.terms.chooser import TermChooser
from deckgen.vectors import e5

Given = Mapping[str, Any]
Json = dict[str, Any]


@dataclass
class Studio:
    """A project that is open: the deck being worked on, None before there is one, and the work in progress."""

    root: Path
    folder: Path | None
    jobs: Jobs = field(default_factory=Jobs)
    _desks: dict[Path, Desk] = field(default_factory=dict)
    _choosers: dict[str, tuple[object, TermChooser]] = field(default_factory=dict)
    pulls: Pulls = field(default_factory=Pulls)
    _uploads: dict[str, tuple[str, bytes]] = field(default_factory=dict)

    @property
    def desk(self) -> Desk:
        """The deck that is open; refused if there is none."""
        if self.folder is None:
            raise Refused(Problem(self.root, 0, "there is no deck here yet"))
        return self._desks.setdefault(self.folder, Desk(self.folder))

    def upload(self, name: str, data: bytes) -> str:
        """Keep a dropped file until it is used; gives the name to use it by."""
        key = str(len(self._uploads) + 1)
        self._uploads[key] = name, data
        return key

    def uploads(self, keys: list[str]) -> list[tuple[str, bytes]]:
        """Dropped files, which are forgotten then."""
        return [self._uploads.pop(key) for key in keys]

    def chooser(self, name: str) -> TermChooser:
        """What finds terms in a text; it is made again when its pairs change."""
        pairs = self.desk.view(name).part.pairs.values
        state = tuple((pair.id, pair.front, pair.back) for pair in pairs), self.desk.languages
        if name not in self._choosers or self._choosers[name][0] != state:
            self._choosers[name] = state, TermChooser(pairs, self.desk.languages)
        return self._choosers[name][1]


def answer(studio: Studio, name: str, given: Given) -> tuple[int, Json]:
    """The status and the answer to one call."""
    call = _CALLS.get(name)
    if call is None:
        return 404, {"problems": [{"message": f"there is no {name}"}]}
    try:
        return 200, call(studio, given)
    except Conflict as conflict:
        return 409, {"row": conflict.row.shown if conflict.row else None}
    except Refused as refused:
        return 422, {"problems": [views.problem_view(problem) for problem in refused.problems]}
    except OSError as error:
        message = error.strerror or str(error)
        return 422, {"problems": [{"level": "error", "message": message, "file": error.filename or "", "advice": ""}]}
    except (KeyError, TypeError, ValueError, IndexError) as error:
        return 400, {"problems": [{"level": "error", "message": f"{type(error).__name__}: {error}", "advice": ""}]}


# ------------------------------------------------------------------ looking


def _open(studio: Studio, given: Given) -> Json:
    """The project: its decks, and the one that is open."""
    folders = deck_folders(studio.root)
    if "deck" in given:
        studio.folder = next((folder for folder in folders if folder.name == given["deck"]), studio.folder)
    decks = [folder.name for folder in folders]
    if studio.folder is None:
        return {"decks": decks, "deck": None, "root": str(studio.root)}
    return {"decks": decks, "deck": views.deck_view(studio.desk), "root": str(studio.root)}


def _text(studio: Studio, given: Given) -> Json:
    return views.text_view(studio.desk.view(str(given["text"])))


def _counts(studio: Studio, _given: Given) -> Json:
    """How much every text holds; reads them all."""
    return {"texts": [views.text_summary(studio.desk.view(text.id)) for text in studio.desk.deck.texts]}


def _left(studio: Studio, given: Given) -> Json:
    """The sentences that no pair has, each with the key of the row that it stands behind."""
    name = str(given["text"])
    rows = studio.desk.view(name).rows
    found = studio.desk.left_out(name)
    return {
        "left": [
            {"side": each.side, "sentence": each.text, "behind": rows[each.behind].key if each.behind >= 0 else ""}
            for each in found
        ]
    }


def _state(studio: Studio, given: Given) -> Json:
    """What says whether something changed: the deck, and the text that is open."""
    desk, name = studio.desk, str(given.get("text", ""))
    there = any(text.id == name for text in desk.deck.texts)
    version = desk.view(name).version if there else ""
    return {"deck": desk.state, "version": version, "steps": desk.steps, "busy": studio.jobs.busy}


def _types(studio: Studio, _given: Given) -> Json:
    return {"types": views.types_view(studio.desk.deck, studio.desk.last.type_names)}


def _cards(studio: Studio, given: Given) -> Json:
    return views.cards_view(studio.desk, studio.desk.view(str(given["text"])), str(given["key"]))


def _problems(studio: Studio, _given: Given) -> Json:
    return {"problems": life.checked(studio.desk)}


def _plan(studio: Studio, _given: Given) -> Json:
    return life.plan(studio.desk)


# ------------------------------------------------------------------ terms


def _term(studio: Studio, given: Given) -> Json:
    """The other counterparts of a term, and all places where it stands."""
    if not e5.available():
        return {"others": [], "places": []}
    chooser = studio.chooser(str(given["text"]))
    front = str(given["front"])
    proposal = chooser.proposal_for(front)
    every = [(proposal.back.text, proposal.sentences), *proposal.others] if proposal else []
    others = [list(each) for each in every if each[0] != given.get("back")]
    return {"others": others, "places": [list(place) for place in chooser.places_of(front)]}


def _draft(studio: Studio, given: Given) -> Json:
    """A term of the words that a person selected, as it would be proposed."""
    desk, name = studio.desk, str(given["text"])
    view = desk.view(name)
    row = desk.row(view, given["rows"][0])
    words = str(given.get("front", "")), str(given.get("back", ""))
    pair = view.part.pairs.values[row.number]
    if not e5.available():
        return {"front": words[0], "back": words[1], "grammar": "", "frequency": "", "found": words, "others": []}
    made = decide.drafted(studio.chooser(name), pair, words, "", desk.languages)
    term = made.term
    return {
        "front": term.front,
        "back": term.back,
        "grammar": term.grammar,
        "frequency": term.frequency,
        "found": list(term.found),
        "others": [list(each) for each in made.others],
        "places": [list(place) for place in made.places],
    }


# ------------------------------------------------------------------ changing


def _do(studio: Studio, given: Given) -> Json:
    return views.changed_view(studio.desk, operations.carry_out(studio.desk, given), str(given.get("version", "")))


def _undo(studio: Studio, given: Given) -> Json:
    return views.changed_view(studio.desk, studio.desk.undo(), str(given.get("version", "")))


def _redo(studio: Studio, given: Given) -> Json:
    return views.changed_view(studio.desk, studio.desk.redo(), str(given.get("version", "")))


# ------------------------------------------------------------------ long work


def _job(studio: Studio, given: Given) -> Json:
    """How far a piece of work is; once it ended, its result."""
    job = studio.jobs.job(str(given["job"]))
    if job is None:
        raise Refused(Problem(studio.root, 0, "there is no such work"))
    if job.error is not None:
        raise job.error
    return {"doing": job.doing, "done": job.done, "whole": job.whole, "ended": job.ended, "result": job.result}


def _begin(studio: Studio, given: Given) -> Json:
    files = studio.uploads([str(key) for key in given["files"]])
    name = str(given.get("name", "")).strip()

    def work() -> Json:
        made = life.begin(studio.root / "cards" / (life.folder_name(name) or "deck"), name, files)
        studio.folder = studio.root / "cards" / made["deck"]
        return made

    return {"job": studio.jobs.start(work)}


def _add(studio: Studio, given: Given) -> Json:
    files, title = studio.uploads([str(key) for key in given["files"]]), str(given.get("title", ""))
    desk = studio.desk
    return {"job": studio.jobs.start(lambda: life.take_in(desk, files, title))}


def _pull(studio: Studio, given: Given) -> Json:
    """Look at an export of a learner."""
    ((name, data),) = studio.uploads([str(key) for key in given["files"]])
    desk = studio.desk
    return {"job": studio.jobs.start(lambda: studio.pulls.look(desk, name, data))}


def _pull_apply(studio: Studio, given: Given) -> Json:
    return studio.pulls.apply(studio.desk, str(given["pull"]), given["choices"])


def _name_text(studio: Studio, given: Given) -> Json:
    return life.name_text(studio.desk, str(given["text"]), str(given["title"]), str(given.get("source", "")))


def _started(work: Callable[[Desk, Given], Json]) -> Callable[[Studio, Given], Json]:
    """A call that begins `work` on the open deck."""

    def call(studio: Studio, given: Given) -> Json:
        desk = studio.desk
        return {"job": studio.jobs.start(lambda: work(desk, given))}

    return call


_CALLS: dict[str, Callable[[Studio, Given], Json]] = {
    "open": _open,
    "text": _text,
    "counts": _counts,
    "left": _left,
    "state": _state,
    "types": _types,
    "cards": _cards,
    "problems": _problems,
    "plan": _plan,
    "term": _term,
    "draft": _draft,
    "do": _do,
    "undo": _undo,
    "redo": _redo,
    "job": _job,
    "begin": _begin,
    "add": _add,
    "build": _started(life.build),
    "align": _started(lambda desk, given: life.follow(desk, str(given["text"]))),
    "propose": _started(lambda desk, given: life.propose(desk, str(given["text"]))),
    "pull": _pull,
    "pull-apply": _pull_apply,
    "settings": lambda studio, given: life.set_up(studio.desk, given),
    "name-text": _name_text,
    "order": lambda studio, given: life.order(studio.desk, [str(name) for name in given["texts"]]),
    "remove": lambda studio, given: life.take_out(studio.desk, str(given["text"])),
}
