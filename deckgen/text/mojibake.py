"""Text that was encoded twice: UTF-8 that some program took for another encoding and wrote as UTF-8 again.

`perché` has become `perchÃ©`. What can be turned back without loss is; what lost letters on the way is only found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from deckgen.languages.plausibility import cost

# What UTF-8 is taken for: the usual encodings of Windows, the Web, the Mac and DOS.
_TAKEN_FOR = ("cp1252", "cp1250", "iso8859_2", "mac_roman", "cp850", "cp852", "cp437", "cp1251")
_PIECE = re.compile(r"[A-Za-z\u0080-\U0010ffff]+")
_LONGEST = 80  # letters of a piece; a longer one is no word
_BETTER = 3.0  # the least that a repair must save of the cost of a piece
_ROUNDS = 3  # some text was encoded more often than twice
# The letters that the first bytes of Latin letters and of quotation marks turn into, before what cannot follow them.
_DAMAGED = re.compile("(?<=[a-z])[ÂÃÄÅĂĹ](?![^\\W\\d_])|[ÂÃÄÅĂĹ][\u0080-\u00bf€‚„…†‡ˆ‰‹›“”•–—˜™]|â€|\ufffd")


def repaired(text: str, codes: Sequence[str]) -> tuple[str, dict[str, str]]:
    """A text in the languages `codes` as it was before it was encoded twice, and which words were replaced by which."""
    done: dict[str, str] = {}
    for _ in range(_ROUNDS):
        found = _repairs(pieces(text), codes)
        if not found:
            break
        text = _PIECE.sub(lambda match, found=found: found.get(match[0], match[0]), text)  # type: ignore[misc]
        done = {piece: found.get(better, better) for piece, better in done.items()} | found
    return text, done


def damaged(text: str) -> tuple[int, str, int]:
    """How many words lost letters when they were encoded twice, as `cittÃ` did, the first of them, and its offset."""
    first = _DAMAGED.search(text) if not text.isascii() else None
    if not first:
        return 0, "", 0
    return sum(1 for _ in _DAMAGED.finditer(text)), _around(first), first.start()


def _around(match: re.Match[str]) -> str:
    """The word that a match is in."""
    before = match.string[max(0, match.start() - _LONGEST) : match.start()].split()
    after = match.string[match.end() : match.end() + _LONGEST].split()
    begins, ends = match.string[match.start() - 1 : match.start()], match.string[match.end() : match.end() + 1]
    head = before[-1] if before and not begins.isspace() else ""
    return head + match[0] + (after[0] if after and not ends.isspace() else "")


def pieces(text: str) -> Iterable[str]:
    """The different words and parts of words that have characters beyond ASCII."""
    found = _PIECE.findall(text) if not text.isascii() else []
    return dict.fromkeys(piece for piece in found if len(piece) <= _LONGEST and not piece.isascii())


def _repairs(found: Iterable[str], codes: Sequence[str]) -> dict[str, str]:
    """What each piece was before, by the one encoding that explains most."""
    found = list(found)
    best, most = dict[str, str](), 0.0
    for name in _TAKEN_FOR:
        before = {piece: was for piece in found if (was := _before(piece, name))}
        saved = {piece: cost([piece], codes) - cost([was], codes) for piece, was in before.items()}
        clear = {piece: was for piece, was in before.items() if saved[piece] >= _BETTER}
        if clear and sum(saved.values()) > most:
            best, most = clear, sum(saved.values())
    return best


def _before(piece: str, name: str) -> str:
    """What a piece was if its UTF-8 was taken for this encoding; empty if it cannot have been."""
    try:
        return b"".join(_byte(each, name) for each in piece).decode("utf-8")
    except UnicodeError:
        return ""


def _byte(character: str, name: str) -> bytes:
    """The byte of a character; where an encoding of Windows has none, its programs use the control characters."""
    if name.startswith("cp125") and "\x80" <= character <= "\x9f":
        return character.encode("latin-1")
    return character.encode(name)
