"""Every line that came in is a sentence or a heading, or is named as left out."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_documents import Made, letters, markdown_documents, plain_documents

from deckgen.actions.pairing import from_beads
from deckgen.align.beads import Bead
from deckgen.files.source import Source
from deckgen.project.pairs import Pair
from deckgen.text.documents import Document, parse

CODES = pytest.mark.parametrize("code", ["it", "cs"])


def read(text: str, name: str, code: str) -> Document:
    return parse(Source(Path(name), text), code)


def lost_lines(document: Document, text: str) -> list[int]:
    """The lines with a word that are neither a sentence, nor between two lines of one block, nor named."""
    named = {omission.line for omission in document.omissions}
    begun = {sentence.line for sentence in document.sentences}
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return [n for n, line in enumerate(lines, 1) if letters(line) and n not in named | begun]


@CODES
@settings(deadline=None, max_examples=300)
@given(data=st.data())
def test_the_letters_of_a_plain_text_are_those_of_its_sentences(code: str, data: st.DataObject) -> None:
    made: Made = data.draw(plain_documents(code))
    document = read(made.text, "x.txt", code)
    assert letters("".join(sentence.text for sentence in document.sentences)) == made.shown


@CODES
@settings(deadline=None, max_examples=300)
@given(data=st.data())
def test_the_letters_of_markdown_are_those_that_a_page_shows(code: str, data: st.DataObject) -> None:
    made: Made = data.draw(markdown_documents(code))
    document = read(made.text, "x.md", code)
    assert letters("".join(sentence.text for sentence in document.sentences)) == made.shown
    shown = {sentence.line for sentence in document.sentences}
    silent = [n for n in lost_lines(document, made.text) if n - 1 not in shown]
    assert silent == []


@settings(deadline=None)
@given(st.data())
def test_every_sentence_is_in_a_pair_in_a_heading_or_left_out_by_name(data: st.DataObject) -> None:
    sides = [read(data.draw(plain_documents(code)).text, f"{code}.txt", code) for code in ("it", "cs")]
    left, right = (list(range(len(side.sentences))) for side in sides)
    beads = []
    for a, b in data.draw(st.lists(st.sampled_from([(1, 1), (1, 0), (0, 1), (2, 1)]), max_size=40)):
        beads.append(Bead(tuple(left[:a]), tuple(right[:b])))
        left, right = left[a:], right[b:]
    beads = [bead for bead in (*beads, Bead(tuple(left), tuple(right))) if bead.left or bead.right]
    entries, left_out = from_beads(beads, *sides)
    for n, side in enumerate(sides):
        kept = [(each.front, each.back)[n] for each in entries]
        named = [sentence.text for each in left_out for sentence in (each.front, each.back)[n]]
        assert sorted(letters("".join(kept + named))) == sorted(letters("".join(s.text for s in side.sentences)))
        assert all(each.reason for each in left_out)
    assert len({(pair.front, pair.back) for pair in entries if isinstance(pair, Pair)}) == sum(
        isinstance(pair, Pair) for pair in entries
    )
