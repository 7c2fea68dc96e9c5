"""The life of a deck beside its pairs and terms: texts come and go, the deck is built, exported and set up."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from deckgen.actions import align, terms
from deckgen.actions.add import Intake, add, start
from deckgen.actions.blockers import refuse_blocked
from deckgen.actions.build import Draft, draft, finish, read_named, read_state
from deckgen.actions.export import WRITERS, export
from deckgen.actions.memory import sentence_count
from deckgen.actions.originals import Originals
from deckgen.actions.remove import remove_text
from deckgen.actions.settings import change
from deckgen.actions.speaking import needed
from deckgen.cards.plan import now
from deckgen.files.disk import contents, write
from deckgen.files.progress import step
from deckgen.files.source import Problem, Refused
from deckgen.files.systems import DEVICE
from deckgen.project import lock
from deckgen.project.deck import Deck, text_called
from deckgen.project.names import portable, slug
from deckgen.project.parts import load as load_parts
from deckgen.project.voice import SYSTEM, Voice
from deckgen.studio import views
from deckgen.studio.desk import Desk
from deckgen.text.given import Said
from deckgen.vectors import e5
from deckgen.vectors.states import kept

Json = dict[str, Any]
Files = Sequence[tuple[str, bytes]]  # the names that a person gave, and what is in them


# ------------------------------------------------------------------ texts


def begin(folder: Path, name: str, files: Files) -> Json:
    """A new project in `folder` with a deck from the dropped `files`."""
    with kept():
        with tempfile.TemporaryDirectory(prefix="deckgen-") as place:
            taken = start(folder, _given(files, Path(place)), name)
        return _taken(taken)


def take_in(desk: Desk, files: Files, title: str) -> Json:
    """Another text for the deck from the dropped `files`."""
    with kept():
        with tempfile.TemporaryDirectory(prefix="deckgen-") as place:
            taken = add(desk.deck, _given(files, Path(place)), title)
        return _taken(taken)


def _given(files: Files, place: Path) -> Originals:
    """The files as a person would name them on the command line, each in a folder of its own."""
    if not 1 <= len(files) <= 2:
        raise Refused(Problem(place, 0, "give a text and its translation, or one file with both"))
    paths = []
    for n, (name, data) in enumerate(files):
        path = place / str(n) / _plain_name(name)
        write(path, data)
        paths.append(("", path))
    return Originals(tuple(paths), Said())


def _plain_name(name: str) -> str:
    """The last part of a file name, without what a file system would not take."""
    plain = re.sub(r'[\x00-\x1f<>:"|?*]', "_", re.split(r"[\\/]", name)[-1])
    short = plain.encode("utf-8", "replace")[-_LONGEST_NAME:].decode("utf-8", "ignore").strip(" .")
    return f"_{short}" if DEVICE.match(short) else short or "text.txt"


_LONGEST_NAME = 150  # bytes; file systems take 255


def _taken(taken: Intake) -> Json:
    """What became of a text that came in, with its first terms."""
    return {
        "deck": taken.deck.folder.name,
        "text": taken.text.id,
        "title": taken.text.title,
        "pairs": len(taken.paired.pairs),
        "left_out": sentence_count(taken.paired.left_out),
        "unrelated": taken.paired.unrelated,
        "terms": _first_terms(taken),
    }


def _first_terms(taken: Intake) -> int:
    """Propose the key terms of a new text; how many there are."""
    if taken.paired.unrelated or not e5.available() or terms.too_short_or_long(len(taken.paired.pairs)):
        return 0
    step("terms", 0, 0)
    return _proposed(taken.deck, terms.look(taken.deck, taken.text.id, accept="sure"))


def propose(desk: Desk, name: str) -> Json:
    """More terms for a text."""
    deck = desk.deck
    made = terms.look(deck, text_called(deck, name).id, more=terms.MORE)
    return {"terms": _proposed(deck, made)}


def _proposed(deck: Deck, made: terms.Update) -> int:
    """Write new terms; how many there are."""
    terms.carry_out(deck, made)
    return len(made.added)


def follow(desk: Desk, name: str) -> Json:
    """Bring the changed documents of a text into its pairs."""
    deck = desk.deck
    parts, problems = load_parts(deck)
    if wrong := [problem for problem in problems if problem.level == "error"]:
        raise Refused(*wrong)
    wanted = text_called(deck, name)
    part = next(each for each in parts if each.text == wanted)
    last = lock.of(deck)
    refreshed = align.refresh(deck, parts, part, last)
    align.keep(deck, refreshed, last)
    findings = refreshed.realignment.findings
    return {kind: sum(each.kind == kind for each in findings) for kind in ("new", "changed", "kept", "gone")}


def take_out(desk: Desk, name: str) -> Json:
    """Take a text out of the deck."""
    done = remove_text(desk.deck, text_called(desk.deck, name).id)
    return {"title": done.text.title, "files": len(done.files), "built": done.built, "folder": str(done.folder)}


# ------------------------------------------------------------------ deck.yaml


def set_up(desk: Desk, given: Mapping[str, Any]) -> Json:
    """Change the settings of the deck: `name`, `cards`, `typed`, `audio`, `back`, each if it is given."""
    seen = desk.deck
    wanted = seen
    if "name" in given:
        wanted = replace(wanted, name=str(given["name"]))
    if "cards" in given:
        wanted = replace(wanted, cards={str(kind): tuple(map(str, each)) for kind, each in given["cards"].items()})
    if "typed" in given:
        wanted = replace(wanted, typed=frozenset(map(str, given["typed"])))
    if "back" in given:
        wanted = replace(wanted, back=str(given["back"]))
    if "audio" in given:
        wanted = replace(wanted, audio=_voice(str(given["audio"]), seen))
    made = change(seen, wanted)
    return {"said": [problem.message for problem in made.remarks]}


def _voice(engine: str, deck: Deck) -> Voice | None:
    """The voice that a person chose by its engine; what the project says of its own command stays."""
    if not engine:
        return None
    if deck.audio and deck.audio.engine == engine:
        return deck.audio
    return Voice(engine, "" if engine == SYSTEM else deck.front)


def name_text(desk: Desk, name: str, title: str, source: str) -> Json:
    """Give a text another title and another source."""
    seen = desk.deck
    texts = tuple(replace(t, title=title, source=source) if t.id == name else t for t in seen.texts)
    change(seen, replace(seen, texts=texts))
    return {}


def order(desk: Desk, names: Sequence[str]) -> Json:
    """Study the texts in another order."""
    seen = desk.deck
    texts = {text.id: text for text in seen.texts}
    if sorted(names) != sorted(texts):
        raise Refused(Problem(seen.path, 0, "the texts of this deck changed meanwhile"))
    change(seen, replace(seen, texts=tuple(texts[name] for name in names)))
    return {}


# ------------------------------------------------------------------ building


def planned(desk: Desk) -> Draft:
    """The next build, as it would be now; nothing is written."""
    return draft(read_state(desk.folder), lambda last: last + 1)


def plan(desk: Desk) -> Json:
    """What the next build would do, or why it cannot."""
    try:
        made = planned(desk)
    except Refused as refused:
        shown = [desk.view(text.id) for text in desk.deck.texts]
        errors = [problem for problem in refused.problems if problem.level == "error"]
        return {"problems": [views.problem_view(each, shown) for each in errors]}
    return views.plan_view(made)


CONSENTS = ("rename", "new", "sweeping", "command")


def build(desk: Desk, given: Mapping[str, Any]) -> Json:
    """Build the deck: `rename` accepts its new name, `new` new ids, `sweeping` many changes, `command` its command."""
    with desk.working:
        state = read_named(desk.folder, renaming=bool(given.get("rename")))
        made = draft(state, now)
    refuse_blocked(made, as_new=bool(given.get("new")))
    if made.plan.sweeping > 1 and not given.get("sweeping"):
        return {"ask": "sweeping", "many": made.plan.sweeping}
    asked = needed(state.deck, state.parts)
    if asked and not given.get("command"):
        return {"ask": "command", "shown": list(asked.shown)}
    if asked:
        asked.give()
    step("build", 0, 0)
    path, size = finish(made, None, lambda done, whole: step("recordings", done, whole), permitted=bool(asked))
    cards = sum(len(note.cards) for note in made.notes)
    counts = {kind: made.plan.count(kind) for kind in ("new", "changed", "revived", "retired", "same")}
    return {"path": str(path), "name": path.name, "size": size, "notes": len(made.notes), "cards": cards, **counts}


def package(desk: Desk) -> bytes:
    """The package of the last build."""
    return contents(desk.deck.package_path)


def exported(desk: Desk, suffix: str) -> bytes:
    """The pairs of the deck as a file in a format of `export`."""
    if suffix not in WRITERS:
        raise Refused(Problem(desk.folder, 0, f"`{suffix}` is not a format that deckgen exports"))
    deck = desk.deck
    parts = [desk.view(text.id).part for text in deck.texts]
    with tempfile.TemporaryDirectory(prefix="deckgen-") as place:
        path = Path(place) / f"{deck.folder.name}{suffix}"
        export(deck, parts, path)
        return contents(path)


def checked(desk: Desk) -> list[Json]:
    """The problems of the deck, each with the row that it is about; of a deck that cannot be read, why."""
    try:
        state = read_state(desk.folder, thorough=True)
        return views.state_problems(state, [desk.view(text.id) for text in desk.deck.texts])
    except Refused as refused:
        return [views.problem_view(problem) for problem in refused.problems]


def folder_name(name: str) -> str:
    """The folder of a new deck that a person called `name`."""
    return portable(slug(name, ascii_only=True) or slug(name))
