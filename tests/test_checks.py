"""Each check with the smallest deck that it speaks up for, and the one beside it that is fine."""

from __future__ import annotations

import pytest
from conftest import Project

from deckgen.build import read_state
from deckgen.checks import CHECKS
from deckgen.source import Problem


def found(project: Project) -> list[tuple[str, str, int, str]]:
    problems = read_state(project.deck).problems
    return [(problem.code, problem.level, problem.line, problem.path.stem) for problem in problems]


def only(project: Project) -> Problem:
    (problem,) = read_state(project.deck).problems
    return problem


def test_a_good_deck_has_no_problems(project: Project) -> None:
    assert found(project) == []


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
    assert found(project) == []


@pytest.mark.parametrize("name", ["t bada", "-t", "t/bada", "x" * 81])
def test_an_id_is_one_word(project: Project, name: str) -> None:
    project.edit(project.pairs, "t-bada", f'"{name}"')
    assert ("malformed-id", "error", 2, "testo") in found(project)


def test_one_id_for_two_entries_names_both_places(project: Project) -> None:
    project.edit(project.terms, "- id: t-peda", "- id: t-bada")
    problem = only(project)
    assert problem.path == project.terms
    assert problem.message == "the id t-bada is taken: testo.yaml:2 has it"


@pytest.mark.parametrize(
    ("wrong", "message"),
    [("  pair: t-zuzu", "there is no pair t-zuzu in this text"), ("", "term t-peda has no example")],
)
def test_a_term_needs_an_example_that_exists(project: Project, wrong: str, message: str) -> None:
    project.edit(project.terms, "  pair: t-bida", wrong)
    assert only(project).message == message


def test_words_that_do_not_stand_in_the_example_are_an_error_if_a_person_named_them(project: Project) -> None:
    project.edit(project.terms, "  pair: t-bida", "  pair: t-bida\n  found: {it: trattative, cs: jednání}")
    assert found(project) == [("unhighlighted", "error", 5, "testo")]


def test_a_dictionary_form_that_does_not_stand_in_the_example_is_a_warning(project: Project) -> None:
    project.edit(project.terms, "  cs: jednání", "  cs: vyjednávání")
    assert found(project) == [("unhighlighted", "warning", 5, "testo")]


def test_words_that_stand_twice_are_a_warning(project: Project) -> None:
    project.edit(project.pairs, "Chi ha vinto la trattativa?", "Quale trattativa, la trattativa con chi?")
    assert found(project) == [("unhighlighted", "warning", 5, "testo")]


@pytest.mark.parametrize(
    "text", ["Kdo <br> vyhrál?", "Kdo **to** vyhrál?", "Kdo &amp; kdo?", "{{Kdo}}?", "Kdo \ufffd?"]
)
def test_leftover_markup(project: Project, text: str) -> None:
    project.edit(project.terms, "- id: t-peda", "- id: t-peda\n  skip: true")
    project.edit(project.pairs, "Kdo to jednání vyhrál?", f'"{text}"')
    assert found(project) == [("leftover-markup", "warning", 9, "testo")]


def test_less_than_is_no_markup(project: Project) -> None:
    project.edit(project.terms, "- id: t-peda", "- id: t-peda\n  skip: true")
    project.edit(project.pairs, "Kdo to jednání vyhrál?", "Kdo má < deset & víc?")
    assert found(project) == []


def test_one_front_with_two_answers_needs_hints(project: Project) -> None:
    project.edit(project.pairs, "it: Chi ha vinto la trattativa?", "it: Il marketing racconta, la vendita domanda.")
    project.edit(project.terms, "- id: t-peda", "- id: t-peda\n  skip: true")
    assert found(project) == [("ambiguous-front", "error", 9, "testo")]
    project.edit(project.pairs, "- id: t-bada", "- id: t-bada\n  hint: první")
    project.edit(project.pairs, "- id: t-bida", "- id: t-bida\n  hint: druhá")
    assert found(project) == []


def test_terms_that_share_a_translation_need_hints(project: Project) -> None:
    project.edit(project.terms, "cs: jednání", "cs: Marketingová kampaň\n  found: {it: trattativa, cs: jednání}")
    assert [code for code, *_ in found(project)] == ["hint-needed", "hint-needed"]
    deck = project.deck / "deck.yaml"
    deck.write_text(deck.read_text("utf-8") + "cards: {vocabulary: [recognition]}\n", "utf-8")
    assert found(project) == []


def test_a_hint_must_not_tell(project: Project) -> None:
    project.edit(project.terms, "  cs: jednání", "  cs: jednání\n  hint: ne kontratto, ale Trattativa")
    assert only(project).code == "hint-tells"


@pytest.mark.parametrize(("words", "level"), [(20, []), (21, ["info"]), (30, ["info"]), (31, ["warning"])])
def test_long_sentences(project: Project, words: int, level: list[str]) -> None:
    project.edit(project.pairs, "Il marketing racconta, la vendita domanda.", " ".join(["parola"] * words))
    assert [each for code, each, *_ in found(project) if code == "long-sentence"] == level


@pytest.mark.parametrize(
    ("czech", "fine"),
    [
        ("Marketingová kampaň stála 2 700 eur.", True),
        ("Marketingová kampaň stála 2700 eur.", True),
        ("Marketingová kampaň stála 2 800 eur.", False),
        ("Marketingová kampaň stála dost.", False),
    ],
)
def test_numbers_on_one_side_only(project: Project, czech: str, fine: bool) -> None:
    project.edit(project.pairs, "Marketingová kampaň stála 2 700 eur.", czech)
    assert found(project) == ([] if fine else [("numbers-differ", "warning", 7, "testo")])


def test_all_problems_are_found_at_once_and_sorted_by_place(project: Project) -> None:
    project.edit(project.pairs, "  cs: Marketing vypráví, prodej se ptá.\n", "")
    project.edit(project.pairs, "  cs: Kdo to jednání vyhrál?\n", "  sc: Kdo to jednání vyhrál?\n")
    project.edit(project.terms, "t-beda", "t-zuzu")
    places = [(path, line) for _, _, line, path in found(project)]
    assert len(places) == 4
    assert places[:3] == sorted(places[:3])


def test_every_check_says_what_it_is_for() -> None:
    assert all(function.__doc__ for function in CHECKS)


@pytest.mark.parametrize("tag", ["a b", "a\u3000b", "deckgen::retired", "leech"])
def test_tags_are_words_and_a_persons_own(project: Project, tag: str) -> None:
    project.edit(project.pairs, "- id: t-bada", f'- id: t-bada\n  tags: [fine, "{tag}"]')
    assert found(project) == [("foreign-tag", "error", 2, "testo")]


def test_a_renamed_pair_is_still_the_example_of_its_terms(project: Project) -> None:
    project.edit(project.pairs, "- id: t-beda", "- id: t-nuova\n  was: t-beda")
    assert [message for _, _, _, message in found(project) if message] == ["testo"]  # was: names nothing built yet
