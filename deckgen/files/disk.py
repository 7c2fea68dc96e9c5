"""Files read and written whole and atomically, and locks that other users cannot tamper with."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from pathlib import Path

from deckgen.files import staging
from deckgen.files.bounds import place
from deckgen.files.source import Edit, Problem, Refused, Source
from deckgen.files.systems import obstacle

_MARKS = ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"), (b"", "utf-8"))


def decode(data: bytes, path: Path) -> Source:
    """The text of a file of a project: UTF-8, or UTF-16 with a byte order mark; anything else is refused with advice.

    Documents come in other encodings too: deckgen/text/encodings.py.
    """
    encoding = next(encoding for mark, encoding in _MARKS if data.startswith(mark))
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Refused(not_text(data, path, error)) from error
    marked = text.startswith("\ufeff")
    return Source(path, text[marked:], encoding, text[:marked])


SAVE = "open it in the program that wrote it and save it as UTF-8 (in Notepad: Save as, Encoding: UTF-8)"


def not_text(data: bytes, path: Path, error: UnicodeDecodeError, name: str = "") -> Problem:
    """What is wrong with `data`, which is not in the encoding of `error`; `name` is that of the encoding for people."""
    if b"\0" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Problem(path, 0, "this is not a text file", advice="export it as plain text or Markdown in UTF-8")
    line = data.count(b"\n", 0, error.start) + 1
    around = data[max(0, error.start - 20) : error.start + 20].decode("ascii", "replace")
    message = f"this is not valid {name or error.encoding.upper()}: byte 0x{data[error.start]:02x}"
    return Problem(path, line, message, (" ".join(around.split()),), SAVE)


def read(path: Path) -> Source:
    """The text file at `path`; refused if it cannot be read."""
    return decode(contents(path), path)


def contents(path: Path) -> bytes:
    """The bytes at `path`; refused if they cannot be read."""
    real = place(path)
    try:
        kind = real.stat().st_mode
        if not stat.S_ISREG(kind) and not stat.S_ISDIR(kind) and not _from_shell(path):
            raise Refused(Problem(path, 0, "this is a pipe, a socket or a device, not a file"))
        if real.stat().st_size > LARGEST:
            message = f"this file is too large: more than {LARGEST // 2**20} MB"
            raise Refused(Problem(path, 0, message))
        return real.read_bytes()
    except OSError as error:
        raise Refused(_unreadable(path, error)) from error


LARGEST = 256 * 2**20  # bytes; enough for the lock of 300,000 notes


def _from_shell(path: Path) -> bool:
    """Whether the shell made the file for this command, as in `it=<(pdftotext a.pdf -)`: some process writes to it."""
    return path.parent in (Path("/dev/fd"), Path("/proc/self/fd")) or path in (Path("/dev/stdin"), Path(os.devnull))


def _unreadable(path: Path, error: OSError) -> Problem:
    if isinstance(error, FileNotFoundError):
        return Problem(path, 0, "no such file")
    if isinstance(error, IsADirectoryError):
        return Problem(path, 0, "this is a folder, not a file")
    why, advice = obstacle(error, path)
    return Problem(path, 0, f"cannot be read: {why}", advice=advice)


def _unwritable(path: Path, error: OSError | RuntimeError) -> Problem:
    why, advice = obstacle(error, path)
    return Problem(path, 0, f"cannot be written: {why}", advice=advice)


def digest(path: Path) -> str:
    """The SHA-256 of the file at `path`, which may be larger than what is read whole; refused if it cannot be read."""
    try:
        with place(path).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise Refused(_unreadable(path, error)) from error


def write(path: Path, data: bytes, *, private: bool = False) -> None:
    """Write `data` to `path` atomically: readers see the old file or the new one, never a part.

    A file that already holds these bytes is left alone, timestamp included. Links are followed, except those that lead
    out of a project, and the permissions of the old file are kept, or with `private` nobody else may open the new one.
    What a killed process left beside it is deleted.
    """
    try:
        target = place(path).resolve()
        staging.clear(target.parent)
        if _holds(target, data) and not (private and target.stat().st_mode & 0o077):
            return
        if target.exists() and not target.is_file() and not target.is_dir():  # root could put a file over /dev/null
            raise Refused(Problem(path, 0, "cannot be written: this is a pipe or a device"))
        target.parent.mkdir(parents=True, exist_ok=True)
        mode = 0o600 if private else target.stat().st_mode & 0o777 if target.exists() else None
        while not staging.put(target, data, mode):
            pass
    except (OSError, RuntimeError) as error:  # RuntimeError: a link to itself
        raise Refused(_unwritable(path, error)) from error


def _holds(target: Path, data: bytes) -> bool:
    """Whether a file has just these bytes; of a large one only a piece is in memory."""
    if not target.is_file() or target.stat().st_size != len(data):
        return False
    with target.open("rb") as file:
        return all(file.read(_PIECE) == data[at : at + _PIECE] for at in range(0, len(data), _PIECE))


_PIECE = 2**20  # bytes


def refuse_unwritable(wanted: Mapping[Path, bytes | None]) -> None:
    """Refuse, before the first of several files is written, with all that cannot be written.

    `wanted` has the new bytes of each file, None for one that changes or goes in any case. A folder that takes no files
    is named once, with the files that it should take.
    """
    found: list[Problem] = []
    folders: dict[Path, list[Path]] = {}
    for path, data in wanted.items():
        try:
            target = Path(os.path.realpath(place(path)))
            if data is not None and _holds(target, data):
                continue
            folders.setdefault(next(each for each in target.parents if each.exists()), []).append(path)
            found += [Problem(path, 0, f"cannot be written: {fault}")] if (fault := _fault(target)) else []
        except Refused as refused:
            found += refused.problems
        except OSError as error:
            found.append(_unwritable(path, error))
    for folder, paths in folders.items():
        if fault := staging.fault(folder):
            shown = tuple(sorted(os.path.relpath(os.path.realpath(path), folder) for path in paths))
            found.append(Problem(folder, 0, f"no files can be written here: {fault}", shown))
    if found:
        raise Refused(*dict.fromkeys(found))


def _fault(target: Path) -> str:
    """Why a file cannot be replaced whose folder takes files; empty if it can."""
    if target.is_dir():
        return os.strerror(errno.EISDIR)
    return "this file is read-only" if target.exists() and not os.access(target, os.W_OK) else ""


def remove(path: Path) -> None:
    """Delete the file at `path`, if there is one; a link is deleted itself."""
    place(path.parent)
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        why, advice = obstacle(error, path)
        raise Refused(Problem(path, 0, f"cannot be deleted: {why}", advice=advice)) from error


def make_folder(path: Path) -> None:
    """Create the folder `path` and those around it, if they do not exist."""
    place(path).mkdir(parents=True, exist_ok=True)


def files_in(folder: Path) -> list[Path]:
    """The paths of all files and folders in `folder`, however deep; none if it does not exist."""
    place(folder)  # before a link to the root of the disk is searched
    return sorted(folder.rglob("*")) if folder.is_dir() else []


@contextmanager
def exclusive_access(folder: Path) -> Iterator[None]:
    """Lock `folder` while files in it are written, waiting for any other deckgen that holds the lock.

    The operating system releases the lock when the process ends, however it ends. On a machine where nothing can be
    locked, work continues without a lock.
    """
    with ExitStack() as held:
        for lock in (_lock_folder, _lock_in_cache, _lock_in_temp):
            with suppress(ImportError, OSError, NotImplementedError):  # the last: filelock 3.12 on a disk without locks
                held.enter_context(lock(folder))
                break
        yield


@contextmanager
def _lock_folder(folder: Path) -> Iterator[None]:
    """Lock the folder itself, which needs no file and works between users. Windows has no such locks."""
    import fcntl

    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _lock_in_cache(folder: Path) -> AbstractContextManager[object]:
    from deckgen.files import resources

    return _lock_file(resources.cache_folder() / "locks", folder)


def _lock_in_temp(folder: Path) -> AbstractContextManager[object]:
    user = f"-{os.getuid()}" if hasattr(os, "getuid") else ""  # on Windows each user has a temporary folder
    return _lock_file(Path(tempfile.gettempdir()) / f"deckgen{user}", folder)


def _lock_file(place: Path, folder: Path) -> AbstractContextManager[object]:
    """A lock on a file in `place` that stands for `folder`."""
    from filelock import FileLock

    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    if hasattr(os, "getuid") and place.lstat().st_uid != os.getuid():
        raise PermissionError(f"{place} belongs to another user, who could put links in it")
    tempfile.TemporaryFile(dir=place).close()  # fails where filelock 3.12 on Windows would wait forever
    name = hashlib.sha256(os.path.normcase(os.path.realpath(folder)).encode()).hexdigest()[:32]
    return FileLock(place / f"{name}.lock")


def rewrite(source: Source, edits: Iterable[Edit]) -> None:
    """Apply `edits` to the file that `source` was read from; refused if it has changed since."""
    replace_unchanged(source, source.after(edits))


def replace_unchanged(before: Source, after: Source) -> None:
    """Write `after` in the place of `before`; refused if that file has changed since it was read."""
    if read(before.path) != before:
        raise Refused(Problem(before.path, 0, "the file changed while deckgen was working; nothing was written to it"))
    write(after.path, after.data)
