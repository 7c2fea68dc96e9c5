"""What of a cue is spoken: without markup, sounds in brackets, names of speakers, and marks of songs and of turns."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from deckgen.files.characters import unescaped
from deckgen.languages.tokens import is_acronym
from deckgen.text.formats.cues import BREAK, Cue

Line = tuple[str, int]  # text, and the number of its line in the file

_OVERRIDE = re.compile(r"\{\\[^{}]*\}|\{\s*[a-zA-Z]\s*:[^{}]*\}|\{an?\d\}")
_RUBY = re.compile(r"<rt\b[^<>]*>[^<>]*</rt\s*>", re.IGNORECASE)
_LINE_TAG = re.compile(r"<\s*/?\s*(?:br|p|div)\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(
    r"<\s*/?\s*(?:i|b|u|s|em|strong|font|span|ruby|rb|rt|rp|c|v|lang|big|small|sub|sup)\b[^<>]*>|<\d[\d:.,]*\d>",
    re.IGNORECASE,
)
_MUSIC = re.compile("[♪♫♬♩\U0001f3b5\U0001f3b6]+")
_HASHES = re.compile(r"\s*+#++\s")  # the same in plain characters: # Tanti auguri #
_BRACKETS = re.compile(r"\[[^\[\]]*\]|［[^［］]*］|【[^【】]*】|\([^()]*\)|（[^（）]*）")
_SPOKEN = re.compile(r"\w\W+\w[^\n]*[?!]\W*$")  # two words, and a mark that no description of a sound has
_DASH = re.compile(r"\s*(?:[-–—‐‒―−]{1,2}(?![-–—\d])|>{2,3})\s*(?=\S)")
_TURN = re.compile(r"(?<=[.!?…\"”»])\s+(?=[-–—]\s*[^\W\d_a-z])")  # another speaker inside a line
_LABEL = re.compile(r"\s*+(?:(?:[-–—]++|>{2,3})\s*+)?+(?P<name>[^\W\d_a-z][\w.'’ -]{0,38}[\w.])\s*:(?=\s|$)")
_NEAR = 200  # letters around brackets that are looked at: some lines
_SAID_OFTEN = 3  # times that a label stands before text in upper case, to be the name of a speaker
_ENDED = re.compile(r"[.!?…。！？][\"'”’»)\]]*\s*$")
_PUNCTUATION = re.compile(r"\s?[,.;:!?…]")
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A line that is spoken: when, where it stands in the file, whether a speaker begins in it, whether it is sung."""

    text: str
    line: int
    cue: Cue
    turn: bool = False
    song: bool = False


def shown(cue: Cue) -> tuple[Line, ...]:
    """The lines of a cue as a player shows them: without tags and entities, cut where a tag breaks the line."""
    text = "\n".join(line.replace(r"\N", BREAK) for line, _ in cue.lines)
    for _ in range(2):  # some programs escape the tags
        for pattern, instead in ((_OVERRIDE, ""), (_RUBY, ""), (_LINE_TAG, BREAK), (_TAG, "")):
            text = pattern.sub(lambda match, instead=instead: instead + "\n" * match[0].count("\n"), text)  # type: ignore[misc]
        text = "\n".join(unescaped(line).replace("\n", " ") for line in text.split("\n"))
    lines = zip(text.split("\n"), (number for _, number in cue.lines), strict=True)
    return tuple((part.strip(), number) for line, number in lines for part in line.split(BREAK) if part.strip())


def labels(cues: Iterable[tuple[Line, ...]]) -> Counter[str]:
    """What stands in upper case and with a colon before lines, and how often: `MARIO: ` names a speaker."""
    matches = (_LABEL.match(text) for lines in cues for text, _ in lines)
    return Counter(match["name"] for match in matches if match)


def spoken(cue: Cue, lines: Sequence[Line], names: Counter[str], *, begun: bool) -> Iterator[Piece]:
    """What is spoken of the lines of a cue; `names` are those of `labels`, `begun` says that a sentence has begun."""
    if not lines:
        return
    heard = _without_sounds("\n".join(text for text, _ in lines), begun=begun).split("\n")
    song = any(map(_MUSIC.search, heard)) or bool(_HASHES.match(heard[0]))
    named = False
    for line, (_, number) in zip(heard, lines, strict=True):
        for part in _TURN.split(line):
            label = _label(part, names)
            mark = label or _DASH.match(part)
            text = _bare(part[mark.end() :] if mark else part, song=song)
            named = named or bool(mark)
            if any(map(str.isalnum, text)):
                yield Piece(text, number, cue, named, song)
                named = False


def _bare(line: str, *, song: bool) -> str:
    """A line without the marks of a song."""
    return " ".join((_MUSIC.sub(" ", line).strip("# ") if song else line).split())


def _label(line: str, names: Counter[str]) -> re.Match[str] | None:
    """The name of a speaker that a line begins with, with its colon: MARIO: Chi è?"""
    match = _LABEL.match(line)
    if not match or not match["name"].isupper() or sum(map(str.isalpha, match["name"])) < 2:
        return None
    rest = line[match.end() :]
    return match if rest != rest.upper() or not rest.strip() or names[match["name"]] >= _SAID_OFTEN else None


# ------------------------------------------------------------------ sounds


def _without_sounds(text: str, *, begun: bool) -> str:
    """The lines of a cue without what is in brackets and not spoken: [RUMORE DI PASSI], (ride)."""
    kept, before, at = list[str](), "", 0
    for match in _BRACKETS.finditer(text):
        kept.append(text[at : match.start()])
        before = (before + kept[-1])[-_NEAR:]
        sound = _is_sound(match, before, begun=begun)
        kept.append(" " + "\n" * match[0].count("\n") if sound else match[0])
        before = (before + kept[-1])[-_NEAR:]
        at = match.end()
    return "".join((*kept, text[at:]))


def _is_sound(match: re.Match[str], before: str, *, begun: bool) -> bool:
    """Whether brackets hold no speech.

    Round ones can be part of a sentence, if it has begun before them and goes on after them.
    """
    inside, after = match[0][1:-1], match.string[match.end() : match.end() + _NEAR]
    if not _LETTER.search(inside):
        return True
    if _SPOKEN.search(inside):
        return False
    if match[0][0] not in "(（" or after.lstrip().startswith(":"):
        return True
    begun = not _ENDED.search(before) if _LETTER.search(before) else begun
    beside = before.rsplit("\n", 1)[-1].strip(" -–—") or after.split("\n", 1)[0].strip()
    if not begun or (inside.isupper() and not is_acronym(inside)):
        return True
    follows = after.lstrip()[:1]
    return not (follows.islower() or _PUNCTUATION.match(after) or (beside and not follows))
