"""A project from somebody else, with links in it: no command changes a file elsewhere, or takes its text."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from projects import Output, Project, needs_posix

pytestmark = needs_posix

Run = Callable[..., Output]

ITALIAN = "La nostra merce arriva domani.\n\nIl cliente paga in ritardo.\n"
CZECH = "Naše zboží dorazí zítra.\n\nZákazník platí pozdě.\n"
SECRET = "la parola segreta"
DECK = "cards/prova"
FILES = [
    *("build/prova.apkg", "build/prova.changes.md", "build/prova.preview.html", "build/prova.new.apkg"),
    *("data/testo/it.txt", "data/testo/it.md", "data/testo/cs.txt", "data/nuovo/it.txt"),
    *(f"{DECK}/{name}" for name in ("deck.yaml", "deck.lock", "pairs/testo.yaml", "vocabulary/testo.yaml")),
    *(f"{DECK}/{name}" for name in ("pairs/nuovo.yaml", "vocabulary/nuovo.yaml", "schema/deck.json")),
    *(f"{DECK}/templates/{name}" for name in ("style.css", "sentence/recognition.front.html")),
]
FOLDERS = [
    *("build", "cards", "data", "data/testo", "data/nuovo", DECK, "cards/altra", "cards/copia"),
    *(f"{DECK}/{name}" for name in ("pairs", "vocabulary", "schema", "templates", "templates/sentence")),
]


@pytest.fixture
def course(project: Project, deckgen: Run) -> Project:
    """A deck that was built, with its texts, and a text of somebody's own outside."""
    for code, text in (("it", ITALIAN), ("cs", CZECH)):
        (project.root.parent / f"{code}.txt").write_text(text, "utf-8")
        path = project.root / "data" / "testo" / f"{code}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    assert deckgen("build", at=project.root).code == 0
    assert deckgen("align", at=project.root).code == 0
    shutil.copy(project.package, project.root.parent / "export.apkg")
    project.edit(project.pairs, "Chi ha vinto la trattativa?", "Chi ha vinto infine la trattativa?")
    return project


def every_command(deckgen: Run, project: Project) -> list[Output]:
    """All that can be run in a project and writes, one after the other."""
    base = project.root.parent
    documents = [f"it={base / 'it.txt'}", f"cs={base / 'cs.txt'}"]
    return [
        deckgen(*arguments, at=project.root)
        for arguments in (
            ["check"],
            ["add", *documents, "--id", "nuovo", "--deck", "prova", "--no-terms"],
            ["align", "prova"],
            ["terms", "prova", "--add", "la trattativa"],
            ["build", "prova"],
            ["preview", "prova"],
            ["pull", base / "export.apkg", "--deck", "prova", "--theirs"],
            ["lock", "--deck", "prova", "--from", base / "export.apkg"],
            ["init", "cards/altra", *documents, "--no-terms"],
            ["init", "cards/copia", "--from", "prova", "--name", "Copia"],
            ["verify", "prova"],
            [],
        )
    ]


def state_of(folder: Path) -> dict[str, tuple[bytes, int, int]]:
    return {
        str(path): (path.read_bytes() if path.is_file() else b"", path.stat().st_mtime_ns, path.stat().st_mode)
        for path in (folder, *sorted(folder.rglob("*")))
    }


def linked(path: Path, target: Path, *, exists: bool, folder: bool) -> None:
    """Put a link in the place of `path`, to `target`, where everything is now that was there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if exists and os.path.lexists(path):
        path.rename(target)
    elif exists and folder:
        target.mkdir()
    elif exists:
        target.write_text(SECRET, "utf-8")
    elif os.path.lexists(path):
        shutil.rmtree(path) if folder else path.unlink()
    path.symlink_to(target)


@pytest.mark.parametrize("exists", [True, False], ids=["there", "lost"])
@pytest.mark.parametrize("name", [*FILES, *FOLDERS])
def test_no_command_changes_anything_outside_a_project(
    course: Project, deckgen: Run, name: str, exists: bool, tmp_path: Path
) -> None:
    outside = tmp_path / "fuori"
    outside.mkdir()
    linked(course.root / name, outside / Path(name).name, exists=exists, folder=name in FOLDERS)
    before = state_of(outside)
    said = every_command(deckgen, course)
    assert state_of(outside) == before
    assert {output.code for output in said} <= {0, 1, 2}
    assert (course.root / name).is_symlink()


@pytest.mark.parametrize("name", [name for name in FILES if not name.startswith("build")])
def test_no_command_takes_the_text_of_a_file_outside(course: Project, deckgen: Run, name: str, tmp_path: Path) -> None:
    outside = tmp_path / "privato.txt"
    outside.write_text(f"{SECRET}\n", "utf-8")
    path = course.root / name
    path.unlink(missing_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(outside)
    said = every_command(deckgen, course)
    assert not any(SECRET in output.out + output.err for output in said)
    files = (path for path in course.root.rglob("*") if path.is_file() and not path.is_symlink())
    assert not any(SECRET.encode() in path.read_bytes() for path in files)


@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("build/prova.changes.md", ["build"]),
        ("build", ["build"]),
        ("build/prova.preview.html", ["preview"]),
        ("build/prova.apkg", ["verify"]),
        ("build/prova.apkg", ["lock", "--from", "build/prova.apkg"]),
        ("data/testo/it.txt", ["build"]),
        ("data/testo/it.txt", ["align"]),
        (f"{DECK}/deck.lock", ["build"]),
        (f"{DECK}/deck.yaml", ["check"]),
        (f"{DECK}/templates", ["check"]),
        (f"{DECK}/pairs", ["check"]),
        ("cards", ["check"]),
    ],
)
def test_the_link_is_named_with_what_to_do(
    course: Project, deckgen: Run, name: str, command: list[str], tmp_path: Path
) -> None:
    outside = tmp_path / "fuori"
    linked(course.root / name, outside, exists=True, folder=name.endswith("templates"))
    said = deckgen(*command, at=course.root)
    assert said.code == 1, said
    assert f"{name}: this link leads out of the project, to {outside}\n   → delete the link" in said.err


def test_links_that_stay_inside_are_followed(course: Project, deckgen: Run) -> None:
    for name in ("build", "data", f"{DECK}/pairs"):
        (course.root / name).rename(course.root / f"vero-{Path(name).name}")
        (course.root / name).symlink_to(course.root / f"vero-{Path(name).name}")
    assert deckgen("build", at=course.root).code == 0
    assert (course.root / "vero-build" / "prova.apkg").is_file()


def test_a_project_may_itself_be_reached_by_a_link(course: Project, deckgen: Run, tmp_path: Path) -> None:
    (tmp_path / "corso").symlink_to(course.root)
    assert deckgen("build", at=tmp_path / "corso").code == 0
    assert deckgen("-C", "corso", "preview", at=tmp_path).code == 0


def test_a_person_may_name_any_place_for_a_package(course: Project, deckgen: Run, tmp_path: Path) -> None:
    (tmp_path / "consegna").mkdir()
    (tmp_path / "qui").symlink_to("consegna")
    assert deckgen("build", "-o", tmp_path / "qui" / "corso.apkg", at=course.root).code == 0
    assert {path.name for path in (tmp_path / "consegna").iterdir()} == {"corso.apkg", "corso.changes.md"}


@pytest.mark.parametrize("command", ["build", "preview"])
def test_a_place_in_the_project_that_a_person_names_is_in_the_project(
    course: Project, deckgen: Run, tmp_path: Path, command: str
) -> None:
    (tmp_path / "fuori").mkdir()
    (course.root / "consegna").symlink_to(tmp_path / "fuori")
    said = deckgen(command, "-o", "consegna/corso.apkg", at=course.root)
    assert (said.code, "consegna: this link leads out of the project" in said.err) == (1, True), said
    assert list((tmp_path / "fuori").iterdir()) == []
    assert deckgen(command, "-o", "../fuori/corso.apkg", at=course.root).code == 0


def test_a_document_of_a_project_is_not_one_from_elsewhere(course: Project, deckgen: Run, tmp_path: Path) -> None:
    (course.root / "nuovo.txt").symlink_to("../it.txt")
    said = deckgen("add", "it=nuovo.txt", f"cs={tmp_path / 'cs.txt'}", "--id", "nuovo", "--no-terms", at=course.root)
    assert (said.code, "nuovo.txt: this link leads out of the project" in said.err) == (1, True), said
    assert (
        deckgen("add", f"it={tmp_path / 'it.txt'}", f"cs={tmp_path / 'cs.txt'}", "--no-terms", at=course.root).code == 0
    )


@pytest.mark.parametrize("folder", ["data", "cards", "cards/corso", "cards/corso/pairs"])
def test_a_new_project_in_a_folder_from_somebody_else_stays_in_it(deckgen: Run, tmp_path: Path, folder: str) -> None:
    outside = tmp_path / "fuori"
    outside.mkdir()
    for code, text in (("it", ITALIAN), ("cs", CZECH)):
        (tmp_path / f"{code}.txt").write_text(text, "utf-8")
    link = tmp_path / "corso" / folder
    link.parent.mkdir(parents=True)
    link.symlink_to(outside)
    for name in ("corso", "corso/cards/corso"):
        said = deckgen("init", name, "it=it.txt", "cs=cs.txt", at=tmp_path)
        assert (said.code, f"corso/{folder}: this link leads out of the project" in said.err) == (1, True), said
    assert list(outside.iterdir()) == []
