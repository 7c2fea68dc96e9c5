"""Texts come in: a new project, or a further text for a deck, from a document and its translation."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from deckgen import deck as decks
from deckgen import lock, pairs, texts
from deckgen.align import align, unrelated
from deckgen.content import Part, fresh_ids
from deckgen.deck import Deck, Text, slug
from deckgen.edits import checked
from deckgen.lock import Lock, Origin
from deckgen.pairs import LeftOut, Pair
from deckgen.realign import Realignment, realign
from deckgen.source import Problem, Refused, Source, read, rewrite, write
from deckgen.texts import Document


@dataclass(frozen=True)
class Intake:
    """What became of two documents: the deck with its new text, the pairs, and what was left out."""

    deck: Deck
    text: Text
    documents: tuple[Document, Document]
    pairs: tuple[Pair, ...]
    left_out: tuple[LeftOut, ...]
    unrelated: bool


def start(
    folder: Path, given: Sequence[tuple[str, Path]], name: str = "", title: str = "", text_id: str = ""
) -> Intake:
    """Make the project `folder` with one deck from two documents, given as (language, path), front first."""
    where = _deck_folder(folder)
    if (where / "deck.yaml").exists():
        raise Refused(
            Problem(
                where / "deck.yaml",
                0,
                "this deck is there already",
                advice="`deckgen add` puts a further text into it",
            )
        )
    documents = _read(given)
    text = _new_text(documents, title, where.name, (), text_id)
    (front, _), (back, _) = given
    deck = Deck(where, name or where.name, decks.new_id(), front, back, (text,), dict(decks.DEFAULT_CARDS))
    taken = _take(deck, text, documents)
    _remember(deck, Lock(deck.id, (deck.name,)), taken.pairs)
    write(deck.path, decks.render(deck).encode("utf-8"))
    return taken


def _deck_folder(folder: Path) -> Path:
    """Where the deck goes: `folder` itself if it lies in the cards/ of a project, else cards/ inside it."""
    folder = folder.resolve()
    if folder.parent.name == "cards":
        return folder
    if not slug(folder.name):
        raise Refused(Problem(folder, 0, "a deck needs a name with letters or digits"))
    return folder / "cards" / slug(folder.name)


def add(deck: Deck, given: Sequence[tuple[str, Path]], title: str = "", text_id: str = "") -> Intake:
    """Put a further text into `deck`; the documents may be given in either order."""
    by_language = dict(given)
    if set(by_language) != {deck.front, deck.back}:
        raise Refused(
            Problem(
                deck.path,
                0,
                f"this deck is {deck.front}–{deck.back}, the documents are {'–'.join(by_language)}",
            )
        )
    documents = _read([(code, by_language[code]) for code in (deck.front, deck.back)])
    others = (decks.load(folder)[0] for folder in decks.deck_folders(deck.root))
    prefixes = [text.prefix for other in others if other for text in other.texts]
    text = _new_text(documents, title, deck.folder.name, prefixes, text_id)
    if any(text.id == known.id for known in deck.texts):
        raise Refused(Problem(deck.path, 0, f"the deck has a text {text.id}", advice="give another one with --id"))
    source = read(deck.path)
    edit = decks.added_text(source, text)
    last = lock.load(deck.lock_path) or Lock(deck.id, (deck.name,))
    taken = _take(replace(deck, texts=(*deck.texts, text)), text, documents, last.ids)
    _remember(deck, last, taken.pairs)
    rewrite(source, [edit])
    return taken


@dataclass(frozen=True)
class Refresh:
    """What became of one text that was aligned again; `pairs` are those that the texts now give."""

    text: Text
    documents: tuple[Document, Document]
    pairs: tuple[Pair, ...]
    left_out: tuple[LeftOut, ...]
    realignment: Realignment
    source: Source
    unrelated: bool


def refresh(deck: Deck, part: Part, last: Lock, *, skip_gone: bool = False) -> Refresh:
    """Align the documents of one text again and merge what they say into its pairs; nothing is written yet."""
    text = part.text
    paths = [(code, deck.document_path(text, code)) for code in (deck.front, deck.back)]
    (_, front), (_, back) = _read(paths)
    beads = align(front.sentences, back.sentences, (deck.front, deck.back))
    found, left_out = pairs.from_beads(beads, front.sentences, back.sentences)
    ids = fresh_ids(text.prefix, {*last.ids, *part.ids})
    made = realign(part.pairs, found, last.origins, ids, (deck.front, deck.back), skip_gone=skip_gone)
    return Refresh(text, (front, back), tuple(found), tuple(left_out), made, part.pairs.source, unrelated(beads))


def keep(deck: Deck, refreshed: Refresh, last: Lock) -> Lock:
    """Write what `refresh` found: the pairs first, then in the lock what they were made from."""
    made = refreshed.realignment
    if made.edits:
        rewrite(refreshed.source, checked(refreshed.source, made.edits))
    after = replace(last, origins={**last.origins, **made.origins})
    if after != last:
        write(deck.lock_path, lock.render(after).encode("utf-8"))
    return after


def _read(given: Sequence[tuple[str, Path]]) -> tuple[tuple[Source, Document], tuple[Source, Document]]:
    problems: list[Problem] = []
    found = []
    for code, path in given:
        try:
            source = read(path)
        except Refused as refused:
            problems += refused.problems
            continue
        document = texts.parse(source, code)
        if not document.sentences:
            problems.append(Problem(path, 0, "there is no text in this file"))
        found.append((source, document))
    if problems:
        raise Refused(*problems)
    return found[0], found[1]


def _new_text(
    documents: tuple[tuple[Source, Document], tuple[Source, Document]],
    title: str,
    fallback: str,
    prefixes: Sequence[str],
    text_id: str = "",
) -> Text:
    front = documents[0][1]
    title = title or front.title
    stem = front.path.stem
    if re.fullmatch(r"[a-z]{2,3}", stem):  # it.txt says what language it is, not what it is about
        stem = title or fallback
    name = text_id or slug(stem, ascii_only=True) or slug(stem) or slug(fallback)
    return Text(name, title or stem.replace("-", " ").replace("_", " "), decks.new_prefix(name, prefixes))


def _take(
    deck: Deck,
    text: Text,
    documents: tuple[tuple[Source, Document], tuple[Source, Document]],
    spent: Iterable[str] = (),
) -> Intake:
    """Align the documents and write them and their pairs into the project."""
    (front_source, front), (back_source, back) = documents
    for source, document in documents:
        path = _kept_at(deck, text, document)
        if path.exists() and read(path).text != source.text:
            raise Refused(
                Problem(
                    path,
                    0,
                    "the project has another text of that name",
                    advice="give this one another name with --id",
                )
            )
    beads = align(front.sentences, back.sentences, (deck.front, deck.back))
    found, left_out = pairs.from_beads(beads, front.sentences, back.sentences)
    ids = fresh_ids(text.prefix, spent)
    named = tuple(replace(pair, id=name) for pair, name in zip(found, ids, strict=False))
    for source, document in ((front_source, front), (back_source, back)):
        write(_kept_at(deck, text, document), source.text.encode("utf-8"))
    write(deck.pairs_path(text), pairs.render(named, (deck.front, deck.back)).encode("utf-8"))
    return Intake(deck, text, (front, back), named, tuple(left_out), unrelated(beads))


def _remember(deck: Deck, last: Lock, new: Iterable[Pair]) -> None:
    """Note in the lock what pairs were made from, so that later edits of the texts can be told from those of pairs."""
    origins = {pair.id: Origin(pair.front, pair.back, pair.section) for pair in new}
    write(deck.lock_path, lock.render(replace(last, origins={**last.origins, **origins})).encode("utf-8"))


def _kept_at(deck: Deck, text: Text, document: Document) -> Path:
    """Where the project keeps a document that came from outside."""
    suffix = ".md" if document.path.suffix.lower() in texts.MARKDOWN else ".txt"
    return deck.root / "data" / text.id / f"{document.language}{suffix}"
