"""Bytes → text: the encoding of a document, by what it says of itself and by the words that come out."""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from deckgen.files.disk import SAVE, contents, not_text
from deckgen.files.source import Problem, Refused, Source
from deckgen.languages.language import known
from deckgen.languages.plausibility import cost
from deckgen.text import mojibake, old_encodings
from deckgen.text.old_encodings import Choice

# How people call the encodings.
NAMES = {
    "utf-8": "UTF-8",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16 (big-endian)",
    "utf-32-le": "UTF-32",
    "utf-32-be": "UTF-32 (big-endian)",
    **old_encodings.NAMES,
}
_MARKS = (  # that of UTF-32 begins like that of UTF-16
    (b"\xff\xfe\0\0", "utf-32-le"),
    (b"\0\0\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
    (b"\xef\xbb\xbf", "utf-8"),
)
_SAMPLE = 4096  # bytes
_MOSTLY = 0.5  # of the bytes at a place
_SPACES = 0.05  # of the characters of a text, at least: spaces, digits and full stops are ASCII in any script
_CHANCE = 3  # characters that fit UTF-8 by chance: of pairs of bytes beyond ASCII, one in eight does
_LEADS = [bytes([byte]) for byte in range(0xC2, 0xF5)]  # what characters beyond ASCII begin with in UTF-8
_PRINTED = bytes(byte for byte in range(256) if byte > 0x1F or byte in b"\t\n\v\f\r\x1a\x1b")
_STRAY = 50  # bytes of text for each stray control character; other files have one among ten
_NO_TEXT = frozenset({"idna", "punycode", "raw_unicode_escape", "unicode_escape", "undefined"})


@dataclass(frozen=True)
class Decoded:
    """The text of a document, the name of its encoding, whether that is certain, and what a person should know."""

    source: Source
    name: str = NAMES["utf-8"]
    certain: bool = True
    remarks: tuple[Problem, ...] = ()


def read(path: Path, codes: Sequence[str] = (), encoding: str = "") -> Decoded:
    """The text of the document at `path`; see `decode`."""
    return decode(contents(path), path, codes, encoding)


def decode(data: bytes, path: Path, codes: Sequence[str] = (), encoding: str = "") -> Decoded:
    """The text in `data`, in one of the languages `codes`; without any, in one of those that deckgen has words for.

    An `encoding` that a person gave is not questioned. Raises Refused with advice for what is not text.
    """
    codes = tuple(codes) or known()
    if encoding:
        return _mended(_given(data, path, encoding), codes)
    name = _unicode(data)
    if name and not (name == "utf-8" and _is_chance(data, codes)):
        return _mended(_strictly(data, path, name), codes)
    chosen = None if _is_damaged_utf_8(data) else old_encodings.choice(data, codes)
    if not chosen:
        strict = _strictly(data, path, "utf-8")  # refuses, with the place
        if name:
            return _mended(strict, codes)
        raise Refused(Problem(path, 0, "this is not a text file", advice=SAVE))
    found = Source(path, data.decode(chosen.encoding), chosen.encoding)
    return Decoded(found, NAMES[chosen.encoding], chosen.certain, (_remark(found, chosen),))


def _remark(source: Source, chosen: Choice) -> Problem:
    """What a person should know of a choice: the encoding and, if it is not certain, the words to look at."""
    message = f"read as {NAMES[chosen.encoding]}"
    if chosen.certain:
        return Problem(source.path, 0, message, level="info")
    words = ", ".join(f"“{word}”" for word in chosen.doubtful)
    message += f", which is not certain: are the letters of {words} right?"
    return Problem(source.path, 0, message, advice=f"if not, {SAVE}", level="warning")


def _strictly(data: bytes, path: Path, name: str) -> Decoded:
    """The text in this encoding; refused with the line of the first byte that does not fit."""
    try:
        text = data.decode(name)
    except UnicodeDecodeError as error:
        raise Refused(not_text(data, path, error, NAMES.get(name, name))) from error
    marked = text.startswith("\ufeff")
    return Decoded(Source(path, text[marked:], name, text[:marked]), NAMES.get(name, name))


def _given(data: bytes, path: Path, encoding: str) -> Decoded:
    """The text in the encoding that a person named."""
    called = {shown.casefold(): own for own, shown in NAMES.items()}
    try:
        found = codecs.lookup(called.get(encoding.casefold(), encoding)).name
        "a".encode(found)
    except (LookupError, ValueError) as error:
        raise Refused(_no_encoding(path, encoding)) from error
    if found.replace("-", "_") in _NO_TEXT:
        raise Refused(_no_encoding(path, encoding))
    marked = next((own for mark, own in _MARKS if data.startswith(mark) and own[:6] == found), found)
    return _strictly(data, path, next((own for own in NAMES if codecs.lookup(own).name == marked), marked))


def _no_encoding(path: Path, encoding: str) -> Problem:
    return Problem(path, 0, f"no encoding is called `{encoding}`", advice=f"write one of {', '.join(NAMES.values())}")


def beginning(data: bytes) -> str | None:
    """What the beginning of a file says, with whatever letters beyond ASCII; None if it is no text.

    It may be cut inside a character, and is good for seeing what a file is, not for reading it.
    """
    name = next((name for mark, name in _MARKS if data.startswith(mark)), "") or _wide(data) or "utf-8"
    text = data.decode(name, "ignore").removeprefix("\ufeff")
    controls = data.translate(None, _PRINTED) if name == "utf-8" else re.findall(r"[\x00-\x08\x0e-\x1f]", text)
    return text if len(controls) * _STRAY <= len(data) else None


# ------------------------------------------------------------------ Unicode


def _unicode(data: bytes) -> str:
    """The form of Unicode that a text is in, by its byte order mark, its zero bytes or its validity; empty if none."""
    marked = next((name for mark, name in _MARKS if data.startswith(mark)), "")
    return marked or _wide(data) or ("utf-8" if _is_valid(data, "utf-8") else "")


def _wide(data: bytes) -> str:
    """The form with two or four bytes a character, by where the zeros of ASCII characters are; empty if it is none."""
    sample = data[:_SAMPLE]
    zeros = [sample[n::4].count(0) / max(1, len(sample[n::4])) for n in range(4)]
    low, high = (zeros[0] + zeros[2]) / 2, (zeros[1] + zeros[3]) / 2
    if min(zeros[2:]) > _MOSTLY > zeros[0]:
        name = "utf-32-le"
    elif min(zeros[:2]) > _MOSTLY > zeros[3]:
        name = "utf-32-be"
    elif high > _SPACES and low < _SPACES / 5:
        name = "utf-16-le"
    elif low > _SPACES and high < _SPACES / 5:
        name = "utf-16-be"
    else:
        return ""
    return name if _is_valid(sample[: len(sample) // 4 * 4], name) else ""


def _is_valid(data: bytes, name: str) -> bool:
    """Whether bytes are text in a form of Unicode; that of UTF-16 and UTF-32 has no control characters either."""
    try:
        text = data.decode(name)
    except UnicodeDecodeError:
        return False
    return name == "utf-8" or not old_encodings.has_controls(text)


def _is_chance(data: bytes, codes: Sequence[str]) -> bool:
    """Whether a text is valid UTF-8 only by chance: few bytes had to fit, and another encoding gives words."""
    if data.startswith(b"\xef\xbb\xbf") or data.isascii() or sum(map(data.count, _LEADS)) > _CHANCE:
        return False
    pieces = mojibake.pieces(data.decode("utf-8"))
    return old_encodings.clearly_better(old_encodings.choice(data, codes), cost(pieces, codes))


def _is_damaged_utf_8(data: bytes) -> bool:
    """Whether a text is UTF-8 but for single bytes: more characters are valid than not."""
    text, valid = data.decode("utf-8", "surrogateescape"), data.decode("utf-8", "ignore")
    beyond_ascii = len(valid) - len(valid.encode("ascii", "ignore"))
    return beyond_ascii > len(text) - len(valid)


# ------------------------------------------------------------------ text that was encoded twice


def _mended(decoded: Decoded, codes: Sequence[str]) -> Decoded:
    """A text without what was encoded twice, and remarks on that and on what cannot be repaired."""
    source, remarks = decoded.source, list(decoded.remarks)
    text, replaced = mojibake.repaired(source.text, codes)
    if replaced:
        before, after = next(iter(replaced.items()))
        message = f"this text was encoded twice and is read without that: “{after}” for “{before}”"
        remarks.append(source.problem(source.text.find(before), message, level="info"))
        source = replace(source, text=text)
    lost, word, offset = mojibake.damaged(text)
    if lost:
        message = f"letters were lost before this file was saved, as in “{word}”"
        message += f" ({lost} places)" if lost > 1 else ""
        remarks.append(source.problem(offset, message, "use the original, or correct them", level="warning"))
    return replace(decoded, source=source, remarks=tuple(remarks))
