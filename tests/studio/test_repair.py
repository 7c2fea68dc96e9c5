"""A text that is damaged in every way, aligned, and repaired by keys alone; afterwards the deck builds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from browser import CHROMIUM
from mending import FEWEST, Person, admitted, mixed
from studio_world import Open

from deckgen.actions.left_out import documents_of
from deckgen.files.disk import read as read_file
from deckgen.project.lock import of as lock_of
from training.aligned import OWN, read

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")


@pytest.mark.parametrize(("name", "seed"), [("huen-h1", 23), ("verse-v0", 23)])
def test_a_damaged_text_is_repaired_by_keys_alone(
    opened: Callable[..., Open], tmp_path: Path, name: str, seed: int
) -> None:
    patient = admitted(tmp_path, mixed(read(OWN / name, name), seed))
    assert patient.f1() < FEWEST
    studio = opened(tmp_path)
    person = Person(patient, studio)
    person.repairs()
    assert patient.f1() >= FEWEST
    assert person.refusals == []
    assert person.operations < len(patient.gold) / 2
    assert person.keys < 2 * len(patient.gold)
    assert studio.page.logs == []

    # Every sentence is still on the page, in a pair, or as one that no pair has; headings on one side make no cards.
    rows, _, _ = person.rows()
    on_page = "\n".join(text for row in studio.rows for text in row)
    for side in (0, 1):
        shown = {n for row in rows for n in row.item.sides[side]}
        sentences = documents_of(patient.deck, patient.deck.texts[0])[side]
        missing = [text for n, text in enumerate(patient.texts[side]) if n not in shown and text in sentences]
        gone = [text for text in missing if text not in on_page]
        assert gone == []

    studio.press("g", "d")
    studio.page.wait("!!document.querySelector('#build .main')", 20)
    for _ in range(60):
        if studio.page.value("document.activeElement === document.querySelector('#build .main')"):
            break
        studio.press("Tab")
    studio.press("Enter")
    studio.page.wait("!!document.querySelector('#built .path')", 60)
    assert patient.deck.package_path.is_file()
    made = sum("- id: " in line for line in read_file(patient.path).text.splitlines())
    assert len(lock_of(patient.deck).entries) == made - sum(row.item.out for row in rows)
