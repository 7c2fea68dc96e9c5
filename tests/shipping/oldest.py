"""The oldest packages that pyproject.toml allows, one `name==version` a line: what `make oldest` installs."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

PYPROJECT = Path(__file__).parent.parent.parent / "pyproject.toml"
EXTRAS = ("anki", "audio", "dev")  # what is measured beside deckgen is no part of it
_BOUND = re.compile(r"([\w.-]+)\s*>=\s*([\w.]+)[^;]*(;.*)?")


def pins(text: str) -> list[str]:
    """The lower bound of every package that a pyproject.toml names, as pip takes them; markers stay.

    Raises ValueError where a package has no lower bound.
    """
    table = tomllib.loads(text)
    project = table["project"]
    groups = [
        table["build-system"]["requires"],
        project["dependencies"],
        *(project["optional-dependencies"][name] for name in EXTRAS),
    ]
    found = {}
    for line in (line for group in groups for line in group):
        match = _BOUND.fullmatch(line)
        if not match:
            raise ValueError(f"{line}: no lower bound")
        found[match[1]] = f"{match[1]}=={match[2]}{match[3] or ''}"
    return list(found.values())


if __name__ == "__main__":
    print(*pins(PYPROJECT.read_text("utf-8")), sep="\n")
