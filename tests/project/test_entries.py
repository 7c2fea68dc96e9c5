"""The entries of a file: what each says, and the record that it is written back to."""

from __future__ import annotations

from pathlib import Path

import pytest

from deckgen.files.edits import amend
from deckgen.files.source import Source
from deckgen.project.entries import EntryFile
from deckgen.project.pairs import Pair, parse_pairs
from deckgen.project.vocabulary import Term, parse_terms

LANGUAGES = "it", "cs"
ENTRY = "- it: la vendita\n  cs: prodej\n"


def both(text: str) -> list[EntryFile[Pair] | EntryFile[Term]]:
    source = Source(Path("testo.yaml"), text)
    return [parse_pairs(source, LANGUAGES)[0], parse_terms(source, LANGUAGES)[0]]


@pytest.mark.parametrize("number", [0, 1])
def test_two_entries_that_say_the_same_are_still_two_places(number: int) -> None:
    for file in both(ENTRY + ENTRY):
        first, second = file.entries
        assert first.value == second.value
        chosen = file.entries[number]
        after = file.source.after(amend(file.source, chosen.record, {"id": "t-bada"}))
        assert after.text == (ENTRY * number) + ENTRY.replace("- it", "- id: t-bada\n  it") + ENTRY * (1 - number)


def test_what_entries_say_is_there_by_itself_and_in_their_order() -> None:
    for file in both(f"- id: t-bada\n  it: uno\n{ENTRY}- id:\n  it: due\n"):
        assert [value.front for value in file.values] == ["uno", "la vendita", "due"]
        assert file.values == tuple(entry.value for entry in file.entries)
        assert file.values is file.values
        assert [record.text("it") for record in file.unnamed] == ["la vendita", "due"]
        assert file.path == Path("testo.yaml")
