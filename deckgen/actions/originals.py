"""What a person gives for a text: its files, what they say of them, and the texts that folders of files hold."""

from __future__ import annotations

import filecmp
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from deckgen.files.disk import files_in
from deckgen.files.source import Problem, Refused
from deckgen.text.given import Said

_DIGITS = re.compile(r"(\d+)")
_BESIDE = re.compile(r"\.|~\$|__MACOSX|thumbs\.db$|desktop\.ini$", re.IGNORECASE)  # what systems put beside files


@dataclass(frozen=True)
class Originals:
    """What a person gives for one text: a file that holds both languages, or one for each, and what they say of it.

    Each file comes with the code of its language, empty where it was not said; the front is first.
    """

    files: tuple[tuple[str, Path], ...]
    said: Said = field(default_factory=Said)

    @property
    def languages(self) -> list[str]:
        """The languages that were said."""
        return [code for code, _ in self.files if code]

    @property
    def whole(self) -> Path | None:
        """The one file that holds both languages, even if it is given twice; None if there are two."""
        first, *others = (path for _, path in self.files)
        return first if all(other == first or _are_equal(first, other) for other in others) else None


def _are_equal(one: Path, other: Path) -> bool:
    try:
        return filecmp.cmp(one, other, shallow=False)
    except OSError:
        return False


@dataclass(frozen=True)
class Gathered:
    """The texts that were given, in the order in which they are studied, and files of folders that are in none."""

    texts: tuple[Originals, ...]
    alone: tuple[Path, ...] = ()


def gathered(given: Sequence[tuple[str, Path]], said: Said) -> Gathered:
    """The texts in what a person gave: files, or folders in which the files of a text have the same name.

    A single folder holds files with both languages each. Refused if there is nothing to pair.
    """
    folders = [path.is_dir() for _, path in given]
    if not any(folders):
        return Gathered((Originals(tuple(given), said),))
    if not all(folders):
        path = given[folders.index(True)][1]
        raise Refused(
            Problem(path, 0, "this is a folder, the other one a file", advice="give two folders or two files")
        )
    if len({path.resolve() for _, path in given}) == 1:
        codes = [code for code, _ in given]
        files = tuple(tuple((code, path) for code in codes) for path in _files(given[0][1]).values())
        found = Gathered(tuple(Originals(each, said) for each in files))
    else:
        found = _matched(given, said)
    if not found.texts:
        advice = "the two files of a text need the same name: a/one.docx b/one.docx"
        raise Refused(Problem(given[0][1], 0, "no two files in the folders have the same name", advice=advice))
    return found


def _matched(given: Sequence[tuple[str, Path]], said: Said) -> Gathered:
    """The texts whose files have the same name in two folders."""
    (front, folder), (back, other) = given
    ours, theirs = _files(folder, front), _files(other, back)
    both = sorted(ours.keys() & theirs.keys(), key=natural)
    texts = tuple(Originals(((front, ours[name]), (back, theirs[name])), said) for name in both)
    alone = (files[name] for files in (ours, theirs) for name in sorted(files.keys() - set(both), key=natural))
    return Gathered(texts, tuple(alone))


def _files(folder: Path, code: str = "") -> dict[str, Path]:
    """The files in a folder and in those below it, by their names without suffix and without the code of a language."""
    found: dict[str, Path] = {}
    for path in sorted(_below(folder), key=lambda path: natural(str(path))):
        name = path.relative_to(folder).with_suffix("").as_posix()
        name = unicodedata.normalize("NFC", name).casefold()
        plain = re.sub(rf"(?:^|(?<=/)|[._\- ])\(?{re.escape(code.casefold())}\)?(?=$|/)", "", name) if code else name
        if found.setdefault(plain, path) is not path:
            advice = "give one of them a name of its own"
            raise Refused(Problem(path, 0, f"{found[plain].name} has the same name", advice=advice))
    return found


def _below(folder: Path) -> Iterator[Path]:
    for path in files_in(folder):
        if path.is_file() and not any(_BESIDE.match(part) for part in path.relative_to(folder).parts):
            yield path


def natural(name: str) -> list[tuple[int, str]]:
    """What names are sorted by so that 2 comes before 10."""
    return [(int(part), "") if part.isdigit() else (-1, part) for part in _DIGITS.split(name) if part]
