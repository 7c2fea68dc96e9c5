"""A file of subtitles → its cues: what is shown, from when to when, and in which lines of the file it stands.

SubRip, WebVTT, SubViewer as video sites write it, and SubStation Alpha are read, with whatever is broken in real files:
missing or wrong numbers, missing or doubled empty lines, times without hours or milliseconds, other arrows. A library
would give neither the lines nor these files: pysubs2 1.8 reads notes of WebVTT as text and refuses times without hours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from deckgen.text.blocks import Omission

BREAK = "\v"  # a line break inside a line of the file, as SubStation Alpha writes it

_TIME = r"-?\s*(?:(\d{1,3})\s*:\s*)?(\d{1,3})\s*:\s*(\d{1,2})(?:\s*[.,:;]\s*(\d{1,6}))?"
_ARROW = r"(?:[-–—=]+\s*>|→)"
_SHOWN = re.compile(rf"\s*{_TIME}\s*{_ARROW}\s*(?:{_TIME})?(?P<rest>.*)")
_SBV = re.compile(r"\s*(\d+):(\d\d):(\d\d)\.(\d{3}),(\d+):(\d\d):(\d\d)\.(\d{3})(?P<rest>)\s*")
_SETTINGS = re.compile(r"(?:\s*[A-Za-z]\w*\s*:\s*\S+)*\s*")  # line:0 position:20%, X1:53 X2:303
_NUMBER = re.compile(r"\W*(\d{1,6})\W*")
_WORD = re.compile(r"[^\W\d_]")
_HIDDEN = re.compile(r"(NOTE|STYLE|REGION|WEBVTT)(?:\s|$)")
_HEAD = 200  # lines, among which a section of SubStation Alpha begins
_SECTIONS = frozenset({"[script info]", "[v4 styles]", "[v4+ styles]", "[events]"})
_FIELDS = ("layer", "start", "end", "style", "name", "marginl", "marginr", "marginv", "effect", "text")
_OVERRIDE = re.compile(r"\{[^{}]*\}")
_DRAWING = re.compile(r"\{[^{}]*\\p[1-9][^{}]*\}.*?(?=\{[^{}]*\\p0|$)")  # shapes, drawn in letters and numbers
_PLACE = re.compile(r"\{[^{}]*\\(?:pos|move|org)\(")


@dataclass(frozen=True, slots=True)
class Cue:
    """What is shown from `start` to `end`, in seconds: its lines, each with its number in the file.

    `number` is that of the cue, 0 without one; `placed` says that it has a place of its own on the screen.
    """

    start: float
    end: float
    lines: tuple[tuple[str, int], ...]
    number: int = 0
    placed: bool = False


def cues(text: str) -> tuple[list[Cue], list[Omission]]:
    """The cues of a file in its order, and the lines that show nothing."""
    lines = re.split(r"\r\n?|\n", text)
    return _events(lines) if is_substation(lines) else _timed(lines)


# ------------------------------------------------------------------ SubRip and WebVTT


@dataclass
class _Draft:
    """A cue while its lines are gathered; the first draft takes what precedes all cues."""

    start: float = 0.0
    end: float = 0.0
    lines: list[tuple[str, int]] = field(default_factory=list)
    number: int = 0


def _timed(lines: Sequence[str]) -> tuple[list[Cue], list[Omission]]:
    """The cues of a file in which a line with times stands above the text of each."""
    is_webvtt = lines[0].lstrip("\ufeff").startswith("WEBVTT")
    hidden = dict(_hidden(lines)) if is_webvtt else {}
    drafts = [_Draft()]
    for n, line in enumerate(lines, 1):
        times = _times(line) if n not in hidden else None
        if times:
            drafts.append(_Draft(*times[:2], [(times[2], n)] if times[2] else []))
        elif n not in hidden:
            drafts[-1].lines.append((line, n))
    _take_numbers(drafts)
    if is_webvtt:
        _take_names(drafts)
    omissions = [Omission(n, reason) for n, reason in hidden.items() if _WORD.search(lines[n - 1]) and n > 1]
    omissions += (Omission(n, "outside the subtitles") for line, n in drafts[0].lines if _WORD.search(line))
    return [cue for draft in drafts[1:] if (cue := _finished(draft)).lines], omissions


def _finished(draft: _Draft) -> Cue:
    lines = tuple((line, n) for line, n in draft.lines if line.strip())
    placed = any(_PLACE.search(line) for line, _ in lines)
    return Cue(draft.start, max(draft.start, draft.end), lines, draft.number, placed)


def _hidden(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The lines of WebVTT that show nothing: its head, notes and styles, each up to an empty line."""
    reason, begins = "", True
    for n, line in enumerate(lines, 1):
        match = _HIDDEN.match(line.lstrip("\ufeff")) if begins else None
        if match:
            reason = "note" if match[1] == "NOTE" else "markup"
        begins = not line.strip()
        if begins or _times(line):
            reason = ""
        if reason:
            yield n, reason


def is_time_line(line: str) -> bool:
    """Whether a line says from when to when something is shown."""
    return _times(line) is not None


def _times(line: str) -> tuple[float, float, str] | None:
    """When a line says that the text below it is shown, and the text that follows on the same line."""
    match = (_SHOWN.match(line) or _SBV.fullmatch(line)) if ":" in line else None
    if not match:
        return None
    start, end = _seconds(match.groups()[:4]), _seconds(match.groups()[4:8])
    return start, end, "" if _SETTINGS.fullmatch(match["rest"]) else match["rest"].strip()


def _seconds(parts: Sequence[str | None]) -> float:
    hours, minutes, seconds, fraction = (part or "0" for part in parts)
    return int(hours) * 3600 + int(minutes) * 60 + int(seconds) + float(f"0.{fraction}")


def _take_numbers(drafts: Sequence[_Draft]) -> None:
    """Take the numbers of cues, each of which was read as the last line of the cue before it.

    If most cues have one, such a line is a number unless it stands directly below text, where others have an empty
    line above them, and does not count on.
    """
    places = [_number_at(draft.lines) for draft in drafts[:-1]]
    numbered = 2 * sum(place is not None for place in places) > len(places)
    spaced = 2 * sum(any(not line.strip() for line, _ in draft.lines) for draft in drafts) > len(drafts)
    last = 0
    for before, draft, place in zip(drafts, drafts[1:], places, strict=False):
        if numbered and place is not None:
            number = int(_NUMBER.sub(r"\1", before.lines[place][0]))
            if number == last + 1 or not spaced or _is_apart(before, place):
                draft.number = last = number
                del before.lines[place:]


def _take_names(drafts: Sequence[_Draft]) -> None:
    """Take the names of cues: in WebVTT any text may stand directly above the times."""
    for draft in drafts[:-1]:
        last = len(draft.lines) - 1
        if last >= 0 and draft.lines[last][0].strip() and (_is_apart(draft, last) or (not draft.end and not last)):
            draft.lines.pop()


def _number_at(lines: Sequence[tuple[str, int]]) -> int | None:
    """The place of the last line that is filled, if it is only a number."""
    last = next((n for n in range(len(lines) - 1, -1, -1) if lines[n][0].strip()), None)
    return last if last is not None and _NUMBER.fullmatch(lines[last][0]) else None


def _is_apart(draft: _Draft, place: int) -> bool:
    """Whether an empty line, or nothing at all, stands above a line."""
    return not draft.lines[place - 1][0].strip() if place else not draft.end


# ------------------------------------------------------------------ SubStation Alpha


def is_substation(lines: Sequence[str]) -> bool:
    """Whether lines are of SubStation Alpha: one of its sections begins in them."""
    return any(line.strip("\ufeff \t").lower() in _SECTIONS for line in lines[:_HEAD])


def _events(lines: Sequence[str]) -> tuple[list[Cue], list[Omission]]:
    """The cues of SubStation Alpha: `Dialogue: ` and its fields, in the order that `Format: ` gives."""
    found, omissions, section = list[Cue](), list[Omission](), ""
    fields: tuple[str, ...] = _FIELDS
    for n, line in enumerate(lines, 1):
        name, _, value = line.strip("\ufeff \t").partition(":")
        if name.startswith("["):
            section = name.lower()
        if name == "Format" and section == "[events]":
            fields = tuple(each.strip().lower() for each in value.split(","))
        cue = _event(value, fields, n) if name == "Dialogue" else None
        if cue and cue.lines:
            found.append(cue)
        elif _WORD.search(line):
            omissions.append(Omission(n, "comment" if name == "Comment" else "markup"))
    return found, omissions


def _event(value: str, fields: Sequence[str], n: int) -> Cue | None:
    """The cue of a line; its text is the last field, which may have commas."""
    values = value.split(",", len(fields) - 1)
    held = dict(zip(fields, values, strict=False))
    times = _times(f"{held.get('start', '')} --> {held.get('end', '')}")
    if len(values) < len(fields) or not times:
        return None
    shown = _OVERRIDE.sub("", _DRAWING.sub("", values[-1]))
    shown = shown.replace(r"\N", BREAK).replace(r"\n", " ").replace(r"\h", " ")
    lines = ((shown, n),) if shown.strip() else ()
    return Cue(times[0], max(times[:2]), lines, 0, bool(_PLACE.search(values[-1])))
