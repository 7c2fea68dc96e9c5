"""Translations of free software as parallel text: `python -m training.catalogues FOLDER it cs >it-cs.tsv`.

FOLDER holds unpacked packages (`training.collect` makes such a folder; on many machines /usr/share is one): catalogues
of gettext, as `…/it/LC_MESSAGES/*.mo` or `*.po` or as `…/it.po`, and the help of LibreOffice, `…/help/it/text/*.html`.
The language `en` stands for the messages of the catalogues themselves. A line each: left, tab, right. `word_space.py`
learns from them which words translate each other; no sentence of theirs is in the project.
"""

from __future__ import annotations

import argparse
import ast
import gettext
import html
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

LONGEST = 400  # letters: a longer message is a page
RATIO = 3.5  # of the lengths of both sides: beyond it one of them says something else
_LEFT_OUT = re.compile(r"<[^>]*>|%\(?\w*\)?[sdifu]|%\d\$?[a-z]?|\{[^}]*\}|\$\w+|&\w+;|%%|@\w+")
_PO_ENTRY = re.compile(r"^(?:msgctxt\s+(?P<context>.+?)^)?msgid\s+(?P<key>.+?)^msgstr\s+(?P<text>.+)", re.M | re.S)
_PARAGRAPH = re.compile(r'<(?P<tag>p|h\d) id="(?P<id>\w+)"[^>]*>(?P<text>.*?)</(?P=tag)>', re.DOTALL)
_CONTEXT = "\x04"  # between the context of a message and the message, as gettext has it

Key = tuple[str, str]  # where a message stands, and what it is known by there


def compiled(path: Path) -> dict[str, str]:
    """The messages of a catalogue in its binary form with their translations; none where it cannot be read."""
    try:
        with path.open("rb") as file:
            known = vars(gettext.GNUTranslations(file))["_catalog"]
    except (OSError, ValueError, UnicodeDecodeError, LookupError):
        return {}
    return {key if isinstance(key, str) else key[0]: text for key, text in known.items() if text}


def written(path: Path) -> dict[str, str]:
    """The same of a catalogue as people write it, less what is marked as doubtful and what has several numbers."""
    found = {}
    for entry in path.read_text("utf-8", errors="ignore").split("\n\n"):
        match = None if re.search(r"^#.*\bfuzzy\b|^msgid_plural", entry, re.MULTILINE) else _PO_ENTRY.search(entry)
        if match:
            context, key, text = (_joined(match[name] or "") for name in ("context", "key", "text"))
            if text:
                found[context + _CONTEXT + key if context else key] = text
    return found


def _joined(quoted: str) -> str:
    """The text of quoted strings, one a line."""
    return "".join(ast.literal_eval(line) for line in re.findall(r'^"(?:[^"\\\n]|\\.)*"', quoted, re.MULTILINE))


def paragraphs(path: Path) -> dict[str, str]:
    """The paragraphs of a page of LibreOffice's help by their ids, which are the same in every language."""
    page = path.read_text("utf-8", errors="ignore")
    return {match["id"]: match["text"] for match in _PARAGRAPH.finditer(page)}


def messages(folder: Path, code: str) -> dict[Key, str]:
    """All messages of a language in catalogues, by the name of the catalogue and the message."""
    found: dict[Key, str] = {}
    for path in sorted(folder.rglob("*.[mp]o")):
        whose = path.parent.parent.name if path.parent.name == "LC_MESSAGES" else path.stem
        if whose.split("_")[0] == code:
            name = path.stem if path.parent.name == "LC_MESSAGES" else str(path.parent.relative_to(folder))
            held: Mapping[str, str] = compiled(path) if path.suffix == ".mo" else written(path)
            found.update({(name, key): text for key, text in held.items() if key})
    return found


def help_pages(folder: Path, code: str) -> dict[Key, str]:
    """All paragraphs of LibreOffice's help in a language, by page and id."""
    return {
        (str(path.relative_to(home)), key): text
        for home in sorted(folder.rglob(f"help/{code}/text"))
        for path in sorted(home.rglob("*.html"))
        for key, text in paragraphs(path).items()
    }


def clean(text: str) -> str:
    """A message without markup, placeholders and accelerators."""
    plain = _LEFT_OUT.sub(" ", html.unescape(text))
    return " ".join(re.sub(r"[&_~](?=\w)", "", plain).replace("'", "’").split())


def pairs(folder: Path, left: str, right: str) -> Iterator[tuple[str, str]]:
    """Messages that both languages have, each pair once."""
    seen = set()
    for ours, theirs in _answering(folder, left, right):
        pair = clean(ours), clean(theirs)
        if all(pair) and pair[0] != pair[1] and pair not in seen:
            seen.add(pair)
            says_something = re.search(r"[^\W\d]{3}", pair[0]) and max(map(len, pair)) < LONGEST
            if says_something and 1 / RATIO < len(pair[0]) / len(pair[1]) < RATIO:
                yield pair


def _answering(folder: Path, left: str, right: str) -> Iterator[tuple[str, str]]:
    known = [messages(folder, code) if code != "en" else None for code in (left, right)]
    for key in known[0] or known[1] or {}:
        texts = [key[1].split(_CONTEXT)[-1] if held is None else held.get(key) for held in known]
        if texts[0] and texts[1]:
            yield texts[0], texts[1]
    if "en" not in (left, right):
        ours, theirs = help_pages(folder, left), help_pages(folder, right)
        yield from ((text, theirs[key]) for key, text in ours.items() if key in theirs)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("left")
    parser.add_argument("right")
    asked = parser.parse_args()
    for left, right in pairs(asked.folder, asked.left, asked.right):
        sys.stdout.write(f"{left}\t{right}\n")


if __name__ == "__main__":
    main()
