"""Files that no longer fit: documents that changed since they were paired, and files of no text."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from deckgen.files.bounds import place
from deckgen.files.disk import files_in, read
from deckgen.files.source import Refused, Source
from deckgen.files.systems import same_file
from deckgen.project.deck import Deck
from deckgen.project.lock import Lock, text_hash


def digest(document: Source) -> str:
    """What identifies the text of a document, however its lines end and with or without a byte order mark."""
    return text_hash(re.sub(r"\r\n?", "\n", document.text).rstrip("\n"))


def changed_documents(deck: Deck, last: Lock) -> Iterator[Path]:
    """The documents of `deck` that changed since `last` recorded them.

    A document that was never recorded, or is not there any more, is not among them; one that can no longer be read as
    text is. One that is a link out of the project is refused.
    """
    for text in deck.texts:
        known = last.texts[text.id].documents if text.id in last.texts else {}
        paths = {deck.document_path(text, language): language for language in (deck.back, deck.front)}  # rows hold both
        for path, language in reversed(paths.items()):
            if language in known and os.path.lexists(path) and known[language] != _now(path):
                yield path


def orphans(deck: Deck, others: Iterable[Deck]) -> Iterator[Path]:
    """Files of pairs and of terms, and folders of documents, that belong to no text of `deck`, nor of the `others`."""
    own = [path for text in deck.texts for path in (deck.pairs_path(text), deck.vocabulary_path(text))]
    for name in ("pairs", "vocabulary"):
        yield from (path for path in sorted((deck.folder / name).glob("*.yaml")) if not _among(path, own))
    known = [deck.root / "data" / text.id for each in (deck, *others) for text in each.texts]
    folders = sorted((deck.root / "data").glob("*/"))
    yield from (path for path in folders if not _among(path, known) and files_in(path))


def _among(path: Path, own: Iterable[Path]) -> bool:
    """Whether a path that was found on disk is one of `own`, maybe by a name that is the same to this file system."""
    return any(
        path == other or (same_file(path.name) == same_file(other.name) and other.exists() and path.samefile(other))
        for other in own
        if path.parent == other.parent
    )


def _now(path: Path) -> str:
    place(path)
    try:
        return digest(read(path))
    except Refused:
        return ""
