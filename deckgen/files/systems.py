"""What differs between systems: names of files, words of command lines, and why a file is refused.

Projects travel between them, so a new name has to be good on all; `WINDOWS` only decides what this machine does.
"""

from __future__ import annotations

import errno
import os
import re
import shlex
import unicodedata
from pathlib import Path

WINDOWS = os.name == "nt"

DEVICE = re.compile(
    r"(?:con(?:in\$|out\$)?|prn|aux|nul|(?:com|lpt)[\d¹²³])\s*(?:\.|$)", re.IGNORECASE
)  # never a file on Windows
_FORBIDDEN = re.compile(r'[\x00-\x1f<>:"/\\|?*]')  # in names on Windows
_LONGEST_PATH = 259  # characters; programs for Windows take more only where that was allowed
_TOO_LONG = (errno.ENOENT, errno.EINVAL, errno.ENAMETOOLONG)  # what Windows says of a longer one


def unportable(name: str) -> str:
    """Why some system takes no file or folder of this name; empty if all do."""
    if DEVICE.match(name):
        return "Windows keeps this name for itself"
    if found := _FORBIDDEN.search(name):
        return f"Windows takes no {found[0]!r} in a name"
    return "Windows takes no name with a space or a full stop at its end" if name[-1:] in (" ", ".") else ""


def same_file(name: str) -> str:
    """What names have in common that are one file on Windows or macOS: those that differ in case or in composition."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def words_of(command: str) -> list[str]:
    """The words of a command line; on Windows a backslash is part of a path. Raises ValueError at an open quote."""
    if not WINDOWS:
        return shlex.split(command)
    words = shlex.shlex(command, posix=True, punctuation_chars=False)
    words.whitespace_split, words.commenters, words.escape = True, "", ""
    return list(words)


def quoted(word: str) -> str:
    """A word as the shell of this system takes it."""
    if not WINDOWS:
        return shlex.quote(word)
    from subprocess import list2cmdline  # takes longer to load than most commands have

    return list2cmdline([word])


def in_turn(first: str, second: str) -> str:
    """Two commands to type; not every shell of Windows knows `&&`."""
    return f"{first}, then {second}" if WINDOWS else f"{first} && {second}"


def slashed(path: str) -> str:
    """A path as other programs want it everywhere, with slashes."""
    return path.replace("\\", "/") if WINDOWS else path


def is_batch(program: str) -> bool:
    """Whether Windows runs a program by its shell, which takes parts of the arguments for commands."""
    return WINDOWS and Path(program).suffix.lower() in (".bat", ".cmd")


def reader_gone(error: OSError) -> bool:
    """Whether output was refused because nobody reads it any more."""
    return isinstance(error, BrokenPipeError) or (WINDOWS and error.errno == errno.EINVAL)


def obstacle(error: OSError | RuntimeError, path: Path) -> tuple[str, str]:
    """Why the system refuses a file, and what to do; the latter is empty where that is clear or nobody knows."""
    why = getattr(error, "strerror", "") or str(error)
    if not WINDOWS:
        return why, ""
    length = len(str(path.absolute()))
    if length > _LONGEST_PATH and isinstance(error, OSError) and error.errno in _TOO_LONG:
        return f"its path has {length} characters, more than Windows takes", "move the project to a shorter path"
    return why, "close it in other programs, such as Excel or Anki" if isinstance(error, PermissionError) else ""
