"""What a person can do to the rows of a text: each operation by its name, from what the page sends."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from deckgen.actions import decide, repair, rewriting
from deckgen.actions.left_out import split
from deckgen.actions.repair import Repair
from deckgen.align.beads import align
from deckgen.checks.rules import may_allow
from deckgen.files.characters import folded
from deckgen.files.source import Problem, Refused
from deckgen.languages.language import FREQUENCIES
from deckgen.merge.groups import joined
from deckgen.project.keys import STATUSES
from deckgen.project.pairs import Section
from deckgen.project.parts import Part
from deckgen.project.vocabulary import Term
from deckgen.studio import given as read
from deckgen.studio.desk import Changed, Desk, View
from deckgen.studio.rows import Row

Given = Mapping[str, Any]
_PAIR_TEXTS = ("front", "back", "cue", "hint")
_TERM_TEXTS = ("front", "back", "grammar", "cue", "hint")


def carry_out(desk: Desk, given: Given) -> Changed:
    """Do what a page asks for: `op` names it, `text` is the text, `rows` are the entries as the page saw them."""
    name = read.text(given, "op")
    if name not in _OPERATIONS:
        raise Refused(Problem(desk.folder, 0, f"there is no operation `{name}`"))
    key = str(read.row(given).get("key", "")) if given.get("rows") else ""
    return desk.change(read.text(given, "text"), name, lambda view: _OPERATIONS[name](desk, view, given), key)


# ------------------------------------------------------------------ pairs


def _repaired(desk: Desk, view: View, done: Repair) -> Part:
    """The text after a repair; refused if text would be lost that is nowhere else."""
    if any(done.left_out):
        documents = desk.documents(view.text.id, headings=True)
        for text, sentences, code in zip(done.left_out, documents, desk.languages, strict=True):
            there = " ".join(sentences)  # sentences that were joined by hand need not be neighbours in it
            if not all(each in there for each in split(folded(text), code)):
                message = f"“{text}” would be lost: it is not in the documents of this text"
                raise repair.refused(view.part.pairs, done.first, message, "merge the two pairs instead")
    return rewriting.carried_out(view.part, done, desk.languages).part


def _merge(desk: Desk, view: View, given: Given) -> Part:
    upper, _ = _neighbours(desk, view, given)
    built = {entry.id for entry in desk.last.entries if not entry.retired}
    return _repaired(desk, view, repair.merged(view.part.pairs, upper, built))


def _split(desk: Desk, view: View, given: Given) -> Part:
    row = _pair(desk, view, given)
    new = next(desk.fresh(view))
    return _repaired(desk, view, repair.split(view.part.pairs, row.number, read.places(given, "at"), new))


def _move(desk: Desk, view: View, given: Given) -> Part:
    upper, lower = _neighbours(desk, view, given)
    up = read.truth(given, "up")
    n = lower if up else upper
    return _repaired(desk, view, repair.moved(view.part.pairs, n, read.side(given), desk.languages, up=up))


def _attach(desk: Desk, view: View, given: Given) -> Part:
    row = _pair(desk, view, given)
    text, above = _sentence(view, given), read.truth(given, "above")
    return _repaired(desk, view, repair.attached(view.part.pairs, row.number, read.side(given), text, above=above))


def _new_pair(desk: Desk, view: View, given: Given) -> Part:
    behind = desk.row(view, read.row(given)).record if given.get("rows") else None
    front, back = map(folded, read.two(given, "texts"))
    if not front or not back:
        raise Refused(view.part.pairs.source.problem(0, "a pair needs a text on both sides"))
    return _repaired(desk, view, repair.paired(view.part.pairs, behind, (front, back), next(desk.fresh(view))))


def _pair_with(desk: Desk, view: View, given: Given) -> Part:
    row = _pair(desk, view, given)
    new = next(desk.fresh(view))
    text = _sentence(view, given)
    done = repair.paired_with(view.part.pairs, row.number, read.side(given), text, desk.languages, new)
    return _repaired(desk, view, done)


def _edit(desk: Desk, view: View, given: Given) -> Part:
    row = _pair(desk, view, given)
    asked = read.values(given)
    values = _values(asked, _PAIR_TEXTS)
    if "doubt" in asked:
        values["doubt"] = read.doubt(asked, "doubt")
    return _repaired(desk, view, repair.amended(view.part.pairs, row.number, values))


def _good(desk: Desk, view: View, given: Given) -> Part:
    row = _pair(desk, view, given)
    return _repaired(desk, view, repair.amended(view.part.pairs, row.number, {"doubt": 0.0}))


def _skip(desk: Desk, view: View, given: Given) -> Part:
    row = _pair(desk, view, given)
    return _repaired(desk, view, repair.amended(view.part.pairs, row.number, {"skip": read.truth(given, "skip")}))


def _allow(desk: Desk, view: View, given: Given) -> Part:
    """Silence a check for a pair or for a term."""
    code = read.text(given, "code")
    term = any(row.key == read.row(given).get("key") for row in view.terms)
    row = desk.row(view, read.row(given), term=term)
    if row.kind == "section" or not may_allow(code):
        raise Refused(view.part.pairs.source.problem_in(row.data["line"], f"`{code}` cannot be allowed here"))
    allow = tuple(dict.fromkeys((*row.data["allow"], code)))
    if term:
        return decide.amended(view.part, row.number, {"allow": allow}, desk.languages)
    return _repaired(desk, view, repair.amended(view.part.pairs, row.number, {"allow": allow}))


def _realign(desk: Desk, view: View, given: Given) -> Part:
    """Align the sentences between two rows again, with those that were left out there; nothing else moves."""
    file = view.part.pairs
    first, last = sorted(_pair(desk, view, given, n).number for n in (0, 1))
    if any(repair.heading_between(file, n) for n in range(first, last)):
        raise repair.refused(file, first, "there is a heading between these rows", "mark rows of one section")
    places = {row.number: n for n, row in enumerate(view.rows) if row.kind == "pair"}
    out = desk.left_out(view.text.id)
    sides: tuple[list[str], list[str]] = ([], [])
    for n in range(first, last + 1):
        for side, text in enumerate(repair.said(file.values[n])):
            sides[side].extend(split(text, desk.languages[side]))
            sides[side].extend(each.text for each in out if each.side == side and each.behind == places[n])
    beads = [
        (joined(sides[0][i] for i in bead.left), joined(sides[1][j] for j in bead.right), bead.doubt)
        for bead in align(*sides)
    ]
    done = repair.realigned(file, first, last + 1, beads, desk.fresh(view))
    return _repaired(desk, view, done)


# ------------------------------------------------------------------ headings


def _heading(desk: Desk, view: View, given: Given) -> Part:
    """A heading above a pair; or, without a title, the pair itself as a heading."""
    row = _pair(desk, view, given)
    title = _title(given)
    if title.front:
        return _headed(desk, view, rewriting.heading_added(view.part.pairs, row.number, title, desk.languages))
    used = [term.front for term in view.part.terms.values if term.pair and term.pair == row.key]
    if used:
        message = f"this pair is the example of a term: {', '.join(used)}"
        raise repair.refused(view.part.pairs, row.number, message, "reject the term, or give it another example")
    return _headed(desk, view, rewriting.heading_of(view.part.pairs, row.number, desk.languages))


def _retitle(desk: Desk, view: View, given: Given) -> Part:
    """Another title for a heading; without one it goes."""
    row = desk.row(view, read.row(given))
    if row.kind != "section":
        raise Refused(view.part.pairs.source.problem_in(row.data["line"], "this is not a heading"))
    return _headed(desk, view, rewriting.heading_changed(view.part.pairs, row.number, _title(given), desk.languages))


def _headed(desk: Desk, view: View, edits: Any) -> Part:
    return rewriting.with_headings(view.part, edits, desk.languages)


def _title(given: Given) -> Section:
    return Section(folded(read.text(given, "front", "")), folded(read.text(given, "back", "")))


# ------------------------------------------------------------------ terms


def _decide(desk: Desk, view: View, given: Given) -> Part:
    row = desk.row(view, read.row(given), term=True)
    return decide.amended(view.part, row.number, {"status": read.choice(given, "status", STATUSES)}, desk.languages)


def _edit_term(desk: Desk, view: View, given: Given) -> Part:
    row = desk.row(view, read.row(given), term=True)
    asked = read.values(given)
    values = _values(asked, _TERM_TEXTS)
    if "found" in asked:
        front, back = map(folded, read.two(asked, "found"))
        values["found"] = front, back
    if "pair" in asked:
        values["pair"] = _example(view, row, read.text(asked, "pair"))
    if "status" in asked:
        values["status"] = read.choice(asked, "status", STATUSES)
    return decide.amended(view.part, row.number, values, desk.languages)


def _new_term(desk: Desk, view: View, given: Given) -> Part:
    row = _pair(desk, view, given)
    values = read.values(given)
    texts: dict[str, Any] = {key: folded(read.text(values, key, "")) for key in _TERM_TEXTS}
    texts["frequency"] = read.choice(values, "frequency", ("", *FREQUENCIES)) if "frequency" in values else ""
    if not texts["front"] or not texts["back"]:
        raise Refused(view.part.pairs.source.problem_in(row.data["line"], "a term needs both words"))
    if row.key.startswith("@"):
        message, advice = "this pair has no id yet", "build once, then choose the term"
        raise Refused(view.part.pairs.source.problem_in(row.data["line"], message, advice))
    front, back = map(folded, read.two(values, "found") if values.get("found") else ("", ""))
    term = replace(Term("", "", "", row.key), id=next(desk.fresh(view)), found=(front, back), **texts)
    return decide.added(desk.deck, view.part, term)


# ------------------------------------------------------------------ what the page sends

_OPERATIONS: dict[str, Callable[[Desk, View, Given], Part]] = {
    "merge": _merge,
    "split": _split,
    "move": _move,
    "attach": _attach,
    "pair": _new_pair,
    "pair-with": _pair_with,
    "edit": _edit,
    "good": _good,
    "skip": _skip,
    "allow": _allow,
    "realign": _realign,
    "heading": _heading,
    "retitle": _retitle,
    "decide": _decide,
    "edit-term": _edit_term,
    "new-term": _new_term,
}


def _pair(desk: Desk, view: View, given: Given, n: int = 0) -> Row:
    """The pair that the page names; refused if the row is a heading."""
    row = desk.row(view, read.row(given, n))
    if row.kind != "pair":
        raise Refused(view.part.pairs.source.problem_in(row.data["line"], "this is a heading, not a pair"))
    return row


def _neighbours(desk: Desk, view: View, given: Given) -> tuple[int, int]:
    """The numbers of two pairs, the upper one first; refused if there is another between them."""
    upper, lower = sorted(_pair(desk, view, given, n).number for n in (0, 1))
    if lower != upper + 1:
        raise repair.refused(view.part.pairs, upper, "these pairs are no longer next to each other")
    return upper, lower


def _sentence(view: View, given: Given) -> str:
    text = folded(read.text(given, "sentence"))
    if not text:
        raise Refused(view.part.pairs.source.problem(0, "this sentence is empty"))
    return text


def _example(view: View, row: Row, name: str) -> str:
    """The id of the pair that becomes the example of a term; refused if there is none."""
    if name != row.data["pair"] and all(pair.id != name for pair in view.part.pairs.values if pair.id):
        raise Refused(view.part.terms.source.problem_in(row.data["line"], f"there is no pair `{name}` in this text"))
    return name


def _values(given: Given, texts: tuple[str, ...]) -> dict[str, Any]:
    """The values that the page sends, as they are in an entry."""
    values: dict[str, Any] = {key: folded(read.text(given, key)) for key in texts if key in given}
    if "note" in given:
        values["note"] = "\n".join(filter(None, map(folded, read.text(given, "note").splitlines())))
    if "tags" in given:
        values["tags"] = read.texts(given, "tags")
    return values
