"""Data that travel inside the package, and the folder where what was computed is kept."""

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
    """The names of the folders inside a folder of the package."""
    return tuple(sorted(each.name for each in _file(name).iterdir() if each.is_dir()))


def exists(name: str) -> bool:
    """Whether the package has a file of this name."""
    return _file(name).is_file()


def text(name: str) -> str:
    """The contents of a text file of the package."""
    return _file(name).read_text("utf-8")


def listed(name: str) -> tuple[str, ...]:
    """The words and phrases of a file in which commas separate them; empty if there is no such file."""
    return tuple(" ".join(each.split()) for each in text(name).split(",")) if exists(name) else ()


def array(name: str) -> npt.NDArray[Any]:
    """What a file of numpy holds."""
    import numpy as np

    with _file(name).open("rb") as file:
        return np.asarray(np.load(file))


def arrays(name: str) -> dict[str, npt.NDArray[Any]]:
    """What a file of several arrays of numpy holds, by name."""
    import numpy as np

    with _file(name).open("rb") as file, np.load(file) as found:
        return dict(found)


def cache_folder() -> Path:
    """Where computed things are kept for the next run; safe to delete at any time."""
    base = os.environ.get("XDG_CACHE_HOME")
    if base:
        return Path(base) / "deckgen"
    try:
        return Path("~/.cache/deckgen").expanduser()
    except RuntimeError:  # a user without a name and a home, as in a container
        return Path(tempfile.gettempdir()) / "deckgen"
