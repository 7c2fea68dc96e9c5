"""What a pair and a term become as notes, and in which order they are studied."""

from __future__ import annotations

from pathlib import Path

import pytest
from projects import Project

from deckgen.cards.html import card_text, typed
from deckgen.cards.notes import Note, _spread, make_notes, study_order
from deckgen.project.deck import load
from deckgen.project.fields import DERIVED, FIELDS, STAMPS
from deckgen.project.parts import load as load_parts
from deckgen.project.vocabulary import Term


def notes_of(project: Project) -> dict[str, Note]:
    deck, problems = load(project.deck)
    assert deck is not None, problems
    parts, problems = load_parts(deck)
    assert not problems
    return {note.id: note for note in make_notes(deck, parts)}


# ------------------------------------------------------------------ text on a card


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a < b & c > d", "a &lt; b &amp; c &gt; d"),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("[sound:x.mp3]", "&#91;sound:x.mp3]"),
        ("[anki:play:q:0]", "&#91;anki:play:q:0]"),
        ("[latex]x[/latex] [$]y[/$]", "&#91;latex]x[/latex] &#91;$]y[/$]"),
        ("[vedi sotto] {{Front}} {{c1::x}}", "[vedi sotto] {{Front}} {{c1::x}}"),
        (r"\(x\) \[y\] C:\dir", "\\\u2060(x\\\u2060) \\\u2060[y\\\u2060] C:\\dir"),
        ("due\nrighe", "due<br>righe"),
    ],
)
def test_what_a_person_wrote_is_shown_and_never_run(text: str, shown: str) -> None:
    assert card_text(text, "it") == shown


# ------------------------------------------------------------------ notes


def test_a_pair_becomes_a_sentence_note(project: Project) -> None:
    note = notes_of(project)["t-beda"]
    assert note.kind == "sentence"
    assert note.fields == {
        "Front": "La campagna di marketing è costata 2.700\u00a0euro.",
        "Back": "Marketingová kampaň stála 2\u00a0700\u00a0eur.",
        "Before": "Il marketing racconta, la vendita domanda.",
        "Section": "L’inizio",
        "Source": "Testo",
    }
    assert note.tags == ("deckgen::kind::sentence", "deckgen::section::testo::l-inizio", "deckgen::text::testo")
    assert note.cards == ("Recognition",)
    assert (note.path, note.line) == (project.pairs, 5)


def test_a_text_that_is_called_like_its_first_heading_is_named_once(project: Project) -> None:
    path = project.deck / "deck.yaml"
    path.write_text(path.read_text("utf-8").replace("title: Testo", "title: L’inizio"), "utf-8")
    fields = notes_of(project)["t-beda"].fields
    assert fields["Source"] == "L’inizio"
    assert "Section" not in fields or not fields["Section"]


def test_a_term_becomes_a_vocabulary_note_with_its_example_highlighted(project: Project) -> None:
    note = notes_of(project)["t-pada"]
    assert note.fields["Term"] == "la campagna di marketing"
    assert note.fields["Example"] == "La <b>campagna di marketing</b> è costata 2.700\u00a0euro."
    assert note.fields["ExampleBack"] == "<b>Marketingová kampaň</b> stála 2\u00a0700\u00a0eur."
    assert note.cards == ("Recognition", "Production", "Gap")


def test_a_term_that_is_not_found_in_its_example_has_no_gap_card(project: Project) -> None:
    project.edit(project.terms, "it: la trattativa", "it: il negoziato")
    note = notes_of(project)["t-peda"]
    assert note.fields["Example"] == "Chi ha vinto la trattativa?"
    assert note.cards == ("Recognition", "Production")


def test_found_says_how_a_term_stands_in_its_example(project: Project) -> None:
    project.edit(project.terms, "it: la trattativa", "it: vincere\n  found: {it: ha vinto, cs: vyhrál}")
    fields = notes_of(project)["t-peda"].fields
    assert fields["Example"] == "Chi <b>ha vinto</b> la trattativa?"
    assert fields["ExampleBack"] == "Kdo to jednání <b>vyhrál</b>?"


def test_a_term_that_stands_twice_in_its_example_is_highlighted_twice(project: Project) -> None:
    project.edit(project.pairs, "Chi ha vinto la trattativa?", "Quale trattativa, la trattativa con chi?")
    fields = notes_of(project)["t-peda"].fields
    assert fields["Example"] == "Quale <b>trattativa</b>, la <b>trattativa</b> con chi?"


@pytest.mark.parametrize("status", ["proposed", "rejected"])
def test_only_accepted_terms_become_notes(project: Project, status: str) -> None:
    project.edit(project.terms, "  pair: t-bida", f"  pair: t-bida\n  status: {status}")
    assert "t-peda" not in notes_of(project)


def test_a_skipped_pair_has_no_card_but_may_be_an_example(project: Project) -> None:
    project.edit(project.pairs, "- id: t-bida", "- id: t-bida\n  skip: true")
    notes = notes_of(project)
    assert "t-bida" not in notes
    assert "t-peda" in notes


def test_a_doubtful_pair_says_so_on_its_card(project: Project) -> None:
    project.edit(project.pairs, "- id: t-bida", "- id: t-bida\n  doubt: 0.4")
    assert notes_of(project)["t-bida"].fields["Status"] == "doubtful"


def test_cards_that_the_deck_does_not_ask_for_are_not_switched_on(project: Project) -> None:
    deck = project.deck / "deck.yaml"
    deck.write_text(deck.read_text("utf-8") + "cards: {sentence: [recognition, production], vocabulary: []}\n", "utf-8")
    notes = notes_of(project)
    assert {note.cards for note in notes.values()} == {("Recognition", "Production")}
    assert {note.kind for note in notes.values()} == {"sentence"}


def test_an_entry_can_leave_out_cards_of_the_deck_but_add_none(project: Project) -> None:
    deck = project.deck / "deck.yaml"
    deck.write_text(deck.read_text("utf-8") + "cards: {vocabulary: [recognition, gap]}\n", "utf-8")
    project.edit(project.terms, "- id: t-pada", "- id: t-pada\n  cards: [recognition]")
    project.edit(project.terms, "- id: t-peda", "- id: t-peda\n  cards: [gap, production, recognition]")
    notes = notes_of(project)
    assert [notes[name].cards for name in ("t-pada", "t-peda")] == [("Recognition",), ("Recognition", "Gap")]


def test_a_cue_is_in_the_field_that_was_spare_and_nowhere_if_there_is_none(project: Project) -> None:
    project.edit(project.terms, "- id: t-peda", "- id: t-peda\n  cue: ne „riunione“")
    project.edit(project.pairs, "- id: t-bida", "- id: t-bida\n  cue: v roce 8")
    notes = notes_of(project)
    assert [notes[name].fields.get("Spare3") for name in ("t-peda", "t-bida", "t-pada", "t-bada")] == [
        "ne „riunione“",
        "v\u00a0roce 8",
        None,
        None,
    ]


def test_neighbours_are_those_of_the_same_section(project: Project) -> None:
    notes = notes_of(project)
    assert "After" not in notes["t-beda"].fields
    assert "Before" not in notes["t-bida"].fields


def test_filled_fields_exist_and_stamps_are_left_to_the_package(project: Project) -> None:
    for note in notes_of(project).values():
        assert set(note.fields) <= set(FIELDS[note.kind]) - STAMPS
        assert all(note.fields.values())
    assert set(FIELDS["sentence"]) | set(FIELDS["vocabulary"]) >= DERIVED | STAMPS


def test_terms_come_before_the_sentence_they_are_met_in_and_hard_cards_later(project: Project) -> None:
    assert study_order(list(notes_of(project).values())) == [
        ("t-bada", "Recognition"),
        ("t-pada", "Recognition"),
        ("t-beda", "Recognition"),
        ("t-peda", "Recognition"),
        ("t-bida", "Recognition"),
        ("t-pada", "Production"),
        ("t-peda", "Production"),
        ("t-pada", "Gap"),
        ("t-peda", "Gap"),
    ]


def test_a_field_and_its_file_are_told_apart() -> None:
    """A note compares by what Anki holds, not by where it stands."""
    first = Note("sentence", "a", {"Front": "x"}, (), "t", Path("a.yaml"), 1)
    assert first == Note("sentence", "a", {"Front": "x"}, (), "t", Path("b.yaml"), 9)
    assert first != Note("sentence", "a", {"Front": "y"}, (), "t", Path("a.yaml"), 1)


# ------------------------------------------------------------------ terms in their text


def test_a_term_comes_before_the_first_sentence_that_needs_it_and_shows_the_others(project: Project) -> None:
    project.edit(
        project.pairs, "Il marketing racconta, la vendita domanda.", "La trattativa comincia e il marketing racconta."
    )
    found = notes_of(project)
    order = list(found)
    assert order.index("t-peda") < order.index("t-bada") < order.index("t-pada") < order.index("t-beda")
    assert found["t-peda"].fields["Example"] == "Chi ha vinto la <b>trattativa</b>?"
    assert found["t-peda"].fields["Links"] == (
        "<div>La trattativa comincia e il marketing racconta.<br>"
        '<i lang="cs">Marketing vypráví, prodej se ptá.</i></div>'
    )
    assert "Links" not in found["t-pada"].fields


def test_part_of_a_longer_word_is_no_other_sentence(project: Project) -> None:
    project.edit(
        project.pairs, "Il marketing racconta, la vendita domanda.", "Le trattative cominciano, il marketing racconta."
    )
    assert "Links" not in notes_of(project)["t-peda"].fields


@pytest.mark.parametrize(
    ("needed", "spread"),
    [
        pytest.param({1: 1, 3: 2}, {1: ["1a"], 3: ["3a", "3b"]}, id="few stay where they are"),
        pytest.param({3: 4}, {2: ["3a", "3b"], 3: ["3c", "3d"]}, id="what is too much comes a sentence earlier"),
        pytest.param({0: 3, 1: 3}, {0: ["0a", "0b", "0c", "1a"], 1: ["1b", "1c"]}, id="the first takes what is left"),
        pytest.param({4: 1}, {3: ["4a"]}, id="none before a sentence that is not studied"),
        pytest.param({3: 12}, {n: [f"3{c}" for c in "abcdefghijkl"[3 * n : 3 * n + 3]] for n in range(4)}, id="many"),
    ],
)
def test_new_terms_come_a_few_at_once(needed: dict[int, int], spread: dict[int, list[str]]) -> None:
    given: dict[int, list[tuple[Term, list[int]]]] = {
        n: [(Term(f"{n}{'abcdefghijkl'[k]}", "", "", ""), []) for k in range(times)] for n, times in needed.items()
    }
    found = _spread(given, [True, True, True, True, False])
    assert {n: [term.id for term, _ in terms] for n, terms in found.items() if terms} == spread


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("l’azienda", "l'azienda"),
        ("il rapporto qualità–prezzo", "il rapporto qualità-prezzo"),
        ("il 90\u00a0% «netto»", 'il 90 % "netto"'),
        ("a < b [sound:x]", "a &lt; b &#91;sound:x]"),
    ],
)
def test_what_is_to_be_typed_can_be_typed(text: str, keys: str) -> None:
    assert typed(text) == keys


def test_typed_answers_are_a_field_of_the_notes_that_ask_for_them(project: Project) -> None:
    deck = project.deck / "deck.yaml"
    deck.write_text(deck.read_text("utf-8") + "typed: [vocabulary]\n", "utf-8")
    fields = {name: note.fields.get("Typed") for name, note in notes_of(project).items()}
    assert fields == {
        "t-pada": "la campagna di marketing",
        "t-peda": "la trattativa",
        "t-bada": None,
        "t-beda": None,
        "t-bida": None,
    }


@pytest.mark.parametrize(("band", "said"), [("rare", "vzácné"), ("everyday", "velmi časté")])
def test_how_usual_a_term_is_is_said_in_the_learners_language(project: Project, band: str, said: str) -> None:
    project.edit(project.terms, "  pair: t-bida", f"  pair: t-bida\n  frequency: {band}")
    notes = notes_of(project)
    assert notes["t-peda"].fields["Frequency"] == said
    assert "Frequency" not in notes["t-pada"].fields
