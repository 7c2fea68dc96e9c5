"""The bounds of a project: no link inside it takes deckgen to a file elsewhere.

Whoever clones a project, or unpacks one, gets its symbolic links too. A page of changes that is a link to the start
file of a shell would be written there, and a text that is a link to a private file would end up in a deck. So a path in
a project has to lead to a place in the project; other paths were named by the person, and may lead anywhere.

Hard links need no check: `disk.write` puts a new file in the place of the old one and never changes what another
name also holds, neither git nor an archive brings one from outside, and read, it is a file like any other. Somebody
who swaps links while deckgen runs would have to run a program here already; of these links, those in the place of the
file itself are still not followed, since `disk.write` renames a file of its own over them.
"""

from __future__ import annotations

import os
from pathlib import Path

from deckgen.files.source import Problem, Refused

# The roots of the projects of this process, as named and as resolved, with the latter. They are remembered here, and
# not passed along, so that no caller can forget them.
_roots: dict[Path, Path] = {}


def enclose(root: Path) -> None:
    """From now on, refuse every path inside the project at `root` that a link takes out of it.

    The root itself may be a link: it is where the person said.
    """
    real = Path(os.path.realpath(root))
    _roots.update({_normal(root): real, real: real})


def place(path: Path) -> Path:
    """The place of `path` without links if it is inside a project, refused if that is outside; else `path` itself."""
    named = _normal(path)
    around = [root for root in _roots if named.is_relative_to(root)]
    if not around:
        return path
    root = max(around, key=lambda each: len(each.parts))
    real = _real(named, path)
    if not _inside(real, _roots[root]):
        raise Refused(_problem(named, root))
    return real


def _inside(real: Path, root: Path) -> bool:
    """Whether `real` belongs to the project at `root`; what git keeps there does not, since git runs what it says."""
    return real.is_relative_to(root) and ".git" not in map(str.lower, real.relative_to(root).parts)


def _normal(path: Path) -> Path:
    """`path` as it was named, absolute and without `..`; its links stay."""
    return Path(os.path.normpath(path.absolute()))


def _real(named: Path, path: Path) -> Path:
    try:
        return Path(os.path.realpath(named))
    except OSError as error:  # Windows meets kinds of links that it cannot resolve
        raise Refused(Problem(path, 0, f"this link cannot be followed: {error.strerror}")) from error


def _problem(named: Path, root: Path) -> Problem:
    """The problem of the first link on the way from `root` to `named` that leaves the project."""
    way = [named, *named.parents][: len(named.parts) - len(root.parts)]
    link = next(each for each in reversed(way) if not _inside(_real(each, each), _roots[root]))
    message = f"this link leads out of the project, to {_real(link, link)}"
    kind = "folder" if link.is_dir() else "file"
    return Problem(link, 0, message, advice=f"delete the link, and put a {kind} of the project's own in its place")
