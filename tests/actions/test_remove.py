"""A text is taken out of a deck: nothing of it is lost, nothing else changes, and it can come back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from anki_world import Learner
from hypothesis import given
from hypothesis import strategies as st
from projects import Output, Project

from deckgen.actions import remove
from deckgen.actions.build import draft, finish, read_state
from deckgen.actions.remove import remove_text
from deckgen.files.source import Refused, Source
from deckgen.project.deck import Deck, load, opened, parse_deck
from deckgen.project.deck_file import without_text

Run = Callable[..., Output]
START = 1_790_000_000


def build(project: Project, at: int = START) -> None:
    finish(draft(read_state(project.deck), lambda last: max(at, last + 1)))


def codes(project: Project) -> list[tuple[str, str]]:
    state = read_state(project.deck, thorough=True)
    return [(problem.code, problem.path.name) for problem in state.problems if problem.code == "orphaned"]


def test_its_files_are_set_aside_and_its_notes_retired(project: Project, tmp_path: Path) -> None:
    build(project)
    deck = opened(project.deck)
    (text,) = deck.texts
    before = {path: path.read_bytes() for path in (deck.pairs_path(text), deck.vocabulary_path(text))}
    done = remove_text(deck, text.id)
    assert load(project.deck)[0] == Deck(**{**vars(deck), "texts": ()})
    for path, data in before.items():
        assert not path.exists()
        assert (done.folder / path.relative_to(deck.root)).read_bytes() == data
    assert codes(project) == []
    build(project, START + 100)
    with Learner(tmp_path / "learner") as learner:
        learner.imports(project.package)
        assert all(fields.get("Status") for fields in learner.fields().values())


def test_it_comes_back_with_its_notes(project: Project, tmp_path: Path) -> None:
    build(project)
    deck_yaml = (project.deck / "deck.yaml").read_bytes()
    with Learner(tmp_path / "learner") as learner:
        learner.imports(project.package)
        learner.reviews("Corso", 3)
        before, held = learner.scheduling(), learner.fields()
        done = remove_text(opened(project.deck), opened(project.deck).texts[0].title)
        build(project, START + 100)
        learner.imports(project.package)
        for path in sorted(done.folder.rglob("*.*")):
            path.rename(project.root / path.relative_to(done.folder))
        (project.deck / "deck.yaml").write_bytes(deck_yaml)
        build(project, START + 200)
        learner.imports(project.package)
        assert learner.scheduling() == before
        assert {guid: {**f, "Built": ""} for guid, f in learner.fields().items()} == {
            guid: {**f, "Built": ""} for guid, f in held.items()
        }


def test_an_interrupted_removal_leaves_every_file_somewhere(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    deck = opened(project.deck)
    monkeypatch.setattr(remove, "remove", lambda _: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        remove_text(deck, deck.texts[0].id)
    assert [code for code, _ in codes(project)] == ["orphaned"] * 2


def test_documents_that_another_deck_has_too_stay(project: Project, deckgen: Run) -> None:
    (project.root / "data" / "fattura").mkdir(parents=True, exist_ok=True)
    deck = opened(project.deck)
    folder = project.root / "data" / deck.texts[0].id
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "it.txt").write_text("Ecco.\n", "utf-8")
    assert deckgen("init", "cards/altro", "--from", project.deck.name, "--name", "Altro", at=project.root).code == 0
    remove_text(deck, deck.texts[0].id)
    assert (folder / "it.txt").exists()


def test_a_text_that_is_not_there_is_named_with_those_that_are(project: Project, deckgen: Run) -> None:
    with pytest.raises(Refused) as refused:
        remove_text(opened(project.deck), "niente")
    assert "its texts:" in refused.value.problems[0].advice
    said = deckgen("remove", opened(project.deck).texts[0].id, at=project.root)
    assert (said.code, "is out of the deck" in said.out) == (0, True)


# ------------------------------------------------------------------ deck.yaml

HEAD = "name: Corso\nid: abcdefghij\nfront: it\nback: cs\n"
LEADS = st.sampled_from(["  - ", "- ", "    - ", "  -\n    ", "- # qui - no\n  "])
COMMENTS = st.sampled_from(["", "  # mio", " # úno"])


@given(st.data(), st.integers(1, 5), st.booleans(), LEADS, st.booleans(), st.sampled_from(["\n", "\r\n"]))
def test_every_other_byte_of_deck_yaml_stays(
    data: st.DataObject, number: int, flow: bool, lead: str, inner: bool, newline: str
) -> None:
    names = [f"testo-{n}" for n in range(number)]
    fields = [(("id", name), ("title", f"Il {name}"), ("prefix", f"p{n}")) for n, name in enumerate(names)]
    flowing = ["{" + ", ".join(f"{key}: {value}" for key, value in each) + "}" for each in fields]
    if flow:
        listed = f"texts: [{', '.join(flowing)}]\n"
        pieces = flowing
    else:
        blocks = [
            f"\n{' ' * len(lead.rpartition(chr(10))[2])}".join(f"{key}: {value}" for key, value in each)
            for each in fields
        ]
        pieces = [
            f"{lead}{one if inner else other}{data.draw(COMMENTS)}\n"
            for one, other in zip(blocks, flowing, strict=True)
        ]
        listed = "texts: # in ordine\n" + "".join(pieces)
    source = Source(Path("deck.yaml"), (HEAD + listed + "cards: {sentence: [recognition]}\n").replace("\n", newline))
    n = data.draw(st.integers(0, number - 1))
    after = source.after(without_text(source, names[n]))
    deck, problems = parse_deck(after)
    assert (problems, deck and [text.id for text in deck.texts]) == ([], names[:n] + names[n + 1 :])
    for m, piece in enumerate(pieces):
        assert (piece.replace("\n", newline) in after.text) == (m != n)
    assert after.text.startswith(HEAD.replace("\n", newline))
    assert after.text.endswith(f"cards: {{sentence: [recognition]}}{newline}")
