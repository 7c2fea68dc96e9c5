"""Ids against deck.lock: reviews stay with the words that a learner has."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path

import pytest
from anki_world import Learner
from projects import PAIRS, Output, Project

from deckgen.actions.build import draft, finish, read_state
from deckgen.anki.verify import verify
from deckgen.cards.plan import plan
from deckgen.files.source import Problem, Refused
from deckgen.project.lock import load

Run = Callable[..., Output]
OWN = ("Il marketing racconta, la vendita domanda.", "Marketing vypráví, prodej se ptá.")


def build(project: Project) -> None:
    finish(draft(read_state(project.deck)))


def only(project: Project, code: str) -> Problem:
    (problem,) = [problem for problem in project.problems if problem.code == code]
    return problem


# ------------------------------------------------------------------ a pair's id on a term


def move_to_term(project: Project) -> None:
    """The id of a pair is cut out and put at a new term."""
    project.edit(project.pairs, "- id: t-bada\n  it:", "- it:")
    terms = project.terms.read_text("utf-8")
    project.terms.write_text(f"{terms}- id: t-bada\n  it: la vendita\n  cs: prodej\n  pair: t-bida\n", "utf-8")


def move_to_pair(project: Project) -> None:
    project.edit(project.terms, "- id: t-peda\n  it:", "- it:")
    project.edit(project.pairs, "- id: t-bida\n", "- id: t-peda\n  it: Così no.\n  cs: Takhle ne.\n- id: t-bida\n")


@pytest.mark.parametrize(
    ("move", "said", "line"),
    [
        (
            move_to_term,
            f"`id: t-bada` belongs to the pair “{OWN[0]}” in deck.lock, and this is a term",
            9,
        ),
        (move_to_pair, "`id: t-peda` belongs to the term “la trattativa” in deck.lock, and this is a pair", 9),
    ],
)
def test_an_id_that_changed_its_kind_stops_the_build(
    deckgen: Run, project: Project, move: Callable[[Project], None], said: str, line: int
) -> None:
    build(project)
    before = project.lock.read_bytes(), project.package.read_bytes()
    move(project)
    problem = only(project, "moved-id")
    assert (problem.level, problem.line, problem.message) == ("error", line, said)
    assert problem.shown == (f"- id: {said[5:11]}",)
    assert problem.advice.startswith("delete this line, and the next build gives this entry an id of its own; or put")
    run = deckgen("build", at=project.root)
    assert run.code == 1
    assert f"{problem.path.parent.name}/testo.yaml:{line}: error: {said}" in run.err or said in run.err
    assert (project.lock.read_bytes(), project.package.read_bytes()) == before


@pytest.mark.parametrize("key", ["status: rejected", "skip: true"])
def test_an_id_on_an_entry_that_makes_no_note_is_no_less_wrong(project: Project, key: str) -> None:
    build(project)
    move_to_term(project)
    project.edit(project.terms, "  cs: prodej\n", f"  cs: prodej\n  {key}\n")
    assert only(project, "moved-id").path == project.terms


def test_a_former_id_of_another_kind_is_found_too(project: Project) -> None:
    build(project)
    project.edit(project.pairs, "- id: t-bada\n", "- id: t-nova\n")
    project.edit(project.terms, "- id: t-pada\n", "- id: t-zada\n  was: t-bada\n")
    problem = only(project, "moved-id")
    assert (problem.line, problem.message.split(" belongs")[0]) == (2, "`was: t-bada`")


def test_a_pair_that_moves_to_another_text_with_its_id_keeps_its_note(project: Project, tmp_path: Path) -> None:
    """The guid is made of the id of the deck and that of the pair; the text has no part in it."""
    build(project)
    project.edit(
        project.deck / "deck.yaml",
        "  - {id: testo, title: Testo, prefix: t}\n",
        "  - {id: testo, title: Testo, prefix: t}\n  - {id: altro, title: Altro, prefix: u}\n",
    )
    moved = PAIRS[PAIRS.index("- id: t-bada") : PAIRS.index("- id: t-beda")]
    project.edit(project.pairs, moved, "")
    (project.deck / "pairs" / "altro.yaml").write_text(moved, "utf-8")
    before = load(project.lock)
    with Learner(tmp_path / "learner") as learner:
        learner.imports(project.package)
        learner.reviews("Prova", 1)
        scheduling = learner.scheduling()
        build(project)
        imported = learner.imports(project.package)
        assert (imported.new, imported.refused) == (0, 0)
        assert learner.scheduling() == scheduling
    after = load(project.lock)
    assert before is not None
    assert after is not None
    guids = [{entry.id: entry.guid for entry in lock.entries} for lock in (before, after)]
    assert guids[0] == guids[1]


def test_verify_finds_a_note_that_was_built_over_one_of_another_kind(project: Project) -> None:
    """As an older deckgen built it: a blank note over the learner's."""
    build(project)
    move_to_term(project)
    state = read_state(project.deck)
    good = [problem for problem in state.problems if problem.code != "moved-id"]
    planned = draft(type(state)(state.deck, state.parts, state.lock, tuple(good)))
    path, _ = finish(planned)
    assert plan(state.deck, planned.notes, planned.types, planned.plan.lock, lambda last: last + 1).changes == ()
    faults = "\n".join(verify(path, planned.plan.lock).faults)
    assert "t-bada: Front is empty" in faults
    assert "t-bada: a sentence note was built with Term and Meaning of another kind" in faults


# ------------------------------------------------------------------ one id, two entries

COPY = ("Il marketing racconta, la vendita risponde.", "Marketing vypráví, prodej odpovídá.")
STRANGER = ("Il preventivo scade venerdì.", "Nabídka platí do pátku.")
OTHER = ("Vi richiamo domani mattina.", "Zavolám vám zítra ráno.")


def with_two(project: Project, one: tuple[str, str], two: tuple[str, str]) -> None:
    """Two entries with the id t-bada, in lines 2 and 11, with these words."""
    build(project)
    for old, new in zip(OWN, one, strict=True):
        project.edit(project.pairs, old, new)
    text = project.pairs.read_text("utf-8")
    project.pairs.write_text(f"{text}- id: t-bada\n  it: {two[0]}\n  cs: {two[1]}\n", "utf-8")


@pytest.mark.parametrize("other", [COPY, STRANGER])
@pytest.mark.parametrize("order", [0, 1])
def test_the_entry_with_the_words_of_the_lock_keeps_the_id(
    project: Project, other: tuple[str, str], order: int
) -> None:
    with_two(project, *((OWN, other) if order == 0 else (other, OWN)))
    problem = only(project, "duplicate-id")
    assert problem.line == (12 if order == 0 else 2)
    keeper = 2 if order == 0 else 12
    assert problem.message == f"the id t-bada is already used at testo.yaml:{keeper}"
    what = "this looks like a copy" if other is COPY else "different words, as when two branches made the same id"
    assert problem.advice == (
        f"{what}: delete this line, and the next build gives this entry an id of its own; "
        f"the id and its reviews stay with testo.yaml:{keeper}, which has the words in deck.lock"
    )


def test_an_entry_with_one_side_as_built_keeps_the_id(project: Project) -> None:
    with_two(project, STRANGER, (OWN[0], "Marketing vypráví, obchod se ptá."))
    assert only(project, "duplicate-id").line == 2


def test_markup_and_case_do_not_hide_the_words(project: Project) -> None:
    with_two(project, STRANGER, ("Il marketing racconta – la vendita domanda!", "marketing vypráví, prodej se ptá"))
    assert only(project, "duplicate-id").line == 2


def test_if_the_lock_has_the_words_of_neither_it_says_so(project: Project) -> None:
    with_two(project, STRANGER, OTHER)
    problem = only(project, "duplicate-id")
    assert problem.advice.startswith(f"neither has the words in deck.lock, “{OWN[0]}” = “{OWN[1]}”, to which the")


def test_if_the_lock_has_the_words_of_both_it_says_so(project: Project) -> None:
    with_two(project, OWN, OWN)
    problem = only(project, "duplicate-id")
    assert problem.advice.startswith("both have words of the note in deck.lock, ")


def test_an_id_that_was_never_built_belongs_to_the_older_entry(project: Project) -> None:
    build(project)
    text = project.pairs.read_text("utf-8")
    for front, back in (STRANGER, OTHER):
        text += f"- id: t-nuva\n  it: {front}\n  cs: {back}\n"
    project.pairs.write_text(text, "utf-8")
    problem = only(project, "duplicate-id")
    assert problem.advice.startswith(
        "different words, as when two branches made the same id; deck.lock does not have this"
    )


def test_a_pair_and_a_term_with_one_id_are_judged_by_the_kind_in_the_lock(project: Project) -> None:
    build(project)
    project.edit(project.terms, "- id: t-peda", "- id: t-bada")
    problem = only(project, "duplicate-id")
    assert (problem.path, problem.line) == (project.terms, 5)
    assert "stay with testo.yaml:2" in problem.advice
    assert [each.code for each in project.problems].count("moved-id") == 0


@pytest.mark.parametrize("three", list(itertools.permutations([OWN, COPY, STRANGER])))
def test_who_follows_the_advice_never_moves_reviews_to_other_words(
    project: Project, three: tuple[tuple[str, str], ...]
) -> None:
    with_two(project, three[0], three[1])
    text = project.pairs.read_text("utf-8")
    project.pairs.write_text(f"{text}- id: t-bada\n  it: {three[2][0]}\n  cs: {three[2][1]}\n", "utf-8")
    wrong = {problem.line for problem in project.problems if problem.code == "duplicate-id"}
    lines = project.pairs.read_text("utf-8").split("\n")
    kept = [line.replace("- id: t-bada", "-") if n in wrong else line for n, line in enumerate(lines, 1)]
    project.pairs.write_text("\n".join(kept).replace("-\n ", "-"), "utf-8")
    planned = draft(read_state(project.deck))
    (entry,) = [entry for entry in planned.plan.lock.entries if entry.id == "t-bada"]
    assert (entry.fields["Front"], entry.fields["Back"]) == OWN
    assert planned.plan.count("new") == 2


def test_a_build_with_two_entries_of_one_id_writes_nothing(project: Project) -> None:
    with_two(project, OWN, STRANGER)
    before = project.lock.read_bytes()
    with pytest.raises(Refused, match="already used"):
        draft(read_state(project.deck))
    assert project.lock.read_bytes() == before


def test_a_lock_that_cannot_be_read_is_not_taken_for_an_empty_one(project: Project) -> None:
    with_two(project, OWN, STRANGER)
    project.lock.write_text("<<<<<<< HEAD\n" + project.lock.read_text("utf-8"), "utf-8")
    problem = only(project, "duplicate-id")
    assert (problem.line, problem.advice[:32]) == (12, "if this entry is the newer one, ")
    assert "deck.lock" not in problem.advice
