"""Proposals go into the vocabulary files: only added, never in place of what a person decided, and nothing is moved."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from deckgen.files.disk import rewrite, write
from deckgen.files.edits import amend, checked
from deckgen.files.source import Edit, Source
from deckgen.languages.grammar import Form, bare
from deckgen.languages.language import language
from deckgen.languages.tokens import occurrences
from deckgen.project import schema
from deckgen.project.deck import Deck
from deckgen.project.ids import fresh_ids
from deckgen.project.lock import Lock
from deckgen.project.pairs import Pair
from deckgen.project.parts import Part
from deckgen.project.vocabulary import TIERS, Term, entries_text, render
from deckgen.terms.chooser import MOST, Proposal, Reader, keys_of

TOP = 40
WORTH_IT = 10  # pairs; a text of fewer has no key terms to speak of


@dataclass(frozen=True)
class Update:
    """What becomes of the vocabulary of one text.

    `added` are new terms, `accepted` proposals that are decided now, `refound` terms whose words were found again in
    an example that had changed, `lost` those that were not, `unknown` asked-for terms that stand in no sentence.
    """

    part: Part
    added: tuple[Term, ...] = ()
    accepted: tuple[Term, ...] = ()
    refound: tuple[Term, ...] = ()
    lost: tuple[Term, ...] = ()
    unknown: tuple[str, ...] = ()
    edits: tuple[Edit, ...] = ()


def update(
    deck: Deck,
    parts: Iterable[Part],
    part: Part,
    last: Lock,
    *,
    top: int = TOP,
    asked: Sequence[str] = (),
    accept: str = "",
) -> Update:
    """Propose up to `top` terms for `part`, one of `parts`, or just those that are `asked` for.

    Those of the tier `accept` or a surer one are accepted, earlier proposals too. Nothing is written.
    """
    parts = list(parts)
    languages = deck.front, deck.back
    tiers = TIERS[: TIERS.index(accept) + 1] if accept else ()
    ids = fresh_ids(part.text.prefix, {*last.ids, *(name for each in parts for name in each.ids)})
    reader = Reader(part.pairs.entries, languages)
    entries = part.terms.entries
    known = keys_of((term for each in parts for term in each.terms.entries), languages)
    made = {text: reader.asked_for(text) for text in asked}
    unknown = tuple(text for text, proposal in made.items() if proposal is None)
    named = {proposal.front.text: proposal for proposal in made.values() if proposal}
    if asked:
        there = {term.term for term in entries}
        found = [(proposal, "accepted") for text, proposal in named.items() if text not in there]
    else:
        room = max(0, min(top, MOST) - len(entries)) if entries else min(top, MOST)
        found = [(p, "accepted" if p.tier in tiers else "proposed") for p in reader.propose(known, room)]
    added = tuple(as_term(proposal, next(ids), languages, status) for proposal, status in found)
    accepted = [n for n, t in enumerate(entries) if t.status == "proposed" and (t.tier in tiers or t.term in named)]
    edits = [edit for n in accepted for edit in amend(part.terms.source, part.terms.records[n], {"status": "accepted"})]
    refound, lost, more = _found_again(part, reader, languages)
    return Update(part, added, tuple(entries[n] for n in accepted), refound, lost, unknown, (*edits, *more))


def _found_again(
    part: Part, reader: Reader, languages: tuple[str, str]
) -> tuple[tuple[Term, ...], tuple[Term, ...], list[Edit]]:
    """Terms whose example changed: the words that stand for them now, where they are found."""
    refound, lost, edits = [], [], []
    for term in missing(part.terms.entries, part.pairs.entries):
        proposal = reader.again(term)
        if proposal is None:
            lost.append(term)
            continue
        record = part.terms.records[part.terms.entries.index(term)]
        edits += amend(part.terms.source, record, {"found": dict(zip(languages, proposal, strict=True))})
        refound.append(replace(term, found=proposal))
    return tuple(refound), tuple(lost), edits


def as_term(proposal: Proposal, name: str, languages: tuple[str, str], status: str) -> Term:
    """A proposal as an entry of the vocabulary file."""
    return Term(
        id=name,
        term=proposal.front.text,
        meaning=proposal.back.text,
        pair=proposal.pair,
        status=status,
        grammar=grammar(proposal.front, languages),
        frequency=proposal.frequency,
        found=proposal.found,
        tier=proposal.tier,
        comment=comment(proposal),
    )


def grammar(front: Form, languages: tuple[str, str]) -> str:
    """The grammar line of a card in the learner's language; of a noun its gender and plural."""
    said = language(languages[1]).grammar
    if front.kind in ("verb", "adjective"):
        return said[front.kind]
    if front.kind != "noun" or not front.gender or not front.sure:
        return ""
    if front.plural_only:
        return f"{said[front.gender]}, {said['plural_only']}"
    if not front.plural:
        return said[front.gender]
    plural = (
        said["invariable"] if front.plural == bare(front.text, languages[0]) else f"{said['plural']} {front.plural}"
    )
    return f"{said[front.gender]}, {plural}"


def comment(proposal: Proposal) -> str:
    """What a person who decides may want to know beside the term."""
    return "; ".join(_remarks(proposal))


def _remarks(proposal: Proposal) -> Iterator[str]:
    if proposal.sentences > 1:
        yield f"in {proposal.sentences} sentences"
    if proposal.others:
        yield "also " + ", ".join(f"{text} ({count}×)" if count > 1 else text for text, count in proposal.others)
    unsure = [side.text for side in (proposal.front, proposal.back) if not side.sure]
    if unsure:
        yield f"check the form: {', '.join(unsure)}"


def missing(found: Sequence[Term], pairs: Iterable[Pair]) -> list[Term]:
    """Terms whose words no longer stand in their example."""
    known = {pair.id: pair for pair in pairs}
    return [
        term
        for term in found
        if (pair := known.get(term.pair))
        and any(w and not occurrences(w, text) for w, text in zip(term.found, (pair.front, pair.back), strict=True))
    ]


def carry_out(deck: Deck, made: Update) -> None:
    """Write an update: edits in place first, then what is new at the end of the file."""
    languages = deck.front, deck.back
    path, source = deck.vocabulary_path(made.part.text), made.part.terms.source
    if not source.text:
        if made.added:
            schema.keep(deck)
            write(path, render(made.added, languages).encode("utf-8"))
        return
    edits = list(checked(source, made.edits)) if made.edits else []
    if made.added:
        edits.append(_appended(source, made.added, languages))
    if edits:
        rewrite(source, edits)


def _appended(source: Source, added: Sequence[Term], languages: tuple[str, str]) -> Edit:
    text = entries_text(added, languages).replace("\n", source.newline)
    ended = source.text.endswith(("\n", "\r"))
    return Edit(len(source.text), len(source.text), ("" if ended else source.newline) + text)
