"""New files beside those that they replace, and what is left of them when a process is killed.

A process holds a lock on its new file until that has its final name; the operating system releases the lock when the
process ends, however it ends. So a file of this machine that can be locked is a leftover. One of another machine, on a
disk that both use, is a leftover if it has not changed for an hour as well, since the two may not see each other's
locks. Windows neither locks files so nor renames open ones: there the hour alone decides.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import time
from contextlib import suppress
from functools import cache
from pathlib import Path

# The first part names the machine; earlier versions wrote names without it.
LEFTOVER = re.compile(r"\.deckgen-(?:([0-9a-f]{8})-)?[0-9a-f]{16}")
_HOUR = 3600  # seconds; nobody writes that long without changing the file
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)
_LOCKS = os.name != "nt"
_PATIENCE = (0.01, 0.05, 0.2, 0.5)  # seconds between attempts


def put(target: Path, data: bytes, mode: int | None) -> bool:
    """Put a file with `data` in the place of `target`, with the permissions `mode` or those of a new file.

    False if another process took the new file for a leftover before it was locked: then nothing was changed.
    """
    staged = _new_name(target.parent)
    try:
        # A new file gets the permissions of the umask; an old one may be private, so its copy starts out private.
        with os.fdopen(os.open(staged, _NEW, 0o666 if mode is None else 0o600), "wb") as file:
            if _LOCKS and not _claimed(file.fileno(), staged):
                return False
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            if mode is not None:
                staged.chmod(mode)
            if _LOCKS:
                staged.replace(target)
        if not _LOCKS:
            _replace_unlocked(staged, target)
    except BaseException:  # the name was chosen before the file existed, so it is removed whenever ^C comes
        with suppress(OSError):
            staged.chmod(0o600)  # Windows does not delete read-only files
        staged.unlink(missing_ok=True)
        raise
    return True


def _replace_unlocked(staged: Path, target: Path) -> None:
    """Rename where other programs can hold a file: a virus scanner or an index does so for a moment."""
    for pause in _PATIENCE:
        try:
            staged.replace(target)
        except PermissionError:
            time.sleep(pause)
        else:
            return
    staged.replace(target)


def _claimed(handle: int, staged: Path) -> bool:
    """Lock an open file until it is closed; whether it is still there under its name."""
    with suppress(ImportError, OSError):  # a disk without locks: nobody else gets one either
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX)
    try:
        return os.path.samestat(os.fstat(handle), staged.lstat())
    except FileNotFoundError:
        return False


def fault(folder: Path) -> str:
    """Why no file can be made in `folder`, found out by making one; empty if it can."""
    staged = _new_name(folder)
    try:
        os.close(os.open(staged, _NEW, 0o600))
    except OSError as error:
        return error.strerror or str(error)
    finally:
        with suppress(OSError):
            staged.unlink(missing_ok=True)
    return ""


def _new_name(folder: Path) -> Path:
    return folder / f".deckgen-{_machine()}-{secrets.token_hex(8)}"


def clear(folder: Path) -> None:
    """Delete what killed processes left in `folder`; files that somebody is writing now stay, and all others."""
    with suppress(OSError), os.scandir(folder) as entries:
        found = [Path(each.path) for each in entries if LEFTOVER.fullmatch(each.name) and _is_file(each)]
        for path in found:
            with suppress(ImportError, OSError):
                _delete_leftover(path)


def _is_file(entry: os.DirEntry[str]) -> bool:
    return entry.is_file(follow_symlinks=False)


def _delete_leftover(path: Path) -> None:
    """Delete `path` unless it may belong to a living process; raises OSError if it is locked."""
    written_here = _LOCKS and path.name.startswith(f".deckgen-{_machine()}-")
    if not written_here and time.time() - path.lstat().st_mtime < _HOUR:
        return
    if not _LOCKS:
        path.unlink()
        return
    import fcntl

    handle = os.open(path, os.O_RDONLY | _NO_LINK | os.O_NONBLOCK)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.path.samestat(os.fstat(handle), path.lstat()):
            path.unlink()
    finally:
        os.close(handle)


@cache
def _machine() -> str:
    """A short name of this machine since it was started, without telling which one it is."""
    started = Path("/proc/sys/kernel/random/boot_id")
    name = os.uname().nodename if _LOCKS else ""
    with suppress(OSError):
        name += started.read_text("ascii")
    return hashlib.sha256(name.encode("utf-8", "surrogateescape")).hexdigest()[:8]
