"""A copy of a deck lives beside it: other notes, the same work of people."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from anki_world import Imported, Learner
from projects import Output, Project

from deckgen.project.deck import load

Run = Callable[..., Output]
COPY = ("init", "cards/classe-b", "--from", "prova", "--name", "Classe B")


def test_a_copy_has_the_words_and_another_identity(project: Project, deckgen: Run) -> None:
    project.edit(project.pairs, "- id: t-bida", "# una nota\n- id: t-bida\n  hint: druhá")
    said = deckgen(*COPY, at=project.root)
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("cards/classe-b: “Classe B”, a copy of prova with 1 text\n")
    folder = project.root / "cards" / "classe-b"
    assert (folder / "pairs" / "testo.yaml").read_bytes() == project.pairs.read_bytes()
    assert (folder / "vocabulary" / "testo.yaml").read_bytes() == project.terms.read_bytes()
    ours, theirs = load(project.deck)[0], load(folder)[0]
    assert ours is not None
    assert theirs is not None
    assert theirs.name == "Classe B"
    assert theirs.id[:10] != ours.id[:10]
    assert theirs.texts[0].prefix != ours.texts[0].prefix
    assert deckgen("check", at=project.root).code == 0


def test_every_other_byte_of_deck_yaml_stays(project: Project, deckgen: Run) -> None:
    deck = project.deck / "deck.yaml"
    deck.write_text("# la classe\n" + deck.read_text("utf-8") + "allow: [long-sentence] # per ora\n", "utf-8")
    before = deck.read_text("utf-8").splitlines()
    assert deckgen(*COPY, at=project.root).code == 0
    after = (project.root / "cards" / "classe-b" / "deck.yaml").read_text("utf-8").splitlines()
    changed = [(a, b) for a, b in zip(before, after, strict=True) if a != b]
    assert [b.partition(":")[0].strip(" -") for _, b in changed] == ["name", "id", "{id"]
    assert deck.read_text("utf-8").splitlines() == before


def test_both_live_in_one_anki(project: Project, deckgen: Run, tmp_path: Path) -> None:
    deckgen(*COPY, at=project.root)
    assert deckgen("build", at=project.root).code == 0
    with Learner(tmp_path / "anki") as learner:
        assert learner.imports(project.package) == Imported(5, 0, 0, 0)
        assert learner.imports(project.root / "build" / "classe-b.apkg") == Imported(5, 0, 0, 0)
        assert learner.deck_names() == {"Prova": 9, "Classe B": 9}
        assert learner.imports(project.package) == Imported(0, 0, 5, 0)


def test_in_another_project_the_documents_come_along(project: Project, deckgen: Run, tmp_path: Path) -> None:
    data = project.root / "data" / "testo" / "it.txt"
    data.parent.mkdir(parents=True)
    data.write_text("Il marketing racconta.\n", "utf-8")
    other = tmp_path / "altrove"
    said = deckgen("init", other, "--from", "prova", "--name", "Altrove", at=project.root)
    assert said.code == 0
    assert (other / "data" / "testo" / "it.txt").read_bytes() == data.read_bytes()
    assert load(other / "cards" / "altrove")[0] is not None
    assert deckgen("build", at=other).code == 0


@pytest.mark.parametrize(
    ("arguments", "said", "code"),
    [
        (("init", "cards/b", "--from", "prova"), "a copy needs its own name in Anki", 2),
        (("init", "cards/b", "--from", "prova", "--name", "Prova"), "a copy needs its own name in Anki", 2),
        (("init", "cards/b", "--from", "nessuno", "--name", "B"), "nessuno", 2),
        (("init", "cards/b", "it=a.txt", "--from", "prova", "--name", "B"), "a copy has the texts of its original", 2),
        (("init", "cards/prova", "--from", "prova", "--name", "B"), "this deck already exists", 1),
        (("init", "cards/b"), "give a text and its translation, or one file with both", 2),
    ],
)
def test_what_cannot_be_copied_is_said(
    project: Project, deckgen: Run, arguments: tuple[str, ...], said: str, code: int
) -> None:
    before = sorted(project.root.rglob("*"))
    ended = deckgen(*arguments, at=project.root)
    assert said in ended.err + ended.out
    assert ended.code == code
    assert sorted(project.root.rglob("*")) == before
