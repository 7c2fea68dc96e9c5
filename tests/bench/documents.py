"""Whether any line of a document vanishes: `python tests/bench/documents.py [NUMBER] [FOLDER]`.

Over NUMBER generated documents of each kind (10 000 by default), and over every .md and .txt file below FOLDER, whose
name is the code of its language (it.md): lines with a letter that are neither in a sentence or a heading nor named.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))
sys.path.insert(0, str(Path(__file__).parents[1] / "parts"))

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from made_documents import Made, letters, markdown_documents, plain_documents

from deckgen.files.source import Source
from deckgen.text.documents import Document, load, parse

DATA = Path(__file__).parents[2] / "data"


def generated(number: int, name: str, made_by: Callable[[str], st.SearchStrategy[Made]]) -> Counter[bool]:
    """How many generated documents show the letters that they should, and how many others or fewer."""
    counted = Counter[bool]()

    @settings(
        max_examples=number,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.sampled_from(["it", "cs"]).flatmap(lambda code: st.tuples(st.just(code), made_by(code))))
    def read(drawn: tuple[str, Made]) -> None:
        code, made = drawn
        document = parse(Source(Path(name), made.text), code)
        shown = letters("".join(sentence.text for sentence in document.sentences))
        counted[shown == made.shown] += 1

    read()
    return counted


def lost(document: Document, text: str) -> list[int]:
    """The lines with a letter that are neither of a sentence nor named."""
    named = {omission.line for omission in document.omissions}
    begun = {sentence.line for sentence in document.sentences}
    lines, found = re.split(r"\r\n?|\n", text), []
    for number, line in enumerate(lines, 1):
        if not letters(line) or number in named | begun:
            continue
        if number - 1 in begun and lines[number - 2].strip():  # a sentence goes on
            begun.add(number)
            continue
        found.append(number)
    return found


def main(number: int, folder: Path) -> None:
    for name, made_by in (("x.txt", plain_documents), ("x.md", markdown_documents)):
        counted = generated(number, name, made_by)
        print(f"{counted.total()} generated documents as {name}: letters lost or added in {counted[False]}")
    files = lines = missing = 0
    for path in sorted(folder.rglob("??.[mt]*")):
        text = path.read_text("utf-8")
        gone = lost(load(path, path.stem), text)
        files, lines, missing = (
            files + 1,
            lines + sum(bool(letters(line)) for line in text.splitlines()),
            missing + len(gone),
        )
        for line in gone:
            print(f"{path}:{line}: lost")
    print(f"{files} files below {folder.name}, {lines} lines with a letter: {missing} lost")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000, Path(sys.argv[2]) if len(sys.argv) > 2 else DATA)
