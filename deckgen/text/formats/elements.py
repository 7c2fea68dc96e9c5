"""HTML text → a tree of elements, in the order in which a browser shows them.

Browsers repair markup by long rules. This keeps those that decide what belongs to which block: which end tags may be
missing, which are ignored, and whose content is not text. Which words are bold does not matter here. Every step is
linear in the length of the text, whatever it contains: the parser of the standard library took twelve seconds for
40 KB of `<a "`, and those written in C minutes for elements nested deeply or with many attributes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from deckgen.files.characters import unescaped
from deckgen.files.source import Problem, Refused

DEEPEST = 150  # levels; what is nested deeper is put on this level. Real pages have some 60.
MOST = 1_000_000  # elements; the longest pages, such as the standard of HTML itself, have a quarter of that


@dataclass(eq=False, slots=True)
class Element:
    """An element, what is in it, and how many characters of text, and of text in links, that has.

    It is `glued` if text stands directly before it, without a space.
    """

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    parent: Element | None = None
    children: list[Element | str] = field(default_factory=list)
    size: int = 0
    linked: int = 0
    glued: bool = False

    def elements(self) -> Iterator[Element]:
        """The elements in it, in reading order, without itself."""
        waiting = [child for child in reversed(self.children) if isinstance(child, Element)]
        while waiting:
            yield (element := waiting.pop())
            if element.children:
                waiting += [child for child in reversed(element.children) if isinstance(child, Element)]

    def ancestors(self) -> Iterator[Element]:
        """The elements that it is in, the nearest first."""
        element = self.parent
        while element is not None:
            yield element
            element = element.parent

    @property
    def text(self) -> str:
        """All text in it."""
        waiting: list[Element | str] = [self]
        found: list[str] = []
        while waiting:
            each = waiting.pop()
            if isinstance(each, str):
                found.append(each)
            else:
                waiting += reversed(each.children)
        return "".join(found)


def parsed(text: str, path: Path, *, strict: bool = False) -> tuple[Element, ...]:
    """The elements of a page in reading order, its root first; refused if they are too many for a page.

    In a `strict` page, which is XML, any element can be empty, as in `<a/>`.
    """
    tree = _Tree(strict)
    _read(text, tree)
    if len(tree.made) >= MOST:
        message = f"it has more than {MOST} elements: this is not a page that a person wrote"
        raise Refused(Problem(path, 0, message, advice="divide it, or save its text as plain text"))
    for element in reversed(tree.made):
        if element.parent is not None:
            element.parent.size += element.size
            element.parent.linked += element.linked
    return tuple(tree.made)


# ------------------------------------------------------------------ tokens

# Values end at the next quote, wherever it is; none of these patterns can go back over what it has read.
_TAG = re.compile(
    r"<(?P<end>/?)(?P<name>[a-zA-Z][^\s/>]*+)"
    r"(?P<attributes>(?:[\s/]++|[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s>\"'][^\s>]*+)?+)?+)*+)>"
)
_ATTRIBUTE = re.compile(r"([^\s/>][^\s/>=]*+)(?:\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)'|([^\s>\"'][^\s>]*+))?+)?+")
_COMMENT_END = re.compile(r"--!?>")
_RAW = frozenset(("script", "style", "title", "textarea", "iframe", "noembed", "noframes", "xmp"))
_RAW_ENDS = {name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE) for name in _RAW}
_FAILURES = 20  # signs `<` that open nothing although a letter follows; then no more tags are looked for


def _read(text: str, tree: _Tree) -> None:
    """Tell the tree the tags and the text."""
    at = failures = 0
    while (sign := text.find("<", at)) >= 0 and len(tree.made) < MOST:
        if sign > at:
            tree.add_text(text[at:sign])
        tag = _TAG.match(text, sign) if failures < _FAILURES else None
        if tag:
            at = tag.end()
            _take(tag, tree)
            if not tag["end"] and tree.raw:
                end = _RAW_ENDS[tree.raw].search(text, at)
                at = end.start() if end else len(text)
        elif (after := text[sign + 1 : sign + 2]) and after in "!?/":
            at = _behind_comment(text, sign, tree)
        else:
            failures += after.isalpha()
            tree.add_text("<")
            at = sign + 1
    tree.add_text(text[at:])


def _take(tag: re.Match[str], tree: _Tree) -> None:
    name = tag["name"].lower()
    if tag["end"]:
        tree.close(name)
    else:
        inner = tag["attributes"]
        tree.open(name, _attributes(inner) if inner else {}, empty=inner.endswith("/"))


def _attributes(inner: str) -> dict[str, str]:
    """The attributes of a tag; of two with the same name the first counts."""
    found: dict[str, str] = {}
    for name, double, single, bare in _ATTRIBUTE.findall(inner):
        value = double or single or bare
        found.setdefault(name.lower(), unescaped(value) if "&" in value else value)
    return found


def _behind_comment(text: str, sign: int, tree: _Tree) -> int:
    """Where text goes on behind a comment, a declaration or a stray end tag."""
    if text.startswith("<!--", sign):
        if text.startswith((">", "->"), sign + 4):
            return text.index(">", sign) + 1
        end = _COMMENT_END.search(text, sign + 4)
        return end.end() if end else len(text)
    if tree.strict and text.startswith("<![CDATA[", sign):
        close = text.find("]]>", sign)
        close = close if close >= 0 else len(text)
        tree.add_text(text[sign + 9 : close], plain=True)
        return close + 3
    close = text.find(">", sign)
    return close + 1 if close >= 0 else len(text)


# ------------------------------------------------------------------ tree

_VOID = frozenset(
    [
        "area",
        "base",
        "basefont",
        "bgsound",
        "br",
        "col",
        "embed",
        "frame",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
    ]
)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_CLOSES_PARAGRAPH = _HEADINGS | frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "center",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dd",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "header",
        "hgroup",
        "hr",
        "li",
        "listing",
        "main",
        "menu",
        "nav",
        "ol",
        "p",
        "pre",
        "search",
        "section",
        "summary",
        "table",
        "ul",
    ]
)
BLOCKS = _CLOSES_PARAGRAPH | frozenset(
    [
        "body",
        "caption",
        "frameset",
        "html",
        "iframe",
        "legend",
        "noscript",
        "object",
        "optgroup",
        "option",
        "tbody",
        "td",
        "template",
        "tfoot",
        "th",
        "thead",
        "tr",
    ]
)
"""The elements that stand on lines of their own; all others are part of a line."""
_CELLS = frozenset(("td", "th"))
_GROUPS = frozenset(("tbody", "thead", "tfoot"))
_TABLE = frozenset(("table",))
# What an open element that may lack its end tag ends at, and what it is not looked for beyond.
_ENDED_BY = {
    "li": (frozenset(("li",)), BLOCKS - {"address", "div", "p", "li"}),
    "dt": (frozenset(("dt", "dd")), BLOCKS - {"address", "div", "p", "dt", "dd"}),
    "dd": (frozenset(("dt", "dd")), BLOCKS - {"address", "div", "p", "dt", "dd"}),
    "td": (_CELLS, _TABLE | {"tr"}),
    "th": (_CELLS, _TABLE | {"tr"}),
    "tr": (frozenset(("tr",)), _TABLE | _GROUPS),
    "option": (frozenset(("option",)), frozenset(("select", "datalist"))),
    **dict.fromkeys(_GROUPS, (_GROUPS | {"caption", "colgroup"}, _TABLE)),
}
_SCOPE = _CELLS | {"table", "caption", "html", "template", "object", "marquee", "button"}  # `</div>` looks no further
_PARTS_OF_TABLES = _CELLS | _GROUPS | {"tr", "table", "caption"}
_HEAD = frozenset(["title", "meta", "link", "script", "style", "base", "noscript", "template", "bgsound", "basefont"])
_FOREIGN = frozenset(("svg", "math"))
_IGNORED = frozenset(("html", "head", "body"))


class _Tree:
    """The tree built so far, and which elements are open."""

    def __init__(self, strict: bool) -> None:  # noqa: FBT001
        self.strict = strict
        self.root = Element("html")
        self.made = [self.root]
        self.raw = ""  # the element just opened, if its content is no markup
        self._open = [self.root]
        self._skipped: Counter[str] = Counter()  # elements too deep for the tree
        self._in_link = False

    def add_text(self, text: str, *, plain: bool = False) -> None:
        if "&" in text and not plain:
            text = unescaped(text)
        length = len(text.strip())
        if length and self._open[-1].tag == "head":
            self._open.pop()
        into = self._open[-1]
        into.children.append(text)
        into.size += length
        into.linked += length if self._in_link else 0

    def open(self, name: str, attributes: dict[str, str], *, empty: bool) -> None:
        self.raw = ""
        if name in _IGNORED and name != "head":
            self._document(name, attributes)
            return
        foreign = any(each.tag in _FOREIGN for each in self._open) if empty or name in _RAW else False
        self._end_implied(name)
        if name == "a":
            self._in_link = "href" in attributes
        made = Element(name, attributes, self._open[-1])
        before = self._open[-1].children[-1:]
        made.glued = bool(before) and isinstance(before[0], str) and not before[0][-1:].isspace()
        self._open[-1].children.append(made)
        self.made.append(made)
        if name in _VOID or (empty and (self.strict or foreign or name in _FOREIGN)):
            return
        self.raw = name if name in _RAW and not foreign else ""
        if len(self._open) < DEEPEST:
            self._open.append(made)
        else:
            self._skipped[name] += 1

    def _document(self, name: str, attributes: dict[str, str]) -> None:
        """The tag of the whole document, or of its body, which can come again."""
        if name == "html":
            self.root.attributes = attributes | self.root.attributes
        elif self._open[-1].tag in ("html", "head"):
            del self._open[1:]
            self._open.append(Element("body", attributes, self.root))
            self.root.children.append(self._open[-1])
            self.made.append(self._open[-1])

    def _end_implied(self, name: str) -> None:
        """Close the elements whose end tag may be missing before this start tag."""
        if self._open[-1].tag == "head" and name not in _HEAD:
            self._open.pop()
        if name in _CLOSES_PARAGRAPH:
            self._pop(frozenset(("p",)), _SCOPE)
            if name in _HEADINGS and self._open[-1].tag in _HEADINGS:
                self._open.pop()
        if name in _ENDED_BY:
            self._pop(*_ENDED_BY[name])
        elif name == "a":
            self._pop(frozenset(("a",)), BLOCKS)

    def _pop(self, names: frozenset[str], barrier: frozenset[str]) -> bool:
        """Close the nearest open element with one of these names, unless one of `barrier` is nearer."""
        for n in range(len(self._open) - 1, 0, -1):
            tag = self._open[n].tag
            if tag in names:
                del self._open[n:]
                return True
            if tag in barrier:
                return False
        return False

    def close(self, name: str) -> None:
        if name == "a":
            self._in_link = False
        if self._skipped[name]:
            self._skipped[name] -= 1
        elif name == "br":
            self.open(name, {}, empty=False)
        elif name == "head":
            self._pop(frozenset(("head",)), frozenset())
        elif name not in _IGNORED:
            self._end(name)

    def _end(self, name: str) -> None:
        if name in _PARTS_OF_TABLES:
            barrier = _TABLE if name != "table" else frozenset[str]()
        elif name == "li":
            barrier = _SCOPE | {"ul", "ol", "menu"}
        else:
            barrier = _SCOPE if name in BLOCKS else BLOCKS
        found = self._pop(_HEADINGS if name in _HEADINGS else frozenset((name,)), barrier - {name})
        if name == "p" and not found:  # it shows as an empty paragraph, which divides the text
            self.open("p", {}, empty=False)
            self._open.pop()
