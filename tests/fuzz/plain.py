"""Search for a text that the line reader and PyYAML read differently: `python tests/fuzz/plain.py [--seconds N]`.

Documents are put together from the pieces of tests/parts/plain_yaml.py, or are some entries of a shipped file with a
few places changed: pieces put in, characters taken out, lines moved or doubled. What is found lies in build/fuzz/plain.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import re
import sys
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests/parts")]

from plain_yaml import COLONS, ENDS, HEADS, LEADS, NAMES, PIECES, disagreement, is_declined  # noqa: E402

FOUND = ROOT / "build/fuzz/plain"
_PLAIN = ("- ", "  ")


def made(chance: random.Random) -> str:
    """A document from pieces; most of its lines are nearly plain, so that one piece decides whether it is taken."""
    lines = [_line(chance, odd=chance.random() < 0.2) for _ in range(chance.randint(1, 6))]
    return (chance.choice(HEADS) if chance.random() < 0.3 else "") + "".join(lines)


def _line(chance: random.Random, *, odd: bool) -> str:
    value = "".join(chance.choices(PIECES, k=chance.choice((1, 1, 2, 3, 4))))
    if odd:
        return "".join(map(chance.choice, (LEADS, NAMES, COLONS))) + value + chance.choice(ENDS)
    return f"{chance.choice(_PLAIN)}{chance.choice(NAMES)}: {value}\n"


def changed(text: str, chance: random.Random) -> str:
    """Some entries of a text with a few changes."""
    entries = re.split(r"^(?=- )", text, flags=re.MULTILINE)
    first = chance.randrange(len(entries))
    text = "".join(entries[first : first + chance.choice((1, 2, 3, 8))])
    for _ in range(chance.choice((0, 1, 1, 2, 4))):
        text = _change(text, chance)
    return text


def _change(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text) + 1)
    lines = text.split("\n")
    n = chance.randrange(len(lines))
    kind = chance.randrange(5)
    if kind == 0:
        return text[:at] + chance.choice((*PIECES, *ENDS, *LEADS)) + text[at:]
    if kind == 1:
        return text[:at] + text[at + chance.choice((1, 1, 2, 20)) :]
    if kind == 2:
        return text[:at] + chr(chance.choice((chance.randrange(0x250), chance.randrange(0x110000)))) + text[at:]
    moved = lines.pop(n) if kind == 3 else lines[n]
    lines.insert(chance.randrange(len(lines) + 1), moved)
    return "\n".join(lines)


def shrunk(text: str) -> str:
    """The shortest text by taking out lines and then characters on which both readers still differ."""
    for pattern in (r"[^\n]*\n?", r"(?s)."):
        pieces: Sequence[str] = re.findall(pattern, text)
        at = 0
        while at < len(pieces):
            fewer = [*pieces[:at], *pieces[at + 1 :]]
            pieces, at = (fewer, at) if disagreement("".join(fewer)) else (pieces, at + 1)
        text = "".join(pieces)
    return text


def main() -> None:
    """Search as the command line says; exit code 1 if anything was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--seed", type=int, default=None)
    asked = parser.parse_args()
    chance = random.Random(asked.seed)
    seeds = [
        path.read_text("utf-8") for kind in ("pairs", "vocabulary") for path in ROOT.glob(f"cards/*/{kind}/*.yaml")
    ]
    ends = time.monotonic() + asked.seconds
    tried, taken, found = 0, 0, dict[str, str]()
    while time.monotonic() < ends:
        text = changed(chance.choice(seeds), chance) if chance.random() < 0.5 else made(chance)
        tried += 1
        taken += not is_declined(text)
        if disagreement(text):
            small = shrunk(text)
            found[small] = disagreement(small)
    for text, told in found.items():
        FOUND.mkdir(parents=True, exist_ok=True)
        name = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:10]
        (FOUND / f"{name}.yaml").write_text(text, "utf-8", errors="replace")
        print(f"{text!r}\n    {told}")
    print(f"{tried} documents, {taken} of them taken by the line reader, {len(found)} read differently")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
