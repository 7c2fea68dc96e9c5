"""Pairs and terms as checks see them: a front and a back at a place in a file. Also what a check is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from deckgen.files.source import Level, Problem, Source
from deckgen.project.deck import Deck
from deckgen.project.pairs import Pair
from deckgen.project.parts import Part
from deckgen.project.vocabulary import Term


@dataclass(frozen=True, slots=True)
class Item:
    """A pair or a term with the file that it is in."""

    source: Source
    entry: Pair | Term
    sides: tuple[str, str] = field(init=False)  # the front and the back

    def __post_init__(self) -> None:
        object.__setattr__(self, "sides", (self.entry.front, self.entry.back))

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


class Listed(tuple[Part, ...]):
    """The texts of a deck, whose items are listed once: some twenty checks go through them."""

    @cached_property
    def pairs(self) -> tuple[Item, ...]:
        """Every pair."""
        return tuple(Item(part.pairs.source, pair) for part in self for pair in part.pairs.values)

    @cached_property
    def terms(self) -> tuple[Item, ...]:
        """Every term."""
        return tuple(Item(part.terms.source, term) for part in self for term in part.terms.values)

    @cached_property
    def shown_pairs(self) -> tuple[Item, ...]:
        """The pairs that become notes."""
        return tuple(item for item in self.pairs if not item.entry.skip)

    @cached_property
    def studied_terms(self) -> tuple[Item, ...]:
        """The terms that become notes."""
        return tuple(item for item in self.terms if isinstance(item.entry, Term) and item.entry.studied)


def pairs_of(parts: Sequence[Part], *, include_all: bool = False) -> Iterator[Item]:
    """The pairs that become notes; with `include_all`, every pair."""
    listed = parts if isinstance(parts, Listed) else Listed(parts)
    return iter(listed.pairs if include_all else listed.shown_pairs)


def terms_of(parts: Sequence[Part], *, include_all: bool = False) -> Iterator[Item]:
    """The terms that become notes; with `include_all`, every term."""
    listed = parts if isinstance(parts, Listed) else Listed(parts)
    return iter(listed.terms if include_all else listed.studied_terms)


def examples(parts: Sequence[Part]) -> Iterator[tuple[Item, Term, Pair | None]]:
    """The terms that become notes, each with its example, or None if that does not exist."""
    for part in parts:
        if not part.pairs.readable:
            continue
        by_id = {name: pair for pair in part.pairs.values for name in (pair.was, pair.id) if name}
        for item in terms_of([part]):
            if isinstance(item.entry, Term):
                yield item, item.entry, by_id.get(item.entry.pair)
