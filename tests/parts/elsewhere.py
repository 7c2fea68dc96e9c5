"""Other systems, as far as they can be played on this one: file systems that ignore case, Pythons without POSIX."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from deckgen.files.systems import same_file

# Modules that Python has on POSIX only, and what `os` lacks on Windows (docs.python.org, "Availability").
POSIX_MODULES = ("fcntl", "grp", "pty", "pwd", "resource", "syslog", "termios", "tty", "posix_ipc")
POSIX_NAMES = (
    *(
        "chown",
        "fchmod",
        "fchown",
        "fork",
        "forkpty",
        "getegid",
        "geteuid",
        "getgid",
        "getpgid",
        "getuid",
        "initgroups",
    ),
    *("killpg", "lchown", "mkfifo", "mknod", "nice", "openpty", "pathconf", "setegid", "seteuid", "setgid", "setpgid"),
    *("setsid", "setuid", "statvfs", "sync", "sysconf", "uname", "wait", "wait3", "wait4"),
    *("O_CLOEXEC", "O_DIRECTORY", "O_NOCTTY", "O_NOFOLLOW", "O_NONBLOCK", "O_SYNC", "WNOHANG"),
)
# What a process runs first to have none of them. What others need is loaded before: Python's own modules ask `os.name`,
# which stays, and only what deckgen does is looked at.
LIKE_WINDOWS = f"""
import asyncio, os, shutil, signal, subprocess, sys, tempfile
import filelock, numpy, openpyxl, rich.console, simplemma, starlette.applications, typer, uvicorn, wordfreq
filelock.FileLock = filelock.SoftFileLock  # the one for Windows cannot be had here, that for POSIX asks for its calls
for module in {POSIX_MODULES!r}:
    sys.modules[module] = None
for name in {POSIX_NAMES!r}:
    if hasattr(os, name):
        delattr(os, name)
for name in ("SIGHUP", "SIGKILL", "SIGALRM", "SIGUSR1", "SIGPIPE", "SIGCHLD"):
    delattr(signal, name)
from deckgen.files import staging, systems
systems.WINDOWS, staging._LOCKS = True, False
"""


class _Blind:
    """The names under a folder, however they are written."""

    def __init__(self, root: Path) -> None:
        self.root, self._listed = str(root), os.listdir

    def there(self, path: Any) -> Any:
        """A path by the names that are on the disk; without `Path`, which asks the functions that are changed."""
        if isinstance(path, int | bytes):
            return path
        given = os.path.abspath(os.fspath(path))  # noqa: PTH100
        if not given.startswith(f"{self.root}/"):
            return path
        found = self.root
        for name in given.removeprefix(f"{self.root}/").split("/"):
            found = f"{found}/{self._name(found, name)}"
        return found

    def _name(self, folder: str, name: str) -> str:
        try:
            names = self._listed(folder)
        except OSError:
            return name
        return name if name in names else next((each for each in names if same_file(each) == same_file(name)), name)

    def first(self, real: Callable[..., Any]) -> Callable[..., Any]:
        """A function of one path; one that is relative to an open folder stays as it is."""

        def found(path: Any = ".", *rest: Any, **named: Any) -> Any:
            return real(path if named.get("dir_fd") is not None else self.there(path), *rest, **named)

        return found

    def both(self, real: Callable[..., Any]) -> Callable[..., Any]:
        """A function of two, the old name and the new one; a file may be renamed to what is the same name here."""

        def renamed(old: Any, new: Any, **named: Any) -> Any:
            source, target = self.there(old), self.there(new)
            if source == target:
                target = f"{target.rpartition('/')[0]}/{os.fspath(new).rpartition('/')[2]}"
            return real(source, target, **named)

        return renamed


def case_blind(monkeypatch: pytest.MonkeyPatch, root: Path) -> None:
    """From now on, names under `root` that differ in case or composition alone are one file, as on macOS and Windows.

    Names stay as they were when a file was made; Python's functions are changed, so programs beside see none of it.
    """
    blind = _Blind(root)
    for name in ("open", "stat", "lstat", "mkdir", "unlink", "remove", "rmdir", "listdir", "access", "chmod", "utime"):
        monkeypatch.setattr(os, name, blind.first(getattr(os, name)))
    for name in ("scandir", "readlink"):
        monkeypatch.setattr(os, name, blind.first(getattr(os, name)))
    for name in ("replace", "rename"):
        monkeypatch.setattr(os, name, blind.both(getattr(os, name)))
    monkeypatch.setattr(io, "open", blind.first(io.open))
