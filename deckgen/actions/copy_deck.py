"""A deck copied: the same sentences and terms under another identity, so that both can live in one Anki."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from deckgen.cards import own_templates
from deckgen.files.disk import exclusive_access, read, write
from deckgen.files.source import Problem, Refused
from deckgen.project import lock, schema
from deckgen.project.deck import Deck, parse_deck
from deckgen.project.deck_file import copied
from deckgen.project.discovery import prefixes, refuse_taken
from deckgen.project.lock import Lock
from deckgen.project.names import new_id, new_prefix


def copy(deck: Deck, where: Path, name: str) -> Deck:
    """Make the deck `where`, a folder under the cards/ of a project, a copy of `deck` that is called `name`.

    It has an id of its own, so that no note of one is a note of the other, and nothing of what was built: its first
    build makes new cards. The ids of entries stay, and so do corrections, decisions and comments. In another project
    the documents are copied too. Refused where there is a deck already, or a file that cannot be read.
    """
    root = where.parent.parent
    taken = prefixes(root)
    chosen: dict[str, str] = {}
    for text in deck.texts:
        chosen[text.id] = text.prefix if text.prefix not in taken else new_prefix(text.id, taken)
        taken.append(chosen[text.id])
    source = copied(read(deck.path), new_id(), name, chosen)
    made, problems = parse_deck(replace(source, path=where / "deck.yaml"))
    if made is None:
        raise Refused(*problems)
    files = {**dict(_own(deck, where)), **(dict(_documents(deck, root)) if root != deck.root else {})}
    for path, data in files.items():
        if path.exists() and path.read_bytes() != data:
            raise Refused(Problem(path, 0, "the project has another file of that name"))
    where.mkdir(parents=True, exist_ok=True)
    with exclusive_access(where):
        refuse_taken(where)
        for path, data in files.items():
            write(path, data)
        schema.keep(made)
        origins = lock.of(deck).origins  # what pairs were made from: `align` goes on from there
        lock.save(made.lock_path, Lock(made.id, (name,), origins=origins))
        write(made.path, source.data)
    return made


def _own(deck: Deck, where: Path) -> Iterator[tuple[Path, bytes]]:
    """The files of the deck's folder that people write, and where they go."""
    templates = sorted((deck.folder / own_templates.FOLDER).rglob("*"))
    paths = [path for text in deck.texts for path in (deck.pairs_path(text), deck.vocabulary_path(text))]
    for path in (*paths, *templates):
        if path.is_file():
            yield where / path.relative_to(deck.folder), read(path).data


def _documents(deck: Deck, root: Path) -> Iterator[tuple[Path, bytes]]:
    for path in (deck.document_path(text, code) for text in deck.texts for code in (deck.front, deck.back)):
        if path.is_file():
            yield root / path.relative_to(deck.root), read(path).data
