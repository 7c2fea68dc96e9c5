"""The learners' language corrected before the first build: whatever names it in the files of a deck."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from deckgen.files.disk import contents, read
from deckgen.files.edits import renamed_keys
from deckgen.files.source import Edit, Problem, Refused, Source
from deckgen.project.deck import Deck, Text
from deckgen.project.discovery import all_of
from deckgen.text.suffixes import ROWS


@dataclass(frozen=True)
class Recoded:
    """Files before and after they name another language, and where documents go; `kept` ones stay there too."""

    files: tuple[tuple[Source, Source], ...] = ()
    documents: tuple[tuple[Path, Path], ...] = ()
    kept: frozenset[Path] = frozenset()


NOTHING = Recoded()


def recoded(deck: Deck, code: str) -> Recoded:
    """The pairs, terms and documents of `deck` with `code` for its back; refused if another deck needs one as it is."""
    others = [each for each in all_of(deck.root) if each.folder != deck.folder]
    entries = [path for text in deck.texts for path in (deck.pairs_path(text), deck.vocabulary_path(text))]
    sources = [read(path) for path in entries if path.is_file()]
    files = [(source, source.after(renamed_keys(source, deck.back, code))) for source in sources]
    documents: dict[Path, Path] = {}
    for text in deck.texts:
        path = deck.document_path(text, deck.back)
        if path.name == ROWS:
            files.append(_with_header(path, deck.back, code, _users(others, text)))
        elif path.is_file():
            documents[path] = _free(path.with_name(code + path.suffix), path)
    used = {each.document_path(text, each.back) for each in others for text in each.texts}
    used |= {each.document_path(text, each.front) for each in others for text in each.texts}
    return Recoded(tuple(files), tuple(documents.items()), frozenset(used & documents.keys()))


def _users(others: list[Deck], text: Text) -> list[str]:
    return [each.folder.name for each in others if text.id in {other.id for other in each.texts}]


def _with_header(path: Path, old: str, new: str, users: list[str]) -> tuple[Source, Source]:
    """The rows of a text before and after their header names another language."""
    if users:
        message = f"the deck {users[0]} has these rows too, in `{old}`"
        raise Refused(Problem(path, 1, message, advice="take the text out of one of the decks, then add it again"))
    source = read(path)
    return source, source.after(_cells(source, old, new))


def _cells(source: Source, old: str, new: str) -> Iterator[Edit]:
    """The edits of the first line of a table, whose cells are between tabs."""
    header = source.text.partition("\n")[0]
    for cell in re.finditer(r"[^\t\r]+", header):
        if cell[0].strip() == old:
            yield Edit(cell.start(), cell.end(), new)


def _free(path: Path, document: Path) -> Path:
    """`path`, where `document` is to go; refused if something else is there."""
    if path.exists() and contents(path) != contents(document):
        raise Refused(Problem(path, 0, "the project already has a different document there", advice="set it aside"))
    return path
