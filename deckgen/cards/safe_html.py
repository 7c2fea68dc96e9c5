"""HTML of cards that loads and runs nothing, by a list of what it may hold.

Only tags are taken that every reader of HTML takes alike: their attributes apart by spaces, quotes closed, comments
without `--` inside. What else has a `<` is refused, not guessed at, so that a browser cannot find more in it than is
found here; `html.parser` guesses, and in another way from one Python to the next. The list is allowed.toml.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from html import unescape

from deckgen.cards.safe_css import MEDIA, NAME_A_FILE, Danger, in_declarations, is_picture
from deckgen.files import resources

RUNS_NOTHING = "cards are studied offline and without scripts: they must not load or run anything"
_REMOVE = "remove it; pictures belong in Anki's media folder"

_NAMED = re.compile(r"(?:data|aria)-[-a-z0-9]++")

_SPACE = r"[ \t\n\f\r]"
_VALUE = r""""[^"]*+"|'[^']*+'|[^\s"'=<>`{}]++"""
_ATTRIBUTE = rf"{_SPACE}++([a-zA-Z][-a-zA-Z0-9:_]*+)(?:{_SPACE}*+={_SPACE}*+({_VALUE}))?+"
_TAG = re.compile(
    rf"<(?:(?P<start>[a-zA-Z][a-zA-Z0-9]*+)(?P<attributes>(?:{_ATTRIBUTE})*+){_SPACE}*+/?+"
    rf"|/(?P<end>[a-zA-Z][a-zA-Z0-9]*+){_SPACE}*+)>"
)
_OPENING = re.compile(r"</?+([a-zA-Z][a-zA-Z0-9]*+)")
_COMMENT = re.compile(r"<!--(?!-?>)(?P<comment>(?:[^-]|-(?!-))*+)-->")
_EACH_ATTRIBUTE = re.compile(_ATTRIBUTE)
_SOUND = re.compile(rf"\[sound:{MEDIA.pattern}\]")
# What Anki finds in the text of a card and hands to a player or to LaTeX; fields could complete it.
_BRACKET = re.compile(r"\[(?!\[[a-z]*+\]\])(?:sound:|anki:|latex\]|\$|[^\[\]<{]*+\{\{)", re.IGNORECASE)
# Without quotes and brackets, a field cannot reach from a text into a tag, or from a value to the next.
_FIELD = re.compile(r"""\{\{\s*+([#^/]?+)\s*+([^{}<>"']*+)\}\}""")
# Fields whose content deckgen alone writes, one word without a quote.
OWN_WORDS = frozenset({"Status"})


@cache
def _elements() -> dict[str, frozenset[str]]:
    """The elements that a card may have, each with its attributes."""
    allowed = resources.table("cards/allowed.toml")["html"]
    everywhere = allowed["everywhere"].split()
    return {
        name: frozenset([*everywhere, *group["attributes"].split()])
        for group in allowed["elements"]
        for name in group["names"].split()
    }


@cache
def _shapes() -> frozenset[str]:
    return frozenset(resources.table("cards/allowed.toml")["html"]["shapes"].split())


def in_field(text: str) -> Iterator[Danger]:
    """What is wrong with `text` as the content of a field."""
    if "<" in text and not _has_only_known_tags(text):
        yield from _in_markup(text)
    for match in _BRACKET.finditer(text) if "[" in text else ():
        if "{" not in match[0] and not _SOUND.match(text, match.start()):
            yield _sound(match.start())


def _has_only_known_tags(text: str) -> bool:
    """Whether every `<` of a field begins a tag in which nothing is wrong; most fields have the same few."""
    tags = re.findall("<[^<>]*>", text)
    return len(tags) == text.count("<") and all(map(_is_known, tags))


@lru_cache(1024)
def _is_known(tag: str) -> bool:
    match = _TAG.fullmatch(tag)
    return match is not None and not any(_in_tag(match))


def in_template(text: str) -> Iterator[Danger]:
    """What is wrong with `text` as a template of a card.

    Every condition begins and ends in text, or inside one value: whichever of them hold, the tags stay the same.
    """
    yield from _in_markup(text)
    outside = _TAG.sub(lambda match: " " * len(match[0]), _COMMENT.sub(lambda match: " " * len(match[0]), text))
    for match in re.finditer(r"\{\{", text):
        if not _FIELD.match(text, match.start()):
            yield Danger(match.start(), "this is not a whole field", "write {{Field}}, without quotes or tags inside")
    for match in _BRACKET.finditer(text):
        if not _SOUND.match(text, match.start()):
            yield _sound(match.start())
    for match in re.finditer(r"\\|&#0*+92\b|&#x0*+5c\b|&bsol;", outside, re.IGNORECASE):
        yield Danger(match.start(), f"{RUNS_NOTHING}, and a backslash can begin a formula", "write another sign")


def _sound(at: int) -> Danger:
    advice = "name a file in Anki's media folder, as in [sound:a.mp3]; write &#91; for a bracket"
    return Danger(at, f"{RUNS_NOTHING}; this bracket can begin a sound or a formula", advice)


def _in_markup(text: str) -> Iterator[Danger]:
    at = text.find("<")
    refused: set[str] = set()  # elements, so that their end is not told as well
    while at >= 0:
        tag = _TAG.match(text, at) or _COMMENT.match(text, at)
        if tag is None:
            yield _broken(text, at)
        elif tag.re is _COMMENT and "{{" in tag["comment"]:
            yield Danger(at, "a field or a condition inside a comment", "delete the comment")
        elif tag.re is _TAG and (tag["end"] or "").lower() not in refused:
            found = list(_in_tag(tag))
            refused.update([tag["start"].lower()] if found and tag["start"] else ())
            yield from found
        at = text.find("<", tag.end() if tag else at + 1)


def _broken(text: str, at: int) -> Danger:
    name = _OPENING.match(text, at)
    if name and name[1].lower() not in _elements():
        return Danger(at, f"{RUNS_NOTHING}; <{name[1]}> is not allowed", _REMOVE)
    advice = "write &lt; for the sign; in a tag, spaces apart from each other, quotes around values"
    return Danger(at, f"{RUNS_NOTHING}; this is not a whole tag", advice)


def _in_tag(tag: re.Match[str]) -> Iterator[Danger]:
    name = (tag["start"] or tag["end"]).lower()
    if name not in _elements():
        yield Danger(tag.start(), f"{RUNS_NOTHING}; <{name}> is not allowed", _REMOVE)
        return
    for each in _EACH_ATTRIBUTE.finditer(tag["attributes"] or ""):
        at = tag.start("attributes") + each.start(1)
        attribute = each[1].lower()
        if attribute not in _elements()[name] and not _NAMED.fullmatch(attribute):
            yield Danger(at, f"{RUNS_NOTHING}; `{attribute}` is not allowed in <{name}>", _REMOVE)
        elif fault := _fault(name, attribute, _bare(each[2] or "")):
            yield Danger(at, *fault)


def _bare(value: str) -> str:
    """The value of an attribute without its quotes."""
    return value[1:-1] if value[:1] in ("'", '"') else value


def _fault(element: str, attribute: str, value: str) -> tuple[str, str] | None:
    """What is wrong with the value of an allowed attribute, and what to do."""
    if fields := _FIELD.findall(value):
        is_checked = attribute in ("src", "href", "poster", "style") or element in _shapes()
        if is_checked or any(not sign and field.strip() not in OWN_WORDS for sign, field in fields):
            message = f"`{attribute}` must not hold a field: its text could end the tag"
            return message, "put the field between tags"
        if not _nests(fields):
            return f"a condition in `{attribute}` must end in it", "close it before the quote"
    readings = {value, unescape(value)}
    if attribute in ("src", "poster") and not all(map(is_picture, readings)):
        return RUNS_NOTHING, NAME_A_FILE
    if attribute == "href" and not all(re.fullmatch(r"#[-\w]*+", each) for each in readings):
        return f"{RUNS_NOTHING}; a link can only lead to a place of the card", "remove it; an address can stand as text"
    if attribute == "style" or element in _shapes():
        return next(((each.message, each.advice) for one in readings for each in in_declarations(one)), None)
    return None


def _nests(fields: list[tuple[str, str]]) -> bool:
    """Whether every condition among `fields` is closed, and none that is not open."""
    opened: list[str] = []
    for sign, field in fields:
        if sign in ("#", "^"):
            opened.append(field.strip())
        elif sign == "/" and (not opened or opened.pop() != field.strip()):
            return False
    return not opened
