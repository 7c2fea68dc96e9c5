"""Data files of the package, and the folders of the user for what is kept between runs."""

from __future__ import annotations

import os
import tempfile
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy.typing as npt


def _file(name: str) -> Traversable:
    """A file or folder of the package, by its path inside it."""
    return resources.files("deckgen").joinpath(*name.split("/"))


@cache
def table(name: str) -> Mapping[str, Any]:
    """The contents of a TOML file of the package, read once; empty if there is no such file."""
    file = _file(name)
    return tomllib.loads(file.read_text("utf-8")) if file.is_file() else {}


@cache
def folders(name: str) -> tuple[str, ...]:
    """The names of the subfolders of a folder of the package."""
    return tuple(sorted(each.name for each in _file(name).iterdir() if each.is_dir()))


@cache
def names(name: str) -> frozenset[str]:
    """The names of the files in a folder of the package."""
    return frozenset(each.name for each in _file(name).iterdir() if each.is_file())


def exists(name: str) -> bool:
    """Whether the package has this file."""
    return _file(name).is_file()


def text(name: str) -> str:
    """The contents of a text file of the package."""
    return _file(name).read_text("utf-8")


def listed(name: str) -> tuple[str, ...]:
    """The comma-separated words and phrases of a file; empty if there is no such file."""
    return tuple(" ".join(each.split()) for each in text(name).split(",")) if exists(name) else ()


def array(name: str) -> npt.NDArray[Any]:
    """The array in an .npy file."""
    import numpy as np

    with _file(name).open("rb") as file:
        return np.asarray(np.load(file))


def arrays(name: str) -> dict[str, npt.NDArray[Any]]:
    """The arrays in an .npz file, by name."""
    import numpy as np

    with _file(name).open("rb") as file, np.load(file) as found:
        return dict(found)


def cache_folder() -> Path:
    """Where computed data are kept between runs; safe to delete at any time."""
    base = os.environ.get("XDG_CACHE_HOME")
    if base:
        return Path(base) / "deckgen"
    try:
        return Path("~/.cache/deckgen").expanduser()
    except RuntimeError:  # a user without a name or a home, as in a container
        return Path(tempfile.gettempdir()) / "deckgen"


def config_folder() -> Path | None:
    """Where a person's decisions are kept; None for a user without a home.

    Never a temporary folder, as for the cache: other users could put decisions there.
    """
    for name in ("XDG_CONFIG_HOME", "APPDATA"):  # the second is that of Windows
        base = Path(os.environ.get(name, ""))
        if base.is_absolute():  # a relative one would be in the project that is worked on
            return base / "deckgen"
    try:
        return Path("~/.config/deckgen").expanduser()
    except RuntimeError:
        return None
