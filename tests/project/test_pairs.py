"""Sentence pairs: read with every fault at its line, made from an alignment, written so that they read back."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deckgen.actions.pairing import DOUBT_SHOWN, LeftOut, from_beads
from deckgen.align.beads import Bead
from deckgen.files.characters import folded
from deckgen.files.source import Problem, Source
from deckgen.project.pairs import Pair, PairFile, Section, load, numbered, parse_pairs, render
from deckgen.text.documents import Document
from deckgen.text.sentences import Sentence

HERE = Path("pairs/testo.yaml")
LANGUAGES = "it", "cs"


def parse(text: str) -> tuple[PairFile, list[Problem]]:
    return parse_pairs(Source(HERE, text), LANGUAGES)


def pairs(text: str) -> tuple[Pair, ...]:
    found, problems = parse(text)
    assert problems == []
    return found.values


# ------------------------------------------------------------------ reading


def test_a_pair_holds_all_that_a_person_may_note() -> None:
    (pair,) = pairs(
        "- id: t-bada\n  it: Il marketing  racconta.\n  cs: Marketing\n    vypráví.\n  doubt: 0.4\n  hint: m. r.\n"
        "  note: |\n    uno\n    due\n  tags: [lezione-1, esame]\n  skip: true\n  was: t-vecchio\n"
    )
    assert pair == Pair(
        id="t-bada",
        front="Il marketing racconta.",
        back="Marketing vypráví.",
        doubt=0.4,
        hint="m. r.",
        note="uno\ndue",
        tags=("lezione-1", "esame"),
        skip=True,
        was="t-vecchio",
    )
    assert pair.lines == {"": 1, "id": 1, "it": 2, "cs": 3, "doubt": 5, "hint": 6, "note": 7} | {
        "tags": 10,
        "skip": 11,
        "was": 12,
    }


def test_the_languages_of_the_deck_are_the_keys() -> None:
    found, problems = parse_pairs(Source(HERE, "- {de: Ja., pt-BR: Sim.}\n"), ("pt-BR", "de"))
    assert ([(p.front, p.back) for p in found.values], problems) == ([("Sim.", "Ja.")], [])
    assert [p.message for p in parse("- {de: Ja., it: Sì.}\n")[1]] == ["unknown key `de`"]


def test_a_section_holds_for_all_pairs_up_to_the_next() -> None:
    first = "- it: uno\n- section: L’inizio\n- it: due\n- it: tre\n"
    second = "- section: La fine\n- it: quattro\n- section:\n- it: poi\n"
    assert [(pair.front, pair.section) for pair in pairs(first + second)] == [
        ("uno", ""),
        ("due", "L’inizio"),
        ("tre", "L’inizio"),
        ("quattro", "La fine"),
        ("poi", ""),
    ]


def test_pairs_without_an_id_are_kept_apart_to_be_named() -> None:
    found, _ = parse("- id: t-bada\n  it: uno\n- it: due\n- id:\n  it: tre\n- section: x\n")
    assert [record.text("it") for record in found.unnamed] == ["due", "tre"]
    assert (found.path, len(found.values)) == (HERE, 3)


@pytest.mark.parametrize(("text", "doubt"), [("0", 0.0), ("0.35", 0.35), (".5", 0.5), ("1", 1.0), ("1.0", 1.0)])
def test_doubt_is_a_number_from_nought_to_one(text: str, doubt: float) -> None:
    assert pairs(f"- it: a\n  doubt: {text}\n")[0].doubt == doubt


@pytest.mark.parametrize(
    ("text", "line", "message", "advice"),
    [
        ("- it: a\n  doubt: 1.2\n", 2, "`doubt: 1.2` is not between 0 and 1", "delete it once checked"),
        ("- it: a\n  doubt: 40%\n", 2, "`doubt: 40%` is not between 0 and 1", "delete it once checked"),
        ("- it: a\n  skip: sì\n", 2, "`skip: sì` is neither true nor false", ""),
        ("- section: S\n  it: a\n", 1, "a section has no other keys", "put it in its own `-` entry"),
        ("- it: a\n- sezione: S\n", 2, "unknown key `sezione`", "did you mean `section`?"),
        ("- it: a\n  note: [b]\n", 2, "`note` must be a single text", "quote it if it begins with [ or {"),
    ],
)
def test_what_is_wrong_with_a_pair_is_told_with_its_line(text: str, line: int, message: str, advice: str) -> None:
    _, problems = parse(text)
    assert [(p.path, p.line, p.message, p.advice) for p in problems] == [(HERE, line, message, advice)]


def test_faults_of_several_pairs_are_told_together_and_the_rest_is_read() -> None:
    found, problems = parse("- it: Il #1\n  doubt: x\n- it: bene\n  skip: forse\n")
    assert [p.line for p in sorted(problems)] == [1, 2, 4]
    assert [pair.front for pair in found.values] == ["Il", "bene"]


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        (None, ["no such file"]),
        ("- it: 'a\n- it: b: c\n", ["this quote is never closed", "a colon inside unquoted text"]),
    ],
)
def test_a_file_that_cannot_be_read_is_a_problem_not_a_fault(
    tmp_path: Path, text: str | None, messages: list[str]
) -> None:
    file = tmp_path / "testo.yaml"
    if text is not None:
        file.write_text(text, "utf-8")
    found, problems = load(file, LANGUAGES)
    assert (found.path, found.values, [p.message for p in problems]) == (file, (), messages)


# ------------------------------------------------------------------ from an alignment


def sentences(*texts: str) -> list[Sentence]:
    """Sentences in lines of their own; a # makes a heading."""
    return [Sentence(text.removeprefix("# "), n, heading=text.startswith("# ")) for n, text in enumerate(texts, 1)]


def aligned(beads: list[Bead], front: list[Sentence], back: list[Sentence]) -> tuple[list[Pair], list[LeftOut]]:
    """The pairs and what was left out, from sentences in Italian and Czech."""
    ours, theirs = (Document(Path(f"{code}.txt"), code, tuple(side)) for code, side in (("it", front), ("cs", back)))
    made, left_out = from_beads(beads, ours, theirs)
    return [entry for entry in made if isinstance(entry, Pair)], left_out


def one_to_one(front: list[Sentence], back: list[Sentence]) -> tuple[list[Pair], list[LeftOut]]:
    return aligned([Bead((n,), (n,)) for n in range(len(front))], front, back)


def test_headings_become_sections_of_what_follows_them() -> None:
    front = sentences("Prima di tutto viene il cliente.", "# Il caso", "La ditta cresce in fretta.")
    back = sentences("Na prvním místě je zákazník.", "# Případ", "Firma rychle roste.")
    made, left_out = one_to_one(front, back)
    assert [(p.front, p.section) for p in made] == [(front[0].text, ""), (front[2].text, "Il caso")]
    assert left_out == []


def test_a_heading_that_answers_running_text_is_a_pair() -> None:
    made, _ = one_to_one(sentences("# Che cosa vuole il cliente?"), sentences("Co zákazník opravdu chce?"))
    assert [(p.front, p.section) for p in made] == [("Che cosa vuole il cliente?", "")]


def test_sentences_of_one_bead_are_joined() -> None:
    front, back = sentences("Arriva il cliente.", "Compra."), sentences("Zákazník přijde a koupí.")
    made, _ = aligned([Bead((0, 1), (0,), 0.3)], front, back)
    assert made == [Pair("", "Arriva il cliente. Compra.", "Zákazník přijde a koupí.", doubt=0.3)]


@pytest.mark.parametrize(
    ("front", "back", "reason"),
    [
        ("Lascia un commento", None, "no counterpart"),
        (None, "Napsat komentář", "no counterpart"),
        ("* * *", "* * *", "no words"),
        ("2.700", "2 700", "no words"),
        ("Apple, Google, Meta", "Apple, Google, Meta", "the same in both languages"),
    ],
)
def test_what_makes_no_card_is_left_out_and_named(front: str | None, back: str | None, reason: str) -> None:
    ours, theirs = sentences(*filter(None, [front])), sentences(*filter(None, [back]))
    made, left_out = aligned([Bead(tuple(range(len(ours))), tuple(range(len(theirs))))], ours, theirs)
    assert (made, left_out) == ([], [LeftOut(tuple(ours), tuple(theirs), reason)])


@pytest.mark.parametrize(
    ("front", "back", "skip"),
    [
        ("Sì, certo.", "Ano, jistě.", True),
        ("Ci penso.", "Ještě si to rozmyslím.", False),
        ("Non si sa.", "Neví se.", False),
    ],
)
def test_a_pair_of_fewer_than_three_words_a_side_is_kept_but_skipped(front: str, back: str, skip: bool) -> None:
    made, left_out = one_to_one(sentences(front), sentences(back))
    assert ([(p.front, p.skip) for p in made], left_out) == ([(front, skip)], [])


@pytest.mark.parametrize(("doubt", "written"), [(DOUBT_SHOWN, DOUBT_SHOWN), (DOUBT_SHOWN - 0.01, 0.0)])
def test_a_low_doubt_costs_no_attention(doubt: float, written: float) -> None:
    made, _ = aligned([Bead((0,), (0,), doubt)], sentences("Ci penso io."), sentences("Já se postarám."))
    assert made[0].doubt == written


# ------------------------------------------------------------------ writing

CHARACTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\ufffe\uffff")
LINE = st.one_of(st.text(CHARACTERS, max_size=20), st.text("aè #:'\"-,{}[]?!|", max_size=12)).map(folded)
NOTE = st.lists(LINE.filter(bool), max_size=3).map("\n".join)


@st.composite
def written_pairs(draw: st.DrawFn) -> list[Pair]:
    """What `from_beads` makes and `init` names, with notes."""
    cards = st.sampled_from([(), ("recognition",), ("recognition", "production")])
    titles = st.sampled_from(["", "A", "# B: c"])
    kinds = st.tuples(LINE, LINE, titles, st.integers(15, 100), LINE, LINE, NOTE, cards, st.booleans())
    return [
        Pair(f"t-{n}", front, back, section, doubt / 100, cue, hint, note, cards, skip=skip)
        for n, (front, back, section, doubt, cue, hint, note, cards, skip) in enumerate(
            draw(st.lists(kinds, max_size=5))
        )
    ]


@settings(deadline=None)
@given(written_pairs())
def test_rendered_pairs_read_back_as_themselves(made: list[Pair]) -> None:
    assert list(pairs(render(made, LANGUAGES))) == made


@settings(deadline=None)
@given(written_pairs())
def test_pairs_know_their_lines_without_being_read_back(made: list[Pair]) -> None:
    known = list(numbered(made, LANGUAGES))
    assert known == made
    assert [pair.lines for pair in known] == [pair.lines for pair in pairs(render(made, LANGUAGES))]


def test_a_rendered_pair_is_one_line_a_sentence() -> None:
    made = [
        Pair("t-bada", "Chi? Noi: i clienti, " + "tutti " * 30 + "quanti.", "Kdo? My.", "L’inizio", 0.25),
        Pair("t-beda", "È #1.", "Je první.", "L’inizio", skip=True),
    ]
    assert render(made, LANGUAGES) == (
        "# yaml-language-server: $schema=../schema/pairs.json\n"
        "# Sentence pairs, written by `deckgen`; from here on they are yours to correct.\n"
        "\n- section: L’inizio\n"
        f'\n- id: t-bada\n  it: "Chi? Noi: i clienti, {"tutti " * 30}quanti."\n  cs: Kdo? My.\n  doubt: 0.25\n'
        '\n- id: t-beda\n  it: "È #1."\n  cs: Je první.\n  skip: true\n'
    )


# ------------------------------------------------------------------ headings


@pytest.mark.parametrize(
    ("line", "section"),
    [
        ("Prezzi", Section("Prezzi")),
        ("{it: Prezzi, cs: Ceny}", Section("Prezzi", "Ceny")),
        ("{it: Prezzi}", Section("Prezzi")),
        ("", Section("")),
    ],
)
def test_a_heading_has_one_language_or_both(line: str, section: Section) -> None:
    file, problems = parse(f"- section: {line}\n\n- it: Costa poco.\n  cs: Stojí málo.\n")
    assert (problems, [each.value for each in file.sections]) == ([], [section])
    assert [pair.section for pair in file.values] == [section.front]
    if section.front and line != "{it: Prezzi}":
        assert f"- section: {line}\n" in render([section, *file.values], LANGUAGES)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{cs: Ceny}", "`section:` has no `it:`"),
        ("{it: Prezzi, de: Preise}", "unknown key `de`"),
        ("[Prezzi]", "`section` must be a single text"),
    ],
)
def test_a_heading_that_cannot_be_read_is_named(line: str, message: str) -> None:
    _, problems = parse(f"- section: {line}\n")
    assert [problem.message for problem in problems] == [message]


def test_a_heading_without_pairs_is_kept() -> None:
    text = render([Section("Uno", "Jedna"), Section("Due", "Dvě"), Pair("t-a", "Basta.", "Stačí.", "Due")], LANGUAGES)
    assert [line for line in text.splitlines() if "section" in line] == [
        "- section: {it: Uno, cs: Jedna}",
        "- section: {it: Due, cs: Dvě}",
    ]
