"""A deck's own templates and colours: taken as they are, or refused with their place."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from anki_world import Learner
from projects import Output, Project

from deckgen.actions.build import read_state
from deckgen.cards.own_templates import check, load, names
from deckgen.files.source import Source
from deckgen.project.deck import load as load_deck

Run = Callable[..., Output]
FRONT = "templates/vocabulary/recognition.front.html"


def put(project: Project, name: str, text: str) -> Path:
    path = project.deck / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path


def test_a_deck_may_change_the_colours_alone(project: Project, deckgen: Run, tmp_path: Path) -> None:
    put(project, "templates/style.css", ".card { --dg-accent: #00695c; }\n")
    assert deckgen("build", at=project.root).code == 0
    with Learner(tmp_path / "anki") as learner:
        learner.imports(project.package)
        _, _, css = learner.rendered(next(iter(learner.fields())))
    assert css.index("--dg-accent: #9a3412") < css.index("--dg-accent: #00695c")


def test_a_deck_may_have_a_question_of_its_own(project: Project, deckgen: Run, tmp_path: Path) -> None:
    put(project, FRONT, '{{#Term}}<p lang="[[front]]">{{Term}}?</p>{{/Term}}\n')
    assert deckgen("build", at=project.root).code == 0
    with Learner(tmp_path / "anki") as learner:
        learner.imports(project.package)
        guid = next(guid for guid, fields in learner.fields().items() if fields.get("Term") == "la trattativa")
        question, _, _ = learner.rendered(guid)
    assert question.endswith('<p lang="it">la trattativa?</p>')


def test_a_new_look_is_a_change_of_the_note_type_and_of_no_note(project: Project, deckgen: Run) -> None:
    deckgen("build", at=project.root)
    before = project.lock.read_text("utf-8")
    put(project, "templates/style.css", ".card { --dg-ink: #000; }\n")
    assert "0 new · 0 changed" in deckgen("build", at=project.root).out
    notes = [line for line in before.splitlines() if '"guid"' in line]
    assert notes
    assert all(line in project.lock.read_text("utf-8") for line in notes)


@pytest.mark.parametrize(
    ("name", "text", "message", "advice"),
    [
        (FRONT, "{{#Term}}\n{{Terms}}{{/Term}}", ":2: the note type has no field Terms", "did you mean {{Term}}?"),
        (FRONT, "{{#Term}}{{#Hint}}a{{/Term}}", "{{/Term}} does not match an open condition", "check the conditions"),
        (FRONT, "{{#Term}}{{Term}}", "{{#Term}} is not closed", "add {{/Term}}"),
        (FRONT, "<p>{{Term}}</p>", "the whole question must be inside {{#Term}}", "for every note"),
        (FRONT, "{{#Term}}[[fronto]]{{/Term}}", "unknown word [[fronto]]", "front"),
        ("templates/style.css", "@import 'x.css';", "must not load anything", "remove it"),
        ("templates/style.css", ".card { color: red;", "unbalanced braces", "needs a }"),
        (
            "templates/vocabulary/recognition.html",
            "x",
            "not a card template",
            "did you mean vocabulary/recognition.",
        ),
    ],
)
def test_a_template_that_would_not_work_is_refused_with_its_place(
    name: str, text: str, message: str, advice: str, project: Project, deckgen: Run
) -> None:
    put(project, name, text)
    said = deckgen("build", at=project.root)
    assert said.code == 1
    assert name in said.err
    assert message in said.err
    assert advice in said.err
    assert not project.package.exists()


def test_filters_and_fields_of_ankis_own_are_known(project: Project) -> None:
    put(project, FRONT, "{{#Term}}{{type:Term}} {{tts it_IT:Term}} {{Tags}} {{Deck}}{{/Term}}")
    deck, _ = load_deck(project.deck)
    assert deck
    assert load(deck)[1] == []


def test_every_shipped_template_passes_as_a_deck_s_own(project: Project) -> None:
    from deckgen.cards.notetypes import template_file

    for name in names():
        put(project, f"templates/{name}", template_file(name) + "\n")
    deck, _ = load_deck(project.deck)
    assert deck
    found, problems = load(deck)
    assert problems == []
    assert found == {name: template_file(name) for name in names()}


@pytest.mark.parametrize("piece", ["{{ ", " ", "[[", "{{#", "{{a", "url("])
def test_a_damaged_template_is_read_in_one_pass(project: Project, piece: str) -> None:
    deck = read_state(project.deck).deck
    began = time.monotonic()
    for name in ("style.css", "sentence/recognition.back.html"):
        list(check(name, Source(Path("x"), "{{" + piece * (100_000 // len(piece))), deck))
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    ("rule", "fine"),
    [
        ("url(data:image/png;base64,x)", True),
        ("url( 'data:image/png;base64,x')", True),
        ("url('http://a')", False),
        ("URL(http://a)", False),
        ("@IMPORT 'a'", False),
        ("url(_logo.png)", True),
        ("u\\72l(_logo.png)", False),
    ],
)
def test_a_style_sheet_may_hold_its_pictures_and_ask_for_none(project: Project, rule: str, fine: bool) -> None:
    deck = read_state(project.deck).deck
    assert (not list(check("style.css", Source(Path("x"), f"a {{ b: {rule} }}"), deck))) is fine


@pytest.mark.parametrize(
    "loads",
    [
        "<script>alert(1)</script>",
        '<img src="https://example.org/a.png">',
        "<img src=//example.org/a.png>",
        '<link rel="stylesheet" href="x.css">',
        '<iframe src="a.html"></iframe>',
        "<img/src=a.png/OnError=alert(1)>",
        '<b style="background: u&#114;l(//example.org/a)">b</b>',
        "[sound:https://example.org/a.mp3]",
    ],
)
def test_a_template_of_ones_own_runs_and_loads_nothing(project: Project, deckgen: Run, loads: str) -> None:
    put(project, FRONT, '{{#Term}}<img src="_logo.png"><p>{{Term}}</p>{{/Term}}\n')
    assert deckgen("check", at=project.root).code == 0
    path = put(project, FRONT, f"{{{{#Term}}}}\n{loads}\n{{{{Term}}}}{{{{/Term}}}}\n")
    for command in ("check", "build", "preview"):
        said = deckgen(command, at=project.root)
        assert said.code == 1
        place = f"{path.relative_to(project.root)}:2: "
        assert f"{place}cards are studied offline" in said.err, said
        assert f"   {loads}\n   → " in said.err
    assert not project.package.exists()
