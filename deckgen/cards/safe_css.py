"""Style sheets and style attributes that load nothing, by a list of what they may hold.

They are read as CSS Syntax Level 3 says, in the part of it in which nothing can be hidden: a backslash is refused
outside strings, so every name is what it looks like, and a comment ends a name here as in a browser. Every function and
every rule with an @ has to be one of allowed.toml: a browser of tomorrow may load by others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from deckgen.files import resources

LOADS_NOTHING = "cards are studied offline: they must not load anything"
NAME_A_FILE = "remove it, or name a file in Anki's media folder, as in `_logo.png`"

# A file in Anki's media folder, which has no folders inside: no colon, slash, percent sign or anything else of a URL.
MEDIA = re.compile(r"\w[-\w.() ]*+")
_DATA = re.compile(r"data:(?:image|font)/[-+.\w]++(?:;[-=\w]++)*+,[^\\]*+", re.IGNORECASE)
_PART = re.compile(r"#[-\w]++")  # of the page itself

_STRING = r""""(?:[^"\\\n\r\f]|\\(?:\r\n|[\s\S]))*+"|'(?:[^'\\\n\r\f]|\\(?:\r\n|[\s\S]))*+'"""
_TOKEN = re.compile(
    rf"""(?P<comment>/\*(?:[^*]|\*(?!/))*+\*/)
    | (?P<string>{_STRING})
    | url\(\s*+(?P<url>{_STRING}|[^"'()\\\s]*+)\s*+\)
    | (?P<function>[-\w]++)\(
    | @(?P<rule>[-\w]++)
    | (?P<brace>[{{}}])
    | (?P<open>/\*.*+|["'][^\n]*+)
    | (?P<escape>\\)
    | [-\w]++ | [^-\w"'/\\@{{}}]++ | .""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
_OUT = re.compile(r"</style", re.IGNORECASE)


@dataclass(frozen=True)
class Danger:
    """What a card must not hold: where it begins, what is wrong with it, and what to do."""

    at: int
    message: str
    advice: str


def in_sheet(text: str) -> Iterator[Danger]:
    """What is wrong with the style sheet `text`, which Anki puts into a style element."""
    for match in _OUT.finditer(text):
        yield Danger(match.start(), f"{LOADS_NOTHING}, but this ends the style sheet", "remove it")
    yield from in_declarations(text)
    depth, last = 0, 0
    for match in _TOKEN.finditer(text):
        if match["brace"]:
            depth, last = depth + (1 if match["brace"] == "{" else -1), match.start()
        if depth < 0:
            break
    if depth:
        yield Danger(last, "unbalanced braces", "each { needs a }")


def in_declarations(text: str) -> Iterator[Danger]:
    """What is wrong with `text`, a style sheet or the value of a style attribute."""
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup
        if kind == "url" and not _may_be_loaded(match["url"]):
            yield Danger(match.start(), LOADS_NOTHING, NAME_A_FILE)
        elif kind == "function" and match["function"].lower() not in _allowed("functions"):
            yield Danger(match.start(), f"{LOADS_NOTHING}, and `{match['function']}(` might", "remove it")
        elif kind == "rule" and match["rule"].lower() not in _allowed("rules"):
            yield Danger(match.start(), f"{LOADS_NOTHING}, and `@{match['rule']}` might", "remove it")
        elif kind == "open":
            yield Danger(match.start(), "this comment or string is not closed", "close it on the same line")
        elif kind == "escape":
            yield Danger(match.start(), "a backslash outside a string hides what is written", "write the letter itself")


@cache
def _allowed(kind: str) -> frozenset[str]:
    return frozenset(resources.table("cards/allowed.toml")["css"][kind].split())


def _may_be_loaded(url: str) -> bool:
    bare = url[1:-1] if url[:1] in ("'", '"') else url
    return any(allowed.fullmatch(bare) for allowed in (MEDIA, _DATA, _PART))


def is_picture(url: str) -> bool:
    """Whether a picture or a sound may have this address: a file in Anki's media folder, or its own bytes."""
    return bool(MEDIA.fullmatch(url) or _DATA.fullmatch(url))
