"""What builds the distribution: setuptools, whose archives become the same bytes wherever the same sources are built.

With SOURCE_DATE_EPOCH, times, owners and rights in an archive are not those of the machine, so that anybody can build a
release again and compare. Without it the archives are left as setuptools writes them.
"""

from __future__ import annotations

import gzip
import io
import os
import tarfile
import time
import zipfile
from pathlib import Path
from typing import Any

from setuptools import build_meta
from setuptools.build_meta import (  # what a frontend asks for besides
    build_editable,
    get_requires_for_build_editable,
    get_requires_for_build_sdist,
    get_requires_for_build_wheel,
    prepare_metadata_for_build_editable,
    prepare_metadata_for_build_wheel,
)

__all__ = [
    "build_editable",
    "build_sdist",
    "build_wheel",
    "get_requires_for_build_editable",
    "get_requires_for_build_sdist",
    "get_requires_for_build_wheel",
    "prepare_metadata_for_build_editable",
    "prepare_metadata_for_build_wheel",
]

_PROGRAM, _PLAIN = 0o755, 0o644  # rights of folders and programs, and of all else


def build_sdist(sdist_directory: str, config_settings: Any = None) -> str:
    """Build the source distribution in a folder; gives its name."""
    name: str = build_meta.build_sdist(sdist_directory, config_settings)
    if seconds := _seconds():
        _level_tar(Path(sdist_directory) / name, seconds)
    return name


def build_wheel(wheel_directory: str, config_settings: Any = None, metadata_directory: str | None = None) -> str:
    """Build the wheel in a folder; gives its name."""
    name: str = build_meta.build_wheel(wheel_directory, config_settings, metadata_directory)
    if seconds := _seconds():
        _level_zip(Path(wheel_directory) / name, seconds)
    return name


def _seconds() -> int:
    return int(os.environ.get("SOURCE_DATE_EPOCH") or 0)


def _level_tar(path: Path, seconds: int) -> None:
    with tarfile.open(path) as source:
        held = [(entry, source.extractfile(entry)) for entry in sorted(source.getmembers(), key=lambda each: each.name)]
        made = io.BytesIO()
        with tarfile.open(fileobj=made, mode="w", format=tarfile.PAX_FORMAT) as target:
            for entry, data in held:
                entry.mtime, entry.uid, entry.gid, entry.uname, entry.gname = seconds, 0, 0, "", ""
                entry.mode = _PROGRAM if entry.isdir() or entry.mode & 0o100 else _PLAIN
                entry.pax_headers = {}
                target.addfile(entry, data)
    with path.open("wb") as file, gzip.GzipFile("", "wb", mtime=seconds, fileobj=file) as packed:
        packed.write(made.getvalue())


def _level_zip(path: Path, seconds: int) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            plain = zipfile.ZipInfo(entry.filename, time.gmtime(max(seconds, 315_532_800))[:6])  # zip begins in 1980
            plain.compress_type, plain.create_system = zipfile.ZIP_DEFLATED, 3
            plain.external_attr = (0o100000 | _PLAIN) << 16
            target.writestr(plain, source.read(entry))
    path.write_bytes(made.getvalue())
