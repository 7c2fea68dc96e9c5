"""What people wrote for a deck, and the ids that new entries get."""

from __future__ import annotations

import itertools
import random
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deckgen.files.source import Source, edited
from deckgen.project.deck import DEFAULT_CARDS, Deck, Text
from deckgen.project.ids import fresh_ids, name_entries
from deckgen.project.pairs import parse_pairs
from deckgen.project.parts import Part, load
from deckgen.project.vocabulary import parse_terms

LANGUAGES = "it", "cs"
UNO, DUE = Text("uno", "Uno", "u"), Text("due", "Due", "d")


def deck(folder: Path = Path("cards/corso")) -> Deck:
    return Deck(folder, "Corso", "0123456789abcdef", *LANGUAGES, (UNO, DUE), dict(DEFAULT_CARDS))


def part(text: Text, pairs: str, terms: str = "") -> Part:
    pair_source, term_source = Source(deck().pairs_path(text), pairs), Source(deck().vocabulary_path(text), terms)
    return Part(text, parse_pairs(pair_source, LANGUAGES)[0], parse_terms(term_source, LANGUAGES)[0])


# ------------------------------------------------------------------ reading


def test_a_deck_is_read_in_the_order_of_its_texts_with_all_that_is_wrong(tmp_path: Path) -> None:
    here = deck(tmp_path / "cards" / "corso")
    for path, text in (
        (here.pairs_path(UNO), "- id: u-bada\n  it: Ciao.\n  cs: Ahoj.\n- it: Il #1\n"),
        (here.vocabulary_path(UNO), "- id: u-pada\n  it: il saluto\n  status: forse\n"),
    ):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    parts, problems = load(here)
    assert [(p.text, list(p.ids)) for p in parts] == [(UNO, ["u-bada", "u-pada"]), (DUE, [])]
    assert [(p.path, p.line, p.message) for p in problems] == [
        (here.pairs_path(UNO), 4, "is `#1` part of the sentence?"),
        (here.vocabulary_path(UNO), 3, "`status: forse` is unknown"),
        (here.pairs_path(DUE), 0, "no such file"),  # a text without terms is fine, one without pairs is not
    ]


# ------------------------------------------------------------------ fresh ids


@pytest.mark.parametrize("prefix", ["mv", "t2"])
def test_an_id_is_the_prefix_and_syllables_that_can_be_read_out(prefix: str) -> None:
    for name in itertools.islice(fresh_ids(prefix, ()), 200):
        assert re.fullmatch(rf"{prefix}-([bdfghklmnprstvz][aeiou]){{4}}", name)


@settings(deadline=None)
@given(st.integers())
def test_ids_are_never_taken_and_never_twice(seed: int) -> None:
    first = list(itertools.islice(fresh_ids("mv", (), random.Random(seed)), 100))
    again = list(itertools.islice(fresh_ids("mv", first[:50], random.Random(seed)), 100))
    assert len(set(first)) == len(set(again)) == 100
    assert not set(first[:50]) & set(again)
    assert again[:50] == first[50:]  # the same chance gives the same ids, without those that are taken


def test_words_that_nobody_wants_in_a_class_never_come_up() -> None:
    unwanted = ("figa", "kaka", "pene", "pipi", "puta", "sega", "kura", "fuka")
    syllables = ("bdfghklmnprstvz", "aeiou")
    chance = random.Random(1)
    words = ("".join(chance.choice(letters) for _ in range(4) for letters in syllables) for _ in range(20_000))
    assert any(each in word for word in words for each in unwanted)  # what chance alone would do
    for name in itertools.islice(fresh_ids("x", (), random.Random(1)), 20_000):
        assert not any(each in name for each in unwanted)


@pytest.mark.parametrize("seed", range(5))
def test_two_branches_do_not_draw_the_same_ids(seed: int) -> None:
    ours, theirs = (set(itertools.islice(fresh_ids("x", (), random.Random(2 * seed + n)), 200)) for n in (0, 1))
    assert not ours & theirs


# ------------------------------------------------------------------ naming entries

PAIRS = """\
# le mie coppie\r
- section: L’inizio\r
- id: u-bada\r
  it: Ciao.\r
  cs: Ahoj.\r
\r
- it: 'Che  bello!' # controllato\r
  cs: To je krása 👩‍💼!\r
- {it: Sì, cs: Ano}\r
- id: # manca\r
  it: No\r
  cs: Ne"""
TERMS = "- it: il saluto\n  cs: pozdrav\n  pair: u-bada\n"


def test_every_entry_without_an_id_gets_one_and_every_other_byte_stays() -> None:
    before = part(UNO, PAIRS, TERMS)
    (after,), changes = name_entries(deck(), [before], (), random.Random(7))
    named = [pair.id for pair in after.pairs.values]
    assert len({*after.ids}) == 5
    assert named[0] == "u-bada"
    assert [(file.path, len(edits)) for file, edits in changes] == [(before.pairs.path, 3), (before.terms.path, 1)]
    texts = [edited(file.source.text, edits) for file, edits in changes]
    assert texts == [after.pairs.source.text, after.terms.source.text]
    assert texts[0] == (
        PAIRS.replace("- it: 'Che", f"- id: {named[1]}\r\n  it: 'Che")
        .replace("{it: Sì", f"{{id: {named[2]}, it: Sì")
        .replace("- id: #", f"- id: {named[3]} #")
    )
    assert texts[1] == TERMS.replace("- it:", f"- id: {after.terms.values[0].id}\n  it:")


def test_parts_read_again_say_the_same_and_know_their_new_lines() -> None:
    before = part(UNO, PAIRS, TERMS)
    (after,), _ = name_entries(deck(), [before], ())
    assert [(p.front, p.back, p.section) for p in after.pairs.values] == [
        (p.front, p.back, p.section) for p in before.pairs.values
    ]
    assert [p.lines["it"] for p in before.pairs.values] == [4, 7, 9, 11]
    assert [p.lines["it"] for p in after.pairs.values] == [4, 8, 10, 12]
    assert name_entries(deck(), [after], ()) == ((after,), [])  # nothing is left to name


def test_no_id_that_was_ever_spent_comes_back() -> None:
    entries = "".join(f"- it: frase {n}\n  cs: věta {n}\n" for n in range(30))
    spent: set[str] = set()
    for _ in range(5):  # the same chance each time: only `spent` keeps the ids apart
        (after,), _changes = name_entries(deck(), [part(UNO, entries)], spent, random.Random(1))
        assert len({*after.ids}) == 30
        assert not spent & {*after.ids}
        spent |= {*after.ids}


def test_two_texts_and_their_terms_share_no_id() -> None:
    entries = "".join(f"- it: frase {n}\n" for n in range(40))
    same = Text("due", "Due", "u")  # even where a person gave two texts one prefix
    parts, changes = name_entries(deck(), [part(UNO, entries, entries), part(same, entries, entries)], ())
    ids = [name for named in parts for name in named.ids]
    assert (len(ids), len({*ids}), len(changes)) == (160, 160, 4)


def test_each_text_gets_ids_of_its_own_prefix() -> None:
    parts, _ = name_entries(deck(), [part(UNO, "- it: uno\n", "- it: a\n"), part(DUE, "- it: due\n")], ())
    assert [[name[:2] for name in named.ids] for named in parts] == [["u-", "u-"], ["d-"]]
