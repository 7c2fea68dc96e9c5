"""Pairs and terms as checks see them: a front and a back at a place in a file. Also what a check is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from deckgen.files.source import Level, Problem, Source
from deckgen.project.deck import Deck
from deckgen.project.pairs import Pair
from deckgen.project.parts import Part
from deckgen.project.vocabulary import Term


@dataclass(frozen=True)
class Item:
    """A pair or a term with the file that it is in."""

    source: Source
    entry: Pair | Term

    @property
    def sides(self) -> tuple[str, str]:
        """The front and the back."""
        return self.entry.front, self.entry.back

    @property
    def name(self) -> str:
        """Its name in a message."""
        kind = "pair" if isinstance(self.entry, Pair) else "term"
        return f"{kind} {self.entry.id}" if self.entry.id else f"this {kind}"

    @property
    def place(self) -> str:
        """Its file and line, for a message about another entry."""
        return f"{self.source.path.name}:{self.entry.lines['']}"

    def remark(self, key: str, message: str, advice: str, level: Level = "error") -> Remark:
        """A remark on `key`, or with "" on the whole entry."""
        return Remark(self, key, message, advice, level)


@dataclass(frozen=True)
class Remark:
    """What a check says about one entry."""

    item: Item
    key: str
    message: str
    advice: str
    level: Level

    def problem(self, code: str, *, allowed: bool = False) -> Problem:
        """The remark as a problem: at its key, else at the entry, showing the entry's first text."""
        lines, source = self.item.entry.lines, self.item.source
        level: Level = "allowed" if allowed else self.level
        line = lines.get(self.key, lines[""]) if self.key else lines[""]
        problem = source.problem_in(line, self.message, self.advice, level=level, code=code)
        if self.key in lines and self.key:
            return problem
        texts = [number for name, number in lines.items() if name not in ("", "id")]
        return replace(problem, shown=source.shown(min(texts, default=lines[""])))


@dataclass(frozen=True)
class Check:
    """A function that finds faults in a deck, and the code by which `allow:` names it."""

    code: str
    find: Callable[[Deck, Sequence[Part]], Iterator[Remark]]


def pairs_of(parts: Sequence[Part], *, include_all: bool = False) -> Iterator[Item]:
    """The pairs that become notes; with `include_all`, every pair."""
    for part in parts:
        yield from (Item(part.pairs.source, p) for p in part.pairs.values if include_all or not p.skip)


def terms_of(parts: Sequence[Part], *, include_all: bool = False) -> Iterator[Item]:
    """The terms that become notes; with `include_all`, every term."""
    for part in parts:
        chosen = (term for term in part.terms.values if include_all or term.studied)
        yield from (Item(part.terms.source, term) for term in chosen)


def examples(parts: Sequence[Part]) -> Iterator[tuple[Item, Term, Pair | None]]:
    """The terms that become notes, each with its example, or None if that does not exist."""
    for part in parts:
        if not part.pairs.readable:
            continue
        by_id = {name: pair for pair in part.pairs.values for name in (pair.was, pair.id) if name}
        for item in terms_of([part]):
            if isinstance(item.entry, Term):
                yield item, item.entry, by_id.get(item.entry.pair)
