"""The recordings of a deck, and the person's permission to run what makes them.

A project may come from somebody else. So its command runs only after the person at this machine has allowed it: this
text, with this voice, in this project, and with these contents of the project's files that it names.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from deckgen.cards.notes import sayings
from deckgen.cards.speech import cached_recordings, command_line, file_name, missing_recordings, names_in, recordings
from deckgen.cards.speech import problem as voice_problem
from deckgen.files import consent
from deckgen.files.characters import visible
from deckgen.files.disk import digest
from deckgen.files.source import Problem, Refused
from deckgen.project.deck import Deck
from deckgen.project.lock import Lock
from deckgen.project.parts import Part
from deckgen.project.voice import Voice


@dataclass(frozen=True)
class Request:
    """What a deck would run only with permission: `shown` are its lines for a person, `key` stands for all of it."""

    deck: Deck
    shown: tuple[str, ...]
    key: str
    line: int

    @property
    def problem(self) -> Problem:
        """Why nothing is recorded without permission."""
        message = "recording runs a command of this project, which was not allowed on this machine"
        advice = f"if you know what it does: deckgen build --allow-command {visible(self.deck.folder.name)}"
        return Problem(self.deck.path, self.line, message, self.shown, advice)

    @property
    def given(self) -> bool:
        """Whether the person allowed it earlier."""
        return consent.given(self.key, self.deck.root)

    def give(self) -> None:
        """Remember that the person allowed it; refused if that is impossible."""
        consent.give(self.key, self.deck.root)


def request(deck: Deck) -> Request | None:
    """What recordings of `deck` run that came with its project; None if that is nothing."""
    voice = deck.audio
    if not voice or not voice.recorded:
        return None
    words = command_line(voice)
    brought = dict(_files_of_project(words if voice.engine == "command" else words[:1], deck.root))
    if voice.engine != "command" and not brought:
        return None
    root = os.path.normcase(os.path.realpath(deck.root))
    whole = json.dumps([root, voice.engine, voice.command, voice.name, sorted(brought.items())])
    key = hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()
    return Request(deck, tuple(_shown(voice, words)), key, voice.line)


def _shown(voice: Voice, words: list[str]) -> Iterator[str]:
    """What is run, in full and without characters that a terminal would obey or hide."""
    yield f"command: {visible(voice.command)}" if voice.command else f"program: {visible(words[0])}"
    if voice.name:
        yield f"voice: {visible(voice.name)}"


def _files_of_project(words: Iterable[str], root: Path) -> Iterator[tuple[str, str]]:
    """The files of the project at `root` among the words of a command, with the hashes of their contents."""
    around = os.path.realpath(root)
    for word in words:
        name = word.rpartition("=")[2]  # `--model=voice.onnx` names a file too
        # A word may be too long for a path, for which `Path` raises.
        if os.path.isfile(name) and (path := Path(os.path.realpath(name))).is_relative_to(around):  # noqa: PTH113
            yield word, digest(path)


def needed(deck: Deck, parts: Iterable[Part]) -> Request | None:
    """The permission that the next build has to ask for; refused if the voice is not installed."""
    if not deck.audio or not deck.audio.recorded or not missing_recordings(sayings(deck, parts), deck.audio):
        return None
    if wrong := voice_problem(deck.audio, deck.path):
        raise Refused(wrong)
    asked = request(deck)
    return asked if asked and not asked.given else None


def sounds(
    deck: Deck,
    parts: Iterable[Part],
    progress: Callable[[int, int], None] = lambda *_: None,
    *,
    permitted: bool = False,
) -> dict[str, bytes]:
    """The recordings of a deck by file name, empty if it has none; `permitted` if the person has just allowed it."""
    if not deck.audio or not deck.audio.recorded:
        return {}
    parts = tuple(parts)
    if not permitted and (asked := needed(deck, parts)):
        raise Refused(asked.problem)
    return recordings(sayings(deck, parts), deck.audio, deck.path, progress)


def built_sounds(
    deck: Deck, parts: Iterable[Part], last: Lock, permitted: Callable[[], bool] | None
) -> tuple[dict[str, bytes], int]:
    """The recordings that the last build plays, by name, and how many of them are not on this machine.

    What is not kept from a build is made again, from sources that are still those of the last build; with `permitted`
    None nothing is made.
    """
    names = names_in(last.live_fields)
    found = cached_recordings(sorted(names))
    if len(found) < len(names) and permitted is not None:
        made = sounds(deck, parts, permitted=permitted())
        found = {name: data for name, data in made.items() if name in names}
    return found, len(names) - len(found)


def kept_sounds(deck: Deck, parts: Iterable[Part]) -> dict[str, bytes]:
    """The recordings of a deck that an earlier build made, by file name."""
    if not deck.audio:
        return {}
    return cached_recordings(file_name(saying, deck.audio) for saying in sayings(deck, parts))
