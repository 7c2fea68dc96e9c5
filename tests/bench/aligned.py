"""Texts with a known alignment, for measuring and for fitting: our own, the development sets, harder variants."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
OWN = ROOT / "tests" / "gold" / "texts"
SETS = ROOT.parent / "shared" / "eval" / "align"
KINDS = ("delete", "paragraphs", "headings", "swap", "merge", "mix")
Bead = tuple[tuple[int, ...], tuple[int, ...]]


@dataclass(frozen=True)
class Document:
    """One text, its translation, and the beads that a person found."""

    set: str
    path: Path

    @cached_property
    def sides(self) -> tuple[list[str], list[str]]:
        """The sentences of both."""
        left, right = ((self.path / name).read_text("utf-8").splitlines() for name in ("src.txt", "tgt.txt"))
        return left, right

    @cached_property
    def gold(self) -> list[Bead]:
        """Indices of both sides, in order."""
        lines = (self.path / "gold.txt").read_text("utf-8").splitlines()
        found = (re.match(r"\[(.*?)\]:\[(.*?)\]", line) for line in lines)
        left_right = ([tuple(int(n) for n in side.split(",") if n) for side in line.groups()] for line in found if line)
        return [(left, right) for left, right in left_right]


def clean() -> list[Document]:
    """Our own texts in three pairs of languages, and the development sets where they lie beside the checkout."""
    found = [Document(path.name.split("-")[0], path) for path in sorted(OWN.iterdir())]
    if SETS.exists():
        found += [
            Document(folder.name, path)
            for folder in sorted((SETS / "sets").iterdir())
            for path in sorted(folder.iterdir())
        ]
    return found


def hard(folder: Path, documents: Iterable[Document], seeds: Iterable[int]) -> Iterator[Document]:
    """Damaged variants of documents, written into `folder`; none without the development sets."""
    for kind in KINDS if SETS.exists() else ():
        for document in documents:
            for seed in seeds:
                out = folder / f"{kind}-{seed}-{document.path.name}"
                command = [sys.executable, SETS / "make_hard.py", kind, str(seed), document.path, out]
                subprocess.run(command, check=True)
                yield Document(kind, out)


def strict_f1(results: Iterable[tuple[list[Bead], list[Bead]]]) -> float:
    """Of (gold, predicted) beads, in per cent: null beads count for precision, not for recall, as in vecalign."""
    right = predicted = wanted = found = 0
    for gold, made in results:
        truth, beads = set(gold), set(made)
        right += len(truth & beads)
        predicted += len(beads)
        wanted += sum(bool(a and b) for a, b in truth)
        found += sum(bool(a and b) for a, b in truth & beads)
    precision, recall = right / max(1, predicted), found / max(1, wanted)
    return 200 * precision * recall / max(1e-9, precision + recall)
