"""Messages of free software in two languages, as parallel text: `catalogues.py FOLDER it cs >it-cs.tsv`.

FOLDER holds unpacked packages with catalogues of gettext (`…/it/LC_MESSAGES/*.mo`); on many machines /usr/share does.
The language `en` stands for the messages themselves. A line each: left, tab, right. `word_space.py` learns from them
which words translate each other; no sentence of theirs is in the project.
"""

from __future__ import annotations

import argparse
import gettext
import html
import re
import sys
from collections.abc import Iterator
from pathlib import Path

LONGEST, RATIO = 400, 3.5
_LEFT_OUT = re.compile(r"<[^>]*>|%\(?\w*\)?[sdifu]|%\d\$?[a-z]?|\{[^}]*\}|\$\w+|&\w+;|%%|@\w+")


def catalogue(path: Path) -> dict[str, str]:
    """The messages of one file with their translations; none where it cannot be read."""
    try:
        with path.open("rb") as file:
            known = vars(gettext.GNUTranslations(file))["_catalog"]
    except (OSError, ValueError, UnicodeDecodeError, LookupError):
        return {}
    return {key if isinstance(key, str) else key[0]: text for key, text in known.items() if text}


def messages(folder: Path, code: str) -> dict[tuple[str, str], str]:
    """All messages of a language by catalogue and key."""
    found = {}
    for path in sorted(folder.rglob("LC_MESSAGES/*.mo")):
        if path.parent.parent.name.split("_")[0] == code:
            found.update({(path.name, key): text for key, text in catalogue(path).items() if key})
    return found


def clean(text: str) -> str:
    """A message without markup, placeholders and accelerators."""
    plain = _LEFT_OUT.sub(" ", html.unescape(text))
    return " ".join(re.sub(r"[&_~](?=\w)", "", plain).replace("'", "’").split())


def pairs(folder: Path, left: str, right: str) -> Iterator[tuple[str, str]]:
    """Messages that both languages have, each pair once."""
    ours, theirs = (messages(folder, code) if code != "en" else {} for code in (left, right))
    seen = set()
    for key in ours or theirs:
        message = key[1].split("\x04")[-1]
        pair = clean(ours.get(key, message)), clean(theirs.get(key, message))
        told = (key in ours or left == "en") and (key in theirs or right == "en") and all(pair) and pair[0] != pair[1]
        if told and pair not in seen and re.search(r"[^\W\d]{3}", pair[0]) and max(map(len, pair)) < LONGEST:
            seen.add(pair)
            if 1 / RATIO < len(pair[0]) / len(pair[1]) < RATIO:
                yield pair


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("left")
    parser.add_argument("right")
    asked = parser.parse_args()
    for left, right in pairs(asked.folder, asked.left, asked.right):
        sys.stdout.write(f"{left}\t{right}\n")


if __name__ == "__main__":
    main()
