"""What differs between systems, as far as one system can show it: Windows is asked for by a switch."""

from __future__ import annotations

import errno
import io
import ntpath
import os
import re
import shlex
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deckgen.actions import report
from deckgen.cli import terminal
from deckgen.files import disk, staging, systems
from deckgen.files.source import Problem, Refused
from deckgen.project.names import portable, slug


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> None:
    """As far as our own code asks where it is."""
    monkeypatch.setattr(systems, "WINDOWS", True)
    monkeypatch.setattr(staging, "_LOCKS", False)
    monkeypatch.setattr(staging, "_PATIENCE", (0.0, 0.0))


# ------------------------------------------------------------------ names


@pytest.mark.parametrize(
    "name",
    [
        *("con", "CON", "nul", "prn", "aux", "com1", "lpt9.txt", "con.testo", "COM¹", "conin$"),
        *("a:b", "a?", "a*", 'a"b', "a<b", "a|b", "a\\b", "a/b", "a\nb", "fine.", "fine "),
    ],
)
def test_a_name_that_windows_does_not_take_is_told_why(name: str) -> None:
    assert systems.unportable(name).startswith("Windows ")


@pytest.mark.parametrize(
    "name", ["corso", "contratto", "console", "com", "com10x", "a.b", "città", ".a", "con-1", "aux2"]
)
def test_any_other_name_is_taken(name: str) -> None:
    assert systems.unportable(name) == ""


@given(st.text(max_size=30))
def test_names_that_deckgen_makes_are_taken_by_every_system(text: str) -> None:
    made = portable(slug(text, ascii_only=True) or slug(text) or "text")
    assert systems.unportable(made) == ""
    assert made == made.lower()


@pytest.mark.parametrize("device", ["Con", "AUX", "nul", "com1"])
def test_a_device_gets_another_name(device: str) -> None:
    assert portable(slug(device)) == f"{device.lower()}-1"


@given(st.text(max_size=20))
def test_names_that_differ_in_case_or_composition_are_one_file(name: str) -> None:
    assert systems.same_file(name) == systems.same_file(unicodedata.normalize("NFD", name))
    assert systems.same_file(name) == systems.same_file(systems.same_file(name))
    assert all(systems.same_file(each) == systems.same_file(each.upper()) for each in name if each.isascii())


# ------------------------------------------------------------------ command lines


@given(st.lists(st.text(st.characters(codec="ascii", exclude_characters="\r\n\0"), min_size=1), max_size=5))
def test_elsewhere_a_command_is_split_as_a_shell_does(words: list[str]) -> None:
    assert systems.words_of(shlex.join(words)) == words


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (r'C:\voci\di.exe "{text}" {out}', [r"C:\voci\di.exe", "{text}", "{out}"]),
        (
            r'"C:\Program Files\voce.exe" -o {out} # {text}',
            [r"C:\Program Files\voce.exe", "-o", "{out}", "#", "{text}"],
        ),
        (r"voce \\server\share\it.onnx", ["voce", r"\\server\share\it.onnx"]),
        ("", []),
    ],
)
@pytest.mark.usefixtures("windows")
def test_on_windows_a_backslash_is_part_of_a_path(command: str, words: list[str]) -> None:
    assert systems.words_of(command) == words


@pytest.mark.usefixtures("windows")
def test_on_windows_an_open_quote_is_a_fault_too() -> None:
    with pytest.raises(ValueError, match="quot"):
        systems.words_of('voce "{text}')


def test_advice_can_be_typed_into_the_shell_of_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    assert systems.in_turn(f"cd {systems.quoted('il corso')}", "deckgen") == "cd 'il corso' && deckgen"
    monkeypatch.setattr(systems, "WINDOWS", True)
    assert systems.in_turn(f"cd {systems.quoted('il corso')}", "deckgen") == 'cd "il corso", then deckgen'
    assert systems.quoted("corso") == "corso"


def test_batch_files_are_told_apart_on_windows_only(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not systems.is_batch("di.bat")
    monkeypatch.setattr(systems, "WINDOWS", True)
    assert [systems.is_batch(name) for name in ("di.bat", "DI.CMD", "di.exe", "di", "bat")] == [
        True,
        True,
        *[False] * 3,
    ]


# ------------------------------------------------------------------ places in messages


@pytest.mark.usefixtures("windows")
def test_a_place_is_shown_alike_on_every_system(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os.path, "relpath", lambda path: ntpath.relpath(str(path), "."))
    path = Path("cards\\corso\\pairs\\a.yaml")
    assert report.path_text(path) == "cards/corso/pairs/a.yaml"
    problem = Problem(path, 3, "no")
    assert report.problem_record(problem)["path"] == "cards/corso/pairs/a.yaml"
    assert report.annotation(problem).startswith("::error file=cards/corso/pairs/a.yaml,line=3::")


@pytest.mark.usefixtures("windows")
def test_a_place_on_another_disk_is_shown_in_full(monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows knows no way from one disk to another."""
    monkeypatch.setattr(os.path, "relpath", lambda path: ntpath.relpath(f"D:\\{path}", "C:\\lavoro"))
    with pytest.raises(ValueError, match="mount"):
        os.path.relpath("corso")
    assert report.path_text(Path("corso")) == str(Path("corso").absolute())


# ------------------------------------------------------------------ files in use


class Held:
    """A file that another program holds for so many attempts to replace it."""

    def __init__(self, attempts: float) -> None:
        self.left = attempts
        self.real = Path.replace

    def replace(self, staged: Path, target: Path) -> Path:
        if self.left:
            self.left -= 1
            raise PermissionError(errno.EACCES, "Permission denied", str(target))
        return self.real(staged, target)


@pytest.mark.usefixtures("windows")
@pytest.mark.parametrize("attempts", [1, 2])
def test_a_file_that_is_held_for_a_moment_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, attempts: int
) -> None:
    held = Held(attempts)
    monkeypatch.setattr(Path, "replace", lambda staged, target: held.replace(staged, target))
    disk.write(tmp_path / "a.txt", b"nuovo")
    assert (tmp_path / "a.txt").read_bytes() == b"nuovo"
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


@pytest.mark.usefixtures("windows")
def test_a_file_that_stays_open_elsewhere_keeps_its_text_and_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"vecchio")
    held = Held(float("inf"))
    monkeypatch.setattr(Path, "replace", lambda staged, target: held.replace(staged, target))
    with pytest.raises(Refused) as refused:
        disk.write(tmp_path / "a.xlsx", b"nuovo")
    (problem,) = refused.value.problems
    assert (problem.path, problem.message) == (tmp_path / "a.xlsx", "cannot be written: Permission denied")
    assert problem.advice == "close it in other programs, such as Excel or Anki"
    assert [path.name for path in tmp_path.iterdir()] == ["a.xlsx"]
    assert (tmp_path / "a.xlsx").read_bytes() == b"vecchio"


@pytest.mark.parametrize(("act", "verb"), [(disk.remove, "deleted"), (disk.contents, "read")])
@pytest.mark.usefixtures("windows")
def test_what_is_held_is_neither_deleted_nor_read_and_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, act: object, verb: str
) -> None:
    def denied(path: Path, *_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    (tmp_path / "a").write_bytes(b"x")
    monkeypatch.setattr(Path, "unlink", denied)
    monkeypatch.setattr(Path, "read_bytes", denied)
    with pytest.raises(Refused, match=f"cannot be {verb}: Permission denied") as refused:
        act(tmp_path / "a")  # type: ignore[operator]
    assert refused.value.problems[0].advice


def test_elsewhere_denied_permission_is_not_a_file_in_use(tmp_path: Path) -> None:
    assert systems.obstacle(PermissionError(13, "Permission denied"), tmp_path) == ("Permission denied", "")


@pytest.mark.usefixtures("windows")
@pytest.mark.parametrize("code", [errno.ENOENT, errno.EINVAL, errno.ENAMETOOLONG])
def test_a_path_that_is_too_long_for_windows_is_called_that(code: int) -> None:
    """Windows itself says that there is no such file or folder."""
    error = OSError(code, os.strerror(code))
    why, advice = systems.obstacle(error, Path("/" + "a" * 300))
    assert why == "its path has 301 characters, more than Windows takes"
    assert advice
    assert systems.obstacle(error, Path("/a")) == (os.strerror(code), "")


# ------------------------------------------------------------------ pipes


class Closed(io.TextIOWrapper):
    """A pipe whose reader is gone, as Windows reports it."""

    def __init__(self) -> None:
        super().__init__(io.BytesIO(), "utf-8")

    def write(self, _text: str) -> int:
        raise OSError(errno.EINVAL, "Invalid argument")


def test_a_reader_that_is_gone_is_no_fault_on_windows_either(monkeypatch: pytest.MonkeyPatch) -> None:
    silenced: list[object] = []
    monkeypatch.setattr(terminal, "_silence", silenced.append)
    monkeypatch.setattr(sys, "stdout", Closed())
    with pytest.raises(OSError, match="Invalid"):
        terminal.say("ciao")
    monkeypatch.setattr(systems, "WINDOWS", True)
    terminal.say("ciao")
    assert silenced == [sys.stdout]


def test_nothing_asks_for_the_system_in_another_way() -> None:
    """So that one switch shows what happens on Windows; locks of new files have a switch of their own."""
    package = Path(systems.__file__).parent.parent
    asking = {
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        if re.search(r"os\.name|sys\.platform|platform\.system|ntpath|msvcrt|winreg", path.read_text("utf-8"))
    }
    assert asking == {"files/systems.py", "files/staging.py", "vectors/weights.py"}  # the last for wheels
