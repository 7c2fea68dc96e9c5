"""Subtitles → blocks: cues joined to what is said in one go, without marks, sounds, names of speakers and credits.

More than half of all cues end inside a sentence, so a block is a run of cues up to a silence, another speaker, or a
line of its own: of a song, on a sign. Sentences are found in it as in any other text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise, takewhile
from pathlib import Path

from deckgen.files.source import Problem, Refused
from deckgen.languages.language import Language, language
from deckgen.text import encodings
from deckgen.text.blocks import Block, Reading, omitted
from deckgen.text.formats.cues import Cue, cues
from deckgen.text.formats.spoken import Line, Piece, labels, shown, spoken
from deckgen.text.furniture import is_credit

# Seconds. Within a sentence cues follow each other at once or after a breath; two seconds are what lies between scenes.
# A sentence that goes on in lower case may have a longer silence inside it.
_SILENCE = 2.0
_AT_ONCE = 0.25  # seconds; cues that overlap by less follow each other, by careless timing
# Shares of the cues of a file from which on something is a habit of the file and says nothing of a single cue.
_SLOPPY = 0.2  # overlap
_CAPITALS = 0.5  # are in upper case
_ROLLING = 0.3  # begin with what the one before them ended with, and some go on: captions that roll up
_FEWEST = 3  # cues that go on like that
_MARKED = 0.15  # have a mark that ends a sentence; with fewer, the file has no punctuation, as from speech recognition
_WORDS = 25  # without punctuation, a block ends at the first cue after so many: a long sentence
_ABBREVIATION = 5  # letters at most
_EDGE = 5  # cues at both ends of a file, among which addresses are advertisements

_MARK = re.compile(r"[.!?…。！？]")
_CLOSED = re.compile(r"[.!?…:;。！？][\"'”’»)\]]*$")
_PAUSED = re.compile(r"(?:\.{2,}|…)$")
_RESUMED = re.compile(r"^(?:\.{2,}|…)\s*")
_CUT = re.compile(r"[^\W\d_]-$")
_OPENERS = "\"'„“”‚‘’‹«»¿¡([ "
_ADDRESS = re.compile(r"\bwww\.\w|https?://|\b[\w-]+\.(?:com|org|net|info|tv|eu)\b", re.IGNORECASE)


def read(data: bytes, path: Path, code: str) -> Reading:
    """The blocks of a file of subtitles in the language `code`; each piece has its line and its times."""
    return parse(encodings.decode(data, path, (code,)).source.text, path, code)


def parse(text: str, path: Path, code: str) -> Reading:
    """The blocks of the subtitles in `text`; refused if there are none."""
    found, omissions = cues(text)
    if not found:
        advice = "a file of subtitles has lines like 00:00:01,000 --> 00:00:03,000"
        raise Refused(Problem(path, 0, "no subtitles were found in this file", advice=advice))
    lines, repeated = _without_repeats([(cue, shown(cue)) for cue in _sorted(found)])
    lines, credit = _without_credits(lines, code)
    pieces = list(_spoken(lines))
    read_lines = {piece.line for piece in pieces} | {number for _, number in (*repeated, *credit)}
    silent = (number for _, each in lines for text, number in each if number not in read_lines)
    omissions += omitted(dict.fromkeys(number for _, number in repeated), "shown before")
    omissions += omitted(dict.fromkeys(number for _, number in credit), "credits")
    omissions += omitted(dict.fromkeys(silent), "sound or speaker")
    blocks = _Blocks(language(code), _Habits.of(pieces))
    for piece in pieces:
        blocks.add(piece)
    return Reading(tuple(blocks.made()), tuple(sorted(omissions, key=lambda each: each.line)))


def _sorted(found: Sequence[Cue]) -> list[Cue]:
    """The cues in the order of their times; those of a second part, whose numbers begin again, after the first."""
    part, begun, keyed = 0, False, list[tuple[int, float, Cue]]()
    for before, cue in pairwise((found[0], *found)):
        part += begun and cue.number == 1 and cue.start < before.start
        begun = begun or cue.number == 1
        keyed.append((part, cue.start, cue))
    return [cue for _, _, cue in sorted(keyed, key=lambda each: each[:2])]


# ------------------------------------------------------------------ what is not spoken

_Shown = tuple[Cue, tuple[Line, ...]]


def _without_repeats(found: Sequence[_Shown]) -> tuple[list[_Shown], list[Line]]:
    """The cues without lines that stay from the cue before, in captions that roll up, and without doubles of cues."""
    pairs = list(pairwise(found))
    kept_over = [_kept_over(before, cue) for before, cue in pairs]
    partly = sum(0 < over < len(lines) for over, (_, lines) in zip(kept_over, found[1:], strict=True))
    rolling = partly >= _FEWEST and sum(map(bool, kept_over)) > _ROLLING * len(pairs)
    kept, repeated = list(found[:1]), list[Line]()
    for (before, (cue, lines)), number in zip(pairs, kept_over, strict=True):
        over = number if rolling or _is_double(before, (cue, lines)) else 0
        repeated += lines[:over]
        kept.append((cue, lines[over:]))
    return kept, repeated


def _kept_over(before: _Shown, after: _Shown) -> int:
    """How many lines the second cue begins with that the first one ended with, if it follows at once."""
    if after[0].start > before[0].end + _AT_ONCE:
        return 0
    ones, others = ([text for text, _ in lines] for _, lines in (before, after))
    return next((n for n in range(min(len(ones), len(others)), 0, -1) if ones[-n:] == others[:n]), 0)


def _is_double(before: _Shown, after: _Shown) -> bool:
    """Whether a cue shows the same at the same time: a shadow, or the next step of a movement."""
    (one, lines), (other, others) = before, after
    same = [text for text, _ in lines] == [text for text, _ in others]
    return same and ((one.start, one.end) == (other.start, other.end) or (one.placed and other.placed))


def _without_credits(found: Sequence[_Shown], code: str) -> tuple[list[_Shown], list[Line]]:
    """The cues without those that say who made the subtitles, or where more of them are."""
    kept, credit = list[_Shown](), list[Line]()
    for n, (cue, lines) in enumerate(found):
        edge = n < _EDGE or n >= len(found) - _EDGE
        whole = _is_credit([text for text, _ in lines], code, edge=edge)
        named = [line for line in lines if whole or _is_credit([line[0]], code, edge=edge)]
        credit += named
        kept.append((cue, tuple(line for line in lines if line not in named)))
    return kept, credit


def _is_credit(lines: Sequence[str], code: str, *, edge: bool) -> bool:
    text = " ".join(lines)
    return is_credit(text, code) or (edge and bool(_ADDRESS.search(text)))


def _spoken(found: Iterable[_Shown]) -> Iterator[Piece]:
    """What is spoken, line by line."""
    found = list(found)
    names, begun = labels(lines for _, lines in found), False
    for cue, lines in found:
        for piece in spoken(cue, lines, names, begun=begun):
            begun = not _CLOSED.search(piece.text)
            yield piece


# ------------------------------------------------------------------ what belongs together


@dataclass(frozen=True)
class _Habits:
    """What is usual in a file, so that it says nothing of a single cue."""

    overlaps: bool
    capitals: bool
    unmarked: bool

    @classmethod
    def of(cls, pieces: Sequence[Piece]) -> _Habits:
        """The habits of a file with these pieces."""
        lasts = [one for one, other in pairwise(pieces) if one.cue is not other.cue] + list(pieces[-1:])
        overlapping = sum(_overlap(one, other) for one, other in pairwise(lasts))
        return cls(
            overlapping > _SLOPPY * len(lasts),
            sum(piece.text.isupper() for piece in pieces) > _CAPITALS * len(pieces),
            sum(bool(_MARK.search(piece.text)) for piece in pieces) < _MARKED * len(pieces),
        )


@dataclass
class _Blocks:
    """The blocks so far. What is shown beside speech, as a sign, does not interrupt it, so each has its last block."""

    known: Language
    habits: _Habits
    blocks: list[list[Piece]] = field(default_factory=list)
    last: dict[bool, list[Piece]] = field(default_factory=dict)

    def add(self, piece: Piece) -> None:
        """Add a piece to the block that it goes on with, or begin a block."""
        beside = self._is_beside(piece)
        block = self.last.get(beside)
        if block and self._joins(block, piece):
            if _resumes(block[-1], piece):
                block[-1] = replace(block[-1], text=_PAUSED.sub("", block[-1].text))
                piece = replace(piece, text=_RESUMED.sub("", piece.text))
            block.append(piece)
        else:
            self.last[beside] = [piece]
            self.blocks.append(self.last[beside])

    def made(self) -> Iterator[Block]:
        """The blocks with their lines and times."""
        for block in self.blocks:
            pieces = tuple((piece.text, piece.line) for piece in block)
            yield Block(pieces, times=tuple((piece.cue.start, piece.cue.end) for piece in block))

    def _is_beside(self, piece: Piece) -> bool:
        """Whether a piece is shown beside speech: at a place of its own, in upper case, or at the same time."""
        if piece.cue.placed or (_is_sign(piece.text) and not self.habits.capitals):
            return True
        last = self.last[False][-1] if False in self.last else None
        return last is not None and not self.habits.overlaps and _overlap(last, piece) and not _goes_on(last, piece)

    def _joins(self, block: Sequence[Piece], piece: Piece) -> bool:
        """Whether a piece belongs to the block before it."""
        last = block[-1]
        if piece.turn or last.song or piece.song or piece.cue.start > last.cue.end + _SILENCE:
            return _goes_on(last, piece)
        if last.cue is piece.cue or _CLOSED.search(last.text):
            return True
        if self.habits.unmarked:
            begun = takewhile(lambda each: not _CLOSED.search(each.text), reversed(block))
            return _goes_on(last, piece) and sum(len(each.text.split()) for each in begun) < _WORDS
        return not self._begins(last, piece)

    def _begins(self, last: Piece, piece: Piece) -> bool:
        """Whether a piece begins a sentence although the one before it has no mark at its end."""
        if last.text.endswith(","):
            return False
        first = piece.text.lstrip(_OPENERS).split(" ", 1)[0]
        opening = self.known.before_nouns | self.known.coordinating
        return first.istitle() and (first.lower() in opening or bool(_CUT.search(last.text)))


def _is_sign(text: str) -> bool:
    """Whether a text is written on something: in upper case, and no abbreviation."""
    return text.isupper() and sum(map(str.isalpha, text)) > _ABBREVIATION


def _overlap(one: Piece, other: Piece) -> bool:
    """Whether the second piece is shown before the first one is gone, by more than careless timing."""
    return one.cue is not other.cue and other.cue.start < one.cue.end - _AT_ONCE


def _goes_on(last: Piece, piece: Piece) -> bool:
    """Whether a piece clearly goes on with the sentence of the one before it."""
    begins_small = _RESUMED.sub("", piece.text).lstrip(_OPENERS)[:1].islower()
    return begins_small and (not _CLOSED.search(last.text) or _resumes(last, piece))


def _resumes(last: Piece, piece: Piece) -> bool:
    """Whether the dots at the end of a piece and at the beginning of the next only say that it goes on."""
    resumed = _RESUMED.match(piece.text)
    return bool(resumed and _PAUSED.search(last.text)) and piece.text[resumed.end() :][:1].islower()  # type: ignore[union-attr]
