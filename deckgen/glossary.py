"""Key terms of a text with what a card needs: dictionary forms, the best example, the words in it, how sure it is.

A person decides; a proposal is meant to need no more than that.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from deckgen import lexicon, terms
from deckgen.forms import answers, cut_short, describes, form, kind_of, kinds_of, many_for_one, with_pronoun
from deckgen.grammar import Form, Kind
from deckgen.italian import used_in_plural
from deckgen.languages import language
from deckgen.links import Counterpart, Links
from deckgen.pairs import Pair
from deckgen.phrases import Candidate, Place, Token, is_verb, tokens
from deckgen.vocabulary import TIERS, Term, bare, occurrences
from deckgen.words import words_of

SURE, LIKELY = 0.9, 0.6  # probabilities of a counterpart
MOST = 60
_DEPTH = 1.5  # of the proposals that are asked for, how many are looked at
_BEHIND = {"sure": 0.0, "likely": 0.2, "doubtful": 0.5}  # how much further down the list one stands for that
_ASKED = 6  # places of a term whose counterparts are asked for
_GOOD_LENGTH = range(5, 21)  # words of an example


@dataclass(frozen=True)
class Proposal:
    """One term with its counterpart; `others` are further counterparts in dictionary form with their numbers."""

    front: Form
    back: Form
    pair: str
    found: tuple[str, str]
    tier: str
    sentences: int
    others: tuple[tuple[str, int], ...] = ()
    frequency: str = ""


class Reader:
    """The sentence pairs of one text, read word by word."""

    def __init__(self, pairs: Iterable[Pair], languages: tuple[str, str]) -> None:
        self.pairs = [pair for pair in pairs if not pair.skip and pair.id]
        self.languages = languages
        self.front = [tokens(pair.front, languages[0]) for pair in self.pairs]
        self._answered: dict[Place, Counterpart | None] = {}

    @cached_property
    def _links(self) -> Links:
        front, back = self.languages
        fronts = words_of([pair.front for pair in self.pairs], lambda text: kinds_of(text, front))
        return Links(fronts, words_of([pair.back for pair in self.pairs], lambda text: kinds_of(text, back)))

    @cached_property
    def _back(self) -> list[tuple[Token, ...]]:
        return [tokens(pair.back, self.languages[1]) for pair in self.pairs]

    @cached_property
    def _ranked(self) -> list[Candidate]:
        return [each.candidate for each in terms.ranked(self.front, self.languages[0])]

    @cached_property
    def _around(self) -> dict[int, list[tuple[int, Place]]]:
        """The places of all candidates by sentence, each with the rank of its candidate."""
        found: dict[int, list[tuple[int, Place]]] = {}
        for rank, candidate in enumerate(self._ranked):
            for place in candidate.places:
                found.setdefault(place.sentence, []).append((rank, place))
        return found

    def propose(self, known: set[tuple[str, ...]], most: int = MOST) -> list[Proposal]:
        """Up to `most` proposals, none under the lemmas that are `known`, in the order of their examples.

        Of those that rank about alike the surer ones.
        """
        chosen: list[tuple[Candidate, Proposal]] = []
        ranked = self._ranked
        there = [candidate for candidate in ranked if candidate.lemmas in known]
        taken = list(there)
        for candidate in ranked:
            if len(chosen) >= most * _DEPTH:
                break
            if candidate.lemmas in known or any(_inside(candidate, other) for other in taken):
                continue
            if any(_inside(other, candidate) for other in there):
                continue
            proposal = self.proposal(candidate)
            if proposal and not any(_inside(other, candidate) for other, made in chosen if _surer(made, proposal)):
                chosen = [(other, made) for other, made in chosen if not _inside(other, candidate)]
                chosen.append((candidate, proposal))
                taken.append(candidate)
        made = [proposal for _, proposal in chosen]
        best = sorted(range(len(made)), key=lambda n: n + most * _BEHIND[made[n].tier])[:most]
        order = {pair.id: n for n, pair in enumerate(self.pairs)}
        return sorted((made[n] for n in best), key=lambda proposal: order[proposal.pair])

    def asked_for(self, text: str) -> Proposal | None:
        """The proposal for a term that a person names; None where it stands in no sentence, or is just an article."""
        code = self.languages[0]
        wanted = _lemmas(tokens(bare(text, code), code))
        places = [place for n in range(len(self.front)) for place in self._places(n, wanted)]
        known = language(code)
        if len(wanted) == 1 and wanted[0] in known.determiners | known.links:
            return None
        candidate = Candidate(wanted, tuple(places))
        return (self.proposal(candidate) or self.proposal(candidate, whole=False)) if wanted and places else None

    def again(self, term: Term) -> tuple[str, str] | None:
        """The words that stand for a term in its example, looked for anew; None where they are not found."""
        code = self.languages[0]
        forms = [_lemmas(tokens(text, code)) for text in (term.found[0], bare(term.term, code)) if text]
        examples = [n for n, pair in enumerate(self.pairs) if pair.id == term.pair]
        for place in (place for n in examples for wanted in forms for place in self._places(n, wanted)):
            answer = self.counterpart(place)
            if answer and answer.sure >= LIKELY and self._stands_once(place, answer):
                return self.surface(place), answer.text
        return None

    def _places(self, n: int, wanted: tuple[str, ...]) -> Iterator[Place]:
        """Where words with these lemmas stand in sentence n."""
        for first in range(len(self.front[n]) - len(wanted) + 1):
            place = Place(n, first, first + len(wanted))
            if _lemmas(self._words(place)) == wanted:
                yield place

    def proposal(self, candidate: Candidate, *, whole: bool = True) -> Proposal | None:
        """What the best of its places says of a candidate; None where no place can be highlighted.

        If it is to be `whole`, also None for what is only a part of a term, as far as its counterparts tell.
        """
        asked = ((place, self.counterpart(place)) for place in candidate.places[:_ASKED])
        given = [(place, answer) for place, answer in asked if answer]
        if whole:
            given = [each for each in given if self._answers(*each) and not self._swallowed(*each)]
            given = [] if self._only_begins(candidate, given) else given
        answered = [(place, answer, self._back_form(place, answer).text) for place, answer in given]
        if not answered:
            return None
        votes = Counter(text for _, _, text in answered)
        usual = max(votes, key=lambda text: (votes[text], max(a.sure for _, a, each in answered if each == text)))
        fitting = [(p, a) for p, a, text in answered if text == usual and self._stands_once(p, a)]
        if not fitting:
            return None
        place, answer = min(fitting, key=lambda each: self._badness(*each))
        front = self._front_form(candidate, place, answer)
        many = many_for_one(self._words(place), self.languages[0], self._answer_words(place, answer), self.languages[1])
        back = self._back_form(place, answer, plural=front.plural_only or many)
        if whole and front.broken:
            return None
        if bare(front.text, self.languages[0]).casefold() == back.text.casefold():
            return None  # nothing to learn
        tier = self._tier(place, answer, front, back, votes[usual] / len(answered))
        others = tuple((text, count) for text, count in votes.most_common() if text != usual)
        sentences = len({each.sentence for each in candidate.places})
        found = self.surface(place), answer.text
        often = self._frequency(place)
        return Proposal(front, back, self.pairs[place.sentence].id, found, tier, sentences, others, often)

    def _tier(self, place: Place, answer: Counterpart, front: Form, back: Form, share: float) -> str:
        """How sure a proposal is, of which a `share` of the places says the same."""
        formed = front.sure and back.sure and front.kind == back.kind
        paired = not self.pairs[place.sentence].doubt  # else the sentence may not be the translation at all
        if answer.sure >= SURE and share >= 0.5 and formed and paired and not self._part_of_more(place, answer):
            return "sure"
        return "likely" if answer.sure >= LIKELY else "doubtful"

    # -------------------------------------------------------------- one place

    def counterpart(self, place: Place) -> Counterpart | None:
        """What answers the words at a place."""
        if place not in self._answered:  # a place is also asked for beside those within it
            self._answered[place] = self._asked(place)
        return self._answered[place]

    def _asked(self, place: Place) -> Counterpart | None:
        words = self.front[place.sentence]
        span = self._links.left[place.sentence].covering(words[place.first].start, words[place.last - 1].end)
        answer = self._links.counterpart(place.sentence, span)
        return self._completed(place, answer) if answer else None

    def _swallowed(self, place: Place, answer: Counterpart) -> bool:
        """Whether a longer term at a place has the same answer: deposito, of spese di deposito = skladné.

        What is longer and far down the list is no term, but one with a verb behind it.
        """
        around = self._around.get(place.sentence, ())
        own = next((rank for rank, other in around if other == place), len(self._ranked))
        for rank, other in around:
            longer = other.first <= place.first and place.last <= other.last and other != place
            if longer and rank < max(own, MOST):
                theirs = self.counterpart(other)
                if theirs and theirs.span == answer.span and theirs.sure > answer.sure / 2:
                    return True
        return False

    def _only_begins(self, candidate: Candidate, given: Sequence[tuple[Place, Counterpart]]) -> bool:
        """Whether a phrase is the beginning of a longer one wherever it stands, by its counterparts.

        So it is with contratto a tempo, smlouva na dobu, of contratto a tempo determinato, smlouva na dobu určitou; and
        with preparare l’ordine, where ordine del giorno is program porady.
        """
        linked = len(candidate.lemmas) > 2 and bool(set(candidate.lemmas) & language(self.languages[0]).links)
        return len(candidate.lemmas) > 1 and all(
            any(
                (
                    linked
                    and (other.first, other.last) == (place.first, place.last + 1)
                    and _holds(self.counterpart(other), answer)
                )
                or (
                    other.first == place.last - 1
                    and other.last > place.last
                    and _holds(answer, self.counterpart(other))
                )
                for _, other in self._around.get(place.sentence, ())
            )
            for place, answer in given
        )

    def _completed(self, place: Place, answer: Counterpart) -> Counterpart:
        """An answer without a last word that means nothing, and with the noun that its last adjective describes."""
        theirs = self._links.right[place.sentence]
        stop = language(self.languages[1]).stop
        first, last = answer.span
        while last - first > 1 and theirs[last - 1].lower() in stop:
            last -= 1
        words = self._answer_words(place, replace(answer, span=(first, last)))
        last += cut_short(words, self._behind(place, words), self.languages[1])
        if self._reflexive(place):
            first, last = with_pronoun([theirs[n] for n in range(len(theirs))], (first, last), self.languages[1])
        return replace(answer, span=(first, last), text=theirs.span_text((first, last)))

    def _reflexive(self, place: Place) -> bool:
        """Whether the words at a place are a verb with a pronoun of its own: si astiene, astenersi."""
        known = language(self.languages[0])
        first = self._words(place)[0]
        if is_verb(first.lemma, known) and first.bare.endswith(known.clitics):
            return True
        return is_verb(first.lemma, known) and bool(place.first) and self._before(place).rstrip("’") in known.pronouns

    def _answers(self, place: Place, answer: Counterpart) -> bool:
        """Whether what answers a term can be its translation."""
        words = self._answer_words(place, answer)
        kind = self._kind([place], place, answer)
        if kind != "verb" and self._before(place) in language(self.languages[0]).negations:
            return False  # non | rimborsabile, nevratný
        return answers(words, self._behind(place, words), kind, self.languages[1])

    def _behind(self, place: Place, words: Sequence[Token]) -> list[Token]:
        """What follows some words of the translation."""
        return [token for token in self._back[place.sentence] if words and token.start >= words[-1].end]

    def _part_of_more(self, place: Place, answer: Counterpart) -> bool:
        """Whether both sides go on as parts of longer phrases do: tasso | di conversione, konverzní | poměr."""
        words = self.front[place.sentence]
        known = language(self.languages[0])
        behind = words[place.last : place.last + 2]
        goes_on = bool(behind) and not words[place.last - 1].breaks
        goes_on = goes_on and (behind[0].bare in known.links or bool(re.search(known.adjectives, behind[0].lemma)))
        theirs = self._back[place.sentence]
        mine = self._answer_words(place, answer)
        before = [token for token in theirs if token.end <= mine[0].start][-1:]
        return goes_on and bool(before) and not before[0].breaks and describes(before[0], self.languages[1])

    def surface(self, place: Place) -> str:
        """The words at a place as they stand in the sentence."""
        words = self.front[place.sentence]
        text = self.pairs[place.sentence].front[words[place.first].start : words[place.last - 1].end]
        return text.rstrip("’'")

    def _stands_once(self, place: Place, answer: Counterpart) -> bool:
        pair = self.pairs[place.sentence]
        sides = (self.surface(place), pair.front), (answer.text, pair.back)
        return all(len(occurrences(words, sentence)) == 1 for words, sentence in sides)

    def _badness(self, place: Place, answer: Counterpart) -> tuple[bool, bool, bool, int]:
        pair, length = self.pairs[place.sentence], len(self.front[place.sentence])
        return answer.sure < SURE, bool(pair.doubt), length not in _GOOD_LENGTH, length

    def _answer_words(self, place: Place, answer: Counterpart) -> tuple[Token, ...]:
        words = self._links.right[place.sentence]
        start, end = words.places[answer.span[0]][0], words.places[answer.span[1] - 1][1]
        return tuple(token for token in self._back[place.sentence] if token.start < end and token.end > start)

    def _words(self, place: Place) -> tuple[Token, ...]:
        return self.front[place.sentence][place.first : place.last]

    def _frequency(self, place: Place) -> str:
        """How usual a word is; of a phrase nobody counted that, it is rarer than any of its words."""
        first, *more = self._words(place)
        return "" if more else lexicon.band((first.lemma, first.bare), self.languages[0])

    def _before(self, place: Place) -> str:
        return self.front[place.sentence][place.first - 1].text.lower().replace("'", "’") if place.first else ""

    def _kind(self, places: Iterable[Place], place: Place, answer: Counterpart) -> Kind:
        """What the words at a place are, by those before it, or before all the places of a term."""
        before = [self._before(each) for each in places]
        words = self._answer_words(place, answer)
        return kind_of(self._words(place), before, self.languages[0], words, self.languages[1])

    def _front_form(self, candidate: Candidate, place: Place, answer: Counterpart) -> Form:
        here = self._kind([place], place, answer)
        kind = here if here == "adjective" else self._kind(candidate.places, place, answer)
        plural = used_in_plural([self._words(each) for each in candidate.places])
        before = [self._before(each) for each in candidate.places]
        return form(self._words(place), before, self.languages[0], kind, plural=plural)

    def _back_form(self, place: Place, answer: Counterpart, *, plural: bool = False) -> Form:
        kind = self._kind([place], place, answer)
        return form(self._answer_words(place, answer), (), self.languages[1], kind, plural=plural)


def _surer(one: Proposal, other: Proposal) -> bool:
    return TIERS.index(one.tier) < TIERS.index(other.tier)


def _holds(one: Counterpart | None, other: Counterpart | None) -> bool:
    """Whether an answer holds another one and more, and both are at least likely."""
    if not one or not other or min(one.sure, other.sure) < LIKELY:
        return False
    (first, last), (start, end) = one.span, other.span
    return first <= start and end <= last and one.span != other.span


def _lemmas(words: Iterable[Token]) -> tuple[str, ...]:
    return tuple(word.lemma for word in words)


def _inside(candidate: Candidate, other: Candidate) -> bool:
    """Whether a candidate stands nowhere but within another one."""
    return len(candidate.lemmas) < len(other.lemmas) and all(
        any(o.sentence == p.sentence and o.first <= p.first and p.last <= o.last for o in other.places)
        for p in candidate.places
    )


def keys_of(known: Iterable[Term], languages: tuple[str, str]) -> set[tuple[str, ...]]:
    """The lemmas of terms, in dictionary form and as they stand in their examples."""
    code = languages[0]
    texts = (text for term in known for text in (bare(term.term, code), term.found[0]) if text)
    return {_lemmas(tokens(text, code)) for text in texts}
