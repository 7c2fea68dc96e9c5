"""Language codes: whether a language has one, and which was meant where none has."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator

from deckgen.files.characters import folded
from deckgen.languages import lexicon
from deckgen.languages.language import known, language, short

FORM = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
KEYS = frozenset({"id", "was"})  # Indonesian and Washo: in the files these are keys of their own
_NO_COUNTRY = re.compile("aa|q[m-z]|x[a-z]|zz")  # codes of countries that anybody may use for anything


def fault(code: str) -> tuple[str, str] | None:
    """What is wrong with a language code and what to do; None for one that a language has.

    Languages that deckgen has words of are not looked up. Codes for private use like `qaa` are fine.
    """
    if not FORM.fullmatch(code):
        return f"`{folded(code)}` is not a language code like `it`", _advice(meant(code))
    if code in KEYS:
        return f"`{code}:` is a key of its own in the files", f"write the language as `{_with_country(code)}`"
    if _has_words(code):
        return None
    if not _exists(code):
        return f"no language has the code `{code}`", _advice(meant(code))
    usual = _usual(code)
    return (f"deckgen knows the language `{code}` by another code", _advice(usual)) if usual else None


def meant(text: str) -> str:
    """The code that somebody had in mind who wrote a country's code, a name or capitals; empty if nobody can tell."""
    first, _, rest = text.strip().replace("_", "-").partition("-")
    short = first.lower()
    likely = (short,) if _is_language(short) else (*_spoken_in(short), *_named(short))
    codes = (code + region for region in ((f"-{rest}", "") if rest else ("",)) for code in likely)
    found = next((code for code in codes if _is_language(code)), "")
    return found and (_usual(found) or found)


def _advice(code: str) -> str:
    if code in KEYS:
        code = _with_country(code)
    if not code:
        return "write it as in `it`, `cs` or `pt-BR`"
    name = language(code).english
    return f"did you mean `{code}`" + (f" ({name})?" if name != code else "?")


# ------------------------------------------------------------------ what is known of codes


def _is_language(code: str) -> bool:
    return bool(FORM.fullmatch(code)) and (_has_words(code) or _exists(code))


def _has_words(code: str) -> bool:
    return short(code) in known() or lexicon.covers(code)


def _exists(code: str) -> bool:
    from langcodes import tag_is_valid

    return tag_is_valid(code)


def _usual(code: str) -> str:
    """`it` for `ita`: the code by which deckgen has words of a language that came under another one."""
    from langcodes import Language

    short, hyphen, rest = code.partition("-")
    usual = Language.get(short).language or short
    return usual + hyphen + rest if usual != short and _has_words(usual) else ""


def _with_country(code: str) -> str:
    from langcodes import Language

    return f"{code}-{Language.get(code).maximize().territory}"


def _spoken_in(country: str) -> Iterator[str]:
    """The language that most people of a country speak."""
    from langcodes import Language, tag_is_valid

    if re.fullmatch("[a-z]{2}", country) and not _NO_COUNTRY.fullmatch(country) and tag_is_valid(f"und-{country}"):
        yield str(Language.get(f"und-{country}").maximize().language)


def _named(name: str) -> Iterator[str]:
    """The language that is called so, in itself or in English, or nearly so."""
    names = {own.casefold(): code for code in known() for own in (language(code).name, language(code).english)}
    yield from (names[near] for near in difflib.get_close_matches(name.casefold(), names, 1, 0.7))
