"""Each rule with the smallest deck that breaks it, and what `allow:` may silence."""

from __future__ import annotations

import pytest
from projects import Project

from deckgen.actions.build import read_state
from deckgen.checks.lints import LINTS, THOROUGH
from deckgen.checks.rules import RULES
from deckgen.files.source import Problem

LONG = " ".join(["parola"] * 31)


def only(project: Project) -> Problem:
    (problem,) = project.problems
    return problem


def test_a_good_deck_has_no_problems(project: Project) -> None:
    assert project.remarks == []


def test_a_side_without_text_is_shown_with_the_other_side(project: Project) -> None:
    project.edit(project.pairs, "  cs: Kdo to jednání vyhrál?\n", "")
    project.edit(project.terms, "- id: t-peda", "- id: t-peda\n  skip: true")
    problem = only(project)
    assert (problem.line, problem.message) == (9, "pair t-bida has no Czech text")
    assert problem.shown == ("it: Chi ha vinto la trattativa?",)
    assert problem.advice == "add `cs:`, or set `skip: true`"


def test_a_skipped_pair_may_lack_a_side(project: Project) -> None:
    project.edit(project.pairs, "  cs: Kdo to jednání vyhrál?\n", "  skip: true\n")
    project.edit(project.terms, "- id: t-peda", "- id: t-peda\n  skip: true")
    assert project.remarks == []


@pytest.mark.parametrize("name", ["t bada", "-t", "t/bada", "x" * 81])
def test_an_id_is_one_word(project: Project, name: str) -> None:
    project.edit(project.pairs, "t-bada", f'"{name}"')
    assert ("malformed-id", "error", 2, "testo") in project.remarks


def test_one_id_for_two_entries_names_both_places(project: Project) -> None:
    project.edit(project.terms, "- id: t-peda", "- id: t-bada")
    problem = only(project)
    assert problem.path == project.terms
    assert problem.message == "the id t-bada is already used at testo.yaml:2"


@pytest.mark.parametrize(
    ("wrong", "message"),
    [("  pair: t-zuzu", "there is no pair t-zuzu in this text"), ("", "term t-peda has no example")],
)
def test_a_term_needs_an_example_that_exists(project: Project, wrong: str, message: str) -> None:
    project.edit(project.terms, "  pair: t-bida", wrong)
    assert only(project).message == message


@pytest.mark.parametrize("tag", ["a b", "a\u3000b", "deckgen::retired", "leech"])
def test_tags_are_words_and_a_persons_own(project: Project, tag: str) -> None:
    project.edit(project.pairs, "- id: t-bada", f'- id: t-bada\n  tags: [fine, "{tag}"]')
    assert project.remarks == [("foreign-tag", "error", 3, "testo")]


def test_a_renamed_pair_is_still_the_example_of_its_terms(project: Project) -> None:
    project.edit(project.pairs, "- id: t-beda", "- id: t-nuova\n  was: t-beda")
    assert [message for _, _, _, message in project.remarks if message] == ["testo"]  # was: names nothing built yet


def test_all_problems_are_found_at_once_and_sorted_by_place(project: Project) -> None:
    project.edit(project.pairs, "  cs: Marketing vypráví, prodej se ptá.\n", "")
    project.edit(project.pairs, "  cs: Kdo to jednání vyhrál?\n", "  sc: Kdo to jednání vyhrál?\n")
    project.edit(project.terms, "t-beda", "t-zuzu")
    places = [(path, line) for _, _, line, path in project.remarks]
    assert len(places) == 4
    assert places[:3] == sorted(places[:3])


def test_every_rule_says_what_it_is_for() -> None:
    assert all(rule.find.__doc__ for rule in RULES)


# ------------------------------------------------------------------ what may be allowed


def long_one(project: Project) -> None:
    """A sentence of too many words, in line 3."""
    project.edit(project.pairs, "Il marketing racconta, la vendita domanda.", f"Il marketing racconta a tutti, {LONG}.")
    project.edit(project.pairs, "Marketing vypráví, prodej se ptá.", f"Marketing vypráví všem, {LONG}.")


def of_lint(project: Project) -> list[tuple[str, str, int, str]]:
    return [remarks for remarks in project.remarks if remarks[0] != "wrong-language"]


def test_an_entry_may_allow_what_a_check_says_of_it_and_it_is_still_told(project: Project) -> None:
    long_one(project)
    assert of_lint(project) == [("long-sentence", "warning", 3, "testo")]
    project.edit(project.pairs, "- id: t-bada", "- id: t-bada\n  allow: [long-sentence]")
    assert of_lint(project) == [("long-sentence", "allowed", 4, "testo")]


def test_a_deck_may_allow_what_a_check_says(project: Project) -> None:
    long_one(project)
    deck = project.deck / "deck.yaml"
    deck.write_text(deck.read_text("utf-8") + "allow: [long-sentence, wrong-language]\n", "utf-8")
    assert project.remarks == [
        ("long-sentence", "allowed", 3, "testo"),
        *[("wrong-language", "allowed", 4, "testo")] * (len(project.remarks) - 1),
    ]


def test_an_allowed_error_stops_no_build(project: Project) -> None:
    project.edit(project.pairs, "Marketing vypráví", '"<b>Marketing</b> vypráví')
    project.edit(project.pairs, "prodej se ptá.", 'prodej se ptá."')
    assert read_state(project.deck).broken
    project.edit(project.pairs, "- id: t-bada", "- id: t-bada\n  allow: [leftover-markup]")
    assert not read_state(project.deck).broken


@pytest.mark.parametrize(
    ("code", "message", "advice"),
    [
        ("long-sentenze", "no check has the code `long-sentenze`", "did you mean `long-sentence`?"),
        ("missing-text", "`missing-text` cannot be allowed", "fix what it reports"),
    ],
)
def test_only_what_a_lint_says_can_be_allowed(project: Project, code: str, message: str, advice: str) -> None:
    project.edit(project.pairs, "- id: t-bada", f"- id: t-bada\n  allow: [{code}]")
    problem = only(project)
    assert (problem.line, problem.message, problem.advice, problem.level) == (3, message, advice, "error")
    project.edit(project.pairs, f"  allow: [{code}]\n", "")
    deck = project.deck / "deck.yaml"
    deck.write_text(deck.read_text("utf-8") + f"\nallow: {code}\n", "utf-8")
    problem = only(project)
    assert (problem.path, problem.line, problem.message) == (deck, 8, message)


def test_a_function_may_be_renamed_and_its_code_stays(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    for check in (*RULES, *LINTS, *THOROUGH):
        monkeypatch.setattr(check.find, "__name__", "renamed")
    long_one(project)
    project.edit(project.pairs, "- id: t-bada", "- id: t-bada\n  allow: [long-sentence]")
    assert of_lint(project) == [("long-sentence", "allowed", 4, "testo")]


def test_what_needs_no_allowance_any_more_is_told(project: Project) -> None:
    project.edit(project.terms, "- id: t-pada", "- id: t-pada\n  allow: [hint-needed]")
    problem = only(project)
    assert (problem.code, problem.level, problem.line) == ("needless-allow", "info", 2)
    assert read_state(project.deck).problems == ()  # a build, which does not make every check, cannot know
