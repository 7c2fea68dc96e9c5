"""Copying a deck: the same sentences and terms with another identity, so that one Anki can hold both."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from deckgen.cards import own_templates
from deckgen.files.bounds import enclose
from deckgen.files.disk import contents, exclusive_access, files_in, make_folder, read, refuse_unwritable, write
from deckgen.files.source import Problem, Refused
from deckgen.project import lock, schema
from deckgen.project.deck import Deck, parse_deck
from deckgen.project.deck_file import copied
from deckgen.project.discovery import prefixes, refuse_taken
from deckgen.project.lock import Lock
from deckgen.project.names import new_id, new_prefix


def copy(deck: Deck, where: Path, name: str) -> Deck:
    """Copy `deck` to `where`, a folder under the cards/ of a project, with the name `name`.

    The copy has its own id and no build history, so the decks share no notes and its first build makes new cards.
    The ids of entries, corrections, decisions and comments stay. In another project the documents are copied too.
    Raises Refused if the deck already exists or a file cannot be read.
    """
    root = where.parent.parent
    enclose(root)
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
        if path.exists() and contents(path) != data:
            raise Refused(Problem(path, 0, "the project already has a different file with this name"))
    refuse_unwritable({**files, **schema.kept(made), made.lock_path: None, made.path: source.data})
    make_folder(where)
    with exclusive_access(where):
        refuse_taken(where)
        for path, data in files.items():
            write(path, data)
        schema.keep(made)
        last = lock.of(deck)  # what pairs were made from, for `align`
        lock.save(made.lock_path, Lock(made.id, (name,), origins=last.origins, texts=last.texts))
        write(made.path, source.data)
    return made


def _own(deck: Deck, where: Path) -> Iterator[tuple[Path, bytes]]:
    """The sources in the deck's folder: their paths in the copy, and their bytes."""
    templates = files_in(deck.folder / own_templates.FOLDER)
    paths = [path for text in deck.texts for path in (deck.pairs_path(text), deck.vocabulary_path(text))]
    for path in (*paths, *templates):
        if path.is_file():
            yield where / path.relative_to(deck.folder), read(path).data


def _documents(deck: Deck, root: Path) -> Iterator[tuple[Path, bytes]]:
    for path in (deck.document_path(text, code) for text in deck.texts for code in (deck.front, deck.back)):
        if path.is_file():
            yield root / path.relative_to(deck.root), read(path).data
