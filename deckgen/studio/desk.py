"""The deck that is being worked on: its texts as they are on disk, what a person does to them, and how it is undone.

Every operation reads the files again if they changed, is made on the entries that the page saw, and is on disk when it
returns. Only a build writes the lock.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from deckgen.actions.left_out import LeftOutSentence, documents_of, left_out
from deckgen.files.disk import exclusive_access, refuse_unwritable, replace_unchanged, write
from deckgen.files.source import Problem, Refused
from deckgen.project import lock, pairs, vocabulary
from deckgen.project.deck import Deck, Text, opened
from deckgen.project.ids import fresh_ids
from deckgen.project.lock import Lock
from deckgen.project.parts import Part
from deckgen.studio import rows as shown
from deckgen.studio.rows import Row, digest
from deckgen.studio.steps import Step, applied, hunk

_STEPS = 500  # that can be undone


class Conflict(Exception):  # noqa: N818 - an answer to the page
    """An entry is not as the page saw it; `row` is what it is now, None if it is gone."""

    def __init__(self, row: Row | None) -> None:
        super().__init__("changed meanwhile")
        self.row = row


Sentences = tuple[tuple[str, ...], tuple[str, ...]]  # of both documents of a text, front first


@dataclass(frozen=True)
class Changed:
    """A text after an operation: what the page must show instead, and the row to go to."""

    view: View
    before: View
    name: str
    key: str = ""


@dataclass(frozen=True)
class View:
    """A text as a page shows it: its rows and terms, and what prevents changing it."""

    text: Text
    part: Part
    rows: tuple[Row, ...]
    terms: tuple[Row, ...]
    unreadable: tuple[Problem, ...] = ()

    @cached_property
    def version(self) -> str:
        """What changes whenever a row or a term looks different."""
        return digest(([(row.key, row.mark) for row in (*self.rows, *self.terms)], self.unreadable))


@dataclass
class _Known:
    """What was read of a text, kept until its files change."""

    state: object
    view: View


@dataclass
class Desk:
    """One deck, open in any number of windows."""

    folder: Path
    _known: dict[str, _Known] = field(default_factory=dict)
    _documents: dict[tuple[str, bool], tuple[object, tuple[tuple[str, ...], tuple[str, ...]]]] = field(
        default_factory=dict
    )
    _done: list[Step] = field(default_factory=list)
    _undone: list[Step] = field(default_factory=list)
    _lock: tuple[object, Lock] | None = None
    _deck: tuple[object, Deck] | None = None
    working: threading.RLock = field(default_factory=threading.RLock)

    # ---------------------------------------------------------------- reading

    @property
    def deck(self) -> Deck:
        """The deck as deck.yaml says now; refused if it cannot be used."""
        path = self.folder / "deck.yaml"
        state = signature(path)
        if self._deck is None or self._deck[0] != state:
            self._deck = state, opened(self.folder)
        return self._deck[1]

    @property
    def last(self) -> Lock:
        """The lock of the last build, an empty one before it."""
        deck = self.deck
        state = signature(deck.lock_path)
        if self._lock is None or self._lock[0] != state:
            self._lock = state, lock.of(deck)
        return self._lock[1]

    @property
    def languages(self) -> tuple[str, str]:
        """The languages of the deck, front first."""
        return self.deck.front, self.deck.back

    def text(self, name: str) -> Text:
        """The text with this id."""
        found = next((text for text in self.deck.texts if text.id == name), None)
        if found is None:
            raise Refused(Problem(self.deck.path, 0, f"this deck has no text `{name}` any more"))
        return found

    def view(self, name: str) -> View:
        """A text as it is on disk now."""
        with self.working:
            text, deck = self.text(name), self.deck
            known, state = self._known.get(name), self._state_of(text)
            if known and known.state == state:
                return known.view
            pair_file, problems = pairs.load(deck.pairs_path(text), self.languages)
            term_file, more = vocabulary.load(deck.vocabulary_path(text), self.languages)
            unread = [*(() if pair_file.readable else problems), *(() if term_file.source.text else more)]
            view = _view(text, Part(text, pair_file, term_file), tuple(unread))
            self._known[name] = _Known(state, view)
            return view

    def _state_of(self, text: Text) -> object:
        """What changes whenever a text has to be read again."""
        paths = self.deck.pairs_path(text), self.deck.vocabulary_path(text)
        return tuple(map(signature, paths)), text, self.languages

    def left_out(self, name: str) -> list[LeftOutSentence]:
        """The sentences of a text that no pair has."""
        return left_out(self.view(name).part.pairs, self.documents(name), self.last.origins, self.languages)

    def documents(self, name: str, *, headings: bool = False) -> Sentences:
        """The sentences of the documents of a text, front first; with headings if asked for."""
        view, deck, asked = self.view(name), self.deck, (name, headings)
        paths = [deck.document_path(view.text, code) for code in self.languages]
        state = [*paths, *map(signature, paths)]
        if asked not in self._documents or self._documents[asked][0] != state:
            self._documents[asked] = state, documents_of(deck, view.text, headings=headings)
        return self._documents[asked][1]

    @property
    def state(self) -> str:
        """What says whether the deck changed: its settings, or its lock."""
        return digest((signature(self.folder / "deck.yaml"), signature(self.folder / "deck.lock")))

    # ---------------------------------------------------------------- changing

    def row(self, view: View, given: Mapping[str, Any], *, term: bool = False) -> Row:
        """The row that a page means by `key` and `mark`; a conflict if it is not as the page saw it."""
        key, mark = str(given.get("key", "")), str(given.get("mark", ""))
        found = shown.found(view.terms if term else view.rows, key, mark)
        if found is None or found.mark != mark:
            raise Conflict(found)
        return found

    def fresh(self, view: View) -> Iterator[str]:
        """Ids for new entries of a text, never one that was used."""
        taken = {*self.last.ids, *(name for text in self.deck.texts for name in self.view(text.id).part.ids)}
        return fresh_ids(view.text.prefix, taken)

    def change(self, name: str, called: str, make: Callable[[View], Part], key: str = "") -> Changed:
        """Carry out an operation on a text: `make` gives the text after it; `called` is the name for undoing it."""
        with self.working, exclusive_access(self.folder):
            before = self.view(name)
            if before.unreadable:
                raise Refused(*before.unreadable)
            after = make(before)
            self._write(before.part, after)
            step = Step(name, called, tuple(_hunks(before.part, after)), key)
            if step.hunks:
                self._done = [*self._done[-_STEPS:], step]
                self._undone = []
            return Changed(self._keep(name, after), before, called, key)

    def undo(self) -> Changed:
        """Undo the last operation that is not undone; refused if its entries changed since."""
        return self._again(self._done, self._undone, "undo")

    def redo(self) -> Changed:
        """Do again what was undone last."""
        return self._again(self._undone, self._done, "redo")

    @property
    def steps(self) -> dict[str, str]:
        """What can be undone and done again next; empty if nothing."""
        return {
            "undo": self._done[-1].name if self._done else "",
            "redo": self._undone[-1].name if self._undone else "",
        }

    def _again(self, stack: list[Step], other: list[Step], what: str) -> Changed:
        with self.working, exclusive_access(self.folder):
            if not stack:
                nothing = "there is nothing to undo" if what == "undo" else "there is nothing to redo"
                raise Refused(Problem(self.deck.path, 0, nothing))
            step = stack[-1]
            change = step.reversed if what == "undo" else step
            before = self.view(step.text)
            made = _after(before.part, change, self.languages)
            if made is None:
                stack.pop()  # it can never be undone: what is below it may still be
                path = change.hunks[0][0]
                raise Refused(Problem(path, 0, f"“{step.name}” cannot be undone: these entries changed since"))
            self._write(before.part, made)
            other.append(stack.pop())
            return Changed(self._keep(step.text, made), before, step.name, step.key)

    def _write(self, before: Part, after: Part) -> None:
        """Write what changed; new ids before the terms that point to them."""
        files = [(before.pairs.source, after.pairs.source), (before.terms.source, after.terms.source)]
        changed = [(old, new) for old, new in files if old.text != new.text]
        gone = {pair.id for pair in before.pairs.values} - {pair.id for pair in after.pairs.values}
        if gone:
            changed.reverse()
        refuse_unwritable({new.path: None for _, new in changed})
        for old, new in changed:
            if not old.text and not os.path.lexists(new.path):
                write(new.path, new.data)
            else:
                replace_unchanged(old, new)

    def _keep(self, name: str, after: Part) -> View:
        view = _view(after.text, after, ())
        self._known[name] = _Known(self._state_of(after.text), view)
        return view


def signature(path: Path) -> object:
    """What changes whenever a file is replaced or written; None if there is no file."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _view(text: Text, part: Part, unreadable: tuple[Problem, ...]) -> View:
    return View(text, part, shown.pair_rows(part.pairs), shown.term_rows(part.terms), unreadable)


def _hunks(before: Part, after: Part) -> Iterable[tuple[Path, Any]]:
    for old, new in ((before.pairs.source, after.pairs.source), (before.terms.source, after.terms.source)):
        if old.text != new.text:
            yield new.path, hunk(old.text, new.text)


def _after(part: Part, step: Step, languages: tuple[str, str]) -> Part | None:
    """The text after a step; None if it cannot be made any more."""
    for path, change in step.hunks:
        is_pairs = path == part.pairs.source.path
        source = part.pairs.source if is_pairs else part.terms.source
        text = applied(change, source.text)
        if text is None:
            return None
        made = replace(source, text=text, path=path)
        if is_pairs:
            part = replace(part, pairs=pairs.parse_pairs(made, languages)[0])
        else:
            part = replace(part, terms=vocabulary.parse_terms(made, languages)[0])
    return part
