"""Adding texts: a new project, or another text for a deck, from a document and its translation."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from deckgen.actions.cards_so_far import Cards
from deckgen.actions.memory import remembered
from deckgen.actions.originals import Originals
from deckgen.actions.pairing import Paired, pair_originals
from deckgen.files.bounds import enclose
from deckgen.files.characters import folded
from deckgen.files.disk import exclusive_access, make_folder, read, refuse_unwritable, rewrite, write
from deckgen.files.source import Problem, Refused, Source
from deckgen.files.systems import same_file
from deckgen.project import lock, pairs, schema
from deckgen.project.deck import DEFAULT_CARDS, Deck, Text
from deckgen.project.deck_file import added_text
from deckgen.project.deck_file import render as render_deck
from deckgen.project.discovery import prefixes, refuse_taken
from deckgen.project.ids import fresh_ids
from deckgen.project.lock import Lock, Origin
from deckgen.project.names import new_id, new_prefix, portable, slug
from deckgen.project.pairs import Pair
from deckgen.project.parts import load as load_parts
from deckgen.text.suffixes import MARKDOWN, ROWS, SUBTITLES


@dataclass(frozen=True)
class Intake:
    """The result of adding two documents: the deck with its new text, and the pairs with ids and lines."""

    deck: Deck
    text: Text
    paired: Paired


def start(folder: Path, given: Originals, name: str = "", title: str = "", text_id: str = "") -> Intake:
    """Create the project `folder` with one deck from a text and its translation, front first."""
    where = deck_folder(folder)
    enclose(where.parent.parent)
    refuse_taken(where)
    paired = pair_originals(given)
    text = _new_text(paired, title, where.name, prefixes(where.parent.parent), text_id)
    front, back = (document.language for document in paired.documents)
    deck = Deck(where, _typed(name) or _typed(where.name), new_id(), front, back, (text,), dict(DEFAULT_CARDS))
    _refuse_unwritable(deck, text, paired)
    make_folder(where)
    with exclusive_access(where):
        refuse_taken(where)
        taken = _take(deck, text, paired)
        _remember(taken, lock.blank(deck))
        write(deck.path, render_deck(deck).encode("utf-8"))
    return taken


def deck_folder(folder: Path) -> Path:
    """The folder of the deck: `folder` itself if its parent is cards/, else a folder in its own cards/.

    The root of its project is resolved; links inside the project stay, to be seen by `disk`.
    """
    named = Path(os.path.normpath(folder.absolute()))
    if named.parent.name == "cards":
        return Path(os.path.realpath(named.parent.parent)) / "cards" / named.name
    folder = Path(os.path.realpath(folder))  # unlike resolve() it accepts a symbolic link to itself
    if folder.parent.name == "cards":
        return folder
    if not slug(folder.name):
        raise Refused(Problem(folder, 0, "a deck needs a name with letters or digits"))
    return folder / "cards" / portable(slug(folder.name))


def add(deck: Deck, given: Originals, title: str = "", text_id: str = "") -> Intake:
    """Add a text to `deck`; its documents may be given in either order."""
    cards = Cards.of(load_parts(deck)[0])
    paired = pair_originals(given, (deck.front, deck.back), cards)
    text = _new_text(paired, title, deck.folder.name, prefixes(deck.root), text_id)
    if known := next((each.id for each in deck.texts if same_file(each.id) == same_file(text.id)), ""):
        message = f"the deck already has a text {known}"
        raise Refused(Problem(deck.path, 0, message, advice="choose another id with --id"))
    source = read(deck.path)
    edit = added_text(source, text)
    last = lock.of(deck)
    _refuse_unwritable(deck, text, paired)
    with lock.exclusive(deck, last):
        taken = _take(replace(deck, texts=(*deck.texts, text)), text, paired, last.ids)
        _remember(taken, last)
        rewrite(source, [edit])
    return taken


def _new_text(paired: Paired, title: str, fallback: str, prefixes: Sequence[str], text_id: str = "") -> Text:
    title = _typed(title) or paired.title
    codes = "|".join(re.escape(document.language) for document in paired.documents)
    stem = re.sub(rf"[._ -]\(?(?:{codes})\)?$", "", _typed(paired.documents[0].path.stem), flags=re.IGNORECASE)
    if re.fullmatch(r"[a-z]{2,3}", stem):  # it.txt names the language, not the topic
        stem = title or fallback
    name = text_id or portable(slug(stem, ascii_only=True) or slug(stem) or slug(fallback) or "text")
    return Text(name, title or stem.replace("-", " ").replace("_", " ").strip() or name, new_prefix(name, prefixes))


def _typed(text: str) -> str:
    """User input as one line; undecodable bytes, as in old file names, become question marks."""
    return folded(text.encode("utf-8", "replace").decode("utf-8"))


def _refuse_unwritable(deck: Deck, text: Text, paired: Paired) -> None:
    """Refuse if one of the files that a new text needs cannot be written, those of its terms included."""
    documents = zip(kept_at(deck, text, paired), paired.sources, strict=True)
    changing = (deck.pairs_path(text), deck.vocabulary_path(text), deck.path, deck.lock_path)
    refuse_unwritable(
        {
            **{path: source.text.encode("utf-8") for path, source in documents},
            **schema.kept(deck),
            **dict.fromkeys(changing),
        }
    )


def _take(deck: Deck, text: Text, paired: Paired, spent: Iterable[str] = ()) -> Intake:
    """Write the documents and their pairs into the project."""
    places = kept_at(deck, text, paired)
    for path, source in zip(places, paired.sources, strict=True):
        if path.exists() and read(path).text != source.text:
            advice = "choose another name with --id"
            raise Refused(Problem(path, 0, "the project already has a different text with this name", advice=advice))
    ids = fresh_ids(text.prefix, spent)
    named = [replace(each, id=next(ids)) if isinstance(each, Pair) else each for each in paired.entries]
    languages = deck.front, deck.back
    for path, source in dict(zip(places, paired.sources, strict=True)).items():
        write(path, source.text.encode("utf-8"))
    schema.keep(deck)  # the first line of a new file names its schema
    write(deck.pairs_path(text), pairs.render(named, languages).encode("utf-8"))
    placed = pairs.numbered(named, languages)
    entries = tuple(next(placed) if isinstance(each, Pair) else each for each in named)
    return Intake(deck, text, with_kept(replace(paired, entries=entries), places))


def _remember(taken: Intake, last: Lock) -> None:
    """Record in the lock what pairs were made from, to tell later edits of texts from those of pairs."""
    new = taken.paired.pairs
    origins = {pair.id: Origin(pair.front, pair.back, pair.section) for pair in new}
    texts = {**last.texts, taken.text.id: remembered(taken.paired, (pair.id for pair in new))}
    lock.save(taken.deck.lock_path, replace(last, origins={**last.origins, **origins}, texts=texts))


def kept_at(deck: Deck, text: Text, paired: Paired) -> tuple[Path, Path]:
    """Where the project keeps the documents of a text, front first; rows with both languages are one file."""
    folder = deck.root / "data" / text.id
    front, back = (
        folder / (ROWS if source.path.name == ROWS else document.language + _suffix(source))
        for document, source in zip(paired.documents, paired.sources, strict=True)
    )
    return front, back


def with_kept(paired: Paired, places: tuple[Path, Path]) -> Paired:
    """A text whose documents are those that the project keeps, where they were made from something else."""
    front, back = (
        replace(document, path=path) if document.original else document
        for document, path in zip(paired.documents, places, strict=True)
    )
    return replace(paired, documents=(front, back))


def _suffix(source: Source) -> str:
    given = source.path.suffix.lower()
    return ".md" if given in MARKDOWN else given if given in SUBTITLES else ".txt"
