"""The voice that reads a deck aloud."""

from __future__ import annotations

from dataclasses import dataclass, field

from deckgen.files.systems import words_of

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

    @property
    def fits(self) -> bool:
        """Whether there is a command line only where one is needed, with {text} and {out} as separate words."""
        if not self.command:
            return self.engine != "command"
        return self.engine == "command" and {"{text}", "{out}"} <= set(_words(self.command))


def given_voice(text: str) -> Voice | None:
    """The voice that a person names as ENGINE:VOICE, or as `command:` and a command line; None if it cannot be one."""
    engine, _, rest = text.partition(":")
    voice = Voice(engine, command=rest) if engine == "command" else Voice(engine, rest)
    return voice if engine in ENGINES and voice.fits else None


def _words(command: str) -> list[str]:
    """The words of a command line; none if a quote is not closed."""
    try:
        return words_of(command)
    except ValueError:
        return []
