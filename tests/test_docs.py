"""The pages under docs/ are true: they print what they show, name what exists, and leave nothing out."""

from __future__ import annotations

import re

import pytest
from conftest import ROOT
from pages import PAGES, blocks, commands, deckgen_calls, make_targets, problems_of, understood

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
