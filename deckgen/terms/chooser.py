"""Key terms of a text with all a card needs: dictionary forms, the best example, the words in it, its probability.

A person decides; ideally a proposal needs nothing else.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from deckgen.languages.grammar import DictionaryForm, bare
from deckgen.languages.language import language
from deckgen.languages.tokens import Place, Token, tokens
from deckgen.project.pairs import Pair
from deckgen.project.vocabulary import Term
from deckgen.terms import ranking
from deckgen.terms.bilingual import BilingualText, lemmas_of
from deckgen.terms.candidates import Candidate
from deckgen.terms.confidence import TermMatch, confidence
from deckgen.terms.counterparts import Counterpart

SURE, LIKELY = 0.9, 0.6  # probabilities of a counterpart
LEAST_USUAL, MOST_USUAL = 25, 200  # terms that are proposed for a text if nobody says how many
_PAIRS = 2  # for each of them
PROBABLE = {"sure": 0.97, "likely": 0.85}  # least probabilities of tiers
_DEPTH = 2.5  # candidate proposals per proposal requested
BELIEVED = 0.5  # of the log odds that a card is right, beside those that it is wanted
_NEAR_THE_TOP = 60  # ranks
_LOOKED_UP = 6  # places of a term whose counterparts are looked up
_GOOD_LENGTH = range(5, 21)  # words of an example


@dataclass(frozen=True)
class Proposal:
    """One term with its counterpart; `others` are further counterparts in dictionary form with their counts.

    `right` is the probability that the card is right as it stands.
    """

    front: DictionaryForm
    back: DictionaryForm
    pair: str
    found: tuple[str, str]
    tier: str
    sentences: int
    others: tuple[tuple[str, int], ...] = ()
    right: float = 0.0


class TermChooser:
    """Chooses among the words and phrases of one text."""

    def __init__(self, pairs: Iterable[Pair], languages: tuple[str, str]) -> None:
        self.text = BilingualText(pairs, languages)

    @cached_property
    def scored(self) -> list[ranking.Ranked]:
        """The candidates with their scores, the most likely key terms first."""
        return ranking.ranked(self.text.front, self.text.languages[0], self.text.alignment)

    @cached_property
    def _ranked(self) -> list[Candidate]:
        return [each.candidate for each in self.scored]

    @property
    def usual(self) -> int:
        """How many terms a text like this one should have."""
        return min(max(LEAST_USUAL, round(len(self.text.pairs) / _PAIRS)), MOST_USUAL)

    @cached_property
    def ranks(self) -> dict[tuple[str, ...], int]:
        """The ranks of the candidates by their lemmas, 0 for the first."""
        return {candidate.lemmas: rank for rank, candidate in enumerate(self._ranked)}

    @cached_property
    def _around(self) -> dict[int, list[tuple[int, Place]]]:
        """The places of all candidates by sentence, each with the rank of its candidate."""
        found: dict[int, list[tuple[int, Place]]] = {}
        for rank, candidate in enumerate(self._ranked):
            for place in candidate.places:
                found.setdefault(place.sentence, []).append((rank, place))
        return found

    def propose(self, known: set[tuple[str, ...]], most: int | None = None) -> list[Proposal]:
        """Up to `most` proposals, none with lemmas in `known`, in the order of their examples; by default `usual` many.

        They are those that are most probably wanted and right.
        """
        most = self.usual if most is None else most
        made = self.top_proposals(known, round(most * _DEPTH))
        best = sorted(made, key=lambda each: -self.worth(*each))[:most]
        order = {pair.id: n for n, pair in enumerate(self.text.pairs)}
        return sorted((proposal for _, proposal in best), key=lambda proposal: order[proposal.pair])

    def worth(self, match: TermMatch, proposal: Proposal) -> float:
        """How probably a person wants a proposal, as log odds, those of its being right counted in part."""
        return self.scored[self.ranks[match.candidate.lemmas]].score + BELIEVED * _log_odds(proposal.right)

    def top_proposals(self, known: set[tuple[str, ...]], most: int) -> list[tuple[TermMatch, Proposal]]:
        """The `most` highest-ranking proposals, each with its match; none inside another one."""
        chosen: dict[tuple[str, ...], tuple[TermMatch, Proposal]] = {}  # by the lemmas of the dictionary form
        existing = [candidate for candidate in self._ranked if known & self._keys(candidate)]
        taken = list(existing)
        for candidate in self._ranked:
            if len(chosen) >= most:
                break
            if known & self._keys(candidate) or any(_inside(candidate, other) for other in taken):
                continue
            if any(_inside(other, candidate) for other in existing):
                continue
            match = self._match(candidate)
            # Forms that the lexicon lists under several lemmas are one term: affiliato, of affiliato and affiliare.
            name = self._named(match) if match else ()
            if not match or name in known or name in chosen:
                continue
            proposal = self._proposal(match)
            within = {key: made for key, made in chosen.items() if _inside(made[0].candidate, candidate)}
            if any(self.worth(*shorter) > self.worth(match, proposal) for shorter in within.values()):
                continue
            for key in within:
                del chosen[key]
            chosen[name] = match, proposal
            taken.append(candidate)
        return list(chosen.values())

    def proposal_for(self, text: str) -> Proposal | None:
        """The proposal for a term that a person names; None if no sentence has it, or it is just an article."""
        code = self.text.languages[0]
        wanted = tokens(bare(text, code), code)
        if len(wanted) == 1 and wanted[0].lemma in language(code).before_nouns:
            return None
        places = tuple(self._places_of(wanted))
        if not places:
            return None
        candidate = Candidate(lemmas_of(self.text.words(places[0])), places)
        match = self._match(candidate) or self._match(candidate, whole=False)
        return self._proposal(match) if match else None

    def places_of(self, text: str, most: int = 50) -> Iterator[tuple[str, str, str]]:
        """Where a term stands: up to `most` pairs by id, with its words there on both sides, if they are found."""
        wanted = tokens(bare(text, self.text.languages[0]), self.text.languages[0])
        for place in islice(self._places_of(wanted), most):
            answer = self.text.counterpart(place)
            yield self.text.pairs[place.sentence].id, self.text.surface(place), answer.text if answer else ""

    def example_of(self, text: str, counterpart: str) -> tuple[str, str, str] | None:
        """Where a term has this counterpart, in dictionary form: a pair by id, with the words there on both sides.

        None if there is no place where both can be highlighted.
        """
        wanted = tokens(bare(text, self.text.languages[0]), self.text.languages[0])
        for place in self._places_of(wanted):
            answer = self.text.counterpart(place)
            if not answer or self.text.back_form(place, answer).text != counterpart:
                continue
            if self.text.can_be_highlighted(place, answer):
                return self.text.pairs[place.sentence].id, self.text.surface(place), answer.text
        return None

    def relocated(self, term: Term) -> tuple[str, str] | None:
        """The words for a term in its example, searched again; None if they are not found."""
        code = self.text.languages[0]
        forms = [tokens(text, code) for text in (term.found[0], bare(term.front, code)) if text]
        examples = [n for n, pair in enumerate(self.text.pairs) if pair.id == term.pair]
        for place in (place for n in examples for wanted in forms for place in self._places(n, wanted)):
            answer = self.text.counterpart(place)
            if answer and answer.probability >= LIKELY and self.text.can_be_highlighted(place, answer):
                return self.text.surface(place), answer.text
        return None

    def _places_of(self, wanted: Sequence[Token]) -> Iterator[Place]:
        """All places of some words, in any of their forms."""
        return (place for n in range(len(self.text.front) if wanted else 0) for place in self._places(n, wanted))

    def _places(self, n: int, wanted: Sequence[Token]) -> Iterator[Place]:
        """The places of some words in sentence n: the same words, or others with the same dictionary form."""
        here = [{a.lemma, b.lemma, b.bare} for a, b in zip(self.text.front[n], self.text.split[0][n], strict=True)]
        asked = [{word.lemma, word.bare} for word in wanted]
        for first in range(len(here) - len(asked) + 1):
            if all(ours & theirs for ours, theirs in zip(here[first:], asked, strict=False)):
                yield Place(n, first, first + len(asked))

    def _keys(self, candidate: Candidate) -> set[tuple[str, ...]]:
        """The lemmas of a candidate as it stands in its sentences, and as its words are without them."""
        first = candidate.places[0]
        return {candidate.lemmas, lemmas_of(self.text.split[0][first.sentence][first.first : first.last])}

    def _match(self, candidate: Candidate, *, whole: bool = True) -> TermMatch | None:
        """The match of a candidate at the best of its places; None if no place can be highlighted.

        With `whole`, also None for a candidate that its counterparts show to be only part of a term.
        """
        asked = ((place, self.text.counterpart(place)) for place in candidate.places[:_LOOKED_UP])
        given = [(place, answer) for place, answer in asked if answer]
        if whole:
            given = [each for each in given if self.text.answers(*each) and not self._in_longer_term(*each)]
            given = [] if self._only_begins(candidate, given) else given
        answered = [(place, answer, self.text.back_form(place, answer).text) for place, answer in given]
        if not answered:
            return None
        votes = Counter(text for _, _, text in answered)
        usual = max(
            votes, key=lambda text: (votes[text], max(a.probability for _, a, each in answered if each == text))
        )
        fitting = [(p, a) for p, a, text in answered if text == usual and self.text.can_be_highlighted(p, a)]
        if not fitting:
            return None
        place, answer = min(fitting, key=lambda each: self._drawbacks(*each))
        front, back = self.text.forms(candidate, place, answer)
        if whole and front.broken:
            return None
        if bare(front.text, self.text.languages[0]).casefold() == back.text.casefold():
            return None  # nothing to learn
        others = tuple((text, count) for text, count in votes.most_common() if text != usual)
        return TermMatch(candidate, place, answer, front, back, votes[usual], others)

    def _named(self, match: TermMatch) -> tuple[str, ...]:
        """The lemmas of the dictionary form of a match."""
        code = self.text.languages[0]
        return lemmas_of(tokens(bare(match.front.text, code), code))

    def _proposal(self, match: TermMatch) -> Proposal:
        pair = self.text.pairs[match.place.sentence]
        right = confidence(match, self.text, self.ranks)
        return Proposal(
            match.front,
            match.back,
            pair.id,
            (self.text.surface(match.place), match.answer.text),
            _tier(match, pair, right),
            len({place.sentence for place in match.candidate.places}),
            match.others,
            right,
        )

    def _in_longer_term(self, place: Place, answer: Counterpart) -> bool:
        """Whether a longer term at a place has the same counterpart: deposito, of spese di deposito = skladné.

        A longer phrase far down the list does not count: it is a term with a verb, not a term.
        """
        around = self._around.get(place.sentence, ())
        own = next((rank for rank, other in around if other == place), len(self._ranked))
        for rank, other in around:
            longer = other.first <= place.first and place.last <= other.last and other != place
            if longer and rank < max(own, _NEAR_THE_TOP):
                theirs = self.text.counterpart(other)
                if theirs and theirs.span == answer.span and theirs.probability > answer.probability / 2:
                    return True
        return False

    def _only_begins(self, candidate: Candidate, given: Sequence[tuple[Place, Counterpart]]) -> bool:
        """Whether the counterparts show a phrase to be only the beginning of a longer one, at all its places.

        Examples are contratto a tempo, smlouva na dobu, in contratto a tempo determinato, smlouva na dobu určitou; and
        preparare l’ordine, where ordine del giorno is program porady.
        """
        linked = len(candidate.lemmas) > 2 and bool(set(candidate.lemmas) & language(self.text.languages[0]).links)
        return len(candidate.lemmas) > 1 and all(
            any(
                (
                    linked
                    and (other.first, other.last) == (place.first, place.last + 1)
                    and _holds(self.text.counterpart(other), answer)
                )
                or (
                    other.first == place.last - 1
                    and other.last > place.last
                    and _holds(answer, self.text.counterpart(other))
                )
                for _, other in self._around.get(place.sentence, ())
            )
            for place, answer in given
        )

    def _drawbacks(self, place: Place, answer: Counterpart) -> tuple[bool, bool, bool, bool, int]:
        pair, length = self.text.pairs[place.sentence], len(self.text.front[place.sentence])
        again = not self.text.occurs_once(place, answer)
        return answer.probability < SURE, bool(pair.doubt), again, length not in _GOOD_LENGTH, length


def _tier(match: TermMatch, pair: Pair, right: float) -> str:
    """The tier of a card, by the probability that it is right, its forms and the doubt of its example."""
    if right >= PROBABLE["sure"] and match.formed and not pair.doubt:
        return "sure"
    return "likely" if right >= PROBABLE["likely"] else "doubtful"


def _log_odds(probability: float) -> float:
    return math.log(probability / (1 - probability))


def _holds(one: Counterpart | None, other: Counterpart | None) -> bool:
    """Whether a counterpart contains another, shorter one, and both are at least likely."""
    if not one or not other or min(one.probability, other.probability) < LIKELY:
        return False
    (first, last), (start, end) = one.span, other.span
    return first <= start and end <= last and one.span != other.span


def _inside(candidate: Candidate, other: Candidate) -> bool:
    """Whether a candidate occurs only inside another one."""
    return len(candidate.lemmas) < len(other.lemmas) and all(
        any(o.sentence == p.sentence and o.first <= p.first and p.last <= o.last for o in other.places)
        for p in candidate.places
    )


def lemma_keys(known: Iterable[Term], languages: tuple[str, str]) -> set[tuple[str, ...]]:
    """The lemmas of terms, in dictionary form and as found in their examples."""
    code = languages[0]
    texts = (text for term in known for text in (bare(term.front, code), term.found[0]) if text)
    return {lemmas_of(tokens(text, code)) for text in texts}
