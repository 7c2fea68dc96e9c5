"""The styles of a Word document: which paragraphs are headings, items of lists, hidden, or a table of contents."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from xml.etree.ElementTree import Element

from deckgen.files.xml import attribute, local
from deckgen.languages.language import style_names

_DEEPEST = 20  # styles that a style can be based on; Word allows 11
_LIST = re.compile(r"list (?:bullet|number)\b.*")
_CONTENTS = re.compile(r"(?:toc|table of figures|index)(?: heading| \d)?")
_LOWEST = 6  # levels of headings; Word has nine


@dataclass(frozen=True)
class Style:
    """What a paragraph is by its style: a level of 1 to 6 if it is a heading."""

    name: str = ""
    level: int = 0
    is_item: bool = False
    is_hidden: bool = False

    @property
    def is_contents(self) -> bool:
        """Whether it is a line of a table of contents or of an index."""
        return bool(_CONTENTS.fullmatch(self.name))


@dataclass(frozen=True)
class Styles:
    """The styles of a document by their ids."""

    by_id: Mapping[str, Style]

    def of(self, properties: Element | None) -> Style:
        """What a paragraph with these properties is: its style, unless it says otherwise itself."""
        if properties is None:
            return Style()
        name = _value(properties, "pStyle")
        return _changed(self.by_id.get(name) or Style(level=level_of(name.lower())), properties)

    def of_run(self, properties: Element | None) -> Style:
        """The style of a run of characters."""
        if properties is None:
            return Style()
        return self.by_id.get(_value(properties, "rStyle"), Style())


def styles_of(root: Element) -> Styles:
    """The styles in the part `styles.xml`."""
    elements = {attribute(each, "styleId"): each for each in root if local(each.tag) == "style"}
    return Styles({name: _resolved(elements, name) for name in elements})


def _resolved(elements: Mapping[str, Element], name: str) -> Style:
    """A style, with what the styles that it is based on say."""
    chain: list[Element] = []
    while name in elements and elements[name] not in chain and len(chain) < _DEEPEST:
        chain.append(elements[name])
        name = _value(chain[-1], "basedOn")
    style = Style()
    for element in reversed(chain):
        called = _value(element, "name").lower()
        level = level_of(called)
        style = replace(style, name=called, level=level or style.level)
        style = replace(style, is_item=style.is_item or bool(_LIST.fullmatch(called)))
        for properties in element:
            if local(properties.tag) in ("pPr", "rPr"):
                style = _changed(style, properties)
    return style


def level_of(name: str) -> int:
    """The level of a heading whose style has this name, in any language that is known; 0 for other styles."""
    headings, titles = style_names()
    if name in titles:
        return 1
    match = re.fullmatch(r"([^\W\d_]+) ?([1-9])", name)
    return min(int(match[2]), _LOWEST) if match and match[1] in headings else 0


def _changed(style: Style, properties: Element) -> Style:
    """A style with what these properties say."""
    for each in properties:
        tag = local(each.tag)
        value = attribute(each, "val")
        if tag == "outlineLvl" and value.isdecimal():
            style = replace(style, level=0 if int(value[:3]) > 8 else min(int(value) + 1, _LOWEST))
        elif tag == "numPr":
            style = replace(style, is_item=_value(each, "numId") != "0")
        elif tag == "vanish":
            style = replace(style, is_hidden=value not in ("0", "false", "off"))
    return style


def _value(parent: Element, name: str) -> str:
    """The value of a child with this name."""
    return next((attribute(each, "val") for each in _named(parent, name)), "")


def _named(parent: Element, name: str) -> Iterator[Element]:
    return (each for each in parent if local(each.tag) == name)
