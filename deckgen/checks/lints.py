"""Checks that can be silenced: a flat list of small functions from a deck to remarks.

They find what most cards are better without. Authors may have their reasons, so `allow: [code]` in an entry or in
deck.yaml silences one; `deckgen check` still counts it. Codes appear in authors' files, so they never change.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from statistics import median

from deckgen.checks.cues import ambiguous_front, hint_needed, hint_tells
from deckgen.checks.items import Check, Item, Remark, examples, pairs_of, terms_of
from deckgen.checks.numbers.compared import one_sided
from deckgen.languages import lexicon
from deckgen.languages.grammar import bare
from deckgen.languages.language import language
from deckgen.languages.registry import rules_of
from deckgen.project.deck import Deck
from deckgen.project.parts import Part
from deckgen.project.vocabulary import Term

LONG, VERY_LONG = 20, 30  # words
_TOO_DIFFERENT = math.log(1.5)  # log of the length ratio, against the usual one of the text
_MIN_CHARACTERS = 40  # of the longer side, to compare lengths
_MIN_PAIRS = 10  # of a text, to know its usual length ratio
_FOREIGN = 0.2  # difference in the shares of known words that tells two languages apart
_MIN_WORDS = 4  # of a sentence, to tell its language
_SHARED = 3  # terms that may have the same example
_NEAR = 20  # terms in study order
_BELONG = "check that these sentences belong together"


def unhighlighted(deck: Deck, parts: Sequence[Part]) -> Iterator[Remark]:
    """A term that cannot be highlighted in its example."""
    languages = deck.front, deck.back
    for text, item, term, pair in ((part, *each) for part in parts for each in examples([part])):
        if pair is None or not all((*item.sides, pair.front, pair.back)):
            continue
        places = text.placed(term, pair, languages)
        for code, found, form, (_, offsets) in zip(languages, term.found, item.sides, places, strict=True):
            if offsets:
                continue
            words = found or bare(form, code)
            advice = f"write the words as they appear there: `found: {{{code}: …}}`"
            message = f"“{words}” does not appear in its example, pair {pair.id}"
            yield item.remark("found" if found else code, message, advice, "error" if found else "warning")


_MARKUP = re.compile(
    r"</?[a-z][^<>]*>|&(?:[a-z]+|#\d+);|\*\*|\{\{|\}\}|\ufffd"  # HTML, templates, broken encodings
    r"|~~|^\[[ x]\] |\[\^\w+\]|\{[:#\\][^{}]*\}|\[![a-z]+|^:{3}|\]\([^()\s]+\)",  # Markdown and subtitles
    re.IGNORECASE,
)

_MAY_BE_MARKUP = re.compile("[<&*{}~\\[\\]\ufffd]")  # what each of the above has, but `:::`; it is found much faster


def leftover_markup(deck: Deck, parts: Sequence[Part]) -> Iterator[Remark]:
    """Leftovers of a web page or of a broken conversion."""
    for item in (*pairs_of(parts), *terms_of(parts)):
        for code, text in zip((deck.front, deck.back), item.sides, strict=True):
            trace = _MARKUP.search(text) if _MAY_BE_MARKUP.search(text) or text.startswith(":::") else None
            if trace:
                message = f"`{trace[0].strip()}` in {item.name} looks like leftover markup"
                advice = "delete it, or write `allow: [leftover-markup]` to show it as is"
                yield item.remark(code, message, advice)


_GLUED = re.compile(r"(?<![\w./@])[^\W\d_]{3,}[.!?][A-ZÀ-Ž][^\W\d_]+(?=[ ,;:]|$)")
_STOP_AND_LETTER = re.compile("[.!?][A-ZÀ-Ž]")  # few sentences have it, and without it none is glued
_QUOTES = (("“", "”"), ("„", "“"), ("«", "»"))
_QUOTE_MARKS = "“”„«»"


def glued_sentences(deck: Deck, parts: Sequence[Part]) -> Iterator[Remark]:
    """A full stop without a space after it, as where a line break was lost."""
    for item in pairs_of(parts):
        for code, text in zip((deck.front, deck.back), item.sides, strict=True):
            found = _GLUED.search(_ADDRESS.sub(" ", text)) if _STOP_AND_LETTER.search(text) else None
            if found:
                yield item.remark(
                    code, f"`{found[0]}`: is a space missing?", "add it, or split the pair there", "warning"
                )


def half_quotes(deck: Deck, parts: Sequence[Part]) -> Iterator[Remark]:
    """A quotation mark whose other half is in another pair."""
    for item in pairs_of(parts):
        for code, text in zip((deck.front, deck.back), item.sides, strict=True):
            mark = _half_quote(text)
            if mark:
                message = f"`{mark}` has no other half in this sentence"
                advice = "delete it, or join the sentences of the quotation"
                yield item.remark(code, message, advice, "info")


def _half_quote(text: str) -> str:
    """The first quotation mark of a sentence that is opened or closed only; empty if there is none."""
    if not any(mark in text for mark in _QUOTE_MARKS):
        return ""
    # The same mark closes Czech quotations and opens English ones.
    first, last = next(
        (pair for pair in _QUOTES if pair[1] in text), next((pair for pair in _QUOTES if pair[0] in text), ("", ""))
    )
    counts = text.count(first), text.count(last)
    return "" if counts[0] == counts[1] else first if counts[0] > counts[1] else last


def same_pair_twice(_deck: Deck, parts: Sequence[Part]) -> Iterator[Remark]:
    """The same front and back on two cards."""
    seen: dict[tuple[str, str], Item] = {}
    for item in pairs_of(parts):
        first = seen.setdefault(item.sides, item)
        if all(item.sides) and first is not item:
            message = f"{item.name} is the same as the pair at {first.place}"
            yield item.remark("", message, "set `skip: true` on one of them", "warning")


def long_sentence(deck: Deck, parts: Sequence[Part]) -> Iterator[Remark]:
    """Sentences that take too long to review."""
    for item in pairs_of(parts):
        words = len(item.sides[0].split())
        advice = "split it, or rely on its terms and set `skip: true`"
        if words > VERY_LONG:
            yield item.remark(deck.front, f"{words} words is too long for a card", advice, "warning")
        elif words > LONG:
            yield item.remark(deck.front, f"{words} words is long for a card", advice, "info")


def numbers_differ(deck: Deck, parts: Sequence[Part]) -> Iterator[Remark]:
    """Numbers on one side only: a typo, or sentences that do not belong together."""
    codes = deck.front, deck.back
    for item in pairs_of(parts):
        if not all(item.sides):
            continue
        extra = {
            code: (language(code).english, ", ".join(numbers))
            for code, numbers in zip(codes, one_sided(item.sides, codes), strict=True)
            if numbers
        }
        if extra:
            code = next(iter(extra)) if len(extra) == 1 else deck.back
            yield item.remark(code, _numbers(*extra.values()), _BELONG, "warning")


def _numbers(one: tuple[str, str], other: tuple[str, str] | None = None) -> str:
    """What is said of a side, and of the other one, that has numbers of its own."""
    message = f"only the {one[0]} side has {one[1]}"
    return f"{message}; only the {other[0]} side has {other[1]}" if other else message


def nothing_to_learn(_deck: Deck, parts: Sequence[Part]) -> Iterator[Remark]:
    """A card whose question is its own answer, or that has no words."""
    for item in (*pairs_of(parts), *terms_of(parts)):
        front, back = item.sides
        if front and front == back:
            yield item.remark("", f"both sides of {item.name} are the same", "set `skip: true`", "warning")
        elif front and back and not any(map(str.isalpha, front + back)):
            yield item.remark("", f"{item.name} has no words", "set `skip: true`", "warning")


def lengths_differ(deck: Deck, parts: Sequence[Part]) -> Iterator[Remark]:
    """A side far longer than expected from the text's other pairs: part of it may be missing on the other side."""
    for part in parts:
        items = [item for item in pairs_of([part]) if all(item.sides) and max(map(len, item.sides)) >= _MIN_CHARACTERS]
        if len(items) < _MIN_PAIRS:
            continue
        usual = median(map(_log_ratio, items))
        for item in items:
            deviation = _log_ratio(item) - usual
            if abs(deviation) > _TOO_DIFFERENT:
                code, other = (deck.front, deck.back) if deviation > 0 else (deck.back, deck.front)
                longer, shorter = language(code).english, language(other).english
                times = f"{math.exp(abs(deviation)):.1f}"
                message = f"the {longer} side is {times} times as long as expected from the {shorter} side"
                yield item.remark(other, message, _BELONG, "warning")


def _log_ratio(item: Item) -> float:
    """The logarithm of the length of the front over that of the back."""
    front, back = item.sides
    return math.log(len(front) / len(back))


def endings_differ(deck: Deck, parts: Sequence[Part]) -> Iterator[Remark]:
    """A question or an exclamation on one side only."""
    for item in pairs_of(parts):
        if not any(mark in side[-4:] for side in item.sides for mark in "?!"):
            continue
        ends = [re.search(r"[?!]", side[-4:]) for side in item.sides]
        marks = ["".join(sorted(set(re.findall(r"[?!]", side[-4:])))) for side in item.sides]
        if all(item.sides) and marks[0] != marks[1]:
            quoted = ", ".join(f"“{end[0]}”" for end in ends if end)
            code = deck.front if marks[0] and not marks[1] else deck.back
            yield item.remark(code, f"only one side ends with {quoted}", _BELONG, "info")


_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|https?://\S+|(?<!\w)www\.\S+|(?<![\w@])@\w+")
_MAY_BE_ADDRESS = re.compile("@|://|www|[A-Z][A-Z]")  # what each of these and of acronyms has
_ACRONYM = re.compile(r"(?<![\w.])[A-Z]{2,6}(?!\w)")


def addresses_differ(deck: Deck, parts: Sequence[Part]) -> Iterator[Remark]:
    """An e-mail address, a link or an @name on one side only, or acronyms on one side only."""
    for item in pairs_of(parts):
        if not all(item.sides):
            continue
        if not any(map(_MAY_BE_ADDRESS.search, item.sides)):
            continue
        front, back = ({text.rstrip(".,;)") for text in _ADDRESS.findall(side)} for side in item.sides)
        acronyms = [set(_ACRONYM.findall(_ADDRESS.sub("", side))) for side in item.sides]
        one_sided = (front ^ back) or (set().union(*acronyms) if not all(acronyms) else set())
        if one_sided:
            code = deck.front if one_sided & (front | acronyms[0]) else deck.back
            yield item.remark(code, f"only one side has {', '.join(sorted(one_sided))}", _BELONG, "info")


def article_missing(deck: Deck, parts: Sequence[Part]) -> Iterator[Remark]:
    """A noun without its article, which would show the gender."""
    if not language(deck.front).articles:
        return
    for item, gender in _nouns(deck, parts):
        term = item.sides[0]
        if bare(term, deck.front) == term:
            advice = f"add the article, or remove the gender from `grammar: {gender}`"
            yield item.remark(deck.front, f"“{term}” is a noun without its article", advice, "warning")


def article_clashes(deck: Deck, parts: Sequence[Part]) -> Iterator[Remark]:
    """An article that does not match the gender in `grammar:`, or the sound after it."""
    genders = language(deck.front).genders
    for item, gender in _nouns(deck, parts):
        term = item.sides[0]
        article = term[: len(term) - len(bare(term, deck.front))].lower()
        if article and article in genders and language(deck.back).grammar[genders[article]] != gender:
            message = f"“{article.strip()}” does not match the gender in `grammar: {gender}`"
            yield item.remark(deck.front, message, "correct one of them", "warning")
    for item in terms_of(parts):
        fitting = rules_of(deck.front).fitting_article(item.sides[0])
        if fitting:
            yield item.remark(deck.front, f"the article before this word is “{fitting}”", "correct it", "warning")


def _nouns(deck: Deck, parts: Sequence[Part]) -> Iterator[tuple[Item, str]]:
    """The terms whose `grammar:` begins with a gender, each with that gender."""
    known = language(deck.back).grammar
    genders = [known[key] for key in ("m", "f", "n") if known.get(key)]
    for item in terms_of(parts):
        line = item.entry.grammar if isinstance(item.entry, Term) else ""
        gender = next((each for each in genders if line == each or line.startswith(f"{each},")), "")
        if gender:
            yield item, gender


def crowded_example(_deck: Deck, parts: Sequence[Part]) -> Iterator[Remark]:
    """One sentence as the example of many terms: their cards look alike, and it teaches too much at once."""
    for part in parts:
        groups: dict[str, list[Item]] = defaultdict(list)
        for item, _term, pair in examples([part]):
            if pair:
                groups[pair.id].append(item)
        for name, group in groups.items():
            for item in group[_SHARED:]:
                message = f"pair {name} is already the example of {_SHARED} terms"
                yield item.remark("pair", message, "choose another sentence that contains the term", "info")


def wrong_language(deck: Deck, parts: Sequence[Part]) -> Iterator[Remark]:
    """A side in the other language, or in neither."""
    codes = deck.front, deck.back
    for item in pairs_of(parts):
        for own, other, text in zip(codes, reversed(codes), item.sides, strict=True):
            if len(text.split()) < _MIN_WORDS:
                continue
            own_share = lexicon.share(text, own)
            if own_share is None or own_share + _FOREIGN >= 1:  # no share of the other language is above 1
                continue
            other_share = lexicon.share(text, other)
            expected = language(own).english
            if other_share is not None and other_share > own_share + _FOREIGN:
                message = f"this looks like {language(other).english}; {expected} expected"
                yield item.remark(own, message, "correct the text, or move it to the right side", "warning")
            elif own_share < _FOREIGN:
                yield item.remark(own, f"this does not look like {expected}", "correct the text", "warning")


def lookalikes(deck: Deck, parts: Sequence[Part]) -> Iterator[Remark]:
    """Terms that differ in a letter or two and are learned soon after each other."""
    earlier: list[tuple[str, Item]] = []
    for item in terms_of(parts):
        word = bare(item.sides[0], deck.front).casefold()
        for other, first in earlier[-_NEAR:]:
            if abs(len(word) - len(other)) <= _LIKE and word != other and _similar(word, other):
                message = f"“{item.sides[0]}” looks like “{first.sides[0]}” ({first.place}) and comes soon after it"
                yield item.remark(deck.front, message, "tell them apart with a `hint:` or a `note:`", "info")
        earlier.append((word, item))


_LIKE = 2  # letters that differ


def _similar(one: str, other: str) -> bool:
    """Whether two words of more than four letters are within a Levenshtein distance of 2."""
    if min(len(one), len(other)) < 5:
        return False
    third = len(one) // 3  # two changes leave one of three parts as it is
    if not (one[:third] in other or one[third : 2 * third] in other or one[2 * third :] in other):
        return False
    row = list(range(len(other) + 1))
    for n, letter in enumerate(one, 1):
        before, row = row, [n]
        for m, against in enumerate(other, 1):
            row.append(min(before[m] + 1, row[-1] + 1, before[m - 1] + (letter != against)))
        if min(row) > _LIKE:
            return False
    return row[-1] <= _LIKE


LINTS: tuple[Check, ...] = (
    Check("unhighlighted", unhighlighted),
    Check("leftover-markup", leftover_markup),
    Check("glued-sentences", glued_sentences),
    Check("ambiguous-front", ambiguous_front),
    Check("same-pair-twice", same_pair_twice),
    Check("hint-needed", hint_needed),
    Check("hint-tells", hint_tells),
    Check("long-sentence", long_sentence),
    Check("numbers-differ", numbers_differ),
    Check("nothing-to-learn", nothing_to_learn),
    Check("lengths-differ", lengths_differ),
    Check("article-missing", article_missing),
    Check("article-clashes", article_clashes),
)
# Hints, or slow checks that read dictionaries or compare a lot: `deckgen check` runs them, a build does not.
THOROUGH: tuple[Check, ...] = (
    Check("half-quotes", half_quotes),
    Check("endings-differ", endings_differ),
    Check("addresses-differ", addresses_differ),
    Check("crowded-example", crowded_example),
    Check("wrong-language", wrong_language),
    Check("lookalikes", lookalikes),
)
