"""A text and its translation, word by word: the counterpart of the words at a place, and the forms of both."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, partial
from typing import TypeVar, overload

from deckgen.languages.forms import classified, kind_of, with_pronoun
from deckgen.languages.grammar import DictionaryForm, Kind
from deckgen.languages.registry import rules_of
from deckgen.languages.tokens import Place, Token, beside, has_digits, is_function_word, is_verb, occurrences, tokens
from deckgen.project.pairs import Pair
from deckgen.terms import in_context
from deckgen.terms.candidates import Candidate
from deckgen.terms.counterparts import Counterpart, WordAlignment
from deckgen.terms.in_place import in_place
from deckgen.vectors import e5
from deckgen.vectors.words import Array, words_of

Each = TypeVar("Each")


class OnDemand(Sequence[Each]):
    """A sequence whose items are made when somebody first asks for them."""

    def __init__(self, size: int, make: Callable[[int], Each]) -> None:
        self._size, self._make = size, make
        self._made: dict[int, Each] = {}

    def __len__(self) -> int:
        return self._size

    @overload
    def __getitem__(self, n: int) -> Each: ...
    @overload
    def __getitem__(self, n: slice) -> list[Each]: ...
    def __getitem__(self, n: int | slice) -> Each | list[Each]:
        if isinstance(n, slice):
            return [self[each] for each in range(*n.indices(self._size))]
        place = range(self._size)[n]
        if place not in self._made:
            self._made[place] = self._make(place)
        return self._made[place]


class BilingualText:
    """The sentence pairs of one text, except those that are skipped or have no id yet.

    `front` and `back` are the words of each pair as they are where they stand, `split` the words of both sides without
    their sentences; `alignment` links words that correspond.
    """

    def __init__(self, pairs: Iterable[Pair], languages: tuple[str, str]) -> None:
        self.pairs = [pair for pair in pairs if not pair.skip and pair.id]
        self.languages = languages
        self.rules = rules_of(languages[0]), rules_of(languages[1])
        self._texts = [pair.front for pair in self.pairs], [pair.back for pair in self.pairs]
        self.split = [
            [tokens(text, code) for text in texts] for texts, code in zip(self._texts, languages, strict=True)
        ]
        self._answered: dict[Place, Counterpart | None] = {}

    @cached_property
    def alignment(self) -> WordAlignment:
        """The word alignment of all pairs."""
        return self.aligned_along(in_context.directions(), remember=True)

    def aligned_along(self, directions: Array, *, remember: bool = False) -> WordAlignment:
        """The word alignment of all pairs, with what is read of the words along `directions`, width × number.

        With `remember`, what is told of the words is kept on disk.
        """
        ours, theirs = (
            words_of(texts, [classified(words, code) for words in split], directions=directions, remember=remember)
            for texts, split, code in zip(self._texts, self.split, self.languages, strict=True)
        )
        return WordAlignment(ours, theirs)

    @cached_property
    def front(self) -> Sequence[tuple[Token, ...]]:
        """The words of each sentence, as they are where they stand."""
        return OnDemand(len(self.pairs), partial(self._in_place, 0))

    @cached_property
    def back(self) -> Sequence[tuple[Token, ...]]:
        """The words of each translation, as they are where they stand: of the few that are asked for."""
        return OnDemand(len(self.pairs), partial(self._in_place, 1))

    def _in_place(self, side: int, n: int) -> tuple[Token, ...]:
        words = self.split[side][n]
        if not e5.available():
            return words
        ours, theirs = (self.alignment.left[n], self.alignment.right[n])[:: -1 if side else 1]
        if ours.classes is None or theirs.classes is None or not len(ours) or not len(theirs):
            return words
        links = self.alignment.links(n)
        return in_place(words, ours.classes, theirs.classes, links.T if side else links, self.languages[side])

    # -------------------------------------------------------------- counterparts

    def counterpart(self, place: Place) -> Counterpart | None:
        """The counterpart of the words at a place."""
        if place not in self._answered:  # places inside a longer one ask for it too
            answer = self.alignment.counterpart(place.sentence, (place.first, place.last))
            self._answered[place] = self._completed(place, answer) if answer else None
        return self._answered[place]

    def features_of(self, place: Place, answer: Counterpart) -> Mapping[str, float]:
        """The word-alignment features of a counterpart of the words at a place, by name."""
        return self.alignment.features_of(place.sentence, (place.first, place.last), answer.span)

    def _completed(self, place: Place, answer: Counterpart) -> Counterpart:
        """A counterpart without final stop words, extended to the noun that its last adjective modifies."""
        theirs, rules = self.back[place.sentence], self.rules[1]
        first, last = answer.span
        while last - first > 1 and theirs[last - 1].text.lower() in rules.known.stop:
            last -= 1
        last += rules.missing_tail(theirs[first:last], theirs[last:])
        if self._is_reflexive(place):
            first, last = with_pronoun(theirs, (first, last), rules.code)
        text = self.alignment.right[place.sentence].span_text((first, last))
        return replace(answer, span=(first, last), text=text, adjusted=(first, last) != answer.span)

    def _is_reflexive(self, place: Place) -> bool:
        """Whether the words at a place are a reflexive verb: si astiene, astenersi."""
        known = self.rules[0].known
        first = self.words(place)[0]
        if not is_verb(first.lemma, known):
            return False
        return first.bare.endswith(known.clitics) or (
            bool(place.first) and self.before(place).rstrip("’") in known.pronouns
        )

    def answers(self, place: Place, answer: Counterpart) -> bool:
        """Whether a counterpart can be the translation of a term; a noun needs a noun phrase, for example."""
        kind = self.kind([place], place, answer)
        rules, (before, _) = self.rules[0], beside(place, self.front[place.sentence])
        if before and kind != "verb" and before.bare in rules.known.negations:
            return False  # non | rimborsabile, nevratný
        first, *more = self.words(place)
        if (
            before
            and kind == "noun"
            and not more
            and not is_function_word(before, rules.known)
            and not has_digits(before)  # 3 | dispositivi, zařízení
            and rules.is_adjective(first)
        ):
            return False  # attività | aziendale, činnost | firmy
        following = self.back[place.sentence][answer.span[1] :]
        return kind != "noun" or self.rules[1].is_noun_phrase(self.answer_words(place, answer), following)

    def part_of_longer(self, place: Place, answer: Counterpart) -> bool:
        """Whether both sides look like parts of longer phrases: tasso | di conversione, konverzní | poměr."""
        known = self.rules[0].known
        _, behind = beside(place, self.front[place.sentence])
        goes_on = behind is not None and (behind.bare in known.links or bool(re.search(known.adjectives, behind.lemma)))
        first = answer.span[0]
        before = self.back[place.sentence][first - 1 : first] if first else ()
        return goes_on and bool(before) and not before[0].breaks and self.rules[1].is_adjective(before[0])

    # -------------------------------------------------------------- words

    def surface(self, place: Place) -> str:
        """The words at a place as written in the sentence."""
        words = self.words(place)
        return self.pairs[place.sentence].front[words[0].start : words[-1].end].rstrip("’'")

    def occurs_once(self, place: Place, answer: Counterpart) -> bool:
        """Whether the words at a place and their counterpart occur exactly once in their sentences."""
        return self._times(place, answer) == (1, 1)

    def can_be_highlighted(self, place: Place, answer: Counterpart) -> bool:
        """Whether a card can mark the words at a place and their counterpart; it marks all their occurrences."""
        return all(self._times(place, answer))

    def _times(self, place: Place, answer: Counterpart) -> tuple[int, int]:
        """How often the words at a place and their counterpart occur in their sentences."""
        pair = self.pairs[place.sentence]
        return len(occurrences(self.surface(place), pair.front)), len(occurrences(answer.text, pair.back))

    def words(self, place: Place) -> tuple[Token, ...]:
        """The words at a place."""
        return self.front[place.sentence][place.first : place.last]

    def answer_words(self, place: Place, answer: Counterpart) -> tuple[Token, ...]:
        """The words of a counterpart."""
        return self.back[place.sentence][answer.span[0] : answer.span[1]]

    def before(self, place: Place) -> str:
        """The word before a place in lower case; empty at the beginning of a sentence."""
        return self.front[place.sentence][place.first - 1].text.lower().replace("'", "’") if place.first else ""

    # -------------------------------------------------------------- dictionary forms

    def kind(self, places: Iterable[Place], place: Place, answer: Counterpart) -> Kind:
        """The kind of the words at a place, judged by the words before all `places` of the term."""
        before = [self.before(each) for each in places]
        words = self.answer_words(place, answer)
        return kind_of(self.words(place), before, self.languages[0], words, self.languages[1])

    def forms(self, candidate: Candidate, place: Place, answer: Counterpart) -> tuple[DictionaryForm, DictionaryForm]:
        """The dictionary forms of a candidate at a place and of its counterpart."""
        front, back = self.rules
        here = self.kind([place], place, answer)
        kind = here if here == "adjective" else self.kind(candidate.places, place, answer)
        before = [self.before(each) for each in candidate.places]
        plural = front.used_in_plural([self.words(each) for each in candidate.places])
        words = self.words(place)
        made = front.dictionary_form(words, before, kind, plural=plural)
        # il personale, zaměstnanci
        several = front.is_collective(words[0]) and back.may_be_plural(self.answer_words(place, answer))
        return made, self.back_form(place, answer, plural=made.plural_only or several)

    def back_form(self, place: Place, answer: Counterpart, *, plural: bool = False) -> DictionaryForm:
        """The dictionary form of a counterpart, in the plural if it is used so."""
        kind = self.kind([place], place, answer)
        return self.rules[1].dictionary_form(self.answer_words(place, answer), (), kind, plural=plural)


def lemmas_of(words: Iterable[Token]) -> tuple[str, ...]:
    """The lemmas of some words, which identify a phrase."""
    return tuple(word.lemma for word in words)
