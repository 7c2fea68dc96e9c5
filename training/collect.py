"""Fetch packages by name and unpack their translations: `python -m training.collect debian|python FOLDER`.

The names stand in `training/packages`. Debian's packages are fetched by apt-get and unpacked by dpkg-deb, which needs a
machine with Debian 12 (`apt-get update` first); Python's by pip, anywhere. Of each package nothing is kept but what
`training.catalogues` reads, some files of every hundred. One that cannot be had is named and passed over.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

LISTS = Path(__file__).parent / "packages"
LANGUAGES = ("it", "cs", "de", "fr", "es", "pl", "hu")  # those that the space of words is learned from; and English
_CODES = f"(?:{'|'.join(LANGUAGES)})(?:_[A-Z]+)?"
WANTED = re.compile(rf"(?:.*/)?(?:{_CODES}/LC_MESSAGES/[^/]+\.[mp]o|locale/{_CODES}\.po|help/{_CODES}/text/.+\.html)")
FETCH = {
    "debian": ("apt-get", "download", "--quiet"),
    "python": (sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--disable-pip-version-check"),
}


def names(kind: str) -> list[str]:
    """The packages of a list."""
    lines = (LISTS / f"{kind}.txt").read_text("utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]


def fetched(kind: str, name: str, folder: Path) -> Path | None:
    """The file of a package, fetched into a folder; None where it cannot be had."""
    if subprocess.run([*FETCH[kind], name], cwd=folder, capture_output=True, check=False).returncode:
        return None
    return next(folder.iterdir(), None)


def files(path: Path) -> Iterator[tuple[str, bytes]]:
    """Names and contents of what is wanted of a package."""
    if path.suffix == ".deb":
        with subprocess.Popen(["dpkg-deb", "--fsys-tarfile", path], stdout=subprocess.PIPE) as unpacking:
            assert unpacking.stdout
            with tarfile.open(fileobj=unpacking.stdout, mode="r|") as archive:
                yield from _members(archive)
    elif path.suffix in (".whl", ".zip"):
        with zipfile.ZipFile(path) as held:
            yield from ((name, held.read(name)) for name in held.namelist() if WANTED.fullmatch(name))
    else:
        with tarfile.open(path) as archive:
            yield from _members(archive)


def _members(archive: tarfile.TarFile) -> Iterator[tuple[str, bytes]]:
    for member in archive:
        if member.isfile() and WANTED.fullmatch(member.name):
            content = archive.extractfile(member)
            if content:
                yield member.name, content.read()


def collected(kind: str, name: str, into: Path) -> int:
    """Put what is wanted of a package into a folder of its name; how many files that were, -1 if it cannot be had."""
    with tempfile.TemporaryDirectory(prefix="deckgen-collect-") as folder:
        path = fetched(kind, name, Path(folder))
        if path is None:
            return -1
        count = 0
        for inside, content in files(path):
            target = into / name / inside
            if not target.resolve().is_relative_to(into.resolve()):  # a package that would write elsewhere
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
            count += 1
    return count


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", choices=FETCH)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--few", type=int, help="take only so many packages, to see whether it works")
    asked = parser.parse_args()
    wanted = [name for name in names(asked.kind) if not (asked.folder / name).exists()][: asked.few]
    for number, name in enumerate(wanted, 1):
        count = collected(asked.kind, name, asked.folder)
        print(f"{number} of {len(wanted)}  {name}: {'cannot be had' if count < 0 else f'{count} files'}", flush=True)


if __name__ == "__main__":
    main()
