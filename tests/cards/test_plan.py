"""What a build changes: new, changed, retired, the same; times and places that never move."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from projects import Project

from deckgen.actions.blockers import renamed
from deckgen.actions.build import draft, finish, read_state
from deckgen.cards.notes import study_order
from deckgen.cards.plan import DUE_END, Plan, now, spread
from deckgen.files.source import Refused
from deckgen.project.lock import Entry, Version, load, text_hash

START = 1_790_000_000


def build(project: Project, at: int) -> Plan:
    planned = draft(read_state(project.deck), lambda last: max(at, last + 1))
    finish(planned)
    return planned.plan


def kinds(plan: Plan) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for change in plan.changes:
        found.setdefault(change.kind, []).append(change.new.id)
    return found


def entry(project: Project, name: str) -> Entry:
    lock = load(project.lock)
    assert lock is not None
    return next(entry for entry in lock.entries if entry.id == name)


# ------------------------------------------------------------------ plans


def places(plan: Plan) -> dict[tuple[str, str], int]:
    return {(entry.id, card): due for entry in plan.lock.entries for card, due in entry.due.items()}


def test_a_place_stays_where_texts_change_their_order_until_all_are_placed_anew(project: Project) -> None:
    """The same notes are the same afterwards, with the same times; only the order of the cards is another."""
    first = build(project, START)
    text = project.pairs.read_text("utf-8")
    header, *entries = text.split("\n- ")
    project.pairs.write_text("\n- ".join([header, *reversed(entries)]), "utf-8")
    state = read_state(project.deck)
    kept = draft(state, lambda last: last + 1)
    assert places(kept.plan) == places(first)
    anew = draft(state, lambda last: last + 1, reorder=True)
    assert anew.changes_lock
    order = study_order(anew.notes)
    assert sorted(places(anew.plan), key=places(anew.plan).__getitem__) == order
    assert [(entry.id, entry.mod, entry.nid) for entry in sorted(anew.plan.lock.entries, key=lambda e: e.id)] == [
        (entry.id, entry.mod, entry.nid) for entry in sorted(kept.plan.lock.entries, key=lambda e: e.id)
    ]


def test_the_first_build_is_all_new(project: Project) -> None:
    plan = build(project, START)
    assert sorted(kinds(plan)["new"]) == ["t-bada", "t-beda", "t-bida", "t-pada", "t-peda"]
    assert [plan.count(kind) for kind in ("new", "changed", "retired", "same")] == [5, 0, 0, 0]
    lock = load(project.lock)
    assert lock == plan.lock
    assert {entry.mod for entry in plan.lock.entries} == {START}
    assert all(entry.nid <= START * 1000 for entry in plan.lock.entries)


def test_nothing_changes_where_nothing_changed(project: Project) -> None:
    first = build(project, START)
    again = draft(read_state(project.deck), lambda _: pytest.fail("the clock is not asked")).plan
    assert (again.lock, again.changes) == (first.lock, ())


def test_only_what_changed_gets_a_new_time(project: Project) -> None:
    build(project, START)
    project.edit(project.pairs, "Kdo to jednání vyhrál?", "Kdo tedy jednání vyhrál?")
    plan = build(project, START + 60)
    assert kinds(plan) == {"changed": ["t-peda", "t-bida"]}
    assert {entry.id: entry.mod - START for entry in plan.lock.entries} == {
        "t-bada": 0,
        "t-beda": 0,
        "t-pada": 0,
        "t-bida": 60,
        "t-peda": 60,  # its example is that sentence
    }


def test_a_changed_note_keeps_its_identity_and_remembers_its_past(project: Project) -> None:
    build(project, START)
    before = entry(project, "t-bida")
    project.edit(project.pairs, "Kdo to jednání vyhrál?", "Kdo tedy jednání vyhrál?")
    build(project, START + 60)
    after = entry(project, "t-bida")
    assert (after.guid, after.nid, after.due, after.id) == (before.guid, before.nid, before.due, before.id)
    assert after.earlier == (Version(START, {"Back": text_hash("Kdo to jednání vyhrál?")}),)


def test_an_edit_does_not_touch_the_neighbours(project: Project) -> None:
    """The sentence before is on the card of its neighbour, which stays as it was built."""
    build(project, START)
    project.edit(project.pairs, "Il marketing racconta", "Il marketing narra")
    plan = build(project, START + 60)
    assert kinds(plan) == {"changed": ["t-bada"]}
    assert entry(project, "t-beda").fields["Before"] == "Il marketing racconta, la vendita domanda."


def test_a_note_that_changes_for_its_own_sake_takes_the_new_neighbours(project: Project) -> None:
    build(project, START)
    project.edit(project.pairs, "Il marketing racconta", "Il marketing narra")
    project.edit(project.pairs, "Marketingová kampaň stála", "Ta marketingová kampaň stála")
    build(project, START + 60)
    assert entry(project, "t-beda").fields["Before"] == "Il marketing narra, la vendita domanda."


def broken_anywhere(project: Project) -> None:
    """The lock as a deckgen wrote it that let a line break between a number and its currency."""
    lock = project.lock.read_text("utf-8")
    assert "2.700\u00a0euro" in lock
    project.lock.write_text(lock.replace("\u00a0", " "), "utf-8")


def test_a_note_does_not_change_because_its_lines_break_elsewhere(project: Project) -> None:
    build(project, START)
    broken_anywhere(project)
    before = project.lock.read_bytes()
    plan = build(project, START + 60)
    assert plan.changes == ()
    assert project.lock.read_bytes() == before


def test_a_note_that_changes_for_its_own_sake_takes_the_new_line_breaks(project: Project) -> None:
    build(project, START)
    broken_anywhere(project)
    project.edit(project.pairs, "Marketingová kampaň stála", "Ta marketingová kampaň stála")
    plan = build(project, START + 60)
    assert set(kinds(plan)["changed"]) == {"t-beda", "t-pada"}
    fields = entry(project, "t-beda").fields
    assert fields["Front"] == "La campagna di marketing è costata 2.700\u00a0euro."
    (change,) = (change for change in plan.changes if change.new.id == "t-beda")
    assert change.differing == ["Back"]
    assert change.new.earlier[-1].hashes["Front"] == text_hash("La campagna di marketing è costata 2.700 euro.")


def test_a_lost_id_is_noticed_though_lines_break_elsewhere(project: Project) -> None:
    build(project, START)
    broken_anywhere(project)
    project.edit(project.pairs, "- id: t-beda", "- id: t-nova")
    project.edit(project.terms, "pair: t-beda", "pair: t-nova")
    planned = draft(read_state(project.deck), lambda last: last + 1)
    assert [old for old, _ in planned.plan.lookalikes] == ["t-beda"]


def test_a_tag_is_a_change(project: Project) -> None:
    build(project, START)
    project.edit(project.pairs, "- id: t-bada", "- id: t-bada\n  tags: [difficile]")
    assert kinds(build(project, START + 60)) == {"changed": ["t-bada"]}
    assert "difficile" in entry(project, "t-bada").tags


def test_a_pair_in_the_middle_is_studied_in_the_middle(project: Project) -> None:
    build(project, START)
    project.edit(project.pairs, "- section: La fine\n", "- it: Costa troppo.\n  cs: Stojí moc.\n- section: La fine\n")
    plan = build(project, START + 60)
    ((name,),) = kinds(plan).values()
    dues = {each: entry(project, each).due["Recognition"] for each in ("t-beda", name, "t-peda")}
    assert sorted(dues, key=lambda each: dues[each]) == ["t-beda", name, "t-peda"]


def test_what_left_is_retired_and_what_returns_is_revived(project: Project) -> None:
    build(project, START)
    before = entry(project, "t-bida")
    text = project.pairs.read_text("utf-8")
    project.pairs.write_text(text[: text.index("- id: t-bida")], "utf-8")
    project.edit(project.terms, "- id: t-peda", "- id: t-peda\n  skip: true")
    plan = build(project, START + 60)
    assert {kind: sorted(ids) for kind, ids in kinds(plan).items()} == {"retired": ["t-bida", "t-peda"]}
    assert (plan.count("retired"), plan.count("same")) == (2, 3)
    gone = entry(project, "t-bida")
    assert (gone.retired, gone.fields["Status"], gone.due) == (True, "retired", before.due)
    assert "deckgen::retired" in gone.tags

    assert build(project, START + 90).changes == ()
    project.pairs.write_text(text, "utf-8")
    assert kinds(build(project, START + 120)) == {"revived": ["t-bida"]}
    back = entry(project, "t-bida")
    assert (back.guid, back.nid, back.due, back.fields, back.tags) == (
        before.guid,
        before.nid,
        before.due,
        before.fields,
        before.tags,
    )
    assert back.mod == START + 120


def test_a_renamed_note_keeps_its_guid_when_it_says_what_it_was(project: Project) -> None:
    build(project, START)
    before = entry(project, "t-bada")
    project.edit(project.pairs, "- id: t-bada", "- id: t-nuovo\n  was: t-bada")
    assert build(project, START + 60).changes == ()
    after = entry(project, "t-nuovo")
    assert (after.guid, after.nid, after.mod) == (before.guid, before.nid, before.mod)
    project.edit(project.pairs, "\n  was: t-bada", "")
    assert build(project, START + 90).changes == ()
    lock = load(project.lock)
    assert lock is not None
    assert "t-bada" in lock.ids


def test_two_builds_in_one_second_are_told_apart(project: Project) -> None:
    build(project, START)
    project.edit(project.pairs, "Kdo to jednání vyhrál?", "Kdo tedy jednání vyhrál?")
    build(project, START)
    assert entry(project, "t-bida").mod == START + 1


# ------------------------------------------------------------------ places in the study order


@pytest.mark.parametrize(
    ("positions", "taken", "given"),
    [
        ([None, None], [], [100, 200]),
        ([100, None, 200], [100, 200], [100, 150, 200]),
        ([100, None, None, 200], [100, 200], [100, 133, 166, 200]),
        ([None, 100], [100], [50, 100]),
        ([100, 200, None], [100, 200], [100, 200, 300]),
        ([100, None, 101], [100, 101], [100, 100, 101]),  # a used-up gap shares its predecessor's place
        ([300, None, 100], [100, 300], [300, 400, 100]),  # a pair that was moved keeps its place
        ([100, None], [100, 200], [100, 150]),  # a retired note keeps its place too
    ],
)
def test_new_cards_find_their_place(positions: list[int | None], taken: list[int], given: list[int]) -> None:
    assert spread(positions, taken) == given


@given(st.lists(st.one_of(st.none(), st.integers(0, DUE_END)), max_size=40), st.lists(st.integers(0, DUE_END)))
def test_every_place_is_one_that_anki_accepts(positions: list[int | None], retired: list[int]) -> None:
    given = spread(positions, [*retired, *(due for due in positions if due is not None)])
    assert len(given) == len(positions)
    assert all(0 <= due <= DUE_END for due in given)
    for n, (due, place) in enumerate(zip(given, positions, strict=True)):
        assert due == place if place is not None else due >= (given[n - 1] if n else 0)


def test_a_very_large_deck_stays_below_the_limit_and_has_room_to_grow() -> None:
    given = spread([None] * 300_000, [])
    assert given == sorted(set(given))
    assert given[-1] < DUE_END / 1.5


# ------------------------------------------------------------------ time


def test_the_clock_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert abs(now(START) - time.time()) < 5


def test_one_second_is_waited_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    last = int(time.time())
    assert now(last) == last + 1
    assert time.time() >= last + 1


def test_a_clock_that_ran_backwards_is_refused_with_both_times(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    monkeypatch.setattr(time, "time", lambda: float(START))
    with pytest.raises(Refused) as refused:
        now(START + 3600)
    assert refused.value.problems[0].message == (
        "the last build is dated 2026-09-21 15:13:20 UTC, but the clock says 2026-09-21 14:13:20 UTC"
    )


def test_source_date_epoch_stands_for_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(START - 500_000_000))
    assert now(0) == START - 500_000_000
    assert now(START - 400_000_000) == START - 400_000_000 + 1
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "9999999999")
    with pytest.raises(Refused, match="the clock says"):
        now(0)


def test_a_changed_id_is_noticed(project: Project) -> None:
    build(project, START)
    project.edit(project.pairs, "- id: t-bada", "- id: t-nuovo")
    (problem,) = renamed(draft(read_state(project.deck), lambda last: last + 1))
    assert (problem.path, problem.line, problem.message) == (project.pairs, 2, "t-nuovo looks like t-bada renamed")
    project.edit(project.pairs, "- id: t-nuovo", "- id: t-nuovo\n  was: t-bada")
    assert renamed(draft(read_state(project.deck), lambda last: last + 1)) == []


def test_entries_that_lost_their_ids_are_noticed_at_the_lines_that_they_have_in_the_file(project: Project) -> None:
    """The id that the next build would draw is in no file and another one at each try, so it is not shown."""
    project.terms.write_text("[]\n", "utf-8")
    build(project, START)
    for name in ("t-bada", "t-beda"):
        project.edit(project.pairs, f"- id: {name}\n  it:", "- it:")
    before = project.pairs.read_bytes()
    first, second = renamed(draft(read_state(project.deck), lambda last: last + 1))
    assert (first.line, first.message) == (2, "this entry without an id looks like t-bada")
    assert (second.line, second.message) == (4, "this entry without an id looks like t-beda")
    assert "write `id: t-beda`; if it is a new note" in second.advice
    assert project.pairs.read_bytes() == before
    project.edit(project.pairs, "- it: Il marketing", "- id: t-bada\n  it: Il marketing")
    project.edit(project.pairs, "- it: La campagna", "- id: t-beda\n  it: La campagna")
    planned = draft(read_state(project.deck), lambda last: last + 1)
    assert (renamed(planned), planned.plan.changes) == ([], ())
