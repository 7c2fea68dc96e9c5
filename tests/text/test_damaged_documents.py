"""Documents with faults: each is read or refused with a plain message, and nothing else happens."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from readings import DOCUMENTS, archive, damaged, damaged_inside, lines

from deckgen.files.source import Problem, Refused
from deckgen.files.xml import DEEPEST
from deckgen.text import tables
from deckgen.text.blocks import Block, Reading
from deckgen.text.formats import docx, epub, html, odt

READERS = {".docx": docx, ".odt": odt, ".epub": epub, ".html": html}
FILES = sorted(path for path in DOCUMENTS.iterdir() if path.suffix in READERS)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
@settings(deadline=None, max_examples=60)
@given(seed=st.integers(0, 2**32), inside=st.booleans())
def test_a_damaged_document_is_read_or_refused(path: Path, seed: int, inside: bool) -> None:
    data = path.read_bytes()
    made = damaged_inside(data, seed) if inside and path.suffix != ".html" else damaged(data, seed)
    blocks: tuple[Block, ...] = ()
    problems: tuple[Problem, ...] = ()
    try:
        reading = READERS[path.suffix].read(made, path, "it")
        blocks = reading.blocks
        tables.grid(reading)
    except Refused as refused:
        problems = refused.problems
    assert all(text for block in blocks for text, _ in block.pieces)
    assert [block.pieces[0][1] for block in blocks] == list(range(1, len(blocks) + 1))
    assert all(problem.message and problem.path == path for problem in problems)


@pytest.mark.parametrize(
    ("read", "part", "begin", "end"),
    [
        (docx.read, "word/document.xml", "<tbl><tr><tc><p/></tc><tc>", "</tc></tr></tbl>"),
        (docx.read, "word/document.xml", "<p><r><pict><txbxContent>", "</txbxContent></pict></r></p>"),
        (docx.read, "word/document.xml", "<sdt><sdtContent>", "</sdtContent></sdt>"),
        (odt.read, "content.xml", "<list><list-item>", "</list-item></list>"),
        (odt.read, "content.xml", "<table><table-row><table-cell>", "</table-cell></table-row></table>"),
        (odt.read, "content.xml", "<p><frame><text-box>", "</text-box></frame></p>"),
    ],
)
def test_documents_are_read_as_deep_as_they_may_be(
    read: Callable[[bytes, Path], Reading], part: str, begin: str, end: str
) -> None:
    depth = (DEEPEST - 8) // begin.replace("<p/>", "").replace("</tc><tc>", "").count("<")
    inner = "<p><r><t>pane</t></r></p>" if read is docx.read else "<p>pane</p>"
    data = archive({part: f"<a><body><text>{begin * depth}{inner}{end * depth}</text></body></a>"})
    assert lines(read(data, Path("x")))[-1].endswith("pane")
