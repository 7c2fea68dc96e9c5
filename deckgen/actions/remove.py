"""Taking a text out of a deck: its files are set aside, and the next build retires its notes."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count
from pathlib import Path

from deckgen.files.disk import contents, files_in, read, refuse_unwritable, remove, rewrite, write
from deckgen.project import lock
from deckgen.project.deck import Deck, Text, text_called
from deckgen.project.deck_file import without_text
from deckgen.project.discovery import all_of

FOLDER = "removed"  # in the root of a project


@dataclass(frozen=True)
class Removal:
    """A text that was taken out: where its files are now, and how many of its notes the last build had."""

    text: Text
    folder: Path
    files: tuple[Path, ...]
    built: int


def remove_text(deck: Deck, name: str) -> Removal:
    """Take the text with the id or the title `name` out of deck.yaml, and set its files aside.

    If it is interrupted, deck.yaml is without the text and `check` names the files that are left.
    """
    text = text_called(deck, name)
    last = lock.of(deck)
    shared = any(
        text.id == other.id for each in all_of(deck.root) if each.folder != deck.folder for other in each.texts
    )
    data = () if shared else tuple(path for path in files_in(deck.root / "data" / text.id) if path.is_file())
    files = (*filter(Path.is_file, (deck.pairs_path(text), deck.vocabulary_path(text))), *data)
    folder = _free(deck.root / FOLDER / text.id)
    source = read(deck.path)
    edits = without_text(source, text.id)
    refuse_unwritable(dict.fromkeys((deck.path, *files, folder / deck.path.name)))
    with lock.exclusive(deck, last):
        for path in files:
            write(folder / path.relative_to(deck.root), contents(path))
        rewrite(source, edits)
        for path in files:
            remove(path)
    built = sum(entry.id.startswith(f"{text.prefix}-") and not entry.retired for entry in last.entries)
    return Removal(text, folder, files, built)


def _free(folder: Path) -> Path:
    """`folder`, or with a number if there is one already."""
    numbered = (folder.with_name(f"{folder.name}-{n}") for n in count(2))
    return folder if not folder.exists() else next(each for each in numbered if not each.exists())
