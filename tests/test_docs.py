"""The pages under docs/ are true: they print what they show, name what exists, and leave nothing out."""

from __future__ import annotations

import ast
import inspect
import re
from pathlib import Path

import pytest
from conftest import ROOT, Project
from pages import PAGES, blocks, commands, deckgen_calls, make_targets, problems_of, understood

from deckgen import overrides
from deckgen.checks import RULES, Check, code_of
from deckgen.deck import load
from deckgen.lints import LINTS, THOROUGH
from deckgen.notetypes import FIELDS, template_file, template_words
from deckgen.source import Source
from deckgen.terminal import FAULT, INTERRUPTED, PROBLEMS, USAGE

TEXTS = {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in PAGES}


# ------------------------------------------------------------------ all pages


@pytest.mark.parametrize("name", TEXTS)
def test_commands_are_understood(name: str) -> None:
    for call in deckgen_calls(TEXTS[name]):
        understood(call)
    asked = {command.split()[1] for command in commands(TEXTS[name]) if command.startswith("make ")}
    assert asked | set(re.findall(r"`make ([a-z]+)`", TEXTS[name])) <= make_targets()


@pytest.mark.parametrize("name", TEXTS)
def test_calls_inside_sentences_are_understood_too(name: str) -> None:
    prose = re.sub(r"^```.*?^```", "", TEXTS[name], flags=re.DOTALL | re.MULTILINE)
    for call in re.findall(r"`(deckgen(?: [^`]*)?)`", prose):
        if not re.search(r"[…A-Z]{2}|…", call):  # with a word in capitals or dots it is a pattern, not a call
            understood(call)


@pytest.mark.parametrize("example", [block for text in TEXTS.values() for block in blocks(text, "yaml")])
def test_examples_are_read_without_a_problem(example: str) -> None:
    assert problems_of(example) == []


@pytest.mark.parametrize(
    "wrong", ["# pairs\n- it: Sì.\n  cz: Ano.\n", "# vocabulary\n- it: x\n  status: yes\n", "# deck.yaml\nname: x\n"]
)
def test_a_wrong_example_would_be_noticed(wrong: str) -> None:
    assert problems_of(wrong)


# ------------------------------------------------------------------ files.md

FILES = TEXTS["docs/files.md"]


def _table(page: str, heading: str) -> list[list[str]]:
    """The rows of the table under a heading, without its head."""
    part = re.split(rf"^#+ {re.escape(heading)}\n", page, flags=re.MULTILINE)[1]
    rows = re.findall(r"^\|(.+)\|$", re.split(r"^#", part, flags=re.MULTILINE)[0], re.MULTILINE)
    return [[cell.strip() for cell in row.split(" | ")] for row in rows[2:]]


def _coded(text: str) -> set[str]:
    return set(re.findall(r"`([^`\n]+)`", text))


UNKNOWN = "zzzzzzzzzz"  # like no key, so that the program tells all that there are
DECK_FILE = f"{UNKNOWN}: x\ntexts: [{{{UNKNOWN}: x}}]\ncards: {{{UNKNOWN}: x}}\naudio: {{{UNKNOWN}: x}}\n"


@pytest.mark.parametrize(
    ("heading", "kind", "text", "place"),
    [
        ("deck.yaml", "deck.yaml", DECK_FILE, 1),
        ("texts", "deck.yaml", DECK_FILE, 2),
        ("cards", "deck.yaml", DECK_FILE, 3),
        ("audio", "deck.yaml", DECK_FILE, 4),
        ("pairs", "pairs", f"- {UNKNOWN}: x\n", 1),
        ("vocabulary", "vocabulary", f"- {UNKNOWN}: x\n", 1),
        ("found", "vocabulary", f"- found: {{{UNKNOWN}: x}}\n", 1),
    ],
)
def test_every_key_that_may_stand_in_a_file_has_its_row_and_no_other(
    heading: str, kind: str, text: str, place: int
) -> None:
    told = problems_of(f"# {kind}\n{text}")
    advice = next(each.advice for each in told if each.code == "unknown-key" and each.line == place + 1)
    known = set(advice.removeprefix("known here: ").split(", "))
    assert set().union(*(_coded(row[0]) for row in _table(FILES, heading))) == known
    assert all(all(row) for row in _table(FILES, heading))


def _levels(function: Check) -> set[str]:
    """The levels of what a check remarks, as its code has them: the fourth thing it says, an error without that."""
    found: set[str] = set()
    for call in ast.walk(ast.parse(inspect.getsource(function))):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "remark":
            said = ast.walk(call.args[3]) if len(call.args) > 3 else [ast.Constant("error")]
            words = {node.value for node in said if isinstance(node, ast.Constant)}
            found |= words & {"error", "warning", "info"}
    return found


def _codes_outside() -> set[str]:
    """The codes of problems that no check of the lists makes."""
    found = set()
    for path in (ROOT / "deckgen").rglob("*.py"):
        text = path.read_text("utf-8")
        found |= set(re.findall(r"""\bcode="([a-z-]+)"|\.problem\("([a-z-]+)"\)""", text))
    return {code for pair in found for code in pair if code}


def test_every_check_has_its_row_with_its_levels_and_whether_it_may_be_allowed() -> None:
    lints = (*LINTS, *THOROUGH)
    rows = {code: row for row in _table(FILES, "Checks") for code in _coded(row[0])}
    assert rows.keys() == {code_of(each) for each in (*RULES, *lints)} | _codes_outside()
    for function in (*RULES, *lints):
        _, level, said, allow = rows[code_of(function)]
        assert set(level.replace("hint", "info").split(", ")) == _levels(function), level
        assert (allow == "yes") == (function in lints), code_of(function)
        assert ("*check only*" in said) == (function in THOROUGH), code_of(function)
    assert {rows[code][3] for code in _codes_outside()} == {"no"}


def test_every_exit_code_has_its_row() -> None:
    rows = [row[0] for row in _table(FILES, "Exit codes")]
    assert rows == [str(code) for code in (0, PROBLEMS, USAGE, FAULT, INTERRUPTED)]


def test_templates_fields_and_words_are_those_that_there_are(project: Project) -> None:
    deck, _ = load(project.deck)
    assert deck is not None
    said = FILES.split("\n## templates\n")[1].split("\n## ")[0]
    lists = [
        ("one side of one card: (.*?)\\. Begin", set(overrides.names()) - {overrides.STYLE}),
        ("Sentences have the fields (.*?)\\.", set(FIELDS["sentence"])),
        ("Terms have (.*?)\\.\n", set(FIELDS["vocabulary"])),
        ("replaced at the build: (.*?)\\.\n", set(template_words(deck))),
    ]
    for pattern, known in lists:
        (found,) = re.findall(pattern, " ".join(said.split(" ")), re.DOTALL)
        assert _coded(found) == known


def test_the_style_sheet_that_is_shown_changes_a_colour_that_there_is(project: Project) -> None:
    deck, _ = load(project.deck)
    assert deck is not None
    (sheet,) = blocks(FILES, "css")
    assert list(overrides.check(overrides.STYLE, Source(Path("style.css"), sheet), deck)) == []
    assert set(re.findall(r"--dg-\w+", sheet)) <= set(re.findall(r"--dg-\w+", template_file("style.css")))
