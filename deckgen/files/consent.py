"""What the person at this machine has allowed projects to run.

It is kept outside of every project, as hashes, in a file that nobody else may write: whoever hands over a project can
neither bring a permission nor change what one was given for.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from deckgen.files import resources
from deckgen.files.disk import contents, exclusive_access, write
from deckgen.files.source import Problem, Refused

_NAME = "allowed-commands"
_KEY = re.compile(rb"[0-9a-f]{64}")


def given(key: str, root: Path) -> bool:
    """Whether the person allowed what the SHA-256 `key` stands for, in the project at `root`."""
    store = _store(root)
    return store is not None and key.encode() in _keys(store)


def give(key: str, root: Path) -> None:
    """Remember that the person allowed what `key` stands for; refused if that is impossible on this machine."""
    store = _store(root)
    if store is None:
        raise Refused(Problem(root, 0, "there is no folder outside the project in which to remember what you allow"))
    with exclusive_access(store.parent):
        lines = sorted({*_keys(store), key.encode()})
        write(store, b"".join(line + b"\n" for line in lines), private=True)


def _store(root: Path) -> Path | None:
    """The file of all permissions; None if there is no place for it, or only one inside the project."""
    folder = resources.config_folder()
    if folder is None or _real(folder).is_relative_to(_real(root)):
        return None
    return folder / _NAME


def _real(path: Path) -> Path:
    return Path(os.path.normcase(os.path.realpath(path)))


def _keys(store: Path) -> set[bytes]:
    """The keys in a file; none if it cannot be read or if others may write to it."""
    try:
        return {line for line in contents(store).splitlines() if _KEY.fullmatch(line)} if _private(store) else set()
    except (OSError, Refused):
        return set()


def _private(store: Path) -> bool:
    found = store.stat()
    return not hasattr(os, "getuid") or (found.st_uid == os.getuid() and not found.st_mode & 0o022)
