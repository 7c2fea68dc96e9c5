"""Zip files from somebody else: their members in memory, never more than a document can need, nothing unpacked to disk.

Books and office documents are such files. What a file claims about itself is checked before anything is unpacked, and
unpacking stops at the size that a member claims.
"""

from __future__ import annotations

import posixpath
import re
import struct
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from deckgen.files.disk import LARGEST
from deckgen.files.source import Problem, Refused

MOST = 10_000  # members; a book with a picture on every page has a few thousand
LARGEST_TOTAL = 4 * LARGEST  # bytes unpacked, pictures included
DENSEST = 250  # times smaller when packed; the worst real workbook has 110, a bomb some 1,000
_FREE = 2**24  # bytes; below this a member may be as dense as it likes: a blank picture is
_FREE_READ = 2**20  # bytes, of a member that is read, which is text

_ENTRY = b"PK\x01\x02"  # opens the entry of a member in the directory of an archive
_ENCRYPTED = 1  # bit 0 of the flags of a member
_OUTSIDE = re.compile(r"(?:[A-Za-z]:|/|\.\.(?:/|$)|.*/\.\.(?:/|$))")
_AGAIN = "export or download it again"
_UNKNOWN = "do not use this file unless you know where it comes from"
# What Python raises for archives with faults; the last for names that are not in the encoding that they claim.
_FAULTS = (BadZipFile, zlib.error, EOFError, struct.error, NotImplementedError, OverflowError, UnicodeError)


@dataclass(frozen=True)
class Archive:
    """An archive whose directory was found harmless; members are unpacked when they are read."""

    path: Path
    data: bytes
    entries: Mapping[str, ZipInfo]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the files in it, in the order of its directory."""
        return tuple(self.entries)

    def __contains__(self, name: str) -> bool:
        return name in self.entries

    def read(self, name: str) -> bytes:
        """The unpacked bytes of a member; refused if the archive does not have it."""
        with self.opened(name) as stream:
            return stream.read()

    @contextmanager
    def opened(self, name: str) -> Iterator[IO[bytes]]:
        """A member as a stream that is unpacked while it is read."""
        entry = self.entries.get(name)
        if entry is None:
            raise Refused(Problem(self.path, 0, f"the part `{name}` is missing", advice=_AGAIN))
        if entry.flag_bits & _ENCRYPTED:
            raise Refused(Problem(self.path, 0, "it is protected by a password", advice="save it without a password"))
        _check_density(entry, self.path, _FREE_READ)
        damaged = Problem(self.path, 0, f"the part `{name}` is damaged", advice=_AGAIN)
        try:
            stream = self._zip.open(entry)
        except (*_FAULTS, ValueError, OSError, RuntimeError) as error:  # of a place or a flag that cannot be
            raise Refused(damaged) from error
        with stream:
            try:
                yield stream
            except _FAULTS as error:
                raise Refused(damaged) from error

    @cached_property
    def _zip(self) -> ZipFile:
        return ZipFile(BytesIO(self.data))


def members(data: bytes, path: Path) -> Archive:
    """The members of the archive `data`; refused if it is broken, or larger than any document when unpacked."""
    if data.count(_ENTRY) > 2 * MOST:  # before Python reads the directory, which could have millions of entries
        raise Refused(_too_many(path))
    try:
        with ZipFile(BytesIO(data)) as opened:
            entries = [entry for entry in opened.infolist() if not entry.is_dir()]
    except (*_FAULTS, ValueError, OSError) as error:
        raise Refused(Problem(path, 0, "this is not a whole zip file", advice=_AGAIN)) from error
    if len(entries) > MOST:
        raise Refused(_too_many(path))
    for entry in entries:
        _check(entry, path)
    if sum(entry.file_size for entry in entries) > LARGEST_TOTAL:
        raise Refused(_too_large(path, LARGEST_TOTAL))
    return Archive(path, data, MappingProxyType({_name(entry): entry for entry in entries}))


def _check(entry: ZipInfo, path: Path) -> None:
    """Refuse an archive for what its directory says about one member."""
    if _OUTSIDE.match(_name(entry)):
        message = f"it has a member that would leave the archive: {_name(entry)[:80]}"
        raise Refused(Problem(path, 0, message, advice=_UNKNOWN))
    if entry.file_size > LARGEST:
        raise Refused(_too_large(path, LARGEST))
    _check_density(entry, path, _FREE)
    if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise Refused(Problem(path, 0, "it is packed in a way that documents are not", advice=_AGAIN))


def _check_density(entry: ZipInfo, path: Path, free: int) -> None:
    """Refuse an archive for a member that is larger than `free` bytes and packed more densely than any document."""
    if entry.file_size > max(free, DENSEST * entry.compress_size):
        message = f"`{_name(entry)[:80]}` grows {DENSEST} times and more when unpacked: this looks like a zip bomb"
        raise Refused(Problem(path, 0, message, advice=_UNKNOWN))


def _name(entry: ZipInfo) -> str:
    """The name of a member as links refer to it: with slashes, without `./` in front."""
    name = entry.filename.replace("\\", "/")
    return posixpath.normpath(name) if name.startswith("./") else name


def _too_many(path: Path) -> Problem:
    return Problem(path, 0, f"it has more than {MOST} members: this looks like a zip bomb", advice=_UNKNOWN)


def _too_large(path: Path, limit: int) -> Problem:
    message = f"it has more than {limit // 2**20} MB when unpacked: this looks like a zip bomb"
    return Problem(path, 0, message, advice=_UNKNOWN)
