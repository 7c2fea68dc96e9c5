"""The settings of a deck are changed on disk: what a person asked, nothing else, and nothing by halves."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from projects import DECK, Output, Project

from deckgen.actions import settings as action
from deckgen.actions.build import draft, finish, read_state
from deckgen.actions.settings import change
from deckgen.files import disk
from deckgen.files.source import Refused
from deckgen.project.deck import Deck, Text, opened
from deckgen.project.voice import Voice

Run = Callable[..., Output]
START = 1_790_000_000
HEAD = DECK.partition("texts:")[0]
THREE = (
    f"# mio\n{HEAD}texts: # in ordine\n  # la prima\n  - {{id: testo, title: Testo, prefix: t}}\n\n"
    "  - id: due\n    title: 'Due'\n    prefix: d\n  # l'ultima\n  - {id: tre, title: Tre, prefix: e}\n# fine\n"
)


def build(project: Project) -> None:
    finish(draft(read_state(project.deck), lambda last: max(START, last + 1)))


def files(project: Project) -> dict[str, bytes]:
    return {
        str(path.relative_to(project.root)): path.read_bytes() for path in project.root.rglob("*") if path.is_file()
    }


def written(project: Project, text: str) -> Deck:
    (project.deck / "deck.yaml").write_bytes(text.encode("utf-8"))
    return opened(project.deck)


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("asked", "old", "new"),
    [
        ({"name": "Altro: due"}, "name: Prova", 'name: "Altro: due"'),
        ({"audio": Voice("espeak-ng", "it")}, "# fine", "audio: {engine: espeak-ng, voice: it}\n# fine"),
        ({"cards": {"sentence": ()}}, "# fine", "cards: {sentence: []}\n# fine"),
        ({"typed": frozenset({"vocabulary"})}, "# fine", "typed: [vocabulary]\n# fine"),
    ],
)
def test_only_what_was_asked_is_written(
    project: Project, asked: dict[str, Any], old: str, new: str, newline: str
) -> None:
    seen = written(project, THREE.replace("\n", newline))
    before = files(project)
    done = change(seen, replace(seen, **asked))
    after = files(project)
    assert done.deck == opened(project.deck)
    name = "cards/prova/deck.yaml"
    assert after.pop(name) == before.pop(name).replace(old.encode(), new.replace("\n", newline).encode())
    assert after == before


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations([0, 1, 2]), st.sampled_from(["Corso", "È: così"]), st.sampled_from(["\n", "\r\n"]))
def test_a_change_and_its_opposite_leave_the_first_bytes_but_for_quotes(
    project: Project, order: list[int], name: str, newline: str
) -> None:
    seen = written(project, THREE.replace("\n", newline))
    before = files(project)
    texts = tuple(seen.texts[n] for n in order)
    wanted = replace(seen, name=name, texts=(replace(texts[0], title="Primo, qui"), *texts[1:]))
    done = change(seen, wanted)
    assert done.deck == opened(project.deck) == wanted
    change(done.deck, seen)
    assert opened(project.deck) == seen
    assert files(project).keys() == before.keys()
    now, then = (data["cards/prova/deck.yaml"].decode() for data in (files(project), before))
    assert re.sub("[\"']", "", now) == re.sub("[\"']", "", then)  # a text that needed quotes keeps them


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_the_encoding_and_the_byte_order_mark_stay(project: Project, encoding: str) -> None:
    path = project.deck / "deck.yaml"
    path.write_bytes(THREE.encode(encoding))
    seen = opened(project.deck)
    change(seen, replace(seen, name="Corso così"))
    assert path.read_bytes() == THREE.replace("Prova", "Corso così").encode(encoding)


# ------------------------------------------------------------------ what must be said, and what is refused


def test_a_new_name_says_what_the_next_build_needs(project: Project, deckgen: Run) -> None:
    seen = opened(project.deck)
    assert change(seen, replace(seen, name="Primo")).remarks == ()  # nothing was built, nobody has the old name
    build(project)
    seen = opened(project.deck)
    (said,) = change(seen, replace(seen, name="Secondo")).remarks
    assert (said.message, "`deckgen build --rename`" in said.advice) == (
        "the deck was called “Primo” and is now called “Secondo”",
        True,
    )
    assert deckgen("build", at=project.root).code == 1
    assert deckgen("build", "--rename", at=project.root).code == 0
    seen = opened(project.deck)
    assert change(seen, replace(seen, audio=Voice("system"))).remarks == ()


def test_what_is_wrong_is_told_and_nothing_is_written(project: Project) -> None:
    seen = opened(project.deck)
    before = files(project)
    for asked, message in (
        ({"typed": frozenset({"sentence"})}, "no production card"),
        ({"name": ""}, "`name:` is missing"),
        ({"back": "it"}, "the same language"),
        ({"texts": ()}, "different texts"),
    ):
        with pytest.raises(Refused, match=message):
            change(seen, replace(seen, **asked))
    assert files(project) == before


def test_what_somebody_else_changed_meanwhile_stays(project: Project) -> None:
    seen = opened(project.deck)
    project.edit(project.deck / "deck.yaml", "name: Prova", "name: Altro\naudio: system")
    done = change(seen, replace(seen, cards={"sentence": ()}))
    assert (done.deck.name, done.deck.audio, done.deck.cards["sentence"]) == ("Altro", Voice("system"), ())
    before = files(project)
    with pytest.raises(Refused, match="`name:` was changed meanwhile"):
        change(seen, replace(seen, name="Mio"))
    assert files(project) == before
    assert change(seen, replace(seen, name="Altro")).deck == opened(project.deck)  # both want the same


def test_a_file_that_changes_while_it_is_written_is_left(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = opened(project.deck)
    path = project.deck / "deck.yaml"

    def late(*_: object) -> None:
        path.write_text(DECK + "# dopo\n", "utf-8")

    monkeypatch.setattr(action, "refuse_unwritable", late)
    with pytest.raises(Refused, match="changed while"):
        change(seen, replace(seen, name="Mio"))
    assert path.read_text("utf-8") == DECK + "# dopo\n"


def test_a_file_that_cannot_be_written_is_named_first(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = opened(project.deck)
    monkeypatch.setattr(disk, "_fault", lambda target: "this file is read-only" if target.suffix == ".yaml" else "")
    with pytest.raises(Refused, match="read-only"):
        change(seen, replace(seen, name="Mio"))
    assert opened(project.deck) == seen


# ------------------------------------------------------------------ the learners' language


def documents(project: Project, **texts: str) -> Path:
    folder = project.root / "data" / "testo"
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / name.replace("_", ".")).write_text(text, "utf-8")
    return folder


def test_the_learners_language_is_corrected_wherever_it_is_named(project: Project) -> None:
    project.edit(project.pairs, "section: L’inizio", "section: {it: L’inizio, cs: Začátek}")
    project.edit(project.terms, "  pair: t-beda", "  pair: t-beda\n  found: {it: campagna, cs: kampaň}")
    folder = documents(project, it_txt="Ecco.\n", cs_md="Tady.\r\n")
    seen = opened(project.deck)
    before = project.pairs.read_text("utf-8"), project.terms.read_text("utf-8")
    done = change(seen, replace(seen, back="sk"))
    assert done.deck == opened(project.deck) == replace(seen, back="sk")
    assert project.pairs.read_text("utf-8") == before[0].replace("cs:", "sk:")
    assert project.terms.read_text("utf-8") == before[1].replace("cs:", "sk:")
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == {"it.txt": b"Ecco.\n", "sk.md": b"Tady.\r\n"}
    assert [problem for problem in project.problems if problem.level == "error"] == []
    build(project)


def test_a_table_names_the_language_in_its_header(project: Project) -> None:
    folder = documents(project, rows_tsv="cs\tit\tnote\nTady.\tEcco.\tcs\n")
    seen = opened(project.deck)
    change(seen, replace(seen, back="sk"))
    assert (folder / "rows.tsv").read_text("utf-8") == "sk\tit\tnote\nTady.\tEcco.\tcs\n"


def test_a_deck_that_was_built_keeps_its_language(project: Project) -> None:
    build(project)
    seen = opened(project.deck)
    before = files(project)
    with pytest.raises(Refused, match="`back: cs` cannot change any more"):
        change(seen, replace(seen, back="sk"))
    assert files(project) == before


def test_a_document_that_another_deck_needs_stays_for_it(project: Project, deckgen: Run) -> None:
    folder = documents(project, it_txt="Ecco.\n", cs_txt="Tady.\n")
    assert deckgen("init", "cards/altro", "--from", "prova", "--name", "Altro", at=project.root).code == 0
    seen = opened(project.deck)
    change(seen, replace(seen, back="sk"))
    assert sorted(path.name for path in folder.iterdir()) == ["cs.txt", "it.txt", "sk.txt"]


def test_an_interrupted_correction_can_be_made_again(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    documents(project, it_txt="Ecco.\n", cs_txt="Tady.\n")
    seen = opened(project.deck)
    for number in range(4):
        with monkeypatch.context() as patch:
            patch.setattr(action, "replace_unchanged", failing_after(number, disk.replace_unchanged))
            patch.setattr(action, "remove", failing_after(0, disk.remove))
            with pytest.raises(KeyboardInterrupt):
                change(seen, replace(seen, back="sk"))
        assert (project.root / "data" / "testo" / "cs.txt").exists()
        written(project, DECK)
    change(seen, replace(seen, back="sk"))
    assert [problem for problem in project.problems if problem.level == "error"] == []
    assert sorted(path.name for path in (project.root / "data" / "testo").iterdir()) == ["it.txt", "sk.txt"]


def failing_after(number: int, call: Callable[..., None]) -> Callable[..., None]:
    """`call`, which the person interrupts when it is called once more than `number` times."""
    left = [number]

    def called(*arguments: Any) -> None:
        if not left[0]:
            raise KeyboardInterrupt
        left[0] -= 1
        call(*arguments)

    return called


def test_texts_of_a_deck_keep_their_files(project: Project) -> None:
    seen = opened(project.deck)
    done = change(seen, replace(seen, texts=(Text("testo", "Un altro titolo", "t", "un libro"),)))
    assert done.deck.texts == (Text("testo", "Un altro titolo", "t", "un libro"),)
    assert [problem for problem in project.problems if problem.level == "error"] == []
