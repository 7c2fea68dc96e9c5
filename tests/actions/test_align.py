"""Aligning again what was edited: each text of a deck by itself, and what the lock keeps of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from deckgen.actions import pairing
from deckgen.actions.add import add, start
from deckgen.actions.align import Refresh, keep, refresh
from deckgen.actions.build import draft, finish, read_state
from deckgen.actions.originals import Originals
from deckgen.project import lock
from deckgen.project.deck import Deck, opened
from deckgen.project.lock import Lock, Origin

FIRST = {
    "it": "Il mulino\n\nIl mulino macina il grano. L’acqua muove la ruota. Il mugnaio vende la farina.\n",
    "cs": "Mlýn\n\nMlýn mele obilí. Voda pohání kolo. Mlynář prodává mouku.\n",
}
SECOND = {
    "it": "La vigna\n\nLa vigna sta sulla collina. In autunno si raccoglie l’uva. Il vino riposa in cantina.\n",
    "cs": "Vinice\n\nVinice leží na kopci. Na podzim se sklízí hrozny. Víno odpočívá ve sklepě.\n",
}


def documents(folder: Path, name: str, texts: dict[str, str]) -> Originals:
    paths = [(code, folder / f"{name}-{code}.txt") for code in texts]
    for code, path in paths:
        path.write_text(texts[code], "utf-8")
    return Originals(tuple(paths))


@pytest.fixture
def deck(tmp_path: Path) -> Deck:
    """A deck with two texts of three pairs each."""
    taken = start(tmp_path / "corso", documents(tmp_path, "mulino", FIRST), text_id="mulino")
    add(taken.deck, documents(tmp_path, "vigna", SECOND), text_id="vigna")
    return opened(taken.deck.folder)


def edit(deck: Deck, text: str, old: str, new: str, code: str = "it") -> None:
    path = deck.root / "data" / text / f"{code}.txt"
    before = path.read_text("utf-8")
    assert before.count(old) == 1
    path.write_text(before.replace(old, new), "utf-8")


def aligned(deck: Deck) -> tuple[list[Refresh], Lock]:
    """All texts aligned as the command does it: first computed, then written one after the other."""
    parts, last = read_state(deck.folder).parts, lock.of(deck)
    refreshed = [refresh(deck, parts, part, last) for part in parts]
    for each in refreshed:
        last = keep(deck, each, last)
    assert lock.of(deck) == last
    return refreshed, last


def ids(deck: Deck, text: int) -> list[str]:
    return [pair.id for pair in read_state(deck.folder).parts[text].pairs.values]


def test_a_second_text_leaves_what_the_first_one_was_made_from(deck: Deck) -> None:
    grain, _, _ = ids(deck, 0)
    edit(deck, "mulino", "macina il grano", "macina ancora il grano")
    _, last = aligned(deck)
    assert last.origins[grain].front == "Il mulino macina ancora il grano."
    edit(deck, "vigna", "sulla collina", "sulla collina più alta")
    _, last = aligned(deck)
    assert last.origins[grain].front == "Il mulino macina ancora il grano."
    assert last.origins[ids(deck, 1)[0]].front == "La vigna sta sulla collina più alta."


def test_a_text_that_was_paired_is_not_asked_for_its_language_again(
    deck: Deck, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It takes lexicons that are large, also if a few sentences changed."""
    monkeypatch.setattr(pairing, "looks_like", pytest.fail)
    aligned(deck)
    edit(deck, "mulino", "macina il grano", "macina ancora il grano")
    edit(deck, "vigna", "leží na kopci", "leží vysoko na kopci", "cs")
    aligned(deck)


@pytest.mark.parametrize("code", ["it", "cs"])
def test_a_text_in_place_of_one_that_was_paired_is_asked(
    deck: Deck, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(pairing, "looks_like", lambda text, own, other: asked.append(text) or own)
    (deck.root / "data" / "mulino" / f"{code}.txt").write_text(SECOND[code], "utf-8")
    aligned(deck)
    assert len(asked) == 2


def test_what_is_remembered_of_a_text_is_that_of_the_documents_that_were_read(deck: Deck) -> None:
    before = lock.of(deck)
    assert list(before.texts) == ["mulino", "vigna"]
    assert list(before.texts["mulino"].order) == ids(deck, 0)
    _, after = aligned(deck)
    assert after == before
    edit(deck, "mulino", "la farina", "la farina fresca")
    _, after = aligned(deck)
    assert after.texts["vigna"] == before.texts["vigna"]
    assert after.texts["mulino"].documents["cs"] == before.texts["mulino"].documents["cs"]
    assert after.texts["mulino"].documents["it"] != before.texts["mulino"].documents["it"]


def test_a_sentence_is_said_to_be_moved_once(deck: Deck) -> None:
    wine = ids(deck, 1)[2]
    for code, last, first in (
        ("it", " Il vino riposa in cantina.", "La vigna sta"),
        ("cs", " Víno odpočívá ve sklepě.", "Vinice leží"),
    ):
        edit(deck, "vigna", last, "", code)
        edit(deck, "vigna", first, f"{last.strip()} {first}", code)
    (_, vineyard), _ = aligned(deck)
    assert [pair.id for pair in vineyard.realignment.moved] == [wine]
    (_, vineyard), _ = aligned(deck)
    assert vineyard.realignment.moved == ()


def test_entries_that_a_person_moved_are_not_said_to_be_moved_in_the_text(deck: Deck) -> None:
    path = deck.pairs_path(deck.texts[1])
    head, *entries = path.read_text("utf-8").split("\n- id")
    path.write_text("\n- id".join([head, *entries[::-1]]), "utf-8")
    (_, vineyard), _ = aligned(deck)
    assert vineyard.realignment.moved == ()


def test_a_pair_moved_to_the_file_of_another_text_stays_there(deck: Deck) -> None:
    mill, vineyard = (deck.pairs_path(text) for text in deck.texts)
    before = mill.read_text("utf-8")
    at = before.index("\n- id", before.index("muove la ruota") - 40)
    end = before.index("\n- id", at + 1)
    mill.write_text(before[:at] + before[end:], "utf-8")
    vineyard.write_text(vineyard.read_text("utf-8") + before[at + 1 : end] + "\n", "utf-8")
    files = mill.read_bytes(), vineyard.read_bytes()
    refreshed, _ = aligned(deck)
    assert (mill.read_bytes(), vineyard.read_bytes()) == files
    assert [each.realignment.findings for each in refreshed] == [(), ()]


def test_a_sentence_like_one_that_was_deleted_from_another_text_comes_in(deck: Deck) -> None:
    path = deck.pairs_path(deck.texts[0])
    text = path.read_text("utf-8")
    path.write_text(text[: text.rindex("- id")], "utf-8")
    edit(deck, "vigna", "in cantina.", "in cantina. Il mugnaio vende anche la farina.")
    edit(deck, "vigna", "ve sklepě.", "ve sklepě. Mlynář prodává i mouku.", "cs")
    (_, vineyard), _ = aligned(deck)
    assert [(each.kind, each.front) for each in vineyard.realignment.findings] == [
        ("new", "Il mugnaio vende anche la farina.")
    ]


def test_the_id_of_a_sentence_that_became_part_of_another_is_never_given_again(deck: Deck) -> None:
    grain, wheel, _ = ids(deck, 0)
    path = deck.pairs_path(deck.texts[0])
    text = path.read_text("utf-8")
    at = text.index(f"\n- id: {wheel}")
    text = text[:at] + text[text.index("\n- id", at + 1) :]
    text = text.replace("macina il grano.", "macina il grano. L’acqua muove la ruota.")
    path.write_text(text.replace("mele obilí.", "mele obilí. Voda pohání kolo."), "utf-8")
    aligned(deck)
    edit(deck, "mulino", "grano. L’acqua muove", "grano e l’acqua muove")
    edit(deck, "mulino", "obilí. Voda pohání", "obilí a voda pohání", "cs")
    _, last = aligned(deck)
    assert last.origins[grain] == Origin(
        "Il mulino macina il grano e l’acqua muove la ruota.", "Mlýn mele obilí a voda pohání kolo.", "Il mulino"
    )
    assert wheel not in last.origins
    assert wheel in last.ids
    finish(draft(read_state(deck.folder), lambda at: max(1_790_000_000, at + 1)))
    assert wheel in lock.of(deck).ids
    assert lock.of(deck).texts == last.texts
