"""Texts that somebody paired in rows: no bead crosses them, and a row that is wrong has a doubt."""

from __future__ import annotations

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from deckgen.align import band
from deckgen.align.beads import align
from deckgen.align.features import TextPair
from deckgen.align.sides import side_of

PAIRS = [
    ("Il treno per Milano parte alle sette.", "Vlak do Milána odjíždí v sedm hodin."),
    ("Mio fratello ripara orologi antichi.", "Můj bratr opravuje starožitné hodiny."),
    ("Al mercato abbiamo comprato tre chili di pesche.", "Na trhu jsme koupili tři kila broskví."),
    ("La farmacia all’angolo chiude il mercoledì.", "Lékárna na rohu má ve středu zavřeno."),
    ("Nel giardino fiorisce il vecchio ciliegio.", "Na zahradě kvete stará třešeň."),
    ("Il nonno racconta sempre la stessa storia.", "Dědeček vypráví pořád stejný příběh."),
    ("Per favore, non dimenticare le chiavi.", "Nezapomeň si, prosím, klíče."),
    ("Stanotte ha nevicato sulle montagne.", "V noci na horách sněžilo."),
]
WORD = st.sampled_from(["pane", "acqua", "vino", "12", "mulino", "Roma", "latte", "sera"])
CELL = st.lists(WORD, min_size=1, max_size=4).map(lambda words: " ".join(words) + ".")
ROW = st.tuples(st.lists(CELL, min_size=1, max_size=4), st.lists(CELL, min_size=1, max_size=4))


@settings(deadline=None, max_examples=60)
@given(st.lists(ROW, min_size=1, max_size=6))
def test_no_bead_crosses_a_row_and_every_sentence_is_in_one(rows: list[tuple[list[str], list[str]]]) -> None:
    left, right = ([text for row in rows for text in row[side]] for side in (0, 1))
    numbers = [[n for n, row in enumerate(rows) for _ in row[side]] for side in (0, 1)]
    beads = align(left, right, (numbers[0], numbers[1]))
    for bead in beads:
        assert len({numbers[0][i] for i in bead.left} | {numbers[1][j] for j in bead.right}) == 1
    for side, count in ((0, len(left)), (1, len(right))):
        assert sorted(n for bead in beads for n in (bead.left, bead.right)[side]) == list(range(count))
    for n, row in enumerate(rows):
        if len(row[0]) == len(row[1]) == 1:
            assert any(bead.left == (numbers[0].index(n),) and bead.right == (numbers[1].index(n),) for bead in beads)


def test_rows_that_are_wrong_have_a_doubt_and_the_others_have_none() -> None:
    left, right = ([pair[side] for pair in PAIRS] for side in (0, 1))
    right[1], right[6] = right[6], right[1]
    rows = list(range(len(PAIRS)))
    beads = align(left, right, (rows, rows))
    assert [(bead.left, bead.right) for bead in beads] == [((n,), (n,)) for n in rows]
    assert {n for n, bead in enumerate(beads) if bead.doubt > 0.1} == {1, 6}


def test_a_long_table_is_searched_along_its_rows() -> None:
    """In memory and time that grow with its length: a strip has the sentences of its rows and no others."""
    rows = [n for n in range(400) for _ in range(1 + n % 2)]
    side = side_of([f"Riga {n}." for n in rows], rows)
    strips = band.strips(TextPair(side, side))
    assert strips[0].lo == 0
    assert strips[-1].hi == len(rows)
    assert all(before.bottom == after.top and after.lo <= before.hi for before, after in itertools.pairwise(strips))
    assert sum(strip.width for strip in strips) < 1.2 * len(rows)
