"""Characters: HTML entities, invisible characters, Unicode normalization."""

from __future__ import annotations

import html
import re
import unicodedata


def unescaped(text: str) -> str:
    """`text` with HTML entities decoded; a numeric one beyond Unicode becomes U+FFFD."""
    return html.unescape(NO_CHARACTER.sub("\ufffd", text))


NO_CHARACTER = re.compile(r"&#\d{8,};?")  # Python refuses to convert very long numbers


def harmless(text: str) -> str:
    """`text` for a terminal: control characters and those that turn the direction of what follows as `\\u001b`.

    Line breaks and tabs stay. Text from somebody else could otherwise move the cursor, hide what stands above it or
    write into the clipboard.
    """
    return text if text.isprintable() else _HARMFUL.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


_HARMFUL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def visible(text: str) -> str:
    """`text` on one line with every character that cannot be seen as `\\u200b`, for what a person has to judge."""
    return "".join(each if each.isprintable() else f"\\u{ord(each):04x}" for each in text)


def unified(tag: str) -> str:
    """`tag` as Anki compares tags: it keeps one spelling of each in a collection, whatever the case."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", tag).casefold())


def folded(text: str) -> str:
    """`text` on one line, NFC-normalized, without invisible characters."""
    if text.isprintable() and "  " not in text:  # most text: only single spaces, nothing invisible
        return unicodedata.normalize("NFC", text).strip(" ")
    return " ".join(unicodedata.normalize("NFC", _INVISIBLE.sub("", text)).split())


_INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u2060\ufeff\x00-\x08\x0b\x0c\x0e-\x1b\x7f]")


def cut(text: str, most: int) -> str:
    """`text`, or so much of it that it has `most` characters with `…` behind it."""
    return text if len(text) <= most else text[: most - 1] + "…"
