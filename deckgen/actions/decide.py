"""Deciding and changing terms by hand: a status, other words, a new term with forms proposed for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from deckgen.actions.terms import Update, as_term, part_after
from deckgen.files.edits import amend, checked, unwritable
from deckgen.files.source import Refused
from deckgen.project import keys
from deckgen.project.deck import Deck
from deckgen.project.pairs import Pair
from deckgen.project.parts import Part
from deckgen.project.vocabulary import Term, parse_terms
from deckgen.terms.chooser import TermChooser


@dataclass(frozen=True)
class Draft:
    """A term that could be: `others` are further counterparts with their counts, `places` the pairs that have it.

    Each place is the id of a pair and the words there, in the front language and in the back language.
    """

    term: Term
    others: tuple[tuple[str, int], ...] = ()
    places: tuple[tuple[str, str, str], ...] = ()


def amended(part: Part, n: int, values: Mapping[str, Any], languages: tuple[str, str]) -> Part:
    """The text with other values in its term `n`, every other byte as it was; refused if that cannot be written."""
    entry, source = part.terms.entries[n], part.terms.source
    term = replace(entry.value, **values)
    if not term.front or not term.back:
        at = entry.value.lines[""]
        raise Refused(source.problem_in(at, "a term needs both words", "reject the term instead"))
    table = keys.TERM.of(languages)
    changes = table.changes(entry.value, term)
    if not changes:
        return part
    edits = checked(source, amend(source, entry.record, changes))
    after = parse_terms(source.after(edits), languages)[0]
    wanted = [*part.terms.values[:n], term, *part.terms.values[n + 1 :]]
    if [table.wanted(each) for each in after.values] != [table.wanted(each) for each in wanted]:
        raise unwritable(source, edits)
    return replace(part, terms=after)


def added(deck: Deck, part: Part, term: Term) -> Part:
    """The text with `term` at the end of its vocabulary."""
    return part_after(deck, Update(part, added=(term,)))


def drafted(chooser: TermChooser, pair: Pair, words: tuple[str, str], name: str, languages: tuple[str, str]) -> Draft:
    """A term of the `words` that a person selected in `pair`, on one side or on both, as it would be proposed.

    What cannot be told stays as it was selected, or empty for the person to fill.
    """
    front, back = words
    proposal = chooser.proposal_for(front) if front else None
    if proposal is None:
        return Draft(Term(name, front, back, pair.id, found=(front, back)), (), tuple(chooser.places_of(front)))
    made = replace(as_term(proposal, name, languages, "accepted"), pair=pair.id, tier="", comment="")
    here = chooser.relocated(replace(made, found=(front, ""))) if proposal.pair != pair.id else proposal.found
    if back and back != (here[1] if here else ""):
        made = replace(made, back=back)
    found = front, back or (here[1] if here else "")
    return Draft(replace(made, found=found), proposal.others, tuple(chooser.places_of(front)))
