"""One text and its translation, read word by word: what answers the words at a place, and their dictionary forms."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

from deckgen.languages import lexicon
from deckgen.languages.forms import answers, cut_short, describes, form, kind_of, kinds_of, many_for_one, with_pronoun
from deckgen.languages.grammar import Form, Kind
from deckgen.languages.it.words import used_in_plural
from deckgen.languages.language import language
from deckgen.languages.tokens import Place, Token, beside, is_small, is_verb, occurrences, tokens
from deckgen.project.pairs import Pair
from deckgen.terms.candidates import Candidate
from deckgen.terms.counterparts import FEATURES, Counterpart, Links
from deckgen.vectors.words import Span, words_of


class Reading:
    """The sentence pairs of one text; those that are skipped or have no id yet are left out.

    `front` and `back` are the words of each pair, `links` says which of them answer each other.
    """

    def __init__(self, pairs: Iterable[Pair], languages: tuple[str, str]) -> None:
        self.pairs = [pair for pair in pairs if not pair.skip and pair.id]
        self.languages = languages
        self.front = [tokens(pair.front, languages[0]) for pair in self.pairs]
        self._answered: dict[Place, Counterpart | None] = {}

    @cached_property
    def links(self) -> Links:
        """Which words of each pair answer each other."""
        front, back = self.languages
        fronts = words_of([pair.front for pair in self.pairs], lambda text: kinds_of(text, front))
        return Links(fronts, words_of([pair.back for pair in self.pairs], lambda text: kinds_of(text, back)))

    @cached_property
    def back(self) -> list[tuple[Token, ...]]:
        """The words of each translation."""
        return [tokens(pair.back, self.languages[1]) for pair in self.pairs]

    def counterpart(self, place: Place) -> Counterpart | None:
        """What answers the words at a place."""
        if place not in self._answered:  # a place is also asked for beside those within it
            self._answered[place] = self._asked(place)
        return self._answered[place]

    def _asked(self, place: Place) -> Counterpart | None:
        answer = self.links.counterpart(place.sentence, self._span(place))
        return self._completed(place, answer) if answer else None

    def _span(self, place: Place) -> Span:
        words = self.front[place.sentence]
        return self.links.left[place.sentence].covering(words[place.first].start, words[place.last - 1].end)

    def said(self, place: Place, answer: Counterpart) -> Mapping[str, float]:
        """What links say of an answer to the words at a place, by `links.FEATURES`."""
        return dict(zip(FEATURES, self.links.said(place.sentence, self._span(place), answer.span), strict=True))

    def _completed(self, place: Place, answer: Counterpart) -> Counterpart:
        """An answer without a last word that means nothing, and with the noun that its last adjective describes."""
        theirs = self.links.right[place.sentence]
        stop = language(self.languages[1]).stop
        first, last = answer.span
        while last - first > 1 and theirs[last - 1].lower() in stop:
            last -= 1
        words = self.answer_words(place, replace(answer, span=(first, last)))
        last += cut_short(words, self._behind(place, words), self.languages[1])
        if self._reflexive(place):
            first, last = with_pronoun([theirs[n] for n in range(len(theirs))], (first, last), self.languages[1])
        mended = (first, last) != answer.span
        return replace(answer, span=(first, last), text=theirs.span_text((first, last)), mended=mended)

    def _reflexive(self, place: Place) -> bool:
        """Whether the words at a place are a verb with a pronoun of its own: si astiene, astenersi."""
        known = language(self.languages[0])
        first = self.words(place)[0]
        if is_verb(first.lemma, known) and first.bare.endswith(known.clitics):
            return True
        return is_verb(first.lemma, known) and bool(place.first) and self.before(place).rstrip("’") in known.pronouns

    def answers(self, place: Place, answer: Counterpart) -> bool:
        """Whether what answers a term can be its translation."""
        words = self.answer_words(place, answer)
        kind = self.kind([place], place, answer)
        known, (before, _) = language(self.languages[0]), beside(place, self.front[place.sentence])
        if before and kind != "verb" and before.bare in known.negations:
            return False  # non | rimborsabile, nevratný
        first, *more = self.words(place)
        if before and kind == "noun" and not more and not is_small(before, known) and describes(first, known.code):
            return False  # attività | aziendale, činnost | firmy
        return answers(words, self._behind(place, words), kind, self.languages[1])

    def _behind(self, place: Place, words: Sequence[Token]) -> list[Token]:
        """What follows some words of the translation."""
        return [token for token in self.back[place.sentence] if words and token.start >= words[-1].end]

    def part_of_more(self, place: Place, answer: Counterpart) -> bool:
        """Whether both sides go on as parts of longer phrases do: tasso | di conversione, konverzní | poměr."""
        known = language(self.languages[0])
        _, behind = beside(place, self.front[place.sentence])
        goes_on = behind is not None and (behind.bare in known.links or bool(re.search(known.adjectives, behind.lemma)))
        theirs = self.back[place.sentence]
        mine = self.answer_words(place, answer)
        before = [token for token in theirs if token.end <= mine[0].start][-1:]
        return goes_on and bool(before) and not before[0].breaks and describes(before[0], self.languages[1])

    def surface(self, place: Place) -> str:
        """The words at a place as they stand in the sentence."""
        words = self.front[place.sentence]
        text = self.pairs[place.sentence].front[words[place.first].start : words[place.last - 1].end]
        return text.rstrip("’'")

    def stands_once(self, place: Place, answer: Counterpart) -> bool:
        """Whether the words at a place and those of its answer stand just once in their sentences."""
        pair = self.pairs[place.sentence]
        sides = (self.surface(place), pair.front), (answer.text, pair.back)
        return all(len(occurrences(words, sentence)) == 1 for words, sentence in sides)

    def words(self, place: Place) -> tuple[Token, ...]:
        """The words at a place."""
        return self.front[place.sentence][place.first : place.last]

    def answer_words(self, place: Place, answer: Counterpart) -> tuple[Token, ...]:
        """The words of an answer."""
        words = self.links.right[place.sentence]
        start, end = words.places[answer.span[0]][0], words.places[answer.span[1] - 1][1]
        return tuple(token for token in self.back[place.sentence] if token.start < end and token.end > start)

    def before(self, place: Place) -> str:
        """The word before a place in small letters, empty at the beginning of a sentence."""
        return self.front[place.sentence][place.first - 1].text.lower().replace("'", "’") if place.first else ""

    def frequency(self, place: Place) -> str:
        """How usual a word is; of a phrase nobody counted that, it is rarer than any of its words."""
        first, *more = self.words(place)
        return "" if more else lexicon.band((first.lemma, first.bare), self.languages[0])

    def kind(self, places: Iterable[Place], place: Place, answer: Counterpart) -> Kind:
        """What the words at a place are, by those before it, or before all the places of a term."""
        before = [self.before(each) for each in places]
        words = self.answer_words(place, answer)
        return kind_of(self.words(place), before, self.languages[0], words, self.languages[1])

    def forms(self, candidate: Candidate, place: Place, answer: Counterpart) -> tuple[Form, Form]:
        """The dictionary forms of a candidate as it stands at a place, and of its answer."""
        here = self.kind([place], place, answer)
        kind = here if here == "adjective" else self.kind(candidate.places, place, answer)
        before = [self.before(each) for each in candidate.places]
        plural = used_in_plural([self.words(each) for each in candidate.places])
        words, answering = self.words(place), self.answer_words(place, answer)
        front = form(words, before, self.languages[0], kind, plural=plural)
        many = front.plural_only or many_for_one(words, self.languages[0], answering, self.languages[1])
        return front, self.back_form(place, answer, plural=many)

    def back_form(self, place: Place, answer: Counterpart, *, plural: bool = False) -> Form:
        """The dictionary form of an answer, in the plural where it is used so."""
        kind = self.kind([place], place, answer)
        return form(self.answer_words(place, answer), (), self.languages[1], kind, plural=plural)
