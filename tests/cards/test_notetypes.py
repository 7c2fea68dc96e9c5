"""Version 1 of what goes into Anki: these lists, ids and names are a promise to everybody who imported."""

from __future__ import annotations

import re

from projects import Project

from deckgen.cards.notetypes import note_types
from deckgen.project.deck import load
from deckgen.project.fields import FIELDS, TEMPLATES, guid, stable_id

# ------------------------------------------------------------------ the promise


def test_the_fields_of_version_1_are_frozen() -> None:
    assert " ".join(FIELDS["sentence"]) == (
        "Key Front Back Hint Note Section Source Before After FrontAudio BackAudio Links Status Built Production "
        "Typed Spare1 Spare2 Spare3 Spare4 Spare5 Spare6"
    )
    assert " ".join(FIELDS["vocabulary"]) == (
        "Key Term Meaning Grammar Example ExampleBack Hint Note Section Source TermAudio ExampleAudio Links "
        "Frequency Status Built Production Gap Typed Spare1 Spare2 Spare3 Spare4 Spare5 Spare6"
    )


def test_the_templates_of_version_1_are_frozen() -> None:
    assert TEMPLATES == {
        "sentence": ("Recognition", "Production", "Spare1", "Spare2"),
        "vocabulary": ("Recognition", "Production", "Gap", "Spare1", "Spare2"),
    }


def test_a_guid_is_made_of_the_deck_and_the_note_and_of_no_text() -> None:
    assert guid("0123456789abcdef", "mv-kade") == "0123456789-mv-kade"


def test_ids_of_fields_and_note_types_never_change() -> None:
    assert stable_id("sentence", "field", "Front") == 1209648198339217
    assert stable_id("0123456789abcdef", "sentence") == 7124516052950419


def test_ids_are_exact_in_every_reader_of_json() -> None:
    names = [(kind, "field", name) for kind, fields in FIELDS.items() for name in fields]
    ids = {stable_id(*name) for name in names}
    assert len(ids) == len(names)
    assert all(2**40 <= number < 2**53 for number in ids)


def test_note_types_are_named_after_the_deck_until_they_have_a_name(project: Project) -> None:
    deck, _ = load(project.deck)
    assert deck is not None
    assert note_types(deck, {})["sentence"].name == "Prova – Sentence"
    assert note_types(deck, {"sentence": "Vecchio – Sentence"})["sentence"].name == "Vecchio – Sentence"


def test_labels_on_cards_are_in_the_learners_language(project: Project) -> None:
    deck, _ = load(project.deck)
    assert deck is not None
    fronts = [front for note_type in note_types(deck, {}).values() for _, front, _ in note_type.templates]
    assert any("Doplň větu" in front for front in fronts)
    assert not any("[[" in front for front in fronts)


def test_templates_show_only_fields_that_exist(project: Project) -> None:
    deck, _ = load(project.deck)
    assert deck is not None
    for kind, note_type in note_types(deck, {}).items():
        for _, *sides in note_type.templates:
            named = {name for side in sides for name in re.findall(r"\{\{[#^/]?(?:type:)?([^{}]+)\}\}", side)}
            assert named <= {*FIELDS[kind], "FrontSide"}
