"""What a project from somebody else, and the names of dropped files, can make the studio read or write elsewhere."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from knocking import Answer, Knocker, contents_of, studio_at
from projects import DECK, PAIRS, TERMS, Project

from deckgen.studio import life

pytestmark = pytest.mark.skipif(os.name == "nt", reason="links need rights there")
SECRET = "- id: t-bada\n  it: Segreto di casa.\n  cs: Domácí tajemství.\n"
RAW = {"Content_Type": "application/octet-stream"}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder outside the project, with what must not be read or changed."""
    made = tmp_path / "casa"
    for name, text in {
        "pairs/testo.yaml": SECRET,
        "vocabulary/testo.yaml": TERMS,
        "testo.yaml": SECRET,
        "it.txt": "Segreto di casa.",
        "deck.yaml": DECK.replace("Prova", "Segreto"),
        "style.css": ".card { content: 'Segreto di casa.' }",
        "deck.lock": "Segreto",
        "build/prova.apkg": "Segreto",
        "cs.txt": "Segreto.",
    }.items():
        (made / name).parent.mkdir(parents=True, exist_ok=True)
        (made / name).write_text(text, "utf-8")
    return made


# A place in the project, and where a link from there leads.
LINKS = {
    "cards/prova/pairs/testo.yaml": "testo.yaml",
    "cards/prova/pairs": "pairs",
    "cards/prova/vocabulary/testo.yaml": "vocabulary/testo.yaml",
    "cards/prova/vocabulary": "vocabulary",
    "cards/prova/deck.yaml": "deck.yaml",
    "cards/prova/deck.lock": "deck.lock",
    "cards/prova/templates": ".",
    "cards/prova/templates/style.css": "style.css",
    "cards/prova": ".",
    "cards/altro": ".",
    "data": ".",
    "data/testo": ".",
    "data/testo/it.txt": "it.txt",
    "build": "build",
    "build/prova.apkg": "build/prova.apkg",
}


def everything(studio: Knocker) -> list[Answer]:
    """The answers to every call that reads or writes, with the rows as they are."""
    text = studio.calls("text", {"text": "testo"})
    rows = [] if text.status != 200 else [*text.json["rows"], *text.json["terms"]]
    seen: dict[str, list[dict[str, Any]]] = {"pair": [], "term": [], "section": []}
    for row in rows:
        seen[row["kind"]].append({"key": row["key"], "mark": row["mark"]})
    pairs, terms = seen["pair"], seen["term"]
    calls: list[tuple[str, dict[str, Any]]] = [
        *(("open", {"deck": deck}) for deck in ("altro", "prova")),
        *((name, {"text": "testo"}) for name in ("left", "state", "types", "problems", "plan")),
        ("cards", {"text": "testo", "key": "t-bada"}),
        ("do", {"text": "testo", "op": "skip", "rows": pairs[:1], "skip": True}),
        ("do", {"text": "testo", "op": "decide", "rows": terms[:1], "status": "rejected"}),
        ("undo", {}),
        ("export", {"format": ".tsv"}),
        ("package", {}),
        ("build", {"new": True, "sweeping": True, "rename": True}),
        ("align", {"text": "testo"}),
        ("export", {"format": ".tmx"}),
        ("package", {}),
        ("remove", {"text": "testo"}),
    ]
    answers = [text]
    for name, given in calls:
        answer = studio.calls(name, given)
        answers.append(answer)
        while answer.status == 200 and name in ("build", "align"):
            found = studio.calls("job", {"job": answer.json["job"]})
            if found.status != 200 or found.json["ended"]:
                answers.append(found)
                break
            time.sleep(0.02)
    return answers


@pytest.mark.parametrize("place", LINKS)
def test_a_link_out_of_the_project_is_not_followed(project: Project, home: Path, place: str) -> None:
    at = project.root / place
    if at.is_dir():
        at.rename(project.root.parent / "altrove")
    at.parent.mkdir(parents=True, exist_ok=True)
    at.unlink(missing_ok=True)
    at.symlink_to(home / LINKS[place])
    before = contents_of(home)
    with studio_at(project.root, project.deck, report=pytest.fail) as studio:
        answers = everything(studio)
    assert contents_of(home) == before
    for answer in answers:
        assert answer.status in (200, 400, 409, 422), answer.body
        assert b"Segreto" not in answer.body, answer.body


@pytest.mark.parametrize(
    "name", ["../../casa", "../casa", "/etc", "..", "", "a/../../b", "a\\b", ".", "~", "$HOME", "C:"]
)
def test_a_text_cannot_be_named_out_of_the_project(project: Project, home: Path, name: str) -> None:
    project.edit(project.deck / "deck.yaml", "id: testo", f'id: "{name}"'.replace("\\", "\\\\"))
    before = contents_of(home), contents_of(project.root)
    with studio_at(project.root, project.deck, report=pytest.fail) as studio:
        for call, given in (
            ("text", {"text": name}),
            ("left", {"text": name}),
            ("remove", {"text": name}),
            ("plan", {}),
        ):
            answer = studio.calls(call, given)
            assert answer.status in (422, 200 if call == "plan" else 422)
            assert b"Segreto" not in answer.body
    assert (contents_of(home), contents_of(project.root)) == before


@pytest.mark.parametrize(
    "name", ["../casa", "..", ".", "/", "", "prova/../../casa", "prova\0", "PROVA", 1, None, ["prova"]]
)
def test_open_leaves_the_deck_that_is_open(project: Project, home: Path, name: object) -> None:
    with studio_at(project.root, project.deck, report=pytest.fail) as studio:
        answer = studio.calls("open", {"deck": name})
        assert (answer.status, answer.json["deck"]["folder"]) == (200, "prova")
        assert studio.running.studio.folder == project.deck
    assert home.exists()


# ------------------------------------------------------------------ dropped files

NAMES = [
    "../../../fuori.txt",
    "..\\..\\fuori.txt",
    "/etc/fuori.txt",
    "C:\\Windows\\fuori.txt",
    "..",
    ".",
    "",
    "   ",
    "...",
    "fuori\0.txt",
    "\0",
    "a" * 10_000 + ".txt",
    "ě" * 10_000 + ".txt",
    "\U0001f600" * 3_000 + ".txt",
    "CON",
    "con.txt",
    "NUL .txt",
    "com1.txt",
    "lpt9.tar.txt",
    "COM¹.txt",
    "CONIN$",
    "fuori.txt:stream",
    "fuori.txt::$DATA",
    ".bashrc",
    "~/.bashrc",
    "$(touch fuori).txt",
    "-rf.txt",
    "a\nb.txt",
    "\u202etxt.exe",
    "it.txt",
    "deck.yaml",
    "%2e%2e%2ffuori.txt",
    "<img src=x onerror=top.ran=1>.txt",
]


def outcome_of(studio: Knocker, call: str, given: dict[str, Any]) -> Answer:
    answer = studio.calls(call, given)
    while answer.status == 200 and (found := studio.calls("job", {"job": answer.json["job"]})).status == 200:
        if found.json["ended"]:
            return found
        time.sleep(0.02)
    return found if answer.status == 200 else answer


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_a_dropped_file_stays_where_it_belongs(tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    place, root = tmp_path / "temp", tmp_path / "dentro" / "progetto"
    place.mkdir()
    root.mkdir(parents=True)
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    pages = "Il cliente ha firmato. La merce arriva domani.", "Zákazník podepsal. Zboží přijde zítra."
    with studio_at(root, None, report=pytest.fail) as studio:
        for call in ("begin", "add"):
            keys = [
                studio.calls("upload", page.encode(), **RAW, X_Deckgen_Name=quote(name) or "%20").json["file"]
                for page in pages
            ]
            found = outcome_of(studio, call, {"files": keys, "name": name, "title": name if call == "add" else ""})
            assert found.status in (200, 422), found.body
            again = studio.calls(call, {"files": keys})
            assert again.status == 400, "used once"
    outside = {each for each in contents_of(tmp_path) if not each.startswith("dentro/progetto/")}
    assert outside == set()
    assert list(place.iterdir()) == []
    for each in contents_of(root):
        assert each.split("/")[0] in ("cards", "data", ".gitignore", ".gitattributes"), each


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_the_plain_name_of_a_file(name: str) -> None:
    plain = life._plain_name(name)
    assert plain
    assert len(plain.encode()) <= 160
    assert not set(plain) & set('\0\n/\\:*?"<>|')
    assert plain.strip(" .") == plain
    assert plain.partition(".")[0].strip().upper() not in {"CON", "NUL", "COM1", "COM¹", "LPT9", "CONIN$"}
    assert life._plain_name(plain) == plain


def test_dropped_files_that_nobody_uses_are_forgotten(project: Project) -> None:
    with studio_at(project.root, project.deck) as studio:
        keys = [studio.calls("upload", b"a", **RAW).json["file"] for _ in range(20)]
        assert len(set(keys)) == 20
        assert studio.calls("add", {"files": keys[:1]}).status == 400
        assert studio.calls("add", {"files": [keys[-1], keys[-1]]}).status == 400
        assert len(studio.running.studio._uploads) < 10


def test_files_that_are_used_leave_the_others(project: Project) -> None:
    with studio_at(project.root, project.deck) as studio:
        one, other = (studio.calls("upload", data, **RAW).json["file"] for data in (b"a", b"b"))
        assert studio.running.studio.uploads([one])[0][1] == b"a"
        third = studio.calls("upload", b"c", **RAW).json["file"]
        assert [data for _, data in studio.running.studio.uploads([other, third])] == [b"b", b"c"]


def test_the_number_of_files_is_checked(project: Project) -> None:
    before = contents_of(project.root)
    with studio_at(project.root, project.deck, report=pytest.fail) as studio:
        for count in (0, 3):
            keys = [studio.calls("upload", PAIRS.encode(), **RAW).json["file"] for _ in range(count)]
            assert outcome_of(studio, "add", {"files": keys}).status == 422
    assert contents_of(project.root) == before
