"""Pairs repaired by hand: every other byte stays, no word is lost, terms follow their words."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from deckgen.actions import repair, rewriting
from deckgen.actions.repair import Repair
from deckgen.actions.rewriting import Carried, carried_out
from deckgen.files.edits import line_end
from deckgen.files.source import Refused, Source
from deckgen.merge.sections import line_start
from deckgen.project.deck import Text
from deckgen.project.pairs import Pair, PairFile, Section, parse_pairs
from deckgen.project.parts import Part
from deckgen.project.vocabulary import parse_terms

LANGUAGES = ("it", "cs")

FILE = """\
# Our pairs. Do not touch the comments.

- section: {it: Il forno, cs: Pekárna}

- id: fo-bado
  it: Il fornaio apre alle cinque. La fila arriva fino alla piazza.
  cs: Pekař otvírá v pět. Fronta sahá až na náměstí.
  doubt: 0.4
  # ask Marta about this one
  note: solo d'inverno
# between two pairs
- id: fo-kade
  cs: 'Kočka spí na peci.'
  it: 'Il gatto dorme sul forno.'   # a quoted one
  tags: [gatti]
- section: Il fiume

- id: fo-lumi
  it: "Il fiume sale: il ponte è chiuso. Nessuno passa."
  cs: "Řeka stoupá: most je zavřený. Nikdo neprojde."
  hint: piano


- {id: fo-nove, it: "Domani piove.", cs: Zítra bude pršet.}
- id: fo-ruda
  it: >-
    La barca è
    nuova. Costa poco.
  cs: Loď je nová. Stojí málo.
  skip: true
- it: Il mercato chiude a mezzogiorno. Poi si mangia.
  cs: Trh zavírá v poledne. Pak se jí.
"""
TERMS = """\
- id: fo-tema
  it: la piazza
  cs: náměstí
  pair: fo-bado
  found: {it: piazza, cs: náměstí}
- id: fo-temo
  it: il gatto
  cs: kočka
  pair: fo-kade
"""
STYLES: dict[str, Callable[[str], str]] = {
    "lines": lambda text: text,
    "crlf": lambda text: text.replace("\n", "\r\n"),
    "indented": lambda text: "".join(f"  {line}\n" if line else "\n" for line in text.splitlines()),
    "no last newline": lambda text: text.rstrip("\n"),
    "mark": lambda text: text,
}


def part_of(text: str, terms: str = TERMS) -> Part:
    pairs, wrong = parse_pairs(Source(Path("forno.yaml"), text), LANGUAGES)
    assert wrong == []
    return Part(Text("forno", "Il forno", "fo"), pairs, parse_terms(Source(Path("terms.yaml"), terms), LANGUAGES)[0])


def blocks(file: PairFile) -> list[str]:
    """What is written of each entry: its lines, from its first to its last."""
    text = file.source.text
    return [
        text[line_start(file, entry.record) : line_end(file.source, entry.record.mapping)] for entry in file.entries
    ]


def comments(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip().startswith("#")]


def words(pairs: tuple[Pair, ...]) -> Counter[str]:
    return Counter(word for pair in pairs for side in (pair.front, pair.back) for word in re.findall(r"\w+", side))


def by_hand(part: Part, chance: random.Random, fresh: count[int]) -> Repair:
    """Something that a person does to one of the pairs."""
    file = part.pairs
    n = chance.randrange(len(file.entries))
    pair, new = file.values[n], f"fo-nuo{next(fresh)}"
    kind = chance.choice(("merge", "split", "up", "down", "attach", "pair", "with", "edit", "skip", "good", "again"))
    side = chance.randrange(2)
    if kind == "merge":
        return repair.merged(file, n, chance.sample([each.id for each in file.values if each.id], 2))
    if kind == "split":
        return repair.split(file, n, (chance.randrange(len(pair.front)), chance.randrange(len(pair.back))), new)
    if kind in ("up", "down"):
        return repair.moved(file, n, side, LANGUAGES, up=kind == "up")
    if kind == "attach":
        return repair.attached(file, n, side, f"Frase {new}: ecco!", above=chance.random() < 0.5)
    if kind == "pair":
        record = chance.choice([None, file.entries[n].record, *(each.record for each in file.sections)])
        return repair.paired(file, record, (f"Ecco {new} – [una].", f"Hle {new} # jedna."), new)
    if kind == "with":
        return repair.paired_with(file, n, side, "Resta fuori.", LANGUAGES, new)
    if kind == "edit":
        changed = {"front": pair.front.replace("o", "ò") + " & poi?", "hint": chance.choice(("", "così: «sì»"))}
        return repair.amended(file, n, changed)
    if kind == "again":
        last = min(len(file.entries), n + chance.randrange(1, 4))
        sentences = [chance.sample(words, 2) for words in [["Uno.", "Due.", "Tre.", pair.front]] * 3]
        beads = [(*texts, chance.choice((0.0, 0.3))) for texts in sentences]
        return repair.realigned(file, n, last, [*beads, ("solo", "", 0.0)], (f"{new}-{k}" for k in count()))
    return repair.amended(file, n, {"skip": not pair.skip} if kind == "skip" else {"doubt": 0.0})


def holds(before: Part, made: Carried, done: Repair) -> None:
    """What must be so after every repair."""
    old, new = before.pairs, made.part.pairs
    shift = len(done.becomes) - (done.last - done.first)
    untouched = [n for n in range(len(old.entries)) if not done.first <= n < done.last]
    assert [blocks(new)[n if n < done.first else n + shift] for n in untouched] == [blocks(old)[n] for n in untouched]
    assert Counter(comments(old.source.text)) == Counter(comments(new.source.text))
    assert [each.value for each in old.sections] == [each.value for each in new.sections]
    kept = {each.pair.id for each in done.becomes if each.at is not None}
    assert kept <= {pair.id for pair in old.values[done.first : done.last]}
    known = {pair.id for pair in new.values}
    lost = {pair.id for pair in old.values} - known
    assert not {term.pair for term in made.part.terms.values} & lost or not any(each.pair.id for each in done.becomes)


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("seed", range(12))
def test_a_repair_leaves_every_other_byte_and_comment(style: str, seed: int) -> None:
    chance, fresh = random.Random(seed), count()
    part = part_of(STYLES[style](FILE))
    done = 0
    for _ in range(60):
        try:
            wanted = by_hand(part, chance, fresh)
            made = carried_out(part, wanted, LANGUAGES)
        except Refused:
            continue
        holds(part, made, wanted)
        part, done = made.part, done + 1
        if len(part.pairs.entries) < 3:
            break
    assert done > 15
    if style == "crlf":
        assert "\n" not in part.pairs.source.text.replace("\r\n", "")


@pytest.mark.parametrize("seed", range(30))
def test_no_word_is_lost_where_text_moves(seed: int) -> None:
    chance, fresh = random.Random(seed), count()
    part = part_of(FILE)
    for _ in range(20):
        if len(part.pairs.entries) < 2:
            break
        n, kind = chance.randrange(len(part.pairs.entries)), chance.choice(("merge", "up", "down", "split"))
        pair = part.pairs.values[n]
        try:
            if kind == "merge":
                wanted = repair.merged(part.pairs, n, ())
            elif kind == "split":
                at = pair.front.rfind(" ") + 1, pair.back.rfind(" ") + 1
                wanted = repair.split(part.pairs, n, at, f"fo-n{next(fresh)}")
            else:
                wanted = repair.moved(part.pairs, n, chance.randrange(2), LANGUAGES, up=kind == "up")
            made = carried_out(part, wanted, LANGUAGES)
        except Refused:
            continue
        left = Counter(re.findall(r"\w+", " ".join(wanted.left_out)))
        assert words(part.pairs.values) == words(made.part.pairs.values) + left
        part = made.part


def test_merging_keeps_the_upper_id_and_what_both_say() -> None:
    part = part_of(FILE)
    made = carried_out(part, repair.merged(part.pairs, 0, ()), LANGUAGES).part
    first = made.pairs.values[0]
    assert first.id == "fo-bado"
    assert first.front.endswith("fino alla piazza. Il gatto dorme sul forno.")
    assert (first.note, first.tags, first.doubt) == ("solo d'inverno", ("gatti",), 0.0)
    assert [term.pair for term in made.terms.values] == ["fo-bado", "fo-bado"]


def test_merging_keeps_the_only_id_that_learners_have() -> None:
    part = part_of(FILE)
    made = carried_out(part, repair.merged(part.pairs, 0, {"fo-kade"}), LANGUAGES).part
    assert made.pairs.values[0].id == "fo-kade"
    assert {term.pair for term in made.terms.values} == {"fo-kade"}


def test_a_term_follows_its_words_into_the_new_half() -> None:
    part = part_of(FILE)
    pair = part.pairs.values[0]
    at = pair.front.index("La fila"), pair.back.index("Fronta")
    made = carried_out(part, repair.split(part.pairs, 0, at, "fo-mezzo"), LANGUAGES)
    assert made.part.pairs.values[0].front == "Il fornaio apre alle cinque."
    assert made.part.pairs.values[1].id == "fo-mezzo"
    assert [term.pair for term in made.part.terms.values] == ["fo-mezzo", "fo-kade"]
    assert made.moved == (0,)


def test_a_sentence_moves_over_the_border_and_its_term_with_it() -> None:
    part = part_of(FILE)
    front = carried_out(part, repair.moved(part.pairs, 0, 0, LANGUAGES, up=False), LANGUAGES).part
    assert front.pairs.values[0].front == "Il fornaio apre alle cinque."
    both = carried_out(front, repair.moved(front.pairs, 0, 1, LANGUAGES, up=False), LANGUAGES).part
    assert both.pairs.values[1].front == "La fila arriva fino alla piazza. Il gatto dorme sul forno."
    assert both.pairs.values[1].back == "Fronta sahá až na náměstí. Kočka spí na peci."
    assert both.terms.values[0].pair == "fo-kade"


def test_the_only_sentence_that_moves_leaves_the_other_side_out() -> None:
    part = part_of(FILE)
    done = repair.moved(part.pairs, 1, 0, LANGUAGES, up=True)
    assert done.left_out == ("", "Kočka spí na peci.")
    made = carried_out(part, done, LANGUAGES).part
    assert [pair.id for pair in made.pairs.values] == ["fo-bado", "fo-lumi", "fo-nove", "fo-ruda", ""]


@pytest.mark.parametrize("n", [1, 5])
def test_no_pair_is_merged_over_a_heading_or_with_nothing(n: int) -> None:
    with pytest.raises(Refused, match=r"heading between the two pairs|no pair on that side"):
        repair.merged(part_of(FILE).pairs, n, ())


def test_pairs_that_are_aligned_again_go_on_where_most_of_their_words_are() -> None:
    file = part_of(FILE).pairs
    beads = [
        ("Il fornaio apre alle cinque.", "Pekař otvírá v pět.", 0.0),
        ("La fila arriva fino alla piazza.", "Fronta sahá až na náměstí.", 0.2),
        ("Il gatto dorme sul forno.", "Kočka spí na peci.", 0.0),
    ]
    made = carried_out(part_of(FILE), repair.realigned(file, 0, 2, beads, iter(["fo-a", "fo-b"])), LANGUAGES).part
    assert [pair.id for pair in made.pairs.values[:3]] == ["fo-a", "fo-bado", "fo-kade"]
    assert made.pairs.values[1].doubt == 0.2


@pytest.mark.parametrize("style", STYLES)
def test_headings_come_go_and_change(style: str) -> None:
    file = part_of(STYLES[style](FILE)).pairs

    def after(edits: object) -> PairFile:
        return parse_pairs(file.source.after(edits), LANGUAGES)[0]  # type: ignore[arg-type]

    added = after(rewriting.heading_added(file, 3, Section("La pioggia", "Déšť"), LANGUAGES))
    assert [pair.section for pair in added.values] == [*["Il forno"] * 2, "Il fiume", *["La pioggia"] * 3]
    named = after(rewriting.heading_changed(file, 1, Section("La piena", "Povodeň"), LANGUAGES))
    assert [each.value for each in named.sections] == [Section("Il forno", "Pekárna"), Section("La piena", "Povodeň")]
    plain = after(rewriting.heading_changed(file, 0, Section("Il pane"), LANGUAGES))
    assert plain.sections[0].value == Section("Il pane")
    gone = after(rewriting.heading_changed(file, 1, Section(""), LANGUAGES))
    assert [each.value.front for each in gone.sections] == ["Il forno"]
    made = after(rewriting.heading_of(file, 3, LANGUAGES))
    assert [each.value.front for each in made.sections] == ["Il forno", "Il fiume", "Domani piove."]
    assert len(made.values) == len(file.values) - 1
    for each in (added, named, plain, gone, made):
        assert set(comments(each.source.text)) == set(comments(file.source.text))
