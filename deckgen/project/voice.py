"""The voice that reads a deck aloud."""

from __future__ import annotations

from dataclasses import dataclass, field

ENGINES = {
    "espeak-ng": ("espeak-ng", "apt install espeak-ng (or brew install espeak-ng)"),
    "pico": ("pico2wave", "apt install libttspico-utils"),
    "command": ("", "name a program that writes a sound file"),
}
SYSTEM = "system"  # each device reads aloud itself; nothing is recorded


@dataclass(frozen=True)
class Voice:
    """An engine and its voice; for `command`, a command line with {text}, {out} and perhaps {voice}."""

    engine: str
    name: str = ""
    command: str = ""
    licence: str = field(default="", compare=False)  # of the recordings
    line: int = field(default=0, compare=False)  # of deck.yaml, to be named if something is wrong

    @property
    def recorded(self) -> bool:
        """Whether deckgen makes recordings."""
        return self.engine != SYSTEM
