"""Data that travel inside the package, and the folder where what was computed is kept."""

from __future__ import annotations

import os
import tempfile
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy.typing as npt


@cache
def table(name: str) -> Mapping[str, Any]:
    """What a TOML file of the package holds, read once; nothing where there is no such file."""
    file = resources.files("deckgen").joinpath(*name.split("/"))
    return tomllib.loads(file.read_text("utf-8")) if file.is_file() else {}


@cache
def names(folder: str, suffix: str) -> tuple[str, ...]:
    """The files of a folder of the package that end so, without that end."""
    found = (file.name for file in resources.files("deckgen").joinpath(*folder.split("/")).iterdir())
    return tuple(sorted(name.removesuffix(suffix) for name in found if name.endswith(suffix)))


def text(name: str) -> str:
    """What another file of the package holds."""
    return resources.files("deckgen").joinpath(*name.split("/")).read_text("utf-8")


def listed(name: str) -> tuple[str, ...]:
    """The words and phrases of a list under field/; nothing where there is no such file."""
    if name not in names("field", ".txt"):
        return ()
    return tuple(" ".join(each.split()) for each in text(f"field/{name}.txt").split(","))


def array(name: str) -> npt.NDArray[Any]:
    """What a file of numpy holds."""
    import numpy as np

    with resources.files("deckgen").joinpath(name).open("rb") as file:
        return np.asarray(np.load(file))


def arrays(name: str) -> dict[str, npt.NDArray[Any]]:
    """What a file of several arrays of numpy holds, by name."""
    import numpy as np

    with resources.files("deckgen").joinpath(name).open("rb") as file, np.load(file) as found:
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
