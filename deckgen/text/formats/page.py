"""Which elements of a web page are its main text, and what the others are.

Whether something is left out depends on what it is marked as, by its tag, its role or the names of its classes, and
only in extreme cases on how much text it holds. So the translations of a page, which come from one template, are
treated alike. In doubt text stays: a line too many shows, a missing one does not.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from deckgen.text.formats.elements import BLOCKS, Element

OUTSIDE = "outside the main text"

_TAGS = {"nav": "navigation", "header": "header", "footer": "footer", "aside": "aside", "form": "form"}
_CONTROLS = frozenset(("button", "select", "option", "textarea", "input", "datalist", "optgroup", "output"))
_ROLES = {
    "navigation": "navigation",
    "menu": "navigation",
    "menubar": "navigation",
    "tablist": "navigation",
    "banner": "header",
    "contentinfo": "footer",
    "complementary": "aside",
    "search": "form",
    "form": "form",
    "dialog": "window",
    "alertdialog": "window",
    "tooltip": "window",
    "doc-toc": "table of contents",
}
# Parts of the names of classes and ids, as templates of sites use them.
_NAMES = {
    part: reason
    for reason, parts in {
        "cookies": "cookie cookies cookiebar cookiebanner cookieconsent consent gdpr onetrust cybot cookiebot iubenda"
        " didomi usercentrics klaro",
        "comments": "comments commentlist disqus respond",
        "navigation": "nav navbar navigation breadcrumb breadcrumbs pagination pager menubar topnav subnav sidenav"
        " navbox catlinks skiplink sitemap navheader navfooter",
        "table of contents": "toc tableofcontents",
        "aside": "sidebar related recommended recommendations trending",
        "page furniture": "share sharing sharedaddy addtoany addthis social socials newsletter subscribe advert"
        " advertisement advertising ads adsense adsbygoogle sponsored paywall popup outbrain taboola editsection"
        " printfooter headerlink permalink totop backtotop langswitcher",
        "footer": "footer",
    }.items()
    for part in parts.split()
}
_NEGATED = frozenset(("has", "no", "with", "without", "not", "is", "hide", "show"))  # `has-sidebar` is said of a page
_NAMED = frozenset(
    [
        "div",
        "section",
        "ul",
        "ol",
        "dl",
        "table",
        "p",
        "span",
        "a",
        "header",
        "td",
        "tbody",
        "tr",
        "h2",
        "h3",
        "h4",
        "h5",
        "details",
        "small",
        "strong",
    ]
)
_INLINE_NAMES = frozenset(("editsection", "headerlink", "permalink"))
_ADMONITIONS = re.compile(r"admonition|callout|note|tip|warning|caution|info|important|danger|alert", re.IGNORECASE)
_CONTENT = re.compile(
    r"(?:^|\s)(?:(?:mw-)?content-?text|body-?content|(?:entry|post|article|story|page|main)[-_]*(?:content|body|text)"
    r"|content|main|article)(?:\s|$)",
    re.IGNORECASE,
)

_MUCH = 1 / 2  # of the running text of a page: no class name alone makes that furniture
_HALF = 0.5  # of the running text that is not furniture: what holds less is not the main text
_MENUS = frozenset(["ul", "ol", "div", "table", "dl", "p", "section", "td", "center"])
_FEWEST = 3  # links of a menu without a mark
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_WORD = re.compile(r"[^\W\d_]")


def main_text(elements: Sequence[Element], unshown: Mapping[Element, str]) -> dict[Element, str]:
    """The elements of a page that are not its main text, with the reason; those `unshown` are among them."""
    found = dict(unshown)
    page = _Page(elements, found)
    page.leave_out_marked()
    main, marked = page.main()
    if not marked:
        page.leave_out_menus()
    _leave_out_around(main, found)
    return found


class _Page:
    """A page, and the elements of it that are known to be left out."""

    def __init__(self, elements: Sequence[Element], found: dict[Element, str]) -> None:
        self._root, self._found = elements[0], found
        self._kept: list[Element] = []  # in reading order, without what is left out
        self._titles = [each for each in elements if each.tag == "h1" and each.size]
        self._titles_in = _counted(elements, self._titles)
        self._places_in = _counted(elements, [each for each in elements if _is_place(each)])

    # -------------------------------------------------------------- what is marked as something else

    def leave_out_marked(self) -> None:
        """Leave out what tags, roles and names of classes mark as furniture."""
        waiting = [(self._root, False)]
        while waiting:
            element, in_text = waiting.pop()
            if element in self._found:
                continue
            reason = _reason(element, in_text=in_text)
            if reason and not self._is_protected(element, reason):
                self._found[element] = reason
                continue
            self._kept.append(element)
            in_text = in_text or element.tag in ("main", "article") or element.attributes.get("role") == "main"
            waiting += [(child, in_text) for child in reversed(element.children) if isinstance(child, Element)]

    def _is_protected(self, element: Element, reason: str) -> bool:
        """Whether an element that is marked as furniture holds the text, as a form around a whole page does."""
        if not element.size or (reason == "navigation" and element.tag == "nav"):
            return False
        titles = self._titles_in[element]
        if self._places_in[element] or (titles and titles == len(self._titles)):
            return True
        if element.tag == "header" and not element.linked and titles:
            return True  # the title of a text, not the head of a site
        if reason in ("comments", "cookies", "footer"):
            return False
        much = element.size - element.linked > _MUCH * (self._root.size - self._root.linked)
        return much and any(each.size and (each.tag == "p" or each.tag in _HEADINGS) for each in element.elements())

    # -------------------------------------------------------------- what is marked as the text

    def main(self) -> tuple[Element, bool]:
        """The element that holds the main text, and whether the page marks it as such."""
        titles = [each for each in self._kept if each.tag == "h1" and each.size]
        least = _HALF * self._running(self._root)
        for candidates in self._candidates():
            places = set(candidates)
            if not any(above in places for title in titles for above in (title, *title.ancestors())):
                candidates = [*candidates, *titles[:1]]
            main = _common(candidates)
            if self._running(main) >= least:
                return main, main.tag not in ("body", "html")
        return self._root, False

    def _candidates(self) -> Iterable[list[Element]]:
        """What may be the main text, the clearest marks first."""
        for is_one in (
            lambda each: each.tag == "main" or each.attributes.get("role") == "main",
            lambda each: each.attributes.get("itemprop") == "articleBody",
            lambda each: each.tag == "article",
            lambda each: bool(each.attributes) and bool(_CONTENT.search(_names(each))),
        ):
            if found := [each for each in self._kept if each.size and is_one(each)]:
                yield found

    def _running(self, element: Element) -> int:
        """The characters of an element that are neither in links nor left out."""
        gone = [each for each in self._found if element in each.ancestors()]
        tops = [each for each in gone if each.parent not in self._found]
        return element.size - element.linked - sum(each.size - each.linked for each in tops)

    # -------------------------------------------------------------- menus without a mark

    def leave_out_menus(self) -> None:
        """Leave out lists of links above the first heading, and bars of links anywhere.

        Other lists of links can be text: what a chapter has, or where to read on.
        """
        headings = [n for n, each in enumerate(self._kept) if each.tag in _HEADINGS and each.size]
        top = headings[0] if headings else 0
        for n, element in enumerate(self._kept):
            if element.tag not in _MENUS or 2 * element.linked <= element.size:
                continue
            if not any(above in self._found for above in element.ancestors()):
                inner = tuple(element.elements())
                is_bar = not any(each.tag in BLOCKS or each.tag == "br" for each in inner)
                if (
                    (n < top or is_bar)
                    and sum(each.tag == "a" for each in inner) >= _FEWEST
                    and _is_only_links(element)
                ):
                    self._found[element] = "navigation"


def _is_only_links(element: Element) -> bool:
    """Whether all words of an element are in links."""
    waiting: list[Element | str] = [element]
    while waiting:
        each = waiting.pop()
        if isinstance(each, Element):
            waiting += each.children if each.tag != "a" else ()
        elif _WORD.search(each):
            return False
    return True


def _is_place(element: Element) -> bool:
    """Whether an element is where a page says that its text is."""
    if element.tag == "main" or element.attributes.get("role") == "main":
        return True
    return element.attributes.get("itemprop") == "articleBody"


def _reason(element: Element, *, in_text: bool) -> str:
    """What an element is marked as, if it is not text; `in_text`: it is in an element marked as the text."""
    tag, given = element.tag, element.attributes
    if tag in _CONTROLS:
        in_heading = any(above.tag in _HEADINGS or above.tag in ("summary", "dt") for above in element.ancestors())
        return "" if in_heading else "form"
    role = given.get("role", "")
    if tag == "aside" and in_text and (role == "note" or _ADMONITIONS.search(_names(element))):
        return ""
    if tag == "header" and in_text:
        return ""
    if tag == "footer" and element.parent and element.parent.tag in ("blockquote", "figure"):
        return ""
    if tag in _TAGS or role in _ROLES:
        return _TAGS.get(tag) or _ROLES[role]
    if tag == "div" and given.get("title") in ("header", "footer"):  # of the pages of a text, as LibreOffice exports it
        return f"running {given['title']}"
    return _named(_names(element), inline=tag in ("span", "a")) if given and tag in _NAMED else ""


def _names(element: Element) -> str:
    return f"{element.attributes.get('id', '')} {element.attributes.get('class', '')}"


@lru_cache(maxsize=4096)
def _named(names: str, *, inline: bool) -> str:
    """What the names of the classes and the id of an element say that it is."""
    for name in names.split():
        parts = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", name).lower().replace("_", "-").replace(":", "-").split("-")
        if parts[0] in _NEGATED:
            continue
        for part in parts:
            if part in _NAMES and (not inline or part in _INLINE_NAMES):
                return _NAMES[part]
    return ""


def _counted(elements: Sequence[Element], counted: Iterable[Element]) -> Counter[Element]:
    """How many of the elements to count each of `elements`, which are in reading order, holds or is."""
    found = Counter(counted)
    for element in reversed(elements) if found else ():
        if element.parent is not None and found[element]:
            found[element.parent] += found[element]
    return found


def _common(elements: Sequence[Element]) -> Element:
    """The smallest element that holds all of these."""
    found = [elements[0], *elements[0].ancestors()]
    for element in elements[1:]:
        around = {element, *element.ancestors()}
        found = [each for each in found if each in around]
    return found[0]


def _leave_out_around(main: Element, found: dict[Element, str]) -> None:
    """Leave out what is beside the main text, in every element that it is in."""
    inner = main
    for element in main.ancestors():
        for n, child in enumerate(element.children):
            if isinstance(child, str):  # text that is in no element of its own
                child = element.children[n] = Element("span", {}, element, [child], len(child.strip()))
            if child is not inner:
                found.setdefault(child, OUTSIDE)
        inner = element
