"""Czech phrases in their dictionary form: nominatives with agreeing adjectives, infinitives, the rest unchanged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from deckgen.languages import lemmas, lexicon
from deckgen.languages.cs.words import Words
from deckgen.languages.grammar import DictionaryForm, Gender, Kind, confirmed, has_forms, plain
from deckgen.languages.rules import Rules
from deckgen.languages.tokens import Token, WordKind

_WRITTEN = 1.0  # Zipf frequency
_OBLIQUE = ("ami", "ách", "ám", "")  # endings that distinguish a noun from an adverb, besides those in the data


class Czech(Rules):
    """The rules of Czech, and of Slovak, which works the same way; `word` handles single words."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.word = Words(code)
        lists = self.nouns["words"]
        self.prepositions = self.known.links | set(lists["prepositions"])
        self.conjunctions = frozenset(lists["conjunctions"])
        self.auxiliaries = frozenset(lists["auxiliaries"])

    # -------------------------------------------------------------- words

    def is_conjugated(self, word: Token) -> bool:
        """Whether a word is a form of a verb other than its infinitive."""
        if not super().is_conjugated(word) or self.word.verbal_noun(word):
            return False
        # Nouns in -t and -c look like infinitives: společnosti, účtu. No verb form begins with its infinitive.
        return not word.bare.startswith((word.lemma, word.lemma[:-2] + word.lemma[-1:]))

    def passive(self, word: Token) -> str:
        """The infinitive of a short passive participle (schváleno: schválit); empty for other words."""
        return self.word.passive(word)

    def is_adjective(self, word: Token) -> bool:
        """Whether a word is an adjective, and not a noun that looks like one."""
        return self.word.is_adjective(word)

    def is_adverb(self, words: Sequence[Token], n: int) -> bool:
        """Whether word `n` is an adverb that modifies the adjective after it: opakovaně použitelný."""
        word = words[n]
        if n + 1 >= len(words) or word.breaks or not self.word.is_adverb(word):
            return False
        return self.word.is_adjective(words[n + 1]) or self.is_adverb(words, n + 1)

    def word_kind(self, word: Token) -> WordKind | None:
        """The kind of a word, including adjectives and passive participles."""
        kind = super().word_kind(word)
        if kind in ("pronoun", "function"):
            return kind
        if self.word.is_adjective(word):
            return "adjective"
        return "verb" if kind or self.word.passive(word) else None

    def _is_only_adjective(self, word: Token) -> bool:
        """Whether a word is an adjective, and not a noun declined like one."""
        return self.word.is_adjective(word) and not self.word.adjectival_noun(word)

    def _is_auxiliary(self, word: Token) -> bool:
        return word.lemma in self.nouns["words"]["auxiliary_lemmas"] or word.bare in self.auxiliaries

    def _is_lone_adverb(self, word: Token) -> bool:
        """Whether a word is an adverb, of which the lexicon has no other form: osobně, dříve (of brzy)."""
        lemma = word.lemma
        if lemma != word.bare and not self.word.fits("comparative_adverb", word.bare):
            return False
        if lemma in self.word.genders or word.text.isupper() or self.word.fits("not_adverb", lemma):
            return False
        endings = (*self.nouns["endings"], *_OBLIQUE)
        return self.word.is_known(lemma) and not has_forms(lemma, self.code, endings, _WRITTEN)

    # -------------------------------------------------------------- phrases

    def opens_with_preposition(self, words: Sequence[Token]) -> bool:
        """Whether a phrase begins with a preposition."""
        return bool(words) and words[0].bare in self.prepositions

    def is_adjective_phrase(self, words: Sequence[Token]) -> bool:
        """Whether a phrase is a prepositional phrase (ve výši) or an adjective with its complement.

        For example osvobozený od daně and značce věrný.
        """
        if any(word.bare in self.prepositions for word in words):
            governs = self.word.is_adjective(words[0]) and words[1].bare in self.prepositions
            return self.opens_with_preposition(words) or governs
        return self._is_only_adjective(words[-1])

    def _is_only_description(self, words: Sequence[Token]) -> bool:
        """Whether a phrase is an adjective, possibly with adverbs before it: vysoce účinný, of ad alta efficienza."""
        *before, last = words
        adverbs = all(self.is_adverb(words, n) for n in range(len(before)))
        return self._is_only_adjective(last) and not self.word.owner(last) and adverbs

    def is_noun_phrase(self, words: Sequence[Token], following: Sequence[Token]) -> bool:
        """Whether a phrase has a noun and no verb; a lone adjective or adverb is not a noun phrase."""
        stop, single = self.known.stop, self.word
        if len(words) == 1 and words[0].lemma in self._also_adjectives and not words[0].breaks:
            behind = following[0].lemma if following else ""
            return not behind or behind in stop or behind in self.prepositions  # účetní | oddělení
        if any(
            (self.is_verb_form(word) or single.passive(word)) and not single.adjectival_noun(word) for word in words
        ):
            return False
        head = self._head(words)
        if head is None:
            return len(words) == 1 and bool(single.adjectival_noun(words[0]))
        if {words[head].bare, words[head].lemma} & (self.prepositions | stop):
            return False
        if words[-1].bare == words[-1].lemma and head + 1 < len(words) and single.is_adverb(words[-1]):
            return False  # objednávka | písemně: the adverb belongs to a verb
        linked = max((n for n, word in enumerate(words) if word.bare in self.prepositions), default=len(words))
        if words[linked + 1 :] and all(map(self._is_only_adjective, words[linked + 1 :])):
            return False  # považuje | sazbu za přiměřenou
        return not self._is_lone_adverb(words[head])

    def missing_tail(self, words: Sequence[Token], following: Sequence[Token]) -> int:
        """How many words follow up to the noun that the last adjective modifies; 0 where none does."""
        if len(words) < 2 or not self.word.is_adjective(words[-1]) or self._head(words[:-1]) is None:
            return 0
        for n, word in enumerate(() if words[-1].breaks else following[:2]):
            if not self.word.is_adjective(word):
                named = word.lemma in self.known.stop or self.is_conjugated(word) or word.text[:1].isupper()
                return 0 if named else n + 1
            if word.breaks:
                return 0
        return 0

    def may_be_plural(self, words: Sequence[Token]) -> bool:
        """Whether the first noun of a phrase may denote several people, or is certainly in the plural."""
        head = self._head(words)
        if head is None:
            return False
        word = words[head]
        people = word.bare != word.lemma and self.word.is_animate(word.lemma)
        return (people and not self.word.fits("singular_of_people", word.bare)) or self.word.fits("plural", word.bare)

    @property
    def _also_adjectives(self) -> Sequence[str]:
        """Nouns that are adjectives when another noun follows."""
        given: Sequence[str] = self.nouns["gender"].get("also_adjective", ())
        return given

    def _head(self, words: Sequence[Token]) -> int | None:
        """The index of the head noun; None without one."""
        for n, word in enumerate(words):
            following = n + 1 < len(words) and words[n + 1].bare not in self.prepositions | self.conjunctions
            modifies = following and self.word.is_modifier(word)
            if word.bare in self.conjunctions or modifies or self.is_adverb(words, n):
                continue
            describes = following and word.lemma in self._also_adjectives
            adjectival = not following and self.word.adjectival_noun(word)
            if not describes and (not self.word.is_adjective(word) or adjectival):
                return n
        return None

    # -------------------------------------------------------------- dictionary forms

    def dictionary_form(
        self, words: Sequence[Token], before: Iterable[str], kind: Kind | None, *, plural: bool
    ) -> DictionaryForm:
        """The dictionary form of a phrase; see `Rules.dictionary_form`. Without articles, `before` is unused."""
        finite = [n for n, word in enumerate(words) if self.is_conjugated(word) and not self._is_auxiliary(word)]
        if kind == "verb" and (verbs := self._verbs(words, finite)):
            return self._verb(words, verbs[0])
        described = self._unheaded(words, kind)
        if described:
            return described
        head = self._head(words)
        if head is not None:
            made = self._noun(words, head, plural=plural)
            return replace(made, certain=made.certain and not finite)
        nominative = self.word.adjectival_noun(words[0]) if len(words) == 1 else ""
        if nominative:
            return DictionaryForm(nominative, "noun", self.word.genders[nominative])
        text = " ".join(word.lemma if self.word.is_adjective(word) else word.bare for word in words)
        return DictionaryForm(text, "adjective", certain=len(words) == 1)

    def _verbs(self, words: Sequence[Token], finite: Sequence[int]) -> Sequence[int]:
        """The indices of the verbs: finite ones, else passive participles, else infinitives."""
        passive = [n for n, word in enumerate(words) if self.word.passive(word)]
        infinitives = [n for n, word in enumerate(words) if self.is_infinitive(word) and not self._is_auxiliary(word)]
        return finite or passive or infinitives

    def _unheaded(self, words: Sequence[Token], kind: Kind | None) -> DictionaryForm | None:
        """The form of a phrase without a head noun, which stays as it is; None for other phrases."""
        first = words[0]
        if first.bare in self.prepositions:
            return DictionaryForm(plain(words, 0), "phrase")
        if kind == "phrase" and not self._is_only_description(words):
            return DictionaryForm(plain(words, 0), "phrase", certain=len(words) == 1 and self.word.is_adverb(first))
        if len(words) > 2 and self._is_only_adjective(first) and words[1].bare in self.prepositions:
            return DictionaryForm(
                f"{first.lemma} {plain(words, 1)}", "adjective", certain=False
            )  # přijatelný pro všechny
        return None

    def _noun(self, words: Sequence[Token], head: int, *, plural: bool) -> DictionaryForm:
        """The noun at index `head` in the nominative, with its modifiers."""
        noun, single = words[head], self.word
        named, many = self._named(words, head, plural=plural)
        gender, sure = single.gender(named)
        tail = self._tail(words[head + 1 :], named, gender, many=many)
        adverbs = [self.is_adverb(words, n) for n in range(head)]
        parts = [
            word.bare if adverb else single.agreeing(word, named, gender, many=many)
            for word, adverb in zip(words, adverbs, strict=False)
        ]
        lemma = noun.text if noun.text.isupper() and len(noun.text) > 1 else named
        lemma, several = single.plural_of(lemma, gender) if many else (lemma, True)
        inflected = [
            word
            for word, adverb in zip(words, adverbs, strict=False)
            if word.bare not in self.conjunctions and not (adverb or single.is_modifier(word) or single.owner(word))
        ]
        known = all(confirmed(word.lemma, word, self.code) for word in inflected) and confirmed(named, noun, self.code)
        agrees = sure or not parts  # without adjectives the gender makes no difference
        if self._ends_in_participle(words, head):
            parts, tail = [*parts, tail], ""  # přiložený půdorys, even where the text has půdorys přiložený
        text = " ".join([*parts, lemma, tail]).strip()
        return DictionaryForm(text, "noun", gender, certain=agrees and known and several)

    def _named(self, words: Sequence[Token], head: int, *, plural: bool) -> tuple[str, bool]:
        """The nominative of a noun, and whether it should be in the plural."""
        noun, only = words[head], self.nouns["gender"]["plural_only"]
        last = head + 1 == len(words)
        named = noun.bare if noun.bare in only and last else self.word.noun_lemma(noun)  # but od data splatnosti
        if named in only or named in self.word.adjectival:
            return named, named in only
        asked = plural and not self._is_singular(noun, named) and not self.word.fits("singular", noun.bare)
        return named, asked or self._is_often_plural(noun, alone=len(words) == 1)

    def _is_singular(self, noun: Token, named: str) -> bool:
        """Whether a noun is in the singular: a nominative that differs from the nominative plural."""
        return noun.bare == named and self.word.plural_of(named, self.word.gender(named)[0])[0] != named

    def _is_often_plural(self, noun: Token, *, alone: bool) -> bool:
        """Whether dictionaries give a noun in the plural, and it is in the plural here, judging by its ending."""
        given = self.nouns["often_plural"]
        known = {*given["always"], *(() if alone else given["in_phrases"])}
        return noun.lemma in known and noun.bare != noun.lemma and not self.word.fits("singular", noun.bare)

    def _ends_in_participle(self, words: Sequence[Token], head: int) -> bool:
        """Whether the noun is followed by a participle and nothing else."""
        last = words[-1]
        participle = self.word.fits("participle", last.lemma) and self.word.is_adjective(last)
        return len(words) == head + 2 and participle

    def _tail(self, words: Sequence[Token], noun: str, gender: Gender, *, many: bool) -> str:
        """What follows a noun, unchanged; but its own adjective agrees: osoba samostatně výdělečně činná.

        Also an adjective with a complement: škoda vzniklá při přepravě.
        """
        at = next((n for n in range(len(words)) if not self.is_adverb(words, n)), 0)
        rest = words[at + 1 :]
        governs = not rest or rest[0].bare in self.prepositions
        if not words or not self.word.is_adjective(words[at]) or not governs:
            return plain(words, 0)
        described = self.word.agreeing(words[at], noun, gender, many=many)
        return " ".join([*(word.bare for word in words[:at]), described, *(word.text for word in rest)])

    def _verb(self, words: Sequence[Token], at: int) -> DictionaryForm:
        """The infinitive with its reflexive pronoun; adverbs of manner come before it, the rest after it."""
        rest = [word for n, word in enumerate(words) if n != at and not self._is_auxiliary(word)]
        lists = self.nouns["words"]
        pronoun = [word.bare for word in rest if word.bare in lists["reflexive"]]
        manner = [word.bare for word in rest if word.bare in lists["manner"] or self._is_plain_adverb(word)]
        others = [word.text for word in rest if word.bare not in {*lists["reflexive"], *manner}]
        infinitive = self.word.passive(words[at]) or words[at].lemma
        certain = lexicon.is_known(infinitive, self.code) or not lemmas.guessed(words[at].bare, self.code)
        verb = [*manner, *pronoun, infinitive] if manner else [infinitive, *pronoun]  # písemně oznámit, mlčky se …
        return DictionaryForm(" ".join([*verb, *others]), "verb", certain=certain)

    def _is_plain_adverb(self, word: Token) -> bool:
        return word.lemma == word.bare and self.word.is_adverb(word)


RULES = Czech
