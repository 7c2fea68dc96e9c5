"""Files read and written: whole, in one step, and never through a stranger’s hands."""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from deckgen.files.source import Edit, Problem, Refused, Source, edited

_MARKS = ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"), (b"", "utf-8"))


def decode(data: bytes, path: Path) -> Source:
    """The text in `data`: UTF-8, or UTF-16 with its mark; anything else is refused with what to do."""
    encoding = next(encoding for mark, encoding in _MARKS if data.startswith(mark))
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Refused(_not_text(path, data, error)) from error
    marked = text.startswith("\ufeff")
    return Source(path, text[marked:], encoding, text[:marked])


def _not_text(path: Path, data: bytes, error: UnicodeDecodeError) -> Problem:
    if b"\0" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Problem(path, 0, "this is no text file", advice="export its text as UTF-8, plain or Markdown")
    line = data.count(b"\n", 0, error.start) + 1
    around = data[max(0, error.start - 20) : error.start + 20].decode("ascii", "replace")
    advice = "save the file as UTF-8"
    if error.encoding == "utf-8":
        advice += f", or convert it: iconv -f WINDOWS-1250 -t UTF-8 {path.name} (1252 for western languages)"
    message = f"this is not {error.encoding.upper()} text: byte 0x{data[error.start]:02x}"
    return Problem(path, line, message, (" ".join(around.split()),), advice)


def read(path: Path) -> Source:
    """The file at `path`; one that cannot be read is refused by name."""
    try:
        kind = path.stat().st_mode
        if not stat.S_ISREG(kind) and not stat.S_ISDIR(kind) and not _handed_over(path):
            raise Refused(Problem(path, 0, "this is no file that could be read: a pipe, a socket or a device"))
        if path.stat().st_size > LARGEST:
            message = f"this file is too large for a text: more than {LARGEST // 2**20} MB"
            raise Refused(Problem(path, 0, message))
        data = path.read_bytes()
    except OSError as error:
        raise Refused(_unreadable(path, error)) from error
    return decode(data, path)


LARGEST = 256 * 2**20  # bytes; the lock of three hundred thousand notes has room


def _handed_over(path: Path) -> bool:
    """Whether the shell made the file for this command, as in `it=<(pdftotext a.pdf -)`: somebody writes into it."""
    return path.parent in (Path("/dev/fd"), Path("/proc/self/fd")) or path in (Path("/dev/stdin"), Path(os.devnull))


def _unreadable(path: Path, error: OSError) -> Problem:
    if isinstance(error, FileNotFoundError):
        return Problem(path, 0, "no such file")
    if isinstance(error, IsADirectoryError):
        return Problem(path, 0, "this is a folder, not a file")
    return Problem(path, 0, f"cannot be read: {error.strerror}")


def write(path: Path, data: bytes) -> None:
    """Put `data` at `path` in one step: whoever looks sees the old file or the new one, never a part.

    A file that already holds these bytes is left alone, its time stamp too. A link is followed, the
    rights of the old file are kept.
    """
    try:
        target = path.resolve()
        if target.is_file() and target.read_bytes() == data:
            return
        if target.exists() and not target.is_file() and not target.is_dir():  # root could put a file over /dev/null
            raise Refused(Problem(path, 0, "cannot be written: this is a pipe or a device"))
        target.parent.mkdir(parents=True, exist_ok=True)
        mode = target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask()
        staged = target.parent / f".deckgen-{secrets.token_hex(8)}"
        try:
            with os.fdopen(os.open(staged, _NEW, 0o600), "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            staged.chmod(mode)
            staged.replace(target)
        except BaseException:  # its name was known before it was made: whenever ^C comes, it is taken away
            staged.unlink(missing_ok=True)
            raise
    except (OSError, RuntimeError) as error:  # RuntimeError: a link that leads to itself
        raise Refused(Problem(path, 0, f"cannot be written: {getattr(error, 'strerror', '') or error}")) from error


_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Keep every other deckgen out of `folder` while files in it are written; waits for one that is at it.

    The system ends this with the program, however that ends. Where it knows no such locks, nobody is kept out.
    """
    handle = -1
    with suppress(ImportError, OSError):
        import fcntl

        handle = os.open(folder, os.O_RDONLY)
        fcntl.flock(handle, fcntl.LOCK_EX)
    try:
        yield
    finally:
        if handle >= 0:
            os.close(handle)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def rewrite(source: Source, edits: Iterable[Edit]) -> None:
    """Make `edits` in the file that `source` was read from; refused if it has changed since."""
    if read(source.path) != source:
        raise Refused(Problem(source.path, 0, "the file changed while deckgen was working; nothing was written to it"))
    write(source.path, replace(source, text=edited(source.text, edits)).data)
