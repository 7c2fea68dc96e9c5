"""Characters: entities, invisible marks, Unicode’s composed form."""

from __future__ import annotations

import html
import re
import unicodedata


def unescaped(text: str) -> str:
    """`text` with the characters that HTML's entities stand for; one with a number past all characters is none."""
    return html.unescape(NO_CHARACTER.sub("\ufffd", text))


NO_CHARACTER = re.compile(r"&#\d{8,};?")  # Python refuses to make a number of that


def folded(text: str) -> str:
    """`text` as one line in Unicode's composed form, without marks that cannot be seen."""
    if text.isprintable() and "  " not in text:  # as most is: no white space but single spaces, nothing invisible
        return unicodedata.normalize("NFC", text).strip(" ")
    return " ".join(unicodedata.normalize("NFC", _INVISIBLE.sub("", text)).split())


_INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u2060\ufeff\x00-\x08\x0b\x0c\x0e-\x1b\x7f]")
