"""A text with both languages in it, a row a line: the first column in one, the second in the other."""

from __future__ import annotations

from deckgen.files.characters import folded
from deckgen.files.source import Source
from deckgen.languages.lexicon import share
from deckgen.text.documents import Document
from deckgen.text.sentences import Sentence


def two_columns(source: Source, languages: tuple[str, str]) -> tuple[Document, Document] | None:
    """The two sides of a text whose lines all have two cells with a tab between them, `languages` front first.

    None if it is something else. The columns may be in either order: the words of a lexicon tell them apart.
    """
    rows = [(n, line.split("\t")) for n, line in enumerate(source.text.splitlines(), 1) if line.strip()]
    if not rows or any(len(cells) != 2 or not all(map(str.strip, cells)) for _, cells in rows):
        return None
    columns = [tuple(Sentence(folded(cells[side]), n, opens=True) for n, cells in rows) for side in (0, 1)]
    if _fit(columns[1], columns[0], languages) > _fit(columns[0], columns[1], languages):
        columns.reverse()
    front, back = (Document(source.path, code, side) for code, side in zip(languages, columns, strict=True))
    return front, back


def _fit(front: tuple[Sentence, ...], back: tuple[Sentence, ...], languages: tuple[str, str]) -> float:
    """How well two columns fit two languages."""
    sides = zip((front, back), languages, strict=True)
    return sum(share(" ".join(each.text for each in side), code) or 0.0 for side, code in sides)
