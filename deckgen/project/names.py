"""Names that deckgen generates: deck ids, file names, prefixes."""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from deckgen.files.characters import folded
from deckgen.files.systems import DEVICE


def new_id() -> str:
    """A new deck id: sixteen random hexadecimal digits."""
    return secrets.token_hex(8)


@lru_cache(maxsize=1024)  # every note of a section needs the same one
def slug(text: str, *, ascii_only: bool = False) -> str:
    """`text` as a name for files and tags: lowercase letters and digits joined by hyphens."""
    words = re.findall(r"[^\W_]+", folded(text).lower())
    if ascii_only:
        words = [unicodedata.normalize("NFD", word).encode("ascii", "ignore").decode() for word in words]
    return "-".join(filter(None, words))


def portable(name: str) -> str:
    """`name` as every system takes it: Windows has no files that are called as its devices are."""
    return f"{name}-1" if DEVICE.match(name) else name


def new_prefix(text_id: str, taken: Iterable[str]) -> str:
    """A short prefix, none of `taken`, for the ids of a text's notes."""
    words = slug(text_id, ascii_only=True).split("-")
    words = [word for word in words if word[:1].isalpha()] or ["t"]
    initials = "".join(word[0] for word in words if len(word) > 2 or len(words) == 1)
    base = (initials if len(initials) > 1 else words[0][:2])[:4]
    used = set(taken)
    return next(p for p in (base, *(f"{base}{n}" for n in range(2, 10_000))) if p not in used)
