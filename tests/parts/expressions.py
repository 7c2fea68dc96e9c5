"""Python source, read: what the modules of the studio are, and which texts an expression in them can be.

Constants, conditions, dictionaries, tuples, what callers give and what functions return are followed; what stays
unknown is a hole.
"""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from projects import ROOT

HOLE = "\0"
PASSED_ON = ("message", "advice", "why")  # attributes whose texts are read where they are made
_MOST = 12  # alternatives of a piece that are words of the sentence

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass
class Module:
    """A module, with what its names mean."""

    name: str
    path: Path
    tree: ast.Module
    constants: dict[str, ast.expr] = field(default_factory=dict)
    imported: dict[str, tuple[str, str]] = field(default_factory=dict)
    functions: dict[str, list[Function]] = field(default_factory=dict)
    parents: dict[ast.AST, ast.AST] = field(default_factory=dict)


@dataclass(frozen=True)
class Node:
    """An expression where it stands."""

    module: str
    node: ast.expr


def _file(name: str) -> Path | None:
    path = ROOT.joinpath(*name.split("."))
    return next((each for each in (path.with_suffix(".py"), path / "__init__.py") if each.exists()), None)


def _read(name: str) -> Module:
    path = _file(name)
    assert path
    made = Module(name, path, ast.parse(path.read_text("utf-8")))
    for node in ast.walk(made.tree):
        made.parents.update(dict.fromkeys(ast.iter_child_nodes(node), node))
        if isinstance(node, ast.ImportFrom) and node.module:
            made.imported.update({each.asname or each.name: (node.module, each.name) for each in node.names})
        elif isinstance(node, Function):
            made.functions.setdefault(node.name, []).append(node)
    for statement in made.tree.body:
        if isinstance(statement, ast.Assign):
            for target in statement.targets:
                made.constants.update(_named_values(target, statement.value))
        elif isinstance(statement, ast.AnnAssign) and statement.value:
            made.constants.update(_named_values(statement.target, statement.value))
    return made


def _named_values(target: ast.expr, value: ast.expr) -> dict[str, ast.expr]:
    """What names mean to which a value is given."""
    if isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple):
        return {ast.unparse(name): each for name, each in zip(target.elts, value.elts, strict=True)}
    return {target.id: value} if isinstance(target, ast.Name) else {}


@cache
def modules() -> dict[str, Module]:
    """The modules that the studio imports, directly or not."""
    found: dict[str, Module] = {}
    waiting = ["deckgen.studio.server"]
    while waiting:
        name = waiting.pop()
        if name in found or not name.startswith("deckgen") or _file(name) is None:
            continue
        found[name] = _read(name)
        for node in ast.walk(found[name].tree):
            if isinstance(node, ast.ImportFrom) and node.module:
                waiting += [node.module, *(f"{node.module}.{each.name}" for each in node.names)]
            elif isinstance(node, ast.Import):
                waiting += [each.name for each in node.names]
    return found


# ------------------------------------------------------------------ what an expression can be


def function_of(at: Module, node: ast.AST) -> Function | None:
    """The function that holds a node."""
    while (node := at.parents.get(node, at.tree)) is not at.tree:
        if isinstance(node, Function):
            return node
    return None


def name_called(node: ast.Call) -> str:
    return getattr(node.func, "id", getattr(node.func, "attr", ""))


class Reader:
    """Follows expressions to what they can be."""

    def __init__(self) -> None:
        self.all = modules()
        self.calls: dict[str, list[tuple[Module, ast.Call]]] = {}
        self._nodes: dict[ast.expr, list[Node]] = {}
        self._texts: dict[ast.expr, set[str]] = {}
        for module in self.all.values():
            for node in ast.walk(module.tree):
                if isinstance(node, ast.Call):
                    name = name_called(node)
                    name = module.imported.get(name, ("", name))[1]
                    self.calls.setdefault(name, []).append((module, node))

    def nodes(self, given: Node) -> list[Node]:
        """The expressions that an expression can stand for, names, conditions and calls followed."""
        if given.node not in self._nodes:
            self._nodes[given.node] = [given]  # as it is found if it leads back to itself
            self._nodes[given.node] = list(dict.fromkeys(self._standing_for(given)))
        return self._nodes[given.node]

    def _standing_for(self, given: Node) -> Iterator[Node]:
        node, at = given.node, self.all[given.module]
        if isinstance(node, ast.IfExp):
            parts: Sequence[ast.expr] = (node.body, node.orelse)
        elif isinstance(node, ast.BoolOp):
            parts = node.values
        elif isinstance(node, ast.NamedExpr):
            parts = (node.value,)
        else:
            found = list(self._followed(node, at))
            if not found:
                yield given
            for each in found:
                yield from self.nodes(each)
            return
        for part in parts:
            yield from self.nodes(Node(given.module, part))

    def _followed(self, node: ast.expr, at: Module) -> Iterator[Node]:
        if isinstance(node, ast.Name):
            yield from self._named(node, at)
        elif isinstance(node, ast.Subscript):
            yield from self._inside(node, at)
        elif isinstance(node, ast.Call):
            yield from self._returned(node, at)

    def _named(self, node: ast.Name, at: Module) -> Iterator[Node]:
        inside, found = function_of(at, node), False
        while inside is not None:
            for value in self._assigned(inside, node.id, at):
                found = True
                yield value
            if node.id in [each.arg for each in parameters(inside)]:
                yield from self._given(inside, node.id, at)
                return
            if found:
                return
            inside = function_of(at, inside)
        if node.id in at.constants:
            yield Node(at.name, at.constants[node.id])
        elif node.id in at.imported:
            name, theirs = at.imported[node.id]
            if name in self.all and theirs in self.all[name].constants:
                yield Node(name, self.all[name].constants[theirs])

    def _assigned(self, inside: Function, name: str, at: Module) -> Iterator[Node]:
        """What a name is in a function."""
        for each in ast.walk(inside):
            if isinstance(each, ast.Assign):
                pairs = [(target, each.value) for target in each.targets]
            elif isinstance(each, ast.AnnAssign | ast.NamedExpr) and each.value:
                pairs = [(each.target, each.value)]
            elif isinstance(each, ast.For | ast.comprehension):
                yield from self._looped(each.target, each.iter, name, at)
                continue
            else:
                continue
            for target, value in pairs:
                if isinstance(target, ast.Name) and target.id == name:
                    yield Node(at.name, value)
                elif isinstance(target, ast.Tuple):
                    yield from self._unpacked(target, value, name, at)

    def _unpacked(self, target: ast.Tuple, value: ast.expr, name: str, at: Module) -> Iterator[Node]:
        places = [n for n, each in enumerate(target.elts) if isinstance(each, ast.Name) and each.id == name]
        for place in places:
            for found in self.nodes(Node(at.name, value)):
                if isinstance(found.node, ast.Tuple | ast.List) and len(found.node.elts) == len(target.elts):
                    yield Node(found.module, found.node.elts[place])

    def _looped(self, target: ast.expr, value: ast.expr, name: str, at: Module) -> Iterator[Node]:
        for found in self.nodes(Node(at.name, value)):
            for item in found.node.elts if isinstance(found.node, ast.Tuple | ast.List) else ():
                if isinstance(target, ast.Name) and target.id == name:
                    yield Node(found.module, item)
                elif isinstance(target, ast.Tuple):
                    yield from self._unpacked(target, item, name, self.all[found.module])

    def _given(self, inside: Function, name: str, at: Module) -> Iterator[Node]:
        """What callers give for a parameter."""
        names = [each.arg for each in parameters(inside)]
        place = names.index(name) - (names[0] in ("self", "cls"))
        for caller, call in self.calls.get(inside.name, ()):
            if caller is not at and inside.name.startswith("_"):
                continue
            for arguments in self.arguments(caller, call):
                if value := arguments.get(name, arguments.get(place)):
                    yield value
        defaults = dict(zip(reversed(inside.args.args), reversed(inside.args.defaults), strict=False))
        yield from (Node(at.name, value) for each, value in defaults.items() if each.arg == name)

    def arguments(self, at: Module, call: ast.Call) -> Iterator[dict[str | int, Node]]:
        """The arguments of a call, by place and by name; of a tuple that is spread, for each that it can be."""
        ways: list[list[list[Node]]] = []
        for each in call.args:
            if isinstance(each, ast.Starred):
                spread = [
                    [Node(found.module, item) for item in found.node.elts]
                    for found in self.nodes(Node(at.name, each.value))
                    if isinstance(found.node, ast.Tuple)
                ]
                ways.append(spread or [[]])
            else:
                ways.append([[Node(at.name, each)]])
        named: dict[str | int, Node] = {each.arg: Node(at.name, each.value) for each in call.keywords if each.arg}
        for way in itertools.product(*ways):
            yield {**dict(enumerate(itertools.chain(*way))), **named}

    def _inside(self, node: ast.Subscript, at: Module) -> Iterator[Node]:
        """What a table has at some place of it."""
        for found in self.nodes(Node(at.name, node.value)):
            if isinstance(found.node, ast.Dict):
                yield from (Node(found.module, each) for each in found.node.values)
            elif isinstance(found.node, ast.Tuple | ast.List):
                elements = found.node.elts
                if isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, int):
                    elements = elements[node.slice.value : node.slice.value + 1]
                yield from (Node(found.module, each) for each in elements)

    def _returned(self, node: ast.Call, at: Module) -> Iterator[Node]:
        """What a call gives: of our own functions what they return, of `get` and `next` what they choose from."""
        name = name_called(node)
        if name == "get" and isinstance(node.func, ast.Attribute):
            for found in self.nodes(Node(at.name, node.func.value)):
                if isinstance(found.node, ast.Dict):
                    yield from (Node(found.module, each) for each in [*found.node.values, *node.args[1:]])
            return
        if name == "next" and node.args and isinstance(node.args[0], ast.GeneratorExp):
            yield from (Node(at.name, each) for each in [node.args[0].elt, *node.args[1:]])
            return
        of = getattr(getattr(node.func, "value", None), "id", "")
        if isinstance(node.func, ast.Name):
            where, name = at.imported.get(name, (at.name, name))
        else:
            where = at.name if of in ("self", "cls") else ".".join(at.imported.get(of, ("", "")))
        if where in self.all:
            for function in self.all[where].functions.get(name, ()):
                yield from (
                    Node(where, each.value)
                    for each in ast.walk(function)
                    if isinstance(each, ast.Return | ast.Yield)
                    and each.value
                    and function_of(self.all[where], each) is function
                )

    # -------------------------------------------------------------- as texts

    def texts(self, given: Node) -> set[str]:
        """The texts that an expression can be, with holes; nothing where it passes on what was made elsewhere."""
        if given.node not in self._texts:
            self._texts[given.node] = {HOLE}
            found = set().union(*(self._text(each) for each in self.nodes(given)))
            self._texts[given.node] = found | self._longer(given, found)
        return self._texts[given.node]

    def _text(self, given: Node) -> set[str]:
        node = given.node
        if isinstance(node, ast.Constant):
            return {node.value} if isinstance(node.value, str) else set() if node.value is None else {HOLE}
        if isinstance(node, ast.JoinedStr):
            return _joined(self._piece(Node(given.module, each)) for each in node.values)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            sides = (Node(given.module, node.left), Node(given.module, node.right))
            return _joined(self.texts(each) for each in sides)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod):
            return {each.replace("%s", HOLE) for each in self.texts(Node(given.module, node.left))}
        if isinstance(node, ast.Attribute) and node.attr in PASSED_ON:
            return set()
        return {HOLE}

    def _piece(self, given: Node) -> set[str]:
        """A part of an f-string: its texts if they are words of a sentence, else a hole."""
        if not isinstance(given.node, ast.FormattedValue):
            return self._text(given)
        if given.node.format_spec is not None:
            return {HOLE}
        found = self.texts(Node(given.module, given.node.value))
        words = found and len(found) <= _MOST and not found & {HOLE} and any(" " in each for each in found)
        return found if words else {HOLE}

    def _longer(self, given: Node, found: set[str]) -> set[str]:
        """A name to which something is added with `+=`."""
        node, at = given.node, self.all[given.module]
        inside = function_of(at, node) if isinstance(node, ast.Name) else None
        longer: set[str] = set()
        for each in ast.walk(inside) if inside else ():
            if isinstance(each, ast.AugAssign) and ast.unparse(each.target) == ast.unparse(node):
                longer |= _joined((found, self.texts(Node(at.name, each.value))))
        return longer


def parameters(function: Function) -> list[ast.arg]:
    given = function.args
    return [*given.posonlyargs, *given.args, *given.kwonlyargs]


def _joined(parts: Iterable[set[str]]) -> set[str]:
    return {"".join(way) for way in itertools.product(*parts)}
