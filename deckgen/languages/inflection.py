"""The dictionary form of a word whose class is known where it stands, with what confirms it.

A lexicon without classes has one dictionary form for a word: ricavo (proceeds) is a form of ricavare to it. Here the
class decides what is possible at all, by the endings in `inflection.toml` of the language, and evidence which of
the possible forms it is: the lexicon, the lists of nouns, how frequent a form is, whether its other forms are written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Literal

from deckgen.files import resources
from deckgen.languages import lemmas
from deckgen.languages.grammar import GENDERS, Gender, nouns
from deckgen.languages.language import language, short
from deckgen.languages.lexicon import is_known, listed, zipf

WordClass = Literal["noun", "verb", "adjective"]
Number = Literal["sing", "plur", ""]

_WRITTEN, _SEEN = 1.0, 2.0  # least Zipf frequency of a form that is written, and of a word that is no misprint


@dataclass(frozen=True)
class Lemma:
    """A dictionary form, and whether evidence confirms it."""

    text: str
    certain: bool


@dataclass(frozen=True)
class _Row:
    """How the dictionary forms with one ending are inflected."""

    ending: str
    gender: Gender
    singular: tuple[str, ...]
    plural: tuple[str, ...]
    plural_only: bool = False


@dataclass(frozen=True)
class _Candidate:
    """A possible dictionary form: the row of endings it was made with (None: taken as it is), and the form's number."""

    text: str
    row: _Row | None = None
    number: Number = ""
    form: str = ""  # the ending of the form
    irregular: bool = False  # listed as the dictionary form of this word


@lru_cache(100_000)
def lemma_as(word: str, code: str, kind: WordClass | None, gender: Gender = "", number: Number = "") -> Lemma:
    """The dictionary form of a word of this class, gender and number (empty: unknown) where it stands.

    A noun's is a noun, a verb's an infinitive, an adjective's the masculine singular. Without a class it is that of
    `lemmas.lemma`.
    """
    if not word:
        return Lemma("", certain=False)
    usual = lemmas.lemma(word, code)
    if kind is None:
        return Lemma(usual, is_known(word, code))
    met = _cased(word, code, kind)
    if not _table(code):
        return Lemma(_cased(usual, code, kind), is_known(word, code))
    candidates = _fitting(list(_candidates(met, code, kind)), code, gender, number)
    if not candidates:
        return Lemma(_cased(usual, code, kind), certain=False)
    scored = {each: _score(_evidence(each, met, code, kind, gender, number), kind) for each in candidates}
    best = max(candidates, key=lambda each: scored[each])
    others = [score for each, score in scored.items() if each.text != best.text]
    sure = _confirmed(best, code, kind) and all(scored[best] - score > _CLOSE for score in others)
    return Lemma(best.text, sure)


_CLOSE = 0.5  # of scores


def _fitting(candidates: list[_Candidate], code: str, gender: Gender, number: Number) -> list[_Candidate]:
    """The candidates of the word's gender and number, if one of them is in use; else all."""
    fit = any(
        each.row and each.row.gender == gender and number in ("", each.number) and _is_used(each.text, code)
        for each in candidates
    )
    if not (gender and fit):
        return candidates
    return [each for each in candidates if each.irregular or (each.row and each.row.gender in (gender, ""))]


def _is_used(text: str, code: str) -> bool:
    """Whether the lexicon has a word, or many write it."""
    return is_known(text, code) or zipf(text, code) > _SEEN


def evidence(word: str, code: str, kind: WordClass, gender: Gender, number: Number) -> dict[str, dict[str, float]]:
    """Each possible dictionary form with its pieces of evidence by name, to fit the weights on."""
    met = _cased(word, code, kind)
    found: dict[str, dict[str, float]] = {}
    for each in _candidates(met, code, kind):
        pieces = _evidence(each, met, code, kind, gender, number)
        if each.text not in found or _score(pieces, kind) > _score(found[each.text], kind):
            found[each.text] = pieces
    return found


def _cased(word: str, code: str, kind: WordClass) -> str:
    """A word in lower case, but a noun capitalized where the language capitalizes nouns."""
    if language(code).keep_case and kind == "noun":
        return word[:1].upper() + word[1:]
    return word.lower()


def _score(pieces: Mapping[str, float], kind: WordClass) -> float:
    weights = resources.table("languages/inflection.toml")[kind]
    return float(sum(weights[name] * value for name, value in pieces.items()))


# ------------------------------------------------------------------ data


def _table(code: str) -> Mapping[str, Any]:
    return resources.table(f"languages/{short(code)}/inflection.toml")


@cache
def _rows(code: str, kind: WordClass) -> Mapping[str, tuple[tuple[_Row, Number], ...]]:
    """The rows of a class by the endings of forms."""
    given = _table(code).get(kind, {})
    tables: dict[str, Mapping[str, str]] = {"": {k: v for k, v in given.items() if isinstance(v, str)}}
    tables |= {name: table for name, table in given.items() if isinstance(table, dict)}
    found: dict[str, list[tuple[_Row, Number]]] = {}
    for name, table in tables.items():
        for ending, forms in table.items():
            one, bar, many = forms.partition("|")
            gender: Gender = name if name in GENDERS.values() else ""  # type: ignore[assignment]
            own = () if bar else (ending,)
            row = _Row(ending, gender, (*own, *_endings(one)), _endings(many), name == _PLURAL_ONLY)
            for form in row.singular:
                found.setdefault(form, []).append((row, "sing" if bar else ""))
            for form in row.plural:
                found.setdefault(form, []).append((row, "plur"))
    return {form: tuple(dict.fromkeys(rows)) for form, rows in found.items()}


_PLURAL_ONLY = "plural_only"


def _endings(given: str) -> tuple[str, ...]:
    return tuple(ending.replace("-", "") for ending in given.split())


@cache
def _shape(code: str, kind: WordClass, gender: Gender) -> re.Pattern[str]:
    """What dictionary forms of a class and gender look like."""
    given = _table(code).get("shapes", {})
    return re.compile(given.get(f"{kind}.{gender}", given.get(kind, "")))


@cache
def _plural_only(code: str) -> Mapping[str, Gender]:
    """The nouns that have no singular, with their genders."""
    found: Mapping[str, Gender] = nouns(code).get("gender", {}).get(_PLURAL_ONLY, {})
    return found


@cache
def _singulars(code: str) -> Mapping[str, tuple[str, ...]]:
    """The singulars of irregular plurals."""
    found: dict[str, list[str]] = {}
    for one, many in nouns(code).get("plural", {}).items():
        if isinstance(many, str):
            found.setdefault(many, []).append(one)
    return {many: tuple(ones) for many, ones in found.items()}


# ------------------------------------------------------------------ candidates


def _candidates(met: str, code: str, kind: WordClass) -> Iterator[_Candidate]:
    """The possible dictionary forms of a word, by its endings and by the lexicon."""
    exceptions = _table(code).get("exceptions", {}).get(kind, {})
    words = tuple(dict.fromkeys((met, *_bare(met, code, kind))))
    yield from (
        _Candidate(exceptions[word], irregular=True)
        for word in words[: 1 if is_known(met, code) else None]
        if word in exceptions
    )
    if kind == "noun":
        yield from (_Candidate(one, irregular=True) for one in _singulars(code).get(met, ()))
    usual = _cased(lemmas.lemma(met, code), code, kind)
    if _shape(code, kind, "").search(usual) and not _is_other(usual, met, code, kind):
        yield _Candidate(usual)
    if re.search(_table(code).get("unchanging", {}).get(kind, "$^"), met):
        yield _Candidate(met, _UNCHANGING, irregular=kind == "verb")
    if kind == "verb":
        yield from _behind_prefixes(met, code)
    made = [each for word in words for each in _by_endings(word, code, kind)]
    reflexive = kind == "verb" and met.endswith(tuple(_table(code).get("clitics", {}).get("reflexive", ("\0",))))
    if reflexive and any(is_known(each.text, code) for each in made):
        yield _Candidate(met, irregular=True)
    else:
        yield from made


def _is_other(usual: str, met: str, code: str, kind: WordClass) -> bool:
    """Whether the lexicon takes a noun for a form of a verb."""
    return kind == "noun" and usual != met and bool(re.search(language(code).verbs or "$^", usual))


_UNCHANGING = _Row("", "", ("",), ("",))


def _behind_prefixes(met: str, code: str) -> Iterator[_Candidate]:
    """A verb whose rest behind a separable prefix is a form of a verb that the lexicon has: mitgebracht."""
    for prefix in _table(code).get("marks", {}).get("behind", "").split():
        rest = met.removeprefix(prefix)
        if rest and rest != met and is_known(rest, code):
            usual = lemmas.lemma(rest, code)
            if _shape(code, "verb", "").search(usual):
                yield _Candidate(prefix + usual)


def _by_endings(word: str, code: str, kind: WordClass) -> Iterator[_Candidate]:
    rows = _rows(code, kind)
    vowels = _table(code).get("vowels", {}).get(kind, {})
    for length in range(min(len(word), _LONGEST) + 1):
        stem, form = word[: len(word) - length], word[len(word) - length :]
        for row, number in rows.get(form, ()):
            for each in (stem, *_with_vowels(stem, vowels)) if number == "plur" or kind != "noun" else (stem,):
                made = each + row.ending
                if _allowed(made, row, code, kind):
                    yield _Candidate(made, row, number, form)


def _allowed(made: str, row: _Row, code: str, kind: WordClass) -> bool:
    """Whether a word can be a dictionary form of a class: it looks like one, and where it must be, it is known."""
    if len(made) < _SHORTEST or not _shape(code, kind, row.gender).search(made):
        return False
    if row.plural_only:
        return made in _plural_only(code)
    given = _table(code).get("confirmed", {})
    pattern = given.get(f"{kind}.{row.gender}", given.get(kind, "$^"))
    return not re.search(pattern, made) or is_known(made, code)


_SHORTEST = 2  # letters of a dictionary form
_LONGEST = 9  # letters of an ending


def _with_vowels(stem: str, vowels: Mapping[str, str]) -> Iterator[str]:
    """A stem with the last vowel that only forms have as it is in dictionary forms: Häus: Haus."""
    for ours, theirs in vowels.items():
        at = stem.lower().rfind(ours)
        if at >= 0:
            changed = stem[:at] + theirs + stem[at + len(ours) :]
            yield changed[:1].upper() + changed[1:] if stem[:1].isupper() else changed
            return


def _bare(word: str, code: str, kind: WordClass) -> Iterator[str]:
    """A word without what is joined to its forms: pronouns at its end, a mark inside it, a prefix."""
    given = _table(code)
    if kind == "verb":
        yield from _without_clitics(word, given.get("clitics", {}))
    marks = given.get("marks", {})
    for prefix in ("", *marks.get("behind", "").split()) if kind in marks else ():
        for mark in marks[kind]:
            if word.startswith(prefix + mark):
                yield prefix + word[len(prefix + mark) :]
    negation = language(code).negation if kind == "verb" else ""
    for prefix in (*given.get("prefixes", {}).get(kind, ()), negation):
        if prefix and word.startswith(prefix):
            yield word.removeprefix(prefix)


def _without_clitics(word: str, given: Mapping[str, Any]) -> Iterator[str]:
    for name in ("endings", "doubled"):
        for clitic in given.get(name, "").split():
            stem = word.removesuffix(clitic)
            if stem != word and (name == "endings" or len(stem) <= given["short"]):
                yield stem


# ------------------------------------------------------------------ evidence


def _evidence(
    each: _Candidate, met: str, code: str, kind: WordClass, gender: Gender, number: Number
) -> dict[str, float]:
    """What speaks for a candidate, by name."""
    usual = _cased(lemmas.lemma(met, code), code, kind)
    own = is_known(each.text, code) and _cased(lemmas.lemma(each.text, code), code, kind) == each.text
    found = {
        "frequency": zipf(each.text, code),
        "known": float(is_known(each.text, code)),
        "own": float(own),
        "lexicon": float(usual == each.text and is_known(met, code)),
        "supposed": float(usual == each.text != met and not is_known(met, code)),
        "same": float(each.text == met and each.number != "plur"),
    }
    found["irregular"] = float(each.irregular)
    if each.row is None:
        found["foreign"] = float(not each.irregular)
    else:
        found["ending"] = float(len(each.form))
        found["forms"], found["agreeing"] = _in_use(each.text, met, each.row, code)
        if number and each.number:
            found["number"] = float(number == each.number)
        if gender:
            found["gender"] = float(gender in (each.row.gender, "c") or not each.row.gender)
    if kind == "verb":
        found["infinitive"] = float(each.text == met and bool(re.search(language(code).verbs or "$^", met)))
    if kind == "noun":
        if number == "sing" and each.text == met and met in listed(code):
            found["irregular"] = 1.0  # ellissi is not the plural of ellisse
        found["listed"] = float(each.text in listed(code) or each.text in _plural_only(code))
        if not found["own"] and _table(code).get("compounds", {}).get("nouns"):
            found["own"] = found["known"] = _COMPOUND * _is_compound(each.text, code)
    return found


_COMPOUND = 0.8  # of a known word: what a word that ends in one counts
_PART = 3  # letters


@lru_cache(100_000)
def _is_compound(text: str, code: str) -> bool:
    """Whether a noun ends in a noun of the lexicon."""
    tails = (text[at:].capitalize() for at in range(_PART, len(text) - _PART))
    return any(is_known(tail, code) and lemmas.lemma(tail, code) == tail for tail in tails)


@lru_cache(100_000)
def _in_use(text: str, met: str, row: _Row, code: str) -> tuple[float, float]:
    """The share of the forms of a dictionary form that are written, and of those that the lexicon traces back to it.

    The form that was met counts for none; a word that nobody writes has no forms in use.
    """
    stem = text.removesuffix(row.ending)
    forms = {stem + ending for ending in (*row.singular, *row.plural)} - {text, met, ""}
    if not forms or not (zipf(text, code) or is_known(text, code)):
        return 0.0, 0.0
    agreeing = sum(is_known(form, code) and lemmas.lemma(form, code) == text for form in forms)
    return sum(zipf(form, code) > _WRITTEN for form in forms) / len(forms), agreeing / len(forms)


def _confirmed(each: _Candidate, code: str, kind: WordClass) -> bool:
    """Whether the lexicon has a form, a list of nouns does, or it is itself in use."""
    if each.irregular or (kind == "noun" and each.text in listed(code)):
        return True
    return _is_used(each.text, code)
