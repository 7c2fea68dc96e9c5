"""A deck that is worked on: every operation is on disk, can be undone, and touches only what it is about."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import pytest
from studio_world import PAIRS, SENTENCES, TERMS, Bakery

from deckgen.actions.build import read_state
from deckgen.files import disk
from deckgen.files.source import Refused
from deckgen.studio.api import Studio, answer
from deckgen.studio.steps import applied, hunk

Json = dict[str, Any]


class Hand:
    """What a page sends, without a page."""

    def __init__(self, forno: Bakery) -> None:
        self.forno = forno
        self.studio = Studio(forno.root, forno.deck)

    def asks(self, name: str, **given: Any) -> Json:
        status, found = answer(self.studio, name, given)
        assert status == 200, (name, given, found)
        return found

    def tries(self, name: str, **given: Any) -> tuple[int, Json]:
        return answer(self.studio, name, given)

    @property
    def view(self) -> Json:
        return self.asks("text", text="forno")

    def row(self, key: str) -> Json:
        view = self.view
        return next(row for row in (*view["rows"], *view["terms"]) if row["key"] == key)

    def does(self, op: str, *keys: str, **given: Any) -> Json:
        return self.asks("do", text="forno", op=op, rows=[self.row(key) for key in keys], **given)


@pytest.fixture
def hand(forno: Bakery) -> Hand:
    return Hand(forno)


def blocks(text: str) -> dict[str, str]:
    """What is written of each entry, by its id: from its dash to the next one, without the empty lines."""
    found = {}
    for block in ("\n" + text).split("\n- ")[1:]:
        name = block.splitlines()[0]
        found[name] = "\n".join(line for line in block.splitlines() if line.strip() and not line.startswith("#"))
    return found


def at_random(hand: Hand, chance: random.Random) -> tuple[int, Json]:
    """One call that a page could send, and its answer."""
    view = hand.view
    pairs = [row for row in view["rows"] if row["kind"] == "pair"]
    n = chance.randrange(len(pairs))
    row, below = pairs[n], pairs[min(n + 1, len(pairs) - 1)]
    heading = chance.choice([each for each in view["rows"] if each["kind"] == "section"] or [row])
    term = chance.choice(view["terms"])
    left = hand.asks("left", text="forno")["left"]
    calls: list[tuple[str, list[Json], Json]] = [
        ("merge", [row, below], {}),
        ("split", [row], {"at": [chance.randrange(len(row["front"]) + 1), chance.randrange(len(row["back"]) + 1)]}),
        ("move", [row, below], {"side": chance.randrange(2), "up": chance.random() < 0.5}),
        ("edit", [row], {"values": {"front": row["front"] + " Ecco: «sì»", "note": chance.choice(("", "una\ndue"))}}),
        ("good", [row], {}),
        ("skip", [row], {"skip": not row["skip"]}),
        ("heading", [row], {"front": "Il titolo: uno", "back": chance.choice(("", "Nadpis"))}),
        ("retitle", [heading], {"front": chance.choice(("", "Altro"))}),
        ("decide", [term], {"status": chance.choice(("accepted", "rejected", "proposed"))}),
        ("edit-term", [term], {"values": {"front": term["front"] + "x", "hint": "h"}}),
        ("allow", [row], {"code": "long-sentence"}),
    ]
    for each in left[:1]:
        calls.append(("attach", [row], {**each, "above": chance.random() < 0.5}))
        calls.append(("pair", [row], {"texts": [each["sentence"], each["sentence"]]}))
    op, rows, more = chance.choice(calls)
    return hand.tries("do", text="forno", op=op, rows=rows, **more)


@pytest.mark.parametrize("seed", range(8))
def test_random_operations_with_undo_leave_the_rest_as_it_was(hand: Hand, seed: int) -> None:
    """What was not touched is there to the byte, every file can be read, and undoing all gives the first bytes."""
    chance, forno = random.Random(seed), hand.forno
    first = forno.bytes
    done = 0
    history = [forno.pairs_file.read_bytes() + forno.terms_file.read_bytes()]
    for _ in range(125):
        before = blocks(forno.pairs_file.read_text("utf-8"))
        if chance.random() < 0.25 and len(history) > 1:
            hand.asks("undo")
            history.pop()
        else:
            status, found = at_random(hand, chance)
            now = forno.pairs_file.read_bytes() + forno.terms_file.read_bytes()
            if status != 200:
                assert status == 422, found
                assert now == history[-1]
                continue
            if now != history[-1]:
                history.append(now)
                done += 1
        assert forno.pairs_file.read_bytes() + forno.terms_file.read_bytes() == history[-1]
        after = blocks(forno.pairs_file.read_text("utf-8"))
        assert sum(before[key] != after[key] for key in before.keys() & after.keys()) <= 2
        assert len(before.keys() ^ after.keys()) <= 4
    assert done > 50
    assert not [each for each in read_state(forno.deck).problems if each.code in ("yaml", "unknown-key")]
    while hand.asks("state")["steps"]["undo"]:
        hand.asks("undo")
    assert forno.bytes == first


def test_a_step_is_undone_though_another_entry_changed_since(hand: Hand) -> None:
    hand.does("skip", "fo-uno", skip=True)
    other = hand.forno.pairs_file.read_text("utf-8").replace("Domani si ricomincia.", "Domani no.")
    hand.forno.pairs_file.write_text(other, "utf-8")
    hand.asks("undo")
    assert hand.forno.pairs_file.read_text("utf-8") == PAIRS.replace("Domani si ricomincia.", "Domani no.")


def test_a_step_is_not_undone_over_somebody_elses_change(hand: Hand) -> None:
    hand.does("edit", "fo-uno", values={"front": "Il forno apre."})
    other = hand.forno.pairs_file.read_text("utf-8").replace("Il forno apre.", "Il forno apre presto.")
    hand.forno.pairs_file.write_text(other, "utf-8")
    status, found = hand.tries("undo")
    assert status == 422
    assert "changed since" in found["problems"][0]["message"]
    assert hand.forno.pairs_file.read_text("utf-8") == other


def test_of_two_windows_the_second_learns_what_the_first_did(hand: Hand) -> None:
    seen = hand.row("fo-uno")
    hand.does("edit", "fo-uno", values={"front": "Il forno apre."})
    status, found = hand.tries("do", text="forno", op="edit", rows=[seen], values={"front": "Altro."})
    assert status == 409
    assert found["row"]["front"] == "Il forno apre."
    assert hand.forno.texts[0][0] == "Il forno apre."


def test_a_file_that_cannot_be_read_is_shown_and_not_written(hand: Hand) -> None:
    row = hand.row("fo-uno")
    broken = PAIRS.replace("  it: Il panificio", " it: Il panificio")
    hand.forno.pairs_file.write_text(broken, "utf-8")
    (problem, *_) = hand.view["unreadable"]
    assert problem["line"] in (5, 6)
    status, found = hand.tries("do", text="forno", op="skip", rows=[row], skip=True)
    assert status in (409, 422)
    assert found
    assert hand.forno.pairs_file.read_text("utf-8") == broken


@pytest.mark.parametrize("broken", ["deck.yaml", "pairs", "vocabulary"])
def test_git_checks_another_branch_out_meanwhile(hand: Hand, broken: str) -> None:
    """A file is gone for a moment: nothing is made of nothing, and afterwards work goes on."""
    paths = {"deck.yaml": hand.forno.deck / "deck.yaml", "pairs": hand.forno.pairs_file}
    path = paths.get(broken, hand.forno.terms_file)
    text = path.read_text("utf-8")
    row = hand.row("fo-uno")
    path.unlink()
    status, _ = hand.tries("do", text="forno", op="skip", rows=[row], skip=True)
    assert status in ((200,) if broken == "vocabulary" else (409, 422))
    assert not path.exists()
    path.write_text(text, "utf-8")
    hand.tries("undo")
    assert hand.does("skip", "fo-uno", skip=True)["did"] == "skip"
    assert hand.forno.terms_file.read_text("utf-8") == TERMS


def test_a_write_that_fails_says_so_and_changes_nothing(hand: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    row, before = hand.row("fo-uno"), hand.forno.bytes

    def full(*_: object) -> bool:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(disk.staging, "put", full)
    status, found = hand.tries("do", text="forno", op="skip", rows=[row], skip=True)
    assert status == 422
    assert "No space left" in found["problems"][0]["message"]
    assert hand.forno.bytes == before
    monkeypatch.undo()
    hand.does("skip", "fo-uno", skip=True)
    assert hand.forno.pairs[0].skip


@pytest.mark.parametrize("fails", [0, 1])
def test_killed_between_two_files_no_term_points_nowhere(
    hand: Hand, fails: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A merge changes terms first, a split last: whatever was written, each term has a pair."""

    class Killed(BaseException):
        pass

    for op, keys, more in (("merge", ("fo-due", "fo-quattro"), {}), ("split", ("fo-due",), {"at": [36, 29]})):
        rows = [hand.row(key) for key in keys]
        calls = iter(range(9))
        real = disk.replace_unchanged

        def dying(*given: Any, calls: Any = calls, real: Any = real) -> None:
            if next(calls) == fails:
                raise Killed
            real(*given)

        with monkeypatch.context() as patch:
            patch.setattr("deckgen.studio.desk.replace_unchanged", dying)
            with pytest.raises(Killed):
                hand.tries("do", text="forno", op=op, rows=rows, **more)
        ids = {pair.id for pair in hand.forno.pairs}
        assert {term.pair for term in hand.forno.terms.values()} <= ids
        hand.forno.pairs_file.write_text(PAIRS, "utf-8")
        hand.forno.terms_file.write_text(TERMS, "utf-8")


def test_a_new_term_has_its_forms_from_the_words_that_were_selected(hand: Hand) -> None:
    draft = hand.asks("draft", text="forno", rows=[hand.row("fo-quattro")], front="filoni", back="")
    assert draft["found"][0] == "filoni"
    values = {**draft, "front": "il filone", "back": "bochník"}
    made = hand.does("new-term", "fo-quattro", values=values)
    new = [term for term in hand.forno.terms.values() if term.id not in ("fo-fila", "fo-focaccia", "fo-cassa")]
    assert [(term.front, term.back, term.pair, term.status) for term in new] == [
        ("il filone", "bochník", "fo-quattro", "accepted")
    ]
    assert made["did"] == "new-term"
    hand.asks("undo")
    assert hand.forno.terms_file.read_text("utf-8") == TERMS


def test_the_first_term_of_a_text_makes_its_file(hand: Hand) -> None:
    hand.forno.terms_file.unlink()
    hand.does(
        "new-term", "fo-uno", values={"front": "il panificio", "back": "pekárna", "found": ["panificio", "Pekárna"]}
    )
    assert [term.front for term in hand.forno.terms.values()] == ["il panificio"]
    hand.asks("undo")
    assert not hand.forno.terms
    hand.asks("redo")
    assert [term.front for term in hand.forno.terms.values()] == ["il panificio"]


def test_what_was_left_out_is_found_and_nothing_else(hand: Hand) -> None:
    assert hand.asks("left", text="forno")["left"] == [
        {"side": 0, "sentence": SENTENCES[6][0], "behind": "fo-sei"},
    ]
    hand.does("edit", "fo-uno", values={"front": "Il panificio, oggi, apre alle sei."})
    assert [each["sentence"] for each in hand.asks("left", text="forno")["left"]] == [
        SENTENCES[0][0],  # no build knows yet that the corrected pair was made from it
        SENTENCES[6][0],
    ]


def test_an_answer_has_only_what_is_different(hand: Hand) -> None:
    before = hand.view
    found = hand.does("skip", "fo-quattro", skip=True, version=before["version"])
    splice = found["splice"]["rows"]
    assert (splice["at"], splice["gone"], splice["shift"]) == (3, 1, 1)
    rows = [*before["rows"][:3], *splice["rows"], *before["rows"][4:]]
    now = hand.view["rows"]
    assert [row["mark"] for row in rows] == [row["mark"] for row in now]
    assert found["version"] == hand.view["version"]


# ------------------------------------------------------------------ steps


@pytest.mark.parametrize("seed", range(40))
def test_a_change_is_undone_wherever_it_is_by_now(seed: int) -> None:
    chance = random.Random(seed)
    lines = [f"{chance.choice('abc')}{n % 4}\n" for n in range(12)]
    at, gone = chance.randrange(12), chance.randrange(3)
    after = [*lines[:at], *(f"new {n}\n" for n in range(chance.randrange(1, 3))), *lines[at + gone :]]
    change = hunk("".join(lines), "".join(after))
    assert applied(change, "".join(lines)) in (None, "".join(after))
    undone = applied(change.reversed, "x\ny\n" + "".join(after))
    assert undone in (None, "x\ny\n" + "".join(lines))
    if change.new:
        assert undone is not None


def test_nothing_is_undone_that_was_not_done(hand: Hand) -> None:
    with pytest.raises(Refused, match="nothing to undo"):
        hand.studio.desk.undo()
    with pytest.raises(Refused, match="nothing to redo"):
        hand.studio.desk.redo()


def test_a_project_without_a_deck_says_so(tmp_path: Path) -> None:
    studio = Studio(tmp_path, None)
    assert answer(studio, "open", {}) == (200, {"decks": [], "deck": None, "root": str(tmp_path)})
    status, found = answer(studio, "text", {"text": "x"})
    assert status == 422
    assert "no deck here yet" in found["problems"][0]["message"]
