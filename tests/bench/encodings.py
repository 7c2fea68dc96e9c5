"""How often the right encoding is chosen, by encoding and length: `python tests/bench/encodings.py FOLDER [CODE+CODE]`.

FOLDER holds treebanks of Universal Dependencies (*.conllu), of which only the sentences are read. Each sample is
encoded in every encoding that its language is found in and decoded again; right is a text that is equal letter by
letter. With codes, the languages that are expected are these, whatever the sample is in. charset-normalizer is measured
beside it if it is installed.
"""

from __future__ import annotations

import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from deckgen.files.source import Refused
from deckgen.text.encodings import decode

WESTERN = ("cp1252", "iso8859_1", "iso8859_15", "mac_roman", "cp850")
CENTRAL = ("cp1250", "iso8859_2", "mac_latin2", "cp852")
WIDE = ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le")
ENCODINGS = {
    **dict.fromkeys(("it", "de", "fr", "es"), WESTERN + WIDE),
    **dict.fromkeys(("cs", "sk", "pl"), CENTRAL + WIDE),
}
SAMPLES = {1: 300, 3: 200, 10: 100, 100: 20}  # by the number of sentences
# What a program writes instead of characters that an encoding lacks.
INSTEAD = str.maketrans(
    dict(zip("„“”«»’‘‚‹›–—−‑•", "\"\"\"\"\"'''''----*", strict=True))
    | {"…": "...", "\u00a0": " ", "\u202f": " ", "\u200b": "", "œ": "oe", "Œ": "OE", "€": "EUR"}
)
HEAD = "encoding    sentences  samples    right  certain  certain but wrong  charset-normalizer"


@dataclass
class Score:
    """What became of some samples."""

    names: Counter[str] = field(default_factory=Counter)

    def line(self, name: str) -> str:
        tried = self.names["tried"]
        right, certain, rival = (self.names[each] / tried for each in ("right", "certain", "rival"))
        return f"{name:21} {tried:8} {right:8.2%} {certain:8.2%} {self.names['wrong']:18} {rival:19.2%}"


def main(folder: Path, expected: tuple[str, ...]) -> None:
    scores: dict[tuple[str, int], Score] = {}
    one_byte = {length: Score() for length in SAMPLES}
    start = time.perf_counter()
    for code, encoding, length, data, text in samples(folder):
        found = outcome(data, text, expected or (code,))
        scores.setdefault((encoding, length), Score()).names.update(found)
        if encoding not in WIDE:
            one_byte[length].names.update(found)
    took = time.perf_counter() - start
    print(HEAD)
    for (encoding, length), score in scores.items():
        print(score.line(f"{encoding:10} {length:10}"))
    for length, score in one_byte.items():
        print(score.line(f"one byte   {length:10}"))
    tried = sum(score.names["tried"] for score in scores.values())
    print(f"{1000 * took / tried:.1f} ms a text, both detectors and the reading of {folder.name} counted")


def outcome(data: bytes, text: str, codes: tuple[str, ...]) -> dict[str, int]:
    found = None
    with suppress(Refused):
        found = decode(data, Path("x"), codes)
    right, certain = bool(found and found.source.text == text), bool(found and found.certain)
    return {
        "tried": 1,
        "right": right,
        "certain": certain,
        "wrong": certain and not right,
        "rival": others_text(data) == text,
    }


def samples(folder: Path) -> Iterator[tuple[str, str, int, bytes, str]]:
    for code, encodings in ENCODINGS.items():
        sentences = list(sentences_of(folder, code))
        for encoding in encodings:
            for length, number in SAMPLES.items():
                chosen = random.Random(f"{code}{length}")
                for _ in range(number):
                    start = chosen.randrange(len(sentences) - length + 1)
                    data, text = encoded("\n".join(sentences[start : start + length]) + "\n", encoding)
                    if data and (b"\0" in data or not data.isascii()):
                        yield code, encoding, length, data, text


def sentences_of(folder: Path, code: str) -> Iterator[str]:
    for path in sorted(folder.glob(f"{code}_*.conllu")):
        for line in path.read_text("utf-8").splitlines():
            if line.startswith("# text = "):
                yield line.removeprefix("# text = ").strip()


def encoded(text: str, encoding: str) -> tuple[bytes, str]:
    """A text in an encoding, with other marks for those that it lacks; nothing if it lacks letters."""
    if not has(encoding, text):
        text = "".join(each if has(encoding, each) else each.translate(INSTEAD) for each in text)
    return (text.encode(encoding), text) if has(encoding, text) else (b"", text)


def has(encoding: str, text: str) -> bool:
    return text.encode(encoding, "replace").decode(encoding) == text


def others_text(data: bytes) -> str | None:
    try:
        from charset_normalizer import from_bytes
    except ImportError:
        return None
    best = from_bytes(data).best()
    return str(best) if best else None


if __name__ == "__main__":
    main(Path(sys.argv[1]), tuple(sys.argv[2].split("+")) if len(sys.argv) > 2 else ())
