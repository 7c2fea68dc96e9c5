"""What belongs to what when sentences changed, were deleted, cut and joined."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deckgen.merge.matching import Index, Target, Texts, assigned, contained, kept_whole, likeness, trigrams

TRAIN = ("Il treno per Brno è in ritardo.", "Vlak do Brna má zpoždění.")
LATE = ("Il treno per Brno è ancora in ritardo.", "Vlak do Brna má stále zpoždění.")
RAIN = ("Fuori piove a dirotto da stamattina.", "Venku od rána leje jako z konve.")
BOTH = (
    "Il treno per Brno è in ritardo; fuori piove a dirotto da stamattina.",
    "Vlak do Brna má zpoždění; venku od rána leje jako z konve.",
)


def in_file(group: int, texts: Texts) -> Target:
    return Target(group, 0, 1, texts)


def deleted(group: int, texts: Texts) -> Target:
    return Target(group, 0, 1, texts, 1, out=True, whole=True)


def matched(targets: list[Target], new: list[Texts]) -> dict[int, int]:
    return kept_whole(targets, assigned(targets, new), new)


def test_a_deleted_sentence_is_known_by_likeness_too() -> None:
    assert matched([in_file(0, RAIN), deleted(1, TRAIN)], [LATE, RAIN]) == {0: 1, 1: 0}


def test_of_two_equal_sentences_the_one_in_the_file_comes_first() -> None:
    assert matched([deleted(0, TRAIN), in_file(1, TRAIN)], [TRAIN]) == {0: 1}
    assert matched([deleted(0, TRAIN), in_file(1, TRAIN)], [TRAIN, TRAIN]) == {0: 1, 1: 0}


def test_a_deleted_sentence_takes_no_other_one_out_that_was_joined_to_it() -> None:
    short = ("Piove a dirotto.", "Venku leje.")
    joined = (f"{TRAIN[0][:-1]}; piove a dirotto.", f"{TRAIN[1][:-1]}; venku leje.")
    assert matched([in_file(0, RAIN), deleted(1, TRAIN)], [BOTH]) == {0: 0}
    assert matched([in_file(0, short), deleted(1, TRAIN)], [joined]) == {0: 0}


def test_all_parts_of_a_deleted_sentence_stay_out() -> None:
    parts = [(f"{TRAIN[0]}", f"{TRAIN[1]}"), ("Fuori piove a dirotto da stamattina.", RAIN[1])]
    assert matched([deleted(0, BOTH)], parts) == {0: 0, 1: 0}
    assert matched([deleted(0, BOTH), in_file(1, LATE)], [parts[0], LATE, parts[1]]) == {0: 0, 1: 1, 2: 0}
    assert matched([deleted(0, BOTH)], [parts[1]]) == {0: 0}  # the other was deleted in the texts as well


def test_a_part_of_a_sentence_that_is_still_there_is_a_new_one() -> None:
    part = ("Il treno è in ritardo.", "Vlak má zpoždění.")
    assert matched([deleted(0, BOTH)], [BOTH, part]) == {0: 0}


def test_a_short_sentence_is_no_part_of_a_long_one_that_happens_to_have_its_words() -> None:
    long = ("Certo che sì, ma il treno per Brno è in ritardo.", "Určitě ano, ale vlak do Brna má zpoždění.")
    assert matched([deleted(0, long)], [("Sì.", "Ano.")]) == {}


def test_no_piece_is_matched_twice() -> None:
    runs = [Target(0, 0, 1, TRAIN), Target(0, 1, 2, RAIN), Target(0, 0, 2, BOTH)]
    assert matched(runs, [TRAIN, RAIN]) == {0: 0, 1: 1}
    assert matched(runs, [BOTH]) == {0: 2}
    assert matched(runs, [BOTH, RAIN]) == {0: 2}


PAIRS = st.tuples(st.text("aeprt ", max_size=12), st.text("kost ", max_size=12))


@given(st.lists(PAIRS, max_size=4), PAIRS)
def test_an_index_finds_what_comparing_each_would(old: list[Texts], new: Texts) -> None:
    bags = {at: trigrams(texts) for at, texts in enumerate(old)}
    index, mine = Index(bags), trigrams(new)
    alike, held = index.likeness(mine), index.held_in(mine)
    for at, each in bags.items():
        assert alike.get(at, 0) == pytest.approx(likeness(mine, each))
        assert held.get(at, 0) == pytest.approx(contained(each, mine))
