"""The package of a silent deck with recordings: the same notes and times, for learners who want to hear it.

It is made from the last build and changes nothing of it, neither deck.yaml nor deck.lock. Its notes are one second
newer than those of the silent package, so they reach a learner who has that one; a note that changes in a later build
is newer than both.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from deckgen.actions.build import Draft
from deckgen.cards.notes import make_notes, sayings
from deckgen.cards.speech import recordings
from deckgen.files.disk import write
from deckgen.files.source import Problem, Refused
from deckgen.project.fields import SOUNDS
from deckgen.project.voice import Voice


def write_edition(
    planned: Draft, voice: Voice, output: Path | None = None, progress: Callable[[int, int], None] = lambda *_: None
) -> tuple[Path, int, int]:
    """Write the package of the last build with recordings by `voice`, by default beside the silent one.

    Gives its path, its size in bytes and the number of recordings. Raises Refused if `planned` would change the lock,
    if the deck is read aloud already, and if the voice cannot speak.
    """
    from deckgen.anki.package import package

    deck, parts = planned.state.deck, planned.state.parts
    _refuse(planned)
    speaking = replace(deck, audio=voice)
    sounds = recordings(sayings(speaking, parts), voice, deck.path, progress)
    added = {
        note.id: {name: text for name, text in note.fields.items() if name in SOUNDS}
        for note in make_notes(speaking, parts)
    }
    data = package(planned.plan.lock, planned.types, sounds, added)
    path = output or deck.package_path.with_name(f"{deck.package_path.stem}-audio.apkg")
    while time.time() < planned.plan.lock.last + 2:  # no later build may have the time of an edition
        time.sleep(0.1)
    write(path, data)
    return path, len(data), len(sounds)


def _refuse(planned: Draft) -> None:
    deck = planned.state.deck
    if deck.audio:
        message, advice = "this deck is read aloud already, as `audio:` says", "omit --audio"
        raise Refused(Problem(deck.path, deck.audio.line, message, advice=advice))
    if planned.changes_lock:
        message = "the deck changed since its last build, whose notes an edition with recordings has"
        raise Refused(Problem(deck.lock_path, 0, message, advice="run `deckgen build` without --audio first"))
