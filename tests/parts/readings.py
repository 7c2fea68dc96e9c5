"""What readers of documents gave, in few words; and files with faults, made from whole ones."""

from __future__ import annotations

import io
import random
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from projects import ROOT

from deckgen.files.source import Problem, Refused
from deckgen.text.blocks import Reading
from deckgen.text.grid import Grid

DOCUMENTS = ROOT / "tests/gold/documents"


def lines(reading: Reading) -> list[str]:
    """The texts of a reading, each with its kind: `1 Titolo` for a heading, `- voce`, `| cella`, or the text alone."""
    marks = {"paragraph": "", "item": "- ", "cell": "| "}
    return [
        (f"{block.level} " if block.kind == "heading" else marks[block.kind]) + block.pieces[0][0]
        for block in reading.blocks
    ]


def reasons(reading: Reading) -> list[tuple[str, str]]:
    """Why something was left out of a reading, and how it begins."""
    return [(omission.reason, omission.text) for omission in reading.omissions]


def damaged(data: bytes, seed: int) -> bytes:
    """A file with faults: cut off, or with bytes changed, lost, twice or put in."""
    chosen = random.Random(seed)
    made = bytearray(data)
    if chosen.random() < 0.2:
        return bytes(made[: chosen.randrange(len(made) + 1)])
    for _ in range(chosen.choice((1, 1, 2, 5, 30))):
        at = chosen.randrange(len(made) + 1)
        what = chosen.random()
        if what < 0.5:
            made[at : at + 1] = bytes((chosen.randrange(256),))
        elif what < 0.7:
            del made[at : at + chosen.randrange(1, 200)]
        elif what < 0.85:
            made[at:at] = made[: chosen.randrange(1, 300)]
        else:
            made[at:at] = chosen.choice(_PIECES)
    return bytes(made)


def read_or_refused(read: Callable[[], Grid]) -> None:
    """Check that a file gives rows that fit its columns, or problems that say what to do."""
    problems: tuple[Problem, ...] = ()
    grid = Grid((), ())
    try:
        grid = read()
    except Refused as refused:
        problems = refused.problems
    assert bool(problems) != bool(grid.lines)
    assert all(problem.message and problem.advice for problem in problems)
    assert all(len(line.cells) == len(grid.columns) for line in grid.lines)


def refused_quickly(read: Callable[[], object], said: str) -> None:
    """Check that reading is refused with these words and with advice, within two seconds of the processor's time."""
    start = time.process_time()
    with pytest.raises(Refused) as refused:
        read()
    assert time.process_time() - start < 2
    problem = refused.value.problems[0]
    assert said in problem.message
    assert problem.advice


_PIECES = (b"<", b">", b"</w:p>", b'"', b"&", b"<a>", b"-1", b"99999999999999999999", b"\xff", b"\0", b"]]>", b"<!--")


def damaged_inside(data: bytes, seed: int) -> bytes:
    """An archive some of whose members have faults, packed again without any."""
    chosen = random.Random(seed)
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for n, name in enumerate(old.namelist()):
            content = old.read(name)
            new.writestr(name, damaged(content, seed + n) if chosen.random() < 0.3 else content)
    return made.getvalue()


def archive(parts: dict[str, str | bytes]) -> bytes:
    """An archive with these members."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts.items():
            new.writestr(name, content)
    return made.getvalue()


def gold(name: str) -> tuple[bytes, Path]:
    """The bytes and the path of a document in tests/gold/documents."""
    path = DOCUMENTS / name
    return path.read_bytes(), path
