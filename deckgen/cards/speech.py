"""Sentences and terms read aloud: a program on this machine speaks, MP3 files go into the package.

A recording is keyed by the hash of its text and voice; existing ones come from the disk, so a build records only what
changed. Nothing leaves the machine.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from deckgen.files import extras, resources
from deckgen.files.disk import write
from deckgen.files.source import Problem, Refused
from deckgen.files.systems import is_batch, words_of
from deckgen.languages.spoken import spoken
from deckgen.project.voice import ENGINES, Voice

_AT_MOST = 60  # seconds per recording


@dataclass(frozen=True)
class Saying:
    """A text to read aloud, and its language."""

    text: str
    code: str


def locale(code: str) -> str:
    """The locale by which devices name voices: `it_IT` for `it`; an invalid code with `_` for `-`."""
    from langcodes import Language
    from langcodes.tag_parser import LanguageTagError

    try:
        likely = Language.get(code).maximize()
    except LanguageTagError:
        return code.replace("-", "_")
    return f"{likely.language}_{likely.territory}"


def file_name(saying: Saying, voice: Voice) -> str:
    """The name of a recording: the same for the same words and voice, on any machine."""
    key = "\x1f".join((saying.code, spoken(saying.text, saying.code), voice.engine, voice.name, voice.command))
    return f"deckgen-{hashlib.sha256(key.encode()).hexdigest()[:20]}.mp3"


def names_in(fields: Iterable[str]) -> set[str]:
    """The names of the recordings that these fields play."""
    return {name for text in fields if "[sound:" in text for name in _PLAYED.findall(text)}


def is_recording(field: str) -> bool:
    """Whether a field plays recordings of deckgen and holds nothing else."""
    return bool(field) and not _PLAYED.sub("", field).strip()


_PLAYED = re.compile(r"\[sound:(deckgen-[0-9a-f]{20}\.mp3)\]")


# ------------------------------------------------------------------ recordings


def problem(voice: Voice, path: Path) -> Problem | None:
    """What this machine lacks for `voice`, if anything; `path` is the file that requests the voice."""
    program = command_line(voice)[0]
    if not shutil.which(program):
        return Problem(
            path, voice.line, f"the speech engine {program} is not installed", advice=ENGINES[voice.engine][1]
        )
    if is_batch(program):
        message = f"{program} is a batch file: Windows would read parts of a text as commands"
        return Problem(path, voice.line, message, advice="name the program that it runs")
    try:
        import soundfile  # noqa: F401
    except (ImportError, OSError):
        message = extras.lacking("recording", "audio")
        return Problem(path, voice.line, message, advice=extras.getting("audio"))
    return None


def recordings(
    sayings: Iterable[Saying], voice: Voice, path: Path, progress: Callable[[int, int], None] = lambda *_: None
) -> dict[str, bytes]:
    """MP3 files by name; existing ones come from the disk. `path` is the file that requests them.

    Raises `Refused` if the engine or soundfile is missing, or if the engine fails, with its message.
    """
    wanted = {file_name(saying, voice): saying for saying in sayings}
    found = cached_recordings(wanted)
    missing = [name for name in wanted if name not in found]
    if missing and (wrong := problem(voice, path)):
        raise Refused(wrong)
    for n, name in enumerate(missing):
        progress(n, len(missing))
        found[name] = _recorded(spoken(wanted[name].text, wanted[name].code), voice, path)
        with suppress(Refused):  # if it cannot be cached, the next build records it again
            write(cache_path() / name, found[name])
    return {name: found[name] for name in sorted(found)}


def missing_recordings(sayings: Iterable[Saying], voice: Voice) -> bool:
    """Whether a recording would have to be made."""
    return not all((cache_path() / file_name(saying, voice)).is_file() for saying in sayings)


def cached_recordings(names: Iterable[str]) -> dict[str, bytes]:
    """The recordings on disk among those with these names."""
    paths = ((name, cache_path() / name) for name in names)
    return {name: path.read_bytes() for name, path in paths if path.is_file()}


def cache_path() -> Path:
    """Where recordings are kept; safe to delete at any time."""
    return resources.cache_folder() / "speech"


def _recorded(text: str, voice: Voice, path: Path) -> bytes:
    import soundfile

    with tempfile.TemporaryDirectory(prefix="deckgen-") as folder:
        out, mp3 = Path(folder) / "out.wav", Path(folder) / "out.mp3"
        try:
            done = subprocess.run(
                _command(text, voice, out), check=False, capture_output=True, timeout=_AT_MOST, stdin=subprocess.DEVNULL
            )
            failed = done.stderr.decode("utf-8", "replace").strip() if done.returncode else ""
        except subprocess.TimeoutExpired:
            failed = f"it took more than {_AT_MOST} seconds"
        except OSError as error:  # not an executable
            failed = error.strerror or str(error)
        if failed or not out.is_file() or not out.stat().st_size:
            message = f"{voice.engine} could not say “{text}”: {failed.splitlines()[-1] if failed else 'no sound'}"
            raise Refused(Problem(path, voice.line, message, advice="does it have the `voice:` given under `audio:`?"))
        try:
            samples, rate = soundfile.read(out, dtype="int16")
            soundfile.write(mp3, samples, rate, format="MP3")
        except soundfile.SoundFileError as error:
            message = f"what {voice.engine} wrote for “{text}” is not a sound file: {error}"
            raise Refused(Problem(path, voice.line, message, advice="it must write a WAV file to `{out}`")) from error
        return mp3.read_bytes()


def command_line(voice: Voice) -> list[str]:
    """What runs for each recording, with {text} and {out} in their places; the program by its path, if it is found.

    Windows looks for a program in the current folder first, which may be that of a project.
    """
    return _command("{text}", voice, Path("{out}"))


def _command(text: str, voice: Voice, out: Path) -> list[str]:
    program, *rest = _words(text, voice, out)
    return [shutil.which(program) or program, *rest]


def _words(text: str, voice: Voice, out: Path) -> list[str]:
    if voice.engine == "espeak-ng":
        return ["espeak-ng", *(["-v", voice.name] if voice.name else []), "-s", "150", "-w", str(out), "--", text]
    if voice.engine == "pico":
        text = f" {text}" if text.startswith("-") else text  # else it is an option, such as a file to write
        return ["pico2wave", *(["-l", voice.name] if voice.name else []), "-w", str(out), text]
    places = {"text": text, "voice": voice.name, "out": str(out)}
    return [re.sub(r"\{(text|voice|out)\}", lambda m: places[m[1]], part) for part in words_of(voice.command)]
