"""From a deck's folder to its package: what is written, when, and what stays byte for byte."""

from __future__ import annotations

from pathlib import Path

import pytest
from projects import ROOT, Project

from deckgen.actions.blockers import swapped_sides
from deckgen.actions.build import Draft, draft, finish, read_state
from deckgen.files.source import Refused

START = 1_790_000_000


def build(project: Project, at: int = START) -> Draft:
    planned = draft(read_state(project.deck), lambda last: max(at, last + 1))
    finish(planned)
    return planned


def files(root: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_a_build_writes_the_package_and_the_lock_and_nothing_else(project: Project) -> None:
    before = files(project.root)
    path, size = finish(draft(read_state(project.deck), lambda last: START))
    after = files(project.root)
    assert path == project.package
    assert size == len(after[path])
    assert set(after) - set(before) == {project.package, project.lock, project.package.with_suffix(".changes.md")}
    assert {path: after[path] for path in before} == before


def test_the_same_sources_and_lock_give_the_same_bytes(project: Project) -> None:
    build(project)
    before = files(project.root)
    build(project, START + 60)
    assert files(project.root) == before


def test_a_package_can_be_made_again_from_sources_and_lock(project: Project) -> None:
    build(project)
    bytes_before = project.package.read_bytes()
    project.package.unlink()
    build(project, START + 60)
    assert project.package.read_bytes() == bytes_before


def test_nothing_is_written_while_anything_is_wrong(project: Project) -> None:
    project.edit(project.pairs, "  cs: Kdo to jednání vyhrál?\n", "")
    project.pairs.write_text(project.pairs.read_text("utf-8") + "- it: Nuova frase qui.\n  cs: Nová věta.\n", "utf-8")
    before = files(project.root)
    with pytest.raises(Refused, match="t-bida has no Czech text"):
        build(project)
    assert files(project.root) == before


def test_new_entries_get_an_id_in_their_file_and_all_else_stays(project: Project) -> None:
    """A file that a person wrote by hand, with their own order, quotes, comments and Windows line ends."""
    text = (
        "# le mie frasi\r\n"
        "- cs: 'Jak se máš?'   # ověřeno\r\n"
        '  it: "Come stai: bene?"\r\n'
        "\r\n"
        "- {it: Buongiorno a tutti., cs: Dobrý den všem.}\r\n"
        "-   it: Città è perché\r\n"
        "    cs: Žluťoučký kůň"
    ).replace("   # ověřeno", "")
    project.pairs.write_bytes(text.encode())
    project.terms.unlink()
    build(project)
    after = project.pairs.read_bytes().decode()
    ids = [note.id for note in draft(read_state(project.deck)).notes]
    assert len(set(ids)) == 3
    expected = (
        text.replace("- cs:", f"- id: {ids[0]}\r\n  cs:")
        .replace("{it", f"{{id: {ids[1]}, it")
        .replace("-   it", f"-   id: {ids[2]}\r\n    it")
    )
    assert after == expected


def test_an_id_that_was_given_once_is_never_given_again(project: Project) -> None:
    build(project)
    project.edit(project.pairs, "- id: t-bada\n  it", "- it")
    planned = build(project, START + 60)
    new = {change.new.id for change in planned.plan.changes if change.kind == "new"}
    assert new.isdisjoint({"t-bada", "t-beda", "t-bida", "t-pada", "t-peda"})
    assert [change.new.id for change in planned.plan.changes if change.kind == "retired"] == ["t-bada"]


def test_a_file_that_changed_meanwhile_is_not_overwritten(project: Project) -> None:
    project.edit(project.pairs, "- id: t-bada\n  it", "- it")
    planned = draft(read_state(project.deck), lambda last: START)
    project.edit(project.pairs, "prodej se ptá", "prodej se táže")
    with pytest.raises(Refused, match="changed while deckgen was working"):
        finish(planned)
    assert "prodej se táže" in project.pairs.read_text("utf-8")
    assert not project.lock.exists()
    assert not project.package.exists()


def test_a_deck_without_notes_is_refused(project: Project) -> None:
    project.pairs.write_text("# ancora niente\n", "utf-8")
    project.terms.unlink()
    with pytest.raises(Refused, match="no notes to build"):
        build(project)


def test_a_deck_that_lost_all_its_notes_retires_them(project: Project) -> None:
    build(project)
    project.pairs.write_text("", "utf-8")
    project.terms.unlink()
    assert build(project, START + 60).plan.count("retired") == 5


def test_the_shipped_deck_is_built_as_its_lock_says() -> None:
    """What is in the repository is whole: its lock is that of its sources, and nothing is to be remarked."""
    state = read_state(ROOT / "cards" / "italiano-commerciale")
    assert [problem for problem in state.problems if problem.level not in ("info", "allowed")] == []
    planned = draft(state, lambda _: pytest.fail("something changed"))
    assert not planned.changes_lock
    kinds = [note.kind for note in planned.notes]
    assert kinds.count("sentence") >= 480
    assert kinds.count("vocabulary") >= 700
    only = {term.id for part in planned.state.parts for term in part.terms.values if term.cards == ("recognition",)}
    assert {note.id for note in planned.notes if note.kind == "vocabulary" and "Gap" not in note.cards} == only


def test_the_shipped_pairs_are_those_that_our_aligner_makes() -> None:
    """Only the quotation that the article spreads over two sentences was closed by hand."""
    from deckgen.actions.pairing import from_beads
    from deckgen.align.beads import align
    from deckgen.project.pairs import Pair
    from deckgen.project.pairs import load as load_pairs
    from deckgen.text.documents import load

    data = ROOT / "data" / "marketing-e-vendite"
    front, back = (load(data / f"{code}.txt", code) for code in ("it", "cs"))
    entries, left_out = from_beads(align(front.sentences, back.sentences), front, back)
    made = [entry for entry in entries if isinstance(entry, Pair)]
    shipped, _ = load_pairs(ROOT / "cards/italiano-commerciale/pairs/marketing-e-vendite.yaml", ("it", "cs"))
    assert [(pair.front, pair.back) for pair in made][:-2] == [(p.front, p.back) for p in shipped.values][:-2]
    assert len(made) == len(shipped.values)
    assert left_out == []


def test_a_deck_whose_languages_changed_places_is_not_built(project: Project) -> None:
    build(project)
    project.edit(project.deck / "deck.yaml", "front: it\nback: cs", "front: cs\nback: it")
    (problem,) = swapped_sides(draft(read_state(project.deck)))
    assert problem.message.startswith("front and back are swapped")
    project.edit(project.deck / "deck.yaml", "front: cs\nback: it", "front: it\nback: cs")
    project.edit(project.pairs, "Chi ha vinto la trattativa?", "Chi ha vinto la trattativa, poi?")
    assert swapped_sides(draft(read_state(project.deck))) == []
