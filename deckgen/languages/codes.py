"""Language codes: whether a code is valid, and which one was meant if it is not."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator

from deckgen.files.characters import folded
from deckgen.languages import lexicon
from deckgen.languages.language import known, language, short

CODE_PATTERN = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
KEYS = frozenset({"cue", "id", "was"})  # Indonesian and Washo: in the files these are keys
_NO_COUNTRY = re.compile("aa|q[m-z]|x[a-z]|zz")  # country codes for private use


def fault(code: str) -> tuple[str, str] | None:
    """What is wrong with a language code and what to do about it; None for a valid code.

    Languages that deckgen has words for are not looked up. Codes for private use like `qaa` are valid.
    """
    if not CODE_PATTERN.fullmatch(code):
        return f"`{folded(code)}` is not a language code like `it`", _advice(meant(code))
    if code in KEYS:
        return f"`{code}:` is already a key in the files", f"write the language as `{_with_country(code)}`"
    if _has_words(code):
        return None
    if not _exists(code):
        return f"no language has the code `{code}`", _advice(meant(code))
    usual = _usual(code)
    return (f"deckgen uses another code for the language `{code}`", _advice(usual)) if usual else None


def meant(text: str) -> str:
    """The code meant by a country code, a language name or an upper-case code; empty if unclear."""
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
        return "write a code like `it`, `cs` or `pt-BR`"
    name = language(code).english
    return f"did you mean `{code}`" + (f" ({name})?" if name != code else "?")


# ------------------------------------------------------------------ looking codes up


def _is_language(code: str) -> bool:
    return bool(CODE_PATTERN.fullmatch(code)) and (_has_words(code) or _exists(code))


def _has_words(code: str) -> bool:
    return short(code) in known() or lexicon.covers(code)


def _exists(code: str) -> bool:
    from langcodes import tag_is_valid

    return tag_is_valid(code)


def _usual(code: str) -> str:
    """The code under which deckgen has words for a language, if it is another one: `it` for `ita`."""
    from langcodes import Language

    short, hyphen, rest = code.partition("-")
    usual = Language.get(short).language or short
    return usual + hyphen + rest if usual != short and _has_words(usual) else ""


def _with_country(code: str) -> str:
    from langcodes import Language

    return f"{code}-{Language.get(code).maximize().territory}"


def _spoken_in(country: str) -> Iterator[str]:
    """The most widely spoken language of a country."""
    from langcodes import Language, tag_is_valid

    if re.fullmatch("[a-z]{2}", country) and not _NO_COUNTRY.fullmatch(country) and tag_is_valid(f"und-{country}"):
        yield str(Language.get(f"und-{country}").maximize().language)


def _named(name: str) -> Iterator[str]:
    """The language with this name, or nearly this name, in English or in the language itself."""
    names = {own.casefold(): code for code in known() for own in (language(code).name, language(code).english)}
    yield from (names[near] for near in difflib.get_close_matches(name.casefold(), names, 1, 0.7))
