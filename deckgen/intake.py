"""Texts come in: a new project, or a further text for a deck, from a document and its translation."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from deckgen import deck as decks
from deckgen import lock, pairs, schema, texts
from deckgen.align import align, unrelated
from deckgen.content import Part, fresh_ids
from deckgen.deck import Deck, Text, slug
from deckgen.edits import checked
from deckgen.languages import language
from deckgen.lexicon import looks_like
from deckgen.lock import Lock, Origin
from deckgen.pairs import LeftOut, Pair
from deckgen.realign import Realignment, realign
from deckgen.source import Problem, Refused, Source, alone, folded, read, rewrite, write
from deckgen.texts import Document


@dataclass(frozen=True)
class Intake:
    """What became of two documents: the deck with its new text, and the pairs with their ids."""

    deck: Deck
    text: Text
    paired: Paired


def start(
    folder: Path, given: Sequence[tuple[str, Path]], name: str = "", title: str = "", text_id: str = ""
) -> Intake:
    """Make the project `folder` with one deck from two documents, given as (language, path), front first."""
    where = deck_folder(folder)
    decks.refuse_taken(where)
    paired = _paired(given)
    text = _new_text(paired, title, where.name, decks.prefixes(where.parent.parent), text_id)
    (front, _), (back, _) = given
    deck = Deck(
        where, _typed(name) or _typed(where.name), decks.new_id(), front, back, (text,), dict(decks.DEFAULT_CARDS)
    )
    where.mkdir(parents=True, exist_ok=True)
    with alone(where):
        decks.refuse_taken(where)
        taken = _take(deck, text, paired)
        _remember(deck, Lock(deck.id, (deck.name,)), taken.paired.pairs)
        write(deck.path, decks.render(deck).encode("utf-8"))
    return taken


def deck_folder(folder: Path) -> Path:
    """Where the deck goes: `folder` itself if it lies in the cards/ of a project, else cards/ inside it."""
    folder = Path(os.path.realpath(folder))  # unlike resolve() it has an answer for a link that leads to itself
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
    paired = _paired([(code, by_language[code]) for code in (deck.front, deck.back)])
    text = _new_text(paired, title, deck.folder.name, decks.prefixes(deck.root), text_id)
    if any(text.id == known.id for known in deck.texts):
        raise Refused(Problem(deck.path, 0, f"the deck has a text {text.id}", advice="give another one with --id"))
    source = read(deck.path)
    edit = decks.added_text(source, text)
    last = lock.of(deck)
    with lock.exclusive(deck, last):
        taken = _take(replace(deck, texts=(*deck.texts, text)), text, paired, last.ids)
        _remember(deck, last, taken.paired.pairs)
        rewrite(source, [edit])
    return taken


@dataclass(frozen=True)
class Refresh:
    """What becomes of one text that was aligned again."""

    text: Text
    paired: Paired
    realignment: Realignment
    source: Source


def refresh(deck: Deck, parts: Iterable[Part], part: Part, last: Lock, *, skip_gone: bool = False) -> Refresh:
    """Align the documents of `part`, one of `parts`, again and merge what they say into its pairs.

    Nothing is written yet.
    """
    languages = deck.front, deck.back
    paired = _paired([(code, deck.document_path(part.text, code)) for code in languages])
    everywhere = {name for each in parts for name in each.ids}
    ids = fresh_ids(part.text.prefix, {*last.ids, *everywhere})
    made = realign(part.pairs, paired.pairs, last.origins, ids, languages, skip_gone=skip_gone, elsewhere=everywhere)
    return Refresh(part.text, paired, made, part.pairs.source)


def keep(deck: Deck, refreshed: Refresh, last: Lock) -> Lock:
    """Write what `refresh` found: the pairs first, then in the lock what they were made from."""
    made = refreshed.realignment
    after = replace(last, origins={**last.origins, **made.origins})
    with lock.exclusive(deck, last):
        if made.edits:
            rewrite(refreshed.source, checked(refreshed.source, made.edits))
        if after != last:
            write(deck.lock_path, lock.render(after).encode("utf-8"))
    return after


@dataclass(frozen=True)
class Paired:
    """Two documents, front first, and the pairs they give: without ids, and not yet anywhere in a project."""

    sources: tuple[Source, Source]
    documents: tuple[Document, Document]
    pairs: tuple[Pair, ...]
    left_out: tuple[LeftOut, ...]
    title: str  # the first heading that both have
    unrelated: bool


def _paired(given: Sequence[tuple[str, Path]]) -> Paired:
    """Read and align the documents of a text, given as (language, path); those that cannot be read are all named."""
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
    (front_source, front), (back_source, back) = found
    _refuse_other_languages(front, back)
    beads = align(front.sentences, back.sentences, (front.language, back.language))
    made, left_out = pairs.from_beads(beads, front.sentences, back.sentences)
    if not made:
        message = "no sentence of this text has a counterpart in the other"
        raise Refused(
            Problem(front.path, 0, message, advice=f"is {back.path.name} its translation? nothing was written")
        )
    headings = (
        " ".join(front.sentences[i].text for i in bead.left)
        for bead in beads
        if bead.left and bead.right and all(front.sentences[i].heading for i in bead.left)
    )
    sources, documents = (front_source, back_source), (front, back)
    return Paired(sources, documents, tuple(made), tuple(left_out), next(headings, ""), unrelated(beads))


def _refuse_other_languages(front: Document, back: Document) -> None:
    """Texts that have changed places, or one that is given twice, are no pair."""
    sides = (front, back), (back, front)
    seen = [looks_like(" ".join(s.text for s in one.sentences), one.language, other.language) for one, other in sides]
    wrong = [one for (one, _), code in zip(sides, seen, strict=True) if code != one.language]
    if len(wrong) == 2:
        advice = f"give them as {front.language}={back.path} {back.language}={front.path}"
        message = f"the languages have changed places: this looks {language(back.language).english}"
        raise Refused(Problem(front.path, 0, message, advice=advice))
    for document in wrong:
        other = back if document is front else front
        named, meant = language(other.language).english, language(document.language).english
        message = f"this looks {named} like {other.path.name}, and should be {meant}"
        raise Refused(Problem(document.path, 0, message, advice="is it the right file?"))


def _new_text(paired: Paired, title: str, fallback: str, prefixes: Sequence[str], text_id: str = "") -> Text:
    title = _typed(title) or paired.title
    stem = _typed(paired.documents[0].path.stem)
    if re.fullmatch(r"[a-z]{2,3}", stem):  # it.txt says what language it is, not what it is about
        stem = title or fallback
    name = text_id or slug(stem, ascii_only=True) or slug(stem) or slug(fallback) or "text"
    return Text(
        name, title or stem.replace("-", " ").replace("_", " ").strip() or name, decks.new_prefix(name, prefixes)
    )


def _typed(text: str) -> str:
    """What a person typed, as one line; bytes that are no text, as in the names of old files, are seen as such."""
    return folded(text.encode("utf-8", "replace").decode("utf-8"))


def _take(deck: Deck, text: Text, paired: Paired, spent: Iterable[str] = ()) -> Intake:
    """Write documents and their pairs into the project."""
    places = [_kept_at(deck, text, document) for document in paired.documents]
    for path, source in zip(places, paired.sources, strict=True):
        if path.exists() and read(path).text != source.text:
            advice = "give this one another name with --id"
            raise Refused(Problem(path, 0, "the project has another text of that name", advice=advice))
    ids = fresh_ids(text.prefix, spent)
    named = tuple(replace(pair, id=name) for pair, name in zip(paired.pairs, ids, strict=False))
    for path, source in zip(places, paired.sources, strict=True):
        write(path, source.text.encode("utf-8"))
    schema.keep(deck)  # what is written new names it in its first line
    write(deck.pairs_path(text), pairs.render(named, (deck.front, deck.back)).encode("utf-8"))
    return Intake(deck, text, replace(paired, pairs=named))


def _remember(deck: Deck, last: Lock, new: Iterable[Pair]) -> None:
    """Note in the lock what pairs were made from, so that later edits of the texts can be told from those of pairs."""
    origins = {pair.id: Origin(pair.front, pair.back, pair.section) for pair in new}
    write(deck.lock_path, lock.render(replace(last, origins={**last.origins, **origins})).encode("utf-8"))


def _kept_at(deck: Deck, text: Text, document: Document) -> Path:
    """Where the project keeps a document that came from outside."""
    suffix = ".md" if document.path.suffix.lower() in texts.MARKDOWN else ".txt"
    return deck.root / "data" / text.id / f"{document.language}{suffix}"
