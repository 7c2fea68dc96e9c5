"""The segments of a unit of XLIFF: what answers what, in all its versions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from deckgen.files.xml import local
from deckgen.text.formats.inline import CODES, DATA, breaks, keeps_lines


@dataclass(frozen=True)
class Pair:
    """A source and its target, if it has one; `breaking` has the ids of data that stand for line breaks."""

    source: Element
    target: Element | None
    state: str = ""
    lines: bool = False  # line breaks are meant
    breaking: frozenset[str] = frozenset()
    is_aside: bool = False  # it stands between segments


def segments(unit: Element, *, lines: bool) -> list[Pair]:
    """The segments of a `trans-unit` or of a `unit`."""
    return list(_of_unit(unit, lines) if local(unit.tag) == "unit" else _of_trans_unit(unit, lines))


def _child(element: Element, name: str) -> Element | None:
    """The first child with this local name. Those deeper are other proposals."""
    return next((each for each in element if local(each.tag) == name), None)


# ------------------------------------------------------------------ XLIFF 2


def _of_unit(unit: Element, lines: bool) -> Iterator[Pair]:  # noqa: FBT001
    breaking = frozenset(_breaking_data(unit))
    for child in unit:
        name, source = local(child.tag), _child(child, "source")
        if name in ("segment", "ignorable") and source is not None:
            kept = keeps_lines(child.attrib, inherited=lines)
            yield Pair(source, _child(child, "target"), child.get("state", ""), kept, breaking, name == "ignorable")


def _breaking_data(unit: Element) -> Iterator[str]:
    """The ids of original data that are line breaks."""
    stored = _child(unit, "originalData")
    for data in stored if stored is not None else ():
        code = Element("ph")
        code.text = "".join(data.itertext())
        if breaks(code):
            yield DATA + data.get("id", "")


# ------------------------------------------------------------------ XLIFF 1.2


def _of_trans_unit(unit: Element, lines: bool) -> Iterator[Pair]:  # noqa: FBT001
    source, target = _child(unit, "source"), _child(unit, "target")
    if source is None:
        return
    state = target.get("state", "") if target is not None else ""
    marked = _child(unit, "seg-source")
    parts = _divided(marked, target)
    breaking = frozenset(_breaking_marks(unit))
    for first, second in parts:
        yield Pair(first, second, state, keeps_lines(source.attrib, inherited=lines), breaking)
    if marked is None or not parts:
        yield Pair(source, target, state, lines, breaking)
    else:
        between = Element("source")
        between.text = " ".join(_unmarked(marked))
        yield Pair(between, None, is_aside=True)


def _breaking_marks(unit: Element) -> Iterator[str]:
    """The ids of codes that Memsource describes beside the text and that are line breaks."""
    described = _child(unit, "tunit-metadata")
    for mark in described if described is not None else ():
        code = Element("ph")
        code.text = "".join(mark.itertext()).strip()
        if breaks(code):
            yield mark.get("id", "")


def _divided(source: Element | None, target: Element | None) -> list[tuple[Element, Element]]:
    """The segments of a unit, each with its answer; none unless both sides are divided alike."""
    if source is None or target is None:
        return []
    first, second = _marked(source), _marked(target)
    ids = [each.get("mid", "") for each in first]
    answers = {each.get("mid", ""): each for each in second}
    if len({*ids}) != len(ids) or len(answers) != len(second) or {*ids} != answers.keys():
        return []
    return [(each, answers[each.get("mid", "")]) for each in first]


def _unmarked(element: Element) -> Iterator[str]:
    """What stands between the segments that are marked in a text."""
    yield element.text or ""
    for child in element:
        if local(child.tag) not in CODES and child.get("mtype") != "seg":
            yield from _unmarked(child)
        yield child.tail or ""


def _marked(element: Element) -> list[Element]:
    """The outermost segments that are marked in a text."""
    found: list[Element] = []
    for child in element:
        found += [child] if child.get("mtype") == "seg" and local(child.tag) == "mrk" else _marked(child)
    return found
