"""What is wrong with a deck that reads well: a flat list of small functions from a deck to problems.

A check yields problems, its name is their code; to add one, write the function and put it into `CHECKS`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from deckgen.content import Part
from deckgen.deck import Deck
from deckgen.languages import language
from deckgen.notetypes import ANKIS_OWN, OURS
from deckgen.pairs import Pair
from deckgen.source import Level, Problem, Source
from deckgen.vocabulary import Term, bare, spans

Check = Callable[[Deck, Sequence[Part]], Iterator[Problem]]

LONG, VERY_LONG = 20, 30  # words


def check(deck: Deck, parts: Sequence[Part]) -> list[Problem]:
    """All problems of all checks, sorted by place."""
    found = (
        replace(problem, code=function.__name__.replace("_", "-"))
        for function in CHECKS
        for problem in function(deck, parts)
    )
    return sorted(found)


@dataclass(frozen=True)
class _Item:
    """A pair or a term with the file it stands in: both are a front and a back to most checks."""

    source: Source
    entry: Pair | Term

    @property
    def sides(self) -> tuple[str, str]:
        entry = self.entry
        return (entry.front, entry.back) if isinstance(entry, Pair) else (entry.term, entry.meaning)

    @property
    def name(self) -> str:
        kind = "pair" if isinstance(self.entry, Pair) else "term"
        return f"{kind} {self.entry.id}" if self.entry.id else f"this {kind}"

    @property
    def place(self) -> str:
        return f"{self.source.path.name}:{self.entry.lines['']}"

    def problem(self, key: str, message: str, advice: str, level: Level = "error") -> Problem:
        """A problem with `key`; where that is missing, with the entry, of which the first text is shown."""
        lines = self.entry.lines
        if key in lines:
            return self.source.problem_in(lines[key], message, advice, level=level)
        texts = [line for name, line in lines.items() if name not in ("", "id")]
        shown = self.source.shown(min(texts, default=lines[""]))
        return replace(self.source.problem_in(lines[""], message, advice, level=level), shown=shown)


def _pairs(parts: Sequence[Part], *, all_of_them: bool = False) -> Iterator[_Item]:
    """The pairs that become notes, or all."""
    for part in parts:
        yield from (_Item(part.pairs.source, p) for p in part.pairs.entries if all_of_them or not p.skip)


def _terms(parts: Sequence[Part], *, all_of_them: bool = False) -> Iterator[_Item]:
    """The terms that become notes, or all."""
    for part in parts:
        chosen = (t for t in part.terms.entries if all_of_them or t.studied)
        yield from (_Item(part.terms.source, term) for term in chosen)


def _examples(parts: Sequence[Part]) -> Iterator[tuple[_Item, Term, Pair | None]]:
    """The terms that become notes, each with its example if there is one."""
    for part in parts:
        if not part.pairs.readable:
            continue
        known = {name: pair for pair in part.pairs.entries for name in (pair.was, pair.id) if name}
        for item in _terms([part]):
            if isinstance(item.entry, Term):
                yield item, item.entry, known.get(item.entry.pair)


# ------------------------------------------------------------------ the checks


def missing_text(deck: Deck, parts: Sequence[Part]) -> Iterator[Problem]:
    """A side without text."""
    for item in (*_pairs(parts), *_terms(parts)):
        for code, text in zip((deck.front, deck.back), item.sides, strict=True):
            if not text:
                message = f"{item.name} has no {language(code).english} text"
                yield item.problem(code, message, f"add `{code}:`, or set `skip: true`")


def malformed_id(_deck: Deck, parts: Sequence[Part]) -> Iterator[Problem]:
    """An id that could not be told apart, searched for or kept in one line."""
    for item in (*_pairs(parts, all_of_them=True), *_terms(parts, all_of_them=True)):
        for key, name in (("id", item.entry.id), ("was", item.entry.was)):
            if name and not re.fullmatch(r"[^\W_][\w.-]{0,79}", name):
                advice = "use letters, digits and hyphens, or delete the line: the next build makes an id"
                yield item.problem(key, f"`{key}: {name}` is no id", advice)


def duplicate_id(_deck: Deck, parts: Sequence[Part]) -> Iterator[Problem]:
    """One id for two entries."""
    seen: dict[str, _Item] = {}
    for item in (*_pairs(parts, all_of_them=True), *_terms(parts, all_of_them=True)):
        first = seen.setdefault(item.entry.id, item) if item.entry.id else item
        if first is not item:
            message = f"the id {item.entry.id} is taken: {first.place} has it"
            yield item.problem("id", message, "delete this line if the entry is the newer one: a build gives it an id")


def missing_example(_deck: Deck, parts: Sequence[Part]) -> Iterator[Problem]:
    """A term without an example, or with one that does not exist."""
    for item, term, pair in _examples(parts):
        if pair is None:
            message = f"there is no pair {term.pair} in this text" if term.pair else f"{item.name} has no example"
            yield item.problem("pair", message, "name the id of a sentence pair in `pair:`, or set `skip: true`")


def unhighlighted(deck: Deck, parts: Sequence[Part]) -> Iterator[Problem]:
    """A term that cannot be shown in its example."""
    languages = deck.front, deck.back
    for item, term, pair in _examples(parts):
        if pair is None or not all((*item.sides, pair.front, pair.back)):
            continue
        places = spans(term, (pair.front, pair.back), languages)
        for code, found, form, at in zip(languages, term.found, item.sides, places, strict=True):
            if len(at) == 1:
                continue
            words = found or bare(form, code)
            how = f"say under `found: {{{code}: …}}` how it stands there"
            if at:
                message = f"“{words}” stands {len(at)} times in its example, pair {pair.id}; the first is shown"
                yield item.problem("found", message, how, "warning")
            else:
                message = f"“{words}” does not stand in its example, pair {pair.id}"
                yield item.problem("found", message, how, "error" if found else "warning")


def foreign_tag(_deck: Deck, parts: Sequence[Part]) -> Iterator[Problem]:
    """A tag that Anki would split, or that is not a person's to give."""
    for item in (*_pairs(parts), *_terms(parts)):
        for tag in item.entry.tags:
            if not tag or re.search(r"[\s\u3000]", tag):
                yield item.problem("tags", f"the tag `{tag}` is not one word", "join its words with a hyphen")
            elif tag.startswith(OURS) or tag in ANKIS_OWN:
                owner = "Anki" if tag in ANKIS_OWN else "deckgen"
                yield item.problem("tags", f"the tag `{tag}` is given by {owner} alone", "take it away")


def leftover_markup(_deck: Deck, parts: Sequence[Part]) -> Iterator[Problem]:
    """Traces of a web page or of a broken file."""
    for item in (*_pairs(parts), *_terms(parts)):
        for text in item.sides:
            trace = re.search(r"</?[a-z][^>]*>|&(?:[a-z]+|#\d+);|\*\*|\{\{|\}\}|\ufffd", text, re.IGNORECASE)
            if trace:
                message = f"`{trace[0]}` in {item.name} looks like leftover markup"
                yield item.problem("", message, "delete it; it would be shown as it stands", "warning")


def ambiguous_front(_deck: Deck, parts: Sequence[Part]) -> Iterator[Problem]:
    """One front with two answers."""
    for items in (_pairs(parts), _terms(parts)):
        seen: dict[str, _Item] = {}
        for item in items:
            front, back = item.sides
            first = seen.setdefault(front.casefold(), item)
            told_apart = item.entry.hint and first.entry.hint
            if front and first is not item and first.sides[1] != back and not told_apart:
                message = f"{item.name} has the front of {first.place} and another answer"
                yield item.problem("", message, "give both a `hint:`, or set `skip: true` on one of them")


def hint_needed(deck: Deck, parts: Sequence[Part]) -> Iterator[Problem]:
    """Terms that share a translation, so that production has two answers."""
    by_meaning: dict[str, list[_Item]] = defaultdict(list)
    for item in _terms(parts) if "production" in deck.cards["vocabulary"] else ():
        by_meaning[item.sides[1].casefold()].append(item)
    for meaning, group in by_meaning.items():
        for item in group:
            if meaning and len(group) > 1 and not item.entry.hint:
                others = ", ".join(other.sides[0] for other in group if other is not item)
                message = f"“{item.sides[1]}” is also the translation of {others}"
                yield item.problem("", message, "add a `hint:` that tells them apart", "warning")


def hint_tells(deck: Deck, parts: Sequence[Part]) -> Iterator[Problem]:
    """A hint that gives the answer away."""
    for item in (*_pairs(parts), *_terms(parts)):
        front, back = item.sides
        answer = bare(front, deck.front) if isinstance(item.entry, Term) else back
        if answer and answer.casefold() in item.entry.hint.casefold():
            yield item.problem("hint", f"the hint of {item.name} contains the answer", "reword it")


def long_sentence(deck: Deck, parts: Sequence[Part]) -> Iterator[Problem]:
    """Sentences that take long to review."""
    for item in _pairs(parts):
        words = len(item.sides[0].split())
        advice = "split it, or let its terms do the work and set `skip: true`"
        if words > VERY_LONG:
            yield item.problem(deck.front, f"{words} words are far too many for a card", advice, "warning")
        elif words > LONG:
            yield item.problem(deck.front, f"{words} words are many for a card", advice, "info")


def numbers_differ(deck: Deck, parts: Sequence[Part]) -> Iterator[Problem]:
    """Numbers on one side only: a slip, or sentences that do not belong together."""
    for item in _pairs(parts):
        front, back = (set(_numbers(side)) for side in item.sides)
        if front != back and all(item.sides):
            message = f"only one side says {', '.join(sorted(front ^ back))}"
            yield item.problem(deck.back, message, "check that these sentences belong together", "warning")


def _numbers(text: str) -> list[str]:
    """Numbers with decimals as 1.5 and without their separators of thousands."""
    joined = re.sub(r"(?<=\d)[.\u00a0\u202f ](?=\d{3}(?!\d))", "", text)
    return re.findall(r"\d+(?:\.\d+)?", re.sub(r"(?<=\d),(?=\d)", ".", joined))


CHECKS: tuple[Check, ...] = (
    missing_text,
    malformed_id,
    duplicate_id,
    missing_example,
    unhighlighted,
    foreign_tag,
    leftover_markup,
    ambiguous_front,
    hint_needed,
    hint_tells,
    long_sentence,
    numbers_differ,
)
