"""A release: nothing leaves before the checklist is met, and the next one says what changed since."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from anki_world import Learner
from projects import Output, Project

Run = Callable[..., Output]
MET = ["ok"] * 6


def licensed(project: Project) -> None:
    project.edit(project.deck / "deck.yaml", "prefix: t}", "prefix: t, author: Anna & Ivo, licence: CC0}\nlicence: MIT")


def points(output: Output) -> list[str]:
    return re.findall("^(ok|no|not checked): ", output.out + output.err, re.MULTILINE)


@pytest.fixture
def ready(project: Project, deckgen: Run) -> Project:
    licensed(project)
    assert deckgen("build", at=project.root).code == 0
    return project


# ------------------------------------------------------------------ the checklist


def test_without_licences_nothing_is_written(project: Project, deckgen: Run) -> None:
    deckgen("build", at=project.root)
    said = deckgen("publish", at=project.root)
    assert said.code == 1
    assert "none is given for testo, the deck" in said.err
    assert not (project.root / "build" / "publish").exists()
    assert not (project.deck / "published").exists()


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("prodej se ptá", "prodej se táže", "the sources changed since the last build"),
        ("2 700 eur", "2 800 eur", "1 left to deal with"),
    ],
)
def test_what_is_published_is_what_was_built_and_checked(
    ready: Project, deckgen: Run, old: str, new: str, fault: str
) -> None:
    ready.edit(ready.pairs, old, new)
    said = deckgen("publish", at=ready.root)
    assert (said.code, fault in said.err) == (1, True)
    assert not (ready.deck / "published").exists()


def test_a_deck_keeps_the_name_under_which_it_was_published(ready: Project, deckgen: Run) -> None:
    assert deckgen("publish", at=ready.root).code == 0
    ready.edit(ready.deck / "deck.yaml", "name: Prova", "name: Un’altra")
    assert deckgen("build", "--rename", at=ready.root).code == 0
    assert "the last release was called “Prova”" in deckgen("publish", at=ready.root).err


def test_recordings_of_an_unknown_voice_are_not_passed_on(ready: Project, deckgen: Run) -> None:
    script = ready.root / "voce.py"
    script.write_text(
        "import sys, wave\nout = wave.open(sys.argv[2], 'wb')\nout.setparams((1, 2, 8000, 0, 'NONE', ''))\n"
        "out.writeframes(bytes(1600))\nout.close()\n",
        "utf-8",
    )
    pytest.importorskip("soundfile")
    command = "{engine: command, command: 'python3 voce.py {text} {out}'}"
    deck = ready.deck / "deck.yaml"
    deck.write_text(deck.read_text("utf-8") + f"audio: {command}\n", "utf-8")
    assert deckgen("build", "--yes", "--allow-command", at=ready.root).code == 0
    assert "the licence of the voice is not known" in deckgen("publish", at=ready.root).err
    ready.edit(deck, "{out}'}", "{out}', licence: CC0}")
    said = deckgen("publish", at=ready.root)
    assert (said.code, points(said)) == (0, MET)
    assert "(s nahrávkami)" in (ready.root / "build" / "publish" / "prova.cs.md").read_text("utf-8")


# ------------------------------------------------------------------ what is written


def test_a_release_is_the_package_a_page_in_each_language_and_the_changes(ready: Project, deckgen: Run) -> None:
    said = deckgen("publish", at=ready.root)
    assert (said.code, points(said)) == (0, MET)
    shared = ready.root / "build" / "publish"
    assert sorted(path.name for path in shared.iterdir()) == [
        *("prova.apkg", "prova.changes.md", "prova.cs.md", "prova.it.md")
    ]
    assert (shared / "prova.apkg").read_bytes() == ready.package.read_bytes()
    assert "italiano → ceco." in (shared / "prova.it.md").read_text("utf-8")
    page = (shared / "prova.cs.md").read_text("utf-8")
    assert "italština → čeština." in page
    assert "- Věty: 3\n- Slovíčka: 2\n- Kartičky: 9\n" in page
    assert "- Testo, Anna \\& Ivo, CC0\n- Licence: MIT\n" in page
    assert "*la trattativa* – jednání" in page
    assert "první vydání" in page
    assert not re.search("^#", page, re.MULTILINE)


def test_the_same_deck_is_not_published_twice(ready: Project, deckgen: Run) -> None:
    deckgen("publish", at=ready.root)
    before = {path: path.read_bytes() for path in (ready.deck / "published").iterdir()}
    assert "nothing changed since the last release" in deckgen("publish", at=ready.root).out
    assert {path: path.read_bytes() for path in (ready.deck / "published").iterdir()} == before


def test_a_dry_run_writes_nothing(ready: Project, deckgen: Run) -> None:
    assert "ready; nothing was written" in deckgen("publish", "--dry-run", at=ready.root).out
    assert not (ready.deck / "published").exists()


def test_changes_count_from_release_to_release_not_from_build_to_build(
    ready: Project, deckgen: Run, tmp_path: Path
) -> None:
    """Two builds between two releases are one change; who has the first release gets exactly what is listed."""
    deckgen("publish", at=ready.root)
    shared = ready.root / "build" / "publish"
    shutil.copy(shared / "prova.apkg", tmp_path / "first.apkg")
    ready.edit(ready.pairs, "prodej se ptá", "prodej se táže")
    deckgen("build", at=ready.root)
    ready.edit(ready.pairs, "prodej se táže", "prodej klade otázky")
    ready.edit(ready.terms, "- id: t-pada", "- id: t-pada\n  skip: true")
    deckgen("build", at=ready.root)
    assert deckgen("publish", at=ready.root).code == 0
    listed = (shared / "prova.changes.md").read_text("utf-8")
    assert "~~Marketing vypráví, prodej se ptá.~~ Marketing vypráví, prodej klade otázky." in listed
    assert "táže" not in listed
    assert listed.count("## 2") == 2
    assert listed.count("první vydání") == 1
    assert (ready.deck / "published" / "changes.md").read_text("utf-8") == listed
    assert ": změněné 1, už nejsou v balíčku 1\n" in (shared / "prova.cs.md").read_text("utf-8")
    with Learner(tmp_path / "studente") as learner:
        learner.imports(tmp_path / "first.apkg")
        assert learner.imports(shared / "prova.apkg").updated == 2


def test_a_later_page_counts_from_the_first_release_too(ready: Project, deckgen: Run) -> None:
    for old, new in (("se ptá", "se táže"), ("vyhrál", "získal")):
        assert deckgen("publish", at=ready.root).code == 0
        ready.edit(ready.pairs, old, new)
        assert deckgen("build", at=ready.root).code == 0
    assert deckgen("publish", at=ready.root).code == 0
    page = (ready.root / "build" / "publish" / "prova.it.md").read_text("utf-8")
    assert re.findall(r"^- dal .*: (.*)$", page, re.MULTILINE) == ["modificate 3", "modificate 2"]


# ------------------------------------------------------------------ credits on cards


def test_cards_name_sources_and_licences_only_if_the_deck_asks_and_no_note_changes(
    ready: Project, deckgen: Run, tmp_path: Path
) -> None:
    with Learner(tmp_path / "studente") as learner:
        learner.imports(ready.package)
        fields = learner.fields()
        guid = next(iter(fields))
        assert "Anna" not in learner.rendered(guid)[1]
        deck = ready.deck / "deck.yaml"
        deck.write_text(
            deck.read_text("utf-8").replace("Anna & Ivo", '"Anna {{Front}} [[note]] <b>"') + "credits: true\n", "utf-8"
        )
        assert "0 new · 0 changed · 5 same" in deckgen("build", at=ready.root).out
        learner.imports(ready.package)
        assert learner.fields() == fields
        for each in fields:
            assert "Testo, Anna &#123;&#123;Front}} &#91;&#91;note]] &lt;b&gt;, CC0" in learner.rendered(each)[1]
