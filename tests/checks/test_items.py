"""A pair and a term as a check sees them, and where what it says of them is shown."""

from __future__ import annotations

from projects import Project

from deckgen.checks.items import Item, examples, pairs_of, terms_of
from deckgen.project import parts
from deckgen.project.deck import load
from deckgen.project.parts import load as load_parts


def parts_of(project: Project) -> tuple[parts.Part, ...]:
    deck, _ = load(project.deck)
    assert deck is not None
    return load_parts(deck)[0]


def first(project: Project) -> Item:
    return next(terms_of(parts_of(project)))


def test_pairs_and_terms_have_two_sides_a_name_and_a_place(project: Project) -> None:
    item = first(project)
    assert (item.sides, item.name, item.place) == (
        ("la campagna di marketing", "marketingová kampaň"),
        "term t-pada",
        "testo.yaml:1",
    )
    project.edit(project.pairs, "- id: t-bada\n  it", "- it")
    item = next(pairs_of(parts_of(project)))
    assert item.name == "this pair"


def test_a_remark_stands_at_its_key_or_shows_the_first_text(project: Project) -> None:
    at_key = first(project).remark("cs", "m", "a").problem("code")
    assert (at_key.line, at_key.shown) == (3, ("cs: marketingová kampaň",))
    whole = first(project).remark("", "m", "a").problem("code")
    assert (whole.line, whole.shown) == (1, ("it: la campagna di marketing",))
    absent = first(project).remark("hint", "m", "a").problem("code")
    assert (absent.line, absent.shown) == (1, ("it: la campagna di marketing",))


def test_what_is_allowed_has_its_level(project: Project) -> None:
    remark = first(project).remark("cs", "m", "a", "warning")
    assert remark.problem("code").level == "warning"
    assert remark.problem("code", allowed=True).level == "allowed"


def test_only_what_becomes_a_note_is_asked_about_unless_all_is(project: Project) -> None:
    project.edit(project.pairs, "- id: t-bada", "- id: t-bada\n  skip: true")
    project.edit(project.terms, "- id: t-peda", "- id: t-peda\n  status: rejected")
    parts = parts_of(project)
    assert [item.entry.id for item in pairs_of(parts)] == ["t-beda", "t-bida"]
    assert [item.entry.id for item in terms_of(parts)] == ["t-pada"]
    assert len(list(pairs_of(parts, include_all=True))) == 3
    assert len(list(terms_of(parts, include_all=True))) == 2


def test_terms_come_with_their_examples(project: Project) -> None:
    project.edit(project.terms, "pair: t-bida", "pair: t-zuzu")
    assert [pair.id if pair else None for _, _, pair in examples(parts_of(project))] == ["t-beda", None]
