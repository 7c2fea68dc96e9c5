"""Adding proposals to the vocabulary files; a person's decisions are never replaced, and nothing is moved."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from deckgen.files.disk import refuse_unwritable, replace_unchanged, write
from deckgen.files.edits import amend, checked
from deckgen.files.source import Edit, Source
from deckgen.languages.grammar import DictionaryForm, bare
from deckgen.languages.language import language
from deckgen.languages.tokens import occurrences
from deckgen.project import lock, schema
from deckgen.project.deck import Deck
from deckgen.project.ids import fresh_ids
from deckgen.project.keys import TIERS
from deckgen.project.lock import Lock
from deckgen.project.pairs import Pair
from deckgen.project.parts import Part, load
from deckgen.project.vocabulary import Term, TermFile, entries_text, parse_terms, render
from deckgen.terms.chooser import Proposal, TermChooser, lemma_keys

MORE = 20  # terms that a person gets who asks for more
WORTH_IT = 10  # pairs; shorter texts hardly have key terms
LONG = 2000  # pairs, in which looking takes minutes


@dataclass(frozen=True)
class Update:
    """The changes to the vocabulary of one text.

    `added` are new terms, `accepted` existing proposals that are now accepted, `refound` terms whose words were found
    again in a changed example, `lost` those whose words were not, `unknown` requested terms that are in no sentence,
    `unmade` those that are in a pair, by its id, but of which no card can be made.
    """

    part: Part
    added: tuple[Term, ...] = ()
    accepted: tuple[Term, ...] = ()
    refound: tuple[Term, ...] = ()
    lost: tuple[Term, ...] = ()
    unknown: tuple[str, ...] = ()
    unmade: tuple[tuple[str, str], ...] = ()
    edits: tuple[Edit, ...] = ()


def update(
    deck: Deck,
    parts: Iterable[Part],
    part: Part,
    last: Lock,
    *,
    top: int | None = None,
    asked: Sequence[str] = (),
    accept: str = "",
) -> Update:
    """Propose terms for `part`, one of `parts`, until it has `top` of them (by default as many as its length suggests).

    If terms are `asked` for, only those are proposed, and accepted unless they are doubtful. Proposals of the tier
    `accept` or a higher one are accepted, earlier proposals too. Nothing is written.
    """
    parts = list(parts)
    languages = deck.front, deck.back
    tiers = TIERS[: TIERS.index(accept) + 1] if accept else ()
    ids = fresh_ids(part.text.prefix, {*last.ids, *(name for each in parts for name in each.ids)})
    chooser = TermChooser(part.pairs.values, languages)
    there = part.terms.values
    known = lemma_keys((term for each in parts for term in each.terms.values), languages)
    made = {text: chooser.proposal_for(text) for text in asked}
    without = {text: next(chooser.places_of(text, 1), None) for text, proposal in made.items() if proposal is None}
    unknown = tuple(text for text, place in without.items() if place is None)
    unmade = tuple((text, place[0]) for text, place in without.items() if place)
    named = {proposal.front.text: proposal for proposal in made.values() if proposal}
    if asked:
        fronts = {term.front for term in there}
        new = [proposal for text, proposal in named.items() if text not in fronts]
        found = [(each, "proposed" if each.tier == "doubtful" else "accepted") for each in new]
    else:
        room = max(0, (chooser.usual if top is None else top) - len(there))
        found = [(p, "accepted" if p.tier in tiers else "proposed") for p in chooser.propose(known, room)]
    added = tuple(as_term(proposal, next(ids), languages, status) for proposal, status in found)
    accepted, edits = _accepted(part.terms, tiers, named)
    refound, lost, more = _found_again(part, chooser, languages)
    return Update(part, added, accepted, refound, lost, unknown, unmade, (*edits, *more))


def too_short_or_long(pairs: int) -> Literal["", "short", "long"]:
    """Why the terms of a new text of so many `pairs` are left to be asked for; empty if they are looked for at once."""
    return "short" if pairs < WORTH_IT else "long" if pairs > LONG else ""


def look(deck: Deck, text_id: str, *, more: int = 0, accept: str = "") -> Update:
    """Read a deck and propose terms for one of its texts: the usual number, or so many `more` than it has."""
    parts, last = load(deck)[0], lock.of(deck)
    part = next(each for each in parts if each.text.id == text_id)
    top = len(part.terms.values) + more if more else None
    return update(deck, parts, part, last, top=top, accept=accept)


def _accepted(file: TermFile, tiers: Collection[str], named: Collection[str]) -> tuple[tuple[Term, ...], list[Edit]]:
    """Existing proposals to accept, by tier or because a person named them, and the edits that do so."""
    proposed = [entry for entry in file.entries if entry.value.status == "proposed"]
    taken = [entry for entry in proposed if entry.value.tier in tiers or entry.value.front in named]
    edits = [edit for entry in taken for edit in amend(file.source, entry.record, {"status": "accepted"})]
    return tuple(entry.value for entry in taken), edits


def _found_again(
    part: Part, chooser: TermChooser, languages: tuple[str, str]
) -> tuple[tuple[Term, ...], tuple[Term, ...], list[Edit]]:
    """Terms whose words are missing from their example: those found again, those lost, and the edits."""
    refound, lost, edits = [], [], []
    known = {pair.id: pair for pair in part.pairs.values}
    for entry in part.terms.entries:
        term = entry.value
        if not missing(term, known):
            continue
        proposal = chooser.relocated(term)
        if proposal is None:
            lost.append(term)
            continue
        edits += amend(part.terms.source, entry.record, {"found": dict(zip(languages, proposal, strict=True))})
        refound.append(replace(term, found=proposal))
    return tuple(refound), tuple(lost), edits


def as_term(proposal: Proposal, name: str, languages: tuple[str, str], status: str) -> Term:
    """A proposal as an entry of the vocabulary file."""
    return Term(
        id=name,
        front=proposal.front.text,
        back=proposal.back.text,
        pair=proposal.pair,
        status=status,
        grammar=grammar(proposal.front, languages),
        found=proposal.found,
        tier=proposal.tier,
        comment=comment(proposal),
    )


def grammar(front: DictionaryForm, languages: tuple[str, str]) -> str:
    """The grammar line of a card in the learner's language; for a noun, gender and plural."""
    labels = language(languages[1]).grammar
    if front.kind in ("verb", "adjective"):
        return labels[front.kind]
    if front.kind != "noun" or not front.gender or not front.certain:
        return ""
    if front.plural_only:
        return f"{labels[front.gender]}, {labels['plural_only']}"
    if not front.plural:
        return labels[front.gender]
    plural = (
        labels["invariable"] if front.plural == bare(front.text, languages[0]) else f"{labels['plural']} {front.plural}"
    )
    return f"{labels[front.gender]}, {plural}"


def comment(proposal: Proposal) -> str:
    """Remarks that help a person decide on the term."""
    return "; ".join(_remarks(proposal))


def _remarks(proposal: Proposal) -> Iterator[str]:
    if proposal.sentences > 1:
        yield f"in {proposal.sentences} sentences"
    if proposal.others:
        yield "also " + ", ".join(f"{text} ({count}×)" if count > 1 else text for text, count in proposal.others)
    unsure = [side.text for side in (proposal.front, proposal.back) if not side.certain]
    if unsure:
        yield f"check the form: {', '.join(unsure)}"


def missing(term: Term, pairs: Mapping[str, Pair]) -> bool:
    """Whether words of `term` are missing from its example; `pairs` are by id."""
    pair = pairs.get(term.pair)
    sides = zip(term.found, (pair.front, pair.back), strict=True) if pair else ()
    return any(words and not occurrences(words, text) for words, text in sides)


def carry_out(deck: Deck, *updates: Update) -> None:
    """Write updates of several texts: edits in place, then new terms at the end of each file."""
    written = [(made.part.terms.source, source) for made in updates if (source := _source_after(deck, made))]
    new = [after for before, after in written if not before.text]
    schemas = schema.kept(deck) if new else {}
    refuse_unwritable({**schemas, **{after.path: after.data for _, after in written}})
    if new:
        schema.keep(deck)
    for before, after in written:
        if not before.text:
            write(after.path, after.data)
        else:
            replace_unchanged(before, after)


def part_after(deck: Deck, made: Update) -> Part:
    """The text of `made` as it will be once that is written."""
    source = _source_after(deck, made)
    return replace(made.part, terms=parse_terms(source, (deck.front, deck.back))[0]) if source else made.part


def _source_after(deck: Deck, made: Update) -> Source | None:
    """The vocabulary file of a text after an update, None if nothing changes."""
    languages = deck.front, deck.back
    source = made.part.terms.source
    if not source.text:
        new = render(made.added, languages)
        return Source(deck.vocabulary_path(made.part.text), new) if made.added else None
    edits = list(checked(source, made.edits)) if made.edits else []
    if made.added:
        edits.append(_appended(source, made.added, languages))
    return source.after(edits) if edits else None


def _appended(source: Source, added: Sequence[Term], languages: tuple[str, str]) -> Edit:
    text = entries_text(added, languages).replace("\n", source.newline)
    ended = source.text.endswith(("\n", "\r"))
    return Edit(len(source.text), len(source.text), ("" if ended else source.newline) + text)
