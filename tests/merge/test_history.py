"""Which texts of a note are ours: everything that any build had, in whatever HTML Anki keeps it."""

from __future__ import annotations

import pytest

from deckgen.anki.collection import HeldNote
from deckgen.merge.history import edited_texts, version
from deckgen.project.lock import Entry, Version, text_hash

ENTRY = Entry(
    "t-bada",
    "0123456789-t-bada",
    "sentence",
    1,
    300,
    {"Recognition": 100},
    (),
    {"Front": "Chi vende?", "Back": "Kdo prodává v\u00a0Praze & okolí?"},
    earlier=(
        Version(100, {"Back": text_hash("Kdo prodává?"), "Note": text_hash("první")}),
        Version(200, {"Front": text_hash("Chi vende?!")}),
    ),
)


def held(**fields: str) -> HeldNote:
    return HeldNote("0123456789-t-bada", 1, 1, 300, (), {**ENTRY.fields, **fields}, {})


@pytest.mark.parametrize(
    ("built", "front", "back", "note"),
    [
        ("300", "Chi vende?", "Kdo prodává v\u00a0Praze & okolí?", ""),
        ("200", "Chi vende?!", "Kdo prodává v\u00a0Praze & okolí?", ""),
        ("100", "Chi vende?!", "Kdo prodává?", "první"),
    ],
)
def test_every_version_is_remembered(built: str, front: str, back: str, note: str) -> None:
    hashes = version(ENTRY, built)
    assert hashes is not None
    assert (hashes["Front"], hashes["Back"], hashes["Note"]) == (text_hash(front), text_hash(back), text_hash(note))


@pytest.mark.parametrize("built", ["", "250", "x"])
def test_a_build_that_is_not_known_has_no_version(built: str) -> None:
    assert version(ENTRY, built) is None


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"Back": "Kdo prodává?"},
        {"Note": "první"},
        {"Back": "Kdo prodává v&nbsp;Praze &amp; okolí?"},
        {"Front": "Chi vende?<br>"},
        {"Spare1": "moje"},
        {"Built": "17"},
    ],
)
def test_what_any_build_had_is_not_the_learners(fields: dict[str, str]) -> None:
    assert edited_texts(ENTRY, held(**fields)) == set()


@pytest.mark.parametrize(
    ("fields", "edited"),
    [
        ({"Back": "Kdo prodával?"}, {"Back"}),
        ({"Front": "<b>Chi</b> vende?"}, {"Front"}),
        ({"Front": "Kdo prodává?"}, {"Front"}),  # known of another field
        ({"Note": "druhá", "Section": "Úvod"}, {"Note", "Section"}),
    ],
)
def test_everything_else_is(fields: dict[str, str], edited: set[str]) -> None:
    assert edited_texts(ENTRY, held(**fields)) == edited
