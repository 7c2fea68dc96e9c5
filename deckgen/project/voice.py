"""Who reads a deck aloud."""

from __future__ import annotations

from dataclasses import dataclass

ENGINES = {
    "espeak-ng": ("espeak-ng", "apt install espeak-ng (or brew install espeak-ng)"),
    "pico": ("pico2wave", "apt install libttspico-utils"),
    "command": ("", "name a program that writes a sound file"),
}
SYSTEM = "system"  # the device reads aloud itself, nothing is recorded


@dataclass(frozen=True)
class Voice:
    """Who speaks: an engine and its voice; for `command`, the command line with {text}, {voice} and {out} in it."""

    engine: str
    name: str = ""
    command: str = ""

    @property
    def recorded(self) -> bool:
        """Whether deckgen makes recordings."""
        return self.engine != SYSTEM
