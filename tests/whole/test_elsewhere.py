"""The life of a deck on systems that this machine is not: without POSIX, in old consoles, where case does not count."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from elsewhere import LIKE_WINDOWS, POSIX_MODULES, case_blind
from projects import ROOT, Output, Project

from deckgen.cli.app import main
from deckgen.cli.help import PAGES
from deckgen.vectors import weights

Run = Callable[..., Output]
ITALIAN = "La riunione\n\nIl cliente chiede uno sconto. Noi offriamo una consegna più rapida. Alla fine firmiamo.\n"
CZECH = "Porada\n\nZákazník žádá slevu. My nabízíme rychlejší dodání. Nakonec podepíšeme.\n"
DOCUMENTS = ("it=riunione.txt", "cs=porada.txt")


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    (tmp_path / "riunione.txt").write_text(ITALIAN, "utf-8")
    (tmp_path / "porada.txt").write_text(CZECH, "utf-8")
    return tmp_path


# ------------------------------------------------------------------ without POSIX


LIFE = [
    ["--version"],
    ["--help"],
    ["init", "corso", *DOCUMENTS],
    ["-C", "corso", "add", *DOCUMENTS, "--id", "altro", "--title", "Altro"],
    ["-C", "corso", "build"],
    ["-C", "corso"],
    ["-C", "corso", "align"],
    ["-C", "corso", "check", "--format", "json"],
    ["-C", "corso", "preview"],
    ["-C", "corso", "export", "-o", "coppie.tmx"],
    ["-C", "corso", "export", "-o", "coppie.xlsx"],
    ["-C", "corso", "pull", "corso/build/corso.apkg"],
    ["-C", "corso", "remove", "altro"],
    ["-C", "corso", "build"],
    ["-C", "corso", "lock", "--from", "corso/build/corso.apkg"],
    ["init", "corso/cards/copia", "--from", "corso", "--name", "Copia"],
]


def like_windows(script: str, at: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", LIKE_WINDOWS + script],
        cwd=at,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "cp1250"},
        capture_output=True,
        check=False,
        text=True,
        encoding="cp1250",
    )


def test_a_deck_lives_where_python_has_nothing_of_posix(texts: Path) -> None:
    """Every command in one process, in which that is gone; none is missed, and nothing of the kind was loaded."""
    ended = like_windows(
        f"""
from deckgen.__main__ import main
for words in {LIFE!r}:
    if "--from" in words and words[0] == "init":
        os.chdir({str(texts)!r})
        words = ["-C", "corso", "init", "cards/copia", *words[2:]]
    sys.argv = ["deckgen", *words]
    try:
        main()
    except SystemExit as ended:
        print("ended", ended.code, words, flush=True)
print([name for name in {POSIX_MODULES!r} if sys.modules.get(name)])
""",
        texts,
    )
    codes = re.findall(r"^ended (\S+) (.*)$", ended.stdout, re.MULTILINE)
    assert [code for code, _ in codes] == ["0"] * len(LIFE), ended.stdout + ended.stderr
    assert ended.stdout.splitlines()[-1] == "[]"
    assert "next: cd corso, then deckgen studio" in ended.stdout
    assert "Traceback" not in ended.stderr
    assert not list(texts.rglob(".deckgen-*"))


def test_the_same_deck_is_the_same_bytes_there(project: Project, deckgen: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert deckgen("build", at=project.root).code == 0
    here = project.package.read_bytes(), project.lock.read_bytes()
    project.package.unlink()
    project.lock.unlink()
    script = "sys.argv = ['deckgen', 'build']\nfrom deckgen.__main__ import main\nmain()"
    assert like_windows(script, project.root).returncode == 0
    assert (project.package.read_bytes(), project.lock.read_bytes()) == here


def test_the_studio_starts_and_ends_there(project: Project) -> None:
    ended = like_windows(
        """
import threading, _thread
sys.argv = ["deckgen", "studio", "--no-open"]
threading.Timer(1.5, _thread.interrupt_main).start()
from deckgen.__main__ import main
main()
""",
        project.root,
    )
    assert (ended.returncode, "deckgen studio has ended" in ended.stdout) == (0, True), ended.stderr


# ------------------------------------------------------------------ consoles

ENCODINGS = ["ascii", "cp1250", "cp1252", "cp852", "cp850", "cp437"]


def said_in(encoding: str, words: list[str], monkeypatch: pytest.MonkeyPatch) -> tuple[int, str]:
    """The exit code of a command, and all that it printed in an encoding, read in it."""
    for name in ("stdout", "stderr"):
        monkeypatch.setattr(sys, name, io.TextIOWrapper(io.BytesIO(), encoding))
    monkeypatch.setattr(sys, "argv", ["deckgen", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    sys.stdout.flush()
    sys.stderr.flush()
    said = b"".join(stream.buffer.getvalue() for stream in (sys.stdout, sys.stderr))  # type: ignore[attr-defined]
    return int(ended.value.code or 0), said.decode(encoding)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_command_can_be_read_about_in_any_console(
    texts: Path, monkeypatch: pytest.MonkeyPatch, encoding: str
) -> None:
    monkeypatch.chdir(texts)
    for words in (["--help"], *([name, "--help"] for name in PAGES), ["bild"], ["init"], ["build"], ["pull", "ě.apkg"]):
        code, said = said_in(encoding, words, monkeypatch)
        assert code in (0, 2), said
        assert "a bug in deckgen:" not in said
        assert "Traceback" not in said


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("model", [True, False])
def test_a_deck_lives_in_any_console(texts: Path, monkeypatch: pytest.MonkeyPatch, encoding: str, model: bool) -> None:
    """With names and texts that it lacks, in results, remarks, errors and progress."""
    monkeypatch.chdir(texts)
    if not model:
        monkeypatch.setenv(weights.VARIABLE, "není.bin")
    name = "Čeština ve čtvrtek „ž“ 日本"
    life: list[tuple[list[str], int]] = [
        (["init", "Žlutý kůň", *DOCUMENTS, "--name", name], 0),
        (["-v", "-C", "Žlutý kůň", "align"], 0),
        (["-v", "-C", "Žlutý kůň", "check"], 0),
        (["-C", "Žlutý kůň", "build", "--dry-run"], 0),
        (["-C", "Žlutý kůň", "build"], 0),
        (["-C", "Žlutý kůň"], 0),
        (["-C", "Žlutý kůň", "build", "žádný"], 2),
        (["-C", "Žlutý kůň", "remove", "žádný"], 1),
        (["-C", "Žlutý kůň", "add", "it=není.txt", "cs=není.txt"], 1),
        (["model", "--from", "není.whl"], 1),
    ]
    for words, wanted in life:
        code, said = said_in(encoding, words, monkeypatch)
        assert code == wanted, (words, said)
        assert said or words[0] == "-v", words
        assert "Traceback" not in said
        assert "bug in deckgen" not in said
    (pairs,) = texts.glob("*/cards/*/pairs/*.yaml")
    pairs.write_text(pairs.read_text("utf-8").replace("cs: Zákazník", "ž: Zákazník"), "utf-8")
    code, said = said_in(encoding, ["-C", "Žlutý kůň", "check"], monkeypatch)
    assert code == 1
    assert "unknown" in said


# ------------------------------------------------------------------ file systems that ignore case


@pytest.fixture
def blind(texts: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    case_blind(monkeypatch, texts)
    return texts


def test_the_file_system_is_blind(blind: Path) -> None:
    (blind / "Città").mkdir()
    (blind / unicodedata.normalize("NFD", "CITTÀ") / "A.txt").write_text("x")
    assert [path.name for path in blind.glob("CITTÀ/*")] == ["A.txt"]
    assert (blind / "città" / "a.TXT").read_text() == "x"
    assert (blind / "città" / "a.TXT").samefile(blind / "Città" / "A.txt")


def test_a_deck_lives_where_case_does_not_count(blind: Path, deckgen: Run) -> None:
    assert deckgen("init", "Corso", *DOCUMENTS, "--no-terms", at=blind).code == 0
    root = blind / "Corso"
    for words in (["build", "CORSO"], ["check", "--strict"], ["align"], ["preview"], []):
        said = deckgen(*words, at=root)
        assert (said.code, said.err) == (0, ""), (words, said)
    assert "0 new · 0 changed" in deckgen("-C", "CORSO", "build", at=blind).out
    assert "this deck already exists" in deckgen("init", "CORSO", *DOCUMENTS, at=blind).err


def test_a_text_takes_no_file_of_one_whose_name_differs_in_case(blind: Path, deckgen: Run) -> None:
    """The second would be written over the first."""
    assert deckgen("init", "corso", *DOCUMENTS, "--id", "porada", "--no-terms", at=blind).code == 0
    root = blind / "corso"
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    for name in ("Porada", "PORADA"):
        said = deckgen("add", "it=../riunione.txt", "cs=../porada.txt", "--id", name, "--no-terms", at=root)
        assert (said.code, "the deck already has a text porada" in said.err) == (1, True)
    assert {path: path.read_bytes() for path in root.rglob("*") if path.is_file()} == before


def test_a_file_that_is_named_otherwise_on_disk_is_not_left_over(blind: Path, deckgen: Run) -> None:
    """As a project that was unpacked on a Mac, or whose author typed `id: Testo`."""
    assert deckgen("init", "corso", *DOCUMENTS, "--id", "città", "--no-terms", at=blind).code == 0
    (deck,) = blind.glob("corso/cards/*/deck.yaml")
    (deck.parent / "pairs" / "città.yaml").rename(deck.parent / "pairs" / unicodedata.normalize("NFD", "Città.yaml"))
    (blind / "corso" / "data" / "città").rename(blind / "corso" / "data" / "Città")
    assert deckgen("check", "--strict", at=blind / "corso") == Output("0 errors, 0 warnings\n", "", 0)


# ------------------------------------------------------------------ names that travel


@pytest.mark.parametrize("name", ["cards/CON", "cards/nul", "cards/a:b", "cards/fine."])
def test_a_deck_gets_no_name_that_some_system_lacks(texts: Path, deckgen: Run, name: str) -> None:
    assert deckgen("init", "corso", *DOCUMENTS, "--no-terms", at=texts).code == 0
    said = deckgen("init", name, "it=../riunione.txt", "cs=../porada.txt", at=texts / "corso")
    assert (said.code, "a deck cannot have this name: Windows " in said.err) == (1, True), said
    assert len(list((texts / "corso" / "cards").iterdir())) == 1


def test_a_deck_gets_no_name_that_is_another_s_elsewhere(texts: Path, deckgen: Run) -> None:
    assert deckgen("init", "corso", *DOCUMENTS, "--no-terms", at=texts).code == 0
    said = deckgen("init", "cards/Corso", "it=../riunione.txt", "cs=../porada.txt", at=texts / "corso")
    assert (said.code, "on Windows and macOS this would be the deck corso" in said.err) == (1, True)


def test_a_text_gets_no_name_that_some_system_lacks(texts: Path, deckgen: Run) -> None:
    said = deckgen("init", "corso", *DOCUMENTS, "--id", "con", at=texts)
    assert (said.code, "a text cannot be called con: Windows" in said.err) == (2, True)
    (texts / "Con.txt").write_text(ITALIAN, "utf-8")
    assert deckgen("init", "corso", "it=Con.txt", "cs=porada.txt", "--no-terms", at=texts).code == 0
    assert (texts / "corso" / "data" / "con-1" / "it.txt").is_file()


# ------------------------------------------------------------------ the workflow


def test_the_workflow_runs_the_suite_on_every_system_with_every_python_that_we_name() -> None:
    text = (ROOT / ".github" / "workflows" / "test.yml").read_text("utf-8")
    job = yaml.safe_load(text)["jobs"]["suite"]
    matrix = job["strategy"]["matrix"]
    assert {system.partition("-")[0] for system in matrix["os"]} == {"ubuntu", "macos", "windows"}
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    assert matrix["python"] == re.findall(r"Python :: (3\.\d+)", project)
    ran = "\n".join(step.get("run", "") for step in job["steps"])
    assert "python -m pytest" in ran
    assert not re.search(r"\bmake\b", ran)  # which Windows has not
