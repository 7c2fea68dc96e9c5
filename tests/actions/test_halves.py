"""A pair that a person split: the term follows its words, and new pairs get ids although something else is wrong."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from projects import Output, Project

Run = Callable[..., Output]

WHOLE = "  it: Chi ha vinto la trattativa?\n  cs: Kdo to jednání vyhrál?\n"
HALVES = {
    "behind": (
        "- id: t-bida\n  it: Ieri sera c’era nebbia.\n  cs: Včera večer byla mlha.\n\n"
        "- it: Chi ha vinto la trattativa?\n  cs: Kdo to jednání vyhrál?\n"
    ),
    "before": (
        "- it: Chi ha vinto la trattativa?\n  cs: Kdo to jednání vyhrál?\n\n"
        "- id: t-bida\n  it: Ieri sera c’era nebbia.\n  cs: Včera večer byla mlha.\n"
    ),
    "third": (
        "- id: t-bida\n  it: Ieri sera c’era nebbia.\n  cs: Včera večer byla mlha.\n\n"
        "- it: Nessuno parlava.\n  cs: Nikdo nemluvil.\n\n"
        "- it: Chi ha vinto la trattativa?\n  cs: Kdo to jednání vyhrál?\n"
    ),
}


@pytest.mark.parametrize("halves", HALVES.values(), ids=list(HALVES))
@pytest.mark.parametrize("found", ["", "  found: {it: trattativa, cs: jednání}\n"])
def test_a_term_follows_its_words_into_the_new_half(project: Project, deckgen: Run, halves: str, found: str) -> None:
    project.edit(project.terms, "  pair: t-bida\n", f"  pair: t-bida\n{found}")
    assert deckgen("build", at=project.root).code == 0
    project.edit(project.pairs, f"- id: t-bida\n{WHOLE}", halves)
    said = deckgen("build", at=project.root)
    assert (said.code, said.err) == (0, "")
    names = [line.split()[-1] for line in project.pairs.read_text("utf-8").splitlines() if "id: " in line]
    assert "t-bida" in names
    assert len(names) == len(set(names)) == halves.count("it: ") + 2
    (moved,) = (line for line in said.out.splitlines() if "which has its words" in line)
    pair = moved.split("pair ")[1].split(",")[0]
    assert f"  pair: {pair}\n" in project.terms.read_text("utf-8")
    assert pair in names
    assert pair != "t-bida"
    assert deckgen("check", at=project.root).out.startswith("0 errors, 0 warnings")


def test_a_term_whose_words_are_nowhere_stays_and_is_named(project: Project, deckgen: Run) -> None:
    project.edit(
        project.pairs, WHOLE, "  it: Ieri c’era nebbia.\n  cs: Včera byla mlha.\n\n- it: Piove.\n  cs: Prší.\n"
    )
    assert deckgen("build", at=project.root).code == 0
    assert "  pair: t-bida\n" in project.terms.read_text("utf-8")
    assert [problem.code for problem in project.problems if problem.level == "warning"] == ["unhighlighted"] * 2


def test_new_pairs_get_their_ids_although_something_else_is_wrong(project: Project, deckgen: Run) -> None:
    project.edit(project.terms, "  pair: t-beda", "  pair: t-niente")
    project.pairs.write_text(project.pairs.read_text("utf-8") + "\n- it: Piove molto.\n  cs: Hodně prší.\n", "utf-8")
    for command in (("build", "--dry-run"), ("build", "--locked")):
        assert deckgen(*command, at=project.root).code == 1
        assert "\n- it: Piove molto." in project.pairs.read_text("utf-8")
    said = deckgen("build", at=project.root)
    assert said.code == 1
    assert "there is no pair t-niente" in said.err
    assert "\n- id: t-" in project.pairs.read_text("utf-8").split("Chi ha vinto")[1]
    assert not project.lock.exists()
