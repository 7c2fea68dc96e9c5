"""A deck copied: the same sentences and terms under another identity, so that both can live in one Anki."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from deckgen import deck as decks
from deckgen import lock, overrides, schema
from deckgen.deck import Deck
from deckgen.lock import Lock
from deckgen.source import Problem, Refused, alone, read, write


def copy(deck: Deck, where: Path, name: str) -> Deck:
    """Make the deck `where`, a folder under the cards/ of a project, a copy of `deck` that is called `name`.

    It has an id of its own, so that no note of one is a note of the other, and nothing of what was built: its first
    build makes new cards. The ids of entries stay, and so do corrections, decisions and comments. In another project
    the documents are copied too. Refused where there is a deck already, or a file that cannot be read.
    """
    root = where.parent.parent
    taken = decks.prefixes(root)
    prefixes = {}
    for text in deck.texts:
        prefixes[text.id] = text.prefix if text.prefix not in taken else decks.new_prefix(text.id, taken)
        taken.append(prefixes[text.id])
    source = decks.copied(read(deck.path), decks.new_id(), name, prefixes)
    made, problems = decks.parse_deck(replace(source, path=where / "deck.yaml"))
    if made is None:
        raise Refused(*problems)
    files = {**dict(_own(deck, where)), **(dict(_documents(deck, root)) if root != deck.root else {})}
    for path, data in files.items():
        if path.exists() and path.read_bytes() != data:
            raise Refused(Problem(path, 0, "the project has another file of that name"))
    where.mkdir(parents=True, exist_ok=True)
    with alone(where):
        decks.refuse_taken(where)
        for path, data in files.items():
            write(path, data)
        schema.keep(made)
        origins = lock.of(deck).origins  # what pairs were made from: `align` goes on from there
        write(made.lock_path, lock.render(Lock(made.id, (name,), origins=origins)).encode("utf-8"))
        write(made.path, source.data)
    return made


def _own(deck: Deck, where: Path) -> Iterator[tuple[Path, bytes]]:
    """The files of the deck's folder that people write, and where they go."""
    templates = sorted((deck.folder / overrides.FOLDER).rglob("*"))
    paths = [path for text in deck.texts for path in (deck.pairs_path(text), deck.vocabulary_path(text))]
    for path in (*paths, *templates):
        if path.is_file():
            yield where / path.relative_to(deck.folder), read(path).data


def _documents(deck: Deck, root: Path) -> Iterator[tuple[Path, bytes]]:
    for path in (deck.document_path(text, code) for text in deck.texts for code in (deck.front, deck.back)):
        if path.is_file():
            yield root / path.relative_to(deck.root), read(path).data
