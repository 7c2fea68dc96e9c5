"""A lock from somebody else: what it brings to cards is only what deckgen writes itself."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from projects import Output, Project

Run = Callable[..., Output]


def retired(project: Project, deckgen: Run) -> None:
    """Build the deck, and once more without its last pair and term."""
    assert deckgen("build", at=project.root).code == 0
    project.pairs.write_text(project.pairs.read_text("utf-8").partition("- section: La fine")[0], "utf-8")
    project.terms.write_text(project.terms.read_text("utf-8").partition("- id: t-peda")[0], "utf-8")
    assert deckgen("build", at=project.root).code == 0


def spoiled(project: Project, name: str, key: str, value: str) -> int:
    """Change what the lock says of the note `name`; gives the number of its line."""
    lines = project.lock.read_text("utf-8").splitlines()
    at = next(n for n, line in enumerate(lines) if json.loads(line).get("note") == name)
    row = json.loads(lines[at])
    row["fields"][key] = value
    lines[at] = json.dumps(row, ensure_ascii=False)
    project.lock.write_text("\n".join(lines) + "\n", "utf-8")
    return at + 1


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("Front", "<img src=x onerror=alert(1)>"),
        ("Back", "<script src=//127.0.0.1/a></script>"),
        ("Note", "[sound:http://127.0.0.1/a.mp3]"),
        ("Spare3", "<iframe></iframe>"),
        ("Status", 'retired" onclick="alert(1)'),
    ],
)
def test_a_retired_note_that_loads_or_runs_is_refused_with_its_line(
    project: Project, deckgen: Run, key: str, value: str
) -> None:
    retired(project, deckgen)
    line = spoiled(project, "t-bida", key, value)
    before = project.package.read_bytes()
    for command in (["check"], ["build"], ["preview"], ["push", "--live", "--dry-run"]):
        said = deckgen(*command, at=project.root)
        assert said.code == 1, said
        assert f"cards/prova/deck.lock:{line}: {key} of t-bida: " in said.err
        assert (
            "→ restore deck.lock from a copy that you trust, or drop the note: deckgen lock --forget t-bida" in said.err
        )
    assert project.package.read_bytes() == before
    assert deckgen("lock", "--forget", "t-bida", at=project.root).code == 0
    assert deckgen("build", at=project.root).code == 0


@pytest.mark.parametrize("field", ["Before", "After", "Links"])
def test_what_comes_from_neighbours_is_looked_at_too(project: Project, deckgen: Run, field: str) -> None:
    assert deckgen("build", at=project.root).code == 0
    name = "t-pada" if field == "Links" else "t-bada"
    spoiled(project, name, field, "<b onclick=alert(1)>a</b>")
    said = deckgen("build", at=project.root)
    assert (said.code, f"{field} of {name}: " in said.err) == (1, True), said


@pytest.mark.parametrize(
    "value", ["<b>a</b><br>b &lt; c", '<div>a<br><i lang="cs">b</i></div>', "[sound:deckgen-1a.mp3]"]
)
def test_what_deckgen_writes_itself_passes(project: Project, deckgen: Run, value: str) -> None:
    retired(project, deckgen)
    spoiled(project, "t-bida", "Note", value)
    assert deckgen("build", at=project.root).code == 0


@pytest.mark.parametrize("shown", ["{{Tags}}", "{{text:Tags}}", "{{ Tags }}"])
@pytest.mark.parametrize("built", [True, False])
def test_a_tag_is_no_markup_where_a_template_shows_it(project: Project, deckgen: Run, shown: str, built: bool) -> None:
    project.edit(project.pairs, "- id: t-bada\n", "- id: t-bada\n  tags: ['<img/src=x/onerror=alert(1)>']\n")
    assert not built or deckgen("build", at=project.root).code == 0
    template = project.deck / "templates" / "sentence" / "recognition.front.html"
    template.parent.mkdir(parents=True)
    template.write_text(f"{{{{#Front}}}}{{{{Front}}}} {shown}{{{{/Front}}}}", "utf-8")
    said = deckgen("build", at=project.root)
    assert (said.code, "Tags of t-bada: cards are studied offline" in said.err) == (1, True), said
    assert "→ remove the signs from it, or {{Tags}} from the template" in said.err


@pytest.mark.parametrize("shown", ["Deck", "Subdeck", "Type"])
@pytest.mark.parametrize("name", ["<img src=x onerror=alert(1)>", "[sound:http://127.0.0.1/a]"])
def test_a_name_is_no_markup_where_a_template_shows_it(project: Project, deckgen: Run, shown: str, name: str) -> None:
    project.edit(project.deck / "deck.yaml", "name: Prova", f"name: '{name}'")
    assert deckgen("build", "--dry-run", at=project.root).code == 0
    template = project.deck / "templates" / "vocabulary" / "gap.back.html"
    template.parent.mkdir(parents=True)
    template.write_text(f"{{{{Term}}}} {{{{{shown}}}}}", "utf-8")
    said = deckgen("build", at=project.root)
    assert (said.code, f"deck.yaml: the name in {{{{{shown}}}}}: " in said.err) == (1, True), said
