"""A deck's own look: templates and colours in its folder, which replace the shipped ones.

`templates/style.css` is appended to the style sheet, so a deck can change just the colours;
`templates/vocabulary/recognition.front.html` and the like replace one side of one card.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping

from deckgen.cards import safe_css, safe_html
from deckgen.cards.notetypes import template_file, template_words
from deckgen.files.disk import files_in, read
from deckgen.files.source import Problem, Refused, Source
from deckgen.project.deck import Deck
from deckgen.project.fields import FIELDS, TEMPLATES

FOLDER = "templates"
STYLE = "style.css"
ANKIS = frozenset({"FrontSide", "Tags", "Type", "Deck", "Subdeck", "Card", "CardFlag"})
_TAG = re.compile(r"\{\{\s*+([#^/]?)([^{}]*+)\}\}")
_WORD = re.compile(r"\[\[([^\[\]]*)\]\]")


def names() -> list[str]:
    """The files that a deck can have of its own, as paths inside its templates folder."""
    sides = (
        f"{kind}/{name.lower()}.{side}.html"
        for kind, given in TEMPLATES.items()
        for name in given
        if not name.startswith("Spare")
        for side in ("front", "back")
    )
    return [STYLE, *sides]


def load(deck: Deck) -> tuple[dict[str, str], list[Problem]]:
    """The deck's own templates by name, and their problems."""
    folder = deck.folder / FOLDER
    found: dict[str, str] = {}
    problems: list[Problem] = []
    try:
        paths = files_in(folder)
    except Refused as refused:
        return {}, list(refused.problems)
    for path in paths:
        name = path.relative_to(folder).as_posix()
        if path.is_dir() or path.name.startswith("."):
            continue
        if name not in names():
            close = difflib.get_close_matches(name, names(), 1)
            advice = f"did you mean {close[0]}?" if close else f"allowed here: {', '.join(names())}"
            problems.append(Problem(path, 0, "not a card template", advice=advice))
            continue
        try:
            source = read(path)
        except Refused as refused:
            problems += refused.problems
            continue
        found[name] = source.text.rstrip("\n")
        problems += check(name, source, deck)
    return found, problems


def check(name: str, source: Source, deck: Deck) -> Iterator[Problem]:
    """The problems of one template."""
    if name == STYLE:
        yield from _problems(source, safe_css.in_sheet(source.text))
        return
    kind = name.partition("/")[0]
    yield from _fields(source, frozenset(FIELDS[kind]))
    yield from _words(source, template_words(deck))
    yield from _problems(source, safe_html.in_template(source.text))
    if name.endswith(".front.html"):
        flag = re.match(r"\{\{#(\w+)\}\}", template_file(name))
        whole = rf"\s*\{{\{{#{flag[1]}\}}\}}.*\{{\{{/{flag[1]}\}}\}}\s*" if flag else ""
        if flag and not re.fullmatch(whole, source.text, re.DOTALL):
            message = f"the whole question must be inside {{{{#{flag[1]}}}}} … {{{{/{flag[1]}}}}}"
            yield source.problem(0, message, "otherwise Anki makes this card for every note")


def _fields(source: Source, known: frozenset[str]) -> Iterator[Problem]:
    """Fields that the note type does not have, and conditions that do not nest."""
    opened: list[tuple[str, int]] = []
    for match in _TAG.finditer(source.text):
        sign, field = match[1], match[2].strip().rpartition(":")[2]  # filters come before it: type:, tts it_IT:
        if field not in known | ANKIS:
            close = difflib.get_close_matches(field, [*known, *ANKIS], 1)
            advice = f"did you mean {{{{{sign}{close[0]}}}}}?" if close else f"fields: {', '.join(sorted(known))}"
            yield source.problem(match.start(), f"the note type has no field {field or '(empty)'}", advice)
        if sign in ("#", "^"):
            opened.append((field, match.start()))
        elif sign == "/" and (not opened or opened.pop()[0] != field):
            yield source.problem(
                match.start(), f"{{{{/{field}}}}} does not match an open condition", "check the conditions above it"
            )
    for field, at in opened:
        yield source.problem(at, f"{{{{#{field}}}}} is not closed", f"add {{{{/{field}}}}}")


def _words(source: Source, known: Mapping[str, str]) -> Iterator[Problem]:
    for match in _WORD.finditer(source.text):
        if match[1] not in known:
            yield source.problem(
                match.start(), f"unknown word [[{match[1]}]]", f"known here: {', '.join(sorted(known))}"
            )


def _problems(source: Source, dangers: Iterable[safe_css.Danger]) -> Iterator[Problem]:
    for danger in dangers:
        yield source.problem(danger.at, danger.message, danger.advice)
