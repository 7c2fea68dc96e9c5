"""Texts in braces that need quotes: the problem names the key, the line and the text to quote, in every file."""

from __future__ import annotations

from pathlib import Path

import pytest

from deckgen.files.braces import cut_off
from deckgen.files.source import Problem, Refused, Source
from deckgen.project.deck import parse_deck
from deckgen.project.pairs import parse_pairs
from deckgen.project.vocabulary import parse_terms

DECK = "name: Prova\nid: 0123456789abcdef\nfront: it\nback: cs\n"


def problems(kind: str, text: str) -> list[Problem]:
    source = Source(Path("a.yaml"), text)
    try:
        if kind == "deck":
            return parse_deck(source)[1]
        return (parse_pairs if kind == "pairs" else parse_terms)(source, ("it", "cs"))[1]
    except Refused as refused:
        return list(refused.problems)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("Marketing: l'inizio", "a colon inside the unquoted text of `title`"),
        ("L'inizio: uno, due", "a colon inside the unquoted text of `title`"),
        ("Uno, due", "a comma inside the unquoted text of `title`"),
        ("Uno, due, e tre", "a comma inside the unquoted text of `title`"),
        ("Uno, prefix", "a comma inside the unquoted text of `title`"),  # also where the rest is a key
        ("Prezzi [2026]", "a bracket inside the unquoted text of `title`"),
        ("[2026] prezzi", "the text of `title` begins with `[`"),
        ("Costi {fissi}", "a brace inside the unquoted text of `title`"),
        ("Uno # due", "a ` #` inside the unquoted text of `title`"),
        ("'L'inizio'", "the text of `title` goes on after its closing quote"),
        ('"Prima" e dopo', "the text of `title` goes on after its closing quote"),
    ],
)
@pytest.mark.parametrize(
    ("before", "after"), [("id: a, ", ", prefix: mv"), ("id: a, prefix: mv, ", ""), ("", ", id: a, prefix: mv")]
)
def test_a_title_that_needs_quotes_is_named_with_its_line(value: str, message: str, before: str, after: str) -> None:
    text = f"{DECK}texts:\n  - {{id: b, title: Due, prefix: b}}\n  - {{{before}title: {value}{after}}}\n"
    (problem,) = problems("deck", text)
    assert (problem.line, problem.message) == (7, message)
    assert problem.advice.startswith('put it in double quotes: title: "')


@pytest.mark.parametrize(
    "text",
    [
        "Marketing: l'inizio",
        "Uno, due",
        "Uno: due, tre",
        "Prezzi [2026]",
        "Costi {fissi}",
        "Uno # due",
        '"Prima" e dopo',
        "C:\\vendite, e altro",
    ],
)
@pytest.mark.parametrize("kind", ["deck", "pairs", "terms"])
def test_what_the_advice_says_to_write_can_be_read(kind: str, text: str) -> None:
    frames = {
        "deck": (f"{DECK}texts:\n  - {{id: a, prefix: a, ", "title", "}\n"),
        "pairs": ("- {id: a, cs: Ano, ", "it", ", skip: false}\n"),
        "terms": ("- {id: a, pair: b, cs: ano, ", "it", ", status: accepted}\n"),
    }
    start, key, end = frames[kind]
    (problem,) = problems(kind, f"{start}{key}: {text}{end}")
    written = problem.advice.removeprefix("put it in double quotes: ")
    assert written.startswith(f'{key}: "')
    assert problems(kind, f"{start}{written}{end}") == []


@pytest.mark.parametrize(
    ("kind", "text", "line", "message"),
    [
        (
            "pairs",
            "- {id: a, it: Sì, cs: Ano}\n- {id: b, it: Uno, due, cs: Dva}\n",
            2,
            "a comma inside the unquoted text of `it`",
        ),
        ("pairs", "- {id: a, it: Uno, note, cs: Dva}\n", 1, "a comma inside the unquoted text of `it`"),
        ("pairs", "- {id: a, it: Sì, cs: Ano, hint: a: b}\n", 1, "a colon inside the unquoted text of `hint`"),
        (
            "terms",
            "- {id: a, it: uno, cs: jeden, pair: b,\n   note: pozor: ne}\n",
            2,
            "a colon inside the unquoted text of `note`",
        ),
        (
            "terms",
            "- it: uno\n  cs: jeden\n  pair: b\n  found: {it: uno, due, cs: jeden}\n",
            4,
            "a comma inside the unquoted text of `it`",
        ),
        (
            "terms",
            "- it: uno\n  cs: jeden\n  pair: b\n  found: {it: uno: due, cs: jeden}\n",
            4,
            "a colon inside the unquoted text of `it`",
        ),
        (
            "deck",
            f"{DECK}texts: []\naudio: {{engine: command, command: dì: {{text}} {{out}}}}\n",
            6,
            "a colon inside the unquoted text of `command`",
        ),
    ],
)
def test_it_is_so_for_any_value_in_any_file(kind: str, text: str, line: int, message: str) -> None:
    assert [(each.line, each.message) for each in problems(kind, text)] == [(line, message)]


def test_several_words_are_a_list() -> None:
    (problem,) = problems("pairs", "- {id: a, it: Sì, cs: Ano, tags: uno, due}\n")
    assert (problem.message, problem.advice) == ("`tags` has several words", "write it like `tags: [uno, due]`")


def test_a_key_that_is_unknown_may_be_part_of_the_text_before_it() -> None:
    (problem,) = problems("deck", f"{DECK}texts: [{{id: a, title: Uno, due: tre, prefix: a}}]\n")
    assert problem.message == "unknown key `due`"
    assert problem.advice.endswith('; if it is part of `title`, put it in double quotes: title: "Uno, due: tre"')


def test_every_entry_of_a_list_has_its_own_problem() -> None:
    found = problems("pairs", "- {id: a, it: Sì: certo, cs: Ano}\n- {id: b, it: No, cs: Ne: nikdy}\n")
    assert [(each.line, each.message) for each in found] == [
        (1, "a colon inside the unquoted text of `it`"),
        (2, "a colon inside the unquoted text of `cs`"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "- {id: a, it: Sono le 12:30, cs: Je půl jedné}\n",
        "- {id: a, it: 'Uno: due, tre', cs: \"A, [b] {c} # d\"}\n",
        "- {id: a, it: Chi?, cs: Kdo?, tags: [uno, due], allow: [long-sentence]}\n",
        "- {id: a, it: Sì, cs: Ano,}\n",
        "- {id: a, it: Sì,\n   cs: Ano}\n",
    ],
)
def test_what_is_written_well_is_no_problem(text: str) -> None:
    assert problems("pairs", text) == []
    assert cut_off(text, text.index("{")) is None


def test_a_brace_that_is_not_closed_is_still_that() -> None:
    found = problems("pairs", "- {id: a, it: Sì, cs: Ano\n- {id: b, it: No, cs: Ne}\n")
    assert [(each.line, each.message) for each in found] == [(1, "this brace is never closed")]
