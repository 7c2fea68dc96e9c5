"""What the page can ask for, by name: each call takes and gives JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from deckgen.actions import decide
from deckgen.files.source import Problem, Refused
from deckgen.project.discovery import deck_folders
from deckgen.studio import given as read
from deckgen.studio import life, operations, views
from deckgen.studio.desk import Conflict, Desk
from deckgen.studio.given import Call, Malformed
from deckgen.studio.jobs import Jobs
from deckgen.studio.pulls import Pulls
from deckgen.studio.shelf import Shelf
from deckgen.terms.chooser import TermChooser
from deckgen.vectors import e5

Given = Mapping[str, Any]
Json = dict[str, Any]
_KEPT = 8  # dropped files that wait to be used: two of each of a few windows


@dataclass
class Studio:
    """A project that is open: the deck being worked on, None before there is one, and the work in progress."""

    root: Path
    folder: Path | None
    jobs: Jobs = field(default_factory=Jobs)
    _desks: dict[Path, Desk] = field(default_factory=dict)
    _choosers: dict[str, tuple[object, TermChooser]] = field(default_factory=dict)
    pulls: Pulls = field(default_factory=Pulls)
    _uploads: Shelf[tuple[str, bytes]] = field(default_factory=lambda: Shelf(_KEPT))
    report: Callable[[Exception], object] = repr  # is told of every bug of deckgen

    @property
    def desk(self) -> Desk:
        """The deck that is open; refused if there is none."""
        if self.folder is None:
            raise Refused(Problem(self.root, 0, "there is no deck here yet"))
        return self._desks.setdefault(self.folder, Desk(self.folder))

    def upload(self, name: str, data: bytes) -> str:
        """Keep a dropped file until it is used; gives the name to use it by."""
        return self._uploads.put((name, data))

    def uploads(self, keys: Sequence[str]) -> list[tuple[str, bytes]]:
        """Dropped files, which are forgotten then."""
        if gone := [key for key in keys if not self._uploads.get(key) or keys.count(key) > 1]:
            raise Malformed(f"there is no file {gone[0]} any more")
        return [file for key in keys if (file := self._uploads.take(key))]

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
        return 404, said(f"there is no {name}")
    return outcome(studio, lambda: call(studio, Call(given)))


def outcome(studio: Studio, work: Callable[[], Any]) -> tuple[int, Any]:
    """The status and what `work` gives, or why it cannot."""
    try:
        return 200, work()
    except Conflict as conflict:
        return 409, {"row": conflict.row.shown if conflict.row else None}
    except Refused as refused:
        return 422, {"problems": [views.problem_view(problem) for problem in refused.problems]}
    except OSError as error:
        message = error.strerror or str(error)
        file = str(error.filename or "")
        return 422, {"problems": [{"level": "error", "message": message, "file": file, "advice": ""}]}
    except Malformed as malformed:
        return 400, said(str(malformed))
    except Exception as error:  # it is told where the command runs, and the page goes on
        studio.report(error)
        return 500, said(f"a bug in deckgen: {type(error).__name__}: {error}")


def said(message: str) -> Json:
    """A problem that is about no file."""
    return {"problems": [{"level": "error", "message": message, "advice": ""}]}


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
    return views.text_view(studio.desk.view(read.text(given, "text")))


def _counts(studio: Studio, _given: Given) -> Json:
    """How much every text holds; reads them all."""
    return {"texts": [views.text_summary(studio.desk.view(text.id)) for text in studio.desk.deck.texts]}


def _left(studio: Studio, given: Given) -> Json:
    """The sentences that no pair has, each with the key of the row that it stands behind."""
    name = read.text(given, "text")
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
    return views.cards_view(studio.desk, studio.desk.view(read.text(given, "text")), read.text(given, "key"))


def _problems(studio: Studio, _given: Given) -> Json:
    return {"problems": life.checked(studio.desk)}


def _plan(studio: Studio, _given: Given) -> Json:
    return life.plan(studio.desk)


# ------------------------------------------------------------------ terms


def _term(studio: Studio, given: Given) -> Json:
    """The other counterparts of a term, each with its count and an example, and all places where the term stands."""
    if not e5.available():
        return {"others": [], "places": []}
    chooser = studio.chooser(read.text(given, "text"))
    front = read.text(given, "front")
    proposal = chooser.proposal_for(front)
    every = [(proposal.back.text, proposal.sentences), *proposal.others] if proposal else []
    others = [[*each, chooser.example_of(front, each[0])] for each in every if each[0] != given.get("back")]
    return {"others": others, "places": [list(place) for place in chooser.places_of(front)]}


def _draft(studio: Studio, given: Given) -> Json:
    """A term of the words that a person selected, as it would be proposed."""
    desk, name = studio.desk, read.text(given, "text")
    view = desk.view(name)
    row = desk.row(view, read.row(given))
    words = read.text(given, "front", ""), read.text(given, "back", "")
    if row.kind != "pair":
        raise Malformed("this is a heading, not a pair")
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
    job = studio.jobs.job(read.text(given, "job"))
    if job is None:
        raise Refused(Problem(studio.root, 0, "there is no such job"))
    if job.error is not None:
        raise job.error
    return {"doing": job.doing, "done": job.done, "whole": job.whole, "ended": job.ended, "result": job.result}


def _begin(studio: Studio, given: Given) -> Json:
    files = studio.uploads(read.texts(given, "files"))
    name = read.text(given, "name", "").strip()

    def work() -> Json:
        made = life.begin(studio.root / "cards" / (life.folder_name(name) or "deck"), name, files)
        studio.folder = studio.root / "cards" / made["deck"]
        return made

    return {"job": studio.jobs.start(work)}


def _add(studio: Studio, given: Given) -> Json:
    files, title = studio.uploads(read.texts(given, "files")), read.text(given, "title", "")
    desk = studio.desk
    return {"job": studio.jobs.start(lambda: life.take_in(desk, files, title))}


def _pull(studio: Studio, given: Given) -> Json:
    """Look at an export of a learner."""
    name, data = studio.uploads(read.texts(given, "files")[:1] or ("",))[0]
    desk = studio.desk
    return {"job": studio.jobs.start(lambda: studio.pulls.look(desk, name, data))}


def _pull_apply(studio: Studio, given: Given) -> Json:
    return studio.pulls.apply(studio.desk, read.text(given, "pull"), read.triples(given, "choices"))


def _settings(studio: Studio, given: Given) -> Json:
    wanted: Json = {key: read.text(given, key) for key in ("name", "back", "audio") if key in given}
    if "typed" in given:
        wanted["typed"] = read.texts(given, "typed")
    if "cards" in given:
        kinds = read.values(given, "cards")
        wanted["cards"] = {kind: read.texts(kinds, kind) for kind in kinds}
    return life.set_up(studio.desk, wanted)


def _name_text(studio: Studio, given: Given) -> Json:
    title, source = read.text(given, "title"), read.text(given, "source", "")
    return life.name_text(studio.desk, read.text(given, "text"), title, source)


def _build(studio: Studio, given: Given) -> Json:
    desk, said_yes = studio.desk, {key: read.truth(given, key) for key in life.CONSENTS if key in given}
    return {"job": studio.jobs.start(lambda: life.build(desk, said_yes))}


def _started(work: Callable[[Desk, str], Json]) -> Callable[[Studio, Given], Json]:
    """A call that begins `work` on a text of the open deck."""

    def call(studio: Studio, given: Given) -> Json:
        desk = studio.desk
        name = desk.text(read.text(given, "text")).id
        return {"job": studio.jobs.start(lambda: work(desk, name))}

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
    "build": _build,
    "align": _started(life.follow),
    "propose": _started(life.propose),
    "pull": _pull,
    "pull-apply": _pull_apply,
    "settings": _settings,
    "name-text": _name_text,
    "order": lambda studio, given: life.order(studio.desk, read.texts(given, "texts")),
    "remove": lambda studio, given: life.take_out(studio.desk, read.text(given, "text")),
}
