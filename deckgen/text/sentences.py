"""A paragraph split into sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from deckgen.languages.language import Language, language
from deckgen.languages.lemmas import lemma
from deckgen.languages.lexicon import is_known
from deckgen.languages.tokens import is_verb
from deckgen.text import unspaced


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: its text, its first line, whether it opens a paragraph and whether it is a heading."""

    text: str
    line: int
    opens: bool = False
    heading: bool = False


_CLOSERS = "\"'”“’‘»«›‹)]"
_OPENERS = "\"'„“”‚‘«»‹›([¿¡–—-"
_LOWER, _UPPER = r"a-z\u00df-\u017e", r"A-Z\u00c0-\u017d"  # letters of Latin alphabets, approximately
_DASHES = "–—-"
_MARKS = ".!?…"  # a run of them is matched only once: a line of dot leaders has thousands
# A footnote mark after the full stop belongs to the sentence before it: [3], (4), ¹, *, or a bare number that follows
# without a space. A full stop without a space after it ends a sentence only between two ordinary words.
# An emoticon belongs to what was said before it, and ends it before a capital.
_EMOJI = r"[\U0001f300-\U0001faff\u2600-\u27bf]\ufe0f?"
_SMILEY = rf"(?:[ \u00a0]*(?:[:;]['’]?-?[)(DPpO3*/|\\\]\[]++(?!\w)|=[)(D](?!\w)|<3|{_EMOJI}))"
_NOTE = r"(?:\[(?:[^\W\d_]+\.? )?\d{1,3}\])++|\(\d{1,2}\)|[¹²³⁰⁴-⁹]++(?:,[¹²³⁰⁴-⁹]++)*|\*{1,3}|(?<=[^\W\d]\.)\d{1,3}"
_END = re.compile(
    rf"(?<![{_MARKS}])(?P<mark>[{_MARKS}]++)(?P<close>[{re.escape(_CLOSERS)}]*+)"
    rf"(?:(?:{_NOTE})?{_SMILEY}*+(?=\s)"
    rf"|(?:(?<=[{_LOWER}][.!?])|(?<=[.!?][»“”]))(?=[A-ZÀ-ÖØ-Þ][{_LOWER}’']|[A-ZÀ-ÖØ-Þ] ))"
    rf"|(?<=[\w,])(?=\s|{_EMOJI}){_SMILEY}++(?=\s+[A-ZÀ-ÖØ-Þ])"
)
_LONGEST_WORD = 80  # letters; longer words are not abbreviations, and lookbehind stays short
_NO_WORD = re.compile(r"[@/\\]|www\.|\.\w+\.")  # addresses and file names, whose full stops do not end sentences
_ROMAN = re.compile(r"[IVXLC]+")
_NUMERAL = re.compile(r"\d|[IVXLC]+\b")
_DATE = re.compile(r"\d{1,2}\.|\d{4}\b")
_CAPITALS = re.compile(rf"[{_UPPER}]{{2,}}\b")
_CURRENCY = re.compile(r"[A-Z]{3}\b|Eur|[€$£]")
_LOWER_CASE_BRAND = re.compile(r"[a-z]{1,2}[A-Z]")  # iPhone, eBay, iOS: can begin a sentence
_ITEM = re.compile(r"(?:[a-z0-9]{1,2}\)|[ivx]{1,4}\.) [A-ZÀ-ÖØ-Þ]")  # b), ii. begin an item inside a paragraph
_ROMAN_ITEM = re.compile(r"[ivx]{1,4}|[IVX]{1,4}")
_PLACE = re.compile(r"[IVXLC]+,")  # Inf. V, 103
_DOTTED = re.compile(r"(?:[A-Z]\.)+[A-Z]")  # T.A.R, D.P.R
_CLASS = re.compile(r"\d{1,2}\.?|[IVX]+")  # before the letter of a class: 4. B, III B
_INITIAL = re.compile(rf"[{_UPPER}]\.")
_CLOSING = re.compile(rf"([{re.escape(_CLOSERS)}]+)(?:\s+|$)")
_EARLY = 20  # letters: Nel 44 a.C. Cesare
_CAPTION_WORDS = 2  # its name and its number
_SHORT = 3  # letters; such words are hardly ever nouns
_PARAGRAPH = re.compile(r"\n[^\S\n]*\n")


def sentences(text: str, code: str) -> list[str]:
    """Split `text` into sentences.

    Blank lines separate paragraphs, other line breaks are whitespace. The sentences are slices of `text`
    without the whitespace around them; together they contain everything else. A language with a list of
    abbreviations is split by it, any other by simplemma.
    """
    known = language(code)
    found: list[str] = []
    for paragraph in _PARAGRAPH.split(text):
        if known.abbreviates:
            found += _split(paragraph, known)
        elif unspaced.is_unspaced(paragraph):
            found += unspaced.split(paragraph)
        else:
            found += _split_by_library(paragraph, code)
    return found


def _split_by_library(text: str, code: str) -> list[str]:
    """Split by simplemma; but a closing quote after a space, as in French, belongs to the sentence before it."""
    from simplemma import split_sentences

    places: list[tuple[int, int]] = []
    at = 0
    for sentence in split_sentences(text, code):
        start = text.index(sentence, at)
        at = start + len(sentence)
        closing = _CLOSING.match(sentence)
        if places and closing:
            places[-1] = places[-1][0], start + closing.end(1)
            start += closing.end()
        if start < at:
            places.append((start, at))
    return [text[start:end] for start, end in places]


def _split(text: str, known: Language) -> Iterator[str]:
    start = _begins(text, 0)
    for match in _END.finditer(text):
        if _ends(_Stop.at(text, start, match, known), known):
            yield text[start : match.end()].strip()
            start = _begins(text, match.end())
    if text[start:].strip():
        yield text[start:].strip()


def _begins(text: str, at: int) -> int:
    """The offset of the next word, from `at` on."""
    match = _SPACE.match(text, at)
    return match.end() if match else at


_SPACE = re.compile(r"\s*")


# ------------------------------------------------------------------ whether a sentence ends


@dataclass(frozen=True, slots=True)
class _Stop:
    """A place where a sentence may end, with the words around it, without quotation marks and brackets."""

    mark: str
    closed: bool  # a quotation mark or a bracket closes after it
    article: str  # the two words before the one with the mark
    earlier: str
    before: str
    following: str
    closely: str  # the same with its punctuation, and the next
    worded: bool  # anything precedes it in its sentence
    quoted: bool  # a quotation mark or a bracket opens right before the word with the mark
    opens: bool  # the word with the mark is the first of its sentence
    spaced: bool  # whitespace follows
    early: bool  # the sentence has just begun
    captioned: bool  # the sentence consists of the word with the mark and one that can name a picture

    @classmethod
    def at(cls, text: str, start: int, match: re.Match[str], known: Language) -> _Stop:
        """The stop that `match` found in a sentence which began at `start`."""
        words = text[max(start, match.start() - 3 * _LONGEST_WORD) : match.start()].split()[-3:]
        after = text[match.end() : match.end() + _LONGEST_WORD].split(maxsplit=2)
        if len(after) > 1 and not after[0].strip(_DASHES):
            after = after[1:]
        before = words[-1].lstrip(_OPENERS) if words else ""
        article, earlier = ["", "", *(words or [""])][-3:-1]
        return cls(
            match["mark"] or "",
            bool(match["close"]),
            article,
            earlier,
            before,
            after[0].lstrip(_OPENERS) if after else "",
            " ".join(after[:2]),
            bool(words),
            bool(words) and words[-1] != before,
            match.start() - start == len(before) and text.startswith(before, start),
            text[match.end() : match.end() + 1].isspace() or match.end() == len(text),
            match.start() - start < _EARLY,
            len(words) == _CAPTION_WORDS
            and words[0].rstrip(".").lower() in known.captions
            and not text[start : match.start() - len(words[-1])].strip().removeprefix(words[0]),
        )


def _ends(stop: _Stop, known: Language) -> bool:
    """Whether a sentence ends here, judging by the words on both sides."""
    if not stop.following or not stop.mark:
        return True
    if _ITEM.match(stop.closely):
        return stop.before.lower() not in known.numbered and not (stop.opens and _ROMAN_ITEM.fullmatch(stop.before))
    if stop.following[:1].islower() and not _LOWER_CASE_BRAND.match(stop.following):
        return False
    if not stop.before:
        return stop.worded
    if not stop.spaced:
        address = _NO_WORD.search(stop.before + stop.mark + stop.following)
        return not address and (stop.mark != "." or stop.closed or _is_glued(stop, known))
    if stop.mark in ("...", "…"):
        return "," not in stop.closely.split()[0][-1:] or _is_ordinary(stop.following, known)
    return stop.mark != "." or _full_stop_ends(stop, known)


def _is_glued(stop: _Stop, known: Language) -> bool:
    """Whether a full stop without a space stands between two ordinary words, not in a file name or an abbreviation."""
    if stop.before.lower() in known.always | known.inside | known.numbered | known.counted:
        return stop.before.lower() in known.inside and _is_ordinary(stop.following, known)
    known_before = len(stop.before) >= _SHORT and _is_ordinary(stop.before, known)
    return _is_ordinary(stop.following, known) or (known_before and len(_first_letters(stop.following)) > _SHORT)


def _full_stop_ends(stop: _Stop, known: Language) -> bool:
    """Whether a full stop between two words ends a sentence."""
    if stop.captioned and _NUMERAL.match(stop.before):
        return False  # Figura 1-1. Schema
    if stop.opens and _ROMAN_ITEM.fullmatch(stop.before):
        return False
    if stop.before.isdigit():
        return _number_ends(stop, known)
    if known.epithets and _ROMAN.fullmatch(stop.before) and re.match(known.epithets, stop.following):
        return False  # Karel IV. Lucemburský
    return not (_PLACE.match(stop.closely) or _abbreviates(stop, known))


def _number_ends(stop: _Stop, known: Language) -> bool:
    """Whether a sentence ends after a number, which may number a list entry or be an ordinal, as in a date."""
    if stop.opens or stop.earlier.endswith(":"):
        return False  # the number of a list entry opens its sentence
    if not known.ordinals or stop.earlier.rstrip(".").lower() in known.numbered:
        return True
    if _DATE.match(stop.following) or re.match(r"[A-H]\b", stop.following):
        return False  # 5. A
    goes_on = known.ordinals_before_capitals or stop.earlier.lower() in known.conjunctions
    ordinal = len(stop.before) <= 2 and stop.following[0].isalpha()
    return not (ordinal and (goes_on or _CAPITALS.match(stop.following)))  # i 2. Festival řemesel, za 1. FC Brno


def _abbreviates(stop: _Stop, known: Language) -> bool:
    """Whether the full stop belongs to an abbreviation and no sentence ends there."""
    key = re.split("[’']", stop.before)[-1].lower()  # l’art. 5
    if _refers(stop, key, known):
        return True
    if stop.closed:
        return False
    whole = f"{stop.earlier}{stop.before}".lower() if stop.earlier.endswith(".") else key  # e. V., n. Chr.
    if whole in known.companies or (_DOTTED.fullmatch(stop.before) and key not in known.always):
        return stop.following[0].isdigit() or not _is_ordinary(stop.following, known)  # La Nord S.p.A. Torino
    if whole in known.dated:
        return stop.early and not _is_ordinary(stop.following, known)  # Nel 44 a.C. Cesare
    if len(stop.before) == 1 and stop.before.isupper():
        return stop.following[:1].isupper() and not _is_label(stop, known)
    if key in known.counted:
        return bool(_CURRENCY.match(stop.following)) or stop.following in known.currencies
    if key in known.ranks and stop.earlier.lower() in known.before_nouns:
        return True  # il gen. Dalla Costa, but il 3 gen.
    return key in known.always and not (key in known.personal and _is_pronoun(stop.following, known))


def _refers(stop: _Stop, key: str, known: Language) -> bool:
    """Whether an abbreviation stands before the number that it refers to: art. 5, cap. IV, Reg. (UE), U.S.C. §."""
    if stop.following[0].isdigit():
        return key in known.numbered or key in known.inside
    if stop.closely.startswith("§"):
        return key in known.always or bool(re.fullmatch(r"(?:[^\W\d_]+\.)+[^\W\d_]+", key))
    return key in known.numbered and (stop.closely.startswith("(") or bool(_NUMERAL.match(stop.following)))


def _is_label(stop: _Stop, known: Language) -> bool:
    """Whether a single upper-case letter labels a thing: un piano B. Il capo; but di M. Rossi, scrisse G. Verdi."""
    noun, following = stop.earlier.lstrip(_OPENERS), _first_letters(stop.following).lower()
    if stop.quoted or not noun or _INITIAL.match(stop.closely):
        return False
    if _INITIAL.fullmatch(noun):  # only initials: le iniziali E. M. Nessuno
        return _is_pronoun(following, known)
    if {noun.lower(), lemma(noun.lower(), known.code)} & known.labels:
        return True
    if _CLASS.fullmatch(noun) or (stop.before == "I" and noun.istitle()):
        return _is_ordinary(stop.following, known)  # la III B. Ieri; František Josef I. Pamětní deska
    if _is_function_word(following, known):  # a name would follow an initial, perhaps with a particle: G. La Malfa
        return following not in known.before_nouns or stop.closely.split()[-1][0].islower()
    if not noun.islower() or len(noun) <= _SHORT or noun in known.stop | known.links:
        return False
    named = stop.article.lower() in known.before_nouns
    return is_verb(lemma(following, known.code), known) and (named or not is_verb(lemma(noun, known.code), known))


def _is_ordinary(word: str, known: Language) -> bool:
    """Whether a capitalized word is not a name: the language has it in lower case too."""
    lowered = _first_letters(word).lower()
    if known.never_names and re.fullmatch(known.never_names, lowered):
        return True
    return bool(lowered) and (_is_function_word(lowered, known) or is_known(lowered, known.code))


def _is_function_word(word: str, known: Language) -> bool:
    """Whether a word, or the elided word before its apostrophe, is a function word."""
    return bool({word, re.split("[’']", word)[0]} & known.function_words)


def _first_letters(word: str) -> str:
    return re.split(r"[^\w’']", word)[0]


def _is_pronoun(word: str, known: Language) -> bool:
    """Whether a word is a pronoun, which cannot follow a title, so opens a sentence: il prof. | Lui ha detto no."""
    lowered = word.lower()
    return lowered in known.stop and lowered not in known.before_nouns
