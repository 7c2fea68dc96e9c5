"""Which program answers to `deckgen`: another one of that name is on the package index.

In one environment the two have modules and a command of the same name. Whatever was installed last has the command;
`deckgen-bilingual` is always this program.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

OVERWRITTEN = (
    "note: the command `deckgen` here was installed by another program of that name, which does not run beside this "
    "one; this is deckgen-bilingual"
)
_SHEBANG = 1024  # bytes, more than a system reads of the first line of a script


def notes() -> Iterator[str]:
    """What stands in the way of this program under the name `deckgen`; nothing where that is not certain."""
    try:
        other = metadata.version("deckgen")
    except metadata.PackageNotFoundError:
        pass
    else:
        yield f"note: another program, deckgen {other}, is in this environment too; the two do not run side by side"
        yield "   → install each on its own, with pipx or uv tool; `deckgen-bilingual` is always this one"
    found = shutil.which("deckgen")
    if found and elsewhere(Path(found), Path(sys.executable)):
        yield f"note: `deckgen` on the path is {found}, of another Python; `deckgen-bilingual` is this one"


def elsewhere(command: Path, python: Path) -> bool:
    """Whether a command is a script that names a Python of another environment than `python`.

    A program that is no such script, like the launchers of pyenv or Windows, may run any.
    """
    try:
        with command.open("rb") as file:
            start = file.read(_SHEBANG)
    except OSError:
        return False
    first = start.split(b"\n")[0].decode("utf-8", "replace")
    words = first.removeprefix("#!").split(maxsplit=1)
    if not first.startswith("#!/") or not words or not Path(words[0]).name.startswith("python"):
        return False
    return Path(words[0]).parent not in (python.parent, python.parent.resolve())
