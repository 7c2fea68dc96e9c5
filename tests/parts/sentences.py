"""The sentences of deckgen that can reach the page, read from its source: messages and advice, `{}` for what varies.

A sentence is whatever is given as `message`, `advice` or `why` to anything that has a parameter or a field of that
name, in a module that the studio imports. Places where nothing is known of a sentence are told too.
"""

from __future__ import annotations

import ast
import itertools
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from expressions import HOLE, PASSED_ON, Function, Module, Node, Reader, function_of, modules, name_called, parameters
from projects import ROOT

PIECE = "{}"
_NOT_A_PLACE = 99
_MORE = {
    "Malformed": {(0, "message")},
    "HTTPException": {(1, "detail")},
    "replace": {(_NOT_A_PLACE, name) for name in PASSED_ON},
}


@dataclass(frozen=True)
class Sentence:
    """A sentence with `{}` for each piece, and where it is made."""

    text: str
    place: str


def _places(node: ast.AST) -> set[tuple[int, str]]:
    """The places and names of the parameters for messages and advice of a function or a class."""
    if isinstance(node, Function):
        names = [each.arg for each in parameters(node) if each.arg not in ("self", "cls")]
    elif isinstance(node, ast.ClassDef):
        names = [ast.unparse(each.target) for each in node.body if isinstance(each, ast.AnnAssign)]
    else:
        return set()
    return {(names.index(name), name) for name in PASSED_ON if name in names}


def _takers() -> dict[tuple[str, str], set[tuple[int, str]]]:
    """What takes sentences, by module and name; by name alone for calls of methods."""
    takers: dict[tuple[str, str], set[tuple[int, str]]] = {}
    for module in modules().values():
        for node in ast.walk(module.tree):
            if places := _places(node):
                name = str(getattr(node, "name", ""))
                takers.setdefault((module.name, name), set()).update(places)
                if not isinstance(module.parents[node], ast.Module):
                    takers.setdefault(("", name), set()).update(places)
    return takers


def _taken(module: Module, call: ast.Call, takers: dict[tuple[str, str], set[tuple[int, str]]]) -> set[tuple[int, str]]:
    name = name_called(call)
    if name in _MORE:
        return _MORE[name]
    if isinstance(call.func, ast.Name):
        return takers.get(module.imported.get(name, (module.name, name)), set())
    alias = module.imported.get(getattr(getattr(call.func, "value", None), "id", ""), ("", ""))
    return takers.get((".".join(alias), name), takers.get(("", name), set()))


def _passed_on(reader: Reader, value: Node) -> bool:
    """Whether a sentence was given to the function that gives it on, whose callers are read instead."""
    inside = function_of(reader.all[value.module], value.node)
    name = getattr(value.node, "id", "")
    return name in PASSED_ON and inside is not None and name in [each.arg for each in parameters(inside)]


def _shown(text: str) -> str:
    while HOLE * 2 in text:
        text = text.replace(HOLE * 2, HOLE)
    return text.replace(HOLE, PIECE)


def _kinds() -> Iterator[Sentence]:
    """The advice for files that are not read."""
    held = tomllib.loads((ROOT / "deckgen" / "text" / "kinds.toml").read_text("utf-8"))
    yield from (Sentence(each["advice"], "text/kinds.toml") for each in held.values() if "advice" in each)


@cache
def read() -> tuple[frozenset[Sentence], frozenset[Sentence]]:
    """All sentences, and the places of those of which nothing is known."""
    reader, takers = Reader(), _takers()
    known, unread = set(_kinds()), set[Sentence]()
    for module, call in itertools.chain(*reader.calls.values()):
        inside = function_of(module, call)
        where = f"{module.path.relative_to(ROOT / 'deckgen').as_posix()}:{inside.name if inside else ''}"
        for (place, keyword), arguments in itertools.product(
            _taken(module, call, takers), reader.arguments(module, call)
        ):
            value = arguments.get(keyword, arguments.get(place))
            if value is None or _passed_on(reader, value):
                continue
            for text in reader.texts(value):
                if text:
                    (known if text.strip(HOLE) else unread).add(Sentence(_shown(text), where))
    return frozenset(known), frozenset(unread)
