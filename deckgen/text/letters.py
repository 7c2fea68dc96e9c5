"""What a letter opens and closes with: a line that only greets, or only takes leave, with names or without."""

from __future__ import annotations

import re
from functools import cache

from deckgen.languages.language import Language, language
from deckgen.languages.lemmas import lemma
from deckgen.languages.tokens import is_participle, is_verb

_LONGEST = 8  # words of an address, and of each part of a signature
_PARTS = 5  # of a signature: a name, an office, a company, a place
_ENDS = " \t\u00a0,.:;!…–—-"
_INITIALS = re.compile(r"(?:[^\W\d_]{1,3}\.)+(?:[^\W\d_]\.?)?|[&+/–—-]")  # S.p.A., Ing., &
_PUNCTUATION = re.compile(r"\s*(?:[,.:;!\n]|\s[–—-]\s)\s*")


def formula(line: str, code: str) -> str:
    """What a whole line is of a letter: `salutation` or `closing`; empty if it says anything else."""
    known = language(code)
    written = not _ends_a_sentence(line, known)
    line = " ".join(line.split()).strip(_ENDS + "„“”«»\"'") + ("," if line.rstrip().endswith(",") else "")
    if written and (match := _opening(known.salutations, line)) and _is_address(line[match.end() :], match[0], known):
        return "salutation"
    if (match := _opening(known.closings, line)) and _is_signature(line[match.end() :], known):
        return "closing"
    return ""


def _ends_a_sentence(line: str, known: Language) -> bool:
    """Whether a line ends as a sentence does: “Buongiorno, dottoressa.” is said, not written above a letter."""
    last = line.split()[-1] if line.split() else ""
    bare = last.rstrip("“”»\"'")
    abbreviated = _INITIALS.fullmatch(bare) or bare.lower().rstrip(".") in known.always | known.companies
    return bare.endswith("?") or (bare.endswith(".") and not abbreviated)


def _opening(patterns: tuple[str, ...], line: str) -> re.Match[str] | None:
    """The longest of the patterns that opens a line and ends with a word."""
    return _pattern(patterns).match(line) if patterns else None


@cache
def _pattern(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(patterns)})(?!\w)", re.IGNORECASE)


def _is_address(rest: str, opening: str, known: Language) -> bool:
    """Whether nothing but titles and names follows a greeting; alone it must end in a comma, as before a letter."""
    words = rest.replace(",", " ").split()
    if not words:
        return rest.endswith(",")
    addressed = _pattern(known.addressed) if known.addressed else None
    fits = (
        _is_name(word, known) or bool(addressed and addressed.fullmatch(word.strip(_ENDS).lower())) for word in words
    )
    return len(words) <= _LONGEST and all(fits)


def _is_signature(rest: str, known: Language) -> bool:
    """Whether nothing but names, offices and companies follows a closing."""
    if not rest.strip(_ENDS):
        return True
    pause = _PUNCTUATION.match(rest)
    parts = [part.split() for part in rest[pause.end() if pause else 0 :].strip(_ENDS).split(",")]
    first, *others = parts
    return (
        len(parts) <= _PARTS
        and all(0 < len(part) <= _LONGEST for part in parts)
        and first[0] not in known.links  # da Milano, dove …
        and all(_is_name(word, known) for word in first)
        and all(_is_name(word, known) or _is_of_office(word, known) for part in others for word in part)
    )


def _is_name(word: str, known: Language) -> bool:
    """Whether a word can be of a name: it begins with a capital, is a title or initials, or connects names."""
    bare = word.strip(",")
    return (
        bare[:1].isupper()
        or bool(_INITIALS.fullmatch(bare))
        or bare.lower().rstrip(".") in known.always
        or bare in known.coordinating
        or bare in known.links
    )


def _is_of_office(word: str, known: Language) -> bool:
    """Whether a word can be of the name of an office: responsabile acquisti; neither a verb nor a pronoun."""
    bare = word.strip(_ENDS).lower()
    if bare in known.links:
        return True
    acts = is_verb(lemma(bare, known.code), known) and not is_participle(bare, known)  # amministratore delegato
    return bare.isalpha() and bare not in known.function_words and not acts
